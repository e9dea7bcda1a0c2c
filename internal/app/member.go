package app

import (
	"strings"

	"cairn/access"
	"cairn/event"
	"cairn/fault"
)

// memberCommands are the verbs of a member: their place, their absences, their leaving.
func memberCommands() []Entry {
	return []Entry{
		entry[AddMember]("member.add", access.Administer, "P-9", "Add somebody who may sign in, with a role and a place in the reporting line."),
		inOwn(entry[ChangeMember]("member.change", access.Administer, "P-9", "Change a member's role, place, name or address; the answer says whose sight it changes.")),
		inOwn(entry[SetPassword]("member.set_password", access.Read, "P-9", "Set a password: one's own, or as an administrator somebody's first one.")),
		inOwn(entry[SendAway]("member.away", access.Read, "P-9", "Enter an absence: one's own, of somebody below, or as an administrator; who stands in sees and manages in the meantime.")),
		inOwn(entry[CallBack]("member.back", access.Read, "P-9", "End an absence before its day, or drop one that has not begun.")),
		inOwn(entry[DeactivateMember]("member.deactivate", access.Administer, "P-9", "End somebody's access everywhere, at once, and hand their open deals over.")),
		entry[ReactivateMember]("member.reactivate", access.Administer, "P-9", "Let somebody who has left in again."),
		inOwn(entry[HandOver]("member.hand", access.Administer, "P-9 P-19", "Hand over the next part of the open deals of somebody who has left.")),
	}
}

// ownerOnly refuses what only an owner may do to an owner, or to make one.
func (c *call) ownerOnly(field string, m access.Member, to *access.Role) error {
	if (m.Role == access.Owner || to != nil && *to == access.Owner) && c.who.Role != access.Owner && !c.who.System {
		return fault.New(fault.Forbidden, "member.owner_only", field, "an owner: only owners make, change and end owners")
	}
	return nil
}

// member puts an event of a member on the log.
func (c *call) member(id string, body event.Body) error {
	return c.tx.Record(c.entry("member:"+id, body))
}

// AddMember adds somebody who may sign in.
type AddMember struct {
	onNothing
	Name    string      `json:"name" minLength:"1"`
	Email   string      `json:"email"`
	Role    access.Role `json:"role" enum:"salesperson,manager,owner,admin,viewer"`
	Manager string      `json:"manager,omitempty" doc:"Id of whom they report to."`
	Team    string      `json:"team,omitempty"`
}

func (a AddMember) do(c *call) (Done, error) {
	m := access.Member{ID: c.tx.NewID(), Name: strings.TrimSpace(a.Name), Email: strings.TrimSpace(a.Email), Role: a.Role, Manager: a.Manager, Team: a.Team, Active: true, Joined: c.tx.Now()}
	if err := c.ownerOnly("role", m, nil); err != nil {
		return Done{}, err
	}
	if m.Email != "" && !strings.Contains(m.Email, "@") || m.Name == "" {
		return Done{}, fault.New(fault.Invalid, "member.email", "email", "a name and an address such as ana@example.org")
	}
	dir, err := c.tx.Directory()
	if err != nil {
		return Done{}, err
	}
	if _, err := dir.With(m); err != nil {
		return Done{}, err
	}
	body := access.MemberAdded{ID: m.ID, Role: m.Role, Manager: m.Manager, Team: m.Team, Joined: m.Joined, Name: m.Name, Email: m.Email}
	return Done{ID: m.ID, Version: 1}, c.member(m.ID, body)
}

// ChangeMember changes a member; what is left out stays. Active false is to deactivate them
// without handing anything over, true to reactivate them.
type ChangeMember struct {
	onNothing
	Member  string       `json:"member"`
	Name    *string      `json:"name,omitempty"`
	Email   *string      `json:"email,omitempty"`
	Role    *access.Role `json:"role,omitempty" enum:"salesperson,manager,owner,admin,viewer"`
	Manager *string      `json:"manager,omitempty"`
	Team    *string      `json:"team,omitempty"`
	Active  *bool        `json:"active,omitempty" doc:"Deactivate or reactivate them; no deal is handed over."`
}

func (k ChangeMember) do(c *call) (Done, error) {
	before, err := c.tx.Directory()
	if err != nil {
		return Done{}, err
	}
	m, ok := before.Member(k.Member)
	if !ok {
		return Done{}, fault.New(fault.NotFound, "member", "member", "a member").With("id", k.Member)
	}
	if err := c.ownerOnly("member", m, k.Role); err != nil {
		return Done{}, err
	}
	body := access.MemberChanged{Role: k.Role, Manager: k.Manager, Team: k.Team, Name: k.Name, Email: k.Email}
	if _, err := before.Change(m.ID, body); err != nil {
		return Done{}, err
	}
	if k.Email != nil && *k.Email != m.Email {
		endBegun(c.tx, m.ID) // a link that was sent to the address before
	}
	activity := k.Active != nil && *k.Active != m.Active
	if body != (access.MemberChanged{}) || !activity {
		if err := c.member(m.ID, body); err != nil {
			return Done{}, err
		}
	}
	switch {
	case activity && *k.Active:
		_, err = c.reactivate(m.ID)
	case activity:
		_, err = c.deactivate(m.ID, "")
	}
	if err != nil {
		return Done{}, err
	}
	after, err := c.tx.Directory()
	if err != nil {
		return Done{}, err
	}
	sight, err := c.sightChanges(before, after)
	return Done{ID: m.ID, Sight: sight}, err
}

// SendAway enters an absence.
type SendAway struct {
	onNothing
	Member string `json:"member"`
	From   string `json:"from,omitempty" format:"date" doc:"First day, where the company is; today, where empty."`
	Until  string `json:"until" format:"date" doc:"Last day."`
	To     string `json:"to,omitempty" doc:"Id of who stands in."`
}

func (s SendAway) do(c *call) (Done, error) {
	before, err := c.minded(s.Member)
	if err != nil {
		return Done{}, err
	}
	body, err := before.GoAway(s.Member, access.Away{From: s.From, Until: s.Until, To: s.To})
	if err != nil {
		return Done{}, err
	}
	return c.absence(before, s.Member, body, body.From)
}

// CallBack ends an absence.
type CallBack struct {
	onNothing
	Member string `json:"member"`
	From   string `json:"from,omitempty" format:"date" doc:"First day of the absence; of the one that lasts or comes next, where empty."`
}

func (b CallBack) do(c *call) (Done, error) {
	before, err := c.minded(b.Member)
	if err != nil {
		return Done{}, err
	}
	body, err := before.ComeBack(b.Member, b.From)
	if err != nil {
		return Done{}, err
	}
	return c.absence(before, b.Member, body, body.From)
}

// minded is the directory, where the member is one whom the actor looks after.
func (c *call) minded(id string) (access.Directory, error) {
	dir, err := c.tx.Directory()
	if err != nil {
		return dir, err
	}
	m, ok := dir.Member(id)
	if !ok {
		return dir, fault.New(fault.NotFound, "member", "member", "a member").With("id", id)
	}
	if !c.who.Minds(m) {
		return dir, fault.New(fault.Forbidden, "member.whose", "member", "yourself, somebody who reports to you, or an administrator's rights")
	}
	return dir, nil
}

// absence records an event of an absence that begins on a day, and says whose sight it
// changes while it lasts.
func (c *call) absence(before access.Directory, id string, body event.Body, first string) (Done, error) {
	if err := c.member(id, body); err != nil {
		return Done{}, err
	}
	after, err := c.tx.Directory()
	if err != nil {
		return Done{}, err
	}
	day := max(first, before.Today())
	sight, err := c.sightChanges(before.At(day, before.Sight()), after.At(day, after.Sight()))
	return Done{ID: id, Sight: sight}, err
}

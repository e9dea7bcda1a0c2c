package scenario

import (
	"maps"
	"slices"

	"cairn/access"
	"cairn/deal"
	"cairn/event"
	"cairn/fault"
	"cairn/internal/app"
)

// attend carries out absences, and the leaving and coming back of members.
func (t *turn) attend(cmd app.Command) (app.Done, error) {
	dir, err := t.directory()
	if err != nil {
		return app.Done{}, err
	}
	switch c := cmd.(type) {
	case *app.SendAway:
		if err := t.minds(c.Member); err != nil {
			return app.Done{}, err
		}
		b, err := dir.GoAway(c.Member, access.Away{From: c.From, Until: c.Until, To: c.To})
		return t.apply(c.Member, &b, err)
	case *app.CallBack:
		if err := t.minds(c.Member); err != nil {
			return app.Done{}, err
		}
		b, err := dir.ComeBack(c.Member, c.From)
		return t.apply(c.Member, &b, err)
	case *app.DeactivateMember:
		return t.deactivate(c.Member, c.To)
	case *app.ReactivateMember:
		if err := t.ownerOnly(t.world.members[c.Member]); err != nil {
			return app.Done{}, err
		}
		b, err := dir.Reactivate(c.Member)
		return t.apply(c.Member, &b, err)
	case *app.HandOver:
		return t.handOver(c)
	}
	return app.Done{}, unknown(cmd)
}

func (t *turn) apply(id string, b event.Body, err error) (app.Done, error) {
	if err == nil {
		t.world.members[id] = t.world.members[id].Apply(b)
	}
	return app.Done{ID: id}, err
}

func (t *turn) minds(id string) error {
	m, ok := t.world.members[id]
	if !ok {
		return fault.New(fault.NotFound, "member", "member", "a member")
	}
	if !t.who.Minds(m) {
		return fault.New(fault.Forbidden, "member.whose", "member", "somebody whom you look after")
	}
	return nil
}

func (t *turn) ownerOnly(m access.Member) error {
	if m.Role == access.Owner && t.who.Role != access.Owner && !t.who.System {
		return fault.New(fault.Forbidden, "member.owner_only", "member", "an owner")
	}
	return nil
}

// changeMember changes a member; Active is to leave, or to come back.
func (t *turn) changeMember(c *app.ChangeMember) (app.Done, error) {
	m, ok := t.world.members[c.Member]
	if !ok {
		return app.Done{}, fault.New(fault.NotFound, "member", "member", "a member")
	}
	to := access.Member{}
	if c.Role != nil {
		to.Role = *c.Role
	}
	for _, x := range []access.Member{m, to} {
		if err := t.ownerOnly(x); err != nil {
			return app.Done{}, err
		}
	}
	dir, err := t.directory()
	if err != nil {
		return app.Done{}, err
	}
	body := access.MemberChanged{Role: c.Role, Manager: c.Manager, Team: c.Team, Name: c.Name, Email: c.Email}
	if _, err := dir.Change(m.ID, body); err != nil {
		return app.Done{}, err
	}
	t.world.members[m.ID] = m.Apply(&body)
	switch {
	case c.Active != nil && *c.Active && !m.Active:
		return t.attend(&app.ReactivateMember{Member: m.ID})
	case c.Active != nil && !*c.Active && m.Active:
		return t.deactivate(m.ID, "")
	}
	return app.Done{ID: m.ID}, nil
}

func (t *turn) deactivate(id, to string) (app.Done, error) {
	if err := t.ownerOnly(t.world.members[id]); err != nil {
		return app.Done{}, err
	}
	dir, err := t.directory()
	if err != nil {
		return app.Done{}, err
	}
	b, err := dir.Deactivate(id, to)
	done, err := t.apply(id, &b, err)
	if err != nil || to == "" {
		return done, err
	}
	return done, t.handDeals(id, to)
}

// handOver hands over the deals of somebody who has left; a script never has so many that
// it takes several parts.
func (t *turn) handOver(c *app.HandOver) (app.Done, error) {
	m, ok := t.world.members[c.Member]
	to := c.To
	if to == "" {
		to = m.Heir
	}
	heir := t.world.members[to]
	if err := t.ownerOnly(m); err != nil {
		return app.Done{}, err
	}
	switch {
	case !ok:
		return app.Done{}, fault.New(fault.NotFound, "member", "member", "a member")
	case m.Active:
		return app.Done{}, fault.New(fault.Conflict, "member.active", "member", "somebody who has left")
	case !heir.Active || !heir.Role.May(access.Sell) || to == m.ID:
		return app.Done{}, fault.New(fault.Invalid, "member.heir", "to", "another active member who sells")
	}
	return app.Done{ID: m.ID}, t.handDeals(m.ID, to)
}

func (t *turn) handDeals(from, to string) error {
	for _, id := range slices.Sorted(maps.Keys(t.world.deals)) {
		d := t.world.deals[id]
		if d.Owner != from || d.Status != deal.Open && d.Status != deal.Parked {
			continue
		}
		body, err := deal.Hand(d, to, "")
		if err != nil {
			return err
		}
		if err := t.record(id, body, t.now); err != nil {
			return err
		}
	}
	return nil
}

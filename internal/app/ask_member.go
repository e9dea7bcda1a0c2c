package app

import (
	"context"
	"slices"

	"cairn/access"
	"cairn/fault"
)

// MemberList asks for everybody who may sign in.
type MemberList struct {
	Deals bool `json:"deals,omitempty" query:"deals" doc:"Count their open and parked deals too, as far as you see them."`
}

// MemberShown is a member as others see them: of absences that are over, only who looks
// after them is told.
type MemberShown struct {
	access.Member
	Absent string   `json:"absent,omitempty" doc:"They are away until this day."`
	Stands []string `json:"stands,omitempty" doc:"Ids of those who stand in for them today."`
	Minded bool     `json:"minded,omitempty" doc:"You look after them: you may enter their absences and see their rights."`
	Deals  *int     `json:"deals,omitempty" doc:"Their open and parked deals, where you see them."`
}

func (q MemberList) ask(ctx context.Context, k *asked) (any, error) {
	var counts map[string]int
	if q.Deals {
		var err error
		if counts, err = k.db.Owned(ctx, k.see.Scope); err != nil {
			return nil, err
		}
	}
	out := Members{Members: []MemberShown{}}
	dir := k.who.Directory
	for _, m := range dir.Members() {
		x := MemberShown{Member: m, Stands: dir.Stands(m.ID), Minded: k.who.Minds(m)}
		if a, ok := m.Absent(dir.Today()); ok {
			x.Absent = a.Until
		}
		if !x.Minded {
			x.Away = slices.DeleteFunc(slices.Clone(m.Away), func(a access.Away) bool { return a.Until < dir.Today() })
		}
		if q.Deals && k.see.Scope.Has(m.ID) {
			n := counts[m.ID]
			x.Deals = &n
		}
		out.Members = append(out.Members, x)
	}
	return out, nil
}

// Members is the directory.
type Members struct {
	Members []MemberShown `json:"members"`
}

// SightChange is a change of whose deals somebody sees. Deals is how many of them are open
// or parked, where the reader sees them.
type SightChange struct {
	Member string `json:"member"`
	Owner  string `json:"owner"`
	Sees   bool   `json:"sees" doc:"They will see them; else they no longer do."`
	Deals  *int   `json:"deals,omitempty"`
}

// mostSightChanges bounds what an answer lists.
const mostSightChanges = 200

// sightChanges compares two directories: who sees whose deals in one and not in the other.
// How many these are is told as far as the actor sees them by their own rights of before.
func (c *call) sightChanges(before, after access.Directory) (all []SightChange, err error) {
	members := after.Members()
	for _, m := range members {
		was, is := scopeIn(before, m.ID), scopeIn(after, m.ID)
		for _, o := range members {
			if o.ID != m.ID && was.Has(o.ID) != is.Has(o.ID) && len(all) < mostSightChanges {
				all = append(all, SightChange{Member: m.ID, Owner: o.ID, Sees: is.Has(o.ID)})
			}
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	counts, err := c.tx.Owned(c.see.Scope)
	for i, x := range all {
		if c.see.Scope.Has(x.Owner) {
			n := counts[x.Owner]
			all[i].Deals = &n
		}
	}
	return all, err
}

func scopeIn(d access.Directory, id string) access.Scope {
	m, _ := d.Member(id)
	return access.Actor{Member: m, Directory: d}.Scope()
}

// MemberRights asks what a member may see and do, and why.
type MemberRights struct {
	ID string `json:"id"`
}

// Rights are what a member may see and do today. Deals counts what is open or parked, where
// the reader sees it.
type Rights struct {
	Member access.Member `json:"member"`
	Today  string        `json:"today"`
	Reach  access.Reach  `json:"reach,omitempty" doc:"How far the organisation lets their role see; empty for an admin, who sees no deals."`
	For    []string      `json:"for,omitempty" doc:"Ids of those for whom they stand in today."`
	Sees   []SeenOwner   `json:"sees"`
	Does   []RightTo     `json:"does"`
}

// SeenOwner is an owner whose deals somebody sees, and why.
type SeenOwner struct {
	access.Seen
	Name    string `json:"name"`
	ForName string `json:"for_name,omitempty"`
	Manages bool   `json:"manages,omitempty" doc:"They let these deals pass a gate."`
	Deals   *int   `json:"deals,omitempty"`
}

// RightTo is a command or a question, and whether somebody may use it. Why is role where
// theirs has the capability, stands where they have it for somebody for whom they stand in,
// left where they have left, token where the token that asks is not good for it, and none
// where their role does not have it.
type RightTo struct {
	Name       string            `json:"name"`
	Asks       bool              `json:"asks,omitempty" doc:"It is a question."`
	Doc        string            `json:"doc"`
	Capability access.Capability `json:"capability"`
	May        bool              `json:"may"`
	Why        string            `json:"why" enum:"role,stands,left,token,none"`
	On         string            `json:"on,omitempty" enum:"seen,managed,minded" doc:"Whose: deals that they see, deals that they manage, members they look after; empty is all."`
}

func (q MemberRights) ask(ctx context.Context, k *asked) (any, error) {
	dir := k.who.Directory
	m, ok := dir.Member(q.ID)
	if !ok {
		return nil, fault.New(fault.NotFound, "member", "id", "a member").With("id", q.ID)
	}
	if !k.who.Minds(m) {
		return nil, fault.New(fault.Forbidden, "member.rights", "id", "yourself, somebody who reports to you, or an administrator's rights")
	}
	counts, err := k.db.Owned(ctx, k.see.Scope)
	if err != nil {
		return nil, err
	}
	as := access.Actor{Member: m, Directory: dir}
	if m.ID == k.who.ID {
		as.Only = k.who.Only // of oneself: what this very request may
	}
	out := Rights{Member: m, Today: dir.Today(), Reach: dir.Sight().Of(m.Role), For: dir.StandsFor(m.ID), Sees: []SeenOwner{}}
	for _, x := range dir.Sees(m.ID) {
		owner, _ := dir.Member(x.Owner)
		absent, _ := dir.Member(x.For)
		s := SeenOwner{Seen: x, Name: owner.Name, ForName: absent.Name, Manages: as.Manages(x.Owner)}
		if k.see.Scope.Has(x.Owner) {
			n := counts[x.Owner]
			s.Deals = &n
		}
		out.Sees = append(out.Sees, s)
	}
	for _, e := range Commands() {
		out.Does = append(out.Does, rightTo(as, e.Name, e.Doc, e.Capability, e.on()))
	}
	for _, x := range Questions() {
		on := ""
		if x.Noun() == "deal" || x.Noun() == "board" || x.Noun() == "override" || x.Noun() == "figure" {
			on = onSeen
		}
		r := rightTo(as, x.Name, x.Doc, x.Capability, on)
		r.Asks = true
		out.Does = append(out.Does, r)
	}
	return out, nil
}

// Whose a right is limited to.
const (
	onSeen    = "seen"
	onManaged = "managed"
	onMinded  = "minded"
)

// on is whose things a command may be used on.
func (e Entry) on() string {
	switch {
	case e.Name == "deal.override", e.Name == "deal.decline", e.Capability == access.Manage:
		return onManaged
	case e.Name == "deal.open", e.Name == "deal.bring":
		return ""
	case e.Noun() == "deal":
		return onSeen
	case e.Name == "member.away", e.Name == "member.back":
		return onMinded
	}
	return ""
}

func rightTo(who access.Actor, name, doc string, c access.Capability, on string) RightTo {
	r := RightTo{Name: name, Doc: doc, Capability: c, May: who.May(c), On: on}
	switch {
	case !who.Active:
		r.Why = "left"
	case r.May && who.Role.May(c):
		r.Why = "role"
	case r.May:
		r.Why = "stands"
	case who.Role.May(c):
		r.Why = "token"
	default:
		r.Why = "none"
	}
	return r
}

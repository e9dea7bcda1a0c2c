package access

import (
	"cmp"
	"slices"

	"cairn/fault"
)

// Reach is how far somebody sees from their place in the line.
type Reach string

// The reaches. Whatever the reach, everybody sees their own deals and those of everybody
// below them: scope follows the line upwards.
const (
	Own  Reach = "own"  // no more than that
	Team Reach = "team" // and the deals of everybody with the same manager
	Tree Reach = "tree" // a manager's word for own: the line below
	All  Reach = "all"  // the deals of everybody
)

// Sight is the organisation's choice how far its roles see. A field that is empty is the
// narrowest: own, tree, own. Owners see everything and admins no deal, whatever is chosen.
type Sight struct {
	Salesperson Reach `json:"salesperson,omitempty" enum:"own,team,all"`
	Manager     Reach `json:"manager,omitempty" enum:"tree,all"`
	Viewer      Reach `json:"viewer,omitempty" enum:"own,team,all"`
}

// Of is the reach of a role. An admin's is empty: they see no deals.
func (s Sight) Of(r Role) Reach {
	or := func(chosen, narrowest Reach) Reach {
		if chosen == "" {
			return narrowest
		}
		return chosen
	}
	switch r {
	case Owner:
		return All
	case Manager:
		return or(s.Manager, Tree)
	case Salesperson:
		return or(s.Salesperson, Own)
	case Viewer:
		return or(s.Viewer, Own)
	}
	return ""
}

// With is s with what other chooses; what it leaves empty stays.
func (s Sight) With(other Sight) Sight {
	for _, x := range []struct{ to, from *Reach }{
		{&s.Salesperson, &other.Salesperson}, {&s.Manager, &other.Manager}, {&s.Viewer, &other.Viewer},
	} {
		if *x.from != "" {
			*x.to = *x.from
		}
	}
	return s
}

// Check refuses a reach that a role cannot have.
func (s Sight) Check() error {
	own := []Reach{"", Own, Team, All}
	if !slices.Contains(own, s.Salesperson) || !slices.Contains(own, s.Viewer) || !slices.Contains([]Reach{"", Tree, All}, s.Manager) {
		return fault.New(fault.Invalid, "company.sight", "sight", "own, team or all for salespeople and viewers, tree or all for managers")
	}
	return nil
}

// Scope is a set of owners whose deals are visible. The zero Scope holds none.
type Scope struct {
	All    bool
	Owners []string // ids, sorted; not used where All is set
}

// Has says whether the deals of an owner are visible.
func (s Scope) Has(owner string) bool { return s.All || slices.Contains(s.Owners, owner) }

// Why says for what reason somebody sees the deals of an owner.
type Why string

// The reasons.
const (
	BecauseOwn    Why = "own"    // they are theirs
	BecauseBelow  Why = "below"  // the owner stands below them in the line
	BecauseTeam   Why = "team"   // the organisation lets people with the same manager see each other's
	BecauseAll    Why = "all"    // the organisation lets this role see everybody's
	BecauseOwner  Why = "owner"  // they are an owner of the organisation
	BecauseStands Why = "stands" // they stand in for somebody who sees them
)

// Seen is an owner whose deals somebody sees, and why. For is whom they stand in for, where
// that is the reason.
type Seen struct {
	Owner string `json:"owner"`
	Why   Why    `json:"why" enum:"own,below,team,all,owner,stands"`
	For   string `json:"for,omitempty"`
}

// Sees lists whose deals a member sees today, each with the first reason that holds, sorted
// by owner. Everybody who is in the directory may own deals, also who has left.
func (d Directory) Sees(id string) []Seen {
	m := d.members[id]
	if !m.Active || m.Role == Admin {
		return nil
	}
	found := map[string]Seen{}
	for _, as := range append([]string{id}, d.stands[id]...) {
		for _, x := range d.reaches(d.members[as]) {
			if as != id {
				x.Why, x.For = BecauseStands, as
			}
			if _, ok := found[x.Owner]; !ok {
				found[x.Owner] = x
			}
		}
	}
	var all []Seen
	for _, o := range d.byName {
		if x, ok := found[o.ID]; ok {
			all = append(all, x)
		}
	}
	slices.SortFunc(all, func(a, b Seen) int { return cmp.Compare(a.Owner, b.Owner) })
	return all
}

// reaches lists whose deals a member sees by their own place and role.
func (d Directory) reaches(m Member) (all []Seen) {
	reach := d.sight.Of(m.Role)
	if reach == "" {
		return nil
	}
	for _, o := range d.byName {
		x := Seen{Owner: o.ID}
		switch {
		case o.ID == m.ID:
			x.Why = BecauseOwn
		case d.Above(m.ID, o.ID):
			x.Why = BecauseBelow
		case m.Role == Owner:
			x.Why = BecauseOwner
		case reach == Team && m.Manager != "" && o.Manager == m.Manager:
			x.Why = BecauseTeam
		case reach == All:
			x.Why = BecauseAll
		default:
			continue
		}
		all = append(all, x)
	}
	return all
}

// scope is whose deals a member sees by their own place and role, as a set.
func (d Directory) scope(m Member) Scope {
	switch d.sight.Of(m.Role) {
	case "":
		return Scope{}
	case All:
		return Scope{All: true}
	case Team:
		if m.Manager != "" {
			return Scope{Owners: union(d.Below(m.ID), d.reports[m.Manager], []string{m.ID})}
		}
	}
	return Scope{Owners: union(d.Below(m.ID), []string{m.ID})}
}

// union is a set of several lists, sorted.
func union(lists ...[]string) []string {
	all := slices.Concat(lists...)
	slices.Sort(all)
	return slices.Compact(all)
}

package access

import (
	"errors"
	"slices"
)

// Actor is who asks: a member as the directory knows them today, or the system itself.
// Rights are read for each request and never kept, and an Actor is never written out.
type Actor struct {
	Member
	Directory Directory
	System    bool         // the program's own work, such as the return of a parked deal; it sees all and approves nothing
	Local     bool         // at the machine's own command line, in the member's name; marked so in the log
	Only      []Capability // what the token that was shown is good for; nil for all that the role may
}

// May says whether the actor has the capability. Somebody who has left has none. Who stands
// in for somebody that manages may manage too; nothing else is handed on by an absence.
func (a Actor) May(c Capability) bool {
	if a.System {
		return c != Manage
	}
	if !a.Active || a.Only != nil && !slices.Contains(a.Only, c) {
		return false
	}
	return a.Role.May(c) || c == Manage && a.lent()
}

// lent says whether the actor manages only as long as they stand in for somebody.
func (a Actor) lent() bool {
	return a.Role.May(Sell) && !a.Role.May(Manage) &&
		slices.ContainsFunc(a.Directory.stands[a.ID], func(id string) bool { return a.Directory.members[id].Role.May(Manage) })
}

// Scope is whose deals the actor sees: their own, those of everybody below them, what the
// organisation lets their role see, and what those see for whom they stand in. It is all of
// them for an owner and for the system, none for an admin and for somebody who has left.
func (a Actor) Scope() Scope {
	if a.System {
		return Scope{All: true}
	}
	if a.Part() == "" {
		return Scope{}
	}
	scope := a.Directory.scope(a.Member)
	for _, absent := range a.Directory.stands[a.ID] {
		more := a.Directory.scope(a.Directory.members[absent])
		scope = Scope{All: scope.All || more.All, Owners: union(scope.Owners, more.Owners)}
	}
	if scope.All {
		scope.Owners = nil
	}
	return scope
}

// Part is the id under which the actor takes part in deals of others, empty for who sees no
// deal at all: an admin, somebody who has left, the system.
func (a Actor) Part() string {
	if a.System || !a.Active || a.Role == Admin {
		return ""
	}
	return a.ID
}

// Standing is what an actor is to the owner of a deal. Role is the one by which they act,
// and On the member on whose behalf, empty for their own: it is for the log.
type Standing struct {
	Manages bool
	Role    Role
	On      string
}

// To says what the actor is to the owner of a deal. They manage it who stand above the
// owner, anywhere up the line, or own the organisation, and who stand in for one of those.
// Nobody manages themselves, and nobody by standing in for another manages the deals of
// somebody for whom they stand in too (P-9).
func (a Actor) To(owner string) Standing {
	own := Standing{Role: a.Role}
	d := a.Directory
	if a.System || a.Part() == "" || owner == a.ID {
		return own
	}
	if own.Manages = d.manages(a.Member, owner); own.Manages || !a.Role.May(Sell) {
		return own
	}
	absent := d.stands[a.ID]
	if slices.Contains(absent, owner) {
		own.On = owner
		return own
	}
	// The nearest one above the owner comes first.
	for _, id := range append(d.Line(owner), absent...) {
		if m := d.members[id]; slices.Contains(absent, id) && d.manages(m, owner) {
			return Standing{Manages: true, Role: m.Role, On: id}
		}
	}
	if !d.scope(a.Member).Has(owner) {
		for _, id := range absent {
			if d.scope(d.members[id]).Has(owner) {
				own.On = id
				break
			}
		}
	}
	return own
}

// manages says whether a member manages the deals of an owner by their own place.
func (d Directory) manages(m Member, owner string) bool {
	return m.Active && m.ID != owner && m.Role.May(Sell) && (m.Role == Owner || d.Above(m.ID, owner))
}

// Manages says whether the actor manages the deals of an owner.
func (a Actor) Manages(owner string) bool { return a.To(owner).Manages }

// Minds says whether the actor looks after a member: it is themselves, they stand above them
// in the line, or they administer. Only owners look after owners.
func (a Actor) Minds(m Member) bool {
	switch {
	case a.System || m.ID == a.ID:
		return true
	case m.Role == Owner:
		return a.May(Administer) && a.Role == Owner
	}
	return a.May(Administer) || a.Active && a.Directory.Above(a.ID, m.ID)
}

// MarshalJSON always fails: an Actor holds the whole directory and today's rights, and
// neither belongs into an answer or a log. Write the Member.
func (a Actor) MarshalJSON() ([]byte, error) {
	return nil, errors.New("access: an Actor is never written out")
}

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
	System    bool   // the program's own work, such as the return of a parked deal; it sees all and approves nothing
	Local     bool   // at the machine's own command line, in the member's name; marked so in the log
	On        string // the member on whose behalf it was done, for the log; it adds no right
}

// May says whether the actor has the capability. Somebody who has left has none.
func (a Actor) May(c Capability) bool {
	if a.System {
		return c != Manage
	}
	return a.Active && a.Role.May(c)
}

// Scope is whose deals the actor sees: their own and those of everybody below them; all
// of them for an owner and for the system; none for somebody who has left.
func (a Actor) Scope() Scope {
	switch {
	case a.System:
		return Scope{All: true}
	case !a.Active || a.ID == "":
		return Scope{}
	case a.Role == Owner:
		return Scope{All: true}
	}
	owners := append(a.Directory.Below(a.ID), a.ID)
	slices.Sort(owners)
	return Scope{Owners: owners}
}

// Manages says whether the actor stands above the owner of a deal: anywhere up the
// line, or as an owner of the organisation. Nobody manages themselves, and nobody
// manages for the member on whose behalf they act either (P-9).
func (a Actor) Manages(owner string) bool {
	if a.System || !a.Active || a.ID == "" || owner == a.ID || owner == a.On && a.On != "" {
		return false
	}
	return a.Role == Owner || a.Directory.Above(a.ID, owner)
}

// MarshalJSON always fails: an Actor holds the whole directory and today's rights, and
// neither belongs into an answer or a log. Write the Member.
func (a Actor) MarshalJSON() ([]byte, error) {
	return nil, errors.New("access: an Actor is never written out")
}

// Scope is a set of owners whose deals are visible. The zero Scope holds none.
type Scope struct {
	All    bool
	Owners []string // ids, sorted; not used where All is set
}

// Has says whether the deals of an owner are visible.
func (s Scope) Has(owner string) bool { return s.All || slices.Contains(s.Owners, owner) }

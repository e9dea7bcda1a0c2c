// Package access knows who may do what and whose deals they see. A role gives
// capabilities; the reporting line, the organisation's choice and the absence of others
// give sight. All come from a Directory, a picture of the organisation on one day that
// never changes once it is built: a changed member makes a new one, and so does midnight.
//
//	d, err := access.NewDirectory(members)
//	d = d.At("2026-03-31", access.Sight{Salesperson: access.Team})
//	d.Above("mia", "ana")                 // true: ana reports to mia, or to somebody who does
//	who := access.Actor{Member: mia, Directory: d}
//	who.Scope()                           // Scope{Owners: ["ana", "mia", "tom"]}
//	who.Manages("ana"), who.Manages("mia") // true, false: nobody approves themselves (P-9)
//
// What somebody may not see does not exist for them; that is the store's work, with the
// Scope in hand. What they may not do is refused by the command's capability.
package access

// Role is what a member is in the organisation.
type Role string

// The roles. An Admin looks after people, security and the system, has no part in selling
// and sees no deal; a Viewer reads what their place in the line and the organisation's
// choice let them see.
const (
	Salesperson Role = "salesperson"
	Manager     Role = "manager"
	Owner       Role = "owner"
	Admin       Role = "admin"
	Viewer      Role = "viewer"
)

// Roles lists all of them, the widest sight first.
func Roles() []Role { return []Role{Owner, Manager, Salesperson, Admin, Viewer} }

// Capability is a class of commands. Having it says nothing about whose deals it may be
// used on.
type Capability string

// The capabilities.
const (
	Read       Capability = "read"       // to see what the scope holds
	Sell       Capability = "sell"       // to work on deals, parties and activities
	Manage     Capability = "manage"     // to override gates, agree targets, hold reviews
	Shape      Capability = "shape"      // to change and publish the process
	Administer Capability = "administer" // to change members, settings and security
)

// Capabilities lists all of them.
func Capabilities() []Capability { return []Capability{Read, Sell, Manage, Shape, Administer} }

// May says whether the role has the capability. An unknown role has none.
func (r Role) May(c Capability) bool {
	switch r {
	case Owner:
		return c == Read || c == Sell || c == Manage || c == Shape || c == Administer
	case Manager:
		return c == Read || c == Sell || c == Manage
	case Salesperson:
		return c == Read || c == Sell
	case Admin:
		return c == Read || c == Administer
	case Viewer:
		return c == Read
	}
	return false
}

// Known says whether it is one of Roles.
func (r Role) Known() bool { return r.May(Read) }

package access

// MemberAdded is the event of somebody who may sign in. Passwords are never part of an
// event.
type MemberAdded struct {
	ID      string `json:"id"`
	Role    Role   `json:"role"`
	Manager string `json:"manager,omitempty"`
	Team    string `json:"team,omitempty"`
	Joined  int64  `json:"joined,omitempty"`
	Name    string `json:"name,omitempty" private:"yes"`
	Email   string `json:"email,omitempty" private:"yes"`
}

// Kind is "member.added".
func (MemberAdded) Kind() string { return "member.added" }

// MemberChanged is the event of a member whose role, place or address changed; nil
// fields are unchanged.
type MemberChanged struct {
	Role    *Role   `json:"role,omitempty"`
	Manager *string `json:"manager,omitempty"`
	Team    *string `json:"team,omitempty"`
	Active  *bool   `json:"active,omitempty"`
	Name    *string `json:"name,omitempty" private:"yes"`
	Email   *string `json:"email,omitempty" private:"yes"`
}

// Kind is "member.changed".
func (MemberChanged) Kind() string { return "member.changed" }

// Apply folds one event of a member, given by its typed body.
func (m Member) Apply(body any) Member {
	switch b := body.(type) {
	case *MemberAdded:
		return Member{ID: b.ID, Name: b.Name, Email: b.Email, Role: b.Role, Manager: b.Manager, Team: b.Team, Active: true, Joined: b.Joined}
	case *MemberChanged:
		set(&m.Role, b.Role)
		set(&m.Manager, b.Manager)
		set(&m.Team, b.Team)
		set(&m.Active, b.Active)
		set(&m.Name, b.Name)
		set(&m.Email, b.Email)
	case *MemberAway:
		m.Away = m.away(b)
	case *MemberBack:
		m.Away = m.back(b)
	case *MemberDeactivated:
		m.Active, m.Heir = false, b.To
	case *MemberReactivated:
		m.Active, m.Heir = true, ""
	}
	return m
}

func set[T any](to *T, v *T) {
	if v != nil {
		*to = *v
	}
}

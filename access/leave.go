package access

import (
	"slices"

	"cairn/fault"
)

// MemberDeactivated is the event of somebody who has left: whatever let them in has ended
// with it. To is who gets their open deals, empty where those stay where they are.
type MemberDeactivated struct {
	To string `json:"to,omitempty"`
}

// Kind is "member.deactivated".
func (MemberDeactivated) Kind() string { return "member.deactivated" }

// MemberReactivated is the event of somebody who has come back. What ended stays ended:
// they sign in anew, and get back no deal by it.
type MemberReactivated struct{}

// Kind is "member.reactivated".
func (MemberReactivated) Kind() string { return "member.reactivated" }

// Deactivate decides that somebody leaves, and who gets their open deals. An organisation
// always has an owner.
func (d Directory) Deactivate(id, to string) (MemberDeactivated, error) {
	m, err := d.present(id)
	if err != nil {
		return MemberDeactivated{}, err
	}
	if to != "" {
		if err := d.takesOver(to, id, "member.heir"); err != nil {
			return MemberDeactivated{}, err
		}
	}
	return MemberDeactivated{To: to}, d.owned(m, Member{})
}

// Reactivate decides that somebody who has left comes back. Their address must still be
// theirs alone.
func (d Directory) Reactivate(id string) (MemberReactivated, error) {
	m, ok := d.members[id]
	if !ok {
		return MemberReactivated{}, fault.New(fault.NotFound, "member", "member", "a member").With("id", id)
	}
	if m.Active {
		return MemberReactivated{}, fault.New(fault.Conflict, "member.active", "member", "somebody who has left")
	}
	_, err := d.With(m.Apply(&MemberReactivated{}))
	return MemberReactivated{}, err
}

// Change decides on another role, place, name or address of a member.
func (d Directory) Change(id string, b MemberChanged) (Directory, error) {
	m, ok := d.members[id]
	if !ok {
		return d, fault.New(fault.NotFound, "member", "member", "a member").With("id", id)
	}
	next := m.Apply(&b)
	if err := d.owned(m, next); err != nil {
		return d, err
	}
	return d.With(next)
}

// owned refuses a change after which nobody would own the organisation.
func (d Directory) owned(before, after Member) error {
	owns := func(m Member) bool { return m.Active && m.Role == Owner }
	if !owns(before) || owns(after) {
		return nil
	}
	if slices.ContainsFunc(d.byName, func(m Member) bool { return m.ID != before.ID && owns(m) }) {
		return nil
	}
	return fault.New(fault.Conflict, "member.last_owner", "role", "at least one active owner")
}

// With is the directory with a member added, or changed, on the same day.
func (d Directory) With(m Member) (Directory, error) {
	all := slices.Clone(d.byName)
	if at := slices.IndexFunc(all, func(x Member) bool { return x.ID == m.ID }); at >= 0 {
		all[at] = m
	} else {
		all = append(all, m)
	}
	next, err := NewDirectory(all)
	return next.At(d.today, d.sight), err
}

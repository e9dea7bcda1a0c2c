package access

import (
	"cmp"
	"slices"
	"time"

	"cairn/fault"
)

// Away is an absence: from one day to another, both included, in the company's zone. To is
// the id of who stands in, empty where nobody does. Why somebody is away is nobody's
// business and kept nowhere.
type Away struct {
	From  string `json:"from"`  // "2026-12-21"
	Until string `json:"until"` // "2027-01-04"
	To    string `json:"to,omitempty"`
}

// On says whether the absence lasts on a day.
func (a Away) On(day string) bool { return day != "" && a.From <= day && day <= a.Until }

// Absent is the absence of a member on a day.
func (m Member) Absent(day string) (Away, bool) {
	for _, a := range m.Away {
		if a.On(day) {
			return a, true
		}
	}
	return Away{}, false
}

// The limits of an absence, in days.
const (
	longestAbsence = 400
	oldestAbsence  = 100 // that may still be entered after it was over
	mostAbsences   = 500 // of one member
)

// MemberAway is the event of an absence that was entered.
type MemberAway struct {
	From  string `json:"from"`
	Until string `json:"until"`
	To    string `json:"to,omitempty"`
}

// Kind is "member.away".
func (MemberAway) Kind() string { return "member.away" }

// MemberBack is the event of an absence, named by its first day, that ends on another day
// than it was to; on none at all where Until is empty.
type MemberBack struct {
	From  string `json:"from"`
	Until string `json:"until,omitempty"`
}

// Kind is "member.back".
func (MemberBack) Kind() string { return "member.back" }

func (m Member) away(b *MemberAway) []Away {
	all := append(slices.Clone(m.Away), Away(*b))
	slices.SortFunc(all, func(a, b Away) int { return cmp.Compare(a.From, b.From) })
	return all
}

func (m Member) back(b *MemberBack) []Away {
	var all []Away
	for _, a := range m.Away {
		switch {
		case a.From != b.From:
			all = append(all, a)
		case b.Until != "":
			a.Until = b.Until
			all = append(all, a)
		}
	}
	return all
}

// GoAway decides on an absence of a member. Without a first day it begins today.
func (d Directory) GoAway(id string, a Away) (MemberAway, error) {
	m, err := d.present(id)
	if err != nil {
		return MemberAway{}, err
	}
	if a.From == "" {
		a.From = d.today
	}
	from, err1 := time.Parse(time.DateOnly, a.From)
	until, err2 := time.Parse(time.DateOnly, a.Until)
	today, err3 := time.Parse(time.DateOnly, d.today)
	switch {
	case err1 != nil:
		return MemberAway{}, fault.New(fault.Invalid, "member.away_day", "from", "a day such as 2026-12-21")
	case err2 != nil || until.Before(from):
		return MemberAway{}, fault.New(fault.Invalid, "member.away_day", "until", "a day such as 2026-12-21, and not before the first")
	case until.Sub(from) > longestAbsence*24*time.Hour:
		return MemberAway{}, fault.New(fault.Invalid, "member.away_long", "until", "at most 400 days; who is away for longer leaves, and comes back")
	case err3 == nil && until.Before(today.AddDate(0, 0, -oldestAbsence)):
		return MemberAway{}, fault.New(fault.Invalid, "member.away_old", "until", "a day of the last 100 days or later")
	case len(m.Away) >= mostAbsences:
		return MemberAway{}, fault.New(fault.Conflict, "member.away_many", "", "at most 500 absences of one member")
	}
	for _, other := range m.Away {
		if a.From <= other.Until && other.From <= a.Until {
			return MemberAway{}, fault.New(fault.Conflict, "member.away_overlap", "from", "days on which they are not away already").
				With("from", other.From).With("until", other.Until)
		}
	}
	if a.To == "" {
		return MemberAway(a), nil
	}
	return MemberAway(a), d.takesOver(a.To, id, "member.away_to")
}

// ComeBack decides that an absence, named by its first day, ends: today it is over, and one
// that has not begun never was. Without a first day it is the one that lasts, or else the
// next.
func (d Directory) ComeBack(id, from string) (MemberBack, error) {
	m, err := d.present(id)
	if err != nil {
		return MemberBack{}, err
	}
	for _, a := range m.Away {
		if from != "" && a.From != from || a.Until < d.today {
			continue
		}
		if a.From >= d.today {
			return MemberBack{From: a.From}, nil
		}
		today, err := time.Parse(time.DateOnly, d.today)
		if err != nil {
			return MemberBack{}, err
		}
		return MemberBack{From: a.From, Until: today.AddDate(0, 0, -1).Format(time.DateOnly)}, nil
	}
	return MemberBack{}, fault.New(fault.NotFound, "absence", "from", "the first day of an absence that is not over")
}

// present finds a member who has not left.
func (d Directory) present(id string) (Member, error) {
	m, ok := d.members[id]
	if !ok {
		return m, fault.New(fault.NotFound, "member", "member", "a member").With("id", id)
	}
	if !m.Active {
		return m, fault.New(fault.Conflict, "member.inactive", "member", "somebody who has not left")
	}
	return m, nil
}

// takesOver refuses somebody who cannot take over the deals of a member: they are active,
// sell, and are somebody else.
func (d Directory) takesOver(to, from, key string) error {
	m, ok := d.members[to]
	if !ok || !m.Active || !m.Role.May(Sell) || to == from {
		return fault.New(fault.Invalid, key, "to", "another active member who sells")
	}
	return nil
}

// At is the directory on a day of the company's zone, under the organisation's choice of
// sight: who stands in for whom follows from the day. A directory without a day knows of no
// absence.
func (d Directory) At(today string, sight Sight) Directory {
	d.today, d.sight, d.stands = today, sight, nil
	to := map[string]string{} // the absent one to who stands in
	for _, m := range d.byName {
		if a, ok := m.Absent(today); ok && m.Active && d.takesOver(a.To, m.ID, "") == nil {
			to[m.ID] = a.To
		}
	}
	if len(to) == 0 {
		return d
	}
	d.stands = map[string][]string{}
	for absent := range to {
		// Who stands in may be away as well, and is stood in for: the chain goes on until
		// somebody is there, or it comes back to where it has been.
		met := map[string]bool{absent: true}
		for at := to[absent]; at != "" && !met[at]; at = to[at] {
			met[at] = true
			d.stands[at] = append(d.stands[at], absent)
		}
	}
	for _, ids := range d.stands {
		slices.Sort(ids)
	}
	return d
}

// Today is the day that the directory is of, empty where it is of none.
func (d Directory) Today() string { return d.today }

// Sight is the organisation's choice.
func (d Directory) Sight() Sight { return d.sight }

// StandsFor lists for whom a member stands in today; sorted. The slice is the caller's.
func (d Directory) StandsFor(id string) []string { return slices.Clone(d.stands[id]) }

// Stands lists who stands in for a member today; sorted.
func (d Directory) Stands(id string) []string {
	var all []string
	for by, ids := range d.stands {
		if slices.Contains(ids, id) {
			all = append(all, by)
		}
	}
	slices.Sort(all)
	return all
}

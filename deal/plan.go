package deal

import (
	"slices"
	"strings"

	"cairn/event"
	"cairn/fault"
)

// PlanSet is the event of a milestone of the close plan that was added or changed. Push
// says by how many days its date moved later.
type PlanSet struct {
	ID     string `json:"id"`
	What   string `json:"what,omitempty" private:"yes"`
	Due    string `json:"due"`
	Ours   string `json:"ours,omitempty"`   // member
	Theirs string `json:"theirs,omitempty"` // person
	Done   bool   `json:"done,omitempty"`
	Moved  bool   `json:"moved,omitempty"` // its date moved later
	Why    string `json:"why,omitempty" private:"yes"`
	Drop   bool   `json:"drop,omitempty"`
}

// Kind is "deal.plan_set".
func (PlanSet) Kind() string { return "deal.plan_set" }

func (s PlanSet) apply(d *Deal, e event.Event) {
	i := slices.IndexFunc(d.Plan, func(m Milestone) bool { return m.ID == s.ID })
	if s.Drop {
		d.Plan = slices.DeleteFunc(d.Plan, func(m Milestone) bool { return m.ID == s.ID })
		return
	}
	m := Milestone{ID: s.ID, What: s.What, Due: s.Due, Ours: s.Ours, Theirs: s.Theirs}
	if i >= 0 {
		m.Moves = d.Plan[i].Moves
		m.Done = d.Plan[i].Done
	}
	if s.Moved {
		m.Moves++
	}
	switch {
	case s.Done && m.Done == 0:
		m.Done = e.Occurred
	case !s.Done:
		m.Done = 0
	}
	if i >= 0 {
		d.Plan[i] = m
	} else {
		d.Plan = append(d.Plan, m)
	}
	slices.SortStableFunc(d.Plan, func(a, b Milestone) int { return strings.Compare(a.Due, b.Due) })
}

// SetPlan decides on a line of the close plan.
func SetPlan(d Deal, s PlanSet) (PlanSet, error) {
	if !d.Live() {
		return s, fault.New(fault.Conflict, "deal.not_open", "status", "an open deal")
	}
	i := slices.IndexFunc(d.Plan, func(m Milestone) bool { return m.ID == s.ID })
	if s.Drop {
		if i < 0 {
			return s, fault.New(fault.NotFound, "milestone", "milestone", "a milestone of this deal")
		}
		return PlanSet{ID: s.ID, Drop: true, Why: s.Why}, nil
	}
	if strings.TrimSpace(s.What) == "" {
		return s, fault.New(fault.Invalid, "milestone.what", "what", "what will be done")
	}
	if err := needDate("due", s.Due); err != nil {
		return s, err
	}
	s.Moved = i >= 0 && s.Due > d.Plan[i].Due
	return s, nil
}

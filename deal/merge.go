package deal

import (
	"slices"

	"cairn/event"
	"cairn/fault"
	"cairn/process"
)

// Absorbed is the event of a deal that took another one in: what it did not know
// itself it learned from the other. The other is withdrawn, and its history stays.
type Absorbed struct {
	Other    string              `json:"other"`
	Opened   int64               `json:"opened"` // the older beginning
	Evidence map[string]Evidence `json:"evidence,omitempty" private:"yes"`
	Keys     []string            `json:"keys,omitempty"`
	People   []Contact           `json:"people,omitempty"`
	Concerns []Concern           `json:"concerns,omitempty" private:"yes"`
	Planned  []Planned           `json:"planned,omitempty" private:"yes"`
	Outcomes map[string]Mark     `json:"outcomes,omitempty"`
	Touched  int64               `json:"touched,omitempty"`
}

// Kind is "deal.absorbed".
func (Absorbed) Kind() string { return "deal.absorbed" }

func (a Absorbed) apply(d *Deal, e event.Event) {
	if a.Opened != 0 && (a.Opened < d.Opened || d.Opened == 0) {
		d.Opened = a.Opened
	}
	for _, k := range a.Keys {
		x := a.Evidence[k]
		x.N = e.N
		d.Evidence[k] = x
	}
	for k, m := range a.Outcomes {
		m.N = e.N
		d.Outcomes[k] = m
	}
	d.People = append(d.People, a.People...)
	for _, c := range a.Concerns {
		c.N = e.N
		d.Concerns = append(d.Concerns, c)
	}
	d.Planned = append(d.Planned, a.Planned...)
	d.Touched = max(d.Touched, a.Touched)
}

// Merge decides on taking another deal of the same organisation in: the first answer
// is the event of the deal that stays, the second of the one that is withdrawn.
func Merge(p process.Definition, d, other Deal, now Now) (Absorbed, Closed, error) {
	c := Closed{As: string(Withdrawn), From: other.Step, Into: d.ID}
	switch {
	case d.ID == other.ID:
		return Absorbed{}, c, fault.New(fault.Invalid, "merge.same", "other", "another deal")
	case !d.Live() || !other.Live():
		return Absorbed{}, c, fault.New(fault.Conflict, "deal.not_open", "status", "two open deals")
	case d.Organisation != other.Organisation:
		return Absorbed{}, c, fault.New(fault.Invalid, "merge.organisation", "other", "a deal with the same organisation")
	}
	if err := other.inOrder(now); err != nil {
		return Absorbed{}, c, err
	}
	a := Absorbed{Other: other.ID, Opened: other.Opened, Evidence: map[string]Evidence{}, Touched: other.Touched, Planned: other.Planned, Concerns: other.Concerns}
	for k, e := range other.Evidence {
		_, have := d.Evidence[k]
		if _, _, ok := p.Checkpoint(k); ok && !have {
			a.Evidence[k], a.Keys = e, append(a.Keys, k)
		}
	}
	slices.Sort(a.Keys)
	for k, m := range other.Outcomes {
		if mine, ok := d.Outcomes[k]; !ok || mine.At < m.At {
			if a.Outcomes == nil {
				a.Outcomes = map[string]Mark{}
			}
			a.Outcomes[k] = m
		}
	}
	for _, x := range other.People {
		if !slices.ContainsFunc(d.People, func(y Contact) bool { return y.Person == x.Person }) {
			a.People = append(a.People, x)
		}
	}
	return a, c, nil
}

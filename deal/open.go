package deal

import (
	"slices"

	"cairn/event"
	"cairn/fault"
	"cairn/money"
	"cairn/process"
)

// Opened is the first event of a deal.
type Opened struct {
	ID           string            `json:"id"`
	Name         string            `json:"name,omitempty" private:"yes"`
	Organisation string            `json:"organisation,omitempty"`
	Person       string            `json:"person,omitempty"`
	Role         string            `json:"role,omitempty" private:"yes"`
	Owner        string            `json:"owner"`
	Type         string            `json:"kind"`
	Process      string            `json:"process"`
	Step         string            `json:"step"`
	Value        money.Money       `json:"value"`
	CloseDate    string            `json:"close_date,omitempty"`
	Source       string            `json:"source,omitempty"`
	Method       string            `json:"method,omitempty"`
	Fields       map[string]string `json:"fields,omitempty"`
	Debts        []string          `json:"debts,omitempty"`   // checkpoints skipped at mid-entry (P-16)
	Undated      bool              `json:"undated,omitempty"` // nobody knows when it began
	Observed     int64             `json:"observed,omitempty"`
	Import       string            `json:"import,omitempty"` // id of the import that brought it
}

// Kind is "deal.opened".
func (Opened) Kind() string { return "deal.opened" }

func (o Opened) apply(d *Deal, e event.Event) {
	*d = Deal{
		ID: o.ID, Name: o.Name, Organisation: o.Organisation, Person: o.Person, Role: o.Role, Owner: o.Owner,
		Type: o.Type, Process: o.Process, Status: Open, Value: o.Value, CloseDate: o.CloseDate,
		Source: o.Source, Method: o.Method, Fields: o.Fields, Debts: o.Debts, Observed: o.Observed, Import: o.Import,
		Evidence: map[string]Evidence{}, Outcomes: map[string]Mark{},
	}
	at := e.Occurred
	if o.Undated {
		at = 0
	}
	d.Opened = at
	d.enter(o.Step, "", at)
	if o.Person != "" {
		d.People = []Contact{{Person: o.Person}}
	}
}

// New opens a deal at a step. At a later step than the first it is a mid-entry: every
// checkpoint that applies on the way and does not hold is a debt, impossible ones
// included (they fall due before the next advance), shown and counted (P-16).
func New(p process.Definition, o Opened, now Now) (Opened, error) {
	if first := nextStep(p, -1); o.Step == "" && first < len(p.Steps) {
		o.Step = p.Steps[first].Key
	}
	at := p.Index(o.Step)
	if !used(p, at) {
		return o, fault.New(fault.Invalid, "deal.step", "step", "a step of the process "+p.Key)
	}
	if o.Type == "" {
		o.Type = KindNew
	}
	if !slices.Contains([]string{KindNew, KindExpansion, KindRenewal}, o.Type) {
		return o, fault.New(fault.Invalid, "deal.kind", "kind", "new, expansion or renewal")
	}
	switch {
	case blank(o.Name):
		return o, fault.New(fault.Invalid, "deal.name", "name", "what this piece of business is")
	case !sound(o.Value):
		return o, unsound()
	case o.Import == "" && !listed(p.Sources, o.Source):
		return o, fault.New(fault.Invalid, "deal.source", "source", "a source that the process lists")
	case o.Import == "" && !listed(p.Methods, o.Method):
		return o, fault.New(fault.Invalid, "deal.method", "method", "a method that the process lists")
	}
	if err := checkDate("close_date", o.CloseDate); err != nil {
		return o, err
	}
	o.Process, o.Debts = p.Version(), nil
	d := Apply(Deal{}, event.Event{N: 1, Occurred: now.Occurred}, o)
	all, _ := read(p, &d, now).lacks(0, at)
	o.Debts = keys(all)
	return o, nil
}

// keys are the checkpoints of lacks.
func keys(all []lack) []string {
	var list []string
	for _, l := range all {
		list = append(list, l.c.Key)
	}
	return list
}

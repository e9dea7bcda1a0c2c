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
	if o.Step == "" && len(p.Steps) > 0 {
		o.Step = p.Steps[0].Key
	}
	at := p.Index(o.Step)
	if at < 0 || p.Steps[at].Skip || p.Steps[at].Retired {
		return o, fault.New(fault.Invalid, "deal.step", "step", "a step of the process "+p.Key)
	}
	if o.Type == "" {
		o.Type = KindNew
	}
	if !slices.Contains([]string{KindNew, KindExpansion, KindRenewal}, o.Type) {
		return o, fault.New(fault.Invalid, "deal.kind", "kind", "new, expansion or renewal")
	}
	if o.Name == "" {
		return o, fault.New(fault.Invalid, "deal.name", "name", "what this piece of business is")
	}
	if o.Value.Minor < 0 {
		return o, fault.New(fault.Invalid, "deal.value", "value", "an amount that is not negative")
	}
	if err := checkDate("close_date", o.CloseDate); err != nil {
		return o, err
	}
	o.Process = p.Version()
	d := Apply(Deal{}, event.Event{N: 1, Occurred: now.Occurred}, o)
	o.Debts = o.Debts[:0:0]
	for i := range at {
		for _, c := range p.Active(i) {
			if Stand(p, d, i, c, now) == Missed {
				o.Debts = append(o.Debts, c.Key)
			}
		}
	}
	return o, nil
}

package deal

import (
	"maps"
	"slices"

	"cairn/event"
	"cairn/fault"
	"cairn/money"
	"cairn/process"
)

// Changed is the event of facts that were corrected or learned. A nil field is
// unchanged; an empty one clears.
type Changed struct {
	Name         *string           `json:"name,omitempty" private:"yes"`
	Organisation *string           `json:"organisation,omitempty"`
	Person       *string           `json:"person,omitempty"`
	Role         *string           `json:"role,omitempty" private:"yes"`
	Type         *string           `json:"kind,omitempty"`
	Value        *money.Money      `json:"value,omitempty"`
	CloseDate    *string           `json:"close_date,omitempty"`
	Source       *string           `json:"source,omitempty"`
	Method       *string           `json:"method,omitempty"`
	Fields       map[string]string `json:"fields,omitempty"` // an empty value removes the field
	Why          string            `json:"why,omitempty" private:"yes"`
	Push         bool              `json:"push,omitempty"` // the close date moved later
}

// Kind is "deal.changed".
func (Changed) Kind() string { return "deal.changed" }

func (c Changed) apply(d *Deal, _ event.Event) {
	set(&d.Name, c.Name)
	set(&d.Organisation, c.Organisation)
	set(&d.Person, c.Person)
	set(&d.Role, c.Role)
	set(&d.Type, c.Type)
	set(&d.Value, c.Value)
	set(&d.CloseDate, c.CloseDate)
	set(&d.Source, c.Source)
	set(&d.Method, c.Method)
	if c.Push {
		d.Pushes++
	}
	for k, v := range c.Fields {
		if d.Fields == nil {
			d.Fields = map[string]string{}
		}
		if d.Fields[k] = v; v == "" {
			delete(d.Fields, k)
		}
	}
	if p := d.Person; c.Person != nil && p != "" && !slices.ContainsFunc(d.People, func(x Contact) bool { return x.Person == p }) {
		d.People = append(d.People, Contact{Person: p})
	}
	d.changed(c.facts()...)
}

// facts names what changed, as checkpoints name what answers them.
func (c Changed) facts() []string {
	var names []string
	add := func(name string, is bool) {
		if is {
			names = append(names, name)
		}
	}
	add(factSource, c.Source != nil)
	add(factMethod, c.Method != nil)
	add(factValue, c.Value != nil)
	add(factCloseDate, c.CloseDate != nil)
	add(onPeople, c.Person != nil)
	for name := range c.Fields {
		names = append(names, name)
	}
	return names
}

// set writes through a pointer that may be nil.
func set[T any](to *T, v *T) {
	if v != nil {
		*to = *v
	}
}

// Change decides on new facts. Values that equal the old ones are dropped; a change of
// nothing is refused. Sources and methods must be ones that the process lists, where
// it lists any.
func Change(p process.Definition, d Deal, c Changed) (Changed, error) {
	if d.Status == Withdrawn {
		return c, fault.New(fault.Conflict, "deal.not_open", "status", "a deal that was not withdrawn")
	}
	drop(&c.Name, d.Name)
	drop(&c.Organisation, d.Organisation)
	drop(&c.Person, d.Person)
	drop(&c.Role, d.Role)
	drop(&c.Type, d.Type)
	drop(&c.Value, d.Value)
	drop(&c.CloseDate, d.CloseDate)
	drop(&c.Source, d.Source)
	drop(&c.Method, d.Method)
	c.Fields = maps.Clone(c.Fields) // the author's own stays as it was
	maps.DeleteFunc(c.Fields, func(k, v string) bool { return d.Fields[k] == v })
	switch {
	case c.Name != nil && blank(*c.Name):
		return c, fault.New(fault.Invalid, "deal.name", "name", "what this piece of business is")
	case c.Type != nil && !slices.Contains([]string{KindNew, KindExpansion, KindRenewal}, *c.Type):
		return c, fault.New(fault.Invalid, "deal.kind", "kind", "new, expansion or renewal")
	case c.Value != nil && !sound(*c.Value):
		return c, unsound()
	case c.Value != nil && d.Status == Won:
		return c, fault.New(fault.Conflict, "deal.won_value", "value", "the correction of a won deal, by a manager, with a reason")
	case c.Source != nil && !listed(p.Sources, *c.Source):
		return c, fault.New(fault.Invalid, "deal.source", "source", "a source that the process lists")
	case c.Method != nil && !listed(p.Methods, *c.Method):
		return c, fault.New(fault.Invalid, "deal.method", "method", "a method that the process lists")
	}
	if c.CloseDate != nil {
		if err := checkDate("close_date", *c.CloseDate); err != nil {
			return c, err
		}
		c.Push = d.CloseDate != "" && *c.CloseDate > d.CloseDate
	}
	if c.empty() {
		return c, fault.New(fault.Invalid, "deal.nothing", "", "at least one value that differs")
	}
	return c, nil
}

func (c Changed) empty() bool {
	return c.Name == nil && c.Organisation == nil && c.Person == nil && c.Role == nil && c.Type == nil && c.Value == nil &&
		c.CloseDate == nil && c.Source == nil && c.Method == nil && len(c.Fields) == 0
}

func drop[T comparable](v **T, old T) {
	if *v != nil && **v == old {
		*v = nil
	}
}

// listed says whether key is one of the values that are not retired; where there are
// none, and for the empty key, everything goes.
func listed(values []process.Value, key string) bool {
	return len(values) == 0 || key == "" || slices.ContainsFunc(values, func(v process.Value) bool { return v.Key == key && !v.Retired })
}

// sound says whether a deal may have that value: not negative, in a known currency, or
// not known at all.
func sound(m money.Money) bool { return m.Minor >= 0 && m.Check() == nil }

func unsound() error {
	return fault.New(fault.Invalid, "deal.value", "value", "an amount with its currency, not negative")
}

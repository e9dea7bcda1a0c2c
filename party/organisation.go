package party

import (
	"maps"

	"cairn/event"
	"cairn/money"
)

// OrganisationAdded begins an organisation. An empty Relation stands for Stranger.
type OrganisationAdded struct {
	ID        string            `json:"id"`
	Sector    string            `json:"sector,omitempty"`
	Country   string            `json:"country,omitempty"`
	Employees int               `json:"employees,omitempty"`
	Revenue   money.Money       `json:"revenue,omitzero"`
	Parent    string            `json:"parent,omitempty"`
	Relation  Relation          `json:"relation,omitempty"`
	Owner     string            `json:"owner,omitempty"`
	Name      string            `json:"name,omitempty" private:"yes"`
	Domain    string            `json:"domain,omitempty" private:"yes"`
	City      string            `json:"city,omitempty" private:"yes"`
	Address   string            `json:"address,omitempty" private:"yes"`
	Phone     string            `json:"phone,omitempty" private:"yes"`
	Fields    map[string]string `json:"fields,omitempty" private:"yes"`
}

// OrganisationChanged sets the fields that are not nil; a pointer to an empty value
// clears one. Of Fields it sets the keys that it names and removes those with an empty
// value.
type OrganisationChanged struct {
	Sector    *string           `json:"sector,omitempty"`
	Country   *string           `json:"country,omitempty"`
	Employees *int              `json:"employees,omitempty"`
	Revenue   *money.Money      `json:"revenue,omitempty"`
	Parent    *string           `json:"parent,omitempty"`
	Relation  *Relation         `json:"relation,omitempty"`
	Owner     *string           `json:"owner,omitempty"`
	Name      *string           `json:"name,omitempty" private:"yes"`
	Domain    *string           `json:"domain,omitempty" private:"yes"`
	City      *string           `json:"city,omitempty" private:"yes"`
	Address   *string           `json:"address,omitempty" private:"yes"`
	Phone     *string           `json:"phone,omitempty" private:"yes"`
	Fields    map[string]string `json:"fields,omitempty" private:"yes"`
}

// OrganisationMerged ends an organisation that is the same as another. What it knew and
// the other did not is given to the other by an OrganisationChanged of its own.
type OrganisationMerged struct {
	Into string `json:"into"`
}

// OrganisationWithdrawn takes back one that was entered by mistake; it leaves lists and
// matching and keeps its history.
type OrganisationWithdrawn struct {
	Why string `json:"why,omitempty" private:"yes"`
}

// Kind is "organisation.added".
func (OrganisationAdded) Kind() string { return "organisation.added" }

// Kind is "organisation.changed".
func (OrganisationChanged) Kind() string { return "organisation.changed" }

// Kind is "organisation.merged".
func (OrganisationMerged) Kind() string { return "organisation.merged" }

// Kind is "organisation.withdrawn".
func (OrganisationWithdrawn) Kind() string { return "organisation.withdrawn" }

// Apply folds one event that occurred at a moment (microseconds UTC) into the
// organisation and returns the new one; o itself stays as it was. It fails on an event
// of another kind of subject, on a second beginning and on anything before the first.
func (o Organisation) Apply(at int64, body event.Body) (Organisation, error) {
	if _, first := body.(OrganisationAdded); first != (o.Version == 0) {
		return o, stray(o.ID, body)
	}
	switch e := body.(type) {
	case OrganisationAdded:
		o = Organisation{
			ID: e.ID, Name: e.Name, Domain: e.Domain, Sector: e.Sector, Country: e.Country, City: e.City,
			Address: e.Address, Phone: e.Phone, Employees: e.Employees, Revenue: e.Revenue, Parent: e.Parent,
			Relation: relation(e.Relation), Owner: e.Owner, Since: at, Fields: amend(nil, e.Fields),
		}
	case OrganisationChanged:
		if e.Relation != nil && *e.Relation != o.Relation {
			o.Since = at
		}
		set(&o.Name, e.Name)
		set(&o.Domain, e.Domain)
		set(&o.Sector, e.Sector)
		set(&o.Country, e.Country)
		set(&o.City, e.City)
		set(&o.Address, e.Address)
		set(&o.Phone, e.Phone)
		set(&o.Employees, e.Employees)
		set(&o.Revenue, e.Revenue)
		set(&o.Parent, e.Parent)
		set(&o.Relation, e.Relation)
		set(&o.Owner, e.Owner)
		o.Fields = amend(o.Fields, e.Fields)
	case OrganisationMerged:
		o.MergedInto, o.Withdrawn = e.Into, true
	case OrganisationWithdrawn:
		o.Withdrawn = true
	default:
		return o, stray(o.ID, body)
	}
	o.Version++
	return o, nil
}

// Difference is the event that turns o into n, as a form or an import means it: every
// field of n counts, an empty one too. Identity, version and ends are not compared. The
// second value is false where nothing differs.
func (o Organisation) Difference(n Organisation) (OrganisationChanged, bool) {
	e := OrganisationChanged{
		Sector: differs(o.Sector, n.Sector), Country: differs(o.Country, n.Country),
		Employees: differs(o.Employees, n.Employees), Revenue: differs(o.Revenue, n.Revenue),
		Parent: differs(o.Parent, n.Parent), Relation: differs(o.Relation, relation(n.Relation)),
		Owner: differs(o.Owner, n.Owner), Name: differs(o.Name, n.Name), Domain: differs(o.Domain, n.Domain),
		City: differs(o.City, n.City), Address: differs(o.Address, n.Address), Phone: differs(o.Phone, n.Phone),
		Fields: amendment(o.Fields, n.Fields),
	}
	some := e.Sector != nil || e.Country != nil || e.Employees != nil || e.Revenue != nil || e.Parent != nil ||
		e.Relation != nil || e.Owner != nil || e.Name != nil || e.Domain != nil || e.City != nil ||
		e.Address != nil || e.Phone != nil || e.Fields != nil
	return e, some
}

// MergeOrganisations decides what merging gone into keep does: gone ends, and keep
// learns what it did not know. What both know stays as keep has it, except that a client
// remains one and that keep never becomes its own parent. The changed event is to be
// recorded only where the last value is true.
func MergeOrganisations(keep, gone Organisation) (OrganisationMerged, OrganisationChanged, bool, error) {
	if keep.ID == gone.ID || keep.Withdrawn || gone.Withdrawn {
		err := wrong("party.merge", "into", "two different organisations, neither of them withdrawn")
		return OrganisationMerged{}, OrganisationChanged{}, false, err
	}
	n := keep
	fill(&n.Domain, gone.Domain)
	fill(&n.Sector, gone.Sector)
	fill(&n.Phone, gone.Phone)
	fill(&n.Employees, gone.Employees)
	fill(&n.Revenue, gone.Revenue)
	fill(&n.Parent, gone.Parent)
	fill(&n.Owner, gone.Owner)
	if n.Country == "" || n.Country == gone.Country { // a street of another country would mislead
		fill(&n.Country, gone.Country)
		if n.City == "" || n.City == gone.City {
			fill(&n.City, gone.City)
			fill(&n.Address, gone.Address)
		}
	}
	n.Relation = closer(keep.Relation, gone.Relation)
	if n.Parent == gone.ID || n.Parent == keep.ID {
		n.Parent = ""
	}
	n.Fields = maps.Clone(gone.Fields)
	n.Fields = amend(n.Fields, keep.Fields)
	changed, some := keep.Difference(n)
	return OrganisationMerged{Into: keep.ID}, changed, some, nil
}

package party

import (
	"maps"
	"slices"

	"cairn/event"
)

// PersonAdded begins a person. An empty Relation stands for Stranger.
type PersonAdded struct {
	ID            string            `json:"id"`
	Organisation  string            `json:"organisation,omitempty"`
	Relation      Relation          `json:"relation,omitempty"`
	Owner         string            `json:"owner,omitempty"`
	Consent       Consent           `json:"consent,omitempty"`
	ConsentAt     int64             `json:"consent_at,omitempty"`
	ConsentSource string            `json:"consent_source,omitempty" private:"yes"`
	Name          string            `json:"name,omitempty" private:"yes"`
	Title         string            `json:"title,omitempty" private:"yes"`
	Emails        []string          `json:"emails,omitempty" private:"yes"`
	Phones        []string          `json:"phones,omitempty" private:"yes"`
	Fields        map[string]string `json:"fields,omitempty" private:"yes"`
}

// PersonChanged sets the fields that are not nil, as OrganisationChanged does. Emails
// and Phones are the whole new lists; a pointer to an empty list clears one.
type PersonChanged struct {
	Organisation  *string           `json:"organisation,omitempty"`
	Relation      *Relation         `json:"relation,omitempty"`
	Owner         *string           `json:"owner,omitempty"`
	Consent       *Consent          `json:"consent,omitempty"`
	ConsentAt     *int64            `json:"consent_at,omitempty"`
	ConsentSource *string           `json:"consent_source,omitempty" private:"yes"`
	Name          *string           `json:"name,omitempty" private:"yes"`
	Title         *string           `json:"title,omitempty" private:"yes"`
	Emails        *[]string         `json:"emails,omitempty" private:"yes"`
	Phones        *[]string         `json:"phones,omitempty" private:"yes"`
	Fields        map[string]string `json:"fields,omitempty" private:"yes"`
}

// PersonMerged ends a person who is the same as another.
type PersonMerged struct {
	Into string `json:"into"`
}

// PersonWithdrawn takes back one who was entered by mistake.
type PersonWithdrawn struct {
	Why string `json:"why,omitempty" private:"yes"`
}

// PersonErased forgets a person at their wish: the key of their private parts is
// destroyed with it, and the fold forgets what it had read before, so that a replay
// without the key and one with it give the same.
type PersonErased struct{}

// Kind is "person.added".
func (PersonAdded) Kind() string { return "person.added" }

// Kind is "person.changed".
func (PersonChanged) Kind() string { return "person.changed" }

// Kind is "person.merged".
func (PersonMerged) Kind() string { return "person.merged" }

// Kind is "person.withdrawn".
func (PersonWithdrawn) Kind() string { return "person.withdrawn" }

// Kind is "person.erased".
func (PersonErased) Kind() string { return "person.erased" }

// Apply folds one event that occurred at a moment (microseconds UTC) into the person
// and returns the new one; p itself stays as it was. It fails as Organisation.Apply
// does, and on a change of somebody who has been erased.
func (p Person) Apply(at int64, body event.Body) (Person, error) {
	if _, first := body.(PersonAdded); first != (p.Version == 0) {
		return p, stray(p.ID, body)
	}
	switch e := body.(type) {
	case PersonAdded:
		p = Person{
			ID: e.ID, Name: e.Name, Organisation: e.Organisation, Title: e.Title,
			Emails: list(e.Emails), Phones: list(e.Phones), Relation: relation(e.Relation), Owner: e.Owner, Since: at,
			Consent: e.Consent, ConsentAt: e.ConsentAt, ConsentSource: e.ConsentSource, Fields: amend(nil, e.Fields),
		}
	case PersonChanged:
		if p.Erased {
			return p, stray(p.ID, body)
		}
		p.change(at, e)
	case PersonMerged:
		p.MergedInto, p.Withdrawn = e.Into, true
	case PersonWithdrawn:
		p.Withdrawn = true
	case PersonErased:
		p.Name, p.Title, p.ConsentSource = "", "", ""
		p.Emails, p.Phones, p.Fields = nil, nil, nil
		p.Erased = true
	default:
		return p, stray(p.ID, body)
	}
	p.Version++
	return p, nil
}

// change sets what e names.
func (p *Person) change(at int64, e PersonChanged) {
	if e.Relation != nil && *e.Relation != p.Relation {
		p.Since = at
	}
	set(&p.Name, e.Name)
	set(&p.Organisation, e.Organisation)
	set(&p.Title, e.Title)
	set(&p.Relation, e.Relation)
	set(&p.Owner, e.Owner)
	set(&p.Consent, e.Consent)
	set(&p.ConsentAt, e.ConsentAt)
	set(&p.ConsentSource, e.ConsentSource)
	if e.Emails != nil {
		p.Emails = list(*e.Emails)
	}
	if e.Phones != nil {
		p.Phones = list(*e.Phones)
	}
	p.Fields = amend(p.Fields, e.Fields)
}

// Difference is the event that turns p into n, as Organisation.Difference.
func (p Person) Difference(n Person) (PersonChanged, bool) {
	e := PersonChanged{
		Organisation: differs(p.Organisation, n.Organisation), Relation: differs(p.Relation, relation(n.Relation)),
		Owner: differs(p.Owner, n.Owner), Consent: differs(p.Consent, n.Consent),
		ConsentAt: differs(p.ConsentAt, n.ConsentAt), ConsentSource: differs(p.ConsentSource, n.ConsentSource),
		Name: differs(p.Name, n.Name), Title: differs(p.Title, n.Title),
		Emails: relist(p.Emails, n.Emails), Phones: relist(p.Phones, n.Phones),
		Fields: amendment(p.Fields, n.Fields),
	}
	some := e.Organisation != nil || e.Relation != nil || e.Owner != nil || e.Consent != nil || e.ConsentAt != nil ||
		e.ConsentSource != nil || e.Name != nil || e.Title != nil || e.Emails != nil || e.Phones != nil || e.Fields != nil
	return e, some
}

// MergePeople decides what merging gone into keep does, as MergeOrganisations. Addresses
// and numbers of both are kept, those of keep first. A refusal of either counts: whoever
// said no to one record has said no.
func MergePeople(keep, gone Person) (PersonMerged, PersonChanged, bool, error) {
	if keep.ID == gone.ID || keep.Withdrawn || gone.Withdrawn || keep.Erased || gone.Erased {
		err := wrong("party.merge", "into", "two different people, neither of them withdrawn or erased")
		return PersonMerged{}, PersonChanged{}, false, err
	}
	n := keep
	fill(&n.Organisation, gone.Organisation)
	fill(&n.Title, gone.Title)
	fill(&n.Owner, gone.Owner)
	n.Emails = union(keep.Emails, gone.Emails, EmailKey)
	n.Phones = union(keep.Phones, gone.Phones, PhoneKey)
	n.Relation = closer(keep.Relation, gone.Relation)
	if keep.Consent == Unasked || keep.Consent == Given && gone.Consent == Refused {
		n.Consent, n.ConsentAt, n.ConsentSource = gone.Consent, gone.ConsentAt, gone.ConsentSource
	}
	n.Fields = maps.Clone(gone.Fields)
	n.Fields = amend(n.Fields, keep.Fields)
	changed, some := keep.Difference(n)
	return PersonMerged{Into: keep.ID}, changed, some, nil
}

// union appends what b adds to a, where two entries with the same key are one.
func union(a, b []string, key func(string) string) []string {
	out := slices.Clone(a)
	for _, v := range b {
		if !slices.ContainsFunc(out, func(have string) bool { return key(have) == key(v) }) {
			out = append(out, v)
		}
	}
	return out
}

package store

import (
	"fmt"
	"strings"

	"cairn/access"
	"cairn/company"
	"cairn/deal"
	"cairn/event"
	"cairn/party"
)

// The nouns: what an event can be about. A subject is a noun, a colon and an id.
const (
	nounAccess       = "access" // what a member does with their access; the id is theirs
	nounDeal         = "deal"
	nounOrganisation = "organisation"
	nounPerson       = "person"
	nounMember       = "member"
	nounCompany      = "company"
	nounView         = "view"
)

// nouns lists them in the order of the alphabet, which is that of the state hash.
func nouns() []string {
	return []string{nounAccess, nounCompany, nounDeal, nounMember, nounOrganisation, nounPerson, nounView}
}

// object is one subject as its events up to now make it. It never changes: an event makes
// a new one.
type object struct {
	noun, id   string
	n          int64 // number of its events; 0 before the first
	born       int64 // sequence of the first
	firstKnown int64 // the earliest and latest moment at which any of them was known
	lastKnown  int64
	changed    int64 // when the last was recorded
	state      any   // deal.Deal, party.Organisation, party.Person, access.Member, company.Company, company.View, access.Account
	was        *object
	logged     []activityRow  // what was done, by the events of this batch
	began      map[int]string // process under which a stay of this batch began, by its place
	again      bool           // its rows are made afresh, whatever they were
}

func (o *object) subject() string { return o.noun + ":" + o.id }

// subjectOf takes a subject apart.
func subjectOf(subject string) (noun, id string, err error) {
	noun, id, ok := strings.Cut(subject, ":")
	if ok && id != "" {
		for _, n := range nouns() {
			if n == noun {
				return noun, id, nil
			}
		}
	}
	return "", "", fmt.Errorf("%q is no subject", subject)
}

// fold makes the object that an event makes of o.
func (o *object) fold(e event.Event) (*object, error) {
	if e.N != o.n+1 {
		return nil, fmt.Errorf("event %d of %s where %d belongs", e.N, e.Subject, o.n+1)
	}
	state, body, err := foldState(o.noun, o.id, o.state, e)
	if err != nil {
		return nil, fmt.Errorf("event %d of %s: %w", e.N, e.Subject, err)
	}
	next := *o
	next.state, next.n, next.changed = state, e.N, e.Recorded
	if o.n == 0 {
		next.born, next.firstKnown, next.lastKnown = e.Seq, e.Known, e.Known
	}
	next.firstKnown, next.lastKnown = min(next.firstKnown, e.Known), max(next.lastKnown, e.Known)
	next.note(o, e, body)
	return &next, nil
}

// note keeps what the rows need and the state does not hold.
func (o *object) note(before *object, e event.Event, body event.Body) {
	if b, ok := body.(*deal.Logged); ok {
		o.logged = append(before.logged[:len(before.logged):len(before.logged)], loggedRow(o.id, before, e, b))
	}
	d, ok := o.state.(deal.Deal)
	if !ok {
		return
	}
	had := 0
	if old, ok := before.state.(deal.Deal); ok {
		had = len(old.Visits)
	}
	if len(d.Visits) == had {
		return
	}
	began := map[int]string{}
	for i, p := range before.began {
		began[i] = p
	}
	for i := had; i < len(d.Visits); i++ {
		began[i] = d.Process
	}
	o.began = began
}

// foldState folds one event into the state of a noun.
func foldState(noun, id string, state any, e event.Event) (any, event.Body, error) {
	if kind, _, _ := strings.Cut(e.Kind, "."); kind != noun {
		return nil, nil, fmt.Errorf("an event of kind %q", e.Kind)
	}
	switch noun {
	case nounDeal:
		d, _ := state.(deal.Deal)
		b, err := deal.Decode(e)
		if err != nil {
			return nil, nil, err
		}
		if _, first := b.(*deal.Opened); first != (e.N == 1) {
			return nil, nil, fmt.Errorf("an event of kind %q", e.Kind)
		}
		next := deal.Apply(d, e, b)
		if next.ID != id {
			return nil, nil, fmt.Errorf("an event of the deal %q", next.ID)
		}
		return next, b, nil
	case nounOrganisation, nounPerson:
		return foldParty(noun, state, e)
	}
	b := bodyOf(e.Kind)
	if b == nil {
		return nil, nil, fmt.Errorf("unknown kind of event %q", e.Kind)
	}
	if err := event.Join(e.Body, e.Private, b); err != nil {
		return nil, nil, err
	}
	switch noun {
	case nounAccess:
		a, _ := state.(access.Account)
		return a.Apply(id, e.Occurred, b), b, nil
	case nounMember:
		m, _ := state.(access.Member)
		return m.Apply(b), b, nil
	case nounCompany:
		c, _ := state.(company.Company)
		return c.Apply(b, e.N, e.Occurred), b, nil
	}
	v, _ := state.(company.View)
	return v.Apply(b.(*company.ViewSaved), id, e.N), b, nil
}

// bodyOf is an empty body for a kind of event of the smaller nouns.
func bodyOf(kind string) event.Body {
	for _, b := range append(access.AccountBodies(),
		&access.MemberAdded{}, &access.MemberChanged{}, &access.MemberAway{}, &access.MemberBack{},
		&access.MemberDeactivated{}, &access.MemberReactivated{},
		&company.SetUp{}, &company.Changed{}, &company.Published{}, &company.ViewSaved{},
	) {
		if b.Kind() == kind {
			return b
		}
	}
	return nil
}

// foldParty folds an event of an organisation or a person.
func foldParty(noun string, state any, e event.Event) (any, event.Body, error) {
	b, err := party.Decode(e)
	if err != nil {
		return nil, nil, err
	}
	if noun == nounOrganisation {
		o, _ := state.(party.Organisation)
		o, err = o.Apply(e.Occurred, b)
		return o, b, err
	}
	p, _ := state.(party.Person)
	p, err = p.Apply(e.Occurred, b)
	return p, b, err
}

// thaw reads a state as it lies in its row.
func thaw(noun string, raw []byte) (any, error) {
	switch noun {
	case nounAccess:
		return decoded[access.Account](raw)
	case nounDeal:
		return decoded[deal.Deal](raw)
	case nounOrganisation:
		return decoded[party.Organisation](raw)
	case nounPerson:
		return decoded[party.Person](raw)
	case nounMember:
		return decoded[access.Member](raw)
	case nounCompany:
		return decoded[company.Company](raw)
	}
	return decoded[company.View](raw)
}

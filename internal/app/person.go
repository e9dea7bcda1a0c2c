package app

import (
	"cairn/fault"
	"cairn/party"
)

// PersonFacts are what a person is known by; what is left out stays.
type PersonFacts struct {
	Name         *string           `json:"name,omitempty" maxLength:"300"`
	Organisation *string           `json:"organisation,omitempty"`
	Title        *string           `json:"title,omitempty"`
	Emails       *[]string         `json:"emails,omitempty"`
	Phones       *[]string         `json:"phones,omitempty"`
	Relation     *party.Relation   `json:"relation,omitempty"`
	Owner        *string           `json:"owner,omitempty"`
	Fields       map[string]string `json:"fields,omitempty"`
}

func (f PersonFacts) over(p party.Person) party.Person {
	set(&p.Name, f.Name)
	set(&p.Organisation, f.Organisation)
	set(&p.Title, f.Title)
	set(&p.Emails, f.Emails)
	set(&p.Phones, f.Phones)
	set(&p.Relation, f.Relation)
	set(&p.Owner, f.Owner)
	p.Fields = overFields(p.Fields, f.Fields)
	return p
}

// AddPerson adds a person.
type AddPerson struct {
	onNothing
	PersonFacts
}

func (a AddPerson) do(c *call) (Done, error) {
	p := a.over(party.Person{ID: c.tx.NewID(), Relation: party.Stranger, Owner: c.who.ID})
	if err := c.checkPerson(p); err != nil {
		return Done{}, err
	}
	alike, err := likePeople(p, party.Likely, c.tx)
	if err != nil {
		return Done{}, err
	}
	body := party.PersonAdded{
		ID: p.ID, Organisation: p.Organisation, Relation: p.Relation, Owner: p.Owner, Name: p.Name, Title: p.Title,
		Emails: p.Emails, Phones: p.Phones, Fields: p.Fields,
	}
	return Done{ID: p.ID, Version: 1, Alike: alike}, c.tx.Record(c.entry("person:"+p.ID, body))
}

func (c *call) checkPerson(p party.Person) error {
	if err := p.Check(); err != nil {
		return err
	}
	if p.Owner != "" {
		if _, err := c.tx.Member(p.Owner); err != nil {
			return fault.New(fault.Invalid, "party.owner", "owner", "a member")
		}
	}
	return c.parties(p.Organisation, "")
}

// ChangePerson changes a person.
type ChangePerson struct {
	onNothing
	Person  string `json:"person"`
	Version int64  `json:"version,omitempty"`
	PersonFacts
}

func (k ChangePerson) do(c *call) (Done, error) {
	p, err := c.tx.Person(k.Person)
	if err != nil {
		return Done{}, err
	}
	if err := sameVersion(k.Version, p.Version, p.Withdrawn || p.Erased); err != nil {
		return Done{}, err
	}
	n := k.over(p)
	if err := c.checkPerson(n); err != nil {
		return Done{}, err
	}
	body, differs := p.Difference(n)
	if !differs {
		return Done{}, fault.New(fault.Invalid, "party.nothing", "", "at least one value that differs")
	}
	return Done{ID: p.ID, Version: p.Version + 1}, c.tx.Record(c.entry("person:"+p.ID, body))
}

// MergePeople merges another person into this one.
type MergePeople struct {
	onNothing
	Person string `json:"person"`
	Other  string `json:"other" doc:"Id of the person who ends."`
}

func (m MergePeople) do(c *call) (Done, error) {
	keep, err := c.tx.Person(m.Person)
	if err != nil {
		return Done{}, err
	}
	gone, err := c.tx.Person(m.Other)
	if err != nil {
		return Done{}, err
	}
	merged, changed, learned, err := party.MergePeople(keep, gone)
	if err != nil {
		return Done{}, err
	}
	if err := c.tx.Record(c.entry("person:"+gone.ID, merged)); err != nil {
		return Done{}, err
	}
	if !learned {
		return Done{ID: keep.ID, Version: keep.Version}, nil
	}
	return Done{ID: keep.ID, Version: keep.Version + 1}, c.tx.Record(c.entry("person:"+keep.ID, changed))
}

// WithdrawPerson withdraws a person.
type WithdrawPerson struct {
	onNothing
	Person string `json:"person"`
	Why    string `json:"why,omitempty"`
}

func (w WithdrawPerson) do(c *call) (Done, error) {
	p, err := c.tx.Person(w.Person)
	if err != nil {
		return Done{}, err
	}
	if err := sameVersion(0, 0, p.Withdrawn || p.Erased); err != nil {
		return Done{}, err
	}
	return Done{ID: p.ID, Version: p.Version + 1}, c.tx.Record(c.entry("person:"+p.ID, party.PersonWithdrawn{Why: w.Why}))
}

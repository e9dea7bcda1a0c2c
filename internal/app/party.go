package app

import (
	"cairn/access"
	"cairn/event"
	"cairn/fault"
	"cairn/internal/store"
	"cairn/money"
	"cairn/party"
)

// partyCommands are the verbs of organisations and people.
func partyCommands() []Entry {
	sell := access.Sell
	return []Entry{
		inOwn(entry[AddOrganisation]("organisation.add", sell, "P-19", "Add an organisation; likely duplicates are named in the answer.")),
		entry[ChangeOrganisation]("organisation.change", sell, "P-19", "Change what is known about an organisation."),
		entry[MergeOrganisations]("organisation.merge", access.Manage, "P-19", "Merge another organisation into this one."),
		entry[WithdrawOrganisation]("organisation.withdraw", access.Manage, "P-24", "Withdraw an organisation that was added by mistake."),
		inOwn(entry[AddPerson]("person.add", sell, "P-19", "Add a person; likely duplicates are named in the answer.")),
		entry[ChangePerson]("person.change", sell, "P-19", "Change what is known about a person."),
		entry[MergePeople]("person.merge", access.Manage, "P-19", "Merge another person into this one."),
		entry[WithdrawPerson]("person.withdraw", access.Manage, "P-24", "Withdraw a person who was added by mistake."),
	}
}

type onNothing struct{}

func (onNothing) deals() []string { return nil }

// OrganisationFacts are what an organisation is known by; what is left out stays.
type OrganisationFacts struct {
	Name      *string           `json:"name,omitempty" maxLength:"300"`
	Domain    *string           `json:"domain,omitempty"`
	Sector    *string           `json:"sector,omitempty"`
	Country   *string           `json:"country,omitempty"`
	City      *string           `json:"city,omitempty"`
	Address   *string           `json:"address,omitempty"`
	Phone     *string           `json:"phone,omitempty"`
	Employees *int              `json:"employees,omitempty"`
	Revenue   *money.Money      `json:"revenue,omitempty"`
	Parent    *string           `json:"parent,omitempty"`
	Relation  *party.Relation   `json:"relation,omitempty"`
	Owner     *string           `json:"owner,omitempty"`
	Fields    map[string]string `json:"fields,omitempty"`
}

// over lays the facts over an organisation.
func (f OrganisationFacts) over(o party.Organisation) party.Organisation {
	set(&o.Name, f.Name)
	set(&o.Domain, f.Domain)
	set(&o.Sector, f.Sector)
	set(&o.Country, f.Country)
	set(&o.City, f.City)
	set(&o.Address, f.Address)
	set(&o.Phone, f.Phone)
	set(&o.Employees, f.Employees)
	set(&o.Revenue, f.Revenue)
	set(&o.Parent, f.Parent)
	set(&o.Relation, f.Relation)
	set(&o.Owner, f.Owner)
	o.Fields = overFields(o.Fields, f.Fields)
	return o
}

func set[T any](to *T, v *T) {
	if v != nil {
		*to = *v
	}
}

// overFields lays own fields over others; an empty value removes one.
func overFields(old, by map[string]string) map[string]string {
	all := map[string]string{}
	for k, v := range old {
		all[k] = v
	}
	for k, v := range by {
		if all[k] = v; v == "" {
			delete(all, k)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// AddOrganisation adds an organisation.
type AddOrganisation struct {
	onNothing
	OrganisationFacts
}

func (a AddOrganisation) do(c *call) (Done, error) {
	o := a.over(party.Organisation{ID: c.tx.NewID(), Relation: party.Stranger, Owner: c.who.ID})
	if err := c.checkOrganisation(o); err != nil {
		return Done{}, err
	}
	alike, err := likeOrganisations(o, party.Likely, c.tx)
	if err != nil {
		return Done{}, err
	}
	body := party.OrganisationAdded{
		ID: o.ID, Sector: o.Sector, Country: o.Country, Employees: o.Employees, Revenue: o.Revenue, Parent: o.Parent, Relation: o.Relation,
		Owner: o.Owner, Name: o.Name, Domain: o.Domain, City: o.City, Address: o.Address, Phone: o.Phone, Fields: o.Fields,
	}
	err = c.tx.Record(c.entry("organisation:"+o.ID, body))
	return Done{ID: o.ID, Version: 1, Alike: alike}, err
}

// entry is an event of something other than a deal, happening now.
func (c *call) entry(subject string, body event.Body) store.Entry {
	return store.Entry{Subject: subject, Body: body, Actor: actorName(c.who)}
}

func (c *call) checkOrganisation(o party.Organisation) error {
	if err := o.Check(); err != nil {
		return err
	}
	if o.Owner != "" {
		if _, err := c.tx.Member(o.Owner); err != nil {
			return fault.New(fault.Invalid, "party.owner", "owner", "a member")
		}
	}
	return c.parties(o.Parent, "")
}

// ChangeOrganisation changes an organisation.
type ChangeOrganisation struct {
	onNothing
	Organisation string `json:"organisation"`
	Version      int64  `json:"version,omitempty"`
	OrganisationFacts
}

func (k ChangeOrganisation) do(c *call) (Done, error) {
	o, err := c.tx.Organisation(k.Organisation)
	if err != nil {
		return Done{}, err
	}
	if err := sameVersion(k.Version, o.Version, o.Withdrawn); err != nil {
		return Done{}, err
	}
	n := k.over(o)
	if err := c.checkOrganisation(n); err != nil {
		return Done{}, err
	}
	body, differs := o.Difference(n)
	if !differs {
		return Done{}, fault.New(fault.Invalid, "party.nothing", "", "at least one value that differs")
	}
	return Done{ID: o.ID, Version: o.Version + 1}, c.tx.Record(c.entry("organisation:"+o.ID, body))
}

// sameVersion refuses a change by somebody who saw another version (P-19), and of what
// was withdrawn.
func sameVersion(saw, is int64, gone bool) error {
	switch {
	case gone:
		return fault.New(fault.Conflict, "party.withdrawn", "", "one that was not withdrawn or merged")
	case saw != 0 && saw != is:
		return fault.New(fault.Conflict, "party.changed_since", "version", "the one as it is now")
	}
	return nil
}

// MergeOrganisations merges another organisation into this one.
type MergeOrganisations struct {
	onNothing
	Organisation string `json:"organisation"`
	Other        string `json:"other" doc:"Id of the organisation that ends."`
}

func (m MergeOrganisations) do(c *call) (Done, error) {
	keep, err := c.tx.Organisation(m.Organisation)
	if err != nil {
		return Done{}, err
	}
	gone, err := c.tx.Organisation(m.Other)
	if err != nil {
		return Done{}, err
	}
	merged, changed, learned, err := party.MergeOrganisations(keep, gone)
	if err != nil {
		return Done{}, err
	}
	if err := c.tx.Record(c.entry("organisation:"+gone.ID, merged)); err != nil {
		return Done{}, err
	}
	if !learned {
		return Done{ID: keep.ID, Version: keep.Version}, nil
	}
	return Done{ID: keep.ID, Version: keep.Version + 1}, c.tx.Record(c.entry("organisation:"+keep.ID, changed))
}

// WithdrawOrganisation withdraws an organisation.
type WithdrawOrganisation struct {
	onNothing
	Organisation string `json:"organisation"`
	Why          string `json:"why,omitempty"`
}

func (w WithdrawOrganisation) do(c *call) (Done, error) {
	o, err := c.tx.Organisation(w.Organisation)
	if err != nil {
		return Done{}, err
	}
	if err := sameVersion(0, 0, o.Withdrawn); err != nil {
		return Done{}, err
	}
	return Done{ID: o.ID, Version: o.Version + 1}, c.tx.Record(c.entry("organisation:"+o.ID, party.OrganisationWithdrawn{Why: w.Why}))
}

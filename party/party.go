// Package party knows the other side of a sale: organisations and the people in them.
// Both are folds of their events, so that what is known of somebody can be shown as of
// any day, and both can be compared with others of their kind to find those that were
// entered twice.
//
//	o, err := party.Organisation{}.Apply(at, party.OrganisationAdded{ID: "o1", Name: "Müller GmbH"})
//	party.Key("MÜLLER Ges.m.b.H.")          // "muller", as for "Müller GmbH"
//	m := party.Similar(o, other)            // Match{Score: 0.97, Why: ["name"]}
//	party.Blocks(o)                         // keys that a likely duplicate shares
//
// Names, addresses, words and numbers by which somebody can be reached form the private
// part of every event (fields tagged private); ids, sector, country, relation and owner
// are public. Erasing a person clears the private part and leaves everything counted.
package party

import (
	"strings"

	"cairn/event"
	"cairn/fault"
	"cairn/money"
)

// Relation is how the organisation stands to a party.
type Relation string

// The relations. Someone new is a Stranger; a Client has bought; a Former client no
// longer does; a Partner brings business; Inactive is nobody's concern at present.
const (
	Stranger Relation = "stranger"
	Client   Relation = "client"
	Former   Relation = "former"
	Partner  Relation = "partner"
	Inactive Relation = "inactive"
)

// Relations lists all of them.
func Relations() []Relation { return []Relation{Stranger, Client, Former, Partner, Inactive} }

// Known says whether it is one of Relations.
func (r Relation) Known() bool {
	return r == Stranger || r == Client || r == Former || r == Partner || r == Inactive
}

// Consent says whether a person may be written to beyond what a running deal needs.
type Consent string

// The states of consent. The zero value, nobody has asked, allows nothing by itself.
const (
	Unasked Consent = ""
	Given   Consent = "given"
	Refused Consent = "refused" // also what was given and taken back
)

// Known says whether it is one of the states.
func (c Consent) Known() bool { return c == Unasked || c == Given || c == Refused }

// Organisation is a firm or another body that may buy. Since is when its relation began,
// in microseconds UTC; Country is an ISO 3166 code of two letters; Employees and Revenue
// (of a year) are 0 where unknown. Version counts its events. A Withdrawn one was
// entered by mistake, or is the same as the one that MergedInto names.
type Organisation struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Domain     string            `json:"domain,omitempty"` // "example.org"
	Sector     string            `json:"sector,omitempty"`
	Country    string            `json:"country,omitempty"`
	City       string            `json:"city,omitempty"`
	Address    string            `json:"address,omitempty"`
	Phone      string            `json:"phone,omitempty"`
	Employees  int               `json:"employees,omitempty"`
	Revenue    money.Money       `json:"revenue,omitzero"`
	Parent     string            `json:"parent,omitempty"` // id of the organisation it belongs to
	Relation   Relation          `json:"relation"`
	Owner      string            `json:"owner,omitempty"` // id of a member
	Since      int64             `json:"since"`
	Fields     map[string]string `json:"fields,omitempty"`
	Version    int64             `json:"version"`
	Withdrawn  bool              `json:"withdrawn,omitempty"`
	MergedInto string            `json:"merged_into,omitempty"`
}

// Person is somebody to talk to. Organisation is an id, empty for a private customer.
// ConsentAt is in microseconds UTC. An Erased person keeps their id and nothing else by
// which one could know them.
type Person struct {
	ID            string            `json:"id"`
	Name          string            `json:"name"`
	Organisation  string            `json:"organisation,omitempty"`
	Title         string            `json:"title,omitempty"` // "Head of Purchasing"
	Emails        []string          `json:"emails,omitempty"`
	Phones        []string          `json:"phones,omitempty"`
	Relation      Relation          `json:"relation"`
	Owner         string            `json:"owner,omitempty"`
	Since         int64             `json:"since"`
	Consent       Consent           `json:"consent,omitempty"`
	ConsentAt     int64             `json:"consent_at,omitempty"`
	ConsentSource string            `json:"consent_source,omitempty"` // "fair in Lyon, on paper"
	Fields        map[string]string `json:"fields,omitempty"`
	Version       int64             `json:"version"`
	Withdrawn     bool              `json:"withdrawn,omitempty"`
	MergedInto    string            `json:"merged_into,omitempty"`
	Erased        bool              `json:"erased,omitempty"`
}

// Check says what keeps the organisation from being stored.
func (o Organisation) Check() error {
	switch {
	case o.ID == "":
		return wrong("party.id", "id", "an id")
	case Fold(o.Name) == "" || len(o.Name) > longest:
		return wrong("party.name", "name", "a name with a letter or a digit in it, not longer than a line")
	case !o.Relation.Known():
		return wrong("party.relation", "relation", "stranger, client, former, partner or inactive")
	case o.Country != "" && !code(o.Country):
		return wrong("party.country", "country", "two capital letters such as DE")
	case o.Domain != "" && o.Domain != Domain(o.Domain):
		return wrong("party.domain", "domain", "a domain such as example.org")
	case o.Employees < 0:
		return wrong("party.employees", "employees", "a number from 0")
	case o.Revenue.Sign() < 0:
		return wrong("party.revenue", "revenue", "an amount from 0")
	case o.Parent == o.ID:
		return wrong("party.parent", "parent", "another organisation")
	}
	return o.Revenue.Check()
}

// Check says what keeps the person from being stored. An erased person needs no name.
func (p Person) Check() error {
	switch {
	case p.ID == "":
		return wrong("party.id", "id", "an id")
	case Fold(p.Name) == "" && !p.Erased || len(p.Name) > longest:
		return wrong("party.name", "name", "a name with a letter or a digit in it, not longer than a line")
	case !p.Relation.Known():
		return wrong("party.relation", "relation", "stranger, client, former, partner or inactive")
	case !p.Consent.Known():
		return wrong("party.consent", "consent", "given, refused or nothing")
	}
	for _, address := range p.Emails {
		if !looksLikeEmail(address) {
			return wrong("party.email", "emails", "an address such as ana@example.org").With("email", address)
		}
	}
	for _, number := range p.Phones {
		if PhoneKey(number) == "" {
			return wrong("party.phone", "phones", "a number of at least five digits").With("phone", number)
		}
	}
	return nil
}

// looksLikeEmail refuses what is certainly no address; whether one works, only a letter
// tells.
func looksLikeEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && len(s) <= 254 && !strings.ContainsAny(s, " \t\r\n<>,;\"()[]\\") &&
		!strings.Contains(domain, "@") && strings.Contains(domain, ".") && Domain(domain) == strings.ToLower(domain)
}

func code(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

func wrong(key, field, remedy string) *fault.Error {
	return fault.New(fault.Invalid, key, field, remedy)
}

// stray is the error of an event that does not belong to what it is applied to: the
// log is damaged or the caller has mixed up subjects.
func stray(id string, e event.Body) error {
	return wrong("party.event", "", "an event of this party").With("id", id).With("kind", e.Kind())
}

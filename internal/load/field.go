package load

import (
	"slices"
	"strings"
)

// The nouns that a row can make. A stay is one entering of a step by a deal that another
// row makes; its rows are gathered into that deal's history.
const (
	Member       = "member"
	Organisation = "organisation"
	Person       = "person"
	Deal         = "deal"
	Activity     = "activity"
	Stay         = "stay"
)

// Nouns lists them in the order in which they are made, so that each finds what it names.
func Nouns() []string { return []string{Member, Organisation, Person, Deal, Activity, Stay} }

// The kinds of value.
const (
	text    = "text"
	amounts = "money"
	count   = "count"
	day     = "day"
	moment  = "moment"
	choice  = "choice"
	list    = "list" // several in one cell, parted by ; or ,
	ref     = "reference"
	yesNo   = "yes or no"
)

// Target is a field that a column can feed. Of names the noun that a reference leads to,
// Choices the values of a choice. Needed fields must be fed.
type Target struct {
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`
	Of      string   `json:"of,omitempty"`
	Choices []string `json:"choices,omitempty"`
	Needed  bool     `json:"needed,omitempty"`
	Doc     string   `json:"doc"`
}

// Targets lists what a noun can be fed with, besides own fields ("fields.region").
func Targets(noun string) []Target {
	key := Target{Name: "key", Kind: text, Doc: "How other files name it, where that is not its name."}
	name := Target{Name: "name", Kind: text, Needed: true, Doc: "Its name."}
	owner := Target{Name: "owner", Kind: ref, Of: Member, Doc: "The member whose it is."}
	relation := Target{Name: "relation", Kind: choice, Choices: []string{"stranger", "client", "former", "partner", "inactive"}, Doc: "How you stand to it."}
	switch noun {
	case Member:
		return []Target{
			key, name,
			{Name: "email", Kind: text, Doc: "Empty: nobody can be invited yet."},
			{Name: "role", Kind: choice, Choices: []string{"salesperson", "manager", "owner", "admin", "viewer"}, Doc: "salesperson, where empty."},
			{Name: "manager", Kind: ref, Of: Member, Doc: "To whom they report."},
			{Name: "team", Kind: text, Doc: "Team, office or region."},
		}
	case Organisation:
		return []Target{
			key, name, owner, relation,
			{Name: "domain", Kind: text, Doc: "As example.org; an address of a web page will do."},
			{Name: "sector", Kind: text, Doc: "Trade or industry."},
			{Name: "country", Kind: text, Doc: "Two capital letters such as DE."},
			{Name: "city", Kind: text, Doc: "City."},
			{Name: "address", Kind: text, Doc: "Street and number."},
			{Name: "phone", Kind: text, Doc: "Telephone number."},
			{Name: "employees", Kind: count, Doc: "How many work there."},
			{Name: "revenue", Kind: amounts, Doc: "Of a year."},
			{Name: "parent", Kind: ref, Of: Organisation, Doc: "The organisation that it belongs to."},
		}
	case Person:
		return []Target{
			key, name, owner, relation,
			{Name: "organisation", Kind: ref, Of: Organisation, Doc: "Where they work."},
			{Name: "title", Kind: text, Doc: "Position."},
			{Name: "emails", Kind: list, Doc: "Addresses."},
			{Name: "phones", Kind: list, Doc: "Numbers."},
		}
	case Deal:
		return []Target{
			key, name, owner,
			{Name: "organisation", Kind: ref, Of: Organisation, Doc: "With whom."},
			{Name: "person", Kind: ref, Of: Person, Doc: "The first person to talk to."},
			{Name: "kind", Kind: choice, Choices: []string{"new", "expansion", "renewal"}, Doc: "new, where empty."},
			{Name: "value", Kind: amounts, Doc: "What it was thought to be worth from the beginning."},
			{Name: "close_date", Kind: day, Doc: "When it is expected to close, where it is open."},
			{Name: "source", Kind: text, Doc: "Key of a source of the process."},
			{Name: "method", Kind: text, Doc: "Key of a manner of approach of the process."},
			{Name: "next_due", Kind: day, Doc: "Day of the next step."},
			{Name: "next_kind", Kind: choice, Choices: []string{"call", "conversation", "meeting", "mail", "visit", "task"}, Doc: "task, where empty."},
			{Name: "next_text", Kind: text, Doc: "What the next step is."},
		}
	case Activity:
		return []Target{
			{Name: "deal", Kind: ref, Of: Deal, Needed: true, Doc: "Key or name of the deal."},
			{Name: "at", Kind: moment, Needed: true, Doc: "When it was."},
			{Name: "kind", Kind: choice, Choices: []string{"call", "conversation", "meeting", "mail", "visit", "task", "note"}, Doc: "note, where empty."},
			{Name: "outcome", Kind: choice, Choices: []string{"attempted", "agreed", "held", "no_show"}, Doc: "What came of it."},
			{Name: "two_way", Kind: yesNo, Doc: "Whether the customer took part."},
			{Name: "minutes", Kind: count, Doc: "How long."},
			{Name: "text", Kind: text, Doc: "What was said."},
		}
	case Stay:
		return []Target{
			{Name: "deal", Kind: ref, Of: Deal, Needed: true, Doc: "Key of the deal."},
			{Name: "at", Kind: moment, Needed: true, Doc: "When it came into the step."},
		}
	}
	return nil
}

// ownField begins the name of a field that the company has made for itself.
const ownField = "fields."

// targetOf finds a target by its name; own fields are texts.
func targetOf(noun, name string) (Target, bool) {
	if own, ok := strings.CutPrefix(name, ownField); ok {
		return Target{Name: name, Kind: text}, own != "" && slices.Contains([]string{Organisation, Person, Deal}, noun)
	}
	all := Targets(noun)
	i := slices.IndexFunc(all, func(t Target) bool { return t.Name == name })
	if i < 0 {
		return Target{}, false
	}
	return all[i], true
}

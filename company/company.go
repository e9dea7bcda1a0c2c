// Package company knows the one company that an installation serves: its name and
// manners of counting (time zone, working week, fiscal year, currency), how far its people
// see each other's deals, its published processes and its saved views. Everything is a fold of events, as deals are.
//
//	c = c.Apply(company.SetUp{Name: "Northbeck demo", Zone: "Europe/Berlin", Currency: "EUR"})
package company

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"cairn/access"
	"cairn/fault"
	"cairn/money"
)

// Subject is the subject of the company's own events; there is one.
const Subject = "company:1"

// Company is what the owner said at the first start and changed since.
type Company struct {
	Version   int64             `json:"version"`
	Name      string            `json:"name"`
	Zone      string            `json:"zone"`         // "Europe/Berlin"
	Currency  string            `json:"currency"`     // ISO code
	Locale    string            `json:"locale"`       // of formats: "en-GB"
	Week      []int             `json:"week"`         // working days, 1 Monday … 7 Sunday
	Holidays  []string          `json:"holidays"`     // days, "2026-12-25"
	Fiscal    int               `json:"fiscal_start"` // month in which the fiscal year begins, 1 … 12
	Process   string            `json:"process"`      // version that new deals run under
	Published map[string]string `json:"published"`    // the latest version of each process, by its key
	Since     int64             `json:"since"`        // microseconds
	Sight     access.Sight      `json:"sight,omitzero"`
	Backups   *Backups          `json:"backups,omitempty"`
}

// Ready says whether the set-up has happened.
func (c Company) Ready() bool { return c.Since != 0 }

// SetUp is the event of the first start.
type SetUp struct {
	Name     string   `json:"name"`
	Zone     string   `json:"zone"`
	Currency string   `json:"currency"`
	Locale   string   `json:"locale,omitempty"`
	Week     []int    `json:"week"`
	Holidays []string `json:"holidays,omitempty"`
	Fiscal   int      `json:"fiscal_start"`
}

// Kind is "company.set_up".
func (SetUp) Kind() string { return "company.set_up" }

// Changed is the event of manners that were changed; nil fields are unchanged.
type Changed struct {
	Name     *string   `json:"name,omitempty"`
	Zone     *string   `json:"zone,omitempty"`
	Currency *string   `json:"currency,omitempty"`
	Locale   *string   `json:"locale,omitempty"`
	Week     *[]int    `json:"week,omitempty"`
	Holidays *[]string `json:"holidays,omitempty"`
	Fiscal   *int      `json:"fiscal_start,omitempty"`

	Sight   *access.Sight `json:"sight,omitempty"` // what it leaves empty is unchanged
	Backups *Backups      `json:"backups,omitempty"`
}

// Kind is "company.changed".
func (Changed) Kind() string { return "company.changed" }

// Published is the event of a version of a process that took effect. Text is its
// canonical form and Version its name (P-1).
type Published struct {
	Key     string `json:"key"`
	Version string `json:"version"`
	Text    string `json:"text"`
	Default bool   `json:"default"` // new deals run under it
	Note    string `json:"note,omitempty"`
}

// Kind is "company.published".
func (Published) Kind() string { return "company.published" }

// Apply folds one event, given by its typed body, its number and its moment.
func (c Company) Apply(body any, n, at int64) Company {
	switch b := body.(type) {
	case *SetUp:
		c.Name, c.Zone, c.Currency, c.Locale = b.Name, b.Zone, b.Currency, b.Locale
		c.Week, c.Holidays, c.Fiscal, c.Since = b.Week, b.Holidays, b.Fiscal, at
	case *Changed:
		set(&c.Name, b.Name)
		set(&c.Zone, b.Zone)
		set(&c.Currency, b.Currency)
		set(&c.Locale, b.Locale)
		set(&c.Week, b.Week)
		set(&c.Holidays, b.Holidays)
		set(&c.Fiscal, b.Fiscal)
		if b.Sight != nil {
			c.Sight = c.Sight.With(*b.Sight)
		}
		if b.Backups != nil {
			c.Backups = b.Backups
		}
	case *Published:
		next := map[string]string{b.Key: b.Version}
		for k, v := range c.Published {
			if k != b.Key {
				next[k] = v
			}
		}
		c.Published = next
		if b.Default || c.Process == "" {
			c.Process = b.Version
		}
	}
	c.Version = n
	return c
}

func set[T any](to *T, v *T) {
	if v != nil {
		*to = *v
	}
}

// Zone names are checked again where they are loaded; this keeps paths out.
var zonePattern = regexp.MustCompile(`^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$`)

var localePattern = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$`)

// Check says what is wrong with a company's manners, naming the field.
func (c Company) Check() error {
	invalid := func(field, remedy string) error { return fault.New(fault.Invalid, "company."+field, field, remedy) }
	switch {
	case strings.TrimSpace(c.Name) == "" || len(c.Name) > 200:
		return invalid("name", "the company's name, at most 200 bytes")
	case !zonePattern.MatchString(c.Zone):
		return invalid("zone", "a time zone such as Europe/Berlin")
	case !money.Known(c.Currency):
		return invalid("currency", "an ISO code such as EUR")
	case !localePattern.MatchString(c.Locale):
		return invalid("locale", "a locale such as en-GB")
	case len(c.Week) == 0 || slices.ContainsFunc(c.Week, func(d int) bool { return d < 1 || d > 7 }):
		return invalid("week", "working days, 1 for Monday to 7 for Sunday")
	case c.Fiscal < 1 || c.Fiscal > 12:
		return invalid("fiscal_start", "a month, 1 to 12")
	}
	for _, h := range c.Holidays {
		if _, err := time.Parse(time.DateOnly, h); err != nil {
			return invalid("holidays", "days such as 2026-12-25")
		}
	}
	return c.Sight.Check()
}

// View is a saved view of a list: its query is the address that shows it.
type View struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Name    string `json:"name"`
	Page    string `json:"page"`  // pipeline, organisations, people
	Query   string `json:"query"` // "owner=me&sort=-value"
	Owner   string `json:"owner"`
	Team    bool   `json:"team"` // everybody may use it
	Gone    bool   `json:"gone,omitempty"`
}

// ViewSaved is the event of a view that was saved, changed or dropped.
type ViewSaved struct {
	Name  string `json:"name"`
	Page  string `json:"page"`
	Query string `json:"query"`
	Owner string `json:"owner"`
	Team  bool   `json:"team"`
	Gone  bool   `json:"gone,omitempty"`
}

// Kind is "view.saved".
func (ViewSaved) Kind() string { return "view.saved" }

// Apply folds one event of a view.
func (v View) Apply(b *ViewSaved, id string, n int64) View {
	return View{ID: id, Version: n, Name: b.Name, Page: b.Page, Query: b.Query, Owner: b.Owner, Team: b.Team, Gone: b.Gone}
}

package app

import (
	"errors"
	"fmt"

	"cairn/access"
	"cairn/company"
	"cairn/fault"
	"cairn/process"
)

// companyCommands are the verbs of the company itself: its manners, members, processes
// and saved views.
func companyCommands() []Entry {
	return append(memberCommands(), []Entry{
		entry[SetUpCompany]("company.set_up", access.Administer, "P-1", "Set the company up at the first start: name, time zone, currency, working week, fiscal year, process."),
		inOwn(entry[ChangeCompany]("company.change", access.Administer, "P-18 P-9", "Change the company's manners of counting, and how far its people see.")),
		entry[PublishProcess]("process.publish", access.Shape, "P-1 P-2 P-6 P-22", "Publish a version of a process; deals keep the version they run under."),
		entry[SaveView]("view.save", access.Read, "P-19", "Save, change or drop a view of a list."),
	}...)
}

// SetUpCompany is the owner's first act. The template names the process to begin with.
type SetUpCompany struct {
	onNothing
	Name     string   `json:"name" minLength:"1"`
	Zone     string   `json:"zone" doc:"Time zone, such as Europe/Berlin."`
	Currency string   `json:"currency" doc:"ISO code."`
	Locale   string   `json:"locale,omitempty" doc:"Of formats, such as en-GB."`
	Week     []int    `json:"week,omitempty" doc:"Working days, 1 Monday to 7 Sunday."`
	Holidays []string `json:"holidays,omitempty"`
	Fiscal   int      `json:"fiscal_start,omitempty" doc:"Month in which the fiscal year begins."`
	Template string   `json:"template,omitempty" doc:"Key of the process template to begin with."`
}

func (s SetUpCompany) do(c *call) (Done, error) {
	co, err := c.tx.Company()
	if err != nil {
		return Done{}, err
	}
	if co.Ready() {
		return Done{}, fault.New(fault.Conflict, "company.ready", "", "a database that has not been set up yet")
	}
	body := &company.SetUp{Name: s.Name, Zone: s.Zone, Currency: s.Currency, Locale: s.Locale, Week: s.Week, Holidays: s.Holidays, Fiscal: s.Fiscal}
	if body.Locale == "" {
		body.Locale = "en-GB"
	}
	if body.Week == nil {
		body.Week = []int{1, 2, 3, 4, 5}
	}
	body.Fiscal = max(body.Fiscal, 1)
	if err := c.checkCompany(co.Apply(body, 1, c.tx.Now())); err != nil {
		return Done{}, err
	}
	if err := c.tx.Record(c.entry(company.Subject, *body)); err != nil {
		return Done{}, err
	}
	for _, t := range process.Templates() {
		if s.Template == "" || t.Key == s.Template {
			return PublishProcess{Text: string(t.Text), Default: true}.do(c)
		}
	}
	return Done{}, fault.New(fault.Invalid, "company.template", "template", "the key of a process template")
}

// checkCompany checks what is kept, and that this machine knows the time zone.
func (c *call) checkCompany(co company.Company) error {
	if err := co.Check(); err != nil {
		return err
	}
	if c.zones.location(co.Zone).String() != co.Zone {
		return fault.New(fault.Invalid, "company.zone", "zone", "a time zone such as Europe/Berlin")
	}
	return nil
}

// ChangeCompany changes the company's manners; what is left out stays.
type ChangeCompany struct {
	onNothing
	Name     *string   `json:"name,omitempty"`
	Zone     *string   `json:"zone,omitempty"`
	Currency *string   `json:"currency,omitempty"`
	Locale   *string   `json:"locale,omitempty"`
	Week     *[]int    `json:"week,omitempty"`
	Holidays *[]string `json:"holidays,omitempty"`
	Fiscal   *int      `json:"fiscal_start,omitempty"`

	Sight *access.Sight `json:"sight,omitempty" doc:"Whose deals each role sees beside their own and those of their line; what is left out stays."`
}

func (k ChangeCompany) do(c *call) (Done, error) {
	co, err := c.tx.Company()
	if err != nil {
		return Done{}, err
	}
	body := company.Changed{Name: k.Name, Zone: k.Zone, Currency: k.Currency, Locale: k.Locale, Week: k.Week, Holidays: k.Holidays, Fiscal: k.Fiscal, Sight: k.Sight}
	if err := c.checkCompany(co.Apply(&body, co.Version+1, c.tx.Now())); err != nil {
		return Done{}, err
	}
	done := Done{ID: company.Subject, Version: co.Version + 1}
	before, err := c.tx.Directory()
	if err == nil && k.Sight != nil {
		done.Sight, err = c.sightChanges(before, before.At(before.Today(), co.Sight.With(*k.Sight)))
	}
	if err != nil {
		return Done{}, err
	}
	return done, c.tx.Record(c.entry(company.Subject, body))
}

// PublishProcess publishes a version. Deals in flight stay under theirs. What it changes
// against the version before is answered in words (P-22), by a dry run as well.
type PublishProcess struct {
	onNothing
	Text    string `json:"text" doc:"The process as YAML."`
	Default bool   `json:"default,omitempty" doc:"New deals run under it."`
	Note    string `json:"note,omitempty"`
}

// mistakes tells what is wrong with a text, in the words of the text.
func mistakes(err error) string {
	if e, ok := errors.AsType[process.Errors](err); ok {
		return e.Told()
	}
	return err.Error()
}

func (p PublishProcess) do(c *call) (Done, error) {
	def, err := process.Publishable([]byte(p.Text))
	if err != nil {
		return Done{}, fault.New(fault.Invalid, "process.text", "text", "a process without these mistakes").With("problems", mistakes(err)).Because(err)
	}
	co, err := c.tx.Company()
	if err != nil {
		return Done{}, err
	}
	if co.Published[def.Key] == def.Version() && (!p.Default || co.Process == def.Version()) {
		return Done{}, fault.New(fault.Conflict, "process.same", "text", fmt.Sprintf("another text than version %s, which is in effect", def.Version()))
	}
	done := Done{ID: def.Version(), Version: co.Version + 1}
	if before := co.Published[def.Key]; before != "" {
		old, err := c.tx.Process(before)
		if err != nil {
			return Done{}, err
		}
		for _, change := range process.Diff(old, def) {
			done.Changes = append(done.Changes, change.String())
		}
	}
	body := company.Published{Key: def.Key, Version: def.Version(), Text: string(process.Print(def)), Default: p.Default, Note: p.Note}
	return done, c.tx.Record(c.entry(company.Subject, body))
}

package app

import (
	"fmt"
	"slices"
	"strings"

	"cairn/access"
	"cairn/company"
	"cairn/fault"
	"cairn/process"
)

// companyCommands are the verbs of the company itself: its manners, members, processes
// and saved views.
func companyCommands() []Entry {
	return []Entry{
		entry[SetUpCompany]("company.set_up", access.Administer, "P-1", "Set the company up at the first start: name, time zone, currency, working week, fiscal year, process."),
		entry[ChangeCompany]("company.change", access.Administer, "P-18", "Change the company's manners of counting."),
		entry[AddMember]("member.add", access.Administer, "P-9", "Add somebody who may sign in, with a role and a place in the reporting line."),
		entry[ChangeMember]("member.change", access.Administer, "P-9", "Change a member's role, place, name or address, or end their access."),
		entry[SetPassword]("member.set_password", access.Read, "P-9", "Set a password: one's own, or as an administrator somebody's first one."),
		entry[PublishProcess]("process.publish", access.Shape, "P-1 P-2 P-6 P-22", "Publish a version of a process; deals keep the version they run under."),
		entry[SaveView]("view.save", access.Read, "P-19", "Save, change or drop a view of a list."),
	}
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
}

func (k ChangeCompany) do(c *call) (Done, error) {
	co, err := c.tx.Company()
	if err != nil {
		return Done{}, err
	}
	body := company.Changed{Name: k.Name, Zone: k.Zone, Currency: k.Currency, Locale: k.Locale, Week: k.Week, Holidays: k.Holidays, Fiscal: k.Fiscal}
	if err := c.checkCompany(co.Apply(&body, co.Version+1, c.tx.Now())); err != nil {
		return Done{}, err
	}
	return Done{ID: company.Subject, Version: co.Version + 1}, c.tx.Record(c.entry(company.Subject, body))
}

// AddMember adds somebody who may sign in.
type AddMember struct {
	onNothing
	Name    string      `json:"name" minLength:"1"`
	Email   string      `json:"email"`
	Role    access.Role `json:"role" enum:"salesperson,manager,owner,admin,viewer"`
	Manager string      `json:"manager,omitempty" doc:"Id of whom they report to."`
	Team    string      `json:"team,omitempty"`
}

func (a AddMember) do(c *call) (Done, error) {
	m := access.Member{ID: c.tx.NewID(), Name: strings.TrimSpace(a.Name), Email: strings.TrimSpace(a.Email), Role: a.Role, Manager: a.Manager, Team: a.Team, Active: true, Joined: c.tx.Now()}
	if a.Role == access.Owner && c.who.Role != access.Owner && !c.who.System {
		return Done{}, fault.New(fault.Forbidden, "member.owner_only", "role", "an owner: only owners make, change and end owners")
	}
	if m.Email != "" && !strings.Contains(m.Email, "@") || m.Name == "" {
		return Done{}, fault.New(fault.Invalid, "member.email", "email", "a name and an address such as ana@example.org")
	}
	dir, err := c.tx.Directory()
	if err != nil {
		return Done{}, err
	}
	if _, err := access.NewDirectory(append(dir.Members(), m)); err != nil {
		return Done{}, err
	}
	body := access.MemberAdded{ID: m.ID, Role: m.Role, Manager: m.Manager, Team: m.Team, Joined: m.Joined, Name: m.Name, Email: m.Email}
	return Done{ID: m.ID, Version: 1}, c.tx.Record(c.entry("member:"+m.ID, body))
}

// ChangeMember changes a member; what is left out stays.
type ChangeMember struct {
	onNothing
	Member  string       `json:"member"`
	Name    *string      `json:"name,omitempty"`
	Email   *string      `json:"email,omitempty"`
	Role    *access.Role `json:"role,omitempty" enum:"salesperson,manager,owner,admin,viewer"`
	Manager *string      `json:"manager,omitempty"`
	Team    *string      `json:"team,omitempty"`
	Active  *bool        `json:"active,omitempty"`
}

func (k ChangeMember) do(c *call) (Done, error) {
	dir, err := c.tx.Directory()
	if err != nil {
		return Done{}, err
	}
	m, ok := dir.Member(k.Member)
	if !ok {
		return Done{}, fault.New(fault.NotFound, "member", "member", "a member")
	}
	if (m.Role == access.Owner || k.Role != nil && *k.Role == access.Owner) && c.who.Role != access.Owner && !c.who.System {
		return Done{}, fault.New(fault.Forbidden, "member.owner_only", "member", "an owner: only owners make, change and end owners")
	}
	body := access.MemberChanged{Role: k.Role, Manager: k.Manager, Team: k.Team, Active: k.Active, Name: k.Name, Email: k.Email}
	all := dir.Members()
	all[slices.IndexFunc(all, func(x access.Member) bool { return x.ID == m.ID })] = m.Apply(&body)
	if !slices.ContainsFunc(all, func(x access.Member) bool { return x.Active && x.Role == access.Owner }) {
		return Done{}, fault.New(fault.Conflict, "member.last_owner", "role", "at least one active owner")
	}
	if _, err := access.NewDirectory(all); err != nil {
		return Done{}, err
	}
	if k.Active != nil && !*k.Active {
		c.tx.EndSessions(m.ID)
	}
	return Done{ID: m.ID}, c.tx.Record(c.entry("member:"+m.ID, body))
}

// PublishProcess publishes a version. Deals in flight stay under theirs. What it changes
// against the version before is answered in words (P-22), by a dry run as well.
type PublishProcess struct {
	onNothing
	Text    string `json:"text" doc:"The process as YAML."`
	Default bool   `json:"default,omitempty" doc:"New deals run under it."`
	Note    string `json:"note,omitempty"`
}

func (p PublishProcess) do(c *call) (Done, error) {
	def, err := process.Publishable([]byte(p.Text))
	if err != nil {
		return Done{}, fault.New(fault.Invalid, "process.text", "text", "a process without these mistakes").With("problems", err.Error()).Because(err)
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

// SaveView saves a view; without an id it is a new one, Gone drops it.
type SaveView struct {
	onNothing
	View  string `json:"view,omitempty"`
	Name  string `json:"name,omitempty" maxLength:"100"`
	Page  string `json:"page,omitempty" enum:"pipeline,organisations,people"`
	Query string `json:"query,omitempty" maxLength:"2000"`
	Team  bool   `json:"team,omitempty" doc:"Everybody may use it."`
	Gone  bool   `json:"gone,omitempty"`
}

func (s SaveView) do(c *call) (Done, error) {
	v := company.View{ID: s.View, Owner: c.who.ID}
	if s.View == "" {
		v.ID = c.tx.NewID()
	} else if old, err := c.tx.View(s.View); err != nil {
		return Done{}, err
	} else if old.Owner != c.who.ID && !c.who.May(access.Shape) {
		return Done{}, fault.New(fault.Forbidden, "view.whose", "view", "a view of your own")
	} else {
		v = old
	}
	if strings.TrimSpace(s.Name) == "" && !s.Gone {
		return Done{}, fault.New(fault.Invalid, "view.name", "name", "a name")
	}
	body := company.ViewSaved{Name: s.Name, Page: s.Page, Query: s.Query, Owner: v.Owner, Team: s.Team, Gone: s.Gone}
	return Done{ID: v.ID, Version: v.Version + 1}, c.tx.Record(c.entry("view:"+v.ID, body))
}

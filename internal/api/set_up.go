package api

import (
	"cmp"
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"cairn/access"
	"cairn/fault"
	"cairn/internal/app"
	"cairn/internal/auth"
	"cairn/money"
	"cairn/process"
)

// setUpForm is what the owner says at the first start. Fiscal and the days of the week are
// numbers in text, as a form has them.
type setUpForm struct {
	Company, Zone, Currency, Locale, Fiscal, Holidays, Template string
	Week                                                        []string
	Name, Email, Password                                       string
}

// setUpPage is the page that asks for it.
type setUpPage struct {
	page
	Form            setUpForm
	Field           string // that was refused
	Regions         []region
	Currencies      []string
	Locales, Months []choice
	Days            []choice
	Templates       []process.Template
}

// choice is one of several, by key.
type choice struct {
	Key, Name string
	On        bool
}

// defaultTemplate is the process that the form begins with.
const defaultTemplate = "seven"

// settingUp says whether the program still waits to be set up, by whoever has the token.
func (s *Server) settingUp(ctx context.Context, token string) error {
	_, owned, err := s.app.Begun(ctx)
	if err != nil {
		return err
	}
	if owned || s.setUp == "" || subtle.ConstantTimeCompare([]byte(token), []byte(s.setUp)) != 1 {
		return fault.New(fault.Forbidden, "set_up", "", "the address that the server printed when it started")
	}
	return nil
}

// serveSetUp shows the page of the first start.
func (s *Server) serveSetUp(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("token")
	if err := s.settingUp(r.Context(), token); err != nil {
		s.refusePage(w, r, err)
		return
	}
	s.showSetUp(w, r, http.StatusOK, page{Token: token}, "", setUpForm{
		Zone: "Europe/Berlin", Currency: "EUR", Locale: "en-GB", Fiscal: "1", Template: defaultTemplate, Week: []string{"1", "2", "3", "4", "5"},
	})
}

// showSetUp shows the form as it was filled in, at the field that was refused where one was.
func (s *Server) showSetUp(w http.ResponseWriter, r *http.Request, status int, p page, field string, form setUpForm) {
	p.Title, p.Wide = "Set up Cairn", true
	p.Said = "A minute, once. All of it can be changed later."
	zones, err := pageFiles.ReadFile("pages/zones.txt")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	out := setUpPage{page: p, Form: form, Field: field, Regions: regions(strings.Fields(string(zones))), Currencies: money.Currencies(), Locales: locales(), Templates: process.Templates()}
	slices.Sort(out.Currencies)
	slices.SortStableFunc(out.Templates, func(a, b process.Template) int {
		return cmp.Compare(len(b.Key)*btoi(b.Key == defaultTemplate), len(a.Key)*btoi(a.Key == defaultTemplate))
	})
	for m := time.January; m <= time.December; m++ {
		out.Months = append(out.Months, choice{Key: strconv.Itoa(int(m)), Name: m.String()})
	}
	for i, name := range []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"} {
		key := strconv.Itoa(i + 1)
		out.Days = append(out.Days, choice{key, name, slices.Contains(form.Week, key)})
	}
	s.show(w, r, status, "set-up", out)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// locales are ways of writing dates and numbers, by an example of each.
func locales() []choice {
	return []choice{
		{Key: "en-GB", Name: "31/12/2026 · 1,234.50"}, {Key: "en-US", Name: "12/31/2026 · 1,234.50"}, {Key: "de-DE", Name: "31.12.2026 · 1.234,50"},
		{Key: "de-CH", Name: "31.12.2026 · 1’234.50"}, {Key: "fr-FR", Name: "31/12/2026 · 1 234,50"}, {Key: "nl-NL", Name: "31-12-2026 · 1.234,50"},
		{Key: "sv-SE", Name: "2026-12-31 · 1 234,50"}, {Key: "en-CA", Name: "2026-12-31 · 1,234.50"}, {Key: "ja-JP", Name: "2026/12/31 · 1,234.50"},
	}
}

// makeCompany sets the program up and signs its owner in.
func (s *Server) makeCompany(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.fail(w, r, unreadable(err))
		return
	}
	get := r.PostForm.Get
	if err := s.settingUp(r.Context(), get("token")); err != nil {
		s.refusePage(w, r, err)
		return
	}
	form := setUpForm{
		Company: get("company"), Zone: get("zone"), Currency: get("currency"), Locale: get("locale"), Fiscal: get("fiscal"), Holidays: get("holidays"),
		Template: get("template"), Week: r.PostForm["week"], Name: get("name"), Email: strings.TrimSpace(get("email")), Password: get("password"),
	}
	err := s.begin(r.Context(), form)
	if err == nil {
		var e app.Entrance
		if e, err = s.app.SignIn(r.Context(), form.Email, form.Password, s.from(r)); err == nil {
			s.enter(w, r, e, "/", false)
			return
		}
	}
	p := problemOf(err)
	if p.ID != "" {
		s.fail(w, r, err)
		return
	}
	form.Password = ""
	s.showSetUp(w, r, p.Status, page{Token: get("token"), Wrong: p.Detail}, form.fieldOf(err), form)
}

// begin makes the company, its owner and the owner's password, in this order, each through
// the door. What was done by an attempt that failed later is not done twice.
func (s *Server) begin(ctx context.Context, form setUpForm) error {
	s.beginning.Lock()
	defer s.beginning.Unlock()
	system := access.Actor{System: true}
	if err := auth.CheckPassword(form.Password, form.Name, form.Email, form.Company); err != nil {
		return err
	}
	owner := &app.AddMember{Name: form.Name, Email: form.Email, Role: access.Owner}
	if form.Email == "" {
		return fault.New(fault.Invalid, "member.email", "email", "a name and an address such as ana@example.org")
	}
	co, owned, err := s.app.Begun(ctx)
	if err != nil || owned {
		return errors.Join(err, fault.New(fault.Conflict, "company.ready", "", "a database that has not been set up yet"))
	}
	steps := []app.Command{owner}
	if !co.Ready() {
		setUp, err := form.command()
		if err != nil {
			return err
		}
		steps = []app.Command{setUp, owner}
	}
	for _, dry := range []bool{true, false} {
		for _, cmd := range steps {
			done, err := s.app.Do(ctx, system, cmd, app.How{Dry: dry})
			if f, ok := errors.AsType[*fault.Error](err); ok && f.Key == "access.email" {
				done.ID, err = s.app.MemberID(ctx, form.Email)
			}
			if err != nil {
				return err
			}
			if cmd == app.Command(owner) && !dry {
				_, err = s.app.Do(ctx, system, &app.SetPassword{Member: done.ID, Password: form.Password}, app.How{})
				return err
			}
		}
	}
	return nil
}

// command is the set-up of the company that the form asks for.
func (f setUpForm) command() (*app.SetUpCompany, error) {
	c := &app.SetUpCompany{
		Name: f.Company, Zone: f.Zone, Currency: f.Currency, Locale: f.Locale, Template: f.Template,
		Holidays: strings.FieldsFunc(f.Holidays, func(r rune) bool { return r == ',' || r == ';' || r <= ' ' }),
	}
	var err error
	if c.Fiscal, err = strconv.Atoi(f.Fiscal); err != nil {
		return nil, fault.New(fault.Invalid, "company.fiscal_start", "fiscal_start", "a month, 1 to 12")
	}
	c.Week = []int{}
	for _, day := range f.Week {
		n, err := strconv.Atoi(day)
		if err != nil {
			return nil, fault.New(fault.Invalid, "company.week", "week", "working days, 1 for Monday to 7 for Sunday")
		}
		c.Week = append(c.Week, n)
	}
	return c, nil
}

// refusePage tells a person who has come by a used address.
func (s *Server) refusePage(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	if p.ID != "" {
		s.fail(w, r, err)
		return
	}
	s.show(w, r, p.Status, "said", page{Title: p.Title, Said: p.Detail, Link: "/", LinkText: "Go to Cairn"})
}

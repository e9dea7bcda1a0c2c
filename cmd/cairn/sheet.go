package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"cairn/deal"
	"cairn/internal/app"
	"cairn/metric"
	"cairn/money"
)

// sheet is what answers are drawn on, with the names of the members.
type sheet struct {
	io.Writer
	names map[string]string
}

// line writes one line.
func (s sheet) line(format string, args ...any) { fmt.Fprintf(s, format+"\n", args...) }

// table writes rows under a heading, in columns.
func (s sheet) table(heading string, rows [][]string) {
	if len(rows) == 0 {
		s.line("none")
		return
	}
	t := tabwriter.NewWriter(s, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, strings.ReplaceAll(heading, " ", "\t"))
	for _, r := range rows {
		fmt.Fprintln(t, strings.Join(r, "\t"))
	}
	t.Flush()
}

func (s sheet) board(p app.BoardPage) {
	s.line("%s", p.Process.Name)
	var rows [][]string
	for _, c := range p.Columns {
		rows = append(rows, []string{c.Name, strconv.Itoa(c.Count), amounts(c.Sums), strconv.Itoa(c.Over), estimate(c.Median)})
	}
	s.table("STEP DEALS VALUE LATE MEDIAN_DAYS", rows)
	for _, c := range p.Columns {
		var cards []app.Card
		for _, card := range p.Cards {
			if card.Step == c.Step {
				cards = append(cards, card)
			}
		}
		if len(cards) > 0 {
			s.line("\n%s", c.Name)
			s.cards(cards)
		}
	}
	if p.More {
		s.line("\nThere are more cards than are shown.")
	}
}

func (s sheet) cards(cards []app.Card) {
	var rows [][]string
	for _, c := range cards {
		rows = append(rows, []string{
			c.ID, clip(c.Name, 40), clip(c.Organisation.Name, 30), s.who(c.Owner), amount(c.Value), c.Step, string(c.Status), days(c.Days), next(c.Next),
		})
	}
	s.table("ID DEAL ORGANISATION OWNER VALUE STEP STATUS DAYS NEXT", rows)
}

func (s sheet) deals(p app.DealList) {
	s.cards(p.Deals)
	s.more(p.Next, p.Count)
}

// more says how the list goes on.
func (s sheet) more(cursor string, count int) {
	if count > 0 {
		s.line("%d in all.", count)
	}
	if cursor != "" {
		s.line("More: after=%s", cursor)
	}
}

func (s sheet) deal(p app.DealPage) {
	d := p.Deal
	s.line("%s%s", d.Name, prefixed(", ", p.Organisation.Name))
	s.line("%s, version %d, %s, owned by %s", d.ID, d.Version, d.Status, s.who(d.Owner))
	s.line("Value %s, chance %d %%, close date %s, next %s", amount(d.Value), p.Chance, cmp.Or(d.CloseDate, "none"), next(p.Next))
	for _, k := range p.People {
		s.line("%s%s%s%s", k.Name, prefixed(", ", k.Title), prefixed(", ", k.Phone), prefixed(", ", k.Email))
	}
	for _, step := range p.Path {
		if step.State == "not_used" {
			continue
		}
		s.line("\n%s  %s (%s), %s days", mark(step.State), step.Name, step.Key, days(step.Days))
		for _, q := range step.Points {
			s.line("     %s %s: %s (%s)", standing(q.Standing), q.Key, q.Question, q.Strength)
		}
	}
}

// mark shows where a step lies.
func mark(state string) string {
	switch state {
	case "done":
		return "="
	case "here":
		return ">"
	}
	return " "
}

// standing shows how a checkpoint stands.
func standing(s deal.Standing) string {
	switch s {
	case deal.Met:
		return "[x]"
	case deal.PassedWithout:
		return "[-]"
	case deal.Debt:
		return "[!]"
	case deal.NotApplicable:
		return "[ ] not asked"
	}
	return "[ ]"
}

func (s sheet) events(p app.Timeline) {
	var rows [][]string
	for _, e := range p.Events {
		rows = append(rows, []string{strconv.FormatInt(e.N, 10), moment(e.Occurred), e.Kind, e.Name, clip(string(e.Body), 80)})
	}
	s.table("N WHEN WHAT WHO BODY", rows)
	if p.Next > 0 {
		s.line("More: before=%d", p.Next)
	}
}

func (s sheet) organisations(p app.OrganisationList) {
	var rows [][]string
	for _, o := range p.Organisations {
		rows = append(rows, []string{o.ID, clip(o.Name, 40), o.Sector, o.City, o.Country, string(o.Relation), s.who(o.Owner), strconv.Itoa(o.Open)})
	}
	s.table("ID ORGANISATION SECTOR CITY COUNTRY RELATION OWNER OPEN", rows)
	s.more(p.Next, p.Count)
}

func (s sheet) organisation(p app.OrganisationPage) {
	o := p.Organisation
	s.line("%s%s", o.Name, prefixed(", ", o.Domain))
	s.line("%s, version %d, %s, owned by %s", o.ID, o.Version, o.Relation, s.who(o.Owner))
	s.line("%s", strings.Join(slices.DeleteFunc([]string{o.Sector, o.Address, o.City, o.Country, o.Phone}, func(x string) bool { return x == "" }), ", "))
	s.line("\nPeople")
	var rows [][]string
	for _, x := range p.People {
		rows = append(rows, []string{x.ID, x.Name, x.Title, strings.Join(x.Emails, " "), strings.Join(x.Phones, " ")})
	}
	s.table("ID PERSON TITLE MAIL PHONE", rows)
	s.line("\nDeals")
	s.cards(p.Deals)
}

func (s sheet) people(p app.PersonList) {
	var rows [][]string
	for _, x := range p.People {
		rows = append(rows, []string{x.ID, clip(x.Name, 40), clip(p.Names[x.Organisation], 30), x.Title, strings.Join(x.Emails, " "), strings.Join(x.Phones, " ")})
	}
	s.table("ID PERSON ORGANISATION TITLE MAIL PHONE", rows)
	s.more(p.Next, p.Count)
}

func (s sheet) person(p app.PersonPage) {
	x := p.Person
	s.line("%s%s%s", x.Name, prefixed(", ", x.Title), prefixed(", ", p.Organisation.Name))
	s.line("%s, version %d, %s, owned by %s", x.ID, x.Version, x.Relation, s.who(x.Owner))
	s.line("%s", strings.Join(append(slices.Clone(x.Emails), x.Phones...), ", "))
	s.line("\nDeals")
	s.cards(p.Deals)
}

func (s sheet) process(p app.ProcessPage) {
	s.line("%s (%s), version %s, published %s", p.Process.Name, p.Process.Key, p.Version, moment(p.Published))
	for _, step := range p.Process.Steps {
		if step.Skip || step.Retired {
			continue
		}
		s.line("\n%s (%s), %s; typically %d days, late after %d; chance %d %%", step.Name, step.Key, step.Job, step.Typical, step.Late, step.Chance)
		var rows [][]string
		for _, c := range step.Exit {
			if !c.Retired {
				rows = append(rows, []string{"  " + c.Key, c.Strength.String(), string(c.Evidence), c.Question})
			}
		}
		s.table("  CHECKPOINT STRENGTH EVIDENCE QUESTION", rows)
	}
}

func (s sheet) processes(p app.ProcessList) {
	var rows [][]string
	for _, v := range p.Processes {
		standard := ""
		if v.Default {
			standard = "new deals"
		}
		rows = append(rows, []string{v.Version, v.Key, v.Name, moment(v.Published), standard, strconv.Itoa(len(v.Changes))})
	}
	s.table("VERSION KEY NAME PUBLISHED USED_BY CHANGES", rows)
}

func (s sheet) members(p app.Members) {
	var rows [][]string
	for _, m := range p.Members {
		left := ""
		if !m.Active {
			left = "has left"
		}
		rows = append(rows, []string{m.ID, m.Name, m.Email, string(m.Role), m.Team, s.who(m.Manager), left})
	}
	s.table("ID MEMBER MAIL ROLE TEAM REPORTS_TO ", rows)
}

func (s sheet) found(p app.Found) {
	var rows [][]string
	for _, h := range p.Hits {
		rows = append(rows, []string{h.Noun, h.ID, h.Name, h.Detail})
	}
	s.table("WHAT ID NAME DETAIL", rows)
}

// who is the name of a member.
func (s sheet) who(id string) string { return cmp.Or(s.names[id], id, "nobody") }

// next is a next step in a few words.
func next(n app.Next) string {
	return strings.TrimSpace(n.Kind + " " + n.Due + " " + prefixed("", map[string]string{"overdue": "overdue", "today": "today", "none": "none"}[n.Mark]))
}

// days are whole days; unknown ones have a mark of their own.
func days(n int) string {
	if n < 0 {
		return "?"
	}
	return strconv.Itoa(n)
}

func amount(m money.Money) string {
	if !m.Known() {
		return "none"
	}
	return m.String()
}

func amounts(all []money.Money) string {
	var texts []string
	for _, m := range all {
		texts = append(texts, m.String())
	}
	return strings.Join(texts, ", ")
}

// estimate is a figure with its interval and what it rests on.
func estimate(e metric.Estimate) string {
	switch {
	case e.N == 0:
		return "no data"
	case !e.Known:
		return fmt.Sprintf("not reached (n=%d)", e.N)
	case math.IsInf(e.High, 0) || math.IsInf(e.Low, 0):
		return fmt.Sprintf("%.1f (n=%d)", e.Value, e.N)
	}
	return fmt.Sprintf("%.1f [%.1f, %.1f] (n=%d)", e.Value, e.Low, e.High, e.N)
}

// moment is a moment in the time of this machine.
func moment(micros int64) string {
	if micros == 0 {
		return "unknown"
	}
	return time.UnixMicro(micros).Format("2006-01-02 15:04")
}

// clip cuts a text to so many letters.
func clip(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "…"
}

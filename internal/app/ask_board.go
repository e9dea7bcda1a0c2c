package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"cairn/company"
	"cairn/deal"
	"cairn/fault"
	"cairn/internal/store"
	"cairn/money"
	"cairn/period"
	"cairn/process"
)

// Filter chooses deals. All that is given must hold; lists are separated by commas and
// hold where any of theirs does. Board, table, export and CLI share it.
type Filter struct {
	Step         string `json:"step,omitempty" query:"step" doc:"Keys of steps."`
	Owner        string `json:"owner,omitempty" query:"owner" doc:"Ids of members; me stands for yourself."`
	Organisation string `json:"organisation,omitempty" query:"organisation"`
	Person       string `json:"person,omitempty" query:"person"`
	Status       string `json:"status,omitempty" query:"status" doc:"open, won, lost, no_decision, disqualified, parked, withdrawn; any."`
	Source       string `json:"source,omitempty" query:"source"`
	Kind         string `json:"kind,omitempty" query:"kind"`
	Process      string `json:"process,omitempty" query:"process" doc:"Key of the process."`
	Next         string `json:"next,omitempty" query:"next" doc:"Mark of the next step: overdue, today, later, none."`
	Min          string `json:"min,omitempty" query:"min" doc:"Least value, such as 10000."`
	Max          string `json:"max,omitempty" query:"max"`
	CloseFrom    string `json:"close_from,omitempty" query:"close_from" format:"date"`
	CloseTo      string `json:"close_to,omitempty" query:"close_to" format:"date"`
	Text         string `json:"q,omitempty" query:"q" doc:"Words of the deal or its organisation."`
	Flag         string `json:"flag,omitempty" query:"flag" doc:"debts, taken_back, asked."`
}

// store turns the filter into the store's, for a reader on a day.
func (f Filter) store(k *asked, co company.Company, today string) (store.Filter, error) {
	out := store.Filter{
		Steps: list(f.Step), Owners: list(f.Owner), Organisations: list(f.Organisation), People: list(f.Person), Statuses: list(f.Status),
		Sources: list(f.Source), Kinds: list(f.Kind), NextDue: f.Next, Today: today, CloseFrom: f.CloseFrom, CloseTo: f.CloseTo,
		Text: f.Text, Flag: f.Flag,
	}
	for i, o := range out.Owners {
		if o == "me" {
			out.Owners[i] = k.who.ID
		}
	}
	for _, x := range []struct {
		text, field string
		to          **int64
	}{{f.Min, "min", &out.ValueMin}, {f.Max, "max", &out.ValueMax}} {
		if x.text == "" {
			continue
		}
		m, err := money.Parse(x.text + " " + co.Currency)
		if err != nil {
			return out, fault.New(fault.Invalid, "filter.value", x.field, "an amount such as 10000")
		}
		*x.to = &m.Minor
	}
	for _, x := range []struct{ day, field string }{{f.CloseFrom, "close_from"}, {f.CloseTo, "close_to"}} {
		if _, err := period.ParseDay(x.day); err != nil && x.day != "" {
			return out, fault.New(fault.Invalid, "filter.day", x.field, "a day such as 2026-03-29")
		}
	}
	switch {
	case !slices.Contains([]string{"", "overdue", "today", "later", "none"}, f.Next):
		return out, fault.New(fault.Invalid, "filter.next", "next", "overdue, today, later or none")
	case !slices.Contains([]string{"", "debts", "taken_back", "asked"}, f.Flag):
		return out, fault.New(fault.Invalid, "filter.flag", "flag", "debts, taken_back or asked")
	case slices.Contains(out.Statuses, "any"):
		out.Statuses = nil
	case len(out.Statuses) == 0:
		out.Statuses = []string{string(deal.Open)}
	}
	return out, nil
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// Board asks for the open deals by step.
type Board struct {
	Filter
	AsOf string `json:"as_of,omitempty" query:"as_of" format:"date-time" doc:"As the organisation knew it at a moment of the past."`
}

// boardMost is how many cards are sent at once; beyond it only the first of each column.
const (
	boardMost   = 20_000
	boardColumn = 200
)

func (q Board) ask(ctx context.Context, k *asked) (any, error) {
	now, err := k.moment(ctx, q.AsOf)
	if err != nil {
		return nil, err
	}
	co, err := k.db.Company(ctx)
	if err != nil {
		return nil, err
	}
	p, err := k.process(ctx, co, q.Process)
	if err != nil {
		return nil, err
	}
	f, err := q.Filter.store(k, co, now.Today)
	if err != nil {
		return nil, err
	}
	f.Statuses = []string{string(deal.Open)}
	if f.Processes, err = k.versions(ctx, p.Key); err != nil {
		return nil, err
	}
	var rows []store.DealRow
	var many []Stock // of a board that is too long to be sent
	if q.AsOf != "" {
		rows, err = k.db.CardsAsOf(ctx, k.see, f, now.At)
	} else if many, err = k.tooMany(ctx, p, f, now); err == nil && many != nil {
		rows, err = k.db.Cards(ctx, k.see, inSteps(f, p), boardColumn)
	} else if err == nil {
		rows, err = k.db.Cards(ctx, k.see, f, 0)
	}
	if err != nil {
		return nil, err
	}
	page := BoardPage{Process: Ref{ID: p.Version(), Name: p.Name}, Jobs: p.Groups, Cards: []Card{}}
	if q.AsOf != "" {
		page.AsOf = now.At
	}
	page.lay(p, rows, now)
	page.hold(many)
	cal := k.calendar(co)
	for i := range page.Columns {
		c := &page.Columns[i]
		c.Median = k.book.median(p.Key, c.Step, k.see.Scope, cal, now.At)
	}
	return page, nil
}

// tooMany counts the deals of a board, where that can be done in memory; nil where all of
// them can be sent, or nobody knows.
func (k *asked) tooMany(ctx context.Context, p process.Definition, f store.Filter, now deal.Now) ([]Stock, error) {
	if f.Text != "" || len(f.People) > 0 {
		return nil, nil
	}
	all, err := k.stock(ctx, p, f, now)
	n := 0
	for _, s := range all {
		n += s.Count
	}
	if err != nil || n <= boardMost {
		return nil, err
	}
	return all, nil
}

// inSteps asks for each step of p by itself, where the filter asks for all.
func inSteps(f store.Filter, p process.Definition) store.Filter {
	if len(f.Steps) == 0 {
		for _, s := range p.Steps {
			f.Steps = append(f.Steps, s.Key)
		}
	}
	return f
}

// hold puts the figures of all deals in place of those of the cards that are sent.
func (page *BoardPage) hold(all []Stock) {
	for i, s := range all {
		c := &page.Columns[i]
		c.Count, c.Sums, c.Over, c.Undated = s.Count, s.Sums, s.Over, s.Undated
		page.More = true
	}
}

// process finds the process of a board: a key or version, or the company's own.
func (k *asked) process(ctx context.Context, co company.Company, name string) (process.Definition, error) {
	if v, ok := co.Published[name]; ok {
		name = v
	}
	if name == "" || name == "current" {
		name = co.Process
	}
	return k.db.Process(ctx, name)
}

// versions are all published versions of the process with a key.
func (k *asked) versions(ctx context.Context, key string) ([]string, error) {
	all, err := k.db.Processes(ctx)
	if err != nil {
		return nil, err
	}
	var versions []string
	for _, v := range all {
		if v.Key == key {
			versions = append(versions, v.Version)
		}
	}
	return versions, nil
}

// calendar is the company's calendar.
func (a *App) calendar(co company.Company) period.Calendar {
	cal := period.Calendar{Zone: a.zones.location(co.Zone), Holidays: map[period.Day]string{}, FiscalStart: time.Month(co.Fiscal)}
	for _, d := range co.Week {
		cal.Workdays[d%7] = true
	}
	for _, h := range co.Holidays {
		if d, err := period.ParseDay(h); err == nil {
			cal.Holidays[d] = h
		}
	}
	return cal
}

// lay puts the rows under the columns of p and adds each column up. A deal of an older
// version stands under the step that covers the same part of the frame.
func (page *BoardPage) lay(p process.Definition, rows []store.DealRow, now deal.Now) {
	at := map[string]int{}
	for _, s := range p.Steps {
		if s.Skip || s.Retired {
			continue
		}
		at[s.Key] = len(page.Columns)
		page.Columns = append(page.Columns, Column{Step: s.Key, Name: s.Name, Job: s.Job, Action: s.Action, Typical: s.Typical, Late: s.Late, Sums: []money.Money{}})
	}
	page.More = len(rows) > boardMost
	for _, r := range rows {
		i, ok := at[r.Step]
		if !ok {
			continue
		}
		c := &page.Columns[i]
		card := cardOf(r, p, now)
		c.add(card)
		if !page.More || c.Count <= boardColumn {
			page.Cards = append(page.Cards, card)
		}
	}
}

// add counts a card into its column.
func (c *Column) add(card Card) {
	c.Count++
	switch card.Age {
	case "over", "far_over":
		c.Over++
	case "unknown":
		c.Undated++
	}
	if card.Value.Minor == 0 {
		return
	}
	for i, s := range c.Sums {
		if s.Currency == card.Value.Currency {
			if sum, err := s.Add(card.Value); err == nil {
				c.Sums[i] = sum
			}
			return
		}
	}
	c.Sums = append(c.Sums, card.Value)
}

// cardOf is a row as a card. Its age is held against the process's own late mark until
// there are measured thresholds.
func cardOf(r store.DealRow, p process.Definition, now deal.Now) Card {
	at := now.Occurred
	if r.Status != string(deal.Open) && r.Ended != 0 {
		at = r.Ended // its stay is over
	}
	c := Card{
		ID: r.ID, Version: r.Version, Name: r.Name, Owner: r.Owner, Kind: r.Kind, Process: r.Process, Step: r.Step,
		Status: deal.Status(r.Status), Value: r.Value, CloseDate: r.CloseDate, Source: r.Source, Entered: r.Entered,
		Days: daysSince(r.Entered, at), Age: "unknown", Marks: r.Marks, Flags: r.Flags, Debts: r.Debts,
		Changed: r.Changed, Ended: r.Ended, Next: Next{Mark: mark(r.NextDue, now.Today), Kind: r.NextKind, Due: r.NextDue, Time: r.NextTime},
	}
	if r.Organisation != "" {
		c.Organisation = Ref{ID: r.Organisation, Name: r.OrganisationName}
	}
	s, ok := p.Step(r.Step)
	if !ok {
		return c
	}
	c.Typical, c.Late = s.Typical, s.Late
	if c.Status == deal.Open {
		c.Chance = s.Chance
	}
	switch {
	case c.Days < 0:
	case 2*c.Days > 3*max(s.Late, 1):
		c.Age = "far_over"
	case c.Days > s.Late:
		c.Age = "over"
	default:
		c.Age = "in_time"
	}
	return c
}

// Deals asks for deals as a list.
type Deals struct {
	Filter
	Sort  string `json:"sort,omitempty" query:"sort" doc:"changed, value, name, entered, next, close, ended; a leading minus turns it round." enum:"changed,-changed,value,-value,name,-name,entered,-entered,next,-next,close,-close,ended,-ended"`
	After string `json:"after,omitempty" query:"after" doc:"Cursor of the page before."`
	Limit int    `json:"limit,omitempty" query:"limit" minimum:"1" maximum:"500"`
	Count bool   `json:"count,omitempty" query:"count" doc:"Also count all that the filter lets through."`
}

func (q Deals) ask(ctx context.Context, k *asked) (any, error) {
	now, err := k.moment(ctx, "")
	if err != nil {
		return nil, err
	}
	co, err := k.db.Company(ctx)
	if err != nil {
		return nil, err
	}
	f, err := q.Filter.store(k, co, now.Today)
	if err != nil {
		return nil, err
	}
	if q.Process != "" {
		if f.Processes, err = k.versions(ctx, q.Process); err != nil {
			return nil, err
		}
	}
	sort := q.Sort
	if sort == "" {
		sort = "-changed"
	}
	rows, next, err := k.db.Deals(ctx, k.see, f, sort, q.After, page(q.Limit, 50, 500))
	if err != nil {
		return nil, err
	}
	out := DealList{Deals: []Card{}, Next: next}
	if out.Deals, err = k.cards(ctx, rows, now); err != nil {
		return nil, err
	}
	if q.Count {
		out.Count, err = k.db.CountDeals(ctx, k.see, f)
	}
	return out, err
}

// cards turns rows of any process into cards.
func (k *asked) cards(ctx context.Context, rows []store.DealRow, now deal.Now) ([]Card, error) {
	cards := make([]Card, 0, len(rows))
	for _, r := range rows {
		p, err := k.db.Process(ctx, r.Process)
		if err != nil {
			return nil, err
		}
		cards = append(cards, cardOf(r, p, now))
	}
	return cards, nil
}

package app

import (
	"cmp"
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
	AsOf  string `json:"as_of,omitempty" query:"as_of" format:"date-time" doc:"As the organisation knew it at a moment of the past."`
	First int    `json:"first,omitempty" query:"first" minimum:"1" maximum:"200" doc:"No more than so many cards of each step, the first in the order; figures are of all. Not where words, people or the past are asked for."`
	Order string `json:"order,omitempty" query:"order" doc:"Which cards come first where not all are sent: next, age, value, close, changed." enum:"next,age,value,close,changed"`
}

// boardMost is how many cards are sent at once; beyond it only the first of each column.
const (
	boardMost   = 20_000
	boardColumn = 200
)

func (q Board) ask(ctx context.Context, k *asked) (any, error) {
	g, err := k.ground(ctx, q.Process, q.AsOf)
	if err != nil {
		return nil, err
	}
	f, err := q.Filter.store(k, g.co, g.now.Today)
	if err != nil {
		return nil, err
	}
	f.Statuses = []string{string(deal.Open)}
	page := BoardPage{Process: Ref{ID: g.p.Version(), Name: g.p.Name}, Jobs: g.p.Groups, Cards: []Card{}}
	// What is figured in memory is figured of all that was written when the question came.
	if err := k.upToDate(ctx); err != nil {
		return nil, err
	}
	rows, shared, many, err := q.rows(ctx, k, g, f)
	if err != nil {
		return nil, err
	}
	cal := k.calendar(g.co)
	page.until = k.untilMidnight(cal, g.now)
	if q.AsOf != "" {
		page.AsOf, page.until = g.now.At, 0
	}
	page.lay(g.p, rows, g.now)
	if many != nil {
		page.hold(many, g.p, shared, g.now)
		if next := k.book.ages(g.p, g.now.Occurred); next != 0 {
			page.lasts(next)
		}
	}
	for i := range page.Columns {
		c := &page.Columns[i]
		c.Median = k.book.median(g.p.Key, c.Step, k.see.Scope, cal, g.now.At)
	}
	return page, nil
}

// rows reads the rows of a board: of all its deals; or, with many, the first of each step,
// beside the deals that the reader shares, and what all but those come to.
func (q Board) rows(ctx context.Context, k *asked, g ground, f store.Filter) (rows, shared []store.DealRow, many []Stock, err error) {
	if q.AsOf == "" && f.Text == "" && len(f.People) == 0 {
		return q.rowsAtHand(ctx, k, g, f)
	}
	if f.Processes, err = k.versions(ctx, g.p.Key); err != nil {
		return nil, nil, nil, err
	}
	if q.AsOf != "" {
		rows, err = k.db.CardsAsOf(ctx, k.see, f, g.now.At)
	} else {
		rows, err = k.db.Cards(ctx, k.see, f, 0)
	}
	return rows, nil, nil, err
}

// rowsAtHand finds the deals of a board in memory, by the owners whom the reader sees. Only
// those of others in which they take part are asked of the database.
func (q Board) rowsAtHand(ctx context.Context, k *asked, g ground, f store.Filter) (rows, shared []store.DealRow, many []Stock, err error) {
	n, most := 0, q.First
	all := k.book.stock(g.p, f, k.counted(f), g.now.Occurred)
	for _, s := range all {
		n = max(n, s.Count)
	}
	if total(all) > boardMost && most == 0 {
		most = boardColumn
	}
	if most > 0 && n > most {
		many = all
	}
	order := boardOrder(q.Order, g.now.Occurred, dayOf(g.now.Today))
	rows, err = k.db.CardsAt(ctx, k.book.places(g.p, f, k.counted(f), most, order))
	// What was written since the places were read may have taken a deal away.
	rows = slices.DeleteFunc(rows, func(r store.DealRow) bool { return r.Status != string(deal.Open) || !k.see.Scope.Has(r.Owner) })
	if err == nil && !k.see.Scope.All {
		shared, err = k.sharedRows(ctx, g.p, f)
		if many == nil {
			rows = append(rows, shared...)
		}
	}
	return rows, shared, many, err
}

func total(all []Stock) (n int) {
	for _, s := range all {
		n += s.Count
	}
	return n
}

// sharedRows are the deals of owners whom the reader does not see, in which they take part.
func (k *asked) sharedRows(ctx context.Context, p process.Definition, f store.Filter) (rows []store.DealRow, err error) {
	if f.Processes, err = k.versions(ctx, p.Key); err != nil {
		return nil, err
	}
	rows, err = k.db.Cards(ctx, store.See{Me: k.see.Me}, f, 0)
	return slices.DeleteFunc(rows, func(r store.DealRow) bool { return k.see.Scope.Has(r.Owner) }), err
}

// hold puts the figures of all deals in place of those of the cards that are sent, and the
// deals beside them that the reader shares.
func (page *BoardPage) hold(all []Stock, p process.Definition, shared []store.DealRow, now deal.Now) {
	for i, s := range all {
		c := &page.Columns[i]
		c.Count, c.Sums, c.Over, c.Undated = s.Count, s.Sums, s.Over, s.Undated
	}
	page.put(p, shared, now)
	page.More = true
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

// ground is what a question about a process stands on: the moment that it is about, the
// company, and the process.
type ground struct {
	now deal.Now
	co  company.Company
	p   process.Definition
}

// ground finds it out: name as process has it, asOf as moment has it.
func (k *asked) ground(ctx context.Context, name, asOf string) (g ground, err error) {
	if g.now, err = k.moment(ctx, asOf); err != nil {
		return g, err
	}
	if g.co, err = k.db.Company(ctx); err != nil {
		return g, err
	}
	g.p, err = k.process(ctx, g.co, name)
	return g, err
}

// untilMidnight is when another day begins where the company is: marks and figures of time
// are those of a day.
func (k *asked) untilMidnight(cal period.Calendar, now deal.Now) int64 {
	return cal.Start(cal.Day(now.At) + 1)
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
// version stands under the step of the same key.
func (page *BoardPage) lay(p process.Definition, rows []store.DealRow, now deal.Now) {
	for _, s := range p.Steps {
		if !s.Skip && !s.Retired {
			page.Columns = append(page.Columns, Column{Step: s.Key, Name: s.Name, Job: s.Job, Action: s.Action, Typical: s.Typical, Late: s.Late, Sums: []money.Money{}})
		}
	}
	page.More = len(rows) > boardMost
	page.put(p, rows, now)
}

// put puts rows under their columns.
func (page *BoardPage) put(p process.Definition, rows []store.DealRow, now deal.Now) {
	at := map[string]int{}
	for i, c := range page.Columns {
		at[c.Step] = i
	}
	page.Cards = slices.Grow(page.Cards, len(rows))
	for _, r := range lastChangedFirst(rows) {
		i, ok := at[r.Step]
		if !ok {
			continue
		}
		c := &page.Columns[i]
		card := cardOf(*r, p, now)
		c.add(card)
		if card.Days >= 0 && r.Entered <= now.Occurred {
			page.lasts(r.Entered + int64(card.Days+1)*dayMicros)
		}
		if !page.More || c.Count <= boardColumn {
			page.Cards = append(page.Cards, card)
		}
	}
}

// lastChangedFirst puts rows in the order of a board: those of each step together.
func lastChangedFirst(rows []store.DealRow) []*store.DealRow {
	order := make([]*store.DealRow, len(rows))
	for i := range rows {
		order[i] = &rows[i]
	}
	slices.SortStableFunc(order, func(a, b *store.DealRow) int {
		return cmp.Or(strings.Compare(a.Step, b.Step), cmp.Compare(b.Changed, a.Changed), strings.Compare(b.ID, a.ID))
	})
	return order
}

// lasts says that the page is another one from a moment on, whatever is written.
func (page *BoardPage) lasts(until int64) {
	if page.until == 0 || until < page.until {
		page.until = until
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

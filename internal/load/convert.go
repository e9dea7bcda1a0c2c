package load

import (
	"strconv"
	"strings"
	"time"

	"cairn/money"
	"cairn/party"
)

// Record is what a row makes, as it was understood: references are still names, moments
// are RFC 3339 in UTC. What is not in it is not known.
type Record struct {
	File   string                 `json:"file"`
	Line   int                    `json:"line"`
	Noun   string                 `json:"noun"`
	Key    string                 `json:"key"`
	Text   map[string]string      `json:"text,omitempty"`   // by target
	Money  map[string]money.Money `json:"money,omitempty"`  // by target
	Fields map[string]string      `json:"fields,omitempty"` // own fields
	Stays  []Came                 `json:"stays,omitempty"`
	End    *Ended                 `json:"end,omitempty"`
	make   int                    // place of its Make in the sheet
}

// Came is the entering of a step; At is empty where nobody knows when.
type Came struct {
	Step string `json:"step"`
	At   string `json:"at,omitempty"`
}

// Ended is how a deal ended.
type Ended struct {
	As     string       `json:"as"`
	At     string       `json:"at"`
	Value  *money.Money `json:"value,omitempty"` // nil: the deal's own
	Reason string       `json:"reason,omitempty"`
	Until  string       `json:"until,omitempty"`
}

// Fed is how one field was fed over all rows.
type Fed struct {
	File    string `json:"file"`
	Noun    string `json:"noun"`
	Field   string `json:"field"`
	From    string `json:"from"`
	Given   int    `json:"given"`
	Empty   int    `json:"empty"`
	Default int    `json:"default,omitempty"` // the default stood in
	Wrong   int    `json:"wrong,omitempty"`
}

// feed is a Field made ready for a table.
type feed struct {
	Field
	kind    string
	target  Target
	col     int
	parts   []part
	cols    map[string]int    // of parts
	replace map[string]string // Map, with folded values
	look    map[string]string // Lookup, with folded values
	money   int               // column of the currency, -1 where there is none
	dates   map[string]date   // those read so far
	fed     *Fed
}

// converter makes records of the rows of one file.
type converter struct {
	sheet    Sheet
	table    *Table
	makes    []maker
	aliases  map[int]map[string]string
	zone     *time.Location
	now      int64
	currency string // of amounts that name none
	assumed  bool   // nobody said so: it is the company's
	unknown  map[string]int
}

type maker struct {
	Make
	place int // in the sheet
	feeds []*feed
	when  int // column, -1 for all rows
	is    map[string]bool
	stage int // column, -1 where there is none
	rules map[string]*rule
	all   *rule
}

type rule struct {
	Rule
	at                       []*feed // of Steps; nil where nobody knows
	ended, won, why, comesOn *feed
}

// folded makes two writings of a value the same.
func folded(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// convert makes the records of a row. A record that has a problem is not among them.
func (c *converter) convert(r Row) (all []Record, wrong []Problem) {
	if r.Bad != "" {
		return nil, []Problem{{File: c.table.Name, Line: r.Line, Key: r.Bad, Remedy: remedyOf(r.Bad), Value: short(strings.Join(r.Cells, " "))}}
	}
	for i := range c.makes {
		m := &c.makes[i]
		if m.when >= 0 && !m.is[folded(c.cell(r, m.when))] {
			continue
		}
		rec := Record{File: c.table.Name, Line: r.Line, Noun: m.Noun, make: m.place}
		before := len(wrong)
		c.fields(r, m, &rec, &wrong)
		if m.rules != nil || m.all != nil {
			c.stays(r, m, &rec, &wrong)
		}
		if len(wrong) > before {
			continue
		}
		if rec.Text["name"] == "" && len(m.feeds) > 0 && needsName(m.Noun) {
			continue // the row names none: "subsidiary of" may be empty
		}
		if rec.Key = rec.Text["key"]; rec.Key == "" && m.Noun != Deal { // two deals may have one name
			rec.Key = rec.Text["name"]
		}
		delete(rec.Text, "key")
		all = append(all, rec)
	}
	return all, wrong
}

func needsName(noun string) bool { return noun != Activity && noun != Stay && noun != Deal }

func remedyOf(bad string) string {
	switch bad {
	case badQuote:
		return "a closing quote before the end of the file"
	case badLong:
		return "cells of at most 4 MB"
	case badWide:
		return "no more cells than the header has; a delimiter within a cell needs quotes around the cell"
	case badNul:
		return "text without zero bytes"
	}
	return "text in the character set of the file; save it as UTF-8, or name the set in the mapping"
}

// cell is a cell as it is meant: without spaces around it, without the apostrophe by which
// exports keep a spreadsheet from computing it, and put right by the aliases.
func (c *converter) cell(r Row, i int) string {
	s := strings.TrimSpace(r.Cell(i))
	if len(s) > 1 && s[0] == '\'' && strings.IndexByte("=+-@", s[1]) >= 0 {
		s = s[1:]
	}
	if a := c.aliases[i]; a != nil {
		if meant, ok := a[folded(s)]; ok {
			return meant
		}
	}
	return s
}

// raw is what a field gives before its kind matters. Ok is false where a value is there
// that map or lookup do not have; remedy says what they have.
func (c *converter) raw(r Row, f *feed) (s, remedy string, ok bool) {
	switch {
	case f.Value != "":
		s = f.Value
	case f.parts != nil:
		s = fill(f.parts, func(name string) string { return c.cell(r, f.cols[name]) })
	default:
		s = c.cell(r, f.col)
	}
	if s != "" && f.replace != nil {
		if to, has := f.replace[folded(s)]; has {
			s = to
		} else if f.Strict {
			return s, "one of the values of the map: " + strings.Join(sortedKeys(f.Map), ", "), false
		}
	}
	if s != "" && f.look != nil {
		found, has := f.look[folded(s)]
		if !has && f.Default == "" {
			return s, "a value that " + f.Lookup.File + " has in " + f.Lookup.By, false
		}
		s = found
	}
	if s == "" && f.Default != "" {
		f.fed.Default++
		return f.Default, "", true
	}
	return s, "", true
}

// get reads a field. Empty is not wrong here.
func (c *converter) get(r Row, f *feed, rec *Record, wrong *[]Problem) (s string, ok bool) {
	if f == nil {
		return "", true
	}
	bad := func(value, key, remedy string) (string, bool) {
		f.fed.Wrong++
		*wrong = append(*wrong, Problem{File: rec.File, Line: rec.Line, Column: c.from(f), Noun: rec.Noun, Key: key, Remedy: remedy, Value: short(value)})
		return "", false
	}
	s, remedy, ok := c.raw(r, f)
	if !ok {
		return bad(s, "load.unmapped", remedy)
	}
	if s == "" {
		f.fed.Empty++
		return "", true
	}
	switch f.kind {
	case day, moment:
		d, ok := f.date(s)
		if !ok {
			return bad(s, "load.date", "a date "+wordsOfOrder(f.Dates))
		}
		if f.kind == day {
			s = d.dayText()
			break
		}
		at := d.moment(c.zone, c.now)
		if at > c.now {
			return bad(s, "load.future", "a day that has passed")
		}
		s = stamp(at)
	case count:
		n, ok := number(s, f.Decimal)
		if !ok || !n.IsInt() || n.Sign() < 0 || n.Num().BitLen() > 31 {
			return bad(s, "load.count", "a whole number from 0")
		}
		s = n.Num().String()
	case choice:
		s = strings.ReplaceAll(folded(s), " ", "_")
		if !in(f.target.Choices, s) {
			return bad(s, "load.choice", "one of "+strings.Join(f.target.Choices, ", "))
		}
	case yesNo:
		switch folded(s) {
		case "yes", "y", "true", "1", "x":
			s = "yes"
		case "no", "n", "false", "0", "-":
			s = "no"
		default:
			return bad(s, "load.yes_no", "yes or no")
		}
	}
	f.fed.Given++
	return s, true
}

// datesKept bounds how many dates a field remembers; the same days come again and again.
const datesKept = 4096

// date reads a date in the order of the field.
func (f *feed) date(s string) (date, bool) {
	if d, known := f.dates[s]; known {
		return d, true
	}
	d, ok := readDate(s, f.Dates)
	if ok && len(f.dates) < datesKept {
		f.dates[s] = d
	}
	return d, ok
}

func in(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// amount reads a field of money; nil where it is empty.
func (c *converter) amount(r Row, f *feed, rec *Record, wrong *[]Problem) *money.Money {
	s, ok := c.get(r, f, rec, wrong)
	if !ok || s == "" {
		return nil
	}
	bad := func(value, key, remedy string) *money.Money {
		f.fed.Given--
		f.fed.Wrong++
		*wrong = append(*wrong, Problem{File: rec.File, Line: rec.Line, Column: c.from(f), Noun: rec.Noun, Key: key, Remedy: remedy, Value: short(value)})
		return nil
	}
	n, ok := number(s, f.Decimal)
	if !ok {
		return bad(s, "load.amount", "an amount such as "+exampleOf(f.Decimal))
	}
	_, currency, _ := bare(s)
	switch {
	case currency != "":
	case f.money >= 0 && c.cell(r, f.money) != "":
		currency = strings.ToUpper(c.cell(r, f.money))
	case f.Currency != "" && f.money < 0:
		currency = f.Currency
	default:
		currency = c.currency
		if c.assumed {
			c.unknown[currencyAssumed]++
		}
	}
	if !money.Known(currency) && (currency != "" || c.currency != "") {
		return bad(currency, "load.currency", "an ISO code such as EUR")
	}
	m, rounded, ok := amount(n, f.Times, currency)
	if !ok {
		return bad(s, "load.amount", "an amount that fits")
	}
	if rounded {
		c.unknown[amountRounded]++
	}
	return &m
}

// fields fills a record with what its Make feeds.
func (c *converter) fields(r Row, m *maker, rec *Record, wrong *[]Problem) {
	rec.Text = make(map[string]string, len(m.feeds))
	for _, f := range m.feeds {
		name := f.target.Name
		if f.kind == amounts {
			if v := c.amount(r, f, rec, wrong); v != nil {
				if rec.Money == nil {
					rec.Money = map[string]money.Money{}
				}
				rec.Money[name] = *v
			}
			continue
		}
		s, ok := c.get(r, f, rec, wrong)
		if !ok {
			continue
		}
		if s == "" {
			if f.target.Needed && !needsName(rec.Noun) {
				*wrong = append(*wrong, Problem{File: rec.File, Line: rec.Line, Column: c.from(f), Noun: rec.Noun, Key: "load.needed", Remedy: f.target.Doc})
			}
			continue
		}
		if own, is := strings.CutPrefix(name, ownField); is {
			if rec.Fields == nil {
				rec.Fields = map[string]string{}
			}
			rec.Fields[own] = s
			continue
		}
		if name == "domain" && rec.Noun == Organisation {
			s = party.Domain(s)
		}
		rec.Text[name] = s
	}
}

// stays reads the steps of a deal, and how it ended. Of steps that follow one another only
// the first may be without a date: what lies before a later one without is left out, so
// that no time in a step is made up.
func (c *converter) stays(r Row, m *maker, rec *Record, wrong *[]Problem) {
	stage := c.cell(r, m.stage)
	x, ok := m.rules[folded(stage)]
	if !ok {
		x = m.all
	}
	if x == nil {
		*wrong = append(*wrong, Problem{
			File: rec.File, Line: rec.Line, Column: m.Stage.Column, Noun: rec.Noun, Key: "load.stage", Value: short(stage),
			Remedy: "a stage that the mapping knows: " + strings.Join(sortedKeys(m.Stage.Map), ", "),
		})
		return
	}
	for i, e := range x.Steps {
		at, ok := c.get(r, x.at[i], rec, wrong)
		switch {
		case !ok:
		case at == "" && e.IfDated:
		case at == "" && rec.Noun != Stay:
			if n := len(rec.Stays); n > 0 {
				c.unknown[staysCut] += n
			}
			rec.Stays = append(rec.Stays[:0], Came{Step: e.Step})
		default:
			rec.Stays = append(rec.Stays, Came{e.Step, at})
		}
	}
	if x.End == "" {
		return
	}
	rec.End = &Ended{As: x.End}
	var fine bool
	if rec.End.At, fine = c.get(r, x.ended, rec, wrong); fine && rec.End.At == "" {
		*wrong = append(*wrong, Problem{File: rec.File, Line: rec.Line, Column: c.from(x.ended), Noun: rec.Noun, Key: "load.ended", Remedy: "the day on which it ended"})
	}
	rec.End.Value = c.amount(r, x.won, rec, wrong)
	rec.End.Reason, _ = c.get(r, x.why, rec, wrong)
	rec.End.Until, _ = c.get(r, x.comesOn, rec, wrong)
}

// from names the column or the text that feeds a field.
func (c *converter) from(f *feed) string {
	if f.Column != "" && f.col >= 0 {
		return c.table.Columns[f.col].Name
	}
	return f.fed.From
}

// stamp writes a moment in whole seconds, so that later ones sort later.
func stamp(micros int64) string { return time.UnixMicro(micros).UTC().Format(time.RFC3339) }

func exampleOf(decimal string) string {
	if decimal == comma {
		return "1.234,50, as the rest of the column"
	}
	return "1,234.50"
}

func wordsOfOrder(order string) string {
	switch order {
	case dayFirst:
		return "such as 31/03/2026, as the rest of the column"
	case monthFirst:
		return "such as 03/31/2026, as the rest of the column"
	}
	return "such as 2026-03-31"
}

// ready compiles the field of a Make for a table.
func (b *builder) ready(at string, t *Table, noun, name, kind string, f Field) *feed {
	if f.IsZero() {
		return nil
	}
	x := &feed{Field: f, kind: kind, col: -1, money: -1, dates: map[string]date{}}
	x.target, _ = targetOf(noun, name)
	x.fed = &Fed{File: t.Name, Noun: noun, Field: name, From: f.source()}
	b.fed = append(b.fed, x.fed)
	var of []*Column
	if f.Column != "" {
		if x.col = b.column(at, t, f.Column); x.col >= 0 {
			of = append(of, &t.Columns[x.col])
		}
	}
	if f.Text != "" {
		x.parts, _ = template(f.Text) // Check has tried
		x.cols = map[string]int{}
		for _, p := range x.parts {
			if p.column {
				x.cols[p.text] = b.column(at, t, p.text)
			}
		}
	}
	if len(f.Map) > 0 {
		x.replace = map[string]string{}
		for from, to := range f.Map {
			x.replace[folded(from)] = to
		}
	}
	if f.Lookup != nil {
		var column *Column
		if x.look, column = b.lookup(at, *f.Lookup); column != nil {
			of = []*Column{column}
		}
	}
	if strings.HasPrefix(f.Currency, "{") {
		x.money = b.column(at, t, strings.Trim(f.Currency, "{}"))
	}
	for _, col := range of {
		b.form(t, x, col)
	}
	return x
}

// source names where a field comes from, in a word.
func (f Field) source() string {
	switch {
	case f.Column != "":
		return f.Column
	case f.Text != "":
		return f.Text
	}
	return strconv.Quote(f.Value + f.Default)
}

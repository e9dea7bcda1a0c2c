package load

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"cairn/fault"
)

// Plan is a mapping that has met its files. It is made once, and can be previewed, tried
// and run as often as one likes; every run reads the files again, row by row.
type Plan struct {
	Mapping   Mapping
	Tables    []*Table
	Questions []Question // nothing runs while there are any
	Unused    []string   // files that the mapping has no use for
	sheets    map[string]*Table
}

// Question is what the files do not tell and somebody has to: whether 03/04 lies in March
// or in April, what a stage of the other system means. It is answered in the mapping.
type Question struct {
	File    string   `json:"file"`
	Column  string   `json:"column"`
	Key     string   `json:"key"`     // load.ask_dates, load.ask_decimal or load.ask_stage
	Choices []string `json:"choices"` // what may be answered
	Samples []string `json:"samples"`
}

// NewPlan reads the files of a mapping once. The error is of type MappingErrors where they
// do not fit each other.
func NewPlan(ctx context.Context, files []File, m Mapping) (*Plan, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	p := &Plan{Mapping: m, sheets: map[string]*Table{}}
	var c checker
	used := map[string]bool{}
	for _, s := range m.Sheets {
		i := slices.IndexFunc(files, func(f File) bool {
			ok, _ := path.Match(strings.ToLower(s.File), strings.ToLower(f.Name))
			return ok || strings.EqualFold(s.File, f.Name)
		})
		if i < 0 {
			c.add(s.File, "there is no such file")
			continue
		}
		used[files[i].Name] = true
		if p.sheets[s.File] != nil {
			continue
		}
		t, err := Read(ctx, files[i], s.Format)
		if fault.Of(err) == fault.Invalid {
			c.add(s.File, "there is no table in it")
			continue
		}
		if err != nil {
			return nil, err
		}
		p.sheets[s.File] = t
		p.Tables = append(p.Tables, t)
	}
	for _, f := range files {
		if !used[f.Name] {
			p.Unused = append(p.Unused, f.Name)
		}
	}
	if len(c.all) > 0 {
		return nil, c.all
	}
	b, err := p.build(ctx, time.UTC, future, "", false)
	if err != nil {
		return nil, err
	}
	p.Questions = b.questions
	return p, nil
}

// future is a moment that nothing lies after; only a preview has no other now.
const future = 1 << 62

// Preview is what the first rows of one file make.
type Preview struct {
	Table    *Table    `json:"table"`
	Records  []Record  `json:"records"`
	Problems []Problem `json:"problems,omitempty"`
}

// Preview shows what the first n rows of each file make, with noon in UTC for days without
// a time. Nothing is looked up anywhere but in the files.
func (p *Plan) Preview(ctx context.Context, n int) ([]Preview, error) {
	b, err := p.build(ctx, time.UTC, future, p.Mapping.Currency, false)
	if err != nil {
		return nil, err
	}
	var all []Preview
	for _, c := range b.converters {
		v, rows := Preview{Table: c.table}, 0
		err := c.table.each(ctx, func(r Row) error {
			if rows++; rows > n {
				return errEnough
			}
			made, wrong := c.convert(r)
			v.Records = append(v.Records, made...)
			v.Problems = append(v.Problems, wrong...)
			return nil
		})
		if err != nil && err != errEnough {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// builder makes converters, and gathers what is wrong and what must be asked meanwhile.
type builder struct {
	checker
	ctx        context.Context
	plan       *Plan
	converters []*converter
	fed        []*Fed
	questions  []Question
	unknown    map[string]int
	lookups    map[Lookup]map[string]string
	err        error
}

// build makes a converter for every file that makes something. Noon lies in the zone, and
// nothing lies after now. The currency stands for amounts that name none; assumed says
// that nobody said so.
func (p *Plan) build(ctx context.Context, zone *time.Location, now int64, currency string, assumed bool) (*builder, error) {
	b := &builder{ctx: ctx, plan: p, unknown: map[string]int{}, lookups: map[Lookup]map[string]string{}}
	for i, s := range p.Mapping.Sheets {
		t := p.sheets[s.File]
		c := &converter{
			sheet: s, table: t, zone: zone, now: now, currency: currency, assumed: assumed,
			unknown: b.unknown, aliases: b.aliases(s, t),
		}
		for j, k := range s.Makes {
			m := b.maker(fmt.Sprintf("files[%d].makes[%d]", i, j), t, c, k)
			m.place = j
			c.makes = append(c.makes, m)
		}
		if len(s.Makes) > 0 {
			b.converters = append(b.converters, c)
		}
	}
	if b.err != nil {
		return nil, b.err
	}
	if len(b.all) > 0 {
		return nil, b.all
	}
	return b, nil
}

func (b *builder) aliases(s Sheet, t *Table) map[int]map[string]string {
	all := map[int]map[string]string{}
	for _, name := range sortedKeys(s.Aliases) {
		i := b.column(s.File+".aliases", t, name)
		all[i] = map[string]string{}
		for from, to := range s.Aliases[name] {
			all[i][folded(from)] = to
		}
	}
	return all
}

// column finds a column, and says which there are where there is none of that name.
func (b *builder) column(at string, t *Table, name string) int {
	i := t.column(name)
	if i < 0 {
		var names []string
		for _, c := range t.Columns {
			names = append(names, c.Name)
		}
		b.add(at, "%s has no column %q; it has %s", t.Name, name, strings.Join(names, ", "))
	}
	return i
}

func (b *builder) maker(at string, t *Table, c *converter, k Make) maker {
	m := maker{Make: k, when: -1, stage: -1}
	if k.When != nil {
		m.when, m.is = b.column(at+".when", t, k.When.Column), map[string]bool{}
		for _, v := range k.When.Is {
			m.is[folded(v)] = true
		}
	}
	for _, name := range sortedKeys(k.From) {
		target, _ := targetOf(k.Noun, name)
		if f := b.ready(at+".from."+name, t, k.Noun, name, target.Kind, k.From[name]); f != nil {
			m.feeds = append(m.feeds, f)
		}
	}
	if k.Stage == nil {
		return m
	}
	if k.Stage.Column != "" {
		m.stage = b.column(at+".stage", t, k.Stage.Column)
	}
	m.rules = map[string]*rule{}
	for _, v := range sortedKeys(k.Stage.Map) {
		m.rules[folded(v)] = b.rule(at+".stage.map."+v, t, k.Noun, k.Stage.Map[v])
	}
	if k.Stage.Always != nil {
		m.all = b.rule(at+".stage.always", t, k.Noun, *k.Stage.Always)
	} else if m.stage >= 0 {
		b.askStages(t, c, &m)
	}
	return m
}

// askStages asks about every stage that stands in the file and not in the mapping.
func (b *builder) askStages(t *Table, c *converter, m *maker) {
	col := t.Columns[m.stage]
	var strange []string
	for _, v := range col.Values {
		if meant, ok := c.aliases[m.stage][folded(v)]; ok {
			v = meant
		}
		if m.when == m.stage && !m.is[folded(v)] {
			continue // its rows make nothing
		}
		if m.rules[folded(v)] == nil {
			strange = append(strange, v)
		}
	}
	if len(strange) > 0 {
		b.questions = append(b.questions, Question{File: t.Name, Column: col.Name, Key: "load.ask_stage", Samples: strange})
	}
}

func (b *builder) rule(at string, t *Table, noun string, r Rule) *rule {
	x := &rule{Rule: r}
	for i, e := range r.Steps {
		x.at = append(x.at, b.ready(fmt.Sprintf("%s.steps[%d]", at, i), t, noun, "entered", moment, e.At))
	}
	x.ended = b.ready(at+".ended", t, noun, "ended", moment, r.At)
	x.won = b.ready(at+".value", t, noun, "won_value", amounts, r.Value)
	x.why = b.ready(at+".reason", t, noun, "reason", text, r.Reason)
	x.comesOn = b.ready(at+".until", t, noun, "until", day, r.Until)
	return x
}

// form settles in which order a field's dates and with which sign its decimals are
// written: by the mapping, by the evidence of the column, or by asking.
func (b *builder) form(t *Table, f *feed, c *Column) {
	ask := func(key string, choices ...string) {
		q := Question{File: t.Name, Column: c.Name, Key: key, Choices: choices, Samples: c.Samples}
		if !slices.ContainsFunc(b.questions, func(o Question) bool { return o.File == q.File && o.Column == q.Column && o.Key == q.Key }) {
			b.questions = append(b.questions, q)
		}
	}
	switch f.kind {
	case day, moment:
		if f.Dates != "" {
			return
		}
		if f.Dates = c.Order; c.Order == "either" || c.Order == "both" {
			ask("load.ask_dates", dayFirst, monthFirst)
		}
	case amounts, count:
		if f.Decimal != "" {
			return
		}
		switch f.Decimal = c.Decimal; {
		case c.Decimal == "either" || c.Decimal == "both":
			ask("load.ask_decimal", point, comma)
		case c.Decimal == "":
			f.Decimal = point
		}
	}
}

// lookupLimit bounds how much of another file is kept to look things up in.
const lookupLimit = 1_000_000

// lookup reads the two columns of a lookup, and tells which it takes.
func (b *builder) lookup(at string, l Lookup) (map[string]string, *Column) {
	t := b.plan.sheets[l.File]
	if t == nil {
		return map[string]string{}, nil
	}
	by, take := b.column(at+".lookup.by", t, l.By), b.column(at+".lookup.take", t, l.Take)
	if by < 0 || take < 0 {
		return map[string]string{}, nil
	}
	if known, ok := b.lookups[l]; ok {
		return known, &t.Columns[take]
	}
	found := map[string]string{}
	i := slices.IndexFunc(b.plan.Mapping.Sheets, func(s Sheet) bool { return s.File == l.File })
	c := &converter{table: t, aliases: b.aliases(b.plan.Mapping.Sheets[i], t)}
	err := t.each(b.ctx, func(r Row) error {
		if key := folded(c.cell(r, by)); r.Bad == "" && key != "" && len(found) < lookupLimit {
			if _, twice := found[key]; !twice {
				found[key] = c.cell(r, take)
			}
		}
		return nil
	})
	if err != nil && b.err == nil {
		b.err = err
	}
	b.lookups[l] = found
	return found, &t.Columns[take]
}

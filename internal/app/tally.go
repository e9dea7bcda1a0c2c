package app

import (
	"cmp"
	"slices"
	"sync/atomic"

	"cairn/internal/store"
	"cairn/period"
)

// tally holds the open deals in memory, as far as they are counted: in columns by process,
// step and owner, so that a question passes over those that it is about and no others.
// Texts stand in it as numbers.
type tally struct {
	words   map[string]int32
	names   []string // by number
	columns map[cellKey]*column
	where   []spot // by the number of the deal
}

// column are the open deals of a cell. What is summed lies close together, so that all of
// it is passed over quickly; beside it lies what is asked for. What the whole column comes
// to is kept until the column changes.
type column struct {
	entered []int64 // 0 where not known
	amounts []amount
	facts   []fact
	whole   atomic.Pointer[sums]
}

// amount is what a deal is worth.
type amount struct {
	value    int64
	currency int32
}

// spot is where a deal stands; a nil column is nowhere.
type spot struct {
	column *column
	at     int
}

// fact is what else is asked of an open deal.
type fact struct {
	number                        int
	born, changed                 int64
	close, due                    period.Day // 0 where there is none
	organisation, source, kind    int32
	hasDebts, hasTakenBack, asked bool
}

func newTally() *tally {
	return &tally{words: map[string]int32{"": 0}, names: []string{""}, columns: map[cellKey]*column{}}
}

// word is the number of a text; that of the empty one is 0.
func (t *tally) word(text string) int32 {
	n, ok := t.words[text]
	if !ok {
		n = int32(len(t.names))
		t.words[text], t.names = n, append(t.names, text)
	}
	return n
}

// put counts a deal that is open, under the key of its process.
func (t *tally) put(number int, process string, f store.Fact) {
	k := cellKey{process, f.Step, f.Owner}
	c := t.columns[k]
	if c == nil {
		c = &column{}
		t.columns[k] = c
	}
	for len(t.where) <= number {
		t.where = append(t.where, spot{})
	}
	t.where[number] = spot{c, len(c.facts)}
	c.whole.Store(nil)
	c.entered = append(c.entered, f.Entered)
	c.amounts = append(c.amounts, amount{f.Value, t.word(f.Currency)})
	c.facts = append(c.facts, fact{
		number: number, born: f.Born, changed: f.Changed, close: dayOf(f.CloseDate), due: dayOf(f.NextDue),
		organisation: t.word(f.Organisation), source: t.word(f.Source), kind: t.word(f.Kind),
		hasDebts: f.HasDebts, hasTakenBack: f.HasTakenBack, asked: f.Asked,
	})
}

// drop takes a deal out. The last of its column takes its place.
func (t *tally) drop(number int) {
	if number >= len(t.where) || t.where[number].column == nil {
		return
	}
	s := t.where[number]
	t.where[number] = spot{}
	c, last := s.column, len(s.column.facts)-1
	if s.at != last {
		c.entered[s.at], c.amounts[s.at], c.facts[s.at] = c.entered[last], c.amounts[last], c.facts[last]
		t.where[c.facts[s.at].number] = s
	}
	c.entered, c.amounts, c.facts = c.entered[:last], c.amounts[:last], c.facts[:last]
	c.whole.Store(nil)
}

// dayOf reads a day; 0 where there is none.
func dayOf(text string) period.Day {
	if text == "" {
		return 0
	}
	d, err := period.ParseDay(text)
	if err != nil {
		return 0
	}
	return d
}

// sieve lets facts through as a filter does: a list holds where any of its values does.
type sieve struct {
	organisations, sources, kinds []int32
	min, max                      *int64
	from, to                      period.Day
	next, flag                    string
	today                         period.Day
	all                           bool // nothing is asked
}

// sieve makes one of a filter. Steps, owners and processes choose columns, and words and
// people are beyond it.
func (t *tally) sieve(f store.Filter) sieve {
	numbers := func(texts []string) (all []int32) {
		for _, x := range texts {
			n, ok := t.words[x]
			if !ok {
				n = -1 // no deal has it
			}
			all = append(all, n)
		}
		return all
	}
	s := sieve{
		organisations: numbers(f.Organisations), sources: numbers(f.Sources), kinds: numbers(f.Kinds),
		min: f.ValueMin, max: f.ValueMax, from: dayOf(f.CloseFrom), to: dayOf(f.CloseTo), next: f.NextDue, flag: f.Flag, today: dayOf(f.Today),
	}
	s.all = len(s.organisations)+len(s.sources)+len(s.kinds) == 0 && s.min == nil && s.max == nil &&
		s.from == 0 && s.to == 0 && s.next == "" && s.flag == ""
	return s
}

func (s *sieve) lets(value int64, f *fact) bool {
	in := func(list []int32, n int32) bool { return len(list) == 0 || slices.Contains(list, n) }
	switch {
	case !in(s.organisations, f.organisation), !in(s.sources, f.source), !in(s.kinds, f.kind):
		return false
	case s.min != nil && value < *s.min, s.max != nil && value > *s.max:
		return false
	case s.from != 0 && (f.close == 0 || f.close < s.from), s.to != 0 && (f.close == 0 || f.close > s.to):
		return false
	}
	switch s.next {
	case "overdue":
		return s.flagged(f) && f.due != 0 && f.due < s.today
	case "today":
		return s.flagged(f) && f.due == s.today
	case "later":
		return s.flagged(f) && f.due > s.today
	case "none":
		return s.flagged(f) && f.due == 0
	}
	return s.flagged(f)
}

func (s *sieve) flagged(f *fact) bool {
	switch s.flag {
	case "debts":
		return f.hasDebts
	case "taken_back":
		return f.hasTakenBack
	case "asked":
		return f.asked
	}
	return true
}

// sums are what columns come to, each currency by itself.
type sums struct {
	count, over, undated int
	currencies           []int32
	minor                []int64
}

// add adds an amount of a currency.
func (s *sums) add(value int64, currency int32) {
	if value == 0 {
		return
	}
	i := 0
	for i < len(s.currencies) && s.currencies[i] != currency {
		i++
	}
	if i == len(s.currencies) {
		s.currencies, s.minor = append(s.currencies, currency), append(s.minor, 0)
	}
	// What no number can hold is left out, as on the board.
	if sum := s.minor[i] + value; (sum > s.minor[i]) == (value > 0) {
		s.minor[i] = sum
	}
}

// merge adds what another column comes to.
func (s *sums) merge(o *sums) {
	s.count, s.over, s.undated = s.count+o.count, s.over+o.over, s.undated+o.undated
	for i, c := range o.currencies {
		s.add(o.minor[i], c)
	}
}

// all are the sums of the whole column. Nothing is over age in them, for that changes with
// the hour.
func (c *column) all() *sums {
	if s := c.whole.Load(); s != nil {
		return s
	}
	s := &sums{count: len(c.amounts)}
	for i, a := range c.amounts {
		s.add(a.value, a.currency)
		if c.entered[i] == 0 {
			s.undated++
		}
	}
	c.whole.Store(s)
	return s
}

// over counts the deals that were entered at late or earlier.
func (c *column) over(late int64) (n int) {
	for _, at := range c.entered {
		if uint64(at-1) < uint64(late) { // from 1 up to late, in one comparison
			n++
		}
	}
	return n
}

// some are the sums of what a sieve lets through.
func (c *column) some(through *sieve, late int64) *sums {
	s := &sums{}
	for i := range c.facts {
		a, at := c.amounts[i], c.entered[i]
		if !through.lets(a.value, &c.facts[i]) {
			continue
		}
		s.count++
		s.add(a.value, a.currency)
		switch {
		case at == 0:
			s.undated++
		case at <= late:
			s.over++
		}
	}
	return s
}

// count adds up the deals of one step of a process, of the owners that has lets through.
// Late is the moment before which whoever entered is over age.
func (t *tally) count(process, step string, has func(owner string) bool, through *sieve, late int64) *sums {
	sum := &sums{}
	for k, c := range t.columns {
		switch {
		case k.process != process || k.step != step || !has(k.owner):
		case through.all:
			sum.merge(c.all())
			sum.over += c.over(late)
		default:
			sum.merge(c.some(through, late))
		}
	}
	return sum
}

// standing is an open deal as columns are ordered by.
type standing struct {
	*fact
	value, entered int64
}

// places are the places in the log of the open deals of a process, of the owners that has
// lets through: of each step all, or the first of an order where most is not 0.
func (t *tally) places(process string, steps []string, has func(owner string) bool, through *sieve, most int, order func(a, b standing) int) (born []int64) {
	before := func(a, b standing) int { return cmp.Or(order(a, b), cmp.Compare(b.born, a.born)) }
	for _, step := range steps {
		var found []standing
		for k, c := range t.columns {
			if k.process != process || k.step != step || !has(k.owner) {
				continue
			}
			for i := range c.facts {
				if through.all || through.lets(c.amounts[i].value, &c.facts[i]) {
					found = first(append(found, standing{&c.facts[i], c.amounts[i].value, c.entered[i]}), 4*most, most, before)
				}
			}
		}
		for _, f := range first(found, most, most, before) {
			born = append(born, f.born)
		}
	}
	return born
}

// first cuts a list down to its first most, once it is longer than a bound; 0 cuts nothing.
func first(found []standing, bound, most int, order func(a, b standing) int) []standing {
	if most == 0 || len(found) <= bound {
		return found
	}
	slices.SortFunc(found, order)
	return found[:most]
}

// boardOrder is how the cards of a column are put in order: the word is that of a Board.
// Now is the moment (microseconds UTC) and today the day of it.
func boardOrder(word string, now int64, today period.Day) func(a, b standing) int {
	worth := func(a, b standing) int { return cmp.Compare(b.value, a.value) }
	last := func(d period.Day) bool { return d == 0 }
	byDay := func(a, b period.Day) int {
		if last(a) != last(b) {
			return cmp.Compare(b, a)
		}
		return cmp.Compare(a, b)
	}
	// What is late is as loud as what is forgotten, and both come before the rest.
	loud := func(s standing) int {
		switch {
		case s.due == 0:
			return 1
		case s.due < today:
			return 0
		case s.due == today:
			return 2
		}
		return 3
	}
	switch word {
	case "next":
		return func(a, b standing) int {
			return cmp.Or(cmp.Compare(loud(a), loud(b)), byDay(a.due, b.due), worth(a, b))
		}
	case "age":
		return func(a, b standing) int {
			return cmp.Or(cmp.Compare(daysSince(b.entered, now), daysSince(a.entered, now)), worth(a, b))
		}
	case "value":
		return worth
	case "close":
		return func(a, b standing) int { return cmp.Or(byDay(a.close, b.close), worth(a, b)) }
	}
	return func(a, b standing) int { return cmp.Compare(b.changed, a.changed) }
}

// next is when the next deal of a step will have been in it for so many days, of whomever;
// 0 where none will.
func (t *tally) next(process, step string, days int, now int64) (at int64) {
	late := now - int64(days)*dayMicros
	for k, c := range t.columns {
		if k.process != process || k.step != step {
			continue
		}
		for _, entered := range c.entered {
			if then := entered + int64(days)*dayMicros; entered > late && (at == 0 || then < at) {
				at = then
			}
		}
	}
	return at
}

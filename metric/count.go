package metric

import (
	"slices"

	"cairn/period"
)

// Clock measures the age of a stay: whole units (days, hours) between two moments.
type Clock struct {
	Unit string // "days", "working_days"
	Age  func(from, to int64) int
}

// Days counts the midnights of the organisation's zone: 0 within one day.
func Days(cal period.Calendar) Clock {
	return Clock{Unit: "days", Age: cal.Days}
}

// WorkingDays counts the days that were worked, the first one included and the last one
// not. It never stands in one chart with Days.
func WorkingDays(cal period.Calendar) Clock {
	return Clock{Unit: "working_days", Age: func(from, to int64) int {
		return cal.WorkingDays(cal.Day(from), cal.Day(to))
	}}
}

// oldest is the last age that is told apart; whatever is older is counted there. It
// bounds what one wrong date can cost.
const oldest = 36_525

// Counts are stays by age: all that a figure of time is made of. Counts of disjoint sets
// of stays may be merged in any order.
type Counts struct {
	Begun    int          // stays that were watched from their entry
	Late     []int        // stays that were watched only from this age on
	Exits    [exits][]int // stays that ended in this way at this age
	Censored []int        // stays last seen at this age
	Open     int          // those among the censored that still last
}

// Count counts stays as they looked at a moment (microseconds UTC).
func Count(stays []Stay, clock Clock, asOf int64) Counts {
	var c Counts
	for _, s := range stays {
		s, begun := s.AsOf(asOf)
		if !begun {
			continue
		}
		to := s.To
		if s.How == Open {
			to = asOf
		}
		entry := 0
		if s.EntryAge > 0 {
			entry = clock.Age(s.From, s.Begin())
		}
		c.Add(entry, clock.Age(s.From, to), s.How)
	}
	return c
}

// Add counts one stay that was watched from the age entry to the age at which it ended in
// some way, and says whether there was anything to see. A stay watched from its entry may
// end at age 0. One watched later is known to have lasted until then, so it speaks only
// of the ages after its entry: where it has none, it says nothing.
func (c *Counts) Add(entry, age int, how Exit) bool {
	if age < 0 || entry < 0 || entry > 0 && age <= entry || how >= exits {
		return false
	}
	entry, age = min(entry, oldest-1), min(age, oldest)
	if entry > 0 {
		tally(&c.Late, entry, 1)
	} else {
		c.Begun++
	}
	if how.Censored() {
		tally(&c.Censored, age, 1)
		if how == Open {
			c.Open++
		}
		return true
	}
	tally(&c.Exits[how], age, 1)
	return true
}

// Merge adds the counts of other stays.
func (c *Counts) Merge(o Counts) {
	c.Begun += o.Begun
	c.Open += o.Open
	merge := func(into *[]int, from []int) {
		for age, n := range from {
			if n != 0 {
				tally(into, age, n)
			}
		}
	}
	merge(&c.Late, o.Late)
	merge(&c.Censored, o.Censored)
	for e := range o.Exits {
		merge(&c.Exits[e], o.Exits[e])
	}
}

// N is the number of stays.
func (c Counts) N() int { return c.Begun + sum(c.Late) }

// Events is the number of stays that ended before everybody's eyes.
func (c Counts) Events() int {
	n := 0
	for _, ages := range c.Exits {
		n += sum(ages)
	}
	return n
}

// ages is one more than the highest age that occurs.
func (c Counts) ages() int {
	n := max(len(c.Late), len(c.Censored))
	for _, a := range c.Exits {
		n = max(n, len(a))
	}
	return n
}

// at reads a cell that may not be there.
func at(cells []int, age int) int {
	if age < 0 || age >= len(cells) {
		return 0
	}
	return cells[age]
}

// tally adds to a cell and makes room for it.
func tally(cells *[]int, age, n int) {
	if short := age + 1 - len(*cells); short > 0 {
		*cells = append(*cells, slices.Repeat([]int{0}, short)...)
	}
	(*cells)[age] += n
}

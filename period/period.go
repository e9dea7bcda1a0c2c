package period

import (
	"fmt"
	"time"

	"cairn/fault"
)

// Period is a range of days [From, To) with the key by which people name it:
//
//	2026-03-29              a day
//	2026-W13                a week by ISO 8601: from Monday; the first one holds January 4th
//	2026-03                 a month
//	2026-Q1                 a quarter of the fiscal year 2026
//	2026                    a fiscal year, named after the year in which it begins
//	2026-01-15..2026-02-01  any other range; both ends belong to it
//
// As JSON it is {"key":"2026-Q1","from":"2026-01-01","to":"2026-04-01"}.
type Period struct {
	Key  string `json:"key"`
	From Day    `json:"from"`
	To   Day    `json:"to"` // the day after the last
}

// Has says whether a day lies in the period.
func (p Period) Has(d Day) bool { return d >= p.From && d < p.To }

// Days is the number of days in the period.
func (p Period) Days() int { return int(p.To - p.From) }

// String is the key.
func (p Period) String() string { return p.Key }

// Between makes the period of all days from the first to the last. Where last lies before
// first it is empty.
func Between(first, last Day) Period {
	return Period{Key: first.String() + ".." + last.String(), From: first, To: max(first, last+1)}
}

// Single is the period of one day.
func Single(d Day) Period { return Period{Key: d.String(), From: d, To: d + 1} }

// Week is the week of a day by ISO 8601, whichever days are worked.
func (c Calendar) Week(d Day) Period {
	monday := d - Day(modulo(int(d.Weekday())-1, 7))
	year, _, _ := (monday + 3).Date() // the week belongs to the year of its Thursday
	first := firstMonday(year)
	return Period{Key: fmt.Sprintf("%04d-W%02d", year, (monday-first)/7+1), From: monday, To: monday + 7}
}

// firstMonday begins the first ISO week of a year.
func firstMonday(year int) Day {
	fourth := Date(year, time.January, 4)
	return fourth - Day(modulo(int(fourth.Weekday())-1, 7))
}

// Month is the month of a day.
func (c Calendar) Month(d Day) Period {
	y, m, _ := d.Date()
	return month(y, m)
}

func month(year int, m time.Month) Period {
	return Period{Key: fmt.Sprintf("%04d-%02d", year, int(m)), From: Date(year, m, 1), To: Date(year, m+1, 1)}
}

// Quarter is the quarter of the fiscal year in which a day falls.
func (c Calendar) Quarter(d Day) Period {
	year, month := c.fiscal(d)
	return c.quarter(year, month/3+1)
}

func (c Calendar) quarter(year, q int) Period {
	first := c.first() + time.Month(3*(q-1))
	return Period{Key: fmt.Sprintf("%04d-Q%d", year, q), From: Date(year, first, 1), To: Date(year, first+3, 1)}
}

// FiscalYear is the fiscal year in which a day falls, named after the year in which it
// begins.
func (c Calendar) FiscalYear(d Day) Period {
	year, _ := c.fiscal(d)
	return c.year(year)
}

func (c Calendar) year(year int) Period {
	return Period{Key: fmt.Sprintf("%04d", year), From: Date(year, c.first(), 1), To: Date(year+1, c.first(), 1)}
}

// fiscal is the fiscal year of a day and the number of whole months since it began.
func (c Calendar) fiscal(d Day) (year, months int) {
	y, m, _ := d.Date()
	months = modulo(int(m-c.first()), 12)
	if m < c.first() {
		y--
	}
	return y, months
}

// first is the month in which the fiscal year begins.
func (c Calendar) first() time.Month {
	if c.FiscalStart < time.January || c.FiscalStart > time.December {
		return time.January
	}
	return c.FiscalStart
}

// Bounds are the moments of a period in the organisation's zone, microseconds UTC: from
// its first moment to the first after it.
func (c Calendar) Bounds(p Period) (from, to int64) { return c.Start(p.From), c.Start(p.To) }

// Shift is the nth period of the same kind after p, or before it where n is negative: the
// week after a week, the quarter after a quarter. Any other range moves by its length.
func (c Calendar) Shift(p Period, n int) Period {
	switch kind, _, _ := shape(p.Key); kind {
	case 'W':
		return c.Week(p.From + Day(7*n))
	case 'M':
		return c.Month(p.From.AddMonths(n))
	case 'Q':
		return c.Quarter(p.From.AddMonths(3 * n))
	case 'Y':
		return c.FiscalYear(p.From.AddMonths(12 * n))
	case 'D':
		return Single(p.From + Day(n))
	}
	from := p.From + Day(n*p.Days())
	return Between(from, from+Day(p.Days())-1)
}

// ParsePeriod reads a key in any of the forms that Period lists.
func (c Calendar) ParsePeriod(key string) (Period, error) {
	kind, year, part := shape(key)
	switch kind {
	case 'Y':
		return c.year(year), nil
	case 'Q':
		if part >= 1 && part <= 4 {
			return c.quarter(year, part), nil
		}
	case 'M':
		if part >= 1 && part <= 12 {
			return month(year, time.Month(part)), nil
		}
	case 'W':
		if p := c.Week(firstMonday(year) + Day(7*(part-1))); p.Key == key {
			return p, nil
		}
	case 'D':
		if d, err := ParseDay(key); err == nil {
			return Single(d), nil
		}
	case '.':
		first, err := ParseDay(key[:10])
		last, err2 := ParseDay(key[12:])
		if err == nil && err2 == nil && first <= last {
			return Between(first, last), nil
		}
	}
	return Period{}, fault.New(fault.Invalid, "period.key", "period",
		"a period such as 2026, 2026-Q1, 2026-03, 2026-W13, 2026-03-29 or 2026-03-01..2026-03-29").With("text", key)
}

// shape says which form a key has: Y Q M W D, or a point for a range; 0 for none. It
// reads the year and the number of the part where there is one.
func shape(key string) (kind byte, year, part int) {
	switch pattern(key) {
	case "9999":
		kind = 'Y'
	case "9999-Q9":
		kind = 'Q'
	case "9999-99":
		kind = 'M'
	case "9999-W99":
		kind = 'W'
	case "9999-99-99":
		kind = 'D'
	case "9999-99-99..9999-99-99":
		kind = '.'
	}
	if kind != 0 {
		year = number(key[:4])
	}
	switch kind {
	case 'Q', 'W':
		part = number(key[6:])
	case 'M':
		part = number(key[5:])
	}
	return kind, year, part
}

// pattern writes a 9 for every digit.
func pattern(key string) string {
	b := []byte(key)
	for i, c := range b {
		if c >= '0' && c <= '9' {
			b[i] = '9'
		}
	}
	return string(b)
}

// number reads digits only.
func number(digits string) int {
	n := 0
	for _, c := range []byte(digits) {
		n = 10*n + int(c-'0')
	}
	return n
}

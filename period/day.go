// Package period counts time as an organisation does: days of its own time zone, its
// working week and holidays, weeks, months, quarters and its fiscal years. Moments are
// microseconds UTC, as everywhere; a Day is a date without a zone; a Period is a range of
// days with a key that people read and type.
//
//	cal := period.Calendar{Zone: berlin, Workdays: period.MondayToFriday(), FiscalStart: time.April}
//	d := cal.Day(micros)          // 2026-03-29, the day on which summer time begins
//	cal.Start(d + 1) - cal.Start(d) // 23 hours, in microseconds
//	cal.Quarter(d)                // Period{Key: "2026-Q1", From: 2026-01-01, To: 2026-04-01}
//	cal.WorkingDays(d, d+7)       // 5, or fewer in a week with a holiday
//
// All ranges are half open: they hold their From and not their To.
package period

import (
	"fmt"
	"time"

	"cairn/fault"
)

// Day is a date, as days since 1970-01-01. It knows no zone; a Calendar ties it to
// moments.
type Day int32

// daysBeforeMarch0 is the number of days from 0000-03-01 to 1970-01-01.
const daysBeforeMarch0 = 719468

// Date makes a Day. Months and days outside their range run over into the next or the
// previous, as time.Date does: the 0th of a month is the last of the one before.
func Date(year int, month time.Month, day int) Day {
	m := int(month) - 1
	year, m = year+floor(m, 12), modulo(m, 12)
	// Years that begin in March put the leap day last, so that the length of the months
	// before it never changes: 153 days in five.
	if m < 2 {
		year--
	}
	inYear := (153*modulo(m-2, 12) + 2) / 5
	return Day(365*year + floor(year, 4) - floor(year, 100) + floor(year, 400) + inYear + day - 1 - daysBeforeMarch0)
}

// ParseDay reads "2026-03-29". It refuses dates that do not exist, such as 2026-02-29.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fault.New(fault.Invalid, "period.day", "day", "a date such as 2026-03-29").With("text", s)
	}
	return Date(t.Date()), nil
}

// Date is the year, month and day of the month.
func (d Day) Date() (year int, month time.Month, day int) {
	return time.Unix(int64(d)*86400, 0).UTC().Date()
}

// String writes the day as ParseDay reads it.
func (d Day) String() string {
	y, m, day := d.Date()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, day)
}

// MarshalText writes the day into JSON as a string.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Day) UnmarshalText(b []byte) error {
	day, err := ParseDay(string(b))
	if err == nil {
		*d = day
	}
	return err
}

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return time.Weekday(modulo(int(d)+4, 7)) } // 1970 began on a Thursday

// AddDays is the day n days later, or earlier where n is negative.
func (d Day) AddDays(n int) Day { return d + Day(n) }

// AddMonths is the same day n months later, or the last of that month where it is
// shorter: one month after the 31st of January comes the 28th of February.
func (d Day) AddMonths(n int) Day {
	y, m, day := d.Date()
	first := Date(y, m+time.Month(n), 1)
	return first + Day(min(day, daysIn(first))-1)
}

// daysIn is the length of the month that begins with first.
func daysIn(first Day) int {
	y, m, _ := first.Date()
	return int(Date(y, m+1, 1) - first)
}

// floor divides towards minus infinity, modulo is what it leaves.
func floor(a, b int) int  { return (a - modulo(a, b)) / b }
func modulo(a, b int) int { return ((a % b) + b) % b }

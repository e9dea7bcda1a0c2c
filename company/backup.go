package company

import (
	"fmt"
	"slices"
	"time"

	"cairn/fault"
)

// Backups are how often the company's data is backed up, and how long that is kept: at a
// time of the day in the company's zone, "02:00"; and of the last so many days, weeks and
// months that have any, the last one each.
type Backups struct {
	At      string `json:"at"`
	Daily   int    `json:"daily"`
	Weekly  int    `json:"weekly"`
	Monthly int    `json:"monthly"`
}

// Backing is what was chosen, or what holds until something is: every night at two; seven
// days, four weeks, six months.
func (c Company) Backing() Backups {
	if c.Backups == nil {
		return Backups{At: "02:00", Daily: 7, Weekly: 4, Monthly: 6}
	}
	return *c.Backups
}

// mostKept bounds each number of backups.
const mostKept = 400

// Check says what is wrong with them, naming the field. At least one day is kept.
func (b Backups) Check() error {
	if _, _, err := b.Time(); err != nil {
		return err
	}
	for _, n := range []struct {
		field       string
		kept, least int
	}{{"daily", b.Daily, 1}, {"weekly", b.Weekly, 0}, {"monthly", b.Monthly, 0}} {
		if n.kept < n.least || n.kept > mostKept {
			return fault.New(fault.Invalid, "backup."+n.field, n.field, fmt.Sprintf("a number from %d to %d", n.least, mostKept))
		}
	}
	return nil
}

// Time is the hour and minute of the day.
func (b Backups) Time() (hour, minute int, err error) {
	t, err := time.Parse("15:04", b.At)
	if err != nil || len(b.At) != len("15:04") {
		return 0, 0, fault.New(fault.Invalid, "backup.at", "at", "a time of the day such as 02:00")
	}
	return t.Hour(), t.Minute(), nil
}

// Keep says which of the backups taken at some moments are kept: the moments in the company's
// zone, in any order. The latest is always kept.
func (b Backups) Keep(taken []time.Time) []bool {
	order := make([]int, len(taken))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return taken[j].Compare(taken[i]) }) // the latest first
	keep := make([]bool, len(taken))
	for _, of := range []struct {
		n    int
		name func(time.Time) string
	}{
		{max(b.Daily, 1), func(t time.Time) string { return t.Format(time.DateOnly) }},
		{b.Weekly, func(t time.Time) string { y, w := t.ISOWeek(); return fmt.Sprint(y, "-", w) }},
		{b.Monthly, func(t time.Time) string { return t.Format("2006-01") }},
	} {
		had := map[string]bool{}
		for _, i := range order {
			name := of.name(taken[i])
			if !had[name] && len(had) < of.n {
				had[name], keep[i] = true, true
			}
		}
	}
	return keep
}

package period

import (
	"math"
	"time"
)

// Calendar is how an organisation counts time. Zone nil means UTC. Workdays says by
// time.Weekday which days are worked; where none is, Monday to Friday are, so that the
// zero Calendar works. Holidays are days off with their names. FiscalStart is the month
// in which the fiscal year begins, 0 meaning January. A Calendar is not changed once it
// is in use, and may be shared.
type Calendar struct {
	Zone        *time.Location
	Workdays    [7]bool
	Holidays    map[Day]string
	FiscalStart time.Month
}

// MondayToFriday is the working week of most of the world.
func MondayToFriday() [7]bool {
	return [7]bool{time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true, time.Friday: true}
}

func (c Calendar) zone() *time.Location {
	if c.Zone == nil {
		return time.UTC
	}
	return c.Zone
}

// Day is the date on which a moment (microseconds UTC) falls in the organisation's zone.
func (c Calendar) Day(micros int64) Day {
	return Date(time.UnixMicro(micros).In(c.zone()).Date())
}

// Start is the first moment of a day, in microseconds UTC. Where the clocks skip
// midnight that is the moment after the gap, and where midnight comes twice the first.
func (c Calendar) Start(d Day) int64 {
	y, m, day := d.Date()
	noon := time.Date(y, m, day, 12, 0, 0, 0, c.zone())
	start := time.Date(y, m, day, 0, 0, 0, 0, c.zone()).UnixMicro()
	if c.Day(start) == d && c.Day(start-1) < d {
		return start
	}
	// The rare nights: halve the span between a moment before and one within the day.
	low, high := start-int64(48*time.Hour/time.Microsecond), noon.UnixMicro()
	if c.Day(high) < d { // a day that the zone left out, as Samoa the 30th of December 2011
		high += int64(24 * time.Hour / time.Microsecond)
	}
	for high-low > 1 {
		if mid := low + (high-low)/2; c.Day(mid) < d {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}

// Days is the number of midnights between two moments: 0 within one day, 1 from late in
// the evening to early next morning. It is negative where to lies before from.
func (c Calendar) Days(from, to int64) int { return int(c.Day(to) - c.Day(from)) }

// Working says whether a day is worked.
func (c Calendar) Working(d Day) bool {
	if _, off := c.Holidays[d]; off {
		return false
	}
	return c.week()[d.Weekday()]
}

func (c Calendar) week() [7]bool {
	if c.Workdays == [7]bool{} {
		return MondayToFriday()
	}
	return c.Workdays
}

// WorkingDays is the number of working days in [from, to): from Monday to the Monday
// after it is 5. It is negative where to lies before from.
func (c Calendar) WorkingDays(from, to Day) int {
	if to < from {
		return -c.WorkingDays(to, from)
	}
	week, perWeek := c.week(), 0
	for _, works := range week {
		if works {
			perWeek++
		}
	}
	whole := int(to-from) / 7
	n := whole * perWeek
	for d := from + Day(7*whole); d < to; d++ {
		if week[d.Weekday()] {
			n++
		}
	}
	for d := range c.Holidays {
		if d >= from && d < to && week[d.Weekday()] {
			n--
		}
	}
	return n
}

// AddWorking is the nth working day after d, or before it where n is negative; d itself
// does not count. For n = 0 it is d, or the next working day where d is none. Should
// holidays fill more than ten years, it gives up and takes a day as it comes.
func (c Calendar) AddWorking(d Day, n int) Day {
	step := Day(1)
	if n < 0 {
		step, n = -1, -n
	}
	if n == 0 {
		d, n = d-1, 1
	}
	for idle := 0; n > 0 && d < math.MaxInt32-1 && d > math.MinInt32+1; {
		d += step
		if c.Working(d) || idle > 3660 {
			n, idle = n-1, 0
		} else {
			idle++
		}
	}
	return d
}

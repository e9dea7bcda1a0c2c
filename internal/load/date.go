package load

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The orders in which a date names its parts.
const (
	yearFirst  = "ymd"
	dayFirst   = "dmy"
	monthFirst = "mdy"
)

// A date is a day, and a time of it where one was given. Zoned says that the time names its
// own distance from UTC.
type date struct {
	year, month, day int
	clock            string // "14:05:00", empty where none was given
	offset           string // "+02:00" or "Z", empty where none was given
}

var (
	threeNumbers = regexp.MustCompile(`^(\d{1,4})([./-])\s?(\d{1,2})([./-])\s?(\d{1,4})\.?$`)
	eightDigits  = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	dayNamed     = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?\.?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4}|\d{2})$`)
	monthNamed   = regexp.MustCompile(`^([A-Za-z]{3,9})\.?[ -](\d{1,2})(?:st|nd|rd|th)?,?[ -](\d{4})$`)
	clockTime    = regexp.MustCompile(`^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?([AaPp]\.?[Mm]\.?)?\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$`)
)

// dateForm says what a cell tells about the order of dates in its column: one of the
// orders, "either" where the day could be the month ("03/04/2026"), "" where no order is
// needed. The second value is false where it is no date.
func dateForm(s string) (string, bool) {
	day, rest := splitTime(strings.TrimSpace(s))
	if rest != "" && !clockTime.MatchString(rest) {
		return "", false
	}
	if m := threeNumbers.FindStringSubmatch(day); m != nil {
		if m[2] != m[4] {
			return "", false
		}
		a, b, c := atoi(m[1]), atoi(m[3]), atoi(m[5])
		switch {
		case len(m[1]) == 4:
			return yearFirst, real(a, b, c) && len(m[5]) <= 2
		case len(m[1]) == 3 || len(m[5]) == 1 || len(m[5]) == 3:
			return "", false
		case m[2] == ".":
			return dayFirst, real(fullYear(m[5]), b, a)
		case a == b:
			return "", real(fullYear(m[5]), a, b)
		case a <= 12 && b <= 12:
			return "either", real(fullYear(m[5]), a, b) && real(fullYear(m[5]), b, a)
		case a > 12:
			return dayFirst, real(fullYear(m[5]), b, a)
		}
		return monthFirst, real(fullYear(m[5]), a, b)
	}
	_, ok := named(day)
	return "", ok
}

// readDate reads a date whose order is known.
func readDate(s, order string) (date, bool) {
	day, rest := splitTime(strings.TrimSpace(s))
	d, ok := readDay(day, order)
	if !ok || rest == "" {
		return d, ok
	}
	m := clockTime.FindStringSubmatch(rest)
	if m == nil {
		return d, false
	}
	hour, minute, second := atoi(m[1]), atoi(m[2]), atoi(m[3])
	if half := strings.ToLower(strings.ReplaceAll(m[4], ".", "")); half != "" {
		if hour < 1 || hour > 12 {
			return d, false
		}
		if hour %= 12; half == "pm" {
			hour += 12
		}
	}
	if hour > 23 || minute > 59 || second > 59 {
		return d, false
	}
	d.clock = two(hour) + ":" + two(minute) + ":" + two(second)
	switch z := strings.ReplaceAll(m[5], ":", ""); z {
	case "":
	case "Z", "UTC", "GMT":
		d.offset = "Z"
	default:
		if z[1:3] > "14" || z[3:] > "59" {
			return d, false
		}
		d.offset = z[:3] + ":" + z[3:]
	}
	return d, true
}

func readDay(day, order string) (date, bool) {
	m := threeNumbers.FindStringSubmatch(day)
	if m == nil {
		return named(day)
	}
	form, ok := dateForm(day)
	if !ok {
		return date{}, false
	}
	if form == "either" || form == "" {
		form = order
	}
	a, b, c := atoi(m[1]), atoi(m[3]), atoi(m[5])
	var d date
	switch form {
	case yearFirst:
		d = date{year: a, month: b, day: c}
		if len(m[1]) != 4 {
			return date{}, false
		}
	case dayFirst:
		d = date{year: fullYear(m[5]), month: b, day: a}
	case monthFirst:
		d = date{year: fullYear(m[5]), month: a, day: b}
	default:
		d = date{year: fullYear(m[5]), month: a, day: b} // the day is the month
		if a != b {
			return date{}, false
		}
	}
	// A column that is written month first may hold no 13/04, nor the other way round.
	if order != "" && form != order && form != yearFirst && m[2] != "." {
		return date{}, false
	}
	return d, real(d.year, d.month, d.day)
}

// named reads dates that need no order: 20260331, 31 Mar 2026, March 31, 2026.
func named(day string) (date, bool) {
	if m := eightDigits.FindStringSubmatch(day); m != nil {
		d := date{year: atoi(m[1]), month: atoi(m[2]), day: atoi(m[3])}
		return d, d.year >= 1900 && d.year < 2200 && real(d.year, d.month, d.day)
	}
	var d date
	if m := dayNamed.FindStringSubmatch(day); m != nil {
		d = date{year: fullYear(m[3]), month: monthOf(m[2]), day: atoi(m[1])}
	} else if m := monthNamed.FindStringSubmatch(day); m != nil {
		d = date{year: atoi(m[3]), month: monthOf(m[1]), day: atoi(m[2])}
	}
	return d, d.month > 0 && real(d.year, d.month, d.day)
}

// monthOf knows the English names and their first three letters.
func monthOf(name string) int {
	for m := time.January; m <= time.December; m++ {
		full := m.String()
		if strings.EqualFold(name, full) || strings.EqualFold(name, full[:3]) || m == time.September && strings.EqualFold(name, "sept") {
			return int(m)
		}
	}
	return 0
}

// splitTime parts a day from the time after it.
func splitTime(s string) (day, rest string) {
	if i := strings.Index(s, ":"); i > 0 {
		if at := strings.LastIndexAny(s[:i], " T"); at > 0 {
			return strings.TrimRight(s[:at], " ,"), strings.TrimSpace(s[at+1:])
		}
	}
	return s, ""
}

// real says whether a date exists, in years that a sale could lie in.
func real(year, month, day int) bool {
	if year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 {
		return false
	}
	return day <= time.Date(year, time.Month(month+1), 0, 0, 0, 0, 0, time.UTC).Day()
}

// fullYear reads a year; two digits mean 1970 to 2069.
func fullYear(s string) int {
	y := atoi(s)
	switch {
	case len(s) > 2:
		return y
	case y < 70:
		return 2000 + y
	}
	return 1900 + y
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// day writes the date as "2026-03-31".
func (d date) dayText() string {
	return strconv.Itoa(d.year) + "-" + two(d.month) + "-" + two(d.day)
}

// moment is the date in microseconds UTC. A day without a time is its noon in the
// company's zone, so that neither a change of the clocks nor a neighbouring zone makes
// another day of it; noon of the day that now falls on is not later than now.
func (d date) moment(zone *time.Location, now int64) int64 {
	if d.offset != "" {
		if t, err := time.Parse(time.RFC3339, d.dayText()+"T"+d.clock+d.offset); err == nil {
			return t.UnixMicro()
		}
	}
	hour, minute, second := 12, 0, 0
	if d.clock != "" {
		hour, minute, second = atoi(d.clock[:2]), atoi(d.clock[3:5]), atoi(d.clock[6:8])
	}
	at := time.Date(d.year, time.Month(d.month), d.day, hour, minute, second, 0, zone).UnixMicro()
	if at > now && time.UnixMicro(now).In(zone).Format(time.DateOnly) == d.dayText() {
		return now
	}
	return at
}

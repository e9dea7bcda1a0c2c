package scenario

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// opensAt is the hour at which a day begins for whoever names only the day.
const opensAt = 9 * time.Hour

var span = regexp.MustCompile(`^([+-])(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(0)?(?:@(\d\d:\d\d))?$`)

// moment reads a moment: a day, a day with its hour, or a span from another moment such
// as +1d, +2h30m, +0 or +1d@14:00. Days are those of the zone.
func moment(text string, from time.Time, zone *time.Location) (time.Time, error) {
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			if layout == time.DateOnly {
				t = t.Add(opensAt)
			}
			return t, nil
		}
	}
	m := span.FindStringSubmatch(text)
	if m == nil || strings.Trim(text, "+-") == "" {
		return time.Time{}, fmt.Errorf("%q is not a moment such as 2026-01-05, 2026-01-05T14:00, +1d, +2h or +1d@14:00", text)
	}
	if from.IsZero() {
		return time.Time{}, fmt.Errorf("%q needs a moment before it; begin with a day such as 2026-01-05", text)
	}
	n := func(i int) int {
		v, _ := strconv.Atoi(m[i]) // digits or nothing
		if m[1] == "-" {
			return -v
		}
		return v
	}
	t := from.In(zone).AddDate(0, 0, n(2)).Add(time.Duration(n(3))*time.Hour + time.Duration(n(4))*time.Minute)
	if m[6] != "" {
		hour, err := time.Parse("15:04", m[6])
		if err != nil {
			return time.Time{}, fmt.Errorf("%q is not an hour", m[6])
		}
		y, mo, d := t.Date()
		t = time.Date(y, mo, d, hour.Hour(), hour.Minute(), 0, 0, zone)
	}
	return t, nil
}

// spanned says whether a value is a span of time.
func spanned(text string) bool {
	return strings.Trim(text, "+-") != "" && span.MatchString(text)
}

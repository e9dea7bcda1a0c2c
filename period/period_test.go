package period

import (
	"encoding/json"
	"testing"
	"time"

	"cairn/fault"
	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Skipf("this machine has no time zone data for %s: %v", name, err)
	}
	return loc
}

func day(t testing.TB, s string) Day {
	t.Helper()
	d, err := ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDates holds the arithmetic of dates against the standard library's, on every day of
// four hundred years and on months that run over.
func TestDates(t *testing.T) {
	for d, u := Date(1800, time.January, 1), time.Date(1800, time.January, 1, 0, 0, 0, 0, time.UTC); u.Year() < 2200; d, u = d+1, u.AddDate(0, 0, 1) {
		if want := u.Unix() / 86400; int64(d) != want || Date(u.Date()) != d || d.Weekday() != u.Weekday() {
			t.Fatalf("%s: day %d, weekday %s; want %d, %s", u.Format(time.DateOnly), d, d.Weekday(), want, u.Weekday())
		}
		if u.Day() == 1 && d.String() != u.Format(time.DateOnly) {
			t.Fatalf("%s is written %s", u.Format(time.DateOnly), d)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		y, m, n := rapid.IntRange(1600, 2400).Draw(t, "y"), rapid.IntRange(-30, 40).Draw(t, "m"), rapid.IntRange(-99, 99).Draw(t, "d")
		if got, want := int64(Date(y, time.Month(m), n)), time.Date(y, time.Month(m), n, 0, 0, 0, 0, time.UTC).Unix()/86400; got != want {
			t.Fatalf("Date(%d, %d, %d) = %d, want %d", y, m, n, got, want)
		}
	})
}

func TestParseDay(t *testing.T) {
	for _, s := range []string{"2026-02-29", "2100-02-29", "2026-13-01", "2026-00-01", "26-01-01", "2026-1-1", "", "2026-01-01 ", "2026-01-01T00:00:00Z", "tomorrow"} {
		if d, err := ParseDay(s); fault.Of(err) != fault.Invalid {
			t.Errorf("%q was read as %s, %v", s, d, err)
		}
	}
	for _, s := range []string{"2024-02-29", "2000-02-29", "1969-12-31", "1970-01-01", "0001-01-01", "9999-12-31"} {
		if got := day(t, s).String(); got != s {
			t.Errorf("%s became %s", s, got)
		}
	}
	if day(t, "1970-01-01") != 0 || day(t, "1969-12-31") != -1 {
		t.Error("1970-01-01 is not day 0")
	}
	b, err := json.Marshal(map[Day]Day{0: 1})
	if err != nil || string(b) != `{"1970-01-01":"1970-01-02"}` {
		t.Errorf("%s, %v", b, err)
	}
	var back map[Day]Day
	if err := json.Unmarshal(b, &back); err != nil || back[0] != 1 {
		t.Errorf("%v, %v", back, err)
	}
}

func TestAddMonths(t *testing.T) {
	for _, tt := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2026-03-31", -1, "2026-02-28"},
		{"2026-12-15", 1, "2027-01-15"}, {"2026-01-15", -1, "2025-12-15"}, {"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", 48, "2028-02-29"}, {"2026-08-31", 0, "2026-08-31"}, {"2026-01-31", -25, "2023-12-31"},
	} {
		if got := day(t, tt.from).AddMonths(tt.n).String(); got != tt.want {
			t.Errorf("%s and %d months: %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
	if got := day(t, "2026-02-28").AddDays(1).String(); got != "2026-03-01" {
		t.Error(got)
	}
}

func TestDayInZone(t *testing.T) {
	for _, tt := range []struct{ zone, moment, want string }{
		{"Europe/Berlin", "2026-01-14T22:59:59.999999Z", "2026-01-14"},
		{"Europe/Berlin", "2026-01-14T23:00:00Z", "2026-01-15"},
		{"Europe/Berlin", "2026-07-14T22:00:00Z", "2026-07-15"},
		{"America/New_York", "2026-01-15T04:59:59Z", "2026-01-14"},
		{"Pacific/Auckland", "2026-01-14T11:00:00Z", "2026-01-15"}, // summer in the south
		{"Pacific/Auckland", "2026-07-14T11:59:00Z", "2026-07-14"},
		{"Pacific/Kiritimati", "2026-01-14T10:00:00Z", "2026-01-15"},
		{"Asia/Kathmandu", "2026-01-14T18:15:00Z", "2026-01-15"},
		{"Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"}, // Samoa left out the 30th
		{"Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"},
		{"UTC", "1969-12-31T23:59:59.999999Z", "1969-12-31"},
	} {
		at, err := time.Parse(time.RFC3339Nano, tt.moment)
		if err != nil {
			t.Fatal(err)
		}
		if got := (Calendar{Zone: zone(t, tt.zone)}).Day(at.UnixMicro()).String(); got != tt.want {
			t.Errorf("%s in %s is %s, want %s", tt.moment, tt.zone, got, tt.want)
		}
	}
	if (Calendar{}).Day(-1) != -1 {
		t.Error("the zero Calendar is not in UTC")
	}
}

// TestStart: on every day of 66 years, in zones with all sorts of nights, a day begins
// where the day before ends.
func TestStart(t *testing.T) {
	const hour = int64(3600e6)
	for _, name := range []string{"UTC", "Europe/Berlin", "America/Sao_Paulo", "America/Santiago", "America/Havana",
		"Asia/Beirut", "Africa/Cairo", "Pacific/Apia", "Australia/Lord_Howe", "America/St_Johns", "Asia/Tehran", "Pacific/Auckland"} {
		cal := Calendar{Zone: zone(t, name)}
		before := cal.Start(Date(1974, 12, 31))
		for d := Date(1975, 1, 1); d < Date(2041, 1, 1); d++ {
			start := cal.Start(d)
			if skipped := name == "Pacific/Apia" && d == Date(2011, 12, 30); skipped {
				if start != cal.Start(d+1) {
					t.Errorf("the day that Samoa left out begins at %d, the next at %d", start, cal.Start(d+1))
				}
			} else if cal.Day(start) != d {
				t.Fatalf("%s: %s begins on %s", name, d, cal.Day(start))
			}
			if cal.Day(start-1) >= d {
				t.Fatalf("%s: %s has begun before it begins", name, d)
			}
			if length := start - before; length != 24*hour && (length < 22*hour || length > 26*hour) && name != "Pacific/Apia" {
				t.Fatalf("%s: the day before %s has %d hours", name, d, length/hour)
			}
			before = start
		}
	}
	berlin := Calendar{Zone: zone(t, "Europe/Berlin")}
	for d, want := range map[string]int64{"2026-03-29": 23, "2026-10-25": 25, "2026-07-01": 24} {
		from, to := berlin.Bounds(Single(day(t, d)))
		if got := (to - from) / hour; got != want {
			t.Errorf("%s has %d hours, want %d", d, got, want)
		}
	}
	santiago := Calendar{Zone: zone(t, "America/Santiago")} // the clocks go from 24:00 to 1:00
	if got := time.UnixMicro(santiago.Start(day(t, "2025-09-07"))).In(santiago.Zone).Format("15:04:05"); got != "01:00:00" {
		t.Errorf("the day without midnight begins at %s", got)
	}
	if got := berlin.Days(berlin.Start(0)-1, berlin.Start(0)); got != 1 {
		t.Errorf("%d midnights within a microsecond", got)
	}
}

func TestWorking(t *testing.T) {
	cal := Calendar{Holidays: map[Day]string{
		day(t, "2026-01-01"): "New Year", day(t, "2026-04-03"): "Good Friday", day(t, "2026-04-06"): "Easter Monday",
		day(t, "2026-04-05"): "Easter Sunday",
	}}
	gulf := Calendar{Workdays: [7]bool{time.Sunday: true, time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true}}
	for _, tt := range []struct {
		name     string
		cal      Calendar
		from, to string
		want     int
	}{
		{"a week", cal, "2026-02-02", "2026-02-09", 5},
		{"a week-end", cal, "2026-02-07", "2026-02-09", 0},
		{"nothing", cal, "2026-02-02", "2026-02-02", 0},
		{"backwards", cal, "2026-02-09", "2026-02-02", -5},
		{"over Easter; its Sunday is off anyway", cal, "2026-04-02", "2026-04-08", 2},
		{"a leap day", cal, "2024-02-28", "2024-03-02", 3},
		{"another week", gulf, "2026-02-05", "2026-02-09", 2},
	} {
		if got := tt.cal.WorkingDays(day(t, tt.from), day(t, tt.to)); got != tt.want {
			t.Errorf("%s: %d working days, want %d", tt.name, got, tt.want)
		}
	}
	for _, tt := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-04-02", 1, "2026-04-07"}, {"2026-04-07", -1, "2026-04-02"}, {"2026-04-04", 0, "2026-04-07"},
		{"2026-04-02", 0, "2026-04-02"}, {"2025-12-31", 1, "2026-01-02"}, {"2026-02-06", 5, "2026-02-13"},
	} {
		if got := cal.AddWorking(day(t, tt.from), tt.n).String(); got != tt.want {
			t.Errorf("%s and %d working days: %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
}

// TestWorkingAgree: the fast count is the slow one, and adding undoes counting.
func TestWorkingAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := Calendar{Holidays: map[Day]string{}}
		for i := range cal.Workdays {
			cal.Workdays[i] = rapid.Bool().Draw(t, "works")
		}
		for _, h := range rapid.SliceOfN(rapid.Int32Range(20000, 20100), 0, 9).Draw(t, "holidays") {
			cal.Holidays[Day(h)] = "off"
		}
		from := Day(rapid.Int32Range(19990, 20110).Draw(t, "from"))
		to := from + Day(rapid.Int32Range(0, 60).Draw(t, "days"))
		slow := 0
		for d := from; d < to; d++ {
			if cal.Working(d) {
				slow++
			}
		}
		if got := cal.WorkingDays(from, to); got != slow || cal.WorkingDays(to, from) != -slow {
			t.Fatalf("%d working days from %s to %s, want %d", got, from, to, slow)
		}
		n := rapid.IntRange(1, 30).Draw(t, "n")
		later, earlier := cal.AddWorking(from, n), cal.AddWorking(from, -n)
		if !cal.Working(later) || cal.WorkingDays(from+1, later+1) != n || cal.WorkingDays(earlier, from) != n {
			t.Fatalf("%s and %d: %s, %s", from, n, later, earlier)
		}
	})
	idle := Calendar{Holidays: map[Day]string{}}
	for d := range Day(8000) {
		idle.Holidays[d] = "off"
	}
	if got := idle.AddWorking(0, 1); got < 3660 || got > 3700 {
		t.Errorf("without a working day it went to day %d", got)
	}
}

func TestPeriods(t *testing.T) {
	april := Calendar{FiscalStart: time.April}
	for _, tt := range []struct {
		name string
		got  Period
		want string
	}{
		{"week at the end of a year", Calendar{}.Week(day(t, "2027-01-03")), "2026-W53 2026-12-28 2027-01-04"},
		{"week at the beginning", Calendar{}.Week(day(t, "2024-12-30")), "2025-W01 2024-12-30 2025-01-06"},
		{"week from Monday", Calendar{}.Week(day(t, "2026-03-29")), "2026-W13 2026-03-23 2026-03-30"},
		{"month", Calendar{}.Month(day(t, "2024-02-29")), "2024-02 2024-02-01 2024-03-01"},
		{"december", Calendar{}.Month(day(t, "2026-12-31")), "2026-12 2026-12-01 2027-01-01"},
		{"quarter", Calendar{}.Quarter(day(t, "2026-03-31")), "2026-Q1 2026-01-01 2026-04-01"},
		{"fiscal quarter", april.Quarter(day(t, "2026-03-31")), "2025-Q4 2026-01-01 2026-04-01"},
		{"fiscal quarter begins", april.Quarter(day(t, "2026-04-01")), "2026-Q1 2026-04-01 2026-07-01"},
		{"year", Calendar{}.FiscalYear(day(t, "2026-03-31")), "2026 2026-01-01 2027-01-01"},
		{"fiscal year", april.FiscalYear(day(t, "2026-03-31")), "2025 2025-04-01 2026-04-01"},
		{"nonsense means January", Calendar{FiscalStart: 13}.FiscalYear(0), "1970 1970-01-01 1971-01-01"},
		{"shift a week", Calendar{}.Shift(Calendar{}.Week(day(t, "2026-12-31")), 1), "2027-W01 2027-01-04 2027-01-11"},
		{"shift a month", Calendar{}.Shift(Calendar{}.Month(day(t, "2026-01-31")), 1), "2026-02 2026-02-01 2026-03-01"},
		{"shift a quarter", april.Shift(april.Quarter(day(t, "2026-04-01")), -1), "2025-Q4 2026-01-01 2026-04-01"},
		{"shift a year", april.Shift(april.FiscalYear(day(t, "2026-04-01")), 1), "2027 2027-04-01 2028-04-01"},
		{"shift a day", Calendar{}.Shift(Single(day(t, "2026-02-28")), 1), "2026-03-01 2026-03-01 2026-03-02"},
		{"shift a range", Calendar{}.Shift(Between(day(t, "2026-02-01"), day(t, "2026-02-10")), 1), "2026-02-11..2026-02-20 2026-02-11 2026-02-21"},
	} {
		if got := tt.got.Key + " " + tt.got.From.String() + " " + tt.got.To.String(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	p := Between(10, 12)
	if p.Days() != 3 || !p.Has(10) || !p.Has(12) || p.Has(13) || p.Has(9) || p.String() != p.Key || Between(12, 10).Days() != 0 {
		t.Errorf("%+v", p)
	}
}

func TestParsePeriod(t *testing.T) {
	cal := Calendar{FiscalStart: time.July}
	for _, bad := range []string{"", "26", "2026-Q0", "2026-Q5", "2026-13", "2026-00", "2026-W00", "2026-W54", "2025-W53", "2026-02-30",
		"2026-02-10..2026-02-01", "2026-02-10..2026-02-31", "2026-Q1 ", "Q1-2026", "2026-q1", "２０２６"} {
		if p, err := cal.ParsePeriod(bad); fault.Of(err) != fault.Invalid {
			t.Errorf("%q was read as %+v, %v", bad, p, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		cal := Calendar{FiscalStart: time.Month(rapid.IntRange(0, 12).Draw(t, "start"))}
		d := Day(rapid.Int32Range(-200000, 200000).Draw(t, "day"))
		for _, p := range []Period{cal.Week(d), cal.Month(d), cal.Quarter(d), cal.FiscalYear(d), Single(d), Between(d-3, d+4)} {
			back, err := cal.ParsePeriod(p.Key)
			if err != nil || back != p || !p.Has(d) {
				t.Fatalf("%+v with %s was read back as %+v, %v", p, d, back, err)
			}
			next := cal.Shift(p, 1)
			if next.From != p.To || cal.Shift(next, -1) != p {
				t.Fatalf("after %+v comes %+v", p, next)
			}
		}
	})
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"2026", "2026-Q1", "2026-W53", "2026-03", "2026-03-29", "2026-03-01..2026-03-29", "0000", "9999-W52"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := Calendar{}.ParsePeriod(s)
		if err == nil && (p.Key != s || p.Days() <= 0) {
			t.Fatalf("%q was read as %+v", s, p)
		}
	})
}

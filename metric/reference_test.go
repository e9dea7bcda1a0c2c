package metric

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// readings opens a table of the folder CAIRN_TEST_DATA, by default the one beside the
// repository, and gives it by columns. The tables belong to others and are not part of
// this repository, so the test is skipped where they are missing.
func readings(t *testing.T, name string) map[string][]string {
	t.Helper()
	dir := os.Getenv("CAIRN_TEST_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Skipf("the table %s is not there (%v): set CAIRN_TEST_DATA to a folder that holds it", name, err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	columns := map[string][]string{}
	for _, row := range rows[1:] {
		for i, head := range rows[0] {
			columns[head] = append(columns[head], row[i])
		}
	}
	return columns
}

// units reads a number in half units, because one table counts half days.
func units(t *testing.T, s string, perUnit float64) int {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || x*perUnit != math.Trunc(x*perUnit) {
		t.Fatalf("%q is no age", s)
	}
	return int(x * perUnit)
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) && !(math.IsInf(want, 1) && math.IsInf(got, 1)) {
		t.Errorf("%s: %.12g, want %.12g", what, got, want)
	}
}

// lung counts the lung table, of one sex or of both.
func lung(t *testing.T, sex string) Curve {
	data, c := readings(t, "survival/cancer_ncctg_lung.csv"), Counts{}
	for i, time := range data["time"] {
		if sex != "" && data["sex"][i] != sex {
			continue
		}
		how := Open
		if data["status"][i] == "2" {
			how = Lost
		}
		c.Add(0, units(t, time, 1), how)
	}
	return c.Curve()
}

func TestLung(t *testing.T) {
	curve := lung(t, "")
	if curve.N != 228 || curve.Events != 165 {
		t.Errorf("n %d, events %d", curve.N, curve.Events)
	}
	for _, tt := range []struct {
		q              float64
		band           Band
		age, low, high float64
	}{
		{0.5, Log, 310, 285, 363}, {0.5, Plain, 310, 284, 361}, {0.5, LogLog, 310, 284, 361},
		{0.25, Log, 170, 145, 197}, {0.75, Log, 550, 460, 654}, {0.1, Log, 79, 60, 107}, {0.9, Log, 735, 689, math.Inf(1)},
	} {
		age, low, high := curve.Quantile(tt.q, tt.band)
		near(t, "quantile", age, tt.age, 0)
		near(t, "its lower bound", low, tt.low, 0)
		near(t, "its upper bound", high, tt.high, 0)
	}
	for age, want := range map[int]float64{100: 0.86396896765, 180: 0.72167065341, 365: 0.40924162446, 500: 0.29326919371} {
		s, _ := curve.At(age)
		near(t, "S at "+strconv.Itoa(age), s, want, 1e-10)
	}
	for age, want := range map[int]float64{365: 0.03582363817, 500: 0.03507781850} {
		_, se := curve.At(age)
		near(t, "standard error at "+strconv.Itoa(age), se, want, 1e-10)
	}
	low, high := curve.Band(180, Log)
	near(t, "log band", low, 0.66554230713, 1e-10)
	near(t, "log band", high, 0.78253256990, 1e-10)
	low, high = curve.Band(180, LogLog)
	near(t, "log-log band", low, 0.6583045284, 1e-9)
	near(t, "log-log band", high, 0.7753146907, 1e-9)
	low, high = curve.Band(365, LogLog)
	near(t, "log-log band", low, 0.3387142691, 1e-9)
	near(t, "log-log band", high, 0.4783807676, 1e-9)
	h, se := curve.CumulativeHazard(365)
	near(t, "cumulative hazard", h, 0.8883245744, 1e-9)
	near(t, "its standard error", se, 0.08696538766, 1e-10)
	mean, se := curve.Mean(365)
	near(t, "mean within 365", mean, 263.221866482, 1e-8)
	near(t, "its standard error", se, 7.798859086, 1e-8)
}

func TestLungBySex(t *testing.T) {
	for sex, want := range map[string][5]float64{"1": {270, 212, 310, 138, 112}, "2": {426, 348, 550, 90, 53}} {
		curve := lung(t, sex)
		age, low, high := curve.Quantile(0.5, Log)
		for i, got := range []float64{age, low, high, float64(curve.N), float64(curve.Events)} {
			near(t, "sex "+sex, got, want[i], 0)
		}
	}
}

func TestAML(t *testing.T) {
	data := readings(t, "survival/aml.csv")
	for group, want := range map[string]struct {
		at             map[int]float64
		age, low, high float64
	}{
		"1": {map[int]float64{9: .90909091, 13: .81818182, 18: .71590909, 23: .61363636, 31: .49090909, 34: .36818182, 48: .18409091}, 31, 18, math.Inf(1)},
		"2": {map[int]float64{5: .83333333, 8: .66666667, 12: .58333333, 23: .48611111}, 23, 8, math.Inf(1)},
	} {
		var c Counts
		for i, time := range data["time"] {
			if data["group"][i] == group {
				how := Open
				if data["cens"][i] == "1" {
					how = Lost
				}
				c.Add(0, units(t, time, 1), how)
			}
		}
		curve := c.Curve()
		if curve.N == 0 {
			t.Fatalf("group %s is empty: %v", group, data["group"])
		}
		for age, want := range want.at {
			s, _ := curve.At(age)
			near(t, "group "+group+" at "+strconv.Itoa(age), s, want, 5e-9)
		}
		age, low, high := curve.Quantile(0.5, Log)
		near(t, "median", age, want.age, 0)
		near(t, "lower", low, want.low, 0)
		near(t, "upper", high, want.high, 0)
	}
}

// TestHeart is the reference for late entries: patients come under watch at the start of
// each interval, some at an age above 0.
func TestHeart(t *testing.T) {
	data := readings(t, "survival/heart.csv")
	for group, want := range map[string]struct{ s, risk [4]float64 }{
		"1": {[4]float64{.7354214413, .4921766432, .4312706588, .3210952192}, [4]float64{34, 41, 36, 26}},
		"0": {[4]float64{.8068055308, .5627140110, .4431372836, .2363398846}, [4]float64{}},
	} {
		var c Counts
		for i, start := range data["start"] {
			if data["transplant"][i] == group {
				how := Parked
				if data["event"][i] == "1" {
					how = Lost
				}
				c.Add(units(t, start, 2), units(t, data["stop"][i], 2), how)
			}
		}
		curve := c.Curve()
		for i, day := range []int{30, 90, 180, 365} {
			s, _ := curve.At(2 * day)
			near(t, "transplant "+group+" at "+strconv.Itoa(day), s, want.s[i], 1e-10)
			if want.risk[i] == 0 {
				continue
			}
			risk := c.Begun // all whose interval holds this day
			for entry := range 2 * day {
				risk += at(c.Late, entry)
			}
			for age := range 2 * day {
				risk -= at(c.Exits[Lost], age) + at(c.Censored, age)
			}
			near(t, "at risk", float64(risk), want.risk[i], 0)
		}
	}
}

func TestWilson(t *testing.T) {
	for _, tt := range []struct {
		x, n      int
		low, high float64
	}{
		{0, 10, 0, .277532800}, {3, 10, .107791267, .603221853}, {15, 60, .157765225, .372320701}, {10, 10, 1 - .277532800, 1}, {0, 0, 0, 1},
	} {
		low, high := Wilson(tt.x, tt.n)
		near(t, "low", low, tt.low, 5e-10)
		near(t, "high", high, tt.high, 5e-10)
	}
	for _, tt := range []struct {
		x, n, low, high int // rounded to per cent
	}{{2, 8, 7, 59}, {5, 20, 11, 47}, {15, 60, 16, 37}, {50, 200, 20, 31}, {250, 1000, 22, 28}} {
		low, high := Wilson(tt.x, tt.n)
		if int(math.Round(low*100)) != tt.low || int(math.Round(high*100)) != tt.high {
			t.Errorf("%d of %d: %v to %v", tt.x, tt.n, low, high)
		}
	}
	near(t, "z", z, math.Sqrt2*math.Erfinv(Level), 1e-15)
}

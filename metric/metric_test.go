package metric

import (
	"encoding/json"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"cairn/period"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// seen is one stay as the brute-force estimators know it.
type seen struct {
	entry, age int
	how        Exit
}

func someStays(t *rapid.T, late bool) []seen {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) seen {
		s := seen{age: rapid.IntRange(0, 12).Draw(t, "age"), how: rapid.SampledFrom(Exits()).Draw(t, "how")}
		if late && rapid.Bool().Draw(t, "late") {
			s.entry = rapid.IntRange(0, 12).Draw(t, "entry")
		}
		return s
	}), 0, 40).Draw(t, "stays")
}

func count(all []seen) Counts {
	var c Counts
	for _, s := range all {
		c.Add(s.entry, s.age, s.how)
	}
	return c
}

// brute computes the share left after an age from the definition, stay by stay and in
// exact fractions.
func brute(all []seen, upTo int) *big.Rat {
	share := big.NewRat(1, 1)
	for age := 0; age <= upTo; age++ {
		risk, gone := int64(0), int64(0)
		for _, s := range all {
			if s.entry > 0 && s.age <= s.entry || s.age == 0 && s.how.Censored() {
				continue
			}
			if s.age >= age && (s.entry == 0 || s.entry < age) {
				risk++
				if s.age == age && !s.how.Censored() {
					gone++
				}
			}
		}
		if gone > 0 {
			share.Mul(share, big.NewRat(risk-gone, risk))
		}
	}
	return share
}

func TestCurveAgainstBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := someStays(t, true)
		curve := count(all).Curve()
		for age := range 14 {
			want, _ := brute(all, age).Float64()
			got, se := curve.At(age)
			if math.Abs(got-want) > 1e-12 || math.IsNaN(se) || se < 0 {
				t.Fatalf("S(%d) = %v ± %v, want %v", age, got, se, want)
			}
			for _, band := range []Band{LogLog, Log, Plain} {
				if low, high := curve.Band(age, band); !(low >= 0 && low <= got+1e-12 && got <= high+1e-12 && high <= 1) {
					t.Fatalf("band %d at %d: %v in [%v, %v]", band, age, got, low, high)
				}
			}
		}
		median, low, high := curve.Median()
		if !(low <= high) || math.IsNaN(median) || len(curve.Points) > 0 && !(low <= median && median <= high) {
			t.Fatalf("median %v [%v, %v]", median, low, high)
		}
		area := 0.0
		for age := range 9 {
			s, _ := curve.At(age)
			area += s
		}
		if mean, se := curve.Mean(9); math.Abs(mean-area) > 1e-9 || math.IsNaN(se) {
			t.Fatalf("mean within 9: %v ± %v, want %v", mean, se, area)
		}
	})
}

// TestCurveProperties: without open stays the curve is the plain share; stays last seen
// at age 0 change nothing; order and shards change nothing, to the last bit.
func TestCurveProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := someStays(t, false)
		closed := slices.DeleteFunc(slices.Clone(all), func(s seen) bool { return s.how.Censored() })
		curve := count(closed).Curve()
		for age := range 13 {
			longer := 0
			for _, s := range closed {
				if s.age > age {
					longer++
				}
			}
			if got, _ := curve.At(age); len(closed) > 0 && math.Abs(got-float64(longer)/float64(len(closed))) > 1e-12 {
				t.Fatalf("S(%d) = %v of %d, %d last longer", age, got, len(closed), longer)
			}
		}
		some := count(all)
		with := count(append(slices.Clone(all), seen{how: Open}, seen{how: Parked}))
		for age := range 13 {
			a, _ := some.Curve().At(age)
			b, _ := with.Curve().At(age)
			if a != b {
				t.Fatalf("stays seen at age 0 only moved S(%d) from %v to %v", age, a, b)
			}
		}
		shuffled := rapid.Permutation(all).Draw(t, "order")
		cut := rapid.IntRange(0, len(all)).Draw(t, "cut")
		left, right := count(shuffled[:cut]), count(shuffled[cut:])
		left.Merge(right)
		if diff := cmp.Diff(some.Curve(), left.Curve()); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestFlowBalances: the books of any window balance, and those of the parts are those of
// the whole.
func TestFlowBalances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOf(rapid.Custom(func(t *rapid.T) Stay {
			s := Stay{Step: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "step"), Via: Entry(rapid.IntRange(0, int(entries)-1).Draw(t, "via")),
				From: rapid.Int64Range(1, 9).Draw(t, "from"), EntryAge: rapid.SampledFrom([]int64{0, 0, 1, 3}).Draw(t, "entry age")}
			if s.How = rapid.SampledFrom(Exits()).Draw(t, "how"); s.How != Open {
				s.To = s.From + rapid.Int64Range(0, 6).Draw(t, "length")
			}
			return s
		})).Draw(t, "stays")
		from := rapid.Int64Range(0, 12).Draw(t, "start")
		to := from + rapid.Int64Range(0, 12).Draw(t, "window")
		whole := Flow(all, from, to)
		if !whole.Balance() || whole.Left[Open] != 0 {
			t.Fatalf("%+v", whole)
		}
		if parts := Flow(Step(all, "a"), from, to).Add(Flow(Step(all, "b"), from, to)); parts != whole {
			t.Fatalf("%+v and %+v", parts, whole)
		}
		middle := rapid.Int64Range(from, to).Draw(t, "middle")
		first, second := Flow(all, from, middle), Flow(all, middle, to)
		if first.End != second.Start || first.In()+second.In() != whole.In() || first.Out()+second.Out() != whole.Out() {
			t.Fatalf("%+v, %+v and %+v", first, second, whole)
		}
	})
}

// TestAsOf: what happens after a moment never changes a figure as of that moment.
func TestAsOf(t *testing.T) {
	clock, all := Days(period.Calendar{}), stays(t)
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.Int64Range(0, 130).Draw(t, "day") * dayLength
		step := rapid.SampledFrom([]string{"1", "2", "4", "7"}).Draw(t, "step")
		var known []Stay // what the log held then
		for _, s := range all {
			if s, begun := s.AsOf(at); begun {
				known = append(known, s)
			}
		}
		if diff := cmp.Diff(TimeInStep(known, step, clock, at), TimeInStep(all, step, clock, at)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestTimeInStep(t *testing.T) {
	const minute = int64(60e6)
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skipf("this machine has no time zone data: %v", err)
	}
	cal := period.Calendar{Zone: berlin}
	friday := cal.Start(period.Date(2026, 3, 27)) + 600*minute // the clocks go forward on Sunday
	one := func(to int64, how Exit) []Stay { return []Stay{{Step: "a", From: friday, To: to, How: how}} }
	for _, tt := range []struct {
		name     string
		stays    []Stay
		clock    Clock
		asOf     int64
		want     string
		warnings string
	}{
		{"nothing", nil, Days(cal), friday, "null [null null] n=0", "no_data"},
		{"Friday to Monday", one(friday+3*24*60*minute, Advance), Days(cal), friday * 2, "3 [0 null] n=1", "small_sample"},
		{"the same in working days", one(friday+3*24*60*minute, Advance), WorkingDays(cal), friday * 2, "1 [0 null] n=1", "small_sample"},
		{"within a day", one(friday+minute, Lost), Days(cal), friday * 2, "0 [0 null] n=1", "small_sample"},
		{"still there", one(0, Open), Days(cal), friday + 5*24*60*minute, "null [5 null] n=1", "small_sample mostly_open not_reached"},
		{"ended later than asked", one(friday+9*24*60*minute, Won), Days(cal), friday + 5*24*60*minute, "null [5 null] n=1", "small_sample mostly_open not_reached"},
		{"not begun when asked", one(0, Open), Days(cal), friday - 1, "null [null null] n=0", "no_data"},
		{"five leave together", slices.Repeat(one(friday+3*24*60*minute, Advance), 5), Days(cal), friday * 2, "3 [3 3] n=5", "small_sample"},
		{"parked is not an end", one(friday+24*60*minute, Parked), Days(cal), friday * 2, "null [1 null] n=1", "small_sample not_reached"},
		{"watched late", []Stay{{Step: "a", From: friday, EntryAge: 2 * 24 * 60 * minute, To: friday + 4*24*60*minute, How: Advance}}, Days(cal), friday * 2,
			"4 [0 null] n=1", "small_sample late_entries"},
		{"over before anybody watched", []Stay{{Step: "a", From: friday, EntryAge: 9 * 24 * 60 * minute, To: friday + 4*24*60*minute, How: Advance}}, Days(cal), friday * 2,
			"null [null null] n=0", "no_data"},
		{"another step", []Stay{{Step: "b", From: friday}}, Days(cal), friday * 2, "null [null null] n=0", "no_data"},
	} {
		e := TimeInStep(tt.stays, "a", tt.clock, tt.asOf)
		b, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Value, Low, High json.RawMessage
			N                json.RawMessage
		}
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatal(err)
		}
		if s := string(got.Value) + " [" + string(got.Low) + " " + string(got.High) + "] n=" + string(got.N); s != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, s, tt.want)
		}
		if s := strings.Join(e.Warnings, " "); s != tt.warnings {
			t.Errorf("%s: warnings %s, want %s", tt.name, s, tt.warnings)
		}
		var back Estimate
		if err := json.Unmarshal(b, &back); err != nil || !cmp.Equal(back, e) {
			t.Errorf("%s: %s reads as %+v, %v", tt.name, b, back, err)
		}
		if _, ok := Define(e.Definition); !ok {
			t.Errorf("%s: nobody defines %q", tt.name, e.Definition)
		}
	}
}

func TestShare(t *testing.T) {
	for _, tt := range []struct {
		x, n, open int
		value      float64
		known      bool
		warnings   string
	}{
		{0, 0, 3, 0, false, "no_data"},
		{0, 2, 0, 0.3288, true, "small_sample"},
		{2, 2, 0, 0.6712, true, "small_sample"},
		{3, 10, 20, 0.3, true, "small_sample mostly_open"},
		{0, 40, 0, 0, true, ""},
		{40, 40, 0, 1, true, ""},
	} {
		e := Share(tt.x, tt.n, tt.open, "share", 7)
		if math.Abs(e.Value-tt.value) > 5e-5 || e.Known != tt.known || strings.Join(e.Warnings, " ") != tt.warnings ||
			e.Low > e.Value || e.High < e.Value || e.N != tt.n+tt.open || e.AsOf != 7 {
			t.Errorf("%d of %d: %+v", tt.x, tt.n, e)
		}
	}
}

func TestMeanWithin(t *testing.T) {
	var c Counts
	for age := range 10 {
		c.Add(0, age, Advance)
	}
	e := c.MeanWithin(100, "days", 1)
	if !e.Known || e.Value != 4.5 || e.Low >= 4.5 || e.High <= 4.5 || e.Definition != "mean_time_in_step" {
		t.Errorf("%+v", e)
	}
	if e := (Counts{}).MeanWithin(100, "days", 1); e.Known || e.Warnings[0] != NoData {
		t.Errorf("%+v", e)
	}
}

// TestFlatMedian: where exactly half have left and nothing happens for a while, the
// median is the middle of that while; and where nothing happens any more, of what was seen.
func TestFlatMedian(t *testing.T) {
	c := count([]seen{{age: 2, how: Advance}, {age: 4, how: Advance}, {age: 9, how: Advance}, {age: 11, how: Advance}})
	if m, _, _ := c.Curve().Median(); m != 6.5 {
		t.Errorf("median %v", m)
	}
	c = count([]seen{{age: 2, how: Advance}, {age: 8, how: Open}})
	if m, _, _ := c.Curve().Median(); m != 5 {
		t.Errorf("median %v", m)
	}
}

func TestAddRefuses(t *testing.T) {
	var c Counts
	for _, s := range []seen{{0, -1, Won}, {-1, 3, Won}, {3, 3, Won}, {4, 3, Open}, {0, 1, exits}} {
		if c.Add(s.entry, s.age, s.how) {
			t.Errorf("%+v was counted", s)
		}
	}
	if c.N() != 0 {
		t.Errorf("%+v", c)
	}
	if c.Add(0, math.MaxInt, Won); len(c.Exits[Won]) != oldest+1 {
		t.Errorf("a wrong date takes %d cells", len(c.Exits[Won]))
	}
}

func TestDebounce(t *testing.T) {
	const minute = int64(60e6)
	// chain builds the stays of a deal: step, minutes, exit.
	type part struct {
		step    string
		minutes int64
		how     Exit
	}
	chain := func(parts ...part) []Stay {
		var out []Stay
		now, visits := int64(1), map[string]int{}
		for _, p := range parts {
			visits[p.step]++
			s := Stay{Deal: "d", Step: p.step, Visit: visits[p.step], From: now, How: p.how}
			if p.how != Open {
				now += p.minutes * minute
				s.To = now
			}
			out = append(out, s)
		}
		return out
	}
	show := func(all []Stay) string {
		var words []string
		for _, s := range all {
			words = append(words, s.Step+string(rune('0'+s.Visit))+" "+s.How.String())
		}
		return strings.Join(words, ", ")
	}
	evidence := chain(part{"a", 99, Advance}, part{"b", 4, Return}, part{"a", 9, Open})
	evidence[1].Evidence = true
	for _, tt := range []struct {
		name  string
		stays []Stay
		want  string
		slips int
	}{
		{"none", nil, "", 0},
		{"a slip", chain(part{"a", 99, Advance}, part{"b", 4, Return}, part{"a", 9, Advance}, part{"b", 9, Open}), "a1 advance, b1 open", 1},
		{"two in a row", chain(part{"a", 99, Advance}, part{"b", 1, Return}, part{"a", 1, Advance}, part{"b", 1, Return}, part{"a", 1, Won}), "a1 won", 2},
		{"over a step", chain(part{"a", 99, Skip}, part{"c", 1, Return}, part{"a", 1, Open}), "a1 open", 1},
		{"five minutes are no slip", chain(part{"a", 99, Advance}, part{"b", 5, Return}, part{"a", 9, Open}), "a1 advance, b1 return, a2 open", 0},
		{"something was found out", evidence, "a1 advance, b1 return, a2 open", 0},
		{"a quick advance is real", chain(part{"a", 0, Advance}, part{"b", 0, Advance}, part{"c", 9, Open}), "a1 advance, b1 advance, c1 open", 0},
		{"back to another step", chain(part{"a", 9, Advance}, part{"b", 9, Advance}, part{"c", 1, Return}, part{"a", 9, Open}),
			"a1 advance, b1 advance, c1 return, a2 open", 0},
		{"lost at once", chain(part{"a", 9, Advance}, part{"b", 1, Lost}), "a1 advance, b1 lost", 0},
		{"a slip before a real return", chain(part{"a", 9, Advance}, part{"b", 1, Return}, part{"a", 9, Advance}, part{"b", 99, Return}, part{"a", 9, Open}),
			"a1 advance, b1 return, a2 open", 1},
	} {
		before := slices.Clone(tt.stays)
		got, slips := Debounce(tt.stays)
		if show(got) != tt.want || slips != tt.slips {
			t.Errorf("%s: %s and %d slips, want %s and %d", tt.name, show(got), slips, tt.want, tt.slips)
		}
		if diff := cmp.Diff(before, tt.stays); diff != "" {
			t.Errorf("%s: the given stays changed: %s", tt.name, diff)
		}
	}
}

func TestWords(t *testing.T) {
	words := map[string]bool{}
	for _, e := range append(Exits(), exits) {
		words[e.String()] = true
		if e < exits && (e.String() == "unknown" || boolean(e.Forward())+boolean(e.Ended())+boolean(e.Censored())+boolean(e == Return) != 1) {
			t.Errorf("%d, %s, belongs to no group or to two", e, e)
		}
	}
	if len(words) != int(exits)+1 {
		t.Errorf("words of exits: %v", words)
	}
	words = map[string]bool{}
	for e := range entries + 1 {
		words[e.String()] = true
	}
	if len(words) != int(entries)+1 {
		t.Errorf("words of entries: %v", words)
	}
	ids := map[string]bool{}
	for _, d := range Definitions() {
		if ids[d.ID] || d.Name == "" || d.Text == "" || d.Unit == "" || d.Source == "" {
			t.Errorf("%+v", d)
		}
		ids[d.ID] = true
	}
	if _, ok := Define("velocity of light"); ok {
		t.Error("everything is defined")
	}
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

package money

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"cairn/fault"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Money
		back string // what String writes
	}{
		{"40000 EUR", Money{4000000, "EUR"}, "40000.00 EUR"},
		{"40,000.50 EUR", Money{4000050, "EUR"}, "40000.50 EUR"},
		{"EUR 12.5", Money{1250, "EUR"}, "12.50 EUR"},
		{"eur12.5", Money{1250, "EUR"}, "12.50 EUR"},
		{"12.50eur", Money{1250, "EUR"}, "12.50 EUR"},
		{"  7 USD ", Money{700, "USD"}, "7.00 USD"},
		{"0.05 USD", Money{5, "USD"}, "0.05 USD"},
		{"-0.05 USD", Money{-5, "USD"}, "-0.05 USD"},
		{"\u22125 USD", Money{-500, "USD"}, "-5.00 USD"},
		{"+5 USD", Money{500, "USD"}, "5.00 USD"},
		{"EUR -5", Money{-500, "EUR"}, "-5.00 EUR"},
		{"40 000 JPY", Money{40000, "JPY"}, "40000 JPY"},
		{"40\u00a0000 JPY", Money{40000, "JPY"}, "40000 JPY"},
		{"1,234.567 BHD", Money{1234567, "BHD"}, "1234.567 BHD"},
		{"1 BHD", Money{1000, "BHD"}, "1.000 BHD"},
		{"CHF 1'234'567.80", Money{123456780, "CHF"}, "1234567.80 CHF"},
		{"1,000,000 SEK", Money{100000000, "SEK"}, "1000000.00 SEK"},
		{"92233720368547758.07 EUR", Money{math.MaxInt64, "EUR"}, "92233720368547758.07 EUR"},
		{"-92233720368547758.08 EUR", Money{math.MinInt64, "EUR"}, "-92233720368547758.08 EUR"},
		{"5 BGN", Money{500, "BGN"}, "5.00 BGN"},
	} {
		got, err := Parse(tt.text)
		if err != nil || got != tt.want {
			t.Errorf("Parse(%q) = %+v, %v; want %+v", tt.text, got, err, tt.want)
		}
		if s := got.String(); s != tt.back {
			t.Errorf("Parse(%q).String() = %q, want %q", tt.text, s, tt.back)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		"", "EUR", "40000", "40000 ", "40000 EURO", "40000 XXX", "40.000 EUR", "40,00 EUR", "1,2345 EUR",
		"1234,567 EUR", "1,234'567 EUR", ",000 EUR", "1,,000 EUR", ".5 EUR", "5. EUR", "5.5 JPY", "1.2345 BHD",
		"--5 EUR", "- EUR", "0x10 EUR", "1e3 EUR", "NaN EUR", "12 EUR EUR", "1.2.3 EUR", "\u0661 EUR",
		"92233720368547758.08 EUR", "-92233720368547758.09 EUR", "184467440737095516.16 EUR",
		"999999999999999999999999 EUR", "EUR 5 USD",
	} {
		if got, err := Parse(text); fault.Of(err) != fault.Invalid {
			t.Errorf("Parse(%q) = %+v, %v; want it refused as invalid", text, got, err)
		}
	}
}

func TestArithmetic(t *testing.T) {
	eur := func(n int64) Money { return Money{n, "EUR"} }
	type op func(Money, Money) (Money, error)
	add, sub := op(Money.Add), op(Money.Sub)
	times := func(m, n Money) (Money, error) { return m.Times(n.Minor) }
	for _, tt := range []struct {
		name string
		do   op
		a, b Money
		want Money
		ok   bool
	}{
		{"add", add, eur(3), eur(4), eur(7), true},
		{"add nothing", add, eur(3), eur(0), eur(3), true},
		{"unknown is neutral on the right", add, eur(3), Money{}, eur(3), true},
		{"and on the left", add, Money{}, eur(3), eur(3), true},
		{"minor units need a currency", add, eur(3), Money{Minor: 1}, Money{}, false},
		{"other currency", add, eur(3), Zero("USD"), Money{}, false},
		{"over the top", add, eur(math.MaxInt64), eur(1), Money{}, false},
		{"under the bottom", add, eur(math.MinInt64), eur(-1), Money{}, false},
		{"to the very top", add, eur(math.MaxInt64 - 1), eur(1), eur(math.MaxInt64), true},
		{"ends meet", add, eur(math.MaxInt64), eur(math.MinInt64), eur(-1), true},
		{"sub", sub, eur(3), eur(4), eur(-1), true},
		{"sub the smallest", sub, eur(0), eur(math.MinInt64), Money{}, false},
		{"times", times, eur(1999), Money{Minor: 3}, eur(5997), true},
		{"times minus", times, eur(1999), Money{Minor: -3}, eur(-5997), true},
		{"times nothing", times, eur(-1999), Money{}, eur(0), true},
		{"times too much", times, eur(math.MaxInt64/2 + 1), Money{Minor: 2}, Money{}, false},
		{"smallest times minus one", times, eur(math.MinInt64), Money{Minor: -1}, Money{}, false},
	} {
		got, err := tt.do(tt.a, tt.b)
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("%s: got %v, %v; want %v", tt.name, got, err, tt.want)
		}
	}
	if c, err := eur(1).Compare(eur(2)); c != -1 || err != nil {
		t.Errorf("Compare: got %d, %v", c, err)
	}
	if _, err := eur(1).Compare(Zero("USD")); err == nil {
		t.Error("euro and dollar were put in order")
	}
	if s := eur(-1).Sign() + eur(0).Sign() + 5*eur(9).Sign(); s != 4 {
		t.Errorf("signs add up to %d", s)
	}
}

func TestMajor(t *testing.T) {
	for m, want := range map[Money]float64{
		{1250, "EUR"}: 12.5, {1250, "JPY"}: 1250, {1250, "BHD"}: 1.25, {-1, "EUR"}: -0.01, {}: 0,
	} {
		if got := m.Major(); got != want {
			t.Errorf("%v.Major() = %v, want %v", m, got, want)
		}
	}
}

func TestCurrencies(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range append(Currencies(), strings.Fields(withdrawn)...) {
		if seen[c] || !Known(c) || len(c) != 3 || c != strings.ToUpper(c) {
			t.Errorf("%q stands twice, is not known or is no code", c)
		}
		seen[c] = true
	}
	for _, bad := range []string{"", "EU", "UR ", "R G", "eur", "XAU", "EURO"} {
		if Known(bad) {
			t.Errorf("%q is known", bad)
		}
	}
	if len(Currencies()) < 150 {
		t.Errorf("only %d currencies", len(Currencies()))
	}
	if _, err := New(1, "EUR"); err != nil {
		t.Error(err)
	}
	if _, err := New(1, "QQQ"); fault.Of(err) != fault.Invalid {
		t.Errorf("New took QQQ: %v", err)
	}
	if (Money{}).Known() || !Zero("EUR").Known() || (Money{}).String() != "" {
		t.Error("unknown and nothing are confused")
	}
}

func TestJSON(t *testing.T) {
	m := Money{4000050, "EUR"}
	b, err := json.Marshal(m)
	if err != nil || string(b) != `{"minor":4000050,"currency":"EUR"}` {
		t.Fatalf("%s, %v", b, err)
	}
	var back Money
	if err := json.Unmarshal(b, &back); err != nil || back != m {
		t.Errorf("%+v, %v", back, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"40000 EUR", "EUR 12.5", "-1,000.50 BHD", "40 000 JPY", "", "9e9 EUR", "CHF 1'0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := Parse(s)
		if err != nil {
			if fault.Of(err) != fault.Invalid || m != (Money{}) {
				t.Fatalf("Parse(%q) = %v, %v", s, m, err)
			}
			return
		}
		back, err := Parse(m.String())
		if err != nil || back != m {
			t.Fatalf("%q became %v, which reads as %v, %v", s, m, back, err)
		}
	})
}

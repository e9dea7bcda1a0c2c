package load

import (
	"math/big"
	"testing"
	"time"

	"cairn/money"
	"cairn/period"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ in, decimal, want string }{
		{"1234", point, "1234"},
		{"1,234.50", point, "2469/2"},
		{"1.234,50", comma, "2469/2"},
		{"1.234", comma, "1234"},
		{"1.234", point, "617/500"},
		{"1 234,5", comma, "2469/2"},
		{"1\u00a0234,5", comma, "2469/2"},
		{"CHF 1'234.50", point, "2469/2"},
		{"-12", point, "-12"},
		{"12-", point, "-12"},
		{"(12.00)", point, "-12"},
		{"€ 12", point, "12"},
		{"12 EUR", point, "12"},
		{"$1,000", point, "1000"},
		{"+7", point, "7"},
		{".5", point, "1/2"},
		{"1,234.50", comma, ""},
		{"1.5", comma, ""},
		{"12a", point, ""},
		{"", point, ""},
		{".", point, ""},
		{"1,23,4", point, ""},
		{"=1+2", point, ""},
		{"1e9", point, ""},
	} {
		got := ""
		if r, ok := number(c.in, c.decimal); ok {
			got = r.RatString()
		}
		if got != c.want {
			t.Errorf("%q with a decimal %s is %q, not %q", c.in, c.decimal, got, c.want)
		}
	}
}

func TestAmounts(t *testing.T) {
	for _, c := range []struct {
		in, times, currency string
		want                money.Money
		rounded, ok         bool
	}{
		{"1100.04", "1000000", "USD", money.Money{Minor: 1100_040_000_00, Currency: "USD"}, false, true},
		{"12.5", "", "JPY", money.Money{Minor: 13, Currency: "JPY"}, true, true},
		{"-12.5", "", "JPY", money.Money{Minor: -13, Currency: "JPY"}, true, true},
		{"0.004", "", "EUR", money.Money{Minor: 0, Currency: "EUR"}, true, true},
		{"99999999999999999999", "", "EUR", money.Money{}, false, false},
	} {
		r, _ := new(big.Rat).SetString(c.in)
		m, rounded, ok := amount(r, c.times, c.currency)
		if ok != c.ok || ok && (m != c.want || rounded != c.rounded) {
			t.Errorf("%s × %s %s is %v, rounded %v, %v", c.in, c.times, c.currency, m, rounded, ok)
		}
	}
}

func TestDates(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2030, 1, 1, 9, 0, 0, 0, time.UTC).UnixMicro()
	for _, c := range []struct{ in, order, want string }{
		{"2026-03-31", "", "2026-03-31T10:00:00Z"},
		{"2026-01-31", "", "2026-01-31T11:00:00Z"},
		{"2026/3/1", "", "2026-03-01T11:00:00Z"},
		{"31.3.2026", "", "2026-03-31T10:00:00Z"},
		{"31.03.26", "", "2026-03-31T10:00:00Z"},
		{"3/4/2026", dayFirst, "2026-04-03T10:00:00Z"},
		{"3/4/2026", monthFirst, "2026-03-04T11:00:00Z"},
		{"3/4/2026", "", ""},
		{"3/31/2026", dayFirst, ""},
		{"31/3/2026", monthFirst, ""},
		{"4/4/2026", "", "2026-04-04T10:00:00Z"},
		{"20260331", "", "2026-03-31T10:00:00Z"},
		{"31 Mar 2026", "", "2026-03-31T10:00:00Z"},
		{"March 31st, 2026", "", "2026-03-31T10:00:00Z"},
		{"31-MAR-99", "", "1999-03-31T10:00:00Z"},
		{"2026-03-31T14:05:06Z", "", "2026-03-31T14:05:06Z"},
		{"2026-03-31 14:05", "", "2026-03-31T12:05:00Z"},
		{"2026-03-31T14:05:06.123+05:30", "", "2026-03-31T08:35:06Z"},
		{"3/31/2026, 2:05 PM", monthFirst, "2026-03-31T12:05:00Z"},
		{"3/31/2026 12:05 a.m.", monthFirst, "2026-03-30T22:05:00Z"},
		{"2030-01-01", "", "2030-01-01T09:00:00Z"}, // noon is still to come
		{"2026-02-29", "", ""},
		{"29.2.2028", "", "2028-02-29T11:00:00Z"},
		{"1.2.3", "", ""},
		{"2026-3/1", "", ""},
		{"2026-03-31 25:00", "", ""},
		{"13:05", "", ""},
		{"99999999", "", ""},
		{"today", "", ""},
	} {
		got := ""
		if d, ok := readDate(c.in, c.order); ok {
			got = stamp(d.moment(zone, now))
		}
		if got != c.want {
			t.Errorf("%q %s is %q, not %q", c.in, c.order, got, c.want)
		}
	}
}

func FuzzValues(f *testing.F) {
	f.Add("31.03.2026 14:05", "1.234,50 €", "{a}[ for {b}]")
	f.Fuzz(func(t *testing.T, d, n, text string) {
		for _, order := range []string{"", yearFirst, dayFirst, monthFirst} {
			if x, ok := readDate(d, order); ok {
				if _, err := time.Parse(time.DateOnly, x.dayText()); err != nil {
					t.Fatalf("%q is read as %q", d, x.dayText())
				}
				x.moment(time.UTC, future)
			}
		}
		for _, decimal := range []string{point, comma} {
			if r, ok := number(n, decimal); ok {
				amount(r, "1000", "EUR")
			}
		}
		if parts, err := template(text); err == nil {
			fill(parts, func(string) string { return "x" })
		}
	})
}

func TestTemplates(t *testing.T) {
	cells := map[string]string{"product": "GTX", "account": "Acme"}
	for _, c := range []struct{ text, want, without string }{
		{"{product}[ for {account}]", "GTX for Acme", "GTX"},
		{"{account} – {product}", "Acme – GTX", "– GTX"},
		{"always", "always", "always"},
		{"{account}", "Acme", ""},
		{"[{account}: ]x", "Acme: x", ""},
	} {
		parts, err := template(c.text)
		if err != nil {
			t.Fatal(err)
		}
		got := fill(parts, func(s string) string { return cells[s] })
		without := fill(parts, func(s string) string { return map[string]string{"product": "GTX"}[s] })
		if got != c.want || without != c.without {
			t.Errorf("%s is %q, and %q without account", c.text, got, without)
		}
	}
	for _, bad := range []string{"{", "{}", "a}", "[a", "a]", "[[a]]"} {
		if _, err := template(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func TestTruncation(t *testing.T) {
	var all, cut []span
	for i := range 400 {
		from := 17000 + period.Day(i)
		s := span{from: from, to: from.AddDays(20 + i*7%60)}
		all = append(all, s)
		if s.to >= 17120 {
			cut = append(cut, s)
		}
	}
	if _, _, ok := truncation(all); ok {
		t.Error("a source that was watched from the beginning is said to be cut off")
	}
	if first, early, ok := truncation(cut); !ok || first != 17120 || early < 40 {
		t.Errorf("cut off at %d, %d early, %v", first, early, ok)
	}
	if _, _, ok := truncation(nil); ok {
		t.Error("nothing is said to be cut off")
	}
}

package load

import (
	"math/big"
	"strings"

	"cairn/money"
)

// A number is written with a point or a comma before its decimals; which, the whole
// column says.
const (
	point = "point"
	comma = "comma"
)

// bare takes apart what stands around a number: currency, spaces, signs, and the brackets
// that book-keepers put around what is owed. The code is empty where no ISO code was
// given; a sign such as € names one too, while $ could be that of twenty countries.
func bare(s string) (number, code string, minus bool) {
	s = strings.TrimSpace(s)
	if len(s) > 2 && s[0] == '(' && s[len(s)-1] == ')' {
		s, minus = s[1:len(s)-1], true
	}
	for _, sign := range [][2]string{{"€", "EUR"}, {"£", "GBP"}, {"¥", "JPY"}, {"₹", "INR"}, {"$", ""}} {
		if strings.Contains(s, sign[0]) {
			s, code = strings.Replace(s, sign[0], "", 1), sign[1]
			break
		}
	}
	s = strings.TrimSpace(s)
	if len(s) > 3 {
		if c := strings.ToUpper(s[:3]); money.Known(c) {
			s, code = s[3:], c
		} else if c := strings.ToUpper(s[len(s)-3:]); money.Known(c) {
			s, code = s[:len(s)-3], c
		}
	}
	s = strings.TrimSpace(s)
	for _, sign := range []string{"-", "\u2212"} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			s, minus = rest, !minus
		} else if rest, ok := strings.CutSuffix(s, sign); ok {
			s, minus = rest, !minus
		}
	}
	return strings.TrimSpace(strings.TrimPrefix(s, "+")), code, minus
}

// grouped are the signs that stand between groups of three digits and never before
// decimals.
var grouped = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "\u2009", "", "'", "", "\u2019", "")

// numberForm says what a cell tells about the decimal sign of its column: point or comma,
// "either" where it fits both ways with different values ("1.234"), "" where it says
// nothing (a plain "1234"). The second value is false where it is no number.
func numberForm(s string) (string, bool) {
	n, _, _ := bare(s)
	n = grouped.Replace(n)
	if n == "" || len(n) > 40 {
		return "", false
	}
	for _, c := range []byte(n) {
		if (c < '0' || c > '9') && c != '.' && c != ',' {
			return "", false
		}
	}
	points, commas := strings.Count(n, "."), strings.Count(n, ",")
	switch {
	case points == 0 && commas == 0:
		return "", true
	case points > 0 && commas > 0:
		if strings.LastIndex(n, ".") > strings.LastIndex(n, ",") {
			return point, points == 1 && groups(n, point)
		}
		return comma, commas == 1 && groups(n, comma)
	case points > 1:
		return comma, groups(n, comma)
	case commas > 1:
		return point, groups(n, point)
	}
	at := strings.IndexAny(n, ".,")
	if three := len(n)-at-1 == 3 && at >= 1 && at <= 3 && n[0] != '0'; three {
		return "either", true
	}
	if points == 1 {
		return point, len(n) > 1
	}
	return comma, len(n) > 1
}

// groups says whether the digits before the decimals stand in threes.
func groups(n, decimal string) bool {
	sep, dec := ",", "."
	if decimal == comma {
		sep, dec = ".", ","
	}
	whole, _, _ := strings.Cut(n, dec)
	parts := strings.Split(whole, sep)
	for i, p := range parts {
		if len(parts) > 1 && len(p) != 3 && (i > 0 || p == "" || len(p) > 3) {
			return false
		}
	}
	return true
}

// number reads an exact number whose decimal sign is known.
func number(s, decimal string) (*big.Rat, bool) {
	form, ok := numberForm(s)
	if !ok || form == comma && decimal == point || form == point && decimal == comma {
		return nil, false
	}
	n, _, minus := bare(s)
	n = grouped.Replace(n)
	if decimal == comma {
		n = strings.ReplaceAll(strings.ReplaceAll(n, ".", ""), ",", ".")
	} else {
		n = strings.ReplaceAll(n, ",", "")
	}
	r, ok := new(big.Rat).SetString(n)
	if ok && minus {
		r.Neg(r)
	}
	return r, ok
}

// amount makes money of a number: times it, in minor units. What the currency cannot hold
// to the last digit is rounded half away from zero, and rounded says so.
func amount(r *big.Rat, times string, currency string) (m money.Money, rounded, ok bool) {
	v := new(big.Rat).Set(r)
	if times != "" {
		t, ok := new(big.Rat).SetString(times)
		if !ok {
			return m, false, false
		}
		v.Mul(v, t)
	}
	for range money.Digits(currency) {
		v.Mul(v, big.NewRat(10, 1))
	}
	rounded = !v.IsInt()
	half := big.NewRat(1, 2)
	if v.Sign() < 0 {
		half.Neg(half)
	}
	if rounded {
		v.Add(v, half)
	}
	whole := new(big.Int).Quo(v.Num(), v.Denom())
	if !whole.IsInt64() {
		return m, false, false
	}
	m = money.Money{Minor: whole.Int64(), Currency: currency}
	return m, rounded, currency == "" || m.Check() == nil // a preview does not know the company's
}

package money

import (
	"math"
	"strings"

	"cairn/fault"
)

// Parse reads an amount and its currency, the code before or after it: "40000 EUR",
// "40,000.50 EUR", "EUR 12.5", "-40 000 JPY", "CHF 1'000". The point is the decimal
// sign; a comma, an apostrophe or a space stands between groups of three digits, the
// same one throughout. What could be read in two ways is refused: "40.000 EUR" might
// mean forty or forty thousand. So are more decimals than the currency has.
func Parse(text string) (Money, error) {
	amount, currency := cut(text)
	if !Known(currency) {
		return Money{}, Money{Minor: 1, Currency: currency}.Check()
	}
	minus := false
	for _, sign := range []string{"-", "\u2212", "+"} {
		if rest, ok := strings.CutPrefix(amount, sign); ok {
			amount, minus = strings.TrimSpace(rest), sign != "+"
			break
		}
	}
	whole, decimals, point := strings.Cut(amount, ".")
	whole, ok := ungroup(whole)
	digits := Digits(currency)
	if !ok || len(decimals) > digits || point && decimals == "" {
		return Money{}, unreadable(text)
	}
	minor, ok := number(whole + decimals + strings.Repeat("0", digits-len(decimals)))
	if !ok {
		return Money{}, unreadable(text)
	}
	if minor > math.MaxInt64 && !(minus && minor == 1<<63) {
		return Money{}, tooLarge()
	}
	if minus {
		minor = -minor // in two's complement, so that the smallest int64 works too
	}
	return Money{Minor: int64(minor), Currency: currency}, nil
}

// cut separates the currency's code, in capitals, from the rest.
func cut(text string) (amount, currency string) {
	text = strings.TrimSpace(text)
	if len(text) < 4 {
		return text, ""
	}
	if letters(text[:3]) {
		return strings.TrimSpace(text[3:]), strings.ToUpper(text[:3])
	}
	if end := text[len(text)-3:]; letters(end) {
		return strings.TrimSpace(text[:len(text)-3]), strings.ToUpper(end)
	}
	return text, ""
}

func letters(s string) bool {
	for _, c := range []byte(s) {
		if c |= 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// ungroup removes the separators of a whole number and says whether they stood right:
// one kind only, and three digits after each.
func ungroup(whole string) (string, bool) {
	for _, sep := range []string{",", "'", "\u2019", " ", "\u00a0", "\u202f"} {
		groups := strings.Split(whole, sep)
		if len(groups) == 1 {
			continue
		}
		for i, g := range groups {
			if len(g) != 3 && (i > 0 || len(g) == 0 || len(g) > 3) {
				return "", false
			}
		}
		return strings.Join(groups, ""), true
	}
	return whole, whole != ""
}

// number reads digits only; false stands for any other sign and for what does not fit
// into 64 bits.
func number(digits string) (uint64, bool) {
	var n uint64
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' || n > (math.MaxUint64-9)/10 {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, true
}

func unreadable(text string) error {
	return fault.New(fault.Invalid, "money.amount", "amount", `an amount such as "40000 EUR" or "40,000.50 EUR"`).
		With("text", text)
}

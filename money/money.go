// Package money keeps exact amounts: whole minor units of one currency, never a
// floating point number, and never a sum of two currencies.
//
//	price, err := money.Parse("40,000.50 EUR") // Money{Minor: 4000050, Currency: "EUR"}
//	total, err := price.Add(price)             // 80001.00 EUR
//	_, err = price.Add(dollars)                // an error: nothing converts silently
//
// The zero Money means that no amount is known. It is different from nothing at all
// in a currency, which is Zero("EUR"), and it may be added to any amount.
package money

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"

	"cairn/fault"
)

// Money is an amount in minor units (cents, or yen, or thousandths of a dinar) of the
// currency with the given ISO 4217 code. As JSON it is {"minor":4000050,"currency":"EUR"}.
type Money struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
}

// New makes an amount of minor units. It fails on an unknown currency.
func New(minor int64, currency string) (Money, error) {
	m := Money{Minor: minor, Currency: currency}
	return m, m.Check()
}

// Zero is nothing, in a currency. It does not check the code.
func Zero(currency string) Money { return Money{Currency: currency} }

// Known says whether there is an amount at all, be it zero.
func (m Money) Known() bool { return m.Currency != "" }

// Most is the largest amount that a command may store, in minor units: a million million
// euro, and small enough that ninety thousand of them can still be added up.
const Most = 100_000_000_000_000

// Check refuses an amount that no command may store: an unknown currency, minor units
// without one, or more than Most. The zero Money passes.
func (m Money) Check() error {
	if m.Minor > Most || m.Minor < -Most {
		return tooLarge()
	}
	if m == (Money{}) || Known(m.Currency) {
		return nil
	}
	return fault.New(fault.Invalid, "money.currency", "currency", "a current ISO 4217 code such as EUR").
		With("currency", m.Currency)
}

// Sign is -1, 0 or 1.
func (m Money) Sign() int {
	switch {
	case m.Minor < 0:
		return -1
	case m.Minor > 0:
		return 1
	}
	return 0
}

// Add is the exact sum. It fails when the currencies differ, unless one of the two is
// the zero Money, and when the sum does not fit.
func (m Money) Add(n Money) (Money, error) {
	if m == (Money{}) {
		return n, nil
	}
	if n == (Money{}) {
		return m, nil
	}
	if m.Currency != n.Currency {
		return Money{}, differ(m, n)
	}
	sum := m.Minor + n.Minor
	if (sum > m.Minor) != (n.Minor > 0) {
		return Money{}, tooLarge()
	}
	return Money{Minor: sum, Currency: m.Currency}, nil
}

// Neg is the amount with the other sign. The smallest int64 has no counterpart and fails.
func (m Money) Neg() (Money, error) {
	if m.Minor == math.MinInt64 {
		return Money{}, tooLarge()
	}
	return Money{Minor: -m.Minor, Currency: m.Currency}, nil
}

// Sub is the exact difference, under the conditions of Add.
func (m Money) Sub(n Money) (Money, error) {
	neg, err := n.Neg()
	if err != nil {
		return Money{}, err
	}
	return m.Add(neg)
}

// Times is the amount n times over, as on the line of an offer.
func (m Money) Times(n int64) (Money, error) {
	hi, lo := bits.Mul64(magnitude(m.Minor), magnitude(n))
	minus := (m.Minor < 0) != (n < 0)
	if hi != 0 || lo > math.MaxInt64 {
		return Money{}, tooLarge()
	}
	product := int64(lo)
	if minus {
		product = -product
	}
	return Money{Minor: product, Currency: m.Currency}, nil
}

// Compare is -1, 0 or 1 as m is less than, equal to or more than n. Amounts of
// different currencies have no order: that is an error.
func (m Money) Compare(n Money) (int, error) {
	switch {
	case m.Currency != n.Currency:
		return 0, differ(m, n)
	case m.Minor < n.Minor:
		return -1, nil
	case m.Minor > n.Minor:
		return 1, nil
	}
	return 0, nil
}

// Major is the amount in whole units (euro, dollar), for statistics and charts only:
// beyond 2^53 minor units it is no longer exact.
func (m Money) Major() float64 {
	return float64(m.Minor) / float64(scale(Digits(m.Currency)))
}

// String writes the amount as Parse reads it: "40000.00 EUR", "-5 JPY". The zero Money
// is the empty string.
func (m Money) String() string {
	if m == (Money{}) {
		return ""
	}
	digits := Digits(m.Currency)
	text := strconv.FormatUint(magnitude(m.Minor), 10)
	if digits > 0 {
		if short := digits + 1 - len(text); short > 0 {
			text = strings.Repeat("0", short) + text
		}
		text = text[:len(text)-digits] + "." + text[len(text)-digits:]
	}
	if m.Minor < 0 {
		text = "-" + text
	}
	return text + " " + m.Currency
}

func differ(m, n Money) error {
	return fault.New(fault.Invalid, "money.currencies", "currency", "amounts of one currency").
		With("currency", m.Currency).With("other", n.Currency)
}

func tooLarge() error {
	return fault.New(fault.Invalid, "money.large", "amount",
		fmt.Sprintf("an amount of at most %d minor units", int64(Most)))
}

// magnitude is the absolute value; it fits for every int64, the smallest included.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func scale(digits int) int64 {
	s := int64(1)
	for range digits {
		s *= 10
	}
	return s
}

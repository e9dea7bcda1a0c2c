package process

import (
	"errors"
	"strconv"
	"strings"
)

// strengths are the words of a text, by strength; the first is what was forgotten.
func strengths() []string { return []string{"", "impossible", "gate", "advice"} }

// String is the strength's word in a text; "" is unstated.
func (s Strength) String() string {
	if words := strengths(); s >= 0 && int(s) < len(words) {
		return words[s]
	}
	return strconv.Itoa(int(s))
}

// MarshalText writes the word, so that JSON and pages carry words and no numbers.
func (s Strength) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the word; the error of an unknown one says which there are.
func (s *Strength) UnmarshalText(text []byte) error {
	for i, word := range strengths() {
		if word == string(text) {
			*s = Strength(i)
			return nil
		}
	}
	return errors.New(choose(string(text), strengths()[1:]))
}

// stricter says whether s lets fewer people pass than other; what is unstated lets nobody.
func (s Strength) stricter(other Strength) bool { return s < other }

// Days is the number of days that evidence of validity "30d" lasts; 0 for the others.
func (v Validity) Days() int {
	digits, ok := strings.CutSuffix(string(v), "d")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < 1 || n > 3650 || strconv.Itoa(n) != digits {
		return 0
	}
	return n
}

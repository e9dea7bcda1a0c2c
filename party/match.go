package party

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Match says how much speaks for two records being the same: Score from 0 to 1, and the
// keys of what speaks for it (domain, name, similar_name, phone, email, place) and
// against it (other_country, other_domain, other_number, parent), strongest first.
type Match struct {
	Score float64  `json:"score"`
	Why   []string `json:"why,omitempty"`
}

// Scores from which a match is worth words: at Likely one asks before adding another, at
// Possible one mentions it.
const (
	Likely   = 0.85
	Possible = 0.6
)

// sign is one piece of evidence: for when strength is positive, against when negative.
type sign struct {
	why      string
	strength float64
}

// weigh puts signs together. Those for it are taken as independent, so that two weak
// ones make a stronger one; each of those against takes its share of the rest away.
func weigh(signs []sign) Match {
	slices.SortStableFunc(signs, func(a, b sign) int { return cmp.Compare(abs(b.strength), abs(a.strength)) })
	doubt, against, m := 1.0, 1.0, Match{}
	for _, s := range signs {
		if s.strength > 0 {
			doubt *= 1 - s.strength
		} else {
			against *= 1 + s.strength
		}
		m.Why = append(m.Why, s.why)
	}
	if m.Score = (1 - doubt) * against; doubt == 1 {
		m.Why = nil
	}
	return m
}

// Similar compares two organisations. It is symmetric. A parent and its daughter are
// never the same, however much they share.
func Similar(a, b Organisation) Match {
	if a.ID != "" && a.ID == b.Parent || b.ID != "" && b.ID == a.Parent {
		return Match{Why: []string{"parent"}}
	}
	var signs []sign
	add := func(why string, strength float64) { signs = append(signs, sign{why, strength}) }
	ka, kb := Key(a.Name), Key(b.Name)
	near := nearness(words(a.Name), words(b.Name))
	switch {
	case ka != "" && ka == kb:
		add("name", 0.9)
	case ka != "" && umlauts(ka) == umlauts(kb):
		add("name", 0.85)
	case !sameNumbers(ka, kb) && near >= 0.75:
		add("similar_name", 0.5)
		add("other_number", -0.7)
	case near >= 0.75:
		add("similar_name", (near-0.75)*2+0.3)
	}
	da, db := Domain(a.Domain), Domain(b.Domain)
	switch {
	case da == "" || db == "" || Shared(da) || Shared(db):
	case da == db:
		add("domain", 0.85)
	default:
		add("other_domain", -0.25)
	}
	if SamePhone(a.Phone, b.Phone) {
		add("phone", 0.7)
	}
	switch {
	case a.Country != "" && b.Country != "" && a.Country != b.Country:
		add("other_country", -0.3)
	case a.City != "" && Fold(a.City) == Fold(b.City):
		add("place", 0.15)
	}
	return weigh(signs)
}

// SimilarPeople compares two people. It is symmetric.
func SimilarPeople(a, b Person) Match {
	var signs []sign
	add := func(why string, strength float64) { signs = append(signs, sign{why, strength}) }
	if share(a.Emails, b.Emails, func(x, y string) bool { return EmailKey(x) != "" && EmailKey(x) == EmailKey(y) }) {
		add("email", 0.85)
	}
	if share(a.Phones, b.Phones, SamePhone) {
		add("phone", 0.5) // a switchboard has many voices
	}
	near, together := personNearness(a.Name, b.Name), a.Organisation != "" && a.Organisation == b.Organisation
	switch {
	case near == 1 && together:
		add("name", 0.9)
	case near == 1:
		add("name", 0.5)
	case near >= 0.85 && together:
		add("similar_name", 0.65)
	case near >= 0.85:
		add("similar_name", 0.3)
	case near < 0.6 && Fold(a.Name) != "" && Fold(b.Name) != "":
		add("other_name", -0.4) // two people behind info@
	}
	if a.Organisation != "" && b.Organisation != "" && !together {
		add("other_organisation", -0.2)
	}
	return weigh(signs)
}

func share(a, b []string, same func(x, y string) bool) bool {
	return slices.ContainsFunc(a, func(x string) bool {
		return slices.ContainsFunc(b, func(y string) bool { return same(x, y) })
	})
}

// longest bounds the bytes of a name that is compared letter by letter, which takes the
// square of its length.
const longest = 400

// nearness compares two names of several words: as they stand, and with their words
// sorted, whichever is nearer.
func nearness(a, b []string) float64 {
	x, y := strings.Join(a, ""), strings.Join(b, "")
	if x == "" || y == "" || len(x) > longest || len(y) > longest {
		return 0
	}
	near := jaroWinkler(x, y)
	if len(a) > 1 || len(b) > 1 {
		sa, sb := slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
		near = max(near, jaroWinkler(strings.Join(sa, ""), strings.Join(sb, "")))
	}
	// A long common beginning flatters Jaro-Winkler: "International Paper" and
	// "International Power". Pairs of letters do not fall for it.
	return (near + dice(x, y)) / 2
}

// personNearness is 1 for the same words in any order, 0.9 where one of them gives an
// initial for a first name of the other, and otherwise by letters.
func personNearness(a, b string) float64 {
	wa, wb := personWords(a), personWords(b)
	if len(wa) == 0 || len(wb) == 0 {
		return 0
	}
	if slices.Equal(wa, wb) {
		return 1
	}
	if len(wa) > 1 && len(wb) > 1 && (initials(wa, wb) || initials(wb, wa)) {
		return 0.9
	}
	return nearness(wa, wb)
}

// initials says whether every word of short stands in full or as an initial in long,
// with at least one of them in full.
func initials(short, long []string) bool {
	rest, full := slices.Clone(long), 0
	for _, w := range slices.Backward(byLength(short)) {
		i := slices.IndexFunc(rest, func(l string) bool {
			return l == w || utf8.RuneCountInString(w) == 1 && strings.HasPrefix(l, w)
		})
		if i < 0 {
			return false
		}
		if utf8.RuneCountInString(w) > 1 {
			full++
		}
		rest = slices.Delete(rest, i, i+1)
	}
	return full > 0
}

func byLength(words []string) []string {
	return slices.SortedStableFunc(slices.Values(words), func(a, b string) int { return cmp.Compare(len(a), len(b)) })
}

// umlauts makes one of the two ways to write them: Fold has made "Müller" into "muller",
// but people without the key on their keyboard write "Mueller".
func umlauts(key string) string {
	return strings.NewReplacer("ae", "a", "oe", "o", "ue", "u").Replace(key)
}

// sameNumbers says whether two keys hold the same digits in the same order: "Shop 24"
// and "Shop 42" are neighbours in every other respect.
func sameNumbers(a, b string) bool {
	digits := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, s)
	}
	return digits(a) == digits(b)
}

func abs(x float64) float64 { return max(x, -x) }

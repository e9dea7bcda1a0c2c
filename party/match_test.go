package party

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestLetters holds the two measures against examples from the literature.
func TestLetters(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		jaro float64
		jw   float64
	}{
		{"martha", "marhta", 0.944444, 0.961111},
		{"dixon", "dicksonx", 0.766667, 0.813333},
		{"dwayne", "duane", 0.822222, 0.84},
		{"jones", "johnson", 0.790476, 0.832381},
		{"abc", "xyz", 0, 0},
		{"", "a", 0, 0},
		{"a", "a", 1, 1},
	} {
		for _, swap := range []bool{false, true} {
			a, b := tt.a, tt.b
			if swap {
				a, b = b, a
			}
			if got := jaro([]rune(a), []rune(b)); math.Abs(got-tt.jaro) > 1e-6 {
				t.Errorf("jaro(%s, %s) = %v, want %v", a, b, got, tt.jaro)
			}
			if got := jaroWinkler(a, b); math.Abs(got-tt.jw) > 1e-6 {
				t.Errorf("jaroWinkler(%s, %s) = %v, want %v", a, b, got, tt.jw)
			}
		}
	}
	if got := dice("night", "nacht"); got != 0.25 {
		t.Errorf("dice = %v", got)
	}
}

func TestSimilar(t *testing.T) {
	type o = Organisation
	for _, tt := range []struct {
		name string
		a, b o
		want string // likely, possible, no
		why  string
	}{
		{"an umlaut and the legal form", o{Name: "Müller GmbH"}, o{Name: "Mueller Ges.m.b.H."}, "likely", "[name]"},
		{"accents only", o{Name: "Müller GmbH"}, o{Name: "MULLER"}, "likely", "[name]"},
		{"name and city", o{Name: "Acme Inc", City: "Lyon"}, o{Name: "ACME", City: "lyon"}, "likely", "[name place]"},
		{"name, other country", o{Name: "Acme", Country: "DE"}, o{Name: "Acme", Country: "US"}, "possible", "[name other_country]"},
		{"name, other country and domain", o{Name: "Acme", Country: "DE", Domain: "acme.de"},
			o{Name: "Acme", Country: "US", Domain: "acme.example"}, "no", "[name other_country other_domain]"},
		{"domain only", o{Name: "Acme", Domain: "https://www.acme.example/"}, o{Name: "Zenith", Domain: "acme.example"}, "likely", "[domain]"},
		{"a shared provider", o{Name: "Acme", Domain: "gmail.com"}, o{Name: "Zenith", Domain: "gmail.com"}, "no", "[]"},
		{"a slip and a telephone", o{Name: "Nordlicht Energie", Phone: "+49 30 123456"},
			o{Name: "Nordlich Energie", Phone: "030 123456"}, "likely", "[phone similar_name]"},
		{"a slip alone", o{Name: "Nordlicht Energie"}, o{Name: "Nordlich Energie"}, "possible", "[similar_name]"},
		{"words in another order", o{Name: "Hotel Adler"}, o{Name: "Adler Hotel"}, "possible", "[similar_name]"},
		{"numbers differ", o{Name: "Filiale 24"}, o{Name: "Filiale 42"}, "no", "[other_number similar_name]"},
		{"a common beginning", o{Name: "International Paper"}, o{Name: "International Power"}, "no", "[similar_name]"},
		{"a longer one", o{Name: "Deutsche Bank"}, o{Name: "Deutsche Bahn"}, "no", "[similar_name]"},
		{"nothing", o{Name: "Acme"}, o{Name: "Zenith"}, "no", "[]"},
		{"a place is no name", o{Name: "Acme", City: "Lyon"}, o{Name: "Zenith", City: "Lyon"}, "no", "[place]"},
		{"no names", o{}, o{}, "no", "[]"},
		{"parent and daughter", o{ID: "1", Name: "Acme"}, o{ID: "2", Name: "Acme", Parent: "1"}, "no", "[parent]"},
	} {
		m := Similar(tt.a, tt.b)
		if got := level(m); got != tt.want || fmt.Sprint(m.Why) != tt.why {
			t.Errorf("%s: %.3f %s %v, want %s %s", tt.name, m.Score, got, m.Why, tt.want, tt.why)
		}
	}
}

func level(m Match) string {
	switch {
	case m.Score >= Likely:
		return "likely"
	case m.Score >= Possible:
		return "possible"
	}
	return "no"
}

func TestSimilarPeople(t *testing.T) {
	type p = Person
	mail := func(name string, addresses ...string) p { return p{Name: name, Emails: addresses} }
	for _, tt := range []struct {
		name string
		a, b p
		want string
		why  string
	}{
		{"one address", mail("Ana Silva", "ana@example.org"), mail("A. Silva", "b@x.example", "ANA+x@example.org"), "likely", "[email similar_name]"},
		{"two behind one address", mail("Ana Silva", "info@example.org"), mail("Bruno Kurz", "info@example.org"), "no", "[email other_name]"},
		{"same name, same firm", p{Name: "John Smith", Organisation: "1"}, p{Name: "Smith, Dr. John", Organisation: "1"}, "likely", "[name]"},
		{"same name, other firm", p{Name: "John Smith", Organisation: "1"}, p{Name: "John Smith", Organisation: "2"}, "no", "[name other_organisation]"},
		{"an initial", p{Name: "J. Smith", Organisation: "1"}, p{Name: "John Smith", Organisation: "1"}, "possible", "[similar_name]"},
		{"another initial", p{Name: "P. Smith", Organisation: "1"}, p{Name: "John Smith", Organisation: "1"}, "no", "[]"},
		{"a slip", p{Name: "Catherine Brown", Organisation: "1"}, p{Name: "Katherine Brown", Organisation: "1"}, "possible", "[similar_name]"},
		{"switchboard", p{Name: "Ana Silva", Phones: []string{"030 1234567"}}, p{Name: "Bruno Kurz", Phones: []string{"+49 30 1234567"}}, "no", "[phone other_name]"},
		{"number and name", p{Name: "Ana Silva", Phones: []string{"030 1234567"}}, p{Name: "Silva Ana", Phones: []string{"+49 30 1234567"}}, "possible", "[phone name]"},
		{"nobody", p{}, p{}, "no", "[]"},
	} {
		m := SimilarPeople(tt.a, tt.b)
		if got := level(m); got != tt.want || fmt.Sprint(m.Why) != tt.why {
			t.Errorf("%s: %.3f %s %v, want %s %s", tt.name, m.Score, got, m.Why, tt.want, tt.why)
		}
	}
}

// TestBlocks: whoever is likely the same must be found by equality on one key.
func TestBlocks(t *testing.T) {
	for _, pair := range [][2]Organisation{
		{{Name: "Müller GmbH"}, {Name: "Mueller"}},
		{{Name: "Hotel Adler"}, {Name: "Adler Hotel GmbH"}},
		{{Name: "Nordlicht Energie"}, {Name: "Nordlich Energie"}},
		{{Name: "Catering Brown"}, {Name: "Katering Brown"}},
		{{Name: "Acme"}, {Name: "ACME, Inc."}},
		{{Name: "A", Phone: "+49 30 1234567"}, {Name: "B", Phone: "030/1234567"}},
		{{Name: "A", Domain: "www.example.org"}, {Name: "B", Domain: "example.org"}},
		{{Name: "3M"}, {Name: "3M Company"}},
		{{Name: "Йога Центр"}, {Name: "ЙОГА-ЦЕНТР"}},
	} {
		if !common(Blocks(pair[0]), Blocks(pair[1])) {
			t.Errorf("%q and %q do not meet: %v, %v", pair[0].Name, pair[1].Name, Blocks(pair[0]), Blocks(pair[1]))
		}
	}
	if common(Blocks(Organisation{Name: "Acme"}), Blocks(Organisation{Name: "Zenith"})) {
		t.Error("strangers meet")
	}
	for _, pair := range [][2]Person{
		{{Name: "J. Smith", Organisation: "1"}, {Name: "John Smith", Organisation: "1"}},
		{{Name: "Catherine Brown", Organisation: "1"}, {Name: "Katherine Braun", Organisation: "1"}},
		{{Name: "Smith, John"}, {Name: "Dr. John Smith"}},
		{{Name: "A", Emails: []string{"a+b@example.org"}}, {Name: "B", Emails: []string{"A@example.org"}}},
	} {
		if !common(PersonBlocks(pair[0]), PersonBlocks(pair[1])) {
			t.Errorf("%q and %q do not meet: %v, %v", pair[0].Name, pair[1].Name, PersonBlocks(pair[0]), PersonBlocks(pair[1]))
		}
	}
}

func common(a, b []string) bool {
	return slices.ContainsFunc(a, func(k string) bool { return slices.Contains(b, k) })
}

// TestSymmetry: whom one asks first makes no difference, scores stay within their
// bounds, and one slip of the pen in a long name neither hides a duplicate from the
// blocks nor from the comparison.
func TestSymmetry(t *testing.T) {
	name := rapid.StringMatching(`[A-Z][a-zäöü]{2,7} [A-Z][a-z]{3,8}( (GmbH|AG|Ltd\.))?`)
	rapid.Check(t, func(t *rapid.T) {
		a := Organisation{Name: name.Draw(t, "a"), Country: rapid.SampledFrom([]string{"", "DE", "FR"}).Draw(t, "ca"),
			Domain: rapid.SampledFrom([]string{"", "a.example", "b.example"}).Draw(t, "da")}
		b := Organisation{Name: name.Draw(t, "b"), Country: rapid.SampledFrom([]string{"", "DE", "FR"}).Draw(t, "cb"),
			Domain: rapid.SampledFrom([]string{"", "a.example", "b.example"}).Draw(t, "db")}
		m, n := Similar(a, b), Similar(b, a)
		if m.Score != n.Score || !slices.Equal(m.Why, n.Why) || m.Score < 0 || m.Score > 1 {
			t.Fatalf("%v and %v", m, n)
		}
		p, q := Person{Name: a.Name, Organisation: "1"}, Person{Name: b.Name, Organisation: "1"}
		if m, n := SimilarPeople(p, q), SimilarPeople(q, p); m.Score != n.Score || m.Score < 0 || m.Score > 1 {
			t.Fatalf("people: %v and %v", m, n)
		}
		letters := []rune(a.Name)
		i := rapid.IntRange(0, len(letters)-1).Draw(t, "slip")
		slip := a
		slip.Name = string(slices.Delete(slices.Clone(letters), i, i+1))
		if !common(Blocks(a), Blocks(slip)) && level(Similar(a, slip)) == "likely" {
			t.Fatalf("%q and %q are likely the same and never meet", a.Name, slip.Name)
		}
	})
}

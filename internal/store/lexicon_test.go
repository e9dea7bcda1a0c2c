package store

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// slow is the lexicon as one would write it down: it looks at every row.
type slow map[int64][2]string // words and members, by born

func (s slow) find(noun string, words, sights []string, before int64, n int) (born []int64) {
	for b, row := range s {
		mine, is := strings.CutPrefix(row[0], mark(noun)+" ")
		has := func(word string) bool {
			return slices.ContainsFunc(strings.Fields(mine), func(w string) bool { return strings.HasPrefix(w, word) })
		}
		seen := sights == nil || slices.ContainsFunc(strings.Fields(row[1]), func(m string) bool { return slices.Contains(sights, sight(m)) })
		if is && b < before && seen && !slices.ContainsFunc(words, func(w string) bool { return !has(w) }) {
			born = append(born, b)
		}
	}
	slices.SortFunc(born, func(a, b int64) int { return int(b - a) })
	return born[:min(n, len(born))]
}

// drawn is a row at random: of many words some are common, most seldom.
func drawn(r *rand.Rand) (words, members string) {
	if r.IntN(20) == 0 {
		return "", ""
	}
	noun := []string{nounDeal, nounDeal, nounDeal, nounOrganisation, nounPerson}[r.IntN(5)]
	list := []string{mark(noun), "renewal"}
	for range 1 + r.IntN(4) {
		list = append(list, fmt.Sprintf("%c%cnoun", 'a'+r.IntN(6), 'a'+r.IntN(4)), fmt.Sprint(r.IntN(9000)))
	}
	if noun == nounDeal {
		members = fmt.Sprintf("m%d m%d", r.IntN(30), r.IntN(30))
	}
	return strings.Join(list, " "), members
}

// question is what somebody might ask for.
func question(r *rand.Rand) (noun string, words, sights []string, before int64, n int) {
	noun = []string{nounDeal, nounDeal, nounOrganisation, nounPerson}[r.IntN(4)]
	for range 1 + r.IntN(3) {
		words = append(words, []string{"renewal", "re", "a", "ab", "bcnoun", "canoun", "1", "12", "123", "nothing"}[r.IntN(10)])
	}
	switch r.IntN(4) {
	case 0:
		sights = []string{}
		for i := range r.IntN(25) {
			sights = append(sights, sight(fmt.Sprint("m", i)))
		}
	case 1:
		sights = []string{sight("m3"), sight("m3"), sight("nobody")}
	}
	before, n = math.MaxInt64, 1+r.IntN(60)
	if r.IntN(3) == 0 {
		before = r.Int64N(9000)
	}
	if r.IntN(5) == 0 {
		n = math.MaxInt
	}
	return noun, words, sights, before, n
}

// Whatever is put in, changed and taken out, the index finds what somebody finds who looks at
// every row: after many rows at once as after one.
func TestLexicon(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	var x lexicon
	rows := slow{}
	last, freed := int64(0), 0
	for round := range 24 {
		for range []int{1, 3, 400, 2500}[round%4] {
			born := last + 1 + r.Int64N(3)
			if len(rows) > 0 && r.IntN(3) == 0 {
				born = x.docs[r.IntN(len(x.docs))].born
			}
			last = max(last, born)
			words, members := drawn(r)
			if !x.put(born, words, members) {
				t.Fatalf("row %d was not taken", born)
			}
			rows[born], freed = [2]string{words, members}, max(freed, len(x.free))
		}
		x.settle()
		for range 40 {
			noun, words, sights, before, n := question(r)
			got, want := x.find(noun, words, sights, before, n), rows.find(noun, words, sights, before, n)
			if !slices.Equal(got, want) {
				t.Fatalf("round %d: %s %q %q before %d: found %d, want %d of %d rows\n%v\n%v", round, noun, words, sights, before, len(got), len(want), len(rows), got, want)
			}
		}
	}
	if len(x.order) == 0 || len(x.recent) == 0 || freed == 0 {
		t.Errorf("%d terms in order, %d of late, %d free: this test shows less than it could", len(x.order), len(x.recent), freed)
	}
}

// A word that nothing has any more is nowhere in memory.
func TestLexiconForgets(t *testing.T) {
	var x lexicon
	x.put(1, mark(nounPerson)+" canary ida", "")
	x.put(2, mark(nounPerson)+" ida", "")
	x.settle()
	x.put(1, "", "")
	x.settle()
	for _, term := range x.terms {
		if strings.Contains(term.text, "canary") {
			t.Errorf("%q is still there", term.text)
		}
	}
	if found := x.find(nounPerson, []string{"ida"}, nil, math.MaxInt64, 9); !slices.Equal(found, []int64{2}) || len(x.order)+len(x.recent) != 1 {
		t.Errorf("found %v among %v", found, x.terms)
	}
}

// A row between others cannot be put in: all are read anew.
func TestLexiconOutOfOrder(t *testing.T) {
	var x lexicon
	if !x.put(5, "", "") || !x.put(9, "", "") || x.put(7, "", "") || !x.put(5, mark(nounDeal)+" kiln", "ana") {
		t.Error("rows are taken that are not in order, or others are not")
	}
}

func BenchmarkLexicon(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	var x lexicon
	for born := range int64(100_000) {
		words, members := drawn(r)
		x.put(born, words+fmt.Sprintf(" %06d", born), members)
	}
	x.settle()
	for name, words := range map[string][]string{"one": {"abnoun"}, "two": {"abnoun", "bcnoun"}, "common": {"abnoun", "renewal"}, "letter": {"a"}, "digit": {"0", "abnoun"}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				x.find(nounDeal, words, []string{sight("m3")}, math.MaxInt64, 50)
			}
		})
	}
}

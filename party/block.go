package party

import (
	"slices"
	"strings"
	"unicode"
)

// Blocks are the keys that a likely duplicate of the organisation has in common with it,
// at least one of them, so that a store finds candidates by equality alone. Each begins
// with a letter for what it is made of: n the name's skeleton, w the same with its words
// sorted, r its end, d the domain, p the end of the telephone number. Sorted, without
// repetition.
func Blocks(o Organisation) []string {
	parts := words(o.Name)
	keys := nameBlocks(parts)
	if d := Domain(o.Domain); d != "" && !Shared(d) {
		keys = append(keys, "d:"+d)
	}
	return tidy(append(keys, phoneBlocks([]string{o.Phone})...))
}

// PersonBlocks are the same for a person; e is made of an address. The words of the name
// each give a key together with the organisation, because there people are found by
// either name.
func PersonBlocks(p Person) []string {
	parts := personWords(p.Name)
	keys := phoneBlocks(p.Phones)
	if len(parts) > 0 {
		keys = append(keys, "n:"+skeleton(strings.Join(parts, "")))
	}
	for _, w := range parts {
		if p.Organisation != "" && len(w) > 1 {
			keys = append(keys, "o:"+p.Organisation+":"+cutAt(skeleton(w), 4))
		}
	}
	for _, address := range p.Emails {
		if k := EmailKey(address); k != "" {
			keys = append(keys, "e:"+k)
		}
	}
	return tidy(keys)
}

func nameBlocks(parts []string) []string {
	if len(parts) == 0 {
		return nil
	}
	whole := skeleton(strings.Join(parts, ""))
	sorted := skeleton(strings.Join(slices.Sorted(slices.Values(parts)), ""))
	end := []rune(whole)
	return []string{
		"n:" + cutAt(whole, 6),
		"w:" + cutAt(sorted, 6),
		"r:" + string(end[max(0, len(end)-6):]),
	}
}

// phoneBlocks take the last seven digits: what comes before is written in many ways.
func phoneBlocks(numbers []string) []string {
	var keys []string
	for _, n := range numbers {
		if k := PhoneKey(n); k != "" {
			keys = append(keys, "p:"+k[max(0, len(k)-7):])
		}
	}
	return keys
}

// skeleton leaves the consonants of a folded word, each once in a row, after its first
// letter: what most slips of the pen leave alone. The two ways to write an umlaut fall
// together, and so do letters that sound alike. A word without consonants stays.
func skeleton(word string) string {
	var b strings.Builder
	var last rune
	for i, r := range word {
		switch r {
		case 'c', 'q', 'k':
			r = 'k'
		case 'z', 's', 'x':
			r = 's'
		case 'v', 'w':
			r = 'v'
		case 'd', 't':
			r = 't'
		case 'b', 'p':
			r = 'p'
		case 'j', 'y':
			r = 'i'
		}
		silent := i > 0 && strings.ContainsRune("aeiouh", r)
		if !silent && (r != last || unicode.IsNumber(r)) {
			b.WriteRune(r)
		}
		if !silent {
			last = r
		}
	}
	return b.String()
}

func cutAt(s string, n int) string {
	runes := []rune(s)
	return string(runes[:min(n, len(runes))])
}

func tidy(keys []string) []string {
	slices.Sort(keys)
	return slices.Compact(keys)
}

package load

import (
	"cmp"
	"strings"
	"time"

	"cairn/company"
	"cairn/party"
	"cairn/process"
)

// world is what is there before an import: the company, the process whose steps the
// mapping names, and everybody and everything that rows may refer to by name.
type world struct {
	company company.Company
	zone    *time.Location
	process process.Definition
	now     int64
	of      map[string]*index // by noun
	active  map[string]bool   // members who may own deals
}

// index finds ids by the writings of a name. An id that is not made yet is pending.
type index struct {
	noun string
	ids  map[string]string
	two  map[string]bool // writings that mean more than one
}

// pending stands for an id that a dry run would have made.
const pending = "pending"

func newIndex(noun string) *index {
	return &index{noun: noun, ids: map[string]string{}, two: map[string]bool{}}
}

// writing is the form under which a name is found again.
func (x *index) writing(s string) string {
	if x.noun == Organisation {
		if key := party.Key(s); key != "" {
			return key
		}
	}
	if strings.Contains(s, "@") || x.noun == Deal {
		return folded(s)
	}
	return cmp.Or(party.Fold(s), folded(s))
}

// add notes an id under a writing of its name.
func (x *index) add(name, id string) {
	if name == "" {
		return
	}
	w := x.writing(name)
	if old, ok := x.ids[w]; ok && old != id && old != pending {
		x.two[w] = true
		return
	}
	x.ids[w] = id
}

// find gives the id, and whether the name means exactly one.
func (x *index) find(name string) (id string, known, clear bool) {
	w := x.writing(name)
	id, known = x.ids[w]
	return id, known, !x.two[w]
}

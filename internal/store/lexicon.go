package store

import (
	"cmp"
	"iter"
	"math/bits"
	"slices"
	"strings"
	"sync"
)

// lexicon is the index of words, in memory: what has a word that begins so. It is a fold of
// the table search, as the rows are one of the log, and before it is asked it takes in what
// was written since. So both databases find the same, a search costs no more on a far
// server than the reading of its hits, and a write keeps no index of words beside the row.
//
//	x.put(7, "<deal> acme kiln", "ana")            // in this order, by born
//	x.find(nounDeal, []string{"ki"}, nil, latest, 50)   // 7
//
// It only says where to look: what somebody may see is asked of the database with the rows.
type lexicon struct {
	sync.RWMutex
	reading sync.Mutex // one reads on at a time
	seq     int64      // what was written up to here is in
	docs    []doc      // by born
	terms   []term
	free    []uint32          // places in terms that nothing has
	order   []uint32          // places in terms, by their text
	recent  []uint32          // the same of what came last: the long list is seldom written anew
	fresh   []uint32          // what came with the rows at hand, in no order
	named   map[string]uint32 // these by their text
}

// doc is a row of the table search.
type doc struct {
	born  int64
	terms []uint32 // places, ascending
}

// term is a word behind the mark of a noun, or the sight of a member.
type term struct {
	text string
	docs []uint32 // places, ascending
}

// split gives the terms of a row, one after the other in the same bytes.
func split(words, members string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		var text []byte
		noun := ""
		for w := range strings.FieldsSeq(words) {
			if noun == "" {
				noun = w
				continue
			}
			if text = append(append(text[:0], noun...), w...); !yield(text) {
				return
			}
		}
		for m := range strings.FieldsSeq(members) {
			if text = append(append(text[:0], sight("")...), m...); !yield(text) {
				return
			}
		}
	}
}

// put takes a row in, in place of what was known of it. It is not ok where a row is new and
// others were born later: then places would have to move.
func (x *lexicon) put(born int64, words, members string) (ok bool) {
	at := len(x.docs)
	if at > 0 && x.docs[at-1].born >= born {
		var there bool
		at, there = slices.BinarySearchFunc(x.docs, born, func(d doc, b int64) int { return cmp.Compare(d.born, b) })
		if !there {
			return false
		}
	} else {
		x.docs = append(x.docs, doc{born: born})
	}
	var room [32]uint32
	has := room[:0]
	for text := range split(words, members) {
		has = append(has, x.place(text))
	}
	slices.Sort(has)
	has = slices.Clone(slices.Compact(has))
	had := x.docs[at].terms
	x.docs[at].terms = has
	for _, t := range has {
		if _, ok := slices.BinarySearch(had, t); !ok {
			x.terms[t].docs = inserted(x.terms[t].docs, uint32(at))
		}
	}
	for _, t := range had {
		if _, ok := slices.BinarySearch(has, t); !ok {
			x.leave(t, uint32(at))
		}
	}
	return true
}

func inserted(list []uint32, v uint32) []uint32 {
	if n := len(list); n == 0 || list[n-1] < v {
		return append(list, v)
	}
	i, _ := slices.BinarySearch(list, v)
	return slices.Insert(list, i, v)
}

// place is where a term stands, which it has from now on.
func (x *lexicon) place(name []byte) uint32 {
	if t, ok := x.named[string(name)]; ok {
		return t
	}
	text := string(name)
	if t, ok := x.known(text); ok {
		return t
	}
	t := uint32(len(x.terms))
	if n := len(x.free); n > 0 {
		t, x.free = x.free[n-1], x.free[:n-1]
		x.terms[t] = term{text: text}
	} else {
		x.terms = append(x.terms, term{text: text})
	}
	if x.named == nil {
		x.named = map[string]uint32{}
	}
	x.named[text] = t
	x.fresh = append(x.fresh, t)
	return t
}

// known is where a term stands that is in its order.
func (x *lexicon) known(text string) (t uint32, ok bool) {
	for _, run := range [][]uint32{x.order, x.recent} {
		if i := x.bound(run, text); i < len(run) && x.terms[run[i]].text == text {
			return run[i], true
		}
	}
	return 0, false
}

// leave takes a row from a term. A term that nothing has any more is forgotten: it may be a
// name that was erased.
func (x *lexicon) leave(t, at uint32) {
	i, _ := slices.BinarySearch(x.terms[t].docs, at)
	x.terms[t].docs = slices.Delete(x.terms[t].docs, i, i+1)
	if len(x.terms[t].docs) > 0 {
		return
	}
	x.settle()
	text := x.terms[t].text
	for _, run := range []*[]uint32{&x.order, &x.recent} {
		if i := x.bound(*run, text); i < len(*run) && (*run)[i] == t {
			*run = slices.Delete(*run, i, i+1)
		}
	}
	x.terms[t] = term{}
	x.free = append(x.free, t)
}

// few are so many terms that each is put in its place.
const few = 64

// settle puts the terms that have come in their order.
func (x *lexicon) settle() {
	if len(x.fresh) > few {
		slices.SortFunc(x.fresh, func(a, b uint32) int { return cmp.Compare(x.terms[a].text, x.terms[b].text) })
		x.recent = x.merged(x.recent, x.fresh)
	} else {
		for _, t := range x.fresh {
			x.recent = slices.Insert(x.recent, x.bound(x.recent, x.terms[t].text), t)
		}
	}
	x.fresh, x.named = nil, nil
	if len(x.recent) > few*few+len(x.order)/few {
		x.order, x.recent = x.merged(x.order, x.recent), nil
	}
}

// merged puts two runs together.
func (x *lexicon) merged(a, b []uint32) []uint32 {
	all := make([]uint32, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if x.terms[a[0]].text < x.terms[b[0]].text {
			all, a = append(all, a[0]), a[1:]
		} else {
			all, b = append(all, b[0]), b[1:]
		}
	}
	return append(append(all, a...), b...)
}

// bound is the place of the first term of a run that does not come before a text.
func (x *lexicon) bound(run []uint32, text string) int {
	i, _ := slices.BinarySearchFunc(run, text, func(t uint32, text string) int { return cmp.Compare(x.terms[t].text, text) })
	return i
}

// clause asks for one of some terms.
type clause struct {
	runs  [2][]uint32            // the terms, where there are so many that their rows were not gathered
	lists [][]uint32             // the rows that have them
	total int                    // of all lists, or at least so many
	fits  func(text string) bool // whether a term is one of them
}

// wide are so many terms that it takes a while to go through them.
const wide = 1024

func (c *clause) add(t term) {
	c.lists = append(c.lists, t.docs)
	c.total += len(t.docs)
}

// gather goes through the terms, where that was not done.
func (x *lexicon) gather(c *clause) {
	if c.lists != nil {
		return
	}
	c.total = 0
	for _, run := range c.runs {
		for _, t := range run {
			c.add(x.terms[t])
		}
	}
}

// beginning asks for the terms that begin so.
func (x *lexicon) beginning(prefix string) (c clause) {
	for i, run := range [][]uint32{x.order, x.recent} {
		c.runs[i] = run[x.bound(run, prefix):x.bound(run, prefix+"\U0010ffff")] // behind all letters
		c.total += len(c.runs[i])
	}
	c.fits = func(text string) bool { return strings.HasPrefix(text, prefix) }
	if c.total < wide {
		x.gather(&c)
	}
	return c
}

// exactly asks for some terms.
func (x *lexicon) exactly(texts []string) (c clause) {
	wanted := map[string]bool{}
	for _, text := range texts {
		if t, ok := x.known(text); ok && !wanted[text] {
			c.add(x.terms[t])
			wanted[text] = true
		}
	}
	c.fits = func(text string) bool { return wanted[text] }
	return c
}

// find gives the born of what has a word with each of the beginnings, and one of the sights
// unless they are nil: at most n of those born before a moment of the log, the newest first.
func (x *lexicon) find(noun string, words, sights []string, before int64, n int) (born []int64) {
	x.RLock()
	defer x.RUnlock()
	all := make([]clause, 0, len(words)+1)
	for _, w := range words {
		all = append(all, x.beginning(mark(noun)+w))
	}
	if sights != nil {
		all = append(all, x.exactly(sights))
	}
	slices.SortStableFunc(all, func(a, b clause) int { return cmp.Compare(a.total, b.total) })
	if all[0].total == 0 {
		return nil
	}
	x.gather(&all[0])
	checks := make([]func(uint32) bool, len(all)-1)
	for i, c := range all[1:] {
		checks[i] = x.check(c, all[0].total)
	}
	end, _ := slices.BinarySearchFunc(x.docs, before, func(d doc, b int64) int { return cmp.Compare(d.born, b) })
next:
	for at := range all[0].down(uint32(end)) {
		for _, has := range checks {
			if !has(at) {
				continue next
			}
		}
		if born = append(born, x.docs[at].born); len(born) == n {
			break
		}
	}
	return born
}

// check says of rows, from the newest down, whether they have a term of a clause. Where few
// are asked for, their own terms are looked through.
func (x *lexicon) check(c clause, asked int) func(at uint32) bool {
	switch {
	case len(c.lists) == 1:
		return backwards(c.lists[0])
	case asked < c.total/8:
		return func(at uint32) bool {
			return slices.ContainsFunc(x.docs[at].terms, func(t uint32) bool { return c.fits(x.terms[t].text) })
		}
	}
	x.gather(&c)
	set := setOf(c.lists)
	return func(at uint32) bool { return set.has(at) }
}

// backwards looks numbers up in a list, each below the one before: in steps that double.
func backwards(list []uint32) func(uint32) bool {
	return func(at uint32) bool {
		high, step := len(list), 1
		low := max(0, high-step)
		for low > 0 && list[low] > at {
			step *= 2
			low, high = max(0, low-step), low
		}
		i, ok := slices.BinarySearch(list[low:high], at)
		list = list[:low+i]
		return ok
	}
}

// down gives the rows below a place that a clause asks for, each once, the newest first.
func (c clause) down(end uint32) iter.Seq[uint32] {
	if len(c.lists) == 1 {
		i, _ := slices.BinarySearch(c.lists[0], end)
		return func(yield func(uint32) bool) {
			for _, at := range slices.Backward(c.lists[0][:i]) {
				if !yield(at) {
					return
				}
			}
		}
	}
	return setOf(c.lists).down(end)
}

// set is some numbers, a bit for each.
type set []uint64

func setOf(lists [][]uint32) set {
	most := uint32(0)
	for _, l := range lists {
		most = max(most, l[len(l)-1])
	}
	s := make(set, most/64+1)
	for _, l := range lists {
		for _, n := range l {
			s[n/64] |= 1 << (n % 64)
		}
	}
	return s
}

func (s set) has(n uint32) bool { return int(n/64) < len(s) && s[n/64]&(1<<(n%64)) != 0 }

// down gives the numbers below one, from the last to the first.
func (s set) down(end uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for i, word := range slices.Backward(s) {
			if uint32(i) > end/64 {
				continue
			}
			if uint32(i) == end/64 {
				word &= 1<<(end%64) - 1
			}
			for word != 0 {
				n := bits.Len64(word) - 1
				if !yield(uint32(i*64 + n)) {
					return
				}
				word &^= 1 << n
			}
		}
	}
}

package process

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// The kinds of Change. Stricter and weaker are seen from who moves a deal.
const (
	Added    = "added"
	Removed  = "removed"
	Changed  = "changed"
	Retired  = "retired"
	Restored = "restored"
	Stricter = "stricter"
	Weaker   = "weaker"
	Moved    = "moved"
)

// Change is one difference between two processes. Path goes by keys, so that it means
// the same in both: "steps.qualifying.exit.money.strength". Old and New are as in the
// text; empty is absent. Text says it to a sales manager.
type Change struct {
	Path string `json:"path"`
	Kind string `json:"kind"`
	Old  string `json:"old,omitempty"`
	New  string `json:"new,omitempty"`
	Text string `json:"text"`
}

// String is the change as a sentence.
func (c Change) String() string { return c.Text }

// Diff lists what changes from one process to another (P-22), in the order of the new
// one. It is empty where both are the same text in canonical form, and only there.
func Diff(old, new Definition) []Change {
	if old.Equal(new) {
		return nil
	}
	f := &differ{old: old, new: new}
	f.fields("", "The process", reflect.ValueOf(old), reflect.ValueOf(new), "jobs", "steps", "win", "exits", "sources", "methods")
	f.fields("win", "Winning", reflect.ValueOf(old.Win), reflect.ValueOf(new.Win))
	f.jobs()
	f.steps()
	f.checkpoints()
	f.exits()
	f.values("sources", "The sources", old.Sources, new.Sources)
	f.values("methods", "The methods", old.Methods, new.Methods)
	return f.all
}

type differ struct {
	old, new Definition
	all      []Change
}

func (f *differ) add(path, kind, old, new, format string, args ...any) {
	f.all = append(f.all, Change{path, kind, old, new, fmt.Sprintf(format, args...)})
}

// fields compares two structs field by field, except those that are compared elsewhere.
func (f *differ) fields(path, subject string, old, new reflect.Value, except ...string) {
	for _, c := range columns(old.Type()) {
		a, b, at := old.Field(c.index), new.Field(c.index), join(path, c.name)
		if slices.Contains(except, c.name) || reflect.DeepEqual(a.Interface(), b.Interface()) {
			continue
		}
		switch x := a.Interface().(type) {
		case []string:
			f.words(at, subject, c.name, x, b.Interface().([]string))
		case []Value:
			f.values(at, subject+", "+label(c.name), x, b.Interface().([]Value))
		case []Criterion:
			f.criteria(at, subject, x, b.Interface().([]Criterion))
		case []Activity:
			f.activities(at, subject, x, b.Interface().([]Activity))
		default:
			f.scalar(at, subject, c.name, a, b)
		}
	}
}

// scalar tells of one value that changed.
func (f *differ) scalar(path, subject, name string, a, b reflect.Value) {
	was, is := spoken(a), spoken(b)
	kind := bearing(name, a, b)
	switch {
	case name == "retired" && b.Bool():
		f.add(path, Retired, was, is, "%s is retired: it is no longer used, and stays readable on old deals.", subject)
	case name == "retired":
		f.add(path, Restored, was, is, "%s is back in use.", subject)
	case a.Kind() == reflect.Bool && b.Bool():
		f.add(path, kind, was, is, "%s: from now on, %s.", subject, label(name))
	case a.Kind() == reflect.Bool:
		f.add(path, kind, was, is, "%s: no longer %s.", subject, label(name))
	case name == "name" && was != "" && is != "":
		f.add(path, Changed, was, is, "%s is now called %s.", short(was), short(is))
	case is == "":
		f.add(path, kind, was, is, "%s: %s is gone; it was %s.", subject, label(name), short(was))
	case was == "":
		f.add(path, kind, was, is, "%s: %s is now %s.", subject, label(name), short(is))
	case len(was)+len(is) > 160 || strings.Contains(was+is, "\n"):
		f.add(path, kind, was, is, "%s: %s has been rewritten.", subject, label(name))
	default:
		f.add(path, kind, was, is, "%s: %s is now %s; it was %s.", subject, label(name), short(is), short(was))
	}
}

// spoken is a value for Old and New; zero is absent, except for numbers.
func spoken(v reflect.Value) string {
	if v.Kind() == reflect.Bool && !v.Bool() {
		return ""
	}
	return fmt.Sprint(v.Interface())
}

// short quotes a text for a sentence and cuts it where it is long.
func short(s string) string {
	r := []rune(strings.TrimSpace(strings.Split(strings.TrimSpace(s), "\n")[0]))
	if len(r) > 100 {
		return "“" + string(r[:97]) + "…”"
	}
	if len(r) == len([]rune(s)) && strings.Trim(s, "0123456789") == "" {
		return s
	}
	return "“" + string(r) + "”"
}

// bearing says what a change of a field means for who moves a deal.
func bearing(name string, a, b reflect.Value) string {
	stricter := false
	switch name {
	case "strength":
		stricter = Strength(b.Int()).stricter(Strength(a.Int()))
	case "threshold":
		stricter = b.Int() > a.Int()
	case "confirmed":
		stricter = b.Bool()
	case "when":
		if a.String() != "" && b.String() != "" {
			return Changed
		}
		stricter = b.String() == ""
	case "may_weaken":
		stricter = !b.Bool()
	default:
		return Changed
	}
	if stricter {
		return Stricter
	}
	return Weaker
}

// label is what a field is called in a sentence.
func label(name string) string {
	labels := map[string]string{
		"process": "the key", "job": "the job", "action": "the name of the move into it", "entry": "the note on entering",
		"typical": "the usual number of days", "late": "the number of days from which a deal is late", "chance": "the chance of winning from here, in per cent",
		"repeat": "what it is repeated for", "returns": "the steps one may return to", "skip": "not used by design", "covers": "the steps of the frame that it covers",
		"evidence": "the kind of evidence", "buyer": "the customer could confirm it", "half": "the heading it stands under", "answer": "the kind of answer",
		"fact": "the fact that answers it", "confirmed": "the customer must have confirmed it", "outcome": "the outcome that counts", "offer": "what the offer must be",
		"concerns": "what the concerns must be", "threshold": "the points it takes", "when": "the condition under which it is asked", "valid": "how long it holds",
		"approver": "who lets pass", "may_weaken": "a lower layer may weaken it", "dated": "needs a date to come back on", "points": "the points",
		"implied_by": "what satisfies it as well", "influence": "the influence that counts", "jobs": "the jobs it is open to",
		"questions": "the questions to ask",
	}
	if l, ok := labels[name]; ok {
		return l
	}
	return "the " + name
}

// words compares two lists of texts.
func (f *differ) words(path, subject, name string, old, new []string) {
	before := len(f.all)
	implied := name == "implied_by"
	kind := func(usual, meaning string) string {
		if implied {
			return meaning
		}
		return usual
	}
	for _, w := range new {
		if !slices.Contains(old, w) {
			f.add(path, kind(Added, Weaker), "", w, "%s: new among %s is %s.", subject, label(name), short(w))
		}
	}
	for _, w := range old {
		if !slices.Contains(new, w) {
			f.add(path, kind(Removed, Stricter), w, "", "%s: gone from %s is %s.", subject, label(name), short(w))
		}
	}
	if len(f.all) == before {
		f.add(path, Moved, strings.Join(old, ", "), strings.Join(new, ", "), "%s: %s stands in another order.", subject, label(name))
	}
}

// pair holds the two places of what both lists have; moved says that it stands after
// something else than before.
type pair struct {
	old, new int
	moved    bool
}

// keyed compares two lists by key: indexes of what only one has, and pairs.
func keyed[T any](old, new []T, key func(T) string) (added, removed []int, both []pair) {
	at := map[string]int{}
	for i, v := range old {
		at[key(v)] = i
	}
	kept := map[int]bool{}
	for j, v := range new {
		if i, ok := at[key(v)]; ok && !kept[i] {
			kept[i] = true
			both = append(both, pair{old: i, new: j})
		} else {
			added = append(added, j)
		}
	}
	for i := range old {
		if !kept[i] {
			removed = append(removed, i)
		}
	}
	stay := rising(both)
	for i := range both {
		both[i].moved = !stay[i]
	}
	return added, removed, both
}

// rising marks a longest series of pairs whose old places rise: the others have moved.
func rising(both []pair) map[int]bool {
	best, from := make([]int, len(both)), make([]int, len(both))
	end := -1
	for i := range both {
		best[i], from[i] = 1, -1
		for j := range i {
			if both[j].old < both[i].old && best[j] >= best[i] {
				best[i], from[i] = best[j]+1, j
			}
		}
		if end < 0 || best[i] > best[end] {
			end = i
		}
	}
	stay := map[int]bool{}
	for ; end >= 0; end = from[end] {
		stay[end] = true
	}
	return stay
}

// values compares two lists of choices.
func (f *differ) values(path, subject string, old, new []Value) {
	added, removed, both := keyed(old, new, func(v Value) string { return v.Key })
	for _, i := range added {
		f.add(join(path, new[i].Key), Added, "", new[i].Name, "%s: %s is new.", subject, short(new[i].Name))
	}
	for _, i := range removed {
		f.add(join(path, old[i].Key), Removed, old[i].Name, "", "%s: %s is gone.", subject, short(old[i].Name))
	}
	for _, p := range both {
		a, b := old[p.old], new[p.new]
		f.fields(join(path, b.Key), subject+": "+short(b.Name), reflect.ValueOf(a), reflect.ValueOf(b))
		if p.moved {
			f.add(join(path, b.Key), Moved, "", "", "%s: %s stands in another place of the list.", subject, short(b.Name))
		}
	}
}

func (f *differ) criteria(path, subject string, old, new []Criterion) {
	added, removed, both := keyed(old, new, func(c Criterion) string { return c.Key })
	for _, i := range added {
		f.add(join(path, new[i].Key), Added, "", new[i].Name, "%s: the scorecard has a new line, %s (%d).", subject, short(new[i].Name), new[i].Points)
	}
	for _, i := range removed {
		f.add(join(path, old[i].Key), Removed, old[i].Name, "", "%s: the scorecard has lost the line %s.", subject, short(old[i].Name))
	}
	for _, p := range both {
		a, b := old[p.old], new[p.new]
		f.fields(join(path, b.Key), subject+", "+short(b.Name), reflect.ValueOf(a), reflect.ValueOf(b))
		if p.moved {
			f.add(join(path, b.Key), Moved, "", "", "%s: %s stands in another place of the scorecard.", subject, short(b.Name))
		}
	}
}

func (f *differ) activities(path, subject string, old, new []Activity) {
	added, removed, both := keyed(old, new, Activity.title)
	for _, i := range added {
		f.add(join(path, new[i].Kind), Added, "", new[i].title(), "%s now also suggests: %s.", subject, new[i].title())
	}
	for _, i := range removed {
		f.add(join(path, old[i].Kind), Removed, old[i].title(), "", "%s no longer suggests: %s.", subject, old[i].title())
	}
	for _, p := range both {
		a, b := old[p.old], new[p.new]
		f.fields(join(path, b.Kind), subject+", "+short(b.title()), reflect.ValueOf(a), reflect.ValueOf(b))
		if p.moved {
			f.add(join(path, b.Kind), Moved, "", "", "%s: %s stands in another place of the list.", subject, short(b.title()))
		}
	}
}

func (a Activity) title() string {
	if a.Name == "" {
		return a.Kind
	}
	return a.Name + " (" + a.Kind + ")"
}

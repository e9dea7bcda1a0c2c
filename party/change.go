package party

import (
	"maps"
	"slices"
)

// set takes over a value that an event names.
func set[T any](field, value *T) {
	if value != nil {
		*field = *value
	}
}

// fill takes over a value where there is none yet.
func fill[T comparable](field *T, value T) {
	var none T
	if *field == none {
		*field = value
	}
}

// differs is the new value where it is one.
func differs[T comparable](was, is T) *T {
	if was == is {
		return nil
	}
	return &is
}

// list is a copy that is nil where it is empty, so that two folds compare equal.
func list(v []string) []string {
	if len(v) == 0 {
		return nil
	}
	return slices.Clone(v)
}

// relist is the new list where it is one; never a pointer to nil, which JSON would read
// back as no change.
func relist(was, is []string) *[]string {
	if slices.Equal(was, is) {
		return nil
	}
	v := append([]string{}, is...)
	return &v
}

// amend sets and removes keys in a copy; nil where nothing is left.
func amend(fields, by map[string]string) map[string]string {
	if len(by) == 0 {
		return fields
	}
	out := maps.Clone(fields)
	if out == nil {
		out = map[string]string{}
	}
	for k, v := range by {
		if v == "" {
			delete(out, k)
		} else {
			out[k] = v
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// amendment is what amend needs to turn one map into the other; nil where nothing.
func amendment(was, is map[string]string) map[string]string {
	out := map[string]string{}
	for k := range was {
		if is[k] == "" {
			out[k] = ""
		}
	}
	for k, v := range is {
		if v != "" && was[k] != v {
			out[k] = v
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// relation reads a missing relation as Stranger.
func relation(r Relation) Relation {
	if r == "" {
		return Stranger
	}
	return r
}

// closer is the relation of the two that says more: who has bought once is not a
// stranger because a second entry says so.
func closer(a, b Relation) Relation {
	order := []Relation{Stranger, Inactive, Former, Partner, Client}
	if slices.Index(order, relation(b)) > slices.Index(order, relation(a)) {
		return relation(b)
	}
	return relation(a)
}

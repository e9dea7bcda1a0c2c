package store

import (
	"strconv"
	"strings"
)

// where collects the conditions of a question and their arguments. What people ask for
// enters as an argument; only texts of this package enter the statement.
type where struct {
	conditions []string
	args       []any
}

// arg adds an argument and gives its place.
func (w *where) arg(v any) string {
	w.args = append(w.args, v)
	return "$" + strconv.Itoa(len(w.args))
}

// on adds a condition; each ? in it stands for the next value.
func (w *where) on(condition string, values ...any) {
	for _, v := range values {
		condition = strings.Replace(condition, "?", w.arg(v), 1)
	}
	w.conditions = append(w.conditions, condition)
}

// in adds the condition that a column has one of the values; none of them asks nothing.
func (w *where) in(column string, values []string) {
	if len(values) > 0 {
		w.conditions = append(w.conditions, w.oneOf(column, values))
	}
}

func (w *where) oneOf(column string, values []string) string {
	if len(values) == 0 {
		return "FALSE"
	}
	places := make([]string, len(values))
	for i, v := range values {
		places[i] = w.arg(v)
	}
	if len(places) == 1 {
		return column + " = " + places[0]
	}
	return column + " IN (" + strings.Join(places, ", ") + ")"
}

// born leaves what was born at one of some numbers, as the dialect writes them.
func (w *where) born(d dialect, numbers string) {
	w.conditions = append(w.conditions, d.oneOf("d.born", w.arg(numbers)))
}

// visible leaves the deals (d) that see shows. The set of them is asked for first, because
// it is small where it is not everything.
func (w *where) visible(see See) {
	if see.Scope.All {
		return
	}
	set := "SELECT v.id FROM deal v WHERE " + w.oneOf("v.owner", see.Scope.Owners)
	if see.Me != "" {
		set += " UNION ALL SELECT p.deal FROM participant p WHERE p.member = " + w.arg(see.Me)
	}
	w.conditions = append(w.conditions, "d.id IN ("+set+")")
}

// among is visible for a question that finds few deals by itself: each is looked at.
func (w *where) among(see See) {
	if see.Scope.All {
		return
	}
	condition := w.oneOf("d.owner", see.Scope.Owners)
	if see.Me != "" {
		condition += " OR EXISTS (SELECT 1 FROM participant p WHERE p.deal = d.id AND p.member = " + w.arg(see.Me) + ")"
	}
	w.conditions = append(w.conditions, "("+condition+")")
}

// text is the WHERE clause, empty where nothing is asked.
func (w *where) text() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conditions, " AND ")
}

// and continues a clause that is there already.
func (w *where) and() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " AND " + strings.Join(w.conditions, " AND ")
}

// mostRows bounds every list.
const mostRows = 1000

// limit bounds the rows: to n, and never to more than mostRows.
func (w *where) limit(n int) string {
	if n <= 0 || n > mostRows {
		n = mostRows
	}
	return " LIMIT " + w.arg(int64(n))
}

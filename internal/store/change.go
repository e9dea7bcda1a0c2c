package store

import (
	"slices"
	"strings"

	"cairn/deal"
)

// dealIndexed are the columns of a deal that stand in an index of their own accord. A file
// takes a row out of every index whose columns a statement names and puts it back, changed
// or not; so a change names only those that it changes. A server compares the values
// itself, and there many rows travel in one statement instead.
func dealIndexed() []string {
	return []string{"organisation", "owner", "step", "status", "until", "next_due", "requests"}
}

// changeDeal adds the change of a deal's row that is there already.
func (b *batch) changeDeal(o *object, row []any, r *rowset) {
	t := tableDeal()
	before := dealRow(o.was, o.was.state.(deal.Deal), "", nil)
	indexed := dealIndexed()
	var names []string
	var args []any
	var key any
	for i, c := range t.columns {
		switch {
		case c == "born":
			key = row[i]
		case c == "id", slices.Contains(indexed, c) && row[i] == before[i]:
		default:
			names, args = append(names, c), append(args, row[i])
		}
	}
	r.changes = append(r.changes, statement{b.link.alteration(t.name, names), append(args, key)})
}

// alteration is the statement that changes some columns of a row by its born, written once.
func (l *link) alteration(table string, columns []string) string {
	k := table + " " + strings.Join(columns, " ")
	if _, ok := l.alterations[k]; !ok {
		l.alterations[k] = alter(table, columns, l.slot)
	}
	return l.alterations[k]
}

func alter(table string, columns []string, slot func(int) string) string {
	sets := make([]string, len(columns))
	for i, c := range columns {
		sets[i] = c + " = " + slot(i+1)
	}
	return "UPDATE " + table + " SET " + strings.Join(sets, ", ") + " WHERE born = " + slot(len(columns)+1)
}

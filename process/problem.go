package process

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Problem is one thing wrong with a text: where it stands (line and column from 1, or 0
// where the definition was not read from a text), the path of the field, what is wrong
// and what would be right.
type Problem struct {
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Path    string `json:"path"`  // "steps[2].exit[0].strength"
	Where   string `json:"where"` // the same in the words of the text: "Qualifying, “Can they pay?”, strength"
	Message string `json:"message"`
	Remedy  string `json:"remedy"`
}

// String is the problem on one line: "12:7: steps[2].exit[0].strength: is not stated; write …".
func (p Problem) String() string { return p.at(p.Path) }

// at is the problem on one line, with the field named so.
func (p Problem) at(field string) string {
	var b strings.Builder
	if p.Line > 0 {
		fmt.Fprintf(&b, "%d:%d: ", p.Line, p.Column)
	}
	if field != "" {
		b.WriteString(field + ": ")
	}
	b.WriteString(p.Message)
	if p.Remedy != "" {
		b.WriteString("; " + p.Remedy)
	}
	return b.String()
}

// Errors is everything wrong with a text, in the order of the text.
type Errors []Problem

// Error lists the problems, one on a line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, p := range e {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Told lists the problems, one on a line, for people who wrote the steps and questions and
// do not count them: each with the name of its step and the words of its question.
func (e Errors) Told() string {
	lines := make([]string, len(e))
	for i, p := range e {
		lines[i] = p.at(cmp.Or(p.Where, p.Path))
	}
	return strings.Join(lines, "\n")
}

// located names the fields of e in the words of d, as far as d could be read.
func (e Errors) located(d Definition) Errors {
	for i := range e {
		e[i].Where = where(d, e[i].Path)
	}
	return e
}

var indexed = regexp.MustCompile(`^(\w+)((?:\[\d+\])*)$`)

// where says a path in words: steps and exits by their names, checkpoints by their
// questions, what has no name yet by its number from 1.
func where(d Definition, path string) string {
	if path == "" {
		return ""
	}
	var said []string
	step := -1
	for _, part := range strings.Split(path, ".") {
		m := indexed.FindStringSubmatch(part)
		if m == nil {
			said = append(said, part)
			continue
		}
		i := -1
		if first, _, found := strings.Cut(strings.TrimPrefix(m[2], "["), "]"); found {
			i, _ = strconv.Atoi(first)
		}
		if m[1] == "steps" {
			step = i
		}
		said = append(said, itemWords(d, m[1], i, step))
	}
	return strings.Join(said, ", ")
}

// itemWords names one item of a list of a definition, or a field.
func itemWords(d Definition, list string, i, step int) string {
	name := ""
	switch {
	case i < 0:
		return list
	case list == "steps" && i < len(d.Steps):
		name = d.Steps[i].Name
	case list == "exit" && step >= 0 && step < len(d.Steps) && i < len(d.Steps[step].Exit):
		if name = d.Steps[step].Exit[i].Question; name != "" {
			name = "“" + name + "”"
		}
	case list == "jobs" && i < len(d.Groups):
		name = d.Groups[i].Name
	case list == "exits" && i < len(d.Exits):
		name = d.Exits[i].Name
	case list == "sources" && i < len(d.Sources):
		name = d.Sources[i].Name
	case list == "methods" && i < len(d.Methods):
		name = d.Methods[i].Name
	}
	return cmp.Or(name, fmt.Sprintf("%s %d", list, i+1))
}

// err is e sorted, or nil where nothing is wrong.
func (e Errors) err() error {
	if len(e) == 0 {
		return nil
	}
	slices.SortStableFunc(e, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return e
}

// list writes words for a sentence: "a, b or c".
func list(words []string, last string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " " + last + " " + words[n-1]
	}
}

// nearest finds the known word that somebody who wrote word probably meant.
func nearest(word string, known []string) (string, bool) {
	best, least := "", 3
	for _, k := range known {
		if d := distance(word, k); d < least && d < len(k) {
			best, least = k, d
		}
	}
	return best, best != ""
}

// choose is the remedy for a word that is none of the known ones.
func choose(word string, known []string) string {
	if k, ok := nearest(word, known); ok {
		return fmt.Sprintf("did you mean %s?", k)
	}
	return "write " + list(known, "or")
}

// distance is the number of letters to add, drop or replace to get from a to b.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return max(len(a), len(b))
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

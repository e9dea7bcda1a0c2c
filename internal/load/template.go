package load

import (
	"errors"
	"strings"
)

// part is a piece of a text with columns in it. Bracketed parts belong together by their
// group, and are left out together; group 0 always stands.
type part struct {
	text   string
	column bool
	group  int
}

// template reads "{product}[ for {account}]".
func template(s string) ([]part, error) {
	var parts []part
	group, inside := 0, false
	for s != "" {
		switch i := strings.IndexAny(s, "{}[]"); {
		case i != 0:
			if i < 0 {
				i = len(s)
			}
			parts = append(parts, part{text: s[:i], group: now(group, inside)})
			s = s[i:]
		case s[0] == '[' && !inside:
			group, inside, s = group+1, true, s[1:]
		case s[0] == ']' && inside:
			inside, s = false, s[1:]
		case s[0] == '{':
			end := strings.IndexByte(s, '}')
			if end < 2 {
				return nil, errors.New("a column in braces is expected, such as {account}")
			}
			parts = append(parts, part{text: s[1:end], column: true, group: now(group, inside)})
			s = s[end+1:]
		default:
			return nil, errors.New("a bracket without its other half")
		}
	}
	if inside {
		return nil, errors.New("a bracket without its other half")
	}
	return parts, nil
}

func now(group int, inside bool) int {
	if inside {
		return group
	}
	return 0
}

// fill writes the text of a row. Some says whether any column in it had a value; where
// none had, there is no text either.
func fill(parts []part, cell func(string) string) string {
	empty, some, columns := map[int]bool{}, false, false
	for _, p := range parts {
		if p.column {
			columns = true
			if v := cell(p.text); v == "" {
				empty[p.group] = true
			} else {
				some = true
			}
		}
	}
	if columns && !some {
		return ""
	}
	var b strings.Builder
	for _, p := range parts {
		if p.group > 0 && empty[p.group] {
			continue
		}
		if p.column {
			b.WriteString(cell(p.text))
		} else {
			b.WriteString(p.text)
		}
	}
	return strings.TrimSpace(b.String())
}

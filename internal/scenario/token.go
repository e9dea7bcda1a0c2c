package scenario

import (
	"fmt"
	"regexp"
	"strings"
)

// token is one word of a line: bare, quoted, or key=value with a bare or quoted value.
type token struct {
	key    string // of key=value
	text   string
	quoted bool
}

// is says whether the token is the bare word w.
func (t token) is(w string) bool { return t.key == "" && !t.quoted && t.text == w }

// bare says whether the token is a word by itself, neither quoted nor key=value.
func (t token) bare() bool { return t.key == "" && !t.quoted }

var (
	keyed    = regexp.MustCompile(`^([a-z_]+(?:\.[a-z0-9_]+)*)=`)
	numeral  = regexp.MustCompile(`^-?[0-9][0-9.,]*$`)
	currency = regexp.MustCompile(`^[A-Z]{3}$`)
)

// tokens splits a line. A # outside quotes begins a remark; an amount and its currency
// are one value: value=40000 EUR.
func tokens(line string) (all []token, err error) {
	rest := strings.TrimSpace(line)
	for rest != "" && rest[0] != '#' {
		var t token
		if m := keyed.FindStringSubmatch(rest); m != nil {
			t.key, rest = m[1], rest[len(m[0]):]
		}
		if strings.HasPrefix(rest, `"`) {
			t.quoted = true
			if t.text, rest, err = quoted(rest); err != nil {
				return nil, err
			}
		} else {
			end := strings.IndexAny(rest, " \t")
			if end < 0 {
				end = len(rest)
			}
			t.text, rest = rest[:end], rest[end:]
		}
		rest = strings.TrimLeft(rest, " \t")
		if last := len(all) - 1; last >= 0 && t.bare() && currency.MatchString(t.text) && !all[last].quoted && numeral.MatchString(all[last].text) {
			all[last].text += " " + t.text
			continue
		}
		all = append(all, t)
	}
	return all, nil
}

// quoted reads a text in double quotes, in which \" stands for a quote and \n for a new
// line.
func quoted(s string) (text, rest string, err error) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			rest = s[i+1:]
			if rest != "" && rest[0] != ' ' && rest[0] != '\t' {
				return "", "", fmt.Errorf("a space is missing after %s", s[:i+1])
			}
			return b.String(), rest, nil
		case s[i] == '\\' && i+1 < len(s) && s[i+1] == 'n':
			b.WriteByte('\n')
			i++
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(s[i])
		}
	}
	return "", "", fmt.Errorf("the quote is not closed: %s", s)
}

package process

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"reflect"
	"strings"
)

// Print writes the canonical form of d: fields in one order, none that say nothing,
// no comments, one way of quoting. Parse(Print(d)) is d again, and printing that gives
// the same bytes; the version of a process is the hash of them (P-1). The form is made
// here, character by character, so that no library's change of mind renames a version.
func Print(d Definition) []byte {
	var b strings.Builder
	printFields(&b, reflect.ValueOf(d), "", "")
	return []byte(b.String())
}

// Version names the definition: the first twelve hexadecimal digits of the SHA-256 of
// its canonical form.
func (d Definition) Version() string {
	if d.compiled.tables != nil {
		return d.compiled.version
	}
	return version(d)
}

func version(d Definition) string {
	sum := sha256.Sum256(Print(d))
	return hex.EncodeToString(sum[:])[:12]
}

// printFields writes a struct's fields, the first after first and the others after indent.
func printFields(b *strings.Builder, v reflect.Value, first, indent string) {
	lead := first
	for _, c := range columns(v.Type()) {
		f := v.Field(c.index)
		if _, unstated := f.Interface().(Strength); (c.omit || unstated) && f.IsZero() {
			continue
		}
		b.WriteString(lead + c.name + ":")
		lead = indent
		switch f.Kind() {
		case reflect.Struct:
			b.WriteString("\n")
			printFields(b, f, indent+"  ", indent+"  ")
		case reflect.Slice:
			printList(b, f, indent+"  ")
		default:
			b.WriteString(" " + printScalar(f, indent+"  ") + "\n")
		}
	}
}

func printList(b *strings.Builder, v reflect.Value, indent string) {
	if v.Len() == 0 {
		b.WriteString(" []\n")
		return
	}
	b.WriteString("\n")
	for i := range v.Len() {
		if item := v.Index(i); item.Kind() == reflect.Struct {
			printFields(b, item, indent+"- ", indent+"  ")
		} else {
			b.WriteString(indent + "- " + printScalar(item, indent+"  ") + "\n")
		}
	}
}

func printScalar(v reflect.Value, indent string) string {
	switch x := v.Interface().(type) {
	case Strength:
		return x.String()
	case int, bool:
		return fmt.Sprint(x)
	default:
		return printString(v.String(), indent)
	}
}

// printString writes text plainly where YAML cannot take it for anything else, as a
// block where it has several lines, and quoted otherwise.
func printString(s, indent string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if plain(s) {
		return s
	}
	if body, chomped := strings.CutSuffix(s, "\n"); block(body) && strings.Contains(s, "\n") {
		head := "|"
		if !chomped {
			head = "|-"
		}
		lines := strings.Split(body, "\n")
		for i, line := range lines {
			if line != "" {
				lines[i] = indent + line
			}
		}
		return head + "\n" + strings.Join(lines, "\n")
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case printable(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	return `"` + b.String() + `"`
}

func plain(s string) bool {
	if s == "" || strings.HasSuffix(s, " ") || strings.Contains(s, " #") || strings.Contains(s, ": ") || strings.HasSuffix(s, ":") {
		return false
	}
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 0xA0 && printable(r)
		if !letter && (i == 0 || !strings.ContainsRune(`0123456789 .,:;!?'"()[]{}<>=+-*/%&|_#$@`, r)) {
			return false
		}
	}
	switch strings.ToLower(s) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf":
		return false
	}
	return true
}

// block says whether s can be written as an indented block: no line begins or ends with
// a blank, the first and the last say something, and all of it is printable.
func block(s string) bool {
	lines := strings.Split(s, "\n")
	if lines[0] == "" || lines[len(lines)-1] == "" {
		return false
	}
	for _, line := range lines {
		if strings.HasPrefix(line, " ") && strings.TrimSpace(line) == "" || strings.HasSuffix(line, " ") {
			return false
		}
	}
	return !strings.HasPrefix(s, " ") && strings.IndexFunc(s, func(r rune) bool { return r != '\n' && !printable(r) }) < 0
}

// printable says whether YAML lets r stand for itself.
func printable(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7F && r <= 0xA0, r == 0x2028, r == 0x2029, r == 0xFEFF, r >= 0xFFFE && r <= 0xFFFF:
		return false
	}
	return true
}

package process

import (
	"encoding"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// longest is the greatest length of a text, in bytes. A process of seven steps has 30,000.
const longest = 1 << 20

// place is where something stands in a text; line and column count from 1.
type place struct{ line, column int }

// places finds things in a text by their path, as "steps[2].exit[0].when".
type places map[string]place

// at is the place of a path or of the nearest thing around it that the text has.
func (p places) at(path string) place {
	for {
		if at, ok := p[path]; ok || path == "" {
			return at
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
}

// source is a text while it is read: strictly, and to its end, so that one reading
// finds everything that is wrong with it.
type source struct {
	lines []string
	nodes map[string]*yaml.Node
	at    places
	errs  Errors
}

// read fills into, a pointer to a struct with yaml tags, from text.
func read(text []byte, into any) *source {
	s := &source{nodes: map[string]*yaml.Node{}, at: places{"": {1, 1}}}
	if len(text) > longest {
		s.add(place{1, 1}, "", fmt.Sprintf("the text has %d bytes", len(text)), fmt.Sprintf("keep it below %d", longest))
		return s
	}
	if !utf8.Valid(text) {
		s.add(place{1, 1}, "", "the text is not UTF-8", "save it as UTF-8")
		return s
	}
	s.lines = strings.Split(string(text), "\n")
	decoder := yaml.NewDecoder(strings.NewReader(string(text)))
	var doc, second yaml.Node
	if err := decoder.Decode(&doc); err != nil {
		s.syntax(err)
		return s
	}
	if decoder.Decode(&second) == nil {
		s.add(place{second.Line, second.Column}, "", "a second document begins here", "keep one process in a text")
	}
	if len(doc.Content) == 1 {
		s.decode(doc.Content[0], reflect.ValueOf(into).Elem(), "")
	}
	return s
}

func (s *source) add(at place, path, message, remedy string) {
	s.errs = append(s.errs, Problem{Line: at.line, Column: at.column, Path: path, Message: message, Remedy: remedy})
}

// syntax turns the error of the YAML reader, "yaml: line 3: …", into a problem.
func (s *source) syntax(err error) {
	at, message := place{1, 1}, strings.TrimPrefix(err.Error(), "yaml: ")
	if m := regexp.MustCompile(`^line (\d+): (.*)$`).FindStringSubmatch(message); m != nil {
		at.line, _ = strconv.Atoi(m[1])
		message = m[2]
	}
	if message == "EOF" {
		message = "the text is empty"
	}
	s.add(at, "", message, "mend the YAML here or in the lines after it")
}

// column is a field of a struct as the text has it.
type column struct {
	name  string
	index int
	omit  bool // left out of the text where it is zero
}

// columns reads the yaml tags of a struct, in order.
func columns(t reflect.Type) []column {
	var all []column
	for i := range t.NumField() {
		if tag, ok := t.Field(i).Tag.Lookup("yaml"); ok {
			name, rest, _ := strings.Cut(tag, ",")
			all = append(all, column{name, i, rest == "omitempty"})
		}
	}
	return all
}

func (s *source) decode(n *yaml.Node, v reflect.Value, path string) {
	at := place{n.Line, n.Column}
	s.nodes[path], s.at[path] = n, at
	switch {
	case n.Kind == yaml.AliasNode:
		s.add(at, path, "refers to another part of the text", "write it out")
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null":
		s.add(at, path, "has no value", "write one or leave the line out")
	case v.Kind() == reflect.Struct:
		s.mapping(n, v, path)
	case v.Kind() == reflect.Slice:
		s.sequence(n, v, path)
	case n.Kind != yaml.ScalarNode:
		s.add(at, path, "is "+kindName(n)+" where one value is expected", "write the value on the same line")
	default:
		s.scalar(n, v, path)
	}
}

func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a block of fields"
	case yaml.SequenceNode:
		return "a list"
	default:
		return "one value"
	}
}

func (s *source) mapping(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind != yaml.MappingNode {
		s.add(place{n.Line, n.Column}, path, "is "+kindName(n)+" where fields are expected", "write `field: value` lines")
		return
	}
	cols := columns(v.Type())
	names := make([]string, len(cols))
	index := map[string]int{}
	for i, c := range cols {
		names[i], index[c.name] = c.name, c.index
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		field, known := index[key.Value]
		at, inner := place{key.Line, key.Column}, join(path, key.Value)
		switch {
		case !known || key.Kind != yaml.ScalarNode:
			s.add(at, inner, fmt.Sprintf("%q is not a field here", key.Value), choose(key.Value, names))
		case seen[key.Value] > 0:
			s.add(at, inner, fmt.Sprintf("stands here for the second time; first on line %d", seen[key.Value]), "keep one of them")
		default:
			seen[key.Value] = key.Line
			s.decode(value, v.Field(field), inner)
		}
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func (s *source) sequence(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind != yaml.SequenceNode {
		s.add(place{n.Line, n.Column}, path, "is "+kindName(n)+" where a list is expected", "write its items on lines that begin with `- `")
		return
	}
	if len(n.Content) == 0 {
		return // an empty list and none are the same: one canonical form
	}
	items := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		s.decode(item, items.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
	v.Set(items)
}

func (s *source) scalar(n *yaml.Node, v reflect.Value, path string) {
	at := place{n.Line, n.Column}
	switch n.ShortTag() {
	case "!!str", "!!int", "!!float", "!!bool", "!!timestamp":
	default:
		s.add(at, path, fmt.Sprintf("has the YAML type %s", n.ShortTag()), "write plain text, a number, true or false")
		return
	}
	if t, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if err := t.UnmarshalText([]byte(n.Value)); err != nil {
			s.add(at, path, fmt.Sprintf("%q is not known here", n.Value), err.Error())
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(n.Value)
	case reflect.Int:
		i, err := strconv.Atoi(n.Value)
		if err != nil || i > 1e9 || i < -1e9 {
			s.add(at, path, fmt.Sprintf("%q is not a whole number", n.Value), "write digits, as 14")
			return
		}
		v.SetInt(int64(i))
	case reflect.Bool:
		if n.Value != "true" && n.Value != "false" {
			s.add(at, path, fmt.Sprintf("%q is neither true nor false", n.Value), "write true or false")
			return
		}
		v.SetBool(n.Value == "true")
	}
}

// inside finds the place in the text of the character at line and column (both from 0,
// as far as lines go from 1) of a value that may be quoted, folded or indented there.
func (s *source) inside(path string, line, col int) place {
	n, ok := s.nodes[path]
	if !ok {
		return s.at.at(path)
	}
	value := strings.Split(n.Value, "\n")
	offset := col
	for i := 0; i < line-1 && i < len(value); i++ {
		offset += utf8.RuneCountInString(value[i]) + 1
	}
	l, c := n.Line-1, n.Column-1
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		l, c = l+1, 0
	}
	found := place{n.Line, n.Column}
	for i, want := range []rune(n.Value) {
		if i > offset {
			break
		}
		at, ok := s.seek(&l, &c, want)
		if !ok {
			break
		}
		found = at
	}
	return found
}

// seek goes on to the next character of the text that stands for want: quotes, escapes
// and indentation are passed over, and a line's end may stand for a space.
func (s *source) seek(l, c *int, want rune) (place, bool) {
	blank := want == ' ' || want == '\n'
	for ; *l < len(s.lines); *l, *c = *l+1, 0 {
		line := []rune(s.lines[*l])
		for ; *c < len(line); *c++ {
			if line[*c] == want {
				*c++
				return place{*l + 1, *c}, true
			}
		}
		if blank {
			at := place{*l + 1, *c + 1}
			*l, *c = *l+1, 0
			return at, true
		}
	}
	return place{}, false
}

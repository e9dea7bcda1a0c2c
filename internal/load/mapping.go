package load

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Mapping says which column of which file feeds which field. It is a text that can be
// kept, given to a colleague and used again. Names of columns are compared without regard
// to capitals, and so are the values on the left side of a map.
type Mapping struct {
	Version  int     `yaml:"load" json:"load"` // of this format: 1
	Name     string  `yaml:"name" json:"name"`
	About    string  `yaml:"about,omitempty" json:"about,omitempty"`
	Process  string  `yaml:"process,omitempty" json:"process,omitempty"`             // key of the process that has the steps; empty is the company's own
	Currency string  `yaml:"currency,omitempty" json:"currency,omitempty"`           // of amounts that name none; empty is the company's own, and counted as assumed
	Complete bool    `yaml:"complete_history,omitempty" json:"complete_history"`     // the source knew each fact when it happened
	Observed string  `yaml:"observed_from,omitempty" json:"observed_from,omitempty"` // a day, or detect: deals that ended before are not in the source
	Sheets   []Sheet `yaml:"files" json:"files"`
}

// Sheet is a file of the mapping, found by its name; * stands for any letters. Aliases
// put values right before anything else is done with a column.
type Sheet struct {
	File    string                       `yaml:"file" json:"file"`
	Format  Format                       `yaml:"format,omitempty" json:"format,omitzero"`
	Aliases map[string]map[string]string `yaml:"aliases,omitempty" json:"aliases,omitempty"` // column, value as it stands there, value as it is meant
	Makes   []Make                       `yaml:"makes,omitempty" json:"makes,omitempty"`     // none: the file is there to look things up in
}

// Make says that each row of a file makes one of a noun.
type Make struct {
	Noun  string           `yaml:"noun" json:"noun"`
	When  *When            `yaml:"when,omitempty" json:"when,omitempty"` // other rows make none
	From  map[string]Field `yaml:"from" json:"from"`                     // by the name of a Target, or "fields." and a name of one's own
	Stage *Stage           `yaml:"stage,omitempty" json:"stage,omitempty"`
}

// When holds for rows whose column has one of the values.
type When struct {
	Column string   `yaml:"column" json:"column"`
	Is     []string `yaml:"is" json:"is"`
}

// Field is where a value comes from: a column, a text with {columns} in it of which parts
// in [brackets] are left out where a column in them is empty, or the same value always.
// Then, in this order: Map replaces it, Lookup looks it up in another file, Default stands
// in where there is nothing. In YAML a plain word is short for a column.
type Field struct {
	Column   string            `yaml:"column,omitempty" json:"column,omitempty"`
	Text     string            `yaml:"text,omitempty" json:"text,omitempty"`
	Value    string            `yaml:"value,omitempty" json:"value,omitempty"`
	Map      map[string]string `yaml:"map,omitempty" json:"map,omitempty"`
	Strict   bool              `yaml:"only_mapped,omitempty" json:"only_mapped,omitempty"` // a value that Map does not have is wrong
	Lookup   *Lookup           `yaml:"lookup,omitempty" json:"lookup,omitempty"`
	Default  string            `yaml:"default,omitempty" json:"default,omitempty"`
	Times    string            `yaml:"times,omitempty" json:"times,omitempty"`       // amounts: 1000000 where the file counts in millions
	Currency string            `yaml:"currency,omitempty" json:"currency,omitempty"` // amounts: ISO code, or the {column} that has it
	Decimal  string            `yaml:"decimal,omitempty" json:"decimal,omitempty"`   // point or comma, where the file does not tell
	Dates    string            `yaml:"dates,omitempty" json:"dates,omitempty"`       // ymd, dmy or mdy, where the file does not tell
}

// Lookup finds the row of a file whose column By has the value, and takes another column
// of it.
type Lookup struct {
	File string `yaml:"file" json:"file"`
	By   string `yaml:"by" json:"by"`
	Take string `yaml:"take" json:"take"`
}

// Stage turns the words of another system into steps and ends. Map goes by the value of
// Column; Always holds for rows whose value Map does not have, and for all where there is
// no Column.
type Stage struct {
	Column string          `yaml:"column,omitempty" json:"column,omitempty"`
	Map    map[string]Rule `yaml:"map,omitempty" json:"map,omitempty"`
	Always *Rule           `yaml:"always,omitempty" json:"always,omitempty"`
}

// Rule is what a stage means: the steps that a deal in it has stood in, in order, and how
// it ended, if it did.
type Rule struct {
	Steps  []Entry `yaml:"steps" json:"steps"`
	End    string  `yaml:"end,omitempty" json:"end,omitempty"` // won, lost, no_decision, disqualified or parked
	At     Field   `yaml:"ended,omitempty" json:"ended,omitzero"`
	Value  Field   `yaml:"value,omitempty" json:"value,omitzero"` // of what was won
	Reason Field   `yaml:"reason,omitempty" json:"reason,omitzero"`
	Until  Field   `yaml:"until,omitempty" json:"until,omitzero"` // parked: the day of coming back
}

// Entry is the entering of a step. Without At nobody knows when. IfDated leaves it out
// where its column is empty: the deal never was in that step.
type Entry struct {
	Step    string `yaml:"step" json:"step"`
	At      Field  `yaml:"at,omitempty" json:"at,omitzero"`
	IfDated bool   `yaml:"if_dated,omitempty" json:"if_dated,omitempty"`
}

// IsZero says whether nothing feeds the field.
func (f Field) IsZero() bool {
	return f.Column == "" && f.Text == "" && f.Value == "" && f.Default == "" && f.Lookup == nil && f.Map == nil &&
		!f.Strict && f.Times == "" && f.Currency == "" && f.Decimal == "" && f.Dates == ""
}

// plain is Field without its methods.
type plain Field

// UnmarshalYAML reads a field, or the name of a column alone.
func (f *Field) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		return n.Decode(&f.Column)
	}
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: expected a column, or what a field is made from", n.Line)
	}
	known := strings.Fields("column text value map only_mapped lookup default times currency decimal dates")
	for i := 0; i < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if !slices.Contains(known, k.Value) {
			return fmt.Errorf("line %d: field %s not found in a field; it has %s", k.Line, k.Value, strings.Join(known, ", "))
		}
		if k.Value != "lookup" || v.Kind != yaml.MappingNode {
			continue
		}
		for j := 0; j < len(v.Content); j += 2 {
			if !slices.Contains([]string{"file", "by", "take"}, v.Content[j].Value) {
				return fmt.Errorf("line %d: field %s not found in a lookup; it has file, by, take", v.Content[j].Line, v.Content[j].Value)
			}
		}
	}
	return n.Decode((*plain)(f))
}

// MarshalYAML writes a column alone as its name.
func (f Field) MarshalYAML() (any, error) {
	only := Field{Column: f.Column}
	f.Column = ""
	if f.IsZero() {
		return only.Column, nil
	}
	f.Column = only.Column
	return plain(f), nil
}

// MappingErrors is everything that is wrong with a mapping, each with where it is.
type MappingErrors []string

// Error lists them, one a line.
func (e MappingErrors) Error() string { return strings.Join(e, "\n") }

const mappingLimit = 1 << 20

// Parse reads a mapping, strictly: no unknown field, nothing twice. The error is of type
// MappingErrors.
func Parse(b []byte) (Mapping, error) {
	var m Mapping
	if len(b) > mappingLimit {
		return m, MappingErrors{"a mapping of at most a mebibyte"}
	}
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true)
	if err := dec.Decode(&m); err != nil {
		if err == io.EOF {
			return m, MappingErrors{"an empty text"}
		}
		return m, MappingErrors(strings.Split(strings.TrimPrefix(err.Error(), "yaml: unmarshal errors:\n  "), "\n  "))
	}
	var more any
	if err := dec.Decode(&more); err != io.EOF {
		return m, MappingErrors{"something follows the mapping"}
	}
	return m, m.Check()
}

// Print writes a mapping so that Parse gives the same one.
func Print(m Mapping) []byte {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(m); err != nil {
		panic("load: " + err.Error()) // every mapping can be written
	}
	return b.Bytes()
}

// Check says what is wrong with a mapping by itself; whether it fits the files, a Plan
// says. The error is of type MappingErrors.
func (m Mapping) Check() error {
	var c checker
	if m.Version != 1 {
		c.add("load", "the version of this format is 1, not %d", m.Version)
	}
	if m.Observed != "" && m.Observed != detect {
		if d, ok := readDate(m.Observed, yearFirst); !ok || d.dayText() != m.Observed {
			c.add("observed_from", "expected a day such as 2026-03-31, or detect")
		}
	}
	c.currency("currency", m.Currency, false)
	if len(m.Sheets) == 0 {
		c.add("files", "at least one file is expected")
	}
	made := map[string]bool{}
	for _, s := range m.Sheets {
		for _, k := range s.Makes {
			made[k.Noun] = true
		}
	}
	for i, s := range m.Sheets {
		c.sheet(fmt.Sprintf("files[%d]", i), m, s)
	}
	if made[Stay] && !made[Deal] {
		c.add("files", "stays are there and no deals that they could belong to")
	}
	if len(c.all) == 0 {
		return nil
	}
	return c.all
}

// detect asks for the day from which the source was watched to be found out.
const detect = "detect"

// field names, sorted, for messages in a steady order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

package load

import (
	"fmt"
	"math/big"
	"path"
	"slices"
	"strings"

	"cairn/money"
)

// checker gathers what is wrong with a mapping.
type checker struct{ all MappingErrors }

func (c *checker) add(at, format string, args ...any) {
	c.all = append(c.all, at+": "+fmt.Sprintf(format, args...))
}

func (c *checker) sheet(at string, m Mapping, s Sheet) {
	if s.File == "" {
		c.add(at+".file", "the name of a file is expected, * for any letters")
	} else if _, err := path.Match(strings.ToLower(s.File), "x"); err != nil {
		c.add(at+".file", "not a pattern: %s", s.File)
	}
	f := s.Format
	c.oneOf(at+".format.charset", f.Charset, Charsets()...)
	c.oneOf(at+".format.delimiter", f.Delimiter, ",", ";", "\t", "|")
	c.oneOf(at+".format.header", f.Header, "yes", "no")
	c.oneOf(at+".format.decimal", f.Decimal, point, comma)
	c.oneOf(at+".format.dates", f.Dates, yearFirst, dayFirst, monthFirst)
	for i, k := range s.Makes {
		c.makes(fmt.Sprintf("%s.makes[%d]", at, i), m, k)
	}
}

func (c *checker) oneOf(at, v string, of ...string) {
	if v != "" && !slices.Contains(of, v) {
		c.add(at, "%q is none of %q", v, of)
	}
}

func (c *checker) makes(at string, m Mapping, k Make) {
	if !slices.Contains(Nouns(), k.Noun) {
		c.add(at+".noun", "%q is none of %s", k.Noun, strings.Join(Nouns(), ", "))
		return
	}
	if k.When != nil && (k.When.Column == "" || len(k.When.Is) == 0) {
		c.add(at+".when", "a column and its values are expected")
	}
	for _, name := range sortedKeys(k.From) {
		t, ok := targetOf(k.Noun, name)
		if !ok {
			c.add(at+".from."+name, "a %s has no such field", k.Noun)
			continue
		}
		c.field(at+".from."+name, m, k.From[name], t.Kind)
	}
	for _, t := range Targets(k.Noun) {
		if f, ok := k.From[t.Name]; t.Needed && (!ok || f.IsZero()) {
			c.add(at+".from."+t.Name, "it must be fed: %s", t.Doc)
		}
	}
	switch {
	case k.Stage == nil && (k.Noun == Deal || k.Noun == Stay):
		c.add(at+".stage", "what the steps are is expected")
	case k.Stage != nil && k.Noun != Deal && k.Noun != Stay:
		c.add(at+".stage", "a %s has no steps", k.Noun)
	case k.Stage != nil:
		c.stage(at+".stage", m, *k.Stage)
	}
}

func (c *checker) stage(at string, m Mapping, s Stage) {
	if s.Column == "" && len(s.Map) > 0 {
		c.add(at+".column", "the column whose values map lists is expected")
	}
	if len(s.Map) == 0 && s.Always == nil {
		c.add(at, "map or always is expected")
	}
	for _, v := range sortedKeys(s.Map) {
		c.rule(fmt.Sprintf("%s.map.%s", at, v), m, s.Map[v])
	}
	if s.Always != nil {
		c.rule(at+".always", m, *s.Always)
	}
}

func (c *checker) rule(at string, m Mapping, r Rule) {
	if len(r.Steps) == 0 {
		c.add(at+".steps", "at least one step is expected")
	}
	for i, e := range r.Steps {
		if e.Step == "" {
			c.add(fmt.Sprintf("%s.steps[%d]", at, i), "the key of a step is expected")
		}
		if e.IfDated && e.At.IsZero() {
			c.add(fmt.Sprintf("%s.steps[%d]", at, i), "if_dated needs at")
		}
		c.field(fmt.Sprintf("%s.steps[%d].at", at, i), m, e.At, moment)
	}
	c.oneOf(at+".end", r.End, ends()...)
	if r.End != "" && r.At.IsZero() {
		c.add(at+".ended", "the day on which it ended is expected")
	}
	if r.End == "" && !(r.At.IsZero() && r.Value.IsZero() && r.Reason.IsZero() && r.Until.IsZero()) {
		c.add(at+".end", "how it ended is expected")
	}
	c.field(at+".ended", m, r.At, moment)
	c.field(at+".value", m, r.Value, amounts)
	c.field(at+".until", m, r.Until, day)
	c.field(at+".reason", m, r.Reason, text)
}

// ends are the ways out that a deal can be brought with.
func ends() []string { return []string{"won", "lost", "no_decision", "disqualified", "parked"} }

func (c *checker) field(at string, m Mapping, f Field, kind string) {
	if f.IsZero() {
		return
	}
	from := 0
	for _, s := range []string{f.Column, f.Text, f.Value} {
		if s != "" {
			from++
		}
	}
	if from > 1 || from == 0 && f.Default == "" {
		c.add(at, "one of column, text and value is expected")
	}
	if f.Text != "" {
		if _, err := template(f.Text); err != nil {
			c.add(at+".text", "%s", err)
		}
	}
	if f.Strict && len(f.Map) == 0 {
		c.add(at+".only_mapped", "there is no map")
	}
	if l := f.Lookup; l != nil {
		if l.File == "" || l.By == "" || l.Take == "" {
			c.add(at+".lookup", "file, by and take are expected")
		} else if !slices.ContainsFunc(m.Sheets, func(s Sheet) bool { return s.File == l.File }) {
			c.add(at+".lookup.file", "%s is not among the files of this mapping", l.File)
		}
	}
	if _, ok := new(big.Rat).SetString(f.Times); f.Times != "" && (!ok || kind != amounts || len(f.Times) > 20 || strings.ContainsAny(f.Times, "eE")) {
		c.add(at+".times", "a number such as 1000000 is expected, for an amount of money")
	}
	if f.Currency != "" && kind != amounts {
		c.add(at+".currency", "this is no amount of money")
	}
	c.currency(at+".currency", f.Currency, true)
	c.oneOf(at+".decimal", f.Decimal, point, comma)
	c.oneOf(at+".dates", f.Dates, yearFirst, dayFirst, monthFirst)
}

func (c *checker) currency(at, v string, column bool) {
	if v == "" || money.Known(v) || column && strings.HasPrefix(v, "{") && strings.HasSuffix(v, "}") && len(v) > 2 {
		return
	}
	c.add(at, "%q is no ISO code such as EUR", v)
}

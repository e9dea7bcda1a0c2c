package process

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
)

// Layer is what an organisation, or a team, lays over a process (P-21): its own
// checkpoints, questions, guidance, activities and choices, and what it wants stricter.
// A step or a checkpoint that the process has is named by its key alone, with what
// changes:
//
//	over: seven
//	name: Our way
//	steps:
//	  - key: qualifying
//	    questions: [Which of our machines do you run?]
//	    exit:
//	      - key: money        # the process has it: only stricter
//	        strength: impossible
//	      - key: licence      # a new one, complete
//	        question: Do they hold the licence?
//	        strength: gate
//	        evidence: document
type Layer struct {
	Over    string  `yaml:"over" json:"over"` // key of the process
	Name    string  `yaml:"name,omitempty" json:"name,omitempty"`
	About   string  `yaml:"about,omitempty" json:"about,omitempty"`
	Steps   []Step  `yaml:"steps,omitempty" json:"steps,omitempty"`
	Exits   []Exit  `yaml:"exits,omitempty" json:"exits,omitempty"`
	Sources []Value `yaml:"sources,omitempty" json:"sources,omitempty"`
	Methods []Value `yaml:"methods,omitempty" json:"methods,omitempty"`

	at       places
	programs map[string]cel.Program
}

// ParseLayer reads a layer as strictly as Parse reads a process; its error is Errors.
func ParseLayer(text []byte) (Layer, error) {
	var l Layer
	s := read(text, &l)
	l.programs = s.compile(expressions(l.Steps))
	l.at = s.at
	if err := s.errs.err(); err != nil {
		return Layer{}, err
	}
	return l, nil
}

// Over lays a layer over a process and gives the effective one, whose version is that of
// its whole text. Layers may lie over each other: Over(Over(p, org), team).
// What a layer may not do is refused with Errors, in the lines of the layer; the
// effective process is then for Check, as any other.
func Over(base Definition, l Layer) (Definition, error) {
	m := merger{checker: checker{d: base, at: l.at}, base: base}
	if l.Over != base.Key {
		m.add("over", fmt.Sprintf("lies over %q, and the process is %q", l.Over, base.Key), "name the process that it is for")
		return Definition{}, m.errs.err()
	}
	d := base
	if l.Name != "" {
		d.Name = l.Name
	}
	if l.About != "" {
		d.About = l.About
	}
	d.Steps = slices.Clone(base.Steps)
	for i, over := range l.Steps {
		path := fmt.Sprintf("steps[%d]", i)
		at := base.Index(over.Key)
		if at < 0 {
			m.add(path+".key", fmt.Sprintf("the process has no step %q", over.Key), "name one of its steps; a layer adds none")
			continue
		}
		d.Steps[at] = m.step(path, d.Steps[at], over)
	}
	d.Exits = m.exits(base.Exits, l.Exits)
	d.Sources = m.choices("sources", base.Sources, l.Sources)
	d.Methods = m.choices("methods", base.Methods, l.Methods)
	if err := m.errs.err(); err != nil {
		return Definition{}, err
	}
	programs := map[string]cel.Program{}
	maps.Copy(programs, base.tables().programs)
	maps.Copy(programs, l.programs)
	d.compiled = tabulate(d, nil, programs)
	return d, nil
}

// merger lays steps over steps and notes what a layer may not do.
type merger struct {
	checker
	base Definition
}

// only refuses what a layer sets and may not.
func (m *merger) only(path string, v reflect.Value, what string, may ...string) {
	for _, c := range columns(v.Type()) {
		if !v.Field(c.index).IsZero() && !slices.Contains(may, c.name) {
			m.add(path+"."+c.name, "a layer leaves this of "+what+" as it is", "drop the line; a layer may set "+list(may[1:], "and"))
		}
	}
}

func (m *merger) step(path string, s, over Step) Step {
	m.only(path, reflect.ValueOf(over), "a step", "key", "name", "action", "guidance", "questions", "entry",
		"exit", "activities", "typical", "late", "chance", "skills", "attributes")
	set := func(to *string, from string) {
		if from != "" {
			*to = from
		}
	}
	number := func(to *int, from int) {
		if from != 0 {
			*to = from
		}
	}
	set(&s.Name, over.Name)
	set(&s.Action, over.Action)
	set(&s.Entry, over.Entry)
	number(&s.Typical, over.Typical)
	number(&s.Late, over.Late)
	number(&s.Chance, over.Chance)
	if over.Guidance != "" {
		s.Guidance = strings.TrimLeft(strings.TrimRight(s.Guidance, "\n")+"\n\n"+over.Guidance, "\n")
	}
	s.Questions = slices.Concat(s.Questions, over.Questions)
	s.Activities = slices.Concat(s.Activities, over.Activities)
	s.Skills = slices.Concat(s.Skills, over.Skills)
	s.Attributes = slices.Concat(s.Attributes, over.Attributes)
	s.Exit = slices.Clone(s.Exit)
	for j, cp := range over.Exit {
		at := fmt.Sprintf("%s.exit[%d]", path, j)
		in, _, known := m.base.Checkpoint(cp.Key)
		switch {
		case !known:
			m.key(at+".key", cp.Key)
			m.checkpoint(at, cp)
			s.Exit = append(s.Exit, cp)
		case m.base.Steps[in].Key != s.Key:
			m.add(at+".key", fmt.Sprintf("%s is asked in %s", cp.Key, m.base.Steps[in].Name), "name it there, or choose another key")
		default:
			i := slices.IndexFunc(s.Exit, func(c Checkpoint) bool { return c.Key == cp.Key })
			s.Exit[i] = m.tighten(at, s.Exit[i], cp)
		}
	}
	return s
}

// tighten makes a checkpoint stricter, or weaker where the layer above lets it.
func (m *merger) tighten(path string, c, over Checkpoint) Checkpoint {
	m.only(path, reflect.ValueOf(over), "a checkpoint that the process has", "key", "strength", "help", "threshold", "confirmed", "retired")
	logic := c.Strength == Impossible
	refuse := func(field string) {
		if logic {
			m.add(path+"."+field, fmt.Sprintf("%s is impossible to pass, in every layer", c.Key), "drop the line")
		} else {
			m.add(path+"."+field, fmt.Sprintf("this would weaken %s, and the process does not allow that", c.Key), "make it stricter, or ask for may_weaken there")
		}
	}
	weak := c.Weaken && !logic
	if over.Strength != Unstated {
		if c.Strength.stricter(over.Strength) && !weak {
			refuse("strength")
		}
		c.Strength = over.Strength
	}
	if over.Threshold != 0 {
		if over.Threshold < c.Threshold && !weak {
			refuse("threshold")
		}
		c.Threshold = over.Threshold
	}
	if over.Retired {
		if !weak {
			refuse("retired")
		}
		c.Retired = true
	}
	if c.Strength == Impossible {
		c.Weaken, c.Approver = false, ""
	}
	if over.Help != "" {
		c.Help = over.Help
	}
	c.Confirmed = c.Confirmed || over.Confirmed
	return c
}

// exits adds reasons to exits that the process has.
func (m *merger) exits(base, over []Exit) []Exit {
	all := slices.Clone(base)
	for i, e := range over {
		path := fmt.Sprintf("exits[%d]", i)
		at := slices.IndexFunc(all, func(x Exit) bool { return x.Key == e.Key })
		if at < 0 {
			m.add(path+".key", fmt.Sprintf("the process has no exit %q", e.Key), "name one of its exits; a layer adds reasons to it")
			continue
		}
		m.only(path, reflect.ValueOf(e), "an exit", "key", "reasons")
		all[at].Reasons = m.choices(path+".reasons", all[at].Reasons, e.Reasons)
	}
	return all
}

// choices adds values; one that the process has can only be retired.
func (m *merger) choices(path string, base, over []Value) []Value {
	all := slices.Clone(base)
	for i, v := range over {
		at := slices.IndexFunc(all, func(x Value) bool { return x.Key == v.Key })
		switch {
		case at < 0:
			m.key(fmt.Sprintf("%s[%d].key", path, i), v.Key)
			m.need(fmt.Sprintf("%s[%d].name", path, i), v.Name)
			all = append(all, v)
		case v.Retired:
			all[at].Retired = true
		default:
			m.add(fmt.Sprintf("%s[%d].key", path, i), fmt.Sprintf("the process has %q already", v.Key), "choose another key, or write retired: true")
		}
	}
	return all
}

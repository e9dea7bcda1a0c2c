package process

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
)

// Parse reads a process: strictly (no unknown field, nothing twice, no value of another
// type) and with all rules and conditions compiled. The error is of type Errors and
// lists everything that is wrong. A process that parses is a draft that can be looked
// at, compared and rehearsed; whether it may be published, Check says. They are two
// questions because what was published once must be readable for ever.
func Parse(text []byte) (Definition, error) {
	d, errs := parse(text)
	if err := errs.located(d).err(); err != nil {
		return Definition{}, err
	}
	return d, nil
}

// Publishable is Parse and Check in one: every problem of both, and a definition only
// where there is none.
func Publishable(text []byte) (Definition, error) {
	d, read := parse(text)
	errs := slices.Clone(read)
	if d.Key != "" {
		for _, p := range check(d) {
			if !echoes(p, read) {
				errs = append(errs, p)
			}
		}
	}
	if err := errs.located(d).err(); err != nil {
		return Definition{}, err
	}
	return d, nil
}

// echoes says whether a problem may be there only because part of the text could not be
// read: it is about the same field or what is in it, or about all steps together.
func echoes(p Problem, read Errors) bool {
	return slices.ContainsFunc(read, func(r Problem) bool {
		rest, within := strings.CutPrefix(p.Path, r.Path)
		return p.Path == "steps" || within && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

// MustParse is Parse for a text that is part of the program; it panics on any problem.
func MustParse(text string) Definition {
	d, err := Parse([]byte(text))
	if err != nil {
		panic("process: " + err.Error())
	}
	return d
}

func parse(text []byte) (Definition, Errors) {
	var d Definition
	s := read(text, &d)
	programs := s.compile(expressions(d.Steps))
	d.compiled = tabulate(d, s.at, programs)
	return d, s.errs
}

// expression is a rule or a condition where it stands.
type expression struct{ path, text string }

func expressions(steps []Step) []expression {
	var all []expression
	for i, step := range steps {
		for j, c := range step.Exit {
			path := fmt.Sprintf("steps[%d].exit[%d].", i, j)
			if c.When != "" {
				all = append(all, expression{path + "when", c.When})
			}
			if c.Rule != "" {
				all = append(all, expression{path + "rule", c.Rule})
			}
		}
	}
	return all
}

// compile compiles the expressions of a text; what does not compile is a problem where
// it stands.
func (s *source) compile(all []expression) map[string]cel.Program {
	if len(all) == 0 {
		return nil
	}
	r, err := newRules()
	if err != nil {
		s.add(place{1, 1}, "", err.Error(), "this is a fault of the program: report it")
		return nil
	}
	programs := map[string]cel.Program{}
	for _, e := range all {
		if programs[e.text] != nil {
			continue
		}
		program, bad := r.compile(e.text)
		for _, b := range bad {
			s.add(s.inside(e.path, b.line, b.column), e.path, b.message, b.remedy)
		}
		if bad == nil {
			programs[e.text] = program
		}
	}
	return programs
}

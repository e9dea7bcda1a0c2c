package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cairn/access"
)

// Script is a story of a sales team: who is there, what they do and when, what comes of
// it, and what is expected afterwards.
type Script struct {
	Name      string // of its file, for messages
	Processes []string
	Zone      *time.Location
	People    []Member
	Texts     []Text
	Without   map[string]string // ways on which it is not run, with the reason
	Rules     []string          // of docs/process.md, that its remarks cite: "P-7"
	Lines     []Line
}

// Member is somebody of the selling team.
type Member struct {
	Name  string
	Role  access.Role
	Under string
	Team  string
}

// Text is a process made from a template by setting some of its fields, or by laying a
// layer over one.
type Text struct {
	Name, Of string
	Over     bool // a layer over Of, which is a template or another text
	Edits    []token
}

// Line is one line that does or expects something.
type Line struct {
	N      int // in the file, from 1
	Text   string
	Act    *Act
	Expect []token
}

// Act is what somebody does at a moment. Outcome is "ok", "fault: key" or
// "refused P-7: keys"; the rule is optional, and keys may end in … .
type Act struct {
	At      time.Time
	Who     string
	Verb    string
	Args    []token
	Outcome Outcome
}

// Outcome is what an act comes to. The zero Outcome is success.
type Outcome struct {
	Fault   string
	Refused bool
	Rule    string
	Keys    []string
	More    bool // other keys may follow
}

// Parse reads a script. Its error lists every line that cannot be understood.
func Parse(name, text string) (Script, error) {
	p := parser{s: Script{Name: name, Zone: time.UTC, Without: map[string]string{}}}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\r\n")
		p.rules(line)
		if err := p.line(n, line); err != nil {
			p.errs = append(p.errs, fmt.Errorf("%s:%d: %w", name, n, err))
		}
	}
	if len(p.s.Processes) == 0 {
		p.errs = append(p.errs, fmt.Errorf("%s: it does not say which process; begin with a line such as: process seven", name))
	}
	if len(p.s.People) == 0 {
		p.errs = append(p.errs, fmt.Errorf("%s: nobody is there; add a line such as: people mia manager; ana salesperson under mia", name))
	}
	return p.s, errors.Join(p.errs...)
}

type parser struct {
	s    Script
	last time.Time
	here []string // members so far
	errs []error
}

// rules notes the rules that a remark cites.
func (p *parser) rules(line string) {
	_, remark, ok := strings.Cut(line, "#")
	if !ok {
		return
	}
	for _, w := range strings.FieldsFunc(remark, func(r rune) bool { return strings.ContainsRune(" ,.:;()", r) }) {
		if strings.HasPrefix(w, "P-") && len(w) > 2 && !slices.Contains(p.s.Rules, w) {
			p.s.Rules = append(p.s.Rules, w)
		}
	}
}

func (p *parser) line(n int, line string) error {
	all, err := tokens(line)
	if err != nil || len(all) == 0 {
		return err
	}
	head, rest := all[0], all[1:]
	if !head.bare() {
		return fmt.Errorf("a line begins with a moment or with process, zone, people, text, layer, without or expect, not with %q", head.text)
	}
	switch head.text {
	case "process":
		for _, t := range rest {
			p.s.Processes = append(p.s.Processes, strings.Trim(t.text, ","))
		}
		return nil
	case "zone":
		return p.zone(rest)
	case "people":
		return p.people(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "people")))
	case "text":
		return p.text(rest, "of")
	case "layer":
		return p.text(rest, "over")
	case "without":
		if len(rest) != 2 || !rest[1].quoted {
			return errors.New(`write the way and the reason: without pure "passwords are kept by the store"`)
		}
		p.s.Without[rest[0].text] = rest[1].text
		return nil
	case "expect":
		if len(rest) < 2 {
			return errors.New("expect what? such as: expect acme step=needs")
		}
		p.s.Lines = append(p.s.Lines, Line{N: n, Text: strings.TrimSpace(line), Expect: rest})
		return nil
	}
	return p.act(n, line, head.text, rest)
}

func (p *parser) zone(rest []token) (err error) {
	if len(rest) != 1 {
		return errors.New("name one zone, such as Europe/Berlin")
	}
	p.s.Zone, err = time.LoadLocation(rest[0].text)
	return err
}

// people reads "mia manager; ana salesperson under mia in north".
func (p *parser) people(list string) error {
	list, _, _ = strings.Cut(list, "#")
	for one := range strings.SplitSeq(list, ";") {
		w := strings.Fields(one)
		if len(w) < 2 || !access.Role(w[1]).Known() {
			return fmt.Errorf("%q is not somebody with a role, such as: ana salesperson under mia", strings.TrimSpace(one))
		}
		m := Member{Name: w[0], Role: access.Role(w[1])}
		for rest := w[2:]; len(rest) > 0; rest = rest[2:] {
			switch {
			case len(rest) > 1 && rest[0] == "under":
				m.Under = rest[1]
			case len(rest) > 1 && rest[0] == "in":
				m.Team = rest[1]
			default:
				return fmt.Errorf("after %s %s comes under somebody or in a team, not %q", w[0], w[1], rest[0])
			}
		}
		p.s.People, p.here = append(p.s.People, m), append(p.here, m.Name)
	}
	return nil
}

// text reads "text stricter of seven problem.strength=gate", and a layer likewise.
func (p *parser) text(rest []token, word string) error {
	if len(rest) < 3 || !rest[1].is(word) {
		return fmt.Errorf("write: NAME %s TEMPLATE key.field=value …", word)
	}
	for _, t := range rest[3:] {
		if t.key == "" {
			return fmt.Errorf("%q is not key.field=value", t.text)
		}
	}
	p.s.Texts = append(p.s.Texts, Text{Name: rest[0].text, Of: rest[2].text, Over: word == "over", Edits: rest[3:]})
	return nil
}

func (p *parser) act(n int, line, when string, rest []token) error {
	at, err := moment(when, p.last, p.s.Zone)
	if err != nil {
		return err
	}
	p.last = at
	if len(rest) < 2 || !rest[0].bare() || !rest[1].bare() {
		return errors.New("a moment is followed by who does what: +1d ana meets acme")
	}
	a := &Act{At: at, Who: rest[0].text, Verb: rest[1].text}
	if a.Args, a.Outcome, err = outcome(rest[2:]); err != nil {
		return err
	}
	if a.Who != system && !slices.Contains(p.here, a.Who) {
		return fmt.Errorf("nobody is called %s; people names who is there", a.Who)
	}
	v, ok := verbOf(a.Verb)
	if !ok {
		return fmt.Errorf("%q is no verb; the verbs are %s", a.Verb, strings.Join(Verbs(), " "))
	}
	if v.command == "member.add" && len(a.Args) > 0 {
		p.here = append(p.here, a.Args[0].text)
	}
	p.s.Lines = append(p.s.Lines, Line{N: n, Text: strings.TrimSpace(line), Act: a})
	return nil
}

// system is who brings parked deals back.
const system = "system"

// outcome parts what is done from what comes of it.
func outcome(all []token) (args []token, o Outcome, err error) {
	for i, t := range all {
		rest := all[i+1:]
		switch {
		case t.is("ok") && len(rest) == 0:
			return all[:i], o, nil
		case t.is("fault:"):
			if len(rest) != 1 {
				return nil, o, errors.New("fault: is followed by one key, such as deal.not_open")
			}
			return all[:i], Outcome{Fault: rest[0].text}, nil
		case t.is("refused") && len(rest) > 0 && strings.HasPrefix(rest[0].text, "P-"):
			o.Rule, rest = strings.TrimSuffix(rest[0].text, ":"), rest[1:]
			fallthrough
		case t.is("refused:"):
			o.Refused = true
			for _, k := range rest {
				switch key := strings.Trim(k.text, ","); key {
				case "…", "...":
					o.More = true
				default:
					o.Keys = append(o.Keys, key)
				}
			}
			if len(o.Keys) == 0 && !o.More {
				return nil, o, errors.New("refused: is followed by what is missing")
			}
			return all[:i], o, nil
		}
	}
	return all, o, nil
}

// String is the outcome as a script writes it.
func (o Outcome) String() string {
	switch {
	case o.Fault != "":
		return "fault: " + o.Fault
	case o.Refused && o.Rule != "":
		return "refused " + o.Rule + ": " + strings.Join(o.Keys, ", ")
	case o.Refused:
		return "refused: " + strings.Join(o.Keys, ", ")
	}
	return "ok"
}

// covers says whether what came about is what was written.
func (o Outcome) covers(got Outcome) bool {
	if o.Fault != got.Fault || o.Refused != got.Refused || o.Rule != "" && o.Rule != got.Rule {
		return false
	}
	if o.More && len(got.Keys) > len(o.Keys) {
		got.Keys = got.Keys[:len(o.Keys)]
	}
	return slices.Equal(o.Keys, got.Keys)
}

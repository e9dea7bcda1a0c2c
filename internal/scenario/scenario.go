// Package scenario reads and plays scripts: plain texts that tell a sales team's days and
// say what should come of each act. The same script is played on several ways — the
// decisions alone, each database, the HTTP interface, the command line — and has to come
// out the same on all of them.
//
//	process seven
//	people  mia manager; ana salesperson under mia; olga owner
//	2026-01-05 ana opens acme source=referral value=40000 EUR
//	+1d        ana arranges acme on 2026-01-07
//	+2d        ana moves acme to needs      refused: reachable, fits, …
//	expect acme step=leads agreed:met
//
// Nothing is left to chance: a script's own moments drive the clock, and ids are counted.
// scenario/README.md describes the language.
package scenario

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cairn/deal"
	"cairn/event"
	"cairn/fault"
	"cairn/internal/app"
	"cairn/process"
)

// Way is one way of playing a script. Who is a member's id, or "system"; errors are
// *deal.Refusal or *fault.Error, as the door gives them.
type Way interface {
	// Clock sets the moment that it is from now on.
	Clock(at time.Time)
	// Do carries out a command, given by its name and its input as JSON.
	Do(who, command string, input json.RawMessage, how app.How) (app.Done, error)
	// Deal is a deal as somebody sees it; not visible is not found.
	Deal(who, id string) (deal.Deal, error)
	// Events are the log of a deal, from the first on.
	Events(id string) ([]event.Event, error)
	// Process is a published version.
	Process(version string) (process.Definition, error)
	// Tick does what the schedule does each minute.
	Tick() error
	// Check replays the log and compares it with what is kept.
	Check() error
}

// Play plays a script from an empty company on. Its error lists the lines that did not
// come out as written.
func Play(script Script, way Way) error {
	s := &stage{script: script, way: way, ids: map[string]string{}, names: map[string]string{}, words: map[string]string{}, texts: map[string]process.Definition{}, refused: map[string]error{}}
	if err := s.begin(); err != nil {
		return fmt.Errorf("%s: before the first line: %w", script.Name, err)
	}
	var wrong []error
	for _, l := range script.Lines {
		var err error
		if l.Act != nil {
			err = s.act(l.Act)
		} else {
			err = s.expect(l.Expect)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s:%d: %s\n\t%w", script.Name, l.N, l.Text, err))
		}
	}
	if err := way.Check(); err != nil {
		wrong = append(wrong, fmt.Errorf("%s: after the last line: %w", script.Name, err))
	}
	return errors.Join(wrong...)
}

// stage is a script while it is played: what each of its names stands for.
type stage struct {
	script  Script
	way     Way
	now     time.Time
	ids     map[string]string             // "deal:acme" to id
	names   map[string]string             // id to name
	words   map[string]string             // a text's own words, right or wrong
	texts   map[string]process.Definition // those that are right
	refused map[string]error              // layers that may not be laid
}

// bind gives something of the script its name.
func (s *stage) bind(noun, name, id string) {
	s.ids[noun+":"+name] = id
	s.names[id] = name
}

// id finds what a name of the script stands for.
func (s *stage) id(noun, name string) (string, bool) {
	id, ok := s.ids[noun+":"+name]
	return id, ok
}

// idOr is what a name stands for, or the name itself where it stands for nothing.
func (s *stage) idOr(noun, name string) string {
	if p, ok := s.texts[name]; ok && noun == "text" {
		return p.Version()
	}
	if id, ok := s.id(noun, name); ok {
		return id
	}
	return name
}

// begin sets the company up the day before the first act.
func (s *stage) begin() error {
	s.now = time.Date(2026, 1, 1, 9, 0, 0, 0, s.script.Zone)
	for _, l := range s.script.Lines {
		if l.Act != nil {
			s.now = l.Act.At.AddDate(0, 0, -1)
			break
		}
	}
	s.way.Clock(s.now)
	if err := s.prepare(); err != nil {
		return err
	}
	setUp := map[string]any{"name": "Scenario demo", "zone": s.script.Zone.String(), "currency": "EUR", "template": s.script.Processes[0]}
	if _, err := s.system("company.set_up", setUp); err != nil {
		return err
	}
	for _, key := range s.script.Processes[1:] {
		t, ok := process.TemplateOf(key)
		if !ok {
			return fmt.Errorf("there is no process %s", key)
		}
		if _, err := s.system("process.publish", map[string]any{"text": string(t.Text)}); err != nil {
			return err
		}
	}
	for _, m := range s.script.People {
		in := map[string]any{"name": m.Name, "email": m.Name + "@example.org", "role": m.Role, "team": m.Team}
		if m.Under != "" {
			id, ok := s.id("member", m.Under)
			if !ok {
				return fmt.Errorf("%s comes under %s, who is named later or not at all", m.Name, m.Under)
			}
			in["manager"] = id
		}
		done, err := s.system("member.add", in)
		if err != nil {
			return err
		}
		s.bind("member", m.Name, done.ID)
	}
	return nil
}

func (s *stage) system(command string, input any) (app.Done, error) {
	body, err := json.Marshal(input)
	if err != nil {
		return app.Done{}, err
	}
	return s.way.Do(system, command, body, app.How{})
}

// act plays one act and compares what came of it.
func (s *stage) act(a *Act) error {
	s.now = a.At
	s.way.Clock(a.At)
	if a.Verb == returns {
		return s.came(a, s.way.Tick())
	}
	w, err := a.read()
	if err != nil {
		return err
	}
	who, ok := s.id("member", a.Who)
	if a.Who == system {
		who = system
	} else if !ok {
		return fmt.Errorf("%s is not here yet", a.Who)
	}
	if err := s.meet(who, &w); err != nil {
		return err
	}
	input, err := s.input(w, a.At)
	if err != nil {
		return err
	}
	before := s.picture(w)
	done, err := s.way.Do(who, w.command, input, app.How{Key: w.key, Dry: w.dry})
	if (err != nil || w.dry) && !bytes.Equal(before, s.picture(w)) {
		return errors.New("it left a trace on the deal, and should not have")
	}
	if err := s.came(a, err); err != nil || done.ID == "" || w.dry {
		return err
	}
	if w.name != "" {
		s.bindMade(w, done)
	}
	return nil
}

// bindMade names what an act made: a child where there is one, else the subject.
func (s *stage) bindMade(w wish, done app.Done) {
	made := map[string]string{
		"deal.offer": "offer", "deal.raise": "concern", "deal.log": "activity", "deal.schedule": "activity", "deal.plan": "milestone", "deal.trade": "trade",
	}
	if noun := made[w.command]; noun != "" {
		s.bind(noun, w.name, done.Made)
	} else if w.news != "" {
		s.bind(w.news, w.name, done.ID)
	}
}

// came compares an error with the outcome that was written.
func (s *stage) came(a *Act, err error) error {
	var got Outcome
	if no, ok := errors.AsType[*deal.Refusal](err); ok {
		got = Outcome{Refused: true, Rule: no.Rule, Keys: no.Keys()}
	} else if f, ok := errors.AsType[*fault.Error](err); ok {
		got = Outcome{Fault: f.Key}
	} else if err != nil {
		return err
	}
	if !a.Outcome.covers(got) {
		return fmt.Errorf("it came to %s", got)
	}
	return nil
}

// picture is the deal of a wish as it stands, to see whether anything is left behind.
func (s *stage) picture(w wish) []byte {
	name, ok := w.field("deal")
	if !ok {
		return nil
	}
	id, ok := s.id("deal", name)
	if !ok {
		return nil
	}
	d, err := s.way.Deal(system, id)
	if err != nil {
		return []byte(err.Error())
	}
	body, err := json.Marshal(d)
	if err != nil {
		return []byte(err.Error())
	}
	return body
}

// meet adds organisations and people who are named for the first time. A deal is with
// the organisation of its own name, where none is given.
func (s *stage) meet(who string, w *wish) error {
	if _, given := w.field("organisation"); !given && (w.command == "deal.open" || w.command == "deal.bring") {
		w.fields = append(w.fields, token{key: "organisation", text: w.name})
	}
	for _, f := range w.fields {
		noun := nounOf(w.command, f.key)
		if noun != "organisation" && noun != "person" || f.quoted || f.text == "none" || noun+".add" == w.command && f.key == noun {
			continue
		}
		if _, known := s.id(noun, f.text); known {
			continue
		}
		in := map[string]any{"name": f.text}
		if org, ok := s.id("organisation", w.partner(s)); ok && noun == "person" {
			in["organisation"] = org
		}
		body, err := json.Marshal(in)
		if err != nil {
			return err
		}
		done, err := s.way.Do(who, noun+".add", body, app.How{})
		if err != nil {
			return fmt.Errorf("%s, who is named for the first time: %w", f.text, err)
		}
		s.bind(noun, f.text, done.ID)
	}
	return nil
}

// partner is the name of the organisation that a wish is about.
func (w wish) partner(s *stage) string {
	if name, ok := w.field("organisation"); ok {
		return name
	}
	name, _ := w.field("deal")
	id, ok := s.id("deal", name)
	if !ok {
		return ""
	}
	d, err := s.way.Deal(system, id)
	if err != nil {
		return ""
	}
	return s.names[d.Organisation]
}

package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"cairn/deal"
	"cairn/fault"
	"cairn/money"
	"cairn/process"
)

// expect compares what a line expects with what is.
func (s *stage) expect(all []token) error {
	if len(all) >= 3 && all[1].is("sees") {
		return s.sees(all[0].text, all[2].text, true)
	}
	if len(all) >= 3 && all[1].is("misses") {
		return s.sees(all[0].text, all[2].text, false)
	}
	if all[0].is("layer") {
		return s.layered(all[1].text, all[2:])
	}
	if all[0].is("rehearsal") {
		return s.rehearsed(all[1].text, all[2:])
	}
	id, ok := s.id("deal", all[0].text)
	if !ok {
		return fmt.Errorf("there is no deal %s", all[0].text)
	}
	d, err := s.way.Deal(system, id)
	if err != nil {
		return err
	}
	p, err := s.way.Process(d.Process)
	if err != nil {
		return err
	}
	v := view{stage: s, d: d, p: p}
	var wrong []error
	for _, t := range all[1:] {
		if err := v.compare(t); err != nil {
			wrong = append(wrong, err)
		}
	}
	return errors.Join(wrong...)
}

// sees expects that somebody does, or does not, see a deal.
func (s *stage) sees(who, name string, want bool) error {
	member, ok := s.id("member", who)
	if !ok {
		return fmt.Errorf("nobody is called %s", who)
	}
	id, ok := s.id("deal", name)
	if !ok {
		return fmt.Errorf("there is no deal %s", name)
	}
	_, err := s.way.Deal(member, id)
	if err != nil && fault.Of(err) != fault.NotFound {
		return err
	}
	if sees := err == nil; sees != want {
		return fmt.Errorf("%s sees it: %t", who, sees)
	}
	return nil
}

// layered expects that a layer may be laid, or is refused.
func (s *stage) layered(name string, rest []token) error {
	err, no := s.refused[name]
	if _, yes := s.texts[name]; !yes && !no {
		return fmt.Errorf("there is no layer %s", name)
	}
	if want := len(rest) == 1 && rest[0].is("refused"); want != no {
		return fmt.Errorf("the layer is refused: %t, %w", no, err)
	}
	return nil
}

// rehearsed expects what a draft would have said of past deals: acme=stopped:problem. Of
// a deal's movements the worst counts, and the first of its findings.
func (s *stage) rehearsed(name string, rest []token) error {
	draft, ok := s.texts[name]
	if !ok {
		return fmt.Errorf("there is no text %s", name)
	}
	var wrong []error
	for _, t := range rest {
		got, err := s.rehearse(draft, t.key)
		if err != nil {
			return err
		}
		if got != t.text {
			wrong = append(wrong, fmt.Errorf("%s is %s", t.key, got))
		}
	}
	return errors.Join(wrong...)
}

func (s *stage) rehearse(draft process.Definition, name string) (string, error) {
	id, ok := s.id("deal", name)
	if !ok {
		return "", fmt.Errorf("there is no deal %s", name)
	}
	h := deal.History{Ran: map[string]process.Definition{}}
	var err error
	if h.Events, err = s.way.Events(id); err != nil {
		return "", err
	}
	for i := range h.Events {
		d, err := deal.Replay(h.Events[:i+1])
		if err != nil {
			return "", err
		}
		if h.Ran[d.Process], err = s.way.Process(d.Process); err != nil {
			return "", err
		}
	}
	verdicts, err := deal.Rehearse(draft, []deal.History{h})
	rank := []deal.Answer{deal.WouldPass, deal.NotKnowable, deal.WouldStop}
	worst := string(deal.WouldPass)
	at := 0
	for _, v := range verdicts {
		if n := slices.Index(rank, v.Answer); n > at {
			at, worst = n, string(v.Answer)
			for _, f := range v.Reasons {
				if f.Answer == v.Answer {
					worst += ":" + f.Checkpoint
				}
			}
		}
	}
	return worst, err
}

// view is a deal with what a script may say about it.
type view struct {
	*stage
	d deal.Deal
	p process.Definition
}

func (v view) compare(t token) error {
	if t.key == "" {
		key, want, ok := strings.Cut(t.text, ":")
		i, c, known := v.p.Checkpoint(key)
		if !ok || !known {
			return fmt.Errorf("%q is neither what=value nor checkpoint:standing", t.text)
		}
		at := v.now.UnixMicro()
		got := deal.Stand(v.p, v.d, i, c, deal.Now{At: at, Occurred: at, Today: v.dayOf(at)})
		if string(got) != want {
			return fmt.Errorf("%s is %s", key, got)
		}
		return nil
	}
	got, ok := v.word(t.key)
	if !ok {
		return fmt.Errorf("nothing is known by the word %s", t.key)
	}
	want := t.text
	if want == "none" {
		want = ""
	}
	if t.key == "value" {
		m, err := money.Parse(want)
		if err != nil {
			return err
		}
		want = m.String()
	}
	if got != want {
		return fmt.Errorf("%s is %s", t.key, cmp.Or(got, "none"))
	}
	return nil
}

// word is what is known about the deal under a word; lists are joined by commas.
func (v view) word(key string) (string, bool) {
	d := v.d
	end := deal.End{}
	if d.End != nil {
		end = *d.End
	}
	switch key {
	case "step":
		return d.Step, true
	case "status":
		return string(d.Status), true
	case "owner":
		return v.names[d.Owner], true
	case "value":
		return d.Value.String(), true
	case "close":
		return d.CloseDate, true
	case "kind":
		return d.Type, true
	case "process":
		return v.p.Key, true
	case "version":
		return strconv.FormatInt(d.Version, 10), true
	case "source":
		return d.Source, true
	case "method":
		return d.Method, true
	case "organisation":
		return v.names[d.Organisation], true
	case "pushes":
		return strconv.Itoa(d.Pushes), true
	case "merged":
		return v.names[d.Merged], true
	case "reason":
		return end.Reason, true
	case "until":
		return end.Until, true
	case "lost_at":
		return end.Step, true
	case "signed":
		return end.Signed, true
	case "ended":
		return v.dayOf(end.At), true
	case "opened":
		return v.dayOf(d.Opened), true
	case "entered":
		return v.dayOf(d.Entered), true
	case "qualified":
		return v.dayOf(d.Qualified), true
	case "next":
		next, _ := d.Next()
		return strings.Trim(next.Type+"@"+next.Due, "@"), true
	}
	return v.list(key)
}

// list is what is known under a word that stands for several things.
func (v view) list(key string) (string, bool) {
	d := v.d
	var all []string
	switch key {
	case "debts":
		all = d.Debts
	case "flags":
		all = d.Flags
	case "evidence":
		all = slices.Sorted(maps.Keys(d.Evidence))
	case "passed", "lapsed", "self":
		for _, x := range d.Passed {
			if key == "self" && x.Self || key == "passed" && !x.Lapsed || key == "lapsed" && x.Lapsed {
				all = append(all, x.Checkpoint)
			}
		}
	case "requests":
		for _, r := range d.Requests {
			all = append(all, r.Checkpoint)
		}
	case "approvals":
		for _, a := range d.Approvals {
			all = append(all, a.Checkpoint)
		}
	case "visits", "ends", "days", "visit_owners":
		for _, x := range d.Visits {
			all = append(all, v.visit(key, x))
		}
	case "offers":
		for _, o := range d.Offers {
			all = append(all, o.State)
		}
	case "concerns":
		for _, c := range d.Concerns {
			all = append(all, c.State)
		}
	case "early":
		for _, c := range d.Concerns {
			all = append(all, map[bool]string{true: "early", false: "late"}[c.Early])
		}
	case "trades":
		for _, t := range d.Trades {
			all = append(all, t.Give+" for "+t.Get)
		}
	case "plan":
		for _, m := range d.Plan {
			all = append(all, m.What+"@"+m.Due+map[bool]string{true: " done"}[m.Done != 0])
		}
	case "people":
		for _, c := range d.People {
			all = append(all, strings.TrimSuffix(v.names[c.Person]+":"+c.Influence, ":"))
		}
	case "participants":
		for id := range d.Participants {
			all = append(all, v.names[id])
		}
		slices.Sort(all)
	default:
		return "", false
	}
	return strings.Join(all, ","), true
}

// visit is one stay under a word: its step, how it ended, how many days it took, whose
// it was.
func (v view) visit(key string, x deal.Visit) string {
	switch key {
	case "visits":
		return x.Step
	case "ends":
		return cmp.Or(x.How, "open")
	case "visit_owners":
		return v.names[x.Owner]
	}
	to := x.To
	if x.How == "" {
		to = v.now.UnixMicro()
	}
	if x.From == 0 {
		return "unknown"
	}
	return strconv.FormatInt((to-x.From)/(24*time.Hour).Microseconds(), 10)
}

// dayOf is the day of a moment in the script's zone; none where it is not known.
func (s *stage) dayOf(micros int64) string {
	if micros == 0 {
		return ""
	}
	return time.UnixMicro(micros).In(s.script.Zone).Format(time.DateOnly)
}

// Known are the words of a deal that a script may expect.
func Known() []string {
	return strings.Fields(`approvals close concerns days debts early ended ends entered evidence flags kind lapsed lost_at
		merged method next offers opened organisation owner participants passed people plan process pushes qualified reason
		requests self signed source status step trades until value version visit_owners visits`)
}

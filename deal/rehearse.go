package deal

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"cairn/event"
	"cairn/process"
)

// Answer is what a rehearsal says of one movement. There are three, for "it would have
// passed" must not be said where nobody had been asked.
type Answer string

// The answers.
const (
	WouldPass   Answer = "passed"       // all that the draft asks was there, or was passed as the draft allows
	WouldStop   Answer = "stopped"      // it was asked, and was not there
	NotKnowable Answer = "not_knowable" // what is missing was never asked in the version that the deal ran under
)

// History is the log of one deal, with every definition that it ran under, by version.
type History struct {
	Ran    map[string]process.Definition
	Events []event.Event
}

// Verdict is what a draft says of one movement of a past deal.
type Verdict struct {
	Deal    string    `json:"deal"`
	N       int64     `json:"n"` // number of the event
	From    string    `json:"from"`
	To      string    `json:"to"` // step, or won
	Answer  Answer    `json:"answer"`
	Reasons []Finding `json:"reasons,omitempty"` // what stops it, or cannot be known
	Ended   Status    `json:"ended"`             // what became of the deal; open where it is
}

// Finding is a checkpoint of the draft that a movement does not meet.
type Finding struct {
	Checkpoint string `json:"checkpoint"`
	Strength   string `json:"strength"`
	Answer     Answer `json:"answer"` // stopped or not_knowable
}

// Rehearse replays past deals through a draft of a process (P-23): for every movement
// forward and every win, whether the draft would have let it pass, on the evidence of
// its moment. A pass that was given then counts as far as the draft allows it: what a
// manager overrode is no longer enough where nobody may pass. The log of a deal that
// cannot be read is an error.
//
//	verdicts, err := deal.Rehearse(draft, []deal.History{{Ran: versions, Events: log}})
//	deal.Summarise(verdicts).Findings // which checkpoint would have stopped which deals
func Rehearse(draft process.Definition, history []History) ([]Verdict, error) {
	var all []Verdict
	for _, h := range history {
		one, err := h.rehearse(draft)
		if err != nil {
			return nil, err
		}
		all = append(all, one...)
	}
	return all, nil
}

func (h History) rehearse(draft process.Definition) ([]Verdict, error) {
	var d Deal
	var all []Verdict
	for _, e := range h.Events {
		b, err := Decode(e)
		if err != nil {
			return nil, fmt.Errorf("event %d of %s: %w", e.N, e.Subject, err)
		}
		if m, ok := forward(b); ok {
			v := Verdict{Deal: d.ID, N: e.N, From: d.Step, To: m.to}
			v.judge(h.Ran, draft, d, m, e)
			all = append(all, v)
		}
		d = Apply(d, e, b)
	}
	for i := range all {
		all[i].Ended = d.Status
	}
	return all, nil
}

// movement is what a rehearsal needs of an event that goes on.
type movement struct {
	to, today string
	passed    []Pass
	debts     []string // skipped by an import
}

func forward(b Body) (movement, bool) {
	switch x := b.(type) {
	case *Moved:
		return movement{x.To, x.Today, x.Passed, x.Debts}, x.How != Return
	case *WonDeal:
		return movement{string(Won), x.Today, x.Passed, nil}, true
	case *Brought:
		return movement{string(Won), x.Today, nil, x.Debts}, true
	}
	return movement{}, false
}

// judge finds the answer for one movement.
func (v *Verdict) judge(ran map[string]process.Definition, draft process.Definition, d Deal, m movement, e event.Event) {
	p, ok := ran[d.Process]
	if !ok {
		v.Answer = NotKnowable
		return
	}
	v.Answer = WouldPass
	now := Now{At: e.Recorded, Occurred: e.Occurred, Today: m.today}
	if now.Today == "" {
		now.Today = time.UnixMicro(e.Occurred).UTC().Format(time.DateOnly)
	}
	from, ok1 := place(p, draft, d.Step)
	dest, ok2 := len(draft.Steps), true
	left := len(p.Steps) // steps of p that were left by now
	if m.to != string(Won) {
		dest, ok2 = place(p, draft, m.to)
		left = p.Index(m.to)
	}
	if !ok1 || !ok2 {
		v.Answer = NotKnowable
		return
	}
	if dest <= from {
		return // one step in the draft: there is nothing to pass
	}
	was := read(p, &d, now)
	there := d
	there.Step = draft.Steps[from].Key
	lacks, _ := read(draft, &there, now).lacks(from, dest)
	for _, l := range lacks {
		f := Finding{Checkpoint: l.c.Key, Strength: l.c.Strength.String(), Answer: WouldStop}
		switch {
		case !was.asked(l, left) || slices.Contains(m.debts, l.c.Key):
			f.Answer = NotKnowable
		case passedAs(m.passed, l.c):
			continue
		}
		v.Reasons = append(v.Reasons, f)
		if v.Answer != WouldStop {
			v.Answer = f.Answer
		}
	}
}

// place is the step of the draft where a deal in a step of p would be: the one of the
// same key, or the first that covers the beginning of the same part of the frame.
func place(p, draft process.Definition, step string) (int, bool) {
	if i := draft.Index(step); used(draft, i) {
		return i, true
	}
	if covers := p.FrameSteps(step); len(covers) > 0 {
		for i := range draft.Steps {
			if used(draft, i) && slices.Contains(draft.Steps[i].Covers, covers[0]) {
				return i, true
			}
		}
	}
	return 0, false
}

// asked says whether the question behind a lack in a draft had been asked of the deal
// under its own process, of whose steps the first so many were left by then.
func (r *reading) asked(l lack, left int) bool {
	i, old, ok := r.p.Checkpoint(l.c.Key)
	if !ok || i >= left || !r.applies(i, &old) || l.debt && old.Strength == process.Advice {
		return false // debts of advice never fall due
	}
	c := l.c
	switch {
	case old.Evidence != c.Evidence, old.Answer != c.Answer, old.Fact != c.Fact, old.Outcome != c.Outcome,
		old.Offer != c.Offer, old.Concerns != c.Concerns, old.Rule != c.Rule:
		return false
	case l.part == "confirmation" && !old.Confirmed, l.part == "influence" && len(old.Influence) == 0:
		return false
	}
	for _, line := range c.Criteria {
		if !slices.ContainsFunc(old.Criteria, func(x process.Criterion) bool { return x.Key == line.Key }) {
			return false
		}
	}
	return true
}

// passedAs says whether a pass that was given then is enough for c as the draft has it:
// who may pass a gate could have passed advice, but not the other way round.
func passedAs(passed []Pass, c *process.Checkpoint) bool {
	i := slices.IndexFunc(passed, func(x Pass) bool { return x.Checkpoint == c.Key })
	return i >= 0 && (c.Strength == process.Advice || c.Strength == process.Gate && passed[i].Strength == process.Gate.String())
}

// Rehearsal sums verdicts up.
type Rehearsal struct {
	Deals     int            `json:"deals"`
	Movements map[Answer]int `json:"movements"`
	Outcomes  []Outcome      `json:"outcomes"` // by answer, then by how deals ended
	Findings  []Found        `json:"findings"` // by checkpoint, answer, and how deals ended
}

// Outcome is the deals of one worst answer that ended in one way. A deal that would have
// been stopped anywhere is stopped; else one that cannot be known is not known.
type Outcome struct {
	Answer Answer   `json:"answer"`
	Ended  Status   `json:"ended"`
	Deals  []string `json:"deals"` // ids, sorted
}

// Found is the deals that one checkpoint of the draft is about.
type Found struct {
	Finding
	Ended     Status   `json:"ended"`
	Movements int      `json:"movements"`
	Deals     []string `json:"deals"` // ids, sorted
}

// Summarise counts verdicts by outcome and by checkpoint. Deals without any movement
// forward are not in it.
func Summarise(verdicts []Verdict) Rehearsal {
	r := Rehearsal{Movements: map[Answer]int{}}
	type found struct {
		Finding
		ended Status
	}
	worst, ended := map[string]Answer{}, map[string]Status{}
	moves, deals := map[found]int{}, map[found]map[string]bool{}
	for _, v := range verdicts {
		r.Movements[v.Answer]++
		ended[v.Deal] = v.Ended
		if worst[v.Deal].severity() < v.Answer.severity() {
			worst[v.Deal] = v.Answer
		}
		for _, f := range v.Reasons {
			k := found{f, v.Ended}
			moves[k]++
			if deals[k] == nil {
				deals[k] = map[string]bool{}
			}
			deals[k][v.Deal] = true
		}
	}
	r.Deals = len(worst)
	type outcome struct {
		Answer
		Status
	}
	by := map[outcome][]string{}
	for _, id := range slices.Sorted(maps.Keys(worst)) {
		k := outcome{worst[id], ended[id]}
		by[k] = append(by[k], id)
	}
	for k, ids := range by {
		r.Outcomes = append(r.Outcomes, Outcome{k.Answer, k.Status, ids})
	}
	slices.SortFunc(r.Outcomes, func(a, b Outcome) int {
		return cmp.Or(b.Answer.severity()-a.Answer.severity(), cmp.Compare(a.Ended, b.Ended))
	})
	for k, n := range moves {
		r.Findings = append(r.Findings, Found{k.Finding, k.ended, n, slices.Sorted(maps.Keys(deals[k]))})
	}
	slices.SortFunc(r.Findings, func(a, b Found) int {
		return cmp.Or(cmp.Compare(a.Checkpoint, b.Checkpoint), b.Answer.severity()-a.Answer.severity(),
			cmp.Compare(a.Strength, b.Strength), cmp.Compare(a.Ended, b.Ended))
	})
	return r
}

func (a Answer) severity() int {
	return map[Answer]int{WouldPass: 1, NotKnowable: 2, WouldStop: 3}[a]
}

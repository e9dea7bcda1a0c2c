package deal

import (
	"slices"

	"cairn/process"
)

// Now is the moment for which something is decided.
type Now struct {
	At       int64  // the server's clock, microseconds
	Occurred int64  // when it happened; At where it happens now
	Today    string // the day of Occurred in the organisation's zone, recorded in the event
}

// Standing is how a checkpoint stands on a deal.
type Standing string

// The standings. Not applicable stands beside met: a step that is not used by design
// or a condition that is not true asks for nothing.
const (
	Met           Standing = "met"
	Missed        Standing = "open"
	NotApplicable Standing = "not_applicable"
	PassedWithout Standing = "passed" // overridden or deviated from
	Debt          Standing = "debt"   // skipped at mid-entry
)

// Stand says how checkpoint c of step i stands. Evidence comes first: what was passed
// without it and supplied later is met.
func Stand(p process.Definition, d Deal, i int, c process.Checkpoint, now Now) Standing {
	standing, _ := read(p, &d, now).stand(i, &c)
	return standing
}

// reading is a deal as its process sees it at one moment. The facts that rules see are
// made once, when the first rule asks.
type reading struct {
	p     process.Definition
	d     *Deal
	now   Now
	facts *process.Facts
}

func read(p process.Definition, d *Deal, now Now) *reading { return &reading{p: p, d: d, now: now} }

// stand gives the standing, and the part of the evidence that is not there.
func (r *reading) stand(i int, c *process.Checkpoint) (Standing, string) {
	if !r.applies(i, c) {
		return NotApplicable, ""
	}
	part := r.holds(c, 0)
	if part == "" {
		return Met, ""
	}
	if slices.Contains(r.d.Debts, c.Key) {
		return Debt, part
	}
	if _, ok := r.d.passedSince(c.Key); ok {
		return PassedWithout, part
	}
	return Missed, part
}

// applies says whether c asks for anything.
func (r *reading) applies(i int, c *process.Checkpoint) bool {
	if s := &r.p.Steps[i]; c.Retired || s.Skip || s.Retired {
		return false
	}
	if c.When == "" {
		return true
	}
	yes, err := r.eval(c.When)
	return yes || err != nil // a condition that cannot be judged asks, rather than lets through
}

func (r *reading) eval(rule string) (bool, error) {
	if r.facts == nil {
		f := factsOf(r.p, r.d, r.now)
		r.facts = &f
	}
	return r.p.Eval(rule, *r.facts)
}

// lack is a checkpoint that asks for something which is not there.
type lack struct {
	step int
	c    *process.Checkpoint
	part string // evidence confirmation influence
	debt bool
}

// lacks is the one loop over checkpoints, for a movement from one step to another in
// either direction, a win, an entry in the middle, a reopening and a transfer (P-11,
// P-12). Of every step before dest it finds the impossible ones that do not hold; from
// the step from on, gates and advice as well, which belong to the step and the visit.
// A gate that was skipped at mid-entry is found wherever it stands (P-16). Paid are the
// debts that hold by now.
func (r *reading) lacks(from, dest int) (all []lack, paid []string) {
	for i := range dest {
		exit := r.p.Steps[i].Exit
		for j := range exit {
			c := &exit[j]
			debt := slices.Contains(r.d.Debts, c.Key)
			asked := i >= from || c.Strength < process.Gate || debt && c.Strength == process.Gate
			if !asked && !debt || !r.applies(i, c) {
				continue
			}
			switch part := r.holds(c, 0); {
			case part == "" && debt:
				paid = append(paid, c.Key)
			case part != "" && asked:
				all = append(all, lack{i, c, part, debt})
			}
		}
	}
	return all, paid
}

// maxImplied bounds chains of implied_by; Check refuses cycles, this is the belt.
const maxImplied = 8

// holds returns "" where the evidence for c is there, and otherwise which part is not:
// "evidence", "confirmation", "influence".
func (r *reading) holds(c *process.Checkpoint, depth int) string {
	d, now := r.d, r.now
	for _, key := range c.ImpliedBy {
		if _, other, ok := r.p.Checkpoint(key); ok && depth < maxImplied && r.holds(&other, depth+1) == "" {
			return ""
		}
	}
	switch c.Evidence {
	case process.Answer:
		return holdsAnswer(d, c, now)
	case process.ActivityDone:
		return yes(holdsActivity(d, c, now))
	case process.Person:
		if !influential(d, c.Influence) {
			return "influence"
		}
		if c.Answer != "" {
			return holdsAnswer(d, c, now)
		}
		return ""
	case process.Offer:
		return yes(holdsOffer(d, c, now))
	case process.Concerns:
		return yes(holdsConcerns(d, c, now))
	case process.Document:
		e, ok := d.evidence(c, now)
		return yes(ok && e.Filed)
	case process.Confirmation:
		x := d.Evidence[c.Key].Confirmed
		return yes(x != nil && x.N > d.Stale[c.Key] && fresh(c, x.At, now))
	case process.Score:
		e, ok := d.evidence(c, now)
		return yes(ok && score(c, e) >= c.Threshold)
	case process.Rule:
		is, err := r.eval(c.Rule)
		return yes(is && err == nil)
	}
	return "evidence"
}

func yes(ok bool) string {
	if ok {
		return ""
	}
	return "evidence"
}

// evidence is the answer given at c, where it still counts: not stale after a return,
// not older than its validity (P-13).
func (d *Deal) evidence(c *process.Checkpoint, now Now) (Evidence, bool) {
	e, ok := d.Evidence[c.Key]
	return e, ok && e.N > d.Stale[c.Key] && fresh(c, e.At, now)
}

const microsPerDay = 24 * 60 * 60 * 1_000_000

func fresh(c *process.Checkpoint, at int64, now Now) bool {
	days := c.Valid.Days()
	return days == 0 || now.Occurred-at <= int64(days)*microsPerDay
}

func holdsAnswer(d *Deal, c *process.Checkpoint, now Now) string {
	if c.Fact != "" && factGiven(d, c.Fact) {
		return ""
	}
	e, ok := d.evidence(c, now)
	if !ok || !answered(c, e) {
		return "evidence"
	}
	if len(c.Influence) > 0 && !influential(d, c.Influence) {
		return "influence"
	}
	if c.Confirmed && (e.Confirmed == nil || e.Confirmed.N <= d.Stale[c.Key]) {
		return "confirmation"
	}
	return ""
}

// answered says whether e has a value of the kind that c asks for.
func answered(c *process.Checkpoint, e Evidence) bool {
	switch c.Answer {
	case "number":
		return e.Number != nil
	case "money":
		return e.Money != nil
	case "date":
		return e.Date != ""
	case "choice":
		return slices.ContainsFunc(c.Choices, func(v process.Value) bool { return v.Key == e.Choice })
	}
	return e.Said
}

// The facts of a deal that answer a checkpoint; another name is an own field.
const (
	factSource    = "source"
	factMethod    = "method"
	factValue     = "value"
	factCloseDate = "close_date"
)

func factGiven(d *Deal, fact string) bool {
	switch fact {
	case factSource:
		return d.Source != ""
	case factMethod:
		return d.Method != ""
	case factValue:
		return d.Value.Sign() > 0
	case factCloseDate:
		return d.CloseDate != ""
	}
	return d.Fields[fact] != ""
}

// influential says whether somebody with one of the influences is known; without any
// it takes just a person.
func influential(d *Deal, any []string) bool {
	if len(any) == 0 {
		return len(d.People) > 0
	}
	return slices.ContainsFunc(d.People, func(c Contact) bool { return slices.Contains(any, c.Influence) })
}

// The outcomes of an activity, from the least to the most: a conversation that was
// held had been agreed to, and contact had been made.
const (
	Attempted = "attempted"
	Agreed    = "agreed"
	Held      = "held"
	scheduled = "planned"
)

// holdsActivity says whether what was done is on record. What is planned counts as long as
// it lies ahead: a call that is overdue is nothing that the customer can count on.
func holdsActivity(d *Deal, c *process.Checkpoint, now Now) bool {
	if c.Outcome == scheduled {
		return slices.ContainsFunc(d.Planned, func(a Planned) bool { return a.Due >= now.Today })
	}
	return slices.ContainsFunc(counting(c.Outcome), func(o string) bool {
		m, ok := d.Outcomes[o]
		return ok && m.N > d.Stale[c.Key] && fresh(c, m.At, now)
	})
}

// held says whether an activity for c is on record and was not taken back, however old.
func held(d *Deal, c *process.Checkpoint) bool {
	return slices.ContainsFunc(counting(c.Outcome), func(o string) bool {
		return d.Outcomes[o].N > d.Stale[c.Key]
	})
}

// counting lists the outcomes that count where one is asked for.
func counting(outcome string) []string {
	switch outcome {
	case Agreed:
		return []string{Held, Agreed}
	case Attempted:
		return []string{Held, Agreed, Attempted}
	}
	return []string{Held}
}

func holdsOffer(d *Deal, c *process.Checkpoint, now Now) bool {
	o, ok := d.Current()
	if !ok {
		return false
	}
	if c.Offer == "accepted" {
		return o.State == OfferAccepted && fresh(c, o.Accepted, now)
	}
	if o.N <= d.Stale[c.Key] || !fresh(c, o.At, now) {
		return false
	}
	switch c.Offer {
	case "answers":
		return len(o.Lines) > 0 && !slices.ContainsFunc(o.Lines, func(l Line) bool { return l.Need == "" })
	case "decision":
		return o.Due != ""
	}
	return true
}

func holdsConcerns(d *Deal, c *process.Checkpoint, now Now) bool {
	if c.Concerns == "none_open" {
		return d.OpenConcerns() == 0
	}
	if e, ok := d.evidence(c, now); ok && e.Said {
		return true // looked for, none found
	}
	return slices.ContainsFunc(d.Concerns, func(x Concern) bool { return x.N > d.Stale[c.Key] })
}

func score(c *process.Checkpoint, e Evidence) int {
	sum := 0
	for _, k := range c.Criteria {
		if e.Yes[k.Key] {
			sum += k.Points
		}
	}
	return sum
}

// factsOf is what rules and conditions see of d (P-6).
func factsOf(p process.Definition, d *Deal, now Now) process.Facts {
	f := process.Facts{
		Kind: d.Type, Value: d.Value.Major(), Currency: d.Value.Currency,
		Organisation: d.Organisation != "", Person: d.Person != "" || len(d.People) > 0, Role: d.Role != "",
		Source: d.Source, Method: d.Method, Fields: d.Fields, Open: d.OpenConcerns(),
		Step: d.Step, Today: now.Today, CloseDate: d.CloseDate,
		Answers: map[string]string{}, Numbers: map[string]float64{},
	}
	for _, c := range d.People {
		f.People = append(f.People, process.Contact{Influence: c.Influence, Attitude: c.Attitude})
	}
	for key, e := range d.Evidence {
		if _, c, ok := p.Checkpoint(key); ok && e.N > d.Stale[key] && fresh(&c, e.At, now) {
			f.Answers[key] = e.word()
			if e.Number != nil {
				f.Numbers[key] = *e.Number
			} else if e.Money != nil {
				f.Numbers[key] = e.Money.Major()
			}
		}
	}
	for _, o := range d.Offers {
		if o.State == OfferOut || o.State == OfferAccepted {
			f.Offers++
		}
	}
	if d.Entered > 0 && now.Occurred > d.Entered {
		f.Days = int((now.Occurred - d.Entered) / microsPerDay)
	}
	return f
}

// word is the answer as one text.
func (e Evidence) word() string {
	for _, s := range []string{e.Text, e.Choice, e.Date, e.Ref} {
		if s != "" {
			return s
		}
	}
	if e.Money != nil {
		return e.Money.String()
	}
	return ""
}

// passedSince finds the pass of a checkpoint that still counts: overrides and
// deviations last one visit.
func (d *Deal) passedSince(key string) (Pass, bool) {
	for i := len(d.Passed) - 1; i >= 0; i-- {
		if d.Passed[i].Checkpoint == key && !d.Passed[i].Lapsed {
			return d.Passed[i], true
		}
	}
	return Pass{}, false
}

// approval finds the approval that lets a gate pass: given in this visit, on the
// evidence as it is, not older than seven days.
func (d *Deal) approval(key string, now Now) (Approval, bool) {
	const days = 7
	for _, a := range d.Approvals {
		if a.Checkpoint == key && now.At-a.At <= days*microsPerDay {
			return a, true
		}
	}
	return Approval{}, false
}

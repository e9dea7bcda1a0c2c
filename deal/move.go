package deal

import (
	"slices"

	"cairn/event"
	"cairn/fault"
	"cairn/process"
)

// The ways in which a stay ends by a movement; exits use their own keys.
const (
	Advance     = "advance"
	Skip        = "skip"
	Return      = "return"
	Transfer    = "transferred"
	reopenedHow = "reopened"
)

// Wish is what somebody asks of a movement. Reasons give one for each checkpoint that
// is to be passed without evidence; Why is the reason of a return, and serves every
// advice that has no reason of its own.
type Wish struct {
	To      string
	Why     string
	Reasons map[string]string
}

// Moved is the event of a deal changing step.
type Moved struct {
	From   string            `json:"from"`
	To     string            `json:"to"`
	How    string            `json:"how"`              // advance skip return
	Passed []Pass            `json:"passed,omitempty"` // without their reasons
	Debts  []string          `json:"debts,omitempty"`  // history brought by an import: skipped on the way
	Paid   []string          `json:"paid,omitempty"`   // debts that hold by now
	Today  string            `json:"today,omitempty"`  // the day that rules saw
	Why    string            `json:"why,omitempty" private:"yes"`
	Whys   map[string]string `json:"whys,omitempty" private:"yes"` // reasons of what was passed, by checkpoint
	Renewed
}

// Kind is "deal.moved".
func (Moved) Kind() string { return "deal.moved" }

func (m Moved) apply(d *Deal, e event.Event) {
	d.enter(m.To, m.How, e.Occurred)
	d.renew(m.Renewed, e)
	d.pass(m.Passed, m.Whys)
	d.owe(m.Debts)
	d.pay(m.Paid)
}

// pass keeps who passed what, and why; a debt that was passed is one no longer.
func (d *Deal) pass(passed []Pass, whys map[string]string) {
	for _, x := range passed {
		x.Why = whys[x.Checkpoint]
		d.Passed = append(d.Passed, x)
		d.pay([]string{x.Checkpoint})
	}
}

func (d *Deal) owe(keys []string) {
	for _, k := range keys {
		if !slices.Contains(d.Debts, k) {
			d.Debts = append(d.Debts, k)
		}
	}
}

func (d *Deal) pay(keys []string) {
	for _, k := range keys {
		d.Debts = slices.DeleteFunc(d.Debts, func(x string) bool { return x == k })
	}
}

// Move decides whether d may go to another step. Going on owes every checkpoint of
// every step on the way, and every impossible one before them (P-11, P-12); the way
// back owes only a reason (P-13). One loop serves an advance and a jump.
func Move(p process.Definition, d Deal, w Wish, by By, now Now) (Moved, error) {
	if err := d.movable(now); err != nil {
		return Moved{}, err
	}
	from, dest := p.Index(d.Step), p.Index(w.To)
	if !used(p, dest) {
		return Moved{}, fault.New(fault.Invalid, "deal.step", "to", "a step of the process "+p.Key)
	}
	if dest == from {
		return Moved{}, fault.New(fault.Invalid, "deal.same_step", "to", "another step than "+d.Step)
	}
	r := read(p, &d, now)
	m := Moved{From: d.Step, To: w.To, Why: w.Why, Today: now.Today, How: Advance}
	if dest < from {
		return r.back(m, from, dest)
	}
	if border := p.Border(); from < border && dest >= border {
		m.Border = 1
	}
	if dest > nextStep(p, from) {
		m.How = Skip
	}
	o, no := r.owed(dest, w, by)
	if no != nil {
		no.To = w.To
		return Moved{}, no
	}
	m.Passed, m.Whys, m.Debts, m.Paid = o.passed, o.whys, o.debts, o.paid
	return m, nil
}

// used says whether deals go through the step at index i (P-3, P-24).
func used(p process.Definition, i int) bool {
	return i >= 0 && i < len(p.Steps) && !p.Steps[i].Skip && !p.Steps[i].Retired
}

// back completes a return, to any earlier step or to one of those that the step names
// (P-4, P-13).
func (r *reading) back(m Moved, from, dest int) (Moved, error) {
	m.How = Return
	if blank(m.Why) {
		return Moved{}, refuseField("P-13", m.To, "why")
	}
	if back := r.p.Steps[from].Returns; len(back) > 0 && !slices.Contains(back, m.To) {
		return Moved{}, fault.New(fault.Invalid, "deal.return", "to", "one of the steps to which "+m.From+" may return")
	}
	m.Renewed = r.renewal(from, dest)
	return m, nil
}

// settlement is how what a movement owes is settled: passed with reasons, brought as
// debts by an import, or paid.
type settlement struct {
	passed []Pass
	whys   map[string]string
	debts  []string
	paid   []string
}

// owed settles what going on to dest owes, or refuses with all that is missing (P-8).
func (r *reading) owed(dest int, w Wish, by By) (settlement, *Refusal) {
	var s settlement
	from := r.p.Index(r.d.Step)
	no := &Refusal{Rule: "P-11"}
	if dest > nextStep(r.p, from) {
		no.Rule = "P-12"
	}
	all, paid := r.lacks(from, dest)
	s.paid = paid
	for _, l := range all {
		if by.Import {
			s.debts = append(s.debts, l.c.Key)
			continue
		}
		x, why, ok := r.passable(l.c, w, by)
		if !ok {
			no.Missing = append(no.Missing, r.missing(l, by))
			continue
		}
		if s.whys == nil {
			s.whys = map[string]string{}
		}
		s.passed, s.whys[l.c.Key] = append(s.passed, x), why
	}
	if len(no.Missing) > 0 {
		return settlement{}, no
	}
	return s, nil
}

// passable says whether c may be passed without evidence, by whom and why: advice by
// anybody with a reason, a gate by who may override it or has approved that, the
// impossible by nobody (P-7, P-9).
func (r *reading) passable(c *process.Checkpoint, w Wish, by By) (x Pass, why string, ok bool) {
	x = Pass{Checkpoint: c.Key, Strength: c.Strength.String(), By: by.ID, At: r.now.Occurred}
	why = w.Reasons[c.Key]
	switch c.Strength {
	case process.Advice:
		if blank(why) {
			why = w.Why
		}
		return x, why, !blank(why)
	case process.Gate:
		if a, ok := r.d.approval(c.Key, r.now); ok {
			x.By, x.Self = a.By, a.Self
			return x, a.Why, true
		}
		ok, x.Self = by.mayPass(c.Approver)
		return x, why, ok && !blank(why)
	}
	return x, "", false
}

// missing describes one checkpoint that does not hold.
func (r *reading) missing(l lack, by By) Missing {
	c := l.c
	m := Missing{
		Checkpoint: c.Key, Step: r.p.Steps[l.step].Key, Question: c.Question, Strength: c.Strength.String(),
		Evidence: c.Evidence, Passer: "nobody", Debt: l.debt,
	}
	if l.part != "evidence" {
		m.Detail = l.part
	}
	switch c.Strength {
	case process.Gate:
		m.Passer = "manager"
		if c.Approver != "" {
			m.Passer = c.Approver
		}
		if may, _ := by.mayPass(c.Approver); may {
			m.Passer = "you"
		}
	case process.Advice:
		m.Passer = "you"
	}
	for _, x := range r.d.Requests {
		if x.Checkpoint == c.Key {
			m.Asked = &x
		}
	}
	return m
}

// movable says whether a movement may happen at now: the deal is open and time does not
// run backwards (P-18).
func (d Deal) movable(now Now) error {
	if !d.Live() {
		return fault.New(fault.Conflict, "deal.not_open", "status", "an open deal; reopen this one first").With("status", string(d.Status))
	}
	return d.inOrder(now)
}

// inOrder refuses a movement before the last one, naming the earliest moment allowed.
func (d Deal) inOrder(now Now) error {
	if now.Occurred < d.Moment {
		return fault.New(fault.Invalid, "deal.time_order", "occurred_at", "a moment not before the last movement").With("earliest", stamp(d.Moment))
	}
	return nil
}

// Board says, for every later step, what a move there would meet: nil where it would
// pass. It is Move asked for each of them without a reason.
func Board(p process.Definition, d Deal, by By, now Now) map[string]*Refusal {
	all := map[string]*Refusal{}
	r := read(p, &d, now)
	for i := p.Index(d.Step) + 1; i < len(p.Steps); i++ {
		if !used(p, i) {
			continue
		}
		_, no := r.owed(i, Wish{}, by)
		if no != nil {
			no.To = p.Steps[i].Key
		}
		all[p.Steps[i].Key] = no
	}
	return all
}

// nextStep is the index of the step after i that the process uses.
func nextStep(p process.Definition, i int) int {
	for i++; i < len(p.Steps) && !used(p, i); i++ {
	}
	return i
}

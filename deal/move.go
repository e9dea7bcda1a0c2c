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
	From   string   `json:"from"`
	To     string   `json:"to"`
	How    string   `json:"how"`              // advance skip return
	Border int      `json:"border,omitempty"` // +1 left the first job, -1 came back into it
	Passed []Pass   `json:"passed,omitempty" private:"yes"`
	Keys   []string `json:"passed_keys,omitempty"`
	Debts  []string `json:"debts,omitempty"`  // history brought by an import: skipped on the way
	Stale  []string `json:"stale,omitempty"`  // checkpoints whose evidence a return made stale
	Lapsed []string `json:"lapsed,omitempty"` // checkpoints of the steps that a return opened again
	Today  string   `json:"today,omitempty"`  // the day that rules saw
	Why    string   `json:"why,omitempty" private:"yes"`
}

// Kind is "deal.moved".
func (Moved) Kind() string { return "deal.moved" }

func (m Moved) apply(d *Deal, e event.Event) {
	d.enter(m.To, m.How, e.Occurred)
	d.stale(m.Stale, e.N)
	d.lapse(m.Lapsed)
	d.pass(m.Passed, m.Keys, e)
	d.owe(m.Debts)
	switch {
	case m.Border > 0 && d.Qualified == 0:
		d.Qualified = e.Occurred
	case m.Border < 0:
		d.Qualified = 0
	}
}

// pass keeps who passed what. Where the words were erased, the keys remain.
func (d *Deal) pass(passed []Pass, keys []string, e event.Event) {
	if len(passed) == 0 {
		for _, k := range keys {
			d.Passed = append(d.Passed, Pass{Checkpoint: k, By: e.Actor, At: e.Occurred})
		}
	}
	d.Passed = append(d.Passed, passed...)
	for _, k := range keys {
		d.Debts = slices.DeleteFunc(d.Debts, func(x string) bool { return x == k })
		d.Approvals = slices.DeleteFunc(d.Approvals, func(a Approval) bool { return a.Checkpoint == k })
		d.Requests = slices.DeleteFunc(d.Requests, func(r Request) bool { return r.Checkpoint == k })
	}
}

func (d *Deal) owe(keys []string) {
	for _, k := range keys {
		if !slices.Contains(d.Debts, k) {
			d.Debts = append(d.Debts, k)
		}
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
	if dest < 0 || p.Steps[dest].Skip || p.Steps[dest].Retired {
		return Moved{}, fault.New(fault.Invalid, "deal.step", "to", "a step of the process "+p.Key)
	}
	if dest == from {
		return Moved{}, fault.New(fault.Invalid, "deal.same_step", "to", "another step than "+d.Step)
	}
	m := Moved{From: d.Step, To: w.To, Why: w.Why, Today: now.Today, How: Advance}
	border := p.Border()
	if dest < from {
		return goBack(p, m, from, dest)
	}
	if from < border && dest >= border {
		m.Border = 1
	}
	if dest > nextStep(p, from) {
		m.How = Skip
	}
	passed, debts, no := owed(p, d, dest, w, by, now)
	if no != nil {
		no.To = w.To
		return Moved{}, no
	}
	m.Passed, m.Keys, m.Debts = passed, keysOf(passed), debts
	return m, nil
}

func keysOf(passed []Pass) []string {
	var keys []string
	for _, x := range passed {
		keys = append(keys, x.Checkpoint)
	}
	return keys
}

// goBack completes a return.
func goBack(p process.Definition, m Moved, from, dest int) (Moved, error) {
	m.How = Return
	if m.Why == "" {
		return Moved{}, refuseField("P-13", m.To, "why")
	}
	if back := p.Steps[from].Returns; len(back) > 0 && !slices.Contains(back, m.To) {
		return Moved{}, fault.New(fault.Invalid, "deal.return", "to", "one of the steps to which "+m.From+" may return")
	}
	if border := p.Border(); from >= border && dest < border {
		m.Border = -1
	}
	m.Stale, m.Lapsed = reopened(p, dest)
	return m, nil
}

// reopened lists the checkpoints of the steps from dest on: those whose evidence lives
// for one visit only, and all of them, for passes last one visit.
func reopened(p process.Definition, dest int) (stale, lapsed []string) {
	for i := dest; i < len(p.Steps); i++ {
		for _, c := range p.Active(i) {
			lapsed = append(lapsed, c.Key)
			if c.Valid == process.Visit {
				stale = append(stale, c.Key)
			}
		}
	}
	return stale, lapsed
}

// owed goes over every step before dest. Impossible checkpoints must hold wherever they
// stand; gates and advice belong to the steps being left, and to debts. It answers with
// what is passed without evidence, or with a refusal that lists all that is missing.
func owed(p process.Definition, d Deal, dest int, w Wish, by By, now Now) (passed []Pass, debts []string, no *Refusal) {
	from := p.Index(d.Step)
	no = &Refusal{Rule: "P-11"}
	if dest > nextStep(p, from) {
		no.Rule = "P-12"
	}
	for i := range dest {
		for _, c := range p.Active(i) {
			owing := slices.Contains(d.Debts, c.Key)
			if i < from && c.Strength != process.Impossible && c.Strength != process.Unstated && !(owing && c.Strength == process.Gate) {
				continue
			}
			if !applies(p, d, i, c, now) {
				continue
			}
			part := holds(p, d, c, now, 0)
			switch {
			case part == "":
			case by.Import:
				debts = append(debts, c.Key)
			default:
				if x, ok := passable(d, c, w, by, now); ok {
					passed = append(passed, x)
				} else {
					no.Missing = append(no.Missing, missing(p, d, i, c, part, by, owing))
				}
			}
		}
	}
	if len(no.Missing) == 0 {
		return passed, debts, nil
	}
	return nil, nil, no
}

// passable says whether c may be passed without evidence, and how that reads.
func passable(d Deal, c process.Checkpoint, w Wish, by By, now Now) (Pass, bool) {
	x := Pass{Checkpoint: c.Key, Strength: c.Strength.String(), By: by.ID, At: now.Occurred, Why: w.Reasons[c.Key]}
	switch c.Strength {
	case process.Advice:
		if x.Why == "" {
			x.Why = w.Why
		}
		return x, x.Why != ""
	case process.Gate:
		if a, ok := d.approval(c.Key, now); ok {
			x.By, x.Why, x.Self = a.By, a.Why, a.Self
			return x, true
		}
		may, self := by.mayPass(c.Approver)
		x.Self = self
		return x, may && x.Why != ""
	}
	return x, false
}

// missing describes one checkpoint that does not hold.
func missing(p process.Definition, d Deal, i int, c process.Checkpoint, part string, by By, owing bool) Missing {
	m := Missing{
		Checkpoint: c.Key, Step: p.Steps[i].Key, Question: c.Question, Strength: c.Strength.String(),
		Evidence: c.Evidence, Passer: "nobody", Debt: owing,
	}
	if part != "evidence" {
		m.Detail = part
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
	for _, r := range d.Requests {
		if r.Checkpoint == c.Key {
			m.Asked = &r
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

// Board says, for every step, what a move there would meet: the refusal's missing list
// and what would be passed. It is Move asked for each target without a reason.
func Board(p process.Definition, d Deal, by By, now Now) map[string]*Refusal {
	all := map[string]*Refusal{}
	from := p.Index(d.Step)
	for i, s := range p.Steps {
		if i <= from || s.Skip || s.Retired {
			continue
		}
		_, _, no := owed(p, d, i, Wish{}, by, now)
		if no != nil {
			no.To = s.Key
		}
		all[s.Key] = no
	}
	return all
}

// nextStep is the index of the step after i that the process uses.
func nextStep(p process.Definition, i int) int {
	for i++; i < len(p.Steps) && (p.Steps[i].Skip || p.Steps[i].Retired); i++ {
	}
	return i
}

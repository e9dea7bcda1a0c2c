package deal

import (
	"cairn/event"
	"cairn/fault"
	"cairn/process"
)

// Transferred is the event of a deal that goes on under another version of its
// process, or another process.
type Transferred struct {
	From  string   `json:"from"` // version
	To    string   `json:"to"`
	Step  string   `json:"step"`
	Cut   bool     `json:"cut,omitempty"` // the step means something else now: a new stay begins
	Debts []string `json:"debts,omitempty"`
	Why   string   `json:"why,omitempty" private:"yes"`
}

// Kind is "deal.transferred".
func (Transferred) Kind() string { return "deal.transferred" }

func (t Transferred) apply(d *Deal, e event.Event) {
	d.Process = t.To
	d.owe(t.Debts)
	d.Requests, d.Approvals = nil, nil
	if t.Cut || t.Step != d.Step {
		d.enter(t.Step, Transfer, e.Occurred)
	}
}

// TransferTo decides on going on under process q in a step of it (P-22). What q asks
// before that step and the deal does not have is a debt; the impossible among it falls
// due before the next advance.
func TransferTo(p, q process.Definition, d Deal, step, why string, now Now) (Transferred, error) {
	if err := d.movable(now); err != nil {
		return Transferred{}, err
	}
	dest := q.Index(step)
	if dest < 0 || q.Steps[dest].Skip || q.Steps[dest].Retired {
		return Transferred{}, fault.New(fault.Invalid, "deal.step", "step", "a step of the process "+q.Key)
	}
	if p.Version() == q.Version() {
		return Transferred{}, fault.New(fault.Conflict, "transfer.same", "process", "another version than the deal's")
	}
	t := Transferred{From: p.Version(), To: q.Version(), Step: step, Why: why, Cut: step != d.Step}
	if old, ok := p.Step(d.Step); ok && step == d.Step {
		t.Cut = !sameMeaning(old, q.Steps[dest])
	}
	for i := range dest {
		for _, c := range q.Active(i) {
			if Stand(q, d, i, c, now) == Missed {
				t.Debts = append(t.Debts, c.Key)
			}
		}
	}
	return t, nil
}

// sameMeaning says whether two steps cover the same part of the frame.
func sameMeaning(a, b process.Step) bool {
	if len(a.Covers) != len(b.Covers) {
		return false
	}
	for i := range a.Covers {
		if a.Covers[i] != b.Covers[i] {
			return false
		}
	}
	return true
}

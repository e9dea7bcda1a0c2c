package deal

import (
	"slices"

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
	Cut   bool     `json:"cut,omitempty"`   // the step means something else now: a new stay begins
	Debts []string `json:"debts,omitempty"` // that the deal takes along: the others are not asked there
	Today string   `json:"today,omitempty"`
	Why   string   `json:"why,omitempty" private:"yes"`
	Renewed
}

// Kind is "deal.transferred".
func (Transferred) Kind() string { return "deal.transferred" }

func (t Transferred) apply(d *Deal, e event.Event) {
	d.Process, d.Debts = t.To, slices.Clone(t.Debts)
	d.Requests, d.Approvals = nil, nil
	if t.Cut {
		d.enter(t.Step, Transfer, e.Occurred)
		d.renew(t.Renewed, e)
		return
	}
	if i := len(d.Visits) - 1; i >= 0 {
		d.Visits[i].Step = t.Step // another name for the same step
	}
	d.Step = t.Step
	d.Moment = max(d.Moment, e.Occurred)
}

// TransferTo decides on going on under process q in a step of it (P-22): one that means
// no more than the step it is in, for a transfer is no way round the checkpoints
// between, and every impossible checkpoint before it must hold (P-11). Gates and advice
// that q asks earlier are not asked again. A stay is cut only where the step means
// something else; into an earlier one it is a return, with its reason.
func TransferTo(p, q process.Definition, d Deal, step, why string, now Now) (Transferred, error) {
	if err := d.movable(now); err != nil {
		return Transferred{}, err
	}
	dest := q.Index(step)
	switch {
	case !used(q, dest):
		return Transferred{}, fault.New(fault.Invalid, "deal.step", "step", "a step of the process "+q.Key)
	case p.Equal(q):
		return Transferred{}, fault.New(fault.Conflict, "transfer.same", "process", "another version than the deal's")
	}
	old, _ := p.Step(d.Step)
	way, ok := compare(q, old, dest)
	if !ok || way > 0 {
		return Transferred{}, fault.New(fault.Invalid, "transfer.ahead", "step", "a step that covers no more than the one it is in; go on from there").With("step", d.Step)
	}
	t := Transferred{From: p.Version(), To: q.Version(), Step: step, Why: why, Today: now.Today, Cut: !slices.Equal(old.Covers, q.Steps[dest].Covers)}
	r := read(q, &d, now)
	if way < 0 {
		if blank(why) {
			return Transferred{}, refuseField("P-13", step, "why")
		}
		t.Cut = true
	}
	if t.Cut {
		t.Renewed = r.renewal(dest, dest)
		if way == 0 { // a new visit, and no return: what was answered still counts
			t.Renewed = Renewed{Lapsed: t.Lapsed}
		}
	}
	for _, key := range d.Debts {
		if i, c, ok := q.Checkpoint(key); ok && r.applies(i, &c) {
			t.Debts = append(t.Debts, key)
		}
	}
	after := Apply(d, event.Event{N: d.Version + 1, Occurred: now.Occurred}, t)
	if no := read(q, &after, now).closed(dest); no != nil {
		no.Rule, no.To = "P-22", step
		return Transferred{}, no
	}
	return t, nil
}

// compare says whether a step of q lies before (-1) the step that a deal is in, at it
// (0), or after it (1), by what both cover of the frame; of steps that divide one step
// of the frame among them, by their order. Not ok where they cannot be compared.
func compare(q process.Definition, old process.Step, dest int) (way int, ok bool) {
	frame, ok := process.FrameOf(q.Frame)
	if !ok {
		return 0, false
	}
	new := q.Steps[dest]
	if len(old.Covers) == 0 || len(new.Covers) == 0 {
		return 0, false
	}
	at := func(s string) int { return frame.Index(s) }
	oldFirst, oldLast := at(old.Covers[0]), at(old.Covers[len(old.Covers)-1])
	newFirst, newLast := at(new.Covers[0]), at(new.Covers[len(new.Covers)-1])
	if oldFirst < 0 || newFirst < 0 || oldLast < 0 || newLast < 0 {
		return 0, false
	}
	if same := q.Index(old.Key); same >= 0 && newFirst <= oldLast && oldFirst <= newLast {
		return clamp(dest - same), true
	}
	switch {
	case newLast < oldFirst:
		return -1, true
	case newFirst > oldFirst:
		return 1, true
	}
	return 0, true
}

func clamp(n int) int { return max(-1, min(n, 1)) }

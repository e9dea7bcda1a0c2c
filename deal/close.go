package deal

import (
	"slices"

	"cairn/event"
	"cairn/fault"
	"cairn/money"
	"cairn/process"
)

// Closed is the event of an exit other than winning: lost, no decision, disqualified,
// parked, withdrawn (P-14).
type Closed struct {
	As     string   `json:"as"`
	From   string   `json:"from"` // step that it left
	Reason string   `json:"reason,omitempty"`
	Others []string `json:"others,omitempty"`
	To     string   `json:"to,omitempty" private:"yes"`
	Step   string   `json:"step,omitempty"`
	Until  string   `json:"until,omitempty"`
	Note   string   `json:"note,omitempty" private:"yes"`
	Into   string   `json:"into,omitempty"` // deal that it was merged into
}

// Kind is "deal.closed".
func (Closed) Kind() string { return "deal.closed" }

func (c Closed) apply(d *Deal, e event.Event) {
	d.leave(c.As, e.Occurred)
	d.Status = Status(c.As)
	d.End = &End{At: e.Occurred, By: e.Actor, Reason: c.Reason, Others: c.Others, To: c.To, Step: c.Step, Note: c.Note, Until: c.Until}
	d.Merged = c.Into
	d.Requests, d.Approvals = nil, nil
	d.Planned = nil
}

// Close decides on an exit. Its reason comes from the process, a dated exit names the
// day of coming back, and an exit may belong to one job only: to disqualify is a good
// result of the first.
func Close(p process.Definition, d Deal, c Closed, by By, now Now) (Closed, error) {
	if c.As != string(Withdrawn) || d.Status == Withdrawn { // a mistake may be seen late
		if err := d.movable(now); err != nil {
			return c, err
		}
	} else if err := d.inOrder(now); err != nil {
		return c, err
	}
	x, ok := p.Exit(c.As)
	if !ok {
		return c, fault.New(fault.Invalid, "exit", "as", "one of the exits of the process "+p.Key)
	}
	c.From = d.Step
	if len(x.Jobs) > 0 && !slices.Contains(x.Jobs, p.Job(d.Step).Key) {
		return c, fault.New(fault.Invalid, "exit.job", "as", "an exit of this job").With("exit", c.As)
	}
	no := &Refusal{Rule: "P-14", To: c.As}
	if len(x.Reasons) > 0 && c.Reason == "" && !by.Import {
		no.Missing = append(no.Missing, Missing{Field: "reason"})
	}
	if x.Dated && c.Until == "" {
		no.Missing = append(no.Missing, Missing{Field: "until"})
	}
	if len(no.Missing) > 0 {
		return c, no
	}
	for _, r := range append([]string{c.Reason}, c.Others...) {
		if !listed(x.Reasons, r) {
			return c, fault.New(fault.Invalid, "exit.reason", "reason", "a reason that the process lists for "+c.As)
		}
	}
	if c.Step != "" && p.Index(c.Step) < 0 {
		return c, fault.New(fault.Invalid, "exit.step", "step", "a step of the process "+p.Key)
	}
	if err := checkDate("until", c.Until); err != nil {
		return c, err
	}
	if x.Dated && c.Until <= now.Today && !by.Import {
		return c, fault.New(fault.Invalid, "exit.until", "until", "a day after today")
	}
	return c, nil
}

// Won is the event of a deal that was won: an accepted offer, its value, its date, by
// whom.
type WonDeal struct {
	From    string      `json:"from"`
	How     string      `json:"how"`
	Value   money.Money `json:"value"`
	Signed  string      `json:"signed,omitempty" private:"yes"`
	Passed  []Pass      `json:"passed,omitempty" private:"yes"`
	Keys    []string    `json:"passed_keys,omitempty"`
	Debts   []string    `json:"debts,omitempty"`
	Border  bool        `json:"border,omitempty"` // left the first job by winning
	Today   string      `json:"today,omitempty"`
	Brought bool        `json:"brought,omitempty"` // from an owner's import of history, with debts
}

// Kind is "deal.won".
func (WonDeal) Kind() string { return "deal.won" }

func (w WonDeal) apply(d *Deal, e event.Event) {
	d.pass(w.Passed, w.Keys, e)
	d.owe(w.Debts)
	d.leave(string(Won), e.Occurred)
	if w.Border && d.Qualified == 0 {
		d.Qualified = e.Occurred
	}
	d.Status, d.Value = Won, w.Value
	d.End = &End{At: e.Occurred, By: e.Actor, Value: w.Value, Signed: w.Signed}
	d.Requests, d.Approvals = nil, nil
}

// Win decides on winning. It may jump, and owes what a jump to the end owes; that
// includes every impossible checkpoint of the process (P-14, P-11). The value is the
// accepted offer's. An import of history wins with debts instead, and says so.
func Win(p process.Definition, d Deal, w Wish, value money.Money, by By, now Now) (WonDeal, error) {
	if err := d.movable(now); err != nil {
		return WonDeal{}, err
	}
	won := WonDeal{From: d.Step, How: string(Won), Value: value, Today: now.Today, Brought: by.Import}
	w.To = string(Won)
	passed, debts, no := owed(p, d, len(p.Steps), w, by, now)
	if no != nil {
		no.To = w.To
		return WonDeal{}, no
	}
	won.Passed, won.Keys, won.Debts = passed, keysOf(passed), debts
	won.Border = p.Index(d.Step) < p.Border()
	if o, ok := d.Current(); ok && o.State == OfferAccepted {
		won.Value, won.Signed = o.Value, o.By
	}
	if won.Value.Minor < 0 {
		return WonDeal{}, fault.New(fault.Invalid, "deal.value", "value", "an amount that is not negative")
	}
	return won, nil
}

// Corrected is the event of a won deal that was put right by a manager (P-15).
type Corrected struct {
	Value *money.Money `json:"value,omitempty"`
	At    int64        `json:"at,omitempty"` // microseconds
	Why   string       `json:"why,omitempty" private:"yes"`
}

// Kind is "deal.corrected".
func (Corrected) Kind() string { return "deal.corrected" }

func (c Corrected) apply(d *Deal, _ event.Event) {
	end := *d.End
	if c.Value != nil {
		d.Value, end.Value = *c.Value, *c.Value
	}
	if c.At != 0 {
		end.At = c.At
		v := d.Visits[len(d.Visits)-1]
		v.To = c.At
		d.Visits[len(d.Visits)-1] = v
		d.Moment = c.At
	}
	d.End = &end
}

// Correct decides on putting a won deal right.
func Correct(d Deal, c Corrected, by By, now Now) (Corrected, error) {
	if d.Status != Won {
		return c, fault.New(fault.Conflict, "deal.not_won", "status", "a won deal")
	}
	if !by.Manages && !by.Alone {
		return c, fault.New(fault.Forbidden, "deal.correct", "", "who manages this deal")
	}
	if c.Why == "" {
		return c, refuseField("P-15", string(Won), "why")
	}
	if c.Value == nil && c.At == 0 {
		return c, fault.New(fault.Invalid, "deal.nothing", "value", "another value or another day")
	}
	if c.Value != nil && c.Value.Minor < 0 {
		return c, fault.New(fault.Invalid, "deal.value", "value", "an amount that is not negative")
	}
	if from := d.Visits[len(d.Visits)-1].From; c.At != 0 && (c.At < from || c.At > now.At) {
		return c, fault.New(fault.Invalid, "deal.time_order", "occurred_at", "a moment after its last movement and not in the future").With("earliest", stamp(from))
	}
	return c, nil
}

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
	d.End = &End{At: e.Occurred, By: e.By(), Reason: c.Reason, Others: c.Others, To: c.To, Step: c.Step, Note: c.Note, Until: c.Until}
	d.Merged = c.Into
	d.Planned = nil
}

// Close decides on an exit. Its reason comes from the process, a dated exit names the
// day of coming back, and an exit may belong to one job only: to disqualify is a good
// result of the first. A deal is withdrawn from any state, for a mistake may be seen
// late; once it has ended, by who manages it, for that changes figures (P-14).
func Close(p process.Definition, d Deal, c Closed, by By, now Now) (Closed, error) {
	late := c.As == string(Withdrawn) && !d.Live() && d.Status != Withdrawn
	if err := d.movable(now); err != nil && !late {
		return c, err
	}
	if err := d.inOrder(now); err != nil {
		return c, err
	}
	if late && !by.decides() && !by.Import {
		return c, fault.New(fault.Forbidden, "deal.withdraw_late", "", "who manages this deal: it has ended")
	}
	x, ok := p.Exit(c.As)
	if !ok {
		return c, fault.New(fault.Invalid, "exit", "as", "one of the exits of the process "+p.Key)
	}
	c.From, c.Into = d.Step, ""
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
	return c, c.fits(p, x, by, now)
}

// fits checks the words of an exit against what the process lists.
func (c Closed) fits(p process.Definition, x process.Exit, by By, now Now) error {
	for _, r := range append([]string{c.Reason}, c.Others...) {
		if !listed(x.Reasons, r) {
			return fault.New(fault.Invalid, "exit.reason", "reason", "a reason that the process lists for "+c.As)
		}
	}
	if c.Step != "" && p.Index(c.Step) < 0 {
		return fault.New(fault.Invalid, "exit.step", "step", "a step of the process "+p.Key)
	}
	if err := checkDate("until", c.Until); err != nil {
		return err
	}
	switch {
	case !x.Dated && c.Until != "":
		return fault.New(fault.Invalid, "exit.undated", "until", "no day: a deal does not come back by itself from here")
	case x.Dated && c.Until <= now.Today && !by.Import:
		return fault.New(fault.Invalid, "exit.until", "until", "a day after today")
	}
	return nil
}

// WonDeal is the event of a deal that was won: an accepted offer, its value, its date,
// by whom.
type WonDeal struct {
	From   string            `json:"from"`
	Value  money.Money       `json:"value"`
	Signed string            `json:"signed,omitempty" private:"yes"`
	Passed []Pass            `json:"passed,omitempty"` // without their reasons
	Paid   []string          `json:"paid,omitempty"`
	Border bool              `json:"border,omitempty"` // left the first job by winning
	Today  string            `json:"today,omitempty"`
	Whys   map[string]string `json:"whys,omitempty" private:"yes"`
}

// Kind is "deal.won".
func (WonDeal) Kind() string { return "deal.won" }

func (w WonDeal) apply(d *Deal, e event.Event) {
	d.pass(w.Passed, w.Whys)
	d.pay(w.Paid)
	d.won(e, w.Value, w.Signed, w.Border)
}

// won ends a deal well.
func (d *Deal) won(e event.Event, value money.Money, signed string, border bool) {
	d.leave(string(Won), e.Occurred)
	if border && d.Qualified == 0 {
		d.Qualified = e.Occurred
	}
	d.Status, d.Value = Won, value
	d.End = &End{At: e.Occurred, By: e.By(), Value: value, Signed: signed}
}

// Win decides on winning. It may jump, and owes what a jump to the end owes; that
// includes every impossible checkpoint of the process (P-14, P-11). The value is the
// accepted offer's; value serves a process that asks for none.
func Win(p process.Definition, d Deal, w Wish, value money.Money, by By, now Now) (WonDeal, error) {
	if err := d.movable(now); err != nil {
		return WonDeal{}, err
	}
	w.To, by.Import = string(Won), false
	o, no := read(p, &d, now).owed(len(p.Steps), w, by)
	if no != nil {
		no.To = w.To
		return WonDeal{}, no
	}
	won := WonDeal{
		From: d.Step, Value: value, Today: now.Today, Border: p.Index(d.Step) < p.Border(),
		Passed: o.passed, Whys: o.whys, Paid: o.paid,
	}
	if x, ok := d.Current(); ok && x.State == OfferAccepted {
		won.Value, won.Signed = x.Value, x.By
		if now.Occurred < x.Accepted {
			return WonDeal{}, fault.New(fault.Invalid, "deal.time_order", "occurred_at", "a moment not before the acceptance").With("earliest", stamp(x.Accepted))
		}
	}
	if !sound(won.Value) {
		return WonDeal{}, unsound()
	}
	return won, nil
}

// Brought is the event of a deal that was won before it came here: an owner's import of
// history. It is never mistaken for a win that this process has seen; what it did not
// ask for are debts (P-16).
type Brought struct {
	From   string      `json:"from"`
	Value  money.Money `json:"value"`
	Debts  []string    `json:"debts,omitempty"`
	Border bool        `json:"border,omitempty"` // left the first job by winning
	Today  string      `json:"today,omitempty"`
}

// Kind is "deal.brought".
func (Brought) Kind() string { return "deal.brought" }

func (b Brought) apply(d *Deal, e event.Event) {
	d.owe(b.Debts)
	d.won(e, b.Value, "", b.Border)
}

// Bring decides on the win of an imported deal, which takes an import.
func Bring(p process.Definition, d Deal, value money.Money, by By, now Now) (Brought, error) {
	if err := d.movable(now); err != nil {
		return Brought{}, err
	}
	switch {
	case !by.Import:
		return Brought{}, fault.New(fault.Forbidden, "deal.bring", "", "an import of history by an owner")
	case !sound(value):
		return Brought{}, unsound()
	}
	from := p.Index(d.Step)
	all, _ := read(p, &d, now).lacks(from, len(p.Steps))
	return Brought{From: d.Step, Value: value, Debts: keys(all), Border: from < p.Border(), Today: now.Today}, nil
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
	i := len(d.Visits) - 1
	if d.End == nil || i < 0 {
		return // only a won deal is corrected
	}
	end := *d.End
	if c.Value != nil {
		d.Value, end.Value = *c.Value, *c.Value
	}
	if c.At != 0 {
		if d.Qualified == end.At { // won out of the first job
			d.Qualified = c.At
		}
		end.At, d.Visits[i].To, d.Moment = c.At, c.At, c.At
	}
	d.End = &end
}

// Correct decides on putting a won deal right: by who manages it, with a reason (P-15).
func Correct(d Deal, c Corrected, by By, now Now) (Corrected, error) {
	if d.Status != Won {
		return c, fault.New(fault.Conflict, "deal.not_won", "status", "a won deal")
	}
	if !by.decides() {
		return c, fault.New(fault.Forbidden, "deal.correct", "", "who manages this deal")
	}
	if blank(c.Why) {
		return c, refuseField("P-15", string(Won), "why")
	}
	if c.Value == nil && c.At == 0 {
		return c, fault.New(fault.Invalid, "deal.nothing", "value", "another value or another day")
	}
	if c.Value != nil && !sound(*c.Value) {
		return c, unsound()
	}
	if from := d.Visits[len(d.Visits)-1].From; c.At != 0 && (c.At < from || c.At > now.At) {
		return c, fault.New(fault.Invalid, "deal.time_order", "occurred_at", "a moment after its last movement and not in the future").With("earliest", stamp(from))
	}
	return c, nil
}

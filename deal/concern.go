package deal

import (
	"slices"
	"strings"

	"cairn/event"
	"cairn/fault"
	"cairn/money"
)

// The states of a concern. All but the first are the customer's word or ours that it
// no longer stands in the way.
const (
	ConcernOpen      = "open"
	ConcernResolved  = "resolved"
	ConcernWithdrawn = "withdrawn"
	ConcernAccepted  = "accepted"
)

// Raised is the event of a concern: a question before the first offer, an objection
// after it.
type Raised struct {
	ID   string `json:"id"`
	Text string `json:"text,omitempty" private:"yes"`
	By   string `json:"by,omitempty"` // person
}

// Kind is "deal.raised".
func (Raised) Kind() string { return "deal.raised" }

func (r Raised) apply(d *Deal, e event.Event) {
	d.Concerns = append(d.Concerns, Concern{
		ID: r.ID, N: e.N, Text: r.Text, By: r.By, At: e.Occurred, Step: d.Step, Early: len(d.Offers) == 0, State: ConcernOpen,
	})
	d.TwoWay = max(d.TwoWay, e.Occurred)
	d.changed(onConcerns)
	d.touch(e.Occurred)
}

// Raise decides on a concern.
func Raise(d Deal, r Raised) (Raised, error) {
	if !d.Live() {
		return r, fault.New(fault.Conflict, "deal.not_open", "status", "an open deal")
	}
	if strings.TrimSpace(r.Text) == "" {
		return r, fault.New(fault.Invalid, "concern.text", "text", "the concern in their words")
	}
	return r, nil
}

// Settled is the event of a concern that was answered, or opened again.
type Settled struct {
	ID     string `json:"id"`
	State  string `json:"state"` // resolved withdrawn accepted open
	Answer string `json:"answer,omitempty" private:"yes"`
}

// Kind is "deal.settled".
func (Settled) Kind() string { return "deal.settled" }

func (s Settled) apply(d *Deal, e event.Event) {
	for i, c := range d.Concerns {
		if c.ID != s.ID {
			continue
		}
		c.State = s.State
		if s.Answer != "" {
			c.Answer = s.Answer
		}
		c.Settled = e.Occurred
		if s.State == ConcernOpen {
			c.Settled = 0
		}
		d.Concerns[i] = c
	}
	d.changed(onConcerns)
	d.touch(e.Occurred)
}

// Settle decides on what became of a concern. To resolve it takes the answer used.
func Settle(d Deal, s Settled) (Settled, error) {
	i := slices.IndexFunc(d.Concerns, func(c Concern) bool { return c.ID == s.ID })
	if i < 0 {
		return s, fault.New(fault.NotFound, "concern", "concern", "a concern of this deal")
	}
	if !d.Live() {
		return s, fault.New(fault.Conflict, "deal.not_open", "status", "an open deal")
	}
	if !slices.Contains([]string{ConcernOpen, ConcernResolved, ConcernWithdrawn, ConcernAccepted}, s.State) {
		return s, fault.New(fault.Invalid, "concern.state", "state", "resolved, withdrawn, accepted or open")
	}
	if d.Concerns[i].State == s.State {
		return s, fault.New(fault.Conflict, "concern.same", "state", "another state than "+s.State)
	}
	if s.State == ConcernResolved && blank(s.Answer) && d.Concerns[i].Answer == "" {
		return s, fault.New(fault.Invalid, "concern.answer", "answer", "the answer that resolved it")
	}
	return s, nil
}

// Traded is the event of a give for a get.
type Traded struct {
	ID    string      `json:"id"`
	Give  string      `json:"give,omitempty" private:"yes"`
	Get   string      `json:"get,omitempty" private:"yes"`
	Value money.Money `json:"value"` // of what is given
}

// Kind is "deal.traded".
func (Traded) Kind() string { return "deal.traded" }

func (t Traded) apply(d *Deal, e event.Event) {
	d.Trades = append(d.Trades, Trade{ID: t.ID, Give: t.Give, Get: t.Get, Value: t.Value, At: e.Occurred})
	d.touch(e.Occurred)
}

// MakeTrade decides on a line of the ledger: no give without a get.
func MakeTrade(d Deal, t Traded) (Traded, error) {
	if !d.Live() {
		return t, fault.New(fault.Conflict, "deal.not_open", "status", "an open deal")
	}
	if strings.TrimSpace(t.Give) == "" {
		return t, fault.New(fault.Invalid, "trade.give", "give", "what is given")
	}
	if strings.TrimSpace(t.Get) == "" {
		return t, fault.New(fault.Invalid, "trade.get", "get", "what is got in return")
	}
	return t, nil
}

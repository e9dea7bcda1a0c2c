package deal

import (
	"slices"
	"strings"

	"cairn/event"
	"cairn/fault"
	"cairn/money"
)

// The states of an offer. Only one is out at a time.
const (
	OfferOut        = "out"
	OfferSuperseded = "superseded"
	OfferAccepted   = "accepted"
	OfferDeclined   = "declined"
	OfferWithdrawn  = "withdrawn"
	OfferLapsed     = "lapsed" // by a return to before it, or a reopening
)

// Offered is the event of an offer that was delivered.
type Offered struct {
	ID    string      `json:"id"`
	To    string      `json:"to,omitempty"` // person
	What  string      `json:"what,omitempty" private:"yes"`
	Value money.Money `json:"value"`
	Due   string      `json:"due,omitempty"`
	Needs []string    `json:"needs,omitempty"` // of each line: the checkpoint that it answers, or ""
	Lines []Line      `json:"lines,omitempty" private:"yes"`
}

// Kind is "deal.offered".
func (Offered) Kind() string { return "deal.offered" }

func (o Offered) apply(d *Deal, e event.Event) {
	for i, x := range d.Offers {
		if x.State == OfferOut || x.State == OfferAccepted {
			x.State = OfferSuperseded
			d.Offers[i] = x
		}
	}
	lines := o.Lines
	if lines == nil { // erased, or never there: which needs were answered stays known
		for _, need := range o.Needs {
			lines = append(lines, Line{Need: need})
		}
	}
	d.Offers = append(d.Offers, Offer{
		ID: o.ID, N: e.N, Number: len(d.Offers) + 1, To: o.To, At: e.Occurred, What: o.What, Value: o.Value,
		Due: o.Due, Lines: lines, State: OfferOut,
	})
	d.Value = o.Value
	d.changed(onOffers, factValue)
	d.touch(e.Occurred)
}

// MakeOffer decides on a delivered offer. It supersedes the one before, and its value
// becomes the deal's.
func MakeOffer(d Deal, o Offered) (Offered, error) {
	if !d.Live() {
		return o, fault.New(fault.Conflict, "deal.not_open", "status", "an open deal")
	}
	if strings.TrimSpace(o.What) == "" {
		return o, fault.New(fault.Invalid, "offer.what", "what", "what is offered")
	}
	if o.Value.Minor < 0 || !money.Known(o.Value.Currency) {
		return o, fault.New(fault.Invalid, "offer.value", "value", "an amount with its currency, not negative")
	}
	if sum, ok := linesSum(o); !ok || len(o.Lines) > 0 && sum != o.Value {
		return o, fault.New(fault.Invalid, "offer.sum", "value", "the sum of the lines").With("sum", sum.String())
	}
	o.Needs = nil
	for _, l := range o.Lines {
		o.Needs = append(o.Needs, l.Need)
	}
	return o, checkDate("due", o.Due)
}

func linesSum(o Offered) (money.Money, bool) {
	sum := money.Money{Currency: o.Value.Currency}
	for _, l := range o.Lines {
		next, err := sum.Add(l.Value)
		if err != nil {
			return sum, false
		}
		sum = next
	}
	return sum, true
}

// OfferDecided is the event of an offer's outcome, or of its withdrawal by us.
type OfferDecided struct {
	ID     string `json:"id"`
	State  string `json:"state"`                      // accepted declined withdrawn
	By     string `json:"by,omitempty" private:"yes"` // who, on the customer's side
	Person string `json:"person,omitempty"`
	Why    string `json:"why,omitempty" private:"yes"`
}

// Kind is "deal.offer_decided".
func (OfferDecided) Kind() string { return "deal.offer_decided" }

func (o OfferDecided) apply(d *Deal, e event.Event) {
	for i, x := range d.Offers {
		if x.ID == o.ID {
			x.State, x.Decided, x.By = o.State, e.Occurred, o.By
			x.Accepted = 0
			if o.State == OfferAccepted {
				x.Accepted = e.Occurred
			}
			d.Offers[i] = x
		}
	}
	if o.State == OfferAccepted {
		d.TwoWay = max(d.TwoWay, e.Occurred)
	}
	d.changed(onOffers)
	d.touch(e.Occurred)
}

// DecideOffer decides on an outcome: only what is out can be accepted, an acceptance
// names who accepted, and nothing is decided before it was offered.
func DecideOffer(d Deal, o OfferDecided, now Now) (OfferDecided, error) {
	i := slices.IndexFunc(d.Offers, func(x Offer) bool { return x.ID == o.ID })
	if i < 0 {
		return o, fault.New(fault.NotFound, "offer", "offer", "an offer of this deal")
	}
	if !slices.Contains([]string{OfferAccepted, OfferDeclined, OfferWithdrawn}, o.State) {
		return o, fault.New(fault.Invalid, "offer.state", "state", "accepted, declined or withdrawn")
	}
	if !d.Live() {
		return o, fault.New(fault.Conflict, "deal.not_open", "status", "an open deal")
	}
	if s := d.Offers[i].State; s != OfferOut && !(s == OfferAccepted && o.State != OfferAccepted) {
		return o, fault.New(fault.Conflict, "offer.not_out", "offer", "the offer that is out").With("state", s)
	}
	if at := d.Offers[i].At; now.Occurred < at {
		return o, fault.New(fault.Invalid, "deal.time_order", "occurred_at", "a moment not before the offer").With("earliest", stamp(at))
	}
	if o.State == OfferAccepted && o.By == "" && o.Person == "" {
		return o, fault.New(fault.Invalid, "offer.by", "by", "who accepted it")
	}
	return o, nil
}

package deal

import (
	"fmt"

	"cairn/event"
)

// bodies lists an empty body for every kind of event of a deal.
func bodies() []Body {
	return []Body{
		&Opened{}, &Changed{}, &Moved{}, &Given{}, &ConfirmedBy{}, &TakenBack{}, &Logged{}, &Scheduled{}, &Rescheduled{},
		&Cancelled{}, &Asked{}, &Overridden{}, &Declined{}, &Offered{}, &OfferDecided{}, &Raised{}, &Settled{}, &Traded{},
		&PlanSet{}, &Handed{}, &Shared{}, &Involved{}, &Closed{}, &WonDeal{}, &Corrected{}, &Reopened{}, &Absorbed{}, &Transferred{},
	}
}

// Kinds are the kinds of event that a deal has, in the order of the code.
func Kinds() []string {
	var kinds []string
	for _, b := range bodies() {
		kinds = append(kinds, b.Kind())
	}
	return kinds
}

// Decode gives the typed body of an event of a deal. An unknown kind or field is an
// error.
func Decode(e event.Event) (Body, error) {
	for _, b := range bodies() {
		if b.Kind() == e.Kind {
			return b, event.Join(e.Body, e.Private, b)
		}
	}
	return nil, fmt.Errorf("unknown kind of event %q", e.Kind)
}

// Replay folds the events of one deal, in their order, up to all of them.
func Replay(events []event.Event) (Deal, error) {
	var d Deal
	for _, e := range events {
		b, err := Decode(e)
		if err != nil {
			return d, fmt.Errorf("event %d of %s: %w", e.N, e.Subject, err)
		}
		d = Apply(d, e, b)
	}
	return d, nil
}

package deal

import (
	"fmt"

	"cairn/event"
)

// Kinds are the kinds of event that a deal has, in the order of the code.
func Kinds() []string {
	return []string{
		"deal.opened", "deal.changed", "deal.moved", "deal.given", "deal.confirmed", "deal.taken_back", "deal.logged",
		"deal.scheduled", "deal.rescheduled", "deal.cancelled", "deal.asked", "deal.overridden", "deal.declined",
		"deal.offered", "deal.offer_decided", "deal.raised", "deal.settled", "deal.traded", "deal.plan_set", "deal.handed",
		"deal.shared", "deal.involved", "deal.closed", "deal.won", "deal.brought", "deal.corrected", "deal.reopened",
		"deal.absorbed", "deal.transferred",
	}
}

// empty makes the body to decode an event of a kind into; nil where it is not known.
func empty(kind string) Body {
	switch kind {
	case "deal.opened":
		return &Opened{}
	case "deal.changed":
		return &Changed{}
	case "deal.moved":
		return &Moved{}
	case "deal.given":
		return &Given{}
	case "deal.confirmed":
		return &ConfirmedBy{}
	case "deal.taken_back":
		return &TakenBack{}
	case "deal.logged":
		return &Logged{}
	case "deal.scheduled":
		return &Scheduled{}
	case "deal.rescheduled":
		return &Rescheduled{}
	case "deal.cancelled":
		return &Cancelled{}
	case "deal.asked":
		return &Asked{}
	case "deal.overridden":
		return &Overridden{}
	case "deal.declined":
		return &Declined{}
	case "deal.offered":
		return &Offered{}
	case "deal.offer_decided":
		return &OfferDecided{}
	case "deal.raised":
		return &Raised{}
	case "deal.settled":
		return &Settled{}
	case "deal.traded":
		return &Traded{}
	case "deal.plan_set":
		return &PlanSet{}
	case "deal.handed":
		return &Handed{}
	case "deal.shared":
		return &Shared{}
	case "deal.involved":
		return &Involved{}
	case "deal.closed":
		return &Closed{}
	case "deal.won":
		return &WonDeal{}
	case "deal.brought":
		return &Brought{}
	case "deal.corrected":
		return &Corrected{}
	case "deal.reopened":
		return &Reopened{}
	case "deal.absorbed":
		return &Absorbed{}
	case "deal.transferred":
		return &Transferred{}
	}
	return nil
}

// Decode gives the typed body of an event of a deal. An unknown kind or field is an
// error.
func Decode(e event.Event) (Body, error) {
	b := empty(e.Kind)
	if b == nil {
		return nil, fmt.Errorf("unknown kind of event %q", e.Kind)
	}
	return b, event.Join(e.Body, e.Private, b)
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

package deal

import (
	"slices"

	"cairn/event"
	"cairn/process"
)

// Renewed is what a new visit undoes when a deal comes back, by a return, a reopening
// or a transfer: nothing is erased, it just no longer counts (P-13).
type Renewed struct {
	Stale  []string `json:"stale,omitempty"`  // checkpoints whose evidence lives for one visit only
	Lapsed []string `json:"lapsed,omitempty"` // checkpoints that are asked again: passes last one visit
	Offer  string   `json:"offer,omitempty"`  // what becomes of the current offer: lapsed, or out, its acceptance no longer counting
	Border int      `json:"border,omitempty"` // +1 left the first job, -1 came back into it
}

// renewal is what coming from one step into dest, not after it, opens again.
func (r *reading) renewal(from, dest int) Renewed {
	x := r.p
	var n Renewed
	current, out := r.d.Current()
	for i := dest; i < len(x.Steps); i++ {
		for _, c := range x.Active(i) {
			n.Lapsed = append(n.Lapsed, c.Key)
			if c.Valid != process.Visit {
				continue
			}
			n.Stale = append(n.Stale, c.Key)
			switch {
			case !out || c.Evidence != process.Offer:
			case c.Offer == "delivered":
				n.Offer = OfferLapsed
			case c.Offer == "accepted" && current.State == OfferAccepted && n.Offer == "":
				n.Offer = OfferOut
			}
		}
	}
	if border := x.Border(); dest < border && (from >= border || r.d.Qualified != 0) {
		n.Border = -1
	}
	return n
}

// renew folds a new visit in. Qualified is the first leaving of the first job, and a
// return into it clears that (P-2).
func (d *Deal) renew(n Renewed, e event.Event) {
	d.stale(n.Stale, e.N)
	for i, p := range d.Passed {
		if slices.Contains(n.Lapsed, p.Checkpoint) {
			p.Lapsed = true
			d.Passed[i] = p
		}
	}
	for i, o := range d.Offers {
		if n.Offer != "" && (o.State == OfferOut || o.State == OfferAccepted) {
			o.State = n.Offer
			if n.Offer == OfferOut {
				o.Decided, o.Accepted, o.By = 0, 0, ""
			}
			d.Offers[i] = o
		}
	}
	switch {
	case n.Border > 0 && d.Qualified == 0:
		d.Qualified = e.Occurred
	case n.Border < 0:
		d.Qualified = 0
	}
}

// stale marks checkpoints whose evidence up to event n no longer counts.
func (d *Deal) stale(keys []string, n int64) {
	if len(keys) > 0 && d.Stale == nil {
		d.Stale = map[string]int64{}
	}
	for _, k := range keys {
		d.Stale[k] = n
	}
}

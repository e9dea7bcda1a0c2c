package deal

import (
	"slices"

	"cairn/event"
	"cairn/fault"
	"cairn/process"
)

// Reopened is the event of a deal that came back into the pipeline: reopened by
// somebody, or unparked by the schedule.
type Reopened struct {
	To     string   `json:"to"`
	From   string   `json:"from"` // the exit that it came back from
	System bool     `json:"system,omitempty"`
	Stale  []string `json:"stale,omitempty"`
	Lapsed []string `json:"lapsed,omitempty"`
	Border int      `json:"border,omitempty"`
	Today  string   `json:"today,omitempty"`
	Why    string   `json:"why,omitempty" private:"yes"`
}

// Kind is "deal.reopened".
func (Reopened) Kind() string { return "deal.reopened" }

func (r Reopened) apply(d *Deal, e event.Event) {
	d.Status, d.End, d.Merged = Open, nil, ""
	d.enter(r.To, "", e.Occurred)
	d.stale(r.Stale, e.N)
	d.lapse(r.Lapsed)
	if r.Border < 0 {
		d.Qualified = 0
	}
}

const (
	ownerReopens = 30 * microsPerDay  // the owner alone may within these
	newInstead   = 183 * microsPerDay // after half a year it is a new deal
)

// Reopen decides on coming back into a named step: by whoever manages the deal, by its
// owner within 30 days, and from parked by its owner at any time; after half a year a
// new deal is opened instead. The step owes every impossible checkpoint before it, and
// old offers are stale (P-15, P-11).
func Reopen(p process.Definition, d Deal, to, why string, by By, now Now) (Reopened, error) {
	r := Reopened{To: to, From: string(d.Status), Why: why, System: by.System, Today: now.Today}
	switch d.Status {
	case Lost, NoDecision, Disqualified, Parked:
	default:
		return r, fault.New(fault.Conflict, "deal.reopen", "status", "a deal that is lost, without decision, disqualified or parked")
	}
	if err := d.inOrder(now); err != nil {
		return r, err
	}
	dest := p.Index(to)
	if dest < 0 || p.Steps[dest].Skip || p.Steps[dest].Retired {
		return r, fault.New(fault.Invalid, "deal.step", "to", "a step of the process "+p.Key)
	}
	if d.Status != Parked && !by.System {
		age := now.Occurred - d.End.At
		if age > newInstead {
			return r, fault.New(fault.Conflict, "deal.too_old", "", "a new deal: this one ended more than half a year ago")
		}
		if age > ownerReopens && !by.Manages && !by.Alone {
			return r, fault.New(fault.Forbidden, "deal.reopen_late", "", "who manages this deal: it ended more than 30 days ago")
		}
	}
	if why == "" && !by.System {
		return r, refuseField("P-15", to, "why")
	}
	if !by.System || dest != p.Index(d.Step) {
		r.Stale, r.Lapsed = reopened(p, min(dest, p.Index(d.Step)))
	}
	if border := p.Border(); dest < border && d.Qualified != 0 {
		r.Border = -1
	}
	return r, owesImpossible(p, d, r, dest, now)
}

// owesImpossible refuses a reopening into a step whose way is logically not open: the
// evidence that the reopening itself makes stale no longer counts.
func owesImpossible(p process.Definition, d Deal, r Reopened, dest int, now Now) error {
	after := Apply(d, event.Event{N: d.Version + 1, Occurred: now.Occurred}, r)
	no := &Refusal{Rule: "P-15", To: r.To}
	for i := range dest {
		for _, c := range p.Active(i) {
			if c.Strength != process.Impossible || !applies(p, after, i, c, now) || slices.Contains(d.Debts, c.Key) {
				continue
			}
			if part := holds(p, after, c, now, 0); part != "" {
				no.Missing = append(no.Missing, missing(p, d, i, c, part, By{}, false))
			}
		}
	}
	if len(no.Missing) > 0 {
		return no
	}
	return nil
}

package deal

import (
	"cairn/event"
	"cairn/fault"
	"cairn/process"
)

// Reopened is the event of a deal that came back into the pipeline: reopened by
// somebody, or unparked by the schedule.
type Reopened struct {
	To     string `json:"to"`
	From   string `json:"from"` // the exit that it came back from
	System bool   `json:"system,omitempty"`
	Today  string `json:"today,omitempty"`
	Why    string `json:"why,omitempty" private:"yes"`
	Renewed
}

// Kind is "deal.reopened".
func (Reopened) Kind() string { return "deal.reopened" }

func (r Reopened) apply(d *Deal, e event.Event) {
	d.Status, d.End, d.Merged = Open, nil, ""
	d.enter(r.To, "", e.Occurred)
	d.renew(r.Renewed, e)
}

const (
	ownerReopens = 30 * microsPerDay  // the owner alone may within these
	newInstead   = 183 * microsPerDay // after half a year it is a new deal
)

// Reopen decides on coming back into a named step, not after the one that it left: what
// lies between would be passed silently. Whoever manages the deal may, its owner within
// 30 days, and from parked at any time; after half a year a new deal is opened instead.
// It is a new visit, old offers no longer count, and the step owes every impossible
// checkpoint before it (P-15, P-11). The schedule brings a parked deal back on its day,
// into the latest step up to the named one that owes nothing.
func Reopen(p process.Definition, d Deal, to, why string, by By, now Now) (Reopened, error) {
	if err := d.reopens(why, by, now); err != nil {
		return Reopened{}, err
	}
	from, dest := p.Index(d.Step), p.Index(to)
	if !used(p, dest) {
		return Reopened{}, fault.New(fault.Invalid, "deal.step", "to", "a step of the process "+p.Key)
	}
	if dest > from {
		return Reopened{}, fault.New(fault.Invalid, "deal.reopen_ahead", "to", "the step that it left, or one before; go on from there").With("step", d.Step)
	}
	for {
		r := Reopened{To: p.Steps[dest].Key, From: string(d.Status), Why: why, System: by.System, Today: now.Today}
		r.Renewed = read(p, &d, now).renewal(from, dest)
		if _, out := d.Current(); out && d.Status != Parked {
			r.Offer = OfferLapsed
		}
		no := r.owes(p, d, dest, now)
		if no == nil {
			return r, nil
		}
		if dest = before(p, dest); !by.System || dest < 0 {
			return Reopened{}, no
		}
	}
}

// before is the index of the step before i that the process uses; -1 where there is none.
func before(p process.Definition, i int) int {
	for i--; i >= 0 && !used(p, i); i-- {
	}
	return i
}

// reopens says whether d may be reopened at all, by this person and today. Its age is
// counted on the server's clock: dating a command back gives no more time.
func (d *Deal) reopens(why string, by By, now Now) error {
	switch d.Status {
	case Parked:
	case Lost, NoDecision, Disqualified:
		if !by.System {
			break
		}
		fallthrough
	default:
		return fault.New(fault.Conflict, "deal.reopen", "status", "a deal that is lost, without decision, disqualified or parked")
	}
	if err := d.inOrder(now); err != nil {
		return err
	}
	age := now.At - d.End.At
	switch {
	case by.System && d.End.Until > now.Today:
		return fault.New(fault.Conflict, "deal.not_due", "", "the day on which it comes back").With("until", d.End.Until)
	case by.System, by.Import:
		return nil
	case d.Status != Parked && age > newInstead:
		return fault.New(fault.Conflict, "deal.too_old", "", "a new deal: this one ended more than half a year ago")
	case by.decides():
	case by.ID != d.Owner:
		return fault.New(fault.Forbidden, "deal.reopen_others", "", "its owner, or who manages it")
	case d.Status != Parked && age > ownerReopens:
		return fault.New(fault.Forbidden, "deal.reopen_late", "", "who manages this deal: it ended more than 30 days ago")
	}
	if blank(why) {
		return refuseField("P-15", d.Step, "why")
	}
	return nil
}

// owes refuses a reopening into a step whose way is logically not open; what the
// reopening itself makes stale no longer counts. Debts of the deal stay debts.
func (r Reopened) owes(p process.Definition, d Deal, dest int, now Now) *Refusal {
	after := Apply(d, event.Event{N: d.Version + 1, Occurred: now.Occurred}, r)
	no := read(p, &after, now).closed(dest)
	if no != nil {
		no.Rule, no.To = "P-15", r.To
	}
	return no
}

// closed refuses a step whose way is not open: an impossible checkpoint before it does
// not hold, and is not a debt.
func (r *reading) closed(dest int) *Refusal {
	var no *Refusal
	all, _ := r.lacks(dest, dest)
	for _, l := range all {
		if l.debt {
			continue
		}
		if no == nil {
			no = &Refusal{}
		}
		no.Missing = append(no.Missing, r.missing(l, By{}))
	}
	return no
}

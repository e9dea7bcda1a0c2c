package deal

import (
	"maps"
	"slices"

	"cairn/event"
)

// Body is the content of an event of a deal. Its fold is apply.
type Body interface {
	event.Body
	apply(*Deal, event.Event)
}

// Apply folds one event into a deal and returns the deal that it makes; d itself is
// untouched. The first event, Opened or Brought, is applied to the zero Deal.
func Apply(d Deal, e event.Event, b Body) Deal {
	next := d.clone()
	b.apply(&next, e)
	next.Version = e.N
	return next
}

// clone copies what apply may write to. Elements are replaced, never written through.
func (d Deal) clone() Deal {
	d.Participants = maps.Clone(d.Participants)
	d.Fields = maps.Clone(d.Fields)
	d.Evidence = maps.Clone(d.Evidence)
	d.Stale = maps.Clone(d.Stale)
	d.Outcomes = maps.Clone(d.Outcomes)
	d.Visits = slices.Clone(d.Visits)
	d.Debts = slices.Clone(d.Debts)
	d.Passed = slices.Clone(d.Passed)
	d.Requests = slices.Clone(d.Requests)
	d.Approvals = slices.Clone(d.Approvals)
	d.People = slices.Clone(d.People)
	d.Offers = slices.Clone(d.Offers)
	d.Concerns = slices.Clone(d.Concerns)
	d.Trades = slices.Clone(d.Trades)
	d.Plan = slices.Clone(d.Plan)
	d.Planned = slices.Clone(d.Planned)
	d.Flags = slices.Clone(d.Flags)
	return d
}

// enter ends the open stay, if there is one, and begins the next.
func (d *Deal) enter(step, how string, at int64) {
	d.leave(how, at)
	d.Visits = append(d.Visits, Visit{Step: step, Count: d.visit(step) + 1, From: at, Owner: d.Owner, Value: d.Value})
	d.Step, d.Entered = step, at
	if at > d.Moment {
		d.Moment = at
	}
}

// leave ends the open stay.
func (d *Deal) leave(how string, at int64) {
	if i := len(d.Visits) - 1; i >= 0 && d.Visits[i].How == "" {
		v := d.Visits[i]
		v.How, v.To = how, at
		d.Visits[i] = v
	}
	if at > d.Moment {
		d.Moment = at
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

// lapse ends passes and approvals of checkpoints that a return opened again.
func (d *Deal) lapse(keys []string) {
	for i, p := range d.Passed {
		if slices.Contains(keys, p.Checkpoint) {
			p.Lapsed = true
			d.Passed[i] = p
		}
	}
	d.Approvals = slices.DeleteFunc(d.Approvals, func(a Approval) bool { return slices.Contains(keys, a.Checkpoint) })
	d.Requests = slices.DeleteFunc(d.Requests, func(r Request) bool { return slices.Contains(keys, r.Checkpoint) })
}

// touch notes that something was recorded during the open stay, and when: a return
// within minutes from a stay without anything recorded is a slip of the hand.
func (d *Deal) touch(at int64) {
	if i := len(d.Visits) - 1; i >= 0 {
		v := d.Visits[i]
		v.Facts = true
		d.Visits[i] = v
	}
	if at > d.Touched {
		d.Touched = at
	}
}

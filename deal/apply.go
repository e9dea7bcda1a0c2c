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

// clone copies what apply may write to, one level deep: what elements point at is
// replaced, never written through.
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
}

// leave ends the open stay, and with it what was asked and approved during it.
func (d *Deal) leave(how string, at int64) {
	if i := len(d.Visits) - 1; i >= 0 && d.Visits[i].How == "" {
		d.Visits[i].How, d.Visits[i].To = how, at
	}
	d.Moment = max(d.Moment, at)
	d.Requests, d.Approvals = nil, nil
}

// What the evidence of a checkpoint rests on, beside its own answer and the one fact of
// the deal that may give it. A change of it ends an approval that was given on the old
// state.
const (
	onFacts      = "facts" // what rules see: everything but activities
	onPeople     = "people"
	onOffers     = "offers"
	onConcerns   = "concerns"
	onActivities = "activities"
	onPlanned    = "planned"
)

// changed ends the approvals that rest on what has just changed.
func (d *Deal) changed(what ...string) {
	seen := !slices.Contains(what, onActivities) && !slices.Contains(what, onPlanned)
	d.Approvals = slices.DeleteFunc(d.Approvals, func(a Approval) bool {
		return slices.ContainsFunc(a.On, func(on string) bool { return on == onFacts && seen || slices.Contains(what, on) })
	})
}

// touch notes that something was recorded during the open stay, and when: a return
// within minutes from a stay without anything recorded is a slip of the hand.
func (d *Deal) touch(at int64) {
	if i := len(d.Visits) - 1; i >= 0 && d.Visits[i].How == "" {
		d.Visits[i].Facts = true
	}
	d.Touched = max(d.Touched, at)
}

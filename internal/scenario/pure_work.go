package scenario

import (
	"fmt"

	"cairn/access"
	"cairn/deal"
	"cairn/fault"
	"cairn/internal/app"
)

// work decides on the daily commands of a deal.
func (t *turn) work(cmd app.Command) (app.Done, error) {
	switch c := cmd.(type) {
	case *app.ChangeDeal:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			return body(deal.Change(x.p, x.Deal, deal.Changed{
				Name: c.Name, Organisation: c.Organisation, Person: c.Person, Role: c.Role, Type: c.Kind, Value: c.Value,
				CloseDate: c.CloseDate, Source: c.Source, Method: c.Method, Fields: c.Fields, Why: c.Why,
			}))
		})
	case *app.GiveEvidence:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			return body(deal.Give(x.p, x.Deal, deal.Given{
				Checkpoint: c.Checkpoint, Text: c.Text, Number: c.Number, Money: c.Money, Date: c.Date, Choice: c.Choice, Ref: c.Ref, Yes: c.Yes, Person: c.Person,
			}))
		})
	case *app.ConfirmEvidence:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			return body(deal.Confirm(x.p, x.Deal, deal.ConfirmedBy{Checkpoint: c.Checkpoint, Person: c.Person, How: c.How, Words: c.Words}, x.now))
		})
	case *app.TakeBackEvidence:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			return body(deal.TakeBack(x.p, x.Deal, c.Checkpoint, c.Why))
		})
	case *app.AskOverride:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			return body(deal.Ask(x.p, x.Deal, deal.Asked{Checkpoint: c.Checkpoint, Why: c.Why}, x.now))
		})
	case *app.OverrideGate:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			return body(deal.Override(x.p, x.Deal, deal.Overridden{Checkpoint: c.Checkpoint, Why: c.Why}, x.by, x.now))
		})
	case *app.DeclineOverride:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			return body(deal.Decline(x.p, x.Deal, deal.Declined{Checkpoint: c.Checkpoint, Why: c.Why}, x.by))
		})
	case *app.HandDeal:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			if err := t.mayOwn(c.To); err != nil {
				return nil, "", err
			}
			if x.Owner != t.who.ID && !x.by.Manages {
				return nil, "", fault.New(fault.Forbidden, "deal.hand", "", "its owner, or who manages it")
			}
			return body(deal.Hand(x.Deal, c.To, c.Why))
		})
	case *app.ShareDeal:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			if m := t.world.members[c.Member]; !c.End && (!m.Active || m.Role == access.Admin) {
				return nil, "", fault.New(fault.Invalid, "participant", "member", "an active member")
			}
			if x.Owner != t.who.ID && !x.by.Manages && !(c.End && c.Member == t.who.ID) {
				return nil, "", fault.New(fault.Forbidden, "deal.share", "", "its owner, or who manages it")
			}
			return body(deal.Share(x.Deal, deal.Shared{Member: c.Member, Role: c.Role, Share: c.Share, End: c.End}))
		})
	case *app.InvolvePerson:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			return body(deal.Involve(x.Deal, deal.Involved{Person: c.Person, Influence: c.Influence, Attitude: c.Attitude, End: c.End}))
		})
	}
	return t.children(cmd)
}

// children decides on what belongs to a deal: activities, offers, concerns, trades, the
// close plan.
func (t *turn) children(cmd app.Command) (app.Done, error) {
	switch c := cmd.(type) {
	case *app.LogActivity:
		return t.log(c)
	case *app.ScheduleActivity:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			by := c.By
			if by == "" {
				by = x.Owner
			}
			return t.child(func(id string) (deal.Body, string, error) {
				return body(deal.Schedule(x.Deal, deal.Scheduled{ID: id, Type: c.Kind, Due: c.Due, Time: c.Time, Text: c.Text, By: by}))
			})
		})
	case *app.RescheduleActivity:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			return body(deal.Reschedule(x.Deal, deal.Rescheduled{ID: c.Activity, Due: c.Due, Time: c.Time, Why: c.Why}))
		})
	case *app.CancelActivity:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			return body(deal.Cancel(x.Deal, deal.Cancelled{ID: c.Activity, Why: c.Why}))
		})
	case *app.MakeOffer:
		return t.decide(c.OnDeal, c.Next, func(x *sight) (deal.Body, string, error) {
			return t.child(func(id string) (deal.Body, string, error) {
				return body(deal.MakeOffer(x.Deal, deal.Offered{ID: id, To: c.To, What: c.What, Value: c.Value, Due: c.Due, Lines: c.Lines}))
			})
		})
	case *app.DecideOffer:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			id, by := c.Offer, c.By
			if current, ok := x.Current(); ok && id == "" {
				id = current.ID
			}
			if by == "" {
				by = t.world.people[c.Person].Name
			}
			return body(deal.DecideOffer(x.Deal, deal.OfferDecided{ID: id, State: c.State, By: by, Person: c.Person, Why: c.Why}, x.now))
		})
	case *app.RaiseConcern:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			return t.child(func(id string) (deal.Body, string, error) {
				return body(deal.Raise(x.Deal, deal.Raised{ID: id, Text: c.Text, By: c.By}))
			})
		})
	case *app.SettleConcern:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			return body(deal.Settle(x.Deal, deal.Settled{ID: c.Concern, State: c.State, Answer: c.Answer}))
		})
	case *app.MakeTrade:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			value := c.Value
			if value.Currency == "" {
				value.Currency = x.Value.Currency
			}
			return t.child(func(id string) (deal.Body, string, error) {
				return body(deal.MakeTrade(x.Deal, deal.Traded{ID: id, Give: c.Give, Get: c.Get, Value: value}))
			})
		})
	case *app.SetPlan:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			set := func(id string) (deal.Body, string, error) {
				return body(deal.SetPlan(x.Deal, deal.PlanSet{ID: id, What: c.What, Due: c.Due, Ours: c.Ours, Theirs: c.Theirs, Done: c.Done, Why: c.Why, Drop: c.Drop}))
			}
			if c.Milestone != "" {
				b, _, err := set(c.Milestone)
				return b, c.Milestone, err
			}
			return t.child(set)
		})
	}
	return t.around(cmd)
}

// child gives what a decision makes an id.
func (t *turn) child(decision func(id string) (deal.Body, string, error)) (deal.Body, string, error) {
	id := t.newID()
	b, _, err := decision(id)
	return b, id, err
}

// log records an activity. A conversation that was agreed on is the next step by itself.
func (t *turn) log(c *app.LogActivity) (app.Done, error) {
	x, err := t.look(c.OnDeal)
	if err != nil {
		return app.Done{}, err
	}
	id := t.newID()
	b, err := deal.Log(x.Deal, deal.Logged{
		ID: id, Type: c.Kind, Outcome: c.Outcome, TwoWay: c.TwoWay, People: c.People, Minutes: c.Minutes, Text: c.Text, Finishes: c.Finishes, Agreed: c.Agreed,
	})
	if err != nil {
		return app.Done{}, err
	}
	if err := t.record(x.ID, b, x.now.Occurred); err != nil {
		return app.Done{}, err
	}
	next := c.Next
	if next == nil && c.Outcome == deal.Agreed && c.Agreed >= x.now.Today {
		next = &app.NextStep{Kind: "conversation", Due: c.Agreed}
	}
	if next != nil {
		err = t.plan(x.ID, *next, x.now)
	}
	return app.Done{ID: x.ID, Version: t.world.deals[x.ID].Version, Made: id}, err
}

// unknown says that the pure way does not have a command.
func unknown(cmd app.Command) error {
	return fmt.Errorf("%T is not played without a database; write: without pure \"the reason\"", cmd)
}

package scenario

import (
	"cairn/access"
	"cairn/deal"
	"cairn/fault"
	"cairn/internal/app"
	"cairn/process"
)

// do decides on one command.
func (t *turn) do(cmd app.Command) (app.Done, error) {
	switch c := cmd.(type) {
	case *app.OpenDeal:
		return t.open(c)
	case *app.BringDeal:
		return t.bring(c)
	case *app.MergeDeals:
		return t.merge(c)
	case *app.MoveDeal:
		return t.decide(c.OnDeal, c.Next, func(x *sight) (deal.Body, string, error) {
			return body(deal.Move(x.p, x.Deal, deal.Wish{To: c.To, Why: c.Why, Reasons: c.Reasons}, x.by, x.now))
		})
	case *app.WinDeal:
		return t.win(c)
	case *app.CloseDeal:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			k := deal.Closed{As: c.As, Reason: c.Reason, Others: c.Others, To: c.To, Step: c.Step, Until: c.Until, Note: c.Note}
			return body(deal.Close(x.p, x.Deal, k, x.by, x.now))
		})
	case *app.ReopenDeal:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			if c.To == "" && t.who.System {
				c.To = x.Step
			}
			return body(deal.Reopen(x.p, x.Deal, c.To, c.Why, x.by, x.now))
		})
	case *app.CorrectDeal:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			k := deal.Corrected{Value: c.Value, Why: c.Why}
			if c.WonAt != "" {
				at, err := t.moment(c.WonAt)
				if err != nil {
					return nil, "", err
				}
				k.At = at.Occurred
			}
			return body(deal.Correct(x.Deal, k, x.by, x.now))
		})
	case *app.TransferDeal:
		return t.decide(c.OnDeal, nil, func(x *sight) (deal.Body, string, error) {
			q, err := t.definition(c.Process)
			if err != nil {
				return nil, "", err
			}
			return body(deal.TransferTo(x.p, q, x.Deal, c.Step, c.Why, x.now))
		})
	}
	return t.work(cmd)
}

// body fits a decision's answer to decide.
func body[B deal.Body](b B, err error) (deal.Body, string, error) { return b, "", err }

// decide looks at a deal, decides, records, and plans the next step that came with it.
func (t *turn) decide(on app.OnDeal, next *app.NextStep, decision func(*sight) (deal.Body, string, error)) (app.Done, error) {
	x, err := t.look(on)
	if err != nil {
		return app.Done{}, err
	}
	b, made, err := decision(&x)
	if err != nil {
		return app.Done{}, err
	}
	if err := t.record(x.ID, b, x.now.Occurred); err != nil {
		return app.Done{}, err
	}
	if next != nil {
		if err := t.plan(x.ID, *next, x.now); err != nil {
			return app.Done{}, err
		}
	}
	return app.Done{ID: x.ID, Version: t.world.deals[x.ID].Version, Made: made}, nil
}

func (t *turn) plan(id string, n app.NextStep, now deal.Now) error {
	d := t.world.deals[id]
	b, err := deal.Schedule(d, deal.Scheduled{ID: t.newID(), Type: n.Kind, Due: n.Due, Time: n.Time, Text: n.Text, By: d.Owner})
	if err != nil {
		return err
	}
	return t.record(id, b, now.Occurred)
}

func (t *turn) open(c *app.OpenDeal) (app.Done, error) {
	now, err := t.moment(c.OccurredAt)
	if err != nil {
		return app.Done{}, err
	}
	p, opened, err := t.opening(*c)
	if err != nil {
		return app.Done{}, err
	}
	b, err := deal.New(p, opened, now)
	if err != nil {
		return app.Done{}, err
	}
	if err := t.record(b.ID, b, now.Occurred); err != nil {
		return app.Done{}, err
	}
	if c.Next != nil {
		err = t.plan(b.ID, *c.Next, now)
	}
	return app.Done{ID: b.ID, Version: t.world.deals[b.ID].Version}, err
}

// opening is the first event of a deal, with its owner and its parties looked up.
func (t *turn) opening(c app.OpenDeal) (process.Definition, deal.Opened, error) {
	owner := c.Owner
	if owner == "" {
		owner = t.who.ID
	}
	if err := t.mayOwn(owner); err != nil {
		return process.Definition{}, deal.Opened{}, err
	}
	if err := t.known(c.Organisation, c.Person); err != nil {
		return process.Definition{}, deal.Opened{}, err
	}
	value := c.Value
	if value.Currency == "" {
		value.Currency = t.world.company.Currency
	}
	o := deal.Opened{
		ID: t.newID(), Name: c.Name, Organisation: c.Organisation, Person: c.Person, Role: c.Role, Owner: owner, Type: c.Kind, Step: c.Step,
		Value: value, CloseDate: c.CloseDate, Source: c.Source, Method: c.Method, Fields: c.Fields,
	}
	p, err := t.definition(c.Process)
	return p, o, err
}

func (t *turn) mayOwn(id string) error {
	if m := t.world.members[id]; !m.Active || !m.Role.May(access.Sell) {
		return fault.New(fault.Invalid, "deal.owner", "owner", "an active member who sells")
	}
	return nil
}

// known refuses parties that are not there.
func (t *turn) known(organisation, person string) error {
	if o, ok := t.world.organisations[organisation]; organisation != "" && (!ok || o.Withdrawn) {
		return fault.New(fault.Invalid, "deal.organisation", "organisation", "an organisation that is known here")
	}
	if x, ok := t.world.people[person]; person != "" && (!ok || x.Withdrawn) {
		return fault.New(fault.Invalid, "deal.person", "person", "a person who is known here")
	}
	return nil
}

func (t *turn) win(c *app.WinDeal) (app.Done, error) {
	x, err := t.look(c.OnDeal)
	if err != nil {
		return app.Done{}, err
	}
	if c.Next != nil {
		if err := t.plan(x.ID, *c.Next, x.now); err != nil {
			return app.Done{}, err
		}
		x.Deal = t.world.deals[x.ID]
	}
	b, err := deal.Win(x.p, x.Deal, deal.Wish{Why: c.Why, Reasons: c.Reasons}, x.Value, x.by, x.now)
	if err != nil {
		return app.Done{}, err
	}
	err = t.record(x.ID, b, x.now.Occurred)
	return app.Done{ID: x.ID, Version: t.world.deals[x.ID].Version}, err
}

func (t *turn) merge(c *app.MergeDeals) (app.Done, error) {
	x, err := t.look(c.OnDeal)
	if err != nil {
		return app.Done{}, err
	}
	other, err := t.Deal(cmpSystem(t.who), c.Other)
	if err != nil {
		return app.Done{}, err
	}
	absorbed, closed, err := deal.Merge(x.p, x.Deal, other, x.now)
	if err != nil {
		return app.Done{}, err
	}
	if err := t.record(other.ID, closed, x.now.Occurred); err != nil {
		return app.Done{}, err
	}
	err = t.record(x.ID, absorbed, x.now.Occurred)
	return app.Done{ID: x.ID, Version: t.world.deals[x.ID].Version}, err
}

// bring opens a deal with its history: what was skipped on the way is owed (P-16).
func (t *turn) bring(c *app.BringDeal) (app.Done, error) {
	if len(c.History) == 0 {
		return app.Done{}, fault.New(fault.Invalid, "bring.history", "history", "the steps it stood in")
	}
	p, o, err := t.opening(app.OpenDeal{
		Name: c.Name, Organisation: c.Organisation, Person: c.Person, Owner: c.Owner, Kind: c.Kind, Process: c.Process, Value: c.Value,
		CloseDate: c.CloseDate, Source: c.Source, Method: c.Method, Fields: c.Fields,
	})
	if err != nil {
		return app.Done{}, err
	}
	by := deal.By{ID: t.who.ID, Role: string(t.who.Role), Import: true}
	for i, stay := range c.History {
		now, err := t.moment(stay.At)
		if err != nil {
			return app.Done{}, err
		}
		var b deal.Body
		if i == 0 {
			o.Step, o.Undated, o.Import = stay.Step, stay.At == "", c.Import
			b, _, err = body(deal.New(p, o, now))
		} else {
			b, _, err = body(deal.Move(p, t.world.deals[o.ID], deal.Wish{To: stay.Step, Why: "import"}, by, now))
		}
		if err != nil {
			return app.Done{}, err
		}
		if err := t.record(o.ID, b, now.Occurred); err != nil {
			return app.Done{}, err
		}
	}
	if c.End != nil {
		if err := t.bringEnd(p, o.ID, *c.End, by); err != nil {
			return app.Done{}, err
		}
	}
	if c.Next != nil {
		now, err := t.moment("")
		if err != nil {
			return app.Done{}, err
		}
		if err := t.plan(o.ID, *c.Next, now); err != nil {
			return app.Done{}, err
		}
	}
	return app.Done{ID: o.ID, Version: t.world.deals[o.ID].Version}, nil
}

func (t *turn) bringEnd(p process.Definition, id string, end app.BroughtEnd, by deal.By) error {
	now, err := t.moment(end.At)
	if err != nil {
		return err
	}
	d := t.world.deals[id]
	var b deal.Body
	if end.As == string(deal.Won) {
		if end.Value.Currency == "" {
			end.Value.Currency = d.Value.Currency
		}
		b, _, err = body(deal.Bring(p, d, end.Value, by, now))
	} else {
		b, _, err = body(deal.Close(p, d, deal.Closed{As: end.As, Reason: end.Reason, Until: end.Until, Note: end.Note}, by, now))
	}
	if err != nil {
		return err
	}
	return t.record(id, b, now.Occurred)
}

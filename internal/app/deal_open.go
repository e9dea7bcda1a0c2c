package app

import (
	"cairn/access"
	"cairn/deal"
	"cairn/fault"
	"cairn/money"
)

// OpenDeal opens a deal. Organisation and Person are ids of parties; Role serves where
// nobody is known by name yet.
type OpenDeal struct {
	Name         string            `json:"name" minLength:"1" maxLength:"300" doc:"What this piece of business is."`
	Organisation string            `json:"organisation,omitempty"`
	Person       string            `json:"person,omitempty"`
	Role         string            `json:"role,omitempty" doc:"A role at the organisation, where no person is known yet."`
	Owner        string            `json:"owner,omitempty" doc:"Id of the salesperson; you, where empty."`
	Kind         string            `json:"kind,omitempty" enum:"new,expansion,renewal"`
	Process      string            `json:"process,omitempty" doc:"Key or version of the process; the company's own, where empty."`
	Step         string            `json:"step,omitempty" doc:"The true step, where it is not the first: what was skipped becomes debts."`
	Value        money.Money       `json:"value,omitzero"`
	CloseDate    string            `json:"close_date,omitempty" format:"date"`
	Source       string            `json:"source,omitempty"`
	Method       string            `json:"method,omitempty"`
	Fields       map[string]string `json:"fields,omitempty"`
	Next         *NextStep         `json:"next,omitempty" doc:"The next step, planned at once."`
	OccurredAt   string            `json:"occurred_at,omitempty" format:"date-time"`
}

// NextStep is a planned activity, as part of another command.
type NextStep struct {
	Kind string `json:"kind" enum:"call,conversation,meeting,mail,visit,task"`
	Due  string `json:"due" format:"date"`
	Time string `json:"time,omitempty"`
	Text string `json:"text,omitempty"`
}

func (OpenDeal) deals() []string { return nil }

func (o OpenDeal) do(c *call) (Done, error) {
	at, err := c.moment(o.OccurredAt)
	if err != nil {
		return Done{}, err
	}
	now, err := c.now(at)
	if err != nil {
		return Done{}, err
	}
	opened, err := c.opening(o)
	if err != nil {
		return Done{}, err
	}
	p, err := c.processFor(o.Process)
	if err != nil {
		return Done{}, err
	}
	body, err := deal.New(p, opened, now)
	if err != nil {
		return Done{}, err
	}
	if err := c.record(body.ID, body, now); err != nil {
		return Done{}, err
	}
	if o.Next != nil {
		if err := c.plan(body.ID, *o.Next, now); err != nil {
			return Done{}, err
		}
	}
	return c.done(body.ID)
}

// opening checks the people and parties that a new deal names.
func (c *call) opening(o OpenDeal) (deal.Opened, error) {
	owner := o.Owner
	if owner == "" {
		owner = c.who.ID
	}
	if err := c.mayOwn(owner); err != nil {
		return deal.Opened{}, err
	}
	if err := c.parties(o.Organisation, o.Person); err != nil {
		return deal.Opened{}, err
	}
	co, err := c.tx.Company()
	if err != nil {
		return deal.Opened{}, err
	}
	value := o.Value
	if value.Currency == "" {
		value.Currency = co.Currency
	}
	if !money.Known(value.Currency) {
		return deal.Opened{}, fault.New(fault.Invalid, "deal.value", "value", "an amount with an ISO currency such as EUR")
	}
	return deal.Opened{
		ID: c.tx.NewID(), Name: o.Name, Organisation: o.Organisation, Person: o.Person, Role: o.Role, Owner: owner,
		Type: o.Kind, Step: o.Step, Value: value, CloseDate: o.CloseDate, Source: o.Source, Method: o.Method, Fields: o.Fields,
	}, nil
}

// mayOwn refuses an owner who is not there, has left, or may not sell. A salesperson
// gives deals to anybody; what they may not do is see them afterwards.
func (c *call) mayOwn(id string) error {
	m, err := c.tx.Member(id)
	if err != nil || !m.Active || !m.Role.May(access.Sell) {
		return fault.New(fault.Invalid, "deal.owner", "owner", "an active member who sells")
	}
	return nil
}

// parties refuses an organisation or person that is not there.
func (c *call) parties(organisation, person string) error {
	if organisation != "" {
		if o, err := c.tx.Organisation(organisation); err != nil || o.Withdrawn {
			return fault.New(fault.Invalid, "deal.organisation", "organisation", "an organisation that is known here")
		}
	}
	if person != "" {
		if p, err := c.tx.Person(person); err != nil || p.Withdrawn {
			return fault.New(fault.Invalid, "deal.person", "person", "a person who is known here")
		}
	}
	return nil
}

// plan records a next step on a deal.
func (c *call) plan(id string, n NextStep, now deal.Now) error {
	d, err := c.tx.Deal(c.seeAll(), id)
	if err != nil {
		return err
	}
	body, err := deal.Schedule(d, deal.Scheduled{ID: c.tx.NewID(), Type: n.Kind, Due: n.Due, Time: n.Time, Text: n.Text, By: d.Owner})
	if err != nil {
		return err
	}
	return c.record(id, body, now)
}

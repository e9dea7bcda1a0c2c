package app

import (
	"cairn/deal"
	"cairn/fault"
	"cairn/money"
)

// ChangeDeal changes facts of a deal; what is left out stays.
type ChangeDeal struct {
	OnDeal
	Name         *string           `json:"name,omitempty" maxLength:"300"`
	Organisation *string           `json:"organisation,omitempty"`
	Person       *string           `json:"person,omitempty"`
	Role         *string           `json:"role,omitempty"`
	Kind         *string           `json:"kind,omitempty" enum:"new,expansion,renewal"`
	Value        *money.Money      `json:"value,omitempty"`
	CloseDate    *string           `json:"close_date,omitempty"`
	Source       *string           `json:"source,omitempty"`
	Method       *string           `json:"method,omitempty"`
	Fields       map[string]string `json:"fields,omitempty"`
	Why          string            `json:"why,omitempty"`
}

func (k ChangeDeal) do(c *call) (Done, error) {
	x, err := c.load(k.OnDeal)
	if err != nil {
		return Done{}, err
	}
	if err := c.parties(value(k.Organisation), value(k.Person)); err != nil {
		return Done{}, err
	}
	body, err := deal.Change(x.p, x.Deal, deal.Changed{
		Name: k.Name, Organisation: k.Organisation, Person: k.Person, Role: k.Role, Type: k.Kind, Value: k.Value,
		CloseDate: k.CloseDate, Source: k.Source, Method: k.Method, Fields: k.Fields, Why: k.Why,
	})
	return c.decided(x, body, err)
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// GiveEvidence answers a checkpoint.
type GiveEvidence struct {
	OnDeal
	Checkpoint string          `json:"checkpoint"`
	Text       string          `json:"text,omitempty"`
	Number     *float64        `json:"number,omitempty"`
	Money      *money.Money    `json:"money,omitempty"`
	Date       string          `json:"date,omitempty"`
	Choice     string          `json:"choice,omitempty"`
	Ref        string          `json:"ref,omitempty" doc:"Where a document is."`
	Yes        map[string]bool `json:"yes,omitempty" doc:"Answers to the criteria of a scorecard."`
	Person     string          `json:"person,omitempty" doc:"Who said so."`
}

func (g GiveEvidence) do(c *call) (Done, error) {
	x, err := c.load(g.OnDeal)
	if err != nil {
		return Done{}, err
	}
	if err := c.parties("", g.Person); err != nil {
		return Done{}, err
	}
	body, err := deal.Give(x.p, x.Deal, deal.Given{
		Checkpoint: g.Checkpoint, Text: g.Text, Number: g.Number, Money: g.Money, Date: g.Date, Choice: g.Choice, Ref: g.Ref, Yes: g.Yes, Person: g.Person,
	})
	return c.decided(x, body, err)
}

// ConfirmEvidence records the customer's own word.
type ConfirmEvidence struct {
	OnDeal
	Checkpoint string `json:"checkpoint"`
	Person     string `json:"person,omitempty"`
	How        string `json:"how,omitempty" doc:"call, mail, meeting, …"`
	Words      string `json:"words,omitempty"`
}

func (k ConfirmEvidence) do(c *call) (Done, error) {
	x, err := c.load(k.OnDeal)
	if err != nil {
		return Done{}, err
	}
	if err := c.parties("", k.Person); err != nil {
		return Done{}, err
	}
	body, err := deal.Confirm(x.p, x.Deal, deal.ConfirmedBy{Checkpoint: k.Checkpoint, Person: k.Person, How: k.How, Words: k.Words}, x.now)
	return c.decided(x, body, err)
}

// TakeBackEvidence withdraws evidence.
type TakeBackEvidence struct {
	OnDeal
	Checkpoint string `json:"checkpoint"`
	Why        string `json:"why,omitempty"`
}

func (k TakeBackEvidence) do(c *call) (Done, error) {
	x, err := c.load(k.OnDeal)
	if err != nil {
		return Done{}, err
	}
	body, err := deal.TakeBack(x.p, x.Deal, k.Checkpoint, k.Why)
	return c.decided(x, body, err)
}

// LogActivity logs something that was done, and may plan what comes next.
type LogActivity struct {
	OnDeal
	Kind     string    `json:"kind" enum:"call,conversation,meeting,mail,visit,task,note"`
	Outcome  string    `json:"outcome,omitempty" enum:"attempted,agreed,held,no_show"`
	TwoWay   bool      `json:"two_way,omitempty" doc:"The customer took part."`
	People   []string  `json:"people,omitempty"`
	Minutes  int       `json:"minutes,omitempty"`
	Text     string    `json:"text,omitempty"`
	Finishes string    `json:"finishes,omitempty" doc:"Id of the planned activity that this was."`
	Agreed   string    `json:"agreed,omitempty" format:"date" doc:"The day agreed for the sales conversation."`
	Next     *NextStep `json:"next,omitempty"`
}

func (l LogActivity) do(c *call) (Done, error) {
	x, err := c.load(l.OnDeal)
	if err != nil {
		return Done{}, err
	}
	for _, p := range l.People {
		if err := c.parties("", p); err != nil {
			return Done{}, err
		}
	}
	body, err := deal.Log(x.Deal, deal.Logged{
		ID: c.tx.NewID(), Type: l.Kind, Outcome: l.Outcome, TwoWay: l.TwoWay, People: l.People, Minutes: l.Minutes, Text: l.Text, Finishes: l.Finishes, Agreed: l.Agreed,
	})
	if _, err = c.decided(x, body, err); err != nil {
		return Done{}, err
	}
	next := l.Next
	if next == nil && l.Outcome == deal.Agreed && l.Agreed >= x.now.Today { // the agreed conversation is the next step
		next = &NextStep{Kind: "conversation", Due: l.Agreed}
	}
	done, err := c.andNext(x, next)
	done.Made = body.ID
	return done, err
}

// ScheduleActivity plans a next step.
type ScheduleActivity struct {
	OnDeal
	NextStep
	By string `json:"by,omitempty" doc:"Whose it is; the deal's owner, where empty."`
}

func (s ScheduleActivity) do(c *call) (Done, error) {
	x, err := c.load(s.OnDeal)
	if err != nil {
		return Done{}, err
	}
	by := s.By
	if by == "" {
		by = x.Owner
	}
	if _, err := c.tx.Member(by); err != nil {
		return Done{}, fault.New(fault.Invalid, "activity.by", "by", "a member")
	}
	body, err := deal.Schedule(x.Deal, deal.Scheduled{ID: c.tx.NewID(), Type: s.Kind, Due: s.Due, Time: s.Time, Text: s.Text, By: by})
	done, err := c.decided(x, body, err)
	done.Made = body.ID
	return done, err
}

// RescheduleActivity gives a planned activity another date.
type RescheduleActivity struct {
	OnDeal
	Activity string `json:"activity"`
	Due      string `json:"due" format:"date"`
	Time     string `json:"time,omitempty"`
	Why      string `json:"why,omitempty"`
}

func (r RescheduleActivity) do(c *call) (Done, error) {
	x, err := c.load(r.OnDeal)
	if err != nil {
		return Done{}, err
	}
	body, err := deal.Reschedule(x.Deal, deal.Rescheduled{ID: r.Activity, Due: r.Due, Time: r.Time, Why: r.Why})
	return c.decided(x, body, err)
}

// CancelActivity gives up a planned activity.
type CancelActivity struct {
	OnDeal
	Activity string `json:"activity"`
	Why      string `json:"why,omitempty"`
}

func (k CancelActivity) do(c *call) (Done, error) {
	x, err := c.load(k.OnDeal)
	if err != nil {
		return Done{}, err
	}
	body, err := deal.Cancel(x.Deal, deal.Cancelled{ID: k.Activity, Why: k.Why})
	if _, err = c.decided(x, body, err); err != nil {
		return Done{}, err
	}
	return c.andNext(x, nil)
}

// AskOverride asks for the override of a gate.
type AskOverride struct {
	OnDeal
	Checkpoint string `json:"checkpoint"`
	Why        string `json:"why,omitempty"`
}

func (k AskOverride) do(c *call) (Done, error) {
	x, err := c.load(k.OnDeal)
	if err != nil {
		return Done{}, err
	}
	body, err := deal.Ask(x.p, x.Deal, deal.Asked{Checkpoint: k.Checkpoint, Why: k.Why}, x.now)
	return c.decided(x, body, err)
}

// OverrideGate lets a gate pass.
type OverrideGate struct {
	OnDeal
	Checkpoint string `json:"checkpoint"`
	Why        string `json:"why,omitempty"`
}

func (k OverrideGate) do(c *call) (Done, error) {
	x, err := c.load(k.OnDeal)
	if err != nil {
		return Done{}, err
	}
	body, err := deal.Override(x.p, x.Deal, deal.Overridden{Checkpoint: k.Checkpoint, Why: k.Why}, x.by, x.now)
	return c.decided(x, body, err)
}

// DeclineOverride turns a request down.
type DeclineOverride struct {
	OnDeal
	Checkpoint string `json:"checkpoint"`
	Why        string `json:"why,omitempty"`
}

func (k DeclineOverride) do(c *call) (Done, error) {
	x, err := c.load(k.OnDeal)
	if err != nil {
		return Done{}, err
	}
	body, err := deal.Decline(x.p, x.Deal, deal.Declined{Checkpoint: k.Checkpoint, Why: k.Why}, x.by)
	return c.decided(x, body, err)
}

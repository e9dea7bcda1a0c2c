package app

import (
	"cairn/access"
	"cairn/deal"
	"cairn/fault"
	"cairn/money"
)

// MakeOffer records an offer that was delivered.
type MakeOffer struct {
	OnDeal
	To    string      `json:"to,omitempty" doc:"Id of the person that it went to."`
	What  string      `json:"what"`
	Value money.Money `json:"value"`
	Due   string      `json:"due,omitempty" format:"date" doc:"The day by which they decide."`
	Lines []deal.Line `json:"lines,omitempty"`
	Next  *NextStep   `json:"next,omitempty"`
}

func (o MakeOffer) do(c *call) (Done, error) {
	x, err := c.load(o.OnDeal)
	if err != nil {
		return Done{}, err
	}
	if err := c.parties("", o.To); err != nil {
		return Done{}, err
	}
	body, err := deal.MakeOffer(x.Deal, deal.Offered{ID: c.tx.NewID(), To: o.To, What: o.What, Value: o.Value, Due: o.Due, Lines: o.Lines})
	if _, err = c.decided(x, body, err); err != nil {
		return Done{}, err
	}
	done, err := c.andNext(x, o.Next)
	done.Made = body.ID
	return done, err
}

// DecideOffer records an offer's outcome; without an id it is the offer that is out.
type DecideOffer struct {
	OnDeal
	Offer  string `json:"offer,omitempty"`
	State  string `json:"state" enum:"accepted,declined,withdrawn"`
	By     string `json:"by,omitempty" doc:"Name of who accepted, on the customer's side."`
	Person string `json:"person,omitempty" doc:"Id of who accepted."`
	Why    string `json:"why,omitempty"`
}

func (o DecideOffer) do(c *call) (Done, error) {
	x, err := c.load(o.OnDeal)
	if err != nil {
		return Done{}, err
	}
	if err := c.parties("", o.Person); err != nil {
		return Done{}, err
	}
	id := o.Offer
	if current, ok := x.Current(); id == "" && ok {
		id = current.ID
	}
	by := o.By
	if by == "" && o.Person != "" {
		p, err := c.tx.Person(o.Person)
		if err != nil {
			return Done{}, err
		}
		by = p.Name
	}
	body, err := deal.DecideOffer(x.Deal, deal.OfferDecided{ID: id, State: o.State, By: by, Person: o.Person, Why: o.Why}, x.now)
	return c.decided(x, body, err)
}

// RaiseConcern records a concern.
type RaiseConcern struct {
	OnDeal
	Text string `json:"text"`
	By   string `json:"by,omitempty" doc:"Id of the person who raised it."`
}

func (r RaiseConcern) do(c *call) (Done, error) {
	x, err := c.load(r.OnDeal)
	if err != nil {
		return Done{}, err
	}
	if err := c.parties("", r.By); err != nil {
		return Done{}, err
	}
	body, err := deal.Raise(x.Deal, deal.Raised{ID: c.tx.NewID(), Text: r.Text, By: r.By})
	done, err := c.decided(x, body, err)
	done.Made = body.ID
	return done, err
}

// SettleConcern records what became of a concern.
type SettleConcern struct {
	OnDeal
	Concern string `json:"concern"`
	State   string `json:"state" enum:"resolved,withdrawn,accepted,open"`
	Answer  string `json:"answer,omitempty"`
}

func (s SettleConcern) do(c *call) (Done, error) {
	x, err := c.load(s.OnDeal)
	if err != nil {
		return Done{}, err
	}
	body, err := deal.Settle(x.Deal, deal.Settled{ID: s.Concern, State: s.State, Answer: s.Answer})
	return c.decided(x, body, err)
}

// MakeTrade records a give for a get.
type MakeTrade struct {
	OnDeal
	Give  string      `json:"give"`
	Get   string      `json:"get"`
	Value money.Money `json:"value,omitzero" doc:"Of what is given."`
}

func (t MakeTrade) do(c *call) (Done, error) {
	x, err := c.load(t.OnDeal)
	if err != nil {
		return Done{}, err
	}
	v := t.Value
	if v.Currency == "" {
		v.Currency = x.Value.Currency
	}
	body, err := deal.MakeTrade(x.Deal, deal.Traded{ID: c.tx.NewID(), Give: t.Give, Get: t.Get, Value: v})
	done, err := c.decided(x, body, err)
	done.Made = body.ID
	return done, err
}

// SetPlan sets a milestone of the close plan; without an id it is a new one.
type SetPlan struct {
	OnDeal
	Milestone string `json:"milestone,omitempty"`
	What      string `json:"what,omitempty"`
	Due       string `json:"due,omitempty" format:"date"`
	Ours      string `json:"ours,omitempty" doc:"Id of the member whose it is."`
	Theirs    string `json:"theirs,omitempty" doc:"Id of the person whose it is."`
	Done      bool   `json:"done,omitempty"`
	Why       string `json:"why,omitempty"`
	Drop      bool   `json:"drop,omitempty"`
}

func (s SetPlan) do(c *call) (Done, error) {
	x, err := c.load(s.OnDeal)
	if err != nil {
		return Done{}, err
	}
	id := s.Milestone
	if id == "" {
		id = c.tx.NewID()
	}
	body, err := deal.SetPlan(x.Deal, deal.PlanSet{ID: id, What: s.What, Due: s.Due, Ours: s.Ours, Theirs: s.Theirs, Done: s.Done, Why: s.Why, Drop: s.Drop})
	done, err := c.decided(x, body, err)
	done.Made = id
	return done, err
}

// HandDeal gives a deal another owner.
type HandDeal struct {
	OnDeal
	To  string `json:"to" doc:"Id of the member who gets it."`
	Why string `json:"why,omitempty"`
}

func (h HandDeal) do(c *call) (Done, error) {
	x, err := c.load(h.OnDeal)
	if err != nil {
		return Done{}, err
	}
	if err := c.mayOwn(h.To); err != nil {
		return Done{}, err
	}
	if x.Owner != c.who.ID && !x.by.Manages && !x.by.System {
		return Done{}, fault.New(fault.Forbidden, "deal.hand", "", "its owner, or who manages it")
	}
	body, err := deal.Hand(x.Deal, h.To, h.Why)
	return c.decided(x, body, err)
}

// ShareDeal lets a colleague take part.
type ShareDeal struct {
	OnDeal
	Member string `json:"member"`
	Role   string `json:"role,omitempty"`
	Share  int    `json:"share,omitempty" doc:"Per cent of the credit."`
	End    bool   `json:"end,omitempty"`
}

func (s ShareDeal) do(c *call) (Done, error) {
	x, err := c.load(s.OnDeal)
	if err != nil {
		return Done{}, err
	}
	if m, err := c.tx.Member(s.Member); !s.End && (err != nil || !m.Active || m.Role == access.Admin) {
		return Done{}, fault.New(fault.Invalid, "participant", "member", "an active member, and no admin: those see no deals")
	}
	if x.Owner != c.who.ID && !x.by.Manages && !(s.End && s.Member == c.who.ID) {
		return Done{}, fault.New(fault.Forbidden, "deal.share", "", "its owner, or who manages it")
	}
	body, err := deal.Share(x.Deal, deal.Shared{Member: s.Member, Role: s.Role, Share: s.Share, End: s.End})
	return c.decided(x, body, err)
}

// InvolvePerson records a person's part in the decision.
type InvolvePerson struct {
	OnDeal
	Person    string `json:"person"`
	Influence string `json:"influence,omitempty" enum:"decides,signs,influences,uses"`
	Attitude  string `json:"attitude,omitempty" enum:"for,neutral,against"`
	End       bool   `json:"end,omitempty"`
}

func (v InvolvePerson) do(c *call) (Done, error) {
	x, err := c.load(v.OnDeal)
	if err != nil {
		return Done{}, err
	}
	if err := c.parties("", v.Person); err != nil {
		return Done{}, err
	}
	body, err := deal.Involve(x.Deal, deal.Involved{Person: v.Person, Influence: v.Influence, Attitude: v.Attitude, End: v.End})
	return c.decided(x, body, err)
}

package app

import (
	"cairn/access"
	"cairn/deal"
	"cairn/internal/store"
	"cairn/money"
	"cairn/process"
)

func (c *call) seeAll() store.See { return store.See{Scope: access.Scope{All: true}} }

// MoveDeal moves a deal to another step.
type MoveDeal struct {
	OnDeal
	To      string            `json:"to" doc:"Key of the step."`
	Why     string            `json:"why,omitempty" doc:"Reason of a return, and of every advice that has none of its own."`
	Reasons map[string]string `json:"reasons,omitempty" doc:"A reason for each checkpoint that is to be passed without evidence."`
	Next    *NextStep         `json:"next,omitempty"`
}

func (m MoveDeal) do(c *call) (Done, error) {
	x, err := c.load(m.OnDeal)
	if err != nil {
		return Done{}, err
	}
	body, err := deal.Move(x.p, x.Deal, deal.Wish{To: m.To, Why: m.Why, Reasons: m.Reasons}, x.by, x.now)
	done, err := c.decided(x, body, err)
	if err != nil {
		return done, err
	}
	return c.andNext(x, m.Next)
}

// andNext plans the next step that came with a command, or says that one is asked for.
func (c *call) andNext(x about, n *NextStep) (Done, error) {
	if n != nil {
		if err := c.plan(x.ID, *n, x.now); err != nil {
			return Done{}, err
		}
	}
	d, err := c.tx.Deal(c.seeAll(), x.ID)
	return Done{ID: d.ID, Version: d.Version, AskNext: d.Live() && len(d.Planned) == 0}, err
}

// WinDeal wins a deal.
type WinDeal struct {
	OnDeal
	Why     string            `json:"why,omitempty"`
	Reasons map[string]string `json:"reasons,omitempty"`
	Next    *NextStep         `json:"next,omitempty" doc:"What is next for this customer."`
}

func (w WinDeal) do(c *call) (Done, error) {
	x, err := c.load(w.OnDeal)
	if err != nil {
		return Done{}, err
	}
	if w.Next != nil {
		if err := c.plan(x.ID, *w.Next, x.now); err != nil {
			return Done{}, err
		}
		if x.Deal, err = c.tx.Deal(c.seeAll(), x.ID); err != nil {
			return Done{}, err
		}
	}
	body, err := deal.Win(x.p, x.Deal, deal.Wish{Why: w.Why, Reasons: w.Reasons}, x.Value, x.by, x.now)
	return c.decided(x, body, err)
}

// CloseDeal ends a deal without winning it.
type CloseDeal struct {
	OnDeal
	As     string   `json:"as" enum:"lost,no_decision,disqualified,parked,withdrawn"`
	Reason string   `json:"reason,omitempty" doc:"Primary reason, from the process."`
	Others []string `json:"others,omitempty" doc:"Contributing reasons."`
	To     string   `json:"to,omitempty" doc:"To whom or what it was lost."`
	Step   string   `json:"step,omitempty" doc:"The step at which it was truly lost."`
	Until  string   `json:"until,omitempty" format:"date" doc:"Parked: the day on which it comes back by itself."`
	Note   string   `json:"note,omitempty"`
}

func (k CloseDeal) do(c *call) (Done, error) {
	x, err := c.load(k.OnDeal)
	if err != nil {
		return Done{}, err
	}
	body, err := deal.Close(x.p, x.Deal, deal.Closed{As: k.As, Reason: k.Reason, Others: k.Others, To: k.To, Step: k.Step, Until: k.Until, Note: k.Note}, x.by, x.now)
	return c.decided(x, body, err)
}

// ReopenDeal brings a deal back into a named step.
type ReopenDeal struct {
	OnDeal
	To  string `json:"to" doc:"Key of the step."`
	Why string `json:"why,omitempty"`
}

func (r ReopenDeal) do(c *call) (Done, error) {
	x, err := c.load(r.OnDeal)
	if err != nil {
		return Done{}, err
	}
	to := r.To
	if to == "" && c.who.System {
		to = x.Step
	}
	body, err := deal.Reopen(x.p, x.Deal, to, r.Why, x.by, x.now)
	return c.decided(x, body, err)
}

// CorrectDeal puts a won deal right.
type CorrectDeal struct {
	OnDeal
	Value *money.Money `json:"value,omitempty"`
	WonAt string       `json:"won_at,omitempty" format:"date-time"`
	Why   string       `json:"why,omitempty"`
}

func (k CorrectDeal) do(c *call) (Done, error) {
	x, err := c.load(k.OnDeal)
	if err != nil {
		return Done{}, err
	}
	body := deal.Corrected{Value: k.Value, Why: k.Why}
	if k.WonAt != "" {
		if body.At, err = c.moment(k.WonAt); err != nil {
			return Done{}, err
		}
	}
	body, err = deal.Correct(x.Deal, body, x.by, x.now)
	return c.decided(x, body, err)
}

// MergeDeals merges another deal into this one.
type MergeDeals struct {
	OnDeal
	Other string `json:"other" doc:"Id of the deal that is withdrawn."`
}

func (m MergeDeals) deals() []string { return []string{m.Deal, m.Other} }

func (m MergeDeals) do(c *call) (Done, error) {
	x, err := c.load(m.OnDeal)
	if err != nil {
		return Done{}, err
	}
	other, err := c.tx.Deal(c.see, m.Other)
	if err != nil {
		return Done{}, err
	}
	absorbed, closed, err := deal.Merge(x.p, x.Deal, other, x.now)
	if err != nil {
		return Done{}, err
	}
	if err := c.record(other.ID, closed, x.now); err != nil {
		return Done{}, err
	}
	return c.decided(x, absorbed, nil)
}

// TransferDeal takes a deal to another version of its process, or another process.
type TransferDeal struct {
	OnDeal
	Process string `json:"process" doc:"Key or version."`
	Step    string `json:"step" doc:"Key of the step that it goes on in."`
	Why     string `json:"why,omitempty"`
}

func (t TransferDeal) do(c *call) (Done, error) {
	x, err := c.load(t.OnDeal)
	if err != nil {
		return Done{}, err
	}
	q, err := c.processFor(t.Process)
	if err != nil {
		return Done{}, err
	}
	body, err := deal.TransferTo(x.p, q, x.Deal, t.Step, t.Why, x.now)
	return c.decided(x, body, err)
}

// processFor finds a published process by version or key; empty is the company's own.
func (c *call) processFor(name string) (process.Definition, error) {
	co, err := c.tx.Company()
	if err != nil {
		return process.Definition{}, err
	}
	switch v, ok := co.Published[name]; {
	case name == "":
		name = co.Process
	case ok:
		name = v
	}
	return c.tx.Process(name)
}

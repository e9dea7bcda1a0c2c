package app

import (
	"cairn/deal"
	"cairn/event"
	"cairn/fault"
	"cairn/internal/store"
	"cairn/money"
	"cairn/process"
)

// BringDeal brings a deal from another system, with the history that is known there.
// Only its first stay may be without a date. Complete says that the organisation knew
// each fact when it happened, so that past days can be shown as they stood.
type BringDeal struct {
	onNothing
	Name         string            `json:"name"`
	Organisation string            `json:"organisation,omitempty"`
	Person       string            `json:"person,omitempty"`
	Owner        string            `json:"owner"`
	Kind         string            `json:"kind,omitempty" enum:"new,expansion,renewal"`
	Process      string            `json:"process,omitempty"`
	Value        money.Money       `json:"value,omitzero"`
	CloseDate    string            `json:"close_date,omitempty"`
	Source       string            `json:"source,omitempty"`
	Method       string            `json:"method,omitempty"`
	Fields       map[string]string `json:"fields,omitempty"`
	History      []BroughtStay     `json:"history" minItems:"1" doc:"The steps it stood in, in order."`
	End          *BroughtEnd       `json:"end,omitempty"`
	Next         *NextStep         `json:"next,omitempty"`
	Complete     bool              `json:"complete,omitempty"`
	Observed     string            `json:"observed_from,omitempty" format:"date-time" doc:"Deals that ended earlier are not in the source."`
	Import       string            `json:"import,omitempty" doc:"Id of the import, so that all of it can be taken back."`
}

// BroughtStay is the entering of a step.
type BroughtStay struct {
	Step string `json:"step"`
	At   string `json:"at,omitempty" format:"date-time"`
}

// BroughtEnd is how the deal ended there.
type BroughtEnd struct {
	As     string      `json:"as" enum:"won,lost,no_decision,disqualified,parked"`
	At     string      `json:"at" format:"date-time"`
	Reason string      `json:"reason,omitempty"`
	Value  money.Money `json:"value,omitzero"`
	Until  string      `json:"until,omitempty"`
	Note   string      `json:"note,omitempty"`
}

func (b BringDeal) do(c *call) (Done, error) {
	if len(b.History) == 0 {
		return Done{}, fault.New(fault.Invalid, "bring.history", "history", "at least the step that the deal is in")
	}
	p, err := c.processFor(b.Process)
	if err != nil {
		return Done{}, err
	}
	opened, err := c.opening(OpenDeal{Name: b.Name, Organisation: b.Organisation, Person: b.Person, Owner: b.Owner, Kind: b.Kind, Value: b.Value, CloseDate: b.CloseDate, Source: b.Source, Method: b.Method, Fields: b.Fields})
	if err != nil {
		return Done{}, err
	}
	first := b.History[0]
	at, err := c.moment(first.At)
	if err != nil {
		return Done{}, err
	}
	opened.Step, opened.Undated, opened.Import = first.Step, first.At == "", b.Import
	if b.Observed != "" {
		if opened.Observed, err = c.moment(b.Observed); err != nil {
			return Done{}, err
		}
	}
	now, err := c.now(at)
	if err != nil {
		return Done{}, err
	}
	body, err := deal.New(p, opened, now)
	if err != nil {
		return Done{}, err
	}
	if err := c.bring(body.ID, body, now, b.Complete); err != nil {
		return Done{}, err
	}
	if err := c.bringHistory(p, body.ID, b); err != nil {
		return Done{}, err
	}
	return c.done(body.ID)
}

// bring records an event of history: where the source knew it then, so do we.
func (c *call) bring(id string, body event.Body, now deal.Now, complete bool) error {
	e := store.Entry{Subject: "deal:" + id, Body: body, Actor: actorName(c.who), Occurred: now.Occurred}
	if complete {
		e.Known = now.Occurred
	}
	return c.tx.Record(e)
}

// bringHistory records the stays after the first, and the end.
func (c *call) bringHistory(p process.Definition, id string, b BringDeal) error {
	by := deal.By{ID: c.who.ID, Role: string(c.who.Role), Import: true}
	for _, s := range b.History[1:] {
		x, now, err := c.brought(id, s.At)
		if err != nil {
			return err
		}
		body, err := deal.Move(p, x, deal.Wish{To: s.Step, Why: "import"}, by, now)
		if err != nil {
			return err
		}
		if err := c.bring(id, body, now, b.Complete); err != nil {
			return err
		}
	}
	if b.End != nil {
		if err := c.bringEnd(p, id, b, by); err != nil {
			return err
		}
	}
	if b.Next == nil {
		return nil
	}
	_, now, err := c.brought(id, "")
	if err != nil {
		return err
	}
	return c.plan(id, *b.Next, now)
}

func (c *call) bringEnd(p process.Definition, id string, b BringDeal, by deal.By) error {
	x, now, err := c.brought(id, b.End.At)
	if err != nil {
		return err
	}
	if b.End.As == string(deal.Won) {
		value := b.End.Value
		if value == (money.Money{}) { // not known apart from what the deal was worth
			value = x.Value
		}
		if value.Currency == "" {
			value.Currency = x.Value.Currency
		}
		body, err := deal.Bring(p, x, value, by, now)
		if err != nil {
			return err
		}
		return c.bring(id, body, now, b.Complete)
	}
	body, err := deal.Close(p, x, deal.Closed{As: b.End.As, Reason: b.End.Reason, Until: b.End.Until, Note: b.End.Note}, by, now)
	if err != nil {
		return err
	}
	return c.bring(id, body, now, b.Complete)
}

// brought is the deal as it stands after what was recorded, and a moment of its past.
func (c *call) brought(id, at string) (deal.Deal, deal.Now, error) {
	d, err := c.tx.Deal(c.seeAll(), id)
	if err != nil {
		return d, deal.Now{}, err
	}
	micros, err := c.moment(at)
	if err != nil {
		return d, deal.Now{}, err
	}
	now, err := c.now(micros)
	return d, now, err
}

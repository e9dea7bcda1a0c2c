package deal

import (
	"slices"

	"cairn/event"
	"cairn/fault"
	"cairn/process"
)

// Asked is the event of a request for an override.
type Asked struct {
	Checkpoint string `json:"checkpoint"`
	Why        string `json:"why,omitempty" private:"yes"`
}

// Kind is "deal.asked".
func (Asked) Kind() string { return "deal.asked" }

func (a Asked) apply(d *Deal, e event.Event) {
	d.Requests = append(d.Requests, Request{Checkpoint: a.Checkpoint, Why: a.Why, By: e.By(), At: e.Occurred})
}

// Ask decides on a request: only gates can be overridden, each is asked for once.
func Ask(p process.Definition, d Deal, a Asked, now Now) (Asked, error) {
	c, err := gate(p, d, a.Checkpoint, now)
	if err != nil {
		return a, err
	}
	if blank(a.Why) {
		return a, refuseField("P-7", c.Key, "why")
	}
	if slices.ContainsFunc(d.Requests, func(r Request) bool { return r.Checkpoint == c.Key }) {
		return a, fault.New(fault.Conflict, "override.asked", "checkpoint", "a checkpoint that has not been asked for yet")
	}
	return a, nil
}

// gate finds a gate that d still owes and that does not hold.
func gate(p process.Definition, d Deal, key string, now Now) (*process.Checkpoint, error) {
	i, c, ok := p.Checkpoint(key)
	if !ok {
		return nil, fault.New(fault.NotFound, "checkpoint", "checkpoint", "a checkpoint of the process "+p.Key)
	}
	if !d.Live() {
		return nil, fault.New(fault.Conflict, "deal.not_open", "status", "an open deal")
	}
	r := read(p, &d, now)
	debt := slices.Contains(d.Debts, key)
	switch {
	case c.Strength < process.Gate:
		return nil, &Refusal{Rule: "P-7", Missing: []Missing{r.missing(lack{i, &c, "evidence", debt}, By{})}}
	case c.Strength != process.Gate:
		return nil, fault.New(fault.Invalid, "override.not_gate", "checkpoint", "a gate; advice is passed with a reason when moving")
	case i < p.Index(d.Step) && !debt:
		return nil, fault.New(fault.Conflict, "override.past", "checkpoint", "a gate that the deal still has before it")
	case !r.applies(i, &c) || r.holds(&c, 0) == "":
		return nil, fault.New(fault.Conflict, "override.met", "checkpoint", "a gate that does not hold")
	}
	return &c, nil
}

// Overridden is the event of a gate that may be passed: an approval, which moves
// nothing itself.
type Overridden struct {
	Checkpoint string   `json:"checkpoint"`
	On         []string `json:"on,omitempty"` // what its evidence rests on beside its own answer: people offers concerns activities planned facts, or one fact
	Why        string   `json:"why,omitempty" private:"yes"`
	Self       bool     `json:"self,omitempty"`
}

// Kind is "deal.overridden".
func (Overridden) Kind() string { return "deal.overridden" }

func (o Overridden) apply(d *Deal, e event.Event) {
	d.Requests = slices.DeleteFunc(d.Requests, func(r Request) bool { return r.Checkpoint == o.Checkpoint })
	d.Approvals = slices.DeleteFunc(d.Approvals, func(a Approval) bool { return a.Checkpoint == o.Checkpoint })
	d.Approvals = append(d.Approvals, Approval{Checkpoint: o.Checkpoint, Why: o.Why, By: e.By(), At: e.Recorded, Self: o.Self, On: o.On})
}

// Override decides on letting a gate pass. Nobody approves themselves, unless nobody is
// above them; who stands in for another does not grant their own request either (P-9).
func Override(p process.Definition, d Deal, o Overridden, by By, now Now) (Overridden, error) {
	c, err := gate(p, d, o.Checkpoint, now)
	if err != nil {
		return o, err
	}
	may, self := by.mayPass(c.Approver)
	if !may {
		return o, fault.New(fault.Forbidden, "override.not_yours", "checkpoint", "somebody who manages this deal, and not its owner")
	}
	if by.On != "" && slices.ContainsFunc(d.Requests, func(r Request) bool { return r.Checkpoint == c.Key && r.By == by.ID }) {
		return o, fault.New(fault.Forbidden, "override.own", "checkpoint", "somebody else who manages this deal: who stands in does not grant what they asked for themselves")
	}
	if blank(o.Why) {
		return o, refuseField("P-7", c.Key, "why")
	}
	o.Self, o.On = self, restsOn(c)
	return o, nil
}

// restsOn says what the evidence of c is made of beside its own answer.
func restsOn(c *process.Checkpoint) []string {
	var on []string
	if c.Evidence == process.Person || len(c.Influence) > 0 {
		on = append(on, onPeople)
	}
	switch c.Evidence {
	case process.ActivityDone:
		on = append(on, map[bool]string{true: onPlanned, false: onActivities}[c.Outcome == scheduled])
	case process.Offer:
		on = append(on, onOffers)
	case process.Concerns:
		on = append(on, onConcerns)
	case process.Rule:
		return []string{onFacts}
	}
	if c.Fact != "" {
		on = append(on, c.Fact)
	}
	return on
}

// Declined is the event of a request that was turned down.
type Declined struct {
	Checkpoint string `json:"checkpoint"`
	Why        string `json:"why,omitempty" private:"yes"`
}

// Kind is "deal.declined".
func (Declined) Kind() string { return "deal.declined" }

func (x Declined) apply(d *Deal, _ event.Event) {
	d.Requests = slices.DeleteFunc(d.Requests, func(r Request) bool { return r.Checkpoint == x.Checkpoint })
}

// Decline decides on turning a request down, which is the right of who could grant it.
func Decline(p process.Definition, d Deal, x Declined, by By) (Declined, error) {
	_, c, _ := p.Checkpoint(x.Checkpoint)
	if !slices.ContainsFunc(d.Requests, func(r Request) bool { return r.Checkpoint == x.Checkpoint }) {
		return x, fault.New(fault.NotFound, "override.request", "checkpoint", "a checkpoint for which an override was asked")
	}
	if may, _ := by.mayPass(c.Approver); !may {
		return x, fault.New(fault.Forbidden, "override.not_yours", "checkpoint", "somebody who manages this deal, and not its owner")
	}
	if blank(x.Why) {
		return x, refuseField("P-7", x.Checkpoint, "why")
	}
	return x, nil
}

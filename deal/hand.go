package deal

import (
	"slices"

	"cairn/event"
	"cairn/fault"
)

// Handed is the event of a deal that got another owner.
type Handed struct {
	From string `json:"from"`
	To   string `json:"to"`
	Why  string `json:"why,omitempty" private:"yes"`

	Along bool `json:"along,omitempty"` // what the old owner had planned on it goes with it
}

// Kind is "deal.handed".
func (Handed) Kind() string { return "deal.handed" }

func (h Handed) apply(d *Deal, _ event.Event) {
	d.Owner = h.To
	delete(d.Participants, h.To)
	d.Requests, d.Approvals = nil, nil // asked of, and given by, another line
	if !h.Along {
		return
	}
	d.Planned = slices.Clone(d.Planned)
	for i, p := range d.Planned {
		if p.By == h.From {
			d.Planned[i].By = h.To
		}
	}
}

// Hand decides on another owner, to whom goes what the old one had planned. Whether the new owner exists is the door's question.
func Hand(d Deal, to, why string) (Handed, error) {
	switch {
	case d.Status == Withdrawn:
		return Handed{}, fault.New(fault.Conflict, "deal.not_open", "status", "a deal that was not withdrawn")
	case to == d.Owner:
		return Handed{}, fault.New(fault.Conflict, "deal.same_owner", "to", "somebody else than its owner")
	}
	return Handed{From: d.Owner, To: to, Why: why, Along: true}, nil
}

// Shared is the event of a member who takes part in a deal, or no longer does.
type Shared struct {
	Member string `json:"member"`
	Role   string `json:"role,omitempty"`
	Share  int    `json:"share,omitempty"` // per cent of the credit
	End    bool   `json:"end,omitempty"`
}

// Kind is "deal.shared".
func (Shared) Kind() string { return "deal.shared" }

func (s Shared) apply(d *Deal, _ event.Event) {
	if s.End {
		delete(d.Participants, s.Member)
		return
	}
	if d.Participants == nil {
		d.Participants = map[string]Participant{}
	}
	d.Participants[s.Member] = Participant{Role: s.Role, Share: s.Share}
}

// Share decides on taking part. Shares of all participants stay within the whole.
func Share(d Deal, s Shared) (Shared, error) {
	_, in := d.Participants[s.Member]
	switch {
	case s.Member == d.Owner:
		return s, fault.New(fault.Conflict, "deal.owner_shares", "member", "somebody else than its owner")
	case s.End && !in:
		return s, fault.New(fault.NotFound, "participant", "member", "somebody who takes part")
	case s.Share < 0 || s.Share > 100:
		return s, fault.New(fault.Invalid, "deal.share", "share", "0 to 100 per cent")
	}
	sum := s.Share
	for id, p := range d.Participants {
		if id != s.Member {
			sum += p.Share
		}
	}
	if !s.End && sum > 100 {
		return s, fault.New(fault.Invalid, "deal.share", "share", "what is left of 100 per cent")
	}
	return s, nil
}

// Involved is the event of a person of the customer's side and what is known about
// their part in the decision.
type Involved struct {
	Person    string `json:"person"`
	Influence string `json:"influence,omitempty"`
	Attitude  string `json:"attitude,omitempty"`
	End       bool   `json:"end,omitempty"`
}

// Kind is "deal.involved".
func (Involved) Kind() string { return "deal.involved" }

func (v Involved) apply(d *Deal, e event.Event) {
	d.People = slices.DeleteFunc(d.People, func(c Contact) bool { return c.Person == v.Person })
	d.changed(onPeople)
	if v.End {
		return
	}
	d.People = append(d.People, Contact{Person: v.Person, Influence: v.Influence, Attitude: v.Attitude})
	d.touch(e.Occurred)
}

// Involve decides on a person's part.
func Involve(d Deal, v Involved) (Involved, error) {
	switch {
	case d.Status == Withdrawn:
		return v, fault.New(fault.Conflict, "deal.not_open", "status", "a deal that was not withdrawn")
	case v.Person == "":
		return v, fault.New(fault.Invalid, "person", "person", "a person")
	case !slices.Contains([]string{"", "decides", "signs", "influences", "uses"}, v.Influence):
		return v, fault.New(fault.Invalid, "person.influence", "influence", "decides, signs, influences or uses")
	case !slices.Contains([]string{"", "for", "neutral", "against"}, v.Attitude):
		return v, fault.New(fault.Invalid, "person.attitude", "attitude", "for, neutral or against")
	case v.End && !slices.ContainsFunc(d.People, func(c Contact) bool { return c.Person == v.Person }):
		return v, fault.New(fault.NotFound, "person", "person", "a person of this deal")
	}
	return v, nil
}

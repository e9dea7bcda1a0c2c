package deal

import (
	"slices"

	"cairn/event"
	"cairn/fault"
)

// activityKinds are the kinds of activity that can be planned or logged. Notes are
// logged only.
func activityKinds() []string {
	return []string{"call", "conversation", "meeting", "mail", "visit", "task", "note"}
}

// Logged is the event of something that was done. Outcome is none, attempted, agreed or
// held; TwoWay says that the customer took part.
type Logged struct {
	ID       string   `json:"id"`
	Type     string   `json:"kind"`
	Outcome  string   `json:"outcome,omitempty"` // attempted agreed held no_show
	TwoWay   bool     `json:"two_way,omitempty"`
	People   []string `json:"people,omitempty"`
	Minutes  int      `json:"minutes,omitempty"`
	Text     string   `json:"text,omitempty" private:"yes"`
	Finishes string   `json:"finishes,omitempty"` // id of the planned activity that this was
	Agreed   string   `json:"agreed,omitempty"`   // the day agreed for the sales conversation
}

// Kind is "deal.logged".
func (Logged) Kind() string { return "deal.logged" }

func (l Logged) apply(d *Deal, e event.Event) {
	if l.Finishes != "" {
		d.unplan(l.Finishes)
	}
	if l.Outcome == Attempted || l.Outcome == Agreed || l.Outcome == Held {
		put(&d.Outcomes, l.Outcome, Mark{N: e.N, At: max(e.Occurred, d.Outcomes[l.Outcome].At)})
		d.changed(onActivities)
	}
	if l.TwoWay {
		d.TwoWay = max(d.TwoWay, e.Occurred)
	}
	d.touch(e.Occurred)
}

// Log decides on something done. A two-way exchange in any medium is a conversation; an
// agreement to talk needs its date.
func Log(d Deal, l Logged) (Logged, error) {
	if !slices.Contains(activityKinds(), l.Type) {
		return l, fault.New(fault.Invalid, "activity.kind", "kind", "call, conversation, meeting, mail, visit, task or note")
	}
	if !slices.Contains([]string{"", Attempted, Agreed, Held, "no_show"}, l.Outcome) {
		return l, fault.New(fault.Invalid, "activity.outcome", "outcome", "attempted, agreed, held or no_show")
	}
	if l.Finishes != "" && !d.plans(l.Finishes) {
		return l, fault.New(fault.NotFound, "activity", "finishes", "a planned activity of this deal")
	}
	if l.Minutes < 0 || l.Minutes > 24*60 {
		return l, fault.New(fault.Invalid, "activity.minutes", "minutes", "0 to 1440")
	}
	if d.Status == Withdrawn {
		return l, fault.New(fault.Conflict, "deal.not_open", "status", "a deal that was not withdrawn")
	}
	if (l.Outcome != "" || l.TwoWay) && (l.Type == "note" || l.Type == "task") {
		return l, fault.New(fault.Invalid, "activity.outcome", "outcome", "none: a note or a task is no exchange with the customer")
	}
	if l.Outcome == Agreed {
		if err := needDate("agreed", l.Agreed); err != nil {
			return l, err
		}
	}
	l.TwoWay = l.TwoWay || l.Outcome == Agreed || l.Outcome == Held
	return l, checkDate("agreed", l.Agreed)
}

// unplan drops a planned activity.
func (d *Deal) unplan(id string) {
	d.Planned = slices.DeleteFunc(d.Planned, func(a Planned) bool { return a.ID == id })
	d.changed(onPlanned)
}

func (d *Deal) plans(id string) bool {
	return slices.ContainsFunc(d.Planned, func(a Planned) bool { return a.ID == id })
}

// Scheduled is the event of a next step: an activity with a date.
type Scheduled struct {
	ID   string `json:"id"`
	Type string `json:"kind"`
	Due  string `json:"due"`
	Time string `json:"time,omitempty"`
	Text string `json:"text,omitempty" private:"yes"`
	By   string `json:"by"` // whose it is
}

// Kind is "deal.scheduled".
func (Scheduled) Kind() string { return "deal.scheduled" }

func (s Scheduled) apply(d *Deal, _ event.Event) {
	d.Planned = append(d.Planned, Planned{ID: s.ID, Type: s.Type, Due: s.Due, Time: s.Time, Text: s.Text, By: s.By})
	d.changed(onPlanned)
}

// Schedule decides on a next step (P-17).
func Schedule(d Deal, s Scheduled) (Scheduled, error) {
	if s.Type == "note" || !slices.Contains(activityKinds(), s.Type) {
		return s, fault.New(fault.Invalid, "activity.kind", "kind", "call, conversation, meeting, mail, visit or task")
	}
	if !d.Live() && d.Status != Won {
		return s, fault.New(fault.Conflict, "deal.not_open", "status", "an open or a won deal")
	}
	if err := needDate("due", s.Due); err != nil {
		return s, err
	}
	return s, checkTime("time", s.Time)
}

// Rescheduled is the event of a next step that got another date.
type Rescheduled struct {
	ID   string `json:"id"`
	Due  string `json:"due"`
	Time string `json:"time,omitempty"`
	Why  string `json:"why,omitempty" private:"yes"`
}

// Kind is "deal.rescheduled".
func (Rescheduled) Kind() string { return "deal.rescheduled" }

func (r Rescheduled) apply(d *Deal, _ event.Event) {
	for i, a := range d.Planned {
		if a.ID == r.ID {
			a.Due, a.Time = r.Due, r.Time
			d.Planned[i] = a
		}
	}
}

// Reschedule decides on another date for a planned activity.
func Reschedule(d Deal, r Rescheduled) (Rescheduled, error) {
	if !d.plans(r.ID) {
		return r, fault.New(fault.NotFound, "activity", "activity", "a planned activity of this deal")
	}
	if err := needDate("due", r.Due); err != nil {
		return r, err
	}
	return r, checkTime("time", r.Time)
}

// Cancelled is the event of a planned activity that will not be done.
type Cancelled struct {
	ID  string `json:"id"`
	Why string `json:"why,omitempty" private:"yes"`
}

// Kind is "deal.cancelled".
func (Cancelled) Kind() string { return "deal.cancelled" }

func (c Cancelled) apply(d *Deal, _ event.Event) { d.unplan(c.ID) }

// Cancel decides on giving up a planned activity.
func Cancel(d Deal, c Cancelled) (Cancelled, error) {
	if !d.plans(c.ID) {
		return c, fault.New(fault.NotFound, "activity", "activity", "a planned activity of this deal")
	}
	return c, nil
}

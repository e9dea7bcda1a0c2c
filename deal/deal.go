// Package deal decides what may happen to a deal. Each verb is a pure function of the
// process, the deal and somebody's wish: it answers with an event, or with a refusal
// that lists everything missing. Each event folds into the deal by Apply, so the deal
// at any moment is the fold of its events up to then.
//
//	m, err := deal.Move(p, d, deal.Wish{To: "proposing"}, by, now)
//	d = deal.Apply(d, envelope, m)
//
// Nothing here reads a clock or touches the world: the moment comes in as Now.
package deal

import (
	"cairn/money"
)

// Status says whether a deal is in the pipeline, and how it left it.
type Status string

// The statuses. Exits carry the keys that the process gives its exits.
const (
	Open         Status = "open"
	Won          Status = "won"
	Lost         Status = "lost"
	NoDecision   Status = "no_decision"
	Disqualified Status = "disqualified"
	Parked       Status = "parked"
	Withdrawn    Status = "withdrawn"
)

// The kinds of deal (a fact and a segment).
const (
	KindNew       = "new"
	KindExpansion = "expansion"
	KindRenewal   = "renewal"
)

// Deal is one piece of possible business with one organisation, from lead to won or
// another end. It is a fold of its events; Version is the number of the last one.
type Deal struct {
	ID           string                 `json:"id"`
	Version      int64                  `json:"version"`
	Name         string                 `json:"name"`
	Organisation string                 `json:"organisation,omitempty"` // id
	Person       string                 `json:"person,omitempty"`       // id of the first person to talk to
	Role         string                 `json:"role,omitempty"`         // a named role where no person is known yet
	Owner        string                 `json:"owner"`                  // id of a member
	Participants map[string]Participant `json:"participants,omitempty"` // by member
	Type         string                 `json:"kind"`                   // new, expansion, renewal
	Process      string                 `json:"process"`                // version it runs under
	Step         string                 `json:"step"`
	Status       Status                 `json:"status"`
	Value        money.Money            `json:"value"`
	CloseDate    string                 `json:"close_date,omitempty"` // "2026-03-31"
	Pushes       int                    `json:"pushes,omitempty"`     // times the close date moved later
	Source       string                 `json:"source,omitempty"`
	Method       string                 `json:"method,omitempty"`
	Fields       map[string]string      `json:"fields,omitempty"`
	Opened       int64                  `json:"opened"`           // microseconds; 0 where not known
	Entered      int64                  `json:"entered"`          // into the current step; 0 where not known
	Qualified    int64                  `json:"qualified"`        // first leaving of the first job; 0 before, cleared by a return into it
	Moment       int64                  `json:"moment"`           // occurred_at of the last movement
	Visits       []Visit                `json:"visits"`           // every stay, the last one open while the deal is
	Evidence     map[string]Evidence    `json:"evidence"`         // by checkpoint
	Stale        map[string]int64       `json:"stale,omitempty"`  // by checkpoint: event number up to which evidence no longer counts
	Outcomes     map[string]Mark        `json:"outcomes"`         // attempted, agreed, held: the last of each
	Debts        []string               `json:"debts,omitempty"`  // checkpoints never passed: mid-entry
	Passed       []Pass                 `json:"passed,omitempty"` // overrides and deviations, ever
	Requests     []Request              `json:"requests,omitempty"`
	Approvals    []Approval             `json:"approvals,omitempty"`
	People       []Contact              `json:"people,omitempty"`
	Offers       []Offer                `json:"offers,omitempty"`
	Concerns     []Concern              `json:"concerns,omitempty"`
	Trades       []Trade                `json:"trades,omitempty"`
	Plan         []Milestone            `json:"plan,omitempty"`     // the close plan
	Planned      []Planned              `json:"planned,omitempty"`  // open activities: the next steps
	Touched      int64                  `json:"touched"`            // last logged activity
	TwoWay       int64                  `json:"two_way,omitempty"`  // last two-way exchange with the customer
	End          *End                   `json:"end,omitempty"`      // how it left the pipeline
	Flags        []string               `json:"flags,omitempty"`    // checkpoints whose evidence was withdrawn after they were passed (P-10)
	Merged       string                 `json:"merged,omitempty"`   // id of the deal that it became part of
	Observed     int64                  `json:"observed,omitempty"` // imported: watched from this moment on
	Import       string                 `json:"import,omitempty"`   // id of the import that brought it
}

// Participant is a member who may see a deal that is not theirs. Share is per cent of
// the credit; figures follow ownership all the same.
type Participant struct {
	Role  string `json:"role,omitempty"`
	Share int    `json:"share,omitempty"`
}

// Visit is one stay in a step. To is 0 while it lasts. From is 0 where the day of
// entering is not known, and such a stay takes no part in any figure of time.
type Visit struct {
	Step  string      `json:"step"`
	Count int         `json:"count"` // first, second, … visit of this step
	From  int64       `json:"from"`
	To    int64       `json:"to,omitempty"`
	How   string      `json:"how,omitempty"`   // advance skip return, an exit, transferred
	Owner string      `json:"owner"`           // at entry
	Value money.Money `json:"value"`           // at entry
	Facts bool        `json:"facts,omitempty"` // evidence or an activity was recorded during the stay
}

// Evidence is what was answered at a checkpoint.
type Evidence struct {
	N         int64           `json:"n"`  // number of its event
	At        int64           `json:"at"` // when it was given
	By        string          `json:"by"`
	Said      bool            `json:"said,omitempty"`  // in words, also where they were erased since
	Filed     bool            `json:"filed,omitempty"` // by a document, also where its place was erased since
	Text      string          `json:"text,omitempty"`
	Number    *float64        `json:"number,omitempty"`
	Money     *money.Money    `json:"money,omitempty"`
	Date      string          `json:"date,omitempty"`
	Choice    string          `json:"choice,omitempty"`
	Ref       string          `json:"ref,omitempty"` // of a document
	Yes       map[string]bool `json:"yes,omitempty"` // criteria of a score
	Person    string          `json:"person,omitempty"`
	Confirmed *Confirmed      `json:"confirmed,omitempty"`
}

// Confirmed is the customer's own word on an answer.
type Confirmed struct {
	N      int64  `json:"n"`
	At     int64  `json:"at"`
	Person string `json:"person,omitempty"` // id
	How    string `json:"how,omitempty"`    // call, mail, meeting, …
	Words  string `json:"words,omitempty"`
}

// Mark is when something last happened, by event number and by moment.
type Mark struct {
	N  int64 `json:"n"`
	At int64 `json:"at"`
}

// Pass is a checkpoint passed without evidence: a gate overridden or an advice
// deviated from. Self marks an override signed by the owner where nobody is above.
type Pass struct {
	Checkpoint string `json:"checkpoint"`
	Strength   string `json:"strength"`
	Why        string `json:"why,omitempty"`
	By         string `json:"by"`
	At         int64  `json:"at"`
	Self       bool   `json:"self,omitempty"`
	Lapsed     bool   `json:"lapsed,omitempty"` // by a return
}

// Request is a salesperson's wish for an override, still unanswered.
type Request struct {
	Checkpoint string `json:"checkpoint"`
	Why        string `json:"why"`
	By         string `json:"by"`
	At         int64  `json:"at"`
}

// Approval lets one gate pass at the next advance of this visit; it moves nothing
// itself, and lapses after seven days or when the checkpoint's evidence changes.
type Approval struct {
	Checkpoint string `json:"checkpoint"`
	Why        string `json:"why"`
	By         string `json:"by"`
	At         int64  `json:"at"`
	Self       bool   `json:"self,omitempty"`

	On []string `json:"on,omitempty"` // what its evidence rests on; a change of that ends it
}

// Contact is a person of the customer's side.
type Contact struct {
	Person    string `json:"person"`
	Influence string `json:"influence,omitempty"` // decides influences uses signs
	Attitude  string `json:"attitude,omitempty"`  // for neutral against; empty: not known
}

// Offer is one version of what was proposed, with the facts that make it one: to whom,
// when, what, value, when a decision is due, and what became of it.
type Offer struct {
	ID       string      `json:"id"`
	N        int64       `json:"n"`
	Number   int         `json:"number"` // 1, 2, … within the deal
	To       string      `json:"to,omitempty"`
	At       int64       `json:"at"`
	What     string      `json:"what"`
	Value    money.Money `json:"value"`
	Due      string      `json:"due,omitempty"` // decision date
	Lines    []Line      `json:"lines,omitempty"`
	State    string      `json:"state"` // out superseded accepted declined withdrawn lapsed
	Decided  int64       `json:"decided,omitempty"`
	By       string      `json:"by,omitempty"` // who accepted, on the customer's side
	Accepted int64       `json:"accepted,omitempty"`
}

// Line is a part of an offer; Need is the checkpoint whose answer it meets.
type Line struct {
	What  string      `json:"what"`
	Need  string      `json:"need,omitempty"`
	Value money.Money `json:"value"`
}

// Concern is a question before the first offer and an objection after it.
type Concern struct {
	ID      string `json:"id"`
	N       int64  `json:"n"`
	Text    string `json:"text"`
	Answer  string `json:"answer,omitempty"`
	By      string `json:"by,omitempty"` // person who raised it
	At      int64  `json:"at"`
	Step    string `json:"step"` // in which it came up
	Early   bool   `json:"early,omitempty"`
	State   string `json:"state"` // open resolved withdrawn accepted
	Settled int64  `json:"settled,omitempty"`
}

// Trade is a give for a get.
type Trade struct {
	ID    string      `json:"id"`
	Give  string      `json:"give"`
	Get   string      `json:"get"`
	Value money.Money `json:"value"`
	At    int64       `json:"at"`
}

// Milestone is a dated line of the close plan, with an owner on each side.
type Milestone struct {
	ID     string `json:"id"`
	What   string `json:"what"`
	Due    string `json:"due"`
	Ours   string `json:"ours,omitempty"`
	Theirs string `json:"theirs,omitempty"`
	Done   int64  `json:"done,omitempty"`
	Moves  int    `json:"moves,omitempty"`
}

// Planned is an activity that is still to be done.
type Planned struct {
	ID   string `json:"id"`
	Type string `json:"kind"`
	Due  string `json:"due"`            // day, "2026-03-31"
	Time string `json:"time,omitempty"` // "14:00" in the organisation's zone
	Text string `json:"text,omitempty"`
	By   string `json:"by"` // whose it is
}

// End is how a deal left the pipeline.
type End struct {
	At     int64       `json:"at"`
	By     string      `json:"by"`
	Reason string      `json:"reason,omitempty"` // key
	Others []string    `json:"others,omitempty"` // contributing reasons
	To     string      `json:"to,omitempty"`     // to whom or what it was lost
	Step   string      `json:"step,omitempty"`   // step at which it was truly lost
	Note   string      `json:"note,omitempty"`
	Until  string      `json:"until,omitempty"` // parked: the day it comes back
	Value  money.Money `json:"value"`           // won
	Signed string      `json:"signed,omitempty"`
}

// Next is the earliest planned activity; ok is false where nothing is scheduled.
func (d Deal) Next() (next Planned, ok bool) {
	for _, a := range d.Planned {
		if !ok || a.Due < next.Due || a.Due == next.Due && a.Time < next.Time {
			next, ok = a, true
		}
	}
	return next, ok
}

// Live says whether the deal is in the pipeline.
func (d Deal) Live() bool { return d.Status == Open }

// Current is the offer that is out: delivered and neither superseded, declined nor
// withdrawn, nor lapsed by a return. An accepted offer is still current.
func (d Deal) Current() (Offer, bool) {
	for i := len(d.Offers) - 1; i >= 0; i-- {
		if s := d.Offers[i].State; s == OfferOut || s == OfferAccepted {
			return d.Offers[i], true
		}
	}
	return Offer{}, false
}

// OpenConcerns counts the concerns that nobody has settled.
func (d Deal) OpenConcerns() int {
	n := 0
	for _, c := range d.Concerns {
		if c.State == ConcernOpen {
			n++
		}
	}
	return n
}

// visit is the number of visits to a step.
func (d *Deal) visit(step string) int {
	n := 0
	for _, v := range d.Visits {
		if v.Step == step {
			n++
		}
	}
	return n
}

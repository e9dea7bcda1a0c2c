// Package process knows what every deal goes through. A Definition is a text: steps in
// two jobs, and at the end of each step the checkpoints that a deal must pass. It is
// parsed, checked, printed in one canonical form and named by the hash of that form;
// a published version never changes, and a deal keeps the version it runs under.
//
//	p, err := process.Parse(text)
//	p.Version()            // "4c1f09a2b3d4"
//	p.Index("qualifying")  // 2
//
// No step is named anywhere in the code: the seven steps are the text seven.yaml.
package process

// Definition is a whole process. Make one with Parse or MustParse; the zero value has
// no steps and lets no deal in.
type Definition struct {
	Key     string  `yaml:"process" json:"process"` // "seven"
	Name    string  `yaml:"name" json:"name"`
	Frame   string  `yaml:"frame" json:"frame"` // the frame that its steps cover; "sale"
	About   string  `yaml:"about,omitempty" json:"about,omitempty"`
	Groups  []Group `yaml:"jobs" json:"jobs"`   // the jobs, in order
	Steps   []Step  `yaml:"steps" json:"steps"` // in order; every step of a job before the next job's
	Win     Win     `yaml:"win" json:"win"`
	Exits   []Exit  `yaml:"exits" json:"exits"`
	Sources []Value `yaml:"sources,omitempty" json:"sources,omitempty"` // where a lead may come from
	Methods []Value `yaml:"methods,omitempty" json:"methods,omitempty"` // how it may be approached

	compiled compiled // programs by expression, version, indexes
}

// Group is a job: Qualifying or Closing. Question is what a sales manager asks about it.
type Group struct {
	Key      string `yaml:"key" json:"key"`
	Name     string `yaml:"name" json:"name"`
	Question string `yaml:"question,omitempty" json:"question,omitempty"`
}

// Step is left through its checkpoints.
type Step struct {
	Key        string       `yaml:"key" json:"key"`
	Name       string       `yaml:"name" json:"name"`
	Job        string       `yaml:"job" json:"job"`       // key of a Group
	Covers     []string     `yaml:"covers" json:"covers"` // neighbouring steps of the frame
	Action     string       `yaml:"action" json:"action"` // the named act of entering it: "Propose a solution"
	Purpose    string       `yaml:"purpose" json:"purpose"`
	Guidance   string       `yaml:"guidance,omitempty" json:"guidance,omitempty"` // Markdown
	Questions  []string     `yaml:"questions,omitempty" json:"questions,omitempty"`
	Entry      string       `yaml:"entry,omitempty" json:"entry,omitempty"` // note shown on entering
	Exit       []Checkpoint `yaml:"exit" json:"exit"`
	Activities []Activity   `yaml:"activities,omitempty" json:"activities,omitempty"`
	Typical    int          `yaml:"typical" json:"typical"` // expected days in the step
	Late       int          `yaml:"late" json:"late"`       // days from which it is late
	Chance     int          `yaml:"chance" json:"chance"`   // prior of eventually winning from here, per cent
	Skills     []string     `yaml:"skills,omitempty" json:"skills,omitempty"`
	Attributes []string     `yaml:"attributes,omitempty" json:"attributes,omitempty"`
	Repeat     string       `yaml:"repeat,omitempty" json:"repeat,omitempty"`   // "person" where it is repeated per person
	Returns    []string     `yaml:"returns,omitempty" json:"returns,omitempty"` // steps it may return to; empty means any earlier one
	Skip       bool         `yaml:"skip,omitempty" json:"skip,omitempty"`       // not used by design: not applicable
	Retired    bool         `yaml:"retired,omitempty" json:"retired,omitempty"`
}

// Activity is a suggested act of a step. Count is per entry, Minutes the effort of one.
type Activity struct {
	Kind    string `yaml:"kind" json:"kind"`
	Name    string `yaml:"name,omitempty" json:"name,omitempty"`
	Count   int    `yaml:"count,omitempty" json:"count,omitempty"`
	Minutes int    `yaml:"minutes,omitempty" json:"minutes,omitempty"`
}

// Checkpoint is a fact about a deal that somebody can be asked for. Which of the
// fields below Evidence count depends on the kind of evidence.
type Checkpoint struct {
	Key      string   `yaml:"key" json:"key"` // unique in the process
	Question string   `yaml:"question" json:"question"`
	Strength Strength `yaml:"strength" json:"strength"`
	Evidence Evidence `yaml:"evidence" json:"evidence"`
	Buyer    bool     `yaml:"buyer,omitempty" json:"buyer,omitempty"` // the buyer could confirm it
	Help     string   `yaml:"help,omitempty" json:"help,omitempty"`
	Half     string   `yaml:"half,omitempty" json:"half,omitempty"` // heading it stands under in its step, as "The problem"

	Answer    string      `yaml:"answer,omitempty" json:"answer,omitempty"`       // text number money date choice
	Choices   []Value     `yaml:"choices,omitempty" json:"choices,omitempty"`     // of a choice
	Fact      string      `yaml:"fact,omitempty" json:"fact,omitempty"`           // the deal's own fact that answers it: source method value close_date
	Confirmed bool        `yaml:"confirmed,omitempty" json:"confirmed,omitempty"` // the customer must have confirmed the answer
	Outcome   string      `yaml:"outcome,omitempty" json:"outcome,omitempty"`     // of an activity: agreed held planned
	Influence []string    `yaml:"influence,omitempty" json:"influence,omitempty"` // of a person: decides influences uses signs
	Offer     string      `yaml:"offer,omitempty" json:"offer,omitempty"`         // delivered answers decision accepted
	Concerns  string      `yaml:"concerns,omitempty" json:"concerns,omitempty"`   // none_open raised
	Criteria  []Criterion `yaml:"criteria,omitempty" json:"criteria,omitempty"`   // of a score
	Threshold int         `yaml:"threshold,omitempty" json:"threshold,omitempty"` // least sum of points of a score
	Rule      string      `yaml:"rule,omitempty" json:"rule,omitempty"`           // CEL over Facts

	When      string   `yaml:"when,omitempty" json:"when,omitempty"`             // CEL: the checkpoint applies only where true
	Valid     Validity `yaml:"valid,omitempty" json:"valid,omitempty"`           // once (default), visit, or "30d"
	ImpliedBy []string `yaml:"implied_by,omitempty" json:"implied_by,omitempty"` // checkpoints whose being met satisfies this
	Approver  string   `yaml:"approver,omitempty" json:"approver,omitempty"`     // role that may override; default: who manages the deal
	Weaken    bool     `yaml:"may_weaken,omitempty" json:"may_weaken,omitempty"` // a lower layer may weaken this gate
	Retired   bool     `yaml:"retired,omitempty" json:"retired,omitempty"`
}

// Criterion is a line of a scorecard: answered yes it gives its points.
type Criterion struct {
	Key    string `yaml:"key" json:"key"`
	Name   string `yaml:"name" json:"name"`
	Points int    `yaml:"points" json:"points"`
}

// Value is one choice of a list: retired ones stay readable on old deals.
type Value struct {
	Key     string `yaml:"key" json:"key"`
	Name    string `yaml:"name" json:"name"`
	Retired bool   `yaml:"retired,omitempty" json:"retired,omitempty"`
}

// Exit is a way out of the pipeline other than winning. Jobs limits it to some jobs
// (disqualified: the first); Pipeline is what the exit means for the books.
type Exit struct {
	Key     string   `yaml:"key" json:"key"` // lost no_decision disqualified parked withdrawn
	Name    string   `yaml:"name" json:"name"`
	Jobs    []string `yaml:"jobs,omitempty" json:"jobs,omitempty"`
	Reasons []Value  `yaml:"reasons,omitempty" json:"reasons,omitempty"`
	Dated   bool     `yaml:"dated,omitempty" json:"dated,omitempty"` // needs a date on which it comes back
}

// Win names the act of winning.
type Win struct {
	Name   string `yaml:"name" json:"name"`
	Action string `yaml:"action" json:"action"` // "Close the deal"
}

// Strength says who passes a checkpoint that does not hold.
type Strength int

// The strengths. The zero value fails closed: nobody passes a checkpoint whose
// strength was forgotten, and Check refuses to publish it.
const (
	Unstated   Strength = iota // nobody passes; not publishable
	Impossible                 // nobody
	Gate                       // who manages the deal, with a reason
	Advice                     // anybody, with a reason
)

// Evidence is a kind of evidence.
type Evidence string

// The kinds of evidence (P-5).
const (
	Answer       Evidence = "answer"
	ActivityDone Evidence = "activity"
	Person       Evidence = "person"
	Offer        Evidence = "offer"
	Concerns     Evidence = "concerns"
	Document     Evidence = "document"
	Confirmation Evidence = "confirmation"
	Score        Evidence = "score"
	Rule         Evidence = "rule"
)

// Validity says whether evidence survives a return: "once" for ever, "visit" for the
// visit of its step, "30d" for so many days.
type Validity string

// The two named validities; others are days, as "30d".
const (
	Once  Validity = "once"
	Visit Validity = "visit"
)

// Facts is the typed view of a deal that rules and conditions see: `when: deal.value > 50000.0`.
// Money is in major units of the deal's currency; dates are timestamps at midnight UTC.
type Facts struct {
	Kind         string             // new expansion renewal
	Value        float64            // major units
	Currency     string             // ISO code, empty where the value is not known
	Organisation bool               // an organisation is named
	Person       bool               // a person is named
	Role         bool               // a role is named
	Source       string             // key
	Method       string             // key
	People       []Contact          // people on the customer's side
	Answers      map[string]string  // by checkpoint key, for those that hold
	Numbers      map[string]float64 // answers and fields that are numbers
	Fields       map[string]string  // the organisation's own fields
	Offers       int                // offers delivered and not superseded
	Open         int                // concerns open
	Days         int                // in this step
	Step         string             // key
	Today        string             // "2026-03-01": an input, recorded in the event
	CloseDate    string             // "2026-03-31" or empty
}

// Contact is one person of the customer's side as rules see them.
type Contact struct{ Influence, Attitude string }

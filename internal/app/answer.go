package app

import (
	"encoding/json"

	"cairn/access"
	"cairn/company"
	"cairn/deal"
	"cairn/metric"
	"cairn/money"
	"cairn/party"
	"cairn/process"
)

// Times in answers are microseconds UTC; 0 is not known. Days are "2026-03-31" in the
// company's zone.

// Hit is something found: a deal, an organisation or a person.
type Hit struct {
	Noun   string  `json:"noun" enum:"deal,organisation,person"`
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Detail string  `json:"detail,omitempty"`
	Score  float64 `json:"score,omitempty"`
	Step   string  `json:"step,omitempty" doc:"Of a deal that was searched for: the name of its step."`
	Status string  `json:"status,omitempty" doc:"Of a deal that was searched for: open, won, or how it ended."`
}

// Ref names something by its id.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Me is who is signed in.
type Me struct {
	Member  access.Member       `json:"member"`
	Can     []access.Capability `json:"can"`
	Manages bool                `json:"manages" doc:"Somebody reports to them."`
	Company company.Company     `json:"company"`
	Today   string              `json:"today"`
	Seq     int64               `json:"-"`
}

// Next is a deal's next step with its mark: overdue, today, later, none.
type Next struct {
	Mark string `json:"mark" enum:"overdue,today,later,none"`
	ID   string `json:"id,omitempty"`
	Kind string `json:"kind,omitempty"`
	Due  string `json:"due,omitempty"`
	Time string `json:"time,omitempty"`
	Text string `json:"text,omitempty"`
}

// Card is a deal as boards and lists show it. Marks has two letters for each checkpoint
// of its step: strength (i, g, a) and standing (m met, o open, p passed without, d debt,
// n not applicable).
type Card struct {
	ID           string      `json:"id"`
	Version      int64       `json:"version"`
	Name         string      `json:"name"`
	Organisation Ref         `json:"organisation,omitzero"`
	Owner        string      `json:"owner"`
	Kind         string      `json:"kind"`
	Process      string      `json:"process"`
	Step         string      `json:"step"`
	Status       deal.Status `json:"status"`
	Value        money.Money `json:"value"`
	CloseDate    string      `json:"close_date,omitempty"`
	Source       string      `json:"source,omitempty"`
	Next         Next        `json:"next"`
	Entered      int64       `json:"entered"`
	Days         int         `json:"days" doc:"Whole days in the step; -1 where the day of entering is not known."`
	Age          string      `json:"age" enum:"in_time,over,far_over,unknown"`
	Typical      int         `json:"typical"`
	Late         int         `json:"late"`
	Chance       int         `json:"chance" doc:"Per cent, the process's own prior for the step."`
	Marks        string      `json:"marks"`
	Flags        int         `json:"flags,omitempty" doc:"Checkpoints whose evidence was taken back."`
	Debts        int         `json:"debts,omitempty"`
	Changed      int64       `json:"changed"`
	Ended        int64       `json:"ended,omitempty"`
}

// Column is a step of the board. Count and sums are of all deals that the filter lets
// through, also where only some cards are sent.
type Column struct {
	Step    string          `json:"step"`
	Name    string          `json:"name"`
	Job     string          `json:"job"`
	Action  string          `json:"action"`
	Count   int             `json:"count"`
	Sums    []money.Money   `json:"sums"`
	Over    int             `json:"over" doc:"Deals longer in the step than the process calls late."`
	Undated int             `json:"undated,omitempty" doc:"Deals whose day of entering is not known."`
	Median  metric.Estimate `json:"median" doc:"Median days in the step, open deals counted."`
	Typical int             `json:"typical"`
	Late    int             `json:"late"`
}

// BoardPage is the board of one process.
type BoardPage struct {
	Process Ref             `json:"process"`
	Jobs    []process.Group `json:"jobs"`
	Columns []Column        `json:"columns"`
	Cards   []Card          `json:"cards"`
	More    bool            `json:"more,omitempty" doc:"Some columns have more cards than were sent."`
	AsOf    int64           `json:"as_of,omitempty"`

	until int64 // from when it is another page, even if nothing is written; 0 is never
}

// Until is the moment (microseconds UTC) from which the page is another one although
// nothing was written, for days have passed; 0 where there is none.
func (page BoardPage) Until() int64 { return page.until }

// DealList is a page of deals.
type DealList struct {
	Deals []Card `json:"deals"`
	Next  string `json:"next,omitempty" doc:"Cursor of the next page."`
	Count int    `json:"count" doc:"Deals that the filter lets through."`
}

// Point is a checkpoint on a deal: what is asked, how it stands, and the evidence.
type Point struct {
	process.Checkpoint
	Standing deal.Standing  `json:"standing" enum:"met,open,not_applicable,passed,debt"`
	Lacks    string         `json:"lacks,omitempty" doc:"Which part of the evidence is not there: confirmation, influence."`
	Given    *deal.Evidence `json:"given,omitempty"`
	Stale    bool           `json:"stale,omitempty" doc:"The answer was given before a return and no longer counts."`
	Pass     *deal.Pass     `json:"pass,omitempty"`
	Asked    *deal.Request  `json:"asked,omitempty"`
	Approved *deal.Approval `json:"approved,omitempty"`
	Passer   string         `json:"passer" doc:"Who may pass it without evidence: nobody, manager, owner, you."`
	Flagged  bool           `json:"flagged,omitempty"`
}

// PathStep is a step of the deal's path.
type PathStep struct {
	Key       string             `json:"key"`
	Name      string             `json:"name"`
	Job       string             `json:"job"`
	Action    string             `json:"action"`
	Purpose   string             `json:"purpose"`
	Guidance  string             `json:"guidance,omitempty"`
	Questions []string           `json:"questions,omitempty"`
	Entry     string             `json:"entry,omitempty"`
	Suggested []process.Activity `json:"suggested,omitempty"`
	State     string             `json:"state" enum:"done,here,ahead,not_used"`
	Days      int                `json:"days" doc:"Whole days in it over all visits; -1 where not known."`
	Visits    int                `json:"visits"`
	From      int64              `json:"from,omitempty" doc:"First entering."`
	Typical   int                `json:"typical"`
	Late      int                `json:"late"`
	Points    []Point            `json:"points"`
}

// Contact is a person of the customer's side.
type Contact struct {
	deal.Contact
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
	Phone string `json:"phone,omitempty"`
	Email string `json:"email,omitempty"`
}

// DealPage is everything about one deal.
type DealPage struct {
	Deal         deal.Deal         `json:"deal"`
	Organisation Ref               `json:"organisation,omitzero"`
	People       []Contact         `json:"people"`
	Names        map[string]string `json:"names" doc:"Names of the members and people whose ids stand in the deal."`
	Process      Ref               `json:"process"`
	Jobs         []process.Group   `json:"jobs"`
	Path         []PathStep        `json:"path"`
	Win          process.Win       `json:"win"`
	Exits        []process.Exit    `json:"exits"`
	Sources      []process.Value   `json:"sources"`
	Methods      []process.Value   `json:"methods"`
	Next         Next              `json:"next"`
	Chance       int               `json:"chance"`
	Days         int               `json:"days"`
	Mine         bool              `json:"mine"`
	Manages      bool              `json:"manages" doc:"You may override gates here."`
	Cycle        int               `json:"cycle" doc:"Days since it was opened; -1 where not known."`
	AsOf         int64             `json:"as_of,omitempty"`
}

// Entry of a timeline.
type Happened struct {
	N        int64           `json:"n"`
	Kind     string          `json:"kind"`
	Occurred int64           `json:"occurred_at"`
	Known    int64           `json:"known_at"`
	Recorded int64           `json:"recorded_at"`
	Late     bool            `json:"backdated,omitempty" doc:"Recorded a day or more after it happened."`
	Actor    string          `json:"actor"`
	Name     string          `json:"actor_name"`
	Body     json.RawMessage `json:"body"`
	Erased   bool            `json:"erased,omitempty"`
}

// Timeline is what happened to a deal, the latest first.
type Timeline struct {
	Events []Happened        `json:"events"`
	Names  map[string]string `json:"names"`
	Next   int64             `json:"next,omitempty" doc:"Ask for events before this number."`
}

// Moves says what each move would meet; null where it would pass.
type Moves struct {
	Version int64                    `json:"version"`
	Steps   map[string]*deal.Refusal `json:"steps"`
	Win     *deal.Refusal            `json:"win"`
}

// OrganisationRow is an organisation in a list.
type OrganisationRow struct {
	party.Organisation
	Open int `json:"open" doc:"Open deals that you may see."`
}

// OrganisationList is a page of organisations.
type OrganisationList struct {
	Organisations []OrganisationRow `json:"organisations"`
	Next          string            `json:"next,omitempty"`
	Count         int               `json:"count"`
}

// OrganisationPage is an organisation with its people and deals.
type OrganisationPage struct {
	Organisation party.Organisation `json:"organisation"`
	People       []party.Person     `json:"people"`
	Deals        []Card             `json:"deals"`
	Names        map[string]string  `json:"names"`
}

// PersonList is a page of people.
type PersonList struct {
	People []party.Person    `json:"people"`
	Names  map[string]string `json:"names" doc:"Names of their organisations."`
	Next   string            `json:"next,omitempty"`
	Count  int               `json:"count"`
}

// PersonPage is a person with their deals.
type PersonPage struct {
	Person       party.Person `json:"person"`
	Organisation Ref          `json:"organisation,omitzero"`
	Deals        []Card       `json:"deals"`
}

// Alike are likely duplicates.
type Alike struct {
	Alike []Hit `json:"alike"`
}

// Found is what a search found, the best first.
type Found struct {
	Hits []Hit `json:"hits"`
}

// ProcessPage is a process as a document.
type ProcessPage struct {
	Version   string             `json:"version"`
	Process   process.Definition `json:"process"`
	Text      string             `json:"text"`
	Published int64              `json:"published"`
	Default   bool               `json:"default"`
	Versions  []ProcessVersion   `json:"versions" doc:"Of the same process, the latest first."`
	Figures   []StepFigures      `json:"figures"`
}

// StepFigures are a step's own measured numbers, within what the reader may see.
type StepFigures struct {
	Step   string          `json:"step"`
	Open   int             `json:"open"`
	Median metric.Estimate `json:"median"`
}

// ProcessVersion is one published version, with what it changed in words.
type ProcessVersion struct {
	Version   string   `json:"version"`
	Key       string   `json:"key"`
	Name      string   `json:"name"`
	Published int64    `json:"published"`
	Default   bool     `json:"default"`
	Changes   []string `json:"changes,omitempty" doc:"Against the version before."`
}

// ProcessList are the published processes.
type ProcessList struct {
	Processes []ProcessVersion `json:"processes"`
}

// TemplateList are the templates that ship.
type TemplateList struct {
	Templates []Template `json:"templates"`
}

// Template is a process to begin with.
type Template struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	About string `json:"about"`
	Text  string `json:"text"`
}

// ViewList are saved views.
type ViewList struct {
	Views []company.View `json:"views"`
}

// OverrideRequest is a request that awaits an answer.
type OverrideRequest struct {
	Deal         Ref         `json:"deal"`
	Organisation Ref         `json:"organisation,omitzero"`
	Owner        Ref         `json:"owner"`
	Value        money.Money `json:"value"`
	Step         string      `json:"step" doc:"Name of the step that the deal is in."`
	Days         int         `json:"days" doc:"Whole days in the step; -1 where the day of entering is not known."`
	Age          string      `json:"age" enum:"in_time,over,far_over,unknown"`
	Late         int         `json:"late" doc:"Days after which the process calls a deal late in this step."`
	Next         Next        `json:"next"`
	Checkpoint   string      `json:"checkpoint"`
	Question     string      `json:"question"`
	Before       string      `json:"before,omitempty" doc:"The act that the gate stands before: what letting it pass allows."`
	Why          string      `json:"why"`
	By           Ref         `json:"by"`
	At           int64       `json:"at"`
	Mine         bool        `json:"mine" doc:"Yours to answer."`
}

// RequestList are the requests for overrides.
type RequestList struct {
	Requests []OverrideRequest `json:"requests"`
}

// DefinitionList says what each figure means.
type DefinitionList struct {
	Definitions []metric.Definition `json:"definitions"`
}

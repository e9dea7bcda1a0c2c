package deal

import (
	"fmt"
	"slices"

	"cairn/event"
	"cairn/fault"
	"cairn/money"
	"cairn/process"
)

// Given is the event of evidence at a checkpoint.
type Given struct {
	Checkpoint string          `json:"checkpoint"`
	Said       bool            `json:"said,omitempty"`  // there are words, or were before they were erased
	Filed      bool            `json:"filed,omitempty"` // there is a document, or was
	Text       string          `json:"text,omitempty" private:"yes"`
	Number     *float64        `json:"number,omitempty"`
	Money      *money.Money    `json:"money,omitempty"`
	Date       string          `json:"date,omitempty"`
	Choice     string          `json:"choice,omitempty"`
	Ref        string          `json:"ref,omitempty" private:"yes"`
	Yes        map[string]bool `json:"yes,omitempty"`
	Person     string          `json:"person,omitempty"`
}

// Kind is "deal.given".
func (Given) Kind() string { return "deal.given" }

func (g Given) apply(d *Deal, e event.Event) {
	put(&d.Evidence, g.Checkpoint, Evidence{
		N: e.N, At: e.Occurred, By: e.By(), Said: g.Said, Filed: g.Filed, Text: g.Text, Number: g.Number, Money: g.Money, Date: g.Date,
		Choice: g.Choice, Ref: g.Ref, Yes: g.Yes, Person: g.Person,
	})
	d.changedEvidence(g.Checkpoint)
	d.touch(e.Occurred)
}

// put writes to a map that may not be there yet.
func put[V any](m *map[string]V, key string, v V) {
	if *m == nil {
		*m = map[string]V{}
	}
	(*m)[key] = v
}

// changedEvidence is what every change of a checkpoint's evidence entails: an approval
// given on the old one lapses, and a flag is lifted.
func (d *Deal) changedEvidence(key string) {
	d.Approvals = slices.DeleteFunc(d.Approvals, func(a Approval) bool { return a.Checkpoint == key })
	d.Flags = slices.DeleteFunc(d.Flags, func(f string) bool { return f == key })
	d.changed()
}

// Give decides on evidence for a checkpoint: it must be of the kind that the
// checkpoint asks for. It never blocks a movement's conflict check: evidence is an
// append.
func Give(p process.Definition, d Deal, g Given) (Given, error) {
	_, c, ok := p.Checkpoint(g.Checkpoint)
	if !ok {
		return g, fault.New(fault.NotFound, "checkpoint", "checkpoint", "a checkpoint of the process "+p.Key)
	}
	if d.Status == Withdrawn {
		return g, fault.New(fault.Conflict, "deal.not_open", "status", "a deal that was not withdrawn")
	}
	if c.Fact != "" && c.Evidence == process.Answer {
		return g, fault.New(fault.Invalid, "evidence.fact", "checkpoint", "the deal's own "+c.Fact).With("fact", c.Fact)
	}
	g.Said, g.Filed = !blank(g.Text), !blank(g.Ref)
	return g, g.fits(c)
}

// fits refuses evidence of another kind than c asks for, naming the field.
func (g Given) fits(c process.Checkpoint) error {
	want := func(field, remedy string) error { return fault.New(fault.Invalid, "evidence."+field, field, remedy) }
	switch {
	case c.Evidence == process.Answer, c.Evidence == process.Person && c.Answer != "":
		return g.fitsAnswer(c, want)
	case c.Evidence == process.Document:
		if blank(g.Ref) {
			return want("ref", "where the document is")
		}
	case c.Evidence == process.Score:
		for k := range g.Yes {
			if !slices.ContainsFunc(c.Criteria, func(x process.Criterion) bool { return x.Key == k }) {
				return want("yes", "criteria of this scorecard")
			}
		}
		if g.Yes == nil {
			return want("yes", "an answer to each criterion")
		}
	case c.Evidence == process.Concerns:
		if c.Concerns == "none_open" || blank(g.Text) {
			return want("text", "how it was looked for, and that nothing was found; concerns themselves are raised")
		}
	default:
		return fault.New(fault.Invalid, "evidence.kind", "checkpoint", "not an answer: this checkpoint is met by "+string(c.Evidence)).With("evidence", string(c.Evidence))
	}
	return nil
}

func (g Given) fitsAnswer(c process.Checkpoint, want func(field, remedy string) error) error {
	switch c.Answer {
	case "number":
		if g.Number == nil {
			return want("number", "a number")
		}
	case "money":
		if g.Money == nil || !money.Known(g.Money.Currency) {
			return want("money", "an amount with its currency")
		}
	case "date":
		return needDate("date", g.Date)
	case "choice":
		if !slices.ContainsFunc(c.Choices, func(v process.Value) bool { return v.Key == g.Choice && !v.Retired }) {
			return want("choice", "one of the choices")
		}
	default:
		if blank(g.Text) {
			return want("text", "an answer")
		}
	}
	return nil
}

// ConfirmedBy is the event of the customer's own word on a checkpoint.
type ConfirmedBy struct {
	Checkpoint string `json:"checkpoint"`
	Person     string `json:"person,omitempty"`
	How        string `json:"how,omitempty"`
	Words      string `json:"words,omitempty" private:"yes"`
}

// Kind is "deal.confirmed".
func (ConfirmedBy) Kind() string { return "deal.confirmed" }

func (c ConfirmedBy) apply(d *Deal, e event.Event) {
	x := d.Evidence[c.Checkpoint]
	if x.N == 0 {
		x.N, x.At, x.By = e.N, e.Occurred, e.By()
	}
	x.Confirmed = &Confirmed{N: e.N, At: e.Occurred, Person: c.Person, How: c.How, Words: c.Words}
	put(&d.Evidence, c.Checkpoint, x)
	d.changedEvidence(c.Checkpoint)
	d.touch(e.Occurred)
	d.TwoWay = max(d.TwoWay, e.Occurred)
}

// Confirm decides on the customer's own word for a checkpoint: for an answer that
// asks for it there must be an answer to confirm.
func Confirm(p process.Definition, d Deal, c ConfirmedBy, now Now) (ConfirmedBy, error) {
	_, k, ok := p.Checkpoint(c.Checkpoint)
	if !ok {
		return c, fault.New(fault.NotFound, "checkpoint", "checkpoint", "a checkpoint of the process "+p.Key)
	}
	switch {
	case d.Status == Withdrawn:
		return c, fault.New(fault.Conflict, "deal.not_open", "status", "a deal that was not withdrawn")
	case k.Evidence == process.Confirmation:
	case !k.Confirmed:
		return c, fault.New(fault.Invalid, "evidence.kind", "checkpoint", "a checkpoint that asks for the customer's confirmation")
	default:
		if _, ok := d.evidence(&k, now); !ok {
			return c, fault.New(fault.Invalid, "evidence.first", "checkpoint", "the answer first, then its confirmation")
		}
	}
	if blank(c.How) && blank(c.Words) && c.Person == "" {
		return c, fault.New(fault.Invalid, "evidence.how", "how", "who confirmed it, how, or in which words")
	}
	return c, nil
}

// TakenBack is the event of evidence that turned out wrong (P-10).
type TakenBack struct {
	Checkpoint string `json:"checkpoint"`
	Why        string `json:"why,omitempty" private:"yes"`
	Flag       bool   `json:"flag,omitempty"` // the deal had already gone past it
}

// Kind is "deal.taken_back".
func (TakenBack) Kind() string { return "deal.taken_back" }

func (t TakenBack) apply(d *Deal, e event.Event) {
	delete(d.Evidence, t.Checkpoint)
	d.changedEvidence(t.Checkpoint)
	d.stale([]string{t.Checkpoint}, e.N)
	if t.Flag {
		d.Flags = append(d.Flags, t.Checkpoint)
	}
}

// TakeBack withdraws evidence: the deal stays where it is and is flagged where it had
// already passed that checkpoint; the log keeps both facts (P-10). A conversation is
// taken back for one checkpoint; what is planned is cancelled instead.
func TakeBack(p process.Definition, d Deal, key, why string) (TakenBack, error) {
	i, c, ok := p.Checkpoint(key)
	if !ok {
		return TakenBack{}, fault.New(fault.NotFound, "checkpoint", "checkpoint", "a checkpoint of the process "+p.Key)
	}
	if d.Status == Withdrawn {
		return TakenBack{}, fault.New(fault.Conflict, "deal.not_open", "status", "a deal that was not withdrawn")
	}
	_, given := d.Evidence[key]
	if c.Evidence == process.ActivityDone && c.Outcome != scheduled {
		given = held(&d, &c)
	}
	if !given {
		return TakenBack{}, fault.New(fault.Invalid, "evidence.none", "checkpoint", fmt.Sprintf("a checkpoint with evidence; %s has none", key))
	}
	if blank(why) {
		return TakenBack{}, refuseField("P-10", key, "why")
	}
	return TakenBack{Checkpoint: key, Why: why, Flag: i < p.Index(d.Step) || !d.Live()}, nil
}

package deal

import (
	"maps"
	"slices"

	"cairn/event"
	"cairn/fault"
	"cairn/money"
	"cairn/process"
)

// Absorbed is the event of a deal that took another one in: what it did not know
// itself it learned from the other. The other is withdrawn, and its history stays. All
// words are in Words, by what they belong to, so that everything else outlives them.
type Absorbed struct {
	Other        string                 `json:"other"`
	Value        *money.Money           `json:"value,omitempty"`
	CloseDate    string                 `json:"close_date,omitempty"`
	Person       string                 `json:"person,omitempty"`
	Source       string                 `json:"source,omitempty"`
	Method       string                 `json:"method,omitempty"`
	Fields       map[string]string      `json:"fields,omitempty"`
	Evidence     map[string]Evidence    `json:"evidence,omitempty"`
	Outcomes     map[string]Mark        `json:"outcomes,omitempty"`
	Participants map[string]Participant `json:"participants,omitempty"`
	People       []Contact              `json:"people,omitempty"`
	Concerns     []Concern              `json:"concerns,omitempty"`
	Offers       []Offer                `json:"offers,omitempty"` // all of both deals, in order of time
	Trades       []Trade                `json:"trades,omitempty"`
	Plan         []Milestone            `json:"plan,omitempty"`
	Planned      []Planned              `json:"planned,omitempty"`
	Touched      int64                  `json:"touched,omitempty"`
	TwoWay       int64                  `json:"two_way,omitempty"`
	Words        map[string][]string    `json:"words,omitempty" private:"yes"`
}

// Kind is "deal.absorbed".
func (Absorbed) Kind() string { return "deal.absorbed" }

func (a Absorbed) apply(d *Deal, e event.Event) {
	a = a.copied()
	a.words(func(key string, fields ...*string) {
		for i, f := range fields {
			if w := a.Words[key]; i < len(w) {
				*f = w[i]
			}
		}
	})
	fill(&d.CloseDate, a.CloseDate)
	fill(&d.Person, a.Person)
	fill(&d.Source, a.Source)
	fill(&d.Method, a.Method)
	set(&d.Value, a.Value)
	for k, v := range a.Fields {
		put(&d.Fields, k, v)
	}
	for k, x := range a.Evidence {
		x.N = e.N
		if x.Confirmed != nil {
			x.Confirmed.N = e.N
		}
		put(&d.Evidence, k, x)
	}
	for k, m := range a.Outcomes {
		put(&d.Outcomes, k, Mark{N: e.N, At: m.At})
	}
	for k, x := range a.Participants {
		put(&d.Participants, k, x)
	}
	for i := range a.Concerns {
		a.Concerns[i].N = e.N
	}
	if a.Offers != nil {
		d.Offers = a.Offers
	}
	d.People = append(d.People, a.People...)
	d.Concerns = append(d.Concerns, a.Concerns...)
	d.Trades = append(d.Trades, a.Trades...)
	d.Plan = append(d.Plan, a.Plan...)
	d.Planned = append(d.Planned, a.Planned...)
	d.Touched, d.TwoWay = max(d.Touched, a.Touched), max(d.TwoWay, a.TwoWay)
	d.Approvals = nil
}

// fill writes what was empty.
func fill(to *string, v string) {
	if *to == "" {
		*to = v
	}
}

// copied is a with everything that words writes to copied.
func (a Absorbed) copied() Absorbed {
	a.Evidence = maps.Clone(a.Evidence)
	for k, x := range a.Evidence {
		if x.Confirmed != nil {
			c := *x.Confirmed
			x.Confirmed = &c
			a.Evidence[k] = x
		}
	}
	a.Offers = slices.Clone(a.Offers)
	for i := range a.Offers {
		a.Offers[i].Lines = slices.Clone(a.Offers[i].Lines)
	}
	a.Concerns, a.Trades = slices.Clone(a.Concerns), slices.Clone(a.Trades)
	a.Plan, a.Planned = slices.Clone(a.Plan), slices.Clone(a.Planned)
	return a
}

// words goes over every field that holds words, group by group, each under a key.
func (a Absorbed) words(visit func(key string, fields ...*string)) {
	for k, x := range a.Evidence {
		if x.Confirmed == nil {
			visit("evidence "+k, &x.Text, &x.Ref)
		} else {
			visit("evidence "+k, &x.Text, &x.Ref, &x.Confirmed.Words)
		}
		a.Evidence[k] = x
	}
	for i := range a.Offers {
		o := &a.Offers[i]
		fields := []*string{&o.What, &o.By}
		for j := range o.Lines {
			fields = append(fields, &o.Lines[j].What)
		}
		visit("offer "+o.ID, fields...)
	}
	for i := range a.Concerns {
		visit("concern "+a.Concerns[i].ID, &a.Concerns[i].Text, &a.Concerns[i].Answer)
	}
	for i := range a.Trades {
		visit("trade "+a.Trades[i].ID, &a.Trades[i].Give, &a.Trades[i].Get)
	}
	for i := range a.Plan {
		visit("milestone "+a.Plan[i].ID, &a.Plan[i].What)
	}
	for i := range a.Planned {
		visit("planned "+a.Planned[i].ID, &a.Planned[i].Text)
	}
}

// apart takes the words out of their fields into Words.
func (a Absorbed) apart() Absorbed {
	a = a.copied()
	a.words(func(key string, fields ...*string) {
		var words []string
		some := false
		for _, f := range fields {
			some = some || *f != ""
			words = append(words, *f)
			*f = ""
		}
		if some {
			put(&a.Words, key, words)
		}
	})
	return a
}

// Merge decides on taking another deal of the same organisation in: the first answer
// is the event of the deal that stays, the second of the one that is withdrawn. The one
// that stays is the one with the older history (P-14).
func Merge(p process.Definition, d, other Deal, now Now) (Absorbed, Closed, error) {
	c := Closed{As: string(Withdrawn), From: other.Step, Into: d.ID}
	switch {
	case d.ID == other.ID:
		return Absorbed{}, c, fault.New(fault.Invalid, "merge.same", "other", "another deal")
	case !d.Live() || !other.Live():
		return Absorbed{}, c, fault.New(fault.Conflict, "deal.not_open", "status", "two open deals")
	case d.Organisation != other.Organisation:
		return Absorbed{}, c, fault.New(fault.Invalid, "merge.organisation", "other", "a deal with the same organisation")
	case other.Opened != 0 && d.Opened > other.Opened:
		return Absorbed{}, c, fault.New(fault.Conflict, "merge.older", "other", "the younger of the two; merge this deal into the older one").With("older", other.ID)
	}
	if err := other.inOrder(now); err != nil {
		return Absorbed{}, c, err
	}
	return learned(p, d, other).apart(), c, nil
}

// learned is what d does not know and other does.
func learned(p process.Definition, d, other Deal) Absorbed {
	a := Absorbed{
		Other: other.ID, Touched: other.Touched, TwoWay: other.TwoWay, CloseDate: other.CloseDate, Person: other.Person,
		Source: other.Source, Method: other.Method, Concerns: other.Concerns, Trades: other.Trades, Plan: other.Plan,
		Planned: other.Planned,
	}
	if d.Value.Sign() == 0 && other.Value.Sign() != 0 {
		a.Value = &other.Value
	}
	for k, v := range other.Fields {
		if d.Fields[k] == "" {
			put(&a.Fields, k, v)
		}
	}
	for k, e := range other.Evidence {
		mine, have := d.Evidence[k]
		if _, _, ok := p.Checkpoint(k); ok && e.N > other.Stale[k] && (!have || mine.N <= d.Stale[k]) {
			put(&a.Evidence, k, e)
		}
	}
	for k, m := range other.Outcomes {
		if mine, ok := d.Outcomes[k]; !ok || mine.At < m.At {
			put(&a.Outcomes, k, m)
		}
	}
	for k, x := range other.Participants {
		if _, in := d.Participants[k]; !in && k != d.Owner {
			put(&a.Participants, k, Participant{Role: x.Role}) // credit is shared out anew
		}
	}
	for _, x := range other.People {
		if !slices.ContainsFunc(d.People, func(y Contact) bool { return y.Person == x.Person }) {
			a.People = append(a.People, x)
		}
	}
	if len(other.Offers) > 0 {
		a.Offers = united(d, other)
	}
	return a
}

// united is the offers of both deals as one series: the one that was delivered last is
// the one that is out, if it still is.
func united(d, other Deal) []Offer {
	all := slices.Clone(d.Offers)
	for _, o := range other.Offers {
		o.N = d.Version + 1
		all = append(all, o)
	}
	slices.SortStableFunc(all, func(a, b Offer) int { return int(min(max(a.At-b.At, -1), 1)) })
	for i := range all {
		all[i].Number = i + 1
		if s := all[i].State; i < len(all)-1 && (s == OfferOut || s == OfferAccepted) {
			all[i].State = OfferSuperseded
		}
	}
	return all
}

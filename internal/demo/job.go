package demo

import (
	"errors"
	"math"
	"slices"

	"cairn/deal"
	"cairn/event"
	"cairn/fault"
	"cairn/money"
	"cairn/party"
	"cairn/process"
)

// job is a deal on its way, in the hands of a seller.
type job struct {
	w       *world
	d       deal.Deal
	seller  *seller
	org     *org
	product product
	amount  int64 // what it is really worth, in whole units
	visit   int   // number of the stay for which beats are planned
	held    bool  // a decision about an override is awaited
	last    int64 // moment of the last event: a deal's own events keep their order
	wrong   error // a decision that should not have been refused
}

// opening says how a deal begins.
type opening struct {
	entered bool // at its true step, with debts: it was under way before
	org     *org
	kind    string
	name    string
}

// open begins a deal.
func (w *world) open(s *seller, o opening) {
	if !w.here(s) {
		return
	}
	org, r := o.org, w.r
	if org == nil {
		org = w.customer(s)
	}
	j := &job{w: w, seller: s, org: org, product: pick(r, w.words.Products)}
	size := math.Exp(r.NormFloat64() * 0.5)
	if s.Large {
		size *= 3.5
	}
	j.amount = max(900, int64(float64(j.product.Price)*size*float64(1+r.IntN(3))/100)*100)
	name := j.say(w.words.Names)
	if o.name != "" {
		name = o.name
	}
	source := weigh(r, w.words.Sources)
	if org.client {
		source = "client"
	}
	opened := deal.Opened{
		ID: w.id(), Name: name, Organisation: org.id, Owner: s.id, Type: o.kind, Value: j.value(j.promised()), Source: source,
	}
	if r.Float64() < 0.8 {
		opened.Person = org.people[0].id
	}
	if o.entered {
		opened.Step = w.process.Steps[1+r.IntN(len(w.process.Steps)-2)].Key
	}
	body, err := deal.New(w.process, opened, w.moment())
	if !j.did(s.id, body, err) {
		return
	}
	w.jobs = append(w.jobs, j)
	j.begin()
}

// promised is what the seller says that the deal is worth, before there is an offer.
func (j *job) promised() int64 {
	f := 0.85 + 0.3*j.w.r.Float64()
	switch {
	case j.seller.Modest:
		f *= 0.75
	case j.seller.Eager:
		f *= 1.35
	}
	return int64(float64(j.amount)*f/100) * 100
}

// value is an amount of whole units in the company's currency.
func (j *job) value(units int64) money.Money {
	return money.Money{Minor: units * 100, Currency: j.w.words.Currency}
}

// moment is now, for a decision.
func (w *world) moment() deal.Now {
	return deal.Now{At: w.now, Occurred: w.now, Today: w.dayOf(w.now)}
}

// by is the deal's owner, and manages is who manages it.
func (j *job) by() deal.By { return deal.By{ID: j.d.Owner, Role: "salesperson"} }

func (j *job) manages() deal.By {
	return deal.By{ID: j.seller.boss, Role: "manager", Manages: true}
}

// did folds a decision in, where there is one; a minute passes.
func (j *job) did(actor string, body deal.Body, err error) bool {
	if err != nil {
		if _, refused := errors.AsType[*deal.Refusal](err); !refused && fault.Of(err) != fault.Conflict {
			j.wrong = errors.Join(j.wrong, err)
		}
		return false
	}
	w := j.w
	if w.now < j.last {
		j.wrong = errors.Join(j.wrong, errors.New("its events would come in another order"))
	}
	id := j.d.ID
	if o, ok := body.(deal.Opened); ok {
		id = o.ID
	}
	e := event.Event{
		Occurred: w.now, Known: w.now, Recorded: w.recorded(w.now), Actor: actor, Subject: "deal:" + id, N: j.d.Version + 1, Kind: body.Kind(),
	}
	j.d = deal.Apply(j.d, e, body)
	w.note(actor, e.Subject, body)
	j.last, w.now = w.now, min(w.now+minute, w.end)
	return true
}

// step is the one that the deal is in, and its place.
func (j *job) step() (int, process.Step) {
	i := j.w.process.Index(j.d.Step)
	return i, j.w.process.Steps[i]
}

// pace is how deals fare in the step, and skill the seller's part in it.
func (j *job) pace() (pace, float64) {
	p := j.w.words.Steps[j.d.Step]
	if p.Go == 0 {
		p = pace{Go: 0.7, Days: 10, Touches: 2}
	}
	skill := j.seller.Skill[j.d.Step]
	if skill == 0 {
		skill = 1
	}
	return p, skill
}

// begin plans the beats of a stay: some activities, and what becomes of it.
func (j *job) begin() {
	w := j.w
	j.visit = len(j.d.Visits)
	p, _ := j.pace()
	days := p.Days * j.seller.Speed * math.Exp(w.r.NormFloat64()*0.55)
	touches := w.r.IntN(2*p.Touches + 1)
	var at []float64
	for range touches {
		at = append(at, w.r.Float64()*days)
	}
	slices.Sort(at)
	first := days
	for i, x := range at {
		next := days
		if i+1 < len(at) {
			next = at[i+1]
		}
		if i == 0 {
			first = x
		}
		j.later(x, func() { j.touch(next - x) })
	}
	j.planNext(first)
	j.later(days, j.decide)
	if i, _ := j.step(); i >= w.process.Border() && j.d.CloseDate == "" {
		j.expect(days)
	}
}

// later does something on this stay, if it lasts until then.
func (j *job) later(days float64, do func()) {
	visit := j.visit
	j.w.later(j.w.workday(days), func() {
		if j.d.Live() && len(j.d.Visits) == visit {
			j.resume()
			do()
		}
	})
}

// resume goes on with the deal, not before where it stopped.
func (j *job) resume() { j.w.now = max(j.w.now, j.last) }

// expect names the day on which the deal should close.
func (j *job) expect(days float64) {
	i, _ := j.step()
	left := days
	for _, s := range j.w.process.Steps[i+1:] {
		left += float64(s.Typical)
	}
	switch {
	case j.seller.Modest:
		left *= 1.7
	case j.seller.Eager:
		left *= 0.6
	}
	day := j.w.dayOf(j.w.workday(max(left, 5)))
	body, err := deal.Change(j.w.process, j.d, deal.Changed{CloseDate: &day})
	j.did(j.d.Owner, body, err)
}

// touch is an activity in the middle of a stay; gap is days to the next beat.
func (j *job) touch(gap float64) {
	w, r := j.w, j.w.r
	if w.end-w.now < 9*day && r.Float64() < 0.12 {
		return // not done yet: its date passes
	}
	i, _ := j.step()
	outcome, words := "", w.words.Activities.Sent
	kind := pick(r, []string{"call", "call", "mail", "meeting"})
	switch held := j.d.Outcomes[deal.Held].N > 0; {
	case !held && i < 2:
		outcome, words, kind = deal.Attempted, w.words.Activities.Attempted, pick(r, []string{"call", "call", "mail"})
	case r.Float64() < 0.6:
		outcome, words, kind = deal.Held, w.words.Activities.Held, pick(r, []string{"conversation", "meeting", "visit"})
		if !held && i < 2 {
			outcome = deal.Attempted
		}
	}
	j.log(kind, outcome, words)
	if r.Float64() < 0.08 {
		j.log("note", "", w.words.Activities.Note)
	}
	j.aside()
	if r.Float64() < j.seller.Care*0.6 {
		j.provideSome()
	}
	if r.Float64() < 0.92 {
		j.planNext(gap)
	}
}

// log records an activity, which is the planned one where there is one.
func (j *job) log(kind, outcome string, words []string) {
	l := deal.Logged{ID: j.w.id(), Type: kind, Outcome: outcome, Text: j.say(words), Minutes: 5 + 5*j.w.r.IntN(10)}
	if kind == "note" {
		l.Minutes = 0
	} else if next, ok := j.d.Next(); ok && next.Due <= j.w.dayOf(j.w.now+day) {
		l.Finishes = next.ID
	}
	if outcome == deal.Held {
		l.People = []string{j.contact().id}
	}
	if outcome == deal.Agreed {
		l.Agreed = j.w.dayOf(j.w.workday(3))
	}
	body, err := deal.Log(j.d, l)
	j.did(j.d.Owner, body, err)
}

// planNext plans the next step (P-17), some days ahead.
func (j *job) planNext(days float64) {
	if len(j.d.Planned) > 0 || !j.d.Live() || j.w.r.Float64() < 0.05 {
		return
	}
	w := j.w
	s := deal.Scheduled{
		ID: w.id(), Type: pick(w.r, []string{"call", "call", "meeting", "mail", "task"}), Due: w.dayOf(w.workday(days)),
		Text: j.say(w.words.Next), By: j.d.Owner,
	}
	if s.Type == "meeting" {
		s.Time = pick(w.r, []string{"09:00", "10:30", "13:00", "14:30", "16:00"})
	}
	body, err := deal.Schedule(j.d, s)
	j.did(j.d.Owner, body, err)
}

// aside is what happens besides: concerns after the offer, a slipping date, a colleague
// who joins, evidence that turns out wrong.
func (j *job) aside() {
	w, r := j.w, j.w.r
	if _, out := j.d.Current(); out && r.Float64() < 0.45 {
		body, err := deal.Raise(j.d, deal.Raised{ID: w.id(), Text: j.say(w.words.Concerns.Late), By: j.contact().id})
		j.did(j.d.Owner, body, err)
	}
	if soon := w.dayOf(w.now + 4*day); j.d.CloseDate != "" && j.d.CloseDate < soon && r.Float64() < 0.8 {
		later := w.dayOf(w.workday(10 + float64(r.IntN(25))))
		body, err := deal.Change(w.process, j.d, deal.Changed{CloseDate: &later, Why: j.say(w.words.Slips)})
		j.did(j.d.Owner, body, err)
	}
	switch x := r.Float64(); {
	case x < 0.01:
		if o := pick(r, w.sellers); o.id != j.d.Owner && w.here(o) {
			body, err := deal.Share(j.d, deal.Shared{Member: o.id, Role: "Knows the trade", Share: 10 * r.IntN(4)})
			j.did(j.d.Owner, body, err)
		}
	case x < 0.018:
		j.takeBack()
	case x < 0.022:
		if o := pick(r, w.sellers); o.id != j.d.Owner && o.boss == j.seller.boss && w.here(o) {
			j.hand(o, j.say(w.words.Handovers))
		}
	}
}

// takeBack withdraws an answer (P-10).
func (j *job) takeBack() {
	for _, s := range j.w.process.Steps {
		for _, c := range s.Exit {
			if _, given := j.d.Evidence[c.Key]; given && c.Strength == process.Gate && c.Evidence == process.Answer {
				body, err := deal.TakeBack(j.w.process, j.d, c.Key, j.say(j.w.words.Withdrawals))
				j.did(j.d.Owner, body, err)
				return
			}
		}
	}
}

// hand gives the deal to a colleague.
func (j *job) hand(to *seller, why string) {
	j.resume()
	body, err := deal.Hand(j.d, to.id, why)
	if j.did(j.seller.boss, body, err) {
		j.seller = to
	}
}

// contact is who the deal is talked over with.
func (j *job) contact() contact { return j.org.people[0] }

// change records something about an organisation.
func (j *job) becameClient() {
	if j.org.client {
		return
	}
	j.org.client = true
	client := party.Client
	j.w.note(j.d.Owner, "organisation:"+j.org.id, party.OrganisationChanged{Relation: &client})
}

package demo

import (
	"maps"
	"slices"

	"cairn/deal"
	"cairn/process"
)

// provideAll finds out what the step with this place asks before it is left: all that is
// impossible to pass, most gates, and as much advice as the seller cares for.
func (j *job) provideAll(i int) {
	for k := range i {
		j.owed(k)
	}
	for _, c := range j.w.process.Active(i) {
		if deal.Stand(j.w.process, j.d, i, c, j.w.moment()) == deal.Met {
			continue
		}
		care := j.seller.Care
		switch c.Strength {
		case process.Impossible:
			care = 1
		case process.Gate:
			care = 0.6 + 0.35*care
		}
		if j.w.r.Float64() < care {
			j.provide(i, c)
		}
	}
}

// provideSome answers a few questions of the step in the middle of a stay.
func (j *job) provideSome() {
	i, _ := j.step()
	for _, c := range j.w.process.Active(i) {
		early := c.Evidence == process.Answer || c.Evidence == process.Person || c.Evidence == process.Score
		if early && j.w.r.Float64() < 0.5 && deal.Stand(j.w.process, j.d, i, c, j.w.moment()) != deal.Met {
			j.provide(i, c)
		}
	}
}

// provide gives the evidence that a checkpoint asks for.
func (j *job) provide(i int, c process.Checkpoint) {
	w := j.w
	switch c.Evidence {
	case process.Answer:
		j.answerIt(c)
	case process.Score:
		yes := map[string]bool{}
		for n, k := range c.Criteria {
			yes[k.Key] = n < 2 || w.r.Float64() < 0.6
		}
		body, err := deal.Give(w.process, j.d, deal.Given{Checkpoint: c.Key, Yes: yes})
		j.did(j.d.Owner, body, err)
	case process.ActivityDone:
		j.activity(c)
	case process.Person:
		j.involve(c.Influence)
	case process.Offer:
		j.offer(c)
	case process.Concerns:
		j.concerns(c)
	case process.Confirmation:
		j.confirm(c)
	case process.Document:
		body, err := deal.Give(w.process, j.d, deal.Given{Checkpoint: c.Key, Ref: "Folder of " + j.org.name})
		j.did(j.d.Owner, body, err)
	}
}

// answerIt answers a question, in the words of the customer where there are some.
func (j *job) answerIt(c process.Checkpoint) {
	w := j.w
	if c.Fact != "" {
		j.fact(c.Fact)
		return
	}
	g := deal.Given{Checkpoint: c.Key, Person: j.contact().id}
	switch c.Answer {
	case "money":
		m := j.value(j.amount * int64(15+w.r.IntN(25)) / 10)
		g.Money = &m
	case "date":
		g.Date = w.dayOf(w.workday(float64(12 + w.r.IntN(40))))
	case "number":
		n := float64(1 + w.r.IntN(100))
		g.Number = &n
	case "choice":
		g.Choice = pick(w.r, c.Choices).Key
	default:
		words := w.words.Answers[c.Key]
		if words == nil {
			words = w.words.Answers["other"]
		}
		g.Text = j.say(words)
	}
	if len(c.Influence) > 0 {
		j.involve(c.Influence)
	}
	body, err := deal.Give(w.process, j.d, g)
	if j.did(j.d.Owner, body, err) && c.Confirmed {
		j.confirm(c)
	}
}

// fact fills in a fact of the deal itself.
func (j *job) fact(name string) {
	w := j.w
	var k deal.Changed
	switch name {
	case "source":
		v := weigh(w.r, w.words.Sources)
		k.Source = &v
	case "method":
		v := weigh(w.r, w.words.Methods)
		k.Method = &v
	case "value":
		v := j.value(j.promised())
		k.Value = &v
	case "close_date":
		v := w.dayOf(w.workday(30))
		k.CloseDate = &v
	}
	body, err := deal.Change(w.process, j.d, k)
	j.did(j.d.Owner, body, err)
}

// activity has the conversation that a checkpoint asks for, or plans what is next.
func (j *job) activity(c process.Checkpoint) {
	w := j.w
	switch c.Outcome {
	case deal.Held:
		j.log(pick(w.r, []string{"conversation", "meeting", "visit"}), deal.Held, w.words.Activities.Held)
	case deal.Agreed:
		j.log("call", deal.Agreed, w.words.Activities.Agreed)
	case deal.Attempted:
		j.log("call", deal.Attempted, w.words.Activities.Attempted)
	default:
		body, err := deal.Schedule(j.d, deal.Scheduled{
			ID: w.id(), Type: "visit", Due: w.dayOf(w.workday(float64(8 + w.r.IntN(30)))), Text: j.say(w.words.Next), By: j.d.Owner,
		})
		j.did(j.d.Owner, body, err)
	}
}

// involve names somebody with one of these influences.
func (j *job) involve(influence []string) {
	if len(influence) == 0 {
		influence = []string{"influences"}
	}
	at := slices.IndexFunc(j.org.people, func(c contact) bool { return slices.Contains(influence, c.influence) })
	who, part := j.org.people[max(at, 0)], influence[0]
	if at >= 0 {
		part = who.influence
	}
	body, err := deal.Involve(j.d, deal.Involved{
		Person: who.id, Influence: part, Attitude: pick(j.w.r, []string{"for", "for", "neutral", "neutral", "", "against"}),
	})
	j.did(j.d.Owner, body, err)
}

// offer delivers an offer, or has the one that is out accepted.
func (j *job) offer(c process.Checkpoint) {
	w := j.w
	current, out := j.d.Current()
	if c.Offer == "accepted" && out {
		body, err := deal.DecideOffer(j.d, deal.OfferDecided{
			ID: current.ID, State: deal.OfferAccepted, By: j.contact().name, Person: j.contact().id,
		}, w.moment())
		j.did(j.d.Owner, body, err)
		return
	}
	o := deal.Offered{ID: w.id(), To: j.contact().id, What: j.say(w.words.Offers)}
	needs := slices.Sorted(maps.Keys(j.d.Evidence))
	if len(needs) == 0 {
		needs = []string{c.Key}
	}
	rest := j.amount
	for n := range 1 + w.r.IntN(3) {
		part := rest
		if n < 2 && w.r.Float64() < 0.6 {
			part = rest * int64(40+w.r.IntN(30)) / 100
		}
		l := deal.Line{What: pick(w.r, w.words.Products).Name, Need: pick(w.r, needs), Value: j.value(part)}
		if w.r.Float64() > 0.5+j.seller.Care/2 && c.Offer != "answers" {
			l.Need = ""
		}
		o.Lines, rest = append(o.Lines, l), rest-part
		if rest <= 0 {
			break
		}
	}
	for _, l := range o.Lines {
		o.Value = j.value((o.Value.Minor + l.Value.Minor) / 100)
	}
	if w.r.Float64() < 0.85 || c.Offer == "decision" {
		o.Due = w.dayOf(w.workday(float64(7 + w.r.IntN(18))))
	}
	body, err := deal.MakeOffer(j.d, o)
	if j.did(j.d.Owner, body, err) && c.Offer == "accepted" {
		j.offer(c)
	}
}

// concerns raises one early, or settles all that are open; terms are traded on the way.
func (j *job) concerns(c process.Checkpoint) {
	w := j.w
	if c.Concerns == "raised" {
		if w.r.Float64() < 0.25 {
			body, err := deal.Give(w.process, j.d, deal.Given{Checkpoint: c.Key, Text: j.say(w.words.Answers[c.Key])})
			j.did(j.d.Owner, body, err)
			return
		}
		body, err := deal.Raise(j.d, deal.Raised{ID: w.id(), Text: j.say(w.words.Concerns.Early), By: j.contact().id})
		j.did(j.d.Owner, body, err)
		return
	}
	for _, x := range j.d.Concerns {
		if x.State != deal.ConcernOpen {
			continue
		}
		s := deal.Settled{ID: x.ID, State: deal.ConcernResolved, Answer: j.say(w.words.Resolutions)}
		if w.r.Float64() < 0.2 {
			s = deal.Settled{ID: x.ID, State: pick(w.r, []string{deal.ConcernWithdrawn, deal.ConcernAccepted})}
		}
		body, err := deal.Settle(j.d, s)
		j.did(j.d.Owner, body, err)
	}
	if _, out := j.d.Current(); out && w.r.Float64() < 0.3 {
		give := pick(w.r, w.words.Trades)
		body, err := deal.MakeTrade(j.d, deal.Traded{ID: w.id(), Give: give[0], Get: give[1], Value: j.value(j.amount / 20)})
		j.did(j.d.Owner, body, err)
	}
}

// confirm records the customer's own word; large deals get a plan to the signature too.
func (j *job) confirm(c process.Checkpoint) {
	w := j.w
	body, err := deal.Confirm(w.process, j.d, deal.ConfirmedBy{
		Checkpoint: c.Key, Person: j.contact().id, How: pick(w.r, []string{"mail", "call", "meeting"}), Words: j.say(w.words.Confirmations),
	}, w.moment())
	j.did(j.d.Owner, body, err)
	if j.d.Value.Minor < 3_000_000 || len(j.d.Plan) > 0 {
		return
	}
	at := 0.0
	for n, what := range w.words.Milestones {
		at += float64(3 + w.r.IntN(7))
		m := deal.PlanSet{ID: w.id(), What: what, Due: w.dayOf(w.workday(at)), Ours: j.d.Owner}
		if n%2 == 1 {
			m.Theirs = j.contact().id
		}
		body, err := deal.SetPlan(j.d, m)
		if !j.did(j.d.Owner, body, err) {
			return
		}
	}
}

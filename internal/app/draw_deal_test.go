package app_test

import (
	"context"
	"fmt"

	"cairn/deal"
	"cairn/internal/app"
	"cairn/internal/store"
	"cairn/money"
	"cairn/process"
)

// generator makes commands of one kind; the weight says how often, beside the others.
type generator struct {
	weight int
	make   func(*walker) app.Command
}

// generators has one for every command.
func generators() map[string]generator {
	all := map[string]generator{
		"deal.open":       {20, drawOpen},
		"deal.change":     {8, drawChange},
		"deal.move":       {14, drawMove},
		"deal.win":        {4, drawWin},
		"deal.close":      {3, drawClose},
		"deal.reopen":     {6, drawReopen},
		"deal.correct":    {2, drawCorrect},
		"deal.give":       {6, drawGive},
		"deal.confirm":    {4, drawConfirm},
		"deal.take_back":  {4, drawTakeBack},
		"deal.log":        {8, drawLog},
		"deal.schedule":   {5, drawSchedule},
		"deal.reschedule": {4, drawReschedule},
		"deal.cancel":     {3, drawCancel},
		"deal.ask": {6, func(k *walker) app.Command {
			return &app.AskOverride{OnDeal: k.on(), Checkpoint: k.checkpoint(), Why: k.text()}
		}},
		"deal.override": {5, func(k *walker) app.Command {
			return &app.OverrideGate{OnDeal: k.on(), Checkpoint: k.requested(), Why: k.text()}
		}},
		"deal.decline": {4, func(k *walker) app.Command {
			return &app.DeclineOverride{OnDeal: k.on(), Checkpoint: k.requested(), Why: k.text()}
		}},
		"deal.offer":        {5, drawOffer},
		"deal.decide_offer": {4, drawDecide},
		"deal.raise": {4, func(k *walker) app.Command {
			return &app.RaiseConcern{OnDeal: k.on(), Text: k.text(), By: k.maybe("person")}
		}},
		"deal.settle": {4, drawSettle},
		"deal.trade": {2, func(k *walker) app.Command {
			return &app.MakeTrade{OnDeal: k.on(), Give: k.text(), Get: k.text(), Value: k.money()}
		}},
		"deal.plan":     {4, drawPlan},
		"deal.hand":     {3, func(k *walker) app.Command { return &app.HandDeal{OnDeal: k.on(), To: k.some("member"), Why: k.text()} }},
		"deal.share":    {4, drawShare},
		"deal.involve":  {4, drawInvolve},
		"deal.merge":    {5, drawMerge},
		"deal.transfer": {5, drawTransfer},
		"deal.bring":    {8, drawBring},
	}
	for name, g := range aroundDeals() {
		all[name] = g
	}
	return all
}

// step is the key of a step of the process at hand.
func (k *walker) stepKey() string {
	if k.one(15) {
		return pick(k, "", "nowhere", "won")
	}
	return pick(k, k.p.Steps...).Key
}

func (k *walker) checkpoint() string {
	if k.one(20) {
		return pick(k, "", "none", "\x00")
	}
	at := k.p.Index(k.d.Step)
	if at < 0 || k.one(3) {
		at = k.r.IntN(len(k.p.Steps))
	}
	if len(k.p.Steps[at].Exit) == 0 {
		return "none"
	}
	return pick(k, k.p.Steps[at].Exit...).Key
}

// requested is a checkpoint that somebody asked the override of, where there is one.
func (k *walker) requested() string {
	if len(k.d.Requests) > 0 && !k.one(4) {
		return pick(k, k.d.Requests...).Checkpoint
	}
	return k.checkpoint()
}

func (k *walker) reasons() map[string]string {
	if k.one(2) {
		return nil
	}
	all := map[string]string{}
	for range 3 {
		all[k.checkpoint()] = k.text()
	}
	return all
}

func (k *walker) next() *app.NextStep {
	if !k.one(4) {
		return nil
	}
	return &app.NextStep{Kind: pick(k, "call", "call", "visit", "mail", "meeting", "note"), Due: k.day(-1, 20), Time: pick(k, "", "", "14:00", "", "08:15", "25:00"), Text: k.text()}
}

func (k *walker) listed(values []process.Value) string {
	if len(values) == 0 || k.one(12) {
		return pick(k, "", "unlisted")
	}
	return pick(k, values...).Key
}

func drawOpen(k *walker) app.Command {
	o := &app.OpenDeal{
		Name: k.text(), Organisation: k.maybe("organisation"), Person: k.maybe("person"), Role: pick(k, "", "plant head"), Owner: k.maybe("member"),
		Kind: pick(k, "", "", "new", "new", "expansion", "renewal", "renewal", "", "other"), Value: k.money(), Source: k.listed(k.p.Sources), Method: k.listed(k.p.Methods),
		Next: k.next(), OccurredAt: k.moment(),
	}
	if k.one(3) {
		o.Process = pick(k, k.some("process"), k.some("process"), k.p.Key, "transactional")
	}
	if k.one(3) {
		o.Step = k.stepKey()
	}
	if k.one(3) {
		o.CloseDate = k.day(-5, 90)
	}
	if k.one(4) {
		o.Fields = map[string]string{"region": k.text()}
	}
	return o
}

func drawChange(k *walker) app.Command {
	c := &app.ChangeDeal{OnDeal: k.on(), Why: k.text()}
	for range 1 + k.r.IntN(2) {
		switch k.r.IntN(9) {
		case 0:
			c.Name = ptr(k.text())
		case 1:
			c.Organisation = ptr(k.some("organisation"))
		case 2:
			c.Person = ptr(k.some("person"))
		case 3:
			c.Kind = ptr(pick(k, "new", "renewal", "other"))
		case 4:
			c.Value = ptr(k.money())
		case 5:
			c.CloseDate = ptr(k.day(-5, 90))
		case 6:
			c.Source = ptr(k.listed(k.p.Sources))
		case 7:
			c.Method, c.Role = ptr(k.listed(k.p.Methods)), ptr(k.text())
		case 8:
			c.Fields = map[string]string{"region": k.text(), "fax": ""}
		}
	}
	return c
}

func drawMove(k *walker) app.Command {
	return &app.MoveDeal{OnDeal: k.on(), To: k.stepKey(), Why: k.text(), Reasons: k.reasons(), Next: k.next()}
}

func drawWin(k *walker) app.Command {
	return &app.WinDeal{OnDeal: k.on(), Why: k.text(), Reasons: k.reasons(), Next: k.next()}
}

func drawClose(k *walker) app.Command {
	c := &app.CloseDeal{OnDeal: k.on(), As: "won", To: k.text(), Note: k.text()}
	if !k.one(20) {
		x := pick(k, k.p.Exits...)
		c.As, c.Reason = x.Key, k.listed(x.Reasons)
		if x.Dated != k.one(15) {
			c.Until = k.day(-1, 40)
		}
		if k.one(4) {
			c.Others, c.Step = []string{k.listed(x.Reasons)}, k.stepKey()
		}
	}
	return c
}

func drawReopen(k *walker) app.Command {
	to := k.d.Step
	if k.one(3) {
		to = k.stepKey()
	}
	return &app.ReopenDeal{OnDeal: k.on(), To: to, Why: k.text()}
}

func drawCorrect(k *walker) app.Command {
	c := &app.CorrectDeal{OnDeal: k.on(), Why: k.text()}
	if !k.one(4) {
		c.Value = ptr(k.money())
	}
	if k.one(3) {
		c.WonAt = k.at(-int64(k.r.IntN(200)) * hour)
	}
	return c
}

func drawGive(k *walker) app.Command { return k.answer(k.checkpoint()) }

// answer gives a checkpoint what it asks for, or something else.
func (k *walker) answer(key string) *app.GiveEvidence {
	g := &app.GiveEvidence{OnDeal: k.on(), Checkpoint: key, Person: k.maybe("person")}
	_, c, _ := k.p.Checkpoint(key)
	if k.one(10) {
		c = process.Checkpoint{Answer: pick(k, "number", "date", "text")}
	}
	switch {
	case c.Evidence == process.Document:
		g.Ref = k.text()
	case c.Evidence == process.Score:
		g.Yes = map[string]bool{}
		for _, x := range c.Criteria {
			g.Yes[x.Key] = k.one(2)
		}
	case c.Answer == "number":
		g.Number = ptr(float64(k.r.IntN(1000)) / 8)
	case c.Answer == "money":
		g.Money = ptr(k.money())
	case c.Answer == "date":
		g.Date = k.day(0, 90)
	case c.Answer == "choice" && len(c.Choices) > 0:
		g.Choice = pick(k, c.Choices...).Key
	default:
		g.Text = k.text()
	}
	return g
}

func drawConfirm(k *walker) app.Command {
	return &app.ConfirmEvidence{OnDeal: k.on(), Checkpoint: k.checkpoint(), Person: k.maybe("person"), How: pick(k, "", "mail", "call"), Words: k.text()}
}

func drawTakeBack(k *walker) app.Command {
	key := k.checkpoint()
	if len(k.d.Evidence) > 0 && !k.one(4) {
		for _, s := range k.p.Steps { // in the order of the process: that of a map is chance
			for _, c := range s.Exit {
				if _, ok := k.d.Evidence[c.Key]; ok && k.one(2) {
					key = c.Key
				}
			}
		}
	}
	return &app.TakeBackEvidence{OnDeal: k.on(), Checkpoint: key, Why: k.text()}
}

func (k *walker) planned() string {
	if len(k.d.Planned) == 0 || k.one(8) {
		return pick(k, "", "none")
	}
	return pick(k, k.d.Planned...).ID
}

func drawLog(k *walker) app.Command {
	l := &app.LogActivity{
		OnDeal: k.on(), Kind: pick(k, "call", "conversation", "meeting", "mail", "visit", "task", "note", "dance"), Outcome: pick(k, "", "attempted", "agreed", "held", "no_show", "won"),
		TwoWay: k.one(3), Minutes: pick(k, 0, 30, 90, -1), Text: k.text(), Next: k.next(),
	}
	if k.one(3) {
		l.People = []string{k.some("person")}
	}
	if k.one(3) {
		l.Finishes = k.planned()
	}
	if l.Outcome == deal.Agreed || k.one(10) {
		l.Agreed = k.day(-2, 15)
	}
	return l
}

func drawSchedule(k *walker) app.Command {
	n := app.NextStep{Kind: pick(k, "call", "meeting", "task", "note"), Due: k.day(-3, 30), Time: pick(k, "", "09:30", "9:30"), Text: k.text()}
	return &app.ScheduleActivity{OnDeal: k.on(), NextStep: n, By: k.maybe("member")}
}

func drawReschedule(k *walker) app.Command {
	return &app.RescheduleActivity{OnDeal: k.on(), Activity: k.planned(), Due: k.day(-3, 30), Time: pick(k, "", "10:00"), Why: k.text()}
}

func drawCancel(k *walker) app.Command {
	return &app.CancelActivity{OnDeal: k.on(), Activity: k.planned(), Why: k.text()}
}

func drawOffer(k *walker) app.Command {
	o := &app.MakeOffer{OnDeal: k.on(), To: k.maybe("person"), What: k.text(), Value: k.money(), Due: k.day(1, 30), Next: k.next()}
	if k.one(3) {
		o.Lines = []deal.Line{{What: k.text(), Need: k.checkpoint(), Value: o.Value}}
		if k.one(4) {
			o.Lines = append(o.Lines, deal.Line{What: k.text(), Value: k.money()})
		}
	}
	return o
}

func drawDecide(k *walker) app.Command {
	o := &app.DecideOffer{OnDeal: k.on(), State: pick(k, "accepted", "accepted", "declined", "withdrawn", "out"), By: k.text(), Person: k.maybe("person"), Why: k.text()}
	if len(k.d.Offers) > 0 && k.one(2) {
		o.Offer = pick(k, k.d.Offers...).ID
	}
	return o
}

func drawSettle(k *walker) app.Command {
	s := &app.SettleConcern{OnDeal: k.on(), Concern: "none", State: pick(k, "resolved", "resolved", "withdrawn", "accepted", "open", "gone"), Answer: k.text()}
	if len(k.d.Concerns) > 0 && !k.one(8) {
		s.Concern = pick(k, k.d.Concerns...).ID
	}
	return s
}

func drawPlan(k *walker) app.Command {
	s := &app.SetPlan{OnDeal: k.on(), What: k.text(), Due: k.day(0, 60), Ours: k.maybe("member"), Theirs: k.maybe("person"), Done: k.one(4), Drop: k.one(6), Why: k.text()}
	if len(k.d.Plan) > 0 && k.one(2) {
		s.Milestone = pick(k, k.d.Plan...).ID
	} else if k.one(10) {
		s.Milestone = "none"
	}
	return s
}

func drawShare(k *walker) app.Command {
	return &app.ShareDeal{OnDeal: k.on(), Member: k.some("member"), Role: k.text(), Share: pick(k, 0, 0, 20, 50, 101), End: k.one(4)}
}

func drawInvolve(k *walker) app.Command {
	return &app.InvolvePerson{
		OnDeal: k.on(), Person: k.some("person"), Influence: pick(k, "", "decides", "signs", "influences", "uses", "likes"),
		Attitude: pick(k, "", "for", "neutral", "against", "odd"), End: k.one(6),
	}
}

// drawMerge mostly merges two deals of one organisation, the younger into the older.
func drawMerge(k *walker) app.Command {
	m := &app.MergeDeals{OnDeal: k.on(), Other: k.some("deal")}
	if k.d.ID == "" || k.one(5) {
		return m
	}
	f := store.Filter{Organisations: []string{k.d.Organisation}, Owners: []string{k.d.Owner}, Statuses: []string{"open"}}
	rows, _, err := k.db.Deals(context.Background(), store.All(), f, "entered", "", 9)
	if err != nil || len(rows) == 0 {
		return m
	}
	if m.Other = pick(k, rows...).ID; k.one(2) {
		m.Deal, m.Other, m.Version = m.Other, m.Deal, 0
	}
	return m
}

func drawTransfer(k *walker) app.Command {
	t := &app.TransferDeal{OnDeal: k.on(), Process: pick(k, k.some("process"), k.some("process"), k.p.Key, "transactional"), Step: k.d.Step, Why: k.text()}
	if k.one(4) {
		t.Step = pick(k, k.stepKey(), "queue", "first_call", "order")
	}
	return t
}

// drawBring brings a deal whose stays lie in the past, in the order of time but for some.
func drawBring(k *walker) app.Command {
	b := &app.BringDeal{
		Name: k.text(), Organisation: k.maybe("organisation"), Person: k.maybe("person"), Owner: k.some("member"), Value: k.money(),
		Complete: k.one(2), Import: pick(k, "", "import-1", "import-2"),
	}
	at := -int64(1+k.r.IntN(300)) * oneDay
	for i := range 1 + k.r.IntN(4) {
		s := app.BroughtStay{Step: k.p.Steps[min(i*(1+k.r.IntN(2)), len(k.p.Steps)-1)].Key, At: k.at(at)}
		if i == 0 && k.one(4) || k.one(30) {
			s.At = ""
		}
		b.History = append(b.History, s)
		at += int64(k.r.IntN(60)) * hour
		if k.one(20) {
			at -= 100 * hour
		}
	}
	if k.one(2) {
		b.End = &app.BroughtEnd{As: pick(k, "won", "won", "lost", "no_decision", "disqualified", "parked", "withdrawn"), At: k.at(min(at, 0)), Value: pick(k, k.money(), money.Money{}), Note: k.text()}
		if b.End.As == "parked" {
			b.End.Until = k.day(1, 60)
		}
	}
	if k.one(5) {
		b.Next, b.Observed = k.next(), k.at(at-50*oneDay)
	}
	if k.one(40) {
		b.History = nil
	}
	return b
}

// help brings the deal at hand on: the evidence for something that is missing on the way,
// or the movement where nothing is.
func (k *walker) help() app.Command {
	step, missing := k.plausible()
	on := app.OnDeal{Deal: k.d.ID}
	if len(missing) == 0 || k.one(6) {
		if step == string(deal.Won) {
			return &app.WinDeal{OnDeal: on, Why: "agreed"}
		}
		return &app.MoveDeal{OnDeal: on, To: step, Why: "going on", Next: k.next()}
	}
	m := pick(k, missing...)
	_, c, _ := k.p.Checkpoint(m.Checkpoint)
	if m.Strength == "gate" && k.one(6) {
		return &app.AskOverride{OnDeal: on, Checkpoint: m.Checkpoint, Why: "the budget comes in May"}
	}
	if m.Strength == "gate" && k.one(5) {
		return &app.OverrideGate{OnDeal: on, Checkpoint: m.Checkpoint, Why: "known buyer"}
	}
	switch {
	case m.Detail == "confirmation", c.Evidence == process.Confirmation:
		return &app.ConfirmEvidence{OnDeal: on, Checkpoint: m.Checkpoint, How: "mail", Words: "yes"}
	case c.Fact == "source":
		return &app.ChangeDeal{OnDeal: on, Source: ptr(k.listed(k.p.Sources))}
	case c.Fact != "":
		return &app.ChangeDeal{OnDeal: on, Method: ptr(k.listed(k.p.Methods)), CloseDate: ptr(k.day(1, 60)), Value: ptr(k.money())}
	case c.Evidence == process.Rule:
		return &app.ChangeDeal{OnDeal: on, Role: ptr("head of " + fmt.Sprint(k.r.IntN(99)))}
	case c.Evidence == process.ActivityDone && c.Outcome == "planned":
		return &app.ScheduleActivity{OnDeal: on, NextStep: app.NextStep{Kind: "call", Due: k.day(1, 9)}}
	case c.Evidence == process.ActivityDone:
		return &app.LogActivity{OnDeal: on, Kind: "call", Outcome: c.Outcome, Agreed: k.day(1, 9)}
	case c.Evidence == process.Person:
		return &app.InvolvePerson{OnDeal: on, Person: k.some("person"), Influence: "decides"}
	case c.Evidence == process.Offer:
		if o, out := k.d.Current(); c.Offer == "accepted" && out {
			return &app.DecideOffer{OnDeal: on, Offer: o.ID, State: "accepted", By: "Ida Demo"}
		}
		return &app.MakeOffer{OnDeal: on, What: "meters", Value: k.money(), Due: k.day(1, 20), Lines: nil}
	case c.Evidence == process.Concerns && k.d.OpenConcerns() > 0:
		return &app.SettleConcern{OnDeal: on, Concern: k.d.Concerns[len(k.d.Concerns)-1].ID, State: "resolved", Answer: "it does not"}
	}
	g := k.answer(m.Checkpoint)
	g.OnDeal = on
	return g
}

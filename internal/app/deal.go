package app

import (
	"strings"

	"cairn/access"
	"cairn/deal"
	"cairn/event"
	"cairn/fault"
	"cairn/internal/store"
	"cairn/process"
)

// dealCommands are the verbs of a deal.
func dealCommands() []Entry {
	sell := access.Sell
	return []Entry{
		entry[OpenDeal]("deal.open", sell, "P-16 P-1", "Open a deal, at its first step or at its true step with debts."),
		entry[ChangeDeal]("deal.change", sell, "P-19", "Change facts of a deal: name, value, close date, source, method, people, own fields."),
		entry[MoveDeal]("deal.move", sell, "P-7 P-8 P-11 P-12 P-13", "Move a deal to another step, on or back."),
		entry[WinDeal]("deal.win", sell, "P-11 P-14", "Win a deal: it takes an accepted offer and no open concern."),
		entry[CloseDeal]("deal.close", sell, "P-14", "End a deal without winning: lost, no decision, disqualified, parked or withdrawn."),
		entry[ReopenDeal]("deal.reopen", sell, "P-15", "Bring a deal back into a named step."),
		entry[CorrectDeal]("deal.correct", access.Manage, "P-15", "Put the value or the day of a won deal right."),
		entry[GiveEvidence]("deal.give", sell, "P-5", "Answer a checkpoint."),
		entry[ConfirmEvidence]("deal.confirm", sell, "P-5", "Record the customer's own confirmation."),
		entry[TakeBackEvidence]("deal.take_back", sell, "P-10", "Withdraw evidence that turned out wrong."),
		entry[LogActivity]("deal.log", sell, "P-5 P-17", "Log a call, conversation, meeting, mail, visit, task or note."),
		entry[ScheduleActivity]("deal.schedule", sell, "P-17", "Plan the next step, with a date."),
		entry[RescheduleActivity]("deal.reschedule", sell, "P-17", "Give a planned activity another date."),
		entry[CancelActivity]("deal.cancel", sell, "P-17", "Give up a planned activity."),
		entry[AskOverride]("deal.ask", sell, "P-7", "Ask for the override of a gate."),
		entry[OverrideGate]("deal.override", sell, "P-7 P-9", "Let a gate pass, with a reason."),
		entry[DeclineOverride]("deal.decline", sell, "P-7", "Turn down the request for an override."),
		entry[MakeOffer]("deal.offer", sell, "P-5", "Record an offer that was delivered."),
		entry[DecideOffer]("deal.decide_offer", sell, "P-5", "Record that an offer was accepted or declined, or withdraw it."),
		entry[RaiseConcern]("deal.raise", sell, "P-5", "Record a concern of the customer."),
		entry[SettleConcern]("deal.settle", sell, "P-5", "Record what became of a concern."),
		entry[MakeTrade]("deal.trade", sell, "P-5", "Record a give for a get."),
		entry[SetPlan]("deal.plan", sell, "P-5", "Set, move, tick or drop a milestone of the close plan."),
		entry[HandDeal]("deal.hand", sell, "P-19", "Give a deal another owner."),
		entry[ShareDeal]("deal.share", sell, "P-19", "Let a colleague take part in a deal, or end that."),
		entry[InvolvePerson]("deal.involve", sell, "P-5", "Record a person's influence on the decision and attitude to it."),
		entry[MergeDeals]("deal.merge", sell, "P-14", "Merge another deal of the same organisation into this one."),
		entry[TransferDeal]("deal.transfer", access.Manage, "P-22", "Go on under another version of the process, or another process."),
		entry[BringDeal]("deal.bring", access.Shape, "P-16 P-14", "Bring a deal with its history from another system; what was skipped becomes debts."),
	}
}

// OnDeal names the deal of a command, the version that its author saw, and when it
// happened.
type OnDeal struct {
	Deal       string `json:"deal" doc:"Id of the deal."`
	Version    int64  `json:"version,omitempty" doc:"Version of the deal that you saw; a conflict shows what has changed since."`
	OccurredAt string `json:"occurred_at,omitempty" format:"date-time" doc:"When it happened, if not now."`
}

func (o OnDeal) deals() []string { return []string{o.Deal} }

// about is a deal in hand: loaded, locked, with its process and the moment.
type about struct {
	deal.Deal
	p   process.Definition
	now deal.Now
	by  deal.By
}

// load gets the deal of a command; not visible is not found. A command that decides
// passes the version that its author saw.
func (c *call) load(o OnDeal) (about, error) {
	d, err := c.tx.Deal(c.see, o.Deal)
	if err != nil {
		return about{}, err
	}
	if err := c.fresh(d, o.Version); err != nil {
		return about{}, err
	}
	p, err := c.tx.Process(d.Process)
	if err != nil {
		return about{}, err
	}
	at, err := c.moment(o.OccurredAt)
	if err != nil {
		return about{}, err
	}
	by := c.by(d)
	if c.may == access.Manage && !by.Manages && !c.who.System && !c.who.Role.May(access.Manage) {
		// Who manages for somebody else does so where that one does, and nowhere else.
		return about{}, fault.New(fault.Forbidden, "deal.manage", "", "who manages this deal")
	}
	now, err := c.now(at)
	return about{Deal: d, p: p, now: now, by: by}, err
}

func (c *call) now(at int64) (deal.Now, error) {
	loc, err := c.zone()
	if err != nil {
		return deal.Now{}, err
	}
	return deal.Now{At: c.tx.Now(), Occurred: at, Today: day(at, loc)}, nil
}

// by says who asks, as far as this deal is concerned.
func (c *call) by(d deal.Deal) deal.By {
	return byOf(c.who, d)
}

// byOf says who somebody is to a deal.
func byOf(who access.Actor, d deal.Deal) deal.By {
	st := who.To(d.Owner)
	return deal.By{
		ID: who.ID, Role: string(st.Role), Manages: st.Manages, On: st.On, System: who.System,
		Alone: who.ID == d.Owner && who.Directory.Alone(who.ID),
	}
}

// appends are the events that no decision is spoiled by: they add, and change nothing
// that an author may have decided on.
const appends = " deal.logged deal.scheduled deal.rescheduled deal.cancelled deal.given deal.confirmed deal.asked deal.involved deal.shared "

// fresh refuses a command whose author saw another deal than this one (P-19): something
// that a decision reads was changed since. The conflict says what, and by whom.
func (c *call) fresh(d deal.Deal, saw int64) error {
	if saw == 0 || saw == d.Version {
		return nil
	}
	if saw > d.Version {
		return fault.New(fault.Invalid, "deal.version", "version", "a version that the deal has had")
	}
	since, err := c.tx.Since("deal:"+d.ID, saw)
	if err != nil {
		return err
	}
	var what, who []string
	for _, e := range since {
		if !strings.Contains(appends, " "+e.Kind+" ") {
			by, _ := event.OnBehalf(e.Actor)
			what, who = append(what, e.Kind), append(who, by)
		}
	}
	if what == nil {
		return nil
	}
	return fault.New(fault.Conflict, "deal.changed_since", "version", "the deal as it is now").
		With("what", strings.Join(what, " ")).With("who", strings.Join(who, " "))
}

// record puts an event of a deal on the log and folds it in. What is done for somebody who
// is away says so.
func (c *call) record(id string, body event.Body, now deal.Now) error {
	actor := actorName(c.who)
	if d, err := c.tx.Deal(c.seeAll(), id); err == nil {
		if on := c.who.To(d.Owner).On; on != "" {
			actor += "@" + on
		}
	}
	return c.tx.Record(store.Entry{Subject: "deal:" + id, Body: body, Actor: actor, Occurred: now.Occurred})
}

// decided records the event of a decision and answers with the deal's new version.
func (c *call) decided(x about, body event.Body, err error) (Done, error) {
	if err != nil {
		return Done{}, err
	}
	if err := c.record(x.ID, body, x.now); err != nil {
		return Done{}, err
	}
	return c.done(x.ID)
}

// done is the answer of a command on a deal.
func (c *call) done(id string) (Done, error) {
	d, err := c.tx.Deal(store.See{Scope: access.Scope{All: true}}, id)
	return Done{ID: id, Version: d.Version}, err
}

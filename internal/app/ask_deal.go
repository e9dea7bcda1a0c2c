package app

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"cairn/access"
	"cairn/deal"
	"cairn/event"
	"cairn/fault"
	"cairn/internal/store"
	"cairn/process"
)

const dayMicros = 24 * 60 * 60 * 1_000_000

// DealShown asks for one deal, now or as the organisation knew it at a moment.
type DealShown struct {
	ID   string `json:"id"`
	AsOf string `json:"as_of,omitempty" query:"as_of" format:"date-time" doc:"A moment of the past."`
}

func (q DealShown) ask(ctx context.Context, k *asked) (any, error) {
	now, err := k.moment(ctx, q.AsOf)
	if err != nil {
		return nil, err
	}
	d, err := k.deal(ctx, q.ID, q.AsOf, now)
	if err != nil {
		return nil, err
	}
	p, err := k.db.Process(ctx, d.Process)
	if err != nil {
		return nil, err
	}
	until := now.Occurred
	if d.End != nil {
		until = d.End.At
	}
	page := DealPage{
		Deal: d, Process: Ref{ID: p.Version(), Name: p.Name}, Jobs: p.Groups, Win: p.Win, Exits: p.Exits,
		Sources: current(p.Sources), Methods: current(p.Methods), Next: nextOf(d, now.Today), Days: daysSince(d.Entered, until),
		Cycle: daysSince(d.Opened, until), Mine: d.Owner == k.who.ID, Names: map[string]string{}, People: []Contact{},
	}
	by := k.by(d)
	page.Manages = by.Manages || by.Alone
	for i, s := range p.Steps {
		page.Path = append(page.Path, pathStep(p, d, i, s, by, now))
	}
	if s, ok := p.Step(d.Step); ok && d.Live() {
		page.Chance = s.Chance
	}
	if q.AsOf != "" {
		page.AsOf = now.Occurred
	}
	return page, k.nameAll(ctx, &page)
}

// moment is now, or the moment of an as-of question.
func (k *asked) moment(ctx context.Context, text string) (deal.Now, error) {
	co, err := k.db.Company(ctx)
	if err != nil {
		return deal.Now{}, err
	}
	at := k.db.Now()
	if text != "" {
		t, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return deal.Now{}, fault.New(fault.Invalid, "time.format", "as_of", "a moment such as 2026-03-31T14:00:00Z")
		}
		at = t.UnixMicro()
	}
	return deal.Now{At: at, Occurred: at, Today: day(at, k.zones.location(co.Zone))}, nil
}

// deal gets a visible deal. Today's rights apply to what it was on any past day.
func (k *asked) deal(ctx context.Context, id, asOf string, now deal.Now) (deal.Deal, error) {
	if asOf == "" {
		return k.db.Deal(ctx, k.see, id)
	}
	return k.db.DealAsOf(ctx, k.see, id, now.At)
}

func (k *asked) by(d deal.Deal) deal.By {
	return byOf(k.who, d)
}

// pathStep is one step of a deal's path, with every checkpoint as it stands.
func pathStep(p process.Definition, d deal.Deal, i int, s process.Step, by deal.By, now deal.Now) PathStep {
	x := PathStep{
		Key: s.Key, Name: s.Name, Job: s.Job, Action: s.Action, Purpose: s.Purpose, Guidance: s.Guidance, Questions: s.Questions,
		Entry: s.Entry, Suggested: s.Activities, Typical: s.Typical, Late: s.Late, State: "ahead", Points: []Point{},
	}
	for _, v := range d.Visits {
		if v.Step != s.Key {
			continue
		}
		if x.Visits++; x.Visits == 1 {
			x.From = v.From
		}
		to := v.To
		if to == 0 {
			to = now.Occurred
		}
		if v.From == 0 || x.Days < 0 {
			x.Days = -1
		} else {
			x.Days += int((to - v.From) / dayMicros)
		}
	}
	switch at := p.Index(d.Step); {
	case s.Skip || s.Retired:
		x.State = "not_used"
	case i < at || d.Status == deal.Won:
		x.State = "done"
	case i == at:
		x.State = "here"
	}
	for _, c := range p.Active(i) {
		in := deal.Inspect(p, d, i, c, by, now)
		x.Points = append(x.Points, Point{
			Checkpoint: c, Standing: in.Standing, Lacks: in.Lacks, Given: in.Given, Stale: in.Stale, Pass: in.Pass,
			Asked: in.Asked, Approved: in.Approved, Passer: in.Passer, Flagged: slices.Contains(d.Flags, c.Key),
		})
	}
	return x
}

func current(values []process.Value) []process.Value {
	all := []process.Value{}
	for _, v := range values {
		if !v.Retired {
			all = append(all, v)
		}
	}
	return all
}

// nextOf is a deal's next step and its mark.
func nextOf(d deal.Deal, today string) Next {
	a, ok := d.Next()
	if !ok {
		return Next{Mark: "none"}
	}
	return Next{Mark: mark(a.Due, today), ID: a.ID, Kind: a.Type, Due: a.Due, Time: a.Time, Text: a.Text}
}

// mark says how a due day looks from today; no day is as loud as a day that has passed.
func mark(due, today string) string {
	switch {
	case due == "":
		return "none"
	case due < today:
		return "overdue"
	case due == today:
		return "today"
	}
	return "later"
}

func daysSince(from, now int64) int {
	if from == 0 {
		return -1
	}
	return int(max(now-from, 0) / dayMicros)
}

// nameAll puts names to the ids that stand in a deal.
func (k *asked) nameAll(ctx context.Context, page *DealPage) error {
	d := page.Deal
	if d.Organisation != "" {
		o, err := k.db.Organisation(ctx, d.Organisation)
		if err != nil {
			return err
		}
		page.Organisation = Ref{ID: o.ID, Name: o.Name}
	}
	for _, c := range d.People {
		p, err := k.db.Person(ctx, c.Person)
		if err != nil {
			return err
		}
		x := Contact{Contact: c, Name: p.Name, Title: p.Title}
		if len(p.Phones) > 0 {
			x.Phone = p.Phones[0]
		}
		if len(p.Emails) > 0 {
			x.Email = p.Emails[0]
		}
		page.People = append(page.People, x)
		page.Names[c.Person] = p.Name
	}
	for _, m := range k.who.Directory.Members() {
		page.Names[m.ID] = m.Name
	}
	return nil
}

// DealEvents asks for a deal's timeline.
type DealEvents struct {
	ID     string `json:"id"`
	Before int64  `json:"before,omitempty" query:"before" doc:"Number of the event before which to begin."`
	Limit  int    `json:"limit,omitempty" query:"limit" minimum:"1" maximum:"200"`
}

func (q DealEvents) ask(ctx context.Context, k *asked) (any, error) {
	limit := page(q.Limit, 50, 200)
	events, err := k.db.DealEvents(ctx, k.see, q.ID, q.Before, limit+1)
	if err != nil {
		return nil, err
	}
	t := Timeline{Events: []Happened{}, Names: map[string]string{}}
	if len(events) > limit {
		events = events[:limit]
		t.Next = events[limit-1].N
	}
	for _, m := range k.who.Directory.Members() {
		t.Names[m.ID] = m.Name
	}
	for _, e := range events {
		h, err := happened(e, t.Names)
		if err != nil {
			return nil, err
		}
		t.Events = append(t.Events, h)
	}
	return t, nil
}

// happened is an event as its readers see it.
func happened(e event.Event, names map[string]string) (Happened, error) {
	h := Happened{
		N: e.N, Kind: e.Kind, Occurred: e.Occurred, Known: e.Known, Recorded: e.Recorded, Actor: e.Actor, Name: actorWords(e.Actor, names),
		Late: e.Recorded-e.Occurred >= dayMicros, Erased: e.Commit != nil && e.Private == nil,
	}
	body, err := deal.Decode(e)
	if err != nil {
		return h, err
	}
	h.Body, err = json.Marshal(body)
	return h, err
}

// actorWords names who acted.
func actorWords(actor string, names map[string]string) string {
	if by, on := event.OnBehalf(actor); on != "" {
		return actorWords(by, names) + " for " + names[on]
	}
	if actor == "system" {
		return "Cairn"
	}
	if local, ok := cutLocal(actor); ok {
		return names[local] + " (local operator)"
	}
	return names[actor]
}

func cutLocal(actor string) (string, bool) {
	const prefix = "local:"
	if len(actor) > len(prefix) && actor[:len(prefix)] == prefix {
		return actor[len(prefix):], true
	}
	return actor, false
}

// page bounds a limit.
func page(asked, usual, most int) int {
	if asked <= 0 {
		return usual
	}
	return min(asked, most)
}

// DealMoves asks what each move would meet, before anybody drags anything.
type DealMoves struct {
	ID string `json:"id"`
}

func (q DealMoves) ask(ctx context.Context, k *asked) (any, error) {
	now, err := k.moment(ctx, "")
	if err != nil {
		return nil, err
	}
	d, err := k.db.Deal(ctx, k.see, q.ID)
	if err != nil {
		return nil, err
	}
	p, err := k.db.Process(ctx, d.Process)
	if err != nil {
		return nil, err
	}
	return Moves{Version: d.Version, Steps: deal.Board(p, d, k.by(d), now), Win: deal.WinBoard(p, d, k.by(d), now)}, nil
}

// Requests asks for the overrides that await an answer.
type Requests struct{}

func (q Requests) ask(ctx context.Context, k *asked) (any, error) {
	now, err := k.moment(ctx, "")
	if err != nil {
		return nil, err
	}
	rows, err := k.db.Requested(ctx, k.see)
	if err != nil {
		return nil, err
	}
	list := RequestList{Requests: []OverrideRequest{}}
	for _, d := range rows {
		p, err := k.db.Process(ctx, d.Process)
		if err != nil {
			return nil, err
		}
		at, err := k.requested(ctx, d, p, now)
		if err != nil {
			return nil, err
		}
		for _, r := range d.Requests {
			i, c, _ := p.Checkpoint(r.Checkpoint)
			asker, _ := k.who.Directory.Member(r.By)
			one := at
			one.By, one.Checkpoint, one.Question, one.Why, one.At = Ref{ID: r.By, Name: asker.Name}, r.Checkpoint, c.Question, r.Why, r.At
			one.Before = actAfter(p, i)
			one.Mine = mine(k.by(d), c, r)
			list.Requests = append(list.Requests, one)
		}
	}
	slices.SortFunc(list.Requests, func(a, b OverrideRequest) int { return int(a.At - b.At) })
	return list, nil
}

// mine says whether a request is somebody's to answer.
func mine(by deal.By, c process.Checkpoint, r deal.Request) bool {
	return by.Manages && (c.Approver == "" || c.Approver == by.Role || by.Role == string(access.Owner)) && (by.On == "" || r.By != by.ID)
}

// requested is what every request on a deal says of it: with whom, whose, where, worth
// what, for how long.
func (k *asked) requested(ctx context.Context, d deal.Deal, p process.Definition, now deal.Now) (OverrideRequest, error) {
	owner, _ := k.who.Directory.Member(d.Owner)
	s, _ := p.Step(d.Step)
	c := cardOf(store.DealRow{Status: string(deal.Open), Step: d.Step, Entered: d.Entered}, p, now)
	r := OverrideRequest{
		Deal: Ref{ID: d.ID, Name: d.Name}, Owner: Ref{ID: owner.ID, Name: owner.Name}, Value: d.Value,
		Step: s.Name, Days: c.Days, Age: c.Age, Late: c.Late, Next: nextOf(d, now.Today),
	}
	if d.Organisation == "" {
		return r, nil
	}
	o, err := k.db.Organisation(ctx, d.Organisation)
	r.Organisation = Ref{ID: o.ID, Name: o.Name}
	return r, err
}

// actAfter is the act that the checkpoints of a step stand before: of entering the next one
// that is used, or of winning.
func actAfter(p process.Definition, step int) string {
	for _, s := range p.Steps[step+1:] {
		if !s.Skip && !s.Retired {
			return s.Action
		}
	}
	return p.Win.Action
}

// Tick does what is due: it brings parked deals back whose day has come (P-14), and hands
// over what those had who have left. It answers with how many things it did.
func (a *App) Tick(ctx context.Context) (int, error) {
	co, err := a.db.Company(ctx)
	if err != nil || !co.Ready() {
		return 0, err
	}
	system := access.Actor{System: true}
	due, err := a.db.Due(ctx, day(a.db.Now(), a.zones.location(co.Zone)))
	if err != nil {
		return 0, err
	}
	back := 0
	for _, id := range due {
		if _, err := a.Do(ctx, system, &ReopenDeal{OnDeal: OnDeal{Deal: id}}, How{}); err != nil {
			if fault.Of(err) == 0 {
				return back, err
			}
			continue // somebody was faster
		}
		back++
	}
	handed, err := a.handOn(ctx)
	return back + handed, err
}

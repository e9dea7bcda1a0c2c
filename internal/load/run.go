package load

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"cairn/access"
	"cairn/deal"
	"cairn/fault"
	"cairn/internal/app"
	"cairn/party"
)

// Options say how a plan is run. Import names the import: running the same one again goes
// on where it stopped and makes nothing twice, and by its name it can be taken back. Now
// is the moment after which nothing can have happened, in microseconds; 0 is the clock's.
// Progress is called now and then, by one goroutine at a time.
type Options struct {
	Import   string
	Now      int64
	Progress func(Progress)
}

// Progress is how far a run has come.
type Progress struct {
	Noun string `json:"noun"`
	Done int    `json:"done"`
	Of   int    `json:"of"`
}

// importField is the own field by which organisations and people know their import.
const importField = "import"

// DryRun tells what a run would come to, without leaving a trace.
func (p *Plan) DryRun(ctx context.Context, a Door, who access.Actor, o Options) (*Report, error) {
	s, err := p.prepare(ctx, a, who, o)
	if err != nil {
		return nil, err
	}
	s.report.Dry, s.report.Import = true, o.Import
	return s.report, nil
}

// prepare looks at the world and goes over the rows.
func (p *Plan) prepare(ctx context.Context, a Door, who access.Actor, o Options) (*survey, error) {
	if len(p.Questions) > 0 {
		return nil, fault.New(fault.Invalid, "load.questions", "mapping", "answers to the plan's questions").With("count", strconv.Itoa(len(p.Questions)))
	}
	w, err := look(ctx, a, who, p.Mapping, o.Now)
	if err != nil {
		return nil, err
	}
	return p.survey(ctx, w)
}

// Run imports. Rows that are wrong are listed and left out; the others are made. Where ctx
// is cancelled the report says how far it came, and the error why.
func (p *Plan) Run(ctx context.Context, a Door, who access.Actor, o Options) (*Report, error) {
	if strings.TrimSpace(o.Import) == "" || len(o.Import) > 100 {
		return nil, fault.New(fault.Invalid, "load.import", "import", "a name for the import, of at most 100 bytes")
	}
	s, err := p.prepare(ctx, a, who, o)
	if err != nil {
		return nil, err
	}
	r := &runner{
		survey: s, plan: p, app: a, who: who, opts: o, report: newReport(), due: s.report,
		names: map[string]*index{},
	}
	for _, n := range Nouns() {
		r.names[n] = newIndex(n)
		maps.Copy(r.names[n].two, s.w.of[n].two)
		for w, id := range s.w.of[n].ids {
			if id != pending {
				r.names[n].ids[w] = id
			}
		}
	}
	if log, ok := a.(interface {
		Seq(context.Context) (int64, error)
	}); ok {
		if r.began, err = log.Seq(ctx); err != nil {
			return nil, err
		}
	}
	r.report.begin(s.report, o.Import)
	err = r.all(ctx)
	if err != nil && ctx.Err() != nil {
		r.report.Stopped = true
	}
	return r.report, err
}

// begin takes over from the survey what the run does not count anew.
func (r *Report) begin(s *Report, id string) {
	r.Import, r.Rows, r.Bad, r.Unknown, r.Fields = id, s.Rows, s.Bad, s.Unknown, s.Fields
	r.Problems, r.More, r.Found, r.Repeated, r.Failed = s.Problems, s.More, s.Found, s.Repeated, s.Failed
	r.Observed, r.Early = s.Observed, s.Early
}

// runner carries a survey out.
type runner struct {
	*survey
	plan   *Plan
	app    Door
	who    access.Actor
	opts   Options
	report *Report // of the run; survey.report is hidden by it
	due    *Report // of the survey: what is to be made
	names  map[string]*index
	mu     sync.Mutex // guards report and names
	done   int
	began  int64 // sequence of the log when the run began; 0 where the door does not tell
}

func (r *runner) all(ctx context.Context) error {
	for _, noun := range []string{Member, Organisation, Person} {
		if err := r.make(ctx, noun); err != nil {
			return err
		}
	}
	named := r.due.Made[Activity] > 0
	err := r.stream(ctx, Deal, func(rec Record) (app.Command, []string) {
		writings := []string{rec.Key}
		if !named {
			writings = nil // nothing refers to deals, and there may be a million
		}
		return r.bring(rec), writings
	})
	if err != nil || !named {
		return err
	}
	return r.stream(ctx, Activity, func(rec Record) (app.Command, []string) { return r.log(rec), nil })
}

// make makes members, organisations or people: in waves, so that whoever is named by
// another is there first. What waits for one that could not be made is made without it.
func (r *runner) make(ctx context.Context, noun string) error {
	var left []Record
	for _, rec := range r.early {
		if rec.Noun == noun {
			left = append(left, rec)
		}
	}
	r.done = 0
	above := map[string]string{Member: "manager", Organisation: "parent"}[noun]
	for len(left) > 0 {
		var wave, wait []Record
		for _, rec := range left {
			if name := rec.Text[above]; name != "" && r.id(noun, name) == "" && r.coming(noun, name, rec, left) {
				wait = append(wait, rec)
			} else {
				wave = append(wave, rec)
			}
		}
		if len(wave) == 0 { // a circle
			wave, wait = wait, nil
		}
		p := r.pool(ctx, noun)
		for _, rec := range wave {
			p.submit(job{rec, r.add(rec), append(known(rec), rec.Text["name"], rec.Key)})
		}
		if err := p.wait(); err != nil {
			return err
		}
		left = wait
	}
	return nil
}

// coming says whether another record that is still to be made has the name.
func (r *runner) coming(noun, name string, but Record, left []Record) bool {
	x := r.names[noun]
	w := x.writing(name)
	for _, rec := range left {
		if rec.Line == but.Line && rec.File == but.File && rec.make == but.make {
			continue
		}
		if x.writing(rec.Key) == w || x.writing(rec.Text["name"]) == w {
			return true
		}
	}
	return false
}

// id is the id of who or what a row names; empty where there is none.
func (r *runner) id(noun, name string) string {
	if name == "" {
		return ""
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	id, _, clear := r.names[noun].find(name)
	if !clear {
		return ""
	}
	return id
}

// stream makes the records of a noun while it reads them.
func (r *runner) stream(ctx context.Context, noun string, command func(Record) (app.Command, []string)) error {
	r.done = 0
	p := r.pool(ctx, noun)
	for _, c := range r.converters {
		part := c.only(noun)
		if len(part.makes) == 0 {
			continue
		}
		part.unknown = map[string]int{} // the survey has counted
		err := part.table.each(p.ctx, func(row Row) error {
			made, _ := part.convert(row)
			for _, rec := range made {
				if !r.sound(rec) {
					continue
				}
				cmd, writings := command(rec)
				p.submit(job{rec, cmd, writings})
			}
			return p.ctx.Err()
		})
		if err != nil && p.ctx.Err() == nil {
			p.fail(err)
		}
	}
	return p.wait()
}

// sound says whether the survey let a record through; it has told why where it did not.
// What could not be made meanwhile has been told too, and what names it is left out.
func (r *runner) sound(rec Record) bool {
	if rec.Noun == Deal && (inOrder(r.history(rec), rec.End) != "" || rec.Key != "" && r.keys[r.names[Deal].writing(rec.Key)] != rec.place()) {
		return false
	}
	for _, f := range [][2]string{{"organisation", Organisation}, {"person", Person}, {"owner", Member}, {"deal", Deal}} {
		name := rec.Text[f[0]]
		if name == "" || r.id(f[1], name) != "" {
			continue
		}
		if _, due, clear := r.w.of[f[1]].find(name); due && clear {
			r.failed(rec, Problem{Key: "load.reference", Column: f[0], Remedy: article(f[1]) + " that could be made", Value: short(name)})
		}
		return false
	}
	return true
}

// failed lists a record that could not be made.
func (r *runner) failed(rec Record, p Problem) {
	p.File, p.Line, p.Noun = rec.File, rec.Line, rec.Noun
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Failed[rec.Noun]++
	r.report.problem(p)
}

// key makes a repetition of one row harmless.
func (r *runner) key(rec Record) string {
	return fmt.Sprintf("load:%s:%s:%d:%d", r.opts.Import, rec.File, rec.Line, rec.make)
}

// job is a record on its way through the door.
type job struct {
	rec      Record
	cmd      app.Command
	writings []string // under which it is found from then on
}

// pool has many commands asked for at once, so that the door can take them in batches.
type pool struct {
	*runner
	ctx    context.Context
	cancel context.CancelCauseFunc
	jobs   chan job
	all    sync.WaitGroup
	of     int
}

// submitters are enough to fill two batches of the door for each processor.
const submitters = 128

func (r *runner) pool(ctx context.Context, noun string) *pool {
	p := &pool{runner: r, of: r.due.Made[noun], jobs: make(chan job, submitters)}
	p.ctx, p.cancel = context.WithCancelCause(ctx)
	for range submitters * max(2, runtime.NumCPU()) {
		p.all.Go(func() {
			for j := range p.jobs {
				p.do(j)
			}
		})
	}
	return p
}

func (p *pool) submit(j job) {
	select {
	case p.jobs <- j:
	case <-p.ctx.Done():
	}
}

func (p *pool) fail(err error) { p.cancel(err) }

func (p *pool) wait() error {
	close(p.jobs)
	p.all.Wait()
	err := context.Cause(p.ctx)
	p.cancel(nil)
	return err
}

// tries is how often a command is asked for whose outcome nobody knows: with its key, that
// is harmless.
const tries = 5

func (p *pool) do(j job) {
	if p.ctx.Err() != nil {
		return
	}
	var done app.Done
	var err error
	for n := range tries {
		done, err = p.app.Do(p.ctx, p.who, j.cmd, app.How{Key: p.key(j.rec)})
		if f, ok := errors.AsType[*fault.Error](err); !ok || f.Key != "store.unknown" {
			break
		}
		time.Sleep(time.Duration(n+1) * 20 * time.Millisecond)
	}
	if err != nil && !p.blame(j.rec, err) {
		p.fail(err)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err == nil {
		if done.Seq != 0 && done.Seq <= p.began { // by an earlier run under the same name
			p.report.Found[j.rec.Noun]++
		} else {
			p.report.Made[j.rec.Noun]++
		}
		if len(done.Alike) > 0 && len(p.report.Alike) < problemLimit {
			twin := done.Alike[0]
			p.report.Alike = append(p.report.Alike, Twin{j.rec.File, j.rec.Line, j.rec.Noun, done.ID, j.rec.Text["name"], twin.ID, twin.Name})
		}
		for _, w := range j.writings {
			p.names[j.rec.Noun].add(w, done.ID)
		}
	}
	if p.done++; p.opts.Progress != nil && (p.done%256 == 0 || p.done == p.of) {
		p.opts.Progress(Progress{Noun: j.rec.Noun, Done: p.done, Of: p.of})
	}
}

// blame lists a refusal that is the row's own fault; false where it is not, and the run
// has to end.
func (p *pool) blame(rec Record, err error) bool {
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind != fault.Forbidden && p.ctx.Err() == nil {
		p.failed(rec, Problem{Key: f.Key, Column: f.Field, Remedy: f.Remedy})
		return true
	}
	if no, ok := errors.AsType[*deal.Refusal](err); ok {
		p.failed(rec, Problem{Key: "refused." + no.Rule, Column: strings.Join(no.Keys(), " ")})
		return true
	}
	return false
}

// text is a pointer to a text of a record; nil where it is not known.
func (rec Record) text(name string) *string {
	if s := rec.Text[name]; s != "" {
		return &s
	}
	return nil
}

// add is the command that makes a member, an organisation or a person.
func (r *runner) add(rec Record) app.Command {
	own := map[string]string{importField: r.opts.Import}
	for k, v := range rec.Fields {
		own[k] = v
	}
	optional := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	relation := func() *party.Relation {
		if s := rec.Text["relation"]; s != "" {
			rel := party.Relation(s)
			return &rel
		}
		return nil
	}
	switch rec.Noun {
	case Member:
		role := access.Role(cmp.Or(rec.Text["role"], string(access.Salesperson)))
		return &app.AddMember{Name: rec.Text["name"], Email: rec.Text["email"], Role: role, Manager: r.id(Member, rec.Text["manager"]), Team: rec.Text["team"]}
	case Organisation:
		f := app.OrganisationFacts{
			Name: rec.text("name"), Domain: rec.text("domain"), Sector: rec.text("sector"), Country: rec.text("country"), City: rec.text("city"),
			Address: rec.text("address"), Phone: rec.text("phone"), Parent: optional(r.id(Organisation, rec.Text["parent"])), Relation: relation(),
			Owner: optional(r.id(Member, rec.Text["owner"])), Fields: own,
		}
		if n, err := strconv.Atoi(rec.Text["employees"]); err == nil {
			f.Employees = &n
		}
		if v, ok := rec.Money["revenue"]; ok {
			f.Revenue = &v
		}
		return &app.AddOrganisation{OrganisationFacts: f}
	}
	f := app.PersonFacts{
		Name: rec.text("name"), Organisation: optional(r.id(Organisation, rec.Text["organisation"])), Title: rec.text("title"),
		Relation: relation(), Owner: optional(r.id(Member, rec.Text["owner"])), Fields: own,
	}
	if all := several(rec.Text["emails"]); all != nil {
		f.Emails = &all
	}
	if all := several(rec.Text["phones"]); all != nil {
		f.Phones = &all
	}
	return &app.AddPerson{PersonFacts: f}
}

// bring is the command that makes a deal with its history.
func (r *runner) bring(rec Record) app.Command {
	b := &app.BringDeal{
		Name: cmp.Or(rec.Text["name"], rec.Key), Organisation: r.id(Organisation, rec.Text["organisation"]), Person: r.id(Person, rec.Text["person"]),
		Owner: cmp.Or(r.id(Member, rec.Text["owner"]), r.who.ID), Kind: rec.Text["kind"], Process: r.w.process.Version(),
		Value: rec.Money["value"], CloseDate: rec.Text["close_date"], Source: rec.Text["source"], Method: rec.Text["method"],
		Fields: rec.Fields, Complete: r.plan.Mapping.Complete, Import: r.opts.Import, Observed: r.observed,
	}
	for _, c := range r.history(rec) {
		b.History = append(b.History, app.BroughtStay{Step: c.Step, At: c.At})
	}
	if e := rec.End; e != nil {
		b.End = &app.BroughtEnd{As: e.As, At: e.At, Reason: e.Reason, Until: e.Until, Value: b.Value}
		if e.Value != nil {
			b.End.Value = *e.Value
		}
	} else if due := rec.Text["next_due"]; due != "" {
		b.Next = &app.NextStep{Kind: cmp.Or(rec.Text["next_kind"], "task"), Due: due, Text: rec.Text["next_text"]}
	}
	return b
}

// log is the command that records an activity.
func (r *runner) log(rec Record) app.Command {
	minutes, _ := strconv.Atoi(rec.Text["minutes"])
	return &app.LogActivity{
		OnDeal: app.OnDeal{Deal: r.id(Deal, rec.Text["deal"]), OccurredAt: rec.Text["at"]},
		Kind:   cmp.Or(rec.Text["kind"], "note"), Outcome: rec.Text["outcome"], TwoWay: rec.Text["two_way"] == "yes", Minutes: minutes, Text: rec.Text["text"],
	}
}

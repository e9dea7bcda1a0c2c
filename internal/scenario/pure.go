package scenario

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"cairn/access"
	"cairn/company"
	"cairn/deal"
	"cairn/event"
	"cairn/fault"
	"cairn/internal/app"
	"cairn/party"
	"cairn/process"
)

// Pure is the way without a database: the decisions of package deal, and their events
// folded in memory. It knows the door's commands and none of its code, so that the two
// can be held against each other.
type Pure struct {
	now    int64
	made   int
	world  world
	kept   map[string]kept
	loaded map[string]process.Definition
}

// world is everything that commands change; a refused command leaves the old one.
type world struct {
	company       company.Company
	members       map[string]access.Member
	organisations map[string]party.Organisation
	people        map[string]party.Person
	deals         map[string]deal.Deal
	log           map[string][]event.Event // by deal
}

// kept is an answer that was given under a key (P-20).
type kept struct {
	hash [32]byte
	done app.Done
}

// NewPure makes an empty one.
func NewPure() *Pure {
	return &Pure{
		kept: map[string]kept{}, loaded: map[string]process.Definition{},
		world: world{
			members: map[string]access.Member{}, organisations: map[string]party.Organisation{}, people: map[string]party.Person{},
			deals: map[string]deal.Deal{}, log: map[string][]event.Event{},
		},
	}
}

// clone is a world that may be changed without the first one noticing.
func (w world) clone() world {
	w.members, w.organisations, w.people = maps.Clone(w.members), maps.Clone(w.organisations), maps.Clone(w.people)
	w.deals, w.log = maps.Clone(w.deals), maps.Clone(w.log)
	return w
}

// Clock sets the moment.
func (p *Pure) Clock(at time.Time) { p.now = at.UnixMicro() }

// Do carries out a command.
func (p *Pure) Do(who, command string, input json.RawMessage, how app.How) (app.Done, error) {
	e, ok := app.Lookup(command)
	if !ok {
		return app.Done{}, fault.New(fault.NotFound, "command", "command", "a command")
	}
	cmd := e.New()
	if err := event.Strict(input, cmd); err != nil {
		return app.Done{}, err
	}
	actor, err := p.actor(who)
	if err != nil {
		return app.Done{}, err
	}
	if !actor.May(e.Capability) {
		return app.Done{}, fault.New(fault.Forbidden, "capability", "", "a role that may")
	}
	key, hash := who+" "+how.Key, sha256.Sum256(append([]byte(command+" "), input...))
	if old, ok := p.kept[key]; ok && how.Key != "" {
		if old.hash != hash {
			return app.Done{}, fault.New(fault.Conflict, "store.key_reused", "", "another key for another command")
		}
		return old.done, nil
	}
	before := p.world
	p.world = before.clone()
	t := &turn{Pure: p, who: actor, may: e.Capability}
	done, err := t.do(cmd)
	if err != nil || how.Dry {
		p.world = before
		return done, err
	}
	if how.Key != "" {
		p.kept[key] = kept{hash, done}
	}
	return done, nil
}

func (p *Pure) actor(who string) (access.Actor, error) {
	dir, err := p.directory()
	m, ok := dir.Member(who)
	if !ok && who != system {
		return access.Actor{}, fmt.Errorf("nobody has the id %s", who)
	}
	return access.Actor{Member: m, Directory: dir, System: who == system}, err
}

// directory is who is there today.
func (p *Pure) directory() (access.Directory, error) {
	dir, err := access.NewDirectory(slices.Collect(maps.Values(p.world.members)))
	return dir.At(p.day(p.now), p.world.company.Sight), err
}

// Deal is a deal as somebody sees it: its owner's line upwards, and who takes part.
func (p *Pure) Deal(who, id string) (deal.Deal, error) {
	actor, err := p.actor(who)
	if err != nil {
		return deal.Deal{}, err
	}
	d, ok := p.world.deals[id]
	if _, part := d.Participants[actor.Part()]; !ok || !part && !actor.Scope().Has(d.Owner) {
		return deal.Deal{}, fault.New(fault.NotFound, "deal", "deal", "a deal")
	}
	return d, nil
}

// Events are the log of a deal.
func (p *Pure) Events(id string) ([]event.Event, error) { return p.world.log[id], nil }

// Process is a published version.
func (p *Pure) Process(version string) (process.Definition, error) {
	d, ok := p.loaded[version]
	if !ok {
		return d, fault.New(fault.NotFound, "process", "process", "a published process")
	}
	return d, nil
}

// Tick brings back what was parked until today.
func (p *Pure) Tick() error {
	for _, id := range slices.Sorted(maps.Keys(p.world.deals)) {
		d := p.world.deals[id]
		if d.Status != deal.Parked || d.End.Until > p.day(p.now) {
			continue
		}
		body, err := json.Marshal(map[string]string{"deal": id})
		if err != nil {
			return err
		}
		if _, err := p.Do(system, "deal.reopen", body, app.How{}); err != nil {
			return err
		}
	}
	return nil
}

// Check folds the log of every deal anew, from its stored form, and compares.
func (p *Pure) Check() error {
	for id, d := range p.world.deals {
		again, err := deal.Replay(p.world.log[id])
		if err != nil {
			return err
		}
		was, err := event.Canonical(d)
		if err != nil {
			return err
		}
		is, err := event.Canonical(again)
		if err != nil {
			return err
		}
		if !bytes.Equal(was, is) {
			return fmt.Errorf("the log of deal %s makes another deal:\n%s\n%s", id, was, is)
		}
	}
	return nil
}

func (p *Pure) day(at int64) string {
	zone, err := time.LoadLocation(p.world.company.Zone)
	if err != nil {
		zone = time.UTC
	}
	return time.UnixMicro(at).In(zone).Format(time.DateOnly)
}

func (p *Pure) newID() string {
	p.made++
	return counted(p.made)
}

// counted is the id of the n-th thing of a script.
func counted(n int) string { return fmt.Sprintf("01900000-0000-7000-8000-%012d", n) }

// turn is one command on its way.
type turn struct {
	*Pure
	who access.Actor
	may access.Capability
}

// record folds an event of a deal in, by way of its stored form.
func (t *turn) record(id string, body deal.Body, occurred int64) error {
	public, private, err := event.Split(body)
	if err != nil {
		return err
	}
	d := t.world.deals[id]
	actor := t.actorName()
	if on := t.who.To(d.Owner).On; on != "" {
		actor += "@" + on
	}
	e := event.Event{
		Occurred: occurred, Known: t.now, Recorded: t.now, Actor: actor, Subject: "deal:" + id, N: d.Version + 1,
		Kind: body.Kind(), Body: public, Private: private,
	}
	t.world.deals[id] = deal.Apply(d, e, body)
	t.world.log[id] = append(slices.Clip(t.world.log[id]), e)
	return nil
}

func (t *turn) actorName() string {
	if t.who.System {
		return system
	}
	return t.who.ID
}

// definition finds a process by version or key; empty is the company's own.
func (t *turn) definition(name string) (process.Definition, error) {
	if v, ok := t.world.company.Published[name]; ok {
		name = v
	}
	if name == "" {
		name = t.world.company.Process
	}
	return t.Process(name)
}

// moment reads when something happened: not in the future, and not too long ago (P-18).
func (t *turn) moment(text string) (deal.Now, error) {
	now := deal.Now{At: t.now, Occurred: t.now, Today: t.day(t.now)}
	if text == "" {
		return now, nil
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return now, err
	}
	switch age := time.Duration(t.now-at.UnixMicro()) * time.Microsecond; {
	case age < -5*time.Minute:
		return now, fault.New(fault.Invalid, "time.future", "occurred_at", "a moment that has passed")
	case age > 400*24*time.Hour && !t.who.May(access.Shape):
		return now, fault.New(fault.Invalid, "time.too_old", "occurred_at", "a moment of the last 400 days")
	}
	now.Occurred = min(at.UnixMicro(), t.now)
	now.Today = t.day(now.Occurred)
	return now, nil
}

// sight is a deal that the turn is about, with all that decides.
type sight struct {
	deal.Deal
	p   process.Definition
	now deal.Now
	by  deal.By
}

func (t *turn) look(o app.OnDeal) (sight, error) {
	d, err := t.Deal(cmpSystem(t.who), o.Deal)
	if err != nil {
		return sight{}, err
	}
	if err := t.fresh(d, o.Version); err != nil {
		return sight{}, err
	}
	p, err := t.Process(d.Process)
	if err != nil {
		return sight{}, err
	}
	now, err := t.moment(o.OccurredAt)
	st := t.who.To(d.Owner)
	by := deal.By{
		ID: t.who.ID, Role: string(st.Role), Manages: st.Manages, On: st.On, System: t.who.System,
		Alone: t.who.ID == d.Owner && t.who.Directory.Alone(t.who.ID),
	}
	if t.may == access.Manage && !by.Manages && !by.System && !t.who.Role.May(access.Manage) {
		return sight{}, fault.New(fault.Forbidden, "deal.manage", "", "who manages this deal")
	}
	return sight{Deal: d, p: p, now: now, by: by}, err
}

func cmpSystem(who access.Actor) string {
	if who.System {
		return system
	}
	return who.ID
}

// fresh refuses who saw a deal that something else has changed since; what only adds
// spoils no decision (P-19).
func (t *turn) fresh(d deal.Deal, saw int64) error {
	if saw == 0 {
		return nil
	}
	if saw > d.Version {
		return fault.New(fault.Invalid, "deal.version", "version", "a version that the deal has had")
	}
	adds := strings.Fields("deal.logged deal.scheduled deal.rescheduled deal.cancelled deal.given deal.confirmed deal.asked deal.involved deal.shared")
	for _, e := range t.world.log[d.ID][saw:] {
		if !slices.Contains(adds, e.Kind) {
			return fault.New(fault.Conflict, "deal.changed_since", "version", "the deal as it is now").With("what", e.Kind).With("who", e.Actor)
		}
	}
	return nil
}

package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"cairn/access"
	"cairn/deal"
	"cairn/internal/app"
	"cairn/internal/store"
	"cairn/money"
	"cairn/process"
)

// known is what walkers have made and may name again. Several share one.
type known struct {
	sync.Mutex
	ids  map[string][]string // by noun; "process" holds versions
	have map[string]bool
}

func (n *known) add(noun, id string) {
	n.Lock()
	defer n.Unlock()
	if id != "" && !n.have[id] {
		n.ids[noun], n.have[id] = append(n.ids[noun], id), true
	}
}

// walker draws commands at random, sensible ones and others, for members of all roles.
type walker struct {
	*world
	r     *rand.Rand
	all   *known
	seen  map[string]*tally // by command
	avoid string            // commands that are not drawn
	eager int               // opens a deal once in so many steps; 0 as the weights say
	turn  int               // of the commands that are drawn one after the other
	self  string            // the member whom it is about, where that one may do it too
	d     deal.Deal         // that the command at hand is about
	p     process.Definition
}

// tally counts how often something was done, and how often it was turned down.
type tally struct{ done, not int }

func newWalker(w *world, seed uint64) *walker {
	k := &walker{world: w, r: rand.New(rand.NewPCG(seed, 11)), all: &known{ids: map[string][]string{}, have: map[string]bool{}}, seen: map[string]*tally{}}
	for _, first := range []string{"Olga", "Max", "Mia", "Ana", "Tom", "Eve", "Ben", "Adam", "Vic"} {
		k.all.add("member", w.ids[first])
	}
	co, err := w.db.Company(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	k.all.add("process", co.Process)
	return k
}

// pick draws one of several.
func pick[T any](k *walker, all ...T) T { return all[k.r.IntN(len(all))] }

// one says yes once in n times.
func (k *walker) one(n int) bool { return k.r.IntN(n) == 0 }

// some is an id of a noun that was made before, the late ones more often; now and then
// one that is not there, or none.
func (k *walker) some(noun string) string {
	if k.one(25) {
		return pick(k, "", "nobody", "\x00", "\xff")
	}
	k.all.Lock()
	defer k.all.Unlock()
	ids := k.all.ids[noun]
	if len(ids) == 0 {
		return ""
	}
	if most := 30; len(ids) > most && !k.one(4) {
		ids = ids[len(ids)-most:]
	}
	return ids[k.r.IntN(len(ids))]
}

// maybe is some id of a noun, or none.
func (k *walker) maybe(noun string) string {
	if k.one(2) {
		return ""
	}
	return k.some(noun)
}

// text is what somebody types: mostly words.
func (k *walker) text() string {
	if k.one(8) {
		return pick(k, "", "  ", "naïve Łódź", "ﬁ 3M", "a\x00b", "a\xffb", "line\nline", strings.Repeat("long ", 50), `"'; --`, "<b>", "‮odd")
	}
	return pick(k, "steam", "kiln", "pump", "valve", "paper", "mill", "north", "south", "renewal", "meters") + " " +
		pick(k, "demo", "project", "order", "trial", "line", "works", "plan", "talk", "call", "visit")
}

// name is never empty, and seldom new.
func (k *walker) name() string {
	return pick(k, "Brackwater", "Énergie", "Łódź", "3M", "Müller", "Northbeck", "Quarry", "Tallow", "Ostrich", "Ümlaut") + " " +
		pick(k, "Demo", "Paper", "Foods", "Energie", "Stahl", "Pumps", "Mills", "Lines") + " " + fmt.Sprint(k.r.IntN(60))
}

func (k *walker) money() money.Money {
	if k.one(15) {
		return pick(k, money.Money{}, money.Money{Minor: -1, Currency: "EUR"}, money.Money{Minor: 5}, money.Money{Minor: 1, Currency: "XXY"},
			money.Money{Minor: 1 << 62, Currency: "EUR"}, money.Money{Minor: 777, Currency: "USD"}, money.Money{Minor: 9, Currency: "JPY"})
	}
	return money.Money{Minor: int64(k.r.IntN(90_000)) * 100, Currency: "EUR"}
}

// day is a day around now; far, by that many days at most.
func (k *walker) day(from, to int) string {
	if k.one(25) {
		return pick(k, "", "tomorrow", "2026-02-30", "9999-12-31", "2026-1-1")
	}
	return time.UnixMicro(k.clock.read() + int64(from+k.r.IntN(to-from+1))*oneDay).UTC().Format(time.DateOnly)
}

// moment is when it happened: mostly now.
func (k *walker) moment() string {
	if !k.one(5) {
		return ""
	}
	if k.one(8) {
		return pick(k, "yesterday", "2031-01-01T00:00:00Z", "1999-12-31T23:59:59Z")
	}
	return k.at(-int64(k.r.IntN(96)) * hour / int64(pick(k, 1, 50)))
}

// at is a moment so much later than now, written out.
func (k *walker) at(later int64) string {
	return timestamp(k.clock.read() + later)
}

// on names the deal at hand, and the version that was seen: of late, any, none.
func (k *walker) on() app.OnDeal {
	o := app.OnDeal{Deal: k.d.ID, OccurredAt: k.moment()}
	switch k.r.IntN(12) {
	case 0, 1, 2:
		o.Version = k.d.Version
	case 3:
		o.Version = max(0, k.d.Version-int64(k.r.IntN(4)))
	case 4:
		if k.one(4) {
			o.Version = k.d.Version + 1
		}
	}
	return o
}

// take chooses the deal that the next command is about, mostly one that is open.
func (k *walker) take() {
	for range 6 {
		id := k.some("deal")
		d, err := k.db.Deal(context.Background(), store.All(), id)
		if err != nil {
			k.d = deal.Deal{ID: id}
		} else if k.d = d; !d.Live() && !k.one(4) {
			continue
		}
		break
	}
	version := k.d.Process
	if version == "" {
		k.all.Lock()
		version = k.all.ids["process"][0]
		k.all.Unlock()
	}
	p, err := k.db.Process(context.Background(), version)
	if err != nil {
		k.t.Error(err)
	}
	k.p = p
}

// draw makes the next command, and says what it is called.
func (k *walker) draw() (app.Entry, app.Command) {
	k.take()
	var cmd app.Command
	switch live := k.d.Live(); {
	case k.eager > 0 && k.one(k.eager):
		cmd = generators()[pick(k, "deal.open", "deal.open", "organisation.add", "person.add")].make(k)
	case live && len(k.d.Requests) > 0 && k.one(4):
		cmd = generators()[pick(k, "deal.override", "deal.decline")].make(k)
	case live && k.one(2):
		cmd = k.help()
	case k.d.Status == deal.Won && k.one(2):
		cmd = generators()[pick(k, "deal.correct", "deal.schedule", "deal.open")].make(k)
	case !live && k.d.Version > 0 && k.one(2):
		cmd = generators()[pick(k, "deal.reopen", "deal.reopen", "deal.reopen", "deal.close")].make(k)
	default:
		cmd = k.any()
	}
	for _, e := range app.Commands() {
		if reflect.TypeOf(e.New()) != reflect.TypeOf(cmd) {
			continue
		}
		if slices.Contains(strings.Fields(k.avoid), e.Name) {
			return k.draw()
		}
		return e, cmd
	}
	k.t.Fatalf("%T is no command", cmd)
	return app.Entry{}, nil
}

// any draws a command by the weights of the generators, and now and then the next one of
// the list, so that none is left out.
func (k *walker) any() app.Command {
	all := generators()
	if k.one(4) {
		k.turn++
		return all[app.Commands()[k.turn%len(app.Commands())].Name].make(k)
	}
	sum := 0
	for _, e := range app.Commands() {
		sum += all[e.Name].weight
	}
	n := k.r.IntN(sum)
	for _, e := range app.Commands() {
		if n -= all[e.Name].weight; n < 0 {
			return all[e.Name].make(k)
		}
	}
	return nil
}

// doer is who does it: mostly somebody who may, and of a deal who has to do with it.
func (k *walker) doer(e app.Entry) access.Actor {
	if k.one(60) {
		return system()
	}
	if e.Noun() == "deal" && k.d.Owner != "" && !k.one(12) {
		dir := k.actor(k.d.Owner).Directory
		line := append([]string{k.d.Owner, k.d.Owner, k.d.Owner}, dir.Line(k.d.Owner)...)
		if who := k.actor(pick(k, line...)); who.May(e.Capability) {
			return who
		}
	}
	if (e.Name == "member.away" || e.Name == "member.back") && k.one(2) {
		if who := k.actor(k.self); who.May(e.Capability) {
			return who
		}
	}
	for range 5 {
		if who := k.actor(k.some("member")); who.May(e.Capability) {
			return who
		}
	}
	return k.actor(k.some("member"))
}

// note keeps what was made, so that it is named again.
func (k *walker) note(e app.Entry, done app.Done, err error, dry bool) {
	if k.seen[e.Name] == nil {
		k.seen[e.Name] = &tally{}
	}
	if err != nil || dry {
		k.seen[e.Name].not++
		return
	}
	k.seen[e.Name].done++
	switch e.Noun() {
	case "deal", "organisation", "person", "member", "process", "view":
		k.all.add(e.Noun(), done.ID)
	case "backup":
		if e.Verb() == "make" {
			k.all.add("job", done.ID)
		}
	}
}

// taken is one command of a walk with all that its answer hangs on.
type taken struct {
	name string
	cmd  app.Command
	who  string // "system", or a member
	how  app.How
	wait int64
	at   string // names the step
	told string
	done app.Done
}

// line is what a walk on another database must come to, too.
func (s taken) line() string {
	raw, err := json.Marshal(s.cmd)
	if err != nil {
		raw = []byte(err.Error())
	}
	return fmt.Sprintf("%s %s %s %s key=%q dry=%t: %s", s.at, s.who, s.name, raw, s.how.Key, s.how.Dry, s.told)
}

// step draws a command and does it.
func (k *walker) step(at string) taken {
	s := taken{at: at, wait: pick(k, 0, 0, second, 60*second, 60*second, hour, hour, 5*hour)}
	if k.one(40) {
		s.wait = oneDay * int64(1+k.r.IntN(20))
	}
	k.clock.tick(at, s.wait)
	e, cmd := k.draw()
	who := k.doer(e)
	s.name, s.cmd, s.who, s.how.Dry = e.Name, cmd, who.ID, k.one(25)
	if who.System {
		s.who = "system"
	}
	if k.one(8) {
		s.how.Key = at
	}
	var err error
	s.done, err = k.Do(context.Background(), who, cmd, s.how)
	s.told = told(s.done, err)
	k.note(e, s.done, err, s.how.Dry)
	return s
}

// do does again what another walk has done.
func (w *world) do(s taken) string {
	w.clock.tick(s.at, s.wait)
	who := system()
	if s.who != "system" {
		who = w.actor(s.who)
	}
	return told(w.Do(context.Background(), who, s.cmd, s.how))
}

// plausible is what the door says to the deal at hand going on: what is missing.
func (k *walker) plausible() (step string, missing []deal.Missing) {
	who := k.actor(k.d.Owner)
	who.Role, who.Active = access.Owner, true // whatever became of them
	out, err := k.Ask(context.Background(), who, &app.DealMoves{ID: k.d.ID})
	if err != nil {
		return "", nil
	}
	moves := out.(app.Moves)
	for i := k.p.Index(k.d.Step) + 1; i < len(k.p.Steps); i++ {
		if no, there := moves.Steps[k.p.Steps[i].Key]; there {
			if no != nil {
				missing = no.Missing
			}
			return k.p.Steps[i].Key, missing
		}
	}
	if moves.Win != nil {
		missing = moves.Win.Missing
	}
	return string(deal.Won), missing
}

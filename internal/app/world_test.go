package app_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"cairn/access"
	"cairn/company"
	"cairn/deal"
	"cairn/fault"
	"cairn/internal/app"
	"cairn/internal/pgtemp"
	"cairn/internal/store"
)

// engine is one of the two databases.
type engine struct {
	name  string
	place func(testing.TB) string
}

func engines() []engine {
	lite := func(t testing.TB) string { return filepath.Join(t.TempDir(), "cairn.db") }
	return []engine{{"SQLite", lite}, {"PostgreSQL", pgtemp.URL}}
}

// clock is the time and the source of ids of a world: both follow from the number of the
// step, so that a step has the same ones whatever was done before it.
type clock struct {
	sync.Mutex
	now   int64
	step  string
	n     int
	again bool // a batch that is tried again makes the same ids
}

// tick begins a step, some microseconds after the one before.
func (c *clock) tick(step string, later int64) {
	c.Lock()
	defer c.Unlock()
	c.now, c.step, c.n = c.now+later, step, 0
}

func (c *clock) read() int64 {
	c.Lock()
	defer c.Unlock()
	if c.again {
		c.n = 0
	}
	return c.now
}

// id is no counter: what is made later does not sort later.
func (c *clock) id() string {
	c.Lock()
	defer c.Unlock()
	c.n++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d", c.step, c.n))
	return hex.EncodeToString(sum[:8])
}

// The moment at which worlds begin, and lengths of time, in microseconds.
const (
	second = int64(time.Second / time.Microsecond)
	hour   = 3600 * second
	oneDay = 24 * hour
)

func dawn() int64 { return time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC).UnixMicro() }

// world is a company of nine on a database of its own, with a clock of the test's.
type world struct {
	*app.App
	t     testing.TB
	db    *store.DB
	clock *clock
	ids   map[string]string // of the members who are there from the beginning, by first name
}

// open opens a database and nothing in it; the clock may be that of another world.
func open(t testing.TB, place string, c *clock, o store.Options) *world {
	t.Helper()
	o.Master, o.Clock, o.NewID = []byte(strings.Repeat("k", 32)), c.read, c.id
	db, err := store.Open(t.Context(), place, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	w := &world{App: app.New(db), t: t, db: db, clock: c, ids: map[string]string{}}
	w.Keeps(app.Upkeep{Backups: "here"})
	return w
}

// founding is what makes the company: an owner, two managers one above the other, four who
// sell at three places of the tree, an administrator and a viewer.
func founding() (up *app.SetUpCompany, members []app.AddMember) {
	add := func(name string, role access.Role, manager string) {
		members = append(members, app.AddMember{Name: name + " Demo", Email: strings.ToLower(name) + "@example.org", Role: role, Manager: manager})
	}
	add("Olga", access.Owner, "")
	add("Max", access.Manager, "Olga")
	add("Mia", access.Manager, "Max")
	add("Ana", access.Salesperson, "Mia")
	add("Tom", access.Salesperson, "Mia")
	add("Eve", access.Salesperson, "Max")
	add("Ben", access.Salesperson, "")
	add("Adam", access.Admin, "Olga")
	add("Vic", access.Viewer, "Mia")
	return &app.SetUpCompany{Name: "Northbeck demo", Zone: "Europe/Berlin", Currency: "EUR"}, members
}

// found makes the company, whose managers are named by first name until they have an id.
func (w *world) found() {
	w.t.Helper()
	up, _ := founding()
	w.clock.tick("up", 0)
	w.must(system(), up)
	w.hire()
}

// hire adds the members of a company that is there.
func (w *world) hire() {
	w.t.Helper()
	_, members := founding()
	for _, m := range members {
		w.clock.tick(m.Name, second)
		m.Manager = w.ids[m.Manager]
		first, _, _ := strings.Cut(m.Name, " ")
		w.ids[first] = w.must(system(), &m).ID
	}
}

func system() access.Actor { return access.Actor{System: true} }

// actor is a member with today's rights, also one who has left.
func (w *world) actor(id string) access.Actor {
	dir, err := w.db.Directory(context.Background())
	if err != nil {
		w.t.Error(err)
	}
	m, _ := dir.Member(id)
	return access.Actor{Member: m, Directory: dir}
}

func (w *world) must(who access.Actor, cmd app.Command) app.Done {
	w.t.Helper()
	done, err := w.Do(context.Background(), who, cmd, app.How{})
	if err != nil {
		w.t.Fatalf("%T: %v", cmd, err)
	}
	return done
}

// hash is the state hash.
func (w *world) hash() string {
	w.t.Helper()
	sum, err := w.db.StateHash(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	return sum
}

func (w *world) seq() int64 {
	seq, err := w.db.Seq(context.Background())
	if err != nil {
		w.t.Error(err)
	}
	return seq
}

// sound fails the test where the log does not make the rows again.
func (w *world) sound() {
	w.t.Helper()
	report, err := w.db.Check(context.Background(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, p := range report.Problems {
		w.t.Errorf("event %d of %s: %s", p.Seq, p.Subject, p.What)
	}
	if hash := w.hash(); hash != report.StateHash {
		w.t.Errorf("the rows hash to %s, the log to %s", hash, report.StateHash)
	}
}

// told is an answer in words: what was made, or the keys of what was missing. What is none
// of the three answers of the door begins with "broken".
func told(done app.Done, err error) string {
	if err == nil {
		s := fmt.Sprintf("%s v%d %s", done.ID, done.Version, done.Made)
		if done.AskNext {
			s += " next?"
		}
		if done.More {
			s += " more"
		}
		for _, c := range done.Sight {
			s += fmt.Sprint(" ", c.Member, c.Sees, c.Owner)
		}
		for _, h := range done.Alike {
			s += fmt.Sprintf(" like %s %s %.4f", h.ID, h.Name, h.Score)
		}
		return s
	}
	if no, ok := errors.AsType[*deal.Refusal](err); ok {
		return "refused " + no.Rule + " " + no.To + " " + strings.Join(no.Keys(), " ")
	}
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return "broken: " + err.Error()
	}
	return fmt.Sprint("fault ", f.Kind, " ", f.Key, " ", f.Field, " ", f.Detail)
}

// counted is what an answer says about how many deals there are, as far as somebody sees
// them: another world has others.
func counted(done app.Done) string {
	s := fmt.Sprint(" left ", done.Left)
	for _, c := range done.Sight {
		if c.Deals != nil {
			s += fmt.Sprint(" ", *c.Deals)
		}
	}
	return s
}

// timestamp writes a moment.
func timestamp(micros int64) string {
	return time.UnixMicro(micros).UTC().Format(time.RFC3339Nano)
}

func pause() { time.Sleep(20 * time.Millisecond) }

// companyNow is the company as it stands.
func (w *world) companyNow() company.Company {
	co, err := w.db.Company(context.Background())
	if err != nil {
		w.t.Error(err)
	}
	return co
}

// dealNow is a deal as it stands.
func (w *world) dealNow(id string) deal.Deal {
	w.t.Helper()
	d, err := w.db.Deal(context.Background(), store.All(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

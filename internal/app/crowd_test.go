package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"cairn/event"
	"cairn/fault"
	"cairn/internal/app"
	"cairn/internal/store"
)

const (
	crowd     = 16
	crowdSize = 60 // steps of each
)

// TestCrowd has sixteen walkers go through the door at once. Whatever order they come in,
// the log makes the rows, no number of a subject is left out or given twice, and a command
// that is sent again and again under its key has one effect.
func TestCrowd(t *testing.T) {
	t.Parallel()
	for _, on := range engines() {
		t.Run(on.name, func(t *testing.T) {
			w := open(t, on.place(t), &clock{now: dawn()}, store.Options{})
			w.found()
			first := newWalker(w, 1)
			for i := range 40 {
				first.step(fmt.Sprint("before ", i))
			}
			w.clock.tick("crowd", second)
			var all sync.WaitGroup
			marks := make([]map[string]string, crowd)
			for i := range crowd {
				k := newWalker(w, uint64(100+i))
				k.all, k.p, marks[i] = first.all, first.p, map[string]string{}
				all.Go(func() { k.jostle(fmt.Sprint("w", i), marks[i]) })
			}
			all.Wait()
			w.sound()
			w.unbroken()
			w.onceEach(marks)
		})
	}
}

// jostle does random things at once with others, and between them things under a key that
// are sent several times. It fills in what the answer to each key was.
func (k *walker) jostle(name string, marks map[string]string) {
	for i := range crowdSize {
		e, cmd := k.draw()
		if slices.Contains([]string{"member.change", "member.deactivate", "member.set_password"}, e.Name) {
			continue // slow, or it would end the walk of another
		}
		done, err := k.Do(context.Background(), k.doer(e), cmd, app.How{})
		if strings.HasPrefix(told(done, err), "broken") {
			k.t.Errorf("the door has no answer to %T: %v", cmd, err)
		}
		k.note(e, done, err, false)
		key := fmt.Sprint(name, "-", i)
		if answer := k.insist(key); answer != "" {
			marks[key] = answer
		}
	}
}

// insist sends one command several times, some of them at once, and gives the answer. All
// of them are the same.
func (k *walker) insist(key string) string {
	var cmd app.Command = &app.OpenDeal{Name: key, Role: "plant head", Owner: k.ids["Ana"]}
	if id := k.some("deal"); k.one(2) && id != "" {
		cmd = &app.LogActivity{OnDeal: app.OnDeal{Deal: id}, Kind: "note", Text: key}
	}
	answers := make([]string, 1+k.r.IntN(4))
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			done, err := k.Do(context.Background(), k.actor(k.ids["Olga"]), cmd, app.How{Key: key})
			answers[i] = told(done, err)
		})
		if k.one(2) {
			all.Wait()
		}
	}
	all.Wait()
	for _, a := range answers {
		if a != answers[0] && !strings.HasPrefix(a, "fault") {
			k.t.Errorf("%T under %s was answered %q and %q", cmd, key, answers[0], a)
		}
	}
	if strings.HasPrefix(answers[0], "fault") {
		return ""
	}
	return answers[0]
}

// unbroken holds that every subject's events are numbered from 1 on, in the order of the
// log, and that a deal's version is the number of its last one (P-19).
func (w *world) unbroken() {
	w.t.Helper()
	last := map[string]int64{}
	err := w.db.Log(context.Background(), 0, func(e event.Event) error {
		if e.N != last[e.Subject]+1 {
			w.t.Errorf("event %d of the log is number %d of %s, after %d", e.Seq, e.N, e.Subject, last[e.Subject])
		}
		last[e.Subject] = e.N
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	deals := 0
	for subject, n := range last {
		id, ok := strings.CutPrefix(subject, "deal:")
		if !ok {
			continue
		}
		deals++
		if d, err := w.db.Deal(context.Background(), store.All(), id); err != nil || d.Version != n {
			w.t.Errorf("deal %s has the version %d after %d events: %v", id, d.Version, n, err)
		}
	}
	if deals < 20 {
		w.t.Errorf("%d deals show little", deals)
	}
}

// onceEach looks for each key in the log: what it stood on is there once, with the version
// that the answer named.
func (w *world) onceEach(marks []map[string]string) {
	w.t.Helper()
	found := map[string][]string{}
	err := w.db.Log(context.Background(), 0, func(e event.Event) error {
		var words struct{ Name, Text string }
		if e.Kind != "deal.opened" && e.Kind != "deal.logged" || e.Private == nil {
			return nil
		}
		if err := json.Unmarshal(e.Private, &words); err != nil {
			return err
		}
		_, id, _ := strings.Cut(e.Subject, ":")
		key := words.Name + words.Text
		found[key] = append(found[key], fmt.Sprintf("%s v%d ", id, e.N))
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	keys := 0
	for _, some := range marks {
		for key, answer := range some {
			keys++
			if len(found[key]) != 1 || !strings.HasPrefix(answer, found[key][0]) {
				w.t.Errorf("%s was answered %q, and is in the log as %q", key, answer, found[key])
			}
		}
	}
	if keys < crowd*crowdSize/2 {
		w.t.Errorf("%d keys show little", keys)
	}
}

// TestCrowdSees has the same thing done twice without a key, which must be seen.
func TestCrowdSees(t *testing.T) {
	w := open(t, engines()[0].place(t), &clock{now: dawn()}, store.Options{})
	w.found()
	cmd := &app.OpenDeal{Name: "twice", Role: "plant head"}
	a := w.must(w.actor(w.ids["Ana"]), cmd)
	w.clock.tick("again", second)
	b, err := w.Do(context.Background(), w.actor(w.ids["Ana"]), cmd, app.How{Key: "k"})
	if err != nil || a.ID == b.ID || fault.Of(err) != 0 {
		t.Fatalf("%v %v %v", a, b, err)
	}
	quiet := &silent{TB: t}
	w.t = quiet
	w.onceEach([]map[string]string{{"twice": told(b, nil)}})
	if quiet.errors == 0 {
		t.Error("two effects went by unseen")
	}
}

// silent counts what a test would complain about.
type silent struct {
	testing.TB
	errors int
}

func (s *silent) Errorf(string, ...any) { s.errors++ }
func (s *silent) Error(...any)          { s.errors++ }

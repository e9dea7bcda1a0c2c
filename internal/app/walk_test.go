package app_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"cairn/internal/app"
	"cairn/internal/store"
)

// walkLength is how many commands a walk has; CAIRN_WALK says otherwise.
func walkLength(t testing.TB) int {
	t.Helper()
	text := os.Getenv("CAIRN_WALK")
	if text == "" {
		if testing.Short() {
			return 300
		}
		return 4000
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("CAIRN_WALK=%q is no number of commands", text)
	}
	return n
}

func TestEveryCommandIsDrawn(t *testing.T) {
	all := generators()
	for _, e := range app.Commands() {
		if g := all[e.Name]; g.make == nil || g.weight < 1 {
			t.Errorf("no walk ever draws %s", e.Name)
		}
		delete(all, e.Name)
	}
	for name := range all {
		t.Errorf("%s is no command", name)
	}
}

// trail is what a walk leaves: a line for each command, and what is there in the end.
type trail struct {
	lines []string
	hash  string
	seen  map[string]*tally
}

// walk goes n steps on a database, and looks on the way whether what was turned down has
// left anything, and whether the figures add up.
func walk(t *testing.T, on engine, n int, seed uint64) (*walker, trail) {
	t.Helper()
	w := open(t, on.place(t), &clock{now: dawn()}, store.Options{})
	w.found()
	k := newWalker(w, seed)
	var end trail
	var then []boardThen
	hash, began := k.hash(), time.Now()
	fresh := true // hash is of what is there now
	sample := max(20, n/200)
	for i := range n {
		if i%40 == 39 {
			end.lines = append(end.lines, k.wake(fmt.Sprint("wake ", i)))
			fresh = false
		}
		look := i%sample == 0
		if look && !fresh {
			hash, fresh = k.hash(), true
		}
		seq := k.seq()
		s := k.step(fmt.Sprint(seed, "-", i))
		end.lines = append(end.lines, s.line())
		if strings.HasPrefix(s.told, "broken") {
			t.Errorf("the door has no answer: %s", s.line())
		}
		if s.how.Key != "" {
			k.repeat(s)
		}
		if kept := k.seq() != seq; kept {
			fresh = false
			if s.how.Dry || strings.HasPrefix(s.told, "fault") || strings.HasPrefix(s.told, "refused") {
				t.Fatalf("an event was kept of %s", s.line())
			}
		} else if look && s.name != "member.set_password" && k.hash() != hash {
			t.Fatalf("a trace was left by %s", s.line())
		}
		if i%max(100, n/10) == max(100, n/10)-1 {
			k.addUp()
			then = append(then, k.remember())
			t.Logf("%s: %d commands, %d events, %s", on.name, i+1, k.seq(), time.Since(began).Round(time.Millisecond))
		}
	}
	for _, b := range then {
		k.recall(b)
	}
	end.hash, end.seen = k.hash(), k.seen
	return k, end
}

// wake does what is due, some days later.
func (k *walker) wake(at string) string {
	k.clock.tick(at, oneDay)
	n, err := k.Tick(context.Background())
	if err != nil {
		k.t.Errorf("%s: %v", at, err)
	}
	return fmt.Sprint(at, ": ", n)
}

// repeat asks again with the same key: the answer is the same, and nothing is done.
func (k *walker) repeat(s taken) {
	k.t.Helper()
	seq := k.seq()
	who := system()
	if s.who != "system" {
		who = k.actor(s.who)
	}
	done, err := k.Do(context.Background(), who, s.cmd, s.how)
	if again := told(done, err); s.told[0] != 'f' && s.told[0] != 'r' && !s.how.Dry && who.May(capabilityOf(s.name)) && (again != s.told || k.seq() != seq) {
		k.t.Errorf("asked again with its key: %s\n%s", s.line(), again)
	}
}

// TestWalk does the same random things to both databases: they answer the same, command by
// command, and hold the same in the end.
func TestWalk(t *testing.T) {
	t.Parallel()
	n := walkLength(t)
	var first trail
	for _, on := range engines() {
		t.Run(on.name, func(t *testing.T) {
			began := time.Now()
			k, end := walk(t, on, n, 1)
			k.sound()
			k.medians()
			answers := k.asked(300)
			t.Logf("%d commands, %d events, state %s, %s", n, k.seq(), end.hash, time.Since(began).Round(time.Millisecond))
			if n >= 2000 {
				for _, e := range app.Commands() {
					if x := end.seen[e.Name]; x == nil || x.done == 0 && e.Name != "company.set_up" || x.not == 0 {
						t.Errorf("%s was not both accepted and turned down: %+v", e.Name, x)
					}
				}
			}
			end.lines = append(end.lines, answers...)
			if first.lines == nil {
				first = end
				return
			}
			for i, line := range first.lines {
				if end.lines[i] != line {
					t.Fatalf("the databases part at\n%s\n%s", line, end.lines[i])
				}
			}
			if end.hash != first.hash {
				t.Errorf("the states are %s and %s", first.hash, end.hash)
			}
		})
	}
}

package job

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cairn/internal/pgtemp"
	"cairn/internal/store"
)

// both runs a test on each database.
func both(t *testing.T, run func(t *testing.T, place string)) {
	for engine, place := range map[string]func(testing.TB) string{
		"SQLite":     func(t testing.TB) string { return filepath.Join(t.TempDir(), "c.db") },
		"PostgreSQL": pgtemp.URL,
	} {
		t.Run(engine, func(t *testing.T) { run(t, place(t)) })
	}
}

func opened(t *testing.T, place string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), place, store.Options{Master: bytes.Repeat([]byte{5}, 32)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func utc(context.Context) *time.Location { return time.UTC }

func quick() Options {
	return Options{
		Lease: 400 * time.Millisecond, Poll: 20 * time.Millisecond, Patience: 2 * time.Second,
		FirstWait: time.Millisecond, LastWait: 20 * time.Millisecond, Log: slog.New(slog.DiscardHandler),
	}
}

// start runs kinds on a database until stop, or the end of the test.
func start(t *testing.T, db *store.DB, o Options, kinds ...Kind) (stop func()) {
	t.Helper()
	r := New(db, utc, o)
	for _, k := range kinds {
		r.Add(k)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); r.Run(ctx) }()
	stop = func() { cancel(); <-done }
	t.Cleanup(stop)
	return stop
}

func enqueue(t *testing.T, db *store.DB, jobs ...store.Job) {
	t.Helper()
	_, _, err := db.Write(t.Context(), store.Work{Actor: "test", Do: func(tx *store.Tx) (any, error) {
		for _, j := range jobs {
			tx.Enqueue(j)
		}
		return nil, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// until waits for something that has to come.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("it never came: %s", what)
}

// stands is how a job stands.
func stands(t *testing.T, db *store.DB, id string) store.JobRow {
	t.Helper()
	rows, err := db.Jobs(context.Background(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.ID == id {
			return r
		}
	}
	return store.JobRow{}
}

func TestDone(t *testing.T) {
	both(t, func(t *testing.T, place string) {
		db := opened(t, place)
		var got atomic.Value
		start(t, db, quick(), Kind{Name: "echo", Do: func(_ context.Context, j Job) (string, error) {
			got.Store(string(j.Payload) + " " + j.Key())
			return "echoed", nil
		}})
		begun := time.Now()
		enqueue(t, db, store.Job{ID: "one", Kind: "echo", Payload: []byte("hello")})
		until(t, "the job is done", func() bool { return stands(t, db, "one").State == store.JobDone })
		if got.Load() != "hello job:one" || stands(t, db, "one").Result != "echoed" {
			t.Errorf("got %v, %+v", got.Load(), stands(t, db, "one"))
		}
		t.Logf("after %s", time.Since(begun))
	})
}

// A job that fails is tried again and then given up, with its last error; one that trying
// again does not mend at once; one that panics as one that fails. The others go on.
func TestQuarantine(t *testing.T) {
	both(t, func(t *testing.T, place string) {
		db := opened(t, place)
		var tries, panics, nevers atomic.Int64
		start(t, db, quick(),
			Kind{Name: "fails", Attempts: 3, Do: func(context.Context, Job) (string, error) { return "", fmt.Errorf("failure %d", tries.Add(1)) }},
			Kind{Name: "panics", Attempts: 2, Do: func(context.Context, Job) (string, error) { panics.Add(1); panic("ouch") }},
			Kind{Name: "never", Do: func(context.Context, Job) (string, error) {
				nevers.Add(1)
				return "", Never(errors.New("no such address"))
			}},
			Kind{Name: "mends", Do: func(_ context.Context, j Job) (string, error) {
				if j.Failed < 2 {
					return "", errors.New("not yet")
				}
				return "at last", nil
			}},
		)
		for _, kind := range []string{"fails", "panics", "never", "mends"} {
			enqueue(t, db, store.Job{ID: kind, Kind: kind})
		}
		until(t, "three are given up and one is done", func() bool {
			_, stopped, err := db.JobTally(context.Background())
			return err == nil && stopped == 3 && stands(t, db, "mends").State == store.JobDone
		})
		for id, want := range map[string]string{"fails": "failure 3", "panics": "panic: ouch", "never": "no such address"} {
			if row := stands(t, db, id); row.State != store.JobStopped || row.Result != want {
				t.Errorf("%s: %+v", id, row)
			}
		}
		if tries.Load() != 3 || panics.Load() != 2 || nevers.Load() != 1 {
			t.Errorf("%d, %d and %d attempts", tries.Load(), panics.Load(), nevers.Load())
		}
	})
}

// Whoever dies with a job loses it, and another begins again; a job that takes everybody
// down is given up.
func TestDeath(t *testing.T) {
	both(t, func(t *testing.T, place string) {
		db := opened(t, place)
		enqueue(t, db, store.Job{ID: "left", Kind: "a"}, store.Job{ID: "poison", Kind: "b"})
		die := func(kind string) {
			until(t, "a claim", func() bool {
				jobs, err := db.ClaimJobs(t.Context(), 1000, map[string]int{kind: 1})
				return err == nil && len(jobs) == 1
			})
		}
		die("a")
		for range 3 {
			die("b")
		}
		var poison atomic.Int64
		start(t, db, quick(),
			Kind{Name: "a", Do: func(_ context.Context, j Job) (string, error) { return fmt.Sprint(j.Attempt, j.Failed), nil }},
			Kind{Name: "b", Attempts: 3, Do: func(context.Context, Job) (string, error) { poison.Add(1); return "", nil }},
		)
		until(t, "both have ended", func() bool {
			return stands(t, db, "left").State == store.JobDone && stands(t, db, "poison").State == store.JobStopped
		})
		if row := stands(t, db, "left"); row.Result != "2 1" {
			t.Errorf("the job that was left: %+v", row)
		}
		if poison.Load() != 0 {
			t.Error("the job that takes everybody down was begun again")
		}
	})
}

// A job that takes longer than its lease is not begun twice, and one that takes longer than
// it may is ended.
func TestLong(t *testing.T) {
	both(t, func(t *testing.T, place string) {
		db := opened(t, place)
		var begun atomic.Int64
		long := Kind{Name: "long", AtOnce: 3, Do: func(ctx context.Context, _ Job) (string, error) {
			begun.Add(1)
			select {
			case <-time.After(1500 * time.Millisecond):
				return "long", nil
			case <-ctx.Done():
				return "", context.Cause(ctx)
			}
		}}
		slow := Kind{Name: "slow", Limit: 100 * time.Millisecond, Attempts: 2, Do: func(ctx context.Context, _ Job) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		}}
		start(t, db, quick(), long, slow)
		start(t, db, quick(), long, slow) // two programs in one are as two nodes
		enqueue(t, db, store.Job{ID: "long", Kind: "long"}, store.Job{ID: "slow", Kind: "slow"})
		until(t, "both have ended", func() bool {
			return stands(t, db, "long").State == store.JobDone && stands(t, db, "slow").State == store.JobStopped
		})
		if begun.Load() != 1 {
			t.Errorf("begun %d times", begun.Load())
		}
		if row := stands(t, db, "slow"); !strings.Contains(row.Result, errSlow.Error()) {
			t.Errorf("the slow one: %+v", row)
		}
	})
}

// Told to stop, a node hands back what it holds, and nothing counts as failed.
func TestStop(t *testing.T) {
	both(t, func(t *testing.T, place string) {
		db := opened(t, place)
		begun := make(chan string, 8)
		stop := start(t, db, quick(), Kind{Name: "a", AtOnce: 2, Do: func(ctx context.Context, j Job) (string, error) {
			begun <- j.ID
			<-ctx.Done()
			if j.ID == "quick" {
				return "still done", nil
			}
			return "", ctx.Err()
		}})
		enqueue(t, db, store.Job{ID: "quick", Kind: "a"}, store.Job{ID: "held", Kind: "a"})
		<-begun
		<-begun
		stop()
		if row := stands(t, db, "quick"); row.State != store.JobDone {
			t.Errorf("what was finished is not noted: %+v", row)
		}
		if row := stands(t, db, "held"); row.State != store.JobWaits || row.Failed != 0 {
			t.Errorf("what was held: %+v", row)
		}
		start(t, db, quick(), Kind{Name: "a", Do: func(context.Context, Job) (string, error) { return "by the other", nil }})
		until(t, "another does it", func() bool { return stands(t, db, "held").Result == "by the other" })
	})
}

// Kinds have room of their own: one that hangs keeps no other from going on.
func TestRoom(t *testing.T) {
	both(t, func(t *testing.T, place string) {
		db := opened(t, place)
		var now, most, done atomic.Int64
		start(t, db, quick(),
			Kind{Name: "hangs", Do: func(ctx context.Context, _ Job) (string, error) { <-ctx.Done(); return "", ctx.Err() }},
			Kind{Name: "few", AtOnce: 2, Do: func(context.Context, Job) (string, error) {
				n := now.Add(1)
				defer now.Add(-1)
				for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
				}
				time.Sleep(10 * time.Millisecond)
				done.Add(1)
				return "", nil
			}},
		)
		for i := range 12 {
			enqueue(t, db, store.Job{Kind: "few"}, store.Job{ID: fmt.Sprint("hanging", i), Kind: "hangs"})
		}
		until(t, "all of the others are done", func() bool { return done.Load() == 12 })
		if most.Load() != 2 {
			t.Errorf("%d at once", most.Load())
		}
	})
}

// Several nodes, of which some stop and some fail after the effect, have each effect once.
func TestNodes(t *testing.T) {
	const jobs = 60
	place := pgtemp.URL(t)
	first := opened(t, place)
	var mu sync.Mutex
	times := map[string]int{}
	var stops []func()
	for n := range 3 {
		db := first
		if n > 0 {
			db = opened(t, place)
		}
		stops = append(stops, start(t, db, quick(), Kind{Name: "effect", AtOnce: 3, Attempts: 50, Do: func(ctx context.Context, j Job) (string, error) {
			mu.Lock()
			times[j.ID]++
			try := times[j.ID]
			mu.Unlock()
			if try == 1 && len(j.ID)%2 == 0 {
				return "", errors.New("before the effect")
			}
			_, _, err := db.Write(ctx, store.Work{Actor: "test", Do: func(tx *store.Tx) (any, error) {
				if err := tx.KeepMail(store.Mail{ID: fmt.Sprint(j.ID, " attempt ", j.Attempt)}); err != nil {
					return nil, err
				}
				return nil, tx.FinishJob(j.Job, "kept")
			}})
			if err == nil && try <= 2 && j.ID[0]%3 == 0 {
				return "", errors.New("after the effect")
			}
			return "", err
		}}))
	}
	for i := range jobs {
		enqueue(t, first, store.Job{ID: fmt.Sprint(i*7919%997, "-", i), Kind: "effect"})
		if i == jobs/2 {
			stops[2]()
		}
	}
	until(t, "all are done", func() bool {
		open, stopped, err := first.JobTally(context.Background())
		return err == nil && open+stopped == 0
	})
	mails, err := first.Mails(t.Context(), 1000)
	if err != nil || len(mails) != jobs {
		t.Errorf("%d effects of %d jobs, %v", len(mails), jobs, err)
	}
}

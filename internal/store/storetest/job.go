package storetest

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"cairn/fault"
	"cairn/internal/store"
)

// lease is that of every claim here, in microseconds.
const lease = 10_000_000

// enqueue asks for jobs.
func (w *world) enqueue(jobs ...store.Job) {
	w.t.Helper()
	w.do("ana", func(tx *store.Tx) error {
		for _, j := range jobs {
			tx.Enqueue(j)
		}
		return nil
	})
}

// claim takes at most n jobs of a kind.
func (w *world) claim(kind string, n int) []store.Job {
	w.t.Helper()
	jobs, err := w.db.ClaimJobs(w.t.Context(), lease, map[string]int{kind: n})
	if err != nil {
		w.t.Fatal(err)
	}
	return jobs
}

// claimed takes the one job that there is to be had.
func (w *world) claimed(kind string) store.Job {
	w.t.Helper()
	jobs := w.claim(kind, 10)
	if len(jobs) != 1 {
		w.t.Fatalf("claimed %+v", jobs)
	}
	return jobs[0]
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func testJobs(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	once := store.Job{Kind: "mail", Payload: []byte("{}"), Unique: "once"}
	w.enqueue(once, once, store.Job{Kind: "mail", Payload: []byte("later"), RunAt: w.clock.Load() + 1e12}, store.Job{Kind: "other"})
	first := w.claimed("mail")
	if first.Unique != "once" || first.Attempt != 1 || first.Failed != 0 || !bytes.Equal(first.Payload, []byte("{}")) {
		t.Fatalf("claimed %+v", first)
	}
	if more := w.claim("mail", 10); len(more) != 0 {
		t.Errorf("claimed twice: %+v", more)
	}
	if none := w.claim("unknown", 10); len(none) != 0 {
		t.Errorf("claimed of a kind that there is none of: %+v", none)
	}
	w.clock.Add(2 * lease)
	again := w.claimed("mail")
	if again.Attempt != 2 || again.Failed != 1 {
		t.Fatalf("after the lease: %+v", again)
	}
	w.must(w.db.FinishJob(ctx, first, "too late")) // its claim is lost
	w.must(w.db.FailJob(ctx, again, "busy", w.clock.Load()))
	third := w.claimed("mail")
	if third.Attempt != 3 || third.Failed != 2 {
		t.Fatalf("after failing: %+v", third)
	}
	w.must(w.db.ReturnJob(ctx, third))
	fourth := w.claimed("mail")
	if fourth.Attempt != 4 || fourth.Failed != 2 {
		t.Fatalf("after it was handed back: %+v", fourth)
	}
	w.must(w.db.FinishJob(ctx, fourth, "done"))
	w.clock.Add(2 * lease)
	if more := w.claim("mail", 10); len(more) != 0 {
		t.Errorf("claimed what is done: %+v", more)
	}
	w.enqueue(once)
	if more := w.claim("mail", 10); len(more) != 1 {
		t.Errorf("the key is still taken: %+v", more)
	}
}

// What a job is about is a secret: it lies sealed, and goes when the job is done.
func testJobPayload(t *testing.T, place Place) {
	w := furnished(t, place)
	w.enqueue(store.Job{Kind: "mail", Payload: []byte("canary link")})
	w.claimed("mail")
	rows, err := w.db.Jobs(t.Context(), 10)
	if err != nil || len(rows) != 1 || rows[0].State != store.JobRuns || strings.Contains(rows[0].Result, "canary") {
		t.Errorf("the list says %+v, %v", rows, err)
	}
}

func testJobLost(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	w.enqueue(store.Job{Kind: "a"}, store.Job{Kind: "b"})
	a, b := w.claimed("a"), w.claimed("b")
	for range 3 { // renewed, they outlive their first lease
		w.clock.Add(lease / 2)
		if lost, err := w.db.RenewJobs(ctx, lease, []store.Job{a, b}); err != nil || len(lost) != 0 {
			t.Fatalf("lost %v, %v", lost, err)
		}
	}
	w.clock.Add(2 * lease)
	other := w.claimed("a")
	lost, err := w.db.RenewJobs(ctx, lease, []store.Job{a, b})
	if err != nil || len(lost) != 1 || lost[0] != a.ID {
		t.Errorf("lost %v, %v", lost, err)
	}
	// The effect of who has lost the claim is not kept; that of who has it is, with the end
	// of the job.
	effect := func(j store.Job) error {
		return w.try("system", func(tx *store.Tx) error {
			if err := tx.KeepMail(store.Mail{ID: j.ID, To: "ana@example.org"}); err != nil {
				return err
			}
			return tx.FinishJob(j, "kept")
		})
	}
	if err := effect(a); !store.LostClaim(err) {
		t.Errorf("who has lost the claim is told %v", err)
	}
	if mails, err := w.db.Mails(ctx, 10); err != nil || len(mails) != 0 {
		t.Errorf("an effect without a claim: %+v, %v", mails, err)
	}
	w.must(effect(other))
	if err := effect(other); !store.LostClaim(err) {
		t.Errorf("done twice: %v", err)
	}
	if mails, err := w.db.Mails(ctx, 10); err != nil || len(mails) != 1 {
		t.Errorf("the effect: %+v, %v", mails, err)
	}
}

func testJobStopped(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	w.enqueue(store.Job{ID: "j", Kind: "a", Unique: "k"})
	w.must(w.db.StopJob(ctx, w.claimed("a"), strings.Repeat("ß", 900)))
	w.clock.Add(2 * lease)
	if more := w.claim("a", 1); len(more) != 0 {
		t.Errorf("claimed what was given up: %+v", more)
	}
	rows, err := w.db.Jobs(ctx, 10)
	if err != nil || len(rows) != 1 || rows[0].State != store.JobStopped || rows[0].Failed != 1 || len(rows[0].Result) > 1100 {
		t.Errorf("the list says %+v, %v", rows, err)
	}
	if open, stopped, err := w.db.JobTally(ctx); open != 0 || stopped != 1 || err != nil {
		t.Errorf("%d open, %d stopped, %v", open, stopped, err)
	}
	w.enqueue(store.Job{ID: "second", Kind: "a", Unique: "k"}) // the key is free
	w.do("ada", func(tx *store.Tx) error { return tx.RetryJob("j") })
	if both := w.claim("a", 5); len(both) != 2 || both[1].Failed+both[0].Failed != 0 {
		t.Errorf("tried again: %+v", both)
	}
	is(t, w.try("ada", func(tx *store.Tx) error { return tx.RetryJob("j") }), fault.Conflict, "job.busy")
	w.do("ada", func(tx *store.Tx) error { return tx.DropJob("j", "dropped") })
	is(t, w.try("ada", func(tx *store.Tx) error { return tx.RetryJob("j") }), fault.Conflict, "job.done")
	is(t, w.try("ada", func(tx *store.Tx) error { return tx.DropJob("j", "again") }), fault.Conflict, "job.done")
	is(t, w.try("ada", func(tx *store.Tx) error { return tx.DropJob("none", "x") }), fault.NotFound, "job")
	if open, stopped, err := w.db.JobTally(ctx); open != 1 || stopped != 0 || err != nil {
		t.Errorf("%d open, %d stopped, %v", open, stopped, err)
	}
}

// A due time is begun once, however many ask at once and however late the next one asks.
func testSchedule(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	made, err := w.db.Begin(ctx, store.Job{Kind: "night"}, 100, false)
	if err != nil || made {
		t.Errorf("an entry that is new begins at once: %v, %v", made, err)
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	times := 0
	for range 8 {
		all.Go(func() {
			made, err := w.db.Begin(ctx, store.Job{Kind: "night"}, 200, false)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			if made {
				times++
			}
		})
	}
	all.Wait()
	if times != 1 {
		t.Errorf("begun %d times", times)
	}
	w.must(w.db.FinishJob(ctx, w.claimed("night"), "done"))
	for _, due := range []int64{200, 100} {
		if made, err := w.db.Begin(ctx, store.Job{Kind: "night"}, due, false); made || err != nil {
			t.Errorf("%d is begun again: %v", due, err)
		}
	}
	if made, err := w.db.Begin(ctx, store.Job{Kind: "start"}, 100, true); !made || err != nil {
		t.Errorf("one that begins with the first time: %v, %v", made, err)
	}
	w.must(w.db.SlotDone(ctx, "night"))
	slots, err := w.db.Slots(ctx)
	if err != nil || len(slots) != 2 || slots[0].Due != 200 || slots[0].Done == 0 || slots[1].Done != 0 {
		t.Errorf("the slots are %+v, %v", slots, err)
	}
	w.must(w.db.ForgetJob(ctx, w.claimed("start")))
	if rows, err := w.db.Jobs(ctx, 10); err != nil || len(rows) != 1 {
		t.Errorf("the list says %+v, %v", rows, err)
	}
}

func testMails(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	for _, id := range []string{"1", "2", "2"} {
		w.do("system", func(tx *store.Tx) error {
			return tx.KeepMail(store.Mail{ID: id, To: "ana@example.org", Subject: "Hello", Text: "canary"})
		})
	}
	mails, err := w.db.Mails(ctx, 10)
	if err != nil || len(mails) != 2 || mails[0].ID != "2" || mails[0].Text != "canary" || mails[0].At == 0 {
		t.Errorf("the outbox holds %+v, %v", mails, err)
	}
}

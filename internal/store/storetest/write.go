package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"cairn/deal"
	"cairn/fault"
	"cairn/internal/store"
)

func testIdempotency(t *testing.T, place Place) {
	w := furnished(t, place)
	calls := 0
	open := func(actor, key, hash string) (string, int64, error) {
		a, seq, err := w.db.Write(t.Context(), store.Work{Actor: actor, Key: key, Hash: []byte(hash), Do: func(tx *store.Tx) (any, error) {
			calls++
			id, err := w.openDeal(tx, "ana", "One", "", 1)
			return map[string]string{"id": id}, err
		}})
		return string(a), seq, err
	}
	a, seq, err := open("ana", "k", "h")
	if err != nil {
		t.Fatal(err)
	}
	again, seq2, err := open("ana", "k", "h")
	if err != nil || again != a || seq2 != seq || calls != 1 {
		t.Errorf("again: %s at %d after %d calls, %v; first %s at %d", again, seq2, calls, err, a, seq)
	}
	if _, _, err = open("ana", "k", "other"); err == nil {
		t.Error("a key was used for two requests")
	}
	is(t, err, fault.Conflict, "store.key_reused")
	if other, _, err := open("tom", "k", "h"); err != nil || other == a {
		t.Errorf("somebody else's key gave %s, %v", other, err)
	}
	// What was refused was not done, and may be asked for again.
	refuse := true
	try := func() error {
		_, _, err := w.db.Write(t.Context(), store.Work{Actor: "ana", Key: "r", Do: func(tx *store.Tx) (any, error) {
			if refuse {
				return nil, errors.New("refused")
			}
			return nil, nil
		}})
		return err
	}
	if try() == nil {
		t.Error("not refused")
	}
	if refuse = false; try() != nil {
		t.Error("still refused")
	}
	w.sound()
}

func testSameKeyAtOnce(t *testing.T, place Place) {
	w := furnished(t, place)
	var all sync.WaitGroup
	answers := make([]string, 40)
	for i := range answers {
		all.Go(func() {
			a, _, err := w.db.Write(t.Context(), store.Work{Actor: "ana", Key: fmt.Sprint(i % 4), Hash: []byte{byte(i % 4)}, Do: func(tx *store.Tx) (any, error) {
				return w.openDeal(tx, "ana", "One", "", 1)
			}})
			if err != nil {
				t.Error(err)
			}
			answers[i] = string(a)
		})
	}
	all.Wait()
	for i := range answers {
		if answers[i] != answers[i%4] {
			t.Errorf("request %d got %s, the same key before %s", i, answers[i], answers[i%4])
		}
	}
	if n, err := w.db.CountDeals(t.Context(), store.All(), store.Filter{}); n != 4 || err != nil {
		t.Errorf("%d deals, %v", n, err)
	}
	w.sound()
}

func testDry(t *testing.T, place Place) {
	w := furnished(t, place)
	before, _ := w.db.StateHash(t.Context())
	a, _, err := w.db.Write(t.Context(), store.Work{Actor: "ana", Key: "k", Dry: true, Do: func(tx *store.Tx) (any, error) {
		id, err := w.openDeal(tx, "ana", "One", "", 1)
		if err != nil {
			return nil, err
		}
		d, err := tx.Deal(store.All(), id)
		tx.SetPasswordHash("ana", "h")
		tx.Enqueue(store.Job{Kind: "k"})
		return d.Name, err
	}})
	if err != nil || string(a) != `"One"` {
		t.Errorf("answered %s, %v", a, err)
	}
	if after, _ := w.db.StateHash(t.Context()); after != before {
		t.Error("a dry run has left something")
	}
	if h, _ := w.db.PasswordHash(t.Context(), "ana"); h != "" {
		t.Error("a dry run has set a password")
	}
	if _, _, err := w.db.Write(t.Context(), store.Work{Actor: "ana", Key: "k", Hash: []byte("other"), Do: func(*store.Tx) (any, error) { return nil, nil }}); err != nil {
		t.Errorf("a dry run has used the key up: %v", err)
	}
	w.sound()
}

// testBatches has many people write at once: every third is refused after having written.
func testBatches(t *testing.T, place Place) {
	w := furnished(t, place)
	shared := w.deal("ana", "Shared", "", 1)
	const people, each = 32, 12
	var all sync.WaitGroup
	for i := range people {
		all.Go(func() {
			var mine string
			for j := range each {
				_, _, err := w.db.Write(t.Context(), store.Work{Deals: []string{shared}, Actor: "ana", Alone: i == 0 && j%4 == 0, Do: func(tx *store.Tx) (any, error) {
					id, err := w.openDeal(tx, "ana", fmt.Sprintf("Deal %d.%d", i, j), "", 1)
					if err != nil {
						return nil, err
					}
					if err := tx.Record(store.Entry{Subject: "deal:" + shared, Body: deal.Logged{ID: tx.NewID(), Type: "note", Text: fmt.Sprint(i, j)}}); err != nil {
						return nil, err
					}
					if j%3 == 2 {
						return nil, fault.New(fault.Invalid, "test.refused", "", "")
					}
					mine = id
					return id, nil
				}})
				if j%3 == 2 {
					is(t, err, fault.Invalid, "test.refused")
				} else if err != nil {
					t.Error(err)
				} else if d, err := w.db.Deal(t.Context(), store.All(), mine); err != nil || d.Name != fmt.Sprintf("Deal %d.%d", i, j) {
					t.Errorf("one's own write reads %+v, %v", d, err)
				}
			}
		})
	}
	all.Wait()
	const kept = people * each * 2 / 3
	if n, err := w.db.CountDeals(t.Context(), store.All(), store.Filter{}); n != kept+1 || err != nil {
		t.Errorf("%d deals, want %d, %v", n, kept+1, err)
	}
	if d, err := w.db.Deal(t.Context(), store.All(), shared); err != nil || d.Version != kept+1 {
		t.Errorf("the shared deal has %d events, want %d, %v", d.Version, kept+1, err)
	}
	w.sound()
}

func testPanic(t *testing.T, place Place) {
	w := furnished(t, place)
	err := w.try("ana", func(*store.Tx) error { panic("by the test") })
	if err == nil || !strings.Contains(err.Error(), "by the test") {
		t.Errorf("a panic became %v", err)
	}
	w.deal("ana", "After", "", 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := w.db.Write(ctx, store.Work{Actor: "ana", Do: func(*store.Tx) (any, error) { return nil, nil }}); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("who has gone hears %v", err)
	}
	if err := w.try("", func(tx *store.Tx) error { _, err := w.openDeal(tx, "ana", "x", "", 1); return err }); err == nil {
		t.Error("an event without an actor")
	}
	w.sound()
}

func testWatch(t *testing.T, place Place) {
	w := furnished(t, place)
	news, stop := w.db.Watch()
	defer stop()
	seq, err := w.db.Seq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	id := w.deal("ana", "One", "", 1)
	select {
	case got := <-news:
		if got != seq+1 {
			t.Errorf("heard of %d, want %d", got, seq+1)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("heard nothing")
	}
	changed, err := w.db.Since(t.Context(), seq)
	want := store.Changed{Seq: seq + 1, Subject: "deal:" + id, N: 1, Kind: "deal.opened", Actor: "ana"}
	if err != nil || len(changed) != 1 || changed[0] != want || changed[0].ID() != id || changed[0].Noun() != "deal" {
		t.Errorf("changed %+v, %v", changed, err)
	}
	for range 5 { // nobody listens, and nobody waits for that
		w.deal("ana", "One", "", 1)
	}
	if got := <-news; got < seq+2 {
		t.Errorf("heard of %d", got)
	}
}

func testReopen(t *testing.T, place Place) {
	w := furnished(t, place)
	id := w.deal("ana", "One", "", 1)
	before, err := w.db.StateHash(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.db.Close(); err != nil {
		t.Error("closing twice:", err)
	}
	is(t, w.try("ana", func(*store.Tx) error { return nil }), fault.Conflict, "store.closed")
	w.open()
	if after, err := w.db.StateHash(t.Context()); err != nil || after != before {
		t.Errorf("the state is %s, was %s, %v", after, before, err)
	}
	if err := w.move("ana", id, "offer"); err != nil {
		t.Error(err)
	}
	w.sound()
	w.db.Close()
	o := w.options()
	o.Master = make([]byte, 32)
	_, err = store.Open(t.Context(), w.place, o)
	is(t, err, fault.Conflict, "store.master")
	o.Master = []byte("short")
	_, err = store.Open(t.Context(), w.place, o)
	is(t, err, fault.Invalid, "store.master_size")
	o = w.options()
	o.ReadOnly = true
	read, err := store.Open(t.Context(), w.place, o)
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	if _, err := read.Deal(t.Context(), store.All(), id); err != nil {
		t.Error(err)
	}
	_, _, err = read.Write(t.Context(), store.Work{})
	is(t, err, fault.Conflict, "store.read_only")
}

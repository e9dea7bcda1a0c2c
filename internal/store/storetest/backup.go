package storetest

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"cairn/fault"
	"cairn/internal/store"
)

// Backup copies a database while somebody writes to it, and checks the copy.
func Backup(t *testing.T, place Place, path string) {
	w := furnished(t, place)
	walk(w, 30, 1)
	var all sync.WaitGroup
	done := make(chan struct{})
	all.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
				w.deal("ana", "Meanwhile", "", 1)
			}
		}
	})
	s, err := w.db.Backup(t.Context(), path)
	close(done)
	all.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy has the rights %v, %v", info.Mode(), err)
	}
	_, err = w.db.Backup(t.Context(), path)
	is(t, err, fault.Conflict, "store.backup_there")
	left, err := os.ReadDir(filepath.Dir(path))
	for _, f := range left {
		if f.Name() != filepath.Base(path) {
			t.Errorf("%s was left behind, %v", f.Name(), err)
		}
	}
	copied := &world{t: t, place: path}
	copied.open()
	copied.sound()
	if got, err := copied.db.Standing(t.Context()); err != nil || got != s {
		t.Errorf("the copy stands at %+v, and was proved at %+v, %v", got, s, err)
	}
}

// A log that is restored up to any moment comes to what the database was then.
func testRestoreUntil(t *testing.T, place Place) {
	ctx := t.Context()
	w := furnished(t, place)
	type then struct {
		store.Standing
		at int64
	}
	var stood []then
	note := func() {
		s, err := w.db.Standing(ctx)
		w.must(err)
		if n := len(stood); n == 0 || stood[n-1].Seq < s.Seq {
			stood = append(stood, then{s, w.clock.Load()})
		}
	}
	note()
	for seed := range uint64(8) {
		walk(w, 6, seed)
		note()
	}
	end := stood[len(stood)-1]
	r := rand.New(rand.NewPCG(1, 2))
	for range 4 {
		want := stood[r.IntN(len(stood))]
		for how, until := range map[string][2]int64{"sequence": {want.Seq, 0}, "moment": {0, want.at}} {
			got, err := store.Rebuild(ctx, filepath.Join(t.TempDir(), "again.db"), master(), store.Until(w.db.Events(ctx), until[0], until[1]))
			if err != nil {
				t.Fatal(err)
			}
			if what := got.Differs(want.Standing); what != "" {
				t.Errorf("by its %s, event %d: %s", how, want.Seq, what)
			}
			if want.Seq < end.Seq && got.Differs(end.Standing) == "" {
				t.Error("an earlier standing is that of the end")
			}
		}
	}
	if head, err := w.db.HeadAt(ctx, stood[0].Seq); err != nil || head != stood[0].Head {
		t.Errorf("event %d has the hash %s, want %s, %v", stood[0].Seq, head, stood[0].Head, err)
	}
}

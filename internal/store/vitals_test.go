package store

import (
	"path/filepath"
	"testing"

	"cairn/internal/pgtemp"
)

// What a database says of itself can be read on both, and a new one is as it should be.
func TestVitals(t *testing.T) {
	for engine, place := range map[string]string{"SQLite": filepath.Join(t.TempDir(), "c.db"), "PostgreSQL": pgtemp.URL(t)} {
		db, err := Open(t.Context(), place, Options{Master: make([]byte, 32), Clock: func() int64 { return 10 * lateJob }})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		_, _, err = db.Write(t.Context(), Work{Do: func(tx *Tx) (any, error) {
			tx.Enqueue(Job{Kind: "soon", RunAt: 10 * lateJob})
			tx.Enqueue(Job{Kind: "late", RunAt: 8 * lateJob})
			return nil, nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		v, err := db.Vitals(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", engine, err)
		}
		if v.Seq != 0 || v.Last != 0 || v.JobsWait != 2 || v.JobsLate != 1 || len(v.Settings) < 4 {
			t.Errorf("%s: %+v", engine, v)
		}
		for _, s := range v.Settings {
			ours := s.Name != "fsync" && s.Name != "full_page_writes" && s.Name != "synchronous_commit" // a throw-away server goes without
			if s.Want != "" && s.Value != s.Want && ours {
				t.Errorf("%s: %+v", engine, s)
			}
		}
	}
}

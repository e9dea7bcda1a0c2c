package store

import (
	"path/filepath"
	"testing"

	"cairn/internal/pgtemp"
)

// before opens a database as it was before a migration, and leaves what fill leaves.
func before(t *testing.T, place string, number int64, fill string) {
	t.Helper()
	db := &DB{dialect: dialectOf(place)}
	db.write = db.pool(db.dialect.writer(), 1)
	defer db.write.Close()
	provider, err := db.migrations()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), number-1); err != nil {
		t.Fatal(err)
	}
	if _, err := db.write.Exec(fill); err != nil {
		t.Fatal(err)
	}
}

// Jobs came into tables that were there before.
func TestMigrationOfJobs(t *testing.T) {
	for engine, place := range map[string]string{"SQLite": filepath.Join(t.TempDir(), "c.db"), "PostgreSQL": pgtemp.URL(t)} {
		before(t, place, 4, `INSERT INTO job (id, kind, payload, unique_key, run_at, attempt, result) VALUES ('old', 'mail', '', 'k', 7, 2, 'busy')`)
		old, err := Open(t.Context(), place, Options{Master: make([]byte, 32), ReadOnly: true})
		if keyOf(err) != "store.older" {
			t.Fatalf("%s: reading it with this program: %v, %v", engine, old, err)
		}
		old, err = Open(t.Context(), place, Options{Master: make([]byte, 32), ReadOnly: true, Older: true})
		if err != nil || !old.Behind() {
			t.Fatalf("%s: reading the log of an older program: %v", engine, err)
		}
		if seq, err := old.Seq(t.Context()); seq != 0 || err != nil {
			t.Errorf("%s: %d events, %v", engine, seq, err)
		}
		old.Close()
		db := opened(t, place)
		if db.Behind() {
			t.Errorf("%s: behind after it was brought up to date", engine)
		}
		rows, err := db.Jobs(t.Context(), 5)
		if err != nil || len(rows) != 1 || rows[0].ID != "old" || rows[0].State != JobWaits || rows[0].Attempts != 2 {
			t.Errorf("%s: %+v, %v", engine, rows, err)
		}
	}
}

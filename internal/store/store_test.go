package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cairn/fault"
	"cairn/internal/pgtemp"
	"cairn/internal/store"
	"cairn/internal/store/storetest"
)

func file(t testing.TB) string { return filepath.Join(t.TempDir(), "cairn.db") }

func TestSQLite(t *testing.T) { storetest.Run(t, file) }

func TestPostgreSQL(t *testing.T) { storetest.Run(t, pgtemp.URL) }

// Both databases, told the same, hold the same.
func TestBothAgree(t *testing.T) {
	for seed := range uint64(3) {
		lite, pg := storetest.Walk(t, file, 80, seed), storetest.Walk(t, pgtemp.URL, 80, seed)
		if lite != pg {
			t.Errorf("seed %d: SQLite holds %s, PostgreSQL %s", seed, lite, pg)
		}
		if other := storetest.Walk(t, file, 80, seed+100); other == lite {
			t.Errorf("seed %d: another walk gives the same hash", seed)
		}
	}
}

func options() store.Options { return store.Options{Master: []byte(strings.Repeat("k", 32))} }

func TestOneWriter(t *testing.T) {
	place := file(t)
	first, err := store.Open(t.Context(), place, options())
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), place, options())
	if f, ok := asFault(err); !ok || f.Key != "store.locked" || f.Remedy == "" {
		t.Errorf("a second writer: %v", err)
	}
	o := options()
	o.ReadOnly = true
	reader, err := store.Open(t.Context(), place, o)
	if err != nil {
		t.Fatal("a reader beside a writer:", err)
	}
	if err := reader.Close(); err != nil {
		t.Error(err)
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	again, err := store.Open(t.Context(), place, options())
	if err != nil {
		t.Fatal("after the first was closed:", err)
	}
	again.Close()
	if info, err := os.Stat(place); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has the rights %v, %v", info.Mode(), err)
	}
}

func TestSeveralNodes(t *testing.T) { storetest.Nodes(t, pgtemp.URL(t)) }

func TestNoDatabase(t *testing.T) {
	o := options()
	o.ReadOnly = true
	_, err := store.Open(t.Context(), file(t), o)
	if f, ok := asFault(err); !ok || f.Key != "store.file" {
		t.Errorf("no file: %v", err)
	}
	strange := filepath.Join(t.TempDir(), "a # strange? name%20.db")
	db, err := store.Open(t.Context(), strange, options())
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := os.Stat(strange); err != nil {
		t.Error(err)
	}
	text := filepath.Join(t.TempDir(), "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("not a database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), text, options()); err == nil {
		t.Error("a text was opened as a database")
	}
}

// raw opens a database past the store.
func raw(t testing.TB, place string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(place, "postgres") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, place)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func run(t testing.TB, db *sql.DB, statement string, args ...any) {
	t.Helper()
	if _, err := db.Exec(statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func TestNewerSchema(t *testing.T) {
	for name, place := range map[string]string{"SQLite": file(t), "PostgreSQL": pgtemp.URL(t)} {
		db, err := store.Open(t.Context(), place, options())
		if err != nil {
			t.Fatal(err)
		}
		db.Close()
		run(t, raw(t, place), `INSERT INTO schema_version (version_id, is_applied) VALUES (99, TRUE)`)
		_, err = store.Open(t.Context(), place, options())
		if f, ok := asFault(err); !ok || f.Key != "store.newer" || f.Kind != fault.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFailedMigration(t *testing.T) {
	place := file(t)
	run(t, raw(t, place), `CREATE TABLE stay (mine TEXT)`) // in the way
	_, err := store.Open(t.Context(), place, options())
	if f, ok := asFault(err); !ok || f.Key != "store.migration" || !strings.Contains(err.Error(), "stay") {
		t.Errorf("the migration says %v", err)
	}
	var tables int
	if err := raw(t, place).QueryRow(`SELECT COUNT(*) FROM sqlite_master WHERE name = 'log_head'`).Scan(&tables); err != nil || tables != 0 {
		t.Errorf("%d tables of a failed migration were kept, %v", tables, err)
	}
}

// Arguments are bound by their number, not by their order: a driver that does otherwise
// writes the wrong thing without a word.
func TestArgumentsByNumber(t *testing.T) {
	for name, place := range map[string]string{"SQLite": file(t), "PostgreSQL": pgtemp.URL(t)} {
		var got string
		err := raw(t, place).QueryRow(`SELECT CAST($2 AS TEXT) || '-' || CAST($1 AS TEXT) || '-' || CAST($2 AS TEXT)`, "one", "two").Scan(&got)
		if err != nil || got != "two-one-two" {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

func TestBackup(t *testing.T) {
	storetest.Backup(t, file, filepath.Join(t.TempDir(), "copy.db"))
}

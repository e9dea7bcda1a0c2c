package store

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cairn/access"
	"cairn/internal/pgtemp"
)

// An earlier program has left these tables behind, and its rows of them are kept as they were.
const begun = "testdata/begin.json"

// beginAt makes a database of the first schema, with the rows of testdata/begin.json.
func beginAt(t *testing.T, place string) {
	t.Helper()
	ctx := context.Background()
	db := &DB{dialect: dialectOf(place)}
	db.write = db.pool(db.dialect.writer(), 1)
	defer db.write.Close()
	steps, err := db.migrations()
	if err == nil {
		_, err = steps.UpTo(ctx, 1)
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(begun)
	if err != nil {
		t.Fatal(err)
	}
	var tables []struct {
		Table   string
		Columns []string
		Rows    [][]any
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&tables); err != nil {
		t.Fatal(err)
	}
	if _, err := db.write.ExecContext(ctx, `DELETE FROM log_head`); err != nil {
		t.Fatal(err)
	}
	for _, x := range tables {
		insert := table{name: x.Table, columns: x.Columns}.insert(1, db.dialect.slot())
		for _, row := range x.Rows {
			for i, v := range row {
				row[i] = bound(t, v)
			}
			if _, err := db.write.ExecContext(ctx, insert, row...); err != nil {
				t.Fatalf("%s: %v", x.Table, err)
			}
		}
	}
}

// bound is a value of the file as a database takes it.
func bound(t *testing.T, v any) any {
	t.Helper()
	switch v := v.(type) {
	case json.Number:
		n, err := v.Int64()
		if err != nil {
			t.Fatal(err)
		}
		return n
	case map[string]any:
		var b []byte
		if err := json.Unmarshal([]byte(`"`+v["bytes"].(string)+`"`), &b); err != nil {
			t.Fatal(err)
		}
		return b
	}
	return v
}

// A database of the first schema is brought forward, and everybody finds what they found.
func TestBroughtForward(t *testing.T) {
	for engine, place := range map[string]string{"SQLite": filepath.Join(t.TempDir(), "c.db"), "PostgreSQL": pgtemp.URL(t)} {
		t.Run(engine, func(t *testing.T) {
			beginAt(t, place)
			for _, readOnly := range []bool{false, true} {
				db, err := Open(t.Context(), place, Options{Master: bytes.Repeat([]byte{7}, 32), ReadOnly: readOnly})
				if err != nil {
					t.Fatal(err)
				}
				finds := func(see See, text string, want ...string) {
					t.Helper()
					hits, err := db.Search(t.Context(), see, text, 10)
					var names []string
					for _, h := range hits {
						names = append(names, h.Name)
					}
					if err != nil || !slices.Equal(names, want) {
						t.Errorf("%s finds %q, %v; want %q", text, names, err, want)
					}
				}
				mine := func(member string) See { return See{Scope: access.Scope{Owners: []string{member}}, Me: member} }
				finds(All(), "can", "Canary renewal", "Canary Works", "Ida Canary")
				finds(All(), "kiln lodz", "Kiln for Łódź")
				finds(mine("ana"), "renew", "Canary renewal")
				finds(mine("tom"), "renew", "Canary renewal") // in which he takes part
				finds(mine("tom"), "KILN", "Kiln for Łódź")
				finds(mine("ana"), "kiln")
				finds(mine("eve"), "renew")
				finds(All(), "mistake")
				report, err := db.Check(t.Context(), nil)
				if err != nil || len(report.Problems) > 0 {
					t.Errorf("what was brought forward is not sound: %+v, %v", report.Problems, err)
				}
				db.Close()
			}
		})
	}
}

// The new schema keeps nothing of the indexes of words that the first had.
func TestIndexesOfWordsAreGone(t *testing.T) {
	db := opened(t, filepath.Join(t.TempDir(), "c.db"))
	names, err := rowsOf(t.Context(), db, scanText, `SELECT name FROM sqlite_master`)
	if err != nil || len(names) < 30 {
		t.Fatal(names, err)
	}
	for _, n := range names {
		if strings.HasPrefix(n, "search_words") {
			t.Errorf("%s is still there", n)
		}
	}
}

package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cairn/fault"
	"cairn/internal/pgtemp"
	"cairn/internal/store/storetest"
)

func asFault(err error) (*fault.Error, bool) { return errors.AsType[*fault.Error](err) }

// Whoever changes the database past the store is found out, and the first event at which
// it shows is named.
func TestTamper(t *testing.T) {
	for engine, place := range map[string]func(testing.TB) string{"SQLite": file, "PostgreSQL": pgtemp.URL} {
		for name, tt := range map[string]struct {
			statement string
			seq       int64
			what      string
		}{
			"nothing":           {`UPDATE deal SET name = name`, -1, ""},
			"actor":             {`UPDATE event SET actor = 'eve' WHERE seq = 6`, 6, "hash"},
			"time":              {`UPDATE event SET known_at = known_at - 1 WHERE seq = 7`, 7, "hash"},
			"body":              {`UPDATE event SET body = '{"name":"Other"}' WHERE seq = 8`, 8, "hash"},
			"removed":           {`DELETE FROM event WHERE seq = 8`, 8, "sequence"},
			"cut short":         {`DELETE FROM event WHERE seq > 9`, 10, "head"},
			"private":           {`UPDATE event SET private = (SELECT private FROM event WHERE seq = 6) WHERE seq = 7`, 7, "private part"},
			"another's key":     {`UPDATE seal SET wrapped = (SELECT wrapped FROM seal WHERE subject = 'master:1') WHERE subject = 'member:ana'`, 4, "key"},
			"head":              {`UPDATE log_head SET seq = seq + 1`, 13, "head"},
			"name":              {`UPDATE deal SET name = 'Other'`, 12, "deal.name"},
			"value":             {`UPDATE deal SET value = 1`, 12, "deal.value"},
			"state":             {`UPDATE deal SET state = '{}'`, 12, "deal.state"},
			"marks":             {`UPDATE deal SET marks = 'imim'`, 12, "deal.marks"},
			"stay":              {`UPDATE stay SET how = 'lost' WHERE n = 1`, 12, "stay.how"},
			"stay removed":      {`DELETE FROM stay WHERE n = 1`, 12, "stay"},
			"activity":          {`UPDATE activity SET minutes = 99`, 12, "activity.minutes"},
			"participant":       {`INSERT INTO participant (deal, member) SELECT id, 'eve' FROM deal`, 12, "participant"},
			"block":             {`DELETE FROM block`, 6, "block"},
			"member":            {`UPDATE member SET role = 'owner' WHERE id = 'ana'`, 4, "member.role"},
			"deal removed":      {`DELETE FROM deal`, 12, "deal"},
			"words":             {`UPDATE search SET words = replace(words, 'renewal', 'rental') WHERE id = -8`, 12, "search.words"},
			"words of a name":   {`UPDATE search SET words = '' WHERE id = -7`, 7, "search.words"},
			"sight":             {`UPDATE search SET members = 'ana eve' WHERE id = -8`, 12, "search.members"},
			"sight taken":       {`UPDATE search SET members = 'ana' WHERE id = -8`, 12, "search.members"},
			"words of later":    {`UPDATE search SET seq = 99 WHERE id = -6`, 6, "search.seq"},
			"words removed":     {`DELETE FROM search WHERE id = -8`, 12, "search"},
			"words of nothing":  {`INSERT INTO search (id, words) VALUES (-5, 'x')`, 0, "search"},
			"process":           {`UPDATE process SET definition = replace(definition, 'gate', 'advice')`, 2, "process.definition"},
			"process note":      {`UPDATE process SET note = 'x'`, 2, "process.note"},
			"process time":      {`UPDATE process SET published_at = published_at - 1`, 2, "process.published_at"},
			"process removed":   {`DELETE FROM process`, 2, "process"},
			"process of nobody": {`INSERT INTO process (version, process_key, definition, note, published_at, seq) VALUES ('v', 'k', 'd', '', 1, 3)`, 0, "process"},
			"row of nothing":    {`INSERT INTO view (born, id, version, owner, team, gone, changed_at, state) VALUES (99, 'x', 1, 'eve', TRUE, FALSE, 1, '{}')`, 0, "view"},
		} {
			t.Run(engine+"/"+name, func(t *testing.T) {
				t.Parallel()
				p := place(t)
				storetest.Small(t, p).Close()
				run(t, raw(t, p), tt.statement)
				report := storetest.Look(t, p)
				if tt.seq < 0 {
					if len(report.Problems) != 0 {
						t.Errorf("a sound database has problems: %+v", report.Problems)
					}
					return
				}
				if len(report.Problems) == 0 {
					t.Fatal("nobody has noticed")
				}
				if p := report.Problems[0]; p.Seq != tt.seq || !strings.Contains(p.What, tt.what) {
					t.Errorf("noticed %+v, want event %d and %q", p, tt.seq, tt.what)
				}
			})
		}
	}
}

// What is private lies sealed in the log, in the file too once its row has forgotten it.
func TestSealed(t *testing.T) {
	for engine, place := range map[string]func(testing.TB) string{"SQLite": file, "PostgreSQL": pgtemp.URL} {
		t.Run(engine, func(t *testing.T) {
			p := place(t)
			db := storetest.Small(t, p)
			rows, err := raw(t, p).Query(`SELECT seq, kind, body, private, commitment FROM event ORDER BY seq`)
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			sealed := 0
			for rows.Next() {
				var seq int64
				var kind string
				var body, private, commitment []byte
				if err := rows.Scan(&seq, &kind, &body, &private, &commitment); err != nil {
					t.Fatal(err)
				}
				for _, part := range [][]byte{body, private, commitment} {
					if bytes.Contains(bytes.ToLower(part), []byte("canary")) {
						t.Errorf("event %d, %s, can be read: %s", seq, kind, part)
					}
				}
				if private != nil {
					sealed++
				}
			}
			if rows.Err() != nil || sealed < 6 {
				t.Errorf("%d private parts, %v", sealed, rows.Err())
			}
			db.Close()
		})
	}
}

func TestErasedFromFile(t *testing.T) {
	place := file(t)
	db := storetest.Small(t, place)
	holds := func() (files []string) {
		all, _ := filepath.Glob(place + "*")
		for _, name := range all {
			if text, err := os.ReadFile(name); err != nil {
				t.Fatal(err)
			} else if bytes.Contains(text, []byte("canary@example.org")) || bytes.Contains(text, []byte("Ida Canary")) {
				files = append(files, name)
			}
		}
		return files
	}
	if len(holds()) == 0 {
		t.Fatal("the row of a person does not hold their name: this test sees nothing")
	}
	storetest.Erase(t, db)
	if files := holds(); len(files) != 0 {
		t.Errorf("an erased name is still in %v", files)
	}
	db.Close()
	if files := holds(); len(files) != 0 {
		t.Errorf("after closing, it is in %v", files)
	}
}

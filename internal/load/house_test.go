package load_test

import (
	"bytes"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cairn/access"
	"cairn/deal"
	"cairn/event"
	"cairn/internal/app"
	"cairn/internal/pgtemp"
	"cairn/internal/store"
)

// house is a company with an owner, on a database of its own.
type house struct {
	db    *store.DB
	app   *app.App
	owner access.Actor
}

func sqlite(t testing.TB) string { return filepath.Join(t.TempDir(), "cairn.db") }

// places are a database of each kind.
func places(t *testing.T) map[string]func(testing.TB) string {
	return map[string]func(testing.TB) string{"sqlite": sqlite, "postgres": pgtemp.URL}
}

func openStore(t testing.TB, place string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), place, store.Options{Master: bytes.Repeat([]byte{7}, 32)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func newHouse(t testing.TB, place string) *house {
	t.Helper()
	h := &house{db: openStore(t, place)}
	h.app = app.New(h.db)
	system := access.Actor{System: true}
	h.do(t, system, &app.SetUpCompany{Name: "Northbeck demo", Zone: "America/New_York", Currency: "EUR", Template: "seven"})
	done := h.do(t, system, &app.AddMember{Name: "Olga Demo", Email: "olga@example.org", Role: access.Owner})
	h.owner = h.actor(t, done.ID)
	return h
}

func (h *house) do(t testing.TB, who access.Actor, cmd app.Command) app.Done {
	t.Helper()
	done, err := h.app.Do(t.Context(), who, cmd, app.How{})
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func (h *house) actor(t testing.TB, id string) access.Actor {
	t.Helper()
	dir, err := h.db.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m, ok := dir.Member(id)
	if !ok {
		t.Fatalf("no member %s", id)
	}
	return access.Actor{Member: m, Directory: dir}
}

func stateHash(t testing.TB, db *store.DB) string {
	t.Helper()
	hash, err := db.StateHash(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func (h *house) hash(t testing.TB) string { return stateHash(t, h.db) }

// check replays the log, which must give the rows.
func (h *house) check(t testing.TB) {
	t.Helper()
	report, err := h.db.Check(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Problems) > 0 {
		t.Fatalf("check: %v", report.Problems)
	}
}

// deals are all deals, by a fold of the log that knows nothing of the rows.
func (h *house) deals(t testing.TB) []deal.Deal {
	t.Helper()
	all := map[string]deal.Deal{}
	err := h.db.Log(t.Context(), 0, func(e event.Event) error {
		if !strings.HasPrefix(e.Subject, "deal:") {
			return nil
		}
		b, err := deal.Decode(e)
		if err == nil {
			all[e.Subject] = deal.Apply(all[e.Subject], e, b)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var list []deal.Deal
	for _, id := range slices.Sorted(maps.Keys(all)) {
		list = append(list, all[id])
	}
	return list
}

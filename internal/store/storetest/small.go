package storetest

import (
	"sync"
	"testing"
	"time"

	"cairn/deal"
	"cairn/internal/store"
	"cairn/party"
)

// smallPerson is the id of the person of Small: the second that is made.
const smallPerson = "00000002-0000-7000-8000-000000000000"

func at(t testing.TB, place string) Place { return func(testing.TB) string { return place } }

// Small fills the database at a place with twelve events: five of setting up, a firm (6),
// a person (7), and a deal with five of its own (8 to 12).
func Small(t testing.TB, place string) *store.DB {
	t.Helper()
	w := furnished(t, at(t, place))
	firm := w.organisation("Canary Works")
	w.person("Ida Canary", firm, "canary@example.org")
	d := w.deal("ana", "Canary renewal", firm, 40)
	w.append("ana", d, deal.Logged{ID: "x", Type: "call", Minutes: 20, Text: "canary sang"})
	w.append("ana", d, deal.Shared{Member: "tom"})
	if err := w.move("ana", d, "offer"); err != nil {
		t.Fatal(err)
	}
	w.append("ana", d, deal.Given{Checkpoint: "who", Text: "canary"})
	return w.db
}

// Erase forgets the person of Small.
func Erase(t testing.TB, db *store.DB) {
	t.Helper()
	_, _, err := db.Write(t.Context(), store.Work{Actor: "mia", Alone: true, Do: func(tx *store.Tx) (any, error) {
		if err := tx.Record(store.Entry{Subject: "person:" + smallPerson, Body: party.PersonErased{}}); err != nil {
			return nil, err
		}
		return nil, tx.Erase("person:" + smallPerson)
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// Look checks the database at a place.
func Look(t testing.TB, place string) store.Report {
	t.Helper()
	w := &world{t: t, place: place}
	w.open()
	defer w.db.Close()
	calls, last := 0, int64(0)
	report, err := w.db.Check(t.Context(), func(done, total int64) {
		if calls++; done < last || total != 2*12 && total != 2*13 {
			t.Errorf("progress %d of %d after %d", done, total, last)
		}
		last = done
	})
	if err != nil {
		t.Fatal(err)
	}
	if calls == 0 {
		t.Error("nobody heard of any progress")
	}
	return report
}

// Nodes has three programs write to one server at once.
func Nodes(t *testing.T, place string) {
	w := furnished(t, at(t, place))
	shared := w.deal("ana", "Shared", "", 1)
	nodes := []*world{w}
	for range 2 {
		n := &world{t: t, place: place, p: w.p}
		n.clock.Store(begin + 1_000_000_000)
		n.ids.Store(int64(len(nodes)) * 1_000_000)
		n.open()
		nodes = append(nodes, n)
	}
	news, stop := nodes[2].db.Watch()
	defer stop()
	before, err := nodes[2].db.Seq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	nodes[1].append("ana", shared, deal.Logged{ID: "first", Type: "note"})
	select {
	case got := <-news:
		if got != before+1 {
			t.Errorf("another node's write came as %d, want %d", got, before+1)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("a node does not hear of another's writes")
	}
	const each = 60
	var all sync.WaitGroup
	for _, n := range nodes {
		for range 4 {
			all.Go(func() {
				for range each / 4 {
					err := n.try("ana", func(tx *store.Tx) error {
						return tx.Record(store.Entry{Subject: "deal:" + shared, Body: deal.Logged{ID: tx.NewID(), Type: "note"}})
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	all.Wait()
	d, err := nodes[1].db.Deal(t.Context(), store.All(), shared)
	if err != nil || d.Version != 2+3*each {
		t.Errorf("the deal has %d events, want %d, %v", d.Version, 2+3*each, err)
	}
	w.sound()
}

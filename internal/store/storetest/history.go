package storetest

import (
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"

	"cairn/deal"
	"cairn/event"
	"cairn/fault"
	"cairn/internal/store"
	"cairn/party"
)

func testLog(t *testing.T, place Place) {
	w := furnished(t, place)
	id := w.deal("ana", "One", "", 1)
	w.append("ana", id, deal.Logged{ID: "x", Type: "note", Text: "they said so"})
	var all []event.Event
	prev := []byte{}
	err := w.db.Log(t.Context(), 0, func(e event.Event) error {
		if err := e.Verify(int64(len(all)+1), prev); err != nil {
			t.Errorf("event %d: %v", e.Seq, err)
		}
		prev = e.Hash
		all = append(all, e)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	last := all[len(all)-1]
	if len(all) != 7 || last.Kind != "deal.logged" || string(last.Private) != `{"text":"they said so"}` || strings.Contains(string(last.Body), "said") {
		t.Errorf("%d events, the last %s %s %s", len(all), last.Kind, last.Body, last.Private)
	}
	stop := errors.New("enough")
	if err := w.db.Log(t.Context(), 3, func(e event.Event) error {
		if e.Seq != 4 {
			t.Errorf("began with %d", e.Seq)
		}
		return stop
	}); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
	events, err := w.db.DealEvents(t.Context(), store.All(), id, 2, 10)
	if err != nil || len(events) != 1 || events[0].N != 1 {
		t.Errorf("before the second: %+v, %v", events, err)
	}
	w.do("ana", func(tx *store.Tx) error {
		return tx.Record(store.Entry{Subject: "deal:" + id, Body: deal.Logged{ID: "y", Type: "note"}, Actor: "local:mia", Occurred: 5, Known: 6})
	})
	events, _ = w.db.DealEvents(t.Context(), store.All(), id, 0, 1)
	if e := events[0]; e.Actor != "local:mia" || e.Occurred != 5 || e.Known != 6 || e.Recorded < begin {
		t.Errorf("the event is %+v", e)
	}
}

func testErase(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	org := w.organisation("Acme")
	p := w.person("Ida Canary", org, "canary@example.org")
	d := w.deal("ana", "One", org, 1)
	w.append("ana", d, deal.Involved{Person: p, Influence: "decides"})
	w.do("ana", func(tx *store.Tx) error {
		return record(tx,
			store.Entry{Subject: "deal:" + d, Seal: "person:" + p, Body: deal.Logged{ID: "x", Type: "note", Text: "canary said no", Minutes: 5}},
			store.Entry{Subject: "deal:" + d, Body: deal.Logged{ID: "y", Type: "note", Text: "the weather"}},
			store.Entry{Subject: "deal:" + d, Seal: "person:" + p, Body: deal.Scheduled{ID: "z", Type: "call", Text: "ask canary", Due: "2026-02-01", By: "ana"}},
		)
	})
	w.sound()
	before, _ := w.db.Check(ctx, nil)
	_, _, err := w.db.Write(ctx, store.Work{Actor: "mia", Alone: true, Do: func(tx *store.Tx) (any, error) {
		if err := tx.Record(store.Entry{Subject: "person:" + p, Body: party.PersonErased{}}); err != nil {
			return nil, err
		}
		return nil, tx.Erase("person:" + p)
	}})
	if err != nil {
		t.Fatal(err)
	}
	w.sound()
	after, _ := w.db.Check(ctx, nil)
	if after.Events != before.Events+1 {
		t.Errorf("%d events after %d", after.Events, before.Events)
	}
	who, err := w.db.Person(ctx, p)
	if err != nil || !who.Erased || who.Name != "" || who.Emails != nil || who.Organisation != org {
		t.Errorf("the person is %+v, %v", who, err)
	}
	acts, err := w.db.Activities(ctx, store.All(), store.ActivityFilter{}, 10)
	var got []string
	for _, a := range acts {
		got = append(got, fmt.Sprintf("%s %d %q", a.ID, a.Minutes, a.Text))
	}
	slices.Sort(got)
	if want := []string{`x 5 ""`, `y 0 "the weather"`, `z 0 ""`}; err != nil || !slices.Equal(got, want) {
		t.Errorf("activities %v, %v", got, err)
	}
	for _, text := range []string{"canary", "ida"} {
		if hits, err := w.db.Search(ctx, store.All(), text, 10); err != nil || len(hits) != 0 {
			t.Errorf("%s is found: %+v, %v", text, hits, err)
		}
	}
	err = w.db.Log(ctx, 0, func(e event.Event) error {
		if strings.Contains(strings.ToLower(string(e.Private)), "canary") {
			t.Errorf("event %d still says %s", e.Seq, e.Private)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	w.append("ana", d, deal.Logged{ID: "a", Type: "note", Text: "life goes on"})
	w.sound()
}

func testAsOf(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	var moments []int64
	tick := func() { moments = append(moments, w.clock.Load()) }
	tick() // 0: nothing
	one := w.deal("ana", "One", "", 1)
	tick() // 1: one
	two := w.deal("tom", "Two", w.organisation("Acme"), 2)
	if err := w.move("ana", one, "offer"); err != nil {
		t.Fatal(err)
	}
	tick() // 2: one offered, two
	w.append("ana", one, deal.Closed{As: "lost", From: "offer"})
	w.append("ana", two, deal.Handed{From: "tom", To: "ana"})
	tick()                                 // 3: two, of ana
	w.do("ana", func(tx *store.Tx) error { // known long ago, recorded now
		return tx.Record(store.Entry{Subject: "deal:" + two, Body: deal.Logged{ID: "x", Type: "note"}, Known: moments[1] + 1, Occurred: 1})
	})
	for i, want := range [][]string{nil, {"One meet ana"}, {"One offer ana", "Two meet tom"}, {"Two meet ana"}} {
		cards, err := w.db.CardsAsOf(ctx, store.All(), store.Filter{Statuses: []string{"open"}}, moments[i])
		var got []string
		for _, c := range cards {
			got = append(got, c.Name+" "+c.Step+" "+c.Owner)
		}
		slices.Sort(got)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("at moment %d: %q, %v, want %q", i, got, err, want)
		}
	}
	d, err := w.db.DealAsOf(ctx, store.All(), one, moments[1])
	if err != nil || d.Step != "meet" || d.Version != 1 {
		t.Errorf("the first as it was: %+v, %v", d, err)
	}
	_, err = w.db.DealAsOf(ctx, store.All(), one, moments[0])
	is(t, err, fault.NotFound, "deal")
	// Today's rights: two was of tom, and tom may not see it any more.
	if cards, err := w.db.CardsAsOf(ctx, mine("tom"), store.Filter{}, moments[2]); err != nil || len(cards) != 0 {
		t.Errorf("tom sees %+v, %v", cards, err)
	}
	if cards, err := w.db.CardsAsOf(ctx, store.All(), store.Filter{Owners: []string{"tom"}}, moments[2]); err != nil || len(cards) != 1 || cards[0].OrganisationName != "Acme" {
		t.Errorf("of tom then: %+v, %v", cards, err)
	}
}

func testVisits(t *testing.T, place Place) {
	w := furnished(t, place)
	one := w.deal("ana", "One", "", 1)
	two := w.deal("tom", "Two", "", 2)
	if err := w.move("ana", one, "offer"); err != nil {
		t.Fatal(err)
	}
	w.append("ana", one, deal.Logged{ID: "x", Type: "note"})
	w.append("ana", one, deal.Closed{As: "lost", From: "offer"})
	got := map[string]store.DealVisits{}
	collect := func(v store.DealVisits) error { got[v.ID] = v; return nil }
	if err := w.db.Visits(t.Context(), nil, collect); err != nil || len(got) != 2 {
		t.Fatalf("%d deals, %v", len(got), err)
	}
	d, err := w.db.Deal(t.Context(), store.All(), one)
	if err != nil || !reflect.DeepEqual(got[one].Visits, d.Visits) || got[one].Status != deal.Lost || got[one].Owner != "ana" || got[one].Value != d.Value {
		t.Errorf("got %+v, want %+v, %v", got[one], d.Visits, err)
	}
	clear(got)
	if err := w.db.Visits(t.Context(), []string{two, "x"}, collect); err != nil || len(got) != 1 || got[two].Step != "meet" {
		t.Errorf("got %+v, %v", got, err)
	}
	if due, err := w.db.Due(t.Context(), "2026-03-01"); err != nil || due != nil {
		t.Errorf("due: %v, %v", due, err)
	}
	w.append("ana", two, deal.Closed{As: "parked", From: "meet", Until: "2026-03-01"})
	for day, n := range map[string]int{"2026-02-28": 0, "2026-03-01": 1, "2027-01-01": 1} {
		if due, err := w.db.Due(t.Context(), day); err != nil || len(due) != n {
			t.Errorf("due on %s: %v, %v", day, due, err)
		}
	}
}

// exported is the log of a world, as Restore takes it.
func (w *world) exported() (all []store.Recorded) {
	w.t.Helper()
	if err := w.db.Export(w.t.Context(), func(r store.Recorded) error { all = append(all, r); return nil }); err != nil {
		w.t.Fatal(err)
	}
	return all
}

func stream(all []store.Recorded) iter.Seq2[store.Recorded, error] {
	return func(yield func(store.Recorded, error) bool) {
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func testRestore(t *testing.T, place Place) {
	w := furnished(t, place)
	p := w.person("Ida Demo", "")
	d := w.deal("ana", "One", "", 1)
	w.do("ana", func(tx *store.Tx) error {
		return tx.Record(store.Entry{Subject: "deal:" + d, Seal: "person:" + p, Body: deal.Logged{ID: "x", Type: "note", Text: "of ida"}})
	})
	walk(w, 40, 3)
	w.do("ana", func(tx *store.Tx) error { return tx.Erase("person:" + p) })
	want, err := w.db.Check(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	all := w.exported()
	copied := empty(t, place)
	if err := copied.db.Restore(t.Context(), stream(all)); err != nil {
		t.Fatal(err)
	}
	copied.sound()
	got, err := copied.db.Check(t.Context(), nil)
	if err != nil || got.StateHash != want.StateHash || got.Head != want.Head || got.Seq != want.Seq {
		t.Errorf("restored %+v\nfrom     %+v, %v", got, want, err)
	}
	if !reflect.DeepEqual(all, copied.exported()) {
		t.Error("what was restored is exported otherwise")
	}
	is(t, copied.db.Restore(t.Context(), stream(all)), fault.Conflict, "store.not_empty")
	copied.p = w.p
	copied.ids.Store(1_000_000)
	copied.deal("ana", "Goes on", "", 1)
	copied.sound()
}

func testRestoreBroken(t *testing.T, place Place) {
	w := furnished(t, place)
	w.deal("ana", "One", "", 1)
	for name, bend := range map[string]func([]store.Recorded) []store.Recorded{
		"changed":   func(r []store.Recorded) []store.Recorded { r[3].Actor = "eve"; return r },
		"missing":   func(r []store.Recorded) []store.Recorded { return append(r[:3], r[4:]...) },
		"turned":    func(r []store.Recorded) []store.Recorded { r[3], r[4] = r[4], r[3]; return r },
		"beheaded":  func(r []store.Recorded) []store.Recorded { return r[1:] },
		"other":     func(r []store.Recorded) []store.Recorded { r[5].Private = []byte(`{"name":"Two"}`); return r },
		"other sum": func(r []store.Recorded) []store.Recorded { r[5].Commit[0]++; return r },
	} {
		broken := empty(t, place)
		is(t, broken.db.Restore(t.Context(), stream(bend(w.exported()))), fault.Invalid, "store.chain")
		if seq, err := broken.db.Seq(t.Context()); seq != 0 || err != nil {
			t.Errorf("%s: %d events were kept, %v", name, seq, err)
		}
		broken.db.Close()
	}
	torn := errors.New("torn")
	half := empty(t, place)
	err := half.db.Restore(t.Context(), func(yield func(store.Recorded, error) bool) {
		if yield(w.exported()[0], nil) {
			yield(store.Recorded{}, torn)
		}
	})
	if !errors.Is(err, torn) {
		t.Errorf("got %v", err)
	}
	half.sound()
}

package storetest

import (
	"slices"
	"testing"

	"cairn/access"
	"cairn/company"
	"cairn/deal"
	"cairn/event"
	"cairn/fault"
	"cairn/internal/store"
	"cairn/money"
	"cairn/party"
	"cairn/process"
)

func testDeal(t *testing.T, place Place) {
	w := furnished(t, place)
	id := w.deal("ana", "Renewal 3M", w.organisation("Müller GmbH"), 40)
	if err := w.move("ana", id, "offer"); err != nil {
		t.Fatal(err)
	}
	d, err := w.db.Deal(t.Context(), mine("ana"), id)
	if err != nil {
		t.Fatal(err)
	}
	if d.Step != "offer" || d.Version != 2 || d.Name != "Renewal 3M" || len(d.Visits) != 2 {
		t.Errorf("the deal is %+v", d)
	}
	if err := w.move("ana", id, "sign"); err == nil {
		t.Error("nobody passes the impossible")
	}
	rows, _, err := w.db.Deals(t.Context(), store.All(), store.Filter{}, "-changed", "", 10)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	r := rows[0]
	if r.ID != id || r.Step != "offer" || r.OrganisationName != "Müller GmbH" || r.Value != (money.Money{Minor: 4_000_000, Currency: "EUR"}) || r.Marks != "io" || r.Version != 2 {
		t.Errorf("the row is %+v", r)
	}
	w.sound()
}

func testNouns(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	c, err := w.db.Company(ctx)
	if err != nil || c.Name != "Northbeck demo" || c.Process != w.p.Version() || !c.Ready() {
		t.Errorf("the company is %+v, %v", c, err)
	}
	dir, err := w.db.Directory(ctx)
	if err != nil || !dir.Above("mia", "ana") || len(dir.Members()) != 3 {
		t.Errorf("the directory is %+v, %v", dir, err)
	}
	versions, err := w.db.Processes(ctx)
	if err != nil || len(versions) != 1 || versions[0].Key != "short" {
		t.Errorf("the versions are %+v, %v", versions, err)
	}
	p, err := w.db.Process(ctx, w.p.Version())
	if err != nil || !p.Equal(w.p) {
		t.Errorf("the process is %v, %v", p.Key, err)
	}
	role := access.Owner
	name := "Northbeck demo works"
	draft := w.p
	draft.Name = "Shorter"
	draft = process.MustParse(string(process.Print(draft)))
	w.do("mia", func(tx *store.Tx) error {
		err := record(tx,
			store.Entry{Subject: "member:ana", Body: &access.MemberChanged{Role: &role}},
			store.Entry{Subject: company.Subject, Body: company.Changed{Name: &name}},
			store.Entry{Subject: company.Subject, Body: company.Published{Key: draft.Key, Version: draft.Version(), Text: string(process.Print(draft)), Default: true}},
			store.Entry{Subject: "view:v1", Body: company.ViewSaved{Name: "Mine", Page: "pipeline", Query: "owner=me", Owner: "ana"}},
			store.Entry{Subject: "view:v2", Body: company.ViewSaved{Name: "Ours", Page: "pipeline", Query: "", Owner: "mia", Team: true}},
		)
		if err != nil {
			return err
		}
		// What a work has staged it sees itself.
		dir, err := tx.Directory()
		if m, _ := dir.Member("ana"); err != nil || m.Role != access.Owner {
			t.Errorf("staged: %+v, %v", m, err)
		}
		c, err := tx.Company()
		if err != nil || c.Name != name || c.Process != draft.Version() {
			t.Errorf("staged: %+v, %v", c, err)
		}
		if p, err := tx.Process(draft.Version()); err != nil || p.Name != "Shorter" {
			t.Errorf("staged: %v, %v", p.Name, err)
		}
		if v, err := tx.View("v1"); err != nil || v.Name != "Mine" {
			t.Errorf("staged: %+v, %v", v, err)
		}
		return nil
	})
	dir, _ = w.db.Directory(ctx)
	if m, _ := dir.Member("ana"); m.Role != access.Owner {
		t.Errorf("the role of ana is %s", m.Role)
	}
	if c, _ := w.db.Company(ctx); c.Name != name {
		t.Errorf("the name is %s", c.Name)
	}
	for me, want := range map[string][]string{"ana": {"v1", "v2"}, "tom": {"v2"}} {
		views, err := w.db.Views(ctx, me)
		var ids []string
		for _, v := range views {
			ids = append(ids, v.ID)
		}
		if err != nil || !slices.Equal(ids, want) {
			t.Errorf("%s has the views %v, %v", me, ids, err)
		}
	}
	w.do("ana", func(tx *store.Tx) error {
		return tx.Record(store.Entry{Subject: "view:v1", Body: company.ViewSaved{Owner: "ana", Gone: true}})
	})
	if views, _ := w.db.Views(ctx, "ana"); len(views) != 1 {
		t.Errorf("a dropped view is still there: %+v", views)
	}
	w.sound()
}

func testNotFound(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	for noun, ask := range map[string]func() error{
		"deal":         func() error { _, err := w.db.Deal(ctx, store.All(), "x"); return err },
		"organisation": func() error { _, err := w.db.Organisation(ctx, "x"); return err },
		"person":       func() error { _, err := w.db.Person(ctx, "x"); return err },
		"process":      func() error { _, err := w.db.Process(ctx, "x"); return err },
		"session":      func() error { _, err := w.db.Session(ctx, []byte("x")); return err },
		"token":        func() error { _, err := w.db.Token(ctx, []byte("x")); return err },
	} {
		is(t, ask(), fault.NotFound, noun)
	}
	_, err := w.db.DealEvents(ctx, store.All(), "x", 0, 10)
	is(t, err, fault.NotFound, "deal")
	w.do("ana", func(tx *store.Tx) error {
		for noun, ask := range map[string]func() error{
			"deal":         func() error { _, err := tx.Deal(store.All(), "x"); return err },
			"organisation": func() error { _, err := tx.Organisation("x"); return err },
			"person":       func() error { _, err := tx.Person("x"); return err },
			"member":       func() error { _, err := tx.Member("x"); return err },
			"view":         func() error { _, err := tx.View("x"); return err },
			"process":      func() error { _, err := tx.Process("x"); return err },
		} {
			is(t, ask(), fault.NotFound, noun)
		}
		return nil
	})
	for _, bad := range []store.Entry{
		{Subject: "deal", Body: deal.Moved{}},
		{Subject: "cat:1", Body: deal.Moved{}},
		{Subject: "deal:1", Body: deal.Moved{To: "offer"}},          // before its beginning
		{Subject: "deal:1", Body: deal.Opened{ID: "2", Step: "a"}},  // of another
		{Subject: "deal:1", Body: party.OrganisationAdded{ID: "1"}}, // of another noun
		{Subject: "organisation:1", Body: party.OrganisationMerged{}},
		{Subject: "member:1", Body: unheard{}},
	} {
		if err := w.try("ana", func(tx *store.Tx) error { return tx.Record(bad) }); err == nil {
			t.Errorf("%+v was recorded", bad)
		}
	}
	w.sound()
}

// unheard is an event that no noun knows.
type unheard struct{}

// Kind is that of nothing.
func (unheard) Kind() string { return "member.sang" }

func testNumber(t *testing.T, place Place) {
	w := furnished(t, place)
	id := w.deal("ana", "One", "", 1)
	events, err := w.db.DealEvents(t.Context(), store.All(), id, 0, 10)
	if err != nil || len(events) != 1 {
		t.Fatal(events, err)
	}
	b, err := deal.Decode(events[0])
	if o, ok := b.(*deal.Opened); err != nil || !ok || o.Name != "One" {
		t.Errorf("the first event is %+v, %v", b, err)
	}
	if err := w.try("ana", func(tx *store.Tx) error {
		return tx.Record(store.Entry{Subject: "deal:" + id, Body: deal.Opened{ID: id, Step: "meet"}})
	}); err == nil {
		t.Error("a deal began twice")
	}
	_ = event.Event{}
	w.sound()
}

func testParties(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	names := []string{"Österberg", "Adler", "adler", "Zimmer 10", "Zimmer 9", "Élan", "Elba"}
	ids := map[string]string{}
	for _, n := range names {
		ids[n] = w.organisation(n)
	}
	var got []string
	for after := ""; ; {
		page, next, err := w.db.Organisations(ctx, store.PartyFilter{}, "name", after, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range page {
			got = append(got, o.Name)
		}
		if after = next; next == "" {
			break
		}
	}
	if want := []string{"Adler", "adler", "Élan", "Elba", "Österberg", "Zimmer 9", "Zimmer 10"}; !slices.Equal(got, want) {
		t.Errorf("by name: %q, want %q", got, want)
	}
	if n, err := w.db.CountOrganisations(ctx, store.PartyFilter{Text: "zimm"}); n != 2 || err != nil {
		t.Errorf("%d are called Zimmer, %v", n, err)
	}
	p := w.person("Paul Élan", ids["Élan"], "paul@example.org")
	w.person("Nora Adler", ids["Adler"])
	people, _, err := w.db.People(ctx, store.PartyFilter{Organisations: []string{ids["Élan"]}}, "", "", 10)
	if err != nil || len(people) != 1 || people[0].ID != p {
		t.Errorf("people of Élan: %+v, %v", people, err)
	}
	w.do("ana", func(tx *store.Tx) error {
		return record(tx,
			store.Entry{Subject: "organisation:" + ids["Elba"], Body: party.OrganisationMerged{Into: ids["Élan"]}},
			store.Entry{Subject: "person:" + p, Body: party.PersonWithdrawn{Why: "a mistake"}})
	})
	if n, _ := w.db.CountOrganisations(ctx, store.PartyFilter{}); n != len(names)-1 {
		t.Errorf("%d organisations, want %d", n, len(names)-1)
	}
	if n, _ := w.db.CountOrganisations(ctx, store.PartyFilter{Gone: true}); n != len(names) {
		t.Errorf("%d organisations with those gone, want %d", n, len(names))
	}
	if n, _ := w.db.CountPeople(ctx, store.PartyFilter{}); n != 1 {
		t.Errorf("%d people, want 1", n)
	}
	_, _, err = w.db.People(ctx, store.PartyFilter{}, "shoe size", "", 1)
	is(t, err, fault.Invalid, "sort")
	w.sound()
}

func testAlike(t *testing.T, place Place) {
	w := furnished(t, place)
	a := w.organisation("Müller GmbH")
	keys := party.Blocks(party.Organisation{Name: "MUELLER Ges.m.b.H."})
	if ids, err := w.db.Alike(t.Context(), "organisation", keys); err != nil || !slices.Equal(ids, []string{a}) {
		t.Errorf("alike: %v, %v", ids, err)
	}
	w.do("ana", func(tx *store.Tx) error {
		b := tx.NewID()
		if err := tx.Record(store.Entry{Subject: "organisation:" + b, Body: party.OrganisationAdded{ID: b, Name: "Muller"}}); err != nil {
			return err
		}
		if ids, err := tx.Alike("organisation", keys); err != nil || !slices.Equal(ids, []string{a, b}) {
			t.Errorf("staged: %v, %v", ids, err)
		}
		name := "Quite another"
		if err := tx.Record(store.Entry{Subject: "organisation:" + a, Body: party.OrganisationChanged{Name: &name}}); err != nil {
			return err
		}
		if ids, err := tx.Alike("organisation", keys); err != nil || !slices.Equal(ids, []string{b}) {
			t.Errorf("after a change: %v, %v", ids, err)
		}
		return nil
	})
	d := w.deal("ana", "x", a, 1)
	p := w.person("Ida Demo", a)
	w.append("ana", d, deal.Involved{Person: p})
	w.do("ana", func(tx *store.Tx) error {
		for noun, id := range map[string]string{"organisation": a, "person": p} {
			if ids, err := tx.DealsOf(noun, id); err != nil || !slices.Equal(ids, []string{d}) {
				t.Errorf("deals of %s: %v, %v", noun, ids, err)
			}
		}
		other := ""
		if err := tx.Record(store.Entry{Subject: "deal:" + d, Body: deal.Changed{Organisation: &other}}); err != nil {
			return err
		}
		if ids, err := tx.DealsOf("organisation", a); err != nil || len(ids) != 0 {
			t.Errorf("deals after a change: %v, %v", ids, err)
		}
		return nil
	})
	w.sound()
}

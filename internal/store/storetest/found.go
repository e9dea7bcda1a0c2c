package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cairn/access"
	"cairn/deal"
	"cairn/event"
	"cairn/internal/store"
	"cairn/party"
)

// testFound holds searches at random against somebody who looks at everything, while deals
// are shared, handed on, withdrawn and merged, and organisations and people are named anew,
// merged, withdrawn and erased. Whoever only reads, as another node does, finds the same.
func testFound(t *testing.T, place Place) {
	w := furnished(t, place)
	k := &walker{w: w, r: rand.New(rand.NewPCG(12, 7))}
	k.firms = append(k.firms, w.organisation("Firm"))
	k.people = append(k.people, w.person("Person", k.firms[0]))
	k.deals = append(k.deals, w.deal("ana", "First", k.firms[0], 1))
	o := w.options()
	o.ReadOnly = true
	other, err := store.Open(t.Context(), w.place, o)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	for range 25 {
		for range 8 {
			k.step()
			k.turn()
		}
		for range 20 {
			k.search(w.db, other)
		}
	}
	w.sound()
	for _, id := range k.people {
		w.erase(id)
		k.search(w.db, other)
	}
	w.sound()
}

// turn does what the ordinary walk does not: to what is found by its name, or names others.
func (k *walker) turn() {
	k.w.t.Helper()
	firm, person, d := pick(k, k.firms), pick(k, k.people), pick(k, k.deals)
	member := pick(k, []string{"ana", "tom", "mia", "eve", "a b"})
	emails := []string{fmt.Sprintf("x%d@example.org", k.r.IntN(99))}
	type act struct {
		subject string
		body    event.Body
	}
	a := pick(k, []act{
		{"deal:" + d, deal.Shared{Member: member}},
		{"deal:" + d, deal.Shared{Member: member, End: true}},
		{"deal:" + d, deal.Handed{To: member}},
		{"deal:" + d, deal.Involved{Person: person}},
		{"deal:" + d, deal.Changed{Organisation: &firm}},
		{"deal:" + d, deal.Changed{Person: &person}},
		{"person:" + person, party.PersonChanged{Organisation: &firm}},
		{"person:" + person, party.PersonChanged{Emails: &emails}},
		{"", nil},
	})
	if k.r.IntN(12) == 0 {
		a = pick(k, []act{
			{"person:" + person, party.PersonMerged{Into: k.people[0]}},
			{"person:" + person, party.PersonWithdrawn{}},
			{"organisation:" + firm, party.OrganisationMerged{Into: k.firms[0]}},
			{"organisation:" + firm, party.OrganisationWithdrawn{}},
			{"deal:" + d, deal.Closed{As: "withdrawn"}},
		})
	}
	if a.subject == "" {
		if k.r.IntN(4) == 0 {
			k.w.erase(person)
		}
		return
	}
	k.w.do("ana", func(tx *store.Tx) error { return tx.Record(store.Entry{Subject: a.subject, Body: a.body}) })
}

// erase forgets a person.
func (w *world) erase(id string) {
	w.t.Helper()
	_, _, err := w.db.Write(w.t.Context(), store.Work{Actor: "mia", Alone: true, Do: func(tx *store.Tx) (any, error) {
		if err := tx.Record(store.Entry{Subject: "person:" + id, Body: party.PersonErased{}}); err != nil {
			return nil, err
		}
		return nil, tx.Erase("person:" + id)
	}})
	if err != nil {
		w.t.Fatal(err)
	}
}

// search asks for something, as somebody, of all databases, and looks at everything for it.
func (k *walker) search(all ...*store.DB) {
	k.w.t.Helper()
	words := []string{"e", "energie", "ÉNERG", "lodz", "3m", "mull", "bright", "demo", "renewal", "ren", "gmbh", "north", "1", "10", "9", "first", "firm", "p", "example", "org"}
	text := pick(k, words)
	for k.r.IntN(2) == 0 {
		text += " " + pick(k, words)
	}
	many := store.See{Scope: access.Scope{Owners: []string{"ana", "mia", "tom"}}, Me: "mia"}
	for i := range 40 {
		many.Scope.Owners = append(many.Scope.Owners, fmt.Sprint("x", i))
	}
	see := pick(k, []store.See{
		store.All(), {}, {Me: "ana"}, mine("ana"), mine("tom"), mine("eve"), mine("a b"), mine("a_b"), many,
		{Scope: access.Scope{Owners: []string{"ana", "mia", "tom"}}, Me: "mia"},
	})
	limit := pick(k, []int{1, 3, 10, 1000})
	want := k.look(see, text)
	for i, db := range all {
		hits, err := db.Search(k.w.t.Context(), see, text, limit)
		if err != nil {
			k.w.t.Fatal(err)
		}
		got := map[string][]string{}
		for _, h := range hits {
			got[h.Noun] = append(got[h.Noun], h.ID)
		}
		rows, _, err := db.Deals(k.w.t.Context(), see, store.Filter{Text: text}, "-changed", "", 1000)
		n, err2 := db.CountDeals(k.w.t.Context(), see, store.Filter{Text: text})
		if err != nil || err2 != nil {
			k.w.t.Fatal(err, err2)
		}
		listed := ids(rows)
		for _, noun := range []string{"deal", "organisation", "person"} {
			if w := want[noun][:min(limit, len(want[noun]))]; !slices.Equal(got[noun], w) {
				k.w.t.Errorf("%d: %+v finds for %q, %d of each, %s\n%v, want\n%v", i, see, text, limit, noun, got[noun], w)
			}
		}
		if w := slices.Sorted(slices.Values(want["deal"])); !slices.Equal(listed, w) || n != len(w) {
			k.w.t.Errorf("%d: %+v lists and counts for %q %d and %d deals, want %d", i, see, text, len(listed), n, len(w))
		}
	}
}

// look finds by looking at everything: what has all the words, by noun, the newest first.
func (k *walker) look(see store.See, text string) map[string][]string {
	k.w.t.Helper()
	ctx, found := k.w.t.Context(), map[string][]string{}
	look := func(noun, id string, names ...string) {
		has := strings.Fields(party.Fold(strings.Join(names, " / ")))
		for _, w := range strings.Fields(party.Fold(text)) {
			if !slices.ContainsFunc(has, func(h string) bool { return strings.HasPrefix(h, w) }) {
				return
			}
		}
		found[noun] = append([]string{id}, found[noun]...)
	}
	firms, people := map[string]string{}, map[string]string{}
	for _, id := range k.firms {
		o, err := k.w.db.Organisation(ctx, id)
		if err != nil {
			k.w.t.Fatal(err)
		}
		if firms[id] = o.Name; !o.Withdrawn {
			look("organisation", id, o.Name, o.Domain, o.City)
		}
	}
	for _, id := range k.people {
		p, err := k.w.db.Person(ctx, id)
		if err != nil {
			k.w.t.Fatal(err)
		}
		if people[id] = p.Name; !p.Withdrawn && !p.Erased {
			look("person", id, append(p.Emails, p.Name, firms[p.Organisation])...)
		}
	}
	for _, id := range k.deals {
		d, err := k.w.db.Deal(ctx, store.All(), id)
		if err != nil {
			k.w.t.Fatal(err)
		}
		_, part := d.Participants[see.Me]
		names := []string{d.Name, firms[d.Organisation], people[d.Person]}
		for _, c := range d.People {
			names = append(names, people[c.Person])
		}
		if d.Status != deal.Withdrawn && (see.Scope.Has(d.Owner) || part) {
			look("deal", id, names...)
		}
	}
	return found
}

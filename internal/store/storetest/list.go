package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cairn/access"
	"cairn/deal"
	"cairn/fault"
	"cairn/internal/store"
	"cairn/party"
)

func ids(rows []store.DealRow) (ids []string) {
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	slices.Sort(ids)
	return ids
}

func testVisibility(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	anas := w.deal("ana", "Canary one", "", 1)
	toms := w.deal("tom", "Canary two", "", 1)
	both := w.deal("tom", "Canary three", "", 1)
	w.append("tom", both, deal.Shared{Member: "ana"})
	for _, id := range []string{anas, toms, both} {
		w.append("tom", id, deal.Scheduled{ID: "s" + id, Type: "call", Due: "2026-02-01", By: "tom"})
		w.append("tom", id, deal.Asked{Checkpoint: "budget", Why: "x"})
	}
	for _, tt := range []struct {
		who  string
		see  store.See
		want []string
	}{
		{"ana", mine("ana"), []string{anas, both}},
		{"tom", mine("tom"), []string{toms, both}},
		{"mia", store.See{Scope: access.Scope{Owners: []string{"ana", "mia", "tom"}}, Me: "mia"}, []string{anas, toms, both}},
		{"everybody", store.All(), []string{anas, toms, both}},
		{"nobody", store.See{}, nil},
		{"a stranger", mine("eve"), nil},
	} {
		t.Run(tt.who, func(t *testing.T) {
			slices.Sort(tt.want)
			got := map[string][]string{}
			rows, _, err := w.db.Deals(ctx, tt.see, store.Filter{}, "name", "", 10)
			got["deals"] = ids(rows)
			named, _, err2 := w.db.Deals(ctx, tt.see, store.Filter{Owners: []string{"tom", "ana"}}, "value", "", 10)
			got["deals of owners"] = ids(named)
			cards, err3 := w.db.Cards(ctx, tt.see, store.Filter{Statuses: []string{"open"}}, 0)
			got["cards"] = ids(cards)
			first, err4 := w.db.Cards(ctx, tt.see, store.Filter{}, 5)
			got["first cards"] = ids(first)
			past, err5 := w.db.CardsAsOf(ctx, tt.see, store.Filter{}, w.clock.Load())
			got["cards as of"] = ids(past)
			asked, err6 := w.db.Requested(ctx, tt.see)
			got["requested"] = nil
			for _, d := range asked {
				got["requested"] = append(got["requested"], d.ID)
			}
			hits, err7 := w.db.Search(ctx, tt.see, "canary", 10)
			got["search"] = nil
			for _, h := range hits {
				got["search"] = append(got["search"], h.ID)
			}
			acts, err8 := w.db.Activities(ctx, tt.see, store.ActivityFilter{}, 10)
			got["activities"] = nil
			for _, a := range acts {
				got["activities"] = append(got["activities"], a.Deal)
			}
			for _, err := range []error{err, err2, err3, err4, err5, err6, err7, err8} {
				if err != nil {
					t.Fatal(err)
				}
			}
			for what, g := range got {
				if slices.Sort(g); !slices.Equal(g, tt.want) {
					t.Errorf("%s: %v, want %v", what, g, tt.want)
				}
			}
			if n, err := w.db.CountDeals(ctx, tt.see, store.Filter{}); n != len(tt.want) || err != nil {
				t.Errorf("counted %d, %v", n, err)
			}
			counts, err := w.db.OpenBySteps(ctx, tt.see, []string{w.p.Version()})
			if counts["meet"] != len(tt.want) || err != nil {
				t.Errorf("by steps %v, %v", counts, err)
			}
			for _, id := range []string{anas, toms, both} {
				_, err1 := w.db.Deal(ctx, tt.see, id)
				_, err2 := w.db.DealEvents(ctx, tt.see, id, 0, 10)
				_, err3 := w.db.DealAsOf(ctx, tt.see, id, w.clock.Load())
				for _, err := range []error{err1, err2, err3} {
					if seen := slices.Contains(tt.want, id); seen && err != nil || !seen && fault.Of(err) != fault.NotFound {
						t.Errorf("deal %s: %v", id, err)
					}
				}
			}
		})
	}
}

func testFilter(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	org := w.organisation("Acme")
	person := w.person("Ida Demo", org)
	one := w.deal("ana", "One", org, 1)
	two := w.deal("tom", "Two", "", 20)
	three := w.deal("ana", "Three", org, 300)
	day, source := "2026-04-01", "fair"
	w.append("ana", one, deal.Changed{CloseDate: &day, Source: &source})
	w.append("ana", one, deal.Involved{Person: person})
	w.append("ana", one, deal.Scheduled{ID: "a", Type: "call", Due: "2026-01-04", By: "ana"})
	w.append("ana", two, deal.Scheduled{ID: "b", Type: "call", Due: "2026-01-05", By: "ana"})
	w.append("ana", two, deal.Asked{Checkpoint: "budget", Why: "x"})
	if err := w.move("ana", three, "offer"); err != nil {
		t.Fatal(err)
	}
	w.append("ana", three, deal.Closed{As: "lost", Reason: "price", From: "offer"})
	least, most := int64(2_000_000), int64(2_000_000)
	for name, tt := range map[string]struct {
		f    store.Filter
		want []string
	}{
		"everything":   {store.Filter{}, []string{one, two, three}},
		"open":         {store.Filter{Statuses: []string{"open"}}, []string{one, two}},
		"statuses":     {store.Filter{Statuses: []string{"lost", "won"}}, []string{three}},
		"step":         {store.Filter{Steps: []string{"meet", "sign"}}, []string{one, two}},
		"owner":        {store.Filter{Owners: []string{"tom"}}, []string{two}},
		"organisation": {store.Filter{Organisations: []string{org}}, []string{one, three}},
		"person":       {store.Filter{People: []string{person}}, []string{one}},
		"source":       {store.Filter{Sources: []string{"fair"}}, []string{one}},
		"kind":         {store.Filter{Kinds: []string{"renewal"}}, nil},
		"process":      {store.Filter{Processes: []string{w.p.Version()}}, []string{one, two, three}},
		"least":        {store.Filter{ValueMin: &least}, []string{two, three}},
		"most":         {store.Filter{ValueMax: &most}, []string{one, two}},
		"close from":   {store.Filter{CloseFrom: "2026-04-01"}, []string{one}},
		"close to":     {store.Filter{CloseTo: "2026-03-31"}, nil},
		"overdue":      {store.Filter{NextDue: "overdue", Today: "2026-01-05"}, []string{one}},
		"today":        {store.Filter{NextDue: "today", Today: "2026-01-05"}, []string{two}},
		"later":        {store.Filter{NextDue: "later", Today: "2026-01-04"}, []string{two}},
		"nothing next": {store.Filter{NextDue: "none", Today: "2026-01-05"}, []string{three}},
		"asked":        {store.Filter{Flag: "asked"}, []string{two}},
		"debts":        {store.Filter{Flag: "debts"}, nil},
		"words":        {store.Filter{Text: "acm thr"}, []string{three}},
		"words of who": {store.Filter{Text: "ida"}, []string{one}},
		"together":     {store.Filter{Statuses: []string{"open"}, Owners: []string{"ana"}, Text: "o"}, []string{one}},
		"quotes":       {store.Filter{Text: `"' ); --`, Owners: []string{`x' OR '1'='1`}}, nil},
	} {
		slices.Sort(tt.want)
		rows, _, err := w.db.Deals(ctx, store.All(), tt.f, "changed", "", 10)
		if err != nil || !slices.Equal(ids(rows), tt.want) {
			t.Errorf("%s: %v, %v, want %v", name, ids(rows), err, tt.want)
		}
		if n, err := w.db.CountDeals(ctx, store.All(), tt.f); err != nil || n != len(tt.want) {
			t.Errorf("%s: counted %d, %v", name, n, err)
		}
	}
	if counts, err := w.db.OpenDeals(ctx, store.All(), []string{org}); err != nil || counts[org] != 1 {
		t.Errorf("open deals %v, %v", counts, err)
	}
}

func testPaging(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	w.do("ana", func(tx *store.Tx) error { // one moment, so that everything ties
		for i := range 23 {
			id, err := w.openDeal(tx, "ana", fmt.Sprintf("Deal %c", 'a'+i/6), "", int64(i/5))
			if err != nil {
				return err
			}
			if i%3 == 0 {
				due := fmt.Sprintf("2026-02-%02d", 1+i/9)
				if err := tx.Record(store.Entry{Subject: "deal:" + id, Body: deal.Scheduled{ID: id, Type: "call", Due: due, By: "ana"}}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for _, sort := range []string{"changed", "value", "name", "entered", "next", "close", "ended"} {
		var forth []store.DealRow
		for _, sign := range []string{"", "-"} {
			var all []store.DealRow
			for after := ""; ; {
				page, next, err := w.db.Deals(ctx, store.All(), store.Filter{}, sign+sort, after, 4)
				if err != nil {
					t.Fatal(sort, err)
				}
				all = append(all, page...)
				if after = next; next == "" {
					break
				}
			}
			if got := ids(all); len(all) != 23 || len(slices.Compact(got)) != 23 {
				t.Fatalf("%s%s: %d rows, %d different", sign, sort, len(all), len(slices.Compact(got)))
			}
			if sign == "" {
				forth = all
				continue
			}
			slices.Reverse(all)
			if !slices.EqualFunc(forth, all, func(a, b store.DealRow) bool { return a.ID == b.ID }) {
				t.Errorf("%s does not turn round", sort)
			}
		}
		key := map[string]func(a, b store.DealRow) int{
			"value": func(a, b store.DealRow) int { return cmp.Compare(a.Value.Minor, b.Value.Minor) },
			"name":  func(a, b store.DealRow) int { return cmp.Compare(a.Name, b.Name) },
			"next": func(a, b store.DealRow) int {
				return cmp.Compare(strings.Replace("x"+a.NextDue, "x", "", len(a.NextDue))+"~", strings.Replace("x"+b.NextDue, "x", "", len(b.NextDue))+"~")
			},
		}[sort]
		if key != nil && sort != "next" && !slices.IsSortedFunc(forth, key) {
			t.Errorf("not in the order of %s", sort)
		}
	}
	_, next, err := w.db.Deals(ctx, store.All(), store.Filter{}, "name", "", 4)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"x", next + "A", strings.ToUpper(next), next[1:]} {
		_, _, err := w.db.Deals(ctx, store.All(), store.Filter{}, "name", bad, 4)
		is(t, err, fault.Invalid, "cursor")
	}
	_, _, err = w.db.Deals(ctx, store.All(), store.Filter{}, "-name", next, 4)
	is(t, err, fault.Invalid, "cursor")
	_, _, err = w.db.Deals(ctx, store.All(), store.Filter{}, "shoe size", "", 4)
	is(t, err, fault.Invalid, "sort")
}

func testBoard(t *testing.T, place Place) {
	w := furnished(t, place)
	for i := range 6 {
		id := w.deal("ana", fmt.Sprint("Deal ", i), "", 1)
		if i%2 == 0 {
			if err := w.move("ana", id, "offer"); err != nil {
				t.Fatal(err)
			}
		}
	}
	cards, err := w.db.Cards(t.Context(), store.All(), store.Filter{Statuses: []string{"open"}}, 2)
	if err != nil || len(cards) != 4 {
		t.Fatalf("%d cards, %v", len(cards), err)
	}
	for i, want := range []string{"Deal 5", "Deal 3", "Deal 4", "Deal 2"} {
		if cards[i].Name != want {
			t.Errorf("card %d is %s, want %s", i, cards[i].Name, want)
		}
	}
	all, err := w.db.Cards(t.Context(), store.All(), store.Filter{Statuses: []string{"open"}}, 0)
	if err != nil || len(all) != 6 || all[0].Name != "Deal 5" {
		t.Errorf("%d cards, %v", len(all), err)
	}
}

func testActivities(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	d := w.deal("ana", "One", "", 1)
	w.append("ana", d, deal.Scheduled{ID: "a", Type: "call", Due: "2026-02-03", Time: "10:00", Text: "ring", By: "tom"})
	w.append("ana", d, deal.Scheduled{ID: "b", Type: "mail", Due: "2026-02-01", By: "ana"})
	w.append("ana", d, deal.Scheduled{ID: "c", Type: "mail", Due: "2026-02-02", By: "ana"})
	w.append("ana", d, deal.Rescheduled{ID: "b", Due: "2026-03-01"})
	w.append("ana", d, deal.Cancelled{ID: "c"})
	w.append("ana", d, deal.Logged{ID: "x", Type: "call", Outcome: deal.Held, TwoWay: true, Minutes: 20, People: []string{"p"}, Finishes: "a", Text: "rang"})
	w.append("ana", d, deal.Logged{ID: "y", Type: "note", Text: "a note"})
	all, err := w.db.Activities(ctx, store.All(), store.ActivityFilter{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range all {
		got = append(got, fmt.Sprintf("%s %s %v %s %s %d %s %v", a.ID, a.Kind, a.Done, a.Due, a.Member, a.Minutes, a.Text, a.People))
	}
	want := []string{"b mail false 2026-03-01 ana 0  []", "y note true  ana 0 a note []", "x call true 2026-02-03 tom 20 rang [p]"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	yes, no := true, false
	for name, tt := range map[string]struct {
		f    store.ActivityFilter
		want int
	}{
		"done":    {store.ActivityFilter{Done: &yes}, 2},
		"planned": {store.ActivityFilter{Done: &no}, 1},
		"whose":   {store.ActivityFilter{Members: []string{"tom"}}, 1},
		"deal":    {store.ActivityFilter{Deals: []string{"x"}}, 0},
		"due":     {store.ActivityFilter{DueFrom: "2026-02-04", DueTo: "2026-03-01"}, 1},
		"between": {store.ActivityFilter{From: begin, To: begin + 1_000_000_000}, 2},
		"before":  {store.ActivityFilter{From: 1, To: begin}, 0},
	} {
		if got, err := w.db.Activities(ctx, store.All(), tt.f, 10); err != nil || len(got) != tt.want {
			t.Errorf("%s: %d, %v, want %d", name, len(got), err, tt.want)
		}
	}
	w.append("ana", d, deal.Closed{As: "lost", From: "meet"})
	if got, err := w.db.Activities(ctx, store.All(), store.ActivityFilter{Done: &no}, 10); err != nil || len(got) != 0 {
		t.Errorf("planned on a lost deal: %+v, %v", got, err)
	}
	w.sound()
}

func testSearch(t *testing.T, place Place) {
	w := furnished(t, place)
	ctx := t.Context()
	org := w.organisation("Société Générale")
	three := w.organisation("3M")
	d := w.deal("ana", "Œuvre Łódź renewal", org, 1)
	m := w.deal("ana", "Masks", three, 1)
	p := w.person("Zoë Ångström", org, "zoe@example.org")
	w.append("ana", m, deal.Involved{Person: p})
	for text, want := range map[string][]string{
		"société":        {d, org, p},
		"SOCIETE":        {d, org, p},
		"gen soc":        {d, org, p},
		"3m":             {m, three},
		"3":              {m, three},
		"lodz oeuvre":    {d},
		"renew":          {d},
		"newal":          nil,
		"angstrom":       {m, p},
		"zoe@example":    {p},
		"masks societe":  nil,
		"":               nil,
		" -- ":           nil,
		`" OR a* NOT`:    nil,
		`') OR 1=1; --`:  nil,
		"\x00' & !x | y": nil,
	} {
		hits, err := w.db.Search(ctx, mine("ana"), text, 10)
		var got []string
		for _, h := range hits {
			got = append(got, h.ID)
		}
		slices.Sort(got)
		slices.Sort(want)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	name := "Northwind demo"
	w.do("ana", func(tx *store.Tx) error {
		return tx.Record(store.Entry{Subject: "organisation:" + org, Body: party.OrganisationChanged{Name: &name}})
	})
	finds := func(text string, want int) {
		t.Helper()
		if hits, err := w.db.Search(ctx, mine("ana"), text, 10); err != nil || len(hits) != want {
			t.Errorf("%q: %+v, %v, want %d", text, hits, err, want)
		}
	}
	finds("northwind", 3)
	finds("societe", 0)
	w.append("ana", d, deal.Closed{As: "withdrawn", From: "meet"})
	finds("northwind", 2)
	hits, err := w.db.Search(ctx, mine("ana"), "masks", 10)
	if err != nil || len(hits) != 1 || hits[0] != (store.Hit{Noun: "deal", ID: m, Name: "Masks", Detail: "3M", Process: w.p.Version(), Step: w.p.Steps[0].Key, Status: "open"}) {
		t.Errorf("the hit is %+v, %v", hits, err)
	}
	w.sound()
}

// testSearchFollows hands a deal on and lets others take part: each finds what is theirs at
// that moment, and whoever stands above many finds it all the time.
func testSearchFollows(t *testing.T, place Place) {
	w := furnished(t, place)
	many := store.See{Scope: access.Scope{Owners: []string{"ana", "tom"}}, Me: "mia"}
	for i := range 30 {
		many.Scope.Owners = append(many.Scope.Owners, fmt.Sprint("x", i))
	}
	d := w.deal("ana", "Canary", "", 1)
	finds := func(ana, tom, eve int) {
		t.Helper()
		for see, want := range map[*store.See]int{ptr(mine("ana")): ana, ptr(mine("tom")): tom, ptr(mine("eve")): eve, &many: 1} {
			if hits, err := w.db.Search(t.Context(), *see, "can", 10); err != nil || len(hits) != want {
				t.Errorf("%s finds %v, %v, want %d", see.Me, hits, err, want)
			}
		}
	}
	finds(1, 0, 0)
	w.append("ana", d, deal.Shared{Member: "eve"})
	finds(1, 0, 1)
	w.append("ana", d, deal.Handed{From: "ana", To: "tom"})
	finds(0, 1, 1)
	w.append("tom", d, deal.Shared{Member: "eve", End: true})
	finds(0, 1, 0)
	w.sound()
}

func ptr[T any](v T) *T { return &v }

package app_test

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"cairn/access"
	"cairn/internal/app"
	"cairn/internal/store"
	"cairn/money"
)

// TestPipelineIsTheBoard holds the figures in memory against the cards of the board, for
// whoever asks and whatever the filter: after each command they count the same deals.
func TestPipelineIsTheBoard(t *testing.T) {
	t.Parallel()
	on := engines()[0]
	w := open(t, on.place(t), &clock{now: dawn()}, store.Options{})
	w.found()
	k := newWalker(w, 5)
	counted := 0
	for i := range 600 {
		k.step(fmt.Sprint("5-", i))
		if i%3 != 0 {
			continue
		}
		for range 6 {
			who, f := k.actor(k.ids["Olga"]), k.filter()
			who.Role, who.Active = access.Owner, true // whatever became of her
			if k.one(3) {
				who = k.actor(k.some("member"))
			}
			counted += k.samePipeline(who, f)
		}
	}
	if counted < 500 {
		t.Errorf("only %d deals were ever counted", counted)
	}
}

// samePipeline compares the two, and tells how many deals they are.
func (k *walker) samePipeline(who access.Actor, f app.Filter) int {
	k.t.Helper()
	ctx := context.Background()
	figures, err := k.Ask(ctx, who, &app.Pipeline{Filter: f})
	shown, bad := k.Ask(ctx, who, &app.Board{Filter: f})
	if err != nil || bad != nil {
		if fmt.Sprint(err) != fmt.Sprint(bad) {
			k.t.Fatalf("%+v: %v, and the board: %v", f, err, bad)
		}
		return 0
	}
	got, board := figures.(app.PipelineFigures), shown.(app.BoardPage)
	k.sameDeals(who, f, board)
	k.sameFirst(who, f, board)
	var all app.Stock
	if len(got.Steps) != len(board.Columns) {
		k.t.Fatalf("%+v: %d steps, and the board has %d", f, len(got.Steps), len(board.Columns))
	}
	for i, c := range board.Columns {
		want := stockOf(board.Cards, c.Step, who.Scope())
		if !sameStock(got.Steps[i], want) {
			k.t.Fatalf("%s, %+v: %+v, and the board: %+v", who.Name, f, got.Steps[i], want)
		}
		all.Count, all.Over, all.Undated = all.Count+want.Count, all.Over+want.Over, all.Undated+want.Undated
	}
	if got.All.Count != all.Count || got.All.Over != all.Over || got.All.Undated != all.Undated {
		k.t.Fatalf("%+v: in all %+v, and the board: %+v", f, got.All, all)
	}
	return all.Count
}

// sameDeals holds the cards, which are found in memory, against the list, which the database
// finds.
func (k *walker) sameDeals(who access.Actor, f app.Filter, board app.BoardPage) {
	k.t.Helper()
	f.Status, f.Process = "open", "" // steps are called differently in each process
	out, err := k.Ask(context.Background(), who, &app.Deals{Filter: f, Limit: 500})
	if err != nil {
		k.t.Fatalf("%+v: %v", f, err)
	}
	var ids, listed []string
	for _, c := range out.(app.DealList).Deals {
		if slices.ContainsFunc(board.Columns, func(x app.Column) bool { return x.Step == c.Step }) {
			listed = append(listed, c.ID)
		}
	}
	for _, c := range board.Cards {
		ids = append(ids, c.ID)
	}
	slices.Sort(ids)
	slices.Sort(listed)
	if !slices.Equal(ids, listed) {
		k.t.Fatalf("%s, %+v: %v, and the list: %v", who.Name, f, ids, listed)
	}
}

// loudness is how a card is put in order, as text: what comes first is the smallest.
func loudness(order string, c app.Card) string {
	day := func(d string) string { return cmp.Or(d, "9999") }
	worth := fmt.Sprintf("%020d", math.MaxInt64/2-c.Value.Minor/2)
	switch order {
	case "next":
		return fmt.Sprint(slices.Index([]string{"overdue", "none", "today", "later"}, c.Next.Mark), day(c.Next.Due), worth)
	case "age":
		return fmt.Sprintf("%09d%s", 1_000_000-c.Days, worth)
	case "value":
		return worth
	case "close":
		return day(c.CloseDate) + worth
	}
	return fmt.Sprintf("%020d", math.MaxInt64-c.Changed)
}

// sameFirst asks for the first cards of each step: the figures are those of all, and no card
// that is left out comes before one that is sent.
func (k *walker) sameFirst(who access.Actor, f app.Filter, board app.BoardPage) {
	k.t.Helper()
	q := app.Board{Filter: f, First: 1 + k.r.IntN(3), Order: pick(k, "", "next", "age", "value", "close", "changed")}
	out, err := k.Ask(context.Background(), who, &q)
	if err != nil {
		k.t.Fatalf("%+v: %v", q, err)
	}
	first := out.(app.BoardPage)
	sent := map[string]bool{}
	for _, c := range first.Cards {
		sent[c.ID] = true
	}
	least, own := map[string]string{}, map[string]int{}
	for _, c := range board.Cards {
		if !who.Scope().Has(c.Owner) {
			if !sent[c.ID] {
				k.t.Fatalf("%+v: a shared deal is not sent", q)
			}
			continue
		}
		if own[c.Step]++; !sent[c.ID] {
			if l := loudness(q.Order, c); least[c.Step] == "" || l < least[c.Step] {
				least[c.Step] = l
			}
		}
	}
	for _, c := range first.Cards {
		if who.Scope().Has(c.Owner) && least[c.Step] != "" && loudness(q.Order, c) > least[c.Step] {
			k.t.Fatalf("%+v: %+v is sent before another", q, c)
		}
	}
	plain := f.Text == "" && f.Person == ""
	for i, c := range first.Columns {
		n := 0
		for _, card := range first.Cards {
			if card.Step == c.Step && who.Scope().Has(card.Owner) {
				n++
			}
		}
		if d := board.Columns[i]; c.Count != d.Count || c.Over != d.Over || c.Undated != d.Undated || plain && n != min(q.First, own[c.Step]) {
			k.t.Fatalf("%s %+v: %d of %d cards of %+v, and the board: %+v", who.Name, q, n, own[c.Step], c, d)
		}
	}
	if first.More != (len(first.Cards) < len(board.Cards)) {
		k.t.Fatalf("%+v: more is %v with %d of %d cards", q, first.More, len(first.Cards), len(board.Cards))
	}
}

// stockOf counts the cards of a step one by one, those of the owners in a scope.
func stockOf(cards []app.Card, step string, scope access.Scope) app.Stock {
	s := app.Stock{Step: step}
	sums := map[string]int64{}
	for _, c := range cards {
		if c.Step != step || !scope.Has(c.Owner) {
			continue
		}
		s.Count++
		switch c.Age {
		case "over", "far_over":
			s.Over++
		case "unknown":
			s.Undated++
		}
		sums[c.Value.Currency] += c.Value.Minor
	}
	for currency, minor := range sums {
		if minor != 0 {
			s.Sums = append(s.Sums, money.Money{Minor: minor, Currency: currency})
		}
	}
	slices.SortFunc(s.Sums, func(a, b money.Money) int { return strings.Compare(a.Currency, b.Currency) })
	return s
}

// sameStock compares; sums that came near what a number can hold are left aside.
func sameStock(a, b app.Stock) bool {
	huge := func(m money.Money) bool { return m.Minor > 1<<61 || m.Minor < -1<<61 }
	if slices.ContainsFunc(a.Sums, huge) || slices.ContainsFunc(b.Sums, huge) {
		a.Sums, b.Sums = nil, nil
	}
	return a.Step == b.Step && a.Count == b.Count && a.Over == b.Over && a.Undated == b.Undated && slices.Equal(a.Sums, b.Sums)
}

package app_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"cairn/access"
	"cairn/deal"
	"cairn/internal/app"
	"cairn/internal/store"
	"cairn/metric"
)

func capabilityOf(name string) access.Capability {
	e, _ := app.Lookup(name)
	return e.Capability
}

// everything is asked as somebody who sees it all.
func (k *walker) everything(q app.Question) any {
	k.t.Helper()
	who := k.actor(k.ids["Olga"])
	who.Role, who.Active = access.Owner, true
	out, err := k.Ask(context.Background(), who, q)
	if err != nil {
		k.t.Fatalf("%+v: %v", q, err)
	}
	return out
}

// keysOfProcesses are the keys that deals may run under.
func (k *walker) keysOfProcesses() []string {
	return slices.Sorted(maps.Keys(k.companyNow().Published))
}

// stays are all stays as the metrics take them, with the moments as they were recorded.
func (k *walker) stays() (all []metric.Stay, live map[string]string) {
	k.t.Helper()
	live = map[string]string{}
	err := k.db.Visits(context.Background(), nil, func(v store.DealVisits) error {
		if v.Status == deal.Open {
			live[v.ID] = v.Step
		}
		for i, x := range v.Visits {
			if bad := wrongVisit(v, i); bad != "" {
				k.t.Errorf("stay %d of deal %s %s: %+v", i, v.ID, bad, v.Visits)
			}
			s := metric.Stay{Deal: v.ID, Process: v.Process, Step: x.Step, Visit: x.Count, From: x.From, To: x.To, Owner: x.Owner, OwnerNow: v.Owner, Value: x.Value}
			if s.How = exitOf(x.How); x.From != 0 {
				all = append(all, s)
			}
		}
		return nil
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return all, live
}

func exitOf(word string) metric.Exit {
	for _, e := range metric.Exits() {
		if e.String() == word {
			return e
		}
	}
	return metric.Open
}

// wrongVisit says what is wrong with a stay of a deal.
func wrongVisit(v store.DealVisits, i int) string {
	x, last := v.Visits[i], i == len(v.Visits)-1
	switch {
	case x.How != "" && exitOf(x.How) == metric.Open:
		return "ends in a way that no figure knows"
	case x.How != "" && x.To < x.From:
		return "is negative"
	case i > 0 && x.From != 0 && x.From < v.Visits[i-1].To:
		return "begins before the one before it ended"
	case x.How == "" && !last:
		return "is open, and another follows"
	case last && (x.How == "") != (v.Status == deal.Open):
		return "is open, and its deal is not, or the other way about"
	case last && v.Status == deal.Open && x.Step != v.Step:
		return "is not where its deal is"
	}
	return ""
}

// addUp holds every way of counting the same against the others.
func (k *walker) addUp() {
	k.t.Helper()
	stays, live := k.stays()
	open := map[string]int{}
	for _, step := range live {
		open[step]++
	}
	byStep, onBoard := map[string]int{}, 0
	for _, key := range k.keysOfProcesses() {
		page := k.everything(&app.ProcessShown{ID: key}).(app.ProcessPage)
		for _, f := range page.Figures {
			byStep[f.Step] += f.Open
		}
		board := k.everything(&app.Board{Filter: app.Filter{Process: key}}).(app.BoardPage)
		cards := map[string]int{}
		for _, c := range board.Cards {
			cards[c.Step]++
		}
		for _, c := range board.Columns {
			if c.Count != cards[c.Step] && !board.More {
				k.t.Errorf("column %s counts %d of %d cards", c.Step, c.Count, cards[c.Step])
			}
			onBoard += c.Count
		}
	}
	for step, n := range open {
		if byStep[step] != n {
			k.t.Errorf("%d stays are open in %s, and the process's page counts %d", n, step, byStep[step])
		}
	}
	list := k.everything(&app.Deals{Count: true, Limit: 1}).(app.DealList)
	if list.Count != len(live) || onBoard != len(live) {
		k.t.Errorf("%d deals are open, the list counts %d, the boards %d", len(live), list.Count, onBoard)
	}
	k.balance(stays, live)
}

// balance keeps the books of windows that follow one another, of everything and of each
// step and owner.
func (k *walker) balance(stays []metric.Stay, live map[string]string) {
	k.t.Helper()
	now := k.clock.read()
	from := dawn() - 500*oneDay
	stock := metric.Flow(stays, from, from).Start
	for i := range 20 {
		to := from + int64(k.r.IntN(40*(i+1)))*oneDay/2
		if i == 19 {
			to = max(now, from) + 1
		}
		whole := metric.Flow(stays, from, to)
		var parts metric.Books
		for _, owner := range k.all.ids["member"] {
			parts = parts.Add(metric.Flow(slices.DeleteFunc(slices.Clone(stays), func(s metric.Stay) bool { return s.Owner != owner }), from, to))
		}
		if !whole.Balance() || whole.Start != stock || parts != whole {
			k.t.Errorf("the books of window %d: %+v after a stock of %d; by owner %+v", i, whole, stock, parts)
		}
		from, stock = to, whole.End
	}
	dated := 0
	for _, s := range stays {
		if s.How == metric.Open {
			dated++
		}
	}
	if stock != dated || dated > len(live) {
		k.t.Errorf("%d stays are in stock, %d are open, of %d deals", stock, dated, len(live))
	}
}

// medians holds the figures that are kept in memory and follow the log against those of a
// program that has just been started.
func (k *walker) medians() {
	k.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if err := k.Start(ctx); err != nil {
		k.t.Fatal(err)
	}
	for i := range 30 {
		k.step(fmt.Sprint("figures ", i))
	}
	k.clock.tick("figures", 0)
	fresh := app.New(k.db)
	if err := fresh.Start(ctx); err != nil {
		k.t.Fatal(err)
	}
	old := k.App
	for _, key := range k.keysOfProcesses() {
		k.App = fresh
		want := fmt.Sprintf("%+v", k.everything(&app.ProcessShown{ID: key}).(app.ProcessPage).Figures)
		k.App = old
		eventually(k.t, func() bool {
			return fmt.Sprintf("%+v", k.everything(&app.ProcessShown{ID: key}).(app.ProcessPage).Figures) == want
		}, "the figures of "+key+" never came to "+want)
	}
}

// boardThen is the board of a moment.
type boardThen struct {
	at    int64
	cards map[string]string
}

// boardOf is what a board shows, but for what hangs on the company of today: its zone says
// which day it is.
func boardOf(page app.BoardPage) map[string]string {
	cards := map[string]string{}
	for _, c := range page.Cards {
		cards[c.ID] = fmt.Sprint(c.Step, c.Owner, c.Value, c.Next.Kind, c.Next.Due, c.Next.Time, c.Kind, c.Source, c.CloseDate, c.Flags, c.Debts)
	}
	return cards
}

// remember keeps the boards as they are, and lets the moment pass.
func (k *walker) remember() boardThen {
	k.t.Helper()
	b := boardThen{at: k.clock.read(), cards: map[string]string{}}
	for _, key := range k.keysOfProcesses() {
		maps.Copy(b.cards, boardOf(k.everything(&app.Board{Filter: app.Filter{Process: key}}).(app.BoardPage)))
	}
	k.clock.tick("remember", second)
	return b
}

// recall asks for the board of that moment: whatever happened since, it has not changed but
// for history that was brought later and declared complete (P-18).
func (k *walker) recall(b boardThen) {
	k.t.Helper()
	cards := map[string]string{}
	for _, key := range k.keysOfProcesses() {
		at := timestamp(b.at)
		maps.Copy(cards, boardOf(k.everything(&app.Board{Filter: app.Filter{Process: key}, AsOf: at}).(app.BoardPage)))
	}
	for id, want := range b.cards {
		if cards[id] != want {
			k.t.Errorf("deal %s was %s, and is shown as of then as %s", id, want, cards[id])
		}
	}
	for id := range cards {
		if _, ok := b.cards[id]; !ok && !k.broughtLater(id, b.at) {
			k.t.Errorf("deal %s was not open at %s, and is shown as if it were", id, timestamp(b.at))
		}
	}
}

// broughtLater says whether a deal was brought after a moment.
func (k *walker) broughtLater(id string, at int64) bool {
	events, err := k.db.DealEvents(context.Background(), store.All(), id, 2, 1)
	if err != nil || len(events) != 1 {
		k.t.Fatalf("deal %s: %v", id, err)
	}
	return events[0].Recorded > at && events[0].Known <= at
}

func eventually(t testing.TB, yes func() bool, what string) {
	t.Helper()
	for range 1000 {
		if yes() {
			return
		}
		pause()
	}
	t.Error(what)
}

// A filter of a past board asks what was so then, not what is so today.
func TestPastBoardAsksThen(t *testing.T) {
	w := open(t, engines()[0].place(t), &clock{now: dawn()}, store.Options{})
	w.found()
	quarry, tallow := w.aFirm("Quarry Demo"), w.aFirm("Tallow Demo")
	on := w.aDeal()
	w.clock.tick("first", second)
	w.must(w.as("Ana"), &app.ChangeDeal{OnDeal: on, Organisation: &quarry})
	then := timestamp(w.clock.read())
	w.clock.tick("then", oneDay)
	w.must(w.as("Ana"), &app.ChangeDeal{OnDeal: on, Organisation: &tallow})
	for firm, want := range map[string][2]int{quarry: {1, 0}, tallow: {0, 1}} {
		for i, asOf := range []string{then, ""} {
			out, err := w.Ask(context.Background(), w.as("Ana"), &app.Board{Filter: app.Filter{Organisation: firm}, AsOf: asOf})
			if err != nil {
				t.Fatal(err)
			}
			if got := len(out.(app.BoardPage).Cards); got != want[i] {
				t.Errorf("as of %q, firm %s has %d deals, want %d", asOf, firm, got, want[i])
			}
		}
	}
}

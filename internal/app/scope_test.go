package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cairn/access"
	"cairn/deal"
	"cairn/internal/app"
	"cairn/internal/store"
)

const waking = "wake" // the step in which what is due is done

// scripted is a walk written down, with the world that it has made.
type scripted struct {
	*walker
	steps []taken
}

// choice is how a company lets its people see, and who is away with whom in their place.
type choice struct {
	name  string
	sight access.Sight
	away  map[string]string
}

// choices has each reach of each role, alone and together, and absences: in a row, in a
// circle, of an owner.
func choices() []choice {
	return []choice{
		{name: "the narrowest"},
		{name: "teams", sight: access.Sight{Salesperson: access.Team, Viewer: access.Team}},
		{name: "salespeople see all", sight: access.Sight{Salesperson: access.All}},
		{name: "managers see all", sight: access.Sight{Manager: access.All}},
		{name: "viewers see all", sight: access.Sight{Viewer: access.All}},
		{name: "all see all", sight: access.Sight{Salesperson: access.All, Manager: access.All, Viewer: access.All}},
		{name: "a salesperson stands in", away: map[string]string{"Mia": "Ben"}},
		{name: "in a row", away: map[string]string{"Mia": "Ben", "Ben": "Eve", "Tom": "Ana"}},
		{name: "in a circle", sight: access.Sight{Salesperson: access.Team}, away: map[string]string{"Ana": "Ben", "Ben": "Ana"}},
		{name: "an owner is away", away: map[string]string{"Olga": "Ben"}},
	}
}

// steps make the choice.
func (c choice) steps(ids map[string]string) (all []taken) {
	for _, first := range slices.Sorted(maps.Keys(c.away)) {
		cmd := &app.SendAway{Member: ids[first], From: "2026-01-01", Until: "2026-12-31", To: ids[c.away[first]]}
		all = append(all, taken{name: "member.away", cmd: cmd, who: "system", at: "away " + first})
	}
	if c.sight != (access.Sight{}) {
		all = append(all, taken{name: "company.change", cmd: &app.ChangeCompany{Sight: &c.sight}, who: "system", at: "sight"})
	}
	return all
}

// script walks n steps in a company that has made a choice, and keeps to it. Two deals never
// become one: what one of them knew would be the other's, and no longer only its own.
func script(t testing.TB, n int, seed uint64, c choice) *scripted {
	t.Helper()
	w := open(t, engines()[0].place(t), &clock{now: dawn()}, store.Options{})
	w.found()
	k := newWalker(w, seed)
	k.avoid, k.eager = "deal.merge", 3
	x := &scripted{walker: k}
	for _, s := range c.steps(w.ids) {
		if s.told = w.do(s); strings.HasPrefix(s.told, "fault") {
			t.Fatal(s.line())
		}
		x.steps = append(x.steps, s)
	}
	if len(x.steps) > 0 { // they and nobody else decide who sees what
		k.avoid += " member.away member.back company.change member.change member.deactivate"
	}
	for i := range n {
		if i%40 == 39 {
			k.wake(fmt.Sprint(waking, i))
			x.steps = append(x.steps, taken{name: waking, at: fmt.Sprint(waking, i)})
		}
		x.steps = append(x.steps, k.step(fmt.Sprint("s", i)))
	}
	return x
}

// unseen are the deals that somebody may not see today (P-9).
func (x *scripted) unseen(who access.Actor) map[string]bool {
	x.t.Helper()
	unseen := map[string]bool{}
	err := x.db.Visits(context.Background(), nil, func(v store.DealVisits) error {
		_, err := x.db.Deal(context.Background(), seeing(who), v.ID)
		unseen[v.ID] = err != nil
		return nil
	})
	if err != nil {
		x.t.Fatal(err)
	}
	maps.DeleteFunc(unseen, func(_ string, no bool) bool { return !no })
	return unseen
}

func seeing(who access.Actor) store.See { return store.SeeAs(who) }

// names are the deals that a step is about, or has made.
func (s taken) names() []string {
	var c struct{ Deal, Other string }
	if raw, err := json.Marshal(s.cmd); err == nil {
		json.Unmarshal(raw, &c) // of what is about no deal, nothing fits
	}
	ids := []string{c.Deal, c.Other}
	if s.name == "deal.open" || s.name == "deal.bring" {
		ids = append(ids, s.done.ID)
	}
	return ids
}

// without is another world: the same steps at the same moments, but for those about some
// deals. Everybody else is answered as they were.
func (x *scripted) without(t testing.TB, gone map[string]bool) *world {
	t.Helper()
	w := open(t, engines()[0].place(t), &clock{now: dawn()}, store.Options{})
	w.found()
	for _, s := range x.steps {
		switch {
		case s.name == waking:
			w.clock.tick(s.at, oneDay)
			if _, err := w.Tick(context.Background()); err != nil {
				t.Error(err)
			}
		case slices.ContainsFunc(s.names(), func(id string) bool { return gone[id] }):
			w.clock.tick(s.at, s.wait)
		default:
			if told := w.do(s); told != s.told {
				t.Errorf("without deals that have nothing to do with it: %s\n%s", s.line(), told)
			}
		}
	}
	if w.clock.read() != x.clock.read() {
		t.Fatalf("the worlds stand at %s and %s", timestamp(w.clock.read()), timestamp(x.clock.read()))
	}
	return w
}

// fresh is the world as a program sees it that has just been started: its figures are those
// of this moment.
func (w *world) fresh() *world {
	w.t.Helper()
	other := *w
	other.App = app.New(w.db)
	if err := other.Start(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	return &other
}

// part asks the same in two worlds, and gives the names of the questions whose answers
// differ, with the first pair of answers to each.
func part(a, b *world, asks []inquiry, as func(*world) access.Actor) map[string]string {
	differ := map[string]string{}
	a, b = a.fresh(), b.fresh()
	for _, q := range asks {
		one, other := a.answer(as(a), q), b.answer(as(b), q)
		if one != other && differ[q.name] == "" {
			differ[q.name] = fmt.Sprintf("%.3000s\n%.3000s", one, other)
		}
	}
	return differ
}

// heard is what somebody may hear of on the live line. That a deal has left somebody's
// sight is no secret: they have seen it.
func (w *world) heard(who access.Actor) (all []string) {
	w.t.Helper()
	after := int64(0)
	for {
		changes, err := w.Changes(context.Background(), after)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(changes) == 0 {
			return all
		}
		for _, c := range changes {
			after = c.Seq
			if heard, _ := c.Reaches(who); heard {
				all = append(all, fmt.Sprint(c.Noun, c.ID, c.Kind, c.Version, c.Actor))
			}
		}
	}
}

// TestTwoWorlds holds two databases side by side that differ only in deals that somebody
// may not see. Whatever that member asks, hears or tries, both answer the same: what is not
// visible is not there. The check for duplicates and the published
// references may know more; neither says anything about deals here.
func TestTwoWorlds(t *testing.T) {
	t.Parallel()
	for i, c := range choices() {
		if testing.Short() && i%3 != 0 {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n, most := 120, 3
			if i == 0 {
				n, most = 700, 9
			}
			if testing.Short() {
				n = min(n, 250)
			}
			x := script(t, n, 3, c)
			asks := x.inquiries(most * 2 * len(app.Questions()))
			shown := 0
			for _, first := range []string{"Ana", "Ben", "Vic", "Mia", "Max", "Eve", "Adam"} {
				if shown == most || x.actor(x.ids[first]).Scope().All {
					continue // enough, or there is nothing that they do not see
				}
				if n := x.apart(t, first, asks); n > 1 {
					shown++
				} else if i == 0 {
					t.Errorf("%s sees nearly everything: that shows little", first)
				}
			}
			if shown == 0 {
				t.Error("everybody sees nearly everything: that shows little")
			}
		})
	}
}

// apart holds the world beside one without the deals that somebody does not see, and says
// how many those are.
func (x *scripted) apart(t *testing.T, first string, asks []inquiry) int {
	t.Helper()
	as := func(w *world) access.Actor { return w.actor(x.ids[first]) }
	gone := x.unseen(as(x.world))
	w := x.without(t, gone)
	t.Logf("%s does not see %d deals", first, len(gone))
	for name, pair := range part(x.world, w, asks, as) {
		t.Errorf("%s learns of deals by %s:\n%s", first, name, pair)
	}
	if a, b := x.heard(as(x.world)), w.heard(as(w)); !slices.Equal(a, b) {
		t.Errorf("%s hears of %d changes in one world, and of %d in the other", first, len(a), len(b))
	}
	x.tries(t, w, as)
	return len(gone)
}

// tries has somebody try things on all deals, seen and unseen, and keep nothing of it.
func (x *scripted) tries(t *testing.T, w *world, as func(*world) access.Actor) {
	t.Helper()
	x.r, x.avoid = rand.New(rand.NewPCG(9, 9)), "member.set_password" // slow, and of no deal
	for i := range 300 {
		_, cmd := x.draw()
		var answers [2]string
		for j, y := range []*world{x.world, w} {
			y.clock.tick(fmt.Sprint("try ", i), 0)
			done, err := y.Do(context.Background(), as(y), cmd, app.How{Dry: true})
			answers[j] = told(done, err) + counted(done)
		}
		if answers[0] != answers[1] {
			t.Errorf("somebody learns of deals by trying %T %+v:\n%s\n%s", cmd, cmd, answers[0], answers[1])
		}
	}
}

// telling are the questions that say something about deals.
func telling() []string {
	return []string{
		"board.show", "deal.list", "deal.show", "deal.events", "deal.moves", "organisation.list", "organisation.show",
		"person.show", "search.find", "process.show", "override.list", "figure.pipeline", "member.list", "member.rights",
	}
}

// TestLeaksAreSeen seeds leaks: to somebody who sees everything each of the questions tells
// the worlds apart, and one deal that is shared with the reader is found.
func TestLeaksAreSeen(t *testing.T) {
	t.Parallel()
	x := script(t, 700, 3, choice{})
	asks := x.inquiries(20 * len(app.Questions()))
	ana := func(w *world) access.Actor { return w.actor(x.ids["Ana"]) }
	gone := x.unseen(ana(x.world))
	w := x.without(t, gone)
	leak := func(w *world) access.Actor {
		who := ana(w)
		who.Role = access.Owner // whose scope is everything
		return who
	}
	differ := part(x.world, w, asks, leak)
	for _, name := range telling() {
		if differ[name] == "" {
			t.Errorf("a leak by %s goes by unseen", name)
		}
	}
	for _, name := range []string{"session.show", "view.list", "party.alike", "person.list"} {
		if differ[name] != "" {
			t.Errorf("%s speaks of deals:\n%s", name, differ[name])
		}
	}
	if a, b := x.heard(leak(x.world)), w.heard(leak(w)); slices.Equal(a, b) {
		t.Error("a leak by the live line goes by unseen")
	}
	one := x.open(gone)
	x.clock.tick("share", 0)
	x.must(leak(x.world), &app.ShareDeal{OnDeal: app.OnDeal{Deal: one.ID}, Member: x.ids["Ana"]})
	differ = part(x.world, w, asks, ana)
	if differ["deal.list"] == "" || differ["board.show"] == "" {
		t.Errorf("one deal that leaks goes by unseen; %s differ", strings.Join(slices.Collect(maps.Keys(differ)), " "))
	}
}

// open is one of some deals that is open, and not Ana's to share.
func (x *scripted) open(among map[string]bool) deal.Deal {
	x.t.Helper()
	for _, id := range slices.Sorted(maps.Keys(among)) {
		if d := x.dealNow(id); d.Live() && d.Owner != x.ids["Ana"] && len(d.Participants) == 0 {
			return d
		}
	}
	x.t.Fatal("no deal that could leak")
	return deal.Deal{}
}

// TestSharingChangesNoFigure: who takes part in a deal sees it, and no figure counts it for
// them: figures follow ownership.
func TestSharingChangesNoFigure(t *testing.T) {
	x := newTeam(t)
	ben := x.actor(x.must(x.olga, &app.AddMember{Name: "Ben Sells", Email: "ben@example.org", Role: access.Salesperson, Manager: x.olga.ID}).ID)
	id := x.must(x.ana, &app.OpenDeal{Name: "Kiln", Role: "plant head"}).ID
	x.must(x.ana, &app.ShareDeal{OnDeal: app.OnDeal{Deal: id}, Member: ben.ID})
	if x.page(ben, id).Deal.ID != id {
		t.Error("who takes part does not see the deal")
	}
	fresh := app.New(x.db)
	if err := fresh.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		who  access.Actor
		want int
	}{{x.ana, 1}, {x.mia, 1}, {ben, 0}} {
		out, err := fresh.Ask(context.Background(), tt.who, &app.ProcessShown{})
		if err != nil {
			t.Fatal(err)
		}
		if f := out.(app.ProcessPage).Figures[0]; f.Median.N != tt.want || f.Open != tt.want {
			t.Errorf("%s: the median counts %d, and %d are open; want %d", tt.who.Name, f.Median.N, f.Open, tt.want)
		}
	}
}

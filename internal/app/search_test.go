package app_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cairn/access"
	"cairn/deal"
	"cairn/fault"
	"cairn/internal/app"
	"cairn/internal/store"
	"cairn/party"
)

// foundBy are the names of the deals that somebody finds by a text, in the order of the
// alphabet.
func (w *world) foundBy(who access.Actor, text string) (names []string, err error) {
	out, err := w.Ask(context.Background(), who, &app.Search{Text: text, Limit: 100})
	if err != nil {
		return nil, err
	}
	for _, h := range out.(app.Found).Hits {
		if h.Noun == "deal" {
			names = append(names, h.Name)
		}
	}
	slices.Sort(names)
	return names, nil
}

// searched is a world in which things happen to a deal, and everybody searches.
type searched struct {
	*world
	n int
}

// act does something at a moment of its own.
func (x *searched) act(first string, cmd app.Command) app.Done {
	x.t.Helper()
	x.n++
	x.clock.tick(fmt.Sprint("act ", x.n), second)
	return x.must(x.actor(x.ids[first]), cmd)
}

// only holds who finds something by a text against who is to; everybody else finds nothing.
func (x *searched) only(text, name string, finders ...string) {
	x.t.Helper()
	for first, id := range x.ids {
		who := x.actor(id)
		got, err := x.foundBy(who, text)
		switch {
		case !who.May(access.Read):
			if fault.Of(err) != fault.Forbidden {
				x.t.Errorf("%s, who has left, finds %q, %v", first, got, err)
			}
		case err != nil:
			x.t.Errorf("%s: %v", first, err)
		case slices.Contains(finders, first) && !slices.Equal(got, []string{name}):
			x.t.Errorf("%s finds by %q %q, want %q", first, text, got, name)
		case !slices.Contains(finders, first) && len(got) > 0:
			x.t.Errorf("%s finds by %q %q, which is none of theirs", first, text, got)
		}
	}
}

// TestSearchFollows: who finds a deal is who may see it at that moment, whatever happened to
// the deal, to those it is with and to those who sell (P-9).
func TestSearchFollows(t *testing.T) {
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			x := &searched{world: open(t, e.place(t), &clock{now: dawn()}, store.Options{})}
			x.world.found()
			ids := x.ids
			firm := x.act("Ana", &app.AddOrganisation{OrganisationFacts: app.OrganisationFacts{Name: ptr("Brackwater Foods")}}).ID
			ida := x.act("Ana", &app.AddPerson{PersonFacts: app.PersonFacts{Name: ptr("Ida Tallow"), Organisation: &firm}}).ID
			kiln := x.act("Ana", &app.OpenDeal{Name: "Kiln line", Organisation: firm, Person: ida}).ID
			on := app.OnDeal{Deal: kiln}
			above := []string{"Olga", "Max", "Mia"}
			anas := append(slices.Clone(above), "Ana")
			for _, text := range []string{"kiln", "KI li", "brackw kiln", "tallow", "ida foods"} {
				x.only(text, "Kiln line", anas...)
			}
			x.act("Ana", &app.ShareDeal{OnDeal: on, Member: ids["Eve"]})
			x.only("kiln", "Kiln line", append(anas, "Eve")...)
			x.act("Ana", &app.ShareDeal{OnDeal: on, Member: ids["Eve"], End: true})
			x.only("kiln", "Kiln line", anas...)
			x.act("Mia", &app.HandDeal{OnDeal: on, To: ids["Tom"]})
			toms := append(slices.Clone(above), "Tom")
			x.only("kiln", "Kiln line", toms...)
			x.act("Ana", &app.ChangeOrganisation{Organisation: firm, OrganisationFacts: app.OrganisationFacts{Name: ptr("Quarry Foods")}})
			x.only("brackwater", "")
			x.only("quarry", "Kiln line", toms...)
			x.act("Ana", &app.ChangePerson{Person: ida, PersonFacts: app.PersonFacts{Name: ptr("Ida Ostrich")}})
			x.only("tallow", "")
			x.only("ostr", "Kiln line", toms...)
			x.act("Olga", &app.ChangeMember{Member: ids["Tom"], Manager: ptr(ids["Max"])})
			x.only("kiln", "Kiln line", "Olga", "Max", "Tom")
			x.act("Olga", &app.ChangeMember{Member: ids["Mia"], Manager: ptr(ids["Olga"])})
			x.act("Olga", &app.ChangeMember{Member: ids["Tom"], Manager: ptr(ids["Mia"])})
			x.only("kiln", "Kiln line", "Olga", "Mia", "Tom")
			x.act("Olga", &app.ChangeMember{Member: ids["Tom"], Active: ptr(false)})
			x.only("kiln", "Kiln line", "Olga", "Mia")
			x.act("Mia", &app.HandDeal{OnDeal: on, To: ids["Ana"]})
			pump := x.act("Ana", &app.OpenDeal{Name: "Pump trial", Organisation: firm, Person: ida}).ID
			x.act("Mia", &app.MergeDeals{OnDeal: on, Other: pump})
			x.only("pump", "")
			x.only("foods", "Kiln line", "Olga", "Mia", "Ana")
			x.act("Mia", &app.CloseDeal{OnDeal: on, As: string(deal.Withdrawn), Reason: "mistake", Note: "entered twice"})
			x.only("kiln", "")
			x.sound()
		})
	}
}

// TestSearchOfMany: a manager of many finds what each of them has, and none of them finds
// another's.
func TestSearchOfMany(t *testing.T) {
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			x := &searched{world: open(t, e.place(t), &clock{now: dawn()}, store.Options{})}
			x.world.found()
			var want []string
			for i := range 40 {
				name := fmt.Sprintf("Seller%02d", i)
				x.ids[name] = x.act("Olga", &app.AddMember{Name: name, Email: name + "@example.org", Role: access.Salesperson, Manager: x.ids["Mia"]}).ID
				want = append(want, fmt.Sprintf("Swarm %02d", i))
				x.act(name, &app.OpenDeal{Name: want[i], Role: "head"})
			}
			for first, w := range map[string][]string{"Mia": want, "Olga": want, "Seller07": {"Swarm 07"}, "Ana": nil} {
				if got, err := x.foundBy(x.actor(x.ids[first]), "swa"); err != nil || !slices.Equal(got, w) {
					t.Errorf("%s finds %q, %v, want %q", first, got, err, w)
				}
			}
		})
	}
}

// TestSearchWalk has members of all roles do what they like, and then search: each finds
// the deals that they may open and whose words match, no more and no less.
func TestSearchWalk(t *testing.T) {
	n := 600
	if testing.Short() {
		n = 200
	}
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			w := open(t, e.place(t), &clock{now: dawn()}, store.Options{})
			w.found()
			k := newWalker(w, 21)
			k.eager = 4
			for i := range n {
				k.step(fmt.Sprint("s", i))
				if i%50 == 49 {
					k.searches()
				}
			}
			w.sound()
		})
	}
}

// searches compares what everybody finds with what they may open.
func (k *walker) searches() {
	k.t.Helper()
	deals := k.named()
	for _, id := range k.all.ids["member"] {
		who := k.actor(id)
		if !who.May(access.Read) {
			continue
		}
		text := pick(k, "ki", "pump d", "ren", "north", "brackw", "lodz", "3m", "energie", "demo", "p", "works 1")
		var want []string
		for id, words := range deals {
			d, err := k.db.Deal(context.Background(), seeing(who), id)
			if err == nil && d.Status != deal.Withdrawn && !slices.ContainsFunc(strings.Fields(party.Fold(text)), func(w string) bool {
				return !slices.ContainsFunc(words, func(h string) bool { return strings.HasPrefix(h, w) })
			}) {
				want = append(want, d.Name)
			}
		}
		slices.Sort(want)
		if len(want) > 100 {
			continue // more than a search gives
		}
		if got, err := k.world.foundBy(who, text); err != nil || !slices.Equal(got, want) {
			k.t.Errorf("%s finds by %q %q, %v, want %q", who.Name, text, got, err, want)
		}
	}
}

// named are the words of all deals, by id.
func (k *walker) named() map[string][]string {
	k.t.Helper()
	ctx, words := context.Background(), map[string][]string{}
	err := k.db.Visits(ctx, nil, func(v store.DealVisits) error {
		d, err := k.db.Deal(ctx, store.All(), v.ID)
		if err != nil {
			return err
		}
		names := []string{d.Name}
		if o, err := k.db.Organisation(ctx, d.Organisation); err == nil {
			names = append(names, o.Name)
		}
		people := []string{d.Person}
		for _, c := range d.People {
			people = append(people, c.Person)
		}
		for _, id := range people {
			if p, err := k.db.Person(ctx, id); err == nil {
				names = append(names, p.Name)
			}
		}
		words[d.ID] = strings.Fields(party.Fold(strings.Join(names, " / ")))
		return nil
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return words
}

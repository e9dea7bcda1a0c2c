package storetest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"cairn/deal"
	"cairn/event"
	"cairn/internal/store"
	"cairn/money"
	"cairn/party"
)

// Walk does the same seeded things to an empty database and gives its state hash: the same
// one whatever the database is.
func Walk(t *testing.T, place Place, steps int, seed uint64) string {
	w := furnished(t, place)
	walk(w, steps, seed)
	w.sound()
	hash, err := w.db.StateHash(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func testWalk(t *testing.T, place Place) {
	w := furnished(t, place)
	for seed := range uint64(4) {
		walk(w, 60, seed)
		w.sound()
	}
}

// walker is somebody who does things at random.
type walker struct {
	w                    *world
	r                    *rand.Rand
	deals, firms, people []string
	n                    int
}

func walk(w *world, steps int, seed uint64) {
	w.t.Helper()
	k := &walker{w: w, r: rand.New(rand.NewPCG(seed, 7))}
	k.firms = append(k.firms, w.organisation("Firm of seed "+fmt.Sprint(seed)))
	k.people = append(k.people, w.person("Person of seed "+fmt.Sprint(seed), k.firms[0]))
	k.deals = append(k.deals, w.deal("ana", "First", k.firms[0], 1))
	for range steps {
		k.step()
	}
}

func pick[T any](k *walker, all []T) T { return all[k.r.IntN(len(all))] }

func (k *walker) name() string {
	return pick(k, []string{"Énergie", "Łódź", "3M", "Müller & Söhne", "Bright", "Demo"}) + " " + pick(k, []string{"renewal", "GmbH", "north", "10", "9"})
}

// step does one thing, of one or several events; now and then it is refused.
func (k *walker) step() {
	k.w.t.Helper()
	switch k.r.IntN(10) {
	case 0:
		k.firms = append(k.firms, k.w.organisation(k.name()))
	case 1:
		k.people = append(k.people, k.w.person(k.name(), pick(k, k.firms), fmt.Sprintf("p%d@example.org", k.r.IntN(99))))
	case 2, 3:
		k.deals = append(k.deals, k.w.deal(pick(k, []string{"ana", "tom", "mia"}), k.name(), pick(k, k.firms), int64(k.r.IntN(99))))
	case 4:
		k.changeParty()
	default:
		id := pick(k, k.deals)
		refuse := k.r.IntN(6) == 0
		k.w.try("ana", func(tx *store.Tx) error {
			for range 1 + k.r.IntN(4) {
				d, err := tx.Deal(store.All(), id)
				if err != nil {
					return err
				}
				if err := tx.Record(store.Entry{Subject: "deal:" + id, Body: k.body(tx, d), Seal: k.seal()}); err != nil {
					k.w.t.Error(err)
				}
			}
			if refuse {
				return fmt.Errorf("refused by the walk")
			}
			return nil
		})
	}
}

func (k *walker) seal() string {
	if k.r.IntN(5) == 0 {
		return "person:" + pick(k, k.people)
	}
	return ""
}

func (k *walker) changeParty() {
	name := k.name()
	k.w.do("tom", func(tx *store.Tx) error {
		if k.r.IntN(2) == 0 {
			return tx.Record(store.Entry{Subject: "person:" + pick(k, k.people), Body: party.PersonChanged{Name: &name}})
		}
		return tx.Record(store.Entry{Subject: "organisation:" + pick(k, k.firms), Body: party.OrganisationChanged{Name: &name}})
	})
}

// body is something that may happen to d as it is.
func (k *walker) body(tx *store.Tx, d deal.Deal) event.Body {
	if !d.Live() {
		return deal.Reopened{To: "meet", From: string(d.Status)}
	}
	id, day := tx.NewID(), fmt.Sprintf("2026-%02d-%02d", 1+k.r.IntN(12), 1+k.r.IntN(28))
	planned := ""
	if len(d.Planned) > 0 {
		planned = pick(k, d.Planned).ID
	}
	name, owner := k.name(), pick(k, []string{"ana", "tom", "mia"})
	return pick(k, []event.Body{
		deal.Moved{From: d.Step, To: pick(k, []string{"meet", "offer", "sign"}), How: deal.Skip},
		deal.Moved{From: d.Step, To: "meet", How: deal.Return, Why: name},
		deal.Logged{ID: id, Type: "call", Outcome: deal.Held, Text: name, Finishes: planned, People: []string{pick(k, k.people)}},
		deal.Scheduled{ID: id, Type: "meeting", Due: day, Time: "09:30", Text: name, By: owner},
		deal.Rescheduled{ID: planned, Due: day},
		deal.Cancelled{ID: planned},
		deal.Changed{Name: &name, CloseDate: &day, Fields: map[string]string{"colour": name}},
		deal.Given{Checkpoint: "who", Text: name},
		deal.Asked{Checkpoint: "budget", Why: name},
		deal.Offered{ID: id, What: name, Value: money.Money{Minor: int64(k.r.IntN(1e6)), Currency: "EUR"}},
		deal.Raised{ID: id, Text: name},
		deal.Handed{From: d.Owner, To: owner},
		deal.Shared{Member: owner},
		deal.Shared{Member: owner, End: true},
		deal.Involved{Person: pick(k, k.people), Influence: "decides"},
		deal.Involved{Person: pick(k, k.people), End: true},
		deal.PlanSet{ID: id, What: name, Due: day},
		deal.Closed{As: pick(k, []string{"lost", "parked", "withdrawn"}), From: d.Step, Until: day, Note: name},
	})
}

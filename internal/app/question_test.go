package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"cairn/access"
	"cairn/internal/app"
)

// questions has a generator for every question.
func questions() map[string]func(*walker) app.Question {
	return map[string]func(*walker) app.Question{
		"session.show": func(*walker) app.Question { return &app.WhoAmI{} },
		"board.show": func(k *walker) app.Question {
			n := int(k.clock.read() / second % 4)
			return &app.Board{Filter: k.filter(), AsOf: k.asOf(), First: n, Order: []string{"", "next", "value", "age"}[n]}
		},
		"deal.list": drawDeals,
		"deal.show": func(k *walker) app.Question { return &app.DealShown{ID: k.some("deal"), AsOf: k.asOf()} },
		"deal.events": func(k *walker) app.Question {
			return &app.DealEvents{ID: k.some("deal"), Before: int64(k.r.IntN(9)), Limit: k.r.IntN(5)}
		},
		"deal.moves": func(k *walker) app.Question { return &app.DealMoves{ID: k.some("deal")} },
		"organisation.list": func(k *walker) app.Question {
			return &app.Organisations{Text: k.words(), Owner: k.few("member"), Relation: pick(k, "", "", "client,stranger"), Sort: k.byName(), Limit: k.r.IntN(20)}
		},
		"organisation.show": func(k *walker) app.Question { return &app.OrganisationShown{ID: k.some("organisation")} },
		"person.list": func(k *walker) app.Question {
			return &app.People{Text: k.words(), Owner: k.few("member"), Organisation: k.few("organisation"), Sort: k.byName(), Limit: k.r.IntN(20)}
		},
		"person.show": func(k *walker) app.Question { return &app.PersonShown{ID: k.some("person")} },
		"party.alike": func(k *walker) app.Question {
			return &app.FindAlike{Noun: pick(k, "person", "organisation"), Name: k.name(), Domain: "example.org"}
		},
		"search.find": func(k *walker) app.Question { return &app.Search{Text: k.words(), Limit: k.r.IntN(30)} },
		"process.show": func(k *walker) app.Question {
			return &app.ProcessShown{ID: pick(k, "", "current", "seven", "transactional", k.some("process"))}
		},
		"process.list":       func(*walker) app.Question { return &app.Processes{} },
		"process.templates":  func(*walker) app.Question { return &app.Templates{} },
		"member.list":        func(k *walker) app.Question { return &app.MemberList{Deals: k.one(2)} },
		"member.rights":      func(k *walker) app.Question { return &app.MemberRights{ID: k.some("member")} },
		"view.list":          func(*walker) app.Question { return &app.Views{} },
		"override.list":      func(*walker) app.Question { return &app.Requests{} },
		"figure.definitions": func(*walker) app.Question { return &app.Definitions{} },
		"job.list":           func(*walker) app.Question { return &app.Jobs{} },
		"backup.list":        func(*walker) app.Question { return &app.Backups{} },
		"mail.list":          func(*walker) app.Question { return &app.Mails{} },
		"figure.pipeline":    func(k *walker) app.Question { return &app.Pipeline{Filter: k.filter()} },
	}
}

func TestEveryQuestionIsDrawn(t *testing.T) {
	all := questions()
	for _, q := range app.Questions() {
		if all[q.Name] == nil {
			t.Errorf("nobody ever asks %s", q.Name)
		}
		delete(all, q.Name)
	}
	for name := range all {
		t.Errorf("%s is no question", name)
	}
}

func (k *walker) asOf() string {
	if !k.one(4) {
		return ""
	}
	if k.one(10) {
		return pick(k, "then", "1970-01-01T00:00:00Z")
	}
	return k.at(-int64(k.r.IntN(int(k.clock.read()-dawn()) + 1)))
}

// few are some ids of a noun, parted by commas.
func (k *walker) few(noun string) string {
	var ids []string
	for range pick(k, 0, 0, 0, 1, 3) {
		ids = append(ids, strings.ReplaceAll(k.some(noun), ",", ""))
	}
	if noun == "member" && k.one(8) {
		ids = append(ids, "me")
	}
	return strings.Join(ids, ",")
}

func (k *walker) words() string {
	if k.one(8) {
		return pick(k, "", "*", `"`, "a:b & !c", "\x00", "\xff", "ł", "3M", "%", "NOT OR")
	}
	return pick(k, "ste", "kiln demo", "brack", "łód", "energ", "north", "ida", "demo", "re")
}

func (k *walker) byName() string { return pick(k, "", "name", "-name", "changed", "-changed", "size") }

func (k *walker) filter() (f app.Filter) {
	f.Process = pick(k, "", "", "seven", "transactional", "none")
	for range k.r.IntN(3) {
		switch k.r.IntN(12) {
		case 0:
			f.Step = pick(k, "leads", "prospecting,qualifying", "queue")
		case 1:
			f.Owner = k.few("member")
		case 2:
			f.Organisation = k.few("organisation")
		case 3:
			f.Person = k.few("person")
		case 4:
			f.Source, f.Kind = pick(k, "", "referral,client"), pick(k, "", "new", "renewal")
		case 5:
			f.Next = pick(k, "overdue", "today", "later", "none", "soon")
		case 6:
			f.Min = pick(k, "1000", "-5", "lots")
		case 7:
			f.Max = pick(k, "50000", "0")
		case 8:
			f.CloseFrom = k.day(-60, 60)
		case 9:
			f.CloseTo = k.day(-60, 60)
		case 10:
			f.Text = k.words()
		case 11:
			f.Flag = pick(k, "debts", "taken_back", "asked", "red")
		}
	}
	return f
}

func drawDeals(k *walker) app.Question {
	q := &app.Deals{Filter: k.filter(), Sort: pick(k, "", "changed", "-value", "value", "name", "-name", "entered", "-next", "next", "close", "-close", "ended", "odd"), Limit: k.r.IntN(12), Count: k.one(2)}
	q.Status = pick(k, "", "any", "won", "lost,parked", "withdrawn")
	return q
}

// inquiry is a question with its name.
type inquiry struct {
	name string
	app.Question
}

// inquiries draws each question so often, and those that depend on input more often.
func (k *walker) inquiries(n int) (all []inquiry) {
	list, draws := app.Questions(), questions()
	for i := range n {
		q := list[i%len(list)]
		if reflect.TypeOf(q.New()).Elem().NumField() == 0 && i >= len(list) {
			q = list[k.r.IntN(8)]
		}
		all = append(all, inquiry{q.Name, draws[q.Name](k)})
	}
	return all
}

// answer is what somebody is told, written out. Cursors are sealed and never the same
// twice, so they are followed instead of compared.
func (w *world) answer(who access.Actor, q inquiry) string {
	var all strings.Builder
	ask := q.Question
	for range 4 {
		out, err := w.Ask(context.Background(), who, ask)
		if err != nil {
			all.WriteString(told(app.Done{}, err))
			break
		}
		after := cursorOf(&out)
		raw, err := json.Marshal(out)
		if err != nil {
			raw = []byte("broken: " + err.Error())
		}
		all.Write(raw)
		if after == "" {
			break
		}
		ask = following(ask, after)
	}
	return fmt.Sprintf("%s %+v: %s", q.name, q.Question, all.String())
}

// cursorOf takes the cursor out of an answer.
func cursorOf(out *any) (after string) {
	switch page := (*out).(type) {
	case app.DealList:
		after, page.Next = page.Next, ""
		*out = page
	case app.OrganisationList:
		after, page.Next = page.Next, ""
		*out = page
	case app.PersonList:
		after, page.Next = page.Next, ""
		*out = page
	}
	return after
}

// following is the question for the next page.
func following(q app.Question, after string) app.Question {
	v := reflect.New(reflect.TypeOf(q).Elem())
	v.Elem().Set(reflect.ValueOf(q).Elem())
	v.Elem().FieldByName("After").SetString(after)
	return v.Interface().(app.Question)
}

// asked asks at random, as members of all roles, and fails the test where the door has no
// answer. The walk on the other database must be told the same.
func (k *walker) asked(n int) (answers []string) {
	k.r = rand.New(rand.NewPCG(77, 5))
	fresh := app.New(k.db) // whose figures are those of this moment
	if err := fresh.Start(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
	asks := *k.world
	asks.App = fresh
	for _, q := range k.inquiries(n) {
		who := k.actor(k.some("member"))
		text := asks.answer(who, q)
		if strings.Contains(text, "broken") {
			k.t.Errorf("the door has no answer: %.400s", text)
		}
		answers = append(answers, who.Name+" asks "+text)
	}
	return answers
}

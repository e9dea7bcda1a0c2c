package process

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
)

// ruled is the small process with one more condition.
func ruled(t testing.TB, when string) Definition {
	t.Helper()
	d, err := Parse([]byte(edit(t, small, "answer: text", "answer: text\n        when: "+when)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func someFacts() Facts {
	return Facts{
		Kind: "new", Value: 40000, Currency: "EUR", Organisation: true, Source: "client",
		People:  []Contact{{"decides", "for"}, {"signs", "against"}},
		Answers: map[string]string{"need": "a new line"}, Numbers: map[string]float64{"budget": 50000},
		Fields: map[string]string{"region": "north"}, Offers: 1, Open: 2, Days: 12, Step: "sell",
		Today: "2026-03-01", CloseDate: "2026-03-31",
	}
}

func TestEval(t *testing.T) {
	for _, tt := range []struct {
		expr string
		want string // true, false, or part of the error
	}{
		{`deal.value >= 40000`, "true"},
		{`deal.value > 40000.0`, "false"},
		{`deal.kind != "renewal" && deal.source == "client"`, "true"},
		{`deal.organisation && !deal.person && !deal.role`, "true"},
		{`deal.people.exists(p, p.influence == "signs" && p.attitude != "against")`, "false"},
		{`deal.people.exists_one(p, p.influence == "decides")`, "true"},
		{`deal.people.all(p, p.attitude in ["for", "against"])`, "true"},
		{`size(deal.people.filter(p, p.attitude == "for")) == 1`, "true"},
		{`"need" in deal.answers && deal.answers["need"].contains("line")`, "true"},
		{`deal.answers["money"] == "yes"`, "no such key"},
		{`"money" in deal.answers && deal.answers["money"] == "yes"`, "false"},
		{`deal.numbers["budget"] >= deal.value`, "true"},
		{`deal.fields["region"].startsWith("no")`, "true"},
		{`deal.offers == 1 && deal.open == 2 && deal.days < 14 && deal.step == "sell"`, "true"},
		{`days(today, deal.close_date) == 30`, "true"},
		{`days(deal.close_date, today) == -30 && deal.today == today`, "true"},
		{`deal.close_date - today < duration("721h")`, "true"},
		{`today >= timestamp("2026-03-02T00:00:00Z")`, "false"},
		{`has(deal.close_date)`, "true"},
		{`deal.currency == "EUR" && deal.method == ""`, "true"},
		{`deal.days / (deal.open - 2) > 1`, "divi"},
	} {
		d := ruled(t, "'"+strings.ReplaceAll(tt.expr, "'", "''")+"'")
		got, err := d.Eval(tt.expr, someFacts())
		switch {
		case err != nil && (tt.want == "true" || tt.want == "false" || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s: %v", tt.expr, err)
		case err == nil && got != (tt.want == "true"):
			t.Errorf("%s: got %v, want %s", tt.expr, got, tt.want)
		case err != nil && got:
			t.Errorf("%s: fails and holds", tt.expr)
		}
	}
}

// TestEvalFailsClosed: whatever goes wrong, the answer is an error and false.
func TestEvalFailsClosed(t *testing.T) {
	late := `days(today, deal.close_date) < 3`
	d := ruled(t, late)
	none := someFacts()
	none.CloseDate = ""
	wrong := someFacts()
	wrong.CloseDate = "tomorrow"
	noday := someFacts()
	noday.Today = ""
	for name, f := range map[string]Facts{"no close date": none, "not a date": wrong, "no today": noday} {
		if ok, err := d.Eval(late, f); ok || err == nil {
			t.Errorf("%s: got %v, %v", name, ok, err)
		}
	}
	for name, d := range map[string]Definition{"another rule": d, "the zero value": {}, "made by hand": bare(d)} {
		if ok, err := d.Eval("deal.value > 1", someFacts()); ok || !errors.Is(err, ErrNoRule) {
			t.Errorf("%s: got %v, %v", name, ok, err)
		}
	}
}

// TestEvalIsBounded: the estimate refuses what is costly by its form; the limit stops what
// is costly because the facts are larger than anybody assumed.
func TestEvalIsBounded(t *testing.T) {
	r, err := newRules()
	if err != nil {
		t.Fatal(err)
	}
	for _, expr := range []string{
		`deal.people.all(p, deal.people.all(q, p.influence == q.influence))`,
		`deal.answers.all(k, deal.answers[k].contains(deal.kind) && deal.fields[k].contains(deal.kind))`,
		strings.Repeat(`deal.value > 1.0 && `, 80) + "true",
		strings.Repeat(`(`, 40) + "true" + strings.Repeat(`)`, 40),
		strings.Repeat(" ", maxLength) + "deal.person",
		`[1, 2, 3].all(a, [1, 2, 3].all(b, [1, 2, 3].all(c, a + b + c > 0)))`,
	} {
		if _, bad := r.compile(expr); bad == nil {
			t.Errorf("compiles: %s", expr)
		}
	}
	expr := `deal.people.exists(p, p.influence == "nobody")`
	d, f := ruled(t, expr), someFacts()
	f.People = make([]Contact, maxPeople)
	if _, err := d.Eval(expr, f); err != nil {
		t.Errorf("%d people: %v", maxPeople, err)
	}
	f.People = make([]Contact, 100*maxPeople)
	if ok, err := d.Eval(expr, f); ok || err == nil {
		t.Errorf("%d people: got %v, %v", len(f.People), ok, err)
	}
}

func TestEvalAtOnce(t *testing.T) {
	expr := `deal.people.exists(p, p.influence == "signs") && deal.value > 10`
	d := ruled(t, expr)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			f := someFacts()
			f.Value = float64(i * 5)
			for range 200 {
				if got, err := d.Eval(expr, f); err != nil || got != (f.Value > 10) {
					t.Errorf("%v: got %v, %v", f.Value, got, err)
					return
				}
			}
		})
	}
	all.Wait()
}

// TestImplies: which rules can stand for the frame's "somebody is identified".
func TestImplies(t *testing.T) {
	law := "deal.organisation || deal.person || deal.role"
	r, err := newRules()
	if err != nil {
		t.Fatal(err)
	}
	for rule, want := range map[string]bool{
		law:                                   true,
		"deal.role || deal.person":            true,
		"deal.organisation && deal.value > 5": true,
		"deal.value > 5 && (deal.person || deal.role)":                 true,
		"deal.people.exists(p, p.influence == 'signs') && deal.person": true,
		"true":                          false,
		"!deal.person":                  false,
		"deal.value > 5":                false,
		"deal.person || deal.value > 5": false,
		"deal.kind == 'renewal' ? true : deal.person": false,
		"today > deal.close_date":                     false,
		"deal.nobody":                                 false,
	} {
		if got := r.implies(rule, law); got != want {
			t.Errorf("%s: got %v, want %v", rule, got, want)
		}
	}
}

// TestFactsAreComplete: every field of Facts can be used in a rule and is documented.
func TestFactsAreComplete(t *testing.T) {
	names := map[string]bool{}
	for _, f := range dealFacts() {
		names[strings.ReplaceAll(f.name, "_", "")] = true
		if f.doc == "" || !strings.Contains(FactsDoc(), "`deal."+f.name+"`") {
			t.Errorf("%s is not documented", f.name)
		}
	}
	for i := range reflect.TypeFor[Facts]().NumField() {
		if name := strings.ToLower(reflect.TypeFor[Facts]().Field(i).Name); !names[name] {
			t.Errorf("rules cannot see %s", name)
		}
	}
	if got, want := len(names), reflect.TypeFor[Facts]().NumField(); got != want {
		t.Errorf("%d names for %d facts", got, want)
	}
}

// TestFactsDocExamples: the examples of the documentation compile.
func TestFactsDocExamples(t *testing.T) {
	r, err := newRules()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(FactsDoc()) {
		if example, ok := strings.CutPrefix(line, "    "); ok {
			n++
			if _, bad := r.compile(strings.TrimSpace(example)); bad != nil {
				t.Errorf("%s: %v", example, bad)
			}
		}
	}
	if n == 0 {
		t.Error("there is no example")
	}
}

func BenchmarkEval(b *testing.B) {
	expr := `deal.value > 50000 && deal.kind != "renewal" || deal.offers > 0 && has(deal.close_date)`
	d, f := ruled(b, expr), someFacts()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.Eval(expr, f); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseSeven(b *testing.B) {
	text, err := os.ReadFile("seven.yaml")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

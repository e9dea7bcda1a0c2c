package load_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/deal"
	"cairn/event"
	"cairn/fault"
	"cairn/internal/app"
	"cairn/internal/load"
	"cairn/money"
)

func plan(t testing.TB, m load.Mapping, files ...load.File) *load.Plan {
	t.Helper()
	p, err := load.NewPlan(t.Context(), files, m)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (h *house) run(t testing.TB, p *load.Plan, id string) *load.Report {
	t.Helper()
	report, err := p.Run(t.Context(), h.app, h.owner, load.Options{Import: id})
	if err != nil {
		t.Fatal(err)
	}
	h.owner = h.actor(t, h.owner.ID)
	return report
}

func TestRun(t *testing.T) {
	for name, place := range places(t) {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, place(t))
			p := plan(t, rules(t, rulesYAML), testFiles()...)
			var heard []load.Progress
			report, err := p.Run(t.Context(), h.app, h.owner, load.Options{Import: "first", Progress: func(x load.Progress) { heard = append(heard, x) }})
			if err != nil {
				t.Fatal(err)
			}
			made := map[string]int{"member": 2, "organisation": 2, "person": 2, "deal": 4}
			unknown := map[string]int{"entry_undated": 2, "without_organisation": 1, "without_value": 1, "stays_left_out": 1}
			if d := cmp.Diff(made, report.Made) + cmp.Diff(unknown, report.Unknown) + cmp.Diff(map[string]int{}, report.Failed); d != "" {
				t.Errorf("(-want +got)\n%s%v", d, report.Problems)
			}
			if len(heard) != 4 || heard[3] != (load.Progress{Noun: "deal", Done: 4, Of: 4}) {
				t.Errorf("progress %v", heard)
			}
			h.check(t)
			wantDeals(t, h)
			h.owner = h.actor(t, h.owner.ID)
			before := h.hash(t)
			again := h.run(t, p, "first")
			if h.hash(t) != before {
				t.Error("running it twice has two effects")
			}
			if d := cmp.Diff(made, again.Found) + cmp.Diff(map[string]int{}, again.Made); d != "" {
				t.Errorf("found (-want +got)\n%s", d)
			}
		})
	}
}

func wantDeals(t *testing.T, h *house) {
	t.Helper()
	dir, err := h.db.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ana, ok := dir.ByEmail("ana@example.org")
	mia, _ := dir.ByEmail("mia@example.org")
	if !ok || ana.Manager != mia.ID || mia.Role != "manager" {
		t.Errorf("ana %+v, mia %+v", ana, mia)
	}
	by := map[string]deal.Deal{}
	for _, d := range h.deals(t) {
		by[d.Name] = d
		if d.Owner != ana.ID || d.Import != "first" {
			t.Errorf("%s is owned by %s, from import %q", d.Name, d.Owner, d.Import)
		}
	}
	if d := by["Pumps"]; d.Status != deal.Won || d.End.Value != (money.Money{Minor: 1250050, Currency: "EUR"}) || d.Fields["region"] != "North" || len(d.Debts) == 0 || d.Organisation == "" {
		t.Errorf("Pumps: %+v", d)
	}
	if d := by["Valves"]; d.Status != deal.Lost || d.End.Reason != "price" || d.Value.Currency != "GBP" {
		t.Errorf("Valves: %+v", d)
	}
	if d := by["Filters"]; d.Step != "proposing" || d.Entered != 0 || d.Status != deal.Open {
		t.Errorf("Filters: %+v", d)
	}
}

func TestRowsThatAreWrong(t *testing.T) {
	h := newHouse(t, sqlite(t))
	const deals = "Deal ID,Deal name,Company,Owner,Stage,Amount,Currency,Created,Closed,Lost reason,Region\n" +
		"D-1,Fine,Vogt Demo GmbH,Ana Demo,Discovery,100.50,EUR,03/28/2026,,,\n" +
		"D-1,Key twice,Vogt Demo GmbH,Ana Demo,Discovery,1,EUR,03/28/2026,,,\n" +
		"D-3,Stranger,Nobody Ltd,Ana Demo,Discovery,1,EUR,03/28/2026,,,\n" +
		"D-4,No such owner,,Zoe Demo,Discovery,1,EUR,03/28/2026,,,\n" +
		"D-5,Odd date,,Ana Demo,Discovery,1,EUR,28/03/2026 x,,,\n" +
		"D-6,Odd amount,,Ana Demo,Discovery,lots,EUR,03/28/2026,,,\n" +
		"D-7,Odd currency,,Ana Demo,Discovery,1,Taler,03/28/2026,,,\n" +
		"D-8,Ended before it began,,Ana Demo,Closed Won,1,EUR,03/28/2026,03/01/2026,,\n" +
		"D-9,Ended some day,,Ana Demo,Closed Won,1,EUR,03/28/2026,,,\n" +
		"D-10,Still to come,,Ana Demo,Discovery,1,EUR,03/28/2199,,,\n" +
		"D-11,Too,many,cells,in,this,row,03/28/2026,,,,x\n" +
		"D-12,Odd reason,,Ana Demo,Closed Lost,1,EUR,03/01/2026,03/28/2026,aliens,\n" +
		"D-13,\"Never closed,,Ana Demo,Discovery,1,EUR,03/28/2026,,,\n"
	files := testFiles()
	files[0] = load.Bytes("deals.csv", []byte(deals))
	p := plan(t, rules(t, rulesYAML), files...)
	dry, err := p.DryRun(t.Context(), h.app, h.owner, load.Options{})
	if err != nil {
		t.Fatal(err)
	}
	list := func(r *load.Report) (all []string) {
		for _, x := range r.Problems {
			all = append(all, fmt.Sprintf("%d %s %s %q", x.Line, x.Column, x.Key, x.Value))
		}
		return all
	}
	want := []string{
		`12  load.wide "D-11 Too many cells in this row 03/28/2026    x"`,
		`14  load.quote "D-13 Never closed,,Ana Demo,Discovery,1,EUR,03/28/2026,,,\n"`,
		`3 key load.twice "D-1"`,
		`4 organisation load.reference "Nobody Ltd"`,
		`5 owner load.reference "Zoe Demo"`,
		`6 Created load.date "28/03/2026 x"`,
		`7 Amount load.amount "lots"`,
		`8 Amount load.currency "TALER"`,
		`9 ended load.order "2026-03-01T17:00:00Z"`,
		`10 Closed load.ended ""`,
		`11 Created load.future "03/28/2199"`,
	}
	if d := cmp.Diff(want, list(dry)); d != "" {
		t.Errorf("dry run (-want +got)\n%s", d)
	}
	if dry.Made["deal"] != 2 || dry.Failed["deal"] != 9 || dry.Bad != 2 || dry.Rows != 13+2+2 {
		t.Errorf("dry run %+v", dry)
	}
	report := h.run(t, p, "wrong")
	want = append(want, `13 reason exit.reason ""`)
	if d := cmp.Diff(want, list(report)); d != "" {
		t.Errorf("run (-want +got)\n%s", d)
	}
	if report.Made["deal"] != 1 || report.Failed["deal"] != 10 {
		t.Errorf("made %v, failed %v", report.Made, report.Failed)
	}
	for _, x := range report.Problems {
		if x.Remedy == "" {
			t.Errorf("%v does not say what would be accepted", x)
		}
	}
	h.check(t)
}

const historyYAML = `
load: 1
name: With history
process: seven
complete_history: true
files:
  - file: deals.csv
    makes:
      - noun: member
        from: {name: owner}
      - noun: deal
        from: {key: id, name: name, owner: owner, next_due: due, next_text: {value: Call them}}
        stage:
          column: stage
          map:
            open: {steps: [{step: leads}]}
            won: {steps: [{step: leads}], end: won, ended: closed, value: {column: value}}
            later: {steps: [{step: leads}], end: parked, ended: closed, until: back}
  - file: history.csv
    makes:
      - noun: stay
        from: {deal: deal, at: at}
        stage:
          column: to
          map:
            L: {steps: [{step: leads}]}
            P: {steps: [{step: prospecting}]}
            Q: {steps: [{step: qualifying}]}
            O: {steps: [{step: proposing}]}
  - file: calls.csv
    makes:
      - noun: activity
        when: {column: what, is: [call, meeting]}
        from: {deal: deal, at: when, kind: what, outcome: result, minutes: minutes, text: note}
`

func TestHistoryAndActivities(t *testing.T) {
	h := newHouse(t, sqlite(t))
	files := []load.File{
		load.Bytes("deals.csv", []byte("id,name,owner,stage,closed,value,back,due\n1,A,Ana Demo,won,2026-04-20,99.5,,\n2,B,Ana Demo,open,,,,2199-01-05\n3,C,Ana Demo,later,2026-04-02,,2199-05-01,\n")),
		load.Bytes("history.csv", []byte("deal,to,at\n1,O,2026-03-20 14:00\n1,L,2026-01-05 09:30\n1,P,2026-02-01\n1,P,2026-02-03\n1,L,2026-02-10\n1,Q,2026-03-01\n2,L,2026-01-01\n9,L,2026-01-01\n")),
		load.Bytes("calls.csv", []byte("deal,when,what,result,minutes,note\n2,2026-02-01 10:00,call,attempted,5,Nobody there\n2,2026-02-02 10:00,mail,,,\n7,2026-02-02 10:00,call,,,\n2,2026-02-03 10:00,meeting,held,45,Spoke with them\n")),
	}
	report := h.run(t, plan(t, rules(t, historyYAML), files...), "history")
	if d := cmp.Diff(map[string]int{"member": 1, "deal": 3, "activity": 2}, report.Made); d != "" || report.Failed["activity"] != 1 {
		t.Errorf("failed %v, made (-want +got)\n%s%v", report.Failed, d, report.Problems)
	}
	by := map[string]deal.Deal{}
	for _, d := range h.deals(t) {
		by[d.Name] = d
	}
	var path []string
	for _, v := range by["A"].Visits {
		path = append(path, fmt.Sprintf("%s %d %s", v.Step, v.Count, v.How))
	}
	if d := cmp.Diff([]string{"leads 1 advance", "prospecting 1 return", "leads 2 skip", "qualifying 1 skip", "proposing 1 won"}, path); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if d := by["A"]; d.Status != deal.Won || d.End.Value != (money.Money{Minor: 9950, Currency: "EUR"}) {
		t.Errorf("A: %+v", d.End)
	}
	next, ok := by["B"].Next()
	if d := by["B"]; !ok || next.Due != "2199-01-05" || d.TwoWay == 0 || d.Outcomes["held"].At == 0 {
		t.Errorf("B: next %+v, outcomes %v", next, d.Outcomes)
	}
	if d := by["C"]; d.Status != deal.Parked || d.End.Until != "2199-05-01" {
		t.Errorf("C: %+v", d)
	}
	h.check(t)
}

func TestUndo(t *testing.T) {
	for name, place := range places(t) {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, place(t))
			kept := h.do(t, h.owner, &app.OpenDeal{Name: "Not imported"})
			h.run(t, plan(t, rules(t, rulesYAML), testFiles()...), "first")
			by := map[string]deal.Deal{}
			for _, d := range h.deals(t) {
				by[d.Name] = d
			}
			h.do(t, h.owner, &app.LogActivity{OnDeal: app.OnDeal{Deal: by["Seals"].ID}, Kind: "note", Text: "Somebody has worked on it"})
			undone, err := load.Undo(t.Context(), h.db, h.app, h.owner, "first")
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(map[string]int{"deal": 3, "person": 2, "organisation": 1}, undone.Withdrawn); d != "" {
				t.Errorf("withdrawn (-want +got)\n%s", d)
			}
			var left []string
			for _, x := range undone.Left {
				left = append(left, x.Noun+" "+x.Name+" "+x.Why)
			}
			if d := cmp.Diff([]string{"deal Seals touched", "organisation Haddad Demo Ltd used"}, left); d != "" {
				t.Errorf("left (-want +got)\n%s", d)
			}
			for _, d := range h.deals(t) {
				if want := d.ID == kept.ID || d.Name == "Seals"; (d.Status != deal.Withdrawn) != want {
					t.Errorf("%s is %s", d.Name, d.Status)
				}
			}
			h.check(t)
			before := h.hash(t)
			if again, err := load.Undo(t.Context(), h.db, h.app, h.owner, "first"); err != nil || len(again.Withdrawn) > 0 || len(again.Left) != 2 || h.hash(t) != before {
				t.Errorf("taking it back again: %+v, %v", again, err)
			}
			if none, err := load.Undo(t.Context(), h.db, h.app, h.owner, "another"); err != nil || len(none.Withdrawn)+len(none.Left) > 0 {
				t.Errorf("an import that never was: %+v, %v", none, err)
			}
		})
	}
}

func TestRunIsRefused(t *testing.T) {
	h := newHouse(t, sqlite(t))
	p := plan(t, rules(t, rulesYAML), testFiles()...)
	if _, err := p.Run(t.Context(), h.app, h.owner, load.Options{}); fault.Of(err) != fault.Invalid {
		t.Errorf("an import without a name: %v", err)
	}
	other := plan(t, rules(t, strings.ReplaceAll(rulesYAML, "step: qualifying", "step: unknown")), testFiles()...)
	_, err := other.DryRun(t.Context(), h.app, h.owner, load.Options{})
	if _, ok := errors.AsType[load.MappingErrors](err); !ok || !strings.Contains(err.Error(), `deals.csv: the process seven has no step "unknown"`) {
		t.Errorf("a step that the process does not have: %v", err)
	}
	asked := testFiles()
	asked[0] = load.Bytes("deals.csv", []byte(strings.ReplaceAll(dealsCSV, "Discovery", "Somewhere")))
	if _, err := plan(t, rules(t, rulesYAML), asked...).DryRun(t.Context(), h.app, h.owner, load.Options{}); fault.Of(err) != fault.Invalid {
		t.Errorf("a plan with questions: %v", err)
	}
	h.run(t, p, "first")
	ana, _ := h.owner.Directory.ByEmail("ana@example.org")
	if _, err := p.Run(t.Context(), h.app, h.actor(t, ana.ID), load.Options{Import: "by ana"}); fault.Of(err) != fault.Forbidden {
		t.Errorf("an import by a salesperson: %v", err)
	}
}

func TestRunCanBeStoppedAndGoesOn(t *testing.T) {
	h := newHouse(t, sqlite(t))
	var b strings.Builder
	b.WriteString("id,name,owner,stage,created\n")
	const rows = 3000
	for i := range rows {
		fmt.Fprintf(&b, "%d,Deal %d,Ana Demo,open,2026-03-01\n", i, i)
	}
	const text = `
load: 1
name: Many
files:
  - file: deals.csv
    makes:
      - noun: member
        from: {name: owner}
      - noun: deal
        from: {key: id, name: name, owner: owner}
        stage: {always: {steps: [{step: leads, at: created}]}}
`
	p := plan(t, rules(t, text), load.Bytes("deals.csv", []byte(b.String())))
	ctx, cancel := context.WithCancel(t.Context())
	report, err := p.Run(ctx, h.app, h.owner, load.Options{Import: "many", Progress: func(x load.Progress) {
		if x.Noun == load.Deal && x.Done >= 512 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || !report.Stopped || report.Made[load.Deal] < 500 || report.Made[load.Deal] == rows {
		t.Fatalf("stopped after %d: %v", report.Made[load.Deal], err)
	}
	h.owner = h.actor(t, h.owner.ID)
	if report = h.run(t, p, "many"); report.Stopped || report.Unknown["currency_assumed"] != 0 {
		t.Errorf("going on: %+v", report)
	}
	if all := h.deals(t); len(all) != rows {
		t.Errorf("%d deals", len(all))
	}
	h.check(t)
}

func TestLikelyDuplicatesAreNamed(t *testing.T) {
	h := newHouse(t, sqlite(t))
	const text = "load: 1\nname: Firms\nfiles: [{file: firms.csv, makes: [{noun: organisation, from: {name: name, domain: web, city: city}}]}]\n"
	firms := load.Bytes("firms.csv", []byte("name,web,city\nNorthwind Demo Trading GmbH,https://www.northwind.example/de,Bonn\nNorthwind Demo Trade,northwind.example,Bonn\nNORTHWIND DEMO TRADING,,\n"))
	report := h.run(t, plan(t, rules(t, text), firms), "firms")
	if report.Made["organisation"] != 2 || report.Repeated["organisation"] != 1 || len(report.Alike) != 1 || report.Alike[0].ID == report.Alike[0].Other {
		t.Errorf("%+v", report)
	}
}

// An ordinary import knows things when it is recorded; only complete history was known
// when it happened.
func TestHistoryThatIsNotComplete(t *testing.T) {
	h := newHouse(t, sqlite(t))
	h.run(t, plan(t, rules(t, strings.Replace(rulesYAML, "complete_history: true", "complete_history: false", 1)), testFiles()...), "first")
	brought := 0
	err := h.db.Log(t.Context(), 0, func(e event.Event) error {
		if strings.HasPrefix(e.Subject, "deal:") && e.Known != e.Recorded {
			t.Errorf("event %d was known at %d and recorded at %d", e.Seq, e.Known, e.Recorded)
		}
		if e.Kind == "deal.brought" && e.Occurred < e.Known {
			brought++
		}
		return nil
	})
	if err != nil || brought != 1 {
		t.Errorf("%d brought: %v", brought, err)
	}
}

func BenchmarkRun(b *testing.B) {
	p := mavenPlan(b)
	for b.Loop() {
		b.StopTimer()
		h := newHouse(b, sqlite(b))
		b.StartTimer()
		h.run(b, p, "maven")
		b.ReportMetric(8800*float64(b.N)/b.Elapsed().Seconds(), "deals/s")
	}
}

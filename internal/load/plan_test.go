package load_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/load"
	"cairn/process"
)

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s (-want +got)\n%s", path, d)
	}
}

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the golden files")
	flag.Parse()
	os.Exit(m.Run())
}

const peopleCSV = "\xef\xbb\xbfFull Name;Email;Company;Position;Phone\r\n" +
	"Ines Vogt;ines@example.org;Vogt Demo GmbH;\"Head of \"\"Purchasing\"\"\";+49 228 5550100\r\n" +
	"Omar Haddad;omar@example.com, o.haddad@example.com;Haddad Demo Ltd;=CEO;\r\n"

const dealsCSV = "Deal ID,Deal name,Company,Owner,Stage,Amount,Currency,Created,Closed,Lost reason,Region\n" +
	"D-1,Pumps,Vogt Demo GmbH,Ana Demo,Closed Won,\"12,500.50\",EUR,03/01/2026,03/28/2026,,North\n" +
	"D-2,Valves,Haddad Demo Ltd,ANA DEMO,Closed Lost,8000,,03/02/2026,04/13/2026,Price,South\n" +
	"D-3,Filters,,Ana Demo,Proposal,\"1,000\",USD,03/03/2026,,,\n" +
	"D-4,Seals,Haddad Demo Ltd,Ana Demo,Discovery,,,,,,\n"

const rulesYAML = `
load: 1
name: A test
process: seven
currency: GBP
complete_history: true
files:
  - file: team.csv
    makes:
      - noun: member
        from: {name: name, email: email, role: {column: role, default: salesperson}, manager: boss}
  - file: people*.csv
    makes:
      - noun: organisation
        from: {name: Company}
      - noun: person
        from: {name: full name, emails: email, organisation: Company, title: Position, phones: Phone}
  - file: deals.csv
    makes:
      - noun: deal
        from:
          key: Deal ID
          name: Deal name
          organisation: Company
          owner: Owner
          value: {column: Amount, currency: "{Currency}"}
          fields.region: Region
        stage:
          column: Stage
          map:
            Closed Won:
              steps: [{step: leads, at: Created}]
              end: won
              ended: Closed
            Closed Lost:
              steps: [{step: leads, at: Created}]
              end: lost
              ended: Closed
              reason: {column: Lost reason, map: {Price: price}}
            Proposal:
              steps: [{step: leads, at: Created, if_dated: true}, {step: proposing}]
            Discovery:
              steps: [{step: qualifying, at: Created}]
`

const teamCSV = "name,email,role,boss\nAna Demo,ana@example.org,,Mia Demo\nMia Demo,mia@example.org,Manager,\n"

func rules(t testing.TB, text string) load.Mapping {
	t.Helper()
	m, err := load.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func testFiles() []load.File {
	return []load.File{
		load.Bytes("Deals.csv", []byte(dealsCSV)), load.Bytes("people 2026.csv", []byte(peopleCSV)), load.Bytes("team.csv", []byte(teamCSV)), load.Bytes("notes.txt", []byte("x")),
	}
}

func TestPreview(t *testing.T) {
	p, err := load.NewPlan(t.Context(), testFiles(), rules(t, rulesYAML))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Questions) > 0 || !cmp.Equal(p.Unused, []string{"notes.txt"}) {
		t.Errorf("questions %v, unused %v", p.Questions, p.Unused)
	}
	v, err := p.Preview(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "preview.json", append(b, '\n'))
	if v, err = p.Preview(t.Context(), 1); err != nil || len(v[2].Records) != 1 {
		t.Errorf("a preview of one row has %d deals: %v", len(v[2].Records), err)
	}
}

func TestMappingIsPrintedAsRead(t *testing.T) {
	preset, err := load.Preset("maven-crm")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []load.Mapping{rules(t, rulesYAML), preset} {
		again, err := load.Parse(load.Print(m))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(m, again); d != "" {
			t.Errorf("%s (-want +got)\n%s", m.Name, d)
		}
	}
	if _, err := load.Preset("unknown"); err == nil {
		t.Error("an unknown preset is found")
	}
}

func TestMappingIsCheckedStrictly(t *testing.T) {
	for _, c := range []struct{ name, old, now, want string }{
		{"unknown field", "name: A test", "name: A test\nnames: x", "line 4: field names not found"},
		{"unknown field of a field", "role: {column: role, default: salesperson}", "role: {column: role, defaults: x}", "field defaults not found"},
		{"twice", "name: A test", "name: A test\nname: B", "already defined"},
		{"version", "load: 1", "load: 2", "version of this format is 1"},
		{"noun", "noun: person", "noun: lead", `"lead" is none of member`},
		{"target", "title: Position", "titel: Position", "a person has no such field"},
		{"needed", "{name: Company}", "{sector: Company}", "it must be fed"},
		{"own field of a member", "{name: name,", "{fields.x: name, name: name,", "a member has no such field"},
		{"currency", "currency: GBP", "currency: Pound", "no ISO code"},
		{"end", "end: lost", "end: gone", `"gone" is none of`},
		{"end without a day", "end: lost\n              ended: Closed", "end: lost", "the day on which it ended"},
		{"two sources", "reason: {column: Lost reason,", "reason: {column: Lost reason, value: x,", "one of column, text and value"},
		{"lookup", "fields.region: Region", "fields.region: {column: Region, lookup: {file: regions.csv, by: a, take: b}}", "not among the files"},
		{"observed", "complete_history: true", "observed_from: yesterday", "a day such as"},
		{"times", "{column: Amount,", "{column: Amount, times: 1e9,", "a number such as 1000000"},
		{"template", "name: Deal name", "name: {text: \"{Deal name\"}", "a column in braces"},
		{"steps of a person", "phones: Phone}", "phones: Phone}\n        stage: {always: {steps: [{step: leads}]}}", "has no steps"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(rulesYAML, c.old, c.now, 1)
			if text == rulesYAML {
				t.Fatal("nothing was changed")
			}
			_, err := load.Parse([]byte(text))
			if _, ok := errors.AsType[load.MappingErrors](err); !ok || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, not %q", err, c.want)
			}
		})
	}
}

func FuzzMapping(f *testing.F) {
	f.Add([]byte(rulesYAML))
	f.Add([]byte("load: 1\nfiles: [{file: '['}]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := load.Parse(text)
		if err != nil {
			return
		}
		again, err := load.Parse(load.Print(m))
		if err != nil || string(load.Print(again)) != string(load.Print(m)) {
			t.Fatalf("%s\n%v", load.Print(m), err)
		}
	})
}

func TestPlanSaysWhatDoesNotFit(t *testing.T) {
	m := rules(t, strings.Replace(rulesYAML, "title: Position", "title: Job", 1))
	_, err := load.NewPlan(t.Context(), testFiles(), m)
	if err == nil || !strings.Contains(err.Error(), `people 2026.csv has no column "Job"; it has Full Name, Email, Company, Position, Phone`) {
		t.Errorf("error %v", err)
	}
	_, err = load.NewPlan(t.Context(), testFiles()[:1], rules(t, rulesYAML))
	if err == nil || !strings.Contains(err.Error(), "people*.csv: there is no such file") {
		t.Errorf("error %v", err)
	}
}

func TestPlanAsks(t *testing.T) {
	deals := strings.NewReplacer("03/28/2026", "03/08/2026", "04/13/2026", "04/03/2026", "12,500.50", "12,500", "Discovery", "Somewhere").Replace(dealsCSV)
	files := testFiles()
	files[0] = load.Bytes("deals.csv", []byte(deals))
	p, err := load.NewPlan(t.Context(), files, rules(t, rulesYAML))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, q := range p.Questions {
		got[q.Column+" "+q.Key] = strings.Join(q.Choices, " ") + ": " + strings.Join(q.Samples, " ")
	}
	want := map[string]string{
		"Amount load.ask_decimal": "point comma: 12,500 8000 1,000",
		"Created load.ask_dates":  "dmy mdy: 03/01/2026 03/02/2026 03/03/2026",
		"Closed load.ask_dates":   "dmy mdy: 03/08/2026 04/03/2026",
		"Stage load.ask_stage":    ": Somewhere",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	answered := strings.Replace(rulesYAML, "- file: deals.csv", "- file: deals.csv\n    format: {dates: mdy, decimal: point}\n    aliases: {stage: {somewhere: Discovery}}", 1)
	if p, err = load.NewPlan(t.Context(), files, rules(t, answered)); err != nil || len(p.Questions) > 0 {
		t.Errorf("questions that were answered: %v, %v", p.Questions, err)
	}
}

func TestSuggest(t *testing.T) {
	seven, ok := process.TemplateOf("seven")
	if !ok {
		t.Fatal("no template")
	}
	p := process.MustParse(string(seven.Text))
	var tables []*load.Table
	for _, f := range testFiles()[:3] {
		table, err := load.Read(t.Context(), f, load.Format{})
		if err != nil {
			t.Fatal(err)
		}
		tables = append(tables, table)
	}
	m, guesses := load.Suggest(tables, p)
	if len(guesses) == 0 {
		t.Error("nothing is said about how sure it is")
	}
	golden(t, "suggest.yaml", load.Print(m))
	plan, err := load.NewPlan(t.Context(), testFiles(), m)
	if err != nil || len(plan.Questions) > 0 {
		t.Errorf("the suggestion does not fit: %v, %v", plan, err)
	}
}

func TestSuggestForMaven(t *testing.T) {
	files, err := load.Folder(maven(t))
	if err != nil {
		t.Fatal(err)
	}
	seven, _ := process.TemplateOf("seven")
	var tables []*load.Table
	for _, f := range files {
		table, err := load.Read(t.Context(), f, load.Format{})
		if err != nil {
			t.Fatal(err)
		}
		tables = append(tables, table)
	}
	m, _ := load.Suggest(tables, process.MustParse(string(seven.Text)))
	nouns := map[string][]string{}
	for _, s := range m.Sheets {
		for _, k := range s.Makes {
			nouns[s.File] = append(nouns[s.File], k.Noun)
		}
	}
	want := map[string][]string{"accounts.csv": {"organisation"}, "sales_pipeline.csv": {"deal"}, "sales_teams.csv": {"member", "member"}}
	if d := cmp.Diff(want, nouns); d != "" {
		t.Errorf("(-want +got)\n%s\n%s", d, load.Print(m))
	}
	p, err := load.NewPlan(t.Context(), files, m)
	if err != nil || len(p.Questions) > 0 {
		t.Errorf("the suggestion does not fit: %v", err)
	}
	if d := m.Sheets[2].Makes[0]; d.Stage == nil || len(d.Stage.Map) != 4 || d.Stage.Map["Won"].End != "won" || d.Stage.Map["Engaging"].Steps[0].Step != "qualifying" {
		t.Errorf("stages of the suggestion: %s", load.Print(m))
	}
}

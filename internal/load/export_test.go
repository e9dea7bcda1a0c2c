package load_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/fault"
	"cairn/internal/app"
	"cairn/internal/load"
	"cairn/internal/store"
	"cairn/money"
	"cairn/party"
)

// lively is a company in which something of everything has happened.
func lively(t testing.TB, place string) *house {
	t.Helper()
	h := newHouse(t, place)
	h.run(t, plan(t, rules(t, rulesYAML), testFiles()...), "first")
	name, sector := "=HYPERLINK(\"x\")", "+sum, \"quoted\"\r\nsecond line"
	firm := h.do(t, h.owner, &app.AddOrganisation{OrganisationFacts: app.OrganisationFacts{
		Name: &name, Sector: &sector, Revenue: &money.Money{Minor: 5, Currency: "EUR"}, Fields: map[string]string{"Our number": "-17", "remark": "-not a number"},
	}})
	relation, person := party.Client, "Zoë <b>Demo</b> & \u2028"
	p := h.do(t, h.owner, &app.AddPerson{PersonFacts: app.PersonFacts{Name: &person, Organisation: &firm.ID, Relation: &relation}})
	d := h.do(t, h.owner, &app.OpenDeal{Name: "@risky, \"deal\"", Organisation: firm.ID, Person: p.ID, Value: money.Money{Minor: 12345, Currency: "EUR"}, Source: "client"})
	on := app.OnDeal{Deal: d.ID}
	h.do(t, h.owner, &app.LogActivity{OnDeal: on, Kind: "call", Outcome: "held", People: []string{p.ID}, Minutes: 5, Text: "-said no\tfor now", Next: &app.NextStep{Kind: "mail", Due: "2199-01-01", Text: "Write"}})
	h.do(t, h.owner, &app.MakeOffer{OnDeal: on, To: p.ID, What: "=everything", Value: money.Money{Minor: 99900, Currency: "EUR"}, Due: "2199-02-01"})
	h.do(t, h.owner, &app.RaiseConcern{OnDeal: on, Text: "Too dear?", By: p.ID})
	return h
}

func TestLogRoundTrip(t *testing.T) {
	for from, place := range places(t) {
		for to, other := range places(t) {
			t.Run(from+" to "+to, func(t *testing.T) {
				h := lively(t, place(t))
				var log bytes.Buffer
				if err := load.Export(t.Context(), h.db, &log, load.JSONLines); err != nil {
					t.Fatal(err)
				}
				text := log.String()
				copied := openStore(t, other(t))
				if err := copied.Restore(t.Context(), load.Events[store.Recorded](strings.NewReader(text))); err != nil {
					t.Fatal(err)
				}
				if a, b := h.hash(t), stateHash(t, copied); a != b {
					t.Errorf("state %s, restored %s", a, b)
				}
				var again bytes.Buffer
				if err := load.Export(t.Context(), copied, &again, load.JSONLines); err != nil {
					t.Fatal(err)
				}
				if again.String() != text {
					t.Error("the export of the copy differs")
				}
				if err := copied.Restore(t.Context(), load.Events[store.Recorded](strings.NewReader(text))); fault.Of(err) != fault.Conflict {
					t.Errorf("restored over something: %v", err)
				}
			})
		}
	}
}

func TestDamagedLog(t *testing.T) {
	h := lively(t, sqlite(t))
	var log bytes.Buffer
	if err := load.Export(t.Context(), h.db, &log, load.JSONLines); err != nil {
		t.Fatal(err)
	}
	good := log.String()
	lines := strings.SplitAfter(good, "\n")
	read := func(text string) (n int, err error) {
		for _, err := range load.Events[store.Recorded](strings.NewReader(text)) {
			if err != nil {
				return n, err
			}
			n++
		}
		return n, nil
	}
	if n, err := read(good); err != nil || n != len(lines)-2 {
		t.Fatalf("%d events: %v", n, err)
	}
	for name, text := range map[string]string{
		"cut off":           strings.Join(lines[:len(lines)-2], ""),
		"cut in a line":     good[:len(good)-20],
		"one left out":      strings.Join(append(append([]string{}, lines[:4]...), lines[5:]...), ""),
		"two exchanged":     strings.Join(append(append([]string{}, lines[:4]...), append([]string{lines[5], lines[4]}, lines[6:]...)...), ""),
		"a word changed":    strings.Replace(good, "Vogt Demo GmbH", "Vogt Demo GmbX", 1),
		"a number changed":  strings.Replace(good, "1250050", "1250051", 1),
		"an unknown field":  strings.Replace(good, `"n":1,`, `"n":1,"x":1,`, 1),
		"no heading":        strings.Join(lines[1:], ""),
		"a newer version":   strings.Replace(good, `"version":1`, `"version":2`, 1),
		"another file":      "id,name\n",
		"nothing":           "",
		"the salt left out": strings.Replace(good, `"salt":"`, `"salt":"00`, 1),
	} {
		if text == good {
			t.Errorf("%s: nothing was changed", name)
		}
		if _, err := read(text); fault.Of(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
		empty := openStore(t, sqlite(t))
		if err := empty.Restore(t.Context(), load.Events[store.Recorded](strings.NewReader(text))); err == nil {
			t.Errorf("%s: it was restored", name)
		}
		if seq, err := empty.Seq(t.Context()); err != nil || seq != 0 {
			t.Errorf("%s: %d events stayed, %v", name, seq, err)
		}
	}
}

func FuzzEvents(f *testing.F) {
	f.Add([]byte("{\"format\":\"cairn log\",\"version\":1,\"events\":1,\"head\":\"\"}\n{\"seq\":1}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, err := range load.Events[store.Recorded](bytes.NewReader(text)) {
			if err != nil && fault.Of(err) != fault.Invalid {
				t.Fatal(err)
			}
		}
	})
}

func TestTables(t *testing.T) {
	h := lively(t, sqlite(t))
	var b bytes.Buffer
	if err := load.Export(t.Context(), h.db, &b, load.Tables); err != nil {
		t.Fatal(err)
	}
	sheets := unzip(t, b.Bytes())
	rows := map[string]int{}
	for name, text := range sheets {
		table, err := csv.NewReader(strings.NewReader(text)).ReadAll() // strict about quotes and the number of cells
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		rows[name] = len(table) - 1
		for i, row := range table {
			for j, cell := range row {
				if cell != "" && strings.IndexByte("=+-@\t\r", cell[0]) >= 0 && cell != "-17" {
					t.Errorf("%s row %d, %s: %q would be computed", name, i, table[0][j], cell)
				}
			}
		}
		if strings.Count(text, "\n") != strings.Count(text, "\r\n")+lonely(text) {
			t.Errorf("%s: lines do not end in CRLF", name)
		}
	}
	want := map[string]int{
		"members.csv": 3, "organisations.csv": 3, "people.csv": 3, "deals.csv": 5, "stays.csv": 5, "offers.csv": 1, "concerns.csv": 1, "activities.csv": 2,
	}
	if d := cmp.Diff(want, rows); d != "" {
		t.Errorf("rows (-want +got)\n%s", d)
	}
	if !strings.Contains(sheets["organisations.csv"], `"'=HYPERLINK(""x"")"`) || !strings.Contains(sheets["organisations.csv"], "'-not a number") {
		t.Error(sheets["organisations.csv"])
	}
	if err := load.Export(t.Context(), h.db, &b, "pdf"); fault.Of(err) != fault.Invalid {
		t.Errorf("an unknown form: %v", err)
	}
}

// lonely counts line ends within cells.
func lonely(text string) int {
	return strings.Count(strings.ReplaceAll(text, "\r\n", ""), "\n")
}

func unzip(t *testing.T, b []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(text)
	}
	return all
}

// What was exported as tables can be brought into another company, and is the same there.
func TestTablesComeBack(t *testing.T) {
	h := lively(t, sqlite(t))
	var b bytes.Buffer
	if err := load.Export(t.Context(), h.db, &b, load.Tables); err != nil {
		t.Fatal(err)
	}
	var files []load.File
	for name, text := range unzip(t, b.Bytes()) {
		files = append(files, load.Bytes(name, []byte(text)))
	}
	const back = `
load: 1
name: Tables of cairn
complete_history: true
files:
  - file: members.csv
    makes:
      - noun: member
        from: {key: id, name: name, email: email, role: role, manager: manager, team: team}
  - file: organisations.csv
    makes:
      - noun: organisation
        from: {key: id, name: name, sector: sector}
  - file: people.csv
    makes:
      - noun: person
        from: {key: id, name: name, organisation: organisation, emails: emails, relation: relation}
  - file: deals.csv
    makes:
      - noun: deal
        from: {key: id, name: name, owner: owner, organisation: organisation, person: person, source: source, value: {column: value, currency: "{currency}"}}
        stage:
          column: status
          map:
            open: {steps: [{step: leads}]}
            won: {steps: [{step: leads}], end: won, ended: ended, value: {column: won_value, currency: "{won_currency}"}}
            lost: {steps: [{step: leads}], end: lost, ended: ended, reason: reason}
  - file: stays.csv
    makes:
      - noun: stay
        when: {column: step, is: [leads, prospecting, qualifying]}
        from: {deal: deal, at: {column: entered, default: 2026-01-01}}
        stage:
          column: step
          map:
            leads: {steps: [{step: leads}]}
            qualifying: {steps: [{step: qualifying}]}
`
	other := newHouse(t, sqlite(t))
	report := other.run(t, plan(t, rules(t, back), files...), "back")
	if d := cmp.Diff(map[string]int{"member": 2, "organisation": 3, "person": 3, "deal": 5}, report.Made); d != "" {
		t.Errorf("(-want +got)\n%s%v", d, report.Problems)
	}
	names := map[string]bool{}
	for _, d := range other.deals(t) {
		names[d.Name+" "+string(d.Status)+" "+d.Value.String()] = true
	}
	for _, d := range h.deals(t) {
		if want := d.Name + " " + string(d.Status) + " " + d.Value.String(); !names[want] {
			t.Errorf("%q is not among %v", want, names)
		}
	}
	other.check(t)
}

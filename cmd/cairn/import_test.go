package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/load"
)

const accountsMapping = `load: 1
name: accounts
files:
  - file: accounts.csv
    makes:
      - noun: organisation
        from: {name: account, employees: staff}
`

func TestImport(t *testing.T) {
	s := company(t)
	csv := s.file("accounts.csv", "account,staff\nBrackwater Demo Paper,120\nHollowell Demo Mills,many\nAshby Demo Tools,7\n")
	mapping := s.file("accounts.yaml", accountsMapping)
	args := []string{"import", "--as=olga", "--mapping=" + mapping, csv}
	before := s.proof()
	var r load.Report
	if s.must(&r, append(args, "--dry-run")...); !r.Dry || r.Rows != 3 {
		t.Errorf("%+v", r)
	}
	if got := s.run(append(args, "--preview=2")...); got.status != 0 || !strings.Contains(got.out, "Brackwater") || strings.Contains(got.out, "Ashby") {
		t.Errorf("%+v", got)
	}
	if after := s.proof(); after.Events != before.Events {
		t.Errorf("looking left %d events", after.Events-before.Events)
	}
	got := s.run(args...)
	if got.status != 0 || got.err != "" || !strings.Contains(got.out, `"many"`) {
		t.Errorf("%+v", got)
	}
	made := s.proof().Subjects["organisation"]
	if made < 2 {
		t.Errorf("%d organisations", made)
	}
	s.must(nil, args...)
	if again := s.proof().Subjects["organisation"]; again != made {
		t.Errorf("a repetition made %d more", again-made)
	}
	var found struct {
		Organisations []struct{ ID, Name string }
	}
	s.must(&found, "show", "--as=olga", "organisations", "q=ashby")
	s.must(nil, "do", "--as=olga", "organisation.change", "organisation="+found.Organisations[0].ID, "city=Leeds")
	var undone load.Undone
	if s.must(&undone, "import", "--as=olga", "--undo=accounts"); len(undone.Left) != 1 || undone.Left[0].Name != "Ashby Demo Tools" || undone.Withdrawn["organisation"] != int(made)-1 {
		t.Errorf("%+v", undone)
	}
	if p := s.refused("import", "--as=olga", "--undo=nothing"); p.Key != "load.import" {
		t.Errorf("%+v", p)
	}
	if n := len(s.proof().Problems); n != 0 {
		t.Errorf("%d problems", n)
	}
}

func TestImportAsks(t *testing.T) {
	s := company(t)
	csv := s.file("accounts.csv", "account\nBrackwater Demo Paper\n")
	wrong := s.file("wrong.yaml", accountsMapping)
	if got := s.run("import", "--as=olga", "--mapping="+wrong, csv); got.status != failed || !strings.Contains(got.err, `no column "staff"`) {
		t.Errorf("%+v", got)
	}
	if got := s.run("--json", "import", "--as=olga", "--mapping="+wrong, csv); got.status != failed || !strings.Contains(got.out, "mapping_errors") {
		t.Errorf("%+v", got)
	}
	if got := s.run("import", "--as=olga", csv); got.status != wrongUsage || !strings.Contains(got.err, "maven-crm") {
		t.Errorf("%+v", got)
	}
	if p := s.refused("import", "--as=olga", "--preset=nothing", csv); p.Key != "load.preset" {
		t.Errorf("%+v", p)
	}
	dates := s.file("deals.csv", "deal,owner,stage,close date\nSteam metering,Ana Sells,Qualifying,03/04/2025\nBoilers,Ana Sells,Qualifying,05/06/2025\n")
	draft := s.run("import", "--as=olga", "--suggest", dates)
	if draft.status != 0 || !strings.Contains(draft.out, "noun: deal") {
		t.Fatalf("%+v", draft)
	}
	dated := s.file("dated.yaml", `load: 1
name: dated
files:
  - file: deals.csv
    makes:
      - noun: deal
        from: {name: deal, owner: owner, close_date: close date}
        stage: {always: {steps: [{step: qualifying}]}}
`)
	if got := s.run("import", "--as=olga", "--mapping="+dated, dates); got.status != failed || !strings.Contains(got.out, "which is the day and which the month") {
		t.Errorf("%+v", got)
	}
	if n := s.proof().Subjects["deal"]; n != 0 {
		t.Errorf("a question was asked, and %d deals made", n)
	}
}

// The same files come to the same over the network.
func TestImportOverNetwork(t *testing.T) {
	s := company(t)
	csv := s.file("deals.csv", "deal,owner,opened\nSteam metering,Ana Sells,2025-03-14\nBoilers,Ana Sells,2025-05-26\nValves,Nobody,2025-05-26\n")
	mapping := s.file("deals.yaml", `load: 1
name: deals
files:
  - file: deals.csv
    makes:
      - noun: deal
        from: {name: deal, owner: owner}
        stage: {always: {steps: [{step: qualifying, at: opened}]}}
`)
	var here, there load.Report
	s.must(&here, "import", "--as=olga", "--mapping="+mapping, "--dry-run", csv)
	var tok struct{ Token string }
	s.must(&tok, "token", "--as=olga", "--name=import")
	base := s.server()
	to := []string{"import", "--server=" + base, "--token=" + tok.Token, "--mapping=" + mapping, csv}
	s.must(&there, append(to, "--dry-run")...)
	if diff := cmp.Diff(here, there); diff != "" || here.Made["deal"] == 0 {
		t.Error(diff)
	}
	s.must(&there, to...)
	if there.Made["deal"] != here.Made["deal"] {
		t.Errorf("%+v", there)
	}
	if got := s.run("show", "--server="+base, "--token="+tok.Token, "deals"); !strings.Contains(got.out, "Boilers") {
		t.Errorf("%+v", got)
	}
	if got := s.run("import", "--server="+base, "--token="+tok.Token, "--undo=deals"); got.status != wrongUsage {
		t.Errorf("%+v", got)
	}
}

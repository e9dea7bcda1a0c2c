package main

import (
	"archive/zip"
	"database/sql"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"
)

// What was exported and restored is the same company, to the last byte of its state.
func TestExportRestore(t *testing.T) {
	s := company(t)
	s.made("ana", "deal.open", "name=Steam metering", "value=40000 EUR")
	s.made("ana", "person.add", "name=Ida Demo", "emails=ida@example.org")
	before := s.proof()
	log := filepath.Join(s.data, "log.jsonl")
	if got := s.run("export", "-o", log); got.status != 0 {
		t.Fatalf("%+v", got)
	}
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if out := s.run("export").out; out != string(text) {
		t.Error("the file and the output differ")
	}
	if p := s.refused("export", "-o", log); p.Key != "store.backup_there" {
		t.Errorf("over another file: %+v", p)
	}
	if p := s.refused("restore", log); p.Key != "store.not_empty" {
		t.Errorf("into a company: %+v", p)
	}
	for name, damaged := range map[string]string{
		"cut":     string(text[:len(text)/2]),
		"changed": strings.Replace(string(text), "Steam", "Scheme", 1),
		"other":   "name,age\n",
	} {
		other := newShell(t)
		if got := other.feed(damaged, "restore", "-"); got.status != failed {
			t.Errorf("a log that is %s: %+v", name, got)
		}
		if got := other.run("--json", "check"); !strings.Contains(got.out, `"events":0`) {
			t.Errorf("a log that is %s left %+v", name, got)
		}
	}
	other := newShell(t)
	if got := other.feed(string(text), "restore", "-"); got.status != 0 {
		t.Fatalf("%+v", got)
	}
	if after := other.proof(); after.StateHash != before.StateHash || after.Head != before.Head || after.Events != before.Events {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if got := other.run("show", "--as=ana", "deals"); !strings.Contains(got.out, "Steam metering") {
		t.Errorf("%+v", got)
	}
}

func TestExportTables(t *testing.T) {
	s := company(t)
	s.made("ana", "deal.open", "name==SUM(A1)", "value=40000 EUR")
	folder := filepath.Join(s.data, "tables")
	var done exported
	s.must(&done, "export", "--format=csv", "-o", folder)
	deals, err := os.ReadFile(filepath.Join(folder, "deals.csv"))
	if err != nil || !strings.Contains(string(deals), "'=SUM(A1)") || len(done.Files) < 5 {
		t.Errorf("%s, %v, %+v", deals, err, done)
	}
	left, err := filepath.Glob(filepath.Join(folder, "*.*[0-9]"))
	if err != nil || len(left) > 0 {
		t.Errorf("drafts were left: %v, %v", left, err)
	}
	path := filepath.Join(s.data, "tables.zip")
	s.must(nil, "export", "--format=csv", "-o", path)
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if len(z.File) != len(done.Files) {
		t.Errorf("%d files, %d in the folder", len(z.File), len(done.Files))
	}
}

func TestBackup(t *testing.T) {
	s := company(t)
	s.made("ana", "deal.open", "name=Steam metering")
	before := s.proof()
	copied := filepath.Join(s.data, "elsewhere", "copy.db")
	if err := os.Mkdir(filepath.Dir(copied), 0o700); err != nil {
		t.Fatal(err)
	}
	var done backedUp
	if s.must(&done, "backup", copied); done.Bytes == 0 || done.Key != filepath.Join(s.data, "cairn.key") {
		t.Errorf("%+v", done)
	}
	if p := s.refused("backup", copied); p.Key != "store.backup_there" {
		t.Errorf("over another file: %+v", p)
	}
	if p := s.refused("check", "--db="+copied); p.Key != "config.key_lost" {
		t.Errorf("without its key: %+v", p)
	}
	t.Setenv("CAIRN_MASTER_KEY", hex.EncodeToString(s.master()))
	var after proof
	if s.must(&after, "check", "--db="+copied); after.StateHash != before.StateHash {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

// A log that somebody has changed is found out, by the event that was changed.
func TestCheck(t *testing.T) {
	s := company(t)
	deal := s.made("ana", "deal.open", "name=Steam metering")
	if got := s.run("check"); got.status != 0 || !strings.Contains(got.out, "All is well: 7 events") || got.err != "" {
		t.Errorf("%+v", got)
	}
	db, err := sql.Open("sqlite", filepath.Join(s.data, "cairn.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("UPDATE event SET recorded_at = recorded_at + 1 WHERE seq = 4"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("UPDATE deal SET step = 'closing' WHERE id = $1", deal); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	got := s.run("check")
	if got.status != failed || !strings.HasPrefix(got.out, "event 4: ") || !strings.Contains(got.out, "deal:"+deal) {
		t.Errorf("%+v", got)
	}
	if got := s.run("--json", "check"); got.status != failed || !strings.Contains(got.out, `"problems":[{"seq":4,`) {
		t.Errorf("%+v", got)
	}
}

func TestDoctor(t *testing.T) {
	s := newShell(t)
	if got := s.run("doctor"); got.status != failed || !strings.Contains(got.out, "ill") {
		t.Errorf("nothing is there: %+v", got)
	}
	s = company(t)
	var all []finding
	s.must(&all, "doctor")
	seen := map[string]health{}
	for _, f := range all {
		seen[f.What] = f.Health
	}
	for _, what := range []string{"database", "key", "disk", "fsync", "clock", "journal_mode", "quick_check", "chain", "jobs"} {
		if seen[what] == "" || seen[what] == ill && what != "fsync" {
			t.Errorf("%s is %q", what, seen[what])
		}
	}
	if err := os.Chmod(filepath.Join(s.data, "cairn.key"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := s.run("doctor"); !strings.Contains(got.out, "chmod 600") {
		t.Errorf("a key for everybody: %+v", got)
	}
	if err := os.Chmod(filepath.Join(s.data, "cairn.key"), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(s.data, "cairn.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE event SET recorded_at = $1 WHERE seq = (SELECT MAX(seq) FROM event)", time.Now().Add(time.Hour).UnixMicro()); err != nil {
		t.Fatal(err)
	}
	if got := s.run("doctor"); got.status != failed || !strings.Contains(got.out, "future") {
		t.Errorf("an event of tomorrow: %+v", got)
	}
	wrong := "--master-key=" + strings.Repeat("0f", 32)
	for _, args := range [][]string{{"doctor"}, {"check"}, {"show", "--as=olga", "board"}, {"export", "-o", filepath.Join(s.data, "log.jsonl")}} {
		if got := s.run(append(args, wrong)...); got.status != failed || !strings.Contains(got.out+got.err, "does not open the database") {
			t.Errorf("%q with a wrong key: %+v", args, got)
		}
	}
}

func TestDemo(t *testing.T) {
	if testing.Short() {
		t.Skip("the demo takes some seconds")
	}
	s := newShell(t)
	var made demoMade
	s.must(&made, "demo", "--years=0.3")
	if made.Deals == 0 || made.Owner == "" {
		t.Errorf("%+v", made)
	}
	if n := len(s.proof().Problems); n != 0 {
		t.Errorf("%d problems", n)
	}
	if got := s.run("show", "--as="+made.Owner, "board"); got.status != 0 || !strings.Contains(got.out, "DAYS") {
		t.Errorf("%+v", got)
	}
	if p := s.refused("demo"); p.Key != "store.not_empty" {
		t.Errorf("a second time: %+v", p)
	}
}

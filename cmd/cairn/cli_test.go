package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shell runs command lines in this process, on a database of its own.
type shell struct {
	t    *testing.T
	data string
}

// said is what one command line came to.
type said struct {
	status   int
	out, err string
}

// newShell is a shell on nothing yet.
func newShell(t *testing.T) *shell {
	t.Helper()
	s := &shell{t: t, data: t.TempDir()}
	for name, value := range map[string]string{
		"CAIRN_DATA": s.data, "CAIRN_DB": "", "CAIRN_MASTER_KEY": "", "CAIRN_SERVER": "", "CAIRN_TOKEN": "", "CAIRN_PASSWORD": "", "CAIRN_AS": "",
	} {
		t.Setenv(name, value)
		if value == "" {
			os.Unsetenv(name)
		}
	}
	return s
}

// company is a shell on a company of three: Olga owns it, Mia manages Ana.
func company(t *testing.T) *shell {
	t.Helper()
	s := newShell(t)
	owner := struct{ Owner string }{}
	s.must(&owner, "setup", "--company=Northbeck demo", "--owner=Olga Owner", "--email=olga@example.org", "--password=stones on a trail", "--zone=Europe/Berlin")
	mia := s.made("olga", "member.add", "name=Mia Manager", "email=mia@example.org", "role=manager", "manager="+owner.Owner)
	s.made("olga", "member.add", "name=Ana Sells", "email=ana@example.org", "role=salesperson", "manager="+mia)
	return s
}

// run runs one command line.
func (s *shell) run(args ...string) said { return s.feed("", args...) }

// feed runs one with an input.
func (s *shell) feed(input string, args ...string) said {
	var out, errs bytes.Buffer
	status := command(s.t.Context(), args, strings.NewReader(input), output{&out, &errs})
	return said{status, out.String(), errs.String()}
}

// must runs one that has to succeed, and decodes its answer in JSON.
func (s *shell) must(into any, args ...string) {
	s.t.Helper()
	got := s.run(append([]string{"--json"}, args...)...)
	if got.status != 0 {
		s.t.Fatalf("%q: status %d, %s%s", args, got.status, got.out, got.err)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal([]byte(got.out), into); err != nil {
		s.t.Fatalf("%q: %v: %s", args, err, got.out)
	}
}

// made carries out a command as somebody and returns the id of what it made or changed.
func (s *shell) made(as, name string, fields ...string) string {
	s.t.Helper()
	var done struct{ ID string }
	s.must(&done, append([]string{"do", "--as=" + as, name}, fields...)...)
	return done.ID
}

// proof is what a check says.
func (s *shell) proof() (p proof) {
	s.t.Helper()
	s.must(&p, "check")
	return p
}

// file writes a file beside the database.
func (s *shell) file(name, text string) string {
	s.t.Helper()
	path := filepath.Join(s.data, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// problem is the part of a failure in JSON that tests look at.
type problem struct {
	Type, Key, Field, Rule string
	Status                 int
	Missing                []struct{ Checkpoint string }
}

// refused runs one that has to fail, and decodes its problem.
func (s *shell) refused(args ...string) (p problem) {
	s.t.Helper()
	got := s.run(append([]string{"--json"}, args...)...)
	if got.status != failed {
		s.t.Fatalf("%q: status %d, %s%s", args, got.status, got.out, got.err)
	}
	if err := json.Unmarshal([]byte(got.out), &p); err != nil {
		s.t.Fatalf("%q: %v: %s", args, err, got.out)
	}
	return p
}

func TestStatus(t *testing.T) {
	s := company(t)
	deal := s.made("ana", "deal.open", "name=Steam metering")
	for _, tt := range []struct {
		args   string
		status int
		out    string // in what is written to either place
	}{
		{"", 0, "Usage: cairn"},
		{"--help", 0, "Usage: cairn"},
		{"do --help", 0, "Usage: cairn do"},
		{"do deal.move --help", 0, "reasons"},
		{"show deal.list --help", 0, "close_from"},
		{"do --list", 0, "deal.take_back"},
		{"show --list", 0, "board.show"},
		{"dance", wrongUsage, "dance"},
		{"check --deep", wrongUsage, "--deep"},
		{"do", wrongUsage, "which command"},
		{"do deal.dance --as=ana", wrongUsage, "deal.move"},
		{"do deal.move", wrongUsage, "--as"},
		{"do deal.move --as=nobody", wrongUsage, "ana@example.org"},
		{"do deal.move --as=ana to", wrongUsage, "field=value"},
		{"do deal.move --as=ana too=needs", wrongUsage, "there is no field too"},
		{"do deal.log --as=ana minutes=many", wrongUsage, "a number"},
		{"do deal.log --as=ana two_way=perhaps", wrongUsage, "true or false"},
		{"do deal.log --as=ana kind.of=call", wrongUsage, "no parts"},
		{"do deal.open --as=ana value.digits=2", wrongUsage, "value.digits"},
		{"do deal.open --as=ana value=lots", failed, "EUR"},
		{"do deal.open --as=ana name=", failed, "name"},
		{"do deal.move --as=ana deal=" + deal + " to=prospecting", failed, "Refused by P-"},
		{"do deal.move --as=ana deal=" + deal + " to=dance", failed, ""},
		{"do deal.hand --as=ana --dry-run deal=" + deal + " to=nobody", failed, ""},
		{"do company.change --as=ana name=Mine", failed, "administer"},
		{"show", wrongUsage, "which question"},
		{"show dance --as=ana", wrongUsage, "no question"},
		{"show deal.show --as=ana", wrongUsage, "takes an id"},
		{"show deals --as=ana step=leads colour=red", wrongUsage, "takes no colour"},
		{"show deals --as=ana limit=-1", failed, "limit"},
		{"show deal --as=ana nowhere", failed, "no such deal"},
		{"show deals --as=ana", 0, "Steam metering"},
		{"show board --as=ana --server=http://127.0.0.1:1", wrongUsage, "--token"},
		{"show board --as=ana --server=http://127.0.0.1:1 --token=t", failed, "connect"},
		{"token --as=ana", wrongUsage, "--name"},
		{"import --as=olga", wrongUsage, "which files"},
		{"export --format=xml", wrongUsage, "jsonl"},
		{"restore nowhere.jsonl", failed, "nowhere.jsonl"},
		{"demo --years=0", wrongUsage, "--years"},
		{"demo", failed, "empty"},
		{"check --db=nowhere.db", failed, "nowhere.db"},
		{"process check nowhere.yaml", failed, "nowhere.yaml"},
	} {
		t.Run(tt.args, func(t *testing.T) {
			got := s.run(strings.Fields(tt.args)...)
			if got.status != tt.status || !strings.Contains(got.out+got.err, tt.out) {
				t.Errorf("status %d, want %d with %q; out %s, err %s", got.status, tt.status, tt.out, got.out, got.err)
			}
			if tt.status == wrongUsage && got.out != "" {
				t.Errorf("wrong usage is answered with %q", got.out)
			}
		})
	}
	if got := s.run("--json", "do", "--as=ana", "deal.move", "too=x"); got.status != wrongUsage || got.out != "" {
		t.Errorf("wrong usage in JSON: %+v", got)
	}
}

func TestSetUp(t *testing.T) {
	s := newShell(t)
	args := []string{"setup", "--company=Northbeck demo", "--owner=Olga Owner", "--email=olga@example.org", "--password=-", "--zone=Europe/Berlin", "--template=transactional", "--currency=CHF"}
	if got := s.feed("short\n", args...); got.status != failed {
		t.Errorf("a short password: %+v", got)
	}
	if _, err := os.Stat(filepath.Join(s.data, "cairn.db")); err == nil {
		t.Error("a set-up that failed left a database")
	}
	if got := s.feed("stones on a trail\n", append(args, "--zone=Middle/Earth")...); got.status != failed || !strings.Contains(got.err, "zone") {
		t.Errorf("a strange zone: %+v", got)
	}
	if got := s.feed("stones on a trail\n", args...); got.status != 0 {
		t.Fatalf("%+v", got)
	}
	var me struct {
		Member  struct{ Role string }
		Company struct{ Name, Zone, Currency string }
	}
	s.must(&me, "show", "session.show", "--as=olga")
	if me.Member.Role != "owner" || me.Company.Zone != "Europe/Berlin" || me.Company.Currency != "CHF" {
		t.Errorf("%+v", me)
	}
	if got := s.run("show", "process", "--as=olga"); !strings.Contains(got.out, "(transactional)") {
		t.Errorf("the process is %s%s", got.out, got.err)
	}
	if got := s.refused("setup", "--company=Another", "--owner=X", "--email=x@example.org", "--password=stones on a trail"); got.Key != "company.ready" {
		t.Errorf("a second set-up: %+v", got)
	}
	if n := s.proof().Events; n != 4 {
		t.Errorf("%d events, want company, process, owner and that they have a password", n)
	}
}

func TestWhoIs(t *testing.T) {
	s := company(t)
	s.made("olga", "member.add", "name=Ana Other", "email=ana.other@example.org", "role=salesperson")
	var me struct{ Member struct{ ID, Email string } }
	for _, as := range []string{"ana@example.org", "ANA@example.org", "ana sells", "sells"} {
		if s.must(&me, "show", "session.show", "--as="+as); me.Member.Email != "ana@example.org" {
			t.Errorf("%s is %s", as, me.Member.Email)
		}
	}
	id := me.Member.ID
	if s.must(&me, "show", "session.show", "--as="+id); me.Member.Email != "ana@example.org" {
		t.Errorf("%s is %s", id, me.Member.Email)
	}
	if got := s.run("show", "session.show", "--as=ana"); got.status != wrongUsage || !strings.Contains(got.err, "ana.other@example.org") {
		t.Errorf("one of two: %+v", got)
	}
	s.must(nil, "do", "--as=olga", "member.change", "member="+id, "active=false")
	if got := s.run("show", "session.show", "--as=ana@example.org"); got.status != wrongUsage {
		t.Errorf("who has left acts: %+v", got)
	}
}

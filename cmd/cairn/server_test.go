package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/api"
	"cairn/internal/app"
	"cairn/internal/store"
	"cairn/ui"
)

// server serves the shell's database until the test ends.
func (s *shell) server() (base string) {
	s.t.Helper()
	db := s.writer()
	a := app.New(db)
	if err := a.Start(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	edge, err := api.New(a, api.Options{Master: s.master(), Public: &url.URL{Scheme: "http", Host: "127.0.0.1"}, Files: ui.Files()})
	if err != nil {
		s.t.Fatal(err)
	}
	web := httptest.NewServer(edge)
	s.t.Cleanup(web.Close)
	return web.URL
}

// writer is another program that has the database open for writing.
func (s *shell) writer() *store.DB {
	s.t.Helper()
	db, err := store.Open(s.t.Context(), filepath.Join(s.data, "cairn.db"), store.Options{Master: s.master()})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { db.Close() })
	return db
}

func (s *shell) master() []byte {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.data, "cairn.key"))
	if err != nil {
		s.t.Fatal(err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		s.t.Fatal(err)
	}
	return key
}

// What the command line answers and refuses on the database is, byte for byte, what the
// API answers and refuses to the same member; and so is what it says over the network.
func TestSameAsAPI(t *testing.T) {
	s := company(t)
	org := s.made("ana", "organisation.add", "name=Brackwater Demo Paper")
	deal := s.made("ana", "deal.open", "name=Steam metering", "organisation="+org, "value=40000 EUR")
	var tok struct{ Token string }
	s.must(&tok, "token", "--as=ana", "--name=test")
	on := "deal=" + deal
	commands := [][]string{ // the first four words are refused, the rest are trials that pass
		{"deal.move", on, "to=prospecting"},
		{"deal.move", on, "to=nowhere"},
		{"deal.win", on},
		{"deal.close", on, "as=lost"},
		{"deal.close", on, "as=gone"},
		{"deal.move", on},
		{"deal.move", "deal=unknown", "to=prospecting"},
		{"deal.override", on, "checkpoint=source", "why=known"},
		{"deal.log", on, "kind=call", "occurred_at=2999-01-01T00:00:00Z"},
		{"company.change", "name=Mine"},
		{"deal.move", on, "version=99", "to=prospecting"},
		{"organisation.change", "organisation=" + org, "owner=nobody"},
		{"deal.give", on, "checkpoint=reachable", "text=direct number"},
	}
	questions := [][]string{{"deal", deal}, {"deal", "unknown"}, {"deals", "sort=colour"}, {"deals", "min=many"}, {"deal.list", "limit=5"}, {"organisation", org}, {"members"}}
	local := map[string]said{}
	for _, c := range commands {
		local[strings.Join(c, " ")] = s.run(append([]string{"--json", "do", "--as=ana", "--dry-run"}, c...)...)
	}
	for _, q := range questions {
		local[strings.Join(q, " ")] = s.run(append([]string{"--json", "show", "--as=ana"}, q...)...)
	}
	base := s.server()
	for _, c := range commands {
		here := local[strings.Join(c, " ")]
		if diff := cmp.Diff(post(t, base, tok.Token, c), here.out); diff != "" {
			t.Errorf("%q: %s", c, diff)
		}
		there := s.run(append([]string{"--json", "do", "--server=" + base, "--token=" + tok.Token, "--dry-run"}, c...)...)
		same(t, c, here, there)
	}
	for _, q := range questions {
		same(t, q, local[strings.Join(q, " ")], s.run(append([]string{"--json", "show", "--server=" + base, "--token=" + tok.Token}, q...)...))
	}
	if got := s.run("show", "--server="+base, "--token="+tok.Token, "board"); got.status != 0 || !strings.Contains(got.out, "Steam metering") {
		t.Errorf("the board over the network: %+v", got)
	}
	if got := s.run("do", "--server="+base, "--token="+tok.Token, "deal.open", "name=Far away", "value=5", "next.kind=call", "next.due=+1d"); got.status != 0 {
		t.Errorf("a deal over the network: %+v", got)
	}
	if got := s.run("--json", "show", "--server="+base, "--token=wrong", "board"); got.status != failed || !strings.Contains(got.out, "api.session") {
		t.Errorf("a wrong token: %+v", got)
	}
}

// same compares what was said here and over the network. The places of inputs that do not
// fit stay on the server's side.
func same(t *testing.T, what []string, here, there said) {
	t.Helper()
	var a, b map[string]any
	if json.Unmarshal([]byte(here.out), &a) != nil || json.Unmarshal([]byte(there.out), &b) != nil {
		t.Errorf("%q: %+v and %+v", what, here, there)
		return
	}
	delete(a, "errors")
	if diff := cmp.Diff(a, b); diff != "" || here.status != there.status {
		t.Errorf("%q: status %d and %d; %s", what, here.status, there.status, diff)
	}
}

// post sends a command to the API as any program would.
func post(t *testing.T, base, token string, c []string) string {
	t.Helper()
	input := map[string]any{}
	for _, field := range c[1:] {
		name, value, _ := strings.Cut(field, "=")
		input[name] = value
		if name == "version" {
			input[name] = json.Number(value)
		}
	}
	var path string
	for _, r := range api.Routes() {
		if r.Name == c[0] && r.Method == http.MethodPost {
			path = strings.Replace(r.Path, "{id}", url.PathEscape(strings.TrimSpace(stringOf(input[r.ID]))), 1)
			delete(input, r.ID)
		}
	}
	body, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+path+"?dry_run=true", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}

func stringOf(v any) string {
	s, _ := v.(string)
	return s
}

// A second writer is refused; who only reads goes on beside the first.
func TestBesideAWriter(t *testing.T) {
	s := company(t)
	s.made("ana", "deal.open", "name=Steam metering")
	draft := s.file("draft.yaml", sevenText(t))
	csv := s.file("accounts.csv", "name\nBrackwater Demo Paper\n")
	mapping := s.file("m.yaml", "load: 1\nname: m\nfiles:\n  - file: accounts.csv\n    makes:\n      - noun: organisation\n        from: {name: name}\n")
	s.writer()
	for _, args := range [][]string{
		{"show", "--as=ana", "deals"}, {"check"}, {"export"}, {"doctor"}, {"backup", filepath.Join(s.data, "copy.db")}, {"token", "--as=ana", "--list"},
		{"process", "rehearse", draft}, {"process", "diff", "--as=ana", draft}, {"import", "--as=olga", "--dry-run", "--mapping=" + mapping, csv},
	} {
		if got := s.run(args...); got.status != 0 || got.out == "" {
			t.Errorf("%q beside a writer: %+v", args, got)
		}
	}
	for _, args := range [][]string{
		{"do", "--as=ana", "deal.open", "name=Another"}, {"token", "--as=ana", "--name=x"}, {"demo"}, {"restore", "-"},
		{"process", "publish", "--as=olga", draft}, {"import", "--as=olga", "--mapping=" + mapping, csv},
		{"setup", "--company=x", "--owner=x", "--email=x@example.org", "--password=stones on a trail"},
	} {
		if p := s.refused(args...); p.Key != "store.locked" || p.Status != http.StatusConflict {
			t.Errorf("%q beside a writer: %+v", args, p)
		}
		if got := s.run(args...); !strings.Contains(got.err, "another") && !strings.Contains(got.err, "other") {
			t.Errorf("%q says %q", args, got.err)
		}
	}
}

func TestToken(t *testing.T) {
	s := company(t)
	got := s.run("token", "--as=ana", "--name=reports", "--days=1")
	token := strings.TrimSpace(got.out)
	if got.status != 0 || !strings.HasPrefix(token, "cairn_") || strings.Contains(got.err, token) {
		t.Fatalf("%+v", got)
	}
	var list []struct {
		ID, Name         string
		Created, Expires int64
	}
	s.must(&list, "token", "--as=ana", "--list")
	if len(list) != 1 || list[0].Name != "reports" || list[0].Expires-list[0].Created != 24*60*60*1_000_000 {
		t.Errorf("%+v", list)
	}
	if out := s.run("token", "--as=ana", "--list").out; strings.Contains(out, token) || !strings.Contains(out, "reports") {
		t.Errorf("the list is %s", out)
	}
	if got := s.refused("token", "--as=mia", "--end="+list[0].ID); got.Key != "token" {
		t.Errorf("somebody else's token: %+v", got)
	}
	s.must(nil, "token", "--as=ana", "--end="+list[0].ID)
	base := s.server()
	if got := s.run("--json", "show", "--server="+base, "--token="+token, "board"); got.status != failed {
		t.Errorf("a token that has ended: %+v", got)
	}
}

// A token with fewer rights, made and ended over the network.
func TestTokenOverTheNetwork(t *testing.T) {
	s := company(t)
	first := strings.TrimSpace(s.run("token", "--as=ana", "--name=first").out)
	base := s.server()
	at := []string{"--server=" + base, "--token=" + first}
	var made struct {
		ID, Token string
		Scopes    []string
	}
	s.must(&made, append([]string{"token", "--name=reports", "--scope=read", "--days=3"}, at...)...)
	if len(made.Scopes) != 1 || made.Token == "" {
		t.Fatalf("%+v", made)
	}
	if got := s.run("show", "board", "--server="+base, "--token="+made.Token); got.status != 0 {
		t.Errorf("it does not read: %+v", got)
	}
	if got := s.refused("do", "deal.open", "name=x", "--server="+base, "--token="+made.Token); got.Key != "capability" {
		t.Errorf("it writes: %+v", got)
	}
	if got := s.refused("token", "--name=wider", "--scope=sell", "--server="+base, "--token="+made.Token); got.Key != "token.scope" {
		t.Errorf("it makes a wider one: %+v", got)
	}
	var list []struct{ ID, Name string }
	s.must(&list, append([]string{"token", "--list"}, at...)...)
	if len(list) != 2 {
		t.Errorf("%+v", list)
	}
	if got := s.refused(append([]string{"token", "--list", "--all"}, at...)...); got.Key != "capability" {
		t.Errorf("everybody's: %+v", got)
	}
	s.must(nil, append([]string{"token", "--end=" + made.ID}, at...)...)
	if got := s.run("show", "board", "--server="+base, "--token="+made.Token); got.status == 0 {
		t.Error("a token that has ended serves on")
	}
	if got := s.refused(append([]string{"do", "member.set_password", "member=x", "password=a lantern by the lake"}, at...)...); got.Key != "token.person" {
		t.Errorf("a token sets a password: %+v", got)
	}
}

// Whoever has the machine helps who has lost phone and paper, and finds nothing to do else.
func TestSecondOfNobody(t *testing.T) {
	s := company(t)
	if got := s.refused("second", "--as=olga", "--remove=ana"); got.Key != "second.none" {
		t.Errorf("%+v", got)
	}
	if got := s.refused("second", "--as=ana", "--remove=olga"); got.Key != "capability" {
		t.Errorf("%+v", got)
	}
}

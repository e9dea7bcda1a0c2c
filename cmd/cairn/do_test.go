package main

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/access"
	"cairn/internal/app"
)

// Every command of the list can be asked for, and is answered by the door and not by the
// command line.
func TestEveryCommand(t *testing.T) {
	s := company(t)
	for _, e := range app.Commands() {
		if got := s.run("do", e.Name, "--help"); got.status != 0 || !strings.Contains(got.out, e.Doc) {
			t.Errorf("%s has no help: %+v", e.Name, got)
		}
		fields := inputsOf(reflect.TypeOf(e.New()).Elem())
		if len(fields) == 0 && e.Name != "backup.make" {
			t.Errorf("%s takes nothing", e.Name)
		}
		args := []string{"--json", "do", "--as=olga", "--dry-run", e.Name}
		for _, f := range fields {
			if bare(f.Type).Kind() == reflect.String && f.Tag.Get("enum") == "" && f.Tag.Get("format") == "" {
				args = append(args, nameOf(f)+"=x")
			}
		}
		got := s.run(args...)
		var p problem
		if err := json.Unmarshal([]byte(got.out), &p); err != nil || got.status > failed || strings.HasSuffix(p.Type, "unexpected") {
			t.Errorf("%s: %+v, %v", e.Name, got, err)
		}
	}
}

// Every question can be asked.
func TestEveryQuestion(t *testing.T) {
	s := company(t)
	deal := s.made("ana", "deal.open", "name=Steam metering", "value=40000", "next.kind=call", "next.due=+3d")
	org := s.made("ana", "organisation.add", "name=Brackwater Demo Paper", "employees=120")
	person := s.made("ana", "person.add", "name=Ida Demo", "organisation="+org, "emails=ida@example.org,ida@example.com")
	s.must(nil, "do", "--as=ana", "deal.change", "deal="+deal, "organisation="+org, "person="+person, "fields.site=north")
	var me struct{ Member struct{ ID string } }
	s.must(&me, "show", "--as=ana", "session.show")
	ids := map[string]string{"deal": deal, "organisation": org, "person": person, "process": "current", "member": me.Member.ID}
	for _, q := range app.Questions() {
		who := "--as=ana"
		if q.Capability == access.Administer {
			who = "--as=olga"
		}
		args := []string{"show", who, q.Name}
		if strings.Contains(q.Path, "{id}") {
			args = append(args, ids[q.Noun()])
		}
		for _, f := range inputsOf(reflect.TypeOf(q.New()).Elem()) {
			if n := nameOf(f); !optional(f) && n != "id" {
				args = append(args, n+"="+map[string]string{"noun": "person"}[n]+map[string]string{"name": "Ida", "q": "Steam"}[n])
			}
		}
		got := s.run(args...)
		if got.status != 0 || strings.TrimSpace(got.out) == "" || got.err != "" {
			t.Errorf("%q: %+v", args, got)
		}
		got = s.run(append([]string{"--json"}, args...)...)
		if got.status != 0 || !json.Valid([]byte(got.out)) {
			t.Errorf("%q in JSON: %+v", args, got)
		}
		if got := s.run("show", q.Name, "--help"); got.status != 0 || !strings.Contains(got.out, q.Doc) {
			t.Errorf("%s has no help: %+v", q.Name, got)
		}
	}
	for _, tt := range []struct{ args, want string }{
		{"board", "Generating leads"},
		{"deals", "Brackwater Demo Paper"},
		{"deals q=steam", "40000.00 EUR"},
		{"deal " + deal, "[ ] reachable: How can they be reached? (gate)"},
		{"deal " + deal, "owned by Ana Sells"},
		{"deal.events " + deal, "(local operator)"},
		{"organisations", "Brackwater Demo Paper"},
		{"organisation " + org, "Ida Demo"},
		{"people", "ida@example.com"},
		{"process", "impossible"},
		{"members", "salesperson"},
		{"search q=ida", person},
	} {
		if got := s.run(append([]string{"show", "--as=ana"}, strings.Fields(tt.args)...)...); !strings.Contains(got.out, tt.want) {
			t.Errorf("show %s: %+v", tt.args, got)
		}
	}
}

// An override by a manager on the command line, from the refusal to the move (P-7).
func TestRefusal(t *testing.T) {
	s := company(t)
	org := s.made("ana", "organisation.add", "name=Brackwater Demo Paper")
	deal := s.made("ana", "deal.open", "name=Steam metering", "organisation="+org)
	got := s.run("do", "--as=ana", "deal.move", "deal="+deal, "to=prospecting")
	for _, want := range []string{
		"Refused by P-", " on the way to prospecting", "How can they be reached?", "reachable: gate of leads", "would do: an answer (deal.give)",
		"may pass: who manages the deal (deal.override)", "may pass: you, with reasons.fits=…",
	} {
		if !strings.Contains(got.err, want) {
			t.Errorf("%q is missing in %s", want, got.err)
		}
	}
	if got.out != "" || got.status != failed {
		t.Errorf("%+v", got)
	}
	s.must(nil, "do", "--as=ana", "deal.give", "deal="+deal, "checkpoint=reachable", "text=direct number")
	s.must(nil, "do", "--as=mia", "deal.override", "deal="+deal, "checkpoint=source", "why=known for years")
	if p := s.refused("do", "--as=ana", "deal.move", "deal="+deal, "to=prospecting"); len(p.Missing) == 0 || p.Missing[0].Checkpoint != "fits" {
		t.Errorf("%+v", p)
	}
	s.must(nil, "do", "--as=ana", "deal.move", "deal="+deal, "to=prospecting", "reasons.fits=not asked")
	if n := len(s.proof().Problems); n != 0 {
		t.Errorf("%d problems", n)
	}
}

func TestRepeatAndDry(t *testing.T) {
	s := company(t)
	before := s.proof()
	if got := s.made("ana", "deal.open", "--dry-run", "name=Tried"); got == "" {
		t.Error("a trial has no answer")
	}
	if after := s.proof(); after.Events != before.Events || after.StateHash != before.StateHash {
		t.Errorf("a trial left a trace: %+v", after)
	}
	first := s.made("ana", "deal.open", "--key=k1", "name=Once")
	if again := s.made("ana", "deal.open", "--key=k1", "name=Once"); again != first {
		t.Errorf("the same key opened %s and %s", first, again)
	}
	if p := s.refused("do", "--as=ana", "deal.open", "--key=k1", "name=Twice"); p.Key != "store.key_reused" {
		t.Errorf("%+v", p)
	}
	if after := s.proof(); after.Events != before.Events+1 {
		t.Errorf("%d events, want %d", after.Events, before.Events+1)
	}
}

// Fields of the command line lie over those of a file.
func TestFile(t *testing.T) {
	s := company(t)
	path := s.file("in.json", `{"name":"From a file","value":{"minor":5000,"currency":"EUR"},"fields":{"site":"north"}}`)
	id := s.made("ana", "deal.open", "--file="+path, "name=From the line", "fields.floor=2")
	var page struct {
		Deal struct {
			Name   string
			Value  struct{ Minor int64 }
			Fields map[string]string
		}
	}
	s.must(&page, "show", "--as=ana", "deal", id)
	if d := page.Deal; d.Name != "From the line" || d.Value.Minor != 5000 || d.Fields["site"] != "north" || d.Fields["floor"] != "2" {
		t.Errorf("%+v", page)
	}
	if got := s.feed(`{"name":"From the input"}`, "do", "--as=ana", "deal.open", "--file=-"); got.status != 0 {
		t.Errorf("%+v", got)
	}
	for _, bad := range []string{"[]", "{", "null", "{} {}"} {
		if got := s.feed(bad, "do", "--as=ana", "deal.open", "--file=-", "name=x"); got.status != wrongUsage {
			t.Errorf("%s: %+v", bad, got)
		}
	}
}

func TestValues(t *testing.T) {
	for _, tt := range []struct {
		command, field, want, wrong string
	}{
		{"deal.move", "to=needs", `{"to":"needs"}`, ""},
		{"deal.move", "why=a=b", `{"why":"a=b"}`, ""},
		{"deal.move", "version=7", `{"version":7}`, ""},
		{"deal.move", "version=0x7", "", "number"},
		{"deal.move", "version=NaN", "", "number"},
		{"deal.move", "next.due=+3d", `{"next":{"due":"2026-03-03"}}`, ""},
		{"deal.move", "next.due=-1w", `{"next":{"due":"2026-02-21"}}`, ""},
		{"deal.move", "next.due=+1m", `{"next":{"due":"2026-03-28"}}`, ""},
		{"deal.move", "next.due=tomorrow", `{"next":{"due":"2026-03-01"}}`, ""},
		{"deal.move", "next.due=2026-05-05", `{"next":{"due":"2026-05-05"}}`, ""},
		{"deal.move", "next.text=+3d", `{"next":{"text":"+3d"}}`, ""},
		{"deal.move", `next={"kind":"call","due":"2026-05-05"}`, `{"next":{"due":"2026-05-05","kind":"call"}}`, ""},
		{"deal.move", "next=call", "", "JSON is needed"},
		{"deal.move", "reasons.fits=not asked", `{"reasons":{"fits":"not asked"}}`, ""},
		{"deal.move", "reasons.a.b=c", `{"reasons":{"a.b":"c"}}`, ""},
		{"deal.change", "close_date=today", `{"close_date":"2026-02-28"}`, ""},
		{"deal.change", "value=40000", `{"value":{"minor":4000000,"currency":"SEK"}}`, ""},
		{"deal.change", "value=40,000.50 EUR", `{"value":{"minor":4000050,"currency":"EUR"}}`, ""},
		{"deal.change", `value={"minor":1,"currency":"JPY"}`, `{"value":{"currency":"JPY","minor":1}}`, ""},
		{"deal.change", "value.minor=5", `{"value":{"minor":5}}`, ""},
		{"deal.change", "value=40000 XXX", "", "money.currency"},
		{"deal.give", "number=12.5", `{"number":12.5}`, ""},
		{"deal.give", "yes.size=yes", `{"yes":{"size":true}}`, ""},
		{"deal.close", "others=price,timing", `{"others":["price","timing"]}`, ""},
		{"deal.offer", `lines=[{"what":"meters"}]`, `{"lines":[{"what":"meters"}]}`, ""},
		{"deal.offer", "lines=meters", "", "JSON is needed"},
		{"deal.offer", "lines=[", "", "not JSON"},
		{"company.set_up", "week=1,2,3", `{"week":[1,2,3]}`, ""},
		{"company.set_up", "week=mon", "", "number"},
		{"member.change", "active=no", `{"active":false}`, ""},
		{"deal.move", "=x", "", "field=value"},
		{"deal.move", "onNothing=x", "", "no field"},
	} {
		t.Run(tt.command+" "+tt.field, func(t *testing.T) {
			e, ok := app.Lookup(tt.command)
			if !ok {
				t.Fatal("no such command")
			}
			y := &typist{ctx: t.Context(), today: "2026-02-28", currency: "SEK"}
			into := map[string]any{}
			err := y.fill(into, reflect.TypeOf(e.New()).Elem(), []string{tt.field})
			if tt.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wrong) {
					t.Errorf("got %v, %v", into, err)
				}
				return
			}
			text, _ := json.Marshal(into)
			if err != nil || string(text) != tt.want {
				t.Errorf("got %s, %v", text, err)
			}
		})
	}
}

func TestOutline(t *testing.T) {
	for _, tt := range []struct{ json, want string }{
		{`{"a":1,"b":{"c":"d"},"e":[],"f":[1,{"g":null}]}`, "a: 1\nb:\n  c: d\ne: none\nf:\n  1. 1\n  2.\n    g: none\n"},
		{`{"text":"two\nlines"}`, "text: two\n  lines\n"},
		{`12345678901234567890`, "12345678901234567890\n"},
		{`{}`, ""},
	} {
		var b strings.Builder
		if err := outline(&b, []byte(tt.json)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, b.String()); diff != "" {
			t.Errorf("%s: %s", tt.json, diff)
		}
	}
}

package main

import (
	"encoding/json"
	"strings"
	"testing"

	"cairn/deal"
	"cairn/process"
)

// sevenText is the process that a new company begins with.
func sevenText(t *testing.T) string {
	t.Helper()
	for _, x := range process.Templates() {
		if x.Key == "seven" {
			return string(x.Text)
		}
	}
	t.Fatal("there is no such template")
	return ""
}

func TestProcessText(t *testing.T) {
	s := newShell(t)
	good := s.file("good.yaml", sevenText(t))
	bad := s.file("bad.yaml", strings.Replace(sevenText(t), "strength: gate", "strength: gat", 1))
	line := strings.Count(sevenText(t)[:strings.Index(sevenText(t), "strength: gate")], "\n") + 1
	got := s.run("process", "check", good, bad)
	var all []checked
	if got.status != failed || !strings.Contains(got.out, "good.yaml: nothing is wrong") {
		t.Errorf("%+v", got)
	}
	at := bad + ":" + json.Number(itoa(line)).String() + ":"
	if !strings.Contains(got.out, at) {
		t.Errorf("%s is not in %s", at, got.out)
	}
	if got := s.run("--json", "process", "check", bad); json.Unmarshal([]byte(got.out), &all) != nil || len(all) != 1 || len(all[0].Problems) != 1 || all[0].Problems[0].Line != line {
		t.Errorf("%+v", got)
	}
	if got := s.run("process", "check", good); got.status != 0 {
		t.Errorf("%+v", got)
	}
	printed := s.run("process", "print", good)
	if again := s.feed(printed.out, "process", "print", "-"); printed.status != 0 || again.out != printed.out || again.out == "" {
		t.Errorf("what was printed is printed as another: %+v", again)
	}
	if got := s.run("process", "print", bad); got.status != failed || got.out != "" || !strings.Contains(got.err, at) {
		t.Errorf("%+v", got)
	}
	if got := s.run("process", "schema"); got.status != 0 || got.out != string(process.Schema()) {
		t.Errorf("%+v", got.err)
	}
	weak := s.file("weak.yaml", strings.Replace(sevenText(t), "strength: gate", "strength: advice", 1))
	if got := s.run("process", "diff", good, weak); got.status != 0 || strings.Count(got.out, "\n") != 1 || !strings.Contains(got.out, "it was a gate") {
		t.Errorf("%+v", got)
	}
	if got := s.run("process", "diff", good, good); got.out != "Nothing differs.\n" {
		t.Errorf("%+v", got)
	}
}

func itoa(n int) string {
	text, _ := json.Marshal(n)
	return string(text)
}

// A draft is compared with what is in effect, rehearsed on what happened, and published.
func TestProcessLife(t *testing.T) {
	s := company(t)
	draft := s.file("draft.yaml", strings.Replace(sevenText(t), "key: fits\n        question: ", "key: asked_never\n        question: ", 1))
	if strings.Count(sevenText(t), "key: fits") != 1 {
		t.Skip("the template has no checkpoint fits any more")
	}
	org := s.made("ana", "organisation.add", "name=Brackwater Demo Paper")
	id := s.made("ana", "deal.open", "name=Steam metering", "organisation="+org, "source=referral")
	on := "deal=" + id
	s.must(nil, "do", "--as=ana", "deal.give", on, "checkpoint=reachable", "text=direct number")
	s.must(nil, "do", "--as=ana", "deal.move", on, "to=prospecting", "why=not asked")
	got := s.run("process", "diff", "--as=ana", draft)
	if got.status != 0 || !strings.Contains(got.out, "Generating leads") {
		t.Errorf("%+v", got)
	}
	var r deal.Rehearsal
	s.must(&r, "process", "rehearse", draft)
	if r.Deals != 1 || r.Movements[deal.NotKnowable] != 1 || len(r.Findings) != 1 || r.Findings[0].Checkpoint != "asked_never" || r.Findings[0].Deals[0] != id {
		t.Errorf("%+v", r)
	}
	if got := s.run("process", "rehearse", draft); got.status != 0 || !strings.Contains(got.out, "Steam metering") || !strings.Contains(got.out, "not knowable") {
		t.Errorf("%+v", got)
	}
	if p := s.refused("process", "publish", "--as=ana", draft); p.Key != "capability" {
		t.Errorf("by a salesperson: %+v", p)
	}
	before := s.proof().Events
	s.must(nil, "process", "publish", "--as=olga", "--dry-run", draft)
	if n := s.proof().Events; n != before {
		t.Errorf("a trial left %d events", n-before)
	}
	s.must(nil, "process", "publish", "--as=olga", "--default", "--note=shorter", draft)
	if p := s.refused("process", "publish", "--as=olga", "--default", draft); p.Key != "process.same" {
		t.Errorf("twice: %+v", p)
	}
	if got := s.run("process", "diff", "--as=ana", draft); got.out != "Nothing differs.\n" {
		t.Errorf("%+v", got)
	}
	broken := s.file("broken.yaml", "process: x\n")
	if got := s.run("process", "publish", "--as=olga", broken); got.status != failed || !strings.Contains(got.err, "broken.yaml:") {
		t.Errorf("%+v", got)
	}
}

package process

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestDiff(t *testing.T) {
	third := edit(t, small, "win:\n", `  - key: thank
    name: Thank
    job: closing
    covers: [closing]
    action: Thank them
    purpose: Be remembered.
    exit: []
win:
`)
	for _, tt := range []struct{ name, base, old, new, want string }{
		{"nothing", small, "name: Small", "name: \"Small\" # the same", ""},
		{"asks more", small, "  - key: sell\n", "      - {key: pays, question: \"Can they pay for it?\", strength: gate, evidence: document}\n  - key: sell\n",
			"added steps.ask.exit.pays: Ask now also asks: Can they pay for it? (gate)"},
		{"asks less", small, "      - key: wants\n        question: What do they want?\n        strength: gate\n        evidence: answer\n        answer: text\n", "",
			"removed steps.ask.exit.wants: Ask no longer asks: What do they want?"},
		{"retired", small, "answer: text", "answer: text\n        retired: true",
			"retired steps.ask.exit.wants.retired: Ask no longer asks: What do they want? It is retired; old answers stay readable."},
		{"stricter", small, "strength: gate", "strength: impossible",
			"stricter steps.ask.exit.wants.strength: Ask, “What do they want?” is now impossible to pass; it was a gate."},
		{"weaker", small, "strength: gate", "strength: advice",
			"weaker steps.ask.exit.wants.strength: Ask, “What do they want?” is now advice; it was a gate."},
		{"asked sometimes", small, "answer: text", "answer: text\n        when: deal.value > 5",
			"weaker steps.ask.exit.wants.when: Ask, “What do they want?”: the condition under which it is asked is now “deal.value > 5”."},
		{"implied", small, "answer: text", "answer: text\n        implied_by: [taken]",
			"weaker steps.ask.exit.wants.implied_by: Ask, “What do they want?”: new among what satisfies it as well is “taken”."},
		{"confirmed", small, "answer: text", "answer: text\n        confirmed: true",
			"stricter steps.ask.exit.wants.confirmed: Ask, “What do they want?”: from now on, the customer must have confirmed it."},
		{"asked otherwise", small, "question: What do they want?", "question: What do they need?",
			"changed steps.ask.exit.wants.question: Ask now asks “What do they need?” instead of “What do they want?”."},
		{"renamed", small, "name: Sell\n", "name: Sell it\n", "changed steps.sell.name: “Sell” is now called “Sell it”."},
		{"later", small, "late: 5", "late: 8", "changed steps.ask.late: Ask: the number of days from which a deal is late is now 8; it was 5."},
		{"unused", small, "    typical: 3", "    skip: true\n    typical: 3", "changed steps.sell.skip: Sell: from now on, not used by design."},
		{"step gone", third, "  - key: thank\n    name: Thank\n    job: closing\n    covers: [closing]\n    action: Thank them\n    purpose: Be remembered.\n    exit: []\n", "",
			"removed steps.thank: The step Thank is gone."},
		{"new reason", small, "{key: lost, name: Lost}", "{key: lost, name: Lost, reasons: [{key: price, name: Price}]}",
			"added exits.lost.reasons.price: Lost, the reasons: “Price” is new."},
		{"exit gone", small, "  - {key: parked, name: Parked, dated: true}\n", "", "removed exits.parked: A deal can no longer leave as Parked."},
		{"source retired", small + "sources: [{key: fair, name: Fair}]\n", "name: Fair", "name: Fair, retired: true",
			"retired sources.fair.retired: The sources: “Fair” is retired: it is no longer used, and stays readable on old deals."},
		{"order of exits", small, "  - {key: lost, name: Lost}\n  - {key: disqualified, name: Not for us, jobs: [qualifying]}", "  - {key: disqualified, name: Not for us, jobs: [qualifying]}\n  - {key: lost, name: Lost}",
			"moved exits.lost: The exit Lost stands in another place of the list."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := said(Diff(MustParse(tt.base), MustParse(edit(t, tt.base, tt.old, tt.new))))
			if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func said(changes []Change) string {
	var lines []string
	for _, c := range changes {
		lines = append(lines, fmt.Sprintf("%s %s: %s", c.Kind, c.Path, c))
	}
	return strings.Join(lines, "\n")
}

// TestDiffOfSteps: a new step and one that goes elsewhere, with a checkpoint that follows it.
func TestDiffOfSteps(t *testing.T) {
	old := MustParse(string(text("seven.yaml")))
	changed := MustParse(string(text("seven.yaml")))
	steps := changed.Steps
	steps[4], steps[5] = steps[5], steps[4]
	steps[5].Exit = append(steps[5].Exit, steps[6].Exit[2])
	steps[6].Exit = steps[6].Exit[:2]
	want := `moved steps.proposing: The step Proposing a solution now comes after Objections and negotiations.
moved steps.proposing.exit.next: “What is booked next for this customer?” is now asked in Proposing a solution, no longer in Closing the deal.`
	if got := said(Diff(old, bare(changed))); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// leaves are all single values of a definition.
func leaves(v reflect.Value, found []reflect.Value) []reflect.Value {
	switch v.Kind() {
	case reflect.Struct:
		for _, c := range columns(v.Type()) {
			found = leaves(v.Field(c.index), found)
		}
	case reflect.Slice:
		for i := range v.Len() {
			found = leaves(v.Index(i), found)
		}
	default:
		found = append(found, v)
	}
	return found
}

// TestDiffMissesNothing: whatever value changes, Diff has a sentence about it; where
// nothing changes it has none.
func TestDiffMissesNothing(t *testing.T) {
	seven := string(text("seven.yaml"))
	old := MustParse(seven)
	if got := Diff(old, MustParse(seven)); got != nil {
		t.Fatalf("nothing changed: %v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		changed := bare(MustParse(string(Print(old))))
		all := leaves(reflect.ValueOf(&changed).Elem(), nil)
		v := all[rapid.IntRange(0, len(all)-1).Draw(t, "leaf")]
		switch v.Kind() {
		case reflect.String:
			v.SetString(v.String() + rapid.SampledFrom([]string{"x", "\n", " and more"}).Draw(t, "more"))
		case reflect.Int:
			v.SetInt((v.Int() + 1) % 4)
		case reflect.Bool:
			v.SetBool(!v.Bool())
		}
		changes := Diff(old, changed)
		if len(changes) == 0 {
			t.Fatalf("nothing is said about %v", v)
		}
		for _, c := range changes {
			if c.Text == "" || c.Kind == "" || c.Path == "" {
				t.Fatalf("an empty change: %+v", c)
			}
		}
	})
}

// TestDiffMissesNoOrder: the order of every list is part of the text.
func TestDiffMissesNoOrder(t *testing.T) {
	old := MustParse(string(text("seven.yaml")))
	var reverse func(v reflect.Value, path string)
	changed := bare(MustParse(string(Print(old))))
	reverse = func(v reflect.Value, path string) {
		switch v.Kind() {
		case reflect.Struct:
			for _, c := range columns(v.Type()) {
				reverse(v.Field(c.index), join(path, c.name))
			}
		case reflect.Slice:
			swap := reflect.Swapper(v.Interface())
			for i := range v.Len() {
				reverse(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
			}
			if v.Len() > 1 {
				swap(0, v.Len()-1)
				if len(Diff(old, changed)) == 0 {
					t.Errorf("nothing is said about the order of %s", path)
				}
				swap(0, v.Len()-1)
			}
		}
	}
	reverse(reflect.ValueOf(&changed).Elem(), "")
}

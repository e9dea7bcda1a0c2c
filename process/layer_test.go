package process

import (
	"strings"
	"testing"
)

const ourWay = `over: small
name: Our way
steps:
  - key: ask
    name: Ask around
    guidance: |
      Ask the foreman first.
    questions: ["Which machines do they run?"]
    activities: [{kind: visit, count: 1, minutes: 60}]
    late: 4
    exit:
      - key: wants
        strength: impossible
        help: One line.
      - key: licence
        question: Do they hold the licence?
        strength: gate
        evidence: document
        when: deal.kind == "new"
exits:
  - key: lost
    reasons: [{key: price, name: Price}]
sources: [{key: fair, name: Fair}]
`

func over(t *testing.T, base, layer string) (Definition, error) {
	t.Helper()
	l, err := ParseLayer([]byte(layer))
	if err != nil {
		return Definition{}, err
	}
	return Over(MustParse(base), l)
}

func TestOver(t *testing.T) {
	base := MustParse(small)
	before := string(Print(base))
	d, err := over(t, small, ourWay)
	if err != nil {
		t.Fatal(err)
	}
	if err := Check(d); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`“Small” is now called “Our way”.`,
		`“Ask” is now called “Ask around”.`,
		`Ask around: the guidance is now “Ask the foreman first.”.`,
		`Ask around: new among the questions to ask is “Which machines do they run?”.`,
		`Ask around now also suggests: visit.`,
		`Ask around: the number of days from which a deal is late is now 4; it was 5.`,
		`Ask around now also asks: Do they hold the licence? (gate)`,
		`Ask around, “What do they want?” is now impossible to pass; it was a gate.`,
		`Ask around, “What do they want?”: the help is now “One line.”.`,
		`Lost, the reasons: “Price” is new.`,
		`The sources: “Fair” is new.`,
	}
	var got []string
	for _, c := range Diff(base, d) {
		got = append(got, c.String())
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if string(Print(base)) != before || string(Print(MustParse(string(Print(d))))) != string(Print(d)) {
		t.Error("the base has changed, or the effective process cannot be read back")
	}
	if ok, err := d.Eval(`deal.kind == "new"`, Facts{Kind: "new"}); !ok || err != nil {
		t.Errorf("the layer's condition: %v, %v", ok, err)
	}
	if ok, err := d.Eval("deal.organisation", Facts{Organisation: true}); !ok || err != nil {
		t.Errorf("the base's rule: %v, %v", ok, err)
	}
}

// TestLayersOverLayers: a team's layer lies over the organisation's, and cannot weaken it.
func TestLayersOverLayers(t *testing.T) {
	org, err := over(t, small, ourWay)
	if err != nil {
		t.Fatal(err)
	}
	team, err := ParseLayer([]byte("over: small\nsteps:\n  - key: ask\n    exit:\n      - {key: licence, strength: advice}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Over(org, team); err == nil || !strings.Contains(err.Error(), "would weaken licence") {
		t.Errorf("got %v", err)
	}
}

// TestLayerRefusals: what a layer may not do (P-21), in the lines of the layer.
func TestLayerRefusals(t *testing.T) {
	weak := edit(t, small, "answer: text", "answer: text\n        may_weaken: true")
	scored := edit(t, small, "evidence: answer\n        answer: text", "evidence: score\n        criteria: [{key: a, name: A, points: 5}]\n        threshold: 3")
	exit := func(line string) string {
		return "over: small\nsteps:\n  - key: ask\n    exit:\n      - " + line + "\n"
	}
	for _, tt := range []struct{ name, base, layer, want string }{
		{"another process", small, "over: seven\n", `1:7: over: lies over "seven"`},
		{"unknown field", small, "over: small\nwin: {}\n", `2:1: win: "win" is not a field here`},
		{"unknown step", small, "over: small\nsteps:\n  - key: demo\n", `3:10: steps[0].key: the process has no step "demo"`},
		{"another job", small, "over: small\nsteps:\n  - key: ask\n    job: closing\n", `4:10: steps[0].job: a layer leaves this of a step as it is`},
		{"step skipped", small, "over: small\nsteps:\n  - key: ask\n    skip: true\n", `4:11: steps[0].skip: a layer leaves`},
		{"gate weakened", small, exit("{key: wants, strength: advice}"), `5:32: steps[0].exit[0].strength: this would weaken wants`},
		{"gate retired", small, exit("{key: wants, retired: true}"), `5:31: steps[0].exit[0].retired: this would weaken wants`},
		{"impossible weakened", small, exit("{key: who, strength: gate}"), `5:30: steps[0].exit[0].strength: who is impossible to pass, in every layer`},
		{"impossible retired", small, exit("{key: who, retired: true}"), `5:29: steps[0].exit[0].retired: who is impossible to pass, in every layer`},
		{"rule replaced", small, exit("{key: who, rule: deal.person}"), `5:26: steps[0].exit[0].rule: a layer leaves`},
		{"condition added", small, exit("{key: wants, when: deal.person}"), `5:28: steps[0].exit[0].when: a layer leaves`},
		{"another step's checkpoint", small, exit("{key: taken, strength: impossible}"), `5:15: steps[0].exit[0].key: taken is asked in Sell`},
		{"new one without strength", small, exit("{key: fresh, question: Fresh, evidence: document}"), `5:9: steps[0].exit[0].strength: fresh does not say who may pass it`},
		{"new one without evidence", small, exit("{key: fresh, question: Fresh, strength: gate}"), `5:9: steps[0].exit[0].evidence: "" is not a kind of evidence`},
		{"condition that does not compile", small, exit("{key: fresh, question: F, strength: gate, evidence: document, when: deal.vlue > 1}"), `5:81: steps[0].exit[0].when: there is no field "vlue"`},
		{"threshold lowered", scored, exit("{key: wants, threshold: 2}"), `5:33: steps[0].exit[0].threshold: this would weaken wants`},
		{"unknown exit", small, "over: small\nexits:\n  - key: gone\n", `3:10: exits[0].key: the process has no exit "gone"`},
		{"exit opened", small, "over: small\nexits:\n  - {key: disqualified, jobs: [closing]}\n", `3:31: exits[0].jobs: a layer leaves`},
		{"nameless source", small, "over: small\nsources: [{key: fair, name: ''}]\n", `2:29: sources[0].name: is missing`},
		{"gate weakened, as allowed", weak, exit("{key: wants, strength: advice}"), ``},
		{"gate retired, as allowed", weak, exit("{key: wants, retired: true}"), ``},
		{"gate made stricter", weak, exit("{key: wants, strength: impossible, confirmed: true}"), ``},
		{"threshold raised", scored, exit("{key: wants, threshold: 5}"), ``},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := over(t, tt.base, tt.layer)
			if tt.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				if err := Check(d); err != nil {
					t.Fatalf("the effective process: %v", err)
				}
				return
			}
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got\n\t%v\nwant\n\t%s", err, tt.want)
			}
		})
	}
}

func TestLayerRetiresAChoice(t *testing.T) {
	base := small + "sources: [{key: fair, name: Fair}]\n"
	d, err := over(t, base, "over: small\nsources: [{key: fair, name: Fair, retired: true}]\n")
	if err != nil || !d.Sources[0].Retired {
		t.Errorf("got %v, %v", d.Sources, err)
	}
	if _, err := over(t, base, "over: small\nsources: [{key: fair, name: Other}]\n"); err == nil {
		t.Error("a layer renames a source")
	}
}

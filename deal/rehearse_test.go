package deal

import (
	"fmt"
	"strings"
	"testing"

	"cairn/event"
	"cairn/process"
)

// told is verdicts in short: "propose:stopped(budget) agree:passed".
func told(all []Verdict) string {
	var parts []string
	for _, v := range all {
		s := v.To + ":" + string(v.Answer)
		for i, f := range v.Reasons {
			s += map[bool]string{true: "(", false: " "}[i == 0] + f.Checkpoint
			if f.Answer == NotKnowable {
				s += "?"
			}
		}
		if v.Reasons != nil {
			s += ")"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, " ")
}

// draftOf is the process small with some texts replaced.
func draftOf(t testing.TB, edits ...string) process.Definition {
	text := small
	for i := 0; i < len(edits); i += 2 {
		if strings.Count(text, edits[i]) != 1 {
			t.Fatalf("%q occurs %d times", edits[i], strings.Count(text, edits[i]))
		}
		text = strings.Replace(text, edits[i], edits[i+1], 1)
	}
	return process.MustParse(text)
}

func past(l *life, more ...process.Definition) History {
	h := History{Ran: map[string]process.Definition{l.p.Version(): l.p}, Events: l.events}
	for _, p := range more {
		h.Ran[p.Version()] = p
	}
	return h
}

func TestRehearse(t *testing.T) {
	const (
		fits     = "{key: fits, strength: advice"
		origin   = "{key: origin, strength: gate"
		need     = "{key: need, strength: gate"
		problem  = "{key: problem, strength: advice"
		friends  = "source fair; move talk because friends; "
		override = "score fits size; mia move talk for origin known; "
	)
	licence := []string{"      - {key: need,", "      - {key: licence, strength: gate, evidence: document}\n      - {key: need,"}
	for _, tt := range []struct {
		name, do string
		edits    []string
		want     string
	}{
		{"the same text", agreed + "win", nil, "talk:passed propose:passed agree:passed won:passed"},
		{"a deviation, and the draft makes it a gate", friends, []string{fits, "{key: fits, strength: gate"}, "talk:stopped(fits)"},
		{"a deviation is one still", friends, nil, "talk:passed"},
		{"an override, and the draft makes it advice", override, []string{origin, "{key: origin, strength: advice"}, "talk:passed"},
		{"an override, and the draft lets nobody pass", override, []string{origin, "{key: origin, strength: impossible"}, "talk:stopped(origin)"},
		{"a higher threshold", talking, []string{"threshold: 2", "threshold: 3"}, "talk:stopped(fits)"},
		{"a new line of the scorecard", talking, []string{"threshold: 2", "threshold: 3", "{key: place, name: Place, points: 1}", "{key: trade, name: Trade, points: 1}"}, "talk:not_knowable(fits?)"},
		{"a checkpoint that nobody was asked for", agreed + "win", licence, "talk:passed propose:not_knowable(licence?) agree:passed won:passed"},
		{"one that was never asked, and held all the same", agreed + "win", []string{"      - {key: need,", "      - {key: rich, strength: gate, evidence: rule, rule: deal.value > 1.0}\n      - {key: need,"}, "talk:passed propose:passed agree:passed won:passed"},
		{"a new impossible one is missing at every movement after", agreed + "win", []string{"      - {key: need,", "      - {key: licence, strength: impossible, evidence: document}\n      - {key: need,"}, "talk:passed propose:not_knowable(licence?) agree:not_knowable(licence?) won:not_knowable(licence?)"},
		{"asked later than the draft asks it", proposed + "move agree", []string{"      - {key: problem, strength: advice, evidence: answer, answer: text, confirmed: true}\n", "", "      - {key: need,", "      - {key: problem, strength: advice, evidence: answer, answer: text}\n      - {key: need,"}, "talk:passed propose:not_knowable(problem?) agree:passed"},
		{"another kind of evidence", friends + "held; say need oven; amount budget; involve paula decides; move propose", []string{"evidence: answer, answer: text, valid: once}", "evidence: document}"}, "talk:passed propose:not_knowable(need?)"},
		{"a confirmation that nobody asked for", talked + "move propose", []string{"evidence: answer, answer: text, valid: once}", "evidence: answer, answer: text, confirmed: true}"}, "talk:passed propose:not_knowable(need?)"},
		{"a jump", asked + "held; bo move propose for need a for budget b for says c because so", []string{need, "{key: need, strength: impossible"}, "propose:stopped(need)"},
		{"returns are not asked about; the way on again is", talked + "move propose; move talk because doubts; move propose", nil, "talk:passed propose:passed propose:passed"},
		{"a win that jumps", asked + "held; say need oven; amount budget; involve paula decides; say problem cold; confirm problem; offer 2026-01-06 problem; accept; plan; win", []string{problem, "{key: problem, strength: gate"}, "won:passed"},
		{"steps that are one in the draft", talked + "move propose", []string{"  - key: talk\n    job: qualifying\n    covers: [prospecting, qualifying]\n    exit:\n", "", "covers: [leads]", "covers: [leads, prospecting, qualifying]"}, "talk:passed propose:passed"},
		{"a step by another name", talked + "move propose", []string{"key: talk\n", "key: speak\n"}, "talk:passed propose:passed"},
		{"a step that the draft has not", proposed + "move agree", []string{"covers: [objections, closing]", "covers: [closing]", "key: agree\n", "key: sign\n"}, "talk:passed propose:passed agree:not_knowable"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := begin(process.MustParse(small), "")
			if got := l.play(t, tt.do); got != "ok" {
				t.Fatal(got)
			}
			all, err := Rehearse(draftOf(t, tt.edits...), []History{past(l)})
			if err != nil || told(all) != tt.want {
				t.Errorf("got  %s, %v\nwant %s", told(all), err, tt.want)
			}
		})
	}
}

// TestRehearseImport holds that what was skipped is not knowable: nobody was asked.
func TestRehearseImport(t *testing.T) {
	l := begin(process.MustParse(small), "talk")
	l.play(t, "import move propose; import bring")
	all, err := Rehearse(l.p, []History{past(l)})
	want := "propose:not_knowable(origin? talked? need? budget? says?) won:not_knowable(origin? talked? need? budget? says? problem? offered? due? parts? terms? taken? next?)"
	if err != nil || told(all) != want {
		t.Errorf("got  %s, %v\nwant %s", told(all), err, want)
	}
}

// TestRehearseDebts holds that a debt which fell due was asked for, and one of advice
// was not.
func TestRehearseDebts(t *testing.T) {
	l := begin(process.MustParse(small), "talk")
	if got := l.play(t, "held; say need oven; amount budget; involve paula decides; bo move propose for origin known"); got != "ok" {
		t.Fatal(got)
	}
	for key, want := range map[string]string{
		"{key: origin, strength: gate": "propose:stopped(origin)",
		"{key: fits, strength: advice": "propose:not_knowable(fits?)",
	} {
		draft := draftOf(t, key, strings.TrimRight(key, "abcdefghijklmnopqrstuvwxyz")+"impossible")
		if all, err := Rehearse(draft, []History{past(l)}); err != nil || told(all) != want {
			t.Errorf("got %s, %v, want %s", told(all), err, want)
		}
	}
}

// TestRehearseVersions follows a deal over a change of its process, and says so where
// a version is not at hand.
func TestRehearseVersions(t *testing.T) {
	first := process.MustParse(small)
	l := begin(first, "")
	if got := l.play(t, talked+"transfer strict talk; move propose"); got != "ok" {
		t.Fatal(got)
	}
	if all, _ := Rehearse(first, []History{past(l, first)}); told(all) != "talk:passed propose:passed" {
		t.Errorf("with both: %s", told(all))
	}
	if all, _ := Rehearse(first, []History{past(l)}); told(all) != "talk:not_knowable propose:passed" {
		t.Errorf("with the last one only: %s", told(all))
	}
	bad := past(l)
	bad.Events = []event.Event{{Kind: "deal.danced", Subject: "deal:d1", N: 1}}
	if _, err := Rehearse(first, []History{bad}); err == nil {
		t.Error("a log that cannot be read was rehearsed")
	}
}

func TestSummarise(t *testing.T) {
	p := process.MustParse(small)
	var history []History
	for i, do := range []string{
		agreed + "win",
		"source fair; move talk because friends; close lost price",
		"source fair; move talk because friends; held; say need oven; amount budget; involve paula decides; move propose",
		"source fair",
	} {
		l := begin(p, "")
		if got := l.play(t, do); got != "ok" {
			t.Fatal(got)
		}
		id := fmt.Sprintf(`"id":"d%d"`, 9-i)
		l.events[0].Body = []byte(strings.Replace(string(l.events[0].Body), `"id":"d1"`, id, 1))
		history = append(history, past(l))
	}
	draft := draftOf(t, "{key: fits, strength: advice", "{key: fits, strength: gate",
		"      - {key: need,", "      - {key: licence, strength: gate, evidence: document}\n      - {key: need,")
	all, err := Rehearse(draft, history)
	if err != nil {
		t.Fatal(err)
	}
	got := Summarise(all)
	want := "3 map[not_knowable:2 passed:3 stopped:2]" +
		" [{stopped lost [d8]} {stopped open [d7]} {not_knowable won [d9]}]" +
		" [{{fits gate stopped} lost 1 [d8]} {{fits gate stopped} open 1 [d7]} {{licence gate not_knowable} open 1 [d7]} {{licence gate not_knowable} won 1 [d9]}]"
	if s := fmt.Sprint(got.Deals, got.Movements, got.Outcomes, got.Findings); s != want {
		t.Errorf("got\n\t%s\nwant\n\t%s", s, want)
	}
	if empty := Summarise(nil); empty.Deals != 0 || empty.Findings != nil {
		t.Errorf("of nothing: %+v", empty)
	}
}

package deal

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"cairn/money"
	"cairn/process"
)

func TestClose(t *testing.T) {
	run(t, "small", "", []script{
		{"lost, with a reason", talking + "close lost price", "ok", "status=lost visits=ask1:advance,talk1:lost"},
		{"no reason where the process lists some", "close lost", "P-14 reason", "status=open"},
		{"a reason that is not listed", "close lost weather", "invalid exit.reason", ""},
		{"a retired reason", "close lost old", "invalid exit.reason", ""},
		{"no decision, where no reasons are listed", "close no_decision", "ok", "status=no_decision"},
		{"disqualified in the first job", talking + "close disqualified", "ok", "status=disqualified"},
		{"disqualified in the second", proposal + "close disqualified", "invalid exit.job", "status=open"},
		{"parked without a day", "close parked", "P-14 until", ""},
		{"parked until today", "close parked any 2026-01-05", "invalid exit.until", ""},
		{"parked", talking + "plan; close parked any 2026-04-01", "ok", "status=parked visits=ask1:advance,talk1:parked planned=0"},
		{"a day for an exit without one", "close lost price 2026-04-01", "invalid exit.undated", ""},
		{"no such exit", "close sunk", "invalid exit", ""},
		{"withdrawn while open", "close withdrawn", "ok", "status=withdrawn"},
		{"withdrawn after the end, by its owner", "close lost price; close withdrawn", "forbidden deal.withdraw_late", "status=lost"},
		{"withdrawn after the end, by the manager", "close lost price; mia close withdrawn", "ok", "status=withdrawn"},
		{"withdrawn after winning, by the manager", agreed + "win; mia close withdrawn", "ok", "status=withdrawn"},
		{"withdrawn while parked, by an import that is undone", "close parked any 2026-04-01; import close withdrawn", "ok", "status=withdrawn"},
		{"withdrawn twice", "close withdrawn; mia close withdrawn", "conflict deal.not_open", ""},
		{"lost twice", "close lost price; close lost price", "conflict deal.not_open", ""},
		{"dated before the last movement", "wait 2h; " + talking + "wait 1h; back 2h close lost price", "invalid deal.time_order", ""},
		{"what was asked ends", "request origin because so; close lost price", "ok", "requests="},
	})
}

func TestWin(t *testing.T) {
	run(t, "small", "", []script{
		{"step by step", agreed + "win", "ok", "status=won value=9.00EUR visits=ask1:advance,talk1:advance,propose1:advance,agree1:won"},
		{"nothing booked next is advice", agreeing + "accept; win", "P-11 next", ""},
		{"no acceptance", agreeing + "confirm terms; plan; bo win because so", "P-11 taken", ""},
		{"a concern is open", agreed + "raise heavy; bo win because so", "P-11 clear", ""},
		{"a concern was settled", agreed + "raise heavy; settle heavy; win", "ok", ""},
		{"terms are implied by the acceptance", agreeing + "accept; plan; win", "ok", ""},
		{"the same day, in one go", asked + "held; say need oven; amount budget; involve paula decides; say problem cold; confirm problem; offer 2026-01-06 problem; accept; plan; win", "ok", "status=won qualified=05T09"},
		{"a jump owes what is impossible on the way", "bo win for origin a for need b for budget c for says d for due e for terms f because so", "P-12 talked offered taken", ""},
		{"the offer was superseded", agreed + "offer; win because so", "P-11 taken", ""},
		{"before the acceptance", agreeing + "wait 2h; accept; plan; back 1h win", "invalid deal.time_order", ""},
		{"an import does not win the ordinary way", agreeing + "import win", "P-11 terms taken next", ""},
		{"what was won is not won again", agreed + "win; win", "conflict deal.not_open", ""},
		{"evidence taken back after the win", agreed + "win; retract need because dreamt", "ok", "flags=need status=won"},
	})
}

func TestCorrect(t *testing.T) {
	run(t, "small", "", []script{
		{"by its owner", agreed + "win; correct because typo", "forbidden deal.correct", ""},
		{"silently", agreed + "win; mia correct", "P-15 why", ""},
		{"by the manager", agreed + "win; wait 3h; mia back 2h correct because typo", "ok", "status=won"},
		{"before the stay began", agreed + "win; wait 3h; mia back 9h correct because typo", "invalid deal.time_order", ""},
		{"not won", agreed + "mia correct because typo", "conflict deal.not_won", ""},
	})
	l := begin(process.MustParse(small), "")
	l.play(t, asked+"held; say need oven; amount budget; involve paula decides; say problem cold; confirm problem; offer 2026-01-06 problem; accept; plan; wait 9h; win; wait 9h; mia back 12h correct because typo")
	if q := l.d.Qualified; q != l.d.End.At || q != l.d.Visits[0].To {
		t.Errorf("won out of the first job and corrected: qualified %d, ended %d", q, l.d.End.At)
	}
	worth := money.Money{Minor: 7, Currency: "XXX"}
	by, _ := actors("mia")
	if _, err := Correct(l.d, Corrected{Value: &worth, Why: "typo"}, by, now(l.at)); outcome(err) != "invalid deal.value" {
		t.Errorf("a currency that nobody knows: %v", err)
	}
}

func TestReopen(t *testing.T) {
	lost := agreeing + "close lost price; "
	parked := agreeing + "close parked any 2026-04-01; "
	run(t, "small", "", []script{
		{"by its owner", lost + "reopen propose because call", "ok", "status=open step=propose visits=ask1:advance,talk1:advance,propose1:advance,agree1:lost,propose2: offers=lapsed"},
		{"silently", lost + "reopen propose", "P-15 why", ""},
		{"old offers are stale", lost + "reopen agree because call", "P-15 offered", "status=lost"},
		{"past the step that it left", talking + "close lost price; reopen propose because call", "invalid deal.reopen_ahead", ""},
		{"back over the border", lost + "reopen talk because call", "ok", "qualified=no"},
		{"by a colleague", lost + "tom reopen propose because call", "forbidden deal.reopen_others", ""},
		{"by its owner after 31 days", lost + "wait 31d; reopen propose because call", "forbidden deal.reopen_late", ""},
		{"dated back to look younger", lost + "wait 31d; back 48h reopen propose because call", "forbidden deal.reopen_late", ""},
		{"by the manager after 31 days", lost + "wait 31d; mia reopen propose because call", "ok", ""},
		{"where nobody is above", lost + "wait 31d; solo reopen propose because call", "ok", ""},
		{"after half a year", lost + "wait 184d; mia reopen propose because call", "conflict deal.too_old", ""},
		{"an impossible checkpoint was taken back meanwhile", lost + "retract talked because dreamt; mia reopen propose because call", "P-15 talked", ""},
		{"won is not reopened", agreed + "win; mia reopen agree because so", "conflict deal.reopen", ""},
		{"withdrawn is not reopened", "close withdrawn; mia reopen ask because so", "conflict deal.reopen", ""},
		{"open is not reopened", "mia reopen ask because so", "conflict deal.reopen", ""},
		{"a step that is not there", lost + "reopen dance because so", "invalid deal.step", ""},
		{"passes of the visit before are over", "score fits size; mia move talk for origin a; close lost price; reopen ask because call; move talk", "P-11 origin", ""},
		{"parked, by its owner, at any time", parked + "wait 200d; reopen agree because call", "ok", "step=agree offers=out"},
		{"parked, by a colleague", parked + "tom reopen agree because call", "forbidden deal.reopen_others", ""},
		{"parked, by the schedule, too early", parked + "wait 20d; system reopen agree", "conflict deal.not_due", ""},
		{"parked, by the schedule", parked + "wait 90d; system reopen agree", "ok", "step=agree offers=out visits=ask1:advance,talk1:advance,propose1:advance,agree1:parked,agree2:"},
		{"parked, by the schedule, into the step that owes nothing", parked + "retract talked because dreamt; wait 90d; system reopen agree", "ok", "step=talk qualified=no"},
		{"lost, by the schedule", lost + "system reopen propose", "conflict deal.reopen", ""},
	})
}

func TestOverride(t *testing.T) {
	run(t, "small", "", []script{
		{"by the manager; then the owner's own move passes", "score fits size; mia override origin because known; move talk", "ok", "passed=origin:mia approvals="},
		{"it moves nothing itself", "score fits size; mia override origin because known", "ok", "step=ask approvals=origin"},
		{"by the owner of the deal", "override origin because known", "forbidden override.not_yours", ""},
		{"by the owner of the deal, with nobody above", "score fits size; solo override origin because known; move talk", "ok", "passed=origin:ana:self"},
		{"silently", "mia override origin", "P-7 why", ""},
		{"what is impossible", "organisation; bo override who because so", "P-7 who", ""},
		{"advice", "mia override fits because so", "invalid override.not_gate", ""},
		{"a gate that holds", "source fair; mia override origin because so", "conflict override.met", ""},
		{"a gate that is behind", talking + "mia override origin because so", "conflict override.past", ""},
		{"a gate to come, for a jump", asked + "held; bo override need because a; bo override budget because a; bo override says because a; move propose", "ok", "passed=need:bo,budget:bo,says:bo"},
		{"the approver of another role", talking + "mia override budget because so", "forbidden override.not_yours", ""},
		{"it lapses after seven days", "score fits size; mia override origin because known; wait 8d; move talk", "P-11 origin", ""},
		{"it holds for seven", "score fits size; mia override origin because known; wait 7d; move talk", "ok", ""},
		{"dated back, it has lapsed all the same", "score fits size; mia override origin because known; wait 8d; back 48h move talk", "P-11 origin", ""},
		{"it lapses when the answer changes", talking + "held; amount budget; involve paula decides; mia override need because known; say need oven; retract need because wrong; move propose", "P-11 need", "approvals="},
		{"it outlives another fact", "score fits size; mia override origin because known; organisation two; move talk", "ok", ""},
		{"it lapses when the people change", talking + "held; say need oven; amount budget; mia override says because known; involve paula uses; move propose", "P-11 says", ""},
		{"it lapses when the offer changes", proposal + "offer; mia override due because soon; offer; move agree because so", "P-11 due", ""},
		{"it outlives what has nothing to do with it", "score fits size; mia override origin because known; note; plan; raise heavy; move talk", "ok", ""},
		{"it lapses with the visit", asked + "bo override need because a; move talk; held; amount budget; involve paula decides; move propose", "P-11 need", ""},
		{"it lapses with the owner", "mia override origin because known; hand tom", "ok", "approvals= owner=tom"},
		{"asked for, and granted", "request origin because known; mia override origin because so", "ok", "requests= approvals=origin"},
		{"asked for twice", "request origin because known; request origin because known", "conflict override.asked", ""},
		{"asked for silently", "request origin", "P-7 why", ""},
		{"asked for, and turned down", "request origin because known; mia refuse origin because no", "ok", "requests="},
		{"turned down by a colleague", "request origin because known; tom refuse origin because no", "forbidden override.not_yours", ""},
		{"turned down without having been asked", "mia refuse origin because no", "not_found override.request", ""},
		{"a checkpoint that is not there", "mia override dance because so", "not_found checkpoint", ""},
	})
}

// TestApprovalsRest holds what ends an approval: a change of what its checkpoint rests
// on, and nothing else.
func TestApprovalsRest(t *testing.T) {
	head, tail, _ := strings.Cut(small, "      - {key: who,")
	_, tail, _ = strings.Cut(tail, "  - key: talk\n")
	p := process.MustParse(head + `      - {key: answer, strength: gate, evidence: answer, answer: text, confirmed: true}
      - {key: fact, strength: gate, evidence: answer, fact: value}
      - {key: field, strength: gate, evidence: answer, fact: source}
      - {key: done, strength: gate, evidence: activity, outcome: held}
      - {key: planned, strength: gate, evidence: activity, outcome: planned}
      - {key: person, strength: gate, evidence: person, influence: [signs]}
      - {key: bid, strength: gate, evidence: offer, offer: accepted}
      - {key: worries, strength: gate, evidence: concerns, concerns: none_open}
      - {key: judged, strength: gate, evidence: rule, rule: deal.value > 1000000.0}
  - key: talk
` + tail)
	for change, ends := range map[string]string{
		"say answer yes":       "answer judged",
		"worth 0":              "fact judged",
		"attempted":            "done",
		"plan":                 "planned",
		"involve rolf uses":    "person judged",
		"offer":                "fact bid judged",
		"raise heavy":          "worries judged",
		"settle heavy":         "worries judged",
		"note":                 "",
		"organisation another": "judged",
	} {
		l := begin(p, "")
		l.d.Value = money.Money{}
		l.play(t, "raise heavy")
		var want []string
		for _, key := range strings.Fields("answer fact field done planned person bid worries judged") {
			if got := l.play(t, "mia override "+key+" because so"); got != "ok" {
				t.Fatalf("%s: %s", key, got)
			}
			if !strings.Contains(" "+ends+" ", " "+key+" ") {
				want = append(want, key)
			}
		}
		if change == "raise heavy" {
			change = "raise dear"
		}
		if got := l.play(t, change); got != "ok" || detail(l.d, "approvals") != strings.Join(want, ",") {
			t.Errorf("%s: %s, leaves %s, want %s", change, got, detail(l.d, "approvals"), strings.Join(want, ","))
		}
	}
}

// TestVisitOnly holds that evidence which is valid for one visit does not survive a
// return, and that what was given since counts (P-13).
func TestVisitOnly(t *testing.T) {
	p := process.MustParse(strings.Replace(small, "valid: once}", "valid: visit}", 1))
	l := begin(p, "")
	if got := l.play(t, proposal+"move talk because doubts; move propose"); got != "P-11 need" {
		t.Errorf("the old answer: %s", got)
	}
	if in := Inspect(p, l.d, 1, p.Steps[1].Exit[1], By{}, now(l.at)); in.Given == nil || !in.Stale || in.Standing != Missed {
		t.Errorf("it looks like %+v", in)
	}
	if got := l.play(t, "say need stove; move propose"); got != "ok" {
		t.Errorf("the new answer: %s", got)
	}
}

func TestMidEntry(t *testing.T) {
	run(t, "small", "propose", []script{
		{"what was skipped are debts", "", "ok", "step=propose debts=origin,fits,talked,need,budget,says qualified=no"},
		{"the impossible falls due before the next advance, gates as well", "say problem cold; confirm problem; offer 2026-03-01 problem; move agree", "P-11 origin talked need budget says", ""},
		{"nobody passes the impossible of a debt", "say problem cold; confirm problem; offer 2026-03-01 problem; bo move agree for origin a for need b for budget c for says d because so", "P-11 talked", ""},
		{"gates of debts are overridden; advice is counted", "say problem cold; confirm problem; offer 2026-03-01 problem; held; bo move agree for origin a for need b for budget c for says d", "ok", "step=agree debts=fits"},
		{"supplied, they are paid", "say problem cold; confirm problem; offer 2026-03-01 problem; held; source fair; score fits size; say need oven; amount budget; involve paula decides; move agree", "ok", "debts="},
		{"supplied at the very end, they are paid as well", "say problem cold; confirm problem; offer 2026-03-01 problem; held; source fair; score fits size; say need oven; amount budget; involve paula decides; accept; plan; win", "ok", "debts= status=won"},
		{"what was paid does not fall due again when it grows old", "say problem cold; confirm problem; offer 2026-03-01 problem; held; source fair; score fits size; say need oven; amount budget; involve paula decides; move agree; wait 40d; confirm terms; accept; plan 2026-04-01; win", "ok", "status=won"},
		{"what is overdue is not booked", "say problem cold; confirm problem; offer 2026-03-01 problem; held; source fair; score fits size; say need oven; amount budget; involve paula decides; move agree; plan; wait 40d; confirm terms; accept; win", "P-11 next", ""},
		{"an approval for a debt", "bo override origin because known; say problem cold; confirm problem; offer 2026-03-01 problem; held; say need oven; amount budget; involve paula decides; move agree", "ok", "passed=origin:bo debts=fits"},
		{"a win owes them too", "say problem cold; confirm problem; offer 2026-03-01 problem; accept; plan; win", "P-12 origin talked need budget says", ""},
		{"an import goes on with debts", "import move agree", "ok", "debts=origin,fits,talked,need,budget,says,problem,offered,due,parts"},
		{"an import brings a win, with an event of its own", "import bring", "ok", "status=won debts=origin,fits,talked,need,budget,says,problem,offered,due,parts,terms,taken,next"},
		{"nobody else brings one", "bo bring", "forbidden deal.bring", ""},
		{"debts of a parked deal do not keep it away", "close parked any 2026-02-01; wait 40d; system reopen propose", "ok", "step=propose debts=origin,fits,talked,need,budget,says"},
	})
	p := process.MustParse(small)
	for _, tt := range []struct {
		name string
		edit func(*Opened)
		want string
	}{
		{"nameless", func(o *Opened) { o.Name = " " }, "invalid deal.name"},
		{"no such step", func(o *Opened) { o.Step = "dance" }, "invalid deal.step"},
		{"no such kind", func(o *Opened) { o.Type = "gift" }, "invalid deal.kind"},
		{"a retired source", func(o *Opened) { o.Source = "list" }, "invalid deal.source"},
		{"a retired source, imported", func(o *Opened) { o.Source, o.Import = "list", "i1" }, "ok"},
		{"no such method", func(o *Opened) { o.Method = "shout" }, "invalid deal.method"},
		{"a negative value", func(o *Opened) { o.Value.Minor = -1 }, "invalid deal.value"},
		{"a currency that nobody knows", func(o *Opened) { o.Value.Currency = "XXX" }, "invalid deal.value"},
		{"no value at all", func(o *Opened) { o.Value = money.Money{} }, "ok"},
		{"no day", func(o *Opened) { o.CloseDate = "soon" }, "invalid date"},
	} {
		o := Opened{ID: "d1", Name: "Mill", Owner: "ana", Value: money.Money{Minor: 1, Currency: "EUR"}}
		tt.edit(&o)
		if _, err := New(p, o, now(monday())); outcome(err) != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, outcome(err), tt.want)
		}
	}
}

func TestTransfer(t *testing.T) {
	run(t, "small", "", []script{
		{"the same step of another version", proposal + "transfer strict propose", "ok", "step=propose visits=ask1:advance,talk1:advance,propose1:"},
		{"what nobody passes there is not there", talking + "held; say need oven; involve paula decides; bo move propose for budget rich; transfer strict propose", "P-22 budget", "step=propose"},
		{"the same step by another name is no new stay", proposal + "transfer renamed present", "ok", "step=present visits=ask1:advance,talk1:advance,present1:"},
		{"a step that means more: a new stay", proposed + "transfer wide propose", "ok", "visits=ask1:advance,talk1:advance,propose1:transferred,propose2: offers=out"},
		{"ahead", talking + "transfer strict propose because new", "invalid transfer.ahead", "step=talk"},
		{"ahead by another name", talking + "transfer renamed present because new", "invalid transfer.ahead", ""},
		{"back, silently", proposal + "transfer strict talk", "P-13 why", ""},
		{"back", proposed + "transfer strict talk because new", "ok", "step=talk qualified=no offers=lapsed visits=ask1:advance,talk1:advance,propose1:transferred,talk2:"},
	})
	run(t, "small", "propose", []script{
		{"debts go along, where they are asked there", "held; transfer strict propose", "ok", "debts=origin,fits,talked,need,budget,says"},
		{"debts that are not asked there are gone", "held; transfer transactional fit because new", "ok", "step=fit debts=talked"},
	})
	run(t, "small", "", []script{
		{"the same version", "transfer small ask", "conflict transfer.same", ""},
		{"no such step", "transfer strict dance", "invalid deal.step", ""},
		{"a closed deal", "close lost price; transfer strict ask", "conflict deal.not_open", ""},
		{"what was asked and approved ends", "request origin because so; bo override need because so; transfer strict ask", "ok", "requests= approvals="},
		{"to another process", talked + "move propose; transfer transactional fit because new", "ok", "step=fit visits=ask1:advance,talk1:advance,propose1:transferred,fit1:"},
	})
}

func TestEvidence(t *testing.T) {
	run(t, "small", "", []script{
		{"of another kind", "say budget rich", "invalid evidence.money", ""},
		{"nothing said", "say need", "invalid evidence.text", ""},
		{"for a fact of the deal", "say origin fair", "invalid evidence.fact", ""},
		{"for what people meet", "say says paula", "invalid evidence.kind", ""},
		{"for what an offer meets", "say offered yes", "invalid evidence.kind", ""},
		{"a document without a place", "say legal yes", "invalid evidence.ref", ""},
		{"a line that the scorecard does not have", "score fits colour", "invalid evidence.yes", ""},
		{"for a checkpoint that is not there", "say dance yes", "not_found checkpoint", ""},
		{"a confirmation of nothing", "confirm problem", "invalid evidence.first", ""},
		{"a confirmation that nobody asks for", "say need oven; confirm need", "invalid evidence.kind", ""},
		{"a new answer wants a new confirmation", proposed + "say problem damp; move agree", "P-11 problem", ""},
		{"taken back without a reason", "say need oven; retract need", "P-10 why", ""},
		{"taken back without having been given", "retract need because so", "invalid evidence.none", ""},
		{"a conversation that never was", "retract talked because so", "invalid evidence.none", ""},
		{"a plan is cancelled, not taken back", "plan; retract next because so", "invalid evidence.none", ""},
		{"given again, the flag is lifted", talked + "move propose; retract need because so; say need stove", "ok", "flags="},
		{"not yet passed: no flag", talking + "say need oven; retract need because so", "ok", "flags="},
		{"a conversation taken back, and another held", talking + "held; retract talked because so; held; say need oven; amount budget; involve paula decides; move propose", "ok", ""},
		{"on a withdrawn deal", "close withdrawn; say need oven", "conflict deal.not_open", ""},
		{"an agreement to talk without a day", "agreed", "ok", ""},
		{"an answer dated back keeps its day", talking + "wait 40d; held; say need oven; back 960h amount budget; involve paula decides; move propose", "P-11 budget", ""},
		{"an older conversation logged late does not age the last one", talking + "held; back 9h held; say need oven; amount budget; involve paula decides; move propose", "ok", ""},
		{"a retired source", "source list", "invalid deal.source", ""},
		{"nothing new", "source fair; source fair", "invalid deal.nothing", ""},
		{"an offer decided before it was made", "offer; back 1h accept", "invalid deal.time_order", ""},
		{"an offer accepted twice", "offer; accept; accept", "conflict offer.not_out", ""},
		{"an acceptance taken back by them", "offer; accept; decline", "ok", "offers=declined"},
	})
}

// TestChangeLeavesTheWish holds that deciding changes nothing that its author holds.
func TestChangeLeavesTheWish(t *testing.T) {
	l := begin(process.MustParse(small), "")
	l.d.Fields = map[string]string{"a": "1"}
	wish := Changed{Fields: map[string]string{"a": "1", "b": "2"}}
	c, err := Change(l.p, l.d, wish)
	if err != nil || len(wish.Fields) != 2 || len(c.Fields) != 1 {
		t.Errorf("wish %v, change %v, %v", wish.Fields, c.Fields, err)
	}
}

func TestMerge(t *testing.T) {
	p := process.MustParse(small)
	young := begin(p, "")
	young.at += oneDay
	young.play(t, "source fair; held; say need oven; say problem cold; confirm problem; involve paula decides; offer 2026-03-01 need; raise heavy; plan")
	young.d.ID, young.d.Opened = "d2", young.d.Opened+oneDay
	old := begin(p, "")
	old.at += 2 * oneDay
	old.play(t, "say need stove; offer; raise dear")
	old.other = young.d

	before, _ := json.Marshal(young.d)
	if got := old.play(t, "merge"); got != "ok" {
		t.Fatal(got)
	}
	if after, _ := json.Marshal(young.d); string(after) != string(before) {
		t.Errorf("the other deal was written to")
	}
	if d := old.d; d.Evidence["need"].Text != "stove" || d.Evidence["problem"].Confirmed == nil || d.Evidence["problem"].Text != "cold" ||
		d.Source != "fair" || len(d.People) != 1 || len(d.Concerns) != 2 || d.Concerns[1].Text != "Too heavy?" ||
		detail(d, "offers") != "superseded,out" || d.Offers[0].Lines[0].What != "A mill" || d.Offers[1].Number != 2 || len(d.Planned) != 1 {
		t.Errorf("merged to %+v", d)
	}
	if got := old.play(t, "score fits size; move talk; amount budget; involve paula decides; move propose"); got != "ok" {
		t.Errorf("what was learned counts: %s", got)
	}
	checkErased(t, old)

	young.other = old.d
	if got := young.play(t, "merge"); got != "conflict merge.older" {
		t.Errorf("into the younger: %s", got)
	}
	young.other = young.d
	if got := young.play(t, "merge"); got != "invalid merge.same" {
		t.Errorf("into itself: %s", got)
	}
	stale := young.d.clone()
	stale.Stale = map[string]int64{"problem": stale.Version}
	if a, _, err := Merge(p, begin(p, "").d, stale, now(old.at)); err != nil || a.Evidence["need"].N == 0 || a.Evidence["problem"].N != 0 {
		t.Errorf("what no longer counted there does not count here: %+v, %v", a.Evidence, err)
	}
	old.other = young.d
	old.other.Organisation = "another"
	if got := old.play(t, "merge"); got != "invalid merge.organisation" {
		t.Errorf("with a stranger: %s", got)
	}
	old.other = young.d
	old.other.Status = Lost
	if got := old.play(t, "merge"); got != "conflict deal.not_open" {
		t.Errorf("with one that ended: %s", got)
	}
	_, c, err := Merge(p, old.d, young.d, now(old.at))
	if err != nil || c.As != "withdrawn" || c.Into != "d1" {
		t.Errorf("the other: %+v, %v", c, err)
	}
}

// TestTemplates takes a deal through each process that comes with the program.
func TestTemplates(t *testing.T) {
	for text, do := range map[string]string{
		"seven": `source client; say reachable yes; score fits trade size; move prospecting; agreed; move qualifying because friends;
			held; say need oven; say money yes; involve paula decides; move needs; say problem cold; confirm understood; amount effect; say manner board; say criteria price;
			say early none; offer 2026-03-01 problem; move proposing because hurry; move objections; confirm terms; move closing; accept; plan; win`,
		"transactional": `source enquiry; move first_call; held; say wants oven; involve paula decides; mia move fit for affordable yes; say purpose heat; move order because hurry; offer 2026-01-06; accept; plan; win`,
	} {
		l := begin(process.MustParse(texts(text)), "")
		if got := l.play(t, do); got != "ok" || l.d.Status != Won {
			t.Errorf("%s: %s, %s", text, got, l.d.Status)
		}
		checkErased(t, l)
	}
}

// TestMayPass is who may pass a gate (P-7, P-9).
func TestMayPass(t *testing.T) {
	for _, tt := range []struct{ who, approver, want string }{
		{"ana", "", "false false"}, {"tom", "", "false false"}, {"max", "", "false false"}, {"system", "", "false false"},
		{"mia", "", "true false"}, {"bo", "", "true false"}, {"solo", "", "true true"},
		{"mia", "manager", "true false"}, {"max", "manager", "false false"}, {"bo", "manager", "true false"},
		{"mia", "owner", "false false"}, {"bo", "owner", "true false"}, {"solo", "owner", "true true"},
	} {
		by, _ := actors(tt.who)
		may, self := by.mayPass(tt.approver)
		if got := fmt.Sprint(may, " ", self); got != tt.want {
			t.Errorf("%s, where %q approves: %s, want %s", tt.who, tt.approver, got, tt.want)
		}
	}
}

// TestUnusedSteps holds that a step which is not used by design, or no longer, asks
// nothing and is no way to go (P-3, P-24).
func TestUnusedSteps(t *testing.T) {
	for name, edit := range map[string]func(*process.Step){
		"skip": func(s *process.Step) { s.Skip = true }, "retired": func(s *process.Step) { s.Retired = true },
	} {
		p := process.MustParse(small)
		edit(&p.Steps[1])
		l := begin(p, "")
		if got := l.play(t, asked+"move talk"); got != "invalid deal.step" {
			t.Errorf("%s: into it: %s", name, got)
		}
		if got := l.play(t, "move propose"); got != "ok" || detail(l.d, "visits") != "ask1:advance,propose1:" {
			t.Errorf("%s: past it: %s, %s", name, got, detail(l.d, "visits"))
		}
		if how := Stand(p, l.d, 1, p.Steps[1].Exit[1], now(l.at)); how != NotApplicable {
			t.Errorf("%s: its checkpoint is %s", name, how)
		}
	}
}

// TestLateWords holds that what is recorded after the end is not of the last stay, and
// that what is recorded late does not make what came after it older.
func TestLateWords(t *testing.T) {
	l := begin(process.MustParse(small), "")
	l.play(t, "close no_decision; wait 1h; note")
	if v := l.d.Visits[0]; v.Facts || l.d.Touched != l.at {
		t.Errorf("the stay %+v, touched %d", v, l.d.Touched)
	}
	p := process.MustParse(strings.Replace(small, "outcome: held}", "outcome: held, valid: 5d}", 1))
	l = begin(p, "")
	if got := l.play(t, asked+"move talk; wait 8d; held; back 150h held; say need oven; amount budget; involve paula decides; move propose"); got != "ok" {
		t.Errorf("the last conversation was today: %s", got)
	}
	if got := l.play(t, "move talk because doubts; wait 6d; move propose"); got != "P-11 talked" {
		t.Errorf("the last conversation was six days ago: %s", got)
	}
}

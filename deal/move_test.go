package deal

import (
	"testing"

	"cairn/process"
)

// What a deal takes on its way through the process small.
const (
	asked    = "source fair; score fits size; "
	talking  = asked + "move talk; "
	talked   = talking + "held; say need oven; amount budget; involve paula decides; "
	proposal = talked + "move propose; "
	proposed = proposal + "say problem cold; confirm problem; offer 2026-03-01 problem; "
	agreeing = proposed + "move agree; "
	agreed   = agreeing + "confirm terms; accept; plan; "
)

func TestMove(t *testing.T) {
	run(t, "small", "", []script{
		{"everything holds", asked + "move talk", "ok", "step=talk passed= visits=ask1:advance,talk1:"},
		{"all that is missing, at once", "move talk", "P-11 origin fits", "step=ask"},
		{"no organisation", "organisation; source fair; score fits size; mia move talk for who known because so", "P-11 who", "step=ask"},
		{"a gate stops a salesperson, with a reason too", "score fits size; move talk for origin unknown because so", "P-11 origin", ""},
		{"a manager overrides, with a reason of its own", "score fits size; mia move talk for origin unknown", "ok", "passed=origin:mia"},
		{"a manager gives no reason for it", "score fits size; mia move talk because so", "P-11 origin", ""},
		{"a reason of spaces", "source fair; move talk for fits _", "P-11 fits", ""},
		{"advice with a reason", "source fair; move talk for fits friends", "ok", "passed=fits:ana"},
		{"advice with the common reason", "source fair; move talk because friends", "ok", "passed=fits:ana"},
		{"a score below its threshold", "source fair; score fits place; move talk", "P-11 fits", ""},
		{"an approver by name", talking + "held; say need oven; involve paula decides; mia move propose for budget rich", "P-11 budget", ""},
		{"the approver", talking + "held; say need oven; involve paula decides; bo move propose for budget rich", "ok", "passed=budget:bo"},
		{"an owner stands above a manager", "score fits size; bo move talk for origin unknown", "ok", "passed=origin:bo"},
		{"a manager of others", "score fits size; max move talk for origin unknown", "P-11 origin", ""},
		{"nobody above: self-signed, and marked", "score fits size; solo move talk for origin unknown", "ok", "passed=origin:ana:self"},
		{"nobody above, whoever was to approve", talking + "held; say need oven; involve paula decides; solo move propose for budget rich", "ok", "passed=budget:ana:self"},
		{"the wrong influence", talking + "held; say need oven; amount budget; involve paula uses; move propose", "P-11 says", ""},
		{"a step that is not there", "move dance", "invalid deal.step", ""},
		{"the same step", "move ask", "invalid deal.same_step", ""},
		{"a jump owes every step", "move propose because so", "P-12 origin talked need budget says", ""},
		{"a jump with everything", asked + "held; say need oven; amount budget; involve paula decides; move propose", "ok", "visits=ask1:skip,propose1: qualified=05T09"},
		{"a jump, overridden", "held; bo move propose for origin a for need b for budget c for says d because so", "ok", "passed=origin:bo,fits:bo,need:bo,budget:bo,says:bo"},
		{"one that does not count: attempted", talking + "attempted; say need oven; amount budget; involve paula decides; move propose", "P-11 talked", ""},
		{"a note is no conversation", talking + "note held", "invalid activity.outcome", ""},
		{"out of order", talking + "wait 1h; back 2h move ask because wrong", "invalid deal.time_order", ""},
		{"dated back, in order", "wait 2h; source fair; score fits size; back 1h move talk", "ok", "step=talk"},
		{"a condition that is not true asks nothing", proposed + "move agree", "ok", "step=agree passed="},
		{"a condition that came true", proposed + "worth 200000; move agree", "P-11 legal", ""},
		{"a document will do", proposed + "worth 200000; file legal; move agree", "ok", ""},
		{"the day of the decision is implied by the acceptance", proposal + "say problem cold; confirm problem; offer; accept; move agree for parts few", "ok", ""},
		{"an answer without its confirmation", proposal + "say problem cold; offer 2026-03-01 problem; move agree", "P-11 problem", ""},
		{"an offer that was declined is not out", proposed + "decline; move agree", "P-11 offered due parts", ""},
		{"an offer that was superseded is not out", proposed + "offer; move agree", "P-11 due parts", "offers=superseded,out"},
		{"an answer that is too old", talked + "wait 31d; move propose", "P-11 budget", ""},
		{"evidence of an earlier step taken back", proposed + "retract talked because dreamt; bo move agree for talked yes because so", "P-11 talked", "flags=talked"},
		{"gates belong to their step", proposed + "retract need because dreamt; move agree", "ok", "flags=need"},
		{"qualified once and for the first time", proposal + "wait 1d; move ask because wrong", "ok", "qualified=no"},
		{"closed deals do not move", "close lost price; move talk", "conflict deal.not_open", ""},
	})
}

func TestReturn(t *testing.T) {
	run(t, "small", "", []script{
		{"silently", talking + "move ask", "P-13 why", "step=talk"},
		{"a new visit", talking + "move ask because wrong", "ok", "visits=ask1:advance,talk1:return,ask2:"},
		{"what was answered once stays", proposal + "move ask because wrong; move talk; move propose", "ok", "step=propose"},
		{"a return over the border, and on again a day later", proposal + "move talk because wrong; wait 1d; move propose", "ok", "qualified=06T09"},
		{"overrides last one visit", "score fits size; mia move talk for origin unknown; move ask because wrong; move talk", "P-11 origin", "passed=origin:mia:lapsed"},
		{"deviations last one visit", "source fair; move talk for fits a; move ask because wrong; move talk", "P-11 fits", ""},
		{"before the offer: it lapses", agreeing + "move talk because wrong; move propose; move agree", "P-11 offered due parts", "offers=lapsed"},
		{"before the acceptance only: it is asked for again", agreed + "move propose because wrong", "ok", "offers=lapsed"},
		{"terms are agreed anew", agreeing + "confirm terms; move propose because wrong; offer 2026-03-01 problem; move agree; win because so", "P-11 terms taken", ""},
		{"terms, confirmed anew", agreeing + "confirm terms; move propose because wrong; offer 2026-03-01 problem; move agree; confirm terms; accept; win because so", "ok", "status=won"},
		{"out of a lapsed offer nothing comes", agreeing + "move talk because wrong; accept", "not_found offer", ""},
	})
}

// TestReturns holds the steps that a step may return to.
func TestReturns(t *testing.T) {
	p := process.MustParse(texts("small"))
	p.Steps[2].Returns = []string{"talk"}
	l := begin(p, "")
	if got := l.play(t, proposal+"move ask because wrong"); got != "invalid deal.return" {
		t.Errorf("got %s", got)
	}
	if got := l.play(t, "move talk because wrong"); got != "ok" {
		t.Errorf("got %s", got)
	}
}

// TestAcceptanceOnly returns to a step after the offer: the offer stays out, and its
// acceptance is asked for again (P-13).
func TestAcceptanceOnly(t *testing.T) {
	l := begin(process.MustParse(texts("seven")), "")
	got := l.play(t, `source client; say reachable yes; score fits trade size; move prospecting; agreed; move qualifying because friends;
		held; say need oven; say money yes; involve paula decides; move needs; move proposing because hurry; offer 2026-03-01 need; move objections;
		confirm terms; move closing; accept; move objections because doubts; confirm terms; move closing; plan; win`)
	if got != "P-11 accepted" || detail(l.d, "offers") != "out" {
		t.Errorf("got %s, offers %s", got, detail(l.d, "offers"))
	}
	if got := l.play(t, "accept; win"); got != "ok" {
		t.Errorf("accepted again: %s", got)
	}
}

// TestNoStrength fails closed where a strength was forgotten (P-7).
func TestNoStrength(t *testing.T) {
	p := process.MustParse(texts("small"))
	p.Steps[0].Exit[1].Strength = process.Unstated
	l := begin(p, "")
	if got := l.play(t, "score fits size; bo move talk for origin a because so"); got != "P-11 origin" {
		t.Errorf("got %s", got)
	}
	if got := l.play(t, "bo override origin because so"); got != "P-7 origin" {
		t.Errorf("got %s", got)
	}
}

// TestRefusalSaysAll looks at one refusal whole (P-8).
func TestRefusalSaysAll(t *testing.T) {
	l := begin(process.MustParse(small), "")
	l.play(t, "request origin because busy")
	by, _ := actors("ana")
	no := Board(l.p, l.d, by, now(l.at))["talk"]
	if no == nil || no.To != "talk" || len(no.Missing) != 2 {
		t.Fatalf("got %+v", no)
	}
	gate, advice := no.Missing[0], no.Missing[1]
	if gate.Passer != "manager" || gate.Asked == nil || gate.Asked.Why != "busy" || gate.Evidence != process.Answer || gate.Step != "ask" {
		t.Errorf("gate %+v", gate)
	}
	if advice.Passer != "you" || advice.Strength != "advice" {
		t.Errorf("advice %+v", advice)
	}
	if all := Board(l.p, l.d, by, now(l.at)); len(all) != 3 || WinBoard(l.p, l.d, by, now(l.at)) == nil {
		t.Errorf("the board has %d steps", len(all))
	}
}

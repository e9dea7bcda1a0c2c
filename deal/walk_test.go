package deal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cairn/event"
	"cairn/process"

	"pgregory.net/rapid"
)

// drawProcess draws a process: two to five steps over a border, with checkpoints of
// every kind, strength and validity.
func drawProcess(t *rapid.T) process.Definition {
	p := process.Definition{
		Key: "drawn", Frame: "sale",
		Groups: []process.Group{{Key: "qualifying"}, {Key: "closing"}},
		Exits: []process.Exit{
			{Key: "lost", Reasons: []process.Value{{Key: "price"}}}, {Key: "no_decision"}, {Key: "disqualified", Jobs: []string{"qualifying"}},
			{Key: "parked", Dated: true}, {Key: "withdrawn"},
		},
	}
	n := rapid.IntRange(2, 5).Draw(t, "steps")
	border := rapid.IntRange(1, n-1).Draw(t, "border")
	keys := []string{}
	for i := range n {
		s := process.Step{Key: fmt.Sprintf("s%d", i), Job: "qualifying", Covers: []string{"leads"}}
		if i >= border {
			s.Job, s.Covers = "closing", []string{"closing"}
		}
		s.Skip = i > 0 && i != border && rapid.IntRange(0, 7).Draw(t, "skip") == 0
		for j := range rapid.IntRange(0, 3).Draw(t, "checkpoints") {
			c := drawCheckpoint(t, fmt.Sprintf("c%d_%d", i, j), keys)
			keys = append(keys, c.Key)
			s.Exit = append(s.Exit, c)
		}
		p.Steps = append(p.Steps, s)
	}
	return process.MustParse(string(process.Print(p)))
}

func drawCheckpoint(t *rapid.T, key string, before []string) process.Checkpoint {
	c := process.Checkpoint{Key: key, Question: "What?"}
	c.Strength = rapid.SampledFrom([]process.Strength{process.Impossible, process.Gate, process.Gate, process.Advice}).Draw(t, "strength")
	c.Valid = rapid.SampledFrom([]process.Validity{"", process.Once, process.Visit, "5d"}).Draw(t, "valid")
	c.Retired = rapid.IntRange(0, 9).Draw(t, "retired") == 0
	if c.Strength != process.Impossible && rapid.IntRange(0, 4).Draw(t, "when") == 0 {
		c.When = "deal.value > 5.0"
	}
	if len(before) > 0 && rapid.IntRange(0, 5).Draw(t, "implied") == 0 {
		c.ImpliedBy = []string{rapid.SampledFrom(before).Draw(t, "by")}
	}
	switch rapid.IntRange(0, 9).Draw(t, "evidence") {
	case 0, 1:
		c.Evidence, c.Answer = process.Answer, "text"
		c.Confirmed = rapid.Bool().Draw(t, "confirmed")
	case 2:
		c.Evidence, c.Fact = process.Answer, rapid.SampledFrom([]string{"source", "value"}).Draw(t, "fact")
	case 3:
		c.Evidence, c.Outcome = process.ActivityDone, rapid.SampledFrom([]string{Agreed, Held, "planned"}).Draw(t, "outcome")
	case 4:
		c.Evidence, c.Influence = process.Person, []string{"decides"}
	case 5, 6:
		c.Evidence, c.Offer = process.Offer, rapid.SampledFrom([]string{"delivered", "decision", "accepted", "answers"}).Draw(t, "offer")
	case 7:
		c.Evidence, c.Concerns = process.Concerns, rapid.SampledFrom([]string{"none_open", "raised"}).Draw(t, "concerns")
	case 8:
		c.Evidence = rapid.SampledFrom([]process.Evidence{process.Document, process.Confirmation}).Draw(t, "paper")
	case 9:
		c.Evidence, c.Rule = process.Rule, "deal.offers > 0 || deal.value > 3.0"
	}
	return c
}

// drawLine draws a command on a deal. Every word about people in it is "hush", so that
// one of them in a public part is seen.
func drawLine(t *rapid.T, l *life) string {
	who := rapid.SampledFrom([]string{"ana", "ana", "ana", "mia", "bo", "solo", "tom", "import", "system"}).Draw(t, "who")
	step := rapid.SampledFrom(l.p.Steps).Draw(t, "step").Key
	var keys []string
	for _, s := range l.p.Steps {
		for _, c := range s.Exit {
			keys = append(keys, c.Key)
		}
	}
	key := rapid.SampledFrom(append(keys, "none")).Draw(t, "key")
	reasons := ""
	if rapid.Bool().Draw(t, "reasons") {
		for _, k := range keys {
			reasons += " for " + k + " hush"
		}
	}
	because := rapid.SampledFrom([]string{"", " because hush"}).Draw(t, "because")
	hours := rapid.IntRange(0, 30).Draw(t, "hours")
	day := now(l.at + int64(hours)*oneDay).Today
	concern := "k1"
	if n := len(l.d.Concerns); n > 0 {
		concern = l.d.Concerns[rapid.IntRange(0, n-1).Draw(t, "concern")].ID
	}
	if rapid.IntRange(0, 2).Draw(t, "help") > 0 && l.d.Live() {
		return help(t, l)
	}
	line := rapid.SampledFrom([]string{
		"move " + step + reasons + because, "move " + step + reasons + because, "move " + step + reasons + because,
		"win" + reasons + because, "bring", "close lost price", "close no_decision", "close disqualified", "close parked any " + day,
		"close withdrawn", "reopen " + step + because, "reopen " + step + " because hush", "correct because hush",
		"override " + key + " because hush", "request " + key + because, "refuse " + key + " because hush",
		"say " + key + " hush", "say " + key + " hush", "file " + key, "confirm " + key, "retract " + key + " because hush",
		"source fair", "worth " + fmt.Sprint(hours), "attempted", "agreed", "held", "no_show", "plan", "involve paula decides", "involve rolf uses",
		"offer", "offer " + day, "offer " + day + " " + key, "accept", "decline", "recall", "raise k" + fmt.Sprint(len(l.d.Concerns)), "settle " + concern, "hand tom", "hand ana",
	}).Draw(t, "line")
	if rapid.IntRange(0, 4).Draw(t, "dated back") == 0 {
		line = fmt.Sprintf("back %dh %s", hours, line)
	}
	return who + " " + line
}

// help draws a command that brings the deal on: the evidence for something that is
// missing on the way to the end, or a move where nothing is.
func help(t *rapid.T, l *life) string {
	by, _ := actors("mia")
	no := WinBoard(l.p, l.d, by, now(l.at))
	next := nextStep(l.p, l.p.Index(l.d.Step))
	if on := rapid.IntRange(0, 2).Draw(t, "on") == 0; no == nil || on {
		if next >= len(l.p.Steps) || no == nil && on {
			return "bo win because hush"
		}
		return "bo move " + l.p.Steps[next].Key + " because hush"
	}
	m := rapid.SampledFrom(no.Missing).Draw(t, "missing")
	_, c, _ := l.p.Checkpoint(m.Checkpoint)
	switch {
	case c.Strength == process.Gate && rapid.IntRange(0, 3).Draw(t, "override") == 0:
		return "bo override " + c.Key + " because hush"
	case m.Detail == "confirmation" || c.Evidence == process.Confirmation:
		return "confirm " + c.Key
	case c.Fact == "source":
		return "source fair"
	case c.Fact != "" || c.Evidence == process.Rule:
		return "worth " + fmt.Sprint(10+len(l.events))
	case c.Evidence == process.Answer, c.Concerns == "raised":
		return "say " + c.Key + " hush"
	case c.Outcome == "planned":
		return "plan"
	case c.Evidence == process.ActivityDone:
		return c.Outcome
	case c.Evidence == process.Person:
		return "involve paula decides"
	case c.Offer == "accepted":
		if _, out := l.d.Current(); out {
			return "accept"
		}
		return "offer 2027-01-01 need"
	case c.Evidence == process.Offer:
		return "offer 2027-01-01 need"
	case c.Evidence == process.Document:
		return "file " + c.Key
	}
	for _, k := range l.d.Concerns {
		if k.State == ConcernOpen {
			return "settle " + k.ID
		}
	}
	return "raise k" + fmt.Sprint(len(l.d.Concerns))
}

// stepTaken is what one command did.
type stepTaken struct {
	p             process.Definition
	before, after Deal
	body          Body // nil where it was refused
	public        []byte
	at            int64 // occurred
	recorded      int64
}

// wrong looks for what must never be; "" where nothing is. It knows the rules another
// way than the code that decides: it looks at what came of it.
func (s stepTaken) wrong() string {
	for _, find := range []func() string{s.stays, s.impossible, s.passes, s.debts, s.times, s.words} {
		if bad := find(); bad != "" {
			return bad
		}
	}
	return ""
}

// stays: none is negative; one is open while the deal is, and none after.
func (s stepTaken) stays() string {
	open := 0
	for i, v := range s.after.Visits {
		if v.How == "" {
			open++
		} else if v.To < v.From {
			return fmt.Sprintf("stay %d is negative", i)
		}
		if i > 0 && v.From < s.after.Visits[i-1].To {
			return fmt.Sprintf("stay %d begins before the one before ended", i)
		}
	}
	last := s.after.Visits[len(s.after.Visits)-1]
	switch {
	case s.after.Live() && (open != 1 || last.How != "" || last.Step != s.after.Step):
		return "an open deal without its one open stay"
	case !s.after.Live() && open != 0:
		return "an open stay of a deal that has ended"
	case s.after.Live() != (s.after.End == nil):
		return "an end and no end"
	}
	return ""
}

// impossible: nobody who goes on has passed what nobody may pass; only an import and a
// deal that comes back by itself leave it as a debt (P-7, P-11).
func (s stepTaken) impossible() string {
	dest := -1
	var excused []string
	switch b := s.body.(type) {
	case *Moved:
		if dest = s.p.Index(b.To); b.How == Return {
			dest = -1
		}
		excused = b.Debts
	case *WonDeal:
		dest = len(s.p.Steps)
	case *Reopened:
		dest, excused = s.p.Index(b.To), s.before.Debts
	}
	d := s.before
	if r, ok := s.body.(*Reopened); ok {
		d = Apply(d, event.Event{N: s.after.Version, Occurred: s.at}, r)
	}
	at := now(s.at)
	at.At = s.recorded
	for i := range dest {
		for _, c := range s.p.Active(i) {
			how := Stand(s.p, d, i, c, at)
			if c.Strength == process.Impossible && how != Met && how != NotApplicable && !slices.Contains(excused, c.Key) {
				return c.Key + " is impossible and was passed"
			}
		}
	}
	return ""
}

// passes: each has a reason, a strength that can be passed, and a passer who may.
func (s stepTaken) passes() string {
	for _, x := range s.after.Passed {
		_, c, _ := s.p.Checkpoint(x.Checkpoint)
		switch {
		case strings.TrimSpace(x.Why) == "":
			return x.Checkpoint + " was passed silently"
		case x.Strength != c.Strength.String() || c.Strength == process.Impossible:
			return x.Checkpoint + " is " + c.Strength.String() + " and was passed as " + x.Strength
		case x.Strength == "gate" && !x.Self && x.By != "mia" && x.By != "bo":
			return x.Checkpoint + " is a gate and was passed by " + x.By
		case x.Self && x.By != "ana":
			return x.Checkpoint + " was signed for themselves by " + x.By
		}
	}
	return ""
}

// debts: none is made but by an entry in the middle and by an import.
func (s stepTaken) debts() string {
	if s.before.Version == 0 {
		return ""
	}
	for _, k := range s.after.Debts {
		if slices.Contains(s.before.Debts, k) {
			continue
		}
		switch b := s.body.(type) {
		case *Moved:
			if slices.Contains(b.Debts, k) {
				continue
			}
		case *Brought:
			continue
		}
		return k + " became a debt"
	}
	return ""
}

// times: movements do not run backwards, and qualified is a moment of the deal's life.
func (s stepTaken) times() string {
	_, corrected := s.body.(*Corrected)
	switch {
	case s.after.Moment < s.before.Moment && !corrected:
		return "a movement before the last one"
	case s.after.Qualified > s.after.Moment:
		return "qualified after the last movement"
	case s.after.Qualified != 0 && s.after.Live() && s.p.Index(s.after.Step) < s.p.Border():
		return "qualified, in the first job"
	}
	return ""
}

// words: none is in the public part.
func (s stepTaken) words() string {
	if bytes.Contains(s.public, []byte("hush")) {
		return "words in public: " + string(s.public)
	}
	return ""
}

// TestWalk goes any way through any process.
func TestWalk(t *testing.T) {
	seen := map[string]int{} // kinds of event, and refusals
	rapid.Check(t, func(t *rapid.T) {
		p := drawProcess(t)
		entry := ""
		if rapid.IntRange(0, 3).Draw(t, "mid-entry") == 0 {
			entry = p.Steps[p.Border()].Key
		}
		l := begin(p, entry)
		for range rapid.IntRange(1, 40).Draw(t, "length") {
			l.at += int64(rapid.SampledFrom([]int{0, 0, 1, 5, 24, 24 * 8, 24 * 40}).Draw(t, "wait")) * hour
			line := drawLine(t, l)
			before := l.d
			bytesBefore := canonical(before)
			n := len(l.events)
			err := l.do(line)
			if !bytes.Equal(canonical(before), bytesBefore) {
				t.Fatalf("%s wrote to the deal before", line)
			}
			s := stepTaken{p: p, before: before, after: l.d, recorded: l.at}
			if err != nil {
				seen["refused"]++
				if len(l.events) != n || !bytes.Equal(canonical(l.d), bytesBefore) {
					t.Fatalf("%s was refused, and left a trace", line)
				}
				continue
			}
			e := l.events[n]
			s.body, _ = Decode(e)
			s.public, s.at = e.Body, e.Occurred
			if bad := s.wrong(); bad != "" {
				t.Fatalf("%s: %s", line, bad)
			}
			seen[e.Kind]++
		}
		checkFold(t, l)
	})
	for _, kind := range []string{"refused", "deal.moved", "deal.won", "deal.closed", "deal.overridden"} {
		if seen[kind] == 0 {
			t.Errorf("the walks never met %s: they show little", kind)
		}
	}
}

// checkFold holds that the log makes the state again, byte by byte, that the state
// survives being written and read, and that erased words change nothing else.
func checkFold(t rapidOrTest, l *life) {
	t.Helper()
	want := canonical(l.d)
	again, err := Replay(l.events)
	if err != nil || !bytes.Equal(canonical(again), want) {
		t.Fatalf("replayed to %s\nfrom %s: %v", canonical(again), want, err)
	}
	var read Deal
	if err := json.Unmarshal(want, &read); err != nil || !bytes.Equal(canonical(read), want) {
		t.Fatalf("read as %s\nfrom %s: %v", canonical(read), want, err)
	}
	if got := erased(l.events); got != wordless(l.d) {
		t.Fatalf("erased to %s\nfrom %s", got, wordless(l.d))
	}
}

type rapidOrTest interface {
	Helper()
	Fatalf(format string, args ...any)
}

func canonical(d Deal) []byte {
	b, err := event.Canonical(d)
	if err != nil {
		panic(err)
	}
	return b
}

// TestWalkSees breaks each property, for a walk that finds nothing shows nothing where
// it cannot find anything.
func TestWalkSees(t *testing.T) {
	l := begin(process.MustParse(small), "")
	l.play(t, asked+"move talk because so; held; close lost price")
	for _, tt := range []struct {
		name string
		edit func(*stepTaken)
		want string
	}{
		{"a negative stay", func(s *stepTaken) { s.after.Visits[0].To = 1 }, "stay 0 is negative"},
		{"stays that overlap", func(s *stepTaken) { s.after.Visits[1].From-- }, "stay 1 begins before the one before ended"},
		{"an open stay after the end", func(s *stepTaken) { s.after.Visits[1].How = "" }, "an open stay of a deal that has ended"},
		{"no open stay", func(s *stepTaken) { s.after.Status, s.after.End = Open, nil }, "an open deal without its one open stay"},
		{"an end of an open deal", func(s *stepTaken) { s.after.Status = Open; s.after.Visits[1].How = "" }, "an end and no end"},
		{"an impossible checkpoint passed", func(s *stepTaken) { s.body = &Moved{To: "propose"}; s.before.Outcomes = nil }, "talked is impossible and was passed"},
		{"won without an offer", func(s *stepTaken) { s.body = &WonDeal{} }, "offered is impossible and was passed"},
		{"a silent pass", func(s *stepTaken) { s.after.Passed = []Pass{{Checkpoint: "need", Strength: "gate", By: "mia"}} }, "need was passed silently"},
		{"a pass of what is impossible", func(s *stepTaken) {
			s.after.Passed = []Pass{{Checkpoint: "who", Strength: "impossible", By: "mia", Why: "so"}}
		}, "who is impossible and was passed as impossible"},
		{"a gate passed by its owner", func(s *stepTaken) {
			s.after.Passed = []Pass{{Checkpoint: "need", Strength: "gate", By: "ana", Why: "so"}}
		}, "need is a gate and was passed by ana"},
		{"a debt from nowhere", func(s *stepTaken) { s.after.Debts = []string{"need"} }, "need became a debt"},
		{"time that runs backwards", func(s *stepTaken) { s.before.Moment = l.at + 1 }, "a movement before the last one"},
		{"qualified in the future", func(s *stepTaken) { s.after.Qualified = l.at + 1 }, "qualified after the last movement"},
		{"words in public", func(s *stepTaken) { s.public = []byte(`{"why":"hush"}`) }, `words in public: {"why":"hush"}`},
	} {
		s := stepTaken{p: l.p, before: l.d.clone(), after: l.d.clone(), at: l.at, recorded: l.at}
		if bad := s.wrong(); bad != "" {
			t.Fatalf("before anything is broken: %s", bad)
		}
		tt.edit(&s)
		if got := s.wrong(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
	var found failure
	broken := *l
	broken.events = slices.Clone(l.events)
	broken.events[1].Body = bytes.Replace(broken.events[1].Body, []byte("fair"), []byte("fare"), 1)
	checkFold(&found, &broken)
	if !strings.HasPrefix(found.said, "replayed to") {
		t.Errorf("another log made the same state: %q", found.said)
	}
	if was := l.d.clone(); !bytes.Equal(canonical(was), canonical(l.d)) {
		t.Error("a clone differs")
	} else if was.Visits[0].How = "x"; bytes.Equal(canonical(was), canonical(l.d)) {
		t.Error("the bytes do not show what was written to")
	}
}

// failure keeps the first thing that a check says.
type failure struct{ said string }

func (*failure) Helper() {}

func (f *failure) Fatalf(format string, args ...any) {
	if f.said == "" {
		f.said = fmt.Sprintf(format, args...)
	}
}

package scenario

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cairn/internal/app"
)

func TestTokens(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{`ana opens acme`, `ana|opens|acme`},
		{`value=40000 EUR next=call@+1d`, `value:40000 EUR|next:call@+1d`},
		{`value=40,000.50 EUR EUR`, `value:40,000.50 EUR|EUR`},
		{`"40000" EUR`, `'40000'|EUR`},
		{`why="a \"b\" # c\n" d # e`, "why:'a \"b\" # c\n'|d"},
		{`reasons.fits="" x`, `reasons.fits:''|x`},
		{`  # nothing`, ``},
		{`"a"b`, `error`},
		{`"a`, `error`},
	} {
		all, err := tokens(tt.line)
		var got []string
		for _, t := range all {
			s := t.text
			if t.quoted {
				s = "'" + s + "'"
			}
			if t.key != "" {
				s = t.key + ":" + s
			}
			got = append(got, s)
		}
		if s := strings.Join(got, "|"); err == nil && s != tt.want || (err != nil) != (tt.want == "error") {
			t.Errorf("%s: got %s, %v; want %s", tt.line, s, err, tt.want)
		}
	}
}

func TestMoment(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2026, 3, 28, 14, 0, 0, 0, berlin)
	for _, tt := range []struct{ text, want string }{
		{"2026-01-05", "2026-01-05T09:00:00+01:00"},
		{"2026-01-05T14:30", "2026-01-05T14:30:00+01:00"},
		{"+0", "2026-03-28T14:00:00+01:00"},
		{"+1d", "2026-03-29T14:00:00+02:00"}, // the clocks changed, the hour of the day did not
		{"+1d2h", "2026-03-29T16:00:00+02:00"},
		{"-30m", "2026-03-28T13:30:00+01:00"},
		{"+2d@08:15", "2026-03-30T08:15:00+02:00"},
		{"tomorrow", "error"}, {"+", "error"}, {"+1", "error"}, {"+1d@99:00", "error"}, {"1d", "error"},
	} {
		got, err := moment(tt.text, from, berlin)
		if s := got.Format(time.RFC3339); err == nil && s != tt.want || (err != nil) != (tt.want == "error") {
			t.Errorf("%s: got %s, %v; want %s", tt.text, s, err, tt.want)
		}
	}
	if _, err := moment("+1d", time.Time{}, berlin); err == nil {
		t.Error("a span from nowhere was read")
	}
}

// TestParseRefuses looks at what a script's author is told, and where.
func TestParseRefuses(t *testing.T) {
	const head = "process seven\npeople ana salesperson\n"
	for _, tt := range []struct{ text, want string }{
		{"", "x.txt: it does not say which process"},
		{"process seven", "x.txt: nobody is there"},
		{"people ana boss", "x.txt:1: \"ana boss\" is not somebody with a role"},
		{"people ana salesperson at mia", "x.txt:1: after ana salesperson comes under"},
		{head + "zone Mars", "x.txt:3: unknown time zone"},
		{head + "+1d ana meets acme", "x.txt:3: \"+1d\" needs a moment before it"},
		{head + "soon ana meets acme", "x.txt:3: \"soon\" is not a moment"},
		{head + "2026-01-05 ana", "x.txt:3: a moment is followed by who does what"},
		{head + "2026-01-05 ben meets acme", "x.txt:3: nobody is called ben"},
		{head + "2026-01-05 ana eats acme", "x.txt:3: \"eats\" is no verb"},
		{head + "2026-01-05 ana meets acme refused:", "x.txt:3: refused: is followed by"},
		{head + "2026-01-05 ana meets acme fault:", "x.txt:3: fault: is followed by"},
		{head + "\n2026-01-05 ana meets \"acme", "x.txt:4: the quote is not closed"},
		{head + "expect acme", "x.txt:3: expect what?"},
		{head + "text a from seven", "x.txt:3: write: NAME of TEMPLATE"},
		{head + "without pure", "x.txt:3: write the way and the reason"},
		{head + "\"so\" ana meets acme", "x.txt:3: a line begins with"},
	} {
		_, err := Parse("x.txt", tt.text)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: got %v, want %s", tt.text, err, tt.want)
		}
	}
}

// TestPlaySees is the control of all other tests here: a script that says what is not so
// is found out, at its line.
func TestPlaySees(t *testing.T) {
	const head = "process seven\npeople mia manager; ana salesperson under mia; ben salesperson under mia\nlayer soft over seven held.strength=gate\ntext strict of seven fits.strength=gate\n" +
		"2026-01-05 ana opens acme source=client value=5 EUR\n+0 ana answers acme reachable \"By mail\"\n+0 ana moves acme to prospecting because \"Known\"\n"
	for _, tt := range []struct{ line, want string }{
		{"+0 ana moves acme to qualifying", "it came to refused P-11: agreed, method"},
		{"+0 ana moves acme to qualifying refused: method", "it came to refused P-11: agreed, method"},
		{"+0 ana moves acme to qualifying refused: agreed", "it came to refused P-11: agreed, method"},
		{"+0 ana moves acme to qualifying refused P-12: agreed, method", "it came to refused P-11"},
		{"+0 ana moves acme to qualifying refused: method, …", "it came to refused"},
		{"+0 ana moves acme to qualifying fault: deal.step", "it came to refused"},
		{"+0 ana moves acme to dancing fault: deal", "it came to fault: deal.step"},
		{"+0 ana notes acme \"x\" fault: deal", "it came to ok"},
		{"+0 ana notes acme", "ok"},
		{"+0 ana notes acme \"x\" \"y\"", "\"y\" has no place after notes"},
		{"+0 ana answers acme", "answers needs its checkpoint"},
		{"+0 ana does deal.dance deal=acme", "there is no command deal.dance"},
		{"+0 ana moves acme to qualifying colour=red", "deal.move has no field colour"},
		{"+0 ana changes acme value=much", "value: "},
		{"expect acme step=leads", "step is prospecting"},
		{"expect acme passed=none", "passed is fits"},
		{"expect acme fits:met", "fits is passed"},
		{"expect acme weather=fine", "nothing is known by the word weather"},
		{"expect acme fine", "is neither what=value nor checkpoint:standing"},
		{"expect brix step=leads", "there is no deal brix"},
		{"expect ben sees acme", "ben sees it: false"},
		{"expect mia misses acme", "mia sees it: true"},
		{"expect layer soft allowed", "the layer is refused: true"},
		{"expect rehearsal strict acme=passed", "acme is stopped:fits"},
	} {
		s, err := Parse("x.txt", head+tt.line)
		if err != nil {
			t.Fatal(err)
		}
		err = Play(s, NewPure())
		if tt.want == "ok" {
			if err != nil {
				t.Error(err)
			}
			continue
		}
		if err == nil || !strings.HasPrefix(err.Error(), "x.txt:8: "+tt.line) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.line, err, tt.want)
		}
	}
}

// TestEveryCommand looks whether each command has a verb that says it, and a script.
func TestEveryCommand(t *testing.T) {
	used := map[string]bool{}
	for _, s := range scripts(t) {
		for _, l := range s.Lines {
			if l.Act == nil {
				continue
			}
			w, err := l.Act.read()
			if err != nil {
				t.Errorf("%s:%d: %v", s.Name, l.N, err)
			}
			used[w.command] = true
		}
	}
	for _, e := range app.Commands() {
		if !used[e.Name] {
			t.Errorf("no script shows %s", e.Name)
		}
	}
	for _, v := range verbs() {
		if _, ok := app.Lookup(v.command); !ok && v.command != "" {
			t.Errorf("%s stands for %s, which is no command", v.word, v.command)
		}
	}
}

// TestReadme looks whether the page of the language knows all its words.
func TestReadme(t *testing.T) {
	page, err := os.ReadFile("../../scenario/README.md")
	if err != nil {
		t.Fatal(err)
	}
	words := Verbs()
	words = append(words, "process", "zone", "people", "text", "layer", "without", "expect", "sees", "misses", "rehearsal", "refused", "fault", "occurred", "saw", "key", "dry", "as")
	words = append(words, Known()...)
	for _, w := range words {
		if !regexp.MustCompile("`[^`\n]*\\b" + w + "\\b[^`\n]*`").Match(page) {
			t.Errorf("scenario/README.md does not explain %s", w)
		}
	}
	_, example, _ := strings.Cut(string(page), "```\n")
	example, _, _ = strings.Cut(example, "```")
	s, err := Parse("README.md", example)
	if err == nil {
		err = Play(s, NewPure())
	}
	if err != nil || len(s.Lines) < 5 {
		t.Errorf("the example: %v", err)
	}
	if !slices.IsSorted(Known()) {
		t.Error("the words of expect are not sorted")
	}
	v := view{stage: &stage{names: map[string]string{}, script: Script{Zone: time.UTC}}}
	for _, w := range Known() {
		if _, ok := v.word(w); !ok {
			t.Errorf("expect does not know %s", w)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("process seven\npeople ana salesperson\n2026-01-05 ana opens acme value=1 EUR refused P-7: a, …\nexpect acme step=leads")
	f.Add("text a of b c.d=\"e\"\nlayer x over y z.in=w")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse("x.txt", text)
		if err != nil {
			return
		}
		for _, l := range s.Lines {
			if l.Act == nil {
				continue
			}
			if _, err := l.Act.read(); err != nil {
				continue
			}
			if !l.Act.Outcome.covers(l.Act.Outcome) {
				t.Errorf("the outcome of %q does not cover itself", l.Text)
			}
		}
	})
}

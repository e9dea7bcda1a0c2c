package process

import (
	"slices"
	"testing"
)

// TestTemplates: each may be published as it is, has all that a salesperson reads, and
// follows its frame.
func TestTemplates(t *testing.T) {
	var keys []string
	for _, tpl := range Templates() {
		keys = append(keys, tpl.Key)
		t.Run(tpl.Key, func(t *testing.T) {
			d := publishable(t, string(tpl.Text))
			if d.Key != tpl.Key || d.Name != tpl.Name || d.About != tpl.About || d.About == "" {
				t.Errorf("it is called %q and %q", d.Key, d.Name)
			}
			chance := 0
			for _, s := range d.Steps {
				if s.Guidance == "" || len(s.Questions) == 0 || s.Entry == "" || len(s.Activities) == 0 || len(s.Skills) == 0 || len(s.Attributes) == 0 {
					t.Errorf("%s says too little", s.Key)
				}
				if s.Chance <= chance {
					t.Errorf("%s is as far from winning as the step before it", s.Key)
				}
				chance = s.Chance
				for _, c := range s.Exit {
					if c.Help == "" {
						t.Errorf("%s does not help", c.Key)
					}
				}
			}
			for _, e := range d.Exits {
				if len(e.Reasons) == 0 {
					t.Errorf("the exit %s has no reason", e.Key)
				}
			}
			frame, _ := FrameOf(d.Frame)
			if got := len(d.Exits); got != len(frame.Exits) {
				t.Errorf("it has %d exits, the frame %d", got, len(frame.Exits))
			}
		})
	}
	if want := []string{"seven", "transactional"}; !slices.Equal(keys, want) {
		t.Errorf("the templates are %v, want %v", keys, want)
	}
	if _, ok := TemplateOf("transactional"); !ok {
		t.Error("transactional is not found")
	}
	if _, ok := TemplateOf("eight"); ok {
		t.Error("eight is found")
	}
}

// TestSeven holds what the default process must say, whatever its wording.
func TestSeven(t *testing.T) {
	d := MustParse(string(text("seven.yaml")))
	frame, ok := FrameOf(d.Frame)
	if !ok || len(d.Steps) != 7 || len(frame.Steps) != 7 {
		t.Fatalf("it has %d steps, its frame %d", len(d.Steps), len(frame.Steps))
	}
	for i, s := range d.Steps {
		if !slices.Equal(s.Covers, []string{frame.Steps[i].Key}) {
			t.Errorf("%s covers %v", s.Key, s.Covers)
		}
	}
	if d.Border() != 3 {
		t.Errorf("the border is before step %d", d.Border())
	}
	for key, want := range map[string]struct {
		step     string
		strength Strength
		evidence Evidence
		valid    Validity
	}{
		"identified":    {"leads", Impossible, Rule, ""},
		"reachable":     {"leads", Gate, Answer, ""},
		"source":        {"leads", Gate, Answer, ""},
		"fits":          {"leads", Advice, Score, ""},
		"agreed":        {"prospecting", Impossible, ActivityDone, ""},
		"method":        {"prospecting", Advice, Answer, ""},
		"held":          {"qualifying", Impossible, ActivityDone, ""},
		"need":          {"qualifying", Gate, Answer, Once},
		"money":         {"qualifying", Gate, Answer, Once},
		"decision":      {"qualifying", Gate, Person, ""},
		"problem":       {"needs", Advice, Answer, ""},
		"understood":    {"needs", Advice, Confirmation, ""},
		"effect":        {"needs", Advice, Answer, ""},
		"deciders":      {"needs", Advice, Person, ""},
		"manner":        {"needs", Advice, Answer, ""},
		"early":         {"needs", Advice, Concerns, ""},
		"offered":       {"proposing", Impossible, Offer, Visit},
		"answering":     {"proposing", Advice, Offer, ""},
		"decision_date": {"proposing", Gate, Offer, Visit},
		"concerns":      {"objections", Impossible, Concerns, ""},
		"terms":         {"objections", Gate, Confirmation, Visit},
		"accepted":      {"closing", Impossible, Offer, Visit},
		"settled":       {"closing", Impossible, Concerns, ""},
		"next":          {"closing", Advice, ActivityDone, ""},
	} {
		at, c, ok := d.Checkpoint(key)
		if !ok || d.Steps[at].Key != want.step || c.Strength != want.strength || c.Evidence != want.evidence || c.Valid != want.valid {
			t.Errorf("%s: %v in step %d", key, c, at)
		}
	}
	for _, key := range []string{"decision_date", "terms"} {
		if _, c, _ := d.Checkpoint(key); !slices.Equal(c.ImpliedBy, []string{"accepted"}) {
			t.Errorf("%s is implied by %v", key, c.ImpliedBy)
		}
	}
	halves := map[string]int{}
	needs, _ := d.Step("needs")
	for _, c := range needs.Exit {
		halves[c.Half]++
	}
	if halves["The problem"] < 3 || halves["The manner of decision"] < 4 {
		t.Errorf("the halves are %v", halves)
	}
}

// TestShortSalesShareNoStep: the two processes have the frame in common, and no key of a step.
func TestShortSalesShareNoStep(t *testing.T) {
	seven, short := MustParse(string(text("seven.yaml"))), MustParse(string(text("transactional.yaml")))
	for _, s := range short.Steps {
		if seven.Index(s.Key) >= 0 {
			t.Errorf("both have %s", s.Key)
		}
		if s.Late > 2 {
			t.Errorf("%s is late after %d days", s.Key, s.Late)
		}
	}
	if got := short.Border(); got != 2 {
		t.Errorf("the border is before step %d", got)
	}
}

package process

import (
	"slices"
	"testing"
)

func TestAccess(t *testing.T) {
	d := MustParse(small)
	for key, want := range map[string]int{"ask": 0, "sell": 1, "": -1, "wants": -1} {
		if got := d.Index(key); got != want {
			t.Errorf("Index(%q) = %d, want %d", key, got, want)
		}
	}
	if s, ok := d.Step("sell"); !ok || s.Name != "Sell" {
		t.Errorf("Step: %v, %v", s.Name, ok)
	}
	if _, ok := d.Step("sale"); ok {
		t.Error("there is a step sale")
	}
	if step, c, ok := d.Checkpoint("taken"); step != 1 || c.Offer != "accepted" || !ok {
		t.Errorf("Checkpoint: %d, %v, %v", step, c, ok)
	}
	if step, c, ok := d.Checkpoint("ask"); step != -1 || c.Key != "" || ok {
		t.Errorf("Checkpoint of a step: %d, %v, %v", step, c, ok)
	}
	if got := d.Job("sell").Name; got != "Closing" {
		t.Errorf("Job: %q", got)
	}
	if got := d.Job("nowhere").Name; got != "" {
		t.Errorf("Job of no step: %q", got)
	}
	if got := d.Border(); got != 1 {
		t.Errorf("Border: %d", got)
	}
	if e, ok := d.Exit("parked"); !ok || !e.Dated {
		t.Errorf("Exit: %v, %v", e, ok)
	}
	if _, ok := d.Exit("won"); ok {
		t.Error("there is an exit won")
	}
	if got, want := d.FrameSteps("ask"), []string{"leads", "prospecting", "qualifying"}; !slices.Equal(got, want) {
		t.Errorf("FrameSteps: %v", got)
	}
}

func TestAccessWithoutParse(t *testing.T) {
	var zero Definition
	if zero.Index("") != -1 || zero.Border() != 0 || zero.Active(0) != nil || zero.Version() == "" {
		t.Error("the zero definition has steps")
	}
	d := bare(MustParse(small))
	if d.Index("sell") != 1 || d.Border() != 1 || len(d.Active(1)) != 3 {
		t.Error("a definition made by hand has no steps")
	}
}

func TestActive(t *testing.T) {
	d := MustParse(edit(t, small, "answer: text", "answer: text\n        retired: true"))
	for step, want := range map[int]int{-1: 0, 0: 1, 1: 3, 2: 0} {
		if got := len(d.Active(step)); got != want {
			t.Errorf("step %d asks %d questions, want %d", step, got, want)
		}
	}
	for _, out := range []string{"skip", "retired"} {
		d = MustParse(edit(t, small, "    typical: 3", "    "+out+": true\n    typical: 3"))
		if got := d.Active(1); got != nil {
			t.Errorf("%s: the step asks %v", out, got)
		}
	}
}

func TestValidityDays(t *testing.T) {
	for v, want := range map[Validity]int{"": 0, Once: 0, Visit: 0, "1d": 1, "30d": 30, "3650d": 3650, "3651d": 0, "0d": 0, "-3d": 0, "030d": 0, "+3d": 0, "d": 0, "30": 0, "3 d": 0} {
		if got := v.Days(); got != want {
			t.Errorf("%q: %d days, want %d", v, got, want)
		}
	}
}

func TestStrengthWords(t *testing.T) {
	for s, word := range map[Strength]string{Unstated: "", Impossible: "impossible", Gate: "gate", Advice: "advice"} {
		text, err := s.MarshalText()
		if err != nil || string(text) != word {
			t.Errorf("%d is %q, %v", s, text, err)
		}
		var back Strength = 7
		if err := back.UnmarshalText([]byte(word)); err != nil || back != s {
			t.Errorf("%q is %v, %v", word, back, err)
		}
	}
	var s Strength
	if err := s.UnmarshalText([]byte("required")); err == nil || s != Unstated {
		t.Errorf("required is %v, %v", s, err)
	}
	if got := Strength(9).String(); got != "9" {
		t.Errorf("an unknown strength is %q", got)
	}
}

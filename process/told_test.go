package process_test

import (
	"errors"
	"strings"
	"testing"

	"cairn/process"
)

// TestTold: a mistake is told by the name of its step and the words of its question.
func TestTold(t *testing.T) {
	seven := func() string {
		for _, one := range process.Templates() {
			if one.Key == "seven" {
				return string(one.Text)
			}
		}
		t.Fatal("there is no template seven")
		return ""
	}()
	d := process.MustParse(seven)
	step, point := d.Steps[0], d.Steps[0].Exit[1]
	line, place := strings.Index(seven, "key: "+point.Key), 0
	place = line + strings.Index(seven[line:], "strength: ")
	end := place + strings.Index(seven[place:], "\n")
	for _, tt := range []struct{ name, text, want string }{
		{"a value", seven[:place] + "strength: gatee" + seven[end:], step.Name + ", “" + point.Question + "”, strength: \"gatee\" is not known here; did you mean gate?"},
		{"a field of a step", strings.Replace(seven, "    name: "+step.Name, "    name: "+step.Name+"\n    nam: x", 1), step.Name + ", nam: "},
		{"no process", "", ""},
	} {
		_, err := process.Publishable([]byte(tt.text))
		wrong, ok := errors.AsType[process.Errors](err)
		if !ok || len(wrong) == 0 || !strings.Contains(wrong.Told(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
			continue
		}
		if told := wrong.Told(); strings.Contains(told, "steps[") || strings.Contains(told, "exit[") {
			t.Errorf("%s counts: %s", tt.name, told)
		}
		for _, p := range wrong {
			if (p.Path == "") != (p.Where == "") {
				t.Errorf("%s: the path %q is at %q", tt.name, p.Path, p.Where)
			}
		}
	}
}

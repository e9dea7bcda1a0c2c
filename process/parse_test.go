package process

import (
	"errors"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the files that are made from the source")

// golden compares got with a file, or writes it where the flag says so.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is not what the source makes (run the test with -update): %s", file, diff)
	}
}

// bare is a definition without what Parse has worked out, for comparing field by field.
func bare(d Definition) Definition {
	d.compiled = compiled{}
	return d
}

// TestCanonicalSeven holds the canonical form: a change of it renames every version that
// was ever published.
func TestCanonicalSeven(t *testing.T) {
	d := publishable(t, string(text("seven.yaml")))
	golden(t, "testdata/seven.canonical.yaml", Print(d))
	if got, want := len(d.Version()), 12; got != want {
		t.Errorf("a version has %d digits, want %d", got, want)
	}
}

func TestVersionIsOfTheMeaning(t *testing.T) {
	d := MustParse(small)
	same := "# a remark\n" + edit(t, small, `name: Small`, `name: "Small"   # another`)
	if v := MustParse(same).Version(); v != d.Version() {
		t.Errorf("remarks and quotes change the version from %s to %s", d.Version(), v)
	}
	if v := MustParse(edit(t, small, "late: 5", "late: 6")).Version(); v == d.Version() {
		t.Error("a change of the text keeps the version")
	}
	if v := bare(d).Version(); v != d.Version() {
		t.Errorf("made by hand it is %s, read %s", v, d.Version())
	}
}

func TestParseFindsEverythingAtOnce(t *testing.T) {
	text := edit(t, small, "late: 5", "late: soon")
	text = edit(t, text, "rule: deal.organisation", "rule: deal.org")
	text = edit(t, text, "win:\n", "wins: 1\nwin:\n")
	_, err := Parse([]byte(text))
	problems, ok := errors.AsType[Errors](err)
	if !ok {
		t.Fatalf("the error is %T", err)
	}
	var got []string
	for _, p := range problems {
		got = append(got, p.Path)
	}
	if want := []string{"steps[0].late", "steps[0].exit[0].rule", "wins"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestParseReadsWhatCheckRefuses(t *testing.T) {
	text := edit(t, small, "        strength: gate\n", "")
	d, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if _, c, _ := d.Checkpoint("wants"); c.Strength != Unstated {
		t.Errorf("the strength is %v", c.Strength)
	}
	if err := Check(d); err == nil || !strings.HasPrefix(err.Error(), "23:9: steps[0].exit[1].strength: ") {
		t.Errorf("Check says %v", err)
	}
}

func TestMustParsePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("nothing happened")
		}
	}()
	MustParse("process: [")
}

func TestParseBounds(t *testing.T) {
	for name, text := range map[string]string{
		"empty":    "",
		"too long": strings.Repeat("#", longest+1),
		"no UTF-8": "process: \xff",
		"a scalar": "seven",
		"nothing":  "---\n...\n",
	} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s: parsed", name)
		}
	}
}

// drawn draws any definition that can be parsed, publishable or not.
func drawn(t *rapid.T) Definition {
	var d Definition
	draw(t, reflect.ValueOf(&d).Elem(), "")
	return d
}

func draw(t *rapid.T, v reflect.Value, name string) {
	switch {
	case v.Type() == reflect.TypeFor[Strength]():
		v.SetInt(int64(rapid.IntRange(0, 3).Draw(t, name)))
		return
	case name == "rule" || name == "when":
		v.SetString(rapid.SampledFrom([]string{"", "deal.value > 5", "deal.person\n", "deal.kind == \"new\" ||\n  has(deal.close_date)"}).Draw(t, name))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, c := range columns(v.Type()) {
			draw(t, v.Field(c.index), c.name)
		}
	case reflect.Slice:
		if n := rapid.IntRange(0, 2).Draw(t, "len "+name); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				draw(t, v.Index(i), name)
			}
		}
	case reflect.Int:
		v.SetInt(int64(rapid.IntRange(-3, 400).Draw(t, name)))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, name))
	case reflect.String:
		v.SetString(wild().Draw(t, name))
	}
}

func wild() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", "a", "true", "No", "~", "null", "12", "1.5", "30d", "- a", "a: b", "a:", "a #b", "#", " a", "a ", "a\n", "a\nb", "\na", "a\n\nb\n", "a\n b\n", " a\nb", "a\n\n", "a\n ", "\t", "a\tb", "\"", "'a'", "{a}", "[a]", "a, b", "&a", "*a", "!a", "%a", "@a", "`a", "|", ">", "=", "<<", "é", "a\u2028b", "\u0085", "\ufeff", "\r\n", "a\rb", "?", "? a", "---", "...", "a\n---\nb", "Who?\n- you\n"}),
		rapid.StringMatching(`[a-z][a-z0-9_]{0,8}`),
		rapid.String(),
	)
}

// TestRoundTrip: Parse(Print(d)) is d, and printing that changes nothing (P-1).
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawn(t)
		text := Print(d)
		again, err := Parse(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if !reflect.DeepEqual(bare(again), d) {
			t.Fatalf("it came back different:\n%s\n%s", text, Print(again))
		}
		if got := string(Print(again)); got != string(text) {
			t.Fatalf("it prints differently:\n%s\n%s", text, got)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	for _, file := range files() {
		f.Add(text(file))
	}
	for _, s := range []string{"", "a", "process: *a", "process: &a [*a]", "steps: [{exit: [{rule: 'deal.'}]}]", "steps:\n- exit:\n  - when: |2-\n     deal.x", "\x00", "? [a]\n: b", "process: \"\\u0000\\x85\\uFFFE\"", "name: |+\n a\n\n\n", "process: !!float .inf", "<<: {process: a}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, err := Publishable(text); err != nil {
			if problems, ok := errors.AsType[Errors](err); !ok || len(problems) == 0 {
				t.Fatalf("an error without problems: %v", err)
			}
		}
		d, err := Parse(text)
		if err != nil {
			return
		}
		once := Print(d)
		again, err := Parse(once)
		if err != nil {
			t.Fatalf("what was printed cannot be parsed: %v\n%s", err, once)
		}
		if twice := Print(again); string(once) != string(twice) || again.Version() != d.Version() {
			t.Fatalf("printed twice it differs:\n%s\n%s", once, twice)
		}
	})
}

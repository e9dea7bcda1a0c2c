package cairn_test

import (
	"go/ast"
	"os"
	"path"
	"regexp"
	"testing"
)

// picture is what a page shows.
var picture = regexp.MustCompile(`(?:src="|!\[[^\]]*\]\()([^")]+\.(?:png|svg|jpg))`)

// TestPictures holds pages to the pictures that they show, and those to the size that a
// page may have.
func TestPictures(t *testing.T) {
	h, err := open(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, f := range h.files {
		if path.Ext(f.path) != ".md" {
			continue
		}
		for _, m := range picture.FindAllStringSubmatchIndex(f.text, -1) {
			shown++
			name := path.Join(f.dir(), f.text[m[2]:m[3]])
			if info, err := os.Stat(name); err != nil || info.Size() > 250_000 {
				t.Error(f.atByte(m[0], "%s is not there, or larger than 250 KB", name))
			}
		}
	}
	if shown == 0 {
		t.Error("no page shows a picture")
	}
}

// namedTest is the name of a test in a sentence.
var namedTest = regexp.MustCompile(`\bTest[A-Z]\w*`)

// TestNamedTests holds every page to the tests that it names: a promise leans on a test
// that is there.
func TestNamedTests(t *testing.T) {
	h, err := open(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, breach := range namedTestsExist(h) {
		t.Error(breach)
	}
	named := house{files: []file{{path: "SECURITY.md", text: "As TestThatNobodyWrote shows.\n"}}}
	if got := namedTestsExist(named); len(got) != 1 {
		t.Errorf("a test that is not there is not missed: %q", got)
	}
}

func namedTestsExist(h house) (breaches []string) {
	there := map[string]bool{}
	h.golang(true, func(f file) {
		for _, d := range f.tree.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && f.test() {
				there[fn.Name.Name] = true
			}
		}
	})
	for _, f := range h.files {
		if path.Ext(f.path) != ".md" {
			continue
		}
		for _, m := range namedTest.FindAllStringIndex(f.text, -1) {
			if name := f.text[m[0]:m[1]]; !there[name] {
				breaches = append(breaches, f.atByte(m[0], "there is no test %s", name))
			}
		}
	}
	return breaches
}

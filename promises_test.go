package cairn_test

import (
	"go/ast"
	"os"
	"path"
	"regexp"
	"testing"
)

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

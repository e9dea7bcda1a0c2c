// Package cairn_test holds the rules of the house: what every file of this repository
// keeps to, whoever writes it. Documents rot and habits fade; a test does neither.
//
// A rule reads the texts of the repository and returns its breaches, each beginning
// with where it is: "deal/move.go:31: …". Beside every rule stands a small tree that
// breaks it, so that a rule which has gone blind is noticed as well.
package cairn_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rule is one thing that the house keeps to.
type rule struct {
	name  string
	check func(house) []string
	// sample is a tree in which some lines break the rule: files one after another,
	// each headed "-- path --". breaches are those lines, as "path:line".
	sample   string
	breaches []string
}

// rules are all of them.
var rules = slices.Concat(importRules, goRules, sqlRules, wordRules, documentRules)

func TestHouse(t *testing.T) {
	here, err := open(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			for _, breach := range r.check(here) {
				t.Error(breach)
			}
		})
	}
}

func TestRulesSee(t *testing.T) {
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			sample := house{}
			for name, text := range split(r.sample) {
				f, err := read(name, text)
				if err != nil {
					t.Fatal(err)
				}
				sample.files = append(sample.files, f)
			}
			sample.sort()
			var got []string
			for _, breach := range r.check(sample) {
				where, _, ok := strings.Cut(breach, ": ")
				if !ok {
					t.Errorf("%q does not say where", breach)
				}
				got = append(got, where)
			}
			slices.Sort(got)
			if got = slices.Compact(got); !slices.Equal(got, slices.Sorted(slices.Values(r.breaches))) {
				t.Errorf("breaches at %q, want %q", got, r.breaches)
			}
		})
	}
}

// house is the text of the repository.
type house struct{ files []file } // in the order of their paths

// file is one text in it.
type file struct {
	path string // from the root, with slashes
	text string
	fset *token.FileSet
	tree *ast.File // of a Go file, else nil
}

// open reads the repository at the root of tree, without what is built or fetched.
func open(tree fs.FS) (house, error) {
	var h house
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && unwritten.MatchString(name):
			return fs.SkipDir
		case !d.Type().IsRegular() || unwritten.MatchString(name):
			return nil
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil || strings.ContainsRune(string(text), 0) {
			return err // a picture, a font, a program: nothing to read
		}
		f, err := read(name, string(text))
		if err != nil {
			return err
		}
		h.files = append(h.files, f)
		return nil
	})
	h.sort()
	return h, err
}

// unwritten are the paths at which nobody wrote anything; .gitignore lists them too.
var unwritten = regexp.MustCompile(`(^|/)(\.git|node_modules|dist|coverage)$|^(data|tmp|cairn)$|\.(db|db-\w+|test|prof)$`)

// read makes a file of a text.
func read(name, text string) (file, error) {
	f := file{path: name, text: text}
	if path.Ext(name) != ".go" {
		return f, nil
	}
	f.fset = token.NewFileSet()
	tree, err := parser.ParseFile(f.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	f.tree = tree
	return f, err
}

func (h *house) sort() {
	slices.SortFunc(h.files, func(a, b file) int { return strings.Compare(a.path, b.path) })
}

// find returns the file at a path.
func (h house) find(name string) (file, bool) {
	i := slices.IndexFunc(h.files, func(f file) bool { return f.path == name })
	if i < 0 {
		return file{}, false
	}
	return h.files[i], true
}

// golang calls visit for every Go file, tests too where they are wanted.
func (h house) golang(tests bool, visit func(file)) {
	for _, f := range h.files {
		if f.tree != nil && (tests || !f.test()) {
			visit(f)
		}
	}
}

// test says whether f is part of a test and of nothing else.
func (f file) test() bool {
	return strings.HasSuffix(f.path, "_test.go") || strings.Contains(f.path, ".test.ts") ||
		strings.HasPrefix(f.path, "ui/e2e/")
}

// dir is the folder of f, which for a Go file is its package: "." at the root.
func (f file) dir() string { return path.Dir(f.path) }

// at begins a breach at a position of a Go file.
func (f file) at(pos token.Pos, format string, args ...any) string {
	return fmt.Sprintf("%s:%d: ", f.path, f.fset.Position(pos).Line) + fmt.Sprintf(format, args...)
}

// atByte begins a breach at an offset of any text.
func (f file) atByte(offset int, format string, args ...any) string {
	return fmt.Sprintf("%s:%d: ", f.path, 1+strings.Count(f.text[:offset], "\n")) + fmt.Sprintf(format, args...)
}

// whole begins a breach that concerns all of f.
func (f file) whole(format string, args ...any) string {
	return f.path + ":1: " + fmt.Sprintf(format, args...)
}

// header is the line above each file of a sample.
var header = regexp.MustCompile(`(?m)^-- (\S+) --\n`)

// split takes a sample apart.
func split(sample string) map[string]string {
	files := map[string]string{}
	heads := header.FindAllStringSubmatchIndex(sample, -1)
	for i, h := range heads {
		end := len(sample)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		files[sample[h[2]:h[3]]] = sample[h[1]:end]
	}
	return files
}

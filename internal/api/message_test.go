package api

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"cairn/fault"
)

// faultKeys finds the keys of faults in the Go code below a folder: the literals that are
// given to fault.New, and those given to a function that passes its argument on to it.
func faultKeys(t *testing.T, root string) map[string]string {
	t.Helper()
	keys, packages := map[string]string{}, map[string][]*ast.File{}
	fset := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && (name == "node_modules" || name == ".git" || name == "ui" || name == "storetest"):
			return fs.SkipDir
		case strings.HasSuffix(name, "_test.go") || !strings.HasSuffix(name, ".go"):
			return nil
		}
		f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		packages[filepath.Dir(path)] = append(packages[filepath.Dir(path)], f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, files := range packages {
		through := map[string]through{"fault.New": {1, ""}}
		for _, f := range files {
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
					passing(fn.Name.Name, fn.Type, fn.Body, through)
				}
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == 1 && len(a.Rhs) == 1 {
					if fn, ok := a.Rhs[0].(*ast.FuncLit); ok {
						passing(called(a.Lhs[0]), fn.Type, fn.Body, through)
					}
				}
				return true
			})
		}
		for _, f := range files {
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				if by, ok := through[called(call.Fun)]; ok && len(call.Args) > by.at {
					if lit, ok := call.Args[by.at].(*ast.BasicLit); ok {
						key, _ := strconv.Unquote(lit.Value)
						keys[by.prefix+key] = fset.Position(lit.Pos()).String()
					}
				}
				return true
			})
		}
	}
	return keys
}

// through is a function whose argument at a place becomes the key of a fault, after a
// prefix.
type through struct {
	at     int
	prefix string
}

// passing notes a function that gives one of its parameters to fault.New as the key.
func passing(name string, typ *ast.FuncType, body *ast.BlockStmt, known map[string]through) {
	place, params := 0, map[string]int{}
	for _, field := range typ.Params.List {
		for _, p := range field.Names {
			params[p.Name] = place
			place++
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || called(call.Fun) != "fault.New" || len(call.Args) < 2 {
			return true
		}
		prefix, key := "", call.Args[1]
		if sum, ok := key.(*ast.BinaryExpr); ok {
			if lit, ok := sum.X.(*ast.BasicLit); ok {
				prefix, _ = strconv.Unquote(lit.Value)
				key = sum.Y
			}
		}
		if id, ok := key.(*ast.Ident); ok {
			if at, ok := params[id.Name]; ok {
				known[name] = through{at, prefix}
			}
		}
		return true
	})
}

func called(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		if pkg, ok := x.X.(*ast.Ident); ok {
			return pkg.Name + "." + x.Sel.Name
		}
	}
	return ""
}

// Every fault that the code can make has a sentence.
func TestEveryFaultHasASentence(t *testing.T) {
	c, err := sentences()
	if err != nil {
		t.Fatal(err)
	}
	keys := faultKeys(t, "../..")
	if len(keys) < 100 {
		t.Errorf("only %d keys were found", len(keys))
	}
	for _, sure := range []string{"deal.changed_since", "company.zone", "party.name", "access.circle", "store.unknown"} {
		if keys[sure] == "" {
			t.Errorf("the search does not find %s", sure)
		}
	}
	for key, where := range keys {
		if c.Fault[key] == "" {
			t.Errorf("%s: %q has no sentence in messages/en.json", where, key)
		}
	}
}

// A sentence is one: it begins large, ends with a stop, and knows only values that faults
// carry.
func TestSentences(t *testing.T) {
	c, err := sentences()
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`^(\{question\}|\p{Lu}).*\.$`)
	for name, part := range map[string]map[string]string{"kind": c.Kind, "fault": c.Fault, "missing": c.Missing, "rule": c.Rule} {
		for key, text := range part {
			if !form.MatchString(text) {
				t.Errorf("%s %s: %q", name, key, text)
			}
		}
	}
	for _, k := range []fault.Kind{fault.NotFound, fault.Forbidden, fault.Conflict, fault.Invalid} {
		if c.Kind[k.String()] == "" {
			t.Errorf("no title for %s", k)
		}
	}
	said := Sentence(fault.New(fault.NotFound, "a.key.without.words", "", ""))
	if said != c.Kind["not_found"] {
		t.Errorf("a key without a sentence says %q", said)
	}
}

// Every rule that refuses has its sentence.
func TestEveryRuleHasASentence(t *testing.T) {
	c, err := sentences()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../deal/*.go")
	if err != nil {
		t.Fatal(err)
	}
	refusing, found := regexp.MustCompile(`(?:Rule: |refuseField\()"(P-\d+)"`), 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, m := range refusing.FindAllStringSubmatch(string(text), -1) {
			found++
			if c.Rule[m[1]] == "" {
				t.Errorf("%s: %s has no sentence", name, m[1])
			}
		}
	}
	if found == 0 {
		t.Error("no refusal was found")
	}
}

package cairn_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
)

// The sizes that the house allows, in lines and in number.
const (
	functionLines = 100
	fileLines     = 500
	interfaces    = 10
)

var goRules = []rule{
	{
		name:  "a function fits in 100 lines",
		check: shortFunctions,
		sample: `
-- deal/deal.go --
package deal

func short() {` + strings.Repeat("\n\tshort()", functionLines-2) + `
}

func long() {` + strings.Repeat("\n\tshort()", functionLines-1) + `
}
`,
		breaches: []string{fmt.Sprintf("deal/deal.go:%d", functionLines+4)},
	},
	{
		name:  "a file fits in 500 lines",
		check: shortFiles,
		sample: `
-- ui/src/deal/page.tsx --
` + strings.Repeat("x\n", fileLines) + `
-- ui/src/deal/card.tsx --
` + strings.Repeat("x\n", fileLines-2) + `last
-- ui/src/api/schema.d.ts --
` + strings.Repeat("x\n", 2*fileLines) + `
-- docs/process.md --
` + strings.Repeat("x\n", 2*fileLines),
		breaches: []string{"ui/src/deal/page.tsx:1"},
	},
	{
		name:  "every exported name is documented",
		check: documented,
		sample: `
-- deal/deal.go --
package deal

func Move() {}

// Back goes back.
func Back() {}

type Deal struct{}

func (d *Deal) Open() {}

type hidden struct{}

func (hidden) Less() {}

const (
	One = 1 // the first
	Two = 2
)

// The others.
const (
	Three = 3
	Four  = 4
)
-- money/money.go --
// Package money is exact.
package money
`,
		breaches: []string{"deal/deal.go:1", "deal/deal.go:3", "deal/deal.go:8", "deal/deal.go:10", "deal/deal.go:18"},
	},
	{
		name:  "there is no init",
		check: noInit,
		sample: `
-- deal/deal.go --
package deal

func init() {}

type d struct{}

func (d) init() {}
`,
		breaches: []string{"deal/deal.go:3"},
	},
	{
		name:  "there is no mutable package variable",
		check: noVariables,
		sample: `
-- deal/deal.go --
package deal

var names = map[string]string{}

var count int

var (
	_         Verb = (*move)(nil)
	errNobody      = errors.New("nobody")
	word           = regexp.MustCompile("a+")
	load           = sync.OnceValue(read)
	list           = []string{"a"}
	Shared         = sync.Pool{}
	a, b           = errors.New("a"), 3
	page           = template.Must(template.New("page").Parse("<p>"))
)

//go:embed seven.yaml
var seven string

//go:embed seven.yaml
var bytes []byte

//go:embed schema
var schema embed.FS

func move() {
	var local = map[string]int{}
	_ = local
}
-- deal/deal_test.go --
package deal

var table = []int{1}
`,
		breaches: []string{
			"deal/deal.go:3", "deal/deal.go:5", "deal/deal.go:12", "deal/deal.go:13", "deal/deal.go:14", "deal/deal.go:22",
		},
	},
	{
		name:  "there are at most ten interfaces",
		check: fewInterfaces,
		sample: `
-- deal/deal.go --
package deal

` + strings.Repeat("type I interface{ M() }\n", interfaces+1) + `
type Number interface{ ~int | ~int64 }
-- event/event_test.go --
package event

type J interface{ M() }
`,
		breaches: []string{fmt.Sprintf("deal/deal.go:%d", interfaces+3)},
	},
}

func shortFunctions(h house) (breaches []string) {
	h.golang(true, func(f file) {
		for _, d := range f.tree.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			lines := f.fset.Position(fn.End()).Line - f.fset.Position(fn.Pos()).Line + 1
			if lines > functionLines {
				breaches = append(breaches, f.at(fn.Pos(), "%s has %d lines, more than %d", fn.Name.Name, lines, functionLines))
			}
		}
	})
	return breaches
}

// printed are the files that a program writes, however long.
var printed = regexp.MustCompile(`^ui/src/api/(schema\.d|schema|types)\.ts$`)

func shortFiles(h house) (breaches []string) {
	for _, f := range h.files {
		source := slices.Contains([]string{".go", ".ts", ".tsx", ".css", ".sql", ".mjs"}, path.Ext(f.path))
		if n := len(strings.Split(strings.TrimSuffix(f.text, "\n"), "\n")); source && !printed.MatchString(f.path) && n > fileLines {
			breaches = append(breaches, f.whole("%d lines, more than %d", n, fileLines))
		}
	}
	return breaches
}

func documented(h house) (breaches []string) {
	bare := map[string]file{} // packages without a comment, with their first file
	told := map[string]bool{}
	h.golang(false, func(f file) {
		if _, seen := bare[f.dir()]; !seen {
			bare[f.dir()] = f
		}
		if f.tree.Doc != nil {
			told[f.dir()] = true
		}
		for _, d := range f.tree.Decls {
			for _, name := range undocumented(d) {
				breaches = append(breaches, f.at(name.Pos(), "%s is exported and says nothing about itself", name.Name))
			}
		}
	})
	for dir, f := range bare {
		if !told[dir] {
			breaches = append(breaches, f.whole("package %s says nothing about itself", f.tree.Name.Name))
		}
	}
	slices.Sort(breaches)
	return breaches
}

// undocumented are the exported names of a declaration that no comment goes with. A
// comment over a group goes with all of it; methods of a hidden type are hidden too.
func undocumented(d ast.Decl) (names []*ast.Ident) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && (d.Recv == nil || ast.IsExported(receiver(d.Recv))) {
			return []*ast.Ident{d.Name}
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
					names = append(names, s.Name)
				}
			case *ast.ValueSpec:
				for _, name := range s.Names {
					if name.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
						names = append(names, name)
					}
				}
			}
		}
	}
	return names
}

// receiver is the name of a receiver's type.
func receiver(list *ast.FieldList) string {
	x := list.List[0].Type
	for {
		switch t := x.(type) {
		case *ast.StarExpr:
			x = t.X
		case *ast.IndexExpr:
			x = t.X
		case *ast.IndexListExpr:
			x = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}

func noInit(h house) (breaches []string) {
	h.golang(true, func(f file) {
		for _, d := range f.tree.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				breaches = append(breaches, f.at(fn.Pos(), "init runs behind everybody's back: call it"))
			}
		}
	})
	return breaches
}

// onceMade are the calls whose results nobody changes afterwards.
var onceMade = strings.Fields(`errors.New fmt.Errorf regexp.MustCompile strings.NewReplacer template.Must
	sync.OnceFunc sync.OnceValue sync.OnceValues reflect.TypeFor`)

func noVariables(h house) (breaches []string) {
	h.golang(false, func(f file) {
		for _, d := range f.tree.Decls {
			gen, ok := d.(*ast.GenDecl)
			if !ok || gen.Tok != token.VAR {
				continue
			}
			for _, spec := range gen.Specs {
				v := spec.(*ast.ValueSpec)
				for i, name := range v.Names {
					if name.Name != "_" && !embedded(gen, v) && !(i < len(v.Values) && made(v.Values[i])) {
						breaches = append(breaches, f.at(name.Pos(), "%s could be changed from anywhere: make it a constant, a function or an argument", name.Name))
					}
				}
			}
		}
	})
	return breaches
}

// embedded says whether a variable is a file of the repository that cannot change.
func embedded(gen *ast.GenDecl, v *ast.ValueSpec) bool {
	for _, doc := range []*ast.CommentGroup{gen.Doc, v.Doc} {
		if doc == nil || !slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") }) {
			continue
		}
		kind := dotted(v.Type)
		return kind == "string" || kind == "embed.FS"
	}
	return false
}

// made says whether x is a call of onceMade.
func made(x ast.Expr) bool {
	call, ok := x.(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := call.Fun
	if generic, ok := fn.(*ast.IndexExpr); ok {
		fn = generic.X
	}
	return slices.Contains(onceMade, dotted(fn))
}

// dotted writes a name as it stands in the source; "" for anything else.
func dotted(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return dotted(x.X) + "." + x.Sel.Name
	}
	return ""
}

func fewInterfaces(h house) (breaches []string) {
	n := 0
	h.golang(false, func(f file) {
		ast.Inspect(f.tree, func(node ast.Node) bool {
			spec, ok := node.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if i, ok := spec.Type.(*ast.InterfaceType); ok && !constraint(i) {
				if n++; n > interfaces {
					breaches = append(breaches, f.at(spec.Pos(), "%s is interface number %d: one implementation needs none", spec.Name.Name, n))
				}
			}
			return true
		})
	})
	return breaches
}

// constraint says whether an interface is a set of types, for generic code.
func constraint(i *ast.InterfaceType) bool {
	return slices.ContainsFunc(i.Methods.List, func(f *ast.Field) bool {
		switch f.Type.(type) {
		case *ast.BinaryExpr, *ast.UnaryExpr:
			return true
		}
		return false
	})
}

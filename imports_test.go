package cairn_test

import (
	"go/ast"
	"path"
	"slices"
	"strconv"
	"strings"
)

// floors are the packages, the lowest first. A package imports from the floors below
// its own, and from its own floor only what lies in the same folder as itself
// (metric and metric/cube). So nothing points up, and nothing sideways.
//
// Tests are free of it: a test may take what it needs from anywhere.
var floors = []string{
	"fault",
	"event money period",
	"access party process",
	"company deal",
	"metric metric/cube",
	"forecast review target",
	roof, // above this line the outside world begins
	"internal/store internal/store/schema",
	"internal/auth internal/outbound",
	"internal/app",
	"internal/config internal/pgtemp scenario ui",
	"client internal/api internal/hook internal/job internal/load internal/mail internal/paper",
	"internal/demo internal/scenario internal/store/storetest",
	"cmd/cairn internal/bench",
}

// roof ends the pure packages: those that do no input or output and read no clock.
const roof = "—"

// door lists who reaches the database through internal/app only.
var door = strings.Fields("client internal/api internal/hook internal/load internal/mail internal/paper")

// outside lists what pure packages may not import, with everything below it.
var outside = strings.Fields("context database/sql log net os os/exec plugin syscall testing unsafe")

// guests are the modules of others that a pure package may import.
var guests = map[string]string{
	"process":  "cel.dev/cel-go go.yaml.in/yaml/v3", // conditions; texts
	"party":    "golang.org/x/text",                 // folding of names
	"forecast": "gonum.org/v1/gonum",                // distributions
}

// clocks are the functions of package time that read or wait for the clock.
var clocks = strings.Fields("After AfterFunc NewTicker NewTimer Now Since Sleep Tick Until")

// seeded are the functions of math/rand that take their randomness from their input.
var seeded = strings.Fields("New NewChaCha8 NewPCG NewSource NewZipf ChaCha8 PCG Rand Source Source64 Zipf")

var importRules = []rule{
	{
		name:  "every package imports from below",
		check: fromBelow,
		sample: `
-- deal/deal.go --
package deal

import (
	"cairn/event"
	"cairn/metric"
	"cairn/internal/store"
)
-- deal/deal_test.go --
package deal

import "cairn/metric"
-- metric/metric.go --
package metric

import (
	"cairn/metric/cube"
	"cairn/deal"
)
-- internal/api/api.go --
package api

import "cairn/internal/app"
import "cairn/internal/store"
import "cairn/internal/job"
-- internal/store/store.go --
package store

import "cairn/internal/app"
-- internal/attic/attic.go --
package attic
`,
		breaches: []string{
			"deal/deal.go:5", "deal/deal.go:6", "internal/api/api.go:4", "internal/api/api.go:5",
			"internal/store/store.go:3", "internal/attic/attic.go:1",
		},
	},
	{
		name:  "pure packages stay pure",
		check: pure,
		sample: `
-- deal/deal.go --
package deal

import (
	"context"
	"math/rand/v2"
	"log/slog"
	"net/url"
	"github.com/acme/anything"
	clock "time"
)

var (
	_ = clock.Now()
	_ = clock.Hour
	_ = rand.IntN(6)
	_ = rand.New(rand.NewPCG(1, 2))
	now = clock.Now
)
-- process/process.go --
package process

import "cel.dev/cel-go/cel"
import "cel.dev/cel-gone"
-- internal/app/app.go --
package app

import "context"
`,
		breaches: []string{
			"deal/deal.go:4", "deal/deal.go:6", "deal/deal.go:7", "deal/deal.go:8",
			"deal/deal.go:13", "deal/deal.go:15", "deal/deal.go:17", "process/process.go:4",
		},
	},
}

// floorOf numbers the floor of each package, and tells where the roof is.
func floorOf() (floor map[string]int, top int) {
	floor = map[string]int{}
	for i, line := range floors {
		if line == roof {
			top = i
		}
		for _, p := range strings.Fields(line) {
			floor[p] = i
		}
	}
	return floor, top
}

func fromBelow(h house) (breaches []string) {
	floor, _ := floorOf()
	h.golang(false, func(f file) {
		from := f.dir()
		mine, known := floor[from]
		if !known {
			breaches = append(breaches, f.whole("package %s has no floor in imports_test.go", from))
			return
		}
		for _, spec := range f.tree.Imports {
			to, ours := strings.CutPrefix(importPath(spec), "cairn/")
			its, known := floor[to]
			switch {
			case !ours:
			case !known:
				breaches = append(breaches, f.at(spec.Pos(), "package %s has no floor in imports_test.go", to))
			case its > mine, its == mine && !kin(from, to):
				breaches = append(breaches, f.at(spec.Pos(), "%s may not import %s: it does not lie below", from, to))
			case to == "internal/store" && slices.Contains(door, from):
				breaches = append(breaches, f.at(spec.Pos(), "%s goes through internal/app, never to the store", from))
			}
		}
	})
	return breaches
}

// kin says whether one package lies in the folder of the other.
func kin(a, b string) bool {
	return strings.HasPrefix(a, b+"/") || strings.HasPrefix(b, a+"/")
}

func pure(h house) (breaches []string) {
	floor, top := floorOf()
	h.golang(false, func(f file) {
		if mine, known := floor[f.dir()]; !known || mine > top {
			return
		}
		for _, spec := range f.tree.Imports {
			switch p := importPath(spec); {
			case within(p, outside):
				breaches = append(breaches, f.at(spec.Pos(), "%s is pure and may not import %s", f.dir(), p))
			case strings.Contains(strings.Split(p, "/")[0], ".") && !within(p, strings.Fields(guests[f.dir()])):
				breaches = append(breaches, f.at(spec.Pos(), "%s is pure and may not import the module of %s", f.dir(), p))
			}
		}
		for _, used := range selections(f, "time") {
			if slices.Contains(clocks, used.Sel.Name) {
				breaches = append(breaches, f.at(used.Pos(), "%s is pure and may not read the clock: time is an argument", f.dir()))
			}
		}
		for _, used := range slices.Concat(selections(f, "math/rand"), selections(f, "math/rand/v2")) {
			if !slices.Contains(seeded, used.Sel.Name) {
				breaches = append(breaches, f.at(used.Pos(), "%s is pure: randomness comes from a seed in the input", f.dir()))
			}
		}
	})
	return breaches
}

// within says whether an import path is one of roots or lies below one.
func within(p string, roots []string) bool {
	return slices.ContainsFunc(roots, func(r string) bool { return p == r || strings.HasPrefix(p, r+"/") })
}

// importPath is the path of an import, without its quotes.
func importPath(spec *ast.ImportSpec) string {
	p, _ := strconv.Unquote(spec.Path.Value)
	return p
}

// selections are all uses in f of the names of one imported package.
func selections(f file, imported string) (used []*ast.SelectorExpr) {
	name := ""
	for _, spec := range f.tree.Imports {
		if importPath(spec) != imported {
			continue
		}
		if name = path.Base(strings.TrimSuffix(imported, "/v2")); spec.Name != nil {
			name = spec.Name.Name
		}
	}
	if name == "" {
		return nil
	}
	ast.Inspect(f.tree, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == name {
				used = append(used, s)
			}
		}
		return true
	})
	return used
}

package metric

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "print docs/metrics.md anew")

// The page is printed from the definitions and from the list below; the words around them
// are these.
const (
	pageHead = `<!-- Printed from the definitions of package metric; TestMetricsPage holds it to them. -->

# What the figures mean

Every figure that Cairn shows names one of the definitions below, carries its interval, the number of visits or deals that it rests on and how many of those are still open, and says what is wrong with it. What nobody can know yet is "not known", never 0. A *visit* is one stay of a deal in one step; a deal that comes back makes another one.

Open deals always count, for as long as they have been seen: leaving them out measures only the quick ones. Times are counted in days of the company's own time zone.

## Definitions

| figure | what it says | unit | after |
|---|---|---|---|
`
	pageWarnings = `
Intervals are of 95 %. The pages show the time in step, at the head of each column of the pipeline; the rest is computed and tested, and waits for the pages that will show it. The chance of winning on a card is not measured: it is the prior that the text of the process names for the step, and is marked as one.

## Warnings

| key | when |
|---|---|
`
	pageTested = `
## What is held against published results

A formula that is only tested against itself can be wrong twice. These figures are compared with values that others have published or that another program computes; the curve is compared with a slower second implementation on random data as well (TestCurveAgainstBruteForce).

| figure | reference | how near | test |
|---|---|---|---|
`
	pageData = `
The tables of others are not part of this repository. A test that needs one reads it from the folder that ` + "`CAIRN_TEST_DATA`" + ` names and is skipped, with a sentence that says so, where it is missing. The folder holds ` + "`survival/cancer_ncctg_lung.csv`, `survival/aml.csv` and `survival/heart.csv`" + `, as the R package survival has them, with a line of headings.

## What is not

These well-known references belong to estimators that no page, plan or forecast of Cairn uses today. A test for code that does not exist would only look like a promise. Whoever brings the estimator brings its references, and the line moves up.

| reference | would test | why not |
|---|---|---|
`
)

// reference is a comparison that a test of this package makes.
type reference struct{ figure, with, near, test string }

func references() []reference {
	return []reference{
		{"share still in the step, its error, three bands", "advanced lung cancer, 228 patients (R survival: lung)", "1e-10; bands 1e-9", "TestLung"},
		{"median and other quantiles, their bounds", "the same; also those that are never reached", "exact", "TestLung"},
		{"cumulative hazard of Nelson and Aalen", "the same, at 365 days", "1e-9", "TestLung"},
		{"mean within a limit", "the same, within 365 days", "1e-8", "TestLung"},
		{"median by group", "the same, by sex", "exact", "TestLungBySex"},
		{"curve and median with few", "acute myelogenous leukaemia, 23 patients (R survival: aml)", "5e-9; median exact", "TestAML"},
		{"curve where watching begins late", "Stanford heart transplants (R survival: heart)", "1e-10; at risk exact", "TestHeart"},
		{"interval of a share", "Wilson's interval for 0 of 10, 3 of 10, 15 of 60 and others", "5e-10", "TestWilson"},
		{"time in step, exits, stock and flow", "24 deals of our own with all that is awkward; medians from R survfit", "exact", "TestFixture"},
	}
}

func notCompared() [][3]string {
	return [][3]string{
		{"log-rank tests (lung by sex, aml, veteran)", "comparison of two groups", "no page compares groups by a test"},
		{"Cox and Weibull regressions (lung), scores with censoring weights", "chances from several facts at once", "chances are the priors of the process"},
		{"competing risks (mgus2), Gray's test", "share of each way to leave by age", "the curve takes all ways as one end, and the page says so"},
		{"multi-state models (cav), absorbing chains", "chance of winning from a step", "as above: priors"},
		{"rat tumours, pumps, baseball players, cbpp", "shrinking small teams towards the whole", "figures of small samples are marked, not moved"},
		{"Brier and logarithmic score, CRPS, calibration, isotonic and conformal values", "how good forecasts were", "there is no forecast yet"},
		{"Poisson-binomial and compound Poisson sums, the revenue examples, Vasicek", "distribution of revenue", "there is no forecast yet"},
		{"e-processes, Beta comparisons, Berkeley admissions, lalonde", "whether a change of the process helped", "versions are rehearsed, not yet compared"},
		{"chain ladder of Taylor and Ashe", "revenue still to come of a young cohort", "there is no plan yet"},
		{"process mining: running example, BPI 2012", "fitness of deals to the process", "every pass of a checkpoint is an event of its own; fitness is not estimated"},
		{"1 minus the naive curve; conversion by cohort, period and snapshot", "conversion from step to step", "there is no page of figures yet"},
	}
}

func warnings() [][2]string {
	return [][2]string{
		{NoData, "nothing to count"},
		{SmallSample, fmt.Sprintf("fewer than %d known outcomes: read the counts, not the percentage", SmallN)},
		{NotReached, "fewer than half have left, so the median lies ahead; the lower bound is still an answer"},
		{MostlyOpen, "more are open than have ended"},
		{LateEntries, "some visits were not watched from their beginning, as after an import"},
	}
}

func metricsPage() string {
	var b strings.Builder
	b.WriteString(pageHead)
	for _, d := range Definitions() {
		fmt.Fprintf(&b, "| **%s** `%s` | %s | %s | %s |\n", d.Name, d.ID, d.Text, d.Unit, d.Source)
	}
	b.WriteString(pageWarnings)
	for _, w := range warnings() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", w[0], w[1])
	}
	b.WriteString(pageTested)
	for _, r := range references() {
		fmt.Fprintf(&b, "| %s | %s | %s | `%s` |\n", r.figure, r.with, r.near, r.test)
	}
	b.WriteString(pageData)
	for _, n := range notCompared() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", n[0], n[1], n[2])
	}
	return b.String()
}

// TestMetricsPage holds docs/metrics.md to the definitions.
func TestMetricsPage(t *testing.T) {
	const path = "../docs/metrics.md"
	page := metricsPage()
	if *update {
		if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != page {
		t.Error("docs/metrics.md is not what is printed now: go test ./metric -run TestMetricsPage -update, and look at the difference")
	}
}

// Every comparison that the page tells of is made, every one that is made is told of, and
// so is every warning that an estimate can carry.
func TestMetricsPageIsWhole(t *testing.T) {
	made := map[string]bool{}
	for _, name := range []string{"reference_test.go", "fixture_test.go"} {
		tree, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tree.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(fn.Name.Name, "Test") {
				made[fn.Name.Name] = true
			}
		}
	}
	told := map[string]bool{}
	for _, r := range references() {
		told[r.test] = true
		if !made[r.test] {
			t.Errorf("the page tells of %s, which is not there", r.test)
		}
	}
	for name := range made {
		if !told[name] {
			t.Errorf("the page does not tell of %s", name)
		}
	}
	tree, err := parser.ParseFile(token.NewFileSet(), "estimate.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	for _, w := range warnings() {
		keys[w[0]] = true
	}
	found := 0
	ast.Inspect(tree, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if lit, ok := spec.Values[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if found++; !keys[strings.Trim(lit.Value, `"`)] {
				t.Errorf("the page does not tell of the warning %s", lit.Value)
			}
		}
		return true
	})
	if found != len(keys) {
		t.Errorf("%d warnings in the code, %d on the page", found, len(keys))
	}
}

package process

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// Bounds of an expression (P-6). The costs are CEL's own units, about one for each
// step of an evaluation; the estimate assumes the sizes of bounds.EstimateSize.
const (
	maxLength   = 1000   // characters
	maxNodes    = 200    // of the syntax tree
	maxDepth    = 24     // of brackets
	maxEstimate = 10_000 // worst case, refused when the text is read
	maxCost     = 20_000 // spent, stops an evaluation
	maxPeople   = 100
	maxKeys     = 200
	maxText     = 1000
)

// ErrNoRule is what Eval returns for an expression that the definition does not have.
var ErrNoRule = errors.New("process: no such rule in this definition")

// Eval evaluates a rule or condition of d, given by its text, over the facts of a deal.
// It is safe for concurrent use. Any error means that the rule does not hold: who calls
// fails closed.
func (d Definition) Eval(expr string, f Facts) (bool, error) {
	if d.compiled.tables == nil {
		return false, ErrNoRule
	}
	program, ok := d.compiled.programs[expr]
	if !ok {
		return false, fmt.Errorf("%w: %s", ErrNoRule, expr)
	}
	out, _, err := program.Eval(&activation{&f})
	if err != nil {
		return false, fmt.Errorf("process: rule %q: %w", expr, err)
	}
	holds, ok := out.(types.Bool)
	if !ok {
		return false, fmt.Errorf("process: rule %q gives %s, neither true nor false", expr, out.Type().TypeName())
	}
	return bool(holds), nil
}

// activation gives a rule its two variables.
type activation struct{ facts *Facts }

func (a *activation) ResolveName(name string) (any, bool) {
	switch name {
	case "deal":
		return object{cel.ObjectType(dealType), a.facts}, true
	case "today":
		return date(a.facts.Today), true
	default:
		return nil, false
	}
}

func (a *activation) Parent() cel.Activation { return nil }

// rules compiles expressions; one is made for each text that has any.
type rules struct{ env *cel.Env }

func newRules() (rules, error) {
	registry := types.NewEmptyRegistry()
	functions := []string{
		"_&&_", "_||_", "!_", "_?_:_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_",
		"_+_", "_-_", "_*_", "_/_", "_%_", "-_", "_[_]", "@in", "@not_strictly_false",
		"size", "contains", "startsWith", "endsWith", "double", "int", "string", "timestamp", "duration",
		"getFullYear", "getMonth", "getDate", "getDayOfWeek",
	}
	subset := env.NewLibrarySubset().AddIncludedMacros("has", "all", "exists", "exists_one", "filter")
	for _, name := range functions {
		subset.AddIncludedFunctions(env.NewFunction(name))
	}
	e, err := cel.NewCustomEnv(
		cel.StdLib(cel.StdLibSubset(subset)),
		cel.CustomTypeAdapter(registry),
		cel.CustomTypeProvider(newView(registry)),
		cel.Variable("deal", cel.ObjectType(dealType)),
		cel.Variable("today", cel.TimestampType),
		cel.Function("days", cel.Overload("days_between",
			[]*cel.Type{cel.TimestampType, cel.TimestampType}, cel.IntType, cel.BinaryBinding(daysBetween))),
		cel.CrossTypeNumericComparisons(true),
		cel.DefaultUTCTimeZone(true),
		cel.ASTValidators(cel.ValidateComprehensionNestingLimit(1), cel.ValidateDurationLiterals(), cel.ValidateTimestampLiterals()),
		cel.ParserExpressionSizeLimit(maxLength),
		cel.ParserRecursionLimit(maxDepth),
	)
	return rules{e}, err
}

func daysBetween(a, b ref.Val) ref.Val {
	from, ok1 := a.(types.Timestamp)
	to, ok2 := b.(types.Timestamp)
	if !ok1 || !ok2 {
		return types.NewErr("days needs two dates")
	}
	return types.Int(to.Sub(from.Time).Hours() / 24)
}

// badRule is why an expression does not compile: line from 1, column from 0.
type badRule struct {
	line, column    int
	message, remedy string
}

// check parses and type-checks an expression and bounds its cost.
func (r rules) check(expr string) (*cel.Ast, []badRule) {
	if strings.TrimSpace(expr) == "" {
		return nil, []badRule{{1, 0, "is empty", "write an expression that gives true or false, or leave the line out"}}
	}
	checked, issues := r.env.Compile(expr)
	if issues.Err() != nil {
		var bad []badRule
		for _, e := range issues.Errors() {
			line, col := max(e.Location.Line(), 1), max(e.Location.Column(), 0)
			message, remedy := explain(e.Message)
			bad = append(bad, badRule{line, col, message, remedy})
		}
		return nil, bad
	}
	one := func(message, remedy string) []badRule { return []badRule{{1, 0, message, remedy}} }
	if t := checked.OutputType(); !t.IsExactType(cel.BoolType) {
		return nil, one("gives "+typeWord(t)+", not true or false", "compare it with something, as deal.value > 50000")
	}
	nodes, makes := 0, false
	ast.PostOrderVisit(checked.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		nodes++
		makes = makes || e.Kind() == ast.StructKind
	}))
	if makes {
		return nil, one("makes an object", "compare fields of deal one by one")
	}
	if nodes > maxNodes {
		return nil, one(fmt.Sprintf("has %d parts", nodes), fmt.Sprintf("split it into rules of at most %d", maxNodes))
	}
	estimate, err := r.env.EstimateCost(checked, bounds{})
	if err != nil || estimate.Max > maxEstimate {
		return nil, one("could cost too much to evaluate", "go through the people once, and compare texts with == or in")
	}
	return checked, nil
}

// compile is check, and the program that Eval runs.
func (r rules) compile(expr string) (cel.Program, []badRule) {
	checked, bad := r.check(expr)
	if bad != nil {
		return nil, bad
	}
	program, err := r.env.Program(checked, cel.EvalOptions(cel.OptOptimize), cel.CostLimit(maxCost))
	if err != nil {
		return nil, []badRule{{1, 0, err.Error(), "see the documentation of rules"}}
	}
	return program, nil
}

// explain says what CEL found in words for who writes processes, and what would do.
func explain(message string) (string, string) {
	names := func(facts []fact) []string {
		var all []string
		for _, f := range facts {
			all = append(all, f.name)
		}
		return all
	}
	field, undefined := strings.CutPrefix(message, "undefined field '")
	name, undeclared := strings.CutPrefix(message, "undeclared reference to '")
	switch {
	case undefined:
		field, _, _ = strings.Cut(field, "'")
		known := slices.Concat(names(dealFacts()), names(contactFacts()))
		return fmt.Sprintf("there is no field %q", field), choose(field, known)
	case undeclared:
		name, _, _ = strings.Cut(name, "'")
		return fmt.Sprintf("there is nothing called %q", name), choose(name, []string{"deal", "today", "days", "a function of the documentation of rules"})
	case strings.HasPrefix(message, "found no matching overload"):
		return "compares or combines values of different types", "compare texts with texts in quotes, and numbers with numbers"
	case strings.HasPrefix(message, "Syntax error"):
		return "is not complete or has a sign too many here", "mend it; brackets, quotes and && or || come in pairs or between two conditions"
	case strings.Contains(message, "nesting"):
		return "goes through a list inside of a list", "go through the people once"
	default:
		return message, "see the documentation of rules"
	}
}

// bounds tells the estimate how large the facts of a deal may be.
type bounds struct{}

// EstimateSize is part of cost.Estimator.
func (bounds) EstimateSize(n cost.AstNode) *cost.SizeEstimate {
	size := cost.RangedSizeEstimate(0, maxText)
	switch n.Type().Kind() {
	case types.ListKind:
		size.Max = maxPeople
	case types.MapKind:
		size.Max = maxKeys
	case types.StringKind:
	default:
		return nil
	}
	if n.ComputedSize() != nil {
		return nil
	}
	return &size
}

// EstimateCallCost is part of cost.Estimator; the standard costs do.
func (bounds) EstimateCallCost(_, _ string, _ *cost.AstNode, _ []cost.AstNode) *cost.CallEstimate {
	return nil
}

// implies says whether no deal at all could satisfy rule without satisfying law, which
// is a rule over what is named (the facts that are true or false) alone. For each
// combination against the law, rule must be false already while everything else about
// the deal is unknown.
func (r rules) implies(rule, law string) bool {
	lawAst, bad := r.check(law)
	ruleAst, bad2 := r.check(rule)
	if bad != nil || bad2 != nil {
		return false
	}
	lawful, err := r.env.Program(lawAst)
	partial, err2 := r.env.Program(ruleAst, cel.EvalOptions(cel.OptPartialEval))
	if err != nil || err2 != nil {
		return false
	}
	var unknown []*cel.AttributePatternType
	for _, f := range dealFacts() {
		if f.typ.Kind() != types.BoolKind {
			unknown = append(unknown, cel.AttributePattern("deal").QualString(f.name))
		}
	}
	unknown = append(unknown, cel.AttributePattern("today"))
	for mask := range 8 {
		f := Facts{Organisation: mask&1 > 0, Person: mask&2 > 0, Role: mask&4 > 0}
		if holds, _, err := lawful.Eval(&activation{&f}); err != nil || holds == types.True {
			continue
		}
		vars, err := cel.PartialVars(&activation{&f}, unknown...)
		if err != nil {
			return false
		}
		if out, _, err := partial.Eval(vars); err != nil || out != types.False {
			return false
		}
	}
	return true
}

package process

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// A rule sees the deal through one typed object (P-6). This file is the list of its
// fields: their names, their types, how they are read and what the documents say.

const (
	dealType    = "Deal"
	contactType = "Contact"
)

// fact is a field that rules may use; get receives *Facts or Contact. A fact without
// known is always known; the others fail the rule that uses them while they are not.
type fact struct {
	name  string
	typ   *cel.Type
	doc   string
	get   func(any) any
	known func(*Facts) bool
}

func of(get func(*Facts) any) func(any) any {
	return func(target any) any { return get(target.(*Facts)) }
}

// dealFacts are the fields of deal, in the order of Facts.
func dealFacts() []fact {
	texts := cel.MapType(cel.StringType, cel.StringType)
	numbers := cel.MapType(cel.StringType, cel.DoubleType)
	people := cel.ListType(cel.ObjectType(contactType))
	return []fact{
		{"kind", cel.StringType, "new, expansion or renewal", of(func(f *Facts) any { return f.Kind }), nil},
		{"value", cel.DoubleType, "in major units of the deal's currency: 40000.0 is forty thousand euros", of(func(f *Facts) any { return f.Value }), nil},
		{"currency", cel.StringType, "code of the currency, \"EUR\"; empty while the value is not known", of(func(f *Facts) any { return f.Currency }), nil},
		{"organisation", cel.BoolType, "an organisation is named", of(func(f *Facts) any { return f.Organisation }), nil},
		{"person", cel.BoolType, "a person is named", of(func(f *Facts) any { return f.Person }), nil},
		{"role", cel.BoolType, "a role is named, such as \"head of purchasing\"", of(func(f *Facts) any { return f.Role }), nil},
		{"source", cel.StringType, "key of where the lead came from", of(func(f *Facts) any { return f.Source }), nil},
		{"method", cel.StringType, "key of how they were approached", of(func(f *Facts) any { return f.Method }), nil},
		{"people", people, "the people on the customer's side, each with influence and attitude", of(func(f *Facts) any { return contacts(f.People) }), nil},
		{"answers", texts, "answers that hold, by the key of their checkpoint", of(func(f *Facts) any { return f.Answers }), nil},
		{"numbers", numbers, "answers and own fields that are numbers, by key", of(func(f *Facts) any { return f.Numbers }), nil},
		{"fields", texts, "the organisation's own fields, by key", of(func(f *Facts) any { return f.Fields }), nil},
		{"offers", cel.IntType, "how many offers are out: delivered and not superseded", of(func(f *Facts) any { return f.Offers }), nil},
		{"open", cel.IntType, "how many concerns are open", of(func(f *Facts) any { return f.Open }), nil},
		{"days", cel.IntType, "days that the deal has been in its step", of(func(f *Facts) any { return f.Days }), nil},
		{"step", cel.StringType, "key of the step that the deal is in", of(func(f *Facts) any { return f.Step }), nil},
		{"today", cel.TimestampType, "the day of the decision, at midnight UTC; the same as today", of(func(f *Facts) any { return date(f.Today) }),
			func(f *Facts) bool { return f.Today != "" }},
		{"close_date", cel.TimestampType, "the day on which the deal should close, at midnight UTC; ask has(deal.close_date) first", of(func(f *Facts) any { return date(f.CloseDate) }),
			func(f *Facts) bool { return f.CloseDate != "" }},
	}
}

// contactFacts are the fields of one of deal.people.
func contactFacts() []fact {
	return []fact{
		{"influence", cel.StringType, "decides, influences, uses or signs", func(c any) any { return c.(Contact).Influence }, nil},
		{"attitude", cel.StringType, "for, neutral or against", func(c any) any { return c.(Contact).Attitude }, nil},
	}
}

// date reads "2026-03-01" as midnight UTC; an error value fails the rule.
func date(day string) ref.Val {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return types.NewErr("%q is not a date", day)
	}
	return types.Timestamp{Time: t}
}

func contacts(people []Contact) ref.Val {
	vals := make([]ref.Val, len(people))
	for i, p := range people {
		vals[i] = object{cel.ObjectType(contactType), p}
	}
	return types.NewRefValList(types.DefaultTypeAdapter, vals)
}

// object is a *Facts or a Contact as CEL handles it.
type object struct {
	typ   *cel.Type
	value any
}

func (o object) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("%s is read field by field, not as %v", o.typ.TypeName(), t)
}

func (o object) ConvertToType(t ref.Type) ref.Val {
	if t == types.TypeType {
		return o.typ
	}
	return types.NewErr("%s is read field by field", o.typ.TypeName())
}

func (o object) Equal(other ref.Val) ref.Val {
	return types.Bool(reflect.DeepEqual(o.value, other.Value()))
}

func (o object) Type() ref.Type { return o.typ }
func (o object) Value() any     { return o.value }

// view is the provider of the two types: a field that is not listed does not compile.
type view struct {
	types.Provider
	fields map[string]map[string]*types.FieldType
}

func newView(base types.Provider) view {
	v := view{base, map[string]map[string]*types.FieldType{}}
	for name, facts := range map[string][]fact{dealType: dealFacts(), contactType: contactFacts()} {
		v.fields[name] = map[string]*types.FieldType{}
		for _, f := range facts {
			v.fields[name][f.name] = &types.FieldType{Type: f.typ, IsSet: f.isSet, GetFrom: f.getFrom}
		}
	}
	return v
}

func (f fact) isSet(target any) bool {
	facts, ok := target.(*Facts)
	return !ok || f.known == nil || f.known(facts)
}

func (f fact) getFrom(target any) (any, error) {
	if !f.isSet(target) {
		return nil, fmt.Errorf("deal.%s is not known", f.name)
	}
	value := f.get(target)
	if err, ok := value.(*types.Err); ok {
		return nil, err
	}
	return value, nil
}

// FindStructType is part of types.Provider.
func (v view) FindStructType(name string) (*types.Type, bool) {
	if _, ok := v.fields[name]; ok {
		return types.NewTypeTypeWithParam(types.NewObjectType(name)), true
	}
	return v.Provider.FindStructType(name)
}

// FindStructFieldNames is part of types.Provider.
func (v view) FindStructFieldNames(name string) ([]string, bool) {
	fields, ok := v.fields[name]
	if !ok {
		return v.Provider.FindStructFieldNames(name)
	}
	var names []string
	for field := range fields {
		names = append(names, field)
	}
	return names, true
}

// FindStructFieldType is part of types.Provider.
func (v view) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	fields, ok := v.fields[name]
	if !ok {
		return v.Provider.FindStructFieldType(name, field)
	}
	f, ok := fields[field]
	return f, ok
}

// FactsDoc is the documentation of what rules and conditions see, in Markdown.
func FactsDoc() string {
	var b strings.Builder
	b.WriteString(factsIntro)
	b.WriteString("\n| name | type | meaning |\n|---|---|---|\n")
	row := func(name string, typ *cel.Type, doc string) {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, typeWord(typ), doc)
	}
	for _, f := range dealFacts() {
		row("deal."+f.name, f.typ, f.doc)
	}
	for _, f := range contactFacts() {
		row("p."+f.name, f.typ, f.doc+", of one p of `deal.people`")
	}
	row("today", cel.TimestampType, "the day of the decision, at midnight UTC: an input that the event records")
	row("days(a, b)", cel.IntType, "whole days from the date a to the date b; negative where b is earlier")
	b.WriteString(factsOutro)
	return b.String()
}

func typeWord(t *cel.Type) string {
	switch t.Kind() {
	case types.StringKind:
		return "text"
	case types.DoubleKind, types.IntKind:
		return "number"
	case types.BoolKind:
		return "true or false"
	case types.TimestampKind:
		return "date"
	case types.ListKind:
		return "list of people"
	case types.MapKind:
		return typeWord(t.Parameters()[1]) + " by key"
	default:
		return t.String()
	}
}

const factsIntro = `A rule and a condition are written in CEL and give true or false. They see one deal
and today's date, and nothing else: no clock, no chance, no other deal. What does not
compile, or could cost too much to evaluate, is refused with its line and column. A rule
that fails while it is evaluated counts as not held.
`

const factsOutro = `
Examples:

    deal.value >= 50000
    deal.kind != "renewal" && deal.source != "client"
    deal.people.exists(p, p.influence == "signs" && p.attitude != "against")
    "budget" in deal.numbers && deal.numbers["budget"] >= deal.value
    has(deal.close_date) && days(today, deal.close_date) <= 30
`

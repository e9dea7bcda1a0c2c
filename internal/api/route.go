package api

import (
	"reflect"
	"slices"
	"strings"

	"cairn/access"
	"cairn/internal/app"
)

// Route is one address of the API, read off the lists of the door. ID is the JSON name of
// the field that {id} of the path fills, "" where the path has none.
type Route struct {
	Method     string
	Path       string // "/api/deals/{id}/move"
	Name       string // "deal.move"
	Doc        string
	Capability access.Capability
	Rules      []string // of docs/process.md
	ID         string
	Input      reflect.Type
	Answer     reflect.Type

	command func() app.Command
	query   func() app.Question
}

// Routes are the addresses of all commands and questions, in the order of the lists.
func Routes() []Route {
	var all []Route
	made := map[string]bool{} // nouns whose plural already makes one
	for _, e := range app.Commands() {
		all = append(all, commandRoute(e, made))
	}
	for _, q := range app.Questions() {
		all = append(all, questionRoute(q))
	}
	return all
}

// commandRoute derives the address of a command from its two words. One that names its
// noun acts on it; of the others, the first of a noun makes one, and the rest say their
// verb.
func commandRoute(e app.Entry, made map[string]bool) Route {
	r := Route{
		Method: "POST", Path: "/api/" + plural(e.Noun()), Name: e.Name, Doc: e.Doc, Capability: e.Capability, Rules: e.Rules,
		Input: reflect.TypeOf(e.New()).Elem(), Answer: reflect.TypeFor[app.Done](), command: e.New,
	}
	switch {
	case needs(r.Input, e.Noun()):
		r.ID = e.Noun()
		r.Path += "/{id}/" + e.Verb()
	case made[e.Noun()]:
		r.Path += "/" + e.Verb()
	default:
		made[e.Noun()] = true
	}
	return r
}

func questionRoute(q app.Query) Route {
	r := Route{
		Method: "GET", Path: "/api" + q.Path, Name: q.Name, Doc: q.Doc, Capability: q.Capability,
		Input: reflect.TypeOf(q.New()).Elem(), Answer: q.Answer, query: q.New,
	}
	if strings.Contains(q.Path, "{id}") {
		r.ID = "id"
	}
	return r
}

// asks says whether its inputs stand in the query.
func (r Route) asks() bool { return r.Method == "GET" }

// Noun is the first half of the name.
func (r Route) Noun() string { n, _, _ := strings.Cut(r.Name, "."); return n }

// plural is how an address names all things of a noun. There is one company.
func plural(noun string) string {
	switch noun {
	case "person":
		return "people"
	case "process":
		return "processes"
	case "company":
		return noun
	}
	return noun + "s"
}

// input is one field of a command or a question, wherever it is embedded.
type input struct {
	name     string // in JSON and in the query
	index    []int
	field    reflect.StructField
	optional bool
}

// inputs are the fields of a command or a question, as JSON sees them.
func inputs(t reflect.Type) []input {
	var all []input
	for _, f := range reflect.VisibleFields(t) {
		tag, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || !f.IsExported() || tag == "-" || hidden(t, f.Index) {
			continue
		}
		if q := f.Tag.Get("query"); q != "" {
			tag = q
		}
		if tag == "" {
			tag = f.Name
		}
		all = append(all, input{name: tag, index: f.Index, field: f, optional: strings.Contains(opts, "omit")})
	}
	return all
}

// hidden says whether a field lies in an embedded struct that nobody outside sees.
func hidden(t reflect.Type, index []int) bool {
	for i := 1; i < len(index); i++ {
		if f := t.FieldByIndex(index[:i]); !f.IsExported() {
			return true
		}
	}
	return false
}

// needs says whether a command cannot do without the field of that name.
func needs(t reflect.Type, name string) bool {
	return slices.ContainsFunc(inputs(t), func(f input) bool { return f.name == name && !f.optional })
}

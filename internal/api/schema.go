package api

import (
	"encoding"
	"maps"
	"path"
	"reflect"
	"slices"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"cairn/metric"
)

// figure is how an Estimate travels: what is not known is null.
type figure struct {
	Value      *float64 `json:"value" nullable:"true"`
	Low        *float64 `json:"low" nullable:"true"`
	High       *float64 `json:"high" nullable:"true"`
	N          int      `json:"n" doc:"What it rests on."`
	Events     int      `json:"events" doc:"Of those, the ones whose outcome is known."`
	Open       int      `json:"open" doc:"Of those, the ones that are still open."`
	Unit       string   `json:"unit"`
	Definition string   `json:"definition" doc:"Of /api/figures."`
	AsOf       int64    `json:"as_of"`
	Warnings   []string `json:"warnings,omitempty"`
}

// exactNames makes the check tell "to" from "TO". The decoder does not, so one of the two
// would get in unchecked.
var exactNames = sync.OnceFunc(func() { huma.ValidateStrictCasing = true })

// registry makes schemas of Go types. The door's own types have their plain names, those
// of other packages are "deal.Offer".
func registry() huma.Registry {
	exactNames()
	r := huma.NewMapRegistry("#/components/schemas/", schemaName)
	r.RegisterTypeAlias(reflect.TypeFor[metric.Estimate](), reflect.TypeFor[figure]())
	return r
}

func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch pkg := path.Base(t.PkgPath()); {
	case t.Name() == "":
		return hint
	case t == reflect.TypeFor[figure]():
		return "metric.Estimate"
	case pkg == "app", pkg == "api", pkg == ".":
		return t.Name()
	default:
		return pkg + "." + t.Name()
	}
}

// wordsAsText tells the registry of types that write themselves as words, wherever in t
// they are: their schema is that of a string.
func wordsAsText(r huma.Registry, t reflect.Type, seen map[reflect.Type]bool) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if seen[t] {
		return
	}
	seen[t] = true
	if t.Kind() != reflect.String && reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		r.RegisterTypeAlias(t, reflect.TypeFor[string]())
		return
	}
	if t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			wordsAsText(r, t.Field(i).Type, seen)
		}
	}
}

// orNull says in the schemas of an answer what may be null: a pointer to a thing that is
// written even where there is none.
func orNull(r huma.Registry, t reflect.Type, seen map[reflect.Type]bool) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	s := r.Map()[schemaName(t, "")]
	if seen[t] || t.Kind() != reflect.Struct || s == nil {
		return
	}
	seen[t] = true
	for _, f := range inputs(t) {
		orNull(r, f.field.Type, seen)
		prop := s.Properties[f.name]
		switch typ := f.field.Type; {
		case prop == nil || f.optional:
		case thing(typ):
			s.Properties[f.name] = nullable(prop)
		case typ.Kind() == reflect.Map && thing(typ.Elem()):
			if of, ok := prop.AdditionalProperties.(*huma.Schema); ok {
				prop.AdditionalProperties = nullable(of)
			}
		}
	}
}

// thing says whether t points to a struct.
func thing(t reflect.Type) bool {
	return t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct
}

func nullable(s *huma.Schema) *huma.Schema {
	if s.AnyOf != nil {
		return s // is so already
	}
	return &huma.Schema{AnyOf: []*huma.Schema{s, {Type: "null"}}, Description: s.Description}
}

// bodySchema is the schema of a command without the field that the path fills. Under the
// command's name the document has that one; whole has every field.
func bodySchema(r huma.Registry, rt Route) (whole, ref *huma.Schema) {
	whole = r.Schema(rt.Input, false, rt.Input.Name())
	ref = &huma.Schema{Ref: "#/components/schemas/" + schemaName(rt.Input, "")}
	if rt.ID == "" {
		return whole, ref
	}
	body := *whole
	body.Properties = maps.Clone(whole.Properties)
	delete(body.Properties, rt.ID)
	body.Required = slices.DeleteFunc(slices.Clone(whole.Required), func(name string) bool { return name == rt.ID })
	body.PrecomputeMessages()
	r.Map()[schemaName(rt.Input, "")] = &body
	return whole, ref
}

// describe makes the operation of a route: what the document says of it, and what input
// is checked against.
func describe(r huma.Registry, rt Route) (op *huma.Operation, whole *huma.Schema) {
	seen := map[reflect.Type]bool{}
	wordsAsText(r, rt.Input, seen)
	wordsAsText(r, rt.Answer, seen)
	op = &huma.Operation{
		OperationID: rt.Name, Method: rt.Method, Path: rt.Path, Summary: rt.Doc, Tags: []string{rt.Noun()},
		Responses:  map[string]*huma.Response{},
		Extensions: map[string]any{"x-capability": string(rt.Capability)},
	}
	if rt.Rules != nil {
		op.Extensions["x-rules"] = rt.Rules
	}
	if rt.ID != "" {
		op.Parameters = append(op.Parameters, &huma.Param{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
	}
	if !rt.asks() {
		var body *huma.Schema
		whole, body = bodySchema(r, rt)
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: body}}}
		if rt.command == nil {
			op.RequestBody.Required = len(r.Map()[schemaName(rt.Input, "")].Required) > 0
			answers(r, op, rt.Answer)
			return op, whole
		}
		op.Parameters = append(op.Parameters,
			&huma.Param{Name: "dry_run", In: "query", Description: "Say what would happen, and change nothing.", Schema: &huma.Schema{Type: huma.TypeBoolean}},
			&huma.Param{Name: "Idempotency-Key", In: "header", Description: "The same key and body have one effect and one answer, for seven days.", Schema: &huma.Schema{Type: huma.TypeString}})
	} else {
		for _, f := range inputs(rt.Input) {
			if f.name != rt.ID {
				op.Parameters = append(op.Parameters, queryParam(r, f))
			}
		}
		op.Parameters = append(op.Parameters, &huma.Param{
			Name: "min_seq", In: "query", Description: "An X-Cairn-Seq that the answer must include.", Schema: &huma.Schema{Type: huma.TypeString},
		})
	}
	answers(r, op, rt.Answer)
	return op, whole
}

// queryParam describes one parameter of a question.
func queryParam(r huma.Registry, f input) *huma.Param {
	s := huma.SchemaFromField(r, f.field, f.name)
	doc := s.Description
	s.Description = ""
	s.Nullable = false
	return &huma.Param{Name: f.name, In: "query", Required: !f.optional, Description: doc, Schema: s}
}

// answers describes what comes back: the answer, or a problem.
func answers(r huma.Registry, op *huma.Operation, answer reflect.Type) {
	op.Responses["200"] = &huma.Response{
		Description: "The answer.",
		Headers:     map[string]*huma.Param{"X-Cairn-Seq": {Description: "Sealed place in the log.", Schema: &huma.Schema{Type: huma.TypeString}}},
		Content:     map[string]*huma.MediaType{"application/json": {Schema: r.Schema(answer, true, answer.Name())}},
	}
	orNull(r, answer, map[reflect.Type]bool{})
	op.Responses["default"] = &huma.Response{
		Description: "What keeps it from being answered.",
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: r.Schema(reflect.TypeFor[Problem](), true, "Problem")}},
	}
}

// Document is the API in OpenAPI 3.1, printed from the same types that the server
// decodes, checks and answers.
func Document() *huma.OpenAPI {
	doc, _, _ := document()
	return doc
}

// document makes the document, and an endpoint for each route and each act.
func document() (doc *huma.OpenAPI, all, acts []endpoint) {
	r := registry()
	doc = &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Cairn", Version: "1",
			Description: "Every command and every question of Cairn. Times are microseconds UTC, 0 where not known; amounts are whole minor units of a currency.",
		},
		Components: &huma.Components{
			Schemas: r,
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"session": {Type: "apiKey", In: "cookie", Name: cookieName(cookieSession, false)},
				"token":   {Type: "http", Scheme: "bearer"},
			},
		},
		Security: []map[string][]string{{"session": {}}, {"token": {}}},
	}
	for _, rt := range Routes() {
		op, whole := describe(r, rt)
		doc.AddOperation(op)
		all = append(all, newEndpoint(r, rt, op, whole))
	}
	for _, x := range Acts() {
		op, whole := describe(r, x.Route)
		doc.AddOperation(op)
		acts = append(acts, newEndpoint(r, x.Route, op, whole))
	}
	for _, op := range edgeOperations(r) {
		doc.AddOperation(op)
	}
	return doc, all, acts
}

// edgeOperations are the addresses that are no single command or question.
func edgeOperations(r huma.Registry) []*huma.Operation {
	bulk := &huma.Operation{
		OperationID: "bulk.do", Method: "POST", Path: "/api/bulk", Tags: []string{"bulk"},
		Summary:   "Carry out many commands, each with its own answer.",
		Responses: map[string]*huma.Response{}, RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/json": {Schema: r.Schema(reflect.TypeFor[Bulk](), true, "Bulk")},
		}},
	}
	answers(r, bulk, reflect.TypeFor[BulkDone]())
	live := &huma.Operation{
		OperationID: "changes.follow", Method: "GET", Path: "/api/changes", Tags: []string{"changes"},
		Summary: "Hear of changes as server-sent events; Last-Event-ID goes on where one was.",
		Responses: map[string]*huma.Response{"200": {
			Description: "A stream of changes.",
			Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: r.Schema(reflect.TypeFor[Heard](), true, "Heard")}},
		}},
	}
	return []*huma.Operation{bulk, live}
}

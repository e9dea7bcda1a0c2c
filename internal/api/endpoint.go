package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"cairn/fault"
	"cairn/internal/app"
)

// endpoint answers one route. It knows no command and no question: it decodes into their
// types, checks against their schemas, and hands them to the door.
type endpoint struct {
	Route
	registry huma.Registry
	body     *huma.Schema // of a command, without the id of the path
	whole    *huma.Schema // of a command
	params   []param
}

// param is an input that stands in the path or the query.
type param struct {
	input
	schema *huma.Schema
}

func newEndpoint(r huma.Registry, rt Route, op *huma.Operation, whole *huma.Schema) endpoint {
	e := endpoint{Route: rt, registry: r, whole: whole}
	if op.RequestBody != nil {
		e.body = op.RequestBody.Content["application/json"].Schema
	}
	for _, f := range inputs(rt.Input) {
		if f.name == rt.ID || rt.asks() {
			p := param{input: f}
			for _, x := range op.Parameters {
				if x.Name == f.name && x.In == "query" {
					p.schema = x.Schema
				}
			}
			e.params = append(e.params, p)
		}
	}
	return e
}

// maxKey is the longest key of repetition.
const maxKey = 200

// serveCommand carries a command out.
func (s *Server) serveCommand(e endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		how, err := howOf(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		cmd := e.command()
		if err := e.decode(r, cmd); err != nil {
			s.fail(w, r, err)
			return
		}
		done, err := s.app.Do(r.Context(), who(r), cmd, how)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if e.Noun() == "member" {
			s.streams.recheck()
		}
		s.answer(w, r, done.Seq, done)
	}
}

// howOf reads how a command is to be carried out.
func howOf(r *http.Request) (how app.How, err error) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return how, badQuery(FieldError{"query", "cannot be read"})
	}
	for name, values := range q {
		switch {
		case name != "dry_run" || len(values) != 1:
			return how, badQuery(FieldError{"query." + name, "unexpected"})
		case values[0] != "true" && values[0] != "false":
			return how, badQuery(FieldError{"query.dry_run", "true or false"})
		}
		how.Dry = values[0] == "true"
	}
	how.Key = r.Header.Get("Idempotency-Key")
	return how, checkKey(how.Key)
}

func checkKey(key string) error {
	if len(key) > maxKey || strings.IndexFunc(key, func(c rune) bool { return c < ' ' || c > '~' }) >= 0 {
		return fault.New(fault.Invalid, "api.key", "Idempotency-Key", "up to 200 plain characters, such as a UUID")
	}
	return nil
}

// decode reads the body of a command, and its id from the path.
func (e endpoint) decode(r *http.Request, cmd any) error {
	body, err := readJSON(r)
	if err != nil {
		return err
	}
	if err := fill(e.registry, e.body, body, cmd); err != nil {
		return err
	}
	e.fillID(r, cmd)
	return nil
}

// fillID puts the id of the path into its field.
func (e endpoint) fillID(r *http.Request, cmd any) {
	for _, p := range e.params {
		reflect.ValueOf(cmd).Elem().FieldByIndex(p.index).SetString(r.PathValue("id"))
	}
}

// readJSON reads a body of JSON, whole.
func readJSON(r *http.Request) ([]byte, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return nil, at(http.StatusUnsupportedMediaType, fault.New(fault.Invalid, "api.media", "Content-Type", "application/json"))
	}
	body, err := io.ReadAll(r.Body)
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, at(http.StatusRequestEntityTooLarge, fault.New(fault.Invalid, "api.large", "", "at most 1 MiB"))
	}
	if err != nil {
		return nil, unreadable(err)
	}
	return body, nil
}

// fill decodes a body that fits the schema: no field more, none less, each of its kind.
func fill(known huma.Registry, schema *huma.Schema, body []byte, into any) error {
	var loose any
	if err := json.Unmarshal(body, &loose); err != nil {
		return unreadable(err)
	}
	if bad := check(known, schema, "body", loose); bad != nil {
		return badBody(bad...)
	}
	strict := json.NewDecoder(bytes.NewReader(body))
	strict.DisallowUnknownFields()
	if err := strict.Decode(into); err != nil {
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return badBody(FieldError{"body." + wrong.Field, "out of range"})
		}
		return unreadable(err)
	}
	return nil
}

// check holds a decoded value against a schema.
func check(known huma.Registry, schema *huma.Schema, place string, value any) (bad []FieldError) {
	path, result := huma.NewPathBuffer(nil, 0), &huma.ValidateResult{}
	path.Push(place)
	huma.Validate(known, schema, path, huma.ModeWriteToServer, value, result)
	for _, err := range result.Errors {
		if d, ok := errors.AsType[*huma.ErrorDetail](err); ok {
			bad = append(bad, FieldError{d.Location, d.Message})
		}
	}
	return bad
}

func badBody(errs ...FieldError) error {
	first := errs[0].Location + ": " + errs[0].Message
	f := fault.New(fault.Invalid, "api.schema", "", "what /api/openapi.json says").With("first", first)
	return &refusedRequest{why: f, errors: errs}
}

func badQuery(errs ...FieldError) error {
	first := errs[0].Location + ": " + errs[0].Message
	f := fault.New(fault.Invalid, "api.query", "", "what /api/openapi.json says").With("first", first)
	return &refusedRequest{why: f, errors: errs}
}

func unreadable(err error) error {
	return at(http.StatusBadRequest, fault.New(fault.Invalid, "api.body", "", "one JSON value").Because(err))
}

// serveQuestion answers a question.
func (s *Server) serveQuestion(e endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := e.query()
		since, err := e.bind(r, q)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		seq, err := s.upTo(r.Context(), since)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if name, ok := s.app.Repeated(who(r), q); ok {
			s.serveKept(w, r, name, q, seq)
			return
		}
		out, err := s.app.Ask(r.Context(), who(r), q)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.answer(w, r, seq, out)
	}
}

// bind fills a question from path and query. It returns min_seq, "" where not given.
func (e endpoint) bind(r *http.Request, q any) (since string, err error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return "", badQuery(FieldError{"query", "cannot be read"})
	}
	since = values.Get("min_seq")
	delete(values, "min_seq")
	target := reflect.ValueOf(q).Elem()
	var bad []FieldError
	for _, p := range e.params {
		if p.name == e.ID {
			target.FieldByIndex(p.index).SetString(r.PathValue("id"))
			continue
		}
		given, there := values[p.name]
		delete(values, p.name)
		switch {
		case !there || len(given) == 1 && given[0] == "" && p.optional:
			if !p.optional {
				bad = append(bad, FieldError{"query." + p.name, "required"})
			}
		case len(given) != 1:
			bad = append(bad, FieldError{"query." + p.name, "once"})
		default:
			bad = append(bad, e.set(p, target.FieldByIndex(p.index), given[0])...)
		}
	}
	for name := range values {
		bad = append(bad, FieldError{"query." + name, "unexpected"})
	}
	if bad != nil {
		return "", badQuery(bad...)
	}
	return since, nil
}

// set puts a text into a field of a question.
func (e endpoint) set(p param, field reflect.Value, text string) []FieldError {
	place := "query." + p.name
	var loose any
	switch field.Kind() {
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return []FieldError{{place, "true or false"}}
		}
		field.SetBool(b)
		loose = b
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return []FieldError{{place, "a whole number"}}
		}
		field.SetInt(n)
		loose = n
	default:
		field.SetString(text)
		loose = text
	}
	return check(e.registry, p.schema, place, loose)
}

// answer writes an answer with the place in the log that it includes.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, seq int64, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("X-Cairn-Seq", s.app.Place(seq))
	h.Set("Content-Type", "application/json")
	w.Write(text)
}

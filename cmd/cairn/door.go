package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"reflect"
	"strings"

	"cairn/access"
	"cairn/client"
	"cairn/internal/api"
	"cairn/internal/app"
	"cairn/internal/store"
)

// door is the door, reached in one of two ways: through the database as a member, or over
// the network with a token. Input is checked alike, and answers and refusals are the same.
type door struct {
	db      *store.DB
	app     *app.App
	who     access.Actor
	started bool
	remote  *client.Client
	after   func() error // is done when it is closed, nil for nothing
}

// close gives the database up.
func (d *door) close(err *error) {
	if d.db == nil {
		return
	}
	closing := d.db.Close()
	if d.after != nil {
		closing = errors.Join(closing, d.after())
	}
	if *err == nil {
		*err = closing
	}
}

// do carries out a command of the list; input is a JSON object with all its fields.
func (d *door) do(ctx context.Context, name string, input []byte, how app.How) (done app.Done, err error) {
	if d.remote != nil {
		answer, err := d.remote.Do(ctx, name, json.RawMessage(input), client.How{Key: how.Key, Dry: how.Dry})
		if err != nil {
			return done, err
		}
		text, err := json.Marshal(answer)
		if err != nil {
			return done, err
		}
		return done, json.Unmarshal(text, &done)
	}
	cmd, err := api.Decode(name, input)
	if err != nil {
		return done, err
	}
	return d.app.Do(ctx, d.who, cmd, how)
}

// ask answers a question of the list in JSON, as the API does.
func (d *door) ask(ctx context.Context, name string, params map[string]string) (json.RawMessage, error) {
	if d.remote != nil {
		var answer json.RawMessage
		err := d.remote.Ask(ctx, name, params, &answer)
		return answer, err
	}
	values := url.Values{}
	for k, v := range params {
		if k != "id" {
			values.Set(k, v)
		}
	}
	q, err := api.Bind(name, params["id"], values)
	if err != nil {
		return nil, err
	}
	if !d.started { // figures are made of what Start reads
		if err := d.app.Start(ctx); err != nil {
			return nil, err
		}
		d.started = true
	}
	out, err := d.app.Ask(ctx, d.who, q)
	if err != nil {
		return nil, err
	}
	return json.Marshal(out)
}

// asked answers a question with a value of its type.
func asked[A any](ctx context.Context, d *door, name string, params map[string]string) (out A, err error) {
	text, err := d.ask(ctx, name, params)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(text, &out)
}

// me is who acts, with today's date and the company's manners.
func (d *door) me(ctx context.Context) (app.Me, error) {
	return asked[app.Me](ctx, d, "session.show", nil)
}

// queryOf finds the question that somebody means: by its name, by its noun ("deal ID"), or
// by the word in its address ("deals").
func queryOf(word string, withID bool) (app.Query, bool) {
	var best app.Query
	for _, q := range app.Questions() {
		verb := strings.TrimPrefix(q.Name, q.Noun()+".")
		takesID := strings.Contains(q.Path, "{id}")
		switch {
		case q.Name == word:
			return q, true
		case best.Name != "":
		case q.Noun() == word && verb == "show" && (withID || !takesID || word == processNoun),
			q.Noun() == word && verb == "list" && !withID,
			strings.TrimPrefix(q.Path, "/") == word && !withID:
			best = q
		}
	}
	return best, best.Name != ""
}

// processNoun is shown without an id as well: the current one.
const processNoun = "process"

// inputsOf are the inputs of a command or a question by name, wherever they are embedded.
func inputsOf(t reflect.Type) []reflect.StructField {
	var all []reflect.StructField
	for _, f := range reflect.VisibleFields(t) {
		if name := nameOf(f); name != "" && !f.Anonymous && f.IsExported() {
			all = append(all, f)
		}
	}
	return all
}

// nameOf is the name of an input.
func nameOf(f reflect.StructField) string {
	if q := f.Tag.Get("query"); q != "" {
		return q
	}
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "-" {
		return ""
	}
	return name
}

// optional says whether an input may be left out.
func optional(f reflect.StructField) bool { return strings.Contains(f.Tag.Get("json"), ",omit") }

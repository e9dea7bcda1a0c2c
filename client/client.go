// Package client speaks the HTTP API of a Cairn from Go. The command line uses it, and so
// can any program that acts for a member with a token.
//
//	c := client.New("https://crm.example.org", token)
//	done, err := c.Do(ctx, "deal.move", map[string]any{"deal": id, "to": step}, client.How{})
//	if no, ok := errors.AsType[*deal.Refusal](err); ok {
//		fmt.Println(no.Keys()) // everything that is missing
//	}
//
// Names are those of the lists of commands and questions: the client reads the addresses
// off the server's own document, so it knows every command that the server knows.
package client

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"cairn/deal"
	"cairn/fault"
)

// Client speaks to one server as one member. It is safe for use by many goroutines.
type Client struct {
	base, token string
	http        *http.Client
	mu          sync.Mutex
	routes      map[string]route // by name; nil before the first use
}

// route is one address of the API.
type route struct {
	method, path string
	id           string // JSON name of the input that {id} stands for
}

// answerLimit bounds what is read of an answer.
const answerLimit = 256 << 20

// New makes a client of the server at base, acting with a token of the API.
func New(base, token string) *Client {
	return &Client{base: strings.TrimSuffix(base, "/"), token: token, http: &http.Client{Timeout: 2 * time.Minute}}
}

// How says how a command is to be carried out. Key makes asking again harmless; Dry
// decides and changes nothing.
type How struct {
	Key string
	Dry bool
}

// Done is the answer to a command: what it was about and its version now, and what was
// made. Seq is the place in the log to ask with, to see one's own write.
type Done struct {
	ID      string `json:"id"`
	Version int64  `json:"version,omitempty"`
	Made    string `json:"made,omitempty"`
	AskNext bool   `json:"ask_next,omitempty"`
	Dry     bool   `json:"dry_run,omitempty"`
	Alike   []struct {
		Noun   string  `json:"noun"`
		ID     string  `json:"id"`
		Name   string  `json:"name"`
		Detail string  `json:"detail"`
		Score  float64 `json:"score"`
	} `json:"alike,omitempty"`
	Seq string `json:"-"`
}

// Do carries a command out. The input is anything that is a JSON object with the fields of
// the command, its id among them. The error is a *deal.Refusal or a *fault.Error where the
// server says so.
func (c *Client) Do(ctx context.Context, name string, input any, how How) (done Done, err error) {
	defer fault.Wrap(&err, "client.Do(%s)", name)
	rt, err := c.route(ctx, name, http.MethodPost)
	if err != nil {
		return done, err
	}
	fields, err := fieldsOf(input)
	if err != nil {
		return done, err
	}
	path, err := rt.fill(fields)
	if err != nil {
		return done, err
	}
	if how.Dry {
		path += "?dry_run=true"
	}
	body, err := json.Marshal(fields)
	if err != nil {
		return done, err
	}
	head, err := c.send(ctx, rt.method, path, body, how.Key, &done)
	done.Seq = head.Get("X-Cairn-Seq")
	return done, err
}

// Ask answers a question into out. Params are its inputs by name, the id among them.
func (c *Client) Ask(ctx context.Context, name string, params map[string]string, out any) (err error) {
	defer fault.Wrap(&err, "client.Ask(%s)", name)
	rt, err := c.route(ctx, name, http.MethodGet)
	if err != nil {
		return err
	}
	fields := map[string]json.RawMessage{}
	query := url.Values{}
	for k, v := range params {
		if k == rt.id {
			text, err := json.Marshal(v)
			if err != nil {
				return err
			}
			fields[k] = text
			continue
		}
		query.Set(k, v)
	}
	path, err := rt.fill(fields)
	if err != nil {
		return err
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	_, err = c.send(ctx, rt.method, path, nil, "", out)
	return err
}

// Act does what concerns one's own access and is no command, such as "token.make", and reads
// the answer into out.
func (c *Client) Act(ctx context.Context, name string, input, out any) (err error) {
	defer fault.Wrap(&err, "client.Act(%s)", name)
	rt, err := c.route(ctx, name, http.MethodPost)
	if err != nil {
		return err
	}
	fields, err := fieldsOf(input)
	if err != nil {
		return err
	}
	path, err := rt.fill(fields)
	if err != nil {
		return err
	}
	body, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	_, err = c.send(ctx, rt.method, path, body, "", out)
	return err
}

// Names lists the commands and questions of the server, sorted.
func (c *Client) Names(ctx context.Context) (names []string, err error) {
	defer fault.Wrap(&err, "client.Names")
	if _, err := c.route(ctx, "", ""); fault.Of(err) != fault.NotFound {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(maps.Keys(c.routes)), nil
}

// route finds the address of a command or a question in the server's document.
func (c *Client) route(ctx context.Context, name, method string) (route, error) {
	c.mu.Lock()
	known := c.routes
	c.mu.Unlock()
	if known == nil {
		var err error
		if known, err = c.learn(ctx); err != nil {
			return route{}, err
		}
	}
	rt, ok := known[name]
	if !ok || rt.method != method {
		return rt, fault.New(fault.NotFound, "command", "command", "one that the server lists").With("name", name)
	}
	return rt, nil
}

// learn reads the addresses off the server's document.
func (c *Client) learn(ctx context.Context) (map[string]route, error) {
	var doc struct {
		Paths map[string]map[string]struct {
			Name string `json:"operationId"`
		} `json:"paths"`
	}
	if _, err := c.send(ctx, http.MethodGet, "/api/openapi.json", nil, "", &doc); err != nil {
		return nil, err
	}
	all := map[string]route{}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			rt := route{method: strings.ToUpper(method), path: path}
			if strings.Contains(path, "{id}") {
				noun, _, _ := strings.Cut(op.Name, ".")
				rt.id = cmp.Or(map[string]string{http.MethodPost: noun}[rt.method], "id")
			}
			all[op.Name] = rt
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.routes = all
	return all, nil
}

// fieldsOf takes an input apart.
func fieldsOf(input any) (map[string]json.RawMessage, error) {
	fields := map[string]json.RawMessage{}
	if input == nil {
		return fields, nil
	}
	text, err := json.Marshal(input)
	if err != nil {
		return nil, err
	}
	return fields, json.Unmarshal(text, &fields)
}

// fill puts the id into the path, and takes it from the fields.
func (rt route) fill(fields map[string]json.RawMessage) (string, error) {
	if rt.id == "" {
		return rt.path, nil
	}
	var id string
	if err := json.Unmarshal(fields[rt.id], &id); err != nil || id == "" {
		return "", fault.New(fault.Invalid, "api.id", rt.id, "the id of what it is about")
	}
	delete(fields, rt.id)
	return strings.Replace(rt.path, "{id}", url.PathEscape(id), 1), nil
}

// send sends one request and decodes the answer.
func (c *Client) send(ctx context.Context, method, path string, body []byte, key string, out any) (http.Header, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Accept", "application/json")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, answerLimit))
	if err != nil {
		return res.Header, err
	}
	if res.StatusCode >= 300 {
		return res.Header, problem(res.StatusCode, text)
	}
	if out == nil {
		return res.Header, nil
	}
	return res.Header, json.Unmarshal(text, out)
}

// problem makes the error again that the server's problem details tell of.
func problem(status int, text []byte) error {
	var p struct {
		Type    string            `json:"type"`
		Title   string            `json:"title"`
		Detail  string            `json:"detail"`
		Rule    string            `json:"rule"`
		To      string            `json:"to"`
		Missing []deal.Missing    `json:"missing"`
		Key     string            `json:"key"`
		Field   string            `json:"field"`
		Remedy  string            `json:"remedy"`
		Values  map[string]string `json:"values"`
		ID      string            `json:"id"`
		Errors  []struct {
			Location string `json:"location"`
			Message  string `json:"message"`
		} `json:"errors"`
	}
	if err := json.Unmarshal(text, &p); err != nil {
		return fmt.Errorf("the server answered %d: %.200s", status, text)
	}
	kind := strings.TrimPrefix(p.Type, "/problems/")
	if kind == "refused" {
		return &deal.Refusal{Rule: p.Rule, To: p.To, Missing: p.Missing}
	}
	if p.Key == "" {
		return fmt.Errorf("the server answered %d: %s %s", status, p.Title, p.ID)
	}
	f := fault.New(kindOf(kind), p.Key, p.Field, p.Remedy)
	for k, v := range p.Values {
		f = f.With(k, v)
	}
	var inner []error
	for _, e := range p.Errors {
		inner = append(inner, errors.New(e.Location+": "+e.Message))
	}
	if inner != nil {
		f = f.Because(errors.Join(inner...))
	}
	return f
}

// kindOf is the kind of fault that a word of the server means. What the edge alone knows
// is as good as the nearest of the four.
func kindOf(word string) fault.Kind {
	switch word {
	case "not_found":
		return fault.NotFound
	case "forbidden", "unauthorised":
		return fault.Forbidden
	case "invalid":
		return fault.Invalid
	}
	return fault.Conflict
}

package api

import (
	"net/http"
	"net/url"

	"cairn/fault"
	"cairn/internal/app"
)

// ProblemOf says a failure as an answer of the API would, for whoever goes through the
// door without the network: the command line.
func ProblemOf(err error) Problem { return problemOf(err) }

// Decode reads the whole input of a command of the list, id and all, as strictly as the
// API does. The error is fault.NotFound where there is no such command, else what the API
// would say of the input.
func Decode(name string, body []byte) (app.Command, error) {
	e, ok := endpointOf(name, true)
	if !ok {
		return nil, fault.New(fault.NotFound, "command", "command", "one of the listed commands")
	}
	cmd := e.command()
	return cmd, fill(e.registry, e.whole, body, cmd)
}

// Bind makes a question of the list from its id and parameters, as strictly as the API
// does. The error is fault.NotFound where there is no such question.
func Bind(name, id string, values url.Values) (app.Question, error) {
	e, ok := endpointOf(name, false)
	if !ok {
		return nil, fault.New(fault.NotFound, "api.route", "", "")
	}
	r := &http.Request{URL: &url.URL{RawQuery: values.Encode()}}
	r.SetPathValue("id", id)
	q := e.query()
	_, err := e.bind(r, q)
	return q, err
}

// endpointOf makes the endpoint of one command or question alone.
func endpointOf(name string, command bool) (endpoint, bool) {
	for _, rt := range Routes() {
		if rt.Name == name && (rt.command != nil) == command {
			r := registry()
			op, whole := describe(r, rt)
			return newEndpoint(r, rt, op, whole), true
		}
	}
	return endpoint{}, false
}

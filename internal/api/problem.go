package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"cairn/deal"
	"cairn/fault"
	"cairn/internal/auth"
)

// Problem is what the API answers when it will not: problem details of RFC 9457, with
// members of our own. A refusal of the process has rule, to and missing; a fault has key,
// and where there are, field, remedy and values; anything else has the id under which the
// server's log tells more.
type Problem struct {
	Type    string            `json:"type" doc:"/problems/ and one of refused, not_found, forbidden, conflict, invalid, unknown, unauthorised, too_many, unexpected."`
	Title   string            `json:"title"`
	Status  int               `json:"status"`
	Detail  string            `json:"detail,omitempty" doc:"A sentence for the person."`
	Rule    string            `json:"rule,omitempty" doc:"The rule of the process that refused, such as P-7."`
	To      string            `json:"to,omitempty"`
	Missing []Missing         `json:"missing,omitempty" doc:"All that would make it a yes."`
	Key     string            `json:"key,omitempty"`
	Field   string            `json:"field,omitempty" doc:"The input that is wrong."`
	Remedy  string            `json:"remedy,omitempty" doc:"What would be accepted."`
	Values  map[string]string `json:"values,omitempty"`
	Errors  []FieldError      `json:"errors,omitempty" doc:"Every input that does not fit."`
	ID      string            `json:"id,omitempty" doc:"Of an unexpected failure, in the server's log."`
}

// Missing is one thing that is not there, with its sentence.
type Missing struct {
	deal.Missing
	Sentence string `json:"sentence,omitempty"`
}

// FieldError is one input that does not fit what the address takes.
type FieldError struct {
	Location string `json:"location" doc:"Such as body.value.currency or query.limit."`
	Message  string `json:"message"`
}

// Statuses of what is no fault: they are the edge's own.
const (
	kindUnauthorised = "unauthorised"
	kindTooMany      = "too_many"
	kindUnexpected   = "unexpected"
)

// statusOf is the table from the kinds of failure to statuses.
func statusOf(kind string) int {
	switch kind {
	case fault.NotFound.String():
		return http.StatusNotFound
	case fault.Forbidden.String():
		return http.StatusForbidden
	case fault.Conflict.String(), "refused":
		return http.StatusConflict
	case fault.Invalid.String():
		return http.StatusUnprocessableEntity
	case "unknown":
		return http.StatusServiceUnavailable
	case kindUnauthorised:
		return http.StatusUnauthorized
	case kindTooMany:
		return http.StatusTooManyRequests
	}
	return http.StatusInternalServerError
}

// refusedRequest is a failure of the edge: a fault with a status that the four kinds do
// not have, such as 413, and the inputs that do not fit.
type refusedRequest struct {
	why    *fault.Error
	status int
	kind   string // "" is that of the fault
	errors []FieldError
}

// Error is for logs.
func (r *refusedRequest) Error() string { return r.why.Error() }

// Unwrap gives the fault.
func (r *refusedRequest) Unwrap() error { return r.why }

// at gives a fault a status of its own.
func at(status int, err *fault.Error) error { return &refusedRequest{why: err, status: status} }

// cause finds what a failure is at its heart: *refusedRequest, *deal.Refusal or
// *fault.Error; the error itself, where it is none of them.
func cause(err error) error {
	if e, ok := errors.AsType[*refusedRequest](err); ok {
		return e
	}
	if e, ok := errors.AsType[*deal.Refusal](err); ok {
		return e
	}
	if e, ok := errors.AsType[*fault.Error](err); ok {
		return e
	}
	return err
}

// problemOf says a failure in problem details. What is none of the known kinds says
// nothing of itself but an id, because it may hold anything.
func problemOf(err error) Problem {
	c := messages()
	switch e := cause(err).(type) {
	case *deal.Refusal:
		p := problem("refused", c)
		p.Title, p.Detail, p.Rule, p.To = c.rule(e.Rule), c.refusal(e), e.Rule, e.To
		for _, m := range e.Missing {
			p.Missing = append(p.Missing, Missing{Missing: m, Sentence: c.missing(m)})
		}
		return p
	case *refusedRequest:
		kind := e.kind
		if kind == "" {
			kind = e.why.Kind.String()
		}
		p := withFault(problem(kind, c), e.why, c)
		if e.status != 0 {
			p.Status = e.status
		}
		p.Errors = e.errors
		return p
	case *fault.Error:
		kind := e.Kind.String()
		switch e.Key {
		case "store.unknown", "store.closed":
			kind = "unknown" // asking again with the same key is safe
		case "sign_in.wait":
			kind = kindTooMany
		}
		return withFault(problem(kind, c), e, c)
	}
	p := problem(kindUnexpected, c)
	p.ID = auth.NewToken()[:12]
	return p
}

func problem(kind string, c catalogue) Problem {
	return Problem{Type: "/problems/" + kind, Title: c.Kind[kind], Status: statusOf(kind)}
}

func withFault(p Problem, e *fault.Error, c catalogue) Problem {
	p.Detail, p.Key, p.Field, p.Remedy, p.Values = c.fault(e), e.Key, e.Field, e.Remedy, e.Detail
	return p
}

// fail answers with the problem, and logs what is unexpected: once, here.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // nobody is there to be answered
	}
	p := s.explain(r, err)
	pause(w, p)
	writeProblem(w, p)
}

// pause tells a program how long to wait.
func pause(w http.ResponseWriter, p Problem) {
	if p.Values["seconds"] != "" {
		w.Header().Set("Retry-After", p.Values["seconds"])
	}
}

// explain is the problem of a failure, logged where it is unexpected or a right is wanting.
func (s *Server) explain(r *http.Request, err error) Problem {
	p := problemOf(err)
	if p.ID != "" {
		s.log.LogAttrs(r.Context(), slog.LevelError, "unexpected failure",
			slog.String("id", p.ID), slog.String("method", r.Method), slog.String("route", r.Pattern), slog.String("error", err.Error()))
	}
	if p.Status == http.StatusForbidden {
		s.log.LogAttrs(r.Context(), slog.LevelInfo, "denied", slog.String("member", who(r).ID), slog.String("key", p.Key),
			slog.String("method", r.Method), slog.String("route", r.Pattern), slog.String("from", s.sender(r)))
	}
	return p
}

func writeProblem(w http.ResponseWriter, p Problem) {
	body, err := json.Marshal(p)
	if err != nil {
		body = []byte(`{"type":"/problems/unexpected","status":500}`)
	}
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	w.Write(body)
}

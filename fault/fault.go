// Package fault names the four ways in which a request can fail through no fault of
// the program: the thing is not there, the person may not, somebody was faster, or
// the input is wrong. Everything else is an ordinary error, and the rim answers it
// with an identifier and a line in the log.
//
//	return fault.New(fault.Invalid, "party.email", "email", "an address such as ana@example.org")
package fault

import (
	"errors"
	"fmt"
)

// Kind says which of the four ways it is.
type Kind int

// The four kinds. NotFound is also the answer for what a person may not see.
const (
	NotFound Kind = iota + 1
	Forbidden
	Conflict
	Invalid
)

// String is the kind's word in problem details.
func (k Kind) String() string {
	switch k {
	case NotFound:
		return "not_found"
	case Forbidden:
		return "forbidden"
	case Conflict:
		return "conflict"
	case Invalid:
		return "invalid"
	}
	return "unknown"
}

// Error is a failure that its receiver can act on. Key names the message in the
// catalogue, Field the input that is wrong (empty where there is none), Remedy says
// what would be accepted. Detail carries values for the message, such as the earliest
// allowed moment.
type Error struct {
	Kind   Kind
	Key    string
	Field  string
	Remedy string
	Detail map[string]string
	err    error
}

// New makes an Error.
func New(kind Kind, key, field, remedy string) *Error {
	return &Error{Kind: kind, Key: key, Field: field, Remedy: remedy}
}

// With adds one value for the message and returns the same error.
func (e *Error) With(name, value string) *Error {
	if e.Detail == nil {
		e.Detail = map[string]string{}
	}
	e.Detail[name] = value
	return e
}

// Because keeps the error that was the cause and returns the same error.
func (e *Error) Because(err error) *Error {
	e.err = err
	return e
}

// Error is for logs; people see the catalogue's sentence.
func (e *Error) Error() string {
	s := e.Kind.String() + ": " + e.Key
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.Remedy != "" {
		s += ": " + e.Remedy
	}
	if e.err != nil {
		s += ": " + e.err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.err }

// Of returns the kind of err, or 0 where err is none of the four.
func Of(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return 0
}

// Wrap adds where it happened to an error on its way out; deferred once per exported
// method of the rim. A nil error stays nil.
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *err)
	}
}

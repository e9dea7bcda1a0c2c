package fault

import (
	"errors"
	"io"
	"testing"
)

func TestErrorCarriesWhatOneCanActOn(t *testing.T) {
	var err error = New(Invalid, "party.email", "email", "an address such as ana@example.org").With("given", "ana").Because(io.EOF)
	Wrap(&err, "store.Person(%s)", "i")
	f, ok := errors.AsType[*Error](err)
	if !ok || f.Field != "email" || f.Detail["given"] != "ana" || Of(err) != Invalid || !errors.Is(err, io.EOF) {
		t.Errorf("%v", err)
	}
	if got := err.Error(); got != "store.Person(i): invalid: party.email (email): an address such as ana@example.org: EOF" {
		t.Error(got)
	}
}

func TestWrapLeavesNothingAlone(t *testing.T) {
	var err error
	Wrap(&err, "store.Person(%s)", "i")
	if err != nil || Of(err) != 0 || Of(io.EOF) != 0 {
		t.Errorf("%v", err)
	}
	for k, word := range map[Kind]string{NotFound: "not_found", Forbidden: "forbidden", Conflict: "conflict", Invalid: "invalid", 0: "unknown"} {
		if k.String() != word {
			t.Errorf("%d is %q", k, k)
		}
	}
}

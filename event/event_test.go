package event

import (
	"bytes"
	"strings"
	"testing"
)

type said struct {
	Step  string   `json:"step"`
	Count int      `json:"count"`
	Words string   `json:"words,omitempty" private:"yes"`
	Names []string `json:"names,omitempty" private:"yes"`
}

func (said) Kind() string { return "test.said" }

func TestSplitKeepsPrivateOut(t *testing.T) {
	in := said{Step: "x", Count: 0, Words: "Ana <is> away", Names: []string{"Ana"}}
	pub, priv, err := Split(in)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(pub); got != `{"step":"x","count":0}` {
		t.Errorf("public part %s", got)
	}
	if got := string(priv); got != `{"names":["Ana"],"words":"Ana <is> away"}` {
		t.Errorf("private part %s", got)
	}
	var out said
	if err := Join(pub, priv, &out); err != nil || out.Words != in.Words || out.Step != in.Step || len(out.Names) != 1 {
		t.Errorf("joined %+v, %v", out, err)
	}
	var erased said
	if err := Join(pub, nil, &erased); err != nil || erased.Step != "x" || erased.Words != "" {
		t.Errorf("erased %+v, %v", erased, err)
	}
	if _, none, _ := Split(said{Step: "y"}); none != nil {
		t.Errorf("a private part where there is none: %s", none)
	}
}

func TestStrictRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, bad := range []string{`{"step":"x","colour":"red"}`, `{"step":"x"} {}`, `{"step":`, ``} {
		if err := Strict([]byte(bad), &said{}); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

// chainOf makes a valid chain of n events.
func chainOf(n int) []Event {
	var prev []byte
	var all []Event
	for i := range n {
		priv, salt := []byte(`{"words":"w"}`), bytes.Repeat([]byte{byte(i)}, 16)
		e := Event{Seq: int64(i + 1), Occurred: 10, Known: 10, Recorded: 11, Actor: "a", Subject: "deal:1", N: int64(i + 1), Kind: "test.said", Body: []byte(`{}`), Private: priv, Salt: salt, Commit: Commitment(salt, priv)}
		e.Hash = e.Chain(prev)
		prev = e.Hash
		all = append(all, e)
	}
	return all
}

// verify returns the index of the first wrong entry, or -1.
func verify(all []Event) (int, error) {
	var prev []byte
	for i, e := range all {
		if err := e.Verify(int64(i+1), prev); err != nil {
			return i, err
		}
		prev = e.Hash
	}
	return -1, nil
}

func TestChainNoticesEveryChange(t *testing.T) {
	if i, err := verify(chainOf(5)); i != -1 {
		t.Fatalf("an untouched chain fails at %d: %v", i, err)
	}
	for name, spoil := range map[string]func(*Event){
		"occurred": func(e *Event) { e.Occurred++ },
		"known":    func(e *Event) { e.Known++ },
		"recorded": func(e *Event) { e.Recorded++ },
		"actor":    func(e *Event) { e.Actor = "b" },
		"subject":  func(e *Event) { e.Subject = "deal:2" },
		"n":        func(e *Event) { e.N++ },
		"kind":     func(e *Event) { e.Kind = "test.sung" },
		"body":     func(e *Event) { e.Body = []byte(`{"x":1}`) },
		"private":  func(e *Event) { e.Private = []byte(`{"words":"v"}`) },
		"commit":   func(e *Event) { e.Commit = make([]byte, 32) },
		"hash":     func(e *Event) { e.Hash = make([]byte, 32) },
		"seq":      func(e *Event) { e.Seq = 9 },
		"moved":    func(e *Event) { e.Actor, e.Subject = "adeal", strings.TrimPrefix(e.Subject, "deal") },
	} {
		all := chainOf(5)
		spoil(&all[2])
		if i, _ := verify(all); i != 2 && i != 3 {
			t.Errorf("a changed %s is noticed at %d", name, i)
		}
	}
	all := chainOf(5)
	all[2].Private, all[2].Salt = nil, nil
	if i, err := verify(all); i != -1 {
		t.Errorf("erasure breaks the chain at %d: %v", i, err)
	}
	if i, _ := verify(append(chainOf(5)[:2], chainOf(5)[3:]...)); i != 2 {
		t.Errorf("a missing entry is noticed at %d", i)
	}
}

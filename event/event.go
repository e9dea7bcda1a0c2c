// Package event is the log: what happened, in the order in which it was committed, each
// entry bound to the one before by a hash. An event's body has a public part and a
// private part (names, addresses, words about people). The private part is sealed by
// whoever stores it; the hash covers a commitment to it, so that destroying the key
// erases the words while the chain, and every number, stays valid.
//
//	pub, priv, err := event.Split(body)      // fields tagged `private:"yes"` go to priv
//	e.Bind(prev)                             // sets e.Commit's place in the chain
//	err = event.Join(pub, priv, &body)
package event

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// Event is one entry of the log. Times are microseconds UTC: Occurred is when it
// happened, Known when the organisation knew it, Recorded the server's clock (P-18).
type Event struct {
	Seq      int64  // order of commit over the whole log, from 1; never shown outside
	Occurred int64  // may lie in the past
	Known    int64  // metrics and as-of questions use this
	Recorded int64  // audit uses this
	Actor    string // who: a member's id, "system", or "local:" and the id acted as; then "@" and the id of whom they stood in for
	Subject  string // what it is about: noun, colon, id: "deal:0192…"
	N        int64  // order within the subject, from 1
	Kind     string // noun and past participle: "deal.moved"
	Body     []byte // canonical JSON of the public part
	Private  []byte // canonical JSON of the private part; nil where there is none or it was erased
	Salt     []byte // 16 random bytes of the commitment; nil where there is no private part
	Commit   []byte // SHA-256 of salt and private part; nil where there is none
	Hash     []byte // SHA-256 over the previous hash and all of the above but Private and Salt
}

// By is who acted, without on whose behalf.
func (e Event) By() string { by, _ := OnBehalf(e.Actor); return by }

// OnBehalf takes an actor apart: who acted, and the member for whom they stood in, empty
// where they acted for themselves.
func OnBehalf(actor string) (by, on string) {
	by, on, _ = strings.Cut(actor, "@")
	return by, on
}

// Body is the typed content of an event.
type Body interface{ Kind() string }

// Commitment binds a private part without revealing it: without the salt, which is
// sealed beside the words, nobody can test a guess.
func Commitment(salt, private []byte) []byte {
	h := sha256.New()
	h.Write(salt)
	h.Write(private)
	return h.Sum(nil)
}

// Chain computes the hash of e after prev. Every field is written with its length, so
// that no two events share an encoding.
func (e Event) Chain(prev []byte) []byte {
	h := sha256.New()
	var n [8]byte
	put := func(b []byte) {
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	num := func(v int64) {
		binary.BigEndian.PutUint64(n[:], uint64(v))
		h.Write(n[:])
	}
	put(prev)
	num(e.Seq)
	num(e.Occurred)
	num(e.Known)
	num(e.Recorded)
	put([]byte(e.Actor))
	put([]byte(e.Subject))
	num(e.N)
	put([]byte(e.Kind))
	put(e.Body)
	put(e.Commit)
	return h.Sum(nil)
}

// Verify says what is wrong with e as the entry after the one whose hash is prev; nil
// where nothing is. An erased private part is not wrong.
func (e Event) Verify(seq int64, prev []byte) error {
	if e.Seq != seq {
		return fmt.Errorf("sequence %d where %d belongs", e.Seq, seq)
	}
	if e.Private != nil && !bytes.Equal(Commitment(e.Salt, e.Private), e.Commit) {
		return errors.New("the private part is not the one that was committed to")
	}
	if !bytes.Equal(e.Chain(prev), e.Hash) {
		return errors.New("the hash does not follow from the entry before")
	}
	return nil
}

// Split encodes a body in its public and its private part. Fields tagged
// `private:"yes"` form the private part, nil where all of them are empty; they must
// carry omitempty, so that the public part does not even name them.
func Split(body Body) (public, private []byte, err error) {
	v := reflect.ValueOf(body)
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	t := v.Type()
	pub, priv, some := reflect.New(t).Elem(), reflect.New(t).Elem(), false
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("private") == "" {
			pub.Field(i).Set(v.Field(i))
		} else if !v.Field(i).IsZero() {
			priv.Field(i).Set(v.Field(i))
			some = true
		}
	}
	if public, err = Canonical(pub.Interface()); err != nil || !some {
		return public, nil, err
	}
	private, err = privateOnly(t, priv)
	return public, private, err
}

// privateOnly encodes just the private fields: public ones without omitempty would
// otherwise repeat their empty values.
func privateOnly(t reflect.Type, v reflect.Value) ([]byte, error) {
	m := map[string]any{}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Tag.Get("private") != "" && !v.Field(i).IsZero() {
			name, _, _ := bytes.Cut([]byte(f.Tag.Get("json")), []byte(","))
			m[string(name)] = v.Field(i).Interface()
		}
	}
	return Canonical(m)
}

// Join decodes both parts into body, a pointer. Unknown fields are an error: an event
// of a newer program must not be half understood. A nil private part leaves the
// private fields empty.
func Join(public, private []byte, body any) error {
	if err := Strict(public, body); err != nil {
		return err
	}
	if private == nil {
		return nil
	}
	return Strict(private, body)
}

// Canonical is the one encoding of a value: compact, keys in order of definition (maps
// sorted), no HTML escapes.
func Canonical(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Strict decodes JSON and refuses unknown fields and anything after the value.
func Strict(data []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return errors.New("something follows the value")
	}
	return nil
}

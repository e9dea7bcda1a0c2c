package deal

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"cairn/event"
	"cairn/process"

	"github.com/google/go-cmp/cmp"
)

// populate gives every field of a body a value of its own, so that none is left out of a
// round trip.
func populate(v reflect.Value, n *int64) {
	*n++
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		populate(v.Elem(), n)
	case reflect.Struct:
		for i := range v.NumField() {
			populate(v.Field(i), n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		populate(v.Index(0), n)
		populate(v.Index(1), n)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 2 {
			k, e := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			populate(k, n)
			populate(e, n)
			v.SetMapIndex(k, e)
		}
	case reflect.String:
		v.SetString(fmt.Sprintf("v%d", *n))
	case reflect.Int, reflect.Int64:
		v.SetInt(*n)
	case reflect.Float64:
		v.SetFloat(float64(*n) + 0.5)
	case reflect.Bool:
		v.SetBool(true)
	default:
		panic("a field of kind " + v.Kind().String())
	}
}

// example is a full body of a kind.
func example(kind string) Body {
	b := empty(kind)
	var n int64
	populate(reflect.ValueOf(b).Elem(), &n)
	return b
}

var update = flag.Bool("update", false, "write the golden files anew")

// TestEvents holds the stored form of every kind of event: what once was written must be
// read for ever, so a change of this file is a change that needs an upgrade.
func TestEvents(t *testing.T) {
	var out strings.Builder
	for i, kind := range Kinds() {
		if empty(kind) == nil || empty(kind).Kind() != kind {
			t.Fatalf("%s is not made by empty", kind)
		}
		b := example(kind)
		pub, priv, err := event.Split(b)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s\n\t%s\n", kind, pub)
		if priv != nil {
			fmt.Fprintf(&out, "\tprivate %s\n", priv)
		}
		again, err := Decode(event.Event{N: int64(i + 1), Kind: kind, Body: pub, Private: priv})
		if diff := cmp.Diff(b, again); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", kind, err, diff)
		}
	}
	const file = "testdata/events.golden"
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("the stored form has changed:\n%s", diff)
	}
}

// TestPrivate names the words of each event that may be about people: they are private,
// and nothing else of the kind is public.
func TestPrivate(t *testing.T) {
	private := strings.Fields("name role text ref why whys signed to note by answer give get what lines words")
	public := " deal.moved.to deal.reopened.to deal.transferred.to deal.handed.to deal.scheduled.by deal.raised.by deal.offered.to "
	for _, kind := range Kinds() {
		typ := reflect.TypeOf(empty(kind)).Elem()
		for i := range typ.NumField() {
			f := typ.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			words := false
			for _, w := range private {
				words = words || w == name
			}
			if kind == "deal.shared" && name == "role" || strings.Contains(public, " "+kind+"."+name+" ") {
				words = false // keys and ids
			}
			if is := f.Tag.Get("private") != ""; is != words {
				t.Errorf("%s.%s: private is %t", kind, name, is)
			}
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, e := range []event.Event{
		{Kind: "deal.danced", Body: []byte(`{}`)},
		{Kind: "deal.asked", Body: []byte(`{"checkpoint":"need","colour":"red"}`)},
		{Kind: "deal.asked", Body: []byte(`{}{}`)},
		{Kind: "deal.asked", Body: nil},
		{Kind: "deal.asked", Body: []byte(`{}`), Private: []byte(`{"colour":"red"}`)},
	} {
		if _, err := Decode(e); err == nil {
			t.Errorf("%s %s %s was read", e.Kind, e.Body, e.Private)
		}
		if _, err := Replay([]event.Event{e}); err == nil {
			t.Errorf("%s %s %s was replayed", e.Kind, e.Body, e.Private)
		}
	}
}

// FuzzDecode reads and folds anything: an event that can be read must be written again
// as it was, and no log, however broken, may stop the program that checks it.
func FuzzDecode(f *testing.F) {
	for _, kind := range Kinds() {
		pub, priv, _ := event.Split(example(kind))
		f.Add(kind, pub, priv)
	}
	l := begin(process.MustParse(small), "")
	l.play(f, agreed)
	f.Fuzz(func(t *testing.T, kind string, body, private []byte) {
		e := event.Event{N: 99, Occurred: l.at, Recorded: l.at, Actor: "ana", Kind: kind, Body: body, Private: private}
		b, err := Decode(e)
		if err != nil {
			return
		}
		before, _ := event.Canonical(l.d)
		Apply(Deal{}, e, b)
		Apply(l.d, e, b)
		if after, _ := event.Canonical(l.d); !bytes.Equal(before, after) {
			t.Fatalf("folding wrote to the deal before:\n%s\n%s", before, after)
		}
		e.Body, e.Private, err = event.Split(b)
		if err != nil {
			return // a number that JSON cannot hold
		}
		again, err := Decode(e)
		if err != nil {
			t.Fatal(err)
		}
		one, _ := json.Marshal(b)
		two, _ := json.Marshal(again)
		if !bytes.Equal(one, two) {
			t.Fatalf("%s became %s", one, two)
		}
	})
}

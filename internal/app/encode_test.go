package app

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// A card that is written by hand is what encoding/json would have written, whatever stands
// in it.
func TestCardAsEncodingJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var page BoardPage
		page.Process.Name = rapid.SampledFrom([]string{"", `"cards":[]`, "plain"}).Draw(t, "name")
		page.Columns = []Column{{Name: `"cards":[]`}}
		page.Cards = []Card{}
		for range rapid.IntRange(0, 3).Draw(t, "cards") {
			var c Card
			draw(t, reflect.ValueOf(&c).Elem())
			page.Cards = append(page.Cards, c)
		}
		want, err := json.Marshal(page)
		if err != nil {
			t.Fatal(err)
		}
		before := []byte("before")
		got, err := page.AppendJSON(before)
		if err != nil || !bytes.Equal(got[len(before):], want) {
			t.Fatalf("%v\n%s\n%s", err, got, want)
		}
	})
}

// draw fills a struct: no field is forgotten.
func draw(t *rapid.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			draw(t, v.Field(i))
		}
	case reflect.String:
		v.SetString(rapid.OneOf(rapid.Just(""), rapid.String(), rapid.SampledFrom([]string{"plain", "<b>&", "\u2028", "\xff", `\"`, "\x7f"})).Draw(t, "text"))
	default:
		v.SetInt(rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(-1<<40, 1<<40)).Draw(t, "number"))
	}
}

func BenchmarkBoardJSON(b *testing.B) {
	page := BoardPage{Cards: make([]Card, 10_000)}
	for i := range page.Cards {
		r := rand.New(rand.NewPCG(1, uint64(i)))
		page.Cards[i] = Card{ID: "01a207a6-3f5b-7793-96d3-001897e6ea43", Name: "anchor basket renewal", Owner: "01a207a6-3f5b-7793-96d3-001897e6ea43", Entered: r.Int64(), Changed: r.Int64()}
	}
	for b.Loop() {
		if _, err := page.AppendJSON(nil); err != nil {
			b.Fatal(err)
		}
	}
}

package deal

import (
	"encoding/json"
	"strings"
	"testing"

	"cairn/event"
)

// checkErased folds a log once with and once without its private parts: words are gone,
// and everything else is the same.
func checkErased(t testing.TB, l *life) {
	t.Helper()
	if got := erased(l.events); got != wordless(l.d) {
		t.Errorf("erased it is\n\t%s\nand should be\n\t%s", got, wordless(l.d))
	}
}

func erased(events []event.Event) string {
	var d Deal
	for _, e := range events {
		e.Private = nil
		b, err := Decode(e)
		if err != nil {
			return err.Error()
		}
		d = Apply(d, e, b)
	}
	return wordless(d)
}

// wordless is the state without words.
func wordless(d Deal) string {
	b, err := json.Marshal(d)
	if err != nil {
		panic(err)
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		panic(err)
	}
	strip(m)
	b, _ = json.Marshal(m)
	return string(b)
}

// strip drops every field that may hold words, at any depth.
func strip(v any) {
	const words = " name role text ref words why what give get answer note signed "
	switch v := v.(type) {
	case map[string]any:
		_, offer := v["number"]
		_, line := v["what"]
		_, ended := v["reason"]
		for k, x := range v {
			switch {
			case strings.Contains(words, " "+k+" "),
				k == "by" && offer,             // who accepted it
				k == "value" && line && !offer, // of a line
				k == "to" && ended:             // to whom it was lost
				delete(v, k)
			default:
				strip(x)
			}
		}
	case []any:
		for _, x := range v {
			strip(x)
		}
	}
}

package deal

import (
	"testing"

	"cairn/event"
	"cairn/process"
)

// BenchmarkMove is what a command costs here: deciding, folding, and writing the state.
func BenchmarkMove(b *testing.B) {
	l := begin(process.MustParse(texts("seven")), "")
	if got := l.play(b, `source client; say reachable yes; score fits trade size; move prospecting; agreed; move qualifying because friends;
		held; say need oven; say money yes; involve paula decides; move needs; say problem cold; confirm understood; amount effect;
		say manner board; say criteria price; say early none; plan; offer 2026-03-01 problem`); got != "ok" {
		b.Fatal(got)
	}
	by, _ := actors("ana")
	at := now(l.at)
	w := Wish{To: "proposing", Why: "in a hurry"}
	moved, err := Move(l.p, l.d, w, by, at)
	if err != nil {
		b.Fatal(err)
	}
	e := event.Event{N: l.d.Version + 1, Occurred: l.at, Recorded: l.at, Actor: "ana", Kind: moved.Kind()}
	next := Apply(l.d, e, moved)
	for _, part := range []struct {
		name string
		do   func()
	}{
		{"decide", func() { Move(l.p, l.d, w, by, at) }},
		{"refuse", func() { Board(l.p, l.d, by, at) }},
		{"apply", func() { Apply(l.d, e, moved) }},
		{"write", func() { event.Canonical(next) }},
		{"all", func() {
			m, _ := Move(l.p, l.d, w, by, at)
			event.Canonical(Apply(l.d, e, m))
		}},
	} {
		b.Run(part.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				part.do()
			}
		})
	}
}

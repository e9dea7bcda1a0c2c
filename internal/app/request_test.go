package app_test

import (
	"testing"

	"cairn/internal/app"
	"cairn/internal/store"
)

// TestRequestsTellEnoughToDecide: a request says with whom the deal is, where it stands, for
// how long, what it is worth and what the gate stands before; and what searching finds says
// where it stands.
func TestRequestsTellEnoughToDecide(t *testing.T) {
	w := open(t, engines()[0].place(t), &clock{now: dawn()}, store.Options{})
	w.found()
	firm := w.aFirm("Gorsfeld Mills")
	w.clock.tick("open", second)
	on := app.OnDeal{Deal: w.must(w.as("Ana"), &app.OpenDeal{Name: "Steam metering", Organisation: firm, Source: "referral", Value: eur(500)}).ID}
	w.clock.tick("ask", 40*24*3600*second)
	w.must(w.as("Ana"), &app.AskOverride{OnDeal: on, Checkpoint: "reachable", Why: "We are neighbours"})

	out, err := w.Ask(t.Context(), w.as("Mia"), &app.Requests{})
	if err != nil {
		t.Fatal(err)
	}
	list := out.(app.RequestList).Requests
	if len(list) != 1 {
		t.Fatalf("%d requests", len(list))
	}
	r := list[0]
	p, err := w.db.Process(t.Context(), w.dealNow(on.Deal).Process)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Mine || r.Organisation != (app.Ref{ID: firm, Name: "Gorsfeld Mills"}) || r.Value != eur(500) {
		t.Errorf("with whom and for how much: %+v", r)
	}
	if r.Step != p.Steps[0].Name || r.Before != p.Steps[1].Action || r.Days != 40 || r.Age != "far_over" || r.Late != p.Steps[0].Late || r.Next.Mark != "none" {
		t.Errorf("where it stands: %+v", r)
	}

	found, err := w.Ask(t.Context(), w.as("Ana"), &app.Search{Text: "gorsf"})
	if err != nil {
		t.Fatal(err)
	}
	hits := found.(app.Found).Hits
	if len(hits) != 2 || hits[0].Step != p.Steps[0].Name || hits[0].Status != "open" || hits[1].Noun != "organisation" || hits[1].Step+hits[1].Status != "" {
		t.Errorf("found %+v", hits)
	}
}

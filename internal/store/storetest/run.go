package storetest

import (
	"errors"
	"testing"

	"cairn/fault"
	"cairn/internal/store"
)

// Run runs all of them, each on an empty database at a place of its own.
func Run(t *testing.T, place Place) {
	for name, test := range map[string]func(*testing.T, Place){
		"deal": testDeal,
	} {
		t.Run(name, func(t *testing.T) { test(t, place) })
	}
}

func faultOf(err error) (*fault.Error, bool) { return errors.AsType[*fault.Error](err) }

func testDeal(t *testing.T, place Place) {
	w := furnished(t, place)
	org := w.organisation("Müller GmbH")
	id := w.deal("ana", "Renewal 3M", org, 40)
	if err := w.move("ana", id, "offer"); err != nil {
		t.Fatal(err)
	}
	d, err := w.db.Deal(t.Context(), mine("ana"), id)
	if err != nil {
		t.Fatal(err)
	}
	if d.Step != "offer" || d.Version != 2 || d.Name != "Renewal 3M" || len(d.Visits) != 2 {
		t.Errorf("the deal is %+v", d)
	}
	_, err = w.db.Deal(t.Context(), mine("tom"), id)
	is(t, err, fault.NotFound, "deal")
	err = w.move("ana", id, "sign")
	if err == nil {
		t.Error("nobody passes the impossible")
	}
	_ = store.All()
}

package storetest

import (
	"database/sql/driver"
	"testing"

	"cairn/deal"
	"cairn/internal/store"
	"cairn/party"
)

// World is a database whose driver is the test's own.
type World struct {
	w    *world
	deal string
}

// Faulty opens and furnishes a database through a driver of the test.
func Faulty(t testing.TB, place string, through func(driver.Driver) driver.Driver) *World {
	t.Helper()
	w := furnished(t, at(t, place))
	x := &World{w: w, deal: w.deal("ana", "One", w.organisation("Firm"), 1)}
	w.db.Close()
	o := w.options()
	o.Driver = through
	db, err := store.Open(t.Context(), place, o)
	if err != nil {
		t.Fatal(err)
	}
	w.db = db
	t.Cleanup(func() { db.Close() })
	return x
}

// Write moves a deal and writes to every table on the way.
func (x *World) Write(key string) error {
	_, _, err := x.w.db.Write(x.w.t.Context(), store.Work{Deals: []string{x.deal}, Actor: "ana", Key: key, Do: func(tx *store.Tx) (any, error) {
		d, err := tx.Deal(store.All(), x.deal)
		if err != nil {
			return nil, err
		}
		org := tx.NewID()
		err = record(tx,
			store.Entry{Subject: "organisation:" + org, Body: party.OrganisationAdded{ID: org, Name: "Another firm"}},
			store.Entry{Subject: "deal:" + x.deal, Body: deal.Logged{ID: tx.NewID(), Type: "note", Text: "x"}},
			store.Entry{Subject: "deal:" + x.deal, Body: deal.Shared{Member: "tom"}},
			store.Entry{Subject: "deal:" + x.deal, Body: deal.Changed{Organisation: &org}},
		)
		if err != nil {
			return nil, err
		}
		if d, err = tx.Deal(store.All(), x.deal); err != nil {
			return nil, err
		}
		tx.Enqueue(store.Job{Kind: "mail"})
		tx.SetPasswordHash("ana", "h")
		return "done", x.w.moveDeal(tx, d, "offer")
	}})
	return err
}

// Hash is the state of everything that may have been written: the state hash, the log's
// length and head, and what is kept beside the log.
func (x *World) Hash() string {
	x.w.t.Helper()
	report, err := x.w.db.Check(x.w.t.Context(), nil)
	if err != nil {
		x.w.t.Fatal(err)
	}
	password, err := x.w.db.PasswordHash(x.w.t.Context(), "ana")
	if err != nil {
		x.w.t.Fatal(err)
	}
	return report.StateHash + report.Head + password
}

// Sound fails the test where the log and the rows differ.
func (x *World) Sound() { x.w.t.Helper(); x.w.sound() }

// Close closes the database.
func (x *World) Close() { x.w.db.Close() }

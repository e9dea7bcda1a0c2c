// Package storetest holds what every database must do, as tests that run on each of them.
//
//	func TestSQLite(t *testing.T) { storetest.Run(t, func(t testing.TB) string { return filepath.Join(t.TempDir(), "c.db") }) }
package storetest

import (
	"bytes"
	"fmt"
	"sync/atomic"
	"testing"

	"cairn/access"
	"cairn/company"
	"cairn/deal"
	"cairn/event"
	"cairn/fault"
	"cairn/internal/store"
	"cairn/money"
	"cairn/party"
	"cairn/process"
)

// Place gives the place of an empty database.
type Place func(testing.TB) string

// short is a process of three steps, whose gates and advice stand in nobody's way here.
const short = `process: short
name: Short
frame: sale
jobs:
  - {key: find, name: Finding}
  - {key: close, name: Closing}
steps:
  - key: meet
    name: Meeting
    job: find
    covers: [leads, prospecting, qualifying]
    action: Meet
    purpose: To meet
    typical: 3
    late: 9
    chance: 20
    exit:
      - {key: who, question: "Who is it?", strength: advice, evidence: answer, answer: text}
      - {key: budget, question: "Can they pay?", strength: gate, evidence: answer, answer: money}
  - key: offer
    name: Offering
    job: close
    covers: [needs, proposing]
    action: Offer
    purpose: To offer
    typical: 5
    late: 15
    chance: 50
    exit:
      - {key: sent, question: "Is it sent?", strength: impossible, evidence: offer, offer: delivered}
  - key: sign
    name: Signing
    job: close
    covers: [objections, closing]
    action: Sign
    purpose: To sign
    typical: 5
    late: 15
    chance: 80
    exit: []
win: {name: Won, action: Win}
exits:
  - {key: lost, name: Lost}
  - {key: withdrawn, name: Withdrawn}
`

// master is a key for tests.
func master() []byte { return bytes.Repeat([]byte{7}, 32) }

// world is an open database with ids and a clock of its own, so that two of them that are
// told the same hold the same.
type world struct {
	t     testing.TB
	db    *store.DB
	place string
	clock atomic.Int64
	ids   atomic.Int64
	p     process.Definition
}

// begin is the first moment of every test: 2026-01-05 08:00 UTC.
const begin = 1_767_600_000_000_000

func (w *world) options() store.Options {
	return store.Options{
		Master: master(),
		Clock:  func() int64 { return w.clock.Add(1_000_000) },
		NewID:  func() string { return fmt.Sprintf("%08d-0000-7000-8000-000000000000", w.ids.Add(1)) },
	}
}

// empty opens an empty database.
func empty(t testing.TB, place Place) *world {
	t.Helper()
	w := &world{t: t, place: place(t)}
	w.clock.Store(begin)
	w.open()
	return w
}

func (w *world) open() {
	w.t.Helper()
	db, err := store.Open(w.t.Context(), w.place, w.options())
	if err != nil {
		w.t.Fatal(err)
	}
	w.db = db
	w.t.Cleanup(func() { db.Close() })
}

// furnished opens a database with a company, three members (mia above ana and tom) and a
// process.
func furnished(t testing.TB, place Place) *world {
	t.Helper()
	w := empty(t, place)
	w.p = process.MustParse(short)
	w.do("setup", func(tx *store.Tx) error {
		return record(tx,
			store.Entry{Subject: company.Subject, Body: company.SetUp{Name: "Northbeck demo", Zone: "Europe/Berlin", Currency: "EUR", Locale: "en-GB", Week: []int{1, 2, 3, 4, 5}, Fiscal: 1}},
			store.Entry{Subject: company.Subject, Body: company.Published{Key: w.p.Key, Version: w.p.Version(), Text: string(process.Print(w.p)), Default: true}},
			store.Entry{Subject: "member:mia", Body: access.MemberAdded{ID: "mia", Role: access.Manager, Name: "Mia Demo", Email: "mia@example.org"}},
			store.Entry{Subject: "member:ana", Body: access.MemberAdded{ID: "ana", Role: access.Salesperson, Manager: "mia", Name: "Ana Demo", Email: "ana@example.org"}},
			store.Entry{Subject: "member:tom", Body: access.MemberAdded{ID: "tom", Role: access.Salesperson, Manager: "mia", Name: "Tom Demo", Email: "tom@example.org"}},
		)
	})
	return w
}

func record(tx *store.Tx, entries ...store.Entry) error {
	for _, e := range entries {
		if err := tx.Record(e); err != nil {
			return err
		}
	}
	return nil
}

// do has something written, and fails the test where it is not.
func (w *world) do(actor string, do func(*store.Tx) error) {
	w.t.Helper()
	if err := w.try(actor, do); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) try(actor string, do func(*store.Tx) error) error {
	_, _, err := w.db.Write(w.t.Context(), store.Work{Actor: actor, Do: func(tx *store.Tx) (any, error) { return nil, do(tx) }})
	return err
}

// organisation adds an organisation and gives its id.
func (w *world) organisation(name string) (id string) {
	w.t.Helper()
	w.do("ana", func(tx *store.Tx) error {
		id = tx.NewID()
		return tx.Record(store.Entry{Subject: "organisation:" + id, Body: party.OrganisationAdded{ID: id, Name: name, Owner: "ana"}})
	})
	return id
}

// person adds a person of an organisation.
func (w *world) person(name, organisation string, emails ...string) (id string) {
	w.t.Helper()
	w.do("ana", func(tx *store.Tx) error {
		id = tx.NewID()
		return tx.Record(store.Entry{Subject: "person:" + id, Body: party.PersonAdded{ID: id, Name: name, Organisation: organisation, Emails: emails, Owner: "ana"}})
	})
	return id
}

// deal opens a deal of 1,000 EUR times value.
func (w *world) deal(owner, name, organisation string, value int64) (id string) {
	w.t.Helper()
	w.do(owner, func(tx *store.Tx) (err error) {
		id, err = w.openDeal(tx, owner, name, organisation, value)
		return err
	})
	return id
}

func (w *world) openDeal(tx *store.Tx, owner, name, organisation string, value int64) (string, error) {
	id := tx.NewID()
	o, err := deal.New(w.p, deal.Opened{
		ID: id, Name: name, Organisation: organisation, Owner: owner, Value: money.Money{Minor: value * 100_000, Currency: "EUR"},
	}, deal.Now{At: tx.Now(), Occurred: tx.Now(), Today: "2026-01-05"})
	if err != nil {
		return "", err
	}
	return id, tx.Record(store.Entry{Subject: "deal:" + id, Body: o})
}

// move moves a deal, passing everything that may be passed.
func (w *world) move(actor, id, to string) error {
	_, _, err := w.db.Write(w.t.Context(), store.Work{Deals: []string{id}, Actor: actor, Do: func(tx *store.Tx) (any, error) {
		d, err := tx.Deal(store.All(), id)
		if err != nil {
			return nil, err
		}
		return nil, w.moveDeal(tx, d, to)
	}})
	return err
}

func (w *world) moveDeal(tx *store.Tx, d deal.Deal, to string) error {
	wish := deal.Wish{To: to, Why: "as the test wants it", Reasons: map[string]string{"who": "x", "budget": "x"}}
	m, err := deal.Move(w.p, d, wish, deal.By{ID: "mia", Role: "manager", Manages: true}, deal.Now{At: tx.Now(), Occurred: tx.Now(), Today: "2026-01-05"})
	if err != nil {
		return err
	}
	return tx.Record(store.Entry{Subject: "deal:" + d.ID, Body: m})
}

// append records an event of a deal without asking anybody.
func (w *world) append(actor, id string, body event.Body) {
	w.t.Helper()
	w.do(actor, func(tx *store.Tx) error { return tx.Record(store.Entry{Subject: "deal:" + id, Body: body}) })
}

// mine is the sight of one member alone.
func mine(id string) store.See {
	return store.See{Scope: access.Scope{Owners: []string{id}}, Me: id}
}

// is fails the test where err is not of a kind with a key.
func is(t testing.TB, err error, kind fault.Kind, key string) {
	t.Helper()
	f, ok := faultOf(err)
	if !ok || f.Kind != kind || f.Key != key {
		t.Fatalf("got %v, want %v %s", err, kind, key)
	}
}

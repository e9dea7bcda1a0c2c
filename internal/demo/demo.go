// Package demo makes a company to look at: a year and a half of a sales team's work, up
// to today. Its people have habits (one is weak at qualifying, one promises less than she
// will sell), its customers have words of their own, and a deal fares as deals do: it is
// overridden, sent back, parked, lost, or won. Every event comes from the decisions that
// live deals meet, so nothing stands in the demo that could not have happened.
//
//	report, err := demo.Fill(ctx, "demo.db", demo.Options{Master: key, Now: time.Now(), Seed: 1})
//	// sign in as report.Owner with demo.Password
//
// The same seed and moment make the same company on every database. Whoever occurs in it
// is invented.
package demo

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"cairn/access"
	"cairn/deal"
	"cairn/event"
	"cairn/internal/app"
	"cairn/internal/auth"
	"cairn/internal/store"
)

// Password is that of everybody in the demo.
const Password = "stones on a trail"

// Options say which company is made. Master wraps the keys of private parts, 32 bytes.
// Now is the last moment of the story; Years is how long it is, 1.5 where it is 0.
type Options struct {
	Master []byte
	Now    time.Time
	Seed   uint64
	Years  float64
}

// Report is what was made.
type Report struct {
	Filled bool   // false where the database held a company already, which stays as it is
	Owner  string // address of who sees everything
	Logins []Login
	Deals  int
	Events int
}

// Login is somebody to sign in as.
type Login struct {
	Name, Email string
	Role        access.Role
}

// Fill makes the demo in a database, the path of a file or the URL of a server. A database
// that holds a company stays as it is.
func Fill(ctx context.Context, place string, o Options) (report Report, err error) {
	var clock atomic.Int64
	clock.Store(o.Now.UnixMicro())
	db, err := store.Open(ctx, place, store.Options{Master: o.Master, Clock: clock.Load})
	if err != nil {
		return report, err
	}
	defer func() {
		if e := db.Close(); err == nil {
			err = e
		}
	}()
	if o.Years == 0 {
		o.Years = 1.5
	}
	w, err := newWorld(o)
	if err != nil {
		return report, err
	}
	report = Report{Logins: w.logins(), Owner: w.address(w.words.Owner)}
	co, err := db.Company(ctx)
	if err != nil || co.Ready() {
		return report, err
	}
	clock.Store(w.begin)
	setUp := &app.SetUpCompany{
		Name: w.words.Company, Zone: w.words.Zone, Currency: w.words.Currency, Template: w.words.Template, Holidays: w.holidays(),
	}
	done, err := app.New(db).Do(ctx, access.Actor{System: true}, setUp, app.How{})
	if err != nil {
		return report, err
	}
	if w.process, err = db.Process(ctx, done.ID); err != nil {
		return report, err
	}
	if err := w.live(); err != nil {
		return report, err
	}
	if err := w.write(ctx, db, &clock); err != nil {
		return report, err
	}
	report.Filled, report.Deals, report.Events = true, len(w.jobs), len(w.log)
	return report, nil
}

// happening is one event of the story.
type happening struct {
	at      int64
	actor   string
	subject string
	body    event.Body
}

// write puts the story into the database, a day at a time: what happened on a day was
// known when it happened and was recorded by the end of the day.
func (w *world) write(ctx context.Context, db *store.DB, clock *atomic.Int64) error {
	hash, err := auth.Hash(Password)
	if err != nil {
		return err
	}
	for from := 0; from < len(w.log); {
		recorded := w.recorded(w.log[from].at)
		to := from
		for to < len(w.log) && w.log[to].at <= recorded {
			to++
		}
		day := w.log[from:to]
		clock.Store(recorded)
		work := store.Work{Deals: dealsOf(day), Actor: "system", Do: func(tx *store.Tx) (any, error) {
			for _, h := range day {
				if added, ok := h.body.(access.MemberAdded); ok {
					tx.SetPasswordHash(added.ID, hash)
				}
				if err := tx.Record(store.Entry{Subject: h.subject, Body: h.body, Actor: h.actor, Occurred: h.at, Known: h.at}); err != nil {
					return nil, fmt.Errorf("%s of %s: %w", h.body.Kind(), h.subject, err)
				}
			}
			return nil, nil
		}}
		if _, _, err := db.Write(ctx, work); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// dealsOf are the deals of some events that are not opened among them.
func dealsOf(day []happening) (ids []string) {
	seen := map[string]bool{}
	for _, h := range day {
		id, ok := idOf(h.subject, "deal:")
		if _, opened := h.body.(deal.Opened); !ok || seen[id] || opened {
			seen[id] = true
			continue
		}
		seen[id] = true
		ids = append(ids, id)
	}
	return ids
}

package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"cairn/access"
	"cairn/deal"
	"cairn/event"
	"cairn/fault"
	"cairn/internal/app"
	"cairn/internal/store"
	"cairn/process"
)

// Door is the way through the program's own door, over a database.
type Door struct {
	ctx   context.Context
	db    *store.DB
	app   *app.App
	clock *atomic.Int64
}

// OpenDoor opens an empty database, the path of a file or the URL of a server, with a
// clock that stands and ids that are counted. Close it.
func OpenDoor(ctx context.Context, place string) (*Door, error) {
	var clock, made atomic.Int64
	db, err := store.Open(ctx, place, store.Options{
		Master: make([]byte, 32),
		Clock:  clock.Load,
		NewID:  func() string { return counted(int(made.Add(1))) },
	})
	if err != nil {
		return nil, err
	}
	return &Door{ctx: ctx, db: db, app: app.New(db), clock: &clock}, nil
}

// Close closes the database.
func (d *Door) Close() error { return d.db.Close() }

// Clock sets the moment.
func (d *Door) Clock(at time.Time) { d.clock.Store(at.UnixMicro()) }

// Do carries out a command.
func (d *Door) Do(who, command string, input json.RawMessage, how app.How) (app.Done, error) {
	e, ok := app.Lookup(command)
	if !ok {
		return app.Done{}, fault.New(fault.NotFound, "command", "command", "a command")
	}
	cmd := e.New()
	if err := event.Strict(input, cmd); err != nil {
		return app.Done{}, err
	}
	actor, err := d.actor(who)
	if err != nil {
		return app.Done{}, err
	}
	return d.app.Do(d.ctx, actor, cmd, how)
}

// actor is somebody with the rights of today.
func (d *Door) actor(who string) (access.Actor, error) {
	dir, err := d.db.Directory(d.ctx)
	m, ok := dir.Member(who)
	if !ok && who != system {
		return access.Actor{}, fmt.Errorf("nobody has the id %s", who)
	}
	return access.Actor{Member: m, Directory: dir, System: who == system}, err
}

// Deal is a deal as somebody sees it.
func (d *Door) Deal(who, id string) (deal.Deal, error) {
	actor, err := d.actor(who)
	if err != nil {
		return deal.Deal{}, err
	}
	return d.db.Deal(d.ctx, store.SeeAs(actor), id)
}

// Events are the log of a deal.
func (d *Door) Events(id string) ([]event.Event, error) {
	all, err := d.db.DealEvents(d.ctx, store.See{Scope: access.Scope{All: true}}, id, 0, 10_000)
	slices.Reverse(all)
	return all, err
}

// Process is a published version.
func (d *Door) Process(version string) (process.Definition, error) {
	return d.db.Process(d.ctx, version)
}

// Tick does what the schedule does.
func (d *Door) Tick() error {
	_, err := d.app.Tick(d.ctx)
	return err
}

// Check replays the log and compares it with the rows.
func (d *Door) Check() error {
	report, err := d.db.Check(d.ctx, nil)
	if err != nil {
		return err
	}
	var all []error
	for _, p := range report.Problems {
		all = append(all, fmt.Errorf("event %d, %s: %s", p.Seq, p.Subject, p.What))
	}
	return errors.Join(all...)
}

// StateHash is the same for the same state on every database.
func (d *Door) StateHash() (string, error) { return d.db.StateHash(d.ctx) }

package store

import (
	"context"
	"log/slog"
)

// A file's commits go to a second file beside it first, and from there into the first one.
// The writer could do that in passing, and everybody who writes would then wait for it
// every few hundred commits. It is done beside the writer instead; only where that has
// fallen far behind does the writer do the rest itself.
const (
	tendEvery = 400     // events, each of which touches a dozen pages
	tendLimit = "24000" // pages after which the writer sees to it, about 100 MB
)

// tended counts what was written since the file was last seen to.
type tended struct {
	events int
	due    chan struct{}
}

// note says that some events were committed.
func (t *tended) note(events int) {
	if t.events += events; t.events < tendEvery {
		return
	}
	select {
	case t.due <- struct{}{}:
		t.events = 0
	default: // it is at it still
	}
}

// tend moves what was committed into the file itself, until the database is closed.
func (db *DB) tend() {
	pool := db.pool(db.dialect.writer(), 1)
	defer pool.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		<-db.closing
		cancel()
	}()
	for {
		select {
		case <-db.closing:
			return
		case <-db.tended.due:
			if _, err := pool.ExecContext(ctx, db.dialect.tend()); err != nil && ctx.Err() == nil {
				slog.Warn("the write-ahead file was not moved on; the writer will see to it", "error", err)
			}
		}
	}
}

package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"cairn/event"
	"cairn/fault"
)

// batchLimit is the most works that one batch takes.
const batchLimit = 128

// batchTime bounds a batch, so that a database that hangs does not hang the program.
const batchTime = 2 * time.Minute

// longTime bounds the restoring of a whole log.
const longTime = 24 * time.Hour

// ErrUnknown says that the outcome of a write is not known: the database failed while it
// was keeping it. Whoever asks again with the same key gets the answer that was kept, or
// has it done now.
var ErrUnknown = errors.New("the outcome is not known")

// Work is something to be decided and written. Deals are the ids that it is known to need,
// read together with those of the others. Key makes asking again safe: the same actor, key
// and Hash of the request get the first answer, another Hash a fault.Conflict. A Dry work
// is decided and forgotten. An Alone one has a batch for itself.
//
// Do decides. It may be called twice, when the first attempt to write failed, so it does
// nothing but through its Tx. Its answer is kept as canonical JSON.
type Work struct {
	Deals      []string
	Actor      string
	Key        string
	Hash       []byte
	Dry, Alone bool
	Do         func(*Tx) (any, error)

	long bool // takes as long as it takes
	once bool // is not tried again
}

// request is a work that waits for its answer.
type request struct {
	work   Work
	state  atomic.Int32 // waiting, taken or given up
	done   chan struct{}
	answer json.RawMessage
	seq    int64
	err    error
	tx     *Tx // of a work that was accepted and is not answered yet
}

const (
	waiting int32 = iota
	taken
	givenUp
)

// Write has a work done and waits until it is kept. It returns its answer and the sequence
// of its last event, or of the log where it has none. Errors of Do come back as they are;
// besides them fault.Conflict "store.unknown", "store.key_reused" and "store.closed".
// A context that ends before the work is begun withdraws it; after that Write waits.
func (db *DB) Write(ctx context.Context, w Work) (answer json.RawMessage, seq int64, err error) {
	if db.write == nil {
		return nil, 0, fault.New(fault.Conflict, "store.read_only", "", "a database that is open for writing")
	}
	r := &request{work: w, done: make(chan struct{})}
	select {
	case db.queue <- r:
	case <-ctx.Done():
		return nil, 0, ctx.Err()
	case <-db.closing:
		return nil, 0, errClosed()
	}
	gone := ctx.Err
	select {
	case <-r.done:
		return r.answer, r.seq, r.err
	case <-ctx.Done():
	case <-db.served: // it came into the queue when nobody was serving any more
		gone = errClosed
	}
	if r.state.CompareAndSwap(waiting, givenUp) {
		return nil, 0, gone()
	}
	<-r.done
	return r.answer, r.seq, r.err
}

func errClosed() error {
	return fault.New(fault.Conflict, "store.closed", "", "to ask again when the program is back")
}

func errUnknown(cause error) error {
	return fault.New(fault.Conflict, "store.unknown", "", "to ask again with the same key").Because(errors.Join(ErrUnknown, cause))
}

func (r *request) finish(answer json.RawMessage, seq int64, err error) {
	r.answer, r.seq, r.err = answer, seq, err
	close(r.done)
}

// together bounds how long a batch waits for those who wrote with the one before it. Who
// has been answered often asks again at once, and a commit costs the same for one as for
// all of them. Whoever writes alone never waits.
const together = 400 * time.Microsecond

// serve takes works until the database is closed.
func (db *DB) serve() {
	defer close(db.served)
	var l *link
	before := 1
	for {
		var group []*request
		select {
		case r := <-db.queue:
			group = db.gather(r, before)
		case <-db.closing:
			db.turnAway(l)
			return
		}
		before = len(group)
		l = db.write1(l, group)
	}
}

// gather takes what waits beside the first, and waits a moment where the batch before had
// more.
func (db *DB) gather(first *request, before int) []*request {
	group := []*request{first}
	for len(group) < batchLimit {
		select {
		case r := <-db.queue:
			group = append(group, r)
			continue
		default:
		}
		if len(group) >= before {
			return group
		}
		patience := time.NewTimer(together)
		select {
		case r := <-db.queue:
			patience.Stop()
			group = append(group, r)
		case <-patience.C:
			return group
		}
	}
	return group
}

// turnAway answers those who still wait when the database closes.
func (db *DB) turnAway(l *link) {
	for {
		select {
		case r := <-db.queue:
			if r.state.CompareAndSwap(waiting, taken) {
				r.finish(nil, 0, errClosed())
			}
		default:
			if l != nil {
				l.drop()
			}
			return
		}
	}
}

// write1 writes a group in batches: those that ask to be alone apart, in their order.
func (db *DB) write1(l *link, group []*request) *link {
	var together []*request
	for _, r := range group {
		if !r.state.CompareAndSwap(waiting, taken) {
			continue // given up while it waited
		}
		if !r.work.Alone {
			together = append(together, r)
			continue
		}
		l = db.attempt(l, together, true)
		l = db.attempt(l, []*request{r}, true)
		together = nil
	}
	return db.attempt(l, together, true)
}

// attempt writes one batch. Where it fails before its end was asked for, each of its works
// is tried once more by itself, so that one that cannot be written does not sink the rest.
func (db *DB) attempt(l *link, group []*request, again bool) *link {
	if len(group) == 0 {
		return l
	}
	bound := batchTime
	if group[0].work.long {
		bound = longTime
	}
	ctx, cancel := context.WithTimeout(context.Background(), bound)
	defer cancel()
	var err error
	if l == nil {
		if l, err = db.newLink(ctx); err != nil {
			for _, r := range group {
				r.finish(nil, 0, err)
			}
			return nil
		}
	}
	b := &batch{db: db, ctx: ctx, link: l, now: db.options.Clock()}
	err = b.run(group)
	if err == nil {
		return l
	}
	if errors.Is(err, ErrUnknown) {
		db.near.lost()
		db.cards.lost()
		l.drop()
		for _, r := range group {
			r.finish(nil, 0, err)
		}
		return nil
	}
	if rollback := l.plain(context.WithoutCancel(ctx), "ROLLBACK"); rollback != nil {
		l.drop()
		l = nil
	} else {
		l.failed = nil
	}
	for _, r := range group {
		if again && !r.work.once {
			l = db.attempt(l, []*request{r}, false)
		} else {
			r.finish(nil, 0, err)
		}
	}
	return l
}

// run decides the works of a batch and keeps what they made. Nobody has been answered
// where it fails, unless with ErrUnknown.
func (b *batch) run(group []*request) error {
	if err := b.begin(group); err != nil {
		return err
	}
	for _, r := range group {
		if err := b.decide(r); err != nil {
			return err
		}
	}
	if !b.writes() {
		if err := b.link.plain(b.ctx, "ROLLBACK"); err != nil {
			return err
		}
		b.answer(group)
		return nil
	}
	if err := b.flush(); err != nil {
		return err
	}
	b.db.cards.committing()
	if err := b.link.plain(b.ctx, "COMMIT"); err != nil {
		return errUnknown(err)
	}
	if len(b.erase) > 0 {
		// The commit is there already: what this cannot clean, the next one will.
		b.link.plain(b.ctx, b.db.dialect.scrub())
	}
	b.db.remember(b)
	b.db.tended.note(len(b.entries))
	b.answer(group)
	b.db.wake(b.head.seq)
	return nil
}

// answer tells everybody what became of their work.
func (b *batch) answer(group []*request) {
	for _, r := range group {
		seq := r.seq
		if r.tx != nil {
			if seq = b.head.seq; len(r.tx.entries) > 0 {
				seq = r.tx.entries[len(r.tx.entries)-1].event.Seq
			}
		}
		answer := r.answer
		if r.err != nil {
			answer = nil
		}
		r.finish(answer, seq, r.err)
	}
}

// decide has one work done on top of those before it.
func (b *batch) decide(r *request) error {
	r.answer, r.seq, r.err, r.tx = nil, 0, nil, nil
	w := r.work
	if w.Key != "" {
		if a, ok := b.answers[asked{w.Actor, w.Key}]; ok {
			if !bytes.Equal(a.hash, w.Hash) {
				r.err = fault.New(fault.Conflict, "store.key_reused", "", "a key of its own for every request")
				return nil
			}
			r.answer, r.seq = a.answer, a.seq
			if a.tx != nil {
				r.tx = a.tx
			}
			return nil
		}
	}
	tx := b.tx(w.Actor)
	answer, err := call(w.Do, tx)
	if b.link.failed != nil {
		return b.link.failed
	}
	if err != nil {
		r.err = err
		return nil
	}
	if r.answer, r.err = event.Canonical(answer); r.err != nil {
		return nil
	}
	r.seq = b.head.seq
	if !w.Dry {
		b.accept(tx)
		r.tx = tx
		if w.Key != "" {
			b.answers[asked{w.Actor, w.Key}] = &answered{hash: w.Hash, answer: r.answer, tx: tx, fresh: true}
		}
	}
	return nil
}

// call keeps a panic of one work from ending the others.
func call(do func(*Tx) (any, error), tx *Tx) (answer any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return do(tx)
}

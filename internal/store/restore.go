package store

import (
	"context"
	"fmt"
	"iter"

	"cairn/fault"
)

// Export calls fn for every event of the log in order, with what a Restore needs. It stops
// at an error of fn and returns it.
func (db *DB) Export(ctx context.Context, fn func(Recorded) error) (err error) {
	defer fault.Wrap(&err, "store.Export")
	return db.log(ctx, 0, func(r recorded) error { return fn(Recorded{r.Event, r.key}) })
}

// restoreStep is how many events are folded before their rows are written.
const restoreStep = 500

// Restore fills an empty database with the log of another. It verifies the chain as it
// goes, keeps times and hashes, and seals private parts with new keys. All of it is kept
// or nothing; a database that is not empty is fault.Conflict "store.not_empty", a log that
// is broken fault.Invalid "store.chain" with the sequence.
func (db *DB) Restore(ctx context.Context, events iter.Seq2[Recorded, error]) (err error) {
	defer fault.Wrap(&err, "store.Restore")
	_, _, err = db.Write(ctx, Work{Alone: true, long: true, once: true, Do: func(tx *Tx) (any, error) {
		if tx.head.seq != 0 {
			return nil, fault.New(fault.Conflict, "store.not_empty", "", "an empty database")
		}
		b := tx.batch
		part := b.part()
		for e, err := range events {
			if err == nil {
				err = ctx.Err()
			}
			if err == nil {
				err = part.bring(e)
			}
			if err != nil {
				return nil, err
			}
			if len(part.entries) < restoreStep {
				continue
			}
			if part, err = b.join(part); err != nil {
				return nil, err
			}
		}
		_, err := b.join(part)
		return nil, err
	}})
	return err
}

// part is a batch within a batch: with rows of its own, on the same transaction.
func (b *batch) part() *batch {
	p := &batch{db: b.db, ctx: b.ctx, link: b.link, now: b.now, head: b.head}
	p.objects, p.answers, p.blocks = map[string]*object{}, map[asked]*answered{}, map[blockKey][]string{}
	return p
}

// join writes a part and begins the next.
func (b *batch) join(part *batch) (*batch, error) {
	b.dirty = true
	if err := part.flush(); err != nil {
		return nil, err
	}
	b.head = part.head
	return b.part(), nil
}

// bring takes an event of another log in, as the next of this one.
func (b *batch) bring(r Recorded) error {
	seq, prev := b.head.seq, b.head.hash
	if n := len(b.entries); n > 0 {
		seq, prev = b.entries[n-1].event.Seq, b.entries[n-1].event.Hash
	}
	if err := r.Verify(seq+1, prev); err != nil {
		return badChain(seq+1, err)
	}
	noun, id, err := subjectOf(r.Subject)
	if err != nil {
		return badChain(r.Seq, err)
	}
	tx := b.tx("")
	o, err := tx.object(noun, id)
	if err != nil {
		return err
	}
	if r.Private == nil {
		r.Salt = nil
	}
	if err := tx.add(o, r.Event, r.Key); err != nil {
		return badChain(r.Seq, err)
	}
	b.accept(tx)
	return nil
}

func badChain(seq int64, err error) error {
	return fault.New(fault.Invalid, "store.chain", "", "a log as it was exported").With("seq", fmt.Sprint(seq)).Because(err)
}

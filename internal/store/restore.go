package store

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"

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

const sqlVacuum = `VACUUM INTO $1`

// Backup writes a copy of the database into a new file while work goes on, and opens the
// copy to see that it is one. On a server it is fault.Conflict "store.backup": the server
// has its own ways.
func (db *DB) Backup(ctx context.Context, path string) (err error) {
	defer fault.Wrap(&err, "store.Backup")
	if db.dialect.postgres {
		return fault.New(fault.Conflict, "store.backup", "", "pg_dump, or a base backup of the server")
	}
	if _, err := os.Stat(path); err == nil {
		return fault.New(fault.Conflict, "store.backup_there", "", "a path at which there is no file yet")
	}
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	f.Close()
	defer os.Remove(part)
	pool := db.pool(db.dialect.file(map[string][]string{"mode": {"ro"}, "_pragma": {"busy_timeout(10000)"}}), 1)
	defer pool.Close()
	if _, err := pool.ExecContext(ctx, sqlVacuum, part); err != nil {
		return err
	}
	copied, err := Open(ctx, part, Options{ReadOnly: true, Master: db.options.Master, Clock: db.options.Clock, NewID: db.options.NewID})
	if err != nil {
		return fmt.Errorf("the copy cannot be opened: %w", err)
	}
	_, err = copied.Seq(ctx)
	if err = either(err, copied.Close()); err != nil {
		return err
	}
	return settle(part, path)
}

// either is the first of two errors that is one.
func either(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// settle brings a file to the disk and gives it its name.
func settle(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	if err := either(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	return either(dir.Sync(), dir.Close())
}

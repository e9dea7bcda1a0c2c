package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"cairn/fault"
	"cairn/internal/config"
	"cairn/internal/load"
	"cairn/internal/store"
)

// restore fills an empty database with an exported log or a backup.
type restore struct {
	File string `arg:"" help:"A backup, or a log as cairn export wrote it; - is the input."`
	At   string `placeholder:"WHEN" help:"As it stood then: a moment such as 2026-11-23T09:00:00Z, or the number of an event."`
	place
}

// restored is what a restore came to. Whole says that a database file was put in place, with
// its passwords; from a log come the facts alone.
type restored struct {
	Events    int64  `json:"events"`
	StateHash string `json:"state_hash"`
	Whole     bool   `json:"whole,omitempty"`
}

// Run restores it: all of it or nothing.
func (x *restore) Run(ctx context.Context, c *console) (err error) {
	seq, moment, err := until(x.At)
	if err != nil {
		return err
	}
	database := false
	if x.File != "-" {
		if database, err = isDatabase(x.File); err != nil {
			return err
		}
	}
	cfg := x.config()
	done := restored{Whole: database && x.At == "" && !cfg.Server()}
	if done.Whole {
		err = x.whole(ctx, cfg)
	} else {
		err = x.facts(ctx, c, database, seq, moment)
	}
	if err != nil {
		return err
	}
	db, err := x.read(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	s, err := db.Standing(ctx)
	if err != nil {
		return err
	}
	done.Events, done.StateHash = s.Seq, s.StateHash
	return c.answer(done, func(w io.Writer) {
		fmt.Fprintf(w, "%d events are restored. Hash of the state: %s\n", done.Events, done.StateHash)
		if !done.Whole {
			fmt.Fprintln(w, "Passwords and tokens are in no log: member.set_password sets the first ones.")
		}
	})
}

// until reads the end that somebody wants: the number of an event, a moment in microseconds
// UTC, or neither.
func until(text string) (seq, moment int64, err error) {
	if text == "" {
		return 0, 0, nil
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 {
		return n, 0, nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return 0, 0, usagef("--at is a moment with its zone, such as 2026-11-23T09:00:00Z or 2026-11-23T09:00:00+01:00, or the number of an event; %q is neither", text)
	}
	return 0, t.UnixMicro(), nil
}

// facts restores a log, up to where it was asked for.
func (x *restore) facts(ctx context.Context, c *console, database bool, seq, moment int64) (err error) {
	source, done, err := x.source(ctx, c, database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	db, err := x.write(ctx, true)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	last := int64(0)
	err = db.Restore(ctx, func(yield func(store.Recorded, error) bool) {
		for e, err := range store.Until(source, seq, moment) {
			last = max(last, e.Seq)
			if !yield(e, err) {
				return
			}
		}
		if seq > last {
			yield(store.Recorded{}, fault.New(fault.Invalid, "backup.short", "at", fmt.Sprintf("at most %d: that is the last event of this backup", last)))
		} else if last == 0 && moment > 0 {
			yield(store.Recorded{}, fault.New(fault.Invalid, "backup.early", "at", "a moment at which there was something"))
		}
	})
	return err
}

// source is the log that is to be restored, and how it is given up.
func (x *restore) source(ctx context.Context, c *console, database bool) (iter.Seq2[store.Recorded, error], func() error, error) {
	cfg := x.config()
	if database {
		master, err := keyThere(cfg)
		if err != nil {
			return nil, nil, err
		}
		from, err := store.Open(ctx, x.File, store.Options{Master: master, ReadOnly: true, Older: true})
		if err != nil {
			return nil, nil, err
		}
		return from.Events(ctx), from.Close, nil
	}
	file, done := c.in, func() error { return nil }
	if x.File != "-" {
		f, err := os.Open(x.File)
		if err != nil {
			return nil, nil, err
		}
		file, done = f, f.Close
	}
	// The key is asked for only where there is something sealed: an exported log is restored
	// under a key of its own.
	var master []byte
	if key, err := keyThere(cfg); err == nil {
		master = key
	}
	plain, err := store.Unseal(file, master)
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Key == "store.master_size" {
		_, err = keyThere(cfg)
	}
	if err != nil {
		return nil, nil, errors.Join(err, done())
	}
	return load.Events[store.Recorded](plain), done, nil
}

// keyThere is the master key, which is not made where it is not there.
func keyThere(c config.Config) ([]byte, error) {
	if _, err := os.Stat(c.KeyPath()); c.MasterKey == "" && (c.Server() || errors.Is(err, fs.ErrNotExist)) {
		return nil, fault.New(fault.Conflict, "backup.key", "master-key", "the key of the database that the backup was made of: as the file "+c.KeyPath()+", or in CAIRN_MASTER_KEY")
	}
	return c.Master()
}

// whole puts a copied database file in the place of the database, where there is none: proved
// and brought up to date first, under another name.
func (x *restore) whole(ctx context.Context, c config.Config) error {
	if info, err := os.Stat(c.Place()); err == nil && info.Size() > 0 {
		return fault.New(fault.Conflict, "store.not_empty", "", "an empty database: a place (--data or --db) at which there is none")
	}
	master, err := keyThere(c)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(c.Place()), 0o700); err != nil {
		return err
	}
	folder, err := os.MkdirTemp(filepath.Dir(c.Place()), store.ProofFolder)
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	part := filepath.Join(folder, filepath.Base(c.Place()))
	from, err := os.Open(x.File)
	if err != nil {
		return err
	}
	defer from.Close()
	if err := newFile(part, func(w io.Writer) error { _, err := io.Copy(w, from); return err }); err != nil {
		return err
	}
	if _, err := store.Prove(ctx, part, filepath.Join(folder, "again.db"), master); err != nil {
		return err
	}
	db, err := store.Open(ctx, part, store.Options{Master: master})
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	if info, err := os.Stat(c.Place()); err == nil && info.Size() == 0 {
		if err := os.Remove(c.Place()); err != nil {
			return err
		}
	}
	return store.Settle(part, c.Place())
}

package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"

	"cairn/fault"
)

// Standing is what a database has come to: the end of its log, and a hash of what follows
// from it. Two databases with one standing hold the same facts. Head and StateHash are
// hexadecimal.
type Standing struct {
	Seq             int64
	Head, StateHash string
}

// Standing reads all three in one moment of the database.
func (db *DB) Standing(ctx context.Context) (s Standing, err error) {
	defer fault.Wrap(&err, "store.Standing")
	tx, err := db.read.BeginTx(ctx, db.dialect.snapshot())
	if err != nil {
		return s, err
	}
	defer tx.Rollback()
	var h head
	if err := tx.QueryRowContext(ctx, sqlHead).Scan(&h.seq, &h.hash, &h.memberSeq, &h.companySeq); err != nil {
		return s, err
	}
	s.Seq, s.Head = h.seq, hex.EncodeToString(h.hash)
	s.StateHash, err = stateHash(ctx, tx)
	return s, err
}

// StateHash is SHA-256 over the states of all subjects, in the order of noun and id, in
// hexadecimal. Two databases that hold the same facts have the same, whatever they are.
func (db *DB) StateHash(ctx context.Context) (string, error) {
	s, err := db.Standing(ctx)
	return s.StateHash, err
}

func stateHash(ctx context.Context, tx *sql.Tx) (string, error) {
	h := sha256.New()
	for _, noun := range nouns() {
		rows, err := tx.QueryContext(ctx, "SELECT id, state FROM "+noun+" ORDER BY id")
		if err != nil {
			return "", err
		}
		err = each(rows, func(rows *sql.Rows) error {
			var id string
			var raw []byte
			err := rows.Scan(&id, &raw)
			hashState(h, noun, id, raw)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

const sqlHashAt = `SELECT hash FROM event WHERE seq = $1`

// HeadAt is the hash (hexadecimal) of the event with a sequence, "" where there is none.
func (db *DB) HeadAt(ctx context.Context, seq int64) (head string, err error) {
	defer fault.Wrap(&err, "store.HeadAt(%d)", seq)
	all, err := rowsOf(ctx, db, func(rows *sql.Rows) (hash []byte, err error) { return hash, rows.Scan(&hash) }, sqlHashAt, seq)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return hex.EncodeToString(all[0]), nil
}

// Events are all events of the log in order, with what a Restore needs.
func (db *DB) Events(ctx context.Context) iter.Seq2[Recorded, error] {
	return func(yield func(Recorded, error) bool) {
		enough := errors.New("enough")
		err := db.Export(ctx, func(r Recorded) error {
			if !yield(r, nil) {
				return enough
			}
			return nil
		})
		if err != nil && !errors.Is(err, enough) {
			yield(Recorded{}, err)
		}
	}
}

// Until is a log up to a sequence, or up to a moment (microseconds UTC) at which its events
// were recorded; 0 stands for no limit. Errors pass.
func Until(events iter.Seq2[Recorded, error], seq, moment int64) iter.Seq2[Recorded, error] {
	return func(yield func(Recorded, error) bool) {
		for e, err := range events {
			if err == nil && (seq != 0 && e.Seq > seq || moment != 0 && e.Recorded > moment) {
				return
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// Rebuild restores a log into a new file at scratch and says what that has come to. The
// file stays. The master key seals it.
func Rebuild(ctx context.Context, scratch string, master []byte, events iter.Seq2[Recorded, error]) (s Standing, err error) {
	defer fault.Wrap(&err, "store.Rebuild")
	db, err := Open(ctx, scratch, Options{Master: master})
	if err != nil {
		return s, err
	}
	defer func() { err = either(err, db.Close()) }()
	if err := db.Restore(ctx, events); err != nil {
		return s, err
	}
	return db.Standing(ctx)
}

// Differs says in words how a standing differs from the one that it should be, "" where it
// does not.
func (s Standing) Differs(want Standing) string {
	switch {
	case s.Seq != want.Seq:
		return fmt.Sprintf("it ends with event %d, and should with %d", s.Seq, want.Seq)
	case s.Head != want.Head:
		return fmt.Sprintf("event %d is another one", s.Seq)
	case s.StateHash != want.StateHash:
		return fmt.Sprintf("what follows from its %d events has the hash %.12s, and should have %.12s", s.Seq, s.StateHash, want.StateHash)
	}
	return ""
}

package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"

	"cairn/fault"
)

// Secrets are written in the same commit as the events of a work, and never into the log.
// They are read as the last batch left them: a work that decides by a secret and changes it
// is Alone, so that nothing of its own batch comes before it.

// do stages a write that belongs to no event.
func (tx *Tx) do(query string, args ...any) { tx.later = append(tx.later, statement{query, args}) }

// secret reads the row that there is at most one of; missing is the error where it is not
// there.
func secret[T any](tx *Tx, scan func(*sql.Rows) (T, error), missing error, query string, args ...any) (v T, err error) {
	all, err := secrets(tx, scan, query, args...)
	if err == nil && len(all) == 0 {
		return v, missing
	}
	if err != nil {
		return v, err
	}
	return all[0], nil
}

// secrets reads all rows of an answer.
func secrets[T any](tx *Tx, scan func(*sql.Rows) (T, error), query string, args ...any) (all []T, err error) {
	err = tx.link.query(tx.ctx, func(rows *sql.Rows) error {
		v, err := scan(rows)
		all = append(all, v)
		return err
	}, query, args...)
	return all, err
}

// aside writes what belongs to no event.
func (db *DB) aside(ctx context.Context, query string, args ...any) error {
	_, _, err := db.Write(ctx, Work{Do: func(tx *Tx) (any, error) {
		tx.do(query, args...)
		return nil, nil
	}})
	return err
}

// onlyOne reads the row that there is at most one of; missing is the error where it is not
// there.
func onlyOne[T any](ctx context.Context, db *DB, scan func(*sql.Rows) (T, error), missing error, query string, args ...any) (v T, err error) {
	all, err := rowsOf(ctx, db, scan, query, args...)
	if err != nil {
		return v, err
	}
	if len(all) == 0 {
		return v, missing
	}
	return all[0], nil
}

// mark is what is kept of a word that somebody typed, so that nobody reads it from the
// table and nobody without the master key can try words on it.
func (db *DB) mark(use, word string) string {
	h := hmac.New(sha256.New, db.options.Master)
	h.Write([]byte(use + "\x00" + word))
	return hex.EncodeToString(h.Sum(nil))
}

const (
	// keepAnswers is how long the answer to a key can be asked for again: seven days.
	keepAnswers = 7 * 24 * 60 * 60 * 1_000_000
	// keepAttempts is how long an attempt at a secret is remembered: a day.
	keepAttempts = 24 * 60 * 60 * 1_000_000
)

const (
	sqlOldAnswers  = `DELETE FROM idempotency WHERE recorded_at < $1`
	sqlOldSessions = `DELETE FROM session WHERE expires_at <= $1`
	sqlOldTokens   = `DELETE FROM token WHERE expires_at <> 0 AND expires_at <= $1`
	sqlOldPending  = `DELETE FROM pending WHERE expires_at <= $1`
	sqlOldAttempts = `DELETE FROM attempt WHERE last_at < $1`
	sqlOldJobs     = `DELETE FROM job WHERE finished_at < $1`
)

// Purge removes answers older than seven days, and sessions, tokens, things begun, attempts
// and finished jobs whose time is over.
func (db *DB) Purge(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "store.Purge")
	_, _, err = db.Write(ctx, Work{Do: func(tx *Tx) (any, error) {
		tx.do(sqlOldAnswers, tx.now-keepAnswers)
		tx.do(sqlOldSessions, tx.now)
		tx.do(sqlOldTokens, tx.now)
		tx.do(sqlOldPending, tx.now)
		tx.do(sqlOldAttempts, tx.now-keepAttempts)
		tx.do(sqlOldJobs, tx.now-keepAnswers)
		return nil, nil
	}})
	return err
}

// Now is the store's clock, microseconds UTC.
func (db *DB) Now() int64 { return db.options.Clock() }

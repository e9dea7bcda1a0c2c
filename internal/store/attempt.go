package store

import (
	"database/sql"
	"errors"
)

// Attempts are how often a secret was tried lately, and when the last time was, in
// microseconds UTC.
type Attempts struct{ N, Last int64 }

const (
	sqlAttempts    = `SELECT n, last_at FROM attempt WHERE id = $1`
	sqlAttemptsSet = `INSERT INTO attempt (id, n, last_at) VALUES ($1, $2, $3)
	ON CONFLICT (id) DO UPDATE SET n = excluded.n, last_at = excluded.last_at`
	sqlAttemptsEnd = `DELETE FROM attempt WHERE id = $1`
)

// attemptUse says what the marks of attempts are for.
const attemptUse = "attempt"

// Attempts are those of somebody at something, as words of the caller's. They are kept for
// a day after the last.
func (tx *Tx) Attempts(who string) (a Attempts, err error) {
	a, err = secret(tx, func(rows *sql.Rows) (a Attempts, err error) {
		return a, rows.Scan(&a.N, &a.Last)
	}, errNone, sqlAttempts, tx.db.mark(attemptUse, who))
	if errors.Is(err, errNone) {
		return Attempts{}, nil
	}
	return a, err
}

// SetAttempts keeps them; none are forgotten.
func (tx *Tx) SetAttempts(who string, a Attempts) {
	if a.N <= 0 {
		tx.do(sqlAttemptsEnd, tx.db.mark(attemptUse, who))
		return
	}
	tx.do(sqlAttemptsSet, tx.db.mark(attemptUse, who), a.N, a.Last)
}

package store

import (
	"context"
	"database/sql"
	"encoding/hex"

	"cairn/fault"
)

// Vitals are what can be seen of a database from outside its contents, as whoever looks
// after it wants to know it. Settings are the database's own; Seq and Head (hexadecimal)
// the end of the log, and Last the moment at which it was written, microseconds UTC, 0 for
// an empty log. Jobs that wait are due or will be; late ones should have begun an hour ago
// or more, and nobody has.
type Vitals struct {
	Settings           []Setting
	Seq                int64
	Head               string
	Last               int64
	JobsWait, JobsLate int64
}

// Setting is one setting, or what a look at the file came to. Want is what it should be,
// "" where anything is good.
type Setting struct{ Name, Value, Want string }

// lateJob is after how long a job that nobody has begun is late.
const lateJob = 60 * 60 * 1_000_000

const (
	sqlLast = `SELECT COALESCE(MAX(recorded_at), 0) FROM event WHERE seq = $1`
	sqlJobs = `SELECT COUNT(*), COUNT(*) FILTER (WHERE run_at < $1 AND (locked_until IS NULL OR locked_until < $1)) FROM job WHERE finished_at IS NULL AND stopped_at IS NULL`
)

// Vitals looks at the database. It reads all of a file to see whether it is whole.
func (db *DB) Vitals(ctx context.Context) (v Vitals, err error) {
	defer fault.Wrap(&err, "store.Vitals")
	h, err := db.head(ctx)
	if err != nil {
		return v, err
	}
	v.Seq, v.Head = h.seq, hex.EncodeToString(h.hash)
	if err := db.read.QueryRowContext(ctx, sqlLast, h.seq).Scan(&v.Last); err != nil {
		return v, err
	}
	if err := db.read.QueryRowContext(ctx, sqlJobs, db.Now()-lateJob).Scan(&v.JobsWait, &v.JobsLate); err != nil {
		return v, err
	}
	v.Settings, err = rowsOf(ctx, db, func(rows *sql.Rows) (s Setting, err error) {
		return s, rows.Scan(&s.Name, &s.Value, &s.Want)
	}, db.dialect.settings())
	return v, err
}

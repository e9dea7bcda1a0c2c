package store

import (
	"context"
	"database/sql"

	"cairn/fault"
)

// Job is work to be done later, kept with the events that ask for it. Unique is empty, or
// a key of which only one job of a kind waits at a time. RunAt is in microseconds UTC, 0
// for at once. Attempt counts the claims.
type Job struct {
	ID, Kind string
	Payload  []byte
	Unique   string
	RunAt    int64
	Attempt  int64
}

const (
	sqlJobAdd = `INSERT INTO job (id, kind, payload, unique_key, run_at, attempt, result) VALUES ($1, $2, $3, $4, $5, 0, '')
	ON CONFLICT DO NOTHING`
	sqlJobDue   = `SELECT COUNT(*) FROM job WHERE finished_at IS NULL AND run_at <= $1 AND (locked_until IS NULL OR locked_until <= $1)`
	sqlJobClaim = `UPDATE job SET attempt = attempt + 1, locked_until = $2 WHERE id IN (
		SELECT id FROM job WHERE finished_at IS NULL AND run_at <= $1 AND (locked_until IS NULL OR locked_until <= $1)
		ORDER BY run_at, id LIMIT $3)
	RETURNING id, kind, payload, COALESCE(unique_key, ''), run_at, attempt`
	sqlJobDone  = `UPDATE job SET finished_at = $3, locked_until = NULL, result = $4 WHERE id = $1 AND attempt = $2 AND finished_at IS NULL`
	sqlJobAgain = `UPDATE job SET run_at = $3, locked_until = NULL, result = $4 WHERE id = $1 AND attempt = $2 AND finished_at IS NULL`
)

// Enqueue stages a job. One with the key of another that still waits adds nothing.
func (tx *Tx) Enqueue(j Job) {
	if j.ID == "" {
		j.ID = tx.NewID()
	}
	if j.RunAt == 0 {
		j.RunAt = tx.now
	}
	tx.do(sqlJobAdd, j.ID, j.Kind, bytesOf(j.Payload), some(j.Unique), j.RunAt)
}

// ClaimJobs takes at most limit jobs that are due, for lease microseconds: who has not
// finished one by then loses it to another. Nothing is written where nothing is due.
func (db *DB) ClaimJobs(ctx context.Context, lease int64, limit int) (jobs []Job, err error) {
	defer fault.Wrap(&err, "store.ClaimJobs")
	var due int
	if err := db.read.QueryRowContext(ctx, sqlJobDue, db.Now()).Scan(&due); err != nil || due == 0 {
		return nil, err
	}
	_, _, err = db.Write(ctx, Work{Alone: true, Do: func(tx *Tx) (any, error) {
		jobs = nil
		tx.batch.dirty = true
		return nil, tx.link.query(tx.ctx, func(rows *sql.Rows) error {
			var j Job
			err := rows.Scan(&j.ID, &j.Kind, &j.Payload, &j.Unique, &j.RunAt, &j.Attempt)
			jobs = append(jobs, j)
			return err
		}, sqlJobClaim, tx.now, tx.now+lease, int64(bounded(limit)))
	}})
	return jobs, err
}

// FinishJob notes that a claimed job is done. Who has lost the claim changes nothing.
func (db *DB) FinishJob(ctx context.Context, j Job, result string) (err error) {
	defer fault.Wrap(&err, "store.FinishJob")
	return db.aside(ctx, sqlJobDone, j.ID, j.Attempt, db.Now(), result)
}

// FailJob gives a claimed job back, to be tried again at a moment.
func (db *DB) FailJob(ctx context.Context, j Job, why string, again int64) (err error) {
	defer fault.Wrap(&err, "store.FailJob")
	return db.aside(ctx, sqlJobAgain, j.ID, j.Attempt, again, why)
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"cairn/fault"
)

// Job is work to be done later, kept with the events that ask for it. Unique is empty, or
// a key of which only one job of a kind waits at a time. RunAt is in microseconds UTC, 0
// for at once. Attempt counts the claims, and so tells one from another; Failed counts
// those that came to nothing. The payload may hold secrets: it is sealed with the master
// key, and forgotten once the job is done.
type Job struct {
	ID, Kind string
	Payload  []byte
	Unique   string
	RunAt    int64
	Attempt  int64
	Failed   int64
}

const (
	sqlJobAdd = `INSERT INTO job (id, kind, payload, unique_key, run_at, attempt, result, created_at, failed) VALUES ($1, $2, $3, $4, $5, 0, '', $6, 0)
	ON CONFLICT DO NOTHING`
	jobDue    = ` FROM job WHERE finished_at IS NULL AND stopped_at IS NULL AND run_at <= $1 AND (locked_until IS NULL OR locked_until <= $1)`
	sqlJobDue = `SELECT kind, COUNT(*)` + jobDue + ` GROUP BY kind`
	// A claim that has run out is an attempt that came to nothing: nobody knows what became
	// of whoever held it.
	sqlJobClaim = `UPDATE job SET attempt = attempt + 1, failed = failed + CASE WHEN locked_until IS NULL THEN 0 ELSE 1 END,
		result = CASE WHEN locked_until IS NULL THEN result ELSE '` + jobLost + `' END, locked_until = $2 WHERE id IN (
		SELECT id` + jobDue + ` AND kind = $3 ORDER BY run_at, id LIMIT $4)
	RETURNING id, kind, payload, COALESCE(unique_key, ''), run_at, attempt, failed`
	sqlJobHeld  = `SELECT id, attempt FROM job WHERE finished_at IS NULL AND stopped_at IS NULL AND locked_until IS NOT NULL AND id IN `
	sqlJobRenew = `UPDATE job SET locked_until = $3 WHERE id = $1 AND attempt = $2`
	jobOfClaim  = ` WHERE id = $1 AND attempt = $2 AND finished_at IS NULL AND stopped_at IS NULL`
	sqlJobDone  = `UPDATE job SET finished_at = $3, locked_until = NULL, result = $4, payload = ''` + jobOfClaim
	sqlJobGone  = `DELETE FROM job` + jobOfClaim
	sqlJobAgain = `UPDATE job SET run_at = $3, locked_until = NULL, result = $4, failed = failed + 1` + jobOfClaim
	sqlJobStop  = `UPDATE job SET stopped_at = $3, locked_until = NULL, result = $4, failed = failed + 1` + jobOfClaim
	sqlJobBack  = `UPDATE job SET run_at = $3, locked_until = NULL` + jobOfClaim

	// jobLost is the result of a claim that ran out.
	jobLost = "whoever was at it has not been heard of again"
)

// jobPlace is where the payload of a job belongs.
func jobPlace(id string) string { return "job\x00" + id }

// Enqueue stages a job. One with the key of another that still waits adds nothing.
func (tx *Tx) Enqueue(j Job) {
	if j.ID == "" {
		j.ID = tx.NewID()
	}
	if j.RunAt == 0 {
		j.RunAt = tx.now
	}
	tx.do(sqlJobAdd, j.ID, j.Kind, tx.db.master.close(j.Payload, jobPlace(j.ID)), some(j.Unique), j.RunAt, tx.now)
}

// JobNews gives a channel on which something arrives soon after this node has kept a job.
// Those of other nodes are found by asking. Stop ends it.
func (db *DB) JobNews() (news <-chan int64, stop func()) { return db.bell.listen() }

// ring tells of jobs that a batch has kept.
func (db *DB) ring(b *batch) {
	for _, s := range b.later {
		if s.query == sqlJobAdd || s.query == sqlJobRetry {
			db.bell.ring()
			return
		}
	}
}

// ClaimJobs takes jobs that are due, for lease microseconds: who has neither finished nor
// renewed one by then loses it to another. Room says how many of each kind. Nothing is
// written where nothing is due. A batch locks the end of the log first, so nodes that claim
// at once take turns and none gets what another has.
func (db *DB) ClaimJobs(ctx context.Context, lease int64, room map[string]int) (jobs []Job, err error) {
	defer fault.Wrap(&err, "store.ClaimJobs")
	var kinds []string
	now := db.Now()
	_, err = rowsOf(ctx, db, func(rows *sql.Rows) (n int64, err error) {
		var kind string
		err = rows.Scan(&kind, &n)
		if n > 0 && room[kind] > 0 {
			kinds = append(kinds, kind)
		}
		return n, err
	}, sqlJobDue, now)
	if err != nil || len(kinds) == 0 {
		return nil, err
	}
	slices.Sort(kinds)
	_, _, err = db.Write(ctx, Work{Alone: true, Do: func(tx *Tx) (any, error) {
		jobs = nil
		tx.batch.dirty = true
		for _, kind := range kinds {
			if err := tx.claim(&jobs, lease, kind, room[kind]); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}})
	return jobs, err
}

// claim takes some of one kind. A payload that this key does not open is nobody's.
func (tx *Tx) claim(jobs *[]Job, lease int64, kind string, limit int) error {
	return tx.link.query(tx.ctx, func(rows *sql.Rows) error {
		var j Job
		var sealed []byte
		if err := rows.Scan(&j.ID, &j.Kind, &sealed, &j.Unique, &j.RunAt, &j.Attempt, &j.Failed); err != nil {
			return err
		}
		var err error
		if j.Payload, err = tx.db.master.open(sealed, jobPlace(j.ID)); err != nil {
			tx.do(sqlJobStop, j.ID, j.Attempt, tx.now, "its contents cannot be opened with this master key")
			return nil
		}
		*jobs = append(*jobs, j)
		return nil
	}, sqlJobClaim, tx.now, tx.now+lease, kind, int64(bounded(limit)))
}

// RenewJobs keeps claims for another lease, in microseconds, and returns the ids of those
// that are lost.
func (db *DB) RenewJobs(ctx context.Context, lease int64, jobs []Job) (lost []string, err error) {
	defer fault.Wrap(&err, "store.RenewJobs")
	_, _, err = db.Write(ctx, Work{Do: func(tx *Tx) (any, error) {
		lost = nil
		held, err := tx.held(jobs)
		if err != nil {
			return nil, err
		}
		for _, j := range jobs {
			if held[j.ID] != j.Attempt {
				lost = append(lost, j.ID)
				continue
			}
			tx.do(sqlJobRenew, j.ID, j.Attempt, tx.now+lease)
		}
		return nil, nil
	}})
	return lost, err
}

// held are the attempts under which jobs are claimed.
func (tx *Tx) held(jobs []Job) (map[string]int64, error) {
	held := map[string]int64{}
	var ids []string
	for _, j := range jobs {
		ids = append(ids, j.ID)
	}
	return held, tx.link.pick(tx.ctx, func(rows *sql.Rows) error {
		var id string
		var attempt int64
		err := rows.Scan(&id, &attempt)
		held[id] = attempt
		return err
	}, sqlJobHeld, ids)
}

// FinishJob stages that a claimed job is done, together with what it has done: both are
// kept or neither, so the effect happens once. It is fault.Conflict "job.lost" where
// another has the claim, or somebody has dropped the job.
func (tx *Tx) FinishJob(j Job, result string) error {
	held, err := tx.held([]Job{j})
	if err != nil {
		return err
	}
	if held[j.ID] != j.Attempt {
		return fault.New(fault.Conflict, "job.lost", "", "to leave it to whoever has it now").With("id", j.ID)
	}
	tx.do(sqlJobDone, j.ID, j.Attempt, tx.now, brief(result))
	return nil
}

// FinishJob notes that a claimed job is done. Who has lost the claim changes nothing.
func (db *DB) FinishJob(ctx context.Context, j Job, result string) (err error) {
	defer fault.Wrap(&err, "store.FinishJob")
	return db.aside(ctx, sqlJobDone, j.ID, j.Attempt, db.Now(), brief(result))
}

// ForgetJob removes a claimed job that is done and not worth a line: one of those that the
// schedule makes every few minutes.
func (db *DB) ForgetJob(ctx context.Context, j Job) (err error) {
	defer fault.Wrap(&err, "store.ForgetJob")
	return db.aside(ctx, sqlJobGone, j.ID, j.Attempt)
}

// FailJob gives a claimed job back, to be tried again at a moment (microseconds UTC).
func (db *DB) FailJob(ctx context.Context, j Job, why string, again int64) (err error) {
	defer fault.Wrap(&err, "store.FailJob")
	return db.aside(ctx, sqlJobAgain, j.ID, j.Attempt, again, brief(why))
}

// StopJob gives a claimed job up: nobody claims it until somebody has seen to it.
func (db *DB) StopJob(ctx context.Context, j Job, why string) (err error) {
	defer fault.Wrap(&err, "store.StopJob")
	return db.aside(ctx, sqlJobStop, j.ID, j.Attempt, db.Now(), brief(why))
}

// ReturnJob hands back a claimed job that nothing was wrong with, for another to begin.
func (db *DB) ReturnJob(ctx context.Context, j Job) (err error) {
	defer fault.Wrap(&err, "store.ReturnJob")
	return db.aside(ctx, sqlJobBack, j.ID, j.Attempt, db.Now())
}

// brief cuts a text to what a list shows.
func brief(text string) string {
	const most = 500
	runes := []rune(text)
	if len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// JobState is how a job stands.
type JobState string

// The states. A stopped job is in quarantine: it has failed too often, or in a way that
// trying again does not mend.
const (
	JobWaits   JobState = "waiting"
	JobRuns    JobState = "running"
	JobStopped JobState = "stopped"
	JobDone    JobState = "done"
)

// JobRow is a job as a list shows it, without its contents. Moments are microseconds UTC,
// 0 where there is none; Result is what came of its last attempt.
type JobRow struct {
	ID       string   `json:"id"`
	Kind     string   `json:"kind"`
	State    JobState `json:"state" enum:"waiting,running,stopped,done"`
	Created  int64    `json:"created_at"`
	RunAt    int64    `json:"run_at"`
	Attempts int64    `json:"attempts"`
	Failed   int64    `json:"failed"`
	Ended    int64    `json:"ended_at,omitempty"` // when it was finished or stopped
	Result   string   `json:"result,omitempty"`
}

const (
	sqlJobsShown = `SELECT id, kind, CASE WHEN finished_at IS NOT NULL THEN 'done' WHEN stopped_at IS NOT NULL THEN 'stopped'
		WHEN locked_until IS NOT NULL AND locked_until > $1 THEN 'running' ELSE 'waiting' END,
		created_at, run_at, attempt, failed, COALESCE(finished_at, stopped_at, 0), result FROM job
	ORDER BY CASE WHEN stopped_at IS NOT NULL AND finished_at IS NULL THEN 0 WHEN finished_at IS NULL THEN 1 ELSE 2 END,
		COALESCE(finished_at, stopped_at, 0) DESC, run_at, id LIMIT $2`
	sqlJobTally = `SELECT COUNT(*) FILTER (WHERE stopped_at IS NULL), COUNT(*) FILTER (WHERE stopped_at IS NOT NULL) FROM job WHERE finished_at IS NULL`
)

// Jobs lists jobs: those in quarantine first, then those that wait or run, then what is
// done, the latest first. At most limit.
func (db *DB) Jobs(ctx context.Context, limit int) (jobs []JobRow, err error) {
	defer fault.Wrap(&err, "store.Jobs")
	return rowsOf(ctx, db, func(rows *sql.Rows) (j JobRow, err error) {
		return j, rows.Scan(&j.ID, &j.Kind, &j.State, &j.Created, &j.RunAt, &j.Attempts, &j.Failed, &j.Ended, &j.Result)
	}, sqlJobsShown, db.Now(), int64(bounded(limit)))
}

const sqlJobUnderWay = `SELECT COUNT(*) FROM job WHERE kind = $1 AND finished_at IS NULL AND stopped_at IS NULL`

// JobUnderWay says whether a job of a kind is still to be done.
func (db *DB) JobUnderWay(ctx context.Context, kind string) (is bool, err error) {
	defer fault.Wrap(&err, "store.JobUnderWay")
	var n int64
	err = db.one(ctx, sqlJobUnderWay, []any{kind}, &n)
	return n > 0, err
}

// JobTally counts the jobs that are still to be done, and those that were given up.
func (db *DB) JobTally(ctx context.Context) (open, stopped int64, err error) {
	defer fault.Wrap(&err, "store.JobTally")
	return open, stopped, db.one(ctx, sqlJobTally, nil, &open, &stopped)
}

const (
	sqlJobState = `SELECT CASE WHEN finished_at IS NOT NULL THEN 'done' WHEN stopped_at IS NOT NULL THEN 'stopped'
		WHEN locked_until IS NOT NULL AND locked_until > $2 THEN 'running' ELSE 'waiting' END FROM job WHERE id = $1`
	// The key goes: another of the same key may wait by now.
	sqlJobRetry = `UPDATE job SET stopped_at = NULL, failed = 0, run_at = $2, unique_key = NULL WHERE id = $1 AND finished_at IS NULL`
	sqlJobDrop  = `UPDATE job SET finished_at = $2, stopped_at = NULL, locked_until = NULL, result = $3, payload = '' WHERE id = $1 AND finished_at IS NULL`
)

// jobState is how a job stands; fault.NotFound "job" where there is none.
func (tx *Tx) jobState(id string) (state JobState, err error) {
	err = tx.link.query(tx.ctx, func(rows *sql.Rows) error { return rows.Scan(&state) }, sqlJobState, id, tx.now)
	if err == nil && state == "" {
		err = missing("job", id)
	}
	return state, err
}

// RetryJob stages that a job which waits or was given up is tried at once, as if it had
// never failed. One that runs or is done is fault.Conflict "job.busy" or "job.done".
func (tx *Tx) RetryJob(id string) error {
	state, err := tx.jobState(id)
	switch {
	case err != nil:
		return err
	case state == JobRuns:
		return fault.New(fault.Conflict, "job.busy", "", "to wait until it ends").With("id", id)
	case state == JobDone:
		return fault.New(fault.Conflict, "job.done", "", "a job that is not done").With("id", id)
	}
	tx.do(sqlJobRetry, id, tx.now)
	return nil
}

// DropJob stages that a job will never be done. Why stands in the list. One that runs is
// dropped too: what it is in the middle of may still happen, and will not be repeated. One
// that is done is fault.Conflict "job.done".
func (tx *Tx) DropJob(id, why string) error {
	state, err := tx.jobState(id)
	if err != nil {
		return err
	}
	if state == JobDone {
		return fault.New(fault.Conflict, "job.done", "", "a job that is not done").With("id", id)
	}
	tx.do(sqlJobDrop, id, tx.now, brief(why))
	return nil
}

// Slot is one entry of the schedule as it was last begun. Moments are microseconds UTC;
// Done is 0 before it ever succeeded.
type Slot struct {
	Name string
	Due  int64
	Done int64
}

const (
	sqlSlots   = `SELECT name, due_at, done_at FROM schedule ORDER BY name`
	sqlSlot    = `SELECT due_at FROM schedule WHERE name = $1`
	sqlSlotSet = `INSERT INTO schedule (name, due_at, done_at) VALUES ($1, $2, 0)
	ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at`
	sqlSlotDone = `UPDATE schedule SET done_at = $2 WHERE name = $1`
)

// Slots lists how far the schedule has come.
func (db *DB) Slots(ctx context.Context) (all []Slot, err error) {
	defer fault.Wrap(&err, "store.Slots")
	return rowsOf(ctx, db, func(rows *sql.Rows) (s Slot, err error) {
		return s, rows.Scan(&s.Name, &s.Due, &s.Done)
	}, sqlSlots)
}

// Begin makes the job of an entry of the schedule for a due time (microseconds UTC), once
// over all nodes and for ever. An entry that is new here begins with its next time, unless
// first says that it begins with this one. It tells whether this call made the job.
func (db *DB) Begin(ctx context.Context, j Job, due int64, first bool) (made bool, err error) {
	defer fault.Wrap(&err, "store.Begin(%s)", j.Kind)
	_, _, err = db.Write(ctx, Work{Do: func(tx *Tx) (any, error) {
		made = false
		var last int64
		known := false
		err := tx.link.query(tx.ctx, func(rows *sql.Rows) error { known = true; return rows.Scan(&last) }, sqlSlot, j.Kind)
		if err != nil || known && last >= due {
			return nil, err
		}
		tx.do(sqlSlotSet, j.Kind, due)
		if known || first {
			tx.Enqueue(j)
			made = true
		}
		return nil, nil
	}})
	return made, err
}

// SlotDone notes that the job of an entry has succeeded.
func (db *DB) SlotDone(ctx context.Context, name string) (err error) {
	defer fault.Wrap(&err, "store.SlotDone")
	return db.aside(ctx, sqlSlotDone, name, db.Now())
}

// LostClaim says whether an error is that of a claim that another has by now.
func LostClaim(err error) bool {
	f, ok := errors.AsType[*fault.Error](err)
	return ok && f.Key == "job.lost"
}

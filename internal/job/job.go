// Package job does what is to be done later: what an event asked for, and what is due by the
// clock. Jobs lie in the database, kept in one commit with what asks for them, and any node
// may do any of them.
//
//	r := job.New(db, log, seed)
//	r.Add(job.Kind{Name: "mail", Do: send, AtOnce: 2})
//	r.Add(job.Kind{Name: "purge", Do: purge, When: job.Always(job.Every(time.Hour))})
//	err := r.Run(ctx) // until ctx ends
//
// A job is done at least once. Whoever claims one has it for a lease, and renews that while
// at it; a node that dies loses its claims, and another begins again. So a job must stand
// being done twice. What it changes in the database happens once all the same where it is
// kept in one commit with the end of the job (store.Tx.FinishJob), or goes through the door
// under Key. What it does elsewhere carries the id of the job, by which the other side can
// tell that it has it already.
//
// A job that fails is tried again, later each time, and given up after so many attempts: it
// is then in quarantine, with its last error, until somebody tries it again or drops it. The
// others go on meanwhile.
package job

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"cairn/internal/store"
)

// Kind is what is known about jobs of one kind. Do does one; Done is what it came to, for
// the list. Limit bounds one attempt, AtOnce how many this node does at a time, Attempts how
// often one may fail before it is given up; 0 stands for five minutes, one, and ten. When is
// set for what is due by the clock, in the company's zone, and asked each time; AtFirst has it done at once on a
// database that has never done it.
type Kind struct {
	Name     string
	Do       func(ctx context.Context, j Job) (done string, err error)
	Limit    time.Duration
	AtOnce   int
	Attempts int64
	When     func(context.Context) When
	AtFirst  bool
}

// Job is one job as Do gets it. Due is the time for which the schedule made it, microseconds
// UTC, 0 where it did not.
type Job struct {
	store.Job
	Due int64
}

// Key makes a command of this job harmless to repeat: the door does it once.
func (j Job) Key() string { return "job:" + j.ID }

// Options are how a runner works; the zero value is right in production. Lease is how long a
// claim lasts, Poll how often due jobs are looked for, Patience how long those under way may
// go on once it is told to stop. FirstWait and LastWait bound the waiting between attempts.
// Seed is that of the spread.
type Options struct {
	Lease, Poll, Patience, FirstWait, LastWait time.Duration
	Seed                                       uint64
	Log                                        *slog.Logger
}

func (o Options) filled() Options {
	for _, f := range []struct {
		d    *time.Duration
		like time.Duration
	}{
		{&o.Lease, time.Minute}, {&o.Poll, time.Second}, {&o.Patience, 10 * time.Second},
		{&o.FirstWait, 10 * time.Second}, {&o.LastWait, 6 * time.Hour},
	} {
		if *f.d == 0 {
			*f.d = f.like
		}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

// final is an error that trying again does not mend.
type final struct{ error }

// Unwrap is what went wrong.
func (f final) Unwrap() error { return f.error }

// Never marks an error as one that trying again does not mend: the job is given up at once.
func Never(err error) error {
	if err == nil {
		return nil
	}
	return final{err}
}

func isFinal(err error) bool {
	_, ok := errors.AsType[final](err)
	return ok
}

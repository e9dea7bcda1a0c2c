package job

import (
	"context"
	"hash/fnv"
	"math/rand/v2"
	"time"
)

// When says at which times something is due. Before is the latest of them that is not after
// a moment, in the moment's own zone; Next the first that is.
type When struct {
	every        time.Duration
	hour, minute int
}

// Every is due each time that a whole number of d has passed since the beginning of 1970.
func Every(d time.Duration) When { return When{every: d} }

// Daily is due each day at a time of the clock. Where the clocks go forward over that time,
// it is due as much later as they jump; where they go back over it, the first time counts.
func Daily(hour, minute int) When { return When{hour: hour, minute: minute} }

// Always is what is due at the same times for ever.
func Always(w When) func(context.Context) When { return func(context.Context) When { return w } }

// Before is the latest due time that is not after a moment.
func (w When) Before(t time.Time) time.Time {
	if w.every > 0 {
		return t.Truncate(w.every)
	}
	due := w.on(t, 0)
	if due.After(t) {
		due = w.on(t, -1)
	}
	return due
}

// Next is the first due time after a moment.
func (w When) Next(t time.Time) time.Time {
	if w.every > 0 {
		return t.Truncate(w.every).Add(w.every)
	}
	due := w.on(t, 0)
	if !due.After(t) {
		due = w.on(t, 1)
	}
	return due
}

// on is the due time of the day that is some days from that of t.
func (w When) on(t time.Time, days int) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d+days, w.hour, w.minute, 0, 0, t.Location())
}

// Often is how often it is due, 0 for once a day. A run of what is due several times a day is
// not worth a line.
func (w When) Often() time.Duration { return w.every }

// backOff is how long to wait after a job has failed so many times: it doubles from first to
// last, and is spread by a quarter to either side so that what failed together does not come
// back together. The same seed, job and number give the same time.
func backOff(seed uint64, id string, failed int64, first, last time.Duration) time.Duration {
	wait := first
	for i := int64(1); i < failed && wait < last; i++ {
		wait *= 2
	}
	wait = min(wait, last)
	h := fnv.New64a()
	h.Write([]byte(id))
	r := rand.New(rand.NewPCG(seed, h.Sum64()+uint64(failed)))
	return wait*3/4 + time.Duration(r.Int64N(int64(wait)/2+1))
}

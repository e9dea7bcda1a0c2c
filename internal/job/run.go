package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"cairn/internal/store"
)

// Runner does the jobs of one node.
type Runner struct {
	db    *store.DB
	zone  func(context.Context) *time.Location
	o     Options
	kinds map[string]Kind

	mu      sync.Mutex
	running map[string]*claim // by the id of the job
	ended   chan struct{}     // one of them did
	working sync.WaitGroup
}

// claim is a job that this node is at. A job whose lease could not be kept is lost: what it
// comes to is no longer noted.
type claim struct {
	job  store.Job
	stop context.CancelCauseFunc
	end  time.Time // after which it is not renewed
}

// Errors by which the context of a job ends.
var (
	errLost = errors.New("another has this job by now, or somebody has dropped it")
	errStop = errors.New("the program stops")
	errSlow = errors.New("it took longer than a job of its kind may")
)

// New makes a runner. Zone gives the company's zone, in which days begin.
func New(db *store.DB, zone func(context.Context) *time.Location, o Options) *Runner {
	return &Runner{db: db, zone: zone, o: o.filled(), kinds: map[string]Kind{}, running: map[string]*claim{}, ended: make(chan struct{}, 1)}
}

// Add tells of a kind, before Run.
func (r *Runner) Add(k Kind) {
	if k.Limit == 0 {
		k.Limit = 5 * time.Minute
	}
	k.AtOnce = max(k.AtOnce, 1)
	if k.Attempts == 0 {
		k.Attempts = 10
	}
	r.kinds[k.Name] = k
}

// Run does jobs until ctx ends. Those under way are then told to end, and have Options.Patience
// for it; what did not end by itself is handed back.
func (r *Runner) Run(ctx context.Context) {
	news, deaf := r.db.JobNews()
	defer deaf()
	renew := time.NewTicker(r.o.Lease / 3)
	defer renew.Stop()
	poll := time.NewTicker(r.o.Poll)
	defer poll.Stop()
	keep := context.WithoutCancel(ctx)
	var renewing sync.WaitGroup
	defer renewing.Wait()
	for {
		r.schedule(ctx)
		r.claim(ctx, keep)
		select {
		case <-ctx.Done():
			r.drain()
			return
		case <-news:
		case <-r.ended:
		case <-poll.C:
		case <-renew.C:
			renewing.Wait() // one at a time
			renewing.Go(func() { r.renew(keep) })
		}
	}
}

// room is how many more of each kind this node takes.
func (r *Runner) room() map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	room := map[string]int{}
	for name, k := range r.kinds {
		room[name] = k.AtOnce
	}
	for _, c := range r.running {
		room[c.job.Kind]--
	}
	maps.DeleteFunc(room, func(_ string, n int) bool { return n <= 0 })
	return room
}

// claim takes what is due, as far as there is room, and begins it.
func (r *Runner) claim(ctx, keep context.Context) {
	room := r.room()
	if len(room) == 0 || ctx.Err() != nil {
		return
	}
	jobs, err := r.db.ClaimJobs(keep, r.o.Lease.Microseconds(), room)
	if err != nil {
		if ctx.Err() == nil {
			r.o.Log.Error("jobs could not be looked for", "error", err)
		}
		return
	}
	for _, j := range jobs {
		if k := r.kinds[j.Kind]; j.Failed >= k.Attempts {
			// It has taken whoever began it down with it, so often that nobody begins it again.
			r.note(keep, j, "given up", r.db.StopJob(keep, j, fmt.Sprintf("%d attempts came to nothing: whoever was at it has not been heard of again", j.Failed)))
			continue
		}
		r.begin(keep, j)
	}
}

// begin does one job beside the others.
func (r *Runner) begin(keep context.Context, j store.Job) {
	k := r.kinds[j.Kind]
	own, stop := context.WithCancelCause(keep)
	limited, done := context.WithTimeoutCause(own, k.Limit, errSlow)
	c := &claim{job: j, stop: stop, end: time.Now().Add(k.Limit + r.o.Lease)}
	r.mu.Lock()
	r.running[j.ID] = c
	r.mu.Unlock()
	r.working.Go(func() {
		defer done()
		text, err := r.attempt(limited, k, j)
		cause := context.Cause(limited)
		stop(nil)
		r.mu.Lock()
		lost := r.running[j.ID] != c
		r.mu.Unlock()
		if !lost {
			r.end(keep, k, j, text, err, cause)
			r.mu.Lock()
			delete(r.running, j.ID)
			r.mu.Unlock()
		}
		select {
		case r.ended <- struct{}{}:
		default:
		}
	})
}

// payload is that of a job of the schedule.
type payload struct {
	Due int64 `json:"due"`
}

// attempt calls Do, and makes an error of a panic.
func (r *Runner) attempt(ctx context.Context, k Kind, j store.Job) (text string, err error) {
	defer func() {
		if p := recover(); p != nil {
			r.o.Log.Error("a job has panicked", "kind", j.Kind, "job", j.ID, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	x := Job{Job: j}
	if k.When != nil {
		var p payload
		if json.Unmarshal(j.Payload, &p) == nil {
			x.Due = p.Due
		}
	}
	return k.Do(ctx, x)
}

// end notes what an attempt came to.
func (r *Runner) end(ctx context.Context, k Kind, j store.Job, text string, err, cause error) {
	switch {
	case err == nil && k.When != nil:
		err = r.db.SlotDone(ctx, j.Kind)
		if err == nil && k.When(ctx).Often() > 0 {
			err = r.db.ForgetJob(ctx, j)
		} else if err == nil {
			err = r.db.FinishJob(ctx, j, text)
		}
		r.note(ctx, j, "done", err)
	case err == nil:
		r.note(ctx, j, "done", r.db.FinishJob(ctx, j, text))
	case store.LostClaim(err), errors.Is(cause, errLost):
		r.o.Log.Warn("a job is another's by now", "kind", j.Kind, "job", j.ID)
	case errors.Is(cause, errStop):
		r.note(ctx, j, "handed back", r.db.ReturnJob(ctx, j))
	default:
		if errors.Is(cause, errSlow) {
			err = fmt.Errorf("%w: %w", errSlow, err)
		}
		r.fail(ctx, k, j, err)
	}
}

// fail has a job tried again, or gives it up.
func (r *Runner) fail(ctx context.Context, k Kind, j store.Job, err error) {
	log := r.o.Log.With("kind", j.Kind, "job", j.ID, "failed", j.Failed+1, "error", err)
	if isFinal(err) || j.Failed+1 >= k.Attempts {
		log.Error("a job is given up")
		r.note(ctx, j, "given up", r.db.StopJob(ctx, j, err.Error()))
		return
	}
	wait := backOff(r.o.Seed, j.ID, j.Failed+1, r.o.FirstWait, r.o.LastWait)
	log.Warn("a job has failed and is tried again", "in", wait.Round(time.Second))
	r.note(ctx, j, "given back", r.db.FailJob(ctx, j, err.Error(), r.db.Now()+wait.Microseconds()))
}

// note says where it could not be noted what became of a job: its lease runs out then, and
// it is done again.
func (r *Runner) note(ctx context.Context, j store.Job, what string, err error) {
	if err != nil && ctx.Err() == nil {
		r.o.Log.Error("it could not be noted that a job is "+what, "kind", j.Kind, "job", j.ID, "error", err)
	}
}

// renew keeps the claims of what is under way. Those that are lost are told to end, and give
// their room back at once: what they still do is not noted.
func (r *Runner) renew(ctx context.Context) {
	var jobs []store.Job
	r.mu.Lock()
	for id, c := range r.running {
		if time.Now().After(c.end) {
			// It was told to end a lease ago and does not. Another may begin it.
			r.o.Log.Error("a job does not end", "kind", c.job.Kind, "job", id)
			continue
		}
		jobs = append(jobs, c.job)
	}
	r.mu.Unlock()
	if len(jobs) == 0 {
		return
	}
	slices.SortFunc(jobs, func(a, b store.Job) int { return slices.Compare([]byte(a.ID), []byte(b.ID)) })
	lost, err := r.db.RenewJobs(ctx, r.o.Lease.Microseconds(), jobs)
	if err != nil {
		r.o.Log.Error("claims of jobs could not be renewed", "error", err)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range lost {
		if c := r.running[id]; c != nil && slices.ContainsFunc(jobs, func(j store.Job) bool { return j.ID == id && j.Attempt == c.job.Attempt }) {
			c.stop(errLost)
		}
	}
}

// drain tells what is under way to end, and waits for it as long as its patience lasts.
func (r *Runner) drain() {
	r.mu.Lock()
	for _, c := range r.running {
		c.stop(errStop)
	}
	r.mu.Unlock()
	gone := make(chan struct{})
	go func() {
		r.working.Wait()
		close(gone)
	}()
	select {
	case <-gone:
	case <-time.After(r.o.Patience):
		r.mu.Lock()
		defer r.mu.Unlock()
		for id, c := range r.running {
			r.o.Log.Error("a job was left in the middle; it is begun again when its lease is over", "kind", c.job.Kind, "job", id)
		}
	}
}

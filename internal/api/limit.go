package api

import (
	"strconv"
	"sync"
	"time"

	"cairn/fault"
)

// crowd bounds how many requests of one person run at once, so that one script does not
// take the machine from everybody else.
type crowd struct {
	most int
	mu   sync.Mutex
	in   map[string]int
}

func newCrowd(most int) *crowd { return &crowd{most: most, in: map[string]int{}} }

// enter lets a request of a member in; free must be called when it is over.
func (c *crowd) enter(member string) (free func(), err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.in[member] >= c.most {
		return nil, &refusedRequest{why: fault.New(fault.Conflict, "api.busy", "", "to wait for one of them"), kind: kindTooMany}
	}
	c.in[member]++
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.in[member]--; c.in[member] == 0 {
			delete(c.in, member)
		}
	}, nil
}

// throttle slows down who guesses passwords. It counts failures for an account as tried
// from one address, so that a stranger's guessing does not lock its owner out, and for an
// address whichever accounts it tries.
type throttle struct {
	now func() time.Time
	mu  sync.Mutex
	by  map[string]*failures
}

type failures struct {
	n    int
	last time.Time
}

const (
	freeAttempts  = 5                // of one account from one address
	freeAddress   = 50               // of one address
	longestPause  = time.Minute      // between two attempts
	failureMemory = 30 * time.Minute // after the last of them
	mostFailures  = 100_000          // kept; beyond that the oldest are swept
)

func newThrottle(now func() time.Time) *throttle {
	return &throttle{now: now, by: map[string]*failures{}}
}

// check says how long somebody has to wait before the next attempt, as a fault.
func (t *throttle) check(account, address string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	wait := max(t.wait("account "+account+" "+address, freeAttempts), t.wait("address "+address, freeAddress))
	if wait <= 0 {
		return nil
	}
	seconds := strconv.Itoa(int((wait + time.Second - 1) / time.Second))
	return &refusedRequest{
		why: fault.New(fault.Conflict, "sign_in.wait", "", "some patience").With("seconds", seconds), kind: kindTooMany,
	}
}

// wait doubles with each failure beyond the free ones.
func (t *throttle) wait(key string, free int) time.Duration {
	f := t.by[key]
	if f == nil || f.n < free {
		return 0
	}
	pause := min(longestPause, time.Second<<min(f.n-free, 10))
	return f.last.Add(pause).Sub(t.now())
}

// failed counts a failure.
func (t *throttle) failed(account, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if len(t.by) > mostFailures {
		t.sweep(now)
	}
	for _, key := range []string{"account " + account + " " + address, "address " + address} {
		f := t.by[key]
		if f == nil || now.Sub(f.last) > failureMemory {
			f = &failures{}
			t.by[key] = f
		}
		f.n++
		f.last = now
	}
}

// passed forgets the failures of an account from an address.
func (t *throttle) passed(account, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.by, "account "+account+" "+address)
}

// sweep forgets what is past, and everything where that is not enough.
func (t *throttle) sweep(now time.Time) {
	for key, f := range t.by {
		if now.Sub(f.last) > failureMemory {
			delete(t.by, key)
		}
	}
	if len(t.by) > mostFailures {
		clear(t.by)
	}
}

package app

import (
	"context"
	"strconv"
	"strings"

	"cairn/fault"
	"cairn/internal/store"
)

// limit slows down who tries a secret. It counts attempts before they are tried, in the
// database, so that neither many at once nor a new start of the program get around it.
// Beyond the free ones the pause before the next doubles with each, up to longest. Times
// are microseconds.
type limit struct {
	who     string // and at what
	free    int64
	longest int64
	memory  int64 // attempts are forgotten that long after the last
	shared  bool  // by several people: who succeeds takes back their own attempt only
}

const (
	secondMicros = 1_000_000
	minuteMicros = 60 * secondMicros
)

// signInLimits count attempts for an account as tried from one browser on which its owner
// has signed in before; from all others together; and from an address, whatever accounts it
// tries. So a stranger's guessing does not lock the owner out of their own browser.
func signInLimits(email, member string, from From) []limit {
	account := strings.ToLower(strings.TrimSpace(email))
	if from.knows(member) {
		return []limit{{who: "sign-in " + from.Device + " " + account, free: 5, longest: minuteMicros, memory: 30 * minuteMicros}}
	}
	return []limit{
		{who: "sign-in " + account, free: 5, longest: minuteMicros, memory: 30 * minuteMicros},
		{who: "sign-in from " + from.Address, free: 50, longest: minuteMicros, memory: 30 * minuteMicros, shared: true},
	}
}

// secondLimits count attempts at somebody's second factor, which only who knows the first
// can make.
func secondLimits(member string, from From) []limit {
	who := "second " + member
	if from.knows(member) {
		who += " " + from.Device
	}
	return []limit{{who: who, free: 5, longest: 15 * minuteMicros, memory: dayMicros}}
}

// proofLimits count attempts to show once more who one is, within a session.
func proofLimits(member string) []limit {
	return []limit{{who: "proof " + member, free: 5, longest: 5 * minuteMicros, memory: dayMicros}}
}

// resetLimits count requests for a way to a new password.
func resetLimits(email string, from From) []limit {
	return []limit{
		{who: "reset " + strings.ToLower(strings.TrimSpace(email)), free: 3, longest: 60 * minuteMicros, memory: dayMicros},
		{who: "reset from " + from.Address, free: 20, longest: 10 * minuteMicros, memory: dayMicros, shared: true},
	}
}

// wait is how long the next attempt has to wait.
func (l limit) wait(a store.Attempts, now int64) int64 {
	if a.N < l.free || now-a.Last > l.memory {
		return 0
	}
	return a.Last + min(l.longest, secondMicros<<min(a.N-l.free, 30)) - now
}

// attempt counts an attempt, or refuses it as fault.Conflict "sign_in.wait" with the
// seconds to wait.
func (a *App) attempt(ctx context.Context, limits []limit) error {
	_, _, err := a.db.Write(ctx, store.Work{Alone: true, Do: func(tx *store.Tx) (any, error) { return nil, count(tx, limits) }})
	return err
}

// count is attempt within a work.
func count(tx *store.Tx, limits []limit) error {
	now, wait := tx.Now(), int64(0)
	tried := make([]store.Attempts, len(limits))
	for i, l := range limits {
		var err error
		if tried[i], err = tx.Attempts(l.who); err != nil {
			return err
		}
		if now-tried[i].Last > l.memory {
			tried[i].N = 0
		}
		wait = max(wait, l.wait(tried[i], now))
	}
	if wait > 0 {
		seconds := (wait + secondMicros - 1) / secondMicros
		return fault.New(fault.Conflict, "sign_in.wait", "", "some patience").With("seconds", strconv.FormatInt(seconds, 10))
	}
	for i, l := range limits {
		tx.SetAttempts(l.who, store.Attempts{N: tried[i].N + 1, Last: now})
	}
	return nil
}

// forgive takes back what count has counted, because the attempt was right.
func forgive(tx *store.Tx, limits []limit) error {
	for _, l := range limits {
		var left store.Attempts
		if l.shared {
			var err error
			if left, err = tx.Attempts(l.who); err != nil {
				return err
			}
			left.N--
		}
		tx.SetAttempts(l.who, left)
	}
	return nil
}

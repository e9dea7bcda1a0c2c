package storetest

import (
	"errors"
	"testing"

	"cairn/fault"
)

// Run runs all of them, each on an empty database at a place of its own.
func Run(t *testing.T, place Place) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Place)
	}{
		{"deal", testDeal},
		{"nouns", testNouns},
		{"not found", testNotFound},
		{"visibility", testVisibility},
		{"filter", testFilter},
		{"paging", testPaging},
		{"parties", testParties},
		{"board", testBoard},
		{"activities", testActivities},
		{"search", testSearch},
		{"search follows owners", testSearchFollows},
		{"found", testFound},
		{"alike", testAlike},
		{"idempotency", testIdempotency},
		{"same key at once", testSameKeyAtOnce},
		{"dry", testDry},
		{"batches", testBatches},
		{"panic", testPanic},
		{"conflict of number", testNumber},
		{"log", testLog},
		{"erase", testErase},
		{"as of", testAsOf},
		{"visits", testVisits},
		{"watch", testWatch},
		{"reopen", testReopen},
		{"restore", testRestore},
		{"restore broken", testRestoreBroken},
		{"walk", testWalk},
		{"secrets", testSecrets},
		{"second factor", testSecond},
		{"pending", testPending},
		{"attempts", testAttempts},
		{"account", testAccount},
		{"jobs", testJobs},
		{"jobs of a payload", testJobPayload},
		{"jobs lost", testJobLost},
		{"jobs given up", testJobStopped},
		{"jobs by schedule", testSchedule},
		{"mails", testMails},
		{"restore until", testRestoreUntil},
		{"purge", testPurge},
		{"places", testPlaces},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, place)
		})
	}
}

func faultOf(err error) (*fault.Error, bool) { return errors.AsType[*fault.Error](err) }

// sound fails the test where the log and the rows differ.
func (w *world) sound() {
	w.t.Helper()
	report, err := w.db.Check(w.t.Context(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, p := range report.Problems {
		w.t.Errorf("event %d, %s: %s", p.Seq, p.Subject, p.What)
	}
	hash, err := w.db.StateHash(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	if hash != report.StateHash {
		w.t.Errorf("the rows hash to %s, the log to %s", hash, report.StateHash)
	}
}

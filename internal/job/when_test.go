package job

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"pgregory.net/rapid"

	"cairn/internal/pgtemp"
	"cairn/internal/store"
)

func TestWhen(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	half := Daily(2, 30)
	ten := Every(10 * time.Minute)
	for _, tt := range []struct {
		name         string
		when         When
		at           string // in Berlin
		before, next string
	}{
		{"in the morning", half, "2026-01-05 09:00", "2026-01-05 02:30", "2026-01-06 02:30"},
		{"in the night", half, "2026-01-05 01:00", "2026-01-04 02:30", "2026-01-05 02:30"},
		{"to the minute", half, "2026-01-05 02:30", "2026-01-05 02:30", "2026-01-06 02:30"},
		{"clocks go forward", half, "2026-03-29 01:59", "2026-03-28 02:30", "2026-03-29 03:30"},
		{"clocks went forward", half, "2026-03-29 12:00", "2026-03-29 03:30", "2026-03-30 02:30"},
		{"clocks go back", half, "2026-10-25 12:00", "2026-10-25 02:30", "2026-10-26 02:30"},
		{"over the year", half, "2027-01-01 00:00", "2026-12-31 02:30", "2027-01-01 02:30"},
		{"leap day", half, "2028-02-29 01:00", "2028-02-28 02:30", "2028-02-29 02:30"},
		{"every ten minutes", ten, "2026-01-05 09:07", "2026-01-05 09:00", "2026-01-05 09:10"},
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", tt.at, berlin)
		if err != nil {
			t.Fatal(err)
		}
		if got := tt.when.Before(at).In(berlin).Format("2006-01-02 15:04"); got != tt.before {
			t.Errorf("%s: it was due at %s, want %s", tt.name, got, tt.before)
		}
		if got := tt.when.Next(at).In(berlin).Format("2006-01-02 15:04"); got != tt.next {
			t.Errorf("%s: it is due at %s, want %s", tt.name, got, tt.next)
		}
	}
}

// Whatever the zone and the time, one is due once a day, before now and after it.
func TestDailyAlways(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom([]string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC"}).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(rapid.Int64Range(1_260_000_000, 1_900_000_000).Draw(t, "at"), 0).In(zone)
		w := Daily(rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"))
		before, next := w.Before(at), w.Next(at)
		if before.After(at) || !next.After(at) || next.Sub(before) > 50*time.Hour || !w.Before(next).Equal(next) || !w.Before(before).Equal(before) {
			t.Errorf("at %s: before %s, next %s", at, before, next)
		}
		if again := w.Before(next.Add(-time.Second)); again.After(before) {
			t.Errorf("at %s: %s lies between %s and %s", at, again, before, next)
		}
	})
}

func TestBackOff(t *testing.T) {
	var before time.Duration
	for failed := int64(1); failed <= 20; failed++ {
		got := backOff(7, "job", failed, time.Second, time.Hour)
		if again := backOff(7, "job", failed, time.Second, time.Hour); again != got {
			t.Errorf("not the same twice: %s, %s", got, again)
		}
		whole := min(time.Second<<(failed-1), time.Hour)
		if got < whole*3/4 || got > whole*5/4 || failed < 10 && got <= before {
			t.Errorf("after %d failures %s", failed, got)
		}
		before = got
	}
	if backOff(7, "job", 5, time.Second, time.Hour) == backOff(7, "other", 5, time.Second, time.Hour) {
		t.Error("two jobs that failed together come back together")
	}
}

// What is due is done once over all nodes, for each time that it is due, and once for all
// the times that nobody was there.
func TestSchedule(t *testing.T) {
	for engine, place := range map[string]string{"SQLite": filepath.Join(t.TempDir(), "c.db"), "PostgreSQL": pgtemp.URL(t)} {
		t.Run(engine, func(t *testing.T) {
			var clock atomic.Int64
			clock.Store(time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC).UnixMicro())
			begin := time.Now()
			o := store.Options{Master: bytes.Repeat([]byte{5}, 32), Clock: func() int64 { return clock.Load() + time.Since(begin).Microseconds() }}
			open := func() *store.DB {
				db, err := store.Open(t.Context(), place, o)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { db.Close() })
				return db
			}
			nodes := []*store.DB{open()}
			if engine == "PostgreSQL" {
				nodes = append(nodes, open(), open())
			}
			var mu sync.Mutex
			var dues []string
			night := Daily(2, 0)
			kind := Kind{Name: "night", When: Always(night), Do: func(_ context.Context, j Job) (string, error) {
				mu.Lock()
				defer mu.Unlock()
				dues = append(dues, time.UnixMicro(j.Due).UTC().Format("01-02 15:04"))
				return "well", nil
			}}
			var stops []func()
			for _, db := range nodes {
				stops = append(stops, start(t, db, quick(), kind), start(t, db, quick(), kind))
			}
			number := func() int { mu.Lock(); defer mu.Unlock(); return len(dues) }
			until(t, "the schedule is known", func() bool { all, err := nodes[0].Slots(t.Context()); return err == nil && len(all) == 1 })
			for day := 1; day <= 3; day++ {
				clock.Add((24 * time.Hour).Microseconds())
				until(t, "the night's work", func() bool { // and its end, or its lease is over when the clock jumps
					open, _, err := nodes[0].JobTally(t.Context())
					return number() == day && open == 0 && err == nil
				})
			}
			for _, stop := range stops {
				stop()
			}
			clock.Add((72 * time.Hour).Microseconds())
			start(t, nodes[0], quick(), kind)
			until(t, "what was missed", func() bool { return number() == 4 })
			time.Sleep(100 * time.Millisecond)
			if want := []string{"01-06 02:00", "01-07 02:00", "01-08 02:00", "01-11 02:00"}; !slices.Equal(dues, want) {
				t.Errorf("done for %v, want %v", dues, want)
			}
			r := New(nodes[0], utc, quick())
			r.Add(kind)
			list, err := r.Schedule(t.Context())
			if err != nil || len(list) != 1 || list[0].Done == 0 || list[0].Next-list[0].Last != (24*time.Hour).Microseconds() {
				t.Errorf("the list says %+v, %v", list, err)
			}
		})
	}
}

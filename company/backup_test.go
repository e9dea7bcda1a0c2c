package company

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cairn/fault"
)

func TestBackups(t *testing.T) {
	c := begun()
	if got := c.Backing(); got != (Backups{"02:00", 7, 4, 6}) || got.Check() != nil {
		t.Errorf("before anybody chose: %+v", got)
	}
	chosen := Backups{"23:30", 2, 0, 1}
	if got := c.Apply(&Changed{Backups: &chosen}, 3, 3).Backing(); got != chosen {
		t.Errorf("chosen: %+v", got)
	}
	for field, b := range map[string]Backups{
		"at": {"2:00", 7, 4, 6}, "daily": {"02:00", 0, 4, 6}, "weekly": {"02:00", 7, -1, 6}, "monthly": {"02:00", 7, 4, 401},
	} {
		f, ok := errors.AsType[*fault.Error](b.Check())
		if !ok || f.Field != field || f.Key != "backup."+field {
			t.Errorf("%s: %v", field, f)
		}
	}
}

// Two years of nights leave seven days, four weeks and six months.
func TestKeep(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 11, 23-d, 2, 0, 0, 0, time.UTC) } // a Monday
	var taken []time.Time
	for d := range 730 {
		taken = append(taken, day(d))
	}
	taken = append(taken, day(0).Add(-time.Minute)) // a second one of today, before the other
	var kept []string
	for i, keep := range (Backups{"02:00", 7, 4, 6}).Keep(taken) {
		if keep {
			kept = append(kept, taken[i].Format("01-02 15:04"))
		}
	}
	want := []string{
		"11-23 02:00", "11-22 02:00", "11-21 02:00", "11-20 02:00", "11-19 02:00", "11-18 02:00", "11-17 02:00", // days
		"11-15 02:00", "11-08 02:00", // weeks, besides those above
		"10-31 02:00", "09-30 02:00", "08-31 02:00", "07-31 02:00", "06-30 02:00", // months
	}
	if !slices.Equal(kept, want) {
		t.Errorf("kept  %v\nwant  %v", kept, want)
	}
}

// The latest is kept, never more than was said, and thinning out again removes nothing more.
func TestKeepAlways(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := Backups{"02:00", rapid.IntRange(0, 9).Draw(t, "daily"), rapid.IntRange(0, 6).Draw(t, "weekly"), rapid.IntRange(0, 6).Draw(t, "monthly")}
		var taken []time.Time
		for range rapid.IntRange(1, 40).Draw(t, "n") {
			taken = append(taken, time.Unix(rapid.Int64Range(1_700_000_000, 1_760_000_000).Draw(t, "at"), 0).UTC())
		}
		var kept []time.Time
		for i, keep := range b.Keep(taken) {
			if keep {
				kept = append(kept, taken[i])
			}
		}
		if !slices.Contains(kept, slices.MaxFunc(taken, time.Time.Compare)) {
			t.Error("the latest has gone")
		}
		if len(kept) > max(b.Daily, 1)+b.Weekly+b.Monthly {
			t.Errorf("%d are kept", len(kept))
		}
		if slices.Contains(b.Keep(kept), false) {
			t.Error("thinned out twice, it is less")
		}
	})
}

package job

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"cairn/internal/store"
)

// schedule makes the jobs of what is due. Times that went by while nobody was running are
// not made up for one by one: the latest of them is.
func (r *Runner) schedule(ctx context.Context) {
	if ctx.Err() != nil || !slices.ContainsFunc(slices.Collect(maps.Values(r.kinds)), func(k Kind) bool { return k.When != nil }) {
		return
	}
	slots, err := r.db.Slots(ctx)
	if err != nil {
		if ctx.Err() == nil {
			r.o.Log.Error("the schedule could not be read", "error", err)
		}
		return
	}
	last := map[string]int64{}
	for _, s := range slots {
		last[s.Name] = s.Due
	}
	now := time.UnixMicro(r.db.Now()).In(r.zone(ctx))
	for _, name := range slices.Sorted(maps.Keys(r.kinds)) {
		k := r.kinds[name]
		if k.When == nil {
			continue
		}
		due := k.When(ctx).Before(now).UnixMicro()
		if at, known := last[name]; known && at >= due {
			continue
		}
		text, err := json.Marshal(payload{due})
		if err == nil {
			_, err = r.db.Begin(ctx, store.Job{Kind: name, Payload: text}, due, k.AtFirst)
		}
		if err != nil && ctx.Err() == nil {
			r.o.Log.Error("what is due could not be begun", "kind", name, "error", err)
		}
	}
}

// Entry is a line of the schedule for people. Moments are microseconds UTC, 0 for never.
type Entry struct {
	Name       string
	When       When
	Last, Done int64 // when it was last due, and when it last succeeded
	Next       int64
}

// Schedule lists what is due by the clock, and when.
func (r *Runner) Schedule(ctx context.Context) (all []Entry, err error) {
	slots, err := r.db.Slots(ctx)
	if err != nil {
		return nil, err
	}
	now := time.UnixMicro(r.db.Now()).In(r.zone(ctx))
	for _, name := range slices.Sorted(maps.Keys(r.kinds)) {
		k := r.kinds[name]
		if k.When == nil {
			continue
		}
		w := k.When(ctx)
		e := Entry{Name: name, When: w, Next: w.Next(now).UnixMicro()}
		if i := slices.IndexFunc(slots, func(s store.Slot) bool { return s.Name == name }); i >= 0 {
			e.Last, e.Done = slots[i].Due, slots[i].Done
		}
		all = append(all, e)
	}
	return all, nil
}

package app

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"cairn/access"
	"cairn/deal"
	"cairn/internal/store"
	"cairn/metric"
	"cairn/period"
)

// book holds the stays of all deals in memory, in cells by process, step and owner, and
// counts a cell when a figure asks for it; and the open deals, in the same cells. It
// follows the log: what was committed is in it a moment later, on every node, or at once
// where somebody asks for it.
type book struct {
	db   *store.DB
	turn sync.Mutex // who reads the log

	mu    sync.RWMutex
	seq   int64
	open  *tally
	index map[string]int    // deal to its number
	where map[int][]cellKey // cells that a deal's stays lie in
	cells map[cellKey]*cell
}

// cellKey is a cell: the key of a process, a step of it, and today's owner.
type cellKey struct{ process, step, owner string }

// cell holds stays and what was counted of them up to a day.
type cell struct {
	stays  map[int][]stay // by the number of the deal
	day    period.Day
	counts metric.Counts
	clean  bool
}

// stay is a metric.Stay cut down to what figures of time need.
type stay struct {
	from, to int64
	age      int64 // EntryAge
	how      metric.Exit
}

func newBook(db *store.DB) *book {
	return &book{db: db, index: map[string]int{}, where: map[int][]cellKey{}, cells: map[cellKey]*cell{}, open: newTally()}
}

// start reads everything and then follows the log until ctx ends.
func (b *book) start(ctx context.Context) error {
	wake, stop := b.db.Watch()
	seq, err := b.db.Seq(ctx)
	if err != nil {
		stop()
		return err
	}
	if err := b.read(ctx, nil); err != nil {
		stop()
		return err
	}
	b.mu.Lock()
	b.seq = seq
	b.mu.Unlock()
	go func() {
		defer stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-wake:
				if err := b.follow(ctx); err != nil && ctx.Err() == nil && !b.db.Closing() {
					slog.Error("the figures are behind the log", "error", err)
				}
				pause(ctx, lag)
			}
		}
	}()
	return nil
}

// lag is how long the figures wait for more news, so that a busy log is read in bites.
const lag = 100 * time.Millisecond

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// reached is how far it has come.
func (b *book) reached() int64 {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.seq
}

// reach reads on, where it has not come as far as seq.
func (b *book) reach(ctx context.Context, seq int64) error {
	if b.reached() >= seq {
		return nil
	}
	return b.follow(ctx)
}

// follow reads the deals that changed since it last looked.
func (b *book) follow(ctx context.Context) error {
	b.turn.Lock()
	defer b.turn.Unlock()
	for {
		changed, err := b.db.Since(ctx, b.reached())
		if err != nil || len(changed) == 0 {
			return err
		}
		var ids []string
		seen := map[string]bool{}
		for _, c := range changed {
			if c.Noun() == "deal" && !seen[c.ID()] {
				seen[c.ID()] = true
				ids = append(ids, c.ID())
			}
		}
		if len(ids) > 0 {
			if err := b.read(ctx, ids); err != nil {
				return err
			}
		}
		b.mu.Lock()
		b.seq = changed[len(changed)-1].Seq
		b.mu.Unlock()
	}
}

// read takes in the deals named, or all of them: their stays, and those that are open. The
// two are read side by side, and what is committed meanwhile is read again.
func (b *book) read(ctx context.Context, ids []string) error {
	open := make(chan error, 1)
	go func() { open <- b.readOpen(ctx, ids) }()
	keys := processKeys{}
	err := b.db.Visits(ctx, ids, func(v store.DealVisits) error {
		key, err := keys.of(ctx, b.db, v.Process)
		if err != nil {
			return err
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.put(key, v)
		return nil
	})
	return errors.Join(err, <-open)
}

// readOpen counts the open ones of the deals named anew, all at once, or all open deals.
func (b *book) readOpen(ctx context.Context, ids []string) error {
	keys := processKeys{}
	var some []store.Fact
	err := b.db.Facts(ctx, ids, func(f store.Fact) error {
		key, err := keys.of(ctx, b.db, f.Process)
		switch {
		case err != nil:
		case ids != nil:
			some = append(some, f)
		default:
			b.mu.Lock()
			defer b.mu.Unlock()
			n := b.number(f.ID)
			b.open.drop(n)
			b.open.put(n, key, f)
		}
		return err
	})
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range ids {
		b.open.drop(b.number(id))
	}
	for _, f := range some {
		b.open.put(b.number(f.ID), keys[f.Process], f)
	}
	return nil
}

// processKeys are the keys of processes by their versions.
type processKeys map[string]string

func (k processKeys) of(ctx context.Context, db *store.DB, version string) (string, error) {
	if key, ok := k[version]; ok {
		return key, nil
	}
	p, err := db.Process(ctx, version)
	k[version] = p.Key
	return p.Key, err
}

// number is that of a deal.
func (b *book) number(id string) int {
	n, ok := b.index[id]
	if !ok {
		n = len(b.index)
		b.index[id] = n
	}
	return n
}

// put replaces the stays of one deal.
func (b *book) put(process string, v store.DealVisits) {
	n := b.number(v.ID)
	for _, k := range b.where[n] {
		delete(b.cells[k].stays, n)
		b.cells[k].clean = false
	}
	delete(b.where, n)
	if v.Status == deal.Withdrawn {
		return
	}
	clean, _ := metric.Debounce(stays(v))
	for _, s := range clean {
		k := cellKey{process, s.Step, v.Owner}
		c := b.cells[k]
		if c == nil {
			c = &cell{stays: map[int][]stay{}}
			b.cells[k] = c
		}
		c.stays[n], c.clean = append(c.stays[n], stay{s.From, s.To, s.EntryAge, s.How}), false
		if !slices.Contains(b.where[n], k) {
			b.where[n] = append(b.where[n], k)
		}
	}
}

// stays are the visits of a deal as the metrics know them. A visit whose beginning
// nobody knows takes no part; what began before the import was watched from then on.
func stays(v store.DealVisits) []metric.Stay {
	all := make([]metric.Stay, 0, len(v.Visits))
	for _, x := range v.Visits {
		if x.From == 0 || x.To != 0 && x.To < v.Observed {
			continue
		}
		s := metric.Stay{
			Deal: v.ID, Process: v.Process, Step: x.Step, Visit: x.Count, From: x.From, To: x.To, How: exitOf(x.How),
			Evidence: x.Facts, Owner: x.Owner, OwnerNow: v.Owner, Value: x.Value,
		}
		if v.Observed > x.From {
			s.EntryAge = v.Observed - x.From
		}
		all = append(all, s)
	}
	return all
}

// exitOf reads the word of a stay's end.
func exitOf(word string) metric.Exit {
	for _, e := range metric.Exits() {
		if e.String() == word {
			return e
		}
	}
	return metric.Open
}

// median is the median time in a step of a process, over the owners of a scope. It is
// counted in calendar days of the company's zone.
func (b *book) median(process, step string, scope access.Scope, cal period.Calendar, now int64) metric.Estimate {
	b.mu.Lock()
	defer b.mu.Unlock()
	clock, today := metric.Days(cal), cal.Day(now)
	var sum metric.Counts
	for k, c := range b.cells {
		if k.process != process || k.step != step || !scope.Has(k.owner) {
			continue
		}
		if !c.clean || c.day != today {
			c.count(clock, now)
			c.clean, c.day = true, today
		}
		sum.Merge(c.counts)
	}
	return sum.Median(clock.Unit, now)
}

func (c *cell) count(clock metric.Clock, now int64) {
	c.counts = metric.Counts{}
	for _, of := range c.stays {
		for _, s := range of {
			to := s.to
			if s.how == metric.Open {
				to = now
			}
			entry := 0
			if s.age > 0 {
				entry = clock.Age(s.from, s.from+s.age)
			}
			c.counts.Add(entry, clock.Age(s.from, to), s.how)
		}
	}
}

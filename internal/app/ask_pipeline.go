package app

import (
	"context"
	"slices"
	"strings"

	"cairn/deal"
	"cairn/internal/store"
	"cairn/money"
	"cairn/process"
)

// Pipeline asks what the open deals of a process come to, by step. Figures follow
// ownership: a deal of somebody whom you do not see is not counted, even where you take
// part in it.
type Pipeline struct{ Filter }

// PipelineFigures are the open deals of a process in figures.
type PipelineFigures struct {
	Process Ref     `json:"process"`
	Steps   []Stock `json:"steps"`
	All     Stock   `json:"all"`
}

// Stock is what some open deals come to.
type Stock struct {
	Step    string        `json:"step,omitempty"`
	Count   int           `json:"count"`
	Sums    []money.Money `json:"sums" doc:"One for each currency."`
	Over    int           `json:"over" doc:"Deals longer in the step than the process calls late."`
	Undated int           `json:"undated,omitempty" doc:"Deals whose day of entering is not known."`
}

func (q Pipeline) ask(ctx context.Context, k *asked) (any, error) {
	g, err := k.ground(ctx, q.Process, "")
	if err != nil {
		return nil, err
	}
	f, err := q.Filter.store(k, g.co, g.now.Today)
	if err != nil {
		return nil, err
	}
	out := PipelineFigures{Process: Ref{ID: g.p.Version(), Name: g.p.Name}, Steps: []Stock{}}
	if f.Text != "" || len(f.People) > 0 {
		out.Steps, err = k.stockByRows(ctx, g.p, f, g.now)
	} else if err = k.upToDate(ctx); err == nil {
		out.Steps = k.book.stock(g.p, f, k.counted(f), g.now.Occurred)
	}
	out.All.Sums = []money.Money{}
	for _, s := range out.Steps {
		out.All.merge(s)
	}
	return out, err
}

// upToDate reads on in the book, to where the log ends now.
func (k *asked) upToDate(ctx context.Context) error {
	seq, err := k.db.Seq(ctx)
	if err != nil {
		return err
	}
	return k.book.reach(ctx, seq)
}

// counted says of an owner whether the reader sees their deals and the filter asks for them.
func (k *asked) counted(f store.Filter) func(owner string) bool {
	seen, asked := setOf(k.see.Scope.Owners), setOf(f.Owners)
	return func(owner string) bool {
		return (k.see.Scope.All || seen[owner]) && (len(asked) == 0 || asked[owner])
	}
}

func setOf(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, x := range list {
		set[x] = true
	}
	return set
}

// stock counts the open deals of each step of p.
func (b *book) stock(p process.Definition, f store.Filter, has func(owner string) bool, now int64) (all []Stock) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	through := b.open.sieve(f)
	for _, s := range p.Steps {
		if s.Skip || s.Retired {
			continue
		}
		sum := &sums{}
		if len(f.Steps) == 0 || slices.Contains(f.Steps, s.Key) {
			sum = b.open.count(p.Key, s.Key, has, &through, now-int64(s.Late+1)*dayMicros)
		}
		stock := Stock{Step: s.Key, Count: sum.count, Over: sum.over, Undated: sum.undated, Sums: []money.Money{}}
		for i, c := range sum.currencies {
			stock.Sums = append(stock.Sums, money.Money{Minor: sum.minor[i], Currency: b.open.names[c]})
		}
		stock.sort()
		all = append(all, stock)
	}
	return all
}

// places are those in the log of the open deals that a board of p shows: of each step all,
// or the first most of an order.
func (b *book) places(p process.Definition, f store.Filter, has func(owner string) bool, most int, order func(a, b standing) int) []int64 {
	b.mu.RLock()
	defer b.mu.RUnlock()
	through := b.open.sieve(f)
	var steps []string
	for _, s := range p.Steps {
		if !s.Skip && !s.Retired && (len(f.Steps) == 0 || slices.Contains(f.Steps, s.Key)) {
			steps = append(steps, s.Key)
		}
	}
	return b.open.places(p.Key, steps, has, &through, most, order)
}

// ages is when the next deal of a process will be over age in its step; 0 where none will.
func (b *book) ages(p process.Definition, now int64) (at int64) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, s := range p.Steps {
		if next := b.open.next(p.Key, s.Key, s.Late+1, now); next != 0 && (at == 0 || next < at) {
			at = next
		}
	}
	return at
}

// stockByRows counts deals that only the database can find: by words, or by people.
func (k *asked) stockByRows(ctx context.Context, p process.Definition, f store.Filter, now deal.Now) (all []Stock, err error) {
	f.Statuses = []string{string(deal.Open)}
	if f.Processes, err = k.versions(ctx, p.Key); err != nil {
		return nil, err
	}
	rows, err := k.db.Cards(ctx, k.see, f, 0)
	if err != nil {
		return nil, err
	}
	var page BoardPage
	page.lay(p, slices.DeleteFunc(rows, func(r store.DealRow) bool { return !k.see.Scope.Has(r.Owner) }), now)
	for _, c := range page.Columns {
		s := Stock{Step: c.Step, Count: c.Count, Sums: c.Sums, Over: c.Over, Undated: c.Undated}
		s.sort()
		all = append(all, s)
	}
	return all, nil
}

func (s *Stock) sort() {
	slices.SortFunc(s.Sums, func(a, b money.Money) int { return strings.Compare(a.Currency, b.Currency) })
}

// merge adds the figures of another. A sum that no number can hold stays as it is.
func (s *Stock) merge(o Stock) {
	s.Count, s.Over, s.Undated = s.Count+o.Count, s.Over+o.Over, s.Undated+o.Undated
	for _, m := range o.Sums {
		i := slices.IndexFunc(s.Sums, func(x money.Money) bool { return x.Currency == m.Currency })
		if i < 0 {
			s.Sums = append(s.Sums, m)
		} else if sum, err := s.Sums[i].Add(m); err == nil {
			s.Sums[i] = sum
		}
	}
	s.sort()
}

package storetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cairn/deal"
	"cairn/internal/store"
)

// Bench measures what people do most, eight of them at a time, on a database of so many
// deals: create, move, list, search, read, and all stays for the figures.
func Bench(b *testing.B, place string, size int) {
	w := furnished(b, at(b, place))
	deals := fill(w, size)
	var turn atomic.Int64
	clients := func(name string, do func(i int64) error) {
		b.Run(name, func(b *testing.B) {
			b.SetParallelism(8)
			start := cpu()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := do(turn.Add(1)); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "ops/s")
			b.ReportMetric(float64(cpu()-start)/float64(time.Millisecond)/float64(b.N), "cpu-ms/op")
		})
	}
	write := func(key string, deals []string, do func(*store.Tx) (any, error)) error {
		_, _, err := w.db.Write(b.Context(), store.Work{Deals: deals, Actor: "ana", Key: key, Hash: []byte(key), Do: do})
		return err
	}
	clients("create", func(i int64) error {
		return write(fmt.Sprint("c", i), nil, func(tx *store.Tx) (any, error) { return w.openDeal(tx, "ana", title(i), "", i%99) })
	})
	clients("move", func(i int64) error {
		id := deals[int(i*7919)%len(deals)]
		return write(fmt.Sprint("m", i), []string{id}, func(tx *store.Tx) (any, error) {
			d, err := tx.Deal(store.All(), id)
			if err != nil {
				return nil, err
			}
			to := "offer"
			if d.Step == to {
				to = "meet"
			}
			return nil, w.moveDeal(tx, d, to)
		})
	})
	clients("list", func(i int64) error {
		rows, _, err := w.db.Deals(b.Context(), mine("ana"), store.Filter{Owners: []string{"ana"}, Steps: []string{"meet"}, Statuses: []string{"open"}}, "-changed", "", 50)
		if err == nil && len(rows) != 50 {
			err = fmt.Errorf("%d rows", len(rows))
		}
		return err
	})
	clients("list-scope", func(i int64) error {
		_, _, err := w.db.Deals(b.Context(), mine(fmt.Sprint("owner", i%20)), store.Filter{}, "-changed", "", 50)
		return err
	})
	clients("search", func(i int64) error {
		words := strings.Fields(title(i))
		hits, err := w.db.Search(b.Context(), store.All(), words[0]+" "+words[1], 50)
		if err == nil && len(hits) == 0 {
			err = fmt.Errorf("nothing found for %q", words)
		}
		return err
	})
	clients("search-one-word", func(i int64) error {
		_, err := w.db.Search(b.Context(), mine("owner3"), "renew", 50)
		return err
	})
	clients("deal", func(i int64) error {
		_, err := w.db.Deal(b.Context(), store.All(), deals[int(i*7919)%len(deals)])
		return err
	})
	b.Run("visits-all", func(b *testing.B) {
		for b.Loop() {
			n := 0
			if err := w.db.Visits(b.Context(), nil, func(store.DealVisits) error { n++; return nil }); err != nil || n < size {
				b.Fatal(n, err)
			}
		}
	})
	b.Run("board-10000", func(b *testing.B) {
		for b.Loop() {
			if _, err := w.db.Cards(b.Context(), store.All(), store.Filter{Owners: []string{"owner1", "owner2"}, Statuses: []string{"open"}}, 0); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// title is a name of two nouns of fifty, a word that all share, and a number.
func title(i int64) string {
	r := rand.New(rand.NewPCG(uint64(i%100_000), 1))
	noun := func() string {
		return string([]rune{rune('a' + r.IntN(10)), rune('a' + r.IntN(5)), 'n', 'o', 'u', 'n'})
	}
	return fmt.Sprintf("%s %s renewal %06d", noun(), noun(), i%100_000)
}

// fill makes deals of ana and twenty others, many in a work.
func fill(w *world, size int) (deals []string) {
	w.t.Helper()
	start := time.Now()
	for len(deals) < size {
		_, _, err := w.db.Write(w.t.Context(), store.Work{Actor: "ana", Alone: true, Do: func(tx *store.Tx) (any, error) {
			for range 1000 {
				i := int64(len(deals))
				owner := fmt.Sprint("owner", i%20)
				if i%50 == 0 {
					owner = "ana"
				}
				id, err := w.openDeal(tx, owner, title(i), "", i%99)
				if err != nil {
					return nil, err
				}
				deals = append(deals, id)
				if i%3 == 0 {
					if err := tx.Record(store.Entry{Subject: "deal:" + id, Body: deal.Logged{ID: "x", Type: "call", Outcome: deal.Held, Text: "talked"}}); err != nil {
						return nil, err
					}
				}
			}
			return nil, nil
		}})
		if err != nil {
			w.t.Fatal(err)
		}
	}
	w.t.Logf("%d deals in %v, %.0f a second", size, time.Since(start).Round(time.Millisecond), float64(size)/time.Since(start).Seconds())
	return deals
}

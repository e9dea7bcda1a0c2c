package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cairn/access"
	"cairn/internal/app"
	"cairn/metric"
)

// boards asks everybody's board over HTTP, twice, and holds both answers against what the
// door says at that moment: what is kept is never another's, nor of another time.
func (w *world) boards(after string) {
	w.t.Helper()
	for name := range w.member {
		for range 2 {
			a := w.as(name, "GET", "/api/board", nil)
			who, err := w.app.Member(context.Background(), w.member[name])
			var out any
			if err == nil {
				out, err = w.app.Ask(context.Background(), who, &app.Board{})
			}
			if err != nil {
				if a.status == http.StatusOK {
					w.t.Errorf("%s: %s has a board: %s", after, name, a.body)
				}
				continue
			}
			var got app.BoardPage
			w.check(json.Unmarshal(a.body, &got))
			raw, err := json.Marshal(out)
			w.check(err)
			var want app.BoardPage
			w.check(json.Unmarshal(raw, &want))
			same := cmp.Options{cmpopts.IgnoreUnexported(app.BoardPage{}), cmpopts.IgnoreFields(metric.Estimate{}, "AsOf")}
			if diff := cmp.Diff(want, got, same); diff != "" {
				w.t.Errorf("%s: %s\n%s", after, name, diff)
			}
		}
	}
}

// cardsOf are the deals on somebody's board.
func (w *world) cardsOf(name, query string) (ids []string) {
	w.t.Helper()
	a := w.as(name, "GET", "/api/board"+query, nil)
	var page app.BoardPage
	if err := json.Unmarshal(a.body, &page); err != nil || a.status != http.StatusOK {
		w.t.Fatalf("%d %s", a.status, a.body)
	}
	for _, c := range page.Cards {
		ids = append(ids, c.ID)
	}
	slices.Sort(ids)
	return ids
}

func TestKeptBoardIsOfNow(t *testing.T) {
	w := newWorld(t)
	w.boards("nothing yet")
	anas, bens := w.deal("ana", "of ana"), w.deal("ben", "of ben")
	w.boards("two deals")
	if got := w.cardsOf("mia", ""); !slices.Equal(got, []string{anas}) {
		t.Fatalf("mia sees %v", got)
	}
	w.do("ana", &app.ChangeDeal{OnDeal: app.OnDeal{Deal: anas}, Name: ptr("another name")})
	w.boards("a change")
	w.do("tom", &app.HandDeal{OnDeal: app.OnDeal{Deal: bens}, To: w.member["ana"]})
	w.boards("handed over")
	w.do("ana", &app.ShareDeal{OnDeal: app.OnDeal{Deal: bens}, Member: w.member["tom"]})
	w.boards("shared")
	w.do("ana", &app.ShareDeal{OnDeal: app.OnDeal{Deal: bens}, Member: w.member["tom"], End: true})
	w.boards("no longer shared")
	w.do("", &app.ChangeMember{Member: w.member["ana"], Manager: ptr(w.member["tom"])})
	w.boards("another line")
	if got := w.cardsOf("mia", ""); len(got) != 0 {
		t.Fatalf("mia still sees %v", got)
	}
	w.do("", &app.ChangeMember{Member: w.member["tom"], Role: ptr(access.Salesperson)})
	w.boards("another role")
	w.do("", &app.ChangeMember{Member: w.member["vic"], Active: ptr(false)})
	w.boards("somebody left")
	for range 40 { // across days in a step, and midnight
		w.later.Add(int64(7 * time.Hour / time.Microsecond))
		w.boards("hours later")
	}
}

// Filters, readers and moments never share an answer, whoever comes first.
func TestKeptBoardsAreApart(t *testing.T) {
	w := newWorld(t)
	anas, bens := w.deal("ana", "of ana"), w.deal("ben", "of ben")
	all := []string{anas, bens}
	slices.Sort(all)
	for range 2 {
		for _, tt := range []struct {
			who, query string
			want       []string
		}{
			{"olga", "", all}, {"ana", "", []string{anas}}, {"ben", "", []string{bens}}, {"mia", "", []string{anas}}, {"tom", "", []string{bens}},
			{"ana", "?owner=me", []string{anas}}, {"ben", "?owner=me", []string{bens}}, {"olga", "?owner=me", nil}, {"olga", "?step=nowhere", nil},
			{"olga", "?owner=" + w.member["ben"], []string{bens}}, {"ana", "?owner=" + w.member["ben"], nil}, {"olga", "?q=of+ana", []string{anas}},
			{"olga", "?as_of=2020-01-01T00:00:00Z", nil},
		} {
			if got := w.cardsOf(tt.who, tt.query); !slices.Equal(got, tt.want) {
				t.Errorf("%s %s: %v, want %v", tt.who, tt.query, got, tt.want)
			}
		}
	}
	r := w.request("GET", "/api/board", nil)
	if a := w.send(r); a.status != http.StatusUnauthorized {
		t.Errorf("nobody is told %d %s", a.status, a.body)
	}
}

// Who has an answer already is told so, until something is written.
func TestKeptBoardIsNotSentTwice(t *testing.T) {
	w := newWorld(t)
	w.deal("ana", strings.Repeat("long ", 30))
	ask := func(name, tag, packing string) answer {
		r := w.request("GET", "/api/board", nil)
		r.Header.Set("Authorization", "Bearer "+w.token[name])
		r.Header.Set("If-None-Match", tag)
		r.Header.Set("Accept-Encoding", packing)
		return w.send(r)
	}
	first := ask("mia", "", "identity")
	tag := first.head.Get("ETag")
	if first.status != http.StatusOK || tag == "" || first.head.Get("Content-Encoding") != "" || !json.Valid(first.body) {
		t.Fatalf("%d %v %s", first.status, first.head, first.body)
	}
	if packed := ask("mia", "", "gzip"); packed.head.Get("Content-Encoding") != "gzip" || len(packed.body) >= len(first.body) || packed.head.Get("ETag") != tag {
		t.Errorf("%d bytes, %v", len(packed.body), packed.head)
	}
	if a := ask("mia", tag, "gzip"); a.status != http.StatusNotModified || len(a.body) != 0 || a.head.Get("X-Cairn-Seq") == "" {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := ask("ben", tag, "gzip"); a.status != http.StatusOK {
		t.Errorf("ben is told that he has what mia has: %d", a.status)
	}
	w.deal("ana", "another")
	if a := ask("mia", tag, "gzip"); a.status != http.StatusOK || a.head.Get("ETag") == tag {
		t.Errorf("%d %v", a.status, a.head)
	}
}

// What is kept is bounded, and made once however many ask at a time.
func TestKeptIsBounded(t *testing.T) {
	k := newKept()
	for i := range 100 {
		k.keep(fmt.Sprint("name ", i), 7, &keptAnswer{packed: make([]byte, 1<<20)})
	}
	if k.size > mostKept || k.size != len(k.answers)<<20 || k.find("name 99", 7, 0) == nil {
		t.Errorf("%d bytes in %d answers", k.size, len(k.answers))
	}
	k.keep("late", 6, &keptAnswer{})
	k.keep("huge", 7, &keptAnswer{packed: make([]byte, mostKept)})
	if k.find("late", 6, 0) != nil || k.find("huge", 7, 0) != nil || k.find("name 99", 8, 0) != nil {
		t.Error("it keeps what it should not")
	}
	k.keep("timed", 9, &keptAnswer{from: 10, until: 20})
	for now, there := range map[int64]bool{9: false, 10: true, 19: true, 20: false} {
		if (k.find("timed", 9, now) != nil) != there {
			t.Errorf("at %d it is not %v", now, there)
		}
	}
	if len(k.answers) != 1 || k.size != 0 {
		t.Errorf("what is behind the log stays: %d bytes", k.size)
	}
	made := 0
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			done := k.alone("one")
			defer done()
			if k.find("one", 9, 0) == nil {
				made++
				time.Sleep(time.Millisecond)
				k.keep("one", 9, &keptAnswer{})
			}
		})
	}
	all.Wait()
	if made != 1 || len(k.asking) != 0 {
		t.Errorf("made %d times, %d left", made, len(k.asking))
	}
}

package api

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cairn/internal/app"
)

// heard is one event of a stream as it arrives.
type heard struct {
	id, event string
	data      Heard
	at        time.Time
}

// ear listens; the channel ends with the stream.
func (w *world) ear(name, last string, c *http.Cookie) (<-chan heard, func()) {
	w.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r := w.request("GET", "/api/changes", nil).WithContext(ctx)
	if c != nil {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	} else {
		r.Header.Set("Authorization", "Bearer "+w.token[name])
	}
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	res, err := http.DefaultClient.Do(r)
	w.check(err)
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" {
		w.t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	for _, bad := range lint(res.Header, false) {
		w.t.Errorf("the stream: %s", bad)
	}
	out := make(chan heard, 1000)
	go func() {
		defer close(out)
		defer res.Body.Close()
		var h heard
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "id":
				h.id = value
			case "event":
				h.event = value
			case "data":
				json.Unmarshal([]byte(value), &h.data)
			case "":
				h.at = time.Now()
				out <- h
				h = heard{}
			}
		}
	}()
	w.t.Cleanup(stop)
	return out, stop
}

// next is the next event.
func (w *world) next(c <-chan heard) heard {
	w.t.Helper()
	select {
	case h, ok := <-c:
		if !ok {
			w.t.Fatal("the stream has ended")
		}
		return h
	case <-time.After(5 * time.Second):
		w.t.Fatal("nothing is heard")
	}
	return heard{}
}

func TestLive(t *testing.T) {
	w := newWorld(t)
	id := w.deal("ana", "live")
	mia, _ := w.ear("mia", "", nil)
	ben, _ := w.ear("ben", "", nil)
	start := w.next(mia)
	if w.next(ben); start.event != eventOpen || start.id == "" {
		t.Fatalf("%+v", start)
	}
	begun := time.Now()
	w.as("ana", "POST", "/api/deals/"+id+"/change", map[string]string{"name": "lively"})
	h := w.next(mia)
	if h.event != eventChange || h.data != (Heard{"deal", id, 2, "deal.changed", w.member["ana"]}) {
		t.Errorf("mia hears %+v", h)
	}
	if took := h.at.Sub(begun); took > time.Second {
		t.Errorf("it took %v", took)
	}

	// Ben hears nothing of it; the first thing that he hears is that the deal is his.
	w.do("mia", &app.HandDeal{OnDeal: app.OnDeal{Deal: id}, To: w.member["ben"]})
	if h := w.next(ben); h.event != eventChange || h.data.Kind != "deal.handed" {
		t.Errorf("ben hears %+v", h)
	}
	if h := w.next(mia); h.event != eventGone || h.data != (Heard{Noun: "deal", ID: id}) {
		t.Errorf("mia hears %+v", h)
	}
	w.do("ben", &app.ChangeDeal{OnDeal: app.OnDeal{Deal: id}, Name: ptr("ben's")})
	other := w.deal("ana", "another")
	if h := w.next(mia); h.data.ID != other {
		t.Errorf("mia hears of what is gone: %+v", h)
	}

	// Who comes back hears what they have missed, with the rights of now.
	back, _ := w.ear("mia", start.id, nil)
	var kinds []string
	for range 3 {
		h := w.next(back)
		kinds = append(kinds, h.event+" "+h.data.Kind)
	}
	if got := strings.Join(kinds, ", "); got != "open , gone , change deal.opened" {
		t.Errorf("mia comes back to %s", got)
	}
	forged, _ := w.ear("mia", "forged", nil)
	if h := w.next(forged); h.event != eventReset {
		t.Errorf("a forged place: %+v", h)
	}
}

func ptr[T any](v T) *T { return &v }

func TestLiveParticipants(t *testing.T) {
	w := newWorld(t)
	id := w.deal("ben", "shared")
	ana, _ := w.ear("ana", "", nil)
	w.next(ana)
	w.do("ben", &app.ShareDeal{OnDeal: app.OnDeal{Deal: id}, Member: w.member["ana"]})
	if h := w.next(ana); h.event != eventChange || h.data.ID != id {
		t.Errorf("taking part: %+v", h)
	}
	w.do("ben", &app.ShareDeal{OnDeal: app.OnDeal{Deal: id}, Member: w.member["ana"], End: true})
	if h := w.next(ana); h.event != eventGone || h.data.ID != id {
		t.Errorf("no longer taking part: %+v", h)
	}
}

// A stream ends with its session, and what somebody sees follows the line at once.
func TestLiveEnds(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	c := w.signIn("ana")
	ana, _ := w.ear("", "", c)
	mia, _ := w.ear("mia", "", nil)
	w.next(ana)
	w.next(mia)
	w.do("olga", &app.ChangeMember{Member: w.member["ana"], Manager: ptr(w.member["tom"])})
	if h := w.next(mia); h.event != eventReset {
		t.Errorf("mia's line is another: %+v", h)
	}
	w.with(c, "POST", "/sign-out", nil)
	deadline := time.After(5 * time.Second)
	for {
		select {
		case _, open := <-ana:
			if !open {
				return
			}
		case <-deadline:
			t.Fatal("the stream outlives the session")
		}
	}
}

func TestStreamsEach(t *testing.T) {
	x := newStreams(nil, nil)
	for range streamsEach {
		if _, _, err := x.join("ana"); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := x.join("ana"); err == nil {
		t.Error("one person opens streams without end")
	}
	if _, _, err := x.join("ben"); err != nil {
		t.Error(err)
	}
}

// The times that bound ordinary requests do not end a stream.
func TestStreamOutlivesTimes(t *testing.T) {
	w := newWorld(t)
	web := httptest.NewUnstartedServer(w.api)
	web.Config.ReadTimeout, web.Config.WriteTimeout = 200*time.Millisecond, 200*time.Millisecond
	web.Start()
	t.Cleanup(func() {
		w.api.Close()
		web.Close()
	})
	w.web.URL, web.URL = web.URL, w.web.URL
	mia, _ := w.ear("mia", "", nil)
	w.next(mia)
	time.Sleep(500 * time.Millisecond)
	id := w.deal("ana", "late")
	if h := w.next(mia); h.data.ID != id {
		t.Errorf("%+v", h)
	}
}

// Who lags behind is told to ask for everything again, and hears on.
func TestLagging(t *testing.T) {
	w := newWorld(t)
	x := newStreams(w.app, nil)
	s, _, err := x.join("mia")
	w.check(err)
	for range streamBuffer + 1 {
		w.deal("ana", "many")
		w.check(x.read(t.Context()))
	}
	if first := <-s.changes; first != nil || len(s.changes) != 0 {
		t.Errorf("%d changes, and %d batches behind them", len(first), len(s.changes))
	}
	w.deal("ana", "one more")
	w.check(x.read(t.Context()))
	if again := <-s.changes; len(again) == 0 {
		t.Error("nothing is heard after a reset")
	}
}

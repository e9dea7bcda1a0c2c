package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"sync"
	"time"

	"cairn/access"
	"cairn/fault"
	"cairn/internal/app"
)

// Heard is a change as a listener hears of it. It says what to ask for again, and nothing
// of what changed: the answer to that question knows what the listener may see.
type Heard struct {
	Noun    string `json:"noun"`
	ID      string `json:"id"`
	Version int64  `json:"version,omitempty"`
	Kind    string `json:"kind,omitempty"`
	Actor   string `json:"actor,omitempty"`
}

// The words of events in a stream. After reset whoever listens asks for everything again.
const (
	eventOpen   = "open"
	eventChange = "change"
	eventGone   = "gone"
	eventReset  = "reset"
)

const (
	heartbeat    = 15 * time.Second
	streamsEach  = 20   // open at a time, of one person
	catchUp      = 2000 // changes that are told one by one to who comes back
	streamBuffer = 64   // batches that a slow listener may lag behind
	writePause   = 30 * time.Second
)

// streams tells all listeners of this server what happens. The log is read once for all of
// them; each then hears what they may.
type streams struct {
	app    *app.App
	log    func(msg string, args ...any)
	mu     sync.Mutex
	open   map[*stream]bool
	seq    int64
	closed bool
}

// stream is one listener. A nil batch means that they have missed something.
type stream struct {
	member  string
	changes chan []app.Change
	check   chan struct{}
	end     chan struct{}
}

func newStreams(a *app.App, log func(string, ...any)) *streams {
	return &streams{app: a, log: log, open: map[*stream]bool{}}
}

// follow reads the log until ctx ends.
func (x *streams) follow(ctx context.Context) error {
	news, stop := x.app.Watch()
	seq, err := x.app.Seq(ctx)
	if err != nil {
		stop()
		return err
	}
	x.seq = seq
	go func() {
		defer stop()
		defer x.close()
		for {
			select {
			case <-ctx.Done():
				return
			case seq := <-news:
				if x.unheard(seq) {
					continue
				}
				if err := x.read(ctx); err != nil && ctx.Err() == nil {
					x.log("live changes could not be read", "error", err)
				}
			}
		}
	}()
	return nil
}

// unheard passes over what nobody listens to.
func (x *streams) unheard(seq int64) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.open) > 0 {
		return false
	}
	x.seq = max(x.seq, seq)
	return true
}

// read tells everybody what has happened since it last looked.
func (x *streams) read(ctx context.Context) error {
	for {
		changes, err := x.app.Changes(ctx, x.seq)
		if err != nil || len(changes) == 0 {
			return err
		}
		x.mu.Lock()
		x.seq = changes[len(changes)-1].Seq
		for s := range x.open {
			select {
			case s.changes <- changes:
			default: // they lag too far behind: what they miss is made up for by a reset
				drain(s.changes)
				s.changes <- nil
			}
		}
		x.mu.Unlock()
	}
}

func drain(c chan []app.Change) {
	for {
		select {
		case <-c:
		default:
			return
		}
	}
}

// join adds a listener, who hears what comes after seq.
func (x *streams) join(member string) (s *stream, seq int64, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	n := 0
	for other := range x.open {
		if other.member == member {
			n++
		}
	}
	if x.closed || n >= streamsEach {
		return nil, 0, &refusedRequest{why: fault.New(fault.Conflict, "api.busy", "", "to close another window"), kind: kindTooMany}
	}
	s = &stream{member: member, changes: make(chan []app.Change, streamBuffer), check: make(chan struct{}, 1), end: make(chan struct{})}
	x.open[s] = true
	return s, x.seq, nil
}

func (x *streams) leave(s *stream) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.open, s)
}

// recheck makes every listener show anew that they may listen.
func (x *streams) recheck() {
	x.mu.Lock()
	defer x.mu.Unlock()
	for s := range x.open {
		select {
		case s.check <- struct{}{}:
		default: // is asked to already
		}
	}
}

// close ends all streams, so that the server can stop.
func (x *streams) close() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed {
		return
	}
	x.closed = true
	for s := range x.open {
		close(s.end)
	}
}

// serveChanges is the stream of one listener.
func (s *Server) serveChanges(w http.ResponseWriter, r *http.Request) {
	sub, seq, err := s.streams.join(who(r).ID)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer s.streams.leave(sub)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	l := &listener{server: s, request: r, writer: w, control: http.NewResponseController(w), who: who(r)}
	if err := l.begin(seq); err != nil {
		s.log.Debug("a stream ended", "error", err)
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for err == nil {
		select {
		case <-r.Context().Done():
			return
		case <-sub.end:
			return
		case changes := <-sub.changes:
			err = l.tell(changes)
		case <-sub.check:
			err = l.stillMay()
		case <-beat.C:
			if err = l.stillMay(); err == nil {
				err = l.write(": \n\n")
			}
		}
	}
	s.log.Debug("a stream ended", "error", err)
}

// listener writes one stream.
type listener struct {
	server  *Server
	request *http.Request
	writer  http.ResponseWriter
	control *http.ResponseController
	who     access.Actor
	seq     int64 // up to where it has been told
}

// begin tells where the stream begins, after what was missed since Last-Event-ID.
func (l *listener) begin(seq int64) error {
	ctx := l.request.Context()
	last := l.request.Header.Get("Last-Event-ID")
	l.seq = seq
	if last == "" {
		return l.event(eventOpen, seq, Heard{})
	}
	from, err := l.server.app.SeqOf(last)
	if err != nil || from > seq {
		return l.event(eventReset, seq, Heard{})
	}
	l.seq = from
	if err := l.event(eventOpen, from, Heard{}); err != nil {
		return err
	}
	var missed []app.Change
	for at := from; at < seq; {
		more, err := l.server.app.Changes(ctx, at)
		if err != nil {
			return err
		}
		if len(more) == 0 || len(missed)+len(more) > catchUp {
			l.seq = seq
			return l.event(eventReset, seq, Heard{})
		}
		missed = append(missed, more...)
		at = more[len(more)-1].Seq
	}
	return l.tell(missed)
}

// errEnded ends a stream whose listener may no longer listen.
var errEnded = errors.New("the session has ended")

// stillMay reads the rights of the listener again. Where they changed what is seen, the
// listener is told to ask for everything again.
func (l *listener) stillMay() error {
	id, err := l.server.identify(l.request)
	if err != nil {
		return errors.Join(errEnded, err)
	}
	before := l.who
	l.who = id.Who
	if a, b := before.Scope(), l.who.Scope(); before.Role != l.who.Role || a.All != b.All || !slices.Equal(a.Owners, b.Owners) {
		return l.event(eventReset, l.seq, Heard{})
	}
	return nil
}

// tell passes changes on, as far as the listener may hear of them with today's rights.
func (l *listener) tell(changes []app.Change) error {
	if err := l.stillMay(); err != nil {
		return err
	}
	if changes == nil {
		seq, err := l.server.app.Seq(l.request.Context())
		if err != nil {
			return err
		}
		l.seq = seq
		return l.event(eventReset, seq, Heard{})
	}
	for _, c := range changes {
		if c.Seq <= l.seq {
			continue
		}
		l.seq = c.Seq
		heard, gone := c.Reaches(l.who)
		var err error
		switch {
		case heard:
			err = l.event(eventChange, c.Seq, Heard{Noun: c.Noun, ID: c.ID, Version: c.Version, Kind: c.Kind, Actor: c.Actor})
		case gone:
			err = l.event(eventGone, c.Seq, Heard{Noun: c.Noun, ID: c.ID})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// event writes one event with its sealed cursor.
func (l *listener) event(name string, seq int64, h Heard) error {
	data := []byte("{}")
	if !reflect.ValueOf(h).IsZero() {
		var err error
		if data, err = json.Marshal(h); err != nil {
			return err
		}
	}
	return l.write(fmt.Sprintf("id: %s\nevent: %s\ndata: %s\n\n", l.server.app.Place(seq), name, data))
}

func (l *listener) write(text string) error {
	// A listener who reads nothing is given up.
	if err := l.control.SetWriteDeadline(time.Now().Add(writePause)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := l.writer.Write([]byte(text)); err != nil {
		return err
	}
	return l.control.Flush()
}

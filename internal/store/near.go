package store

import (
	"context"
	"sync"
)

// near is what the only writer of a file knows without asking: the end of the log, and the
// tokens and sessions that were shown since any of them changed. On a server other nodes
// write as well, and everybody asks.
type near struct {
	sync.Mutex
	sole  bool
	end   *head // nil where it is not known for certain
	turn  int   // counts the commits that may have changed tokens and sessions
	shown map[string]any
	words lexicon // with a lock of its own, and on a server too
	first sync.Once
}

// mostShown bounds them.
const mostShown = 10_000

// begin notes the end of the log before the first work is done.
func (n *near) begin(sole bool, h head) {
	n.Lock()
	defer n.Unlock()
	if n.sole = sole; sole {
		n.end = &h
	}
}

// head is the end of the log, where it is known here.
func (n *near) head() (h head, ok bool) {
	n.Lock()
	defer n.Unlock()
	if n.end == nil {
		return h, false
	}
	return *n.end, true
}

// wrote notes what a commit has left: the end of the log, and whether anything was written
// that is not in the log.
func (n *near) wrote(h head, aside bool) {
	n.Lock()
	defer n.Unlock()
	if !n.sole {
		return
	}
	n.end = &h
	if aside {
		n.turn++
		n.shown = nil
	}
}

// lost forgets everything: nobody knows whether a commit came through.
func (n *near) lost() {
	n.Lock()
	defer n.Unlock()
	n.end, n.shown = nil, nil
	n.turn++
}

// shownBefore is what a key stood for when it was last shown, or else what read finds.
func shownBefore[T any](n *near, key string, read func() (T, error)) (T, error) {
	n.Lock()
	v, ok := n.shown[key]
	turn := n.turn
	n.Unlock()
	if ok {
		return v.(T), nil
	}
	found, err := read()
	if err != nil {
		return found, err
	}
	n.Lock()
	defer n.Unlock()
	if n.sole && n.turn == turn {
		if n.shown == nil || len(n.shown) >= mostShown {
			n.shown = map[string]any{}
		}
		n.shown[key] = found
	}
	return found, nil
}

type instantKey struct{}

// instant is the end of the log as one question found it.
type instant struct {
	sync.Mutex
	read bool
	head head
}

// Instant gives a context in which the end of the log is asked for once: for a question that
// needs it several times, of a server that is far away. What lasts longer asks again. The
// first question of all has the words read beside it, so that the first search need not wait.
func (db *DB) Instant(ctx context.Context) context.Context {
	db.near.first.Do(func() { go db.readWords() })
	return context.WithValue(ctx, instantKey{}, &instant{})
}

// readWords reads them until the database is closed. What goes wrong is told to who searches.
func (db *DB) readWords() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go func() {
		select {
		case <-db.closing:
			stop()
		case <-ctx.Done():
		}
	}()
	_ = db.learn(ctx)
}

// instantOf is that of a context, nil where there is none.
func instantOf(ctx context.Context) *instant {
	m, _ := ctx.Value(instantKey{}).(*instant)
	return m
}

// at is the end of the log as it was found before, or else what find finds.
func (m *instant) at(find func() (head, error)) (head, error) {
	if m == nil {
		return find()
	}
	m.Lock()
	defer m.Unlock()
	if m.read {
		return m.head, nil
	}
	h, err := find()
	if err == nil {
		m.head, m.read = h, true
	}
	return h, err
}

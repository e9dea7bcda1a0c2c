package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"cairn/internal/app"
)

// kept are answers as they travel, packed, for whoever asks the same again before anything
// was written. Each is under a name that holds its reader with all their rights, and under
// the end of the log at which it was made: a change of either finds nothing, and what one
// person was told is never told to another.
type kept struct {
	sync.Mutex
	seq     int64 // of which all are
	size    int
	answers map[string]*keptAnswer
	asking  map[string]*sync.Mutex
}

// keptAnswer is true from one moment (microseconds UTC) until before another; 0 is always.
type keptAnswer struct {
	packed      []byte
	tag         string
	from, until int64
}

// mostKept bounds what is kept, in bytes.
const mostKept = 32 << 20

func newKept() *kept {
	return &kept{answers: map[string]*keptAnswer{}, asking: map[string]*sync.Mutex{}}
}

// alone lets one at a time make the answer of a name, until done.
func (k *kept) alone(name string) (done func()) {
	k.Lock()
	turn := k.asking[name]
	if turn == nil {
		turn = &sync.Mutex{}
		k.asking[name] = turn
	}
	k.Unlock()
	turn.Lock()
	return func() {
		turn.Unlock()
		k.Lock()
		defer k.Unlock()
		if k.asking[name] == turn {
			delete(k.asking, name) // those who wait for it have it in hand
		}
	}
}

func (k *kept) find(name string, seq, now int64) *keptAnswer {
	k.Lock()
	defer k.Unlock()
	a := k.answers[name]
	if a == nil || seq != k.seq || now < a.from || a.until != 0 && now >= a.until {
		return nil
	}
	return a
}

// keep takes an answer in. What is older than the latest that anybody was told is of no use
// to anybody.
func (k *kept) keep(name string, seq int64, a *keptAnswer) {
	k.Lock()
	defer k.Unlock()
	if seq < k.seq || len(a.packed) > mostKept/4 {
		return
	}
	if seq > k.seq {
		clear(k.answers)
		k.seq, k.size = seq, 0
	}
	if old := k.answers[name]; old != nil {
		k.size -= len(old.packed)
	}
	k.answers[name] = a
	k.size += len(a.packed)
	for other, old := range k.answers { // any of them, where there are too many
		if k.size <= mostKept {
			break
		}
		if other != name {
			delete(k.answers, other)
			k.size -= len(old.packed)
		}
	}
}

// serveKept answers a question under its name, from what is kept or anew.
func (s *Server) serveKept(w http.ResponseWriter, r *http.Request, name string, q app.Question, seq int64) {
	a := s.kept.find(name, seq, s.app.Now())
	if a == nil {
		done := s.kept.alone(name)
		defer done()
		if a = s.kept.find(name, seq, s.app.Now()); a == nil {
			var err error
			if a, err = s.makeKept(r.Context(), r, q); err != nil {
				s.fail(w, r, err)
				return
			}
			s.kept.keep(name, seq, a)
		}
	}
	h := w.Header()
	h.Set("X-Cairn-Seq", s.app.Place(seq))
	h.Set("ETag", a.tag)
	h.Set("Vary", "Accept-Encoding")
	if r.Header.Get("If-None-Match") == a.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", "application/json")
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		w.Write(a.packed)
		return
	}
	text, err := gzip.NewReader(bytes.NewReader(a.packed))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	io.Copy(w, text) // whoever went away hears nothing of an error
}

// makeKept asks, and packs the answer.
func (s *Server) makeKept(ctx context.Context, r *http.Request, q app.Question) (*keptAnswer, error) {
	from := s.app.Now()
	out, err := s.app.Ask(ctx, who(r), q)
	if err != nil {
		return nil, err
	}
	text, err := encoded(out)
	if err != nil {
		return nil, err
	}
	a := &keptAnswer{from: from}
	if x, ok := out.(interface{ Until() int64 }); ok {
		a.until = x.Until()
	}
	var packed bytes.Buffer
	packed.Grow(len(text) / 6)
	z, err := gzip.NewWriterLevel(&packed, keptLevel)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(text); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(packed.Bytes())
	a.packed, a.tag = packed.Bytes(), `"`+hex.EncodeToString(sum[:12])+`"`
	return a, nil
}

// keptLevel is how hard an answer is pressed: beyond it the time grows faster than the answer
// shrinks.
const keptLevel = 2

// encoded is an answer as text.
func encoded(out any) ([]byte, error) {
	if x, ok := out.(interface {
		AppendJSON([]byte) ([]byte, error)
	}); ok {
		return x.AppendJSON(nil)
	}
	return json.Marshal(out)
}

package load

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"cairn/event"
	"cairn/fault"
)

// Log is the log of a database, with its private parts opened.
type Log interface {
	Seq(ctx context.Context) (int64, error)
	Log(ctx context.Context, after int64, fn func(event.Event) error) error
}

// Item is the shape of what a database exports of each event: besides the event, the
// subject whose key seals its private part.
type Item interface {
	~struct {
		event.Event
		Key string
	}
}

// Archive is a Log that can be restored elsewhere.
type Archive[E Item] interface {
	Log
	Export(ctx context.Context, fn func(E) error) error
}

// item is an Item of our own.
type item struct {
	event.Event
	Key string
}

// The forms of an export. JSONLines is the log itself, and can be restored; Tables is a
// ZIP file of CSV files, for people and their spreadsheets.
const (
	JSONLines = "jsonl"
	Tables    = "csv"
)

// formatName and formatVersion head every export of the log.
const (
	formatName    = "cairn log"
	formatVersion = 1
)

// heading is the first line of an exported log: how many events follow, and the hash of
// the last, so that a file that was cut off or changed is found out.
type heading struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Events  int64  `json:"events"`
	Head    string `json:"head"` // hex
}

// line is an event in an exported log. Body and private part keep their bytes, which the
// hashes cover. Private and salt are missing where there is nothing private or where it
// was erased.
type line struct {
	Seq      int64           `json:"seq"`
	Occurred int64           `json:"occurred_at"`
	Known    int64           `json:"known_at"`
	Recorded int64           `json:"recorded_at"`
	Actor    string          `json:"actor"`
	Subject  string          `json:"subject"`
	N        int64           `json:"n"`
	Kind     string          `json:"kind"`
	Body     json.RawMessage `json:"body"`
	Private  json.RawMessage `json:"private,omitempty"`
	Key      string          `json:"key,omitempty"`    // subject whose key seals the private part
	Salt     string          `json:"salt,omitempty"`   // hex
	Commit   string          `json:"commit,omitempty"` // hex
	Hash     string          `json:"hash"`             // hex
}

// Export writes everything that a database holds of facts. What is written stands as of
// the moment at which it began, whatever is written to the database meanwhile.
func Export[E Item](ctx context.Context, db Archive[E], w io.Writer, form string) (err error) {
	defer fault.Wrap(&err, "load.Export(%s)", form)
	switch form {
	case JSONLines:
		return exportLog(ctx, db, w)
	case Tables:
		return exportTables(ctx, db, w)
	}
	return fault.New(fault.Invalid, "load.form", "form", JSONLines+" or "+Tables)
}

// upTo reads the log up to a sequence.
func upTo(ctx context.Context, log Log, after, last int64, fn func(event.Event) error) error {
	err := log.Log(ctx, after, func(e event.Event) error {
		if e.Seq > last {
			return errEnough
		}
		return fn(e)
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

func exportLog[E Item](ctx context.Context, db Archive[E], w io.Writer) error {
	last, err := db.Seq(ctx)
	if err != nil {
		return err
	}
	h := heading{Format: formatName, Version: formatVersion, Events: last}
	if err := upTo(ctx, db, max(last-1, 0), last, func(e event.Event) error {
		h.Head = hex.EncodeToString(e.Hash)
		return nil
	}); err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 1<<16)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(h); err != nil {
		return err
	}
	err = db.Export(ctx, func(x E) error {
		e := item(x)
		if e.Seq > last {
			return errEnough
		}
		return enc.Encode(line{
			Seq: e.Seq, Occurred: e.Occurred, Known: e.Known, Recorded: e.Recorded, Actor: e.Actor, Subject: e.Subject, N: e.N, Kind: e.Kind,
			Body: e.Body, Private: e.Private, Key: e.Key, Salt: hex.EncodeToString(e.Salt), Commit: hex.EncodeToString(e.Commit), Hash: hex.EncodeToString(e.Hash),
		})
	})
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	return out.Flush()
}

// longestLine bounds one line of an exported log.
const longestLine = 64 << 20

// Events reads an exported log, event by event, and checks each against the one before,
// and the last against the heading. Restoring is handing them to an empty database:
//
//	err := db.Restore(ctx, load.Events[store.Recorded](file))
//
// After an error nothing follows. The error is fault.Invalid where the file is not an
// exported log, was cut off, or was changed; it names the line.
func Events[E Item](r io.Reader) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		var none E
		in := bufio.NewScanner(r)
		in.Buffer(make([]byte, 1<<16), longestLine)
		h, err := readHeading(in)
		if err != nil {
			yield(none, err)
			return
		}
		var prev []byte
		seq := int64(0)
		for in.Scan() {
			if len(bytes.TrimSpace(in.Bytes())) == 0 {
				continue
			}
			e, err := readLine(in.Bytes())
			if err == nil {
				seq++
				err = e.Verify(seq, prev)
			}
			if err != nil {
				yield(none, damaged(seq+1, err))
				return
			}
			prev = e.Hash
			if !yield(E(e), nil) {
				return
			}
		}
		switch err := in.Err(); {
		case err != nil:
			yield(none, damaged(seq+1, err))
		case seq != h.Events || hex.EncodeToString(prev) != h.Head:
			yield(none, damaged(seq+1, fmt.Errorf("%d events where %d belong", seq, h.Events)))
		}
	}
}

func damaged(line int64, err error) error {
	return fault.New(fault.Invalid, "load.damaged", "file", "the file as it was exported").With("line", fmt.Sprint(line)).Because(err)
}

func readHeading(in *bufio.Scanner) (heading, error) {
	var h heading
	if !in.Scan() || event.Strict(in.Bytes(), &h) != nil || h.Format != formatName {
		return h, fault.New(fault.Invalid, "load.no_log", "file", "a log exported by cairn")
	}
	if h.Version != formatVersion {
		return h, fault.New(fault.Invalid, "load.newer", "file", fmt.Sprintf("an export of version %d", formatVersion))
	}
	return h, nil
}

func readLine(b []byte) (e item, err error) {
	var l line
	if err := event.Strict(b, &l); err != nil {
		return e, err
	}
	e.Key = l.Key
	e.Event = event.Event{
		Seq: l.Seq, Occurred: l.Occurred, Known: l.Known, Recorded: l.Recorded, Actor: l.Actor, Subject: l.Subject, N: l.N, Kind: l.Kind,
		Body: bytes.Clone(l.Body), Private: bytes.Clone(l.Private),
	}
	for _, x := range []struct {
		to   *[]byte
		from string
	}{{&e.Salt, l.Salt}, {&e.Commit, l.Commit}, {&e.Hash, l.Hash}} {
		if x.from == "" {
			continue
		}
		if *x.to, err = hex.DecodeString(x.from); err != nil {
			return e, err
		}
	}
	return e, nil
}

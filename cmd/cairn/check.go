package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"cairn/internal/store"
)

// check proves that the log is whole and that the rows follow from it.
type check struct {
	File string `arg:"" optional:"" help:"A backup to prove instead: it is restored beside, and has to come to the same."`
	place
}

// proof is what a check came to.
type proof struct {
	Events    int64            `json:"events"`
	Subjects  map[string]int64 `json:"subjects"`
	Head      string           `json:"head"`
	StateHash string           `json:"state_hash"`
	Problems  []wrong          `json:"problems"`
}

// wrong is something that is not as it should be; Seq is the event at which it shows.
type wrong struct {
	Seq     int64  `json:"seq,omitempty"`
	Subject string `json:"subject,omitempty"`
	What    string `json:"what"`
}

// Run checks the database, beside whatever writes to it, or a backup.
func (x *check) Run(ctx context.Context, c *console) (err error) {
	if x.File != "" {
		return x.backup(ctx, c)
	}
	db, err := x.read(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	r, err := db.Check(ctx, func(done, of int64) { c.progress("events", done, of) })
	if err != nil {
		return err
	}
	p := proof{Events: r.Events, Subjects: r.Subjects, Head: r.Head, StateHash: r.StateHash, Problems: []wrong{}}
	for _, w := range r.Problems {
		p.Problems = append(p.Problems, wrong(w))
	}
	err = c.answer(p, func(w io.Writer) { p.tell(w) })
	if err == nil && len(p.Problems) > 0 {
		err = errTold
	}
	return err
}

// backup proves one file.
func (x *check) backup(ctx context.Context, c *console) error {
	master, err := keyThere(x.config())
	if err != nil {
		return err
	}
	s, err := proveFile(ctx, x.File, master)
	if err != nil {
		return err
	}
	return c.answer(proof{Events: s.Seq, Head: s.Head, StateHash: s.StateHash, Problems: []wrong{}}, func(w io.Writer) {
		fmt.Fprintf(w, "All is well: %d events, and restored they come to the same.\nHead of the chain  %s\nHash of the state  %s\n", s.Seq, s.Head, s.StateHash)
	})
}

func (p proof) tell(w io.Writer) {
	for _, x := range p.Problems {
		at := ""
		if x.Seq > 0 {
			at = fmt.Sprintf("event %d: ", x.Seq)
		}
		fmt.Fprintf(w, "%s%s%s\n", at, x.Subject+strings.Repeat(": ", min(1, len(x.Subject))), x.What)
	}
	if n := len(p.Problems); n > 0 {
		fmt.Fprintf(w, "%d things are wrong; the first of them stands first.\n", n)
		return
	}
	var subjects []string
	for _, noun := range slices.Sorted(maps.Keys(p.Subjects)) {
		subjects = append(subjects, fmt.Sprintf("%s %d", noun, p.Subjects[noun]))
	}
	fmt.Fprintf(w, "All is well: %d events (%s), and everything follows from them.\n", p.Events, strings.Join(subjects, ", "))
	fmt.Fprintf(w, "Head of the chain  %s\nHash of the state  %s\n", p.Head, p.StateHash)
}

// closing closes a database at the end of what was done with it.
func closing(db *store.DB, err *error) {
	if e := db.Close(); *err == nil {
		*err = e
	}
}

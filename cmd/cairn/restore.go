package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"cairn/internal/load"
	"cairn/internal/store"
)

// restore fills an empty database with an exported log.
type restore struct {
	File string `arg:"" help:"A log as cairn export wrote it; - is the input."`
	place
}

// restored is what a restore came to.
type restored struct {
	Events    int64  `json:"events"`
	StateHash string `json:"state_hash"`
}

// Run restores it: all of it or nothing.
func (x *restore) Run(ctx context.Context, c *console) (err error) {
	file := c.in
	if x.File != "-" {
		f, err := os.Open(x.File)
		if err != nil {
			return err
		}
		defer f.Close()
		file = f
	}
	db, err := x.write(ctx, true)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	if err := db.Restore(ctx, load.Events[store.Recorded](file)); err != nil {
		return err
	}
	done := restored{}
	if done.Events, err = db.Seq(ctx); err != nil {
		return err
	}
	if done.StateHash, err = db.StateHash(ctx); err != nil {
		return err
	}
	return c.answer(done, func(w io.Writer) {
		fmt.Fprintf(w, "%d events are restored. Hash of the state: %s\n", done.Events, done.StateHash)
		fmt.Fprintln(w, "Passwords and tokens are in no export: member.set_password sets the first ones.")
	})
}

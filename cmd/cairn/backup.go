package main

import (
	"context"
	"fmt"
	"io"
	"os"
)

// backup copies the database.
type backup struct {
	File string `arg:"" help:"The new file."`
	place
}

// backedUp is what a backup came to.
type backedUp struct {
	File  string `json:"file"`
	Bytes int64  `json:"bytes"`
	Key   string `json:"key_file,omitempty"` // without which the copy cannot be read
}

// Run copies it, beside whatever writes to it.
func (x *backup) Run(ctx context.Context, c *console) (err error) {
	db, err := x.read(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	if _, err := db.Backup(ctx, x.File); err != nil {
		return err
	}
	info, err := os.Stat(x.File)
	if err != nil {
		return err
	}
	done := backedUp{File: x.File, Bytes: info.Size()}
	if x.MasterKey == "" {
		done.Key = x.config().KeyPath()
	}
	return c.answer(done, func(w io.Writer) {
		fmt.Fprintf(w, "%s: %d bytes.\n", done.File, done.Bytes)
		if done.Key != "" {
			fmt.Fprintf(w, "What people said is sealed in its log, and opened by %s: keep a copy of that as well, in another place. Names stand readably in its tables.\n", done.Key)
		}
	})
}

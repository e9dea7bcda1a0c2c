package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"cairn/internal/store"
)

// backup copies the database.
type backup struct {
	File string `arg:"" help:"The new file: a copy of a database file, or, where it ends in .log and for a server, the log, compressed and sealed under the master key."`
	place
}

// backedUp is what a backup came to.
type backedUp struct {
	File      string `json:"file"`
	Bytes     int64  `json:"bytes"`
	Events    int64  `json:"events"`
	StateHash string `json:"state_hash"`
	Key       string `json:"key_file,omitempty"` // without which the copy cannot be read
}

// Run copies it, beside whatever writes to it, and proves the copy by restoring it.
func (x *backup) Run(ctx context.Context, c *console) (err error) {
	cfg := x.config()
	if cfg.Server() && filepath.Ext(x.File) != logEnding {
		return usagef("a server is backed up as its log: name a file that ends in %s", logEnding)
	}
	db, err := x.read(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	master, err := cfg.Master()
	if err != nil {
		return err
	}
	s, err := backUp(ctx, db, x.File, master)
	if err != nil {
		return err
	}
	info, err := os.Stat(x.File)
	if err != nil {
		return err
	}
	done := backedUp{File: x.File, Bytes: info.Size(), Events: s.Seq, StateHash: s.StateHash}
	if x.MasterKey == "" {
		done.Key = cfg.KeyPath()
	}
	return c.answer(done, func(w io.Writer) {
		fmt.Fprintf(w, "%s: %d bytes, %d events. It was restored to try it, and came to the same.\n", done.File, done.Bytes, done.Events)
		if done.Key == "" {
			return
		}
		names := " Names stand readably in its tables."
		if strings.HasSuffix(done.File, logEnding) {
			names = ""
		}
		fmt.Fprintf(w, "It is opened by %s: keep a copy of that as well, in another place.%s\n", done.Key, names)
	})
}

// fileMark is how a database file begins.
const fileMark = "SQLite format 3\x00"

// isDatabase says whether a file is a database, and not a log.
func isDatabase(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	mark := make([]byte, len(fileMark))
	n, _ := io.ReadFull(f, mark)
	return string(mark[:n]) == fileMark, nil
}

// proveFile proves a backup of either kind, in a folder that is removed again.
func proveFile(ctx context.Context, path string, master []byte) (s store.Standing, err error) {
	database, err := isDatabase(path)
	if err != nil {
		return s, err
	}
	folder, err := os.MkdirTemp("", "cairn-proof-*")
	if err != nil {
		return s, err
	}
	defer os.RemoveAll(folder)
	if database {
		return store.Prove(ctx, path, filepath.Join(folder, "again.db"), master)
	}
	return proveLog(ctx, path, filepath.Join(folder, "again.db"), master)
}

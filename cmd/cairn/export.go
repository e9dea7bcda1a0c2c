package main

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"cairn/fault"
	"cairn/internal/load"
	"cairn/internal/store"
)

// export writes everything out.
type export struct {
	Format string `enum:"jsonl,csv" default:"jsonl" help:"jsonl is the log itself, which can be restored; csv is tables, for spreadsheets."`
	Output string `short:"o" placeholder:"PATH" help:"New file; for csv a file that ends in .zip, or a folder. Otherwise it is written to the output."`
	place
}

// exported is what an export came to.
type exported struct {
	Files []string `json:"files"`
}

// Run writes it, beside whatever writes to the database.
func (x *export) Run(ctx context.Context, c *console) (err error) {
	db, err := x.read(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	if x.Output == "" {
		return load.Export[store.Recorded](ctx, db, c.out, x.Format)
	}
	done := exported{Files: []string{x.Output}}
	if x.Format == load.Tables && !strings.HasSuffix(x.Output, ".zip") {
		done.Files, err = exportFolder(ctx, db, x.Output)
	} else {
		err = newFile(x.Output, func(w io.Writer) error { return load.Export[store.Recorded](ctx, db, w, x.Format) })
	}
	if err != nil {
		return err
	}
	return c.answer(done, func(w io.Writer) {
		for _, f := range done.Files {
			fmt.Fprintln(w, f)
		}
	})
}

// newFile writes a file that was not there; it has its name only once it is complete.
func newFile(path string, write func(io.Writer) error) (err error) {
	if _, err := os.Stat(path); err == nil {
		return fault.New(fault.Conflict, "store.backup_there", "", "a path at which there is no file yet")
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // for its owner's eyes only
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	err = write(f)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// exportFolder writes tables into a folder.
func exportFolder(ctx context.Context, db *store.DB, folder string) (files []string, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(folder, "tables.*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := load.Export[store.Recorded](ctx, db, f, load.Tables); err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(f, info.Size())
	if err != nil {
		return nil, err
	}
	for _, entry := range archive.File {
		path := filepath.Join(folder, filepath.Base(entry.Name))
		err := newFile(path, func(w io.Writer) error {
			r, err := entry.Open()
			if err != nil {
				return err
			}
			defer r.Close()
			_, err = io.Copy(w, r)
			return err
		})
		if err != nil {
			return nil, err
		}
		files = append(files, path)
	}
	return files, nil
}

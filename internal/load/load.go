// Package load brings data in and takes it out again. A mapping, which is a text that can
// be saved, says which column of which file feeds which field; from files and mapping a
// Plan is made, which can be looked at, tried without a trace, run, and taken back.
//
//	m, err := load.Preset("maven-crm")
//	plan, err := load.NewPlan(ctx, load.Folder("export"), m)
//	plan.Questions                         // what nobody but a person can decide: 03/04 is March or April?
//	plan.Preview(5)                        // the first rows, as they were understood
//	report, err := plan.DryRun(ctx, a, who)
//	report, err = plan.Run(ctx, a, who, load.Options{Import: "2026-03 start"})
//	undone, err := load.Undo(ctx, db, a, who, "2026-03 start")
//
// Everything goes through the door, a command and a key for each row, so that an import
// meets the rules that a person meets, a repetition does nothing, and one bad row does not
// sink the others. What the source does not say is counted as not known and never made up.
package load

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"cairn/access"
	"cairn/internal/app"
)

// Door is the way in: *app.App, or the same two lists over the network.
type Door interface {
	Do(ctx context.Context, who access.Actor, cmd app.Command, how app.How) (app.Done, error)
	Ask(ctx context.Context, who access.Actor, q app.Question) (any, error)
}

// File is a file to read, more than once if need be.
type File struct {
	Name string // without its folder: "accounts.csv"
	Open func() (io.ReadCloser, error)
}

// Bytes is a file in memory.
func Bytes(name string, content []byte) File {
	return File{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }}
}

// Path is a file on disk.
func Path(path string) File {
	return File{Name: filepath.Base(path), Open: func() (io.ReadCloser, error) { return os.Open(path) }}
}

// Folder lists the tables in a folder, sorted by name: files that end in .csv, .tsv or
// .txt.
func Folder(dir string) ([]File, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []File
	for _, e := range entries {
		if e.Type()&fs.ModeType == 0 && slices.Contains([]string{".csv", ".tsv", ".txt"}, strings.ToLower(filepath.Ext(e.Name()))) {
			files = append(files, Path(filepath.Join(dir, e.Name())))
		}
	}
	return files, nil
}

// Problem is what is wrong with one row, or with one cell of it. Line is that of the file
// on which the row begins, from 1. Key names the message, Remedy says what would be
// accepted, Value is what stood there, cut where it is long.
type Problem struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column string `json:"column,omitempty"`
	Noun   string `json:"noun,omitempty"`
	Key    string `json:"key"`
	Remedy string `json:"remedy,omitempty"`
	Value  string `json:"value,omitempty"`
}

// Error is the problem in one line, for logs and terminals.
func (p Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.File + ":" + strconv.Itoa(p.Line) + ": ")
	if p.Column != "" {
		b.WriteString(p.Column + ": ")
	}
	b.WriteString(p.Key)
	if p.Value != "" {
		b.WriteString(" " + strconv.Quote(p.Value))
	}
	if p.Remedy != "" {
		b.WriteString("; expected " + p.Remedy)
	}
	return b.String()
}

// short cuts a text that would make a message unreadable.
func short(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

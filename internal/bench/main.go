// Command bench measures the program at hand, as people use it: the built program, over
// HTTP on this machine, with a token, every answer checked. The work is always the same,
// so that two builds can be held against each other:
//
//	100,000 deals of 20 owners · create · move · list 50 · search two words · count and sum
//
// It prints what came out beside the run that was committed before, and writes it into
// docs/bench.md. Absolute figures are those of a machine at an hour; the processor time of
// a request and the ratio to another run of the same machine say more.
//
//	go run ./internal/bench                  # everything, some minutes
//	go run ./internal/bench -short           # 10,000 deals, a second for each figure, nothing written
//	go run ./internal/bench -only sqlite -profile tmp/profile   # inside this process, with profiles
//	go run ./internal/bench -only browser    # the board of 10,000 deals, in Chromium
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"time"

	"cairn/internal/pgtemp"
)

// options say what is measured.
type options struct {
	deals   int
	time    time.Duration // for each figure
	clients []int
	only    string         // sqlite, postgres or browser
	match   *regexp.Regexp // names of the figures wanted
	profile string         // folder for profiles; the server then runs in this process
	page    string         // that the figures are written into, "" for none
	folder  string         // for databases and the program
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	o := options{clients: []int{1, 8}}
	short := flag.Bool("short", false, "10,000 deals, a second for each figure, nothing written")
	match := flag.String("match", "", "only figures whose names match")
	flag.IntVar(&o.deals, "deals", 100_000, "how many deals there are")
	flag.DurationVar(&o.time, "time", 4*time.Second, "how long each figure is measured")
	flag.StringVar(&o.only, "only", "", "sqlite, postgres or browser")
	flag.StringVar(&o.profile, "profile", "", "folder for profiles; the server then runs in this process")
	flag.StringVar(&o.page, "page", "docs/bench.md", "page that the figures are written into")
	flag.Parse()
	o.match = regexp.MustCompile(*match)
	if *short {
		o.deals, o.time = 10_000, time.Second
	}
	if *short || *match != "" || o.profile != "" || o.only != "" {
		o.page = ""
	}
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures on both databases and tells.
func run(ctx context.Context, o options) (err error) {
	if o.folder, err = os.MkdirTemp("", "cairn-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(o.folder)) }()
	r := report{Deals: o.deals, Machine: machine(), Load: busy(), Date: time.Now().Format(time.DateOnly), Commit: commit(ctx)}
	program := filepath.Join(o.folder, "cairn")
	if r.Binary, err = build(ctx, program); err != nil {
		return err
	}
	if o.only == "" || o.only == "sqlite" {
		at := place{program: program, folder: filepath.Join(o.folder, "lite")}
		if err := r.measure(ctx, o, "SQLite", at); err != nil {
			return fmt.Errorf("SQLite: %w", err)
		}
	}
	if o.only == "" || o.only == "postgres" {
		if err := r.measurePostgres(ctx, o, program); err != nil {
			return fmt.Errorf("PostgreSQL: %w", err)
		}
	}
	if o.only == "" && o.match.String() == "" || o.only == "browser" {
		if err := r.measureBrowser(ctx, o, program); err != nil {
			return fmt.Errorf("browser: %w", err)
		}
	}
	fmt.Print("\n", r.text(before(ctx)))
	if o.page == "" {
		return nil
	}
	return r.write(o.page, before(ctx))
}

// measurePostgres measures on a server that writes through to the disk, as a real one.
func (r *report) measurePostgres(ctx context.Context, o options, program string) (err error) {
	server, err := pgtemp.Start(true)
	if errors.Is(err, pgtemp.ErrAbsent) {
		fmt.Println(err)
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	url, drop, err := server.Database()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, drop()) }()
	return r.measure(ctx, o, "PostgreSQL", place{program: program, folder: filepath.Join(o.folder, "pg"), url: url})
}

// measure makes the company in one place, and measures it.
func (r *report) measure(ctx context.Context, o options, engine string, at place) error {
	if err := os.MkdirAll(at.folder, 0o700); err != nil {
		return err
	}
	w, err := found(ctx, at)
	if err != nil {
		return err
	}
	e := engineReport{Name: engine}
	if e.Idle, err = idle(ctx, at); err != nil {
		return err
	}
	if e.Import, err = w.bringCompany(ctx); err != nil {
		return err
	}
	if e.Fill, err = w.fill(ctx, o.deals); err != nil {
		return err
	}
	fmt.Printf("%s: %d deals made, %.0f a second\n", engine, o.deals, e.Fill)
	s, err := start(ctx, at, o.profile)
	if err != nil {
		return err
	}
	defer s.stop()
	e.Ready, e.ReadyCPU = s.ready.Seconds(), s.cpu().Seconds()
	time.Sleep(time.Second) // until what a start leaves behind is collected
	e.Memory = s.memory()
	for _, op := range w.operations() {
		if !o.match.MatchString(op.name) {
			continue
		}
		for _, n := range o.clients {
			f, err := w.run(ctx, s, op, n, o)
			if err != nil {
				return fmt.Errorf("%s: %w", op.name, err)
			}
			fmt.Printf("%s: %s\n", engine, f.line())
			e.Figures = append(e.Figures, f)
		}
	}
	e.Peak = s.memory()
	r.Engines = append(r.Engines, e)
	return nil
}

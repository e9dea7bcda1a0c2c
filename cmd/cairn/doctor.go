package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"

	"cairn/internal/config"
)

// doctor looks at the machine, the files and the database.
type doctor struct {
	place
}

// finding is one thing that was looked at.
type finding struct {
	What   string `json:"what"`
	Health health `json:"health"`
	Detail string `json:"detail"`
	Remedy string `json:"remedy,omitempty"`
}

// health is how something is: well, worth a look, or ill.
type health string

const (
	well health = "well"
	odd  health = "odd"
	ill  health = "ill"
)

// Run looks at everything that can be looked at without changing it, and fails where
// something is ill.
func (x *doctor) Run(ctx context.Context, c *console) error {
	cfg := x.config()
	all := []finding{{"program", well, runtime.Version() + " on " + runtime.GOOS + "/" + runtime.GOARCH, ""}}
	all = append(all, x.settings(cfg)...)
	if !cfg.Server() {
		all = append(all, lookAtFolder(filepath.Dir(cfg.Place()))...)
	}
	all = append(all, x.database(ctx)...)
	err := c.answer(all, func(w io.Writer) {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, f := range all {
			fmt.Fprintf(t, "%s\t%s\t%s\n", f.Health, f.What, f.Detail)
			if f.Remedy != "" {
				fmt.Fprintf(t, "\t\t%s\n", f.Remedy)
			}
		}
		t.Flush()
	})
	if err == nil && slices.ContainsFunc(all, func(f finding) bool { return f.Health == ill }) {
		err = errTold
	}
	return err
}

// settings looks at where the database is said to be, and at its key.
func (x *doctor) settings(cfg config.Config) (all []finding) {
	if cfg.Server() {
		return append(all, finding{"database", well, "a PostgreSQL server", ""})
	}
	all = append(all, private("database", cfg.Place()))
	if cfg.MasterKey == "" {
		all = append(all, private("key", cfg.KeyPath()))
	}
	return all
}

// private looks at a file that only its owner may read.
func private(what, path string) finding {
	info, err := os.Stat(path)
	if err != nil {
		return finding{what, ill, err.Error(), ""}
	}
	f := finding{what, well, fmt.Sprintf("%s, %d bytes", path, info.Size()), ""}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		f.Health, f.Remedy = odd, fmt.Sprintf("others may open it (%#o): chmod 600 keeps them out", mode)
	}
	return f
}

// What a disk should have.
const (
	leastFree = 1 << 30               // bytes; a copy of the database comes on top
	slowSync  = 20 * time.Millisecond // per commit; a disk of today takes a tenth of it
	badSync   = 200 * time.Millisecond
	skewed    = 2 * time.Second
)

// lookAtFolder measures the disk on which a database file lies.
func lookAtFolder(folder string) []finding {
	space := finding{What: "disk", Health: well, Detail: "its free space cannot be told on this system"}
	if free, ok := freeBytes(folder); ok {
		space.Detail = fmt.Sprintf("%.1f GiB free", float64(free)/(1<<30))
		if free < leastFree {
			space.Health, space.Remedy = ill, "less than 1 GiB is left: make room before it is full"
		}
	}
	times, stamp, err := syncTimes(folder)
	if err != nil {
		return []finding{space, {"fsync", odd, err.Error(), "only whoever may write to the folder can measure its disk"}}
	}
	slices.Sort(times)
	middle := times[len(times)/2]
	speed := finding{"fsync", well, fmt.Sprintf("%.2f ms in the middle, %.2f ms at worst", millis(middle), millis(times[len(times)-1])), ""}
	switch {
	case middle > badSync:
		speed.Health, speed.Remedy = ill, "every batch of changes waits for the disk as long as that: use a local one"
	case middle > slowSync:
		speed.Health, speed.Remedy = odd, "every batch of changes waits for the disk as long as that"
	}
	clock := finding{"clock", well, time.Now().UTC().Format(time.RFC3339) + ", as the file system has it", ""}
	if off := time.Since(stamp).Abs(); off > skewed {
		clock.Health, clock.Detail = odd, fmt.Sprintf("the file system is %s away from this machine", off.Round(time.Millisecond))
	}
	return []finding{space, speed, clock}
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// syncTimes measures how long small writes take to reach the disk, and says when the file
// system thinks the last of them happened.
func syncTimes(folder string) (times []time.Duration, stamp time.Time, err error) {
	f, err := os.CreateTemp(folder, ".doctor.*")
	if err != nil {
		return nil, stamp, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	block := make([]byte, 4096)
	for range 21 {
		begin := time.Now()
		_, err := f.Write(block)
		if err = errors.Join(err, f.Sync()); err != nil {
			return nil, stamp, err
		}
		times = append(times, time.Since(begin))
	}
	info, err := f.Stat()
	if err != nil {
		return nil, stamp, err
	}
	return times, info.ModTime(), nil
}

// database looks at the database as it says itself that it is.
func (x *doctor) database(ctx context.Context) (all []finding) {
	db, err := x.read(ctx)
	if err != nil {
		return []finding{{"opening", ill, sentence(err), ""}}
	}
	defer db.Close()
	v, err := db.Vitals(ctx)
	if err != nil {
		return []finding{{"reading", ill, err.Error(), ""}}
	}
	for _, s := range v.Settings {
		f := finding{s.Name, well, s.Value, ""}
		if s.Want != "" && s.Value != s.Want {
			f.Health, f.Remedy = ill, s.Want+" is needed"
		}
		all = append(all, f)
	}
	chain := finding{"chain", well, "no event yet", ""}
	if v.Seq > 0 {
		chain.Detail = fmt.Sprintf("%d events, the last at %s, head %s", v.Seq, moment(v.Last), v.Head)
		if ahead := time.Until(time.UnixMicro(v.Last)); ahead > skewed {
			chain.Health, chain.Remedy = ill, "the last event lies in the future: this machine's clock is wrong, or was"
		}
	}
	all = append(all, chain)
	jobs := finding{"jobs", well, fmt.Sprintf("%d wait", v.JobsWait), ""}
	if v.JobsLate > 0 {
		jobs.Health, jobs.Detail = odd, fmt.Sprintf("%d wait, %d of them for over an hour", v.JobsWait, v.JobsLate)
		jobs.Remedy = "nobody works on them: is cairn serve running?"
	}
	all = append(all, jobs)
	if co, err := db.Company(ctx); err != nil || !co.Ready() {
		all = append(all, finding{"company", odd, "not set up yet", "cairn setup, or the page of the first start"})
	}
	return all
}

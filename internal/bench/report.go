package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// figure is what was measured of one operation. Times are milliseconds.
type figure struct {
	Name    string
	Clients int
	Rate    float64 // requests a second
	P50     float64
	P99     float64
	CPU     float64 // of the server, for each request
	Bytes   int64   // of an answer, as it travels
	Goal    goal
}

func newFigure(op operation, clients int, took []time.Duration, spent, cpu time.Duration, size int64) figure {
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	n := max(len(took), 1)
	f := figure{Name: op.name, Clients: clients, Rate: float64(len(took)) / spent.Seconds(), CPU: ms(cpu) / float64(n), Bytes: size, Goal: op.goal}
	if len(took) > 0 {
		f.P50, f.P99 = ms(took[n/2]), ms(took[n*99/100])
	}
	return f
}

func (f figure) line() string {
	return fmt.Sprintf("%-36s %d clients %8.0f/s  p50 %7.2f ms  p99 %7.2f ms  CPU %6.3f ms", f.Name, f.Clients, f.Rate, f.P50, f.P99, f.CPU)
}

// misses says which goals are missed, "" where none is.
func (f figure) misses() string {
	var all []string
	miss := func(what string, got, want float64, least bool) {
		if want != 0 && (least && got < want || !least && got > want) {
			all = append(all, fmt.Sprintf("%s %.4g", what, want))
		}
	}
	if f.Clients == 1 {
		miss("p50", f.P50, f.Goal.Median, false)
	} else {
		miss("rate", f.Rate, f.Goal.Rate, true)
		miss("p99", f.P99, f.Goal.P99, false)
		miss("CPU", f.CPU, f.Goal.CPU, false)
	}
	return strings.Join(all, ", ")
}

// engineReport is what was measured on one database. Memory is in bytes.
type engineReport struct {
	Name    string
	Fill    float64 // deals made in a second
	Import  imported
	Ready   float64 // seconds from the start to the first answer
	Idle    int64   // memory with an empty company
	Memory  int64   // with all deals, before work
	Peak    int64   // after work
	Figures []figure

	ReadyCPU float64 // of them, seconds of processor time
}

// report is one run.
type report struct {
	Date, Machine, Load, Commit string
	Deals                       int
	Binary                      int64
	Engines                     []engineReport

	Browser     []look `json:",omitempty"`
	BrowserLoad string `json:",omitempty"`
}

// The figures stand in the page between these lines, and behind them as data for the next
// run. What people write around them stays.
const (
	figuresBegin = "<!-- figures -->\n"
	figuresEnd   = "<!-- figures end -->\n"
	dataBegin    = "<!-- data "
	dataEnd      = " -->\n"
)

// before is the run that was committed last; an empty one where there is none.
func before(ctx context.Context) (r report) {
	out, err := exec.CommandContext(ctx, "git", "show", "HEAD:docs/bench.md").Output()
	if err != nil {
		return r
	}
	_, rest, _ := strings.Cut(string(out), dataBegin)
	data, _, _ := strings.Cut(rest, dataEnd)
	if json.Unmarshal([]byte(data), &r) != nil {
		return report{}
	}
	return r
}

// find is the same figure of another run.
func (r report) find(engine string, f figure) (found figure, ok bool) {
	for _, e := range r.Engines {
		for _, g := range e.Figures {
			if e.Name == engine && g.Name == f.Name && g.Clients == f.Clients {
				return g, true
			}
		}
	}
	return found, false
}

// text is the run as a page shows it, beside the one before.
func (r report) text(old report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, commit %s. %s. Load when it began: %s. Program: %.1f MB. %d deals.\n", r.Date, r.Commit, r.Machine, r.Load, mega(r.Binary), r.Deals)
	if old.Date != "" {
		fmt.Fprintf(&b, "\nBeside it, as ratios: the run of %s, commit %s (load %s). Above 1 is better.\n", old.Date, old.Commit, old.Load)
	}
	for _, e := range r.Engines {
		fmt.Fprintf(&b, "\n### %s\n\n", e.Name)
		fmt.Fprintf(&b, "Start to first answer with all deals: %.2f s, %.2f s of processor time. Memory: %.0f MB idle and empty, %.0f MB with all deals, %.0f MB after the work. Made by commands: %.0f deals/s.",
			e.Ready, e.ReadyCPU, mega(e.Idle), mega(e.Memory), mega(e.Peak), e.Fill)
		if e.Import.Deals > 0 {
			fmt.Fprintf(&b, " Import of %d deals with accounts, people and history, files read and checked: %.0f deals/s.", e.Import.Deals, e.Import.Second)
		}
		b.WriteString("\n\n| | clients | requests/s | p50 ms | p99 ms | CPU ms | answer | rate × | CPU × | goals missed |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|---|\n")
		for _, f := range e.Figures {
			rate, cpu := "", ""
			if g, ok := old.find(e.Name, f); ok && g.Rate > 0 && f.CPU > 0 {
				rate, cpu = fmt.Sprintf("%.2f", f.Rate/g.Rate), fmt.Sprintf("%.2f", g.CPU/f.CPU)
			}
			fmt.Fprintf(&b, "| %s | %d | %.0f | %.2f | %.2f | %.3f | %s | %s | %s | %s |\n", f.Name, f.Clients, f.Rate, f.P50, f.P99, f.CPU, size(f.Bytes), rate, cpu, f.misses())
		}
	}
	b.WriteString(r.browserText(old))
	return b.String()
}

func mega(bytes int64) float64 { return float64(bytes) / (1 << 20) }

func size(bytes int64) string {
	if bytes < 10<<10 {
		return fmt.Sprintf("%d B", bytes)
	}
	return fmt.Sprintf("%d KB", bytes>>10)
}

// write puts the run into the page, in place of the one that stood there.
func (r report) write(page string, old report) error {
	text, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	head, rest, ok := strings.Cut(string(text), figuresBegin)
	_, tail, ended := strings.Cut(rest, figuresEnd)
	if !ok || !ended {
		return fmt.Errorf("%s has no place for figures: the lines %q and %q", page, strings.TrimSpace(figuresBegin), strings.TrimSpace(figuresEnd))
	}
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return os.WriteFile(page, []byte(head+figuresBegin+"\n"+r.text(old)+"\n"+dataBegin+string(data)+dataEnd+figuresEnd+tail), 0o644)
}

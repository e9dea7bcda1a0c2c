package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// onBoard is how many open deals stand on the board that is measured in a browser.
const onBoard = 10_000

// look is what was measured in a browser: milliseconds until the screen showed it.
type look struct {
	Name          string
	Goal          float64
	N             int
	Best, Median  float64
	Worst90, Most float64 // nine of ten were as quick, and all of them
}

func newLook(name string, goal float64, times []float64) look {
	slices.Sort(times)
	n := len(times)
	return look{Name: name, Goal: goal, N: n, Best: times[0], Median: times[n/2], Worst90: times[n*9/10], Most: times[n-1]}
}

// measureBrowser measures the board of a company of its own, on SQLite.
func (r *report) measureBrowser(ctx context.Context, o options, program string) error {
	if _, err := exec.LookPath("node"); err != nil {
		fmt.Println("no browser is measured: Node is not here")
		return nil
	}
	at := place{program: program, folder: filepath.Join(o.folder, "board")}
	if err := os.MkdirAll(at.folder, 0o700); err != nil {
		return err
	}
	w, err := found(ctx, at)
	if err != nil {
		return err
	}
	if _, err := w.fill(ctx, onBoard); err != nil {
		return err
	}
	s, err := start(ctx, at, "")
	if err != nil {
		return err
	}
	defer s.stop()
	r.BrowserLoad = busy()
	cmd := exec.CommandContext(ctx, "node", "scripts/board.mjs", "http://"+s.address, w.owner, w.seller, w.people[0])
	cmd.Dir, cmd.Stderr = "ui", os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return err
	}
	var all []struct {
		Name  string
		Goal  float64
		Times []float64
	}
	if err := json.NewDecoder(bytes.NewReader(out)).Decode(&all); err != nil {
		return err
	}
	for _, x := range all {
		if len(x.Times) == 0 {
			return errors.New(x.Name + " was not measured")
		}
		r.Browser = append(r.Browser, newLook(x.Name, x.Goal, x.Times))
	}
	return nil
}

// browserText is what was measured in a browser, as a page shows it.
func (r report) browserText(old report) string {
	if len(r.Browser) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n### In the browser\n\n%d open deals on the board, in Chromium on the same processors; load when it began: %s.\n", onBoard, r.BrowserLoad)
	b.WriteString("\n| milliseconds until it is on the screen | times | least | median | 9 of 10 | most | goal | median × |\n|---|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, l := range r.Browser {
		than := ""
		if i := slices.IndexFunc(old.Browser, func(o look) bool { return o.Name == l.Name }); i >= 0 && l.Median > 0 {
			than = fmt.Sprintf("%.2f", old.Browser[i].Median/l.Median)
		}
		fmt.Fprintf(&b, "| %s | %d | %.0f | %.0f | %.0f | %.0f | %.0f | %s |\n", l.Name, l.N, l.Best, l.Median, l.Worst90, l.Most, l.Goal, than)
	}
	return b.String()
}

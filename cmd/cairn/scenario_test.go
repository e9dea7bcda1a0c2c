package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cairn/deal"
	"cairn/fault"
	"cairn/internal/api"
	"cairn/internal/app"
	"cairn/internal/scenario"
)

// typed is the way of playing a script in which everybody sits at a command line.
type typed struct {
	*scenario.Server
	t *testing.T
}

// Do types "cairn do", and reads what is printed.
func (x typed) Do(who, name string, input json.RawMessage, how app.How) (done app.Done, err error) {
	if who == "system" {
		return x.Server.Do(who, name, input, how)
	}
	token, err := x.Token(who)
	if err != nil {
		return done, err
	}
	args := []string{"--json", "do", name, "--file", "-", "--server", x.URL(), "--token", token}
	if how.Key != "" {
		args = append(args, "--key", how.Key)
	}
	if how.Dry {
		args = append(args, "--dry-run")
	}
	var out, errs bytes.Buffer
	switch status := command(x.t.Context(), args, bytes.NewReader(input), output{&out, &errs}); status {
	case 0:
		return done, json.Unmarshal(out.Bytes(), &done)
	case failed:
		return done, x.Edge(printed(out.Bytes()), who, name, input)
	default:
		return done, fmt.Errorf("status %d: %s", status, errs.String())
	}
}

// printed makes the refusal again that was printed.
func printed(text []byte) error {
	var p api.Problem
	if err := json.Unmarshal(text, &p); err != nil {
		return fmt.Errorf("%s: %w", text, err)
	}
	if p.Key != "" {
		return fault.New(fault.Invalid, p.Key, p.Field, p.Remedy)
	}
	no := &deal.Refusal{Rule: p.Rule, To: p.To}
	for _, m := range p.Missing {
		no.Missing = append(no.Missing, m.Missing)
	}
	if no.Rule == "" {
		return fmt.Errorf("%s", text)
	}
	return no
}

// TestScenarios plays every script at the command line: it has to come out as it does
// everywhere else.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("../../scenario/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, err := scenario.Parse(filepath.Base(file), string(text))
			if err != nil {
				t.Fatal(err)
			}
			if why, ok := s.Without["cli"]; ok {
				t.Skip(why)
			}
			served, err := scenario.OpenServer(t.Context(), filepath.Join(t.TempDir(), "cairn.db"))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := served.Close(); err != nil {
					t.Error(err)
				}
			})
			if err := scenario.Play(s, typed{served, t}); err != nil {
				t.Error(err)
			}
		})
	}
}

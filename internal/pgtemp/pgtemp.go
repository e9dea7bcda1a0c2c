// Package pgtemp gives a test a PostgreSQL database of its own.
//
//	db, err := store.Open(ctx, pgtemp.URL(t))
//
// The first call of a test process starts a server from the binaries that are installed;
// every call makes an empty database on it, which goes when the test ends. The server
// lives exactly as long as the test process, however that process ends.
//
// Two variables of the environment change this. CAIRN_TEST_PG is the URL of a running
// server to use instead, whose user may create databases. CAIRN_NEED_PG=1 turns the
// skip of a machine without PostgreSQL into a failure, so that a complete run is
// known to have been complete.
package pgtemp

import (
	"bufio"
	"bytes"
	"crypto/rand"
	_ "embed" // server.sh
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
)

//go:embed server.sh
var serverScript string

// errAbsent says that PostgreSQL is not installed.
var errAbsent = errors.New("PostgreSQL is not installed here: run script/need")

// server is the one server of this process. It stays reachable from here for ever:
// were its pipe collected as garbage, the server would take that for our death.
var server = sync.OnceValues(start)

// running is a server that answers.
type running struct {
	url  *url.URL // of its database postgres
	pipe *os.File // the server stops when this is closed; nil where it is not ours
}

// URL returns the URL of an empty database, in the form that pgx takes. It skips the
// test where PostgreSQL is not installed, and fails it where PostgreSQL does not work.
func URL(t testing.TB) string {
	t.Helper()
	s, err := server()
	if errors.Is(err, errAbsent) && os.Getenv("CAIRN_NEED_PG") != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	name := "t_" + strings.ToLower(rand.Text())
	if err := s.run("CREATE DATABASE " + name + " TEMPLATE template0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// Connections that the test forgot are its own affair, and no reason to stay.
		if err := s.run("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	own := *s.url
	own.Path = "/" + name
	return own.String()
}

// start finds or starts the server.
func start() (*running, error) {
	if given := os.Getenv("CAIRN_TEST_PG"); given != "" {
		u, err := url.Parse(given)
		if err != nil {
			return nil, fmt.Errorf("CAIRN_TEST_PG: %w", err)
		}
		return &running{url: u}, nil
	}
	held, pipe, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer held.Close()
	cmd := exec.Command("sh", "-c", serverScript)
	cmd.Stdin = held
	// A session of its own: an interrupt typed at the terminal ends the tests, and the
	// end of the tests ends the server, in this order.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	if line == "" {
		pipe.Close()
		err := cmd.Wait()
		if cmd.ProcessState.ExitCode() == 3 {
			return nil, errAbsent
		}
		return nil, fmt.Errorf("PostgreSQL does not start: %w\n%s", err, complaint.String())
	}
	u, err := url.Parse(strings.TrimSpace(line))
	if err != nil {
		pipe.Close()
		return nil, err
	}
	return &running{url: u, pipe: pipe}, nil
}

// run has the server execute one statement.
func (s *running) run(statement string) error {
	out, err := exec.Command("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement, s.url.String()).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", statement, err, out)
	}
	return nil
}

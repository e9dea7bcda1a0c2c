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
//
// A program starts a server of its own with Start, and may ask for one that keeps what it
// was told even if the power fails.
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

// ErrAbsent says that PostgreSQL is not installed.
var ErrAbsent = errors.New("PostgreSQL is not installed here: run script/need")

// server is the one server of this process's tests. It stays reachable from here for ever:
// were its pipe collected as garbage, the server would take that for our death.
var server = sync.OnceValues(func() (*Server, error) { return Start(false) })

// Server is a server that answers.
type Server struct {
	url  *url.URL // of its database postgres
	pipe *os.File // the server stops when this is closed; nil where it is not ours
}

// URL returns the URL of an empty database, in the form that pgx takes. It skips the
// test where PostgreSQL is not installed, and fails it where PostgreSQL does not work.
func URL(t testing.TB) string {
	t.Helper()
	s, err := server()
	if errors.Is(err, ErrAbsent) && os.Getenv("CAIRN_NEED_PG") != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	place, drop, err := s.Database()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	return place
}

// Database makes an empty database, and tells its URL and how it is removed again.
func (s *Server) Database() (place string, drop func() error, err error) {
	name := "t_" + strings.ToLower(rand.Text())
	if err := s.run("CREATE DATABASE " + name + " TEMPLATE template0"); err != nil {
		return "", nil, err
	}
	own := *s.url
	own.Path = "/" + name
	// Connections that somebody forgot are their own affair, and no reason to stay.
	return own.String(), func() error { return s.run("DROP DATABASE " + name + " WITH (FORCE)") }, nil
}

// Close stops the server, unless it was there before.
func (s *Server) Close() error {
	if s.pipe == nil {
		return nil
	}
	return s.pipe.Close()
}

// Start finds or starts a server: the one named by CAIRN_TEST_PG, or its own. A durable
// one writes every commit to the disk before it answers. The error is ErrAbsent where
// PostgreSQL is not installed. The server lives until Close, or until this process ends.
func Start(durable bool) (*Server, error) {
	if given := os.Getenv("CAIRN_TEST_PG"); given != "" {
		u, err := url.Parse(given)
		if err != nil {
			return nil, fmt.Errorf("CAIRN_TEST_PG: %w", err)
		}
		return &Server{url: u}, nil
	}
	held, pipe, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer held.Close()
	cmd := exec.Command("sh", "-c", serverScript)
	if durable {
		cmd.Env = append(os.Environ(), "PGTEMP_DURABLE=on")
	}
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
			return nil, ErrAbsent
		}
		return nil, fmt.Errorf("PostgreSQL does not start: %w\n%s", err, complaint.String())
	}
	u, err := url.Parse(strings.TrimSpace(line))
	if err != nil {
		pipe.Close()
		return nil, err
	}
	return &Server{url: u, pipe: pipe}, nil
}

// run has the server execute one statement.
func (s *Server) run(statement string) error {
	out, err := exec.Command("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement, s.url.String()).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", statement, err, out)
	}
	return nil
}

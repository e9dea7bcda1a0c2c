package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"cairn/internal/api"
	"cairn/internal/app"
	"cairn/internal/store"
	"cairn/ui"
)

// place is where a company lies: a folder with a file, or a server's URL.
type place struct {
	program string
	folder  string
	url     string
}

func (at place) database() string {
	if at.url != "" {
		return at.url
	}
	return filepath.Join(at.folder, "cairn.db")
}

// server is the program, serving.
type server struct {
	address string
	ready   time.Duration // from its start to its first answer
	pid     int
	profile string // folder, where it runs in this process
	end     func()
}

func (s *server) stop() { s.end() }

// build builds the program as it is released, and returns its size in bytes.
func build(ctx context.Context, program string) (int64, error) {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, "./cmd/cairn")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%w: %s", err, out)
	}
	info, err := os.Stat(program)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// start starts the server: the built program, or, to be looked into, this one.
func start(ctx context.Context, at place, profile string) (*server, error) {
	if profile != "" {
		return startInside(ctx, at, profile)
	}
	begin := time.Now()
	cmd := exec.CommandContext(ctx, at.program, "serve", "--data", at.folder, "--db", at.database(), "--address", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), "CAIRN_MASTER_KEY="+master)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{pid: cmd.Process.Pid, end: func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	}}
	line, err := bufio.NewReader(out).ReadString('\n')
	_, address, ok := strings.Cut(strings.TrimSpace(line), "http://")
	if err != nil || !ok {
		s.stop()
		return nil, fmt.Errorf("the program said %q: %w", line, err)
	}
	s.address = address
	answer, err := http.Get("http://" + address + "/readyz")
	if err != nil {
		s.stop()
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		s.stop()
		return nil, fmt.Errorf("not ready: %s", answer.Status)
	}
	s.ready = time.Since(begin)
	return s, nil
}

// startInside serves from this process.
func startInside(ctx context.Context, at place, profile string) (s *server, err error) {
	key, err := hex.DecodeString(master)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(profile, 0o755); err != nil {
		return nil, err
	}
	s = &server{profile: profile, pid: os.Getpid()}
	done, err := s.profiling("start")
	if err != nil {
		return nil, err
	}
	defer done()
	begin := time.Now()
	db, err := store.Open(ctx, at.database(), store.Options{Master: key})
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	door := app.New(db)
	if err := door.Start(ctx); err != nil {
		return nil, err
	}
	web, err := api.New(door, api.Options{Master: key, Public: &url.URL{Scheme: "http", Host: "localhost"}, Files: ui.Files()})
	if err != nil {
		return nil, err
	}
	if err := web.Start(ctx); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	listening := &http.Server{Handler: web}
	go listening.Serve(listener)
	s.address, s.ready = listener.Addr().String(), time.Since(begin)
	s.end = func() { errors.Join(listening.Close(), db.Close()) }
	return s, nil
}

// idle is the memory of the program with a company and no deals, in bytes.
func idle(ctx context.Context, at place) (int64, error) {
	s, err := start(ctx, at, "")
	if err != nil {
		return 0, err
	}
	defer s.stop()
	time.Sleep(2 * time.Second)
	return s.memory(), nil
}

// memory is what the server has in memory now, in bytes; 0 where the system does not say.
func (s *server) memory() int64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.pid))
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return n << 10
		}
	}
	return 0
}

// cpu is the processor time that the server has used; 0 where the system does not say.
func (s *server) cpu() time.Duration {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.pid))
	_, rest, ok := strings.Cut(string(text), ") ") // behind the name, which may hold anything
	fields := strings.Fields(rest)
	if !ok || len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	const tick = 10 * time.Millisecond
	return time.Duration(user+system) * tick
}

// machine says on what was measured.
func machine() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	name := runtime.GOARCH
	for line := range strings.Lines(string(text)) {
		if k, v, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(k) == "model name" {
			name = strings.TrimSpace(v)
			break
		}
	}
	return fmt.Sprintf("%s, %d cores, %s, %s", name, runtime.NumCPU(), runtime.GOOS, runtime.Version())
}

// busy is how busy the machine was when measuring began.
func busy() string {
	text, _ := os.ReadFile("/proc/loadavg")
	if f := strings.Fields(string(text)); len(f) > 2 {
		return strings.Join(f[:3], " ")
	}
	return "not known"
}

// commit is the commit that was measured.
func commit(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, "git", "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		return "not known"
	}
	return strings.TrimSpace(string(out))
}

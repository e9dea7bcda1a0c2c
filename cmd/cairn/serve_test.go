package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cairn/fault"
	"cairn/internal/config"
)

// started runs the whole program on a free port, and gives the lines that it prints.
func started(t *testing.T, ctx context.Context, c config.Config) (lines *bufio.Scanner, ended <-chan error) {
	t.Helper()
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := run(ctx, c, false, &output{w, io.Discard})
		w.CloseWithError(io.EOF)
		done <- err
	}()
	return bufio.NewScanner(r), done
}

// line is the next line that begins so, without that beginning.
func line(t *testing.T, lines *bufio.Scanner, start string) string {
	t.Helper()
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), start); ok {
			return rest
		}
	}
	t.Fatalf("no line begins with %q", start)
	return ""
}

// TestServe sets a new company up as its owner would, and stops the program while
// somebody listens to changes.
func TestServe(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	c := config.Config{Data: filepath.Join(t.TempDir(), "data"), Address: "127.0.0.1:0", Drain: 5 * time.Second}
	lines, ended := started(t, ctx, c)
	base := line(t, lines, "Cairn is at ")
	setUp, err := url.Parse(line(t, lines, "Set it up at "))
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for lines.Scan() { // so that nobody waits to be read
		}
	}()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, Timeout: 20 * time.Second}
	for path, want := range map[string]string{"/healthz": "ok", "/readyz": "ready", "/set-up?" + setUp.RawQuery: "Set up Cairn"} {
		if text := get(t, browser, base+path); !strings.Contains(text, want) {
			t.Errorf("%s: %s", path, text)
		}
	}
	res, err := browser.PostForm(base+"/set-up", url.Values{
		"token": setUp.Query()["token"], "company": {"Northbeck demo"}, "zone": {"Europe/Berlin"}, "currency": {"EUR"}, "locale": {"en-GB"},
		"fiscal": {"1"}, "week": {"1", "2", "3", "4", "5"}, "template": {"seven"}, "name": {"Olga"}, "email": {"olga@example.org"}, "password": {"stones on a trail"},
	})
	if err != nil || res.StatusCode != 200 {
		t.Fatal(res, err)
	}
	res.Body.Close()
	if text := get(t, browser, base+"/api/session"); !strings.Contains(text, `"Northbeck demo"`) {
		t.Errorf("the owner is not signed in: %s", text)
	}

	second := run(ctx, c, false, &output{io.Discard, io.Discard})
	if f, ok := errors.AsType[*fault.Error](second); !ok || f.Key != "store.locked" {
		t.Errorf("a second program on one database: %v", second)
	}

	stream, err := (&http.Client{Jar: jar}).Get(base + "/api/changes")
	if err != nil || stream.StatusCode != 200 {
		t.Fatal(stream, err)
	}
	begun := time.Now()
	stop()
	if _, err := io.Copy(io.Discard, stream.Body); err != nil {
		t.Errorf("the stream breaks: %v", err)
	}
	select {
	case err := <-ended:
		if err != nil || time.Since(begun) > 3*time.Second {
			t.Errorf("it stops after %v with %v", time.Since(begun), err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it does not stop")
	}

	// The second start knows its company, and asks nobody to set anything up.
	again, stopAgain := context.WithCancel(t.Context())
	var said bytes.Buffer
	lines, ended = started(t, again, c)
	line(t, lines, "Cairn is at ")
	stopAgain()
	for lines.Scan() {
		said.WriteString(lines.Text())
	}
	if err := <-ended; err != nil || strings.Contains(said.String(), "Set it up") {
		t.Errorf("the second start: %v, %q", err, said.String())
	}
}

func get(t *testing.T, browser *http.Client, address string) string {
	t.Helper()
	res, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestServeRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		c    config.Config
		want string
	}{
		"half a certificate":          {config.Config{Address: "127.0.0.1:0", TLSCert: "c"}, "config.tls"},
		"no address":                  {config.Config{Address: "nowhere"}, "config.address"},
		"a wrong key":                 {config.Config{Address: "127.0.0.1:0", MasterKey: "short"}, "config.key"},
		"an address that is not here": {config.Config{Address: "192.0.2.1:80"}, "config.listen"},
	} {
		tt.c.Data = t.TempDir()
		err := run(t.Context(), tt.c, false, &output{io.Discard, io.Discard})
		if f, ok := errors.AsType[*fault.Error](err); !ok || f.Key != tt.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

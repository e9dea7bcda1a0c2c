package outbound

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// house is a server on this machine that nobody outside is meant to reach; it counts who
// connects to it at all.
type house struct {
	*httptest.Server
	port  string
	calls atomic.Int64
}

func newHouse(t *testing.T, answer http.HandlerFunc) *house {
	t.Helper()
	h := &house{Server: httptest.NewUnstartedServer(answer)}
	h.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			h.calls.Add(1)
		}
	}
	h.Start()
	t.Cleanup(h.Close)
	_, h.port, _ = net.SplitHostPort(h.Listener.Addr().String())
	return h
}

func hello(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }

func client(t *testing.T, o Options, allow ...string) *http.Client {
	t.Helper()
	a, err := ParseAllow(allow)
	if err != nil {
		t.Fatal(err)
	}
	o.Allow = a
	c := New(o)
	t.Cleanup(c.CloseIdleConnections)
	return c
}

func TestAddressesOfThisMachine(t *testing.T) {
	h := newHouse(t, hello)
	names := newNames(t, map[string]string{
		"rebound.example.": "127.0.0.1", "mapped.example.": "::ffff:127.0.0.1", "six.example.": "::1", "nat.example.": "64:ff9b::7f00:1",
		"office.example.": "192.168.1.1", "cloud.example.": "169.254.169.254", "nothing.example.": "0.0.0.0",
		// What a resolver that knows the old notations would say.
		"0177.0.0.1.": "127.0.0.1", "2130706433.": "127.0.0.1", "0x7f.1.": "127.0.0.1", "127.1.": "127.0.0.1", "0x7f000001.": "127.0.0.1",
	})
	// Go's own look-up knows these notations for no name at all, and asks nobody.
	const unknown = " 0 0177.0.0.1 2130706433 127.1 localhost. "
	c := client(t, Options{Resolver: names, Timeout: 5 * time.Second})
	for _, host := range []string{
		"127.0.0.1", "127.8.9.10", "0.0.0.0", "0", "[::]", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]",
		"[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::127.0.0.1]", "[fe80::1]", "localhost", "LOCALHOST", "localhost.",
		"0177.0.0.1", "2130706433", "0x7f.1", "127.1", "0x7f000001", "rebound.example", "mapped.example", "six.example", "nat.example",
		"office.example", "cloud.example", "nothing.example", "169.254.169.254", "100.64.0.1", "10.0.0.1",
	} {
		for _, scheme := range []string{"http", "https"} {
			resp, err := c.Get(scheme + "://" + host + ":" + h.port + "/")
			if err == nil {
				_ = resp.Body.Close()
				t.Errorf("%s://%s answers %s", scheme, host, resp.Status)
			} else if !errors.Is(err, ErrRefused) && !strings.Contains(unknown, " "+host+" ") {
				t.Errorf("%s://%s: %v", scheme, host, err)
			}
		}
	}
	if n := h.calls.Load(); n != 0 {
		t.Errorf("%d connections were made", n)
	}
	// The server is there, and the same client reaches it where that is allowed.
	c = client(t, Options{Resolver: names}, "rebound.example:"+h.port)
	if got := get(t, c, "http://rebound.example:"+h.port); got != "hello" {
		t.Errorf("by its name: %s", got)
	}
	if _, err := c.Get("http://127.0.0.1:" + h.port); !errors.Is(err, ErrRefused) {
		t.Errorf("by its number, which is not listed: %v", err)
	}
	for _, allowed := range []string{"127.0.0.1:" + h.port, "127.0.0.0/8"} {
		if got := get(t, client(t, Options{}, allowed), "http://127.0.0.1:"+h.port); got != "hello" {
			t.Errorf("allowed by %s: %s", allowed, got)
		}
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	c := client(t, Options{}, "127.0.0.0/8")
	h := newHouse(t, hello)
	for _, address := range []string{
		"file:///etc/passwd", "gopher://127.0.0.1:" + h.port, "unix:///run/x.sock", "ftp://127.0.0.1/", "http:///path", "//127.0.0.1:" + h.port,
		"http://ana:secret@127.0.0.1:" + h.port, "http://[fe80::1%25lo]:" + h.port,
	} {
		if resp, err := c.Get(address); err == nil {
			_ = resp.Body.Close()
			t.Errorf("%s answers %s", address, resp.Status)
		}
	}
	if n := h.calls.Load(); n != 0 {
		t.Errorf("%d connections were made", n)
	}
}

func TestRedirects(t *testing.T) {
	inner := newHouse(t, hello)
	seen := http.Header{}
	var mu sync.Mutex
	var door *house
	door = newHouse(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/inside":
			http.Redirect(w, r, inner.URL, http.StatusFound)
		case "/inside-again":
			http.Redirect(w, r, "http://localhost:"+inner.port, http.StatusTemporaryRedirect)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/once":
			http.Redirect(w, r, "/here", http.StatusFound)
		case "/other":
			http.Redirect(w, r, "http://localhost:"+door.port+"/here", http.StatusTemporaryRedirect)
		default:
			mu.Lock()
			seen = r.Header.Clone()
			mu.Unlock()
			hello(w, r)
		}
	})
	strict := client(t, Options{}, "127.0.0.1:"+door.port)
	resp, err := strict.Get(door.URL + "/inside")
	if err != nil || resp.StatusCode != http.StatusFound {
		t.Fatalf("a redirect is not the answer: %v", err)
	}
	_ = resp.Body.Close()

	loose := client(t, Options{Redirects: 2}, "127.0.0.1:"+door.port, "localhost:"+door.port)
	for _, path := range []string{"/inside", "/inside-again", "/file", "/round"} {
		if resp, err := loose.Get(door.URL + path); err == nil || !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v, %v", path, resp, err)
		}
	}
	if n := inner.calls.Load(); n != 0 {
		t.Errorf("%d connections were made inside", n)
	}
	if got := get(t, loose, door.URL+"/once"); got != "hello" {
		t.Errorf("one redirect on the same host: %s", got)
	}
	ask, _ := http.NewRequest(http.MethodGet, door.URL+"/other", nil)
	for _, name := range []string{"Authorization", "Cookie", "X-Signature"} {
		ask.Header.Set(name, "secret")
	}
	if resp, err = loose.Do(ask); err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	mu.Lock()
	defer mu.Unlock()
	for name, values := range seen {
		if strings.Contains(strings.Join(values, ""), "secret") {
			t.Errorf("%s went to another host", name)
		}
	}
	if resp, err := loose.Post(door.URL+"/other", "text/plain", strings.NewReader("for one only")); !errors.Is(err, ErrRefused) {
		t.Errorf("a body went to another host: %v, %v", resp, err)
	}
}

func TestSizes(t *testing.T) {
	var bomb bytes.Buffer
	pack := gzip.NewWriter(&bomb)
	for range 64 {
		_, _ = pack.Write(make([]byte, 1<<20))
	}
	_ = pack.Close()
	h := newHouse(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb.Bytes())
		case "/announced":
			w.Header().Set("Content-Length", "1000001")
			_, _ = w.Write(make([]byte, 1000001))
		case "/unannounced":
			for range 200 {
				if _, err := w.Write(make([]byte, 10000)); err != nil {
					return
				}
			}
		case "/exact":
			_, _ = w.Write(make([]byte, 1000000))
		case "/head":
			w.Header().Set("X-Long", strings.Repeat("x", 1<<20))
		}
	})
	c := client(t, Options{MaxBody: 1000000}, "127.0.0.0/8")
	if bomb.Len() > 1000000 {
		t.Fatalf("the bomb has %d bytes", bomb.Len())
	}
	for _, path := range []string{"/bomb", "/announced", "/unannounced"} {
		resp, err := c.Get(h.URL + path)
		if err == nil {
			var n int64
			n, err = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			if n > 1000000 {
				t.Errorf("%s: %d bytes were read", path, n)
			}
		}
		if !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if got := get(t, c, h.URL+"/exact"); len(got) != 1000000 {
		t.Errorf("%d of 1,000,000 bytes", len(got))
	}
	if resp, err := c.Get(h.URL + "/head"); err == nil {
		_ = resp.Body.Close()
		t.Error("a megabyte of headers is read")
	}
	resp, err := c.Get(h.URL + "/exact")
	if err != nil {
		t.Fatal(err)
	}
	if body, err := ReadAll(resp, 999999); body != nil || !errors.Is(err, ErrTooLarge) {
		t.Errorf("%d bytes, %v", len(body), err)
	}
}

func TestTime(t *testing.T) {
	h := newHouse(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/drip" {
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte("."))
				_ = http.NewResponseController(w).Flush()
				time.Sleep(5 * time.Millisecond)
			}
		}
		<-r.Context().Done()
	})
	c := client(t, Options{Timeout: 100 * time.Millisecond}, "127.0.0.0/8")
	for _, path := range []string{"/silent", "/drip"} {
		begun := time.Now()
		resp, err := c.Get(h.URL + path)
		if err == nil {
			_, err = ReadAll(resp, 1<<20)
		}
		if ue, ok := errors.AsType[net.Error](err); !ok || !ue.Timeout() {
			t.Errorf("%s: %v", path, err)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s took %v", path, took)
		}
	}
}

func TestNothingAmbient(t *testing.T) {
	proxy := newHouse(t, hello)
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "ALL_PROXY"} {
		t.Setenv(name, proxy.URL)
	}
	var seen []http.Header
	h := newHouse(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header)
		http.SetCookie(w, &http.Cookie{Name: "kept", Value: "no"})
	})
	c := client(t, Options{Resolver: newNames(t, map[string]string{"office.example.": "127.0.0.1"})}, "office.example:"+h.port)
	for range 2 {
		get(t, c, "http://office.example:"+h.port)
	}
	if proxy.calls.Load() != 0 {
		t.Error("a proxy of the environment is asked")
	}
	for _, head := range seen {
		if head.Get("Cookie") != "" || head.Get("Authorization") != "" {
			t.Errorf("%v", head)
		}
	}
	if len(seen) != 2 || c.Jar != nil {
		t.Errorf("%d requests", len(seen))
	}
}

// A certificate that is not believed stops a request, allowed or not.
func TestCertificates(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(hello))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	if resp, err := client(t, Options{}, "127.0.0.0/8").Get(s.URL); err == nil {
		_ = resp.Body.Close()
		t.Error("a certificate of nobody is believed")
	}
	roots := s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	if got := get(t, client(t, Options{Roots: roots}, "127.0.0.0/8"), s.URL); got != "hello" {
		t.Error(got)
	}
}

func get(t *testing.T, c *http.Client, address string) string {
	t.Helper()
	resp, err := c.Get(address)
	if err != nil {
		t.Error(err)
		return ""
	}
	body, err := ReadAll(resp, 1<<20)
	if err != nil {
		t.Error(err)
	}
	return string(body)
}

// newNames starts a name server on this machine, and returns the resolver that asks it.
// Names that it does not have do not exist.
func newNames(t *testing.T, names map[string]string) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			_, _ = conn.WriteTo(answer(buf[:n], names), from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// answer is what a name server says to one question (RFC 1035): the question again, and
// the address, where there is one of the kind that was asked for.
func answer(ask []byte, names map[string]string) []byte {
	name, at := "", 12
	for at < len(ask) && ask[at] != 0 {
		n := int(ask[at])
		name += strings.ToLower(string(ask[at+1:at+1+n])) + "."
		at += n + 1
	}
	kind := binary.BigEndian.Uint16(ask[at+1:])
	say := append([]byte{}, ask[:at+5]...)
	say[2], say[3] = 0x84, 0x00               // an answer, of authority
	copy(say[4:12], []byte{0, 1, 0, 0, 0, 0}) // one question
	say[10], say[11] = 0, 0
	text, known := names[name]
	if !known {
		say[3] = 3 // no such name
		return say
	}
	ip := net.ParseIP(text)
	data := []byte(ip.To4())
	if strings.Contains(text, ":") {
		data = ip.To16()
	}
	if four := len(data) == 4; four != (kind == 1) || !four != (kind == 28) {
		return say
	}
	say[7] = 1
	say = append(say, 0xc0, 12, byte(kind>>8), byte(kind), 0, 1, 0, 0, 0, 0, 0, byte(len(data)))
	return append(say, data...)
}

func FuzzSound(f *testing.F) {
	for _, s := range []string{"http://a.example", "https://[::1]:1/", "http://a@b", "http://a%00b/", "http:\\\\a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := url.Parse(text)
		if err != nil || sound(u) != nil {
			return
		}
		if u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Host == "" {
			t.Errorf("%q is taken", text)
		}
	})
}

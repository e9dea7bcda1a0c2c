package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"cairn/access"
	"cairn/internal/app"
	"cairn/internal/store"
)

// world is a company on a server of its own: olga owns it, mia manages ana and vic, tom
// manages ben, ada looks after it. Everybody has a token; passwords are set where asked.
type world struct {
	t      testing.TB
	db     *store.DB
	app    *app.App
	api    *Server
	web    *httptest.Server
	later  atomic.Int64 // microseconds that the clock is ahead
	member map[string]string
	token  map[string]string

	session map[string]*http.Cookie // of those who have signed in
}

const setUpToken = "the-token-of-the-first-start"

// emptyWorld is a server on a database that nobody has set up.
func emptyWorld(t testing.TB, public string) *world {
	t.Helper()
	w := &world{t: t, member: map[string]string{}, token: map[string]string{}, session: map[string]*http.Cookie{}}
	clock := func() int64 { return time.Now().UnixMicro() + w.later.Load() }
	var err error
	w.db, err = store.Open(context.Background(), filepath.Join(t.TempDir(), "cairn.db"), store.Options{Master: make([]byte, 32), Clock: clock})
	w.check(err)
	ctx, stop := context.WithCancel(context.Background())
	w.app = app.New(w.db)
	w.check(w.app.Start(ctx))
	at, err := url.Parse(public)
	w.check(err)
	w.api, err = New(w.app, Options{
		Master: make([]byte, 32), Public: at, SetUp: setUpToken, Now: func() time.Time { return time.UnixMicro(clock()) },
		Files: fstest.MapFS{
			"index.html":       {Data: []byte("<!doctype html><title>Cairn</title>" + strings.Repeat("<p>stone", 300))},
			"assets/a-1b2c.js": {Data: []byte(strings.Repeat("stone();\n", 300))},
			"cairn.svg":        {Data: []byte("<svg/>")},
		},
	})
	w.check(err)
	w.check(w.api.Start(ctx))
	w.web = httptest.NewServer(w.api)
	t.Cleanup(func() {
		w.api.Close()
		w.web.Close()
		stop()
		w.db.Close()
	})
	return w
}

func newWorld(t testing.TB) *world {
	w := emptyWorld(t, "http://localhost")
	w.people()
	return w
}

// people sets the company up.
func (w *world) people() {
	w.t.Helper()
	w.do("", &app.SetUpCompany{Name: "Northbeck demo", Zone: "Europe/Berlin", Currency: "EUR", Template: defaultTemplate})
	for _, m := range []struct {
		name, under string
		role        access.Role
	}{
		{"olga", "", access.Owner}, {"mia", "olga", access.Manager}, {"tom", "olga", access.Manager}, {"ana", "mia", access.Salesperson},
		{"ben", "tom", access.Salesperson}, {"ada", "", access.Admin}, {"vic", "mia", access.Viewer},
	} {
		w.member[m.name] = w.do("", &app.AddMember{Name: m.name, Email: m.name + "@example.org", Role: m.role, Manager: w.member[m.under]}).ID
		token, err := w.app.NewToken(context.Background(), w.member[m.name], "test", 0)
		w.check(err)
		w.token[m.name] = token
	}
}

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// do carries a command out at the door, for a member or for the system.
func (w *world) do(name string, cmd app.Command) app.Done {
	w.t.Helper()
	who := access.Actor{System: true}
	if name != "" {
		var err error
		who, err = w.app.Member(context.Background(), w.member[name])
		w.check(err)
	}
	done, err := w.app.Do(context.Background(), who, cmd, app.How{})
	w.check(err)
	return done
}

// deal opens a deal of a member.
func (w *world) deal(owner, name string) string {
	w.t.Helper()
	return w.do(owner, &app.OpenDeal{Name: name}).ID
}

const password = "stones on a trail"

// password gives a member one.
func (w *world) password(name string) {
	w.t.Helper()
	w.do("", &app.SetPassword{Member: w.member[name], Password: password})
}

// hash is the state of the whole database.
func (w *world) hash() string {
	w.t.Helper()
	sum, err := w.db.StateHash(context.Background())
	w.check(err)
	return sum
}

// answer is what came back.
type answer struct {
	status int
	head   http.Header
	body   []byte
}

// problem reads problem details.
func (a answer) problem(t testing.TB) (p Problem) {
	t.Helper()
	if err := json.Unmarshal(a.body, &p); err != nil {
		t.Fatalf("no problem details: %d %s", a.status, a.body)
	}
	return p
}

// request builds one; body may be nil, a string or anything that is JSON.
func (w *world) request(method, path string, body any) *http.Request {
	w.t.Helper()
	var text []byte
	switch b := body.(type) {
	case nil:
	case string:
		text = []byte(b)
	default:
		var err error
		text, err = json.Marshal(b)
		w.check(err)
	}
	r, err := http.NewRequest(method, w.web.URL+path, bytes.NewReader(text))
	w.check(err)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// send sends a request, and follows nothing.
func (w *world) send(r *http.Request) answer {
	w.t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Timeout: time.Minute}
	res, err := client.Do(r)
	w.check(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	w.check(err)
	return answer{res.StatusCode, res.Header, text}
}

// as sends a request with the token of a member; nobody's where the name is empty.
func (w *world) as(name, method, path string, body any) answer {
	w.t.Helper()
	r := w.request(method, path, body)
	if name != "" {
		r.Header.Set("Authorization", "Bearer "+w.token[name])
	}
	return w.send(r)
}

// signIn signs a member in and returns the cookie.
func (w *world) signIn(name string) *http.Cookie {
	w.t.Helper()
	a := w.as("", "POST", "/sign-in", credentials{Email: name + "@example.org", Password: password})
	c := cookieOf(a)
	if a.status != http.StatusNoContent || c == nil {
		w.t.Fatalf("%s cannot sign in: %d %s", name, a.status, a.body)
	}
	return c
}

func cookieOf(a answer) *http.Cookie {
	for _, c := range (&http.Response{Header: a.head}).Cookies() {
		return c
	}
	return nil
}

// with sends a request with a cookie, as a script of our own page does.
func (w *world) with(c *http.Cookie, method, path string, body any) answer {
	w.t.Helper()
	r := w.request(method, path, body)
	r.Header.Set("X-Cairn", "1")
	r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	return w.send(r)
}

func actorOf(w *world, name string) access.Actor {
	who, err := w.app.Member(context.Background(), w.member[name])
	w.check(err)
	return who
}

package api

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"cairn/internal/app"
)

// everyKind is a request for each kind of answer that there is.
func everyKind(w *world, c *http.Cookie) map[string]answer {
	page := func(path string) answer {
		r := w.request("GET", path, nil)
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
		return w.send(r)
	}
	form := w.request("POST", "/sign-in", nil)
	form.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	large := w.request("POST", "/api/deals", strings.Repeat("x", bodyLimit+1))
	large.Header.Set("Authorization", "Bearer "+w.token["ana"])
	return map[string]answer{
		"question": w.as("ana", "GET", "/api/deals", nil), "command": w.as("ana", "POST", "/api/deals", map[string]string{"name": "x"}),
		"refused": w.as("ana", "POST", "/api/deals", "{}"), "not there": w.as("ana", "GET", "/api/deals/x", nil), "no route": w.as("ana", "GET", "/api/x", nil),
		"not known": w.as("", "GET", "/api/deals", nil), "another way": w.as("ana", "PUT", "/api/deals", nil), "too large": w.send(large),
		"document": w.as("ana", "GET", "/api/openapi.json", nil), "sign-in": w.as("", "GET", "/sign-in", nil), "sign-in failed": w.send(form),
		"set-up": w.as("", "GET", "/set-up?token="+setUpToken, nil), "invitation": w.as("", "GET", "/invitation?token=x", nil),
		"redirect": w.as("", "GET", "/deals/1", nil), "page": page("/deals/1"), "asset": page("/assets/a-1b2c.js"), "file": page("/cairn.svg"),
		"no asset": page("/assets/none.js"), "style": page("/style/page.css"), "health": page("/healthz"), "ready": page("/readyz"),
		"sign-out": w.with(c, "POST", "/sign-out", nil),
	}
}

func TestHeaders(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	kinds := everyKind(w, w.signIn("ana"))
	for kind, a := range kinds {
		for _, bad := range lint(a.head, false) {
			t.Errorf("%s (%d): %s", kind, a.status, bad)
		}
	}
	for kind, cache := range map[string]string{
		"question": "no-store", "command": "no-store", "refused": "no-store", "document": "no-store", "sign-in": "no-store", "page": "no-cache",
		"asset": "public, max-age=31536000, immutable", "file": "no-cache", "no asset": "no-store",
	} {
		if got := kinds[kind].head.Get("Cache-Control"); got != cache {
			t.Errorf("%s may be kept: %q", kind, got)
		}
	}
}

// lint says what is missing of the headers that every answer has.
func lint(h http.Header, secure bool) (bad []string) {
	need := func(ok bool, what string) {
		if !ok {
			bad = append(bad, what)
		}
	}
	csp := h.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"} {
		need(strings.Contains(csp, part), "the policy lacks "+part)
	}
	need(!strings.Contains(csp, "unsafe"), "the policy allows what is unsafe")
	need(h.Get("X-Content-Type-Options") == "nosniff", "nosniff")
	need(h.Get("Cross-Origin-Opener-Policy") == "same-origin", "opener policy")
	need(h.Get("Referrer-Policy") != "", "referrer policy")
	need(h.Get("Cache-Control") != "", "nothing is said about keeping")
	need((h.Get("Strict-Transport-Security") != "") == secure, "transport security")
	need(h.Get("Server") == "" && h.Get("X-Powered-By") == "", "it tells what it runs on")
	for _, c := range (&http.Response{Header: h}).Cookies() {
		need(c.HttpOnly && c.SameSite == http.SameSiteLaxMode && c.Path == "/" && c.Secure == secure && c.Domain == "", "the cookie "+c.String())
		need(strings.HasPrefix(c.Name, "__Host-") == secure, "the name of the cookie "+c.Name)
	}
	return bad
}

func TestLintSees(t *testing.T) {
	if n := len(lint(http.Header{"Set-Cookie": {"cairn=x"}}, true)); n < 12 {
		t.Errorf("only %d faults of a bare answer", n)
	}
}

func TestSecure(t *testing.T) {
	w := emptyWorld(t, "https://crm.example.org")
	w.people()
	w.password("ana")
	c := w.signIn("ana")
	if c.Name != "__Host-cairn" || !c.Secure {
		t.Errorf("the cookie over https: %s", c)
	}
	if bad := lint(w.with(c, "GET", "/api/session", nil).head, true); bad != nil {
		t.Error(bad)
	}
	if a := w.with(&http.Cookie{Name: "cairn", Value: c.Value}, "GET", "/api/session", nil); a.status != 401 {
		t.Errorf("the plain cookie's name serves over https: %d", a.status)
	}
}

func TestCrossSite(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	c := w.signIn("ana")
	before := w.hash()
	for _, tt := range []struct {
		name   string
		head   map[string]string
		body   string
		status int
	}{
		{"another site's script", map[string]string{"Sec-Fetch-Site": "cross-site", "Content-Type": "application/json", "X-Cairn": "1"}, `{"name":"x"}`, 403},
		{"another site, old browser", map[string]string{"Origin": "https://evil.example", "Content-Type": "application/json", "X-Cairn": "1"}, `{"name":"x"}`, 403},
		{"a sibling site", map[string]string{"Sec-Fetch-Site": "same-site", "Content-Type": "application/json"}, `{"name":"x"}`, 403},
		{"no origin", map[string]string{"Origin": "null", "Content-Type": "application/json"}, `{"name":"x"}`, 403},
		{"a form", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, `name=x`, 403},
		{"a form of text", map[string]string{"Content-Type": "text/plain"}, `{"name":"x"}`, 403},
		{"a form that lies", map[string]string{"Content-Type": "text/plain", "X-Cairn": "1"}, `{"name":"x"}`, 415},
	} {
		r := w.request("POST", "/api/deals", tt.body)
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
		for k, v := range tt.head {
			r.Header.Set(k, v)
		}
		if a := w.send(r); a.status != tt.status {
			t.Errorf("%s: %d %s", tt.name, a.status, a.body)
		}
	}
	if w.hash() != before {
		t.Error("another site has changed something")
	}
	for _, path := range []string{"/sign-in", "/sign-out", "/set-up", "/invitation"} {
		r := w.request("POST", path, nil)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
		if a := w.send(r); a.status != 403 {
			t.Errorf("another site posts to %s: %d", path, a.status)
		}
	}
	r := w.request("POST", "/api/deals", `{"name":"x"}`)
	r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if a := w.send(r); a.status != 200 || w.hash() == before {
		t.Errorf("our own page: %d %s", a.status, a.body)
	}
}

func TestReadingChangesNothing(t *testing.T) {
	w := newWorld(t)
	id := w.deal("ana", "read")
	before := w.hash()
	for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
		for _, rt := range Routes() {
			if rt.command != nil {
				w.as("olga", method, strings.Replace(rt.Path, "{id}", id, 1), nil)
			}
		}
	}
	if w.hash() != before {
		t.Error("reading has changed something")
	}
}

func TestCompression(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	c := w.signIn("ana")
	for path, want := range map[string]string{"/assets/a-1b2c.js": "gzip", "/api/templates": "gzip", "/deals": "gzip", "/cairn.svg": "", "/healthz": ""} {
		r := w.request("GET", path, nil)
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
		r.Header.Set("Accept-Encoding", "gzip")
		a := w.send(r)
		if a.status != 200 || a.head.Get("Content-Encoding") != want {
			t.Errorf("%s: %d %q", path, a.status, a.head.Get("Content-Encoding"))
		}
		tag := a.head.Get("ETag")
		if tag == "" {
			continue
		}
		r.Header.Set("If-None-Match", tag)
		if again := w.send(r); again.status != http.StatusNotModified || len(again.body) != 0 {
			t.Errorf("%s again: %d", path, again.status)
		}
	}
}

func TestPanicIsOneRequest(t *testing.T) {
	s := newWorld(t).api
	rec := httptest.NewRecorder()
	s.headed(s.caught(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("stones") }))).ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
	if rec.Code != 500 || strings.Contains(rec.Body.String(), "stones") || !strings.Contains(rec.Body.String(), `"id"`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if bad := lint(rec.Header(), false); bad != nil {
		t.Error(bad)
	}
}

func TestSender(t *testing.T) {
	s := &Server{proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	for _, tt := range []struct{ remote, told, want string }{
		{"192.0.2.1:5", "", "192.0.2.1"},
		{"192.0.2.1:5", "198.51.100.7", "192.0.2.1"},
		{"10.1.1.1:5", "198.51.100.7", "198.51.100.7"},
		{"10.1.1.1:5", "203.0.113.9, 198.51.100.7", "198.51.100.7"},
		{"10.1.1.1:5", "198.51.100.7, 10.2.2.2", "198.51.100.7"},
		{"10.1.1.1:5", "nonsense", "10.1.1.1"},
		{"[::ffff:10.1.1.1]:5", "::ffff:198.51.100.7", "198.51.100.7"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = tt.remote
		if tt.told != "" {
			r.Header.Set("X-Forwarded-For", tt.told)
		}
		if got := s.sender(r); got != tt.want {
			t.Errorf("%+v: %s", tt, got)
		}
	}
}

func TestLocal(t *testing.T) {
	for next, want := range map[string]string{
		"/deals/1?x=2": "/deals/1?x=2", "": "/", "deals": "/", "//evil.example": "/", "/\\evil.example": "/", "https://evil.example": "/",
		"/sign-out": "/", "/sign-in?next=/x": "/", "javascript:alert(1)": "/", "/a\r\nSet-Cookie: x=1": "/", "/%2f/evil": "/%2f/evil",
	} {
		if got := local(next); got != want {
			t.Errorf("%q leads to %q", next, got)
		}
	}
}

func TestCrowd(t *testing.T) {
	c := newCrowd(2)
	one, err1 := c.enter("ana")
	_, err2 := c.enter("ana")
	_, err3 := c.enter("ana")
	_, err4 := c.enter("ben")
	if err1 != nil || err2 != nil || err3 == nil || err4 != nil {
		t.Fatal(err1, err2, err3, err4)
	}
	if p := problemOf(err3); p.Status != http.StatusTooManyRequests {
		t.Errorf("the third at once: %+v", p)
	}
	one()
	if _, err := c.enter("ana"); err != nil {
		t.Errorf("after one has gone: %v", err)
	}
}

func TestUnexpectedSaysNothing(t *testing.T) {
	p := problemOf(&url.Error{Op: "Get", URL: "http://secret.example", Err: tls.RecordHeaderError{}})
	if p.Status != 500 || p.ID == "" || strings.Contains(p.Detail+p.Title, "secret") {
		t.Errorf("%+v", p)
	}
}

// The closed list reaches the edge whole: every command has an address of its own.
func TestRoutes(t *testing.T) {
	seen := map[string]string{}
	for _, rt := range Routes() {
		key := rt.Method + " " + rt.Path
		if other, twice := seen[key]; twice {
			t.Errorf("%s and %s have one address: %s", rt.Name, other, key)
		}
		seen[key] = rt.Name
	}
	if n := len(app.Commands()) + len(app.Questions()); len(seen) != n {
		t.Errorf("%d addresses for %d commands and questions", len(seen), n)
	}
	for address, name := range map[string]string{
		"POST /api/deals": "deal.open", "POST /api/deals/{id}/move": "deal.move", "POST /api/deals/bring": "deal.bring", "POST /api/people": "person.add",
		"POST /api/members/{id}/set_password": "member.set_password", "POST /api/views": "view.save", "POST /api/company": "company.set_up", "GET /api/deals/{id}": "deal.show",
	} {
		if seen[address] != name {
			t.Errorf("%s is %q, not %s", address, seen[address], name)
		}
	}
}

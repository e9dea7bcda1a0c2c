package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"cairn/access"
	"cairn/internal/app"
)

const aDay = 24 * time.Hour

// pass lets time go by.
func (w *world) pass(d time.Duration) { w.later.Add(d.Microseconds()) }

func (w *world) form(path string, values url.Values, c *http.Cookie) answer {
	w.t.Helper()
	r := w.request("POST", path, values.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if c != nil {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	return w.send(r)
}

// in is the status of a question asked with a cookie.
func (w *world) in(c *http.Cookie) int {
	w.t.Helper()
	return w.with(c, "GET", "/api/session", nil).status
}

func TestSignIn(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	planted := &http.Cookie{Name: "cairn", Value: "planted-by-somebody-else"}
	a := w.form("/sign-in", url.Values{"email": {" Ana@Example.org "}, "password": {password}, "next": {"/deals/7"}}, planted)
	c := cookieOf(a)
	if a.status != http.StatusSeeOther || a.head.Get("Location") != "/deals/7" || c == nil {
		t.Fatalf("%d %v", a.status, a.head)
	}
	if c.Value == planted.Value || len(c.Value) < 43 {
		t.Errorf("the token %q is not a new one of 256 bits", c.Value)
	}
	if w.in(c) != 200 || w.in(planted) != 401 {
		t.Error("the new token should serve, the planted one should not")
	}
	if page := w.with(c, "GET", "/sign-in?next=//evil.example", nil); page.status != 303 || page.head.Get("Location") != "/" {
		t.Errorf("signing in once more: %d to %s", page.status, page.head.Get("Location"))
	}
	again := cookieOf(w.form("/sign-in", url.Values{"email": {"ana@example.org"}, "password": {password}}, c))
	if again.Value == c.Value || w.in(c) != 401 {
		t.Error("the session before lives on under its token")
	}
	if a := w.form("/sign-out", nil, again); a.status != 303 || cookieOf(a).MaxAge >= 0 {
		t.Errorf("signing out: %d %v", a.status, a.head)
	}
	if w.in(again) != 401 {
		t.Error("signing out ends nothing")
	}
}

func TestSessionEnds(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	idle := w.signIn("ana")
	w.pass(13 * aDay)
	if w.in(idle) != 200 {
		t.Fatal("a session ends early")
	}
	w.pass(13 * aDay)
	if w.in(idle) != 200 {
		t.Error("using a session does not prolong it")
	}
	w.pass(15 * aDay)
	if w.in(idle) != 401 {
		t.Error("an unused session has no end")
	}
	used := w.signIn("ana")
	for range 8 {
		w.pass(11 * aDay)
		if w.in(used) != 200 {
			t.Fatal("a session in use ends early")
		}
	}
	w.pass(3 * aDay)
	if w.in(used) != 401 {
		t.Error("a session in use has no end")
	}
}

func TestAccessIsWithdrawn(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	w.password("ben")
	first, second := w.signIn("ana"), w.signIn("ana")
	a := w.with(first, "POST", "/api/members/"+w.member["ana"]+"/set_password", map[string]string{"old": password, "password": "another stone on it"})
	if a.status != 200 || w.in(first) != 401 || w.in(second) != 401 {
		t.Errorf("a new password leaves sessions: %d %s", a.status, a.body)
	}
	ben := w.signIn("ben")
	off := false
	w.do("olga", &app.ChangeMember{Member: w.member["ben"], Active: &off})
	if w.in(ben) != 401 || w.as("ben", "GET", "/api/session", nil).status != 401 {
		t.Error("somebody who has left still gets in")
	}
	if a := w.as("", "POST", "/sign-in", credentials{Email: "ben@example.org", Password: password}); a.status != 401 {
		t.Errorf("somebody who has left signs in: %d", a.status)
	}
	if a := w.as("ana", "GET", "/api/session", nil); a.status != 401 {
		t.Errorf("a new password leaves tokens: %d", a.status)
	}
	role := access.Viewer
	w.do("olga", &app.ChangeMember{Member: w.member["mia"], Role: &role})
	if a := w.as("mia", "POST", "/api/deals", map[string]string{"name": "x"}); a.status != 403 {
		t.Errorf("a right that was withdrawn serves on: %d", a.status)
	}
}

func TestTokens(t *testing.T) {
	w := newWorld(t)
	short, err := w.app.NewToken(context.Background(), w.member["ana"], "a week", 7)
	w.check(err)
	w.token["short"] = short
	if a := w.as("short", "GET", "/api/session", nil); a.status != 200 || !strings.Contains(string(a.body), w.member["ana"]) {
		t.Errorf("%d %s", a.status, a.body)
	}
	w.pass(8 * aDay)
	if a := w.as("short", "GET", "/api/session", nil); a.status != 401 || a.head.Get("WWW-Authenticate") == "" {
		t.Errorf("a token that has run out: %d", a.status)
	}
	for _, head := range []string{"Bearer", "Bearer ", "Bearer x", "Basic YW5hOng=", "bearer " + short[:20], short} {
		r := w.request("GET", "/api/session", nil)
		r.Header.Set("Authorization", head)
		if a := w.send(r); a.status != 401 {
			t.Errorf("%q: %d", head, a.status)
		}
	}
	if w.in(&http.Cookie{Name: "cairn", Value: w.token["ana"]}) != 401 {
		t.Error("a token of the API serves as a session")
	}
}

// Nobody learns from an answer whether an account exists.
func TestEnumeration(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	said := map[string]bool{}
	for _, email := range []string{"ana@example.org", "mia@example.org", "nobody@example.org", "", strings.Repeat("x", 1000)} {
		a := w.as("", "POST", "/sign-in", credentials{Email: email, Password: "wrong"})
		if a.status != 401 || cookieOf(a) != nil {
			t.Errorf("%.20s: %d", email, a.status)
		}
		said[string(a.body)] = true
	}
	if len(said) != 1 {
		t.Errorf("the answers differ: %v", said)
	}
	for range 5 {
		w.as("", "POST", "/sign-in", credentials{Email: "ana@example.org", Password: "wrong"})
		w.as("", "POST", "/sign-in", credentials{Email: "nobody@example.org", Password: "wrong"})
	}
	known := w.as("", "POST", "/sign-in", credentials{Email: "ana@example.org", Password: password})
	unknown := w.as("", "POST", "/sign-in", credentials{Email: "nobody@example.org", Password: password})
	if known.status != 429 || unknown.status != 429 || known.head.Get("Retry-After") == "" {
		t.Errorf("after guessing: %d and %d", known.status, unknown.status)
	}
	page := w.form("/sign-in", url.Values{"email": {"ana@example.org"}, "password": {"wrong"}}, nil)
	if !regexp.MustCompile(`Try again in \d+ seconds`).Match(page.body) || strings.Contains(string(page.body), ">wrong<") {
		t.Errorf("the page: %s", page.body)
	}
	w.pass(time.Minute)
	if a := w.as("", "POST", "/sign-in", credentials{Email: "ana@example.org", Password: password}); a.status != 204 {
		t.Errorf("after the pause: %d %s", a.status, a.body)
	}
}

func TestSetUp(t *testing.T) {
	w := emptyWorld(t, "http://localhost")
	if a := w.as("", "GET", "/sign-in", nil); !strings.Contains(string(a.body), "Not set up yet") {
		t.Errorf("signing in before the first start: %s", a.body)
	}
	form := url.Values{
		"token": {setUpToken}, "company": {`Northbeck <b>"demo"`}, "zone": {"Europe/Vienna"}, "currency": {"EUR"}, "locale": {"de-DE"}, "fiscal": {"4"},
		"week": {"1", "2", "3", "4"}, "holidays": {"2026-12-25, 2027-01-01"}, "template": {defaultTemplate},
		"name": {"Olga Owner"}, "email": {"olga@example.org"}, "password": {password},
	}
	with := func(key, value string) url.Values {
		v := url.Values{}
		for k, all := range form {
			v[k] = all
		}
		v.Set(key, value)
		return v
	}
	before := w.hash()
	for key, value := range map[string]string{
		"token": "wrong", "zone": "Europe/Atlantis", "currency": "XXX", "fiscal": "13", "week": "9", "holidays": "Christmas", "template": "none",
		"password": "short", "email": "", "name": "", "company": "",
	} {
		a := w.form("/set-up", with(key, value), nil)
		if a.status < 400 || a.status >= 500 || w.hash() != before {
			t.Errorf("%s=%q: %d, changed %t", key, value, a.status, w.hash() != before)
		}
		if strings.Contains(string(a.body), password) || strings.Contains(string(a.body), `<b>"`) {
			t.Errorf("%s=%q: the page repeats what it should not", key, value)
		}
		// Whoever mistyped stands at the field, and nowhere else.
		at := regexp.MustCompile(`name="(\w+)"[^>]* autofocus`).FindAllStringSubmatch(string(a.body), -1)
		if key != "token" && key != "template" && (len(at) != 1 || at[0][1] != key) {
			t.Errorf("%s=%q: the focus is at %q", key, value, at)
		}
	}
	if a := w.as("", "GET", "/set-up?token="+setUpToken, nil); !strings.Contains(string(a.body), `<option value="Africa/Addis_Ababa">Addis Ababa</option>`) {
		t.Errorf("places are not written as people write them")
	}
	a := w.form("/set-up", form, nil)
	c := cookieOf(a)
	if a.status != 303 || c == nil {
		t.Fatalf("%d %s", a.status, a.body)
	}
	var me app.Me
	w.check(json.Unmarshal(w.with(c, "GET", "/api/session", nil).body, &me))
	if co := me.Company; me.Member.Role != access.Owner || co.Zone != "Europe/Vienna" || co.Fiscal != 4 || len(co.Week) != 4 || len(co.Holidays) != 2 || co.Process == "" {
		t.Errorf("%+v", me)
	}
	if a := w.form("/set-up", with("email", "eve@example.org"), nil); a.status != 403 {
		t.Errorf("a second owner comes by the address of the first: %d", a.status)
	}
	if a := w.as("", "GET", "/set-up?token="+setUpToken, nil); a.status != 403 {
		t.Errorf("the address of the first start still serves: %d", a.status)
	}
}

func TestInvitation(t *testing.T) {
	w := newWorld(t)
	invite := func(by, whom string) answer {
		return w.person(by, "POST", "/api/members/"+w.member[whom]+"/invite", nil)
	}
	for by, status := range map[string]int{"ana": 403, "mia": 403, "vic": 403, "": 401, "ada": 200, "olga": 200} {
		if a := invite(by, "ben"); a.status != status {
			t.Errorf("%q invites: %d %s", by, a.status, a.body)
		}
	}
	if a := invite("ada", "olga"); a.status != 403 {
		t.Errorf("an administrator becomes the owner: %d", a.status)
	}
	if a := w.person("olga", "POST", "/api/members/nobody/invite", nil); a.status != 404 {
		t.Errorf("nobody is invited: %d", a.status)
	}
	var first, second Invitation
	w.check(json.Unmarshal(invite("olga", "ben").body, &first))
	w.check(json.Unmarshal(invite("olga", "ben").body, &second))
	token := func(i Invitation) string { return i.Address[strings.Index(i.Address, "=")+1:] }
	if a := w.as("", "GET", "/invitation?token="+token(first), nil); a.status != 200 || !strings.Contains(string(a.body), "Welcome, ben") {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := w.form("/invitation", url.Values{"token": {token(first)}, "password": {"ben"}}, nil); a.status != 422 {
		t.Errorf("a bad password: %d", a.status)
	}
	a := w.form("/invitation", url.Values{"token": {token(first)}, "password": {password}}, nil)
	if c := cookieOf(a); a.status != 303 || c == nil || w.in(c) != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	for name, used := range map[string]string{"used": token(first), "overtaken": token(second), "forged": token(first)[1:], "a place": w.app.Place(1)} {
		if a := w.form("/invitation", url.Values{"token": {used}, "password": {password}}, nil); a.status != 403 {
			t.Errorf("an invitation that is %s: %d", name, a.status)
		}
	}
	var late Invitation
	w.check(json.Unmarshal(invite("olga", "tom").body, &late))
	w.pass(8 * aDay)
	if a := w.as("", "GET", "/invitation?token="+token(late), nil); a.status != 403 {
		t.Errorf("an old invitation: %d", a.status)
	}
}

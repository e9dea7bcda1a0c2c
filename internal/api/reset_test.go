package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"cairn/internal/app"
)

// linkIn is the token of the link that a letter has.
func linkIn(t *testing.T, l app.Letter) string {
	t.Helper()
	u, err := url.Parse(l.Data["link"])
	if err != nil || u.Host != "crm.example.org" || u.Query().Get("token") == "" {
		t.Fatalf("the link %q: %v", l.Data["link"], err)
	}
	return u.Query().Get("token")
}

// sending is a world whose letters are written.
func sending(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.app.WriteLetters(&url.URL{Scheme: "https", Host: "crm.example.org"})
	return w
}

func (w *world) reset(email string) answer {
	w.t.Helper()
	r := w.request("POST", "/api/reset", map[string]string{"email": email})
	r.Host = "evil.example" // says nothing about the links
	return w.send(r)
}

func (w *world) choose(token, secret string) answer {
	w.t.Helper()
	return w.form("/reset/password", url.Values{"token": {token}, "password": {secret}}, nil)
}

const newPassword = "a lantern by the lake"

func TestReset(t *testing.T) {
	w := sending(t)
	w.password("ana")
	c := w.signIn("ana")
	w.letters()
	first, second := w.reset("Ana@Example.org "), w.reset("nobody@example.org")
	if first.status != 202 || second.status != 202 || string(first.body) != string(second.body) {
		t.Errorf("%d %s and %d %s", first.status, first.body, second.status, second.body)
	}
	got := w.letters()
	if len(got) != 1 || got[0].To != "ana@example.org" || got[0].Template != "reset" {
		t.Fatalf("letters: %+v", got)
	}
	token := linkIn(t, got[0])
	if page := w.as("", "GET", "/reset/password?token="+token, nil); page.status != 200 || !strings.Contains(string(page.body), `action="/reset/password"`) {
		t.Errorf("%d %s", page.status, page.body)
	}
	for secret, status := range map[string]int{"short": 422, "password1": 422, "northbeck demo": 422, "ana@example.org": 422} {
		if a := w.choose(token, secret); a.status != status || w.in(c) != 200 {
			t.Errorf("%q: %d", secret, a.status)
		}
	}
	a := w.choose(token, newPassword)
	in := cookieOf(a)
	if a.status != 303 || in == nil || w.in(in) != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if w.in(c) != 401 || w.as("ana", "GET", "/api/session", nil).status != 401 {
		t.Error("sessions or tokens outlive the password")
	}
	for name, a := range map[string]answer{
		"reset token reuse": w.choose(token, "another stone on it"), "its page": w.as("", "GET", "/reset/password?token="+token, nil),
		"as an invitation": w.form("/invitation", url.Values{"token": {token}, "password": {newPassword}}, nil), "forged": w.choose(token[1:], newPassword), "none": w.choose("", newPassword),
	} {
		if a.status != 403 || cookieOf(a) != nil {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	if a := w.as("", "POST", "/sign-in", credentials{Email: "ana@example.org", Password: password}); a.status != 401 {
		t.Errorf("the password before still serves: %d", a.status)
	}
	if got := w.letters(); len(got) != 1 || got[0].Template != "password" {
		t.Errorf("ana is not told: %+v", got)
	}
}

// A link does not outlive its time, another change of the password, or the membership.
func TestResetEnds(t *testing.T) {
	w := sending(t)
	ask := func(name string) string {
		w.reset(name + "@example.org")
		all := w.letters()
		return linkIn(t, all[len(all)-1])
	}
	for _, name := range []string{"ana", "ben", "tom"} {
		w.password(name)
	}
	late, overtaken, gone, elsewhere := ask("ana"), ask("ben"), ask("tom"), ask("mia")
	address := "mia.new@example.org"
	w.do("olga", &app.ChangeMember{Member: w.member["mia"], Email: &address})
	if a := w.choose(elsewhere, newPassword); a.status != 403 {
		t.Errorf("by a link to an address that is no longer theirs: %d", a.status)
	}
	w.password("ben")
	off := false
	w.do("olga", &app.ChangeMember{Member: w.member["tom"], Active: &off})
	if a := w.choose(overtaken, newPassword); a.status != 403 {
		t.Errorf("after another change of the password: %d", a.status)
	}
	if a := w.choose(gone, newPassword); a.status != 403 {
		t.Errorf("a deactivated member: %d", a.status)
	}
	w.letters()
	w.pass(31 * time.Minute)
	if a := w.choose(late, newPassword); a.status != 403 {
		t.Errorf("after half an hour: %d", a.status)
	}
	if a := w.reset("tom@example.org"); a.status != 202 || len(w.letters()) != 0 {
		t.Errorf("who has left is written to: %d", a.status)
	}
}

// A new password is not the second factor as well.
func TestResetKeepsSecond(t *testing.T) {
	w := sending(t)
	w.password("ana")
	p, _ := w.phone(w.signIn("ana"))
	w.letters()
	w.reset("ana@example.org")
	a := w.choose(linkIn(t, w.letters()[0]), newPassword)
	half := cookieOf(a)
	if a.status != 303 || half == nil || half.Name != cookieHalf || w.in(&http.Cookie{Name: cookieSession, Value: half.Value}) != 401 {
		t.Fatalf("%d %v", a.status, half)
	}
	if a := w.complete(half, p.code(w.clock())); a.status != 204 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestResetIsLimited(t *testing.T) {
	w := sending(t)
	w.password("ana")
	for _, email := range []string{"ana@example.org", "nobody@example.org"} {
		for range 3 {
			w.reset(email)
		}
		if a := w.reset(email); a.status != 429 || a.head.Get("Retry-After") == "" {
			t.Errorf("%s: %d %s", email, a.status, a.body)
		}
	}
	if n := len(w.letters()); n != 3 {
		t.Errorf("%d letters", n)
	}
}

// Where no letters are sent, the answer says who helps, whoever asks.
func TestResetWithoutMail(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	said := map[string]bool{}
	for _, email := range []string{"ana@example.org", "nobody@example.org"} {
		a := w.reset(email)
		var out ResetAsked
		if json.Unmarshal(a.body, &out) != nil || a.status != 202 || out.Mail || !strings.Contains(out.Said, "invitation") {
			t.Errorf("%d %s", a.status, a.body)
		}
		said[string(a.body)] = true
	}
	if len(said) != 1 || len(w.letters()) != 0 {
		t.Errorf("%v", said)
	}
	if page := w.as("", "GET", "/reset", nil); page.status != 200 || strings.Contains(string(page.body), "<form") {
		t.Errorf("%d %s", page.status, page.body)
	}
}

func TestInvitationByMail(t *testing.T) {
	w := sending(t)
	var out Invitation
	w.check(json.Unmarshal(w.person("olga", "POST", "/api/members/"+w.member["ben"]+"/invite", nil).body, &out))
	got := w.letters()
	if !out.Mailed || out.Address != "" || len(got) != 1 || got[0].To != "ben@example.org" || got[0].Template != "invitation" || got[0].Data["by"] != "olga" {
		t.Fatalf("%+v, letters %+v", out, got)
	}
	a := w.form("/invitation", url.Values{"token": {linkIn(t, got[0])}, "password": {newPassword}}, nil)
	if c := cookieOf(a); a.status != 303 || w.in(c) != 200 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// Somebody hears of being signed in on a browser that they never used.
func TestNewBrowserIsTold(t *testing.T) {
	w := sending(t)
	w.password("ana")
	w.signIn("ana")
	if got := w.letters(); len(got) != 0 {
		t.Errorf("of the first of all: %+v", got)
	}
	r := w.request("POST", "/sign-in", credentials{Email: "ana@example.org", Password: password})
	r.Header.Set("User-Agent", "/")
	w.send(r)
	if got := w.letters(); len(got) != 1 || got[0].Template != "sign-in" || got[0].Data["browser"] != "unknown" {
		t.Errorf("of another browser: %+v", got)
	}
}

// The page asks for the address, and says the same for every one.
func TestResetPages(t *testing.T) {
	w := sending(t)
	w.password("ana")
	if page := w.as("", "GET", "/reset", nil); page.status != 200 || !strings.Contains(string(page.body), `action="/reset"`) {
		t.Errorf("%d %s", page.status, page.body)
	}
	known := w.form("/reset", url.Values{"email": {"ana@example.org"}}, nil)
	unknown := w.form("/reset", url.Values{"email": {"nobody@example.org"}}, nil)
	if known.status != 202 || string(known.body) != string(unknown.body) || !strings.Contains(string(known.body), "on its way") {
		t.Errorf("%d %s\n%d %s", known.status, known.body, unknown.status, unknown.body)
	}
}

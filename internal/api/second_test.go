package api

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"cairn/internal/app"
	"cairn/internal/mail"
	"cairn/internal/store"
)

// phone is an authenticator app: it shows the code of a moment (RFC 6238).
type phone struct{ secret []byte }

func (p phone) code(at time.Time) string {
	mac := hmac.New(sha1.New, p.secret)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(at.Unix()/30)))
	sum := mac.Sum(nil)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[sum[len(sum)-1]&0xf:])&0x7fffffff%1_000_000)
}

// clock is the time as the server has it.
func (w *world) clock() time.Time {
	return time.Now().Add(time.Duration(w.later.Load()) * time.Microsecond)
}

// phone sets a second factor up for who holds a session, and gives the codes on paper too.
func (w *world) phone(c *http.Cookie) (p phone, codes []string) {
	w.t.Helper()
	begun := decoded[app.SecondBegun](w.t, w.with(c, "POST", "/api/second/begin", app.Proof{Password: password}))
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(begun.Secret)
	w.check(err)
	if !strings.HasPrefix(begun.Address, "otpauth://totp/") || begun.Picture.Size < 21 || begun.Picture.Path == "" {
		w.t.Errorf("begun with %+v", begun)
	}
	p = phone{key}
	made := decoded[app.RecoveryMade](w.t, w.with(c, "POST", "/api/second/confirm", app.ConfirmSecond{Code: p.code(w.clock())}))
	w.pass(30 * time.Second) // the code that was just shown counts no more
	return p, made.Codes
}

// half signs a member in as far as the password goes.
func (w *world) half(name string) *http.Cookie {
	w.t.Helper()
	a := w.as("", "POST", "/sign-in", credentials{Email: name + "@example.org", Password: password})
	c := cookieOf(a)
	if a.status != 200 || !strings.Contains(string(a.body), `"totp"`) || c == nil || c.Name != cookieHalf {
		w.t.Fatalf("half way: %d %s %v", a.status, a.body, c)
	}
	return c
}

func (w *world) complete(half *http.Cookie, code string) answer {
	w.t.Helper()
	return w.with(half, "POST", "/sign-in/second", secondCode{Code: code})
}

func TestSecond(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	c, other := w.signIn("ana"), w.signIn("ana")
	for name, p := range map[string]app.Proof{"no proof": {}, "a wrong password": {Password: "wrong"}, "a code of no phone": {Code: "123456"}} {
		if a := w.with(c, "POST", "/api/second/begin", p); a.key() != "proof" {
			t.Errorf("begun with %s: %d %s", name, a.status, a.body)
		}
	}
	if a := w.with(c, "POST", "/api/second/confirm", app.ConfirmSecond{Code: "123456"}); a.key() != "second.begin" {
		t.Errorf("confirmed before it was begun: %d %s", a.status, a.body)
	}
	p, codes := w.phone(c)
	if len(codes) != 10 || w.in(other) != 401 || w.in(c) != 200 {
		t.Errorf("%d codes; the other session is %d, this one %d", len(codes), w.in(other), w.in(c))
	}
	shown := decoded[app.SecondShown](t, w.with(c, "GET", "/api/second", nil))
	if !shown.TOTP || shown.Left != 10 || shown.Since == 0 {
		t.Errorf("%+v", shown)
	}
	a := w.complete(w.half("ana"), p.code(w.clock()))
	in := cookieOf(a)
	if a.status != 204 || in == nil || in.Name != cookieSession || w.in(in) != 200 {
		t.Fatalf("completed: %d %s", a.status, a.body)
	}
	if s := decoded[app.SessionList](t, w.with(in, "GET", "/api/sessions", nil)).Sessions[0]; s.Second != "totp" {
		t.Errorf("the session says %+v", s)
	}
	fresh := decoded[app.RecoveryMade](t, w.with(in, "POST", "/api/second/recovery", app.Proof{Password: password})).Codes
	if a := w.complete(w.half("ana"), codes[0]); a.status != 401 {
		t.Errorf("a code of the set before: %d", a.status)
	}
	if a := w.with(in, "POST", "/api/second/remove", app.Proof{Password: "wrong"}); a.key() != "proof" {
		t.Errorf("removed without a proof: %d", a.status)
	}
	if a := w.with(in, "POST", "/api/second/remove", app.Proof{Code: fresh[3]}); a.status != 200 {
		t.Errorf("removed with a code on paper: %d %s", a.status, a.body)
	}
	if w.in(w.signIn("ana")) != 200 {
		t.Error("a second factor that was removed is asked for")
	}
}

// Each code counts once, and none that is older than one that counted.
func TestSecondReplays(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	p, codes := w.phone(w.signIn("ana"))
	now := w.clock()
	two := []*http.Cookie{w.half("ana"), w.half("ana")}
	if a := w.complete(two[0], p.code(now)); a.status != 204 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	for name, code := range map[string]string{
		"the replayed code": p.code(now), "the code of the step before": p.code(now.Add(-30 * time.Second)),
		"the code of the step before last": p.code(now.Add(-time.Minute)), "a code of an hour ago": p.code(now.Add(-time.Hour)),
		"nothing": "", "a long text": strings.Repeat("1", 5000),
	} {
		if a := w.complete(two[1], code); a.status != 401 || a.key() != "second" || cookieOf(a) != nil {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
		w.forget("ana")
	}
	if a := w.complete(two[1], codes[0]); a.status != 204 {
		t.Errorf("a code on paper: %d %s", a.status, a.body)
	}
	if a := w.complete(two[1], codes[1]); a.key() != "half" {
		t.Errorf("the half was used twice: %d %s", a.status, a.body)
	}
	if a := w.complete(w.half("ana"), codes[0]); a.status != 401 {
		t.Errorf("a code on paper counts twice: %d", a.status)
	}
	left := w.half("ana")
	if a := w.complete(left, strings.ToLower(strings.ReplaceAll(codes[1], "-", " "))); a.status != 204 {
		t.Errorf("as people type it: %d", a.status)
	}
}

// forget forgives attempts at a member's second factor, for a test that makes many.
func (w *world) forget(name string) {
	w.t.Helper()
	_, _, err := w.db.Write(w.t.Context(), store.Work{Do: func(tx *store.Tx) (any, error) {
		tx.SetAttempts("second "+w.member[name], store.Attempts{})
		return nil, nil
	}})
	w.check(err)
}

// Half of signing in is no session, and not for long.
func TestHalf(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	p, _ := w.phone(w.signIn("ana"))
	half := w.half("ana")
	for _, name := range []string{cookieHalf, cookieSession} {
		if w.in(&http.Cookie{Name: name, Value: half.Value}) != 401 {
			t.Errorf("the half session is used as a session in the cookie %s", name)
		}
	}
	r := w.request("GET", "/api/session", nil)
	r.Header.Set("Authorization", "Bearer "+half.Value)
	if a := w.send(r); a.status != 401 {
		t.Errorf("the half session is used as a token: %d", a.status)
	}
	w.pass(6 * time.Minute)
	if a := w.complete(half, p.code(w.clock())); a.status != 401 || a.key() != "half" {
		t.Errorf("after its time: %d %s", a.status, a.body)
	}
	for _, wrong := range []string{"", "forged", half.Value[1:]} {
		if a := w.complete(&http.Cookie{Name: cookieHalf, Value: wrong}, p.code(w.clock())); a.key() != "half" {
			t.Errorf("the half %q: %d", wrong, a.status)
		}
	}
	gone := w.half("ana")
	off := false
	w.do("olga", &app.ChangeMember{Member: w.member["ana"], Active: &off})
	if a := w.complete(gone, p.code(w.clock())); a.status != 401 {
		t.Errorf("a deactivated member completes: %d", a.status)
	}
}

// Who knows the password cannot try codes without end, not by beginning anew either.
func TestSecondIsLimited(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	p, _ := w.phone(w.signIn("ana"))
	for range 5 {
		if a := w.complete(w.half("ana"), "000000"); a.status != 401 {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	a := w.complete(w.half("ana"), p.code(w.clock()))
	if a.status != 429 || a.head.Get("Retry-After") == "" || a.key() != "sign_in.wait" {
		t.Errorf("the sixth: %d %s", a.status, a.body)
	}
}

// A page without a script leads through both halves, and back to where one was going.
func TestSecondPages(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	p, _ := w.phone(w.signIn("ana"))
	a := w.form("/sign-in", url.Values{"email": {"ana@example.org"}, "password": {password}, "next": {"/deals/7"}}, nil)
	half := cookieOf(a)
	if a.status != 303 || a.head.Get("Location") != "/sign-in/second?next=%2Fdeals%2F7" {
		t.Fatalf("%d to %s", a.status, a.head.Get("Location"))
	}
	if page := w.with(half, "GET", a.head.Get("Location"), nil); page.status != 200 || !strings.Contains(string(page.body), `value="/deals/7"`) {
		t.Errorf("%d %s", page.status, page.body)
	}
	if page := w.form("/sign-in/second", url.Values{"code": {"000000"}, "next": {"/deals/7"}}, half); page.status != 401 || !strings.Contains(string(page.body), "not right") {
		t.Errorf("a wrong code: %d %s", page.status, page.body)
	}
	if a := w.form("/sign-in/second", url.Values{"code": {p.code(w.clock())}, "next": {"/deals/7"}}, half); a.status != 303 || a.head.Get("Location") != "/deals/7" {
		t.Errorf("%d to %s: %s", a.status, a.head.Get("Location"), a.body)
	}
	if page := w.with(half, "GET", "/sign-in/second", nil); page.status != 303 || !strings.HasPrefix(page.head.Get("Location"), "/sign-in?") {
		t.Errorf("a half that was used: %d", page.status)
	}

}

// Who has lost phone and paper is helped by who looks after people.
func TestSecondIsRemovedByAdministrator(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	c := w.signIn("ana")
	w.phone(c)
	for by, status := range map[string]int{"mia": 403, "vic": 403} {
		if a := w.person(by, "POST", "/api/members/"+w.member["ana"]+"/remove_second", nil); a.status != status {
			t.Errorf("%s: %d", by, a.status)
		}
	}
	if a := w.person("ada", "POST", "/api/members/"+w.member["ana"]+"/remove_second", nil); a.status != 200 || w.in(c) != 401 {
		t.Errorf("%d %s", a.status, a.body)
	}
	w.signIn("ana")
}

// Guessing is slowed down, in the database, and does not lock the owner out of a browser on
// which they were before.
func TestGuessing(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	try := func(secret string, from ...*http.Cookie) answer {
		r := w.request("POST", "/sign-in", credentials{Email: "ana@example.org", Password: secret})
		for _, c := range from {
			r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
		}
		return w.send(r)
	}
	var mark *http.Cookie
	for _, c := range (&http.Response{Header: try(password).head}).Cookies() {
		if c.Name == cookieDevice {
			mark = c
		}
	}
	if mark == nil || strings.Contains(mark.Value, w.member["ana"]) {
		t.Fatalf("the mark of the browser is %v", mark)
	}
	for range 5 {
		if a := try("wrong"); a.status != 401 {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	if a := try(password); a.status != 429 {
		t.Errorf("a stranger goes on: %d", a.status)
	}
	if a := try(password, mark); a.status != 204 {
		t.Errorf("the owner is locked out: %d %s", a.status, a.body)
	}
	again, err := New(w.app, Options{Master: make([]byte, 32), Public: &url.URL{Scheme: "http", Host: "localhost"}, Files: w.api.files})
	w.check(err)
	w.web.Config.Handler = again // a new start of the program
	if a := try(password); a.status != 429 {
		t.Errorf("a new start forgives: %d", a.status)
	}
	bens := &http.Cookie{Name: cookieDevice, Value: w.api.devices.seal([]byte(`{"d":"x","m":["` + w.member["ben"] + `"]}`))}
	if a := try(password, bens); a.status != 429 {
		t.Errorf("the mark of somebody else serves: %d", a.status)
	}
	if a := try(password, &http.Cookie{Name: cookieDevice, Value: "forged"}); a.status != 429 {
		t.Errorf("a forged mark serves: %d", a.status)
	}
	w.pass(time.Minute)
	if a := try(password); a.status != 204 {
		t.Errorf("after the pause: %d %s", a.status, a.body)
	}
	account, err := w.db.Account(t.Context(), w.member["ana"])
	if err != nil || account.Refused != 5 {
		t.Errorf("the log says %+v, %v", account, err)
	}
}

// Many at once are counted before any of them is tried.
func TestGuessingAtOnce(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	const many = 30
	statuses := make(chan int, many)
	for range many {
		go func() {
			r, err := http.NewRequest("POST", w.web.URL+"/sign-in", strings.NewReader(`{"email":"ana@example.org","password":"wrong"}`))
			if err != nil {
				statuses <- 0
				return
			}
			r.Header.Set("Content-Type", "application/json")
			res, err := http.DefaultClient.Do(r)
			if err != nil {
				statuses <- 0
				return
			}
			res.Body.Close()
			statuses <- res.StatusCode
		}()
	}
	tried := map[int]int{}
	for range many {
		tried[<-statuses]++
	}
	if tried[401] > 7 || tried[401]+tried[429] != many {
		t.Errorf("of %d at once: %v", many, tried)
	}
}

// letters are those that wait to be sent.
func (w *world) letters() (all []app.Letter) {
	w.t.Helper()
	jobs, err := w.db.ClaimJobs(w.t.Context(), 1e12, map[string]int{"mail": 100})
	w.check(err)
	for _, j := range jobs {
		var l app.Letter
		w.check(json.Unmarshal(j.Payload, &l))
		_, err := mail.Writer{Public: &url.URL{Scheme: "https", Host: "crm.example.org"}}.Write(j.ID, time.Now(), mail.Letter(l))
		w.check(err) // each can be written
		all = append(all, l)
		w.check(w.db.FinishJob(w.t.Context(), j, ""))
	}
	return all
}

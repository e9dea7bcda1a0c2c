package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"cairn/access"
	"cairn/internal/app"
)

// decoded reads an answer.
func decoded[T any](t testing.TB, a answer) (v T) {
	t.Helper()
	if a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if err := json.Unmarshal(a.body, &v); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
	return v
}

// key is the key of the problem that an answer is, "" where it is none.
func (a answer) key() string {
	var p Problem
	if a.status < 400 || json.Unmarshal(a.body, &p) != nil {
		return ""
	}
	return p.Key
}

// TestActs asks for every act by everybody, in a session and with a token: who may not is
// told so, and nothing is changed by asking.
func TestActs(t *testing.T) {
	w := newWorld(t)
	everybody := []string{"olga", "mia", "tom", "ana", "ben", "ada", "vic"}
	for _, name := range everybody {
		w.person(name, "GET", "/api/session", nil)
	}
	seen := map[string]bool{}
	cells := 0
	before := w.hash()
	for _, x := range Acts() {
		if seen[x.Method+x.Path] {
			t.Errorf("two acts have the address %s", x.Path)
		}
		seen[x.Method+x.Path] = true
		if x.Name == "session.end_others" || x.Name == "token.make" || x.Name == "member.sign_out" || x.Name == "member.invite" {
			continue // who may changes something: they have tests of their own
		}
		path := strings.Replace(x.Path, "{id}", "nowhere-1", 1)
		var body any = map[string]string{}
		if x.Method == "GET" {
			body = nil
		}
		if x.Name == "second.confirm" {
			body = map[string]string{"code": "123456"}
		}
		for _, name := range append(everybody, "") {
			for how, send := range map[string]func(string, string, string, any) answer{"token": w.as, "session": w.person} {
				cells++
				a := send(name, x.Method, path, body)
				want := map[bool]int{true: 200, false: 0}[x.Method == "GET"]
				switch {
				case name == "":
					want = 401
				case !w.role(name).May(x.Capability), x.Person && how == "token":
					want = 403
				case x.ID != "":
					want = 404
				}
				if a.status != want && (want != 0 || a.status < 400 || a.status == 403 || a.status >= 500) {
					t.Errorf("%s by %q with a %s: %d, want %d: %s", x.Name, name, how, a.status, want, a.body)
				}
			}
		}
	}
	if w.hash() != before {
		t.Error("asking has changed something")
	}
	t.Logf("%d cells", cells)
}

// TestActsOnPeople has everybody look after everybody's access.
func TestActsOnPeople(t *testing.T) {
	w := newWorld(t)
	may := func(by, whom string) bool { return by == "olga" || by == "ada" && whom != "olga" }
	for _, act := range []string{"sign_out", "remove_second", "invite"} {
		for _, by := range []string{"olga", "mia", "ana", "ada", "vic"} {
			for _, whom := range []string{"olga", "mia", "ana"} {
				w.person(whom, "GET", "/api/session", nil)
				a := w.person(by, "POST", "/api/members/"+w.member[whom]+"/"+act, nil)
				ok := a.status == 200 || a.key() == "second.none"
				if ok != may(by, whom) || !ok && a.status != 403 {
					t.Errorf("%s of %s by %s: %d %s", act, whom, by, a.status, a.body)
				}
			}
		}
	}
	c := w.signIn("ana")
	if out := decoded[app.Ended](t, w.person("ada", "POST", "/api/members/"+w.member["ana"]+"/sign_out", nil)); out.Ended == 0 || w.in(c) != 401 {
		t.Errorf("signed out by an administrator: %+v", out)
	}
}

func TestSessions(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	w.password("ben")
	r := w.request("POST", "/sign-in", credentials{Email: "ana@example.org", Password: password})
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0")
	fox := cookieOf(w.send(r))
	here, bens := w.signIn("ana"), w.signIn("ben")
	list := func(c *http.Cookie) []app.SessionRow {
		t.Helper()
		return decoded[app.SessionList](t, w.with(c, "GET", "/api/sessions", nil)).Sessions
	}
	all := list(here)
	if len(all) != 2 || !all[0].This || all[1].This || all[1].Browser != "Firefox on Linux" || all[1].How != "password" || all[1].Address == "" || all[1].Begun == 0 {
		t.Fatalf("%+v", all)
	}
	if strings.Contains(fmt.Sprint(all), fox.Value) {
		t.Error("the list shows a token")
	}
	end := func(c *http.Cookie, id string) answer { return w.with(c, "POST", "/api/sessions/"+id+"/end", nil) }
	for name, id := range map[string]string{"other member's session id": list(bens)[0].ID, "nobody's": "x", "the token itself": fox.Value} {
		if a := end(here, id); a.status != 404 || w.in(bens) != 200 || w.in(fox) != 200 {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	// What hangs on a session ends with it, within a second.
	stream, _ := w.ear("", "", fox)
	w.next(stream)
	start := time.Now()
	if a := end(here, all[1].ID); a.status != 200 || w.in(fox) != 401 {
		t.Errorf("ended: %d %s", a.status, a.body)
	}
	ended(t, stream, start)
	third, fourth := w.signIn("ana"), w.signIn("ana")
	stream, _ = w.ear("", "", third)
	w.next(stream)
	start = time.Now()
	if out := decoded[app.Ended](t, w.with(fourth, "POST", "/api/sessions/end_others", nil)); out.Ended != 2 {
		t.Errorf("%+v", out)
	}
	ended(t, stream, start)
	if w.in(third) != 401 || w.in(here) != 401 || w.in(fourth) != 200 || w.in(bens) != 200 {
		t.Error("end_others ends others than the others")
	}
	account, err := w.db.Account(t.Context(), w.member["ana"])
	if err != nil || account.SignIns != 4 {
		t.Errorf("the log says %+v, %v", account, err)
	}
}

// ended waits for the end of a stream, which must come within a second of start.
func ended(t *testing.T, stream <-chan heard, start time.Time) {
	t.Helper()
	for {
		select {
		case _, open := <-stream:
			if !open {
				if took := time.Since(start); took > time.Second {
					t.Errorf("the stream outlives its session by %v", took)
				}
				return
			}
		case <-time.After(5 * time.Second):
			t.Fatal("the stream outlives its session")
		}
	}
}

// A token that ends takes its streams with it as well.
func TestTokenEndsStreams(t *testing.T) {
	w := newWorld(t)
	made := decoded[app.MadeToken](t, w.as("ana", "POST", "/api/tokens", map[string]string{"name": "listener"}))
	w.token["made"] = made.Token
	stream, _ := w.ear("made", "", nil)
	w.next(stream)
	start := time.Now()
	if a := w.as("ada", "POST", "/api/tokens/"+made.ID+"/end", nil); a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	ended(t, stream, start)
}

func TestTokenScopes(t *testing.T) {
	w := newWorld(t)
	mint := func(by string, input map[string]any) answer { return w.as(by, "POST", "/api/tokens", input) }
	days := 7
	read := decoded[app.MadeToken](t, mint("ana", map[string]any{"name": "reports", "scopes": []string{"read"}, "days": days}))
	if len(read.Scopes) != 1 || read.Expires == 0 || !strings.HasPrefix(read.Token, "cairn_") {
		t.Fatalf("%+v", read)
	}
	w.token["reader"] = read.Token
	for path, status := range map[string]int{"/api/deals": 403, "/api/bulk": 200} {
		var body any = map[string]string{"name": "x"}
		if path == "/api/bulk" {
			body = map[string]any{"commands": []any{map[string]any{"command": "deal.open", "input": body}}}
		}
		a := w.as("reader", "POST", path, body)
		if a.status != status || !strings.Contains(string(a.body), `"capability"`) {
			t.Errorf("a token for reading writes by %s: %d %s", path, a.status, a.body)
		}
	}
	if a := w.as("reader", "GET", "/api/deals", nil); a.status != 200 {
		t.Errorf("it does not read: %d", a.status)
	}
	me := decoded[app.Me](t, w.as("reader", "GET", "/api/session", nil))
	if len(me.Can) != 1 || me.Can[0] != access.Read {
		t.Errorf("it is told that it may %v", me.Can)
	}
	for name, tt := range map[string]struct {
		by    string
		input map[string]any
		key   string
	}{
		"wider than itself":         {"reader", map[string]any{"name": "x", "scopes": []string{"read", "sell"}}, "token.scope"},
		"wider than the role":       {"ana", map[string]any{"name": "x", "scopes": []string{"administer"}}, "token.scope"},
		"a right that there is not": {"olga", map[string]any{"name": "x", "scopes": []string{"everything"}}, "token.scope"},
		"no rights":                 {"ana", map[string]any{"name": "x", "scopes": []string{}}, "token.scopes"},
		"no name":                   {"ana", map[string]any{"name": " "}, "token.name"},
		"too long a life":           {"ana", map[string]any{"name": "x", "days": 9999}, "api.schema"},
	} {
		if a := mint(tt.by, tt.input); a.key() != tt.key {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	child := decoded[app.MadeToken](t, mint("reader", map[string]any{"name": "child", "days": 0}))
	if len(child.Scopes) != 1 || child.Expires != read.Expires {
		t.Errorf("the child of a token is %+v", child)
	}
	wide := decoded[app.TokenList](t, w.as("ana", "GET", "/api/tokens", nil)).Tokens
	if a := w.as("reader", "POST", "/api/tokens/"+wide[0].ID+"/end", nil); a.key() != "token.scope" {
		t.Errorf("a token for reading ends one that does more: %d %s", a.status, a.body)
	}
	role := access.Viewer
	w.do("olga", &app.ChangeMember{Member: w.member["ana"], Role: &role})
	if a := w.as("ana", "POST", "/api/deals", map[string]string{"name": "x"}); a.status != 403 {
		t.Errorf("a token outlives the right that it was made with: %d", a.status)
	}
}

func TestTokenLists(t *testing.T) {
	w := newWorld(t)
	for by, all := range map[string]bool{"ana": false, "mia": false, "vic": false, "ada": true, "olga": true} {
		mine := decoded[app.TokenList](t, w.as(by, "GET", "/api/tokens", nil)).Tokens
		if len(mine) != 1 || mine[0].Member != w.member[by] || !mine[0].This || mine[0].Holder != by || mine[0].Seen == 0 {
			t.Errorf("%s has %+v", by, mine)
		}
		a := w.as(by, "GET", "/api/tokens?all=true", nil)
		if ok := a.status == 200; ok != all {
			t.Errorf("%s asks for everybody's: %d", by, a.status)
		} else if ok && len(decoded[app.TokenList](t, a).Tokens) != 7 {
			t.Errorf("%s sees %s", by, a.body)
		}
		if strings.Contains(string(a.body), w.token["ana"]) {
			t.Error("a list shows a token")
		}
	}
	ids := map[string]string{}
	for _, row := range decoded[app.TokenList](t, w.as("olga", "GET", "/api/tokens?all=true", nil)).Tokens {
		ids[row.Holder] = row.ID
	}
	end := func(by, whose string) answer { return w.as(by, "POST", "/api/tokens/"+ids[whose]+"/end", nil) }
	for _, by := range []string{"mia", "tom", "vic"} {
		if a := end(by, "ana"); a.status != 404 {
			t.Errorf("%s ends ana's token: %d", by, a.status)
		}
	}
	if a := end("ada", "olga"); a.status != 403 {
		t.Errorf("an administrator ends the owner's: %d", a.status)
	}
	if a := end("ada", "ana"); a.status != 200 || w.as("ana", "GET", "/api/session", nil).status != 401 {
		t.Errorf("an administrator ends ana's: %d", a.status)
	}
	if a := end("mia", "mia"); a.status != 200 || w.as("mia", "GET", "/api/session", nil).status != 401 {
		t.Errorf("mia ends her own: %d", a.status)
	}
}

// No token changes how somebody signs in, whatever it may.
func TestTokensChangeNoSecrets(t *testing.T) {
	w := newWorld(t)
	w.password("olga")
	me := w.member["olga"]
	before := w.hash()
	for path, body := range map[string]any{
		"/api/members/" + me + "/set_password":               map[string]string{"old": password, "password": "another stone on it"},
		"/api/members/" + w.member["ana"] + "/set_password":  map[string]string{"password": "another stone on it"},
		"/api/second/begin":                                  map[string]string{"password": password},
		"/api/second/recovery":                               map[string]string{"password": password},
		"/api/second/remove":                                 map[string]string{"password": password},
		"/api/members/" + w.member["ana"] + "/remove_second": map[string]string{},
		"/api/members/" + me + "/invite":                     map[string]string{},
		"/api/members/" + w.member["ana"] + "/invite":        map[string]string{},
		"/api/sessions/end_others":                           map[string]string{},
		"/api/members/" + me + "/set_password?dry_run=true":  map[string]string{"old": password, "password": "another stone on it"},
	} {
		if a := w.as("olga", "POST", path, body); a.status != 403 || a.key() != "token.person" {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	bulk := map[string]any{"commands": []any{map[string]any{"command": "member.set_password", "input": map[string]string{
		"member": me, "old": password, "password": "another stone on it",
	}}}}
	if a := w.as("olga", "POST", "/api/bulk", bulk); !strings.Contains(string(a.body), "token.person") {
		t.Errorf("in a bulk: %s", a.body)
	}
	if w.hash() != before {
		t.Error("something has changed")
	}
}

// Two cookies of one name are none: somebody has planted one of them.
func TestTwoCookies(t *testing.T) {
	w := newWorld(t)
	w.password("ana")
	c := w.signIn("ana")
	r := w.request("GET", "/api/session", nil)
	r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	if a := w.send(r); a.status != 401 {
		t.Errorf("two cookies: %d", a.status)
	}
}

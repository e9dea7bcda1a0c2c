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
	"cairn/internal/store"
)

// ends says how long it took until a stream had ended.
func (w *world) ends(c <-chan heard) time.Duration {
	w.t.Helper()
	begun := time.Now()
	late := time.After(5 * time.Second)
	for {
		select {
		case _, open := <-c:
			if !open {
				return time.Since(begun)
			}
		case <-late:
			w.t.Fatal("the stream outlives the access")
		}
	}
}

// Whoever is deactivated is out within a second: their session, their token and the streams
// that both have open.
func TestDeactivationEndsEverything(t *testing.T) {
	for name, leave := range map[string]func(*world) (string, any){
		"deactivated": func(w *world) (string, any) {
			return "/api/members/" + w.member["ana"] + "/deactivate", map[string]string{"to": w.member["ben"]}
		},
		"changed": func(w *world) (string, any) {
			return "/api/members/" + w.member["ana"] + "/change", map[string]bool{"active": false}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.password("ana")
			cookie := w.signIn("ana")
			id := w.deal("ana", "left")
			bySession, _ := w.ear("", "", cookie)
			byToken, _ := w.ear("ana", "", nil)
			mia, _ := w.ear("mia", "", nil)
			for _, c := range []<-chan heard{bySession, byToken, mia} {
				w.next(c)
			}
			path, body := leave(w)
			if a := w.as("ada", "POST", path, body); a.status != http.StatusOK {
				t.Fatalf("%d %s", a.status, a.body)
			}
			for who, c := range map[string]<-chan heard{"session": bySession, "token": byToken} {
				if took := w.ends(c); took > time.Second {
					t.Errorf("the stream of the %s ended after %v", who, took)
				}
			}
			if a := w.with(cookie, "GET", "/api/session", nil); a.status != http.StatusUnauthorized {
				t.Errorf("the session is good for %d", a.status)
			}
			if a := w.as("ana", "GET", "/api/session", nil); a.status != http.StatusUnauthorized {
				t.Errorf("the token is good for %d", a.status)
			}
			if a := w.as("", "POST", "/sign-in", credentials{Email: "ana@example.org", Password: password}); a.status == http.StatusNoContent {
				t.Error("who has left signs in")
			}
			handed := name == "deactivated"
			if a := w.as("ben", "GET", "/api/deals/"+id, nil); (a.status == http.StatusOK) != handed {
				t.Errorf("the deal is Ben's: %d", a.status)
			}
			if handed { // the line above her no longer sees it
				w.gone(mia, id)
			}
			// Back again, nothing that ended is good again; the password is still hers.
			w.do("olga", &app.ReactivateMember{Member: w.member["ana"]})
			for what, a := range map[string]answer{"session": w.with(cookie, "GET", "/api/session", nil), "token": w.as("ana", "GET", "/api/session", nil)} {
				if a.status != http.StatusUnauthorized {
					t.Errorf("the old %s is good for %d again", what, a.status)
				}
			}
			w.signIn("ana")
		})
	}
}

// gone waits until a listener hears that a deal left their sight.
func (w *world) gone(c <-chan heard, id string) {
	w.t.Helper()
	for {
		if h := w.next(c); h.event == eventGone && h.data.ID == id {
			return
		}
	}
}

// An invitation of somebody who has left leads nowhere.
func TestDeactivationEndsInvitations(t *testing.T) {
	w := newWorld(t)
	a := w.person("olga", "POST", "/api/members/"+w.member["ben"]+"/invite", nil)
	var made Invitation
	if err := json.Unmarshal(a.body, &made); err != nil || a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	_, path, _ := strings.Cut(made.Address, "://")
	path = path[strings.Index(path, "/"):]
	if a := w.as("", "GET", path, nil); a.status != http.StatusOK {
		t.Fatalf("the invitation: %d", a.status)
	}
	w.do("olga", &app.DeactivateMember{Member: w.member["ben"]})
	if a := w.as("", "GET", path, nil); a.status == http.StatusOK {
		t.Error("the invitation of somebody who has left is good")
	}
}

// Thousands of deals are handed over in parts; the access has ended before. What is left is
// done by whoever asks for the next part, or by the schedule.
func TestHandOverInParts(t *testing.T) {
	if testing.Short() {
		t.Skip("opens 1,201 deals")
	}
	w := newWorld(t)
	const n = 1201
	body := Bulk{}
	for i := range n {
		body.Commands = append(body.Commands, BulkCommand{Command: "deal.open", Input: json.RawMessage(fmt.Sprintf(`{"name":"deal %d"}`, i))})
		if len(body.Commands) == 1000 || i == n-1 {
			if a := w.as("ana", "POST", "/api/bulk", body); a.status != http.StatusOK {
				t.Fatalf("%d %s", a.status, a.body)
			}
			body.Commands = nil
		}
	}
	owned := func(name string) int {
		counts, err := w.db.Owned(t.Context(), access.Scope{All: true})
		w.check(err)
		return counts[w.member[name]]
	}
	path := "/api/members/" + w.member["ana"]
	var done app.Done
	parse := func(a answer) {
		t.Helper()
		done = app.Done{}
		if err := json.Unmarshal(a.body, &done); err != nil || a.status != http.StatusOK {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	parse(w.as("olga", "POST", path+"/deactivate", map[string]string{"to": w.member["ben"]}))
	if !done.More || done.Left != owned("ana") || owned("ben") == 0 || owned("ana") == 0 {
		t.Fatalf("the first part: %+v; %d are left", done, owned("ana"))
	}
	if a := w.as("ana", "GET", "/api/session", nil); a.status != http.StatusUnauthorized {
		t.Errorf("the access waits for the deals: %d", a.status)
	}
	parse(w.as("ada", "POST", path+"/hand", map[string]string{}))
	if !done.More || done.Left != 0 {
		t.Errorf("an admin sees no deals, and is told of %+v", done)
	}
	if _, err := w.app.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if owned("ana") != 0 || owned("ben") != n {
		t.Errorf("ana has %d, ben %d", owned("ana"), owned("ben"))
	}
	report, err := w.db.Check(t.Context(), nil)
	if err != nil || len(report.Problems) > 0 {
		t.Errorf("%v %v", report.Problems, err)
	}
}

// field is something in an answer that not everybody is told.
type field struct {
	name string
	ask  func(*world) (method, path string, body any)
	told func([]byte) bool
	to   string // whom
}

// TestFields: where the same question is answered with more to some than to others, this is
// who is told what.
func TestFields(t *testing.T) {
	w := newWorld(t)
	w.deal("ana", "one")
	w.do("ana", &app.SendAway{Member: w.member["ana"], From: day(w, -9), Until: day(w, -8)})
	w.do("ana", &app.SendAway{Member: w.member["ana"], From: day(w, 8), Until: day(w, 9)})
	list := func(path string) func(*world) (string, string, any) {
		return func(*world) (string, string, any) { return "GET", path, nil }
	}
	member := func(told func(app.MemberShown) bool) func([]byte) bool {
		return func(b []byte) bool {
			var all app.Members
			if json.Unmarshal(b, &all) != nil {
				return false
			}
			for _, m := range all.Members {
				if m.ID == w.member["ana"] && told(m) {
					return true
				}
			}
			return false
		}
	}
	has := func(text string) func([]byte) bool {
		return func(b []byte) bool { return strings.Contains(string(b), text) }
	}
	move := func(w *world) (string, string, any) {
		return "POST", "/api/members/" + w.member["ana"] + "/change?dry_run=true", map[string]string{"manager": w.member["tom"]}
	}
	everybody := "olga mia tom ana ben ada vic"
	for _, f := range []field{
		{"a colleague's address", list("/api/members"), member(func(m app.MemberShown) bool { return m.Email != "" }), everybody},
		{"an absence to come", list("/api/members"), member(func(m app.MemberShown) bool {
			return len(m.Away) > 0 && m.Away[len(m.Away)-1].From > m.Away[0].Until || len(m.Away) == 1
		}), everybody},
		{"an absence that is over", list("/api/members"), member(func(m app.MemberShown) bool { return len(m.Away) == 2 }), "olga mia ana ada"},
		{"that they look after her", list("/api/members"), member(func(m app.MemberShown) bool { return m.Minded }), "olga mia ana ada"},
		{"how many deals she has", list("/api/members?deals=true"), member(func(m app.MemberShown) bool { return m.Deals != nil && *m.Deals == 1 }), "olga mia ana"},
		{"her rights", list("/api/members/" + w.member["ana"] + "/rights"), has(`"sees"`), "olga mia ana ada"},
		{"her deals among her rights", list("/api/members/" + w.member["ana"] + "/rights"), has(`"deals":1`), "olga mia ana"},
		{"an owner's rights", list("/api/members/" + w.member["olga"] + "/rights"), has(`"sees"`), "olga"},
		{"whose sight a change changes", move, has(`"sees":true`), "olga ada"},
		{"how many deals that are", move, has(`"deals":1`), "olga"},
		{"that they may administer", list("/api/session"), has(`"administer"`), "olga ada"},
		{"that they may manage", list("/api/session"), has(`"manage"`), "olga mia tom"},
		{"that they may sell", list("/api/session"), has(`"sell"`), "olga mia tom ana ben"},
	} {
		var told []string
		for name := range strings.FieldsSeq(everybody) {
			method, path, body := f.ask(w)
			if a := w.as(name, method, path, body); f.told(a.body) {
				told = append(told, name)
			}
		}
		if got := strings.Join(told, " "); got != f.to {
			t.Errorf("%s: told to %s, want %s", f.name, got, f.to)
		}
	}
}

// day is a day so many days from now, where the company is.
func day(w *world, later int) string {
	return time.UnixMicro(w.db.Now()).In(time.UTC).AddDate(0, 0, later).Format(time.DateOnly)
}

// A live line follows the organisation's choice, and an absence, at once.
func TestLiveFollowsSight(t *testing.T) {
	w := newWorld(t)
	id := w.deal("ana", "seen")
	ben, _ := w.ear("ben", "", nil)
	w.next(ben)
	w.do("olga", &app.ChangeCompany{Sight: &access.Sight{Salesperson: access.All}})
	if h := w.next(ben); h.event != eventReset {
		t.Errorf("the choice is another: %+v", h)
	}
	for h := w.next(ben); h.data.Noun != "company"; h = w.next(ben) {
	}
	w.do("ana", &app.ChangeDeal{OnDeal: app.OnDeal{Deal: id}, Name: ptr("heard")})
	if h := w.next(ben); h.data.ID != id {
		t.Errorf("ben hears %+v", h)
	}
	w.do("olga", &app.ChangeCompany{Sight: &access.Sight{Salesperson: access.Own}})
	if h := w.next(ben); h.event != eventReset {
		t.Errorf("the choice is the old one: %+v", h)
	}
	for h := w.next(ben); h.data.Noun != "company"; h = w.next(ben) {
	}
	w.do("mia", &app.SendAway{Member: w.member["mia"], Until: day(w, 3), To: w.member["ben"]})
	if h := w.next(ben); h.event != eventReset {
		t.Errorf("mia is away: %+v", h)
	}
	if _, err := w.db.Deal(t.Context(), store.SeeAs(actorOf(w, "ben")), id); err != nil {
		t.Errorf("ben stands in for mia, and sees no deal of ana's: %v", err)
	}
}

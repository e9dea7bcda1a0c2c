package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"

	"cairn/client"
	"cairn/deal"
	"cairn/fault"
	"cairn/internal/app"
)

func TestStrict(t *testing.T) {
	w := newWorld(t)
	id := w.deal("ana", "strict")
	before := w.hash()
	for _, tt := range []struct {
		name, path, body string
		status           int
		key, location    string
	}{
		{"unknown field", "/api/deals", `{"name":"x","colour":"red"}`, 422, "api.schema", "body.colour"},
		{"the id again", "/api/deals/" + id + "/change", `{"deal":"another","name":"x"}`, 422, "api.schema", "body.deal"},
		{"the id in capitals", "/api/deals/" + id + "/change", `{"Deal":"another","name":"x"}`, 422, "api.schema", "body.Deal"},
		{"the same name twice", "/api/deals/" + id + "/change", `{"name":"x","NAME":"y"}`, 422, "api.schema", "body.NAME"},
		{"unknown inside", "/api/deals", `{"name":"x","value":{"minor":1,"currency":"EUR","tax":2}}`, 422, "api.schema", "body.value.tax"},
		{"missing", "/api/deals", `{}`, 422, "api.schema", "body"},
		{"another kind", "/api/deals", `{"name":7}`, 422, "api.schema", "body.name"},
		{"too large a number", "/api/deals", `{"name":"x","value":{"minor":1e30,"currency":"EUR"}}`, 422, "api.schema", "body.value.minor"},
		{"not of the list", "/api/deals", `{"name":"x","kind":"old"}`, 422, "api.schema", "body.kind"},
		{"no object", "/api/deals", `[]`, 422, "api.schema", "body"},
		{"no JSON", "/api/deals", `{"name":`, 400, "api.body", ""},
		{"two values", "/api/deals", `{"name":"x"} {}`, 400, "api.body", ""},
		{"nothing", "/api/deals", ``, 400, "api.body", ""},
		{"a parameter", "/api/deals?colour=red", `{"name":"x"}`, 422, "api.query", "query.colour"},
		{"dry twice", "/api/deals?dry_run=true&dry_run=false", `{"name":"x"}`, 422, "api.query", "query.dry_run"},
		{"a time to come", "/api/deals", `{"name":"x","occurred_at":"2099-01-01T00:00:00Z"}`, 422, "time.future", ""},
		{"too much", "/api/deals", `{"name":"` + strings.Repeat("x", bodyLimit) + `"}`, 413, "api.large", ""},
		{"deep", "/api/deals", strings.Repeat("[", 20000), 400, "api.body", ""},
	} {
		a := w.as("ana", "POST", tt.path, tt.body)
		p := a.problem(t)
		if a.status != tt.status || p.Key != tt.key || tt.location != "" && (len(p.Errors) == 0 || p.Errors[0].Location != tt.location) {
			t.Errorf("%s: %d %.300s", tt.name, a.status, a.body)
		}
		if p.Detail == "" || strings.ContainsAny(p.Detail, "{}") && !strings.Contains(p.Detail, "api/openapi") {
			t.Errorf("%s says %q", tt.name, p.Detail)
		}
	}
	if w.hash() != before {
		t.Error("a request that does not fit has changed something")
	}
}

func TestQuestionsAreStrict(t *testing.T) {
	w := newWorld(t)
	for path, status := range map[string]int{
		"/api/deals?limit=5&sort=-value": 200, "/api/deals?limit=0": 422, "/api/deals?limit=many": 422, "/api/deals?sort=luck": 422,
		"/api/deals?colour=red": 422, "/api/deals?limit=1&limit=2": 422, "/api/deals?count=true": 200, "/api/deals?count=maybe": 422,
		"/api/deals?after=forged": 422, "/api/session?min_seq=forged": 422, "/api/alike": 422, "/api/search?q=acme": 200, "/api/deals?close_from=soon": 422,
	} {
		if a := w.as("ana", "GET", path, nil); a.status != status {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
}

func TestKeyAndConflict(t *testing.T) {
	w := newWorld(t)
	open := func(key, name string) answer {
		r := w.request("POST", "/api/deals", map[string]string{"name": name})
		r.Header.Set("Authorization", "Bearer "+w.token["ana"])
		r.Header.Set("Idempotency-Key", key)
		return w.send(r)
	}
	first, second := open("k1", "once"), open("k1", "once")
	if first.status != 200 || string(first.body) != string(second.body) {
		t.Errorf("the same key: %d %s, then %d %s", first.status, first.body, second.status, second.body)
	}
	if a := open("k1", "another"); a.status != 409 || a.problem(t).Key != "store.key_reused" {
		t.Errorf("the key of another request: %d %s", a.status, a.body)
	}
	if a := open(strings.Repeat("k", maxKey+1), "long"); a.status != 422 {
		t.Errorf("a long key: %d", a.status)
	}
	var done app.Done
	w.check(json.Unmarshal(first.body, &done))
	change := func(name, title string, version int64) answer {
		return w.as(name, "POST", "/api/deals/"+done.ID+"/change", map[string]any{"name": title, "version": version})
	}
	if a := change("mia", "mia's name", done.Version); a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	a := change("ana", "ana's name", done.Version)
	if p := a.problem(t); a.status != 409 || p.Type != "/problems/conflict" || p.Key != "deal.changed_since" || p.Values["who"] != w.member["mia"] {
		t.Errorf("a conflict: %d %s", a.status, a.body)
	}
}

func TestRefusal(t *testing.T) {
	w := newWorld(t)
	id := w.deal("ana", "refused")
	a := w.as("ana", "POST", "/api/deals/"+id+"/win", map[string]any{})
	p := a.problem(t)
	if a.status != 409 || p.Type != "/problems/refused" || p.Rule == "" || len(p.Missing) == 0 || p.Key != "" {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if ct := a.head.Get("Content-Type"); ct != "application/problem+json" {
		t.Errorf("it comes as %s", ct)
	}
	for _, m := range p.Missing {
		if m.Checkpoint == "" || m.Strength == "" || !strings.HasPrefix(m.Sentence, m.Question) {
			t.Errorf("a missing thing is not told of: %+v", m)
		}
	}
}

func TestDryRunAndSeq(t *testing.T) {
	w := newWorld(t)
	before := w.hash()
	dry := w.as("ana", "POST", "/api/deals?dry_run=true", map[string]string{"name": "maybe"})
	if dry.status != 200 || !strings.Contains(string(dry.body), `"dry_run":true`) || w.hash() != before {
		t.Errorf("a dry run: %d %s", dry.status, dry.body)
	}
	real := w.as("ana", "POST", "/api/deals", map[string]string{"name": "truly"})
	place := real.head.Get("X-Cairn-Seq")
	if seq, err := w.app.SeqOf(place); err != nil || seq == 0 {
		t.Fatalf("the place %q: %d, %v", place, seq, err)
	}
	if a := w.as("ana", "GET", "/api/deals?min_seq="+place, nil); a.status != 200 || !strings.Contains(string(a.body), "truly") {
		t.Errorf("one's own write is not in the answer: %d %s", a.status, a.body)
	}
	again := w.as("ana", "GET", "/api/session", nil).head.Get("X-Cairn-Seq")
	if again == place || len(again) != len(place) {
		t.Error("a place shows whether something has happened")
	}
}

func TestBulk(t *testing.T) {
	w := newWorld(t)
	own, foreign := w.deal("ana", "own"), w.deal("ben", "foreign")
	list := []BulkCommand{
		{Command: "deal.change", Input: json.RawMessage(`{"deal":"` + own + `","name":"first"}`), Key: "b1"},
		{Command: "deal.change", Input: json.RawMessage(`{"deal":"` + own + `","name":"second"}`)},
		{Command: "deal.change", Input: json.RawMessage(`{"deal":"` + foreign + `","name":"taken"}`)},
		{Command: "deal.win", Input: json.RawMessage(`{"deal":"` + own + `"}`)},
		{Command: "deal.dance", Input: json.RawMessage(`{}`)},
		{Command: "deal.open", Input: json.RawMessage(`{"name":"made","colour":"red"}`)},
		{Command: "deal.open", Input: json.RawMessage(`{"name":"made"}`)},
		{Command: "process.publish", Input: json.RawMessage(`{"text":""}`)},
	}
	a := w.as("ana", "POST", "/api/bulk", Bulk{list})
	var out BulkDone
	if err := json.Unmarshal(a.body, &out); err != nil || a.status != 200 || len(out.Results) != len(list) {
		t.Fatalf("%d %s", a.status, a.body)
	}
	want := []string{"", "", "deal", "refused", "command", "api.schema", "", "capability"}
	for i, r := range out.Results {
		got := ""
		if r.Problem != nil {
			if got = r.Problem.Key; r.Problem.Rule != "" {
				got = "refused"
			}
		}
		if got != want[i] || (r.Done == nil) == (r.Problem == nil) {
			t.Errorf("%d %s: %+v", i, list[i].Command, r)
		}
	}
	if b := w.as("ana", "GET", "/api/deals/"+own, nil); !strings.Contains(string(b.body), "second") {
		t.Error("two changes of one deal were not carried out in their order")
	}
	before := w.hash()
	if w.as("ana", "POST", "/api/bulk?dry_run=true", Bulk{list}); w.hash() != before {
		t.Error("a dry bulk has changed something")
	}
	for _, body := range []string{`{}`, `{"commands":[]}`, `{"commands":[{"command":"deal.open"}]}`, `{"commands":[{"command":"deal.open","input":{},"extra":1}]}`} {
		if a := w.as("ana", "POST", "/api/bulk", body); a.status != 422 {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
}

// TestAnswersFit holds every answer against the schema that the document gives for it.
func TestAnswersFit(t *testing.T) {
	w := newWorld(t)
	name, value := "Acme demo", int64(400)
	acme := w.do("ana", &app.AddOrganisation{OrganisationFacts: app.OrganisationFacts{Name: &name}}).ID
	eve := w.do("ana", &app.AddPerson{PersonFacts: app.PersonFacts{Name: &name, Organisation: &acme}}).ID
	open := &app.OpenDeal{Name: "full", Organisation: acme, Person: eve, Source: "referral", Next: &app.NextStep{Kind: "call", Due: "2031-01-01"}}
	open.Value.Minor, open.Value.Currency = value, "EUR"
	id := w.do("ana", open).ID
	w.do("ana", &app.LogActivity{OnDeal: app.OnDeal{Deal: id}, Kind: "call", Outcome: "agreed", Agreed: "2031-02-02", TwoWay: true, Text: "yes"})
	w.do("ana", &app.GiveEvidence{OnDeal: app.OnDeal{Deal: id}, Checkpoint: "reachable", Text: "by telephone"})
	all := map[string]bool{"trade": true, "size": true, "place": true, "reason": true, "link": true}
	w.do("ana", &app.GiveEvidence{OnDeal: app.OnDeal{Deal: id}, Checkpoint: "fits", Yes: all})
	w.do("ana", &app.RaiseConcern{OnDeal: app.OnDeal{Deal: id}, Text: "dear"})
	w.do("ana", &app.SaveView{Name: "mine", Page: "pipeline", Query: "owner=me"})
	w.app.Keeps(app.Upkeep{Backups: "here"})
	w.do("olga", &app.MakeBackup{})
	doc := Document()
	ids := map[string]string{"deal": id, "organisation": acme, "person": eve, "process": "current", "member": w.member["ana"]}
	for _, rt := range Routes() {
		if rt.query == nil {
			continue
		}
		who := "ana"
		if !w.role(who).May(rt.Capability) {
			who = "olga"
		}
		a := w.try(doc, rt, relation{"", ids[rt.Noun()], []string{who}}, who, true)
		if a.status != 200 {
			t.Errorf("%s: %d %s", rt.Name, a.status, a.body)
			continue
		}
		for _, bad := range misfits(t, doc, rt, a.body) {
			t.Errorf("%s: %s", rt.Name, bad)
		}
		if rt.Name == "deal.moves" && !strings.Contains(string(a.body), ":null") {
			t.Errorf("no move of the sample would pass: %s", a.body)
		}
		if bad := misfits(t, doc, rt, []byte(`{"colour":1}`)); bad == nil {
			t.Errorf("%s: anything fits", rt.Name)
		}
	}
}

// misfits are the places in which an answer is not what the document says.
func misfits(t *testing.T, doc *huma.OpenAPI, rt Route, body []byte) (all []string) {
	var loose any
	if err := json.Unmarshal(body, &loose); err != nil {
		t.Fatal(err)
	}
	result := &huma.ValidateResult{}
	schema := doc.Paths[rt.Path].Get.Responses["200"].Content["application/json"].Schema
	huma.Validate(doc.Components.Schemas, schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, loose, result)
	for _, err := range result.Errors {
		all = append(all, err.Error()[:min(len(err.Error()), 300)])
	}
	return all
}

func TestClient(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	c := client.New(w.web.URL+"/", w.token["ana"])
	done, err := c.Do(ctx, "deal.open", map[string]string{"name": "by client"}, client.How{Key: "c1"})
	if err != nil || done.ID == "" || done.Seq == "" {
		t.Fatal(done, err)
	}
	var page app.DealPage
	if err := c.Ask(ctx, "deal.show", map[string]string{"id": done.ID, "min_seq": done.Seq}, &page); err != nil || page.Deal.Name != "by client" {
		t.Error(page.Deal.Name, err)
	}
	_, err = c.Do(ctx, "deal.win", &app.WinDeal{OnDeal: app.OnDeal{Deal: done.ID}}, client.How{})
	no, ok := errors.AsType[*deal.Refusal](err)
	if !ok {
		t.Fatal(err)
	}
	_, direct := w.app.Do(ctx, actorOf(w, "ana"), &app.WinDeal{OnDeal: app.OnDeal{Deal: done.ID}}, app.How{})
	if want, _ := errors.AsType[*deal.Refusal](direct); cmp.Diff(want, no) != "" {
		t.Errorf("the refusal has changed on its way: %s", cmp.Diff(want, no))
	}
	for _, tt := range []struct {
		name, command, input string
		kind                 fault.Kind
		key                  string
	}{
		{"unknown command", "deal.dance", `{}`, fault.NotFound, "command"},
		{"unknown deal", "deal.win", `{"deal":"nowhere"}`, fault.NotFound, "deal"},
		{"no id", "deal.win", `{}`, fault.Invalid, "api.id"},
		{"no right", "process.publish", `{"text":"x"}`, fault.Forbidden, "capability"},
		{"no such field", "deal.open", `{"name":"x","colour":"red"}`, fault.Invalid, "api.schema"},
	} {
		_, err := c.Do(ctx, tt.command, json.RawMessage(tt.input), client.How{Dry: true})
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || f.Kind != tt.kind || f.Key != tt.key {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	names, err := c.Names(ctx)
	for _, e := range app.Commands() {
		if !slices.Contains(names, e.Name) {
			t.Errorf("the client does not know %s: %v", e.Name, err)
		}
	}
	if _, err := client.New(w.web.URL, "wrong").Names(ctx); fault.Of(err) != fault.Forbidden {
		t.Errorf("a wrong token: %v", err)
	}
}

func TestMethods(t *testing.T) {
	w := newWorld(t)
	for request, status := range map[string]int{
		"GET /api/nothing": 404, "POST /api/nothing": 404, "GET /api": 404, "DELETE /api/deals": 405, "PUT /api/deals/x/move": 405, "GET /api/deals/x/move": 405,
		"POST /api/session": 405, "GET /api/bulk": 405, "POST /deals": 405, "DELETE /": 405, "GET /assets/none.js": 404, "GET /none.txt": 404,
	} {
		method, path, _ := strings.Cut(request, " ")
		if a := w.as("ana", method, path, nil); a.status != status || a.head.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", request, a.status, a.body)
		}
	}
}

func ExampleSentence() {
	err := fmt.Errorf("somewhere: %w", fault.New(fault.Invalid, "deal.name", "name", "what this piece of business is"))
	fmt.Println(Sentence(err))
	fmt.Println(Sentence(http.ErrBodyNotAllowed) == "")
	// Output:
	// A deal needs a name. It takes what this piece of business is.
	// true
}

package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"cairn/access"
	"cairn/internal/app"
)

// sample makes the smallest value that fits a schema.
func sample(r huma.Registry, name string, s *huma.Schema) any {
	for s.Ref != "" {
		s = r.SchemaFromRef(s.Ref)
	}
	switch {
	case len(s.Enum) > 0:
		return s.Enum[0]
	case s.Type == huma.TypeObject:
		out := map[string]any{}
		for _, key := range s.Required {
			out[key] = sample(r, key, s.Properties[key])
		}
		return out
	case s.Type == huma.TypeArray:
		return []any{sample(r, name, s.Items)}
	case s.Type == huma.TypeInteger, s.Type == huma.TypeNumber:
		return 1
	case s.Type == huma.TypeBoolean:
		return true
	case s.Format == "date":
		return "2031-01-02"
	case s.Format == "date-time":
		return "2026-01-02T10:00:00Z"
	case name == "currency":
		return "EUR"
	}
	return "something of " + name
}

// relation is a thing that a request is about, and who may see it; nil where nobody may.
type relation struct {
	name string
	id   string
	seen []string
}

// relations are the things that there are of a noun.
func (w *world) relations(noun string) []relation {
	everybody := []string{"olga", "mia", "tom", "ana", "ben", "ada", "vic"}
	switch noun {
	case "deal":
		gone := w.deal("ana", "withdrawn-1")
		w.do("ana", &app.CloseDeal{OnDeal: app.OnDeal{Deal: gone}, As: "withdrawn", Reason: "mistake", Note: "by mistake"})
		shared := w.deal("ben", "shared-1")
		w.do("ben", &app.ShareDeal{OnDeal: app.OnDeal{Deal: shared}, Member: w.member["ana"]})
		return []relation{
			{"own-1", w.deal("ana", "own-1"), []string{"olga", "mia", "ana"}},
			{"foreign-1", w.deal("ben", "foreign-1"), []string{"olga", "tom", "ben"}},
			{"shared-1", shared, []string{"olga", "tom", "ben", "ana"}},
			{"withdrawn-1", gone, []string{"olga", "mia", "ana"}},
			{"nowhere-1", "0194-0000", nil},
		}
	case "organisation", "person":
		return []relation{{"there", w.party(noun), everybody}, {"nowhere-1", "0194-0000", nil}}
	case "member":
		return []relation{{"ana", w.member["ana"], everybody}, {"nowhere-1", "0194-0000", nil}}
	case "job":
		w.app.Keeps(app.Upkeep{Backups: "here"})
		return []relation{{"there", w.do("olga", &app.MakeBackup{}).ID, everybody}, {"nowhere-1", "0194-0000", nil}}
	case "process":
		return []relation{{"current", "current", everybody}, {"nowhere-1", "0194", nil}}
	}
	return []relation{{"", "", everybody}}
}

func (w *world) party(noun string) string {
	name := "Acme demo"
	if noun == "person" {
		return w.do("ana", &app.AddPerson{PersonFacts: app.PersonFacts{Name: &name}}).ID
	}
	return w.do("ana", &app.AddOrganisation{OrganisationFacts: app.OrganisationFacts{Name: &name}}).ID
}

// TestMatrix sends every request that the lists know, by everybody, about everything. Who
// may not is told so, and nothing is changed by asking.
func TestMatrix(t *testing.T) {
	w := newWorld(t)
	doc := Document()
	things := map[string][]relation{}
	for _, rt := range Routes() {
		if _, ok := things[rt.Noun()]; !ok {
			things[rt.Noun()] = w.relations(rt.Noun())
		}
	}
	for _, name := range []string{"olga", "mia", "tom", "ana", "ben", "ada", "vic"} {
		w.person(name, "GET", "/api/session", nil)
	}
	before, cells := w.hash(), 0
	for _, rt := range Routes() {
		if !slices.Contains(access.Capabilities(), rt.Capability) {
			t.Errorf("%s has no capability that anybody has: %q", rt.Name, rt.Capability)
		}
		about := things[rt.Noun()]
		if rt.ID == "" {
			about = []relation{{"", "", []string{"olga", "mia", "tom", "ana", "ben", "ada", "vic"}}}
		}
		for _, thing := range about {
			for _, name := range []string{"olga", "mia", "tom", "ana", "ben", "ada", "vic", ""} {
				cells++
				a := w.try(doc, rt, thing, name, false)
				if verdict := w.verdict(rt, thing, name, a); verdict != "" {
					t.Errorf("%s of %s by %q: %s; %d %s", rt.Name, thing.name, name, verdict, a.status, a.body)
				}
			}
		}
	}
	if after := w.hash(); after != before {
		t.Error("a request that was denied, or a dry run, has changed something")
	}
	t.Logf("%d cells", cells)
}

// try sends the smallest request of a route. Who may is held to a dry run, so that every
// cell meets the same world; who may not sends it in earnest.
func (w *world) try(doc *huma.OpenAPI, rt Route, thing relation, name string, earnest bool) answer {
	path := strings.Replace(rt.Path, "{id}", thing.id, 1)
	if rt.query != nil {
		query := url.Values{}
		for _, p := range doc.Paths[rt.Path].Get.Parameters {
			if p.In == "query" && p.Required {
				query.Set(p.Name, fmt.Sprint(sample(doc.Components.Schemas, p.Name, p.Schema)))
			}
		}
		return w.as(name, "GET", path+"?"+query.Encode(), nil)
	}
	if !earnest && w.allowed(rt, thing, name) {
		path += "?dry_run=true"
	}
	send := w.as
	if rt.Name == "member.set_password" { // which no token does
		send = w.person
	}
	return send(name, "POST", path, sample(doc.Components.Schemas, "", doc.Paths[rt.Path].Post.RequestBody.Content["application/json"].Schema))
}

// person sends a request in the session of a member; nobody's where the name is empty.
func (w *world) person(name, method, path string, body any) answer {
	w.t.Helper()
	if name == "" {
		return w.as("", method, path, body)
	}
	c, ok := w.session[name]
	if !ok || w.in(c) != 200 {
		w.password(name)
		c = w.signIn(name)
		w.session[name] = c
	}
	return w.with(c, method, path, body)
}

func (w *world) allowed(rt Route, thing relation, name string) bool {
	return name != "" && w.role(name).May(rt.Capability) && slices.Contains(thing.seen, name)
}

func (w *world) role(name string) access.Role {
	who, err := w.app.Member(w.t.Context(), w.member[name])
	w.check(err)
	return who.Role
}

// verdict says what is wrong with an answer, "" where nothing is.
func (w *world) verdict(rt Route, thing relation, name string, a answer) string {
	var p Problem
	if a.status >= 400 && json.Unmarshal(a.body, &p) != nil {
		return "no problem details"
	}
	switch {
	case a.status >= 500:
		return "it failed"
	case name == "":
		return want(a, http.StatusUnauthorized)
	case !w.role(name).May(rt.Capability):
		if p.Key != "capability" {
			return "not refused for want of the capability"
		}
		return want(a, http.StatusForbidden)
	case !slices.Contains(thing.seen, name):
		if strings.Contains(string(a.body), thing.name) && thing.name != "" {
			return "the answer tells of it"
		}
		return want(a, http.StatusNotFound)
	case p.Key == "capability", p.Values["id"] == thing.id && a.status == http.StatusNotFound, a.status == http.StatusUnauthorized:
		return "it is theirs to ask"
	case p.Key == "api.schema", p.Key == "api.query":
		return "the sample does not reach the door"
	}
	return ""
}

func want(a answer, status int) string {
	if a.status != status {
		return fmt.Sprintf("want %d", status)
	}
	return ""
}

// TestMatrixSees shows that the matrix can fail: a member who gets another role, and a
// deal that changes hands, are noticed.
func TestMatrixSees(t *testing.T) {
	w := newWorld(t)
	doc := Document()
	own := relation{"own-1", w.deal("ana", "own-1"), []string{"olga", "mia", "ana"}}
	move := slices.IndexFunc(Routes(), func(r Route) bool { return r.Name == "deal.move" })
	rt := Routes()[move]
	if v := w.verdict(rt, own, "ben", w.try(doc, rt, own, "ben", false)); v != "" {
		t.Fatal(v)
	}
	w.do("ana", &app.HandDeal{OnDeal: app.OnDeal{Deal: own.id}, To: w.member["ben"]})
	if v := w.verdict(rt, own, "ben", w.try(doc, rt, own, "ben", false)); v == "" {
		t.Error("ben sees the deal now, and the matrix does not")
	}
	before := w.hash()
	log := Routes()[slices.IndexFunc(Routes(), func(r Route) bool { return r.Name == "deal.log" })]
	if a := w.try(doc, log, own, "ben", true); a.status != http.StatusOK || w.hash() == before {
		t.Errorf("a command in earnest leaves no trace in the hash: %d %s", a.status, a.body)
	}
}

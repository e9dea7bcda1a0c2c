package app_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"cairn/access"
	"cairn/deal"
	"cairn/fault"
	"cairn/internal/app"
	"cairn/internal/store"
	"cairn/money"
)

// team is a company of three on a database of its own.
type team struct {
	*app.App
	t              *testing.T
	db             *store.DB
	olga, mia, ana access.Actor
}

func newTeam(t *testing.T) *team {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "cairn.db"), store.Options{Master: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	x := &team{App: app.New(db), t: t, db: db}
	if err := x.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	system := access.Actor{System: true}
	x.must(system, &app.SetUpCompany{Name: "Northbeck demo", Zone: "Europe/Berlin", Currency: "EUR"})
	olga := x.must(system, &app.AddMember{Name: "Olga Owner", Email: "olga@example.org", Role: access.Owner}).ID
	mia := x.must(system, &app.AddMember{Name: "Mia Manager", Email: "mia@example.org", Role: access.Manager, Manager: olga}).ID
	ana := x.must(system, &app.AddMember{Name: "Ana Sells", Email: "ana@example.org", Role: access.Salesperson, Manager: mia}).ID
	x.olga, x.mia, x.ana = x.actor(olga), x.actor(mia), x.actor(ana)
	return x
}

func (x *team) actor(id string) access.Actor {
	x.t.Helper()
	who, err := x.Member(context.Background(), id)
	if err != nil {
		x.t.Fatal(err)
	}
	return who
}

func (x *team) must(who access.Actor, cmd app.Command) app.Done {
	x.t.Helper()
	done, err := x.Do(context.Background(), who, cmd, app.How{})
	if err != nil {
		x.t.Fatalf("%T: %v", cmd, err)
	}
	return done
}

// refused says what a command lacks, or fails.
func (x *team) refused(who access.Actor, cmd app.Command) string {
	x.t.Helper()
	_, err := x.Do(context.Background(), who, cmd, app.How{})
	no, ok := errors.AsType[*deal.Refusal](err)
	if !ok {
		x.t.Fatalf("%T was not refused: %v", cmd, err)
	}
	return strings.Join(no.Keys(), " ")
}

// kind is the kind of fault that a command meets.
func (x *team) kind(who access.Actor, cmd app.Command) fault.Kind {
	_, err := x.Do(context.Background(), who, cmd, app.How{})
	return fault.Of(err)
}

func eur(major int64) money.Money { return money.Money{Minor: major * 100, Currency: "EUR"} }

func (x *team) page(who access.Actor, id string) app.DealPage {
	x.t.Helper()
	out, err := x.Ask(context.Background(), who, &app.DealShown{ID: id})
	if err != nil {
		x.t.Fatal(err)
	}
	return out.(app.DealPage)
}

func TestFromLeadToWon(t *testing.T) {
	x := newTeam(t)
	org := x.must(x.ana, &app.AddOrganisation{OrganisationFacts: app.OrganisationFacts{Name: ptr("Brackwater Demo Paper")}}).ID
	per := x.must(x.ana, &app.AddPerson{PersonFacts: app.PersonFacts{Name: ptr("Ida Demo"), Organisation: &org}}).ID
	id := x.must(x.ana, &app.OpenDeal{Name: "Steam metering", Organisation: org, Person: per, Value: eur(86000), Source: "referral"}).ID
	on := app.OnDeal{Deal: id}

	if got := x.refused(x.ana, &app.MoveDeal{OnDeal: on, To: "needs"}); !strings.HasPrefix(got, "reachable ") || !strings.Contains(got, "held need money decision") {
		t.Errorf("a jump misses %q", got)
	}
	x.must(x.ana, &app.GiveEvidence{OnDeal: on, Checkpoint: "reachable", Text: "direct number"})
	x.must(x.ana, &app.MoveDeal{OnDeal: on, To: "prospecting", Why: "fits was not asked"})
	x.must(x.ana, &app.LogActivity{OnDeal: on, Kind: "meeting", Outcome: "held", Text: "talked about steam", Next: &app.NextStep{Kind: "call", Due: "2099-01-01"}})
	x.must(x.ana, &app.MoveDeal{OnDeal: on, To: "qualifying", Why: "by a referral"})
	x.must(x.ana, &app.GiveEvidence{OnDeal: on, Checkpoint: "need", Text: "pays for steam that never arrives"})
	x.must(x.ana, &app.InvolvePerson{OnDeal: on, Person: per, Influence: "influences"})
	if got := x.refused(x.ana, &app.MoveDeal{OnDeal: on, To: "needs"}); got != "money decision" && got != "money" {
		t.Errorf("qualifying misses %q", got)
	}
	if x.kind(x.ana, &app.OverrideGate{OnDeal: on, Checkpoint: "money", Why: "I say so"}) != fault.Forbidden {
		t.Error("a salesperson overrode their own gate")
	}
	x.must(x.ana, &app.AskOverride{OnDeal: on, Checkpoint: "money", Why: "the year's budget is approved in May"})
	x.must(x.mia, &app.OverrideGate{OnDeal: on, Checkpoint: "money", Why: "known buyer"})
	x.must(x.ana, &app.MoveDeal{OnDeal: on, To: "needs"})
	if got := x.refused(x.ana, &app.WinDeal{OnDeal: on}); !strings.Contains(got, "offered") || !strings.Contains(got, "accepted") {
		t.Errorf("winning misses %q", got)
	}
	offer := x.must(x.ana, &app.MakeOffer{OnDeal: on, To: per, What: "14 meters", Value: eur(80000), Due: "2099-02-01"}).Made
	concern := x.must(x.ana, &app.RaiseConcern{OnDeal: on, Text: "Does fitting stop production?", By: per}).Made
	x.must(x.ana, &app.DecideOffer{OnDeal: on, Offer: offer, State: "accepted", Person: per})
	if got := x.refused(x.ana, &app.WinDeal{OnDeal: on, Why: "same day"}); !strings.Contains(got, "concerns") {
		t.Errorf("winning with an open concern misses %q", got)
	}
	x.must(x.ana, &app.SettleConcern{OnDeal: on, Concern: concern, State: "resolved", Answer: "No, fitted in the May stop"})
	x.must(x.ana, &app.WinDeal{OnDeal: on, Why: "same day"})

	d := x.page(x.ana, id).Deal
	if d.Status != deal.Won || d.Value != eur(80000) || d.Qualified == 0 {
		t.Errorf("won deal: %+v", d)
	}
	passed := map[string]string{}
	for _, p := range d.Passed {
		passed[p.Checkpoint] = p.Strength
	}
	if passed["money"] != "gate" || passed["fits"] != "advice" {
		t.Errorf("passed without evidence: %v", passed)
	}
	if report, err := x.db.Check(context.Background(), nil); err != nil || len(report.Problems) > 0 {
		t.Errorf("check: %v %+v", err, report.Problems)
	}
}

func ptr[T any](v T) *T { return &v }

// What somebody may not see is not there, and what they may not do changes nothing.
func TestDeniedMeansUnchanged(t *testing.T) {
	x := newTeam(t)
	ben := x.actor(x.must(x.olga, &app.AddMember{Name: "Ben Sells", Email: "ben@example.org", Role: access.Salesperson, Manager: x.olga.ID}).ID)
	id := x.must(x.ana, &app.OpenDeal{Name: "Kiln", Role: "plant head", Value: eur(5000)}).ID
	before, err := x.db.StateHash(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	on := app.OnDeal{Deal: id}
	for _, cmd := range []app.Command{
		&app.ChangeDeal{OnDeal: on, Name: ptr("mine")}, &app.MoveDeal{OnDeal: on, To: "prospecting"}, &app.CloseDeal{OnDeal: on, As: "withdrawn"},
		&app.HandDeal{OnDeal: on, To: ben.ID}, &app.LogActivity{OnDeal: on, Kind: "note", Text: "x"}, &app.ShareDeal{OnDeal: on, Member: ben.ID},
		&app.GiveEvidence{OnDeal: on, Checkpoint: "reachable", Text: "x"},
	} {
		if got := x.kind(ben, cmd); got != fault.NotFound {
			t.Errorf("%T by a stranger: %v", cmd, got)
		}
	}
	for _, cmd := range []app.Command{
		&app.AddMember{Name: "X", Email: "x@example.org", Role: access.Owner}, &app.PublishProcess{Text: "x"}, &app.ChangeCompany{Name: ptr("Mine")},
		&app.ChangeMember{Member: x.ana.ID, Role: ptr(access.Owner)}, &app.SetPassword{Member: x.olga.ID, Password: "stones on a trail"},
	} {
		if got := x.kind(x.ana, cmd); got != fault.Forbidden {
			t.Errorf("%T by a salesperson: %v", cmd, got)
		}
	}
	if after, _ := x.db.StateHash(context.Background()); after != before {
		t.Error("something that was denied has changed something")
	}
	if _, err := x.Ask(context.Background(), ben, &app.DealShown{ID: id}); fault.Of(err) != fault.NotFound {
		t.Errorf("a stranger reads a deal: %v", err)
	}
	if x.page(x.mia, id).Deal.ID != id || x.page(x.olga, id).Deal.ID != id {
		t.Error("the line upwards does not see the deal")
	}
}

// A stale author is told what has changed; appends do not count.
func TestConflict(t *testing.T) {
	x := newTeam(t)
	id := x.must(x.ana, &app.OpenDeal{Name: "Kiln", Role: "plant head"}).ID
	saw := x.page(x.mia, id).Deal.Version
	x.must(x.ana, &app.LogActivity{OnDeal: app.OnDeal{Deal: id}, Kind: "note", Text: "called back"})
	x.must(x.mia, &app.ChangeDeal{OnDeal: app.OnDeal{Deal: id, Version: saw}, Name: ptr("Kiln two")})
	_, err := x.Do(context.Background(), x.ana, &app.ChangeDeal{OnDeal: app.OnDeal{Deal: id, Version: saw}, Name: ptr("Kiln three")}, app.How{})
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Kind != fault.Conflict || f.Detail["what"] != "deal.changed" || f.Detail["who"] != x.mia.ID {
		t.Errorf("conflict: %v %v", err, f)
	}
}

// The same key has one effect, and tells the same; a dry run has none.
func TestKeyAndDryRun(t *testing.T) {
	x := newTeam(t)
	ctx := context.Background()
	open := &app.OpenDeal{Name: "Kiln", Role: "plant head"}
	a, err := x.Do(ctx, x.ana, open, app.How{Key: "k1"})
	b, err2 := x.Do(ctx, x.ana, open, app.How{Key: "k1"})
	if err != nil || err2 != nil || a.ID != b.ID {
		t.Errorf("%v %v %v %v", a, err, b, err2)
	}
	if _, err := x.Do(ctx, x.ana, &app.OpenDeal{Name: "Other", Role: "plant head"}, app.How{Key: "k1"}); fault.Of(err) != fault.Conflict {
		t.Errorf("another body under the key: %v", err)
	}
	before, _ := x.db.StateHash(ctx)
	dry, err := x.Do(ctx, x.ana, &app.ChangeDeal{OnDeal: app.OnDeal{Deal: a.ID}, Name: ptr("Dry")}, app.How{Dry: true})
	if err != nil || !dry.Dry {
		t.Errorf("dry run: %v %v", dry, err)
	}
	if after, _ := x.db.StateHash(ctx); after != before {
		t.Error("a dry run changed something")
	}
}

// An administrator looks after people, and cannot make themselves an owner by it.
func TestOnlyOwnersMakeOwners(t *testing.T) {
	x := newTeam(t)
	adam := x.actor(x.must(x.olga, &app.AddMember{Name: "Adam Admin", Email: "adam@example.org", Role: access.Admin, Manager: x.olga.ID}).ID)
	for _, cmd := range []app.Command{
		&app.ChangeMember{Member: adam.ID, Role: ptr(access.Owner)}, &app.ChangeMember{Member: x.olga.ID, Active: ptr(false)},
		&app.AddMember{Name: "Eve", Email: "eve@example.org", Role: access.Owner}, &app.SetPassword{Member: x.olga.ID, Password: "stones on a trail"},
	} {
		if got := x.kind(adam, cmd); got != fault.Forbidden {
			t.Errorf("%T by an administrator: %v", cmd, got)
		}
	}
	x.must(adam, &app.ChangeMember{Member: x.ana.ID, Team: ptr("North")})
	x.must(x.olga, &app.ChangeMember{Member: adam.ID, Role: ptr(access.Owner)})
}

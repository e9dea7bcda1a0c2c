package access

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"cairn/fault"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// family is an owner (olga), two managers in a line (mia, above her max), three who
// sell, one who has left, an admin and a viewer.
func family() []Member {
	return []Member{
		{ID: "olga", Name: "Olga", Email: "olga@example.org", Role: Owner, Active: true},
		{ID: "max", Name: "Max", Email: "max@example.org", Role: Manager, Manager: "olga", Active: true},
		{ID: "mia", Name: "Mia", Email: "Mia@Example.org", Role: Manager, Manager: "max", Active: true},
		{ID: "ana", Name: "Ana", Email: "ana@example.org", Role: Salesperson, Manager: "mia", Active: true},
		{ID: "tom", Name: "Tom", Email: "tom@example.org", Role: Salesperson, Manager: "mia", Active: true},
		{ID: "eve", Name: "Eve", Email: "eve@example.org", Role: Salesperson, Manager: "max", Active: true},
		{ID: "old", Name: "Gone", Email: "ana@example.org", Role: Salesperson, Manager: "mia"},
		{ID: "adm", Name: "Adam", Role: Admin, Active: true},
		{ID: "vic", Name: "Vic", Role: Viewer, Active: true},
	}
}

func build(t *testing.T, members []Member) Directory {
	t.Helper()
	d, err := NewDirectory(members)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func actor(d Directory, id string) Actor {
	m, _ := d.Member(id)
	return Actor{Member: m, Directory: d}
}

func TestRoles(t *testing.T) {
	want := map[Role]string{
		Owner: "read sell manage shape administer", Manager: "read sell manage", Salesperson: "read sell",
		Admin: "read administer", Viewer: "read", "boss": "", "": "",
	}
	for role, words := range want {
		var may []string
		for _, c := range Capabilities() {
			if role.May(c) {
				may = append(may, string(c))
			}
		}
		if got := strings.Join(may, " "); got != words {
			t.Errorf("%q may %q, want %q", role, got, words)
		}
		if role.May("dance") || role.Known() != slices.Contains(Roles(), role) {
			t.Errorf("%q: dances, or is known wrongly", role)
		}
	}
}

func TestScopeAndManages(t *testing.T) {
	d := build(t, family())
	for _, tt := range []struct{ who, sees, manages string }{
		{"olga", "*", "adm ana eve max mia old tom vic"},
		{"max", "ana eve max mia old tom", "ana eve mia old tom"},
		{"mia", "ana mia old tom", "ana old tom"},
		{"ana", "ana", ""},
		{"old", "", ""},
		{"adm", "", ""},
		{"vic", "vic", ""},
		{"nobody", "", ""},
	} {
		a := actor(d, tt.who)
		scope, manages := a.Scope(), []string{}
		sees := strings.Join(scope.Owners, " ")
		if scope.All {
			sees = "*"
		}
		for _, m := range d.Members() {
			if a.Manages(m.ID) {
				manages = append(manages, m.ID)
			}
			if want := scope.All || slices.Contains(scope.Owners, m.ID); scope.Has(m.ID) != want {
				t.Errorf("%s: Has(%s) = %t", tt.who, m.ID, !want)
			}
		}
		slices.Sort(manages)
		if sees != tt.sees || strings.Join(manages, " ") != tt.manages {
			t.Errorf("%s sees %q, manages %q; want %q and %q", tt.who, sees, manages, tt.sees, tt.manages)
		}
	}
}

func TestActor(t *testing.T) {
	d := build(t, family())
	system := Actor{System: true, Directory: d}
	if !system.Scope().All || system.Manages("ana") || system.May(Manage) || !system.May(Sell) {
		t.Error("the system sees all, sells and approves nothing")
	}
	left := actor(d, "old")
	if left.May(Read) {
		t.Error("somebody who has left may read")
	}
	token := actor(d, "mia")
	token.Only = []Capability{Read, Administer}
	if !token.May(Read) || token.May(Sell) || token.May(Administer) {
		t.Error("a token is good for what it names and the role may, and for nothing else")
	}
	if b, err := json.Marshal(map[string]any{"who": token}); err == nil {
		t.Errorf("an actor was written out: %s", b)
	}
	if (Actor{}).Manages("") || (Actor{}).Scope().Has("") {
		t.Error("nobody has rights")
	}
}

func TestDirectory(t *testing.T) {
	d := build(t, family())
	if m, ok := d.ByEmail(" ANA@example.ORG "); !ok || m.ID != "ana" {
		t.Errorf("ByEmail gave %+v, %t", m, ok)
	}
	if m, ok := d.ByEmail("mia@example.org"); !ok || m.ID != "mia" {
		t.Errorf("ByEmail gave %+v, %t", m, ok)
	}
	if _, ok := d.ByEmail(""); ok {
		t.Error("somebody has the empty address")
	}
	if got := strings.Join(d.Line("ana"), " "); got != "mia max olga" {
		t.Errorf("line %s", got)
	}
	if got := strings.Join(d.Below("max"), " "); got != "ana eve mia old tom" {
		t.Errorf("below %s", got)
	}
	names := ""
	for _, m := range d.Members() {
		names += m.Name + " "
	}
	if names != "Adam Ana Eve Gone Max Mia Olga Tom Vic " {
		t.Errorf("members %s", names)
	}
	d.Members()[0].Name = "changed"
	if d.Members()[0].Name != "Adam" {
		t.Error("the directory changed")
	}
	var empty Directory
	if _, ok := empty.Member("ana"); ok || empty.Above("a", "b") || len(empty.Below("a"))+len(empty.Line("a")) > 0 {
		t.Error("the empty directory holds somebody")
	}
}

func TestAlone(t *testing.T) {
	d := build(t, family())
	for _, m := range d.Members() {
		if got := d.Alone(m.ID); got != (m.ID == "olga") {
			t.Errorf("Alone(%s) = %t", m.ID, got)
		}
	}
	for _, tt := range []struct {
		name  string
		chief Member
		want  bool
	}{
		{"an active manager above", Member{Role: Manager, Active: true}, false},
		{"one who has left", Member{Role: Manager}, true},
		{"a viewer above", Member{Role: Viewer, Active: true}, true},
		{"an owner beside", Member{Role: Owner, Active: true}, false},
	} {
		tt.chief.ID = "chief"
		below := Member{ID: "ana", Role: Salesperson, Active: true}
		if tt.chief.Role != Owner {
			below.Manager = "chief"
		}
		if got := build(t, []Member{tt.chief, below}).Alone("ana"); got != tt.want {
			t.Errorf("%s: alone is %t", tt.name, got)
		}
	}
}

func TestNewDirectoryRefuses(t *testing.T) {
	on := func(id, manager string) Member {
		return Member{ID: id, Name: strings.ToUpper(id), Role: Manager, Manager: manager, Active: true}
	}
	mail := func(id string) Member {
		return Member{ID: id, Email: "same@example.org", Role: Owner, Active: true}
	}
	for _, tt := range []struct {
		name    string
		members []Member
		key     string
		line    string
	}{
		{"no id", []Member{on("", "")}, "access.id", ""},
		{"twice", []Member{on("a", ""), on("a", "")}, "access.twice", ""},
		{"role", []Member{{ID: "a", Role: "boss"}}, "access.role", ""},
		{"manager", []Member{on("a", "z")}, "access.manager", ""},
		{"address", []Member{mail("a"), mail("b")}, "access.email", ""},
		{"self", []Member{on("a", "a")}, "access.circle", "A → A"},
		{"circle", []Member{on("a", "b"), on("b", "c"), on("c", "b"), on("d", "")}, "access.circle", "B → C → B"},
	} {
		_, err := NewDirectory(tt.members)
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || f.Key != tt.key || f.Detail["line"] != tt.line {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestLines holds Line, Above and Below against each other on random trees.
func TestLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		members := make([]Member, rapid.IntRange(1, 30).Draw(t, "n"))
		for i := range members {
			members[i] = Member{ID: strconv.Itoa(i), Role: Salesperson, Active: true}
			if up := rapid.IntRange(-1, i-1).Draw(t, "up"); up >= 0 {
				members[i].Manager = strconv.Itoa(up)
			}
		}
		d, err := NewDirectory(members)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range members {
			var below []string
			for _, b := range members {
				if d.Above(a.ID, b.ID) != slices.Contains(d.Line(b.ID), a.ID) {
					t.Fatalf("Above(%s, %s) and Line differ", a.ID, b.ID)
				}
				if d.Above(a.ID, b.ID) {
					below = append(below, b.ID)
				}
			}
			slices.Sort(below)
			if diff := cmp.Diff(below, d.Below(a.ID)); diff != "" {
				t.Fatalf("below %s: %s", a.ID, diff)
			}
		}
	})
}

package access

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"cairn/event"
	"cairn/fault"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func key(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Key
	}
	if err != nil {
		return "broken: " + err.Error()
	}
	return ""
}

func sees(a Actor) string {
	if s := a.Scope(); !s.All {
		return strings.Join(s.Owners, " ")
	}
	return "*"
}

// TestSight: what each role sees under each choice, beside the line below.
func TestSight(t *testing.T) {
	d := build(t, family())
	for _, tt := range []struct {
		sight     Sight
		who, want string
	}{
		{Sight{}, "ana", "ana"},
		{Sight{Salesperson: Own}, "ana", "ana"},
		{Sight{Salesperson: Team}, "ana", "ana old tom"},
		{Sight{Salesperson: Team}, "eve", "eve mia"},
		{Sight{Salesperson: All}, "ana", "*"},
		{Sight{Salesperson: Team}, "mia", "ana mia old tom"},
		{Sight{Manager: Tree}, "mia", "ana mia old tom"},
		{Sight{Manager: All}, "mia", "*"},
		{Sight{Manager: All}, "ana", "ana"},
		{Sight{Viewer: Team}, "vic", "vic"}, // nobody above, and so no team
		{Sight{Viewer: All}, "vic", "*"},
		{Sight{Salesperson: All, Manager: All, Viewer: All}, "adm", ""},
		{Sight{Salesperson: All, Manager: All, Viewer: All}, "old", ""},
		{Sight{}, "olga", "*"},
	} {
		if got := sees(actor(d.At("", tt.sight), tt.who)); got != tt.want {
			t.Errorf("%+v: %s sees %q, want %q", tt.sight, tt.who, got, tt.want)
		}
	}
	for _, bad := range []Sight{{Salesperson: Tree}, {Manager: Own}, {Viewer: "far"}} {
		if key(bad.Check()) != "company.sight" {
			t.Errorf("%+v is accepted", bad)
		}
	}
	if got := (Sight{Salesperson: Team}).With(Sight{Viewer: All}); got != (Sight{Salesperson: Team, Viewer: All}) || got.Check() != nil {
		t.Errorf("with: %+v", got)
	}
}

// away is the family with absences.
func away(t *testing.T, all map[string]Away) Directory {
	t.Helper()
	members := family()
	for i, m := range members {
		if a, ok := all[m.ID]; ok {
			members[i].Away = append(members[i].Away, a)
		}
	}
	return build(t, members)
}

func TestAbsence(t *testing.T) {
	may := Away{From: "2026-05-04", Until: "2026-05-08", To: "tom"}
	for _, tt := range []struct {
		name string
		away map[string]Away
		day  string
		who  string
		sees string
		to   string // the owner of the deal in question
		want Standing
	}{
		{"the day before", map[string]Away{"mia": may}, "2026-05-03", "tom", "tom", "ana", Standing{Role: Salesperson}},
		{"the first day", map[string]Away{"mia": may}, "2026-05-04", "tom", "ana mia old tom", "ana", Standing{true, Manager, "mia"}},
		{"the last day", map[string]Away{"mia": may}, "2026-05-08", "tom", "ana mia old tom", "ana", Standing{true, Manager, "mia"}},
		{"the day after", map[string]Away{"mia": may}, "2026-05-09", "tom", "tom", "ana", Standing{Role: Salesperson}},
		{"no day", map[string]Away{"mia": may}, "", "tom", "tom", "ana", Standing{Role: Salesperson}},
		{"never themselves", map[string]Away{"mia": may}, "2026-05-05", "tom", "ana mia old tom", "tom", Standing{Role: Salesperson}},
		{"not for the absent one's own", map[string]Away{"mia": may}, "2026-05-05", "tom", "ana mia old tom", "mia", Standing{Role: Salesperson, On: "mia"}},
		{"no further than the absent one", map[string]Away{"mia": may}, "2026-05-05", "tom", "ana mia old tom", "eve", Standing{Role: Salesperson}},
		{"the absent one keeps their rights", map[string]Away{"mia": may}, "2026-05-05", "mia", "ana mia old tom", "ana", Standing{true, Manager, ""}},
		{"above in any case", map[string]Away{"ana": {"2026-05-04", "2026-05-08", "mia"}}, "2026-05-05", "mia", "ana mia old tom", "ana", Standing{true, Manager, ""}},
		{"for two, of whom one owns", map[string]Away{"mia": may, "ana": may}, "2026-05-05", "tom", "ana mia old tom", "ana", Standing{Role: Salesperson, On: "ana"}},
		{"a chain", map[string]Away{"mia": {"2026-05-04", "2026-05-08", "eve"}, "eve": may}, "2026-05-05", "tom", "ana eve mia old tom", "ana", Standing{true, Manager, "mia"}},
		{"a circle", map[string]Away{"ana": may, "tom": {"2026-05-04", "2026-05-08", "ana"}}, "2026-05-05", "ana", "ana tom", "tom", Standing{Role: Salesperson, On: "tom"}},
		{"an owner's", map[string]Away{"olga": may}, "2026-05-05", "tom", "*", "vic", Standing{true, Owner, "olga"}},
		{"to who has left", map[string]Away{"mia": {"2026-05-04", "2026-05-08", "old"}}, "2026-05-05", "old", "", "ana", Standing{Role: Salesperson}},
		{"to an admin", map[string]Away{"mia": {"2026-05-04", "2026-05-08", "adm"}}, "2026-05-05", "adm", "", "ana", Standing{Role: Admin}},
		{"to a viewer", map[string]Away{"mia": {"2026-05-04", "2026-05-08", "vic"}}, "2026-05-05", "vic", "vic", "ana", Standing{Role: Viewer}},
		{"of who has left", map[string]Away{"old": may}, "2026-05-05", "tom", "tom", "old", Standing{Role: Salesperson}},
	} {
		a := actor(away(t, tt.away).At(tt.day, Sight{}), tt.who)
		if got := sees(a); got != tt.sees {
			t.Errorf("%s: %s sees %q, want %q", tt.name, tt.who, got, tt.sees)
		}
		if got := a.To(tt.to); got != tt.want {
			t.Errorf("%s: %s is %+v to %s, want %+v", tt.name, tt.who, got, tt.to, tt.want)
		}
		lends := tt.want.On != "" && tt.want.Role != Salesperson
		if lends && (!a.May(Manage) || a.May(Shape) || a.May(Administer)) {
			t.Errorf("%s: an absence hands on managing, and nothing else", tt.name)
		}
	}
}

// TestSees: the reasons name exactly whom the scope holds, on random companies.
func TestSees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := companyOf(t)
		for _, m := range d.Members() {
			scope, seen := actor(d, m.ID).Scope(), map[string]bool{}
			for _, x := range d.Sees(m.ID) {
				seen[x.Owner] = true
				if (x.Why == BecauseStands) != (x.For != "") || x.Why == BecauseOwn && x.Owner != m.ID {
					t.Fatalf("%s sees the deals of %+v", m.ID, x)
				}
			}
			for _, o := range d.Members() {
				if scope.Has(o.ID) != seen[o.ID] {
					t.Fatalf("%s (%s): the scope has %s: %t, the reasons %v", m.ID, m.Role, o.ID, scope.Has(o.ID), d.Sees(m.ID))
				}
			}
			if !slices.IsSorted(scope.Owners) {
				t.Fatalf("%v is not sorted", scope.Owners)
			}
		}
	})
}

// TestStands: nobody stands in for themselves, nobody manages themselves, and who stands in
// manages nothing that no one of those does for whom they stand in; on random companies.
func TestStands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := companyOf(t)
		for _, m := range d.Members() {
			a := actor(d, m.ID)
			stands := d.StandsFor(m.ID)
			if slices.Contains(stands, m.ID) || a.Manages(m.ID) {
				t.Fatalf("%s stands in for %v", m.ID, stands)
			}
			for _, o := range d.Members() {
				st := a.To(o.ID)
				plain := actor(d.At("", d.Sight()), m.ID)
				if st.Manages && !plain.Manages(o.ID) {
					boss, _ := d.Member(st.On)
					if !slices.Contains(stands, st.On) || slices.Contains(stands, o.ID) || !actor(d.At("", d.Sight()), boss.ID).Manages(o.ID) {
						t.Fatalf("%s manages %s for %q, and stands in for %v", m.ID, o.ID, st.On, stands)
					}
				}
				if plain.Manages(o.ID) && (!st.Manages || st.On != "") {
					t.Fatalf("%s manages %s by themselves, and with absences %+v", m.ID, o.ID, st)
				}
				if st.Manages && !a.Scope().Has(o.ID) {
					t.Fatalf("%s manages %s and does not see their deals", m.ID, o.ID)
				}
			}
			for _, by := range d.Stands(m.ID) {
				if !slices.Contains(d.StandsFor(by), m.ID) {
					t.Fatalf("%s stands in for %s one way only", by, m.ID)
				}
			}
		}
	})
}

// companyOf draws a company on a day on which some are away, also in circles.
func companyOf(t *rapid.T) Directory {
	t.Helper()
	members := make([]Member, rapid.IntRange(1, 14).Draw(t, "n"))
	for i := range members {
		members[i] = Member{ID: string(rune('a' + i)), Role: rapid.SampledFrom(Roles()).Draw(t, "role"), Active: rapid.IntRange(0, 6).Draw(t, "active") > 0}
		if up := rapid.IntRange(-1, i-1).Draw(t, "up"); up >= 0 {
			members[i].Manager = members[up].ID
		}
		if rapid.IntRange(0, 2).Draw(t, "away") == 0 {
			to := rapid.IntRange(0, len(members)-1).Draw(t, "to")
			members[i].Away = []Away{{From: "2026-05-04", Until: "2026-05-08", To: string(rune('a' + to))}}
		}
	}
	d, err := NewDirectory(members)
	if err != nil {
		t.Fatal(err)
	}
	return d.At("2026-05-05", Sight{
		Salesperson: rapid.SampledFrom([]Reach{"", Own, Team, All}).Draw(t, "salesperson"),
		Manager:     rapid.SampledFrom([]Reach{"", Tree, All}).Draw(t, "manager"),
		Viewer:      rapid.SampledFrom([]Reach{"", Own, Team, All}).Draw(t, "viewer"),
	})
}

func TestGoAway(t *testing.T) {
	d := away(t, map[string]Away{"ana": {"2026-05-11", "2026-05-15", "tom"}}).At("2026-05-05", Sight{})
	for _, tt := range []struct {
		who  string
		a    Away
		want string
	}{
		{"ana", Away{Until: "2026-05-08"}, ""},
		{"ana", Away{From: "2026-05-16", Until: "2026-05-16", To: "tom"}, ""},
		{"ana", Away{From: "2026-04-01", Until: "2026-04-02"}, ""},
		{"ana", Away{From: "2026-05-08", Until: "2026-05-11"}, "member.away_overlap"},
		{"ana", Away{From: "2026-05-12", Until: "2026-05-12"}, "member.away_overlap"},
		{"ana", Away{Until: "2026-05-04"}, "member.away_day"},
		{"ana", Away{}, "member.away_day"},
		{"ana", Away{From: "soon", Until: "2026-05-08"}, "member.away_day"},
		{"ana", Away{From: "2026-06-01", Until: "2027-08-01"}, "member.away_long"},
		{"ana", Away{From: "2026-01-01", Until: "2026-01-02"}, "member.away_old"},
		{"ana", Away{Until: "2026-05-08", To: "ana"}, "member.away_to"},
		{"ana", Away{Until: "2026-05-08", To: "old"}, "member.away_to"},
		{"ana", Away{Until: "2026-05-08", To: "vic"}, "member.away_to"},
		{"ana", Away{Until: "2026-05-08", To: "adm"}, "member.away_to"},
		{"ana", Away{Until: "2026-05-08", To: "nobody"}, "member.away_to"},
		{"old", Away{Until: "2026-05-08"}, "member.inactive"},
		{"nobody", Away{Until: "2026-05-08"}, "member"},
	} {
		b, err := d.GoAway(tt.who, tt.a)
		if key(err) != tt.want {
			t.Errorf("%s goes away %+v: %v, want %q", tt.who, tt.a, err, tt.want)
		}
		if err == nil && tt.a.From == "" && b.From != "2026-05-05" {
			t.Errorf("it begins on %s", b.From)
		}
	}
}

func TestComeBack(t *testing.T) {
	d := away(t, map[string]Away{"ana": {"2026-05-04", "2026-05-08", "tom"}, "tom": {"2026-05-11", "2026-05-12", ""}, "eve": {"2026-05-05", "2026-05-06", ""}, "mia": {"2026-05-01", "2026-05-02", ""}}).At("2026-05-05", Sight{})
	for _, tt := range []struct {
		who, from string
		want      []Away
		key       string
	}{
		{"ana", "", []Away{{"2026-05-04", "2026-05-04", "tom"}}, ""},
		{"ana", "2026-05-04", []Away{{"2026-05-04", "2026-05-04", "tom"}}, ""},
		{"ana", "2026-05-11", nil, "absence"},
		{"tom", "", nil, ""},        // it had not begun
		{"eve", "", nil, ""},        // it began today
		{"mia", "", nil, "absence"}, // it is over
		{"old", "", nil, "member.inactive"},
	} {
		b, err := d.ComeBack(tt.who, tt.from)
		if key(err) != tt.key {
			t.Errorf("%s comes back %q: %v, want %q", tt.who, tt.from, err, tt.key)
			continue
		}
		m, _ := d.Member(tt.who)
		if diff := cmp.Diff(tt.want, m.Apply(&b).Away); err == nil && diff != "" {
			t.Errorf("%s: %s", tt.who, diff)
		}
	}
	m := Member{}.Apply(&MemberAway{From: "2026-06-01", Until: "2026-06-02"}).Apply(&MemberAway{From: "2026-05-01", Until: "2026-05-02"})
	if m.Away[0].From != "2026-05-01" || m.Apply(&MemberBack{From: "2026-05-01"}).Away[0].From != "2026-06-01" {
		t.Errorf("absences %+v", m.Away)
	}
}

func TestDeactivate(t *testing.T) {
	d := build(t, family())
	for _, tt := range []struct{ who, to, want string }{
		{"ana", "tom", ""},
		{"ana", "", ""},
		{"ana", "ana", "member.heir"},
		{"ana", "old", "member.heir"},
		{"ana", "vic", "member.heir"},
		{"ana", "adm", "member.heir"},
		{"ana", "nobody", "member.heir"},
		{"old", "tom", "member.inactive"},
		{"olga", "max", "member.last_owner"},
		{"nobody", "", "member"},
	} {
		b, err := d.Deactivate(tt.who, tt.to)
		if key(err) != tt.want {
			t.Errorf("%s leaves to %s: %v, want %q", tt.who, tt.to, err, tt.want)
		}
		m, _ := d.Member(tt.who)
		if gone := m.Apply(&b); err == nil && (gone.Active || gone.Heir != tt.to) {
			t.Errorf("gone: %+v", gone)
		} else if back := gone.Apply(&MemberReactivated{}); err == nil && (!back.Active || back.Heir != "") {
			t.Errorf("back: %+v", back)
		}
	}
	for who, want := range map[string]string{"old": "access.email", "ana": "member.active", "nobody": "member"} {
		if _, err := d.Reactivate(who); key(err) != want {
			t.Errorf("%s comes back: %v, want %q", who, err, want)
		}
	}
	role := Manager
	if _, err := d.Change("olga", MemberChanged{Role: &role}); key(err) != "member.last_owner" {
		t.Errorf("the last owner becomes a manager: %v", err)
	}
	chief := "ana"
	if _, err := d.Change("mia", MemberChanged{Manager: &chief}); key(err) != "access.circle" {
		t.Errorf("a circle: %v", err)
	}
}

func TestMinds(t *testing.T) {
	d := build(t, family())
	for _, tt := range []struct {
		who, whom string
		want      bool
	}{
		{"ana", "ana", true}, {"mia", "ana", true}, {"max", "ana", true}, {"adm", "ana", true}, {"olga", "ana", true}, {"olga", "olga", true},
		{"tom", "ana", false}, {"ana", "mia", false}, {"vic", "ana", false}, {"adm", "olga", false}, {"max", "olga", false},
	} {
		m, _ := d.Member(tt.whom)
		if got := actor(d, tt.who).Minds(m); got != tt.want {
			t.Errorf("%s looks after %s: %t", tt.who, tt.whom, got)
		}
	}
}

// TestMemberEvents holds the stored form of what happens to members: what once was written
// must be read for ever.
func TestMemberEvents(t *testing.T) {
	for _, tt := range []struct {
		body event.Body
		want string
	}{
		{MemberAway{From: "2026-05-04", Until: "2026-05-08", To: "tom"}, `member.away {"from":"2026-05-04","until":"2026-05-08","to":"tom"}`},
		{MemberAway{From: "2026-05-04", Until: "2026-05-08"}, `member.away {"from":"2026-05-04","until":"2026-05-08"}`},
		{MemberBack{From: "2026-05-04", Until: "2026-05-05"}, `member.back {"from":"2026-05-04","until":"2026-05-05"}`},
		{MemberBack{From: "2026-05-04"}, `member.back {"from":"2026-05-04"}`},
		{MemberDeactivated{To: "tom"}, `member.deactivated {"to":"tom"}`},
		{MemberReactivated{}, `member.reactivated {}`},
	} {
		public, private, err := event.Split(tt.body)
		if got := tt.body.Kind() + " " + string(public); err != nil || got != tt.want || private != nil {
			t.Errorf("%s %s %v, want %s", got, private, err, tt.want)
		}
	}
	// A member of whom none of this was ever said is kept as before there were absences.
	raw, err := event.Canonical(Member{ID: "ana", Role: Salesperson, Active: true})
	if want := `{"id":"ana","name":"","email":"","role":"salesperson","active":true,"joined":0}`; err != nil || string(raw) != want {
		t.Errorf("%s %v", raw, err)
	}
}

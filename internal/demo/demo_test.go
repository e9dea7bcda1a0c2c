package demo

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cairn/access"
	"cairn/deal"
	"cairn/internal/app"
	"cairn/internal/pgtemp"
	"cairn/internal/store"
	"cairn/process"
)

func options(seed uint64) Options {
	return Options{Master: make([]byte, 32), Now: time.Date(2026, 10, 14, 12, 30, 0, 0, time.UTC), Seed: seed}
}

// told is a story that was not written anywhere.
func told(t *testing.T, o Options) *world {
	t.Helper()
	o.Years = 1.5
	w, err := newWorld(o)
	if err != nil {
		t.Fatal(err)
	}
	template, _ := process.TemplateOf(w.words.Template)
	if w.process, err = process.Parse(template.Text); err != nil {
		t.Fatal(err)
	}
	if err := w.live(); err != nil {
		t.Fatal(err)
	}
	return w
}

// TestStory looks at what there is to see today: whatever day the demo is made, and
// whatever its seed, each page has something.
func TestStory(t *testing.T) {
	for seed := range uint64(3) {
		o := options(seed)
		o.Now = o.Now.AddDate(0, 0, int(seed)*31)
		seen(t, told(t, o))
	}
}

func seen(t *testing.T, w *world) {
	t.Helper()
	status, step, has := map[deal.Status]int{}, map[string]int{}, map[string]int{}
	today := w.dayOf(w.end)
	for _, j := range w.jobs {
		status[j.d.Status]++
		has[j.d.Type]++
		has["flags"] += min(1, len(j.d.Flags))
		has["trades"] += min(1, len(j.d.Trades))
		has["plans"] += min(1, len(j.d.Plan))
		has["overrides"] += len(j.d.Passed)
		has["shared"] += min(1, len(j.d.Participants))
		if j.d.Pushes > 1 {
			has["slips"]++
		}
		if !j.d.Live() {
			continue
		}
		step[j.d.Step]++
		has["requests"] += len(j.d.Requests)
		has["debts"] += min(1, len(j.d.Debts))
		next, ok := j.d.Next()
		switch {
		case !ok:
			has["no next step"]++
		case next.Due < today:
			has["overdue"]++
		case next.Due == today:
			has["today"]++
		default:
			has["later"]++
		}
	}
	t.Logf("%s: %d events, %v %v %v", today, len(w.log), status, step, has)
	for _, s := range w.process.Steps {
		if step[s.Key] < fewest {
			t.Errorf("%s: %d open deals in %s", today, step[s.Key], s.Key)
		}
	}
	for what, least := range map[string]int{
		"requests": 3, "debts": 2, "no next step": 2, "overdue": 3, "later": 20, "flags": 1, "trades": 10, "plans": 5, "overrides": 100, "shared": 5,
		"slips": 10, deal.KindNew: 500, deal.KindExpansion: 10, deal.KindRenewal: 3,
	} {
		if has[what] < least {
			t.Errorf("%s: %s: %d, want at least %d", today, what, has[what], least)
		}
	}
	if w.cal.Working(w.cal.Day(w.end)) && has["today"] == 0 {
		t.Errorf("%s: nothing to do today", today)
	}
	live, won := status[deal.Open], status[deal.Won]
	if n := len(w.jobs); n < 600 || n > 1600 || live < n/20 || live > n/3 || won < n/20 || won > n/4 || status[deal.Parked] < 5 {
		t.Errorf("%s: of %d deals: %v", today, n, status)
	}
	if 3*has["overdue"] > live {
		t.Errorf("%s: %d of %d are overdue: nobody works like that", today, has["overdue"], live)
	}
}

// TestHabits looks whether the people of the demo differ as they are said to: who lets
// too much through at the border loses it later.
func TestHabits(t *testing.T) {
	type record struct{ qualified, won int }
	of := map[string]record{}
	for seed := range uint64(3) {
		for _, j := range told(t, options(seed)).jobs {
			r := of[j.seller.Name]
			if j.d.Qualified != 0 && !j.d.Live() {
				r.qualified++
				if j.d.Status == deal.Won {
					r.won++
				}
			}
			of[j.seller.Name] = r
		}
	}
	rate := func(name string) float64 { return float64(of[name].won) / float64(of[name].qualified) }
	if weak, strong := rate("Ben Okafor"), rate("Lena Marek"); weak > strong-0.1 {
		t.Errorf("Ben wins %.2f of what he qualified, Lena %.2f", weak, strong)
	}
}

// TestFill writes the story and checks the whole log against the rows.
func TestFill(t *testing.T) {
	place := filepath.Join(t.TempDir(), "demo.db")
	began := time.Now()
	report, err := Fill(t.Context(), place, options(1))
	if err != nil || !report.Filled {
		t.Fatal(report, err)
	}
	t.Logf("%s in %s", report, time.Since(began))
	again, err := Fill(t.Context(), place, options(2))
	if err != nil || again.Filled {
		t.Errorf("a second filling: %v, %v", again, err)
	}
	db := open(t, place)
	checked, err := db.Check(t.Context(), nil)
	if err != nil || len(checked.Problems) > 0 {
		t.Fatal(checked.Problems, err)
	}
	if checked.Subjects["deal"] != int64(report.Deals) {
		t.Errorf("%d deals in the log, want %d", checked.Subjects["deal"], report.Deals)
	}
	signIn(t, db, report)
	asOf(t, db)

	twin := filepath.Join(t.TempDir(), "twin.db")
	if _, err := Fill(t.Context(), twin, options(1)); err != nil {
		t.Fatal(err)
	}
	other, err := open(t, twin).StateHash(t.Context())
	if err != nil || other != checked.StateHash {
		t.Errorf("the same seed makes another company: %s, %s, %v", other, checked.StateHash, err)
	}
}

// TestDatabases makes a short story on both databases: it has to be the same.
func TestDatabases(t *testing.T) {
	o := options(3)
	o.Years = 0.25
	var sums []string
	for _, place := range []string{filepath.Join(t.TempDir(), "demo.db"), pgtemp.URL(t)} {
		if _, err := Fill(t.Context(), place, o); err != nil {
			t.Fatal(err)
		}
		sum, err := open(t, place).StateHash(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		sums = append(sums, sum)
	}
	if sums[0] != sums[1] {
		t.Errorf("two companies: %q", sums)
	}
}

func open(t *testing.T, place string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), place, store.Options{Master: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// signIn signs everybody in who is still there.
func signIn(t *testing.T, db *store.DB, report Report) {
	t.Helper()
	dir, err := db.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	active := 0
	for _, m := range dir.Members() {
		if m.Active {
			active++
		}
	}
	if len(report.Logins) != active || active == len(dir.Members()) {
		t.Errorf("%d logins for %d of %d members", len(report.Logins), active, len(dir.Members()))
	}
	for _, l := range report.Logins {
		m, ok := dir.ByEmail(l.Email)
		if !ok || m.Role != l.Role || !m.Active || !strings.HasSuffix(l.Email, ".example.org") {
			t.Errorf("%s is %v", l.Email, m)
		}
	}
	in, err := app.New(db).SignIn(t.Context(), report.Owner, Password, app.From{})
	if err != nil || in.Token == "" {
		t.Errorf("the owner cannot sign in: %v", err)
	}
}

// asOf looks back: what was known half a year ago is less than today, and is dated then.
func asOf(t *testing.T, db *store.DB) {
	t.Helper()
	then := options(1).Now.AddDate(0, -6, 0).UnixMicro()
	all := store.See{Scope: access.Scope{All: true}}
	past, err := db.CardsAsOf(context.Background(), all, store.Filter{}, then)
	if err != nil {
		t.Fatal(err)
	}
	if len(past) < 30 {
		t.Errorf("half a year ago there were %d cards on the board", len(past))
	}
}

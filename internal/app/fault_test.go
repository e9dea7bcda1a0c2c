package app_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"cairn/access"
	"cairn/internal/app"
	"cairn/internal/pgtemp"
	"cairn/internal/store"
)

// saboteur stands before the driver of the one connection that writes, and has the
// statement at a number fail: it alone, or all after it too. Leaks and swallows are for
// the controls: a driver that keeps what came before a failure, and one that says it has
// kept what it threw away.
type saboteur struct {
	driver.Driver
	count, at              atomic.Int64
	stays, leaks, swallows bool
}

var errSabotage = errors.New("injected by the test")

func (s *saboteur) hit() bool {
	n, at := s.count.Add(1), s.at.Load()
	return at != 0 && (n == at || n > at && s.stays)
}

// aim has the statement fail that comes at that place from now on.
func (s *saboteur) aim(at int64, stays bool) {
	s.stays = stays
	s.count.Store(0)
	s.at.Store(at)
}

// Open opens a connection; those that only read are let alone.
func (s *saboteur) Open(name string) (driver.Conn, error) {
	c, err := s.Driver.Open(name)
	if err != nil || strings.Contains(name, "mode=ro") || strings.Contains(name, "read_only=on") {
		return c, err
	}
	return &badConn{c, s}, nil
}

type badConn struct {
	driver.Conn
	s *saboteur
}

func (c *badConn) exec(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

func (c *badConn) fail(ctx context.Context) error {
	if c.s.leaks {
		c.exec(ctx, "COMMIT", nil) // where there is nothing to commit, it only says so
	}
	return errSabotage
}

func (c *badConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if c.s.hit() {
		return nil, c.fail(ctx)
	}
	if c.s.swallows && query == "COMMIT" {
		query = "ROLLBACK"
	}
	return c.exec(ctx, query, args)
}

func (c *badConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if c.s.hit() {
		return nil, c.fail(ctx)
	}
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

func (c *badConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	return c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
}

func (c *badConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	st, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return &badStmt{st, c}, nil
}

type badStmt struct {
	driver.Stmt
	c *badConn
}

func (s *badStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	if s.c.s.hit() {
		return nil, s.c.fail(ctx)
	}
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
}

func (s *badStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	if s.c.s.hit() {
		return nil, s.c.fail(ctx)
	}
	return s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
}

// contents are all rows of a database, by table, spelled and sorted, read past the store.
func contents(t testing.TB, db *sql.DB, postgres bool) map[string][]string {
	t.Helper()
	list := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_words%' AND name NOT LIKE 'sqlite%'`
	if postgres {
		list = `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`
	}
	all := map[string][]string{}
	for _, row := range rowsOf(t, db, list) {
		name := strings.TrimSuffix(row, "|")
		all[name] = rowsOf(t, db, `SELECT * FROM `+name)
	}
	return all
}

func rowsOf(t testing.TB, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		row, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			places[i] = &row[i]
		}
		if err := rows.Scan(places...); err != nil {
			t.Fatal(err)
		}
		var s strings.Builder
		for _, v := range row {
			if text, ok := v.(string); ok {
				v = []byte(text)
			}
			fmt.Fprintf(&s, "%v|", v)
		}
		if len(columns) == 1 {
			s.Reset()
			fmt.Fprintf(&s, "%s|", row[0])
		}
		all = append(all, s.String())
	}
	slices.Sort(all)
	return all
}

// kept is how many rows each table has.
func kept(all map[string][]string) string {
	var s strings.Builder
	for _, table := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&s, "%s %d, ", table, len(all[table]))
	}
	return s.String()
}

// ground is a database on which a sample of a command is ready to be run.
type ground struct {
	*world
	saboteur *saboteur
	raw      *sql.DB
	postgres bool
	who      access.Actor
	cmd      app.Command
	was      map[string][]string // contents before the command
}

// stand opens a database through a saboteur, and past it.
func stand(t testing.TB, place string, s *saboteur) *ground {
	t.Helper()
	w := open(t, place, &clock{now: dawn(), again: true}, store.Options{Driver: func(d driver.Driver) driver.Driver { s.Driver = d; return s }})
	name, postgres := "sqlite", strings.HasPrefix(place, "postgres")
	if postgres {
		name = "pgx"
	}
	raw, err := sql.Open(name, place)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { raw.Close() })
	return &ground{world: w, saboteur: s, raw: raw, postgres: postgres}
}

// run does the command, under its key, as the same step: the ids begin anew.
func (g *ground) run() (string, error) {
	g.clock.tick(g.clock.step, 0)
	done, err := g.Do(context.Background(), g.who, g.cmd, app.How{Key: g.clock.step})
	return told(done, err), err
}

// fails has statement k of the command fail, with all after it, and says what is wrong with
// what came of it; over where there are not so many.
func (g *ground) fails(t testing.TB, k int64) (wrong string, over bool) {
	if g.was == nil {
		g.was = contents(t, g.raw, g.postgres)
	}
	g.saboteur.aim(k, true)
	answer, err := g.run()
	over = g.saboteur.count.Load() < k
	g.saboteur.aim(0, false)
	switch {
	case over && err != nil:
		return "with no failure at all: " + answer, true
	case over:
		return "", true
	case err == nil:
		return "nobody was told", false
	case !errors.Is(err, errSabotage):
		return "another error was told: " + answer, false
	}
	for table, rows := range contents(t, g.raw, g.postgres) {
		if !slices.Equal(rows, g.was[table]) {
			return "rows of " + table + " differ", false
		}
	}
	return "", false
}

// copied makes a copy of a database file that nobody has open, with what is not yet in it.
func copied(t testing.TB, place string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy.db")
	for _, more := range []string{"", "-wal"} {
		raw, err := os.ReadFile(place + more)
		if more != "" && errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(to+more, raw, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// base is a database file on which a sample is ready.
type base struct {
	place string
	who   string
	cmd   app.Command
	now   int64
	name  string
}

func ready(t testing.TB, name string) base {
	t.Helper()
	b := base{place: filepath.Join(t.TempDir(), "cairn.db"), name: name}
	w := open(t, b.place, &clock{now: dawn()}, store.Options{})
	if name != "company.set_up" {
		w.found()
	}
	who, cmd := samples()[name](w)
	b.who, b.cmd, b.now = who.ID, cmd, w.clock.read()+second
	if err := w.db.Close(); err != nil {
		t.Fatal(err)
	}
	return b
}

// begin stands on a copy of the base.
func (b base) begin(t testing.TB, s *saboteur) *ground {
	t.Helper()
	g := stand(t, copied(t, b.place), s)
	g.clock.now, g.clock.step, g.cmd, g.who = b.now, "the sample", b.cmd, system()
	if b.who != "" {
		g.who = g.actor(b.who)
	}
	return g
}

// effect is what is there after a run without failures: the state, and how many rows.
func (g *ground) effect(t testing.TB) string {
	return g.hash() + " " + kept(contents(t, g.raw, g.postgres))
}

// trial is statement k failing on a database of its own: all stays as it was. Then it fails
// once more, alone, and the command is asked for until it is done: it is done once.
func (b base) trial(t testing.TB, k int64, s *saboteur, want string) (wrong string, over bool) {
	g := b.begin(t, s)
	defer g.db.Close()
	if wrong, over = g.fails(t, k); wrong != "" || over {
		return wrong, over
	}
	s.aim(k, false)
	first, err := g.run()
	s.aim(0, false)
	if err != nil && !errors.Is(err, store.ErrUnknown) {
		return "one failure was not tried again: " + first, false
	}
	for range 2 {
		if answer, err2 := g.run(); err2 != nil || err == nil && answer != first {
			return "asked again: " + answer, false
		}
	}
	if got := g.effect(t); got != want {
		return fmt.Sprintf("done once it is %s, and here %s", want, got), false
	}
	if report, err := g.db.Check(context.Background(), nil); err != nil || len(report.Problems) > 0 {
		return fmt.Sprint("check: ", err, report.Problems), false
	}
	return "", false
}

// wanted is the effect of the sample where nothing fails.
func (b base) wanted(t testing.TB) string {
	t.Helper()
	g := b.begin(t, &saboteur{})
	defer g.db.Close()
	before := g.effect(t)
	if answer, err := g.run(); err != nil {
		t.Fatalf("the sample of %s: %s", b.name, answer)
	}
	after := g.effect(t)
	if before == after {
		t.Fatalf("the sample of %s does nothing", b.name)
	}
	return after
}

// TestEveryStatementOfEveryCommandFails has each statement of each command fail, on SQLite
// with a fresh database for each: nothing of it is there, and asked again it is done once.
func TestEveryStatementOfEveryCommandFails(t *testing.T) {
	t.Parallel()
	total := 0
	for i, e := range app.Commands() {
		if testing.Short() && i%6 != 0 {
			continue
		}
		b := ready(t, e.Name)
		want := b.wanted(t)
		for k := int64(1); ; k++ {
			wrong, over := b.trial(t, k, &saboteur{}, want)
			if wrong != "" {
				t.Errorf("%s, statement %d fails: %s", e.Name, k, wrong)
			}
			if over {
				if k < 6 {
					t.Errorf("%s has %d statements", e.Name, k-1)
				}
				total += int(k - 1)
				break
			}
		}
	}
	t.Logf("%d statements", total)
}

// On PostgreSQL all samples run in one database, one after the other, each after all of its
// failures.
func TestEveryStatementFailsOnAServer(t *testing.T) {
	t.Parallel()
	s := &saboteur{}
	g := stand(t, pgtemp.URL(t), s)
	all := samples()
	g.sample(t, "company.set_up", all)
	for i, e := range app.Commands() {
		if e.Name == "company.set_up" || testing.Short() && i%6 != 0 {
			continue
		}
		if len(g.world.ids) == 0 {
			g.world.hire()
		}
		g.sample(t, e.Name, all)
	}
	g.sound()
}

// quiet says whether a command leaves no event: secrets and jobs are not in the log.
func quiet(name string) bool {
	return slices.Contains([]string{"member.set_password", "job.retry", "job.drop", "backup.make"}, name)
}

// sample has every statement of one sample fail, and then runs it.
func (g *ground) sample(t *testing.T, name string, all map[string]sample) {
	g.clock.tick("for "+name, second)
	g.who, g.cmd = all[name](g.world)
	g.clock.tick("the sample of "+name, second)
	g.was = nil
	for k := int64(1); ; k++ {
		events := g.seq()
		wrong, over := g.fails(t, k)
		if wrong != "" {
			t.Errorf("%s, statement %d fails: %s", name, k, wrong)
		}
		if !over {
			continue
		}
		done := g.seq()
		if _, err := g.run(); err != nil || g.seq() != done || done == events && !quiet(name) {
			t.Errorf("%s wrote %d events, and asked again %d more: %v", name, done-events, g.seq()-done, err)
		}
		return
	}
}

// The controls: a driver that keeps what it should not, and one that does not keep what it
// said, are found out with every command.
func TestFailuresAreSeen(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]func() *saboteur{
		"a driver that keeps half": func() *saboteur { return &saboteur{leaks: true} },
		"a driver that lies":       func() *saboteur { return &saboteur{swallows: true} },
	} {
		for _, command := range []string{"deal.move", "deal.merge", "organisation.add", "member.set_password", "process.publish"} {
			b := ready(t, command)
			want, caught := b.wanted(t), false
			for k := int64(1); !caught; k++ {
				wrong, over := b.trial(t, k, s(), want)
				caught = wrong != ""
				if over && !caught {
					t.Errorf("%s goes by unseen with %s", name, command)
					break
				}
			}
		}
	}
}

package store

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"cairn/internal/pgtemp"
)

func opened(t *testing.T, place string) *DB {
	t.Helper()
	db, err := Open(t.Context(), place, Options{Master: []byte(strings.Repeat("k", 32))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// constants are the texts of this package's constants whose names say that they are SQL.
func constants(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]ast.Expr{}
	for _, name := range names {
		tree, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tree.Decls {
			gen, ok := d.(*ast.GenDecl)
			if !ok || gen.Tok != token.CONST {
				continue
			}
			for _, s := range gen.Specs {
				v := s.(*ast.ValueSpec)
				for i, n := range v.Names {
					if i < len(v.Values) {
						values[n.Name] = v.Values[i]
					}
				}
			}
		}
	}
	found := map[string]string{}
	for name := range values {
		if strings.HasPrefix(name, "sql") {
			found[name] = text(t, values, values[name])
		}
	}
	return found
}

// text is the value of a constant made of literals and other constants.
func text(t *testing.T, values map[string]ast.Expr, x ast.Expr) string {
	switch x := x.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(x.Value)
		if err != nil {
			t.Fatal(err)
		}
		return s
	case *ast.Ident:
		return text(t, values, values[x.Name])
	case *ast.BinaryExpr:
		return text(t, values, x.X) + text(t, values, x.Y)
	}
	t.Fatalf("a constant that this test cannot read: %T", x)
	return ""
}

// special are the statements that only one of the databases understands.
var special = map[string]bool{"sqlNotify": true, "sqlListen": true, "sqlVacuum": true}

// Every statement prepares on both databases: this is the compiler of the SQL.
func TestStatements(t *testing.T) {
	all := constants(t)
	if len(all) < 50 {
		t.Fatalf("only %d statements were found", len(all))
	}
	for engine, db := range map[string]*DB{"SQLite": opened(t, filepath.Join(t.TempDir(), "c.db")), "PostgreSQL": opened(t, pgtemp.URL(t))} {
		statements := map[string]string{"lock the head": db.dialect.lockHead()}
		for name, s := range all {
			if strings.HasSuffix(s, "IN ") {
				s += list(1, 4, db.dialect.slot())
			}
			if !special[name] {
				statements[name] = s
			}
		}
		for _, x := range []table{
			tableDeal(), tableOrganisation(), tablePerson(), tableAccess(), tableMember(), tableCompany(), tableView(), tableProcess(), tableStay(),
			tableActivity(), tableBlock(), tableSearch(), tableEvent(), tableIdempotency(), pairTable("participant", "member"), pairTable("contact", "person"),
		} {
			statements["insert into "+x.name] = x.insert(2, db.dialect.slot())
		}
		statements["change a deal"] = alter("deal", tableDeal().columns, db.dialect.slot())
		for name, s := range statements {
			stmt, err := db.write.PrepareContext(t.Context(), s)
			if err != nil {
				t.Errorf("%s: %s: %v", engine, name, err)
				continue
			}
			stmt.Close()
		}
	}
}

// Arguments of a statement are numbered from 1 without a gap, so that none is forgotten.
func TestArgumentsAreNumbered(t *testing.T) {
	number := regexp.MustCompile(`\$(\d+)`)
	for name, s := range constants(t) {
		seen, most := map[int]bool{}, 0
		for _, m := range number.FindAllStringSubmatch(s, -1) {
			n, _ := strconv.Atoi(m[1])
			seen[n], most = true, max(most, n)
		}
		if len(seen) != most {
			t.Errorf("%s has %d arguments and names $%d", name, len(seen), most)
		}
	}
}

// A power cut must not take what was answered: only FULL (2) keeps it.
func TestSynchronous(t *testing.T) {
	db := opened(t, filepath.Join(t.TempDir(), "c.db"))
	for name, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "secure_delete": "1"} {
		var got string
		if err := db.write.QueryRowContext(context.Background(), "PRAGMA "+name).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, want %s, %v", name, got, want, err)
		}
	}
	if _, err := db.read.ExecContext(context.Background(), "DELETE FROM view"); err == nil {
		t.Error("a connection for reading writes")
	}
}

// A closed database is one file: whoever copies it has everything.
func TestClosedIsOneFile(t *testing.T) {
	place := filepath.Join(t.TempDir(), "c.db")
	db := opened(t, place)
	if _, err := db.Seq(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w, err := os.Stat(place + "-wal"); err != nil || w.Size() == 0 {
		t.Fatal("nothing lies beside an open database, so this test shows nothing")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if w, err := os.Stat(place + "-wal"); err == nil && w.Size() > 0 {
		t.Errorf("%d bytes lie beside a closed database", w.Size())
	}
}

func TestInsert(t *testing.T) {
	x := table{name: "t", columns: []string{"a", "b", "c"}, key: []string{"a"}, keep: []string{"c"}}
	const want = "INSERT INTO t (a, b, c) VALUES ($1, $2, $3), ($4, $5, $6) ON CONFLICT (a) DO UPDATE SET b = excluded.b"
	if got := x.insert(2, dialect{postgres: true}.slot()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := x.insert(2, dialect{}.slot()); !strings.Contains(got, "VALUES (?, ?, ?), (?, ?, ?)") {
		t.Errorf("got %s", got)
	}
	x.keep = []string{"b", "c"}
	if got := x.insert(1, dialect{}.slot()); !strings.HasSuffix(got, "DO NOTHING") {
		t.Errorf("got %s", got)
	}
}

func TestNewID(t *testing.T) {
	shape := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	seen := map[string]bool{}
	for range 1000 {
		id := newID()
		if seen[id] || !shape.MatchString(id) {
			t.Fatalf("the id %s", id)
		}
		seen[id] = true
	}
}

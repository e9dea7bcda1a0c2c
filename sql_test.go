package cairn_test

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
)

var sqlRules = []rule{
	{
		name:  "SQL is in internal/store and nowhere else",
		check: sqlAtHome,
		sample: `
-- internal/app/deal.go --
package app

const a = "SELECT id FROM deal"
const b = "Select a deal from the list."
const c = "insert " +
	"into deal (id) values ($1)"
const d = "update deal set step = $1"
const e = "Update the deal, then set a date."
const f = ` + "`\n\tWITH old AS (SELECT 1) SELECT * FROM old`" + `
const g = "select id from deal where id = $1"
const h = "PRAGMA journal_mode"
-- internal/app/deal_test.go --
package app

const a = "SELECT id FROM deal"
-- internal/store/deal.go --
package store

const a = "SELECT id FROM deal"
`,
		breaches: []string{
			"internal/app/deal.go:3", "internal/app/deal.go:5", "internal/app/deal.go:7",
			"internal/app/deal.go:9", "internal/app/deal.go:11", "internal/app/deal.go:12",
		},
	},
	{
		name:  "the log is only ever appended to",
		check: logForEver,
		sample: `
-- internal/store/event.go --
package store

const a = "INSERT INTO event (seq) VALUES ($1)"
const b = "UPDATE event SET body = $1"
const c = "DELETE " + "FROM event WHERE seq < $1"
const d = "UPDATE eventually SET a = 1"
const e = "INSERT INTO event (seq) VALUES ($1) ON CONFLICT (seq) DO UPDATE SET body = $2"
const f = "INSERT OR REPLACE INTO event (seq) VALUES ($1)"
const g = "INSERT INTO event (seq) VALUES ($1); INSERT INTO head (n) VALUES (1) ON CONFLICT (n) DO UPDATE SET n = 2"
-- internal/store/event_test.go --
package store

const tampered = "UPDATE event SET body = $1"
-- internal/store/schema/0002_more.sql --
ALTER TABLE event ADD COLUMN note TEXT;
update "event" set note = '';
`,
		breaches: []string{
			"internal/store/event.go:4", "internal/store/event.go:5", "internal/store/event.go:7", "internal/store/event.go:8",
			"internal/store/schema/0002_more.sql:2",
		},
	},
}

// statement recognises SQL. Written large, two words give it away; written small it
// must look more like a statement, because "select one from the list" is English.
var statement = regexp.MustCompile(
	`(?s)^\s*(SELECT\s.*\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|WITH\s+(RECURSIVE\s+)?\w+\s.*\bAS\s*\(` +
		`|(CREATE|ALTER|DROP)\s+(UNIQUE\s+|VIRTUAL\s+)?(TABLE|INDEX|VIEW|TRIGGER)\s|PRAGMA\s|VACUUM\b|SAVEPOINT\s|LISTEN\s|NOTIFY\s)` +
		`|(?is)^\s*(select\s[^.]*\sfrom\s+\S+\s+(where|join|left|order|group|limit)\s|insert\s+into\s+\w+\s*\(|update\s+\w+\s+set\s+\w+\s*=|delete\s+from\s+\w+\s+where\s)`)

func sqlAtHome(h house) (breaches []string) {
	h.golang(false, func(f file) {
		if strings.HasPrefix(f.path, "internal/store/") {
			return
		}
		for _, s := range stringsIn(f) {
			if statement.MatchString(s.text) {
				breaches = append(breaches, f.at(s.pos, "SQL belongs in internal/store: %.40q", s.text))
			}
		}
	})
	return breaches
}

// rewrites are the statements that would change or remove an event. The second form
// is one statement: a semicolon ends it.
var rewrites = regexp.MustCompile(
	`(?is)\bupdate\s+"?event"?\s+(as\s+\w+\s+)?set\b` +
		`|\b(delete\s+from|truncate(\s+table)?|replace\s+into)\s+"?event"?(\s|$|;)` +
		`|insert\s+into\s+"?event"?\s[^;]*\bdo\s+update\b`)

func logForEver(h house) (breaches []string) {
	for _, f := range h.files {
		if path.Ext(f.path) == ".sql" {
			for _, m := range rewrites.FindAllStringIndex(f.text, -1) {
				breaches = append(breaches, f.atByte(m[0], "an event is for ever: %.40q", f.text[m[0]:m[1]]))
			}
		}
	}
	// A test may tamper with the log, to see that it is found out.
	h.golang(false, func(f file) {
		for _, s := range stringsIn(f) {
			if rewrites.MatchString(s.text) {
				breaches = append(breaches, f.at(s.pos, "an event is for ever: %.40q", s.text))
			}
		}
	})
	return breaches
}

// literal is a string in the source of a Go file.
type literal struct {
	pos  token.Pos
	text string
}

// stringsIn are the strings of f, added together where the source adds them. What is
// not a literal leaves a gap that reads as a name.
func stringsIn(f file) (all []literal) {
	ast.Inspect(f.tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BinaryExpr:
			if text, some := sum(n); some {
				all = append(all, literal{n.Pos(), text})
				return false
			}
		case *ast.BasicLit:
			if text, some := sum(n); some {
				all = append(all, literal{n.Pos(), text})
			}
		}
		return true
	})
	return all
}

// sum is the text of an expression, and whether a string literal is part of it.
func sum(x ast.Expr) (string, bool) {
	switch x := x.(type) {
	case *ast.BasicLit:
		if x.Kind == token.STRING {
			text, err := strconv.Unquote(x.Value)
			return text, err == nil
		}
	case *ast.ParenExpr:
		return sum(x.X)
	case *ast.BinaryExpr:
		if x.Op == token.ADD {
			left, a := sum(x.X)
			right, b := sum(x.Y)
			return left + right, a || b
		}
		return "", false
	}
	return "gap", false
}

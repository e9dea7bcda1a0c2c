package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"slices"
	"strings"
)

// link is the one connection that writes, with the statements prepared on it. Once a
// statement has failed, failed says so and the transaction may only be rolled back.
type link struct {
	conn   *sql.Conn
	args   int                  // the most arguments of a statement that writes rows
	slot   func(arg int) string // how the n-th argument of a long list is written
	stmts  map[string]*sql.Stmt
	failed error

	inserts     map[shape]string
	alterations map[string]string
}

// stmtLimit bounds the prepared statements; they come in few shapes, so it is seldom met.
const stmtLimit = 400

func (db *DB) newLink(ctx context.Context) (*link, error) {
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &link{conn: conn, args: db.dialect.args(), slot: db.dialect.slot(), stmts: map[string]*sql.Stmt{}, inserts: map[shape]string{}, alterations: map[string]string{}}, nil
}

// drop closes the connection itself, not only its use: what it was in the middle of is
// rolled back by the database.
func (l *link) drop() {
	for _, s := range l.stmts {
		s.Close()
	}
	l.conn.Raw(func(any) error { return driver.ErrBadConn })
	l.conn.Close()
}

// plain runs a statement as it stands: the beginning and the end of a transaction.
func (l *link) plain(ctx context.Context, statement string) error {
	_, err := l.conn.ExecContext(ctx, statement)
	return err
}

func (l *link) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := l.stmts[query]; ok {
		return s, nil
	}
	if len(l.stmts) >= stmtLimit {
		for _, s := range l.stmts {
			s.Close()
		}
		clear(l.stmts)
	}
	s, err := l.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, l.fail(err)
	}
	l.stmts[query] = s
	return s, nil
}

func (l *link) fail(err error) error {
	if l.failed == nil {
		l.failed = err
	}
	return err
}

func (l *link) exec(ctx context.Context, query string, args ...any) (int64, error) {
	s, err := l.prepare(ctx, query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, l.fail(err)
	}
	return r.RowsAffected()
}

// query calls scan for each row.
func (l *link) query(ctx context.Context, scan func(*sql.Rows) error, query string, args ...any) error {
	s, err := l.prepare(ctx, query)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return l.fail(err)
	}
	if err := each(rows, scan); err != nil {
		return l.fail(err)
	}
	return nil
}

// each calls scan for each row and closes them.
func each(rows *sql.Rows, scan func(*sql.Rows) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// table is what is known of a table that is written to in rows: its columns, the key by
// which a row replaces another, and columns that a replacement leaves alone. A table
// without key columns is only ever added to.
type table struct {
	name    string
	columns []string
	key     []string
	keep    []string
}

// put writes rows, several in a statement. The numbers of rows in a statement are powers
// of two, so that few statements are ever prepared.
func (l *link) put(ctx context.Context, t table, rows [][]any) error {
	largest := 128
	for largest > 1 && largest*len(t.columns) > l.args {
		largest /= 2
	}
	for len(rows) > 0 {
		n := largest
		for n > len(rows) {
			n /= 2
		}
		if _, err := l.exec(ctx, l.insertion(t, n), slices.Concat(rows[:n]...)...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// insertion is the statement for n rows of a table, written once.
func (l *link) insertion(t table, n int) string {
	k := shape{t.name, n}
	if _, ok := l.inserts[k]; !ok {
		l.inserts[k] = t.insert(n, l.slot)
	}
	return l.inserts[k]
}

// shape is a table and a number of rows.
type shape struct {
	table string
	rows  int
}

// over runs a statement that ends in "IN " for some keys, which are filled up to a power
// of two as in pick.
func (l *link) over(ctx context.Context, query string, keys []any) error {
	for len(keys) > 0 {
		n := min(len(keys), 256)
		if _, err := l.exec(ctx, query+list(1, power(n), l.slot), filled(keys[:n])...); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// power is the power of two that is not below n.
func power(n int) int {
	size := 1
	for size < n {
		size *= 2
	}
	return size
}

// filled repeats the last key up to a power of two.
func filled[T any](keys []T) []T {
	args := make([]T, power(len(keys)))
	for i := range args {
		args[i] = keys[min(i, len(keys)-1)]
	}
	return args
}

// insert writes the statement for n rows, its arguments as slot writes them.
func (t table) insert(n int, slot func(int) string) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + t.name + " (" + strings.Join(t.columns, ", ") + ") VALUES ")
	arg := 0
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for j := range t.columns {
			if j > 0 {
				b.WriteString(", ")
			}
			arg++
			b.WriteString(slot(arg))
		}
		b.WriteByte(')')
	}
	if len(t.key) == 0 {
		return b.String()
	}
	b.WriteString(" ON CONFLICT (" + strings.Join(t.key, ", ") + ") DO ")
	var sets []string
	for _, c := range t.columns {
		if !slices.Contains(t.key, c) && !slices.Contains(t.keep, c) {
			sets = append(sets, c+" = excluded."+c)
		}
	}
	if len(sets) == 0 {
		b.WriteString("NOTHING")
	} else {
		b.WriteString("UPDATE SET " + strings.Join(sets, ", "))
	}
	return b.String()
}

// pick reads the rows whose first column is one of the keys; the query ends in "IN ". The
// list is filled up to a power of two with its last key.
func (l *link) pick(ctx context.Context, scan func(*sql.Rows) error, query string, keys []string) error {
	const most = 256
	for len(keys) > 0 {
		n := min(len(keys), most)
		args := make([]any, n)
		for i := range args {
			args[i] = keys[i]
		}
		if err := l.query(ctx, scan, query+list(1, power(n), l.slot), filled(args)...); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// list writes "($1, $2, …)" for n arguments from the given one on.
func list(from, n int, slot func(int) string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = slot(from + i)
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

package store

import (
	"context"
	"database/sql"
	"sync"
)

// asking are the questions that were asked before, prepared: to read a statement takes
// longer than to answer it.
type asking struct {
	sync.RWMutex
	stmts map[string]*sql.Stmt
}

// mostAsked bounds them. The ones that everybody asks all day come first; what comes when
// there is no more room is read every time.
const mostAsked = 256

// ask puts a question to the connections that read.
func (db *DB) ask(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if db.dialect.postgres { // its driver keeps them itself
		return db.read.QueryContext(ctx, query, args...)
	}
	db.asking.RLock()
	s, n := db.asking.stmts[query], len(db.asking.stmts)
	db.asking.RUnlock()
	if s == nil && n < mostAsked {
		var err error
		if s, err = db.prepare(ctx, query); err != nil {
			return nil, err
		}
	}
	if s == nil {
		return db.read.QueryContext(ctx, query, args...)
	}
	return s.QueryContext(ctx, args...)
}

func (db *DB) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	s, err := db.read.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	db.asking.Lock()
	defer db.asking.Unlock()
	if other := db.asking.stmts[query]; other != nil { // somebody was faster
		return other, s.Close()
	}
	db.asking.stmts[query] = s
	return s, nil
}

// one reads the only row of an answer, and gives sql.ErrNoRows where there is none.
func (db *DB) one(ctx context.Context, query string, args []any, into ...any) error {
	rows, err := db.ask(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return err
		}
		return sql.ErrNoRows
	}
	if err := rows.Scan(into...); err != nil {
		return err
	}
	return rows.Close()
}

// rowsOf reads all rows of an answer.
func rowsOf[T any](ctx context.Context, db *DB, scan func(*sql.Rows) (T, error), query string, args ...any) (all []T, err error) {
	rows, err := db.ask(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	err = each(rows, func(rows *sql.Rows) error {
		v, err := scan(rows)
		all = append(all, v)
		return err
	})
	return all, err
}

package store

import (
	"context"
	"database/sql"

	"cairn/fault"
)

// Session is somebody's being signed in. Hash is of the token that their browser holds,
// which is kept nowhere. Moments are microseconds UTC. How and Second say by what they
// showed who they are; Agent is the browser's name for itself, Address the last from which
// it came.
type Session struct {
	Hash                   []byte
	Member                 string
	Created, Seen, Expires int64
	Agent                  string
	How, Second            string
	Address                string
}

const (
	sessionColumns  = `SELECT hash, member, created_at, seen_at, expires_at, agent, how, second, address FROM session`
	sqlSession      = sessionColumns + ` WHERE hash = $1`
	sqlSessions     = sessionColumns + ` WHERE member = $1 ORDER BY created_at, hash`
	sqlSessionAdd   = `INSERT INTO session (hash, member, created_at, seen_at, expires_at, agent, how, second, address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	sqlSessionSeen  = `UPDATE session SET seen_at = $2, expires_at = $3, address = $4 WHERE hash = $1`
	sqlSessionEnd   = `DELETE FROM session WHERE hash = $1`
	sqlSessionsEnd  = `DELETE FROM session WHERE member = $1`
	sqlSessionsRest = `DELETE FROM session WHERE member = $1 AND hash <> $2`
)

func scanSession(rows *sql.Rows) (s Session, err error) {
	return s, rows.Scan(&s.Hash, &s.Member, &s.Created, &s.Seen, &s.Expires, &s.Agent, &s.How, &s.Second, &s.Address)
}

func errNoSession() error { return fault.New(fault.NotFound, "session", "", "to sign in") }

// AddSession begins a session.
func (tx *Tx) AddSession(s Session) {
	tx.do(sqlSessionAdd, s.Hash, s.Member, s.Created, s.Seen, s.Expires, s.Agent, s.How, s.Second, s.Address)
}

// Session finds a session by its hash; fault.NotFound "session" where there is none or its
// time is over.
func (tx *Tx) Session(hash []byte) (s Session, err error) {
	s, err = secret(tx, scanSession, errNoSession(), sqlSession, hash)
	if err == nil && s.Expires <= tx.now {
		return Session{}, errNoSession()
	}
	return s, err
}

// Sessions lists the sessions of a member, the oldest first.
func (tx *Tx) Sessions(member string) ([]Session, error) {
	return secrets(tx, scanSession, sqlSessions, member)
}

// EndSession ends one session.
func (tx *Tx) EndSession(hash []byte) { tx.do(sqlSessionEnd, hash) }

// EndSessions ends all sessions of a member.
func (tx *Tx) EndSessions(member string) { tx.do(sqlSessionsEnd, member) }

// EndOtherSessions ends all sessions of a member but one.
func (tx *Tx) EndOtherSessions(member string, hash []byte) { tx.do(sqlSessionsRest, member, hash) }

// Session finds a session by its hash; fault.NotFound "session" where there is none or its
// time is over.
func (db *DB) Session(ctx context.Context, hash []byte) (s Session, err error) {
	defer fault.Wrap(&err, "store.Session")
	s, err = shownBefore(&db.near, "session "+string(hash), func() (Session, error) {
		return onlyOne(ctx, db, scanSession, errNoSession(), sqlSession, hash)
	})
	if err == nil && s.Expires <= db.Now() {
		return Session{}, errNoSession()
	}
	return s, err
}

// Sessions lists the sessions of a member, the oldest first.
func (db *DB) Sessions(ctx context.Context, member string) (all []Session, err error) {
	defer fault.Wrap(&err, "store.Sessions")
	return rowsOf(ctx, db, scanSession, sqlSessions, member)
}

// TouchSession notes that a session was used, from where, and when it will expire now.
func (db *DB) TouchSession(ctx context.Context, hash []byte, seen, expires int64, address string) (err error) {
	defer fault.Wrap(&err, "store.TouchSession")
	return db.aside(ctx, sqlSessionSeen, hash, seen, expires, address)
}

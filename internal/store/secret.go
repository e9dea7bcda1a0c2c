package store

import (
	"context"
	"database/sql"
	"errors"

	"cairn/fault"
)

// Secrets are written in the same commit as the events of a work, and never into the log.

const (
	sqlPassword    = `SELECT password FROM account WHERE member = $1`
	sqlPasswordSet = `INSERT INTO account (member, password, changed_at) VALUES ($1, $2, $3)
	ON CONFLICT (member) DO UPDATE SET password = excluded.password, changed_at = excluded.changed_at`
	sqlSessionsEnd = `DELETE FROM session WHERE member = $1`
	sqlTokensEnd   = `DELETE FROM token WHERE member = $1`
)

// PasswordHash is what a password is kept as, empty where the member has none.
func (tx *Tx) PasswordHash(member string) (hash string, err error) {
	for _, later := range [][]statement{tx.later, tx.batch.later} {
		for i := len(later) - 1; i >= 0; i-- {
			if later[i].query == sqlPasswordSet && later[i].args[0] == member {
				return later[i].args[1].(string), nil
			}
		}
	}
	err = tx.link.query(tx.ctx, func(rows *sql.Rows) error { return rows.Scan(&hash) }, sqlPassword, member)
	return hash, err
}

// SetPasswordHash keeps a password in its hashed form.
func (tx *Tx) SetPasswordHash(member, hash string) { tx.do(sqlPasswordSet, member, hash, tx.now) }

// EndSessions ends all sessions of a member.
func (tx *Tx) EndSessions(member string) { tx.do(sqlSessionsEnd, member) }

// EndTokens ends all tokens of a member.
func (tx *Tx) EndTokens(member string) { tx.do(sqlTokensEnd, member) }

// do stages a write that belongs to no event.
func (tx *Tx) do(query string, args ...any) { tx.later = append(tx.later, statement{query, args}) }

// PasswordHash is what a password is kept as, empty where the member has none.
func (db *DB) PasswordHash(ctx context.Context, member string) (hash string, err error) {
	defer fault.Wrap(&err, "store.PasswordHash")
	err = db.one(ctx, sqlPassword, []any{member}, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return hash, err
}

// aside writes what belongs to no event.
func (db *DB) aside(ctx context.Context, query string, args ...any) error {
	_, _, err := db.Write(ctx, Work{Do: func(tx *Tx) (any, error) {
		tx.do(query, args...)
		return nil, nil
	}})
	return err
}

// Session is somebody's being signed in. Hash is of the token that their browser holds,
// which is kept nowhere. Moments are microseconds UTC; Agent is the browser's name.
type Session struct {
	Hash                   []byte
	Member                 string
	Created, Seen, Expires int64
	Agent                  string
}

const (
	sqlSession     = `SELECT hash, member, created_at, seen_at, expires_at, agent FROM session WHERE hash = $1`
	sqlSessions    = `SELECT hash, member, created_at, seen_at, expires_at, agent FROM session WHERE member = $1 ORDER BY created_at, hash`
	sqlSessionAdd  = `INSERT INTO session (hash, member, created_at, seen_at, expires_at, agent) VALUES ($1, $2, $3, $4, $5, $6)`
	sqlSessionSeen = `UPDATE session SET seen_at = $2, expires_at = $3 WHERE hash = $1`
	sqlSessionEnd  = `DELETE FROM session WHERE hash = $1`
)

func scanSession(rows *sql.Rows) (s Session, err error) {
	return s, rows.Scan(&s.Hash, &s.Member, &s.Created, &s.Seen, &s.Expires, &s.Agent)
}

// AddSession begins a session.
func (db *DB) AddSession(ctx context.Context, s Session) (err error) {
	defer fault.Wrap(&err, "store.AddSession")
	return db.aside(ctx, sqlSessionAdd, s.Hash, s.Member, s.Created, s.Seen, s.Expires, s.Agent)
}

// Session finds a session by its hash; fault.NotFound "session" where there is none or
// its time is over.
func (db *DB) Session(ctx context.Context, hash []byte) (s Session, err error) {
	defer fault.Wrap(&err, "store.Session")
	none := fault.New(fault.NotFound, "session", "", "to sign in")
	s, err = shownBefore(&db.near, "session "+string(hash), func() (Session, error) {
		return onlyOne(ctx, db, scanSession, none, sqlSession, hash)
	})
	if err == nil && s.Expires <= db.Now() {
		return Session{}, none
	}
	return s, err
}

// onlyOne reads the row that there is at most one of; missing is the error where it is not
// there.
func onlyOne[T any](ctx context.Context, db *DB, scan func(*sql.Rows) (T, error), missing error, query string, args ...any) (v T, err error) {
	all, err := rowsOf(ctx, db, scan, query, args...)
	if err != nil {
		return v, err
	}
	if len(all) == 0 {
		return v, missing
	}
	return all[0], nil
}

// Sessions lists the sessions of a member, the oldest first.
func (db *DB) Sessions(ctx context.Context, member string) (all []Session, err error) {
	defer fault.Wrap(&err, "store.Sessions")
	return rowsOf(ctx, db, scanSession, sqlSessions, member)
}

// TouchSession notes that a session was used, and when it will expire now.
func (db *DB) TouchSession(ctx context.Context, hash []byte, seen, expires int64) (err error) {
	defer fault.Wrap(&err, "store.TouchSession")
	return db.aside(ctx, sqlSessionSeen, hash, seen, expires)
}

// EndSession ends one session.
func (db *DB) EndSession(ctx context.Context, hash []byte) (err error) {
	defer fault.Wrap(&err, "store.EndSession")
	return db.aside(ctx, sqlSessionEnd, hash)
}

// Token is a key by which a program acts for a member. Hash is of the token, which is kept
// nowhere; Expires is 0 where it does not.
type Token struct {
	ID                     string
	Hash                   []byte
	Member, Name           string
	Created, Seen, Expires int64
}

const (
	sqlToken     = `SELECT id, hash, member, name, created_at, seen_at, expires_at FROM token WHERE hash = $1`
	sqlTokens    = `SELECT id, hash, member, name, created_at, seen_at, expires_at FROM token WHERE member = $1 ORDER BY created_at, id`
	sqlTokenAdd  = `INSERT INTO token (id, hash, member, name, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	sqlTokenSeen = `UPDATE token SET seen_at = $2 WHERE id = $1`
	sqlTokenEnd  = `DELETE FROM token WHERE id = $1`
)

func scanToken(rows *sql.Rows) (t Token, err error) {
	return t, rows.Scan(&t.ID, &t.Hash, &t.Member, &t.Name, &t.Created, &t.Seen, &t.Expires)
}

// AddToken keeps a token.
func (db *DB) AddToken(ctx context.Context, t Token) (err error) {
	defer fault.Wrap(&err, "store.AddToken")
	return db.aside(ctx, sqlTokenAdd, t.ID, t.Hash, t.Member, t.Name, t.Created, t.Seen, t.Expires)
}

// Token finds a token by its hash; fault.NotFound "token" where there is none or its time
// is over.
func (db *DB) Token(ctx context.Context, hash []byte) (t Token, err error) {
	defer fault.Wrap(&err, "store.Token")
	none := fault.New(fault.NotFound, "token", "", "a token that is in use")
	t, err = shownBefore(&db.near, "token "+string(hash), func() (Token, error) {
		return onlyOne(ctx, db, scanToken, none, sqlToken, hash)
	})
	if err == nil && t.Expires != 0 && t.Expires <= db.Now() {
		return Token{}, none
	}
	return t, err
}

// Tokens lists the tokens of a member, the oldest first.
func (db *DB) Tokens(ctx context.Context, member string) (all []Token, err error) {
	defer fault.Wrap(&err, "store.Tokens")
	return rowsOf(ctx, db, scanToken, sqlTokens, member)
}

// TouchToken notes that a token was used.
func (db *DB) TouchToken(ctx context.Context, id string, seen int64) (err error) {
	defer fault.Wrap(&err, "store.TouchToken")
	return db.aside(ctx, sqlTokenSeen, id, seen)
}

// EndToken ends a token by its id.
func (db *DB) EndToken(ctx context.Context, id string) (err error) {
	defer fault.Wrap(&err, "store.EndToken")
	return db.aside(ctx, sqlTokenEnd, id)
}

// keepAnswers is how long the answer to a key can be asked for again: seven days.
const keepAnswers = 7 * 24 * 60 * 60 * 1_000_000

const (
	sqlOldAnswers  = `DELETE FROM idempotency WHERE recorded_at < $1`
	sqlOldSessions = `DELETE FROM session WHERE expires_at <= $1`
	sqlOldTokens   = `DELETE FROM token WHERE expires_at <> 0 AND expires_at <= $1`
	sqlOldJobs     = `DELETE FROM job WHERE finished_at < $1`
)

// Purge removes answers older than seven days, and sessions, tokens and finished jobs
// whose time is over.
func (db *DB) Purge(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "store.Purge")
	_, _, err = db.Write(ctx, Work{Do: func(tx *Tx) (any, error) {
		tx.do(sqlOldAnswers, tx.now-keepAnswers)
		tx.do(sqlOldSessions, tx.now)
		tx.do(sqlOldTokens, tx.now)
		tx.do(sqlOldJobs, tx.now-keepAnswers)
		return nil, nil
	}})
	return err
}

// Now is the store's clock, microseconds UTC.
func (db *DB) Now() int64 { return db.options.Clock() }

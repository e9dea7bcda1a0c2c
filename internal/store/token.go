package store

import (
	"context"
	"database/sql"
	"strings"

	"cairn/access"
	"cairn/fault"
)

// Token is a key by which a program acts for a member. Hash is of the token, which is kept
// nowhere; Expires is 0 where it does not. Scopes are what it may, nil for all that the
// member may; Address is the last from which it was used.
type Token struct {
	ID                     string
	Hash                   []byte
	Member, Name           string
	Created, Seen, Expires int64
	Scopes                 []access.Capability
	Address                string
}

const (
	tokenColumns = `SELECT id, hash, member, name, created_at, seen_at, expires_at, scopes, address FROM token`
	sqlToken     = tokenColumns + ` WHERE hash = $1`
	sqlTokenOf   = tokenColumns + ` WHERE id = $1`
	sqlTokens    = tokenColumns + ` WHERE member = $1 ORDER BY created_at, id`
	sqlTokensAll = tokenColumns + ` ORDER BY created_at, id`
	sqlTokenAdd  = `INSERT INTO token (id, hash, member, name, created_at, seen_at, expires_at, scopes, address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	sqlTokenSeen = `UPDATE token SET seen_at = $2, address = $3 WHERE id = $1`
	sqlTokenEnd  = `DELETE FROM token WHERE id = $1`
	sqlTokensEnd = `DELETE FROM token WHERE member = $1`
)

func scanToken(rows *sql.Rows) (t Token, err error) {
	var scopes string
	err = rows.Scan(&t.ID, &t.Hash, &t.Member, &t.Name, &t.Created, &t.Seen, &t.Expires, &scopes, &t.Address)
	for _, s := range strings.Fields(scopes) {
		t.Scopes = append(t.Scopes, access.Capability(s))
	}
	return t, err
}

func errNoToken() error { return fault.New(fault.NotFound, "token", "", "a token that is in use") }

// AddToken keeps a token.
func (tx *Tx) AddToken(t Token) {
	var scopes []string
	for _, s := range t.Scopes {
		scopes = append(scopes, string(s))
	}
	tx.do(sqlTokenAdd, t.ID, t.Hash, t.Member, t.Name, t.Created, t.Seen, t.Expires, strings.Join(scopes, " "), t.Address)
}

// Token finds a token by its id, in use or run out; fault.NotFound "token" where there is
// none.
func (tx *Tx) Token(id string) (Token, error) {
	return secret(tx, scanToken, errNoToken(), sqlTokenOf, id)
}

// Tokens lists the tokens of a member, the oldest first.
func (tx *Tx) Tokens(member string) ([]Token, error) {
	return secrets(tx, scanToken, sqlTokens, member)
}

// EndToken ends a token by its id.
func (tx *Tx) EndToken(id string) { tx.do(sqlTokenEnd, id) }

// EndTokens ends all tokens of a member.
func (tx *Tx) EndTokens(member string) { tx.do(sqlTokensEnd, member) }

// Token finds a token by its hash; fault.NotFound "token" where there is none or its time
// is over.
func (db *DB) Token(ctx context.Context, hash []byte) (t Token, err error) {
	defer fault.Wrap(&err, "store.Token")
	t, err = shownBefore(&db.near, "token "+string(hash), func() (Token, error) {
		return onlyOne(ctx, db, scanToken, errNoToken(), sqlToken, hash)
	})
	if err == nil && t.Expires != 0 && t.Expires <= db.Now() {
		return Token{}, errNoToken()
	}
	return t, err
}

// Tokens lists the tokens of a member, or everybody's where member is empty, the oldest
// first.
func (db *DB) Tokens(ctx context.Context, member string) (all []Token, err error) {
	defer fault.Wrap(&err, "store.Tokens")
	if member == "" {
		return rowsOf(ctx, db, scanToken, sqlTokensAll)
	}
	return rowsOf(ctx, db, scanToken, sqlTokens, member)
}

// TouchToken notes that a token was used, and from where.
func (db *DB) TouchToken(ctx context.Context, id string, seen int64, address string) (err error) {
	defer fault.Wrap(&err, "store.TouchToken")
	return db.aside(ctx, sqlTokenSeen, id, seen, address)
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"cairn/access"
	"cairn/event"
	"cairn/fault"
)

const (
	sqlPassword    = `SELECT password FROM account WHERE member = $1`
	sqlPasswordSet = `INSERT INTO account (member, password, changed_at) VALUES ($1, $2, $3)
	ON CONFLICT (member) DO UPDATE SET password = excluded.password, changed_at = excluded.changed_at`
	sqlSecond    = `SELECT member, totp, totp_step, recovery FROM account WHERE member = $1`
	sqlSecondSet = `INSERT INTO account (member, password, changed_at, totp, totp_step, recovery) VALUES ($1, '', $2, $3, $4, $5)
	ON CONFLICT (member) DO UPDATE SET totp = excluded.totp, totp_step = excluded.totp_step, recovery = excluded.recovery`
	sqlAccounts = `SELECT state FROM access ORDER BY id`
	sqlAccount  = `SELECT state FROM access WHERE id = $1`
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

// PasswordHash is what a password is kept as, empty where the member has none.
func (db *DB) PasswordHash(ctx context.Context, member string) (hash string, err error) {
	defer fault.Wrap(&err, "store.PasswordHash")
	err = db.one(ctx, sqlPassword, []any{member}, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return hash, err
}

// Second is somebody's second factor. Secret is what their phone shares, "" where no codes
// are asked for; Step is the half minute of the last code that was used; Recovery are the
// hashes of codes on paper, "" in place of those that were used.
type Second struct {
	Secret   string
	Step     int64
	Recovery []string
}

// Left is how many codes on paper can still be used.
func (s Second) Left() (n int) {
	for _, hash := range s.Recovery {
		if hash != "" {
			n++
		}
	}
	return n
}

func (db *DB) scanSecond(rows *sql.Rows) (s Second, err error) {
	var member, recovery string
	var sealed []byte
	if err := rows.Scan(&member, &sealed, &s.Step, &recovery); err != nil {
		return s, err
	}
	if sealed != nil {
		secret, err := db.master.open(sealed, totpPlace(member))
		if err != nil {
			return s, err
		}
		s.Secret = string(secret)
	}
	return s, json.Unmarshal([]byte(recovery), &s.Recovery)
}

func totpPlace(member string) string { return "totp:" + member }

// errNone says that there is no row; it goes nowhere.
var errNone = errors.New("there is none")

// Second is a member's second factor, the zero Second where there is none.
func (tx *Tx) Second(member string) (s Second, err error) {
	s, err = secret(tx, tx.db.scanSecond, errNone, sqlSecond, member)
	if errors.Is(err, errNone) {
		return s, nil
	}
	return s, err
}

// SetSecond keeps a second factor, its secret sealed.
func (tx *Tx) SetSecond(member string, s Second) error {
	recovery, err := event.Canonical(append([]string{}, s.Recovery...))
	if err != nil {
		return err
	}
	var sealed any
	if s.Secret != "" {
		sealed = tx.db.master.close([]byte(s.Secret), totpPlace(member))
	}
	tx.do(sqlSecondSet, member, tx.now, sealed, s.Step, string(recovery))
	return nil
}

// Second is a member's second factor, the zero Second where there is none.
func (db *DB) Second(ctx context.Context, member string) (s Second, err error) {
	defer fault.Wrap(&err, "store.Second")
	s, err = onlyOne(ctx, db, db.scanSecond, errNone, sqlSecond, member)
	if errors.Is(err, errNone) {
		return s, nil
	}
	return s, err
}

// Account is what the log says of how a member uses their access; the zero Account where it
// says nothing yet.
func (tx *Tx) Account(member string) (a access.Account, err error) {
	a, err = found[access.Account](tx, nounAccess, member)
	if fault.Of(err) == fault.NotFound {
		return access.Account{Member: member}, nil
	}
	return a, err
}

// Account is what the log says of how a member uses their access; the zero Account where it
// says nothing yet.
func (db *DB) Account(ctx context.Context, member string) (a access.Account, err error) {
	defer fault.Wrap(&err, "store.Account")
	a, err = oneState[access.Account](ctx, db, nounAccess, sqlAccount, member)
	if fault.Of(err) == fault.NotFound {
		return access.Account{Member: member}, nil
	}
	return a, err
}

// Accounts lists what the log says of everybody's access, in the order of their ids.
func (db *DB) Accounts(ctx context.Context) (all []access.Account, err error) {
	defer fault.Wrap(&err, "store.Accounts")
	return rowsOf(ctx, db, scanState[access.Account], sqlAccounts)
}

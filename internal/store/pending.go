package store

import (
	"context"
	"database/sql"
	"encoding/hex"

	"cairn/fault"
)

// Pending is something that was begun and waits for its second half, which comes once.
// Hash is of what its holder will show, which is kept nowhere; Payload is what has to be
// remembered until then, kept sealed. Moments are microseconds UTC.
type Pending struct {
	Hash             []byte
	Kind, Member     string
	Payload          []byte
	Created, Expires int64
}

const (
	sqlPending     = `SELECT hash, kind, member, payload, created_at, expires_at FROM pending WHERE hash = $1 AND kind = $2`
	sqlPendingAdd  = `INSERT INTO pending (hash, kind, member, payload, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`
	sqlPendingEnd  = `DELETE FROM pending WHERE hash = $1`
	sqlPendingsEnd = `DELETE FROM pending WHERE member = $1 AND kind = $2`
)

func pendingPlace(hash []byte) string { return "pending:" + hex.EncodeToString(hash) }

func (db *DB) scanPending(rows *sql.Rows) (p Pending, err error) {
	var sealed []byte
	if err := rows.Scan(&p.Hash, &p.Kind, &p.Member, &sealed, &p.Created, &p.Expires); err != nil {
		return p, err
	}
	p.Payload, err = db.master.open(sealed, pendingPlace(p.Hash))
	return p, err
}

func errNoPending() error { return fault.New(fault.NotFound, "pending", "", "to begin again") }

// AddPending notes what was begun.
func (tx *Tx) AddPending(p Pending) {
	tx.do(sqlPendingAdd, p.Hash, p.Kind, p.Member, tx.db.master.close(p.Payload, pendingPlace(p.Hash)), p.Created, p.Expires)
}

// Pending finds what was begun; fault.NotFound "pending" where it was used, has run out or
// never was.
func (tx *Tx) Pending(kind string, hash []byte) (p Pending, err error) {
	p, err = secret(tx, tx.db.scanPending, errNoPending(), sqlPending, hash, kind)
	if err == nil && p.Expires <= tx.now {
		return Pending{}, errNoPending()
	}
	return p, err
}

// EndPending uses up what was begun.
func (tx *Tx) EndPending(hash []byte) { tx.do(sqlPendingEnd, hash) }

// EndPendings uses up all of a kind that a member has begun.
func (tx *Tx) EndPendings(member, kind string) { tx.do(sqlPendingsEnd, member, kind) }

// Pending finds what was begun, and leaves it; fault.NotFound "pending" where it was used,
// has run out or never was.
func (db *DB) Pending(ctx context.Context, kind string, hash []byte) (p Pending, err error) {
	defer fault.Wrap(&err, "store.Pending")
	p, err = onlyOne(ctx, db, db.scanPending, errNoPending(), sqlPending, hash, kind)
	if err == nil && p.Expires <= db.Now() {
		return Pending{}, errNoPending()
	}
	return p, err
}

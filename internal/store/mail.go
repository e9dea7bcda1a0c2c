package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"cairn/fault"
)

// Mail is a message that was kept instead of being sent. At is in microseconds UTC. It may
// hold a link that lets somebody in, so it lies sealed with the master key.
type Mail struct {
	ID      string `json:"id"`
	At      int64  `json:"at"`
	To      string `json:"to"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

const (
	sqlMailAdd  = `INSERT INTO mail (id, created_at, sealed) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`
	sqlMails    = `SELECT id, sealed FROM mail ORDER BY created_at DESC, id DESC LIMIT $1`
	sqlOldMails = `DELETE FROM mail WHERE created_at < $1`
	keepMails   = 30 * 24 * 60 * 60 * 1_000_000
)

func mailPlace(id string) string { return "mail\x00" + id }

// KeepMail stages a message for the outbox. One with the id of another adds nothing.
func (tx *Tx) KeepMail(m Mail) error {
	m.At = tx.now
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	tx.do(sqlMailAdd, m.ID, m.At, tx.db.master.close(text, mailPlace(m.ID)))
	return nil
}

// Mails lists the messages of the outbox, the latest first, at most limit.
func (db *DB) Mails(ctx context.Context, limit int) (all []Mail, err error) {
	defer fault.Wrap(&err, "store.Mails")
	return rowsOf(ctx, db, func(rows *sql.Rows) (m Mail, err error) {
		var id string
		var sealed []byte
		if err := rows.Scan(&id, &sealed); err != nil {
			return m, err
		}
		text, err := db.master.open(sealed, mailPlace(id))
		if err != nil {
			return m, err
		}
		return m, json.Unmarshal(text, &m)
	}, sqlMails, int64(bounded(limit)))
}

// PurgeUpkeep removes kept letters older than thirty days, and news of backups that are gone
// or failed when they are older than ninety.
func (db *DB) PurgeUpkeep(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "store.PurgeUpkeep")
	_, _, err = db.Write(ctx, Work{Do: func(tx *Tx) (any, error) {
		tx.do(sqlOldMails, tx.now-keepMails)
		tx.do(sqlOldBackups, tx.now-keepBackupNews)
		return nil, nil
	}})
	return err
}

package store

import (
	"database/sql"

	"cairn/event"
	"cairn/fault"
)

const sqlSubjectSince = `SELECT seq, subject, n, kind, actor FROM event WHERE subject = $1 AND n > $2 ORDER BY n`

// Since lists what happened to a subject after event n of it, in this batch too: what an
// author who saw version n has not seen.
func (tx *Tx) Since(subject string, n int64) (changed []Changed, err error) {
	defer fault.Wrap(&err, "store.Tx.Since(%s)", subject)
	err = tx.link.query(tx.ctx, func(rows *sql.Rows) error {
		var c Changed
		err := rows.Scan(&c.Seq, &c.Subject, &c.N, &c.Kind, &c.Actor)
		changed = append(changed, c)
		return err
	}, sqlSubjectSince, subject, n)
	if err != nil {
		return nil, err
	}
	for _, staged := range [][]*entry{tx.batch.entries, tx.entries} {
		for _, x := range staged {
			if x.event.Subject == subject && x.event.N > n {
				changed = append(changed, changedBy(x.event))
			}
		}
	}
	return changed, nil
}

func changedBy(e event.Event) Changed {
	return Changed{Seq: e.Seq, Subject: e.Subject, N: e.N, Kind: e.Kind, Actor: e.Actor}
}

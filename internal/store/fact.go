package store

import (
	"context"
	"database/sql"

	"cairn/fault"
)

// Fact is an open deal as far as the pipeline is counted. Value is in minor units; Entered
// is the moment (microseconds UTC) of entering its step, 0 where not known; days are text,
// empty where there is none. Born is the deal's place in the log, by which CardsAt finds it,
// and Changed the moment of its last change.
type Fact struct {
	Born, Changed                 int64
	ID, Owner, Process, Step      string
	Organisation, Source, Kind    string
	Value                         int64
	Currency                      string
	Entered                       int64
	CloseDate, NextDue            string
	HasDebts, HasTakenBack, Asked bool
}

const sqlFacts = `SELECT d.id, d.owner, d.process, d.step, d.organisation, d.source, d.kind, d.value, d.currency,
	COALESCE(d.entered_at, 0), COALESCE(d.close_date, ''), COALESCE(d.next_due, ''), d.debts, d.flags, d.requests, d.born, d.changed_at
	FROM deal d WHERE d.status = 'open'`

// mostNamed is how many ids are asked for at once. Their number is filled up to a power of
// two, so that few statements are ever prepared.
const mostNamed = 256

// Facts calls fn for the open ones among the deals with these ids, or for all open deals
// where there are none. It stops at an error of fn and returns it.
func (db *DB) Facts(ctx context.Context, ids []string, fn func(Fact) error) (err error) {
	defer fault.Wrap(&err, "store.Facts")
	if len(ids) == 0 {
		return db.facts(ctx, fn, sqlFacts)
	}
	for len(ids) > 0 {
		n := min(len(ids), mostNamed)
		w := where{}
		w.in("d.id", filled(ids[:n]))
		if err := db.facts(ctx, fn, sqlFacts+w.and(), w.args...); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

func (db *DB) facts(ctx context.Context, fn func(Fact) error, query string, args ...any) error {
	rows, err := db.ask(ctx, query, args...)
	if err != nil {
		return err
	}
	return each(rows, func(rows *sql.Rows) error {
		var f Fact
		var debts, flags, requests int64
		err := rows.Scan(&f.ID, &f.Owner, &f.Process, &f.Step, &f.Organisation, &f.Source, &f.Kind, &f.Value, &f.Currency,
			&f.Entered, &f.CloseDate, &f.NextDue, &debts, &flags, &requests, &f.Born, &f.Changed)
		if err != nil {
			return err
		}
		f.HasDebts, f.HasTakenBack, f.Asked = debts > 0, flags > 0, requests > 0
		return fn(f)
	})
}

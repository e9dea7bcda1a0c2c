package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"cairn/fault"
)

// ActivityFilter chooses activities. All that is given must hold. Done leaves what was
// done, or what is planned; due days (2026-03-31) and moments (microseconds UTC) bound at
// both ends, the last one not included for moments.
type ActivityFilter struct {
	Deals, Members []string
	Done           *bool
	DueFrom, DueTo string
	From, To       int64
}

// Activity is something done or planned on a deal. Due and Time are empty where it was
// never planned; Occurred is 0 where it is not done.
type Activity struct {
	Deal, DealName, ID string
	Kind               string
	Done               bool
	Due, Time          string
	Occurred           int64
	Outcome            string
	TwoWay             bool
	Minutes            int
	Member, Text       string
	People             []string
}

const activityColumns = `SELECT a.deal, d.name, a.id, a.kind, a.done, COALESCE(a.due, ''), a.due_time, COALESCE(a.occurred_at, 0),
	a.outcome, a.two_way, a.minutes, a.member, a.note, a.people
	FROM activity a JOIN deal d ON d.id = a.deal`

func scanActivity(rows *sql.Rows) (a Activity, err error) {
	var people string
	err = rows.Scan(&a.Deal, &a.DealName, &a.ID, &a.Kind, &a.Done, &a.Due, &a.Time, &a.Occurred,
		&a.Outcome, &a.TwoWay, &a.Minutes, &a.Member, &a.Text, &people)
	if err == nil {
		err = json.Unmarshal([]byte(people), &a.People)
	}
	return a, err
}

// Activities lists what was done and planned on visible deals: planned ones first, the
// earliest due first, then done ones, the latest first. At most limit.
func (db *DB) Activities(ctx context.Context, see See, f ActivityFilter, limit int) (all []Activity, err error) {
	defer fault.Wrap(&err, "store.Activities")
	w := &where{}
	w.in("a.deal", f.Deals)
	w.in("a.member", f.Members)
	if f.Done != nil && *f.Done {
		w.on("a.done = TRUE") // written out, as the partial indexes have it
	} else if f.Done != nil {
		w.on("a.done = FALSE")
	}
	if f.DueFrom != "" {
		w.on("a.due >= ?", f.DueFrom)
	}
	if f.DueTo != "" {
		w.on("a.due <= ?", f.DueTo)
	}
	if f.From != 0 {
		w.on("a.occurred_at >= ?", f.From)
	}
	if f.To != 0 {
		w.on("a.occurred_at < ?", f.To)
	}
	w.visible(see)
	order := " ORDER BY a.done, CASE WHEN a.done THEN '' ELSE COALESCE(a.due, '" + none + "') END, COALESCE(a.occurred_at, 0) DESC, a.due_time, a.deal, a.id"
	return rowsOf(ctx, db, scanActivity, activityColumns+w.text()+order+w.limit(limit), w.args...)
}

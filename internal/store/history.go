package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"cairn/deal"
	"cairn/event"
	"cairn/fault"
	"cairn/money"
)

const eventColumns = `SELECT e.seq, e.occurred_at, e.known_at, e.recorded_at, e.actor, e.subject, e.n, e.kind, e.body,
	e.private, e.private_key, e.commitment, e.hash, s.wrapped
	FROM event e LEFT JOIN seal s ON s.subject = COALESCE(e.private_key, e.subject)`

const (
	sqlLog        = eventColumns + ` WHERE e.seq > $1 ORDER BY e.seq LIMIT 1000`
	sqlDealEvents = eventColumns + ` WHERE e.subject = $1 AND e.n < $2 ORDER BY e.n DESC LIMIT $3`
	sqlHistory    = eventColumns + ` WHERE e.subject = $1 ORDER BY e.n`
	sqlAsOf       = eventColumns + ` WHERE e.subject = $1 AND e.known_at <= $2 ORDER BY e.n`
)

// recorded is an event as it lies in the log, with the subject whose key seals it. Broken
// says why its private part cannot be opened although its key is there.
type recorded struct {
	event.Event
	key    string
	broken error
}

// scanEvent reads an event and opens its private part, which is nil where its key was
// destroyed.
func (db *DB) scanEvent(rows *sql.Rows) (r recorded, err error) {
	var sealed, wrapped []byte
	var sealer sql.NullString
	e := &r.Event
	err = rows.Scan(&e.Seq, &e.Occurred, &e.Known, &e.Recorded, &e.Actor, &e.Subject, &e.N, &e.Kind, &e.Body,
		&sealed, &sealer, &e.Commit, &e.Hash, &wrapped)
	if err != nil {
		return r, err
	}
	r.key = e.Subject
	if sealer.Valid {
		r.key = sealer.String
	}
	if sealed == nil || wrapped == nil {
		return r, nil
	}
	key, err := db.master.unwrap(r.key, wrapped)
	if err != nil {
		r.broken = fmt.Errorf("the key of %s: %w", r.key, err)
		return r, nil
	}
	text, err := key.open(sealed, place(e.Subject, e.N))
	if err != nil || len(text) < saltSize {
		r.broken = fmt.Errorf("the private part of event %d cannot be opened: %w", e.Seq, err)
		return r, nil
	}
	e.Salt, e.Private = text[:saltSize:saltSize], text[saltSize:]
	return r, nil
}

// saltSize is how many bytes before a private part are the salt of its commitment.
const saltSize = 16

// Log calls fn for every event after a sequence, in order, with private parts open. It
// stops at an error of fn and returns it.
func (db *DB) Log(ctx context.Context, after int64, fn func(event.Event) error) (err error) {
	defer fault.Wrap(&err, "store.Log")
	return db.log(ctx, after, func(r recorded) error { return fn(r.Event) })
}

// log reads a page at a time, so that nothing is held open while fn works.
func (db *DB) log(ctx context.Context, after int64, fn func(recorded) error) error {
	for {
		page, err := rowsOf(ctx, db, db.scanEvent, sqlLog, after)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, r := range page {
			if r.broken != nil {
				return r.broken
			}
			if err := fn(r); err != nil {
				return err
			}
		}
		after = page[len(page)-1].Seq
	}
}

func events(all []recorded) []event.Event {
	list := make([]event.Event, len(all))
	for i, r := range all {
		list[i] = r.Event
	}
	return list
}

// DealEvents lists the events of a visible deal, the last first: those with a number below
// before, or all where it is 0; at most limit. Private parts are open.
func (db *DB) DealEvents(ctx context.Context, see See, id string, before int64, limit int) (list []event.Event, err error) {
	defer fault.Wrap(&err, "store.DealEvents(%s)", id)
	if _, err := db.Deal(ctx, see, id); err != nil {
		return nil, err
	}
	if before <= 0 {
		before = 1 << 62
	}
	all, err := rowsOf(ctx, db, db.scanEvent, sqlDealEvents, nounDeal+":"+id, before, int64(bounded(limit)))
	return events(all), err
}

// DealAsOf gives a deal as the organisation knew it at a moment (microseconds UTC). Who
// may see it is decided by its owner of today. A deal that was not known yet is
// fault.NotFound "deal".
func (db *DB) DealAsOf(ctx context.Context, see See, id string, known int64) (d deal.Deal, err error) {
	defer fault.Wrap(&err, "store.DealAsOf(%s)", id)
	if _, err := db.Deal(ctx, see, id); err != nil {
		return deal.Deal{}, err
	}
	return db.foldAsOf(ctx, id, known)
}

func (db *DB) foldAsOf(ctx context.Context, id string, known int64) (deal.Deal, error) {
	all, err := rowsOf(ctx, db, db.scanEvent, sqlAsOf, nounDeal+":"+id, known)
	if err != nil {
		return deal.Deal{}, err
	}
	if len(all) == 0 || all[0].N != 1 {
		return deal.Deal{}, missing(nounDeal, id)
	}
	return deal.Replay(events(all))
}

const sqlAsOfIDs = `SELECT d.id, d.last_known FROM deal d`

// CardsAsOf lists the board as the organisation knew it at a moment (microseconds UTC).
// The filter asks what was so then; who may see a deal, its words, and the names of
// organisations are those of today. Marks tell how checkpoints stood then.
func (db *DB) CardsAsOf(ctx context.Context, see See, f Filter, known int64) (cards []DealRow, err error) {
	defer fault.Wrap(&err, "store.CardsAsOf")
	worded, err := Filter{Text: f.Text}.worded(ctx, db, see)
	if err != nil {
		return nil, err
	}
	w := worded.conditions(db.dialect, see)
	w.on("d.first_known <= ?", known)
	w.on("(d.status = 'open' OR d.last_known > ?)", known)
	type candidate struct {
		id   string
		last int64
	}
	found, err := rowsOf(ctx, db, func(rows *sql.Rows) (c candidate, err error) {
		return c, rows.Scan(&c.id, &c.last)
	}, sqlAsOfIDs+w.text()+" ORDER BY d.id", w.args...)
	if err != nil {
		return nil, err
	}
	c, err := db.Company(ctx)
	if err != nil {
		return nil, err
	}
	today := dayIn(c.Zone, known)
	for _, x := range found {
		d, err := db.foldAsOf(ctx, x.id, known)
		if fault.Of(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !f.lets(d) {
			continue
		}
		p, err := db.Process(ctx, d.Process)
		if err != nil {
			return nil, err
		}
		card := rowOf(d, marksOf(p, d, known, today))
		if card.OrganisationName, err = db.nameOf(ctx, d.Organisation); err != nil {
			return nil, err
		}
		cards = append(cards, card)
	}
	return cards, nil
}

const sqlOrganisationName = `SELECT name FROM organisation WHERE id = $1`

func (db *DB) nameOf(ctx context.Context, organisation string) (name string, err error) {
	if organisation == "" {
		return "", nil
	}
	err = db.one(ctx, sqlOrganisationName, []any{organisation}, &name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return name, err
}

// rowOf is a deal as a list shows it.
func rowOf(d deal.Deal, marks string) DealRow {
	r := DealRow{
		ID: d.ID, Name: d.Name, Version: d.Version, Owner: d.Owner, Process: d.Process, Step: d.Step,
		Status: string(d.Status), Kind: d.Type, Organisation: d.Organisation, Value: d.Value,
		CloseDate: d.CloseDate, Source: d.Source, Entered: d.Entered, Marks: marks, Flags: len(d.Flags), Debts: len(d.Debts),
	}
	if next, ok := d.Next(); ok {
		r.NextDue, r.NextTime, r.NextKind = next.Due, next.Time, next.Type
	}
	if d.End != nil {
		r.Ended = d.End.At
	}
	return r
}

// DealVisits are the stays of a deal, for whoever counts them. Owner and Status are those
// of today; Process is the version it runs under; Observed is the moment (microseconds
// UTC) from which an imported deal was watched, 0 for the others.
type DealVisits struct {
	ID, Owner, Process, Step string
	Status                   deal.Status
	Value                    money.Money
	Observed                 int64
	Visits                   []deal.Visit
}

const (
	visitColumns = `SELECT d.id, d.owner, d.process, d.step, d.status, d.value, d.currency, COALESCE(d.observed_at, 0),
	v.step, v.visit, COALESCE(v.entered_at, 0), COALESCE(v.left_at, 0), v.how, v.owner, v.value, v.currency, v.facts
	FROM stay v JOIN deal d ON d.id = v.deal`
	visitOrder = ` ORDER BY v.deal, v.n`
	sqlVisits  = visitColumns + visitOrder
)

// Visits calls fn for the deals with these ids, or for all deals where there are none, in
// the order of their ids. It stops at an error of fn and returns it.
func (db *DB) Visits(ctx context.Context, ids []string, fn func(DealVisits) error) (err error) {
	defer fault.Wrap(&err, "store.Visits")
	if len(ids) == 0 {
		return db.visits(ctx, fn, sqlVisits)
	}
	for len(ids) > 0 {
		n := min(len(ids), mostNamed)
		w := where{}
		w.in("v.deal", filled(ids[:n]))
		if err := db.visits(ctx, fn, visitColumns+w.text()+visitOrder, w.args...); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

func (db *DB) visits(ctx context.Context, fn func(DealVisits) error, query string, args ...any) error {
	rows, err := db.ask(ctx, query, args...)
	if err != nil {
		return err
	}
	var at DealVisits
	err = each(rows, func(rows *sql.Rows) error {
		var d DealVisits
		var v deal.Visit
		err := rows.Scan(&d.ID, &d.Owner, &d.Process, &d.Step, &d.Status, &d.Value.Minor, &d.Value.Currency, &d.Observed,
			&v.Step, &v.Count, &v.From, &v.To, &v.How, &v.Owner, &v.Value.Minor, &v.Value.Currency, &v.Facts)
		if err != nil {
			return err
		}
		if d.ID != at.ID {
			if at.ID != "" {
				if err := fn(at); err != nil {
					return err
				}
			}
			at = d
		}
		at.Visits = append(at.Visits, v)
		return nil
	})
	if err == nil && at.ID != "" {
		err = fn(at)
	}
	return err
}

// lets says whether a deal as it was passes the filter, apart from words and sight.
func (f Filter) lets(d deal.Deal) bool {
	next, _ := d.Next()
	in := func(list []string, v string) bool {
		return len(list) == 0 || strings.Contains("\x00"+strings.Join(list, "\x00")+"\x00", "\x00"+v+"\x00")
	}
	known := in(f.Steps, d.Step) && in(f.Owners, d.Owner) && in(f.Organisations, d.Organisation) && in(f.Statuses, string(d.Status)) &&
		in(f.Sources, d.Source) && in(f.Kinds, d.Type) && in(f.Processes, d.Process)
	if !known || f.ValueMin != nil && d.Value.Minor < *f.ValueMin || f.ValueMax != nil && d.Value.Minor > *f.ValueMax {
		return false
	}
	if f.CloseFrom != "" && (d.CloseDate == "" || d.CloseDate < f.CloseFrom) || f.CloseTo != "" && (d.CloseDate == "" || d.CloseDate > f.CloseTo) {
		return false
	}
	some := len(f.People) == 0
	for _, p := range contactsOf(d) {
		some = some || in(f.People, p)
	}
	due := map[string]bool{
		"overdue": next.Due != "" && next.Due < f.Today, "today": next.Due == f.Today && next.Due != "", "later": next.Due > f.Today, "none": next.Due == "",
	}
	flag := map[string]bool{"debts": len(d.Debts) > 0, "taken_back": len(d.Flags) > 0, "asked": len(d.Requests) > 0}
	return some && (f.NextDue == "" || due[f.NextDue]) && (f.Flag == "" || flag[f.Flag])
}

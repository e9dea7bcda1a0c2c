package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"cairn/fault"
	"cairn/party"
)

// PartyFilter chooses organisations or people; Organisations is for people only. Those
// withdrawn or merged are left out unless Gone asks for them too.
type PartyFilter struct {
	Text                             string
	Owners, Organisations, Relations []string
	Gone                             bool
}

func (f PartyFilter) conditions(ctx context.Context, db *DB, noun string) (*where, error) {
	w := &where{}
	if !f.Gone {
		w.on("d.withdrawn = FALSE")
	}
	w.in("d.owner", f.Owners)
	w.in("d.relation", f.Relations)
	if noun == nounPerson {
		w.in("d.organisation", f.Organisations)
	}
	numbers, ok, err := db.matching(ctx, noun, f.Text, nil)
	if ok {
		w.born(db.dialect, numbers)
	}
	return w, err
}

// partyRow is the state of a party with what it is sorted by.
type partyRow struct {
	state   []byte
	born    int64
	sortKey []byte
	changed int64
}

func scanParty(rows *sql.Rows) (r partyRow, err error) {
	return r, rows.Scan(&r.state, &r.born, &r.sortKey, &r.changed)
}

// parties lists the states of a noun; sort is name or changed, with a minus turned round.
func (db *DB) parties(ctx context.Context, noun string, f PartyFilter, sort, after string, limit int) (states []any, next string, err error) {
	if sort == "" {
		sort = "name"
	}
	name, down := strings.CutPrefix(sort, "-")
	expression := map[string]string{"name": "d.sort_key", "changed": "d.changed_at"}[name]
	if expression == "" {
		return nil, "", fault.New(fault.Invalid, "sort", "sort", "name or changed")
	}
	w, err := f.conditions(ctx, db, noun)
	if err != nil {
		return nil, "", err
	}
	if err := db.after(w, expression, down, sort, after); err != nil {
		return nil, "", err
	}
	limit = bounded(limit)
	query := "SELECT d.state, d.born, d.sort_key, d.changed_at FROM " + noun + " d"
	rows, err := rowsOf(ctx, db, scanParty, query+w.text()+ordered(expression, down)+w.limit(limit), w.args...)
	if err != nil {
		return nil, "", err
	}
	for _, r := range rows {
		s, err := thaw(noun, r.state)
		if err != nil {
			return nil, "", err
		}
		states = append(states, s)
	}
	if len(rows) == limit {
		last := rows[limit-1]
		var value any = last.changed
		if name == "name" {
			value = last.sortKey
		}
		next, err = db.cursor(sort, value, last.born)
	}
	return states, next, err
}

// Organisations lists organisations, which everybody may see. Sort is name (also where
// empty) or changed, with a leading minus turned round; cursors as in Deals.
func (db *DB) Organisations(ctx context.Context, f PartyFilter, sort, after string, limit int) (all []party.Organisation, next string, err error) {
	defer fault.Wrap(&err, "store.Organisations")
	states, next, err := db.parties(ctx, nounOrganisation, f, sort, after, limit)
	for _, s := range states {
		all = append(all, s.(party.Organisation))
	}
	return all, next, err
}

// People lists people, as Organisations does.
func (db *DB) People(ctx context.Context, f PartyFilter, sort, after string, limit int) (all []party.Person, next string, err error) {
	defer fault.Wrap(&err, "store.People")
	states, next, err := db.parties(ctx, nounPerson, f, sort, after, limit)
	for _, s := range states {
		all = append(all, s.(party.Person))
	}
	return all, next, err
}

func (db *DB) countParties(ctx context.Context, noun string, f PartyFilter) (n int, err error) {
	w, err := f.conditions(ctx, db, noun)
	if err != nil {
		return 0, err
	}
	err = db.one(ctx, "SELECT COUNT(*) FROM "+noun+" d"+w.text(), w.args, &n)
	return n, err
}

// CountOrganisations counts the organisations that a filter lets through.
func (db *DB) CountOrganisations(ctx context.Context, f PartyFilter) (n int, err error) {
	defer fault.Wrap(&err, "store.CountOrganisations")
	return db.countParties(ctx, nounOrganisation, f)
}

// CountPeople counts the people that a filter lets through.
func (db *DB) CountPeople(ctx context.Context, f PartyFilter) (n int, err error) {
	defer fault.Wrap(&err, "store.CountPeople")
	return db.countParties(ctx, nounPerson, f)
}

// Alike finds organisations or people (noun is "organisation" or "person") that share one
// of the keys made by party.Blocks or party.PersonBlocks. Ids are sorted.
func (db *DB) Alike(ctx context.Context, noun string, keys []string) (ids []string, err error) {
	defer fault.Wrap(&err, "store.Alike")
	for _, word := range keys {
		more, err := rowsOf(ctx, db, scanText, sqlAlike, noun, word)
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

package store

import (
	"context"
	"database/sql"
	"errors"

	"cairn/company"
	"cairn/deal"
	"cairn/fault"
	"cairn/party"
)

const (
	sqlDeal         = `SELECT state FROM deal WHERE id = $1`
	sqlOrganisation = `SELECT state FROM organisation WHERE id = $1`
	sqlPerson       = `SELECT state FROM person WHERE id = $1`
	sqlViews        = `SELECT state FROM view WHERE gone = FALSE AND (owner = $1 OR team = TRUE) ORDER BY born`
)

// oneState reads the state of one noun; fault.NotFound where it is not there.
func oneState[T any](ctx context.Context, db *DB, noun, query, id string) (v T, err error) {
	var raw []byte
	err = db.one(ctx, query, []any{id}, &raw)
	if errors.Is(err, sql.ErrNoRows) {
		return v, missing(noun, id)
	}
	if err != nil {
		return v, err
	}
	state, err := decoded[T](raw)
	return state.(T), err
}

// Deal finds a deal. One that is not visible is fault.NotFound "deal", as one that is not
// there.
func (db *DB) Deal(ctx context.Context, see See, id string) (d deal.Deal, err error) {
	defer fault.Wrap(&err, "store.Deal(%s)", id)
	d, err = oneState[deal.Deal](ctx, db, nounDeal, sqlDeal, id)
	if err == nil && !see.sees(d) {
		return deal.Deal{}, missing(nounDeal, id)
	}
	return d, err
}

// Organisation finds an organisation, fault.NotFound "organisation" where there is none.
func (db *DB) Organisation(ctx context.Context, id string) (o party.Organisation, err error) {
	defer fault.Wrap(&err, "store.Organisation(%s)", id)
	return oneState[party.Organisation](ctx, db, nounOrganisation, sqlOrganisation, id)
}

// Person finds a person, fault.NotFound "person" where there is none.
func (db *DB) Person(ctx context.Context, id string) (p party.Person, err error) {
	defer fault.Wrap(&err, "store.Person(%s)", id)
	return oneState[party.Person](ctx, db, nounPerson, sqlPerson, id)
}

// Views lists the saved views that a member may use: their own and those for everybody.
func (db *DB) Views(ctx context.Context, me string) (views []company.View, err error) {
	defer fault.Wrap(&err, "store.Views")
	return rowsOf(ctx, db, scanState[company.View], sqlViews, me)
}

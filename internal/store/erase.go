package store

import (
	"database/sql"
	"slices"

	"cairn/event"
)

const sqlSealedBy = `SELECT DISTINCT subject FROM event WHERE private_key = $1`

// Erase destroys the key of a subject: everything private that it sealed, in its own
// events and in those of others, cannot be read again by anybody, and the rows forget it
// too. The events stay, and with them the chain and every number. A work that erases must
// be Alone.
func (tx *Tx) Erase(subject string) error {
	if _, _, err := subjectOf(subject); err != nil {
		return err
	}
	tx.erase = append(tx.erase, subject)
	return nil
}

// forget destroys the keys, and folds again what they had sealed. It runs after the events
// of the batch are written.
func (b *batch) forget() error {
	var touched []string
	for _, subject := range b.erase {
		if _, err := b.link.exec(b.ctx, sqlSealEnd, subject); err != nil {
			return err
		}
		touched = append(touched, subject)
		err := b.link.query(b.ctx, func(rows *sql.Rows) error {
			s, err := scanText(rows)
			touched = append(touched, s)
			return err
		}, sqlSealedBy, subject)
		if err != nil {
			return err
		}
	}
	slices.Sort(touched)
	for _, subject := range slices.Compact(touched) {
		if err := b.refold(subject); err != nil {
			return err
		}
	}
	return nil
}

// refold makes an object from its events, as they can be read now.
func (b *batch) refold(subject string) error {
	noun, id, err := subjectOf(subject)
	if err != nil {
		return err
	}
	if err := b.load(noun, []string{id}); err != nil {
		return err
	}
	o := &object{noun: noun, id: id}
	err = b.link.query(b.ctx, func(rows *sql.Rows) error {
		r, err := b.db.scanEvent(rows)
		if err == nil {
			err = r.broken
		}
		if err == nil {
			o, err = o.fold(r.Event)
		}
		return err
	}, sqlHistory, subject)
	if err != nil || o.n == 0 {
		return err
	}
	o.was, o.again = b.objects[subject].was, true
	b.objects[subject] = o
	return nil
}

// Recorded is an event with the subject whose key seals its private part: what a copy of
// the log needs to be a whole one.
type Recorded struct {
	event.Event
	Key string
}

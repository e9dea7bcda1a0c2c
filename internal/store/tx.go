package store

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"cairn/access"
	"cairn/company"
	"cairn/deal"
	"cairn/event"
	"cairn/fault"
	"cairn/party"
	"cairn/process"
)

// Tx is what a work reads and writes through: everything as the works before it left it,
// and as it has itself made it. It ends with the call of Do.
type Tx struct {
	*batch
	actor   string
	objects map[string]*object
	entries []*entry
	later   []statement
	words   []blocked
	erase   []string
}

// blocked is a key for duplicates that an object got.
type blocked struct {
	key blockKey
	id  string
}

func (b *batch) tx(actor string) *Tx {
	return &Tx{batch: b, actor: actor, objects: map[string]*object{}}
}

// See is whose sight a question is asked with: the deals of the owners in the scope, and
// those in which Me takes part. The zero See sees no deal.
type See struct {
	Scope access.Scope
	Me    string // id of a member, or empty
}

// All sees every deal: the program's own work.
func All() See { return See{Scope: access.Scope{All: true}} }

// sees says whether a deal is visible; what is not visible does not exist.
func (s See) sees(d deal.Deal) bool {
	if s.Scope.Has(d.Owner) {
		return true
	}
	_, ok := d.Participants[s.Me]
	return ok && s.Me != ""
}

// Entry is an event to be recorded. Occurred and Known are microseconds UTC, 0 for now;
// Actor is empty for that of the work. Seal is the subject whose key seals the private
// part, empty for Subject itself: what is about a person lies under that person's key.
type Entry struct {
	Subject         string
	Body            event.Body
	Actor           string
	Occurred, Known int64
	Seal            string
}

// Now is the moment of the batch, microseconds UTC: one reading for all of it.
func (tx *Tx) Now() int64 { return tx.now }

// NewID makes an id.
func (tx *Tx) NewID() string { return tx.db.options.NewID() }

// object finds a subject as this work sees it; one that is not there has n = 0.
func (tx *Tx) object(noun, id string) (*object, error) {
	if o, ok := tx.objects[noun+":"+id]; ok {
		return o, nil
	}
	if err := tx.batch.load(noun, []string{id}); err != nil {
		return nil, err
	}
	return tx.batch.objects[noun+":"+id], nil
}

// found gives the state of a subject, and fault.NotFound with the noun as its key where
// it is not there.
func found[T any](tx *Tx, noun, id string) (T, error) {
	var none T
	o, err := tx.object(noun, id)
	if err != nil {
		return none, err
	}
	if o.n == 0 {
		return none, missing(noun, id)
	}
	return o.state.(T), nil
}

func missing(noun, id string) error {
	return fault.New(fault.NotFound, noun, "", "").With("id", id)
}

// Deal finds a deal. One that is not visible is fault.NotFound "deal", as one that is not
// there.
func (tx *Tx) Deal(see See, id string) (deal.Deal, error) {
	d, err := found[deal.Deal](tx, nounDeal, id)
	if err == nil && !see.sees(d) {
		return deal.Deal{}, missing(nounDeal, id)
	}
	return d, err
}

// Organisation finds an organisation, fault.NotFound "organisation" where there is none.
func (tx *Tx) Organisation(id string) (party.Organisation, error) {
	return found[party.Organisation](tx, nounOrganisation, id)
}

// Person finds a person, fault.NotFound "person" where there is none.
func (tx *Tx) Person(id string) (party.Person, error) {
	return found[party.Person](tx, nounPerson, id)
}

// Member finds a member, active or not; fault.NotFound "member" where there is none.
func (tx *Tx) Member(id string) (access.Member, error) {
	return found[access.Member](tx, nounMember, id)
}

// View finds a saved view, fault.NotFound "view" where there is none.
func (tx *Tx) View(id string) (company.View, error) {
	return found[company.View](tx, nounView, id)
}

// Company gives the company; the zero Company before it was set up.
func (tx *Tx) Company() (company.Company, error) {
	noun, id, err := subjectOf(company.Subject)
	if err != nil {
		return company.Company{}, err
	}
	o, err := tx.object(noun, id)
	if err != nil {
		return company.Company{}, err
	}
	c, _ := o.state.(company.Company)
	return c, nil
}

// Process gives a published version of a process, fault.NotFound "process" where there is
// none of that name. One that this work has published itself is found too.
func (tx *Tx) Process(version string) (process.Definition, error) {
	if p, ok := tx.db.kept.process(version); ok {
		return p, nil
	}
	for _, entries := range [][]*entry{tx.entries, tx.batch.entries} {
		for _, e := range entries {
			if b, ok, err := publishedBy(e.event); err != nil {
				return process.Definition{}, err
			} else if ok && b.Version == version {
				return process.Parse([]byte(b.Text))
			}
		}
	}
	var text string
	err := tx.link.query(tx.ctx, func(rows *sql.Rows) error { return rows.Scan(&text) }, sqlProcess, version)
	if err != nil {
		return process.Definition{}, err
	}
	if text == "" {
		return process.Definition{}, missing("process", version)
	}
	return tx.db.kept.keepProcess(version, text)
}

// publishedBy decodes the publication of a process.
func publishedBy(e event.Event) (b company.Published, ok bool, err error) {
	if e.Kind != b.Kind() {
		return b, false, nil
	}
	err = event.Join(e.Body, e.Private, &b)
	return b, err == nil, err
}

// Record stages one event and folds it into its subject, which later questions of this
// work and of those after it see. The event is written if the work is accepted.
func (tx *Tx) Record(x Entry) error {
	noun, id, err := subjectOf(x.Subject)
	if err != nil {
		return err
	}
	o, err := tx.object(noun, id)
	if err != nil {
		return err
	}
	e := event.Event{
		Occurred: x.Occurred, Known: x.Known, Recorded: tx.now, Actor: x.Actor, Subject: x.Subject, N: o.n + 1, Kind: x.Body.Kind(),
	}
	if e.Occurred == 0 {
		e.Occurred = tx.now
	}
	if e.Known == 0 {
		e.Known = tx.now
	}
	if e.Actor == "" {
		e.Actor = tx.actor
	}
	if e.Actor == "" {
		return errors.New("an event needs an actor")
	}
	if e.Body, e.Private, err = event.Split(x.Body); err != nil {
		return err
	}
	if e.Private != nil {
		e.Salt = make([]byte, 16)
		rand.Read(e.Salt)
		e.Commit = event.Commitment(e.Salt, e.Private)
	}
	return tx.add(o, e, x.Seal)
}

// add folds an event and stages it.
func (tx *Tx) add(o *object, e event.Event, key string) error {
	next, err := o.fold(e)
	if err != nil {
		return err
	}
	if key == e.Subject {
		key = ""
	}
	if key != "" {
		if _, _, err := subjectOf(key); err != nil {
			return err
		}
	}
	for _, w := range added(blocksOf(o), blocksOf(next)) {
		tx.words = append(tx.words, blocked{blockKey{o.noun, w}, o.id})
	}
	tx.objects[e.Subject] = next
	tx.entries = append(tx.entries, &entry{event: e, key: key})
	return nil
}

const sqlAlike = `SELECT id FROM block WHERE noun = $1 AND word = $2`

// Alike finds organisations or people (noun is "organisation" or "person") that share one
// of the keys made by party.Blocks or party.PersonBlocks. Ids are sorted.
func (tx *Tx) Alike(noun string, keys []string) (ids []string, err error) {
	defer fault.Wrap(&err, "store.Alike")
	for _, word := range keys {
		err := tx.link.query(tx.ctx, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		}, sqlAlike, noun, word)
		if err != nil {
			return nil, err
		}
		ids = append(ids, tx.batch.blocks[blockKey{noun, word}]...)
	}
	for _, w := range tx.words {
		if w.key.noun == noun && slices.Contains(keys, w.key.word) {
			ids = append(ids, w.id)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return slices.DeleteFunc(ids, func(id string) bool {
		o, err := tx.object(noun, id)
		return err != nil || !slices.ContainsFunc(blocksOf(o), func(w string) bool { return slices.Contains(keys, w) })
	}), tx.link.failed
}

// blocksOf are the keys under which an object is found as a duplicate.
func blocksOf(o *object) []string {
	switch s := o.state.(type) {
	case party.Organisation:
		if !s.Withdrawn {
			return party.Blocks(s)
		}
	case party.Person:
		if !s.Withdrawn && !s.Erased {
			return party.PersonBlocks(s)
		}
	}
	return nil
}

// added are the entries of b that are not in a.
func added(a, b []string) (more []string) {
	for _, v := range b {
		if !slices.Contains(a, v) {
			more = append(more, v)
		}
	}
	return more
}

const (
	sqlDealsOfOrganisation = `SELECT id FROM deal WHERE organisation = $1`
	sqlDealsOfPerson       = `SELECT deal FROM contact WHERE person = $1`
)

// DealsOf lists the ids of all deals of an organisation or with a person, visible or not:
// what a merge or an erasure has to touch. Ids are sorted.
func (tx *Tx) DealsOf(noun, id string) (ids []string, err error) {
	defer fault.Wrap(&err, "store.DealsOf")
	query := sqlDealsOfOrganisation
	if noun == nounPerson {
		query = sqlDealsOfPerson
	}
	err = tx.link.query(tx.ctx, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, query, id)
	if err != nil {
		return nil, err
	}
	for _, objects := range []map[string]*object{tx.batch.objects, tx.objects} {
		for _, o := range objects {
			if o.noun == nounDeal && o.n > 0 {
				ids = append(ids, o.id)
			}
		}
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(deal string) bool {
		o, err := tx.object(nounDeal, deal)
		return err != nil || !concerns(o, noun, id)
	}), tx.link.failed
}

// concerns says whether a deal is of an organisation or with a person.
func concerns(o *object, noun, id string) bool {
	d, ok := o.state.(deal.Deal)
	switch {
	case !ok:
		return false
	case noun == nounOrganisation:
		return d.Organisation == id
	}
	return slices.Contains(contactsOf(d), id)
}

// contactsOf are the people of a deal, each once.
func contactsOf(d deal.Deal) []string {
	var ids []string
	if d.Person != "" {
		ids = append(ids, d.Person)
	}
	for _, c := range d.People {
		if c.Person != "" {
			ids = append(ids, c.Person)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// scanState reads a row of one column, a state.
func scanState[T any](rows *sql.Rows) (T, error) {
	var raw []byte
	var none T
	if err := rows.Scan(&raw); err != nil {
		return none, err
	}
	v, err := decoded[T](raw)
	if err != nil {
		return none, fmt.Errorf("a row that cannot be read: %w", err)
	}
	return v.(T), nil
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"cairn/event"
	"cairn/process"
)

// batch is what is decided and written in one transaction.
type batch struct {
	db   *DB
	ctx  context.Context // of the transaction, which outlives no request of it
	link *link
	now  int64
	head head

	objects map[string]*object            // as the accepted works leave them; also those not there
	entries []*entry                      // events in their order
	later   []statement                   // secrets and volatile rows
	erase   []string                      // subjects whose keys are destroyed
	marked  func(*object) (string, error) // how checkpoints stand; nil for the batch's own way
	dirty   bool                          // something was written while it was decided
	answers map[asked]*answered
	blocks  map[blockKey][]string         // ids that got a key in this batch
	parsed  map[string]process.Definition // versions published in this batch
	zone    *time.Location                // of the company, once it was asked for
}

// entry is an event with the subject whose key seals its private part.
type entry struct {
	event event.Event
	key   string
}

// statement is a write that belongs to no event.
type statement struct {
	query string
	args  []any
}

// asked and answered are a request by its key, and what it was told.
type asked struct{ actor, key string }

type answered struct {
	hash   []byte
	answer json.RawMessage
	seq    int64
	tx     *Tx  // of the batch at hand
	fresh  bool // to be kept
}

type blockKey struct{ noun, word string }

// begin opens the transaction and reads what its works are known to need.
func (b *batch) begin(group []*request) error {
	b.objects, b.answers, b.blocks = map[string]*object{}, map[asked]*answered{}, map[blockKey][]string{}
	if err := b.link.plain(b.ctx, b.db.dialect.begin()); err != nil {
		return err
	}
	err := b.link.query(b.ctx, func(rows *sql.Rows) error {
		return rows.Scan(&b.head.seq, &b.head.hash, &b.head.memberSeq, &b.head.companySeq)
	}, b.db.dialect.lockHead())
	if err != nil {
		return err
	}
	if b.head.hash == nil {
		b.head.hash = []byte{}
	}
	if err := b.recall(group); err != nil {
		return err
	}
	var deals []string
	for _, r := range group {
		deals = append(deals, r.work.Deals...)
	}
	slices.Sort(deals)
	return b.load(nounDeal, slices.Compact(deals))
}

const sqlAnswers = `SELECT request, actor, hash, answer, seq FROM idempotency WHERE request IN `

// recall reads the answers that keys of this group were given before.
func (b *batch) recall(group []*request) error {
	var keys []string
	for _, r := range group {
		if r.work.Key != "" {
			keys = append(keys, r.work.Key)
		}
	}
	slices.Sort(keys)
	return b.link.pick(b.ctx, func(rows *sql.Rows) error {
		var who asked
		var a answered
		var answer []byte
		if err := rows.Scan(&who.key, &who.actor, &a.hash, &answer, &a.seq); err != nil {
			return err
		}
		a.answer = answer
		b.answers[who] = &a
		return nil
	}, sqlAnswers, slices.Compact(keys))
}

// loading is the query for the states of a noun.
func loading(noun string) string {
	switch noun {
	case nounAccess:
		return sqlLoadAccess
	case nounDeal:
		return sqlLoadDeal
	case nounOrganisation:
		return sqlLoadOrganisation
	case nounPerson:
		return sqlLoadPerson
	case nounMember:
		return sqlLoadMember
	case nounCompany:
		return sqlLoadCompany
	}
	return sqlLoadView
}

const (
	sqlLoadAccess       = `SELECT id, version, born, changed_at, state, 0, 0 FROM access WHERE id IN `
	sqlLoadDeal         = `SELECT id, version, born, changed_at, state, first_known, last_known FROM deal WHERE id IN `
	sqlLoadOrganisation = `SELECT id, version, born, changed_at, state, 0, 0 FROM organisation WHERE id IN `
	sqlLoadPerson       = `SELECT id, version, born, changed_at, state, 0, 0 FROM person WHERE id IN `
	sqlLoadMember       = `SELECT id, version, born, changed_at, state, 0, 0 FROM member WHERE id IN `
	sqlLoadCompany      = `SELECT id, version, born, changed_at, state, 0, 0 FROM company WHERE id IN `
	sqlLoadView         = `SELECT id, version, born, changed_at, state, 0, 0 FROM view WHERE id IN `
)

// load reads objects that this batch does not have yet.
func (b *batch) load(noun string, ids []string) error {
	var missing []string
	for _, id := range ids {
		if _, ok := b.objects[noun+":"+id]; !ok {
			missing = append(missing, id)
			b.objects[noun+":"+id] = &object{noun: noun, id: id}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return b.link.pick(b.ctx, func(rows *sql.Rows) error {
		o := &object{noun: noun}
		var raw []byte
		if err := rows.Scan(&o.id, &o.n, &o.born, &o.changed, &raw, &o.firstKnown, &o.lastKnown); err != nil {
			return err
		}
		var err error
		if o.state, err = thaw(noun, raw); err != nil {
			return fmt.Errorf("the row of %s: %w", o.subject(), err)
		}
		was := *o
		o.was = &was
		b.objects[o.subject()] = o
		return nil
	}, loading(noun), missing)
}

// decoded reads canonical JSON.
func decoded[T any](raw []byte) (any, error) {
	var v T
	err := json.Unmarshal(raw, &v)
	return v, err
}

// accept takes over what a work has made.
func (b *batch) accept(tx *Tx) {
	for subject, o := range tx.objects {
		if b.objects[subject].n == o.n && !o.again {
			continue
		}
		b.objects[subject] = o
	}
	for _, k := range tx.words {
		b.blocks[k.key] = append(b.blocks[k.key], k.id)
	}
	b.entries = append(b.entries, tx.entries...)
	b.later = append(b.later, tx.later...)
	b.erase = append(b.erase, tx.erase...)
}

// writes says whether there is anything to keep.
func (b *batch) writes() bool {
	return b.dirty || len(b.entries) > 0 || len(b.erase) > 0 || len(b.later) > 0 || len(b.fresh()) > 0
}

// fresh are the answers to be kept, as rows.
func (b *batch) fresh() (rows [][]any) {
	for who, a := range b.answers {
		if a.fresh {
			seq := b.head.seq
			if n := len(a.tx.entries); n > 0 {
				seq = a.tx.entries[n-1].event.Seq
			}
			rows = append(rows, []any{who.actor, who.key, bytesOf(a.hash), []byte(a.answer), seq, b.now})
		}
	}
	slices.SortFunc(rows, func(x, y []any) int {
		return strings.Compare(x[0].(string)+"\x00"+x[1].(string), y[0].(string)+"\x00"+y[1].(string))
	})
	return rows
}

// bytesOf makes an empty text of none: such a column is never NULL.
func bytesOf(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

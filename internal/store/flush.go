package store

import (
	"database/sql"
	"slices"
	"strings"

	"cairn/event"
)

// flush writes everything that the accepted works have made. The end of the log comes
// last.
func (b *batch) flush() error {
	b.number()
	if err := b.writeEvents(); err != nil {
		return err
	}
	if err := b.forget(); err != nil {
		return err
	}
	objects := b.changedObjects()
	if err := b.writeRows(objects); err != nil {
		return err
	}
	for _, s := range b.later {
		if _, err := b.link.exec(b.ctx, s.query, s.args...); err != nil {
			return err
		}
	}
	if err := b.link.put(b.ctx, tableIdempotency(), b.fresh()); err != nil {
		return err
	}
	// Last, because a file's index of words writes itself out before every statement that
	// could fail half-way.
	if err := b.indexWords(objects); err != nil {
		return err
	}
	if len(b.entries) == 0 {
		return nil
	}
	_, err := b.link.exec(b.ctx, sqlHeadSet, b.head.seq, b.head.hash, b.head.memberSeq, b.head.companySeq)
	return err
}

const sqlHeadSet = `UPDATE log_head SET seq = $1, hash = $2, member_seq = $3, company_seq = $4 WHERE id = 1`

func tableIdempotency() table {
	return table{name: "idempotency", columns: []string{"actor", "request", "hash", "answer", "seq", "recorded_at"}}
}

// number gives the events their sequence and binds each to the one before. Events that
// are brought back from an export have both already.
func (b *batch) number() {
	for _, e := range b.entries {
		if e.event.Hash == nil {
			e.event.Seq = b.head.seq + 1
			e.event.Hash = e.event.Chain(b.head.hash)
		}
		b.head.seq, b.head.hash = e.event.Seq, e.event.Hash
		noun, _, _ := strings.Cut(e.event.Subject, ":")
		switch noun {
		case nounMember:
			b.head.memberSeq = e.event.Seq
		case nounCompany:
			b.head.companySeq = e.event.Seq
		}
		if e.event.N == 1 {
			b.objects[e.event.Subject].born = e.event.Seq
		}
	}
}

// changedObjects are the subjects of the events, each once, in the order of the events.
func (b *batch) changedObjects() (all []*object) {
	seen := map[string]bool{}
	for _, e := range b.entries {
		if s := e.event.Subject; !seen[s] {
			seen[s] = true
			all = append(all, b.objects[s])
		}
	}
	for _, s := range slices.Sorted(keysOf(b.objects)) {
		if o := b.objects[s]; o.again && !seen[s] {
			all = append(all, o)
		}
	}
	return all
}

func keysOf[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func tableEvent() table {
	return table{name: "event", columns: []string{
		"seq", "occurred_at", "known_at", "recorded_at", "actor", "subject", "n", "kind", "body", "private", "private_key", "commitment", "hash",
	}}
}

// writeEvents seals the private parts and appends the events.
func (b *batch) writeEvents() error {
	keys, err := b.dataKeys()
	if err != nil {
		return err
	}
	rows := make([][]any, len(b.entries))
	for i, e := range b.entries {
		v := e.event
		var sealed, key any
		if v.Private != nil {
			sealed = keys[e.sealer()].close(slices.Concat(v.Salt, v.Private), place(v.Subject, v.N))
		}
		if e.key != "" && v.Commit != nil {
			key = e.key
		}
		var commit any
		if v.Commit != nil {
			commit = v.Commit
		}
		rows[i] = []any{v.Seq, v.Occurred, v.Known, v.Recorded, v.Actor, v.Subject, v.N, v.Kind, v.Body, sealed, key, commit, v.Hash}
	}
	return b.link.put(b.ctx, tableEvent(), rows)
}

// sealer is the subject whose key seals the private part.
func (e *entry) sealer() string {
	if e.key != "" {
		return e.key
	}
	return e.event.Subject
}

const sqlSeals = `SELECT subject, wrapped FROM seal WHERE subject IN `

// dataKeys finds the keys that the private parts need, and makes those that are not there.
func (b *batch) dataKeys() (map[string]seal, error) {
	keys := map[string]seal{}
	var subjects []string
	for _, e := range b.entries {
		if e.event.Private != nil {
			subjects = append(subjects, e.sealer())
		}
	}
	slices.Sort(subjects)
	subjects = slices.Compact(subjects)
	err := b.link.pick(b.ctx, func(rows *sql.Rows) error {
		var subject string
		var wrapped []byte
		if err := rows.Scan(&subject, &wrapped); err != nil {
			return err
		}
		key, err := b.db.master.unwrap(subject, wrapped)
		keys[subject] = key
		return err
	}, sqlSeals, subjects)
	if err != nil {
		return nil, err
	}
	var fresh [][]any
	for _, s := range subjects {
		if _, ok := keys[s]; ok {
			continue
		}
		key, wrapped, err := b.db.master.dataKey(s)
		if err != nil {
			return nil, err
		}
		keys[s] = key
		fresh = append(fresh, []any{s, wrapped})
	}
	return keys, b.link.put(b.ctx, table{name: "seal", columns: []string{"subject", "wrapped"}}, fresh)
}

// rowset collects what is written to each table.
type rowset struct {
	tables  []table
	rows    map[string][][]any
	gone    []statement // rows that go, before any come
	changes []statement // of rows that are there
}

func (r *rowset) add(t table, row []any) {
	if r.rows == nil {
		r.rows = map[string][][]any{}
	}
	if _, ok := r.rows[t.name]; !ok {
		r.tables = append(r.tables, t)
	}
	r.rows[t.name] = append(r.rows[t.name], row)
}

func (r *rowset) drop(query string, args ...any) {
	r.gone = append(r.gone, statement{query, args})
}

// writeRows makes the rows of objects again, as far as they differ from what they were.
func (b *batch) writeRows(objects []*object) error {
	if err := b.neighbours(objects); err != nil {
		return err
	}
	var r rowset
	for _, o := range objects {
		if err := b.rowsOf(o, &r); err != nil {
			return err
		}
	}
	for _, e := range b.entries {
		p, ok, err := publishedBy(e.event)
		if err != nil {
			return err
		}
		if ok {
			r.add(tableProcess(), []any{p.Version, p.Key, p.Text, p.Note, e.event.Recorded, e.event.Seq})
		}
	}
	for _, s := range slices.Concat(r.gone, r.changes) {
		if _, err := b.link.exec(b.ctx, s.query, s.args...); err != nil {
			return err
		}
	}
	for _, t := range r.tables {
		if err := b.link.put(b.ctx, t, r.rows[t.name]); err != nil {
			return err
		}
	}
	return nil
}

// A version that is published again, as the default for instance, stays where it was.
func tableProcess() table {
	columns := []string{"version", "process_key", "definition", "note", "published_at", "seq"}
	return table{name: "process", columns: columns, key: []string{"version"}, keep: columns}
}

// neighbours reads what the rows of objects mention: the organisation and people of deals,
// whose names their search words hold.
func (b *batch) neighbours(objects []*object) error {
	var organisations, people []string
	for _, o := range objects {
		if org, ids := mentioned(o); wordsDiffer(o) {
			if org != "" {
				organisations = append(organisations, org)
			}
			people = append(people, ids...)
		}
	}
	slices.Sort(organisations)
	slices.Sort(people)
	if err := b.load(nounOrganisation, slices.Compact(organisations)); err != nil {
		return err
	}
	return b.load(nounPerson, slices.Compact(people))
}

// canonical is the state as it is kept.
func (o *object) canonical() ([]byte, error) { return event.Canonical(o.state) }

package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strings"

	"cairn/company"
	"cairn/deal"
	"cairn/event"
	"cairn/fault"
	"cairn/process"
)

// Report is what Check has found. StateHash is made from the log; Seq and Head are the end
// of the chain, Head in hexadecimal: who keeps them elsewhere notices a log cut short.
type Report struct {
	Events    int64
	Subjects  map[string]int64 // by noun
	Seq       int64
	Head      string
	StateHash string
	Problems  []Problem // at most a hundred: those of the chain, then those of the rows, each in the order of the log
}

// Problem is something that is not as it should be. Seq is the event at which it shows, 0
// where it is about no event.
type Problem struct {
	Seq     int64
	Subject string
	What    string
}

// mostProblems bounds a report: after a hundred one knows.
const mostProblems = 100

// checker goes through the log twice, once in its order for the chain and once by subject
// for the rows, and holds only a few subjects at a time.
type checker struct {
	db       *DB
	ctx      context.Context
	tx       *sql.Tx
	report   Report
	progress func(done, total int64)
	total    int64
	done     int64
	state    hash.Hash
	zones    []zoneSince

	processes [][]any // rows of the published versions
}

// zoneSince is the company's zone from a moment on.
type zoneSince struct {
	at   int64
	name string
}

// Check proves that the chain is whole, that every private part is the one committed to,
// and that the rows are what the log makes of them, with the words that things are found by
// and the published processes. It sees one moment of the database and
// writes nothing. Progress, where it is not nil, hears how many of the events are done;
// each counts twice.
func (db *DB) Check(ctx context.Context, progress func(done, total int64)) (report Report, err error) {
	defer fault.Wrap(&err, "store.Check")
	tx, err := db.read.BeginTx(ctx, db.dialect.snapshot())
	if err != nil {
		return report, err
	}
	defer tx.Rollback()
	if progress == nil {
		progress = func(int64, int64) {}
	}
	c := &checker{db: db, ctx: ctx, tx: tx, progress: progress, state: sha256.New()}
	c.report.Subjects = map[string]int64{}
	if err := c.chain(); err != nil {
		return report, err
	}
	ofChain := len(c.report.Problems)
	if err := c.compareProcesses(); err != nil {
		return report, err
	}
	if err := c.rows(); err != nil {
		return report, err
	}
	slices.SortStableFunc(c.report.Problems[ofChain:], func(a, b Problem) int { return cmp.Compare(a.Seq, b.Seq) })
	if err := c.count(); err != nil {
		return report, err
	}
	if err := c.countWords(); err != nil {
		return report, err
	}
	c.report.StateHash = hex.EncodeToString(c.state.Sum(nil))
	return c.report, nil
}

func b2i(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func (c *checker) problem(seq int64, subject, format string, args ...any) {
	if len(c.report.Problems) < mostProblems {
		c.report.Problems = append(c.report.Problems, Problem{seq, subject, fmt.Sprintf(format, args...)})
	}
}

// page reads some events.
func (c *checker) page(query string, args ...any) (page []recorded, err error) {
	rows, err := c.tx.QueryContext(c.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	err = each(rows, func(rows *sql.Rows) error {
		r, err := c.db.scanEvent(rows)
		page = append(page, r)
		return err
	})
	c.done += int64(len(page))
	c.progress(c.done, 2*c.total)
	return page, err
}

// chain follows the log from its first event to its head.
func (c *checker) chain() error {
	var h head
	if err := c.tx.QueryRowContext(c.ctx, sqlHead).Scan(&h.seq, &h.hash, &h.memberSeq, &h.companySeq); err != nil {
		return err
	}
	c.total = h.seq
	seq, prev := int64(0), []byte{}
	for {
		page, err := c.page(sqlLog, seq)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		for _, r := range page {
			if r.broken != nil {
				c.problem(r.Seq, r.Subject, "%v", r.broken)
			}
			if err := r.Verify(seq+1, prev); err != nil {
				c.problem(min(r.Seq, seq+1), r.Subject, "%v", err)
			}
			seq, prev = r.Seq, r.Hash
			c.report.Events++
			c.zone(r.Event)
			c.published(r.Event)
		}
	}
	if seq != h.seq || string(prev) != string(h.hash) {
		c.problem(min(seq, h.seq)+1, "", "the log ends with sequence %d, and its head says %d", seq, h.seq)
	}
	c.report.Seq, c.report.Head = seq, hex.EncodeToString(prev)
	return nil
}

// zone notes where the company's day began when.
func (c *checker) zone(e event.Event) {
	var up company.SetUp
	var changed company.Changed
	switch e.Kind {
	case up.Kind():
		if event.Join(e.Body, e.Private, &up) == nil {
			c.zones = append(c.zones, zoneSince{e.Recorded, up.Zone})
		}
	case changed.Kind():
		if event.Join(e.Body, e.Private, &changed) == nil && changed.Zone != nil {
			c.zones = append(c.zones, zoneSince{e.Recorded, *changed.Zone})
		}
	}
}

func (c *checker) day(at int64) string {
	zone := ""
	for _, z := range c.zones {
		if z.at <= at {
			zone = z.name
		}
	}
	return dayIn(zone, at)
}

// marks are those of a deal when its last event was recorded.
func (c *checker) marks(o *object) (string, error) {
	d := o.state.(deal.Deal)
	p, err := c.process(d.Process)
	if err != nil {
		return "", err
	}
	return marksOf(p, d, o.changed, c.day(o.changed)), nil
}

// process finds a version within the moment that is checked.
func (c *checker) process(version string) (process.Definition, error) {
	if p, ok := c.db.kept.process(version); ok {
		return p, nil
	}
	var text string
	if err := c.tx.QueryRowContext(c.ctx, sqlProcess, version).Scan(&text); err != nil {
		return process.Definition{}, fmt.Errorf("the process %s: %w", version, err)
	}
	return c.db.kept.keepProcess(version, text)
}

const sqlBySubject = eventColumns + ` WHERE (e.subject, e.n) > ($1, $2) ORDER BY e.subject, e.n LIMIT 1000`

// rows folds one subject after the other and holds each against its rows.
func (c *checker) rows() error {
	subject, n := "", int64(0)
	var o *object
	var seq int64 // of the last event of o
	var folded []*object
	var seqs []int64
	finish := func(least int) error {
		if o != nil {
			folded, seqs, o = append(folded, o), append(seqs, seq), nil
		}
		if len(folded) < least {
			return nil
		}
		err := c.compare(folded, seqs)
		folded, seqs = nil, nil
		return err
	}
	for {
		page, err := c.page(sqlBySubject, subject, n)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			return finish(0)
		}
		for _, r := range page {
			if r.Subject != subject {
				if err := finish(200); err != nil {
					return err
				}
				if noun, id, err := subjectOf(r.Subject); err != nil {
					c.problem(r.Seq, r.Subject, "%v", err)
				} else {
					o = &object{noun: noun, id: id}
				}
			}
			subject, n, seq = r.Subject, r.N, r.Seq
			if o == nil {
				continue // its fold has failed already
			}
			next, err := o.fold(r.Event)
			if err != nil {
				c.problem(r.Seq, r.Subject, "%v", err)
				o = nil
				continue
			}
			o = next
		}
	}
}

// compare holds the rows of some subjects against their folds. They come in the order of
// their subjects; the state hash takes them in the same order.
func (c *checker) compare(objects []*object, seqs []int64) error {
	for start := 0; start < len(objects); {
		end := start
		for end < len(objects) && objects[end].noun == objects[start].noun {
			end++
		}
		if err := c.compareNoun(objects[start:end], seqs[start:end]); err != nil {
			return err
		}
		start = end
	}
	return nil
}

func (c *checker) compareNoun(objects []*object, seqs []int64) error {
	noun := objects[0].noun
	ids := make([]string, len(objects))
	var r rowset
	for i, o := range objects {
		ids[i] = o.id
		if err := c.hash(o); err != nil {
			return err
		}
		b := &batch{db: c.db, ctx: c.ctx}
		b.marked = c.marks
		if err := b.rowsOf(o, &r); err != nil {
			c.problem(seqs[i], o.subject(), "%v", err)
		}
	}
	c.report.Subjects[noun] += int64(len(objects))
	want := map[string]map[string][]string{} // table, id, rows
	for _, t := range r.tables {
		want[t.name] = map[string][]string{}
		at := ownerColumn(t)
		for _, row := range r.rows[t.name] {
			id := row[at].(string)
			want[t.name][id] = append(want[t.name][id], spelled(row))
		}
	}
	for _, t := range tablesOf(noun) {
		got, err := c.stored(t, noun, ids)
		if err != nil {
			return err
		}
		for i, id := range ids {
			w, g := want[t.name][id], got[id]
			slices.Sort(w)
			slices.Sort(g)
			if !slices.Equal(w, g) {
				c.problem(seqs[i], objects[i].subject(), "%s", difference(t, w, g))
			}
		}
	}
	return c.words(objects, seqs)
}

// hash takes the state of an object into the state hash.
func (c *checker) hash(o *object) error {
	raw, err := o.canonical()
	if err == nil {
		hashState(c.state, o.noun, o.id, raw)
	}
	return err
}

func hashState(h hash.Hash, noun, id string, raw []byte) {
	var n [8]byte
	for _, part := range [][]byte{[]byte(noun), []byte(id), raw} {
		binary.BigEndian.PutUint64(n[:], uint64(len(part)))
		h.Write(n[:])
		h.Write(part)
	}
}

// tablesOf are the tables that a noun has rows in.
func tablesOf(noun string) []table {
	switch noun {
	case nounAccess:
		return []table{tableAccess()}
	case nounDeal:
		return []table{tableDeal(), pairTable("participant", "member"), pairTable("contact", "person"), tableStay(), tableActivity()}
	case nounOrganisation:
		return []table{tableOrganisation(), tableBlock()}
	case nounPerson:
		return []table{tablePerson(), tableBlock()}
	case nounMember:
		return []table{tableMember()}
	case nounCompany:
		return []table{tableCompany()}
	}
	return []table{tableView()}
}

// ownerColumn is the place of the column that names the subject.
func ownerColumn(t table) int {
	if i := slices.Index(t.columns, "id"); i >= 0 && t.name != "activity" {
		return i
	}
	return slices.Index(t.columns, "deal")
}

// stored reads the rows of subjects, spelled, by id.
func (c *checker) stored(t table, noun string, ids []string) (map[string][]string, error) {
	at := ownerColumn(t)
	w := where{}
	w.in(t.columns[at], ids)
	if t.name == "block" {
		w.on("noun = ?", noun)
	}
	rows, err := c.tx.QueryContext(c.ctx, "SELECT "+strings.Join(t.columns, ", ")+" FROM "+t.name+w.text(), w.args...)
	if err != nil {
		return nil, err
	}
	got := map[string][]string{}
	return got, each(rows, func(rows *sql.Rows) error {
		row, places := make([]any, len(t.columns)), make([]any, len(t.columns))
		for i := range row {
			places[i] = &row[i]
		}
		if err := rows.Scan(places...); err != nil {
			return err
		}
		id := fmt.Sprint(plain(row[at]))
		got[id] = append(got[id], spelled(row))
		return nil
	})
}

// spelled writes a row as one text, the same for what is to be stored and what is.
func spelled(row []any) string {
	var b strings.Builder
	for _, v := range row {
		fmt.Fprintf(&b, "%v\x1f", plain(v))
	}
	return b.String()
}

// plain is a value as both databases can give it: no booleans, no bytes.
func plain(v any) any {
	switch v := v.(type) {
	case bool:
		return b2i(v)
	case []byte:
		return string(v)
	case nil:
		return "\x00"
	}
	return v
}

// difference says in which column a row differs first.
func difference(t table, want, got []string) string {
	if len(want) != len(got) {
		return fmt.Sprintf("table %s has %d rows where the log makes %d", t.name, len(got), len(want))
	}
	for i := range want {
		w, g := strings.Split(want[i], "\x1f"), strings.Split(got[i], "\x1f")
		for j := range min(len(w), len(g), len(t.columns)) {
			if w[j] != g[j] {
				return fmt.Sprintf("%s.%s is %.80q where the log makes %.80q", t.name, t.columns[j], g[j], w[j])
			}
		}
	}
	return "table " + t.name + " differs from the log"
}

// count notices rows that no event has made.
func (c *checker) count() error {
	for _, noun := range nouns() {
		var n int64
		if err := c.tx.QueryRowContext(c.ctx, "SELECT COUNT(*) FROM "+noun).Scan(&n); err != nil {
			return err
		}
		if n != c.report.Subjects[noun] {
			c.problem(0, "", "table %s has %d rows where the log makes %d", noun, n, c.report.Subjects[noun])
		}
	}
	return nil
}

package store

import (
	"database/sql"
	"slices"
	"strings"

	"cairn/event"
)

// What the log makes besides the rows of nouns: the words that things are found by, and the
// published processes.

// foundBy is a row of the table search.
type foundBy struct {
	words, members string
	seq            int64
}

const (
	sqlWords             = `SELECT id, words, members, seq FROM search WHERE id IN `
	sqlOrganisationNames = `SELECT id, name FROM organisation WHERE id IN `
	sqlPersonNames       = `SELECT id, name FROM person WHERE id IN `
	sqlWordsCount        = `SELECT COUNT(*) FROM search`
	sqlProcessRows       = `SELECT version, process_key, definition, note, published_at, seq FROM process ORDER BY seq`
)

// words holds the words of some subjects of one noun against those that their folds make.
// The names of others that they are found by are taken from the rows, which are held against
// the log themselves.
func (c *checker) words(objects []*object, seqs []int64) error {
	if !searchable(objects[0].noun) {
		return nil
	}
	ids := make([]any, len(objects))
	for i, o := range objects {
		ids[i] = -o.born
	}
	got := map[int64]foundBy{}
	err := c.pick(sqlWords, ids, func(rows *sql.Rows) error {
		var id int64
		var f foundBy
		err := rows.Scan(&id, &f.words, &f.members, &f.seq)
		got[-id] = f
		return err
	})
	if err != nil {
		return err
	}
	names, err := c.names(objects)
	if err != nil {
		return err
	}
	for i, o := range objects {
		words, err := wordsOf(o, func(noun, id string) (string, error) { return names[noun][id], nil })
		if err != nil {
			return err
		}
		c.compareWords(o, seqs[i], got, words)
	}
	return nil
}

// compareWords holds one of them against what is to be there.
func (c *checker) compareWords(o *object, seq int64, all map[int64]foundBy, words string) {
	got, ok := all[o.born]
	members := slices.Sorted(slices.Values(strings.Fields(got.members)))
	switch want := membersOf(o); {
	case !ok:
		c.problem(seq, o.subject(), "table search has no row for it")
	case got.words != words:
		c.problem(seq, o.subject(), "search.words is %.80q where the log makes %.80q", got.words, words)
	case !slices.Equal(members, want):
		c.problem(seq, o.subject(), "search.members is %.80q where the log makes %.80q", got.members, strings.Join(want, " "))
	case got.seq < o.born || got.seq > c.report.Seq:
		c.problem(seq, o.subject(), "search.seq is %d, and the log goes from %d to %d", got.seq, o.born, c.report.Seq)
	}
}

// names are those that objects are found by besides their own, by noun and id.
func (c *checker) names(objects []*object) (map[string]map[string]string, error) {
	names := map[string]map[string]string{nounOrganisation: {}, nounPerson: {}}
	for _, o := range objects {
		organisation, people := mentioned(o)
		names[nounOrganisation][organisation] = ""
		for _, id := range people {
			names[nounPerson][id] = ""
		}
	}
	for noun, query := range map[string]string{nounOrganisation: sqlOrganisationNames, nounPerson: sqlPersonNames} {
		var ids []any
		for id := range names[noun] {
			ids = append(ids, id)
		}
		err := c.pick(query, ids, func(rows *sql.Rows) error {
			var id, name string
			err := rows.Scan(&id, &name)
			names[noun][id] = name
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return names, nil
}

// pick reads the rows whose first column is one of the keys; the query ends in "IN ".
func (c *checker) pick(query string, keys []any, scan func(*sql.Rows) error) error {
	for part := range slices.Chunk(keys, 256) {
		rows, err := c.tx.QueryContext(c.ctx, query+list(1, len(part), c.db.dialect.slot()), part...)
		if err == nil {
			err = each(rows, scan)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// published notes the version of a process that an event publishes. One that is published
// again stays where it was.
func (c *checker) published(e event.Event) {
	p, ok, err := publishedBy(e)
	if err != nil || !ok {
		return
	}
	same := func(row []any) bool { return row[0] == p.Version }
	if !slices.ContainsFunc(c.processes, same) {
		c.processes = append(c.processes, []any{p.Version, p.Key, p.Text, p.Note, e.Recorded, e.Seq})
	}
}

// compareProcesses holds the published versions against the table.
func (c *checker) compareProcesses() error {
	rows, err := c.tx.QueryContext(c.ctx, sqlProcessRows)
	if err != nil {
		return err
	}
	t := tableProcess()
	got := map[string][]string{}
	count := 0
	err = each(rows, func(rows *sql.Rows) error {
		var version, key, text, note string
		var at, seq int64
		err := rows.Scan(&version, &key, &text, &note, &at, &seq)
		got[version] = append(got[version], spelled([]any{version, key, text, note, at, seq}))
		count++
		return err
	})
	if err != nil {
		return err
	}
	for _, row := range c.processes {
		version, want := row[0].(string), []string{spelled(row)}
		if !slices.Equal(got[version], want) {
			c.problem(row[5].(int64), "process "+version, "%s", difference(t, want, got[version]))
		}
	}
	if count > len(c.processes) {
		c.problem(0, "", "table process has %d rows where the log makes %d", count, len(c.processes))
	}
	return nil
}

// countWords notices words of what no event has made.
func (c *checker) countWords() error {
	var n, want int64
	if err := c.tx.QueryRowContext(c.ctx, sqlWordsCount).Scan(&n); err != nil {
		return err
	}
	for _, noun := range nouns() {
		if searchable(noun) {
			want += c.report.Subjects[noun]
		}
	}
	if n != want {
		c.problem(0, "", "table search has %d rows where the log makes %d", n, want)
	}
	return nil
}

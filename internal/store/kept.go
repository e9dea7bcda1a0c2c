package store

import (
	"context"
	"database/sql"
	"errors"

	"cairn/company"
	"cairn/fault"
	"cairn/process"
)

// kept is read by everybody: what belongs to the end of the log at seq is used as long as
// no newer event of its kind is there.

func (k *kept) companyAt(seq int64) (company.Company, bool) {
	k.Lock()
	defer k.Unlock()
	return k.company, k.companySeq == seq
}

func (k *kept) keepCompany(seq int64, c company.Company) {
	k.Lock()
	defer k.Unlock()
	if seq > k.companySeq {
		k.companySeq, k.company = seq, c
	}
}

func (k *kept) process(version string) (process.Definition, bool) {
	k.Lock()
	defer k.Unlock()
	p, ok := k.processes[version]
	return p, ok
}

// keepProcess parses the text of a version once.
func (k *kept) keepProcess(version, text string) (process.Definition, error) {
	p, err := process.Parse([]byte(text))
	if err != nil {
		return p, err
	}
	k.Lock()
	defer k.Unlock()
	k.processes[version] = p
	return p, nil
}

const sqlCompany = `SELECT state FROM company ORDER BY id`

// Company gives the company; the zero Company before it was set up.
func (db *DB) Company(ctx context.Context) (c company.Company, err error) {
	defer fault.Wrap(&err, "store.Company")
	h, err := db.head(ctx)
	if err != nil {
		return c, err
	}
	if c, ok := db.kept.companyAt(h.companySeq); ok {
		return c, nil
	}
	all, err := rowsOf(ctx, db, scanState[company.Company], sqlCompany)
	if err != nil || len(all) == 0 {
		return c, err
	}
	db.kept.keepCompany(h.companySeq, all[0])
	return all[0], nil
}

const (
	sqlProcess   = `SELECT definition FROM process WHERE version = $1`
	sqlProcesses = `SELECT version, process_key, definition, note, published_at FROM process ORDER BY seq`
)

// Process gives a published version of a process, fault.NotFound "process" where there is
// none of that name.
func (db *DB) Process(ctx context.Context, version string) (p process.Definition, err error) {
	defer fault.Wrap(&err, "store.Process(%s)", version)
	if p, ok := db.kept.process(version); ok {
		return p, nil
	}
	var text string
	err = db.one(ctx, sqlProcess, []any{version}, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return p, missing("process", version)
	}
	if err != nil {
		return p, err
	}
	return db.kept.keepProcess(version, text)
}

// Published is a version of a process, and when it was published in microseconds UTC.
type Published struct {
	Version   string `json:"version"`
	Key       string `json:"key"`
	Text      string `json:"text"`
	Note      string `json:"note,omitempty"`
	Published int64  `json:"published"`
}

// Processes lists all versions that were ever published, in the order of publication.
func (db *DB) Processes(ctx context.Context) (all []Published, err error) {
	defer fault.Wrap(&err, "store.Processes")
	return rowsOf(ctx, db, func(rows *sql.Rows) (p Published, err error) {
		return p, rows.Scan(&p.Version, &p.Key, &p.Text, &p.Note, &p.Published)
	}, sqlProcesses)
}

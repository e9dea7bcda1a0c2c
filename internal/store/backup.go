package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"

	"cairn/fault"
)

const sqlVacuum = `VACUUM INTO $1`

// Server says whether the database is a server, which is not copied as a file.
func (db *DB) Server() bool { return db.dialect.postgres }

// Behind says whether a database that was opened as Older has tables of an older program.
func (db *DB) Behind() bool { return db.behind }

// Copy writes a copy of a database file into a new file while work goes on: one moment of
// it, for its owner's eyes only. A failed copy is removed. On a server it is fault.Conflict
// "store.backup".
func (db *DB) Copy(ctx context.Context, path string) (err error) {
	defer fault.Wrap(&err, "store.Copy")
	if db.dialect.postgres {
		return fault.New(fault.Conflict, "store.backup", "", "a file that ends in .log, pg_dump, or a base backup of the server")
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(path)
		}
	}()
	if err := f.Close(); err != nil {
		return err
	}
	pool := db.pool(db.dialect.file(map[string][]string{"mode": {"ro"}, "_pragma": {"busy_timeout(10000)"}}), 1)
	defer pool.Close()
	_, err = pool.ExecContext(ctx, sqlVacuum, path)
	return err
}

// Prove restores the log of a copied database file into a new file at scratch, and compares
// what that comes to with the rows of the copy. It returns the standing of the copy; where
// the two differ it is fault.Invalid "backup.differs". A copy of an older program is brought
// up to date first, in a copy of its own. Neither the copy nor anything else is changed;
// files that begin with the name of scratch are left behind.
func Prove(ctx context.Context, copied, scratch string, master []byte) (s Standing, err error) {
	defer fault.Wrap(&err, "store.Prove")
	db, err := Open(ctx, copied, Options{ReadOnly: true, Master: master})
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Key == "store.older" {
		newer := scratch + ".newer"
		if err := copyFile(copied, newer); err != nil {
			return s, err
		}
		db, err = Open(ctx, newer, Options{Master: master})
	}
	if err != nil {
		return s, err
	}
	defer func() { err = either(err, db.Close()) }()
	if err := db.opens(ctx); err != nil {
		return s, err
	}
	if s, err = db.Standing(ctx); err != nil {
		return s, err
	}
	again, err := Rebuild(ctx, scratch, master, db.Events(ctx))
	if err != nil {
		return s, err
	}
	if what := again.Differs(s); what != "" {
		return s, fault.New(fault.Invalid, "backup.differs", "", "another copy").With("what", what)
	}
	return s, nil
}

// Backup copies a database file while work goes on, proves the copy, and gives it its name
// only then: a file of that name is whole. It returns the standing of the copy. A copy that
// is not what it should be keeps the name with ".unproved" after it, to be looked at.
func (db *DB) Backup(ctx context.Context, path string) (s Standing, err error) {
	defer fault.Wrap(&err, "store.Backup")
	if _, err := os.Stat(path); err == nil {
		return s, errThere()
	}
	part := path + ".part"
	os.Remove(part) // of a backup that was interrupted
	if err := db.Copy(ctx, part); err != nil {
		return s, err
	}
	defer os.Remove(part)
	scratch, err := os.MkdirTemp(filepath.Dir(path), ProofFolder)
	if err != nil {
		return s, err
	}
	defer os.RemoveAll(scratch)
	if s, err = Prove(ctx, part, filepath.Join(scratch, "again.db"), db.options.Master); err == nil {
		err = db.continues(ctx, s)
	}
	if err != nil {
		os.Rename(part, path+".unproved")
		return s, err
	}
	return s, Settle(part, path)
}

// ProofFolder is the pattern of the folders in which copies are proved.
const ProofFolder = ".proof-*"

func errThere() error {
	return fault.New(fault.Conflict, "store.backup_there", "", "a path at which there is no file yet")
}

// continues says whether a standing is one that this database has had: fault.Invalid
// "backup.differs" where not.
func (db *DB) continues(ctx context.Context, s Standing) error {
	head, err := db.HeadAt(ctx, s.Seq)
	if err == nil && head != s.Head && s.Seq > 0 {
		err = fault.New(fault.Invalid, "backup.differs", "", "another copy").With("what", Standing{Seq: s.Seq, Head: s.Head}.Differs(Standing{Seq: s.Seq, Head: head}))
	}
	return err
}

// opens refuses a master key that does not open this database: fault.Conflict
// "store.master". A reader that reads nothing sealed would not notice.
func (db *DB) opens(ctx context.Context) error {
	var wrapped []byte
	if err := db.one(ctx, sqlSeal, []any{masterSubject}, &wrapped); err != nil {
		return err
	}
	if _, err := db.master.unwrap(masterSubject, wrapped); err != nil {
		return fault.New(fault.Conflict, "store.master", "", "the master key that this database was begun with").Because(err)
	}
	return nil
}

// copyFile copies a file that nobody writes to.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// either is the first of two errors that is one.
func either(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// Settle brings a file to the disk and gives it its name, at which there must be nothing
// yet: fault.Conflict "store.backup_there".
func Settle(from, to string) (err error) {
	defer fault.Wrap(&err, "store.Settle")
	if _, err := os.Stat(to); err == nil {
		return errThere()
	}
	f, err := os.OpenFile(from, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := either(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(to))
}

// Backup is what is known of one backup. Moments are microseconds UTC, Took microseconds.
// Proved says that a copy was restored from it and came to the same; Problem what went
// wrong, "" where nothing did. Gone is when it was removed, 0 while it is kept.
type Backup struct {
	ID        string `json:"id"`
	Began     int64  `json:"began_at"`
	Took      int64  `json:"took"`
	Why       string `json:"why" enum:"schedule,asked,upgrade"`
	Place     string `json:"place"`
	Bytes     int64  `json:"bytes"`
	Seq       int64  `json:"-"`
	Head      string `json:"head,omitempty"`
	StateHash string `json:"state_hash,omitempty"`
	Proved    bool   `json:"proved"`
	Problem   string `json:"problem,omitempty"`
	Gone      int64  `json:"gone_at,omitempty"`
}

const (
	backupColumns = `SELECT id, began_at, took, why, place, bytes, seq, head, state_hash, proved, problem, COALESCE(gone_at, 0) FROM backup`
	sqlBackups    = backupColumns + ` ORDER BY began_at DESC, id LIMIT $1`
	sqlBackupGood = backupColumns + ` WHERE problem = '' AND gone_at IS NULL ORDER BY began_at DESC, id LIMIT 1`
	sqlBackupAdd  = `INSERT INTO backup (id, began_at, took, why, place, bytes, seq, head, state_hash, proved, problem)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING`
	sqlBackupGone  = `UPDATE backup SET gone_at = $2 WHERE place = $1 AND gone_at IS NULL`
	sqlOldBackups  = `DELETE FROM backup WHERE gone_at < $1 OR problem <> '' AND began_at < $1`
	keepBackupNews = 90 * 24 * 60 * 60 * 1_000_000
)

func scanBackup(rows *sql.Rows) (b Backup, err error) {
	return b, rows.Scan(&b.ID, &b.Began, &b.Took, &b.Why, &b.Place, &b.Bytes, &b.Seq, &b.Head, &b.StateHash, &b.Proved, &b.Problem, &b.Gone)
}

// NoteBackup writes down what became of a backup; one without an id gets it.
func (db *DB) NoteBackup(ctx context.Context, b Backup) (err error) {
	defer fault.Wrap(&err, "store.NoteBackup")
	if b.ID == "" {
		b.ID = db.options.NewID()
	}
	return db.aside(ctx, sqlBackupAdd, b.ID, b.Began, b.Took, b.Why, b.Place, b.Bytes, b.Seq, b.Head, b.StateHash, b.Proved, brief(b.Problem))
}

// BackupGone notes that the backup at a place was removed.
func (db *DB) BackupGone(ctx context.Context, place string) (err error) {
	defer fault.Wrap(&err, "store.BackupGone")
	return db.aside(ctx, sqlBackupGone, place, db.Now())
}

// Backups lists what is known of backups, the latest first, at most limit.
func (db *DB) Backups(ctx context.Context, limit int) (all []Backup, err error) {
	defer fault.Wrap(&err, "store.Backups")
	return rowsOf(ctx, db, scanBackup, sqlBackups, int64(bounded(limit)))
}

// LastBackup is the latest that is there and went well; ok is false where none is.
func (db *DB) LastBackup(ctx context.Context) (b Backup, ok bool, err error) {
	defer fault.Wrap(&err, "store.LastBackup")
	all, err := rowsOf(ctx, db, scanBackup, sqlBackupGood)
	if err != nil || len(all) == 0 {
		return b, false, err
	}
	return all[0], true, nil
}

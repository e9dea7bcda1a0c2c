package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"cairn/fault"
	"cairn/internal/config"
	"cairn/internal/load"
	"cairn/internal/store"
)

// vault is the folder of the backups that are made without anybody at the command line. A
// file has its name there only once it was proved by restoring it; what is thinned out later
// goes by the names alone, so that the folder stays in order whatever database is restored.
type vault struct {
	db     *store.DB
	folder string
	prefix string // of the files of this database
	master []byte
}

// Names of backups: a database file copied, or a sealed log of a server.
const (
	backupStamp = "20060102T150405Z"
	copyEnding  = ".db"
	logEnding   = ".log"
)

// vaultOf is the vault of a database.
func vaultOf(c config.Config, db *store.DB, master []byte) vault {
	prefix := "cairn"
	if !c.Server() {
		prefix = strings.TrimSuffix(filepath.Base(c.Place()), filepath.Ext(c.Place()))
	}
	return vault{db: db, folder: c.BackupFolder(), prefix: prefix, master: master}
}

// store makes one backup and says what became of it; where it failed, the error says why and
// the backup is worth noting all the same.
func (v vault) store(ctx context.Context, id, why string) (b store.Backup, err error) {
	began := time.Now()
	b = store.Backup{ID: id, Began: v.db.Now(), Why: why, Place: v.folder}
	defer func() {
		b.Took = time.Since(began).Microseconds()
		if err != nil {
			b.Problem = sentence(err)
		}
	}()
	if err := os.MkdirAll(v.folder, 0o700); err != nil {
		return b, err
	}
	v.tidy()
	ending := copyEnding
	if v.db.Server() {
		ending = logEnding
	}
	path := filepath.Join(v.folder, fmt.Sprintf("%s-%s-%.6s%s", v.prefix, time.UnixMicro(b.Began).UTC().Format(backupStamp), strings.ReplaceAll(id, "-", "x")[max(0, len(id)-6):], ending))
	s, err := backUp(ctx, v.db, path, v.master)
	if err != nil {
		return b, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return b, err
	}
	b.Place, b.Bytes, b.Proved = path, info.Size(), true
	b.Seq, b.Head, b.StateHash = s.Seq, s.Head, s.StateHash
	return b, nil
}

// backUp makes and proves one backup under a new name.
func backUp(ctx context.Context, db *store.DB, path string, master []byte) (store.Standing, error) {
	if !db.Server() && !strings.HasSuffix(path, logEnding) {
		return db.Backup(ctx, path)
	}
	return sealLog(ctx, db, path, master)
}

// still is a database whose log ends where it ended at one moment.
type still struct {
	*store.DB
	seq int64
}

// Seq is where the log ended.
func (s still) Seq(context.Context) (int64, error) { return s.seq, nil }

// sealLog writes the log into a sealed file, restores it from there, and compares what that
// comes to with the database as it was when the writing began.
func sealLog(ctx context.Context, db *store.DB, path string, master []byte) (s store.Standing, err error) {
	if s, err = db.Standing(ctx); err != nil {
		return s, err
	}
	folder, err := os.MkdirTemp(filepath.Dir(path), store.ProofFolder)
	if err != nil {
		return s, err
	}
	defer os.RemoveAll(folder)
	part := filepath.Join(folder, filepath.Base(path))
	err = newFile(part, func(w io.Writer) error {
		sealed, err := store.SealTo(w, master)
		if err != nil {
			return err
		}
		return errors.Join(load.Export[store.Recorded](ctx, still{db, s.Seq}, sealed, load.JSONLines), sealed.Close())
	})
	if err != nil {
		return s, err
	}
	again, err := proveLog(ctx, part, filepath.Join(folder, "again.db"), master)
	if err != nil {
		return s, err
	}
	if what := again.Differs(s); what != "" {
		return s, fault.New(fault.Invalid, "backup.differs", "", "another copy").With("what", what)
	}
	return s, store.Settle(part, path)
}

// proveLog restores a log from a file into a new database at scratch.
func proveLog(ctx context.Context, path, scratch string, master []byte) (s store.Standing, err error) {
	f, err := os.Open(path)
	if err != nil {
		return s, err
	}
	defer f.Close()
	plain, err := store.Unseal(f, master)
	if err != nil {
		return s, err
	}
	return store.Rebuild(ctx, scratch, master, load.Events[store.Recorded](plain))
}

// Leftovers are removed when nobody can be at work on them any more.
const leftover = 24 * time.Hour

// tidy removes what interrupted backups have left behind.
func (v vault) tidy() {
	for _, pattern := range []string{store.ProofFolder, v.prefix + "-*.part", v.prefix + "-*.part-journal", v.prefix + "-*.unproved"} {
		found, err := filepath.Glob(filepath.Join(v.folder, pattern))
		if err != nil {
			continue
		}
		for _, path := range found {
			if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > leftover {
				os.RemoveAll(path)
			}
		}
	}
}

// thin removes the backups that are no longer kept, and returns their paths. Keep says which
// are, by the moments at which they were taken, in the zone.
func (v vault) thin(keep func([]time.Time) []bool, zone *time.Location) (gone []string, err error) {
	files, err := os.ReadDir(v.folder)
	if err != nil {
		return nil, err
	}
	var paths []string
	var taken []time.Time
	for _, f := range files {
		if at, ok := v.takenAt(f.Name()); ok && f.Type().IsRegular() {
			paths, taken = append(paths, filepath.Join(v.folder, f.Name())), append(taken, at.In(zone))
		}
	}
	for i, kept := range keep(taken) {
		if kept {
			continue
		}
		if err := os.Remove(paths[i]); err != nil {
			return gone, err
		}
		gone = append(gone, paths[i])
	}
	return gone, nil
}

// takenAt reads the name of a backup of this database. Files of other names are nobody's
// business here.
func (v vault) takenAt(name string) (at time.Time, ok bool) {
	rest, ours := strings.CutPrefix(name, v.prefix+"-")
	ending := filepath.Ext(rest)
	stamp, _, dashed := strings.Cut(strings.TrimSuffix(rest, ending), "-")
	if !ours || !dashed || ending != copyEnding && ending != logEnding {
		return at, false
	}
	at, err := time.Parse(backupStamp, stamp)
	return at, err == nil
}

// beforeUpgrade backs up a database whose tables this program is about to bring up to date,
// and brings a copy of it up to date first: what cannot be done with the copy is not tried
// with the original. It returns nothing where there is nothing to bring up to date.
func beforeUpgrade(ctx context.Context, c config.Config, master []byte) (*store.Backup, error) {
	if c.BackupFolder() == "" {
		return nil, nil
	}
	if info, err := os.Stat(c.Place()); !c.Server() && (err != nil || info.Size() == 0) {
		return nil, nil // the first start
	}
	db, err := store.Open(ctx, c.Place(), store.Options{Master: master, ReadOnly: true, Older: true})
	if err != nil {
		return nil, nil // opening it for writing will say so, or makes the tables
	}
	defer db.Close()
	seq, err := db.Seq(ctx)
	if err != nil || seq == 0 || !db.Behind() {
		return nil, err
	}
	b, err := vaultOf(c, db, master).store(ctx, fmt.Sprintf("%x", time.Now().UnixNano()), "upgrade")
	if err != nil {
		return nil, fault.New(fault.Conflict, "backup.before", "", "a folder with room for a backup (--backup), or --backup none to do without").Because(err)
	}
	return &b, nil
}

// openUpgraded opens a database for writing, and backs it up before its tables are brought up
// to date.
func openUpgraded(ctx context.Context, c config.Config, master []byte) (*store.DB, error) {
	made, err := beforeUpgrade(ctx, c, master)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, c.Place(), store.Options{Master: master})
	if err != nil || made == nil {
		return db, err
	}
	if err := db.NoteBackup(ctx, *made); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

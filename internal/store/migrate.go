package store

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"cairn/fault"
	"cairn/internal/store/schema"
)

// migrate brings the tables up to date, each step in a transaction of its own. Nodes that
// start together take turns.
func (db *DB) migrate(ctx context.Context) error {
	provider, err := db.migrations()
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fault.New(fault.Conflict, "store.migration", "",
			"the database as it was before: nothing of the step that failed was kept; put its cause right and start again").Because(err)
	}
	return nil
}

func (db *DB) migrations() (*goose.Provider, error) {
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithSlog(slog.New(slog.DiscardHandler)), goose.WithTableName("schema_version")}
	kind := goose.DialectSQLite3
	if db.dialect.postgres {
		kind = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(kind, db.write, worded{db.dialect}, options...)
}

const sqlVersion = `SELECT MAX(version_id) FROM schema_version`

// checkVersion refuses a database that another version of the program has left behind.
func (db *DB) checkVersion(ctx context.Context) error {
	names, err := fs.Glob(schema.Files, "*.sql")
	if err != nil {
		return err
	}
	newest := 0
	for _, name := range names {
		number, _, _ := strings.Cut(name, "_")
		n, err := strconv.Atoi(number)
		if err != nil {
			return err
		}
		newest = max(newest, n)
	}
	var version int
	if err := db.read.QueryRowContext(ctx, sqlVersion).Scan(&version); err != nil {
		return fault.New(fault.Invalid, "store.not_ours", "", "a database that cairn has made").Because(err)
	}
	switch {
	case version > newest:
		return fault.New(fault.Conflict, "store.newer", "", "the version of cairn that last opened this database, or a newer one")
	case version < newest && db.options.Older && db.options.ReadOnly:
		db.behind = true
	case version < newest:
		return fault.New(fault.Conflict, "store.older", "", "to start cairn for writing once, which brings the tables up to date")
	}
	return nil
}

// worded are the migrations in the words of one database.
type worded struct{ dialect dialect }

// Open opens one of them.
func (w worded) Open(name string) (fs.File, error) {
	f, err := schema.Files.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return f, err
	}
	defer f.Close()
	text, err := schema.Files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	text = []byte(w.dialect.words().Replace(string(text)))
	return &wording{bytes.NewReader(text), sized{info, int64(len(text))}}, nil
}

// wording is a migration that is open.
type wording struct {
	*bytes.Reader
	info fs.FileInfo
}

// Stat tells its name and size.
func (f *wording) Stat() (fs.FileInfo, error) { return f.info, nil }

// Close has nothing to give back.
func (f *wording) Close() error { return nil }

// sized is a file of another size.
type sized struct {
	fs.FileInfo
	size int64
}

// Size is that of the wording.
func (s sized) Size() int64 { return s.size }

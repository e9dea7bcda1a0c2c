// Package store keeps everything, on SQLite or on PostgreSQL, behind one door for reading
// and one for writing. Rows are the fold of the log: both are written in one transaction,
// and Check can make the rows again from the log alone.
//
//	db, err := store.Open(ctx, "data/cairn.db", store.Options{Master: key})
//	answer, seq, err := db.Write(ctx, store.Work{Deals: []string{id}, Actor: "ana", Key: key, Hash: hash,
//		Do: func(tx *store.Tx) (any, error) {
//			d, err := tx.Deal(see, id)
//			…
//			return moved, tx.Record(store.Entry{Subject: "deal:" + id, Body: moved})
//		}})
//
// Writes are collected: what is asked for while one batch is being written goes into the
// next. A batch locks the end of the log first and updates it last, so that batches of all
// nodes follow one another, and what a decision has read cannot change before its events
// are written. Each work of a batch sees those before it; one that is refused leaves no
// trace. Nothing that is stored is ever read back through a name that somebody typed: all
// SQL is in this package, one text for both databases.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"os"
	"runtime"
	"sync"
	"time"

	"cairn/access"
	"cairn/company"
	"cairn/fault"
	"cairn/process"
)

// Options say how a database is opened. Master are 32 bytes that wrap the keys of private
// parts. Clock gives microseconds UTC and NewID ids that are never guessed twice; nil
// stands for the real clock and for UUIDs of version 7. Driver lets a test stand between
// this package and the database; nil in production. With ReadOnly and Older, a database
// whose tables an older program has made is opened too: its log can be read, and no more.
type Options struct {
	ReadOnly bool
	Older    bool
	Master   []byte
	Clock    func() int64
	NewID    func() string
	Driver   func(driver.Driver) driver.Driver
}

// DB is an open database. It is safe for use by many goroutines.
type DB struct {
	dialect dialect
	options Options
	master  seal
	behind  bool // its tables are those of an older program
	read    *sql.DB
	write   *sql.DB // nil where the database is open for reading only
	release func() error
	queue   chan *request
	closing chan struct{} // closed when the database is
	served  chan struct{} // closed when nobody takes works any more
	closed  sync.WaitGroup
	hub     hub // of all that is written
	mine    hub // of what this node writes
	bell    hub // of jobs that this node has kept
	kept    kept
	asking  asking
	near    near
	cards   cards
	tended  tended
}

// kept is what seldom changes and is read all the time.
type kept struct {
	sync.Mutex
	memberSeq, companySeq int64            // for which the members and the company hold; -1 before they were read
	directory             access.Directory // of no day
	company               company.Company
	today                 dated
	zones                 map[string]*time.Location
	processes             map[string]process.Definition // by version; a version never changes
}

// Open opens a database: the path of a file, which is made where there is none, or the URL
// of a PostgreSQL server. It brings the tables up to date first. A second writer of a file
// is refused with fault.Conflict "store.locked", a wrong master key with "store.master", a
// database of a newer program with "store.newer".
func Open(ctx context.Context, place string, o Options) (db *DB, err error) {
	defer fault.Wrap(&err, "store.Open")
	if o.Clock == nil {
		o.Clock = func() int64 { return time.Now().UnixMicro() }
	}
	if o.NewID == nil {
		o.NewID = newID
	}
	db = &DB{dialect: dialectOf(place), options: o, closing: make(chan struct{}), served: make(chan struct{}), queue: make(chan *request, batchLimit), tended: tended{due: make(chan struct{}, 1)}}
	db.kept.memberSeq, db.kept.companySeq = -1, -1
	db.kept.processes = map[string]process.Definition{}
	db.asking.stmts = map[string]*sql.Stmt{}
	db.release = func() error { return nil }
	if db.master, err = newSeal(o.Master); err != nil {
		return nil, err
	}
	if err := db.connect(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// connect opens the pools, the writer first, because it makes the file and its tables.
func (db *DB) connect(ctx context.Context) (err error) {
	if !db.options.ReadOnly {
		if err := db.own(); err != nil {
			return err
		}
		db.write = db.pool(db.dialect.writer(), 1)
		if err := db.migrate(ctx); err != nil {
			return err
		}
		if err := db.beginMaster(ctx); err != nil {
			return err
		}
	} else if !db.dialect.postgres {
		if _, err := os.Stat(db.dialect.place); err != nil {
			return fault.New(fault.NotFound, "store.file", "", "the path of a database").Because(err)
		}
	}
	db.read = db.pool(db.dialect.reader(), max(4, 2*runtime.NumCPU()))
	if err := db.checkVersion(ctx); err != nil {
		return err
	}
	if err := db.checkMaster(ctx, db.read); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	end, err := db.head(ctx)
	if err != nil {
		return err
	}
	sole := db.write != nil && !db.dialect.postgres
	db.near.begin(sole, end)
	db.cards.sole = sole
	db.hub.start(end.seq)
	db.mine.start(end.seq)
	db.bell.start(0)
	if db.write != nil {
		db.closed.Go(db.serve)
		if db.dialect.tend() != "" {
			db.closed.Go(db.tend)
		}
	}
	if db.dialect.postgres {
		db.closed.Go(db.listen)
		db.closed.Go(db.notify)
	}
	return nil
}

// own takes a file for this process, so that no second one writes to it.
func (db *DB) own() error {
	if db.dialect.postgres {
		return nil
	}
	f, err := os.OpenFile(db.dialect.place, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	f.Close()
	lock, err := lockFile(db.dialect.place + ".lock")
	if err != nil {
		return fault.New(fault.Conflict, "store.locked", "", "to stop the other cairn that has this database open, or to open it for reading only").Because(err)
	}
	db.release = lock.Close
	return nil
}

// pool opens connections of one kind.
func (db *DB) pool(name string, size int) *sql.DB {
	d := db.dialect.driver()
	if db.options.Driver != nil {
		d = db.options.Driver(d)
	}
	pool := sql.OpenDB(connector{name, d})
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	return pool
}

// connector opens connections by name.
type connector struct {
	name   string
	driver driver.Driver
}

// Connect opens one.
func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.name) }

// Driver is the driver that speaks to the database.
func (c connector) Driver() driver.Driver { return c.driver }

// Closing says whether the database is being given up: what fails from then on is no news.
func (db *DB) Closing() bool {
	select {
	case <-db.closing:
		return true
	default:
		return false
	}
}

// Close ends the work under way and gives the database up. Works that still wait are
// answered with fault.Conflict "store.closed".
func (db *DB) Close() error {
	if db.Closing() {
		return nil
	}
	close(db.closing)
	db.closed.Wait()
	var all []error
	if db.read != nil {
		all = append(all, db.read.Close())
	}
	if db.write != nil {
		if last := db.dialect.settle(); last != "" {
			db.write.Exec(last) // where it cannot be done, what is written lies safely beside the file
		}
		all = append(all, db.write.Close())
	}
	return errors.Join(append(all, db.release())...)
}

const sqlHead = `SELECT seq, hash, member_seq, company_seq FROM log_head WHERE id = 1`

// head is the end of the log. MemberSeq and companySeq are the sequences of the last event
// of a member and of the company: what was read of them before is known to be out of date.
type head struct {
	seq, memberSeq, companySeq int64
	hash                       []byte
}

// Seq is the sequence of the last event, 0 for an empty log.
func (db *DB) Seq(ctx context.Context) (int64, error) {
	h, err := db.head(ctx)
	return h.seq, err
}

func (db *DB) head(ctx context.Context) (h head, err error) {
	defer fault.Wrap(&err, "store.head")
	if h, ok := db.near.head(); ok {
		return h, nil
	}
	return instantOf(ctx).at(func() (h head, err error) {
		return h, db.one(ctx, sqlHead, nil, &h.seq, &h.hash, &h.memberSeq, &h.companySeq)
	})
}

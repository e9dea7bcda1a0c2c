package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"cairn/fault"
)

// hub tells those who watch how far the log has come. Who is slow hears of the latest
// sequence only.
type hub struct {
	sync.Mutex
	seq  int64
	next int
	ears map[int]chan int64
}

func (h *hub) start(seq int64) {
	h.Lock()
	defer h.Unlock()
	h.seq, h.ears = seq, map[int]chan int64{}
}

// tell passes a sequence on, if it is news.
func (h *hub) tell(seq int64) {
	h.Lock()
	defer h.Unlock()
	if seq <= h.seq {
		return
	}
	h.seq = seq
	for _, ear := range h.ears {
		select {
		case <-ear: // nobody has heard that one
		default:
		}
		ear <- seq
	}
}

// ring passes on that there is news, whatever its number.
func (h *hub) ring() {
	h.Lock()
	seq := h.seq + 1
	h.Unlock()
	h.tell(seq)
}

// Watch gives a channel on which the sequence of the log arrives after every commit, of
// this node or another; several commits may come as one. Stop ends it.
func (db *DB) Watch() (news <-chan int64, stop func()) { return db.hub.listen() }

// listen adds one who watches.
func (h *hub) listen() (news <-chan int64, stop func()) {
	h.Lock()
	defer h.Unlock()
	ear := make(chan int64, 1)
	id := h.next
	h.next++
	h.ears[id] = ear
	return ear, func() {
		h.Lock()
		defer h.Unlock()
		delete(h.ears, id)
	}
}

// remember keeps what a committed batch knows.
func (db *DB) remember(b *batch) {
	db.near.wrote(b.head, len(b.later) > 0)
	db.cards.committed(b.entries, b.objects)
	db.ring(b)
	for version, p := range b.parsed {
		db.kept.Lock()
		db.kept.processes[version] = p
		db.kept.Unlock()
	}
}

const (
	channel   = "cairn_log"
	sqlNotify = `SELECT pg_notify('` + channel + `', $1)`
	sqlListen = `LISTEN ` + channel
)

// wake tells this node and the others that the log has grown, after the commit: inside
// it, notifying would make all nodes wait for one another.
func (db *DB) wake(seq int64) {
	db.hub.tell(seq)
	db.mine.tell(seq)
}

// notify tells the other nodes what this one has written, until the database is closed.
// Whoever misses it looks by themselves within seconds.
func (db *DB) notify() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	news, stop := db.mine.listen()
	defer stop()
	for {
		select {
		case <-db.closing:
			return
		case seq := <-news:
			db.read.ExecContext(ctx, sqlNotify, strconv.FormatInt(seq, 10))
		}
	}
}

// lookAgain is how often a node looks for what other nodes have written, should a
// notification have got lost.
const lookAgain = 2 * time.Second

// listen hears what other nodes write, until the database is closed.
func (db *DB) listen() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		<-db.closing
		cancel()
	}()
	for ctx.Err() == nil {
		db.hear(ctx)
		select {
		case <-time.After(lookAgain):
		case <-ctx.Done():
		}
	}
}

// hear listens as long as its connection lives.
func (db *DB) hear(ctx context.Context) {
	conn, err := pgx.Connect(ctx, db.dialect.place)
	if err != nil {
		return
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, sqlListen); err != nil {
		return
	}
	for {
		if seq, err := db.Seq(ctx); err == nil {
			db.hub.tell(seq)
		}
		wait, stop := context.WithTimeout(ctx, lookAgain)
		n, err := conn.WaitForNotification(wait)
		stop()
		switch {
		case err == nil:
			if seq, err := strconv.ParseInt(n.Payload, 10, 64); err == nil {
				db.hub.tell(seq)
			}
		case ctx.Err() != nil || !pgconn.Timeout(err):
			return
		}
	}
}

// Changed is an event as far as a follower needs it.
type Changed struct {
	Seq     int64
	Subject string
	N       int64
	Kind    string
	Actor   string
}

// Noun is the noun of its subject, ID the id.
func (c Changed) Noun() string { noun, _, _ := strings.Cut(c.Subject, ":"); return noun }

// ID is the id of its subject.
func (c Changed) ID() string { _, id, _ := strings.Cut(c.Subject, ":"); return id }

const sqlSince = `SELECT seq, subject, n, kind, actor FROM event WHERE seq > $1 ORDER BY seq LIMIT 10000`

// Since lists what was written after a sequence, at most 10,000 events: ask again from the
// last of them until nothing comes.
func (db *DB) Since(ctx context.Context, seq int64) (changed []Changed, err error) {
	defer fault.Wrap(&err, "store.Since(%d)", seq)
	return rowsOf(ctx, db, func(rows *sql.Rows) (c Changed, err error) {
		return c, rows.Scan(&c.Seq, &c.Subject, &c.N, &c.Kind, &c.Actor)
	}, sqlSince, seq)
}

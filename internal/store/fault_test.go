package store_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"cairn/fault"
	"cairn/internal/pgtemp"
	"cairn/internal/store"
	"cairn/internal/store/storetest"
)

// failing lets the statements of the connections made through it fail: the one at a
// number, and those after it too where the database is to stay broken.
type failing struct {
	driver.Driver
	count, at atomic.Int64
	stays     atomic.Bool
	// lost has a COMMIT fail after it was done, as a broken connection would.
	lost atomic.Bool
}

var errInjected = errors.New("injected by the test")

func (f *failing) hit() error {
	n, at := f.count.Add(1), f.at.Load()
	if at != 0 && (n == at || n > at && f.stays.Load()) {
		return errInjected
	}
	return nil
}

// Open opens a connection that counts.
func (f *failing) Open(name string) (driver.Conn, error) {
	c, err := f.Driver.Open(name)
	if err != nil || strings.Contains(name, "mode=ro") || strings.Contains(name, "read_only=on") {
		return c, err
	}
	return &conn{c, f}, nil
}

type conn struct {
	driver.Conn
	f *failing
}

func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := c.f.hit(); err != nil {
		return nil, err
	}
	r, err := c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
	if query == "COMMIT" && c.f.lost.Load() {
		return nil, errInjected
	}
	return r, err
}

func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.f.hit(); err != nil {
		return nil, err
	}
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

func (c *conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	return c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
}

func (c *conn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	s, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return &stmt{s, c.f}, nil
}

type stmt struct {
	driver.Stmt
	f *failing
}

func (s *stmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	if err := s.f.hit(); err != nil {
		return nil, err
	}
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
}

func (s *stmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	if err := s.f.hit(); err != nil {
		return nil, err
	}
	return s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
}

// Whichever statement of a write fails, and all after it, nothing of it is there, and the
// next write goes on as if nothing had been.
func TestEveryStatementFails(t *testing.T) {
	for engine, place := range map[string]func(testing.TB) string{"SQLite": file, "PostgreSQL": pgtemp.URL} {
		t.Run(engine, func(t *testing.T) {
			f := &failing{}
			w := storetest.Faulty(t, place(t), func(d driver.Driver) driver.Driver { f.Driver = d; return f })
			f.stays.Store(true)
			before := w.Hash()
			unknown, failed := 0, 0
			for k := int64(1); ; k++ {
				f.count.Store(0)
				f.at.Store(k)
				err := w.Write("key")
				f.at.Store(0)
				if f.count.Load() < k {
					if err != nil {
						t.Fatalf("with no fault at all: %v", err)
					}
					t.Logf("a write has %d statements; %d failures, %d of them of unknown outcome", k-1, failed, unknown)
					break
				}
				if err == nil {
					t.Fatalf("statement %d failed and nobody was told", k)
				}
				failed++
				if errors.Is(err, store.ErrUnknown) {
					unknown++
					if fault.Of(err) != fault.Conflict {
						t.Errorf("an unknown outcome is told as %v", err)
					}
				} else if !errors.Is(err, errInjected) {
					t.Errorf("statement %d: %v", k, err)
				}
				if got := w.Hash(); got != before {
					t.Fatalf("statement %d failed and something was kept", k)
				}
			}
			if unknown != 1 || failed < 12 {
				t.Errorf("%d failures, %d of them at the end", failed, unknown)
			}
			if w.Hash() == before { // the control: a write that succeeds is seen by this test
				t.Error("a write that succeeded has changed nothing")
			}
			w.Sound()
		})
	}
}

// A commit may have happened although its answer is lost. Whoever asks again with the same
// key gets the answer of what was done, and it is done once.
func TestLostCommit(t *testing.T) {
	for engine, place := range map[string]func(testing.TB) string{"SQLite": file, "PostgreSQL": pgtemp.URL} {
		t.Run(engine, func(t *testing.T) {
			f := &failing{}
			w := storetest.Faulty(t, place(t), func(d driver.Driver) driver.Driver { f.Driver = d; return f })
			before := w.Hash()
			f.lost.Store(true)
			err := w.Write("key")
			f.lost.Store(false)
			if !errors.Is(err, store.ErrUnknown) {
				t.Fatalf("the outcome is known: %v", err)
			}
			after := w.Hash()
			if after == before {
				t.Fatal("this test was to keep the commit")
			}
			if err := w.Write("key"); err != nil {
				t.Error(err)
			}
			if w.Hash() != after {
				t.Error("asked again, it was done again")
			}
			w.Sound()
		})
	}
}

// A statement that fails once is tried again with the whole work, and nobody is the wiser;
// but a commit that fails is never tried again unasked.
func TestFailsOnce(t *testing.T) {
	f := &failing{}
	for k := int64(1); ; k++ {
		w := storetest.Faulty(t, file(t), func(d driver.Driver) driver.Driver { f.Driver = d; return f })
		before := w.Hash()
		f.count.Store(0)
		f.at.Store(k)
		err := w.Write("key")
		f.at.Store(0)
		if f.count.Load() < k {
			break
		}
		if known := !errors.Is(err, store.ErrUnknown); known && err != nil || known == (w.Hash() == before) {
			t.Errorf("statement %d: %v", k, err)
		}
		if err := w.Write("key"); err != nil {
			t.Errorf("after statement %d: %v", k, err)
		}
		if w.Hash() == before {
			t.Error("nothing was written")
		}
		w.Sound()
		w.Close()
	}
}

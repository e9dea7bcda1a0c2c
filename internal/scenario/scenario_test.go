package scenario

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"testing"

	"cairn/internal/pgtemp"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// scripts are all that there are.
func scripts(t *testing.T) (all []Script) {
	t.Helper()
	dir := os.DirFS("../../scenario")
	names, err := fs.Glob(dir, "*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Parse(path.Join("scenario", name), string(text))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

func TestPure(t *testing.T) {
	for _, s := range scripts(t) {
		t.Run(s.Name, func(t *testing.T) {
			if why, ok := s.Without["pure"]; ok {
				t.Skip(why)
			}
			if err := Play(s, NewPure()); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestDatabases plays every script on both databases. Both have to come to the same
// state, byte by byte, and to that of the pure way.
func TestDatabases(t *testing.T) {
	for _, s := range scripts(t) {
		t.Run(s.Name, func(t *testing.T) {
			lite := played(t, s, filepath.Join(t.TempDir(), "cairn.db"))
			if _, without := s.Without["pure"]; !without {
				alike(t, s, lite)
			}
			t.Run("postgres", func(t *testing.T) {
				post := played(t, s, pgtemp.URL(t))
				if a, b := hashOf(t, lite), hashOf(t, post); a != b {
					t.Errorf("the two databases differ: %s and %s", a, b)
				}
			})
		})
	}
}

// played plays a script on a database, which stays open until the test ends.
func played(t *testing.T, s Script, place string) *Door {
	t.Helper()
	d, err := OpenDoor(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := Play(s, d); err != nil {
		t.Error(err)
	}
	return d
}

func hashOf(t *testing.T, d *Door) string {
	t.Helper()
	sum, err := d.StateHash()
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// alike plays a script on the pure way too and compares every deal with that of the
// database, down to the ids.
func alike(t *testing.T, s Script, d *Door) {
	t.Helper()
	p := NewPure()
	if err := Play(s, p); err != nil {
		return // TestPure says so
	}
	if len(p.world.deals) == 0 {
		t.Error("the script has no deal")
	}
	for id, want := range p.world.deals {
		got, err := d.Deal(system, id)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("deal %s: the decisions alone make another one than the door (-pure +door):\n%s", id, diff)
		}
	}
}

// TestHTTP plays every script through the interface that pages and programs use. It has
// to come to the same state as the door itself.
func TestHTTP(t *testing.T) {
	for _, s := range scripts(t) {
		t.Run(s.Name, func(t *testing.T) {
			if why, ok := s.Without["http"]; ok {
				t.Skip(why)
			}
			served, err := OpenServer(t.Context(), filepath.Join(t.TempDir(), "cairn.db"))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := served.Close(); err != nil {
					t.Error(err)
				}
			})
			if err := Play(s, served); err != nil {
				t.Error(err)
			}
			if _, without := s.Without["pure"]; !without {
				alike(t, s, served.Door)
			}
		})
	}
}

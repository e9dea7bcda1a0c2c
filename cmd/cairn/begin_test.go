package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cairn/internal/load"
)

// A folder of tables is enough to begin with: the database and its company are made.
func TestImportBegins(t *testing.T) {
	s := newShell(t)
	csv := s.file("accounts.csv", "account,staff\nBrackwater Demo Paper,120\nAshby Demo Tools,7\n")
	args := []string{"import", "--mapping=" + s.file("accounts.yaml", accountsMapping), csv}
	var r load.Report
	if s.must(&r, append(args, "--dry-run")...); !r.Dry || r.Made["organisation"] != 2 {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat(filepath.Join(s.data, "cairn.db")); err == nil {
		t.Error("a dry run made a database")
	}
	if got := s.run(append(args, "--as=olga")...); got.status != wrongUsage || !strings.Contains(got.err, "nobody to act as") {
		t.Errorf("%+v", got)
	}
	got := s.run(args...)
	if got.status != 0 || !strings.Contains(got.err, `made for "accounts"`) {
		t.Errorf("%+v", got)
	}
	if again := s.run(args...); again.status != 0 || again.err != "" {
		t.Errorf("%+v", again)
	}
	if p := s.proof(); p.Subjects["organisation"] != 2 || p.Subjects["member"] != 1 {
		t.Errorf("%+v", p)
	}
	var me struct{ Member struct{ Role string } }
	if s.must(&me, "show", "--as=owner", "session.show"); me.Member.Role != "owner" {
		t.Errorf("%+v", me)
	}
}

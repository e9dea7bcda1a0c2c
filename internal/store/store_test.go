package store_test

import (
	"path/filepath"
	"testing"

	"cairn/internal/pgtemp"
	"cairn/internal/store/storetest"
)

func file(t testing.TB) string { return filepath.Join(t.TempDir(), "cairn.db") }

func TestSQLite(t *testing.T) { storetest.Run(t, file) }

func TestPostgreSQL(t *testing.T) { storetest.Run(t, pgtemp.URL) }

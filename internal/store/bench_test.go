package store_test

import (
	"testing"

	"cairn/internal/pgtemp"
	"cairn/internal/store/storetest"
)

func BenchmarkSQLite(b *testing.B) { storetest.Bench(b, file(b), 100_000) }

func BenchmarkPostgreSQL(b *testing.B) { storetest.Bench(b, pgtemp.URL(b), 20_000) }

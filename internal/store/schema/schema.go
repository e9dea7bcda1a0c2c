// Package schema holds the tables as text: one for both databases, numbered, applied in
// order and never changed once released. What must differ is written as a word in double
// braces, which the store replaces for the database at hand.
//
//	CREATE TABLE seal (subject {{text}} PRIMARY KEY, wrapped {{blob}} NOT NULL)
package schema

import "embed"

// Files are the migrations, named by number: "0001_begin.sql".
//
//go:embed *.sql
var Files embed.FS

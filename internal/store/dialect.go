package store

import (
	"database/sql"
	"database/sql/driver"
	"net/url"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
)

// dialect is all that differs between the two databases. Everything else of this package
// is one text for both.
type dialect struct {
	postgres bool
	place    string // path of the file, or URL of the server
}

// dialectOf reads where the database lies: "postgres://…" is a server, anything else the
// path of a file.
func dialectOf(place string) dialect {
	pg := strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://")
	return dialect{postgres: pg, place: place}
}

// driver is the driver that speaks to it.
func (d dialect) driver() driver.Driver {
	if d.postgres {
		return stdlib.GetDefaultDriver()
	}
	return &sqlite.Driver{}
}

// The sizes of a page cache, in KiB. A negative number says KiB to SQLite.
const (
	writerCache = "-16384"
	readerCache = "-8192"
)

// writer is the data source name of the one connection that writes. FULL is stated
// because only it survives a power cut with every commit that was answered.
func (d dialect) writer() string {
	if d.postgres {
		return d.server("off")
	}
	return d.file(url.Values{
		"mode": {"rwc"},
		"_pragma": {
			"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
			"temp_store(MEMORY)", "cache_size(" + writerCache + ")", "journal_size_limit(67108864)", "secure_delete(1)", "wal_autocheckpoint(" + tendLimit + ")",
		},
	})
}

// reader is the data source name of the connections that only read.
func (d dialect) reader() string {
	if d.postgres {
		return d.server("on")
	}
	return d.file(url.Values{
		"mode":    {"ro"},
		"_pragma": {"busy_timeout(10000)", "query_only(1)", "temp_store(MEMORY)", "cache_size(" + readerCache + ")"},
	})
}

func (d dialect) file(q url.Values) string {
	return "file:" + (&url.URL{Path: d.place}).EscapedPath() + "?" + q.Encode()
}

// server adds what a session needs. A node that stops in the middle of a batch is cut off
// by the server, so that the others can go on.
func (d dialect) server(readOnly string) string {
	u, err := url.Parse(d.place)
	if err != nil {
		return d.place // the driver says what is wrong with it
	}
	q := u.Query()
	for key, value := range map[string]string{
		"default_transaction_read_only":       readOnly,
		"idle_in_transaction_session_timeout": "30000",
		"lock_timeout":                        "30000",
		"synchronous_commit":                  "on",
		"application_name":                    "cairn",
	} {
		if !q.Has(key) {
			q.Set(key, value)
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// slot writes the n-th argument of a long list that stands alone in its statement. The
// driver of SQLite looks each $1 up among all the names of a statement, so that a thousand
// of them cost a million comparisons; a plain ? has no name.
func (d dialect) slot() func(n int) string {
	if !d.postgres {
		return func(int) string { return "?" }
	}
	return func(n int) string { return "$" + strconv.Itoa(n) }
}

// settle is done last of all, when nobody reads any more: the file then holds everything,
// and whoever copies it needs no other beside it.
func (d dialect) settle() string {
	if d.postgres {
		return ""
	}
	return "PRAGMA wal_checkpoint(TRUNCATE)"
}

// tend moves what was committed into the file itself, as far as nobody has to wait for it.
// A server does so by itself.
func (d dialect) tend() string {
	if d.postgres {
		return ""
	}
	return "PRAGMA wal_checkpoint(PASSIVE)"
}

// begin starts a batch.
func (d dialect) begin() string {
	if d.postgres {
		return "BEGIN"
	}
	return "BEGIN IMMEDIATE"
}

// scrub removes what was overwritten from where a database still has it on disk.
func (d dialect) scrub() string {
	if d.postgres {
		return "VACUUM deal, person, organisation, search, activity, seal"
	}
	return "PRAGMA wal_checkpoint(TRUNCATE)"
}

// args is the most arguments that a statement is given to write rows. A server is far
// away, and many rows travel together. In a file there is no way to travel, and the time to
// bind an argument grows with their number.
func (d dialect) args() int {
	if d.postgres {
		return 30000
	}
	return 40
}

// snapshot is a transaction that sees one moment of the database.
func (d dialect) snapshot() *sql.TxOptions {
	if d.postgres {
		return &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
	}
	return &sql.TxOptions{ReadOnly: true}
}

// settings is the question for what a database says of itself: name, value, and the value
// that it should have, empty where any is good.
func (d dialect) settings() string {
	if d.postgres {
		return `SELECT name, setting, CASE WHEN name IN ('fsync', 'full_page_writes', 'synchronous_commit') THEN 'on' ELSE '' END
	FROM pg_settings WHERE name IN ('server_version', 'fsync', 'full_page_writes', 'synchronous_commit') ORDER BY name`
	}
	return `SELECT 'sqlite_version', sqlite_version(), ''
	UNION ALL SELECT 'journal_mode', journal_mode, 'wal' FROM pragma_journal_mode
	UNION ALL SELECT 'pages', CAST(page_count AS TEXT), '' FROM pragma_page_count
	UNION ALL SELECT 'pages_free', CAST(freelist_count AS TEXT), '' FROM pragma_freelist_count
	UNION ALL SELECT 'quick_check', quick_check, 'ok' FROM (SELECT quick_check FROM pragma_quick_check LIMIT 1)`
}

// lockHead reads the end of the log, and on a server keeps every other node from writing
// until this batch is over. A file has one writer anyway.
func (d dialect) lockHead() string {
	if d.postgres {
		return sqlHead + " FOR UPDATE"
	}
	return sqlHead
}

// words are the replacements of the schema's text.
func (d dialect) words() *strings.Replacer {
	if d.postgres {
		return strings.NewReplacer("{{text}}", `TEXT COLLATE "C"`, "{{blob}}", "BYTEA", "{{key}}", "BIGINT PRIMARY KEY",
			"{{rowless}}", "", "{{born}}", ", born", "{{search_index}}", pgSearchIndex, "{{search_gone}}", pgSearchGone)
	}
	return strings.NewReplacer("{{text}}", "TEXT", "{{blob}}", "BLOB", "{{key}}", "INTEGER PRIMARY KEY",
		"{{rowless}}", " WITHOUT ROWID", "{{born}}", "", "{{search_index}}", liteSearchIndex, "{{search_gone}}", liteSearchGone)
}

// The indexes that the first schema has. The words are folded and parted in Go already. Neither database may cut or stem them
// again, so that both find the same. Without fastupdate a server writes new words where
// they belong at once; otherwise every search would go through all that wait.
const pgSearchIndex = `CREATE INDEX search_words ON search USING GIN (array_to_tsvector(string_to_array(words, ' '))) WITH (fastupdate = off);`

// An index for the beginnings of each length makes the common ones as quick to find as
// whole words; it is small beside the rest.
const liteSearchIndex = `
CREATE VIRTUAL TABLE search_words USING fts5(words, content='search', content_rowid='id', prefix='1 2 3 4 5 6 7 8',
	tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'");

INSERT INTO search_words (search_words, rank) VALUES ('secure-delete', 1);
`

// Words are looked up in memory since, and both indexes have gone. With them goes what stood
// among the words of a deal, after its first mark, for each member who may see it.
const (
	pgSearchGone = `DROP INDEX search_words;

UPDATE search SET words = rtrim(regexp_replace(words, '[^ ]* *', '', 'g'));
`
	liteSearchGone = `DROP TABLE search_words;

UPDATE search SET words = (
	WITH RECURSIVE less(words) AS (
		VALUES (search.words)
		UNION ALL SELECT rtrim(substr(words, 1, 2) || substr(words, instr(substr(words, 3) || ' ', ' ') + 3)) FROM less WHERE substr(words, 3, 1) = ''
	) SELECT words FROM less WHERE substr(words, 3, 1) <> ''
) WHERE substr(words, 3, 1) = '';
`
)

// numbers writes a list of them as one argument.
func (d dialect) numbers(list []int64) string {
	open, end := byte('['), byte(']')
	if d.postgres {
		open, end = '{', '}'
	}
	text := make([]byte, 0, 2+8*len(list))
	text = append(text, open)
	for i, n := range list {
		if i > 0 {
			text = append(text, ',')
		}
		text = strconv.AppendInt(text, n, 10)
	}
	return string(append(text, end))
}

// oneOf is the condition that a column is one of the numbers in the argument at a place.
func (d dialect) oneOf(column, place string) string {
	if d.postgres {
		return column + " = ANY (CAST(" + place + " AS BIGINT[]))"
	}
	return column + " IN (SELECT value FROM json_each(" + place + "))"
}

package load

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf8"
)

// The most that one cell, and one row with all of its cells, may hold. They keep a quote that is never closed from
// filling the memory with the rest of the file.
const (
	cellLimit   = 4 << 20
	rowLimit    = 16 << 20
	columnLimit = 2000
)

// Row is one row of a table. Bad is the key of what is wrong with the row as such, empty
// where nothing is; its cells are not to be used then.
type Row struct {
	Line  int // on which it begins, from 1
	Cells []string
	Bad   string
}

// Cell is the cell in a column, from 0; empty where the row is shorter.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// What can be wrong with a row.
const (
	badQuote   = "load.quote"   // opened and never closed
	badLong    = "load.long"    // a cell beyond cellLimit
	badWide    = "load.wide"    // more cells than the table has columns
	badNul     = "load.nul"     // a zero byte, which no text holds
	badCharset = "load.charset" // not a letter in the character set of the file
)

// rowReader reads rows of RFC 4180 and of what programs write in its place: lines that end
// in CR, LF or both, any delimiter, quotes in the middle of a cell, spaces before a quoted
// one. Cells that look like formulas are text like any other.
type rowReader struct {
	in    *bufio.Reader
	comma byte
	line  int
	buf   []byte
	ends  []int
}

func newRowReader(r io.Reader, comma byte) *rowReader {
	return &rowReader{in: bufio.NewReaderSize(r, 1<<16), comma: comma, line: 1}
}

// next reads one row; io.EOF after the last. Empty lines are left out.
func (r *rowReader) next() (Row, error) {
	for {
		row, blank, err := r.row()
		if err != nil || !blank {
			return row, err
		}
	}
}

func (r *rowReader) row() (row Row, blank bool, err error) {
	r.buf, r.ends = r.buf[:0], r.ends[:0]
	row.Line = r.line
	if _, err := r.in.Peek(1); err != nil {
		return row, false, err
	}
	quoted := false
	for more := true; more; {
		start := len(r.buf)
		var was bool
		if was, more, err = r.cell(&row, start); err != nil {
			return row, false, err
		}
		quoted = quoted || was
		if len(r.ends) < columnLimit {
			r.ends = append(r.ends, len(r.buf))
		} else {
			row.Bad, r.buf = badWide, r.buf[:start]
		}
	}
	if row.Bad == "" && len(r.ends) == 1 && !quoted && strings.TrimSpace(string(r.buf)) == "" {
		return row, true, nil
	}
	r.cut(&row)
	return row, false, nil
}

// cut makes the cells out of what was gathered: one text, and a slice of it for each.
func (r *rowReader) cut(row *Row) {
	all := string(r.buf)
	row.Cells = make([]string, len(r.ends))
	from := 0
	for i, end := range r.ends {
		row.Cells[i] = all[from:end]
		from = end
	}
	if row.Bad == "" && strings.IndexByte(all, 0) >= 0 {
		row.Bad = badNul
	}
	if row.Bad == "" && !utf8.ValidString(all) {
		row.Bad = badCharset
	}
}

// cell reads one cell into buf and says whether it was quoted and whether another follows
// in the same row.
func (r *rowReader) cell(row *Row, start int) (quoted, more bool, err error) {
	inside := false // within quotes
	for {
		b, err := r.in.ReadByte()
		if err == io.EOF {
			if inside && row.Bad == "" {
				row.Bad = badQuote
			}
			return quoted, false, nil
		}
		if err != nil {
			return quoted, false, err
		}
		switch {
		case b == '"' && inside:
			if next, _ := r.in.Peek(1); len(next) == 1 && next[0] == '"' {
				r.in.Discard(1)
				break // one of two: a quote that is meant
			}
			inside = false
			continue
		case b == '"' && !quoted && blank(r.buf[start:]):
			r.buf = r.buf[:start]
			quoted, inside = true, true
			continue
		case b == '\r' || b == '\n':
			if next, _ := r.in.Peek(1); b == '\r' && len(next) == 1 && next[0] == '\n' {
				r.in.Discard(1)
			}
			r.line++
			if !inside {
				return quoted, false, nil
			}
			b = '\n'
		case b == r.comma && !inside:
			return quoted, true, nil
		}
		if len(r.buf)-start < cellLimit && len(r.buf) < rowLimit {
			r.buf = append(r.buf, b)
		} else if row.Bad == "" {
			row.Bad = badLong
		}
	}
}

func blank(b []byte) bool {
	for _, c := range b {
		if c != ' ' {
			return false
		}
	}
	return true
}

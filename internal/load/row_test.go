package load

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"cairn/fault"
)

func readAll(t testing.TB, text string, comma byte) []Row {
	t.Helper()
	r := newRowReader(strings.NewReader(text), comma)
	var rows []Row
	for {
		row, err := r.next()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
}

func TestRows(t *testing.T) {
	big := strings.Repeat("x", 1<<20)
	for _, c := range []struct {
		name, text string
		comma      byte
		want       []Row
	}{
		{"plain", "a,b\n1,2\n", ',', []Row{{1, []string{"a", "b"}, ""}, {2, []string{"1", "2"}, ""}}},
		{"no line end", "a,b\n1,2", ',', []Row{{1, []string{"a", "b"}, ""}, {2, []string{"1", "2"}, ""}}},
		{"crlf", "a,b\r\n1,2\r\n", ',', []Row{{1, []string{"a", "b"}, ""}, {2, []string{"1", "2"}, ""}}},
		{"cr alone", "a,b\r1,2\r", ',', []Row{{1, []string{"a", "b"}, ""}, {2, []string{"1", "2"}, ""}}},
		{"quotes", `a,"b ""c"", d"` + "\n", ',', []Row{{1, []string{"a", `b "c", d`}, ""}}},
		{"line within quotes", "a,\"b\r\nc\"\nd,e\n", ',', []Row{{1, []string{"a", "b\nc"}, ""}, {3, []string{"d", "e"}, ""}}},
		{"quote within a cell", `5" pipe,b`, ',', []Row{{1, []string{`5" pipe`, "b"}, ""}}},
		{"text after a quote", `"a"b,c`, ',', []Row{{1, []string{"ab", "c"}, ""}}},
		{"space before a quote", `a, "b, c"`, ',', []Row{{1, []string{"a", "b, c"}, ""}}},
		{"empty quoted", `"",`, ',', []Row{{1, []string{"", ""}, ""}}},
		{"blank lines", "a\n\n  \nb\n", ',', []Row{{1, []string{"a"}, ""}, {4, []string{"b"}, ""}}},
		{"ragged", "a,b,c\n1\n1,2,3,4\n", ',', []Row{{1, []string{"a", "b", "c"}, ""}, {2, []string{"1"}, ""}, {3, []string{"1", "2", "3", "4"}, ""}}},
		{"never closed", "a\n\"b,c\nd\n", ',', []Row{{1, []string{"a"}, ""}, {2, []string{"b,c\nd\n"}, badQuote}}},
		{"zero byte", "a\x00b,c\nd,e\n", ',', []Row{{1, []string{"a\x00b", "c"}, badNul}, {2, []string{"d", "e"}, ""}}},
		{"no UTF-8", "a\xffb\n", ',', []Row{{1, []string{"a\xffb"}, badCharset}}},
		{"formula", "=1+2,+3,@x\n", ',', []Row{{1, []string{"=1+2", "+3", "@x"}, ""}}},
		{"semicolon", "a;b,c\n", ';', []Row{{1, []string{"a", "b,c"}, ""}}},
		{"a mebibyte in a cell", `"` + big + `",b` + "\n", ',', []Row{{1, []string{big, "b"}, ""}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, readAll(t, c.text, c.comma)); d != "" {
				t.Errorf("(-want +got)\n%.2000s", d)
			}
		})
	}
}

func TestRowsAreBounded(t *testing.T) {
	rows := readAll(t, `"`+strings.Repeat("x", cellLimit+10)+"\",b\nc,d\n"+strings.Repeat("y,", columnLimit+5)+"\ne,f\n", ',')
	if len(rows) != 4 || rows[0].Bad != badLong || rows[1].Bad != "" || rows[2].Bad != badWide || rows[3].Bad != "" || rows[3].Cells[1] != "f" {
		t.Errorf("%d rows, the first %q, the third %q", len(rows), rows[0].Bad, rows[2].Bad)
	}
}

// What the standard library writes is read as it was meant.
func TestRowsOfTheStandardLibrary(t *testing.T) {
	cell := rapid.StringMatching(`[ -~äß",;\n'=]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(2, 5).Draw(t, "width")
		table := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 1, 6).Draw(t, "table")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		if err := w.WriteAll(table); err != nil {
			t.Fatal(err)
		}
		r := newRowReader(&b, ',')
		for i, want := range table {
			row, err := r.next()
			if err != nil || row.Bad != "" || !cmp.Equal(want, row.Cells) {
				t.Fatalf("row %d: %q, %v, %s", i, row.Cells, err, cmp.Diff(want, row.Cells))
			}
		}
	})
}

func FuzzRows(f *testing.F) {
	f.Add([]byte("a,b\n\"1\",2\r\n"), byte(','))
	f.Add([]byte("\"\"\"\r\r\n;\x00"), byte(';'))
	f.Fuzz(func(t *testing.T, text []byte, comma byte) {
		r := newRowReader(bytes.NewReader(text), comma)
		last := 0
		for {
			row, err := r.next()
			if err == io.EOF {
				return
			}
			if err != nil || row.Line <= last || row.Line > len(text)+1 || len(row.Cells) == 0 {
				t.Fatalf("line %d after %d, %d cells: %v", row.Line, last, len(row.Cells), err)
			}
			last = row.Line
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("name;value;date\nÄ;1.234,5;3.4.2026\n"))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00"))
	f.Add([]byte("sep=;\na;b\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		table, err := Read(context.Background(), Bytes("x.csv", text), Format{})
		if err != nil {
			if fault.Of(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		rows := 0
		if err := table.each(context.Background(), func(Row) error { rows++; return nil }); err != nil || rows != table.Rows {
			t.Fatalf("%d rows, then %d: %v", table.Rows, rows, err)
		}
		seen := map[string]bool{}
		for _, c := range table.Columns {
			if seen[c.Name] {
				t.Fatalf("two columns are called %q", c.Name)
			}
			seen[c.Name] = true
		}
	})
}

func TestCharsets(t *testing.T) {
	const text = "name,city\nMüller & Söhne,Zürich\nŁódź?,–\n"
	const western = "name,city\nMüller & Söhne,Zürich\nCafé,Málaga – €\n"
	encode := func(e interface{ String(string) (string, error) }, s string) []byte {
		b, err := e.String(s)
		if err != nil {
			t.Fatal(err)
		}
		return []byte(b)
	}
	for _, c := range []struct {
		name, charset, want string
		bytes               []byte
		hint                string
	}{
		{"utf-8", UTF8, text, []byte(text), ""},
		{"with mark", UTF8, text, []byte("\xef\xbb\xbf" + text), ""},
		{"utf-16le with mark", UTF16LE, text, encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), text), ""},
		{"utf-16be with mark", UTF16BE, text, encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder(), text), ""},
		{"utf-16le", UTF16LE, western, encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder(), western), ""},
		{"utf-16be", UTF16BE, western, encode(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder(), western), ""},
		{"windows", Windows1252, western, encode(charmap.Windows1252.NewEncoder(), western), ""},
		{"latin-1, told", Latin1, "name,city\nMüller,Zürich\n", encode(charmap.ISO8859_1.NewEncoder(), "name,city\nMüller,Zürich\n"), Latin1},
		{"an umlaut in the last line only", Windows1252, strings.Repeat("a,b\n", 40_000) + "ü,c\n", []byte(strings.Repeat("a,b\n", 40_000) + "\xfc,c\n"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := Read(t.Context(), Bytes("x.csv", c.bytes), Format{Charset: c.hint, Header: "no"})
			if err != nil {
				t.Fatal(err)
			}
			if table.Format.Charset != c.charset {
				t.Errorf("charset %s, not %s", table.Format.Charset, c.charset)
			}
			var got [][]string
			if err := table.each(t.Context(), func(r Row) error { got = append(got, r.Cells); return nil }); err != nil {
				t.Fatal(err)
			}
			want, err := csv.NewReader(strings.NewReader(c.want)).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("(-want +got)\n%.1000s", d)
			}
		})
	}
}

func TestSniffing(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       Format
		columns    []string
		rows       int
	}{
		{"comma", "Name,City\nAcme,Bonn\n", Format{UTF8, ",", "yes", "", ""}, []string{"Name", "City"}, 1},
		{"semicolon with decimal commas", "Name;Value\nAcme;1,5\nB;2,5\n", Format{UTF8, ";", "yes", "", ""}, []string{"Name", "Value"}, 2},
		{"tab", "Name\tCity\nAcme, Inc\tBonn\n", Format{UTF8, "\t", "yes", "", ""}, []string{"Name", "City"}, 1},
		{"bar", "Name|City\nAcme|Bonn\n", Format{UTF8, "|", "yes", "", ""}, []string{"Name", "City"}, 1},
		{"told by the first line", "sep=;\nName;City\nAcme;Bonn\n", Format{UTF8, ";", "yes", "", ""}, []string{"Name", "City"}, 1},
		{"one column", "Name\nAcme\nBeta\n", Format{UTF8, ",", "yes", "", ""}, []string{"Name"}, 2},
		{"no header", "Acme,12,2026-03-31\nBeta,13,2026-04-01\n", Format{UTF8, ",", "no", "", ""}, []string{"column 1", "column 2", "column 3"}, 2},
		{"the same head twice, and one without", "Name,Name,,Name\na,b,c,d\n", Format{UTF8, ",", "no", "", ""}, []string{"column 1", "column 2", "column 3", "column 4"}, 2},
		{"the same head twice", "Name,Phone,Phone,Phone (2)\na,b,c,d\n", Format{UTF8, ",", "yes", "", ""}, []string{"Name", "Phone", "Phone (2)", "Phone (2) (2)"}, 1},
		{"head over two lines", "\"Deal\n name\",Value\na,1\n", Format{UTF8, ",", "yes", "", ""}, []string{"Deal name", "Value"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := Read(t.Context(), Bytes("x.csv", []byte(c.text)), Format{})
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, x := range table.Columns {
				names = append(names, x.Name)
			}
			if d := cmp.Diff(c.want, table.Format) + cmp.Diff(c.columns, names); d != "" || table.Rows != c.rows {
				t.Errorf("%d rows (-want +got)\n%s", table.Rows, d)
			}
		})
	}
	if _, err := Read(t.Context(), Bytes("x.csv", []byte(" \n\n")), Format{}); fault.Of(err) != fault.Invalid {
		t.Errorf("an empty file: %v", err)
	}
}

func TestEvidence(t *testing.T) {
	for _, c := range []struct{ name, cells, order, decimal string }{
		{"iso", "2026-03-04 2026-03-31", yearFirst, ""},
		{"day first by one cell", "03/04/2026 31/04/2026 30/03/2026", dayFirst, ""},
		{"month first by one cell", "03/04/2026 03/31/2026", monthFirst, ""},
		{"could be both", "03/04/2026 05/06/2026", "either", ""},
		{"contradiction", "13/04/2026 04/13/2026", "both", ""},
		{"points", "3.4.2026 4.5.26", dayFirst, ""},
		{"decimal point", "1,234.50 12.5", "", point},
		{"decimal comma", "1.234,50 12,5", "", comma},
		{"thousands twice", "1.234.567 1.234", "", comma},
		{"could be a thousand", "1.234 5.678", "", "either"},
		{"neither", "1234 77", "", ""},
		{"both signs", "1,5 1.5", "", "both"},
		{"not grouped by three", "1.23 12.3456", "", point},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := Read(t.Context(), Bytes("x.csv", []byte("Column;Other\n"+strings.ReplaceAll(c.cells, " ", ";x\n")+";x\n")), Format{})
			if err != nil {
				t.Fatal(err)
			}
			if x := table.Columns[0]; x.Order != c.order || x.Decimal != c.decimal {
				t.Errorf("order %q, decimal %q", x.Order, x.Decimal)
			}
		})
	}
	table, err := Read(t.Context(), Bytes("x.csv", []byte("A;B;C\n1.234;1,50;03/04/2026\n5.678;2,25;13/04/2026\n")), Format{})
	if err != nil {
		t.Fatal(err)
	}
	if table.Columns[0].Decimal != comma {
		t.Error("the other columns do not decide a column that does not tell")
	}
}

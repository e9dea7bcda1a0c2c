package load

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"cairn/fault"
)

// Format is how a file is written. What is empty is found out by looking at the file.
type Format struct {
	Charset   string `yaml:"charset,omitempty" json:"charset,omitempty"`
	Delimiter string `yaml:"delimiter,omitempty" json:"delimiter,omitempty"` // one of , ; | and a tab
	Header    string `yaml:"header,omitempty" json:"header,omitempty"`       // yes or no
	Decimal   string `yaml:"decimal,omitempty" json:"decimal,omitempty"`     // point or comma
	Dates     string `yaml:"dates,omitempty" json:"dates,omitempty"`         // ymd, dmy or mdy
}

// Table is a file that was looked through once: its format, its columns, its rows counted.
type Table struct {
	Name    string   `json:"name"`
	Format  Format   `json:"format"`
	Columns []Column `json:"columns"`
	Rows    int      `json:"rows"` // without the header
	file    File
	skip    int // lines before the header, such as "sep=;"
}

// Column is what a column holds, by the evidence of all of its cells. Dates and Numbers
// count the cells that can be read so; Order and Decimal are what they are written in,
// "either" where nothing in the file tells, "both" where the cells contradict each other.
type Column struct {
	Name     string          `json:"name"`
	Filled   int             `json:"filled"`
	Dates    int             `json:"dates"`
	Numbers  int             `json:"numbers"`
	Emails   int             `json:"emails"`
	Order    string          `json:"order,omitempty"`
	Decimal  string          `json:"decimal,omitempty"`
	Values   []string        `json:"values"`         // the different ones, sorted, where there are not too many
	Many     bool            `json:"many,omitempty"` // there are more than Values holds
	Samples  []string        `json:"samples"`        // the first few
	orders   [4]int          // seen: ymd dmy mdy either
	decimals [3]int          // seen: point comma either
	distinct map[string]form // the values seen so far, with what each tells
}

// form is what one cell tells about its column: a place among orders and decimals, or -1.
type form struct {
	date, number   bool
	order, decimal int
}

func formOf(cell string) form {
	f := form{order: -1, decimal: -1}
	if len(cell) > 40 || !strings.ContainsAny(cell, "0123456789") {
		return f
	}
	var word string
	if word, f.date = dateForm(cell); f.date {
		f.order = slices.Index([]string{yearFirst, dayFirst, monthFirst, "either"}, word)
	}
	if word, f.number = numberForm(cell); f.number {
		f.decimal = slices.Index([]string{point, comma, "either"}, word)
	}
	return f
}

const (
	manyValues = 200
	samples    = 5
)

// Read looks through a file. What the hint says is believed; the rest is found out. The
// error is fault.Invalid where it holds no table.
func Read(ctx context.Context, f File, hint Format) (*Table, error) {
	t := &Table{Name: f.Name, Format: hint, file: f}
	if hint.Charset == "" {
		in, err := f.Open()
		if err != nil {
			return nil, err
		}
		t.Format.Charset, err = charsetOf(in)
		in.Close()
		if err != nil {
			return nil, err
		}
	}
	if err := t.sniff(); err != nil {
		return nil, err
	}
	err := t.each(ctx, func(r Row) error {
		t.Rows++
		if r.Bad == "" {
			t.profile(r)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	t.conclude()
	return t, nil
}

// sniff finds delimiter and header in the first part of the file.
func (t *Table) sniff() error {
	start, err := t.start(1 << 18)
	if err != nil {
		return err
	}
	if line, rest, ok := bytes.Cut(start, []byte("\n")); ok && len(line) < 8 && bytes.HasPrefix(bytes.ToLower(line), []byte("sep=")) {
		t.skip, start = 1, rest
		if d := strings.TrimSpace(string(line[4:])); t.Format.Delimiter == "" && len(d) == 1 && strings.Contains(",;|", d) {
			t.Format.Delimiter = d
		} else if t.Format.Delimiter == "" && bytes.Contains(line, []byte("\t")) {
			t.Format.Delimiter = "\t"
		}
	}
	if t.Format.Delimiter == "" {
		t.Format.Delimiter = delimiterOf(start)
	}
	first := peekRows(start, t.Format.Delimiter[0], 50)
	if len(first) == 0 {
		return fault.New(fault.Invalid, "load.empty", "file", "a file with a table in it").With("file", t.Name)
	}
	if t.Format.Header == "" {
		t.Format.Header = headerOf(first)
	}
	t.Columns = columns(first, t.Format.Header == "yes")
	return nil
}

// start is the beginning of the file, decoded.
func (t *Table) start(most int64) ([]byte, error) {
	in, err := t.file.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	text, err := decoded(in, t.Format.Charset)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(text, most))
}

// peekRows reads the first rows of a text that may be cut off.
func peekRows(text []byte, comma byte, most int) (rows []Row) {
	r := newRowReader(bytes.NewReader(text), comma)
	for len(rows) < most {
		row, err := r.next()
		if err != nil {
			break
		}
		rows = append(rows, row)
	}
	return rows
}

// delimiterOf is the sign that parts the rows into the same number of cells most often;
// of equals the one that makes more cells, then the more usual one.
func delimiterOf(text []byte) string {
	best, bestScore := ",", -1.0
	for _, d := range []string{",", ";", "\t", "|"} {
		rows := peekRows(text, d[0], 50)
		if len(rows) > 2 { // the last may be cut off
			rows = rows[:len(rows)-1]
		}
		count := map[int]int{}
		for _, r := range rows {
			count[len(r.Cells)]++
		}
		for cells, n := range count {
			if cells < 2 {
				continue
			}
			score := float64(n)/float64(len(rows)) + float64(min(cells, 50))/1000
			if score > bestScore {
				best, bestScore = d, score
			}
		}
	}
	return best
}

// headerOf says whether the first row names the columns: names are all there, all
// different, and neither numbers nor dates nor addresses.
func headerOf(rows []Row) string {
	seen := map[string]bool{}
	for i, c := range rows[0].Cells {
		c = strings.TrimSpace(c)
		_, isNumber := numberForm(c)
		_, isDate := dateForm(c)
		if isNumber || isDate || strings.Contains(c, "@") {
			return "no"
		}
		if c == "" && i < len(rows[0].Cells)-1 && len(rows) > 1 && rows[1].Cell(i) == "" {
			continue // a column without anything
		}
		if c == "" && i > 0 && i < len(rows[0].Cells)-1 {
			return "no"
		}
		seen[strings.ToLower(c)] = true
	}
	if len(rows) > 2 && len(rows[0].Cells) > 1 && len(seen) == 1 {
		return "no"
	}
	return "yes"
}

// columns names the columns: by the header, with a number where a name is missing or
// stands twice.
func columns(rows []Row, header bool) []Column {
	width := 0
	for _, r := range rows {
		if r.Bad == "" {
			width = max(width, len(r.Cells))
		}
	}
	if header {
		width = len(rows[0].Cells)
	}
	used := map[string]int{}
	list := make([]Column, width)
	for i := range list {
		name := ""
		if header {
			name = strings.Join(strings.Fields(rows[0].Cell(i)), " ")
		}
		if name == "" {
			name = "column " + strconv.Itoa(i+1)
		}
		for plain := name; used[strings.ToLower(name)] > 0; {
			used[strings.ToLower(plain)]++
			name = plain + " (" + strconv.Itoa(used[strings.ToLower(plain)]) + ")"
		}
		used[strings.ToLower(name)]++
		list[i] = Column{Name: name, distinct: map[string]form{}}
	}
	return list
}

// each calls fn for every row after the header. A row with more cells than there are
// columns is marked as bad, unless what is too much is empty.
func (t *Table) each(ctx context.Context, fn func(Row) error) error {
	in, err := t.file.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	text, err := decoded(in, t.Format.Charset)
	if err != nil {
		return err
	}
	r := newRowReader(text, t.Format.Delimiter[0])
	skip := t.skip
	if t.Format.Header == "yes" {
		skip++
	}
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row, err := r.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if n < skip {
			continue
		}
		for i := len(t.Columns); i < len(row.Cells); i++ {
			if strings.TrimSpace(row.Cells[i]) != "" && row.Bad == "" {
				row.Bad = badWide
			}
		}
		if err := fn(row); err != nil {
			return err
		}
	}
}

// profile takes up what a row tells about its columns.
func (t *Table) profile(r Row) {
	for i := range t.Columns {
		c, cell := &t.Columns[i], strings.TrimSpace(r.Cell(i))
		if cell == "" {
			continue
		}
		c.Filled++
		if len(c.Samples) < samples && !slices.Contains(c.Samples, short(cell)) {
			c.Samples = append(c.Samples, short(cell))
		}
		if strings.Contains(cell, "@") {
			c.Emails++
		}
		told, known := c.distinct[cell]
		if !known {
			told = formOf(cell)
			if c.Many = c.Many || len(c.distinct) == manyValues || len(cell) > 200; !c.Many {
				c.distinct[cell] = told
			}
		}
		if told.date {
			c.Dates++
		}
		if told.number {
			c.Numbers++
		}
		if told.order >= 0 {
			c.orders[told.order]++
		}
		if told.decimal >= 0 {
			c.decimals[told.decimal]++
		}
	}
}

// conclude decides each column by its own cells, and where they do not tell by those of
// the other columns: one program wrote them all.
func (t *Table) conclude() {
	var orders, decimals [2]int
	for i := range t.Columns {
		c := &t.Columns[i]
		if !c.Many {
			for v := range c.distinct {
				c.Values = append(c.Values, v)
			}
			slices.Sort(c.Values)
		}
		c.distinct = nil
		c.Order = verdict(t.Format.Dates, [2]string{dayFirst, monthFirst}, [2]int{c.orders[1], c.orders[2]}, c.orders[3])
		if c.Order == "" && c.orders[0] > 0 {
			c.Order = yearFirst
		}
		c.Decimal = verdict(t.Format.Decimal, [2]string{point, comma}, [2]int{c.decimals[0], c.decimals[1]}, c.decimals[2])
		if c.Dates*2 > c.Filled {
			orders[0], orders[1] = orders[0]+c.orders[1], orders[1]+c.orders[2]
			c.Decimal = ""
		} else if c.Numbers*2 > c.Filled {
			decimals[0], decimals[1] = decimals[0]+c.decimals[0], decimals[1]+c.decimals[1]
		}
	}
	for i := range t.Columns {
		if c := &t.Columns[i]; c.Order == "either" {
			c.Order = verdict("", [2]string{dayFirst, monthFirst}, orders, 1)
		}
		if c := &t.Columns[i]; c.Decimal == "either" {
			c.Decimal = verdict("", [2]string{point, comma}, decimals, 1)
		}
	}
}

// verdict weighs the evidence for one of two forms.
func verdict(told string, forms [2]string, seen [2]int, either int) string {
	switch {
	case told != "":
		return told
	case seen[0] > 0 && seen[1] > 0:
		return "both"
	case seen[0] > 0:
		return forms[0]
	case seen[1] > 0:
		return forms[1]
	case either > 0:
		return "either"
	}
	return ""
}

// column finds a column by its name, without regard to capitals and spaces; -1 where the
// table has none of that name.
func (t *Table) column(name string) int {
	name = strings.Join(strings.Fields(name), " ")
	return slices.IndexFunc(t.Columns, func(c Column) bool { return strings.EqualFold(c.Name, name) })
}

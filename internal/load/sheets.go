package load

import (
	"archive/zip"
	"bufio"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"cairn/deal"
	"cairn/event"
	"cairn/money"
)

// exportTables writes a ZIP file with a table for each noun. Cells that a spreadsheet would
// take for a formula begin with an apostrophe; reading them again takes it away.
func exportTables(ctx context.Context, log Log, w io.Writer) error {
	l, err := fold(ctx, log)
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, t := range []struct {
		name  string
		write func(*sheetWriter) error
	}{
		{"members.csv", l.memberSheet},
		{"organisations.csv", l.organisationSheet},
		{"people.csv", l.peopleSheet},
		{"deals.csv", l.dealSheet},
		{"stays.csv", l.staySheet},
		{"offers.csv", l.offerSheet},
		{"concerns.csv", l.concernSheet},
		{"activities.csv", func(s *sheetWriter) error { return l.activitySheet(ctx, log, s) }},
	} {
		f, err := z.Create(t.name)
		if err != nil {
			return err
		}
		s := &sheetWriter{out: bufio.NewWriterSize(f, 1<<16)}
		if err := t.write(s); err != nil {
			return err
		}
		if err := s.out.Flush(); err != nil {
			return err
		}
	}
	return z.Close()
}

// sheetWriter writes rows as RFC 4180 has them, with CRLF.
type sheetWriter struct{ out *bufio.Writer }

// row writes one row; an error waits in the buffer until it is flushed.
func (s *sheetWriter) row(cells ...string) {
	for i, c := range cells {
		if i > 0 {
			s.out.WriteByte(',')
		}
		s.out.WriteString(quoted(harmless(c)))
	}
	s.out.WriteString("\r\n")
}

func (s *sheetWriter) head(names string) { s.row(strings.Fields(names)...) }

// harmless keeps a spreadsheet from taking a text for a formula. A plain number keeps its
// sign: it computes nothing.
func harmless(c string) string {
	if c == "" || strings.IndexByte("=+-@\t\r", c[0]) < 0 {
		return c
	}
	if _, err := strconv.ParseFloat(c, 64); err == nil && c[0] == '-' {
		return c
	}
	return "'" + c
}

func quoted(c string) string {
	if !strings.ContainsAny(c, ",\"\r\n") && c == strings.TrimSpace(c) {
		return c
	}
	return `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
}

func (l *ledger) memberSheet(s *sheetWriter) error {
	s.head("id name email role manager manager_name team active joined")
	for _, m := range ordered(l.members) {
		s.row(m.ID, m.Name, m.Email, string(m.Role), m.Manager, l.members[m.Manager].Name, m.Team, strconv.FormatBool(m.Active), at(m.Joined))
	}
	return nil
}

func (l *ledger) organisationSheet(s *sheetWriter) error {
	own := ownFields(l.firms, func(id string) map[string]string { return l.firms[id].Fields })
	s.head("id name domain sector country city address phone employees revenue revenue_currency parent parent_name relation owner owner_name since withdrawn merged_into " + prefixed(own))
	for _, o := range ordered(l.firms) {
		value, currency := worth(o.Revenue)
		cells := []string{
			o.ID, o.Name, o.Domain, o.Sector, o.Country, o.City, o.Address, o.Phone, number0(o.Employees), value, currency, o.Parent, l.firms[o.Parent].Name,
			string(o.Relation), o.Owner, l.members[o.Owner].Name, at(o.Since), yes(o.Withdrawn), o.MergedInto,
		}
		s.row(append(cells, valuesOf(own, o.Fields)...)...)
	}
	return nil
}

func (l *ledger) peopleSheet(s *sheetWriter) error {
	own := ownFields(l.people, func(id string) map[string]string { return l.people[id].Fields })
	s.head("id name organisation organisation_name title emails phones relation owner owner_name since consent consent_at consent_source withdrawn merged_into erased " + prefixed(own))
	for _, p := range ordered(l.people) {
		cells := []string{
			p.ID, p.Name, p.Organisation, l.firms[p.Organisation].Name, p.Title, strings.Join(p.Emails, "; "), strings.Join(p.Phones, "; "), string(p.Relation),
			p.Owner, l.members[p.Owner].Name, at(p.Since), string(p.Consent), at(p.ConsentAt), p.ConsentSource, yes(p.Withdrawn), p.MergedInto, yes(p.Erased),
		}
		s.row(append(cells, valuesOf(own, p.Fields)...)...)
	}
	return nil
}

func (l *ledger) dealSheet(s *sheetWriter) error {
	own := ownFields(l.deals, func(id string) map[string]string { return l.deals[id].Fields })
	s.head("id name organisation organisation_name person person_name role owner owner_name kind process step status value currency close_date source method " +
		"opened entered qualified ended won_value won_currency reason lost_to end_note next_due next_kind next_text debts participants pushes merged_into import " + prefixed(own))
	for _, d := range ordered(l.deals) {
		value, currency := worth(d.Value)
		var end deal.End
		if d.End != nil {
			end = *d.End
		}
		won, wonCurrency := worth(end.Value)
		if d.Status != deal.Won {
			won, wonCurrency = "", ""
		}
		next, _ := d.Next()
		var with []string
		for m := range d.Participants {
			with = append(with, l.members[m].Name)
		}
		slices.Sort(with)
		cells := []string{
			d.ID, d.Name, d.Organisation, l.firms[d.Organisation].Name, d.Person, l.people[d.Person].Name, d.Role, d.Owner, l.members[d.Owner].Name, d.Type,
			d.Process, d.Step, string(d.Status), value, currency, d.CloseDate, d.Source, d.Method, at(d.Opened), at(d.Entered), at(d.Qualified), at(end.At),
			won, wonCurrency, end.Reason, end.To, end.Note, next.Due, next.Type, next.Text, strings.Join(d.Debts, " "), strings.Join(with, "; "),
			number0(d.Pushes), d.Merged, d.Import,
		}
		s.row(append(cells, valuesOf(own, d.Fields)...)...)
	}
	return nil
}

func (l *ledger) staySheet(s *sheetWriter) error {
	s.head("deal deal_name n step visit entered left how owner owner_name value currency")
	for _, d := range ordered(l.deals) {
		for i, v := range d.Visits {
			value, currency := worth(v.Value)
			s.row(d.ID, d.Name, strconv.Itoa(i+1), v.Step, strconv.Itoa(v.Count), at(v.From), at(v.To), v.How, v.Owner, l.members[v.Owner].Name, value, currency)
		}
	}
	return nil
}

func (l *ledger) offerSheet(s *sheetWriter) error {
	s.head("deal deal_name number made to to_name what value currency decision_due state decided accepted_by lines")
	for _, d := range ordered(l.deals) {
		for _, o := range d.Offers {
			value, currency := worth(o.Value)
			var lines []string
			for _, x := range o.Lines {
				lines = append(lines, x.What)
			}
			s.row(d.ID, d.Name, strconv.Itoa(o.Number), at(o.At), o.To, l.people[o.To].Name, o.What, value, currency, o.Due, o.State, at(o.Decided), o.By, strings.Join(lines, "\n"))
		}
	}
	return nil
}

func (l *ledger) concernSheet(s *sheetWriter) error {
	s.head("deal deal_name raised by by_name step text answer state settled")
	for _, d := range ordered(l.deals) {
		for _, c := range d.Concerns {
			s.row(d.ID, d.Name, at(c.At), c.By, l.people[c.By].Name, c.Step, c.Text, c.Answer, c.State, at(c.Settled))
		}
	}
	return nil
}

// activitySheet reads the log a second time: what was done is not part of a deal's state.
func (l *ledger) activitySheet(ctx context.Context, log Log, s *sheetWriter) error {
	s.head("deal deal_name id kind done at due time outcome two_way minutes people text by by_name")
	err := upTo(ctx, log, 0, l.last, func(e event.Event) error {
		if e.Kind != (deal.Logged{}).Kind() {
			return nil
		}
		b, err := deal.Decode(e)
		if err != nil {
			return err
		}
		a, ok := b.(*deal.Logged)
		if !ok {
			return nil
		}
		_, id, _ := strings.Cut(e.Subject, ":")
		by := strings.TrimPrefix(e.By(), "local:")
		var with []string
		for _, p := range a.People {
			with = append(with, l.people[p].Name)
		}
		s.row(id, l.deals[id].Name, a.ID, a.Type, "yes", at(e.Occurred), "", "", a.Outcome, yes(a.TwoWay), number0(a.Minutes), strings.Join(with, "; "), a.Text, by, l.members[by].Name)
		return nil
	})
	for _, d := range ordered(l.deals) {
		for _, a := range d.Planned {
			s.row(d.ID, d.Name, a.ID, a.Type, "no", "", a.Due, a.Time, "", "", "", "", a.Text, a.By, l.members[a.By].Name)
		}
	}
	return err
}

// ownFields lists the own fields that anything of a noun has.
func ownFields[T any](all map[string]T, of func(id string) map[string]string) []string {
	seen := map[string]bool{}
	for id := range all {
		for name := range of(id) {
			seen[name] = true
		}
	}
	return sortedKeys(seen)
}

// prefixed are the heads of own fields; a space in one would make two of it.
func prefixed(own []string) string {
	var heads []string
	for _, name := range own {
		heads = append(heads, ownField+strings.Join(strings.Fields(name), "_"))
	}
	return strings.Join(heads, " ")
}

func valuesOf(own []string, fields map[string]string) []string {
	values := make([]string, len(own))
	for i, name := range own {
		values[i] = fields[name]
	}
	return values
}

// at writes a moment; empty where it is not known.
func at(micros int64) string {
	if micros == 0 {
		return ""
	}
	return time.UnixMicro(micros).UTC().Format(time.RFC3339)
}

// worth writes an amount with a point, and its currency; empty where there is none.
func worth(m money.Money) (value, currency string) {
	if m.Currency == "" {
		return "", ""
	}
	value, _, _ = strings.Cut(m.String(), " ")
	return value, m.Currency
}

func number0(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return ""
}

package load

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"cairn/period"
)

// survey goes over all rows once, without changing anything: it finds what is wrong, what
// would be made and what is not known, and keeps what the run needs: everything that other
// rows may name, and the stays of deals.
type survey struct {
	*builder
	w        *world
	report   *Report
	early    []Record          // members, organisations and people to be made, in order
	stays    map[string][]Came // by writing of the deal's key
	keys     map[string]string // of deals in the files: where the first row is that has one, by writing
	seen     map[string]bool   // what was there before and is named, by noun and id
	spans    []span            // of deals with a known beginning
	observed string            // the moment from which the source was watched
}

// span is from when to when a deal ran, in days; to is 0 while it does.
type span struct{ from, to period.Day }

func (p *Plan) survey(ctx context.Context, w *world) (*survey, error) {
	if err := p.fits(w); err != nil {
		return nil, err
	}
	currency, assumed := p.Mapping.Currency, false
	if currency == "" {
		currency, assumed = w.company.Currency, true
	}
	b, err := p.build(ctx, w.zone, w.now, currency, assumed)
	if err != nil {
		return nil, err
	}
	s := &survey{builder: b, w: w, report: newReport(), stays: map[string][]Came{}, keys: map[string]string{}, seen: map[string]bool{}}
	for _, t := range p.Tables {
		s.report.Rows += t.Rows
	}
	for _, noun := range []string{Member, Organisation, Person, Stay, Deal, Activity} {
		if err := s.pass(ctx, noun); err != nil {
			return nil, err
		}
		if noun == Stay {
			s.sortStays()
		}
	}
	if err := s.observe(p.Mapping.Observed); err != nil {
		return nil, err
	}
	s.report.take(b)
	return s, nil
}

// sortStays puts the stays of each deal in the order of their days.
func (s *survey) sortStays() {
	for _, stays := range s.stays {
		slices.SortStableFunc(stays, func(a, b Came) int { return strings.Compare(a.At, b.At) })
	}
}

// fits says which steps and ends of the mapping the process does not have.
func (p *Plan) fits(w *world) error {
	var c checker
	for _, sheet := range p.Mapping.Sheets {
		for _, k := range sheet.Makes {
			if k.Stage == nil {
				continue
			}
			rules := make([]Rule, 0, len(k.Stage.Map)+1)
			for _, v := range sortedKeys(k.Stage.Map) {
				rules = append(rules, k.Stage.Map[v])
			}
			if k.Stage.Always != nil {
				rules = append(rules, *k.Stage.Always)
			}
			for _, r := range rules {
				for _, e := range r.Steps {
					if s, ok := w.process.Step(e.Step); !ok || s.Skip || s.Retired {
						c.add(sheet.File, "the process %s has no step %q", w.process.Key, e.Step)
					}
				}
				if _, ok := w.process.Exit(r.End); r.End != "" && r.End != ends()[0] && !ok {
					c.add(sheet.File, "the process %s has no exit %q", w.process.Key, r.End)
				}
			}
		}
	}
	if len(c.all) > 0 {
		slices.Sort(c.all)
		return slices.Compact(c.all)
	}
	return nil
}

// pass goes over the files that make a noun.
func (s *survey) pass(ctx context.Context, noun string) error {
	first := noun == Nouns()[0]
	for _, c := range s.converters {
		if !first && !slices.ContainsFunc(c.makes, func(m maker) bool { return m.Noun == noun }) {
			continue
		}
		quiet := c.only(noun)
		err := c.table.each(ctx, func(r Row) error {
			if r.Bad != "" {
				if first {
					_, wrong := c.convert(r)
					s.report.Bad++
					s.report.problem(wrong...)
				}
				return nil
			}
			made, wrong := quiet.convert(r)
			if len(wrong) > 0 {
				s.report.Failed[noun]++
				s.report.problem(wrong...)
			}
			for _, rec := range made {
				s.meet(rec)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// only is the converter of one noun, so that each pass reads only what it is about.
func (c *converter) only(noun string) *converter {
	part := *c
	part.makes = nil
	for _, m := range c.makes {
		if m.Noun == noun {
			part.makes = append(part.makes, m)
		}
	}
	return &part
}

// meet takes up a record that could be read.
func (s *survey) meet(rec Record) {
	switch rec.Noun {
	case Stay:
		if len(rec.Stays) > 0 {
			w := s.w.of[Deal].writing(rec.Text["deal"])
			s.stays[w] = append(s.stays[w], Came{rec.Stays[0].Step, rec.Text["at"]})
		}
	case Deal:
		s.deal(rec)
	case Activity:
		if s.refers(rec, "deal", Deal) {
			s.report.Made[Activity]++
		} else {
			s.report.Failed[Activity]++
		}
	default:
		s.noun(rec)
	}
}

// noun takes up a member, an organisation or a person. One whose name is known is found;
// the first row that names one makes it.
func (s *survey) noun(rec Record) {
	x := s.w.of[rec.Noun]
	name := rec.Text["name"]
	for _, by := range known(rec) {
		id, known, clear := x.find(by)
		switch {
		case !clear:
			s.wrong(rec, "name", "load.ambiguous", "a name that only one "+rec.Noun+" has", by)
			s.report.Failed[rec.Noun]++
			return
		case known && id == pending:
			s.report.Repeated[rec.Noun]++
			return
		case known:
			if x.add(rec.Key, id); s.seen[rec.Noun+id] {
				s.report.Repeated[rec.Noun]++
				return
			}
			s.seen[rec.Noun+id] = true
			s.report.Found[rec.Noun]++
			return
		}
	}
	for _, by := range append(known(rec), name, rec.Key) {
		x.add(by, pending)
	}
	s.report.Made[rec.Noun]++
	if rec.Noun == Member && rec.Text["email"] == "" {
		s.report.Unknown[noEmail]++
	}
	s.early = append(s.early, rec)
}

// known lists by what a record is found among those that are there, the surest first.
func known(rec Record) []string {
	var by []string
	if e := rec.Text["email"]; e != "" {
		by = append(by, e)
	}
	for _, e := range several(rec.Text["emails"]) {
		by = append(by, e)
	}
	if len(by) > 0 && rec.Noun == Person {
		return by // two people may have one name, and never one address
	}
	return append(by, rec.Key)
}

// several parts a cell with more than one value in it.
func several(s string) (all []string) {
	for _, v := range strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == ',' || r == '\n' || r == '|' }) {
		if v = strings.TrimSpace(v); v != "" {
			all = append(all, v)
		}
	}
	return all
}

func (s *survey) wrong(rec Record, column, key, remedy, value string) {
	s.report.problem(Problem{File: rec.File, Line: rec.Line, Column: column, Noun: rec.Noun, Key: key, Remedy: remedy, Value: short(value)})
}

// refers checks a reference of a record. An empty one is none.
func (s *survey) refers(rec Record, field, noun string) bool {
	name := rec.Text[field]
	if name == "" {
		return true
	}
	switch _, known, clear := s.w.of[noun].find(name); {
	case !known:
		s.wrong(rec, field, "load.reference", "the name or key of "+article(noun)+" that is there, or that a file of this import makes", name)
		return false
	case !clear:
		s.wrong(rec, field, "load.ambiguous", "a name that only one "+noun+" has", name)
		return false
	}
	return true
}

func article(noun string) string {
	if strings.IndexByte("ao", noun[0]) >= 0 {
		return "an " + noun
	}
	return "a " + noun
}

// deal takes up a deal.
func (s *survey) deal(rec Record) {
	fine := s.refers(rec, "organisation", Organisation) && s.refers(rec, "person", Person) && s.refers(rec, "owner", Member)
	x := s.w.of[Deal]
	if w := x.writing(rec.Key); fine && rec.Key != "" {
		if _, twice := s.keys[w]; twice {
			s.wrong(rec, "key", "load.twice", "a key that no other row has", rec.Key)
			fine = false
		} else {
			s.keys[w] = rec.place()
		}
	}
	if id, _, _ := s.w.of[Member].find(rec.Text["owner"]); fine && id != "" && id != pending && !s.w.active[id] {
		s.wrong(rec, "owner", "load.owner", "an active member who sells", rec.Text["owner"])
		fine = false
	}
	stays := s.history(rec)
	if fine && len(stays) == 0 {
		s.wrong(rec, "", "load.undated", "a date for at least one step", rec.Key)
		fine = false
	}
	if problem := inOrder(stays, rec.End); fine && problem != "" {
		s.wrong(rec, problem, "load.order", "a day not before the one of the step before", lastOf(stays, rec.End))
		fine = false
	}
	if !fine {
		s.report.Failed[Deal]++
		return
	}
	s.report.Made[Deal]++
	x.add(rec.Key, pending)
	s.count(rec, stays)
}

// place is where a record comes from.
func (rec Record) place() string { return rec.File + ":" + strconv.Itoa(rec.Line) }

// history is what is known of the steps of a deal: its rows among the stays, else what its
// stage says.
func (s *survey) history(rec Record) []Came {
	if stays := s.stays[s.w.of[Deal].writing(rec.Key)]; rec.Key != "" && len(stays) > 0 {
		return once(stays)
	}
	return once(rec.Stays)
}

// once leaves out what enters the step that the deal is in anyway.
func once(stays []Came) []Came {
	return slices.CompactFunc(slices.Clone(stays), func(a, b Came) bool { return a.Step == b.Step })
}

// inOrder names the field whose date runs backwards.
func inOrder(stays []Came, end *Ended) string {
	last := ""
	for _, c := range stays {
		if c.At < last {
			return "entered"
		}
		last = c.At
	}
	if end != nil && end.At < last {
		return "ended"
	}
	return ""
}

func lastOf(stays []Came, end *Ended) string {
	if end != nil {
		return end.At
	}
	return stays[len(stays)-1].At
}

// count notes what is not known about a deal, and from when to when it ran.
func (s *survey) count(rec Record, stays []Came) {
	unknown := s.report.Unknown
	if rec.Text["organisation"] == "" {
		unknown[noOrganisation]++
	}
	if rec.Text["owner"] == "" {
		unknown[noOwner]++
	}
	if _, ok := rec.Money["value"]; !ok {
		unknown[noValue]++
	}
	if rec.End != nil && rec.End.As != ends()[0] && rec.End.Reason == "" {
		unknown[noReason]++
	}
	if len(stays) == 0 || stays[0].At == "" {
		unknown[entryUndated]++
		return
	}
	sp := span{from: s.dayOf(stays[0].At)}
	if rec.End != nil {
		sp.to = s.dayOf(rec.End.At)
	}
	s.spans = append(s.spans, sp)
}

// dayOf is the day on which a moment falls in the company's zone.
func (s *survey) dayOf(at string) period.Day {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return 0 // it was written by stamp
	}
	return period.Calendar{Zone: s.w.zone}.Day(t.UnixMicro())
}

package store

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"cairn/deal"
	"cairn/event"
	"cairn/process"
)

func tableDeal() table {
	return nounTable("deal", "born", "id", "version", "name", "sort_key", "organisation", "person", "owner", "process", "step",
		"status", "kind", "value", "currency", "close_date", "source", "method", "opened_at", "entered_at", "qualified_at",
		"ended_at", "touched_at", "two_way_at", "changed_at", "first_known", "last_known", "observed_at", "reason", "until", "next_due", "next_time",
		"next_kind", "marks", "flags", "debts", "concerns", "requests", "pushes", "state")
}

// dealRows adds the row of a deal, and those of its children that differ from before.
func (b *batch) dealRows(o *object, d deal.Deal, raw []byte, r *rowset) error {
	marks, err := b.marks(o, d)
	if err != nil {
		return err
	}
	row := dealRow(o, d, marks, raw)
	var was deal.Deal
	if o.was != nil && !o.again {
		was = o.was.state.(deal.Deal)
	}
	if o.was != nil && !b.db.dialect.postgres {
		b.changeDeal(o, row, r)
	} else {
		r.add(tableDeal(), row)
	}
	memberRows(d, was, r)
	stayRows(o, d, was, r)
	activityRows(o, d, was, r)
	return nil
}

func dealRow(o *object, d deal.Deal, marks string, raw []byte) []any {
	var ended int64
	var reason, until string
	if d.End != nil {
		ended, reason, until = d.End.At, d.End.Reason, d.End.Until
	}
	next, _ := d.Next()
	return []any{
		o.born, o.id, o.n, d.Name, sortKey(d.Name), d.Organisation, d.Person, d.Owner, d.Process, d.Step,
		string(d.Status), d.Type, d.Value.Minor, d.Value.Currency, some(d.CloseDate), d.Source, d.Method, moment(d.Opened),
		moment(d.Entered), moment(d.Qualified), moment(ended), moment(d.Touched), moment(d.TwoWay), o.changed, o.firstKnown,
		o.lastKnown, moment(d.Observed), reason, some(until), some(next.Due), next.Time, next.Type, marks, int64(len(d.Flags)), int64(len(d.Debts)),
		int64(d.OpenConcerns()), int64(len(d.Requests)), int64(d.Pushes), raw,
	}
}

// moment is NULL where nobody knows it.
func moment(micros int64) any {
	if micros == 0 {
		return nil
	}
	return micros
}

// some is NULL where there is none.
func some(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// marks says how the checkpoints of the current step stand, two letters for each: its
// strength (i g a), then met, open, passed, debt or not applicable (m o p d n).
func (b *batch) marks(o *object, d deal.Deal) (string, error) {
	if b.marked != nil {
		return b.marked(o)
	}
	p, err := b.processOf(d.Process)
	if err != nil {
		return "", fmt.Errorf("the process of deal %s: %w", d.ID, err)
	}
	return marksOf(p, d, o.changed, b.day(o.changed)), nil
}

func marksOf(p process.Definition, d deal.Deal, at int64, today string) string {
	i := p.Index(d.Step)
	if i < 0 {
		return ""
	}
	var s strings.Builder
	now := deal.Now{At: at, Occurred: at, Today: today}
	for _, c := range p.Active(i) {
		switch c.Strength {
		case process.Gate:
			s.WriteByte('g')
		case process.Advice:
			s.WriteByte('a')
		default:
			s.WriteByte('i')
		}
		switch deal.Stand(p, d, i, c, now) {
		case deal.Met:
			s.WriteByte('m')
		case deal.PassedWithout:
			s.WriteByte('p')
		case deal.Debt:
			s.WriteByte('d')
		case deal.NotApplicable:
			s.WriteByte('n')
		default:
			s.WriteByte('o')
		}
	}
	return s.String()
}

// processOf finds a process as the accepted works leave it.
func (b *batch) processOf(version string) (process.Definition, error) {
	if p, ok := b.db.kept.process(version); ok {
		return p, nil
	}
	if p, ok := b.parsed[version]; ok {
		return p, nil
	}
	p, err := b.tx("").Process(version)
	if err == nil {
		if b.parsed == nil {
			b.parsed = map[string]process.Definition{}
		}
		b.parsed[version] = p
	}
	return p, err
}

// day is the day of a moment in the company's zone.
func (b *batch) day(at int64) string {
	if b.zone == nil {
		c, err := b.tx("").Company()
		if err != nil {
			c.Zone = ""
		}
		b.zone = zoneOf(c.Zone)
	}
	return time.UnixMicro(at).In(b.zone).Format(time.DateOnly)
}

// zoneOf is a time zone by name, UTC where it is not known here.
func zoneOf(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

func dayIn(zone string, at int64) string {
	return time.UnixMicro(at).In(zoneOf(zone)).Format(time.DateOnly)
}

const (
	sqlParticipantEnd = `DELETE FROM participant WHERE deal = $1 AND member = $2`
	sqlContactEnd     = `DELETE FROM contact WHERE deal = $1 AND person = $2`
)

// memberRows keeps who takes part, on both sides.
func memberRows(d, was deal.Deal, r *rowset) {
	had, has := slices.Sorted(maps.Keys(was.Participants)), slices.Sorted(maps.Keys(d.Participants))
	for _, m := range added(has, had) {
		r.drop(sqlParticipantEnd, d.ID, m)
	}
	for _, m := range added(had, has) {
		r.add(pairTable("participant", "member"), []any{d.ID, m})
	}
	had, has = contactsOf(was), contactsOf(d)
	for _, p := range added(has, had) {
		r.drop(sqlContactEnd, d.ID, p)
	}
	for _, p := range added(had, has) {
		r.add(pairTable("contact", "person"), []any{d.ID, p})
	}
}

func pairTable(name, other string) table {
	columns := []string{"deal", other}
	return table{name: name, columns: columns, key: columns}
}

func tableStay() table {
	return table{
		name: "stay",
		columns: []string{"deal", "n", "step", "visit", "entered_at", "left_at", "how", "owner", "value", "currency",
			"process", "facts"},
		key: []string{"deal", "n"}, keep: []string{"process"},
	}
}

// stayRows writes the stays that are new or differ.
func stayRows(o *object, d, was deal.Deal, r *rowset) {
	for i, v := range d.Visits {
		if i < len(was.Visits) && was.Visits[i] == v {
			continue
		}
		version, ok := o.began[i]
		if !ok {
			version = d.Process // not kept where the row is there already
		}
		r.add(tableStay(), []any{
			d.ID, int64(i + 1), v.Step, int64(v.Count), moment(v.From), moment(v.To), v.How, v.Owner, v.Value.Minor, v.Value.Currency,
			version, v.Facts,
		})
	}
}

// activityRow is a thing done or planned.
type activityRow []any

func tableActivity() table {
	return table{
		name: "activity",
		columns: []string{"deal", "id", "kind", "done", "due", "due_time", "occurred_at", "outcome", "two_way", "minutes",
			"member", "note", "people"},
		key: []string{"deal", "id"},
	}
}

// loggedRow is the row of something done. What it finishes gives it the day it was
// planned for, and who does it is whoever it was planned for.
func loggedRow(id string, before *object, e event.Event, l *deal.Logged) activityRow {
	var due any
	at, member := "", e.By()
	if d, ok := before.state.(deal.Deal); ok && l.Finishes != "" {
		for _, p := range d.Planned {
			if p.ID == l.Finishes {
				due, at, member = some(p.Due), p.Time, p.By
			}
		}
	}
	people := []byte("[]")
	if len(l.People) > 0 {
		people, _ = json.Marshal(l.People) // a list of texts always can
	}
	return activityRow{
		id, l.ID, l.Type, true, due, at, e.Occurred, l.Outcome, l.TwoWay, int64(l.Minutes), member, l.Text, string(people),
	}
}

func plannedRow(id string, p deal.Planned) activityRow {
	return activityRow{id, p.ID, p.Type, false, some(p.Due), p.Time, nil, "", false, int64(0), p.By, p.Text, "[]"}
}

const (
	sqlActivityEnd  = `DELETE FROM activity WHERE deal = $1 AND id = $2`
	sqlActivityDrop = `DELETE FROM activity WHERE deal = $1`
)

// activityRows keeps what is planned as it is, and adds what was done.
func activityRows(o *object, d, was deal.Deal, r *rowset) {
	if o.again {
		r.drop(sqlActivityDrop, d.ID)
	}
	for _, p := range was.Planned {
		if !slices.ContainsFunc(d.Planned, func(x deal.Planned) bool { return x.ID == p.ID }) {
			r.drop(sqlActivityEnd, d.ID, p.ID)
		}
	}
	for _, p := range d.Planned {
		if !slices.Contains(was.Planned, p) {
			r.add(tableActivity(), plannedRow(d.ID, p))
		}
	}
	for _, row := range o.logged {
		r.add(tableActivity(), row)
	}
}

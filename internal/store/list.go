package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"cairn/deal"
	"cairn/fault"
	"cairn/money"
)

// Filter chooses deals. All that is given must hold; a list holds where any of its values
// does. Amounts are minor units, days text as 2026-03-31. NextDue is overdue, today, later
// or none and needs Today. Flag is debts, taken_back or asked. Changed leaves what changed
// at that moment (microseconds UTC) or later.
type Filter struct {
	Steps, Owners, Organisations, People []string
	Statuses, Sources, Kinds, Processes  []string
	ValueMin, ValueMax                   *int64
	CloseFrom, CloseTo                   string
	NextDue, Today                       string
	Text                                 string
	Flag                                 string
	Changed                              int64

	born *string // what matches Text, once it was looked up
}

// conditions are those of the filter, worded already, and of the reader's sight.
func (f Filter) conditions(d dialect, see See) *where {
	w := f.unseen(d)
	f.see(w, see)
	return w
}

// worded looks the text of a filter up, within what is seen.
func (f Filter) worded(ctx context.Context, db *DB, see See) (Filter, error) {
	numbers, ok, err := db.matching(ctx, nounDeal, f.Text, see.sights())
	if ok {
		f.born = &numbers
	}
	return f, err
}

// see adds who may see what, where the filter does not ask for visible owners only.
func (f Filter) see(w *where, see See) {
	w.in("d.owner", f.Owners)
	if len(f.Owners) == 0 || f.beyond(see) {
		w.visible(see)
	}
}

// owners are all whose deals the filter may let through and the scope shows; none where
// that is everybody.
func (f Filter) owners(see See) (owners []string) {
	switch {
	case len(f.Owners) == 0:
		return see.Scope.Owners
	case see.Scope.All:
		return f.Owners
	}
	for _, o := range f.Owners {
		if see.Scope.Has(o) {
			owners = append(owners, o)
		}
	}
	return owners
}

// shared is the member whose part in the deals of others counts, beside the owners; none
// where nothing is asked for but the deals of owners who are seen.
func (f Filter) shared(see See) (me string, owners []string) {
	if see.Scope.All || len(f.Owners) > 0 && !f.beyond(see) {
		return "", nil
	}
	return see.Me, f.Owners
}

// beyond says whether deals are asked for of owners whom the scope does not show.
func (f Filter) beyond(see See) bool {
	return slices.ContainsFunc(f.Owners, func(o string) bool { return !see.Scope.Has(o) })
}

// mostBranches is up to how many owners each is asked for apart.
const mostBranches = 64

// byOwner asks for the first deals of each owner, which an index has in order, and puts
// the first of all together: however many deals there are, few are looked at.
func byOwner(w *where, owners []string, me string, among []string, expression string, down bool, limit int) string {
	conditions, most, order := w.and(), w.limit(limit), ordered(expression, down)
	var parts []string
	part := func(from, condition string) {
		n := strconv.Itoa(len(parts))
		parts = append(parts, "SELECT * FROM (SELECT d.born FROM "+from+" WHERE "+condition+conditions+order+most+") p"+n)
	}
	for _, o := range owners {
		part("deal d", "d.owner = "+w.arg(o))
	}
	if me != "" {
		shared := "p.member = " + w.arg(me)
		if len(among) > 0 {
			shared += " AND " + w.oneOf("d.owner", among)
		}
		part("participant p CROSS JOIN deal d", "d.id = p.deal AND "+shared)
	}
	return " WHERE d.born IN (" + strings.Join(parts, " UNION ALL ") + ")" + order + most
}

// unseen are the conditions of the filter but for the owners.
func (f Filter) unseen(d dialect) *where {
	w := &where{}
	if slices.Equal(f.Statuses, []string{string(deal.Open)}) {
		w.on("d.status = 'open'") // written out, as the partial indexes have it
	} else {
		w.in("d.status", f.Statuses)
	}
	w.in("d.step", f.Steps)
	w.in("d.organisation", f.Organisations)
	w.in("d.source", f.Sources)
	w.in("d.kind", f.Kinds)
	w.in("d.process", f.Processes)
	if len(f.People) > 0 {
		w.on("d.id IN (SELECT c.deal FROM contact c WHERE " + w.oneOf("c.person", f.People) + ")")
	}
	if f.ValueMin != nil {
		w.on("d.value >= ?", *f.ValueMin)
	}
	if f.ValueMax != nil {
		w.on("d.value <= ?", *f.ValueMax)
	}
	if f.CloseFrom != "" {
		w.on("d.close_date >= ?", f.CloseFrom)
	}
	if f.CloseTo != "" {
		w.on("d.close_date <= ?", f.CloseTo)
	}
	if f.Changed != 0 {
		w.on("d.changed_at >= ?", f.Changed)
	}
	f.marks(w)
	if f.born != nil {
		w.born(d, *f.born)
	}
	return w
}

func (f Filter) marks(w *where) {
	switch f.NextDue {
	case "overdue":
		w.on("d.next_due < ?", f.Today)
	case "today":
		w.on("d.next_due = ?", f.Today)
	case "later":
		w.on("d.next_due > ?", f.Today)
	case "none":
		w.on("d.next_due IS NULL")
	}
	switch f.Flag {
	case "debts":
		w.on("d.debts > 0")
	case "taken_back":
		w.on("d.flags > 0")
	case "asked":
		w.on("d.requests > 0")
	}
}

// DealRow is a deal in a list. Moments are microseconds UTC, 0 where not known; days text,
// empty where none. Marks are two letters for each checkpoint of the step: its strength
// (i impossible, g gate, a advice) and how it stands (m met, o open, p passed, d debt, n
// not applicable).
type DealRow struct {
	ID, Name                       string
	Version                        int64
	Owner, Process, Step           string
	Status, Kind                   string
	Organisation, OrganisationName string
	Value                          money.Money
	CloseDate, Source              string
	Entered, Ended, Changed        int64
	NextDue, NextTime, NextKind    string
	Marks                          string
	Flags, Debts                   int
}

const dealColumns = `SELECT d.id, d.name, d.version, d.owner, d.process, d.step, d.status, d.kind,
	d.organisation, COALESCE(o.name, ''), d.value, d.currency, COALESCE(d.close_date, ''), d.source,
	COALESCE(d.entered_at, 0), COALESCE(d.ended_at, 0), d.changed_at, COALESCE(d.next_due, ''), d.next_time, d.next_kind,
	d.marks, d.flags, d.debts, d.born
	FROM deal d LEFT JOIN organisation o ON o.id = d.organisation`

// keyed is a row with its place in the log, which tells equals apart.
type keyed struct {
	DealRow
	born int64
}

func scanDeal(rows *sql.Rows) (r keyed, err error) {
	return r, rows.Scan(&r.ID, &r.Name, &r.Version, &r.Owner, &r.Process, &r.Step, &r.Status, &r.Kind,
		&r.Organisation, &r.OrganisationName, &r.Value.Minor, &r.Value.Currency, &r.CloseDate, &r.Source,
		&r.Entered, &r.Ended, &r.Changed, &r.NextDue, &r.NextTime, &r.NextKind,
		&r.Marks, &r.Flags, &r.Debts, &r.born)
}

// none sorts behind every day.
const none = "~"

// dealOrder is what a sort compares, and its value in a row.
func dealOrder(sort string) (expression string, value func(keyed) any) {
	switch sort {
	case "value":
		return "d.value", func(r keyed) any { return r.Value.Minor }
	case "name":
		return "d.sort_key", func(r keyed) any { return sortKey(r.Name) }
	case "entered":
		return "COALESCE(d.entered_at, 0)", func(r keyed) any { return r.Entered }
	case "next":
		return "COALESCE(d.next_due, '" + none + "')", func(r keyed) any { return orNone(r.NextDue) }
	case "close":
		return "COALESCE(d.close_date, '" + none + "')", func(r keyed) any { return orNone(r.CloseDate) }
	case "ended":
		return "COALESCE(d.ended_at, 0)", func(r keyed) any { return r.Ended }
	case "changed":
		return "d.changed_at", func(r keyed) any { return r.Changed }
	}
	return "", nil
}

func orNone(day string) string {
	if day == "" {
		return none
	}
	return day
}

// Deals lists the visible deals that a filter lets through. Sort is changed, value, name,
// entered, next, close or ended; a leading minus turns it round. After is the cursor of
// the page before, empty for the first; the cursor returned is empty after the last page.
// At most limit rows, and never more than 1,000.
func (db *DB) Deals(ctx context.Context, see See, f Filter, sort, after string, limit int) (rows []DealRow, next string, err error) {
	defer fault.Wrap(&err, "store.Deals")
	name, down := strings.CutPrefix(sort, "-")
	expression, value := dealOrder(name)
	if expression == "" {
		return nil, "", fault.New(fault.Invalid, "sort", "sort", "changed, value, name, entered, next, close or ended")
	}
	limit = bounded(limit)
	if f, err = f.worded(ctx, db, see); err != nil {
		return nil, "", err
	}
	var tail string
	w, owners := f.unseen(db.dialect), f.owners(see)
	me, among := f.shared(see)
	apart := name == "changed" && f.born == nil && len(owners) > 0 && len(owners) <= mostBranches && (len(owners) > 1 || me != "")
	if !apart {
		f.see(w, see)
	}
	if err := db.after(w, expression, down, sort, after); err != nil {
		return nil, "", err
	}
	if apart {
		tail = byOwner(w, owners, me, among, expression, down, limit)
	} else {
		tail = w.text() + ordered(expression, down) + w.limit(limit)
	}
	all, err := db.list(ctx, tail, w.args)
	if err != nil {
		return nil, "", err
	}
	for _, r := range all {
		rows = append(rows, r.DealRow)
	}
	if len(all) == limit {
		last := all[limit-1]
		next, err = db.cursor(sort, value(last), last.born)
	}
	return rows, next, err
}

func bounded(limit int) int {
	if limit <= 0 || limit > mostRows {
		return mostRows
	}
	return limit
}

func ordered(expression string, down bool) string {
	if down {
		return " ORDER BY " + expression + " DESC, d.born DESC"
	}
	return " ORDER BY " + expression + ", d.born"
}

// cursor is where a page ended. It is sealed: it holds values of rows, and nobody shall
// make one up.
type cursor struct {
	Sort  string `json:"s"`
	Int   int64  `json:"i,omitempty"`
	Text  string `json:"t,omitempty"`
	Bytes []byte `json:"b,omitempty"`
	Type  string `json:"k"`
	Born  int64  `json:"n"`
}

// cursorPlace is where a cursor belongs, as far as sealing is concerned.
const cursorPlace = "cursor"

func (db *DB) cursor(sort string, value any, born int64) (string, error) {
	c := cursor{Sort: sort, Born: born}
	switch v := value.(type) {
	case int64:
		c.Type, c.Int = "i", v
	case string:
		c.Type, c.Text = "t", v
	case []byte:
		c.Type, c.Bytes = "b", v
	}
	raw, err := json.Marshal(c)
	return base64.RawURLEncoding.EncodeToString(db.master.close(raw, cursorPlace)), err
}

// after adds the condition that rows come behind a cursor.
func (db *DB) after(w *where, expression string, down bool, sort, after string) error {
	if after == "" {
		return nil
	}
	bad := fault.New(fault.Invalid, "cursor", "after", "the cursor of the page before, with the same order")
	sealed, err := base64.RawURLEncoding.DecodeString(after)
	if err != nil {
		return bad.Because(err)
	}
	raw, err := db.master.open(sealed, cursorPlace)
	if err != nil {
		return bad.Because(err)
	}
	var c cursor
	if err := json.Unmarshal(raw, &c); err != nil || c.Sort != sort {
		return bad
	}
	var value any = c.Int
	switch c.Type {
	case "t":
		value = c.Text
	case "b":
		value = c.Bytes
	}
	than := ">"
	if down {
		than = "<"
	}
	w.on("("+expression+", d.born) "+than+" (?, ?)", value, c.Born)
	return nil
}

// CountDeals counts the visible deals that a filter lets through.
func (db *DB) CountDeals(ctx context.Context, see See, f Filter) (n int, err error) {
	defer fault.Wrap(&err, "store.CountDeals")
	if f, err = f.worded(ctx, db, see); err != nil {
		return 0, err
	}
	w := f.conditions(db.dialect, see)
	err = db.one(ctx, `SELECT COUNT(*) FROM deal d`+w.text(), w.args, &n)
	return n, err
}

// Cards lists the visible deals of a board, those of each step together and the last
// changed first: perStep of each, or all where it is 0.
func (db *DB) Cards(ctx context.Context, see See, f Filter, perStep int) (cards []DealRow, err error) {
	defer fault.Wrap(&err, "store.Cards")
	if f, err = f.worded(ctx, db, see); err != nil {
		return nil, err
	}
	if perStep <= 0 {
		w := f.conditions(db.dialect, see)
		return db.listed(ctx, w.text()+" ORDER BY d.step, d.changed_at DESC, d.born DESC", w.args)
	}
	steps := f.Steps
	if len(steps) == 0 {
		w := f.conditions(db.dialect, see)
		if steps, err = rowsOf(ctx, db, scanText, `SELECT DISTINCT d.step FROM deal d`+w.text()+" ORDER BY d.step", w.args...); err != nil {
			return nil, err
		}
	}
	for _, s := range steps {
		f.Steps = []string{s}
		w := f.conditions(db.dialect, see)
		more, err := db.listed(ctx, w.text()+ordered("d.changed_at", true)+w.limit(perStep), w.args)
		if err != nil {
			return nil, err
		}
		cards = append(cards, more...)
	}
	return cards, nil
}

func (db *DB) listed(ctx context.Context, tail string, args []any) (cards []DealRow, err error) {
	all, err := db.list(ctx, tail, args)
	for _, r := range all {
		cards = append(cards, r.DealRow)
	}
	return cards, err
}

func scanText(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) }

// OpenDeals counts the visible open deals of organisations, by their ids.
func (db *DB) OpenDeals(ctx context.Context, see See, organisations []string) (counts map[string]int, err error) {
	defer fault.Wrap(&err, "store.OpenDeals")
	if len(organisations) == 0 {
		return map[string]int{}, nil
	}
	return db.counts(ctx, see, "d.organisation", Filter{Organisations: organisations})
}

// OpenBySteps counts the visible open deals under versions of a process, by their steps.
func (db *DB) OpenBySteps(ctx context.Context, see See, versions []string) (counts map[string]int, err error) {
	defer fault.Wrap(&err, "store.OpenBySteps")
	if len(versions) == 0 {
		return map[string]int{}, nil
	}
	return db.counts(ctx, see, "d.step", Filter{Processes: versions})
}

func (db *DB) counts(ctx context.Context, see See, by string, f Filter) (map[string]int, error) {
	f.Statuses = []string{string(deal.Open)}
	w := f.conditions(db.dialect, see)
	counts := map[string]int{}
	rows, err := db.ask(ctx, `SELECT `+by+`, COUNT(*) FROM deal d`+w.text()+" GROUP BY "+by, w.args...)
	if err != nil {
		return nil, err
	}
	return counts, each(rows, func(rows *sql.Rows) error {
		var key string
		var n int
		err := rows.Scan(&key, &n)
		counts[key] = n
		return err
	})
}

// Requested lists the visible open deals in which somebody asks for an override.
func (db *DB) Requested(ctx context.Context, see See) (deals []deal.Deal, err error) {
	defer fault.Wrap(&err, "store.Requested")
	w := Filter{Statuses: []string{string(deal.Open)}}.conditions(db.dialect, see)
	w.on("d.requests > 0")
	return rowsOf(ctx, db, scanState[deal.Deal], `SELECT d.state FROM deal d`+w.text()+" ORDER BY d.changed_at, d.born", w.args...)
}

const sqlDue = `SELECT id FROM deal WHERE status = 'parked' AND until <= $1 ORDER BY until, id`

// Due lists the parked deals whose day of coming back is the given one or has passed.
func (db *DB) Due(ctx context.Context, day string) (ids []string, err error) {
	defer fault.Wrap(&err, "store.Due(%s)", day)
	return rowsOf(ctx, db, scanText, sqlDue, day)
}

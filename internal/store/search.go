package store

import (
	"cmp"
	"context"
	"database/sql"
	"math"
	"slices"
	"strings"

	"cairn/deal"
	"cairn/fault"
	"cairn/party"
)

// sortKey is the bytes by which a name is put in order.
func sortKey(name string) []byte { return party.SortKey(name) }

func tableSearch() table {
	return table{name: "search", columns: []string{"id", "words", "members", "seq"}, key: []string{"id"}}
}

// mark is a letter of the range for private use, which nobody can type. It stands before the
// words of a noun.
func mark(noun string) string {
	return map[string]string{nounDeal: "\ue000", nounOrganisation: "\ue001", nounPerson: "\ue002"}[noun]
}

// sight stands for what a member owns or takes part in. With it a search by one of many does
// not wade through what the others own.
func sight(member string) string { return "\ue003" + spaceless(member) }

// spaceless is a member in a list of them. That two might look the same does no harm: whether
// a deal is visible does not hang on this alone.
func spaceless(member string) string { return strings.ReplaceAll(member, " ", "_") }

// membersOf are those who own a deal or take part in it.
func membersOf(o *object) []string {
	d, ok := o.state.(deal.Deal)
	if !ok || d.Status == deal.Withdrawn {
		return nil
	}
	all := []string{spaceless(d.Owner)}
	for m := range d.Participants {
		all = append(all, spaceless(m))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// sights are those of a reader; nil for who sees everything.
func (see See) sights() []string {
	if see.Scope.All {
		return nil
	}
	all := make([]string, 0, len(see.Scope.Owners)+1)
	for _, m := range see.Scope.Owners {
		all = append(all, sight(m))
	}
	if see.Me != "" {
		all = append(all, sight(see.Me))
	}
	return all
}

// mentioned are the organisation and the people whose names an object is found by.
func mentioned(o *object) (organisation string, people []string) {
	switch s := o.state.(type) {
	case deal.Deal:
		return s.Organisation, contactsOf(s)
	case party.Person:
		return s.Organisation, nil
	}
	return "", nil
}

// own are the words of an object itself; nil where it is not found by search.
func own(o *object) []string {
	switch s := o.state.(type) {
	case deal.Deal:
		if s.Status == deal.Withdrawn {
			return nil
		}
		return []string{s.Name}
	case party.Organisation:
		if s.Withdrawn {
			return nil
		}
		return []string{s.Name, s.Domain, s.City}
	case party.Person:
		if s.Withdrawn || s.Erased {
			return nil
		}
		return append([]string{s.Name}, s.Emails...)
	}
	return nil
}

// called is the name by which others are found that mention an object, also once it is
// withdrawn itself.
func called(o *object) string {
	switch s := o.state.(type) {
	case party.Organisation:
		return s.Name
	case party.Person:
		return s.Name
	}
	return ""
}

// searchable says whether the noun is found by search.
func searchable(noun string) bool {
	return noun == nounDeal || noun == nounOrganisation || noun == nounPerson
}

// wordsDiffer says whether the words of an object may differ from those it had.
func wordsDiffer(o *object) bool {
	if !searchable(o.noun) {
		return false
	}
	if o.was == nil || o.again {
		return true
	}
	org, people := mentioned(o)
	orgWas, peopleWas := mentioned(o.was)
	return org != orgWas || !slices.Equal(people, peopleWas) || called(o) != called(o.was) ||
		!slices.Equal(own(o), own(o.was)) || !slices.Equal(membersOf(o), membersOf(o.was))
}

// indexWords writes the words of objects that may have changed, and of everything that
// mentions them.
func (b *batch) indexWords(objects []*object) error {
	done := map[string]bool{}
	var all []*object
	add := func(o *object) {
		if !done[o.subject()] {
			done[o.subject()] = true
			all = append(all, o)
		}
	}
	for _, o := range objects {
		if !wordsDiffer(o) {
			continue
		}
		add(o)
		if o.was == nil || called(o) == called(o.was) && !o.again {
			continue
		}
		more, err := b.mentioning(o)
		if err != nil {
			return err
		}
		for _, m := range more {
			add(m)
		}
	}
	slices.SortFunc(all, func(x, y *object) int { return cmp.Compare(y.born, x.born) }) // as they lie
	rows := make([][]any, len(all))
	for i, o := range all {
		words, err := wordsOf(o, b.named)
		if err != nil {
			return err
		}
		rows[i] = []any{-o.born, words, strings.Join(membersOf(o), " "), b.head.seq}
	}
	return b.link.put(b.ctx, tableSearch(), rows)
}

const sqlPeopleOf = `SELECT id FROM person WHERE organisation = $1`

// mentioning finds the objects whose words hold the name of o.
func (b *batch) mentioning(o *object) (all []*object, err error) {
	if o.noun == nounDeal {
		return nil, nil
	}
	tx := b.tx("")
	deals, err := tx.DealsOf(o.noun, o.id)
	if err != nil {
		return nil, err
	}
	var people []string
	if o.noun == nounOrganisation {
		err := b.link.query(b.ctx, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			people = append(people, id)
			return err
		}, sqlPeopleOf, o.id)
		if err != nil {
			return nil, err
		}
	}
	for noun, ids := range map[string][]string{nounDeal: deals, nounPerson: people} {
		if err := b.load(noun, ids); err != nil {
			return nil, err
		}
		for _, id := range ids {
			all = append(all, b.objects[noun+":"+id])
		}
	}
	return all, nil
}

// wordsOf are the folded words by which an object is found; named gives the names of the
// others that it mentions.
func wordsOf(o *object, named func(noun, id string) (string, error)) (string, error) {
	names := own(o)
	if names == nil {
		return "", nil
	}
	org, people := mentioned(o)
	for _, id := range people {
		name, err := named(nounPerson, id)
		if err != nil {
			return "", err
		}
		names = append(names, name)
	}
	if org != "" {
		name, err := named(nounOrganisation, org)
		if err != nil {
			return "", err
		}
		names = append(names, name)
	}
	return strings.TrimSpace(mark(o.noun) + " " + folded(names)), nil
}

// named is the name of an organisation or a person as this batch leaves it.
func (b *batch) named(noun, id string) (string, error) {
	tx := b.tx("")
	o, err := tx.object(noun, id)
	if err != nil {
		return "", err
	}
	return called(o), nil
}

// folded are the words of names, each once, a space between two.
func folded(names []string) string {
	var words []string
	for _, name := range names {
		words = append(words, strings.Fields(party.Fold(name))...)
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), " ")
}

// Hit is something that a search has found. Detail is what else helps to tell it apart:
// the organisation of a deal or a person, the city of an organisation.
type Hit struct {
	Noun   string `json:"noun"`
	ID     string `json:"id"`
	Name   string `json:"name"`
	Detail string `json:"detail"`
	// Of a deal: the version of its process, the key of its step, and how it stands.
	Process string `json:"process,omitempty"`
	Step    string `json:"step,omitempty"`
	Status  string `json:"status,omitempty"`
}

// Search finds deals, organisations and people by the beginnings of words, accents and
// case aside: all of them must be there. The newest come first; at most limit of each
// noun. Of deals only those that are visible.
func (db *DB) Search(ctx context.Context, see See, text string, limit int) (hits []Hit, err error) {
	defer fault.Wrap(&err, "store.Search")
	words := strings.Fields(party.Fold(text))
	if len(words) == 0 {
		return nil, nil
	}
	if err := db.learn(ctx); err != nil {
		return nil, err
	}
	for _, noun := range []string{nounDeal, nounOrganisation, nounPerson} {
		found, err := db.searchFor(ctx, see, noun, words, bounded(limit))
		if err != nil {
			return nil, err
		}
		hits = append(hits, found...)
	}
	return hits, nil
}

const (
	hitOrganisation = `SELECT d.id, d.name, d.city, '', '', '', d.born FROM organisation d`
	hitPerson       = `SELECT d.id, d.name, COALESCE(o.name, ''), '', '', '', d.born FROM person d LEFT JOIN organisation o ON o.id = d.organisation`
	hitDeal         = `SELECT d.id, d.name, COALESCE(o.name, ''), d.process, d.step, d.status, d.born FROM deal d LEFT JOIN organisation o ON o.id = d.organisation`
)

// searchFor finds objects of one noun. The index says where to look, and the rows are asked
// whether they may be seen; while some may not, it looks further.
func (db *DB) searchFor(ctx context.Context, see See, noun string, words []string, limit int) (hits []Hit, err error) {
	query, sights := hitDeal, see.sights()
	switch noun {
	case nounOrganisation:
		query, sights = hitOrganisation, nil
	case nounPerson:
		query, sights = hitPerson, nil
	}
	before := int64(math.MaxInt64)
	for len(hits) < limit {
		born := db.near.words.find(noun, words, sights, before, limit)
		if len(born) == 0 {
			break
		}
		w := where{}
		w.born(db.dialect, db.dialect.numbers(born))
		if noun == nounDeal {
			w.among(see)
		}
		more, err := rowsOf(ctx, db, func(rows *sql.Rows) (h Hit, err error) {
			h.Noun = noun
			return h, rows.Scan(&h.ID, &h.Name, &h.Detail, &h.Process, &h.Step, &h.Status, &before)
		}, query+w.text()+" ORDER BY d.born DESC", w.args...)
		if err != nil {
			return nil, err
		}
		hits = append(hits, more...)
		if before = born[len(born)-1]; len(born) < limit {
			break
		}
	}
	return hits[:min(len(hits), limit)], nil
}

const sqlWordsSince = `SELECT id, words, members, seq FROM search WHERE seq > $1 ORDER BY id DESC`

// learn takes into the index of words what was written up to now, on this node or another.
func (db *DB) learn(ctx context.Context) error {
	h, err := db.head(ctx)
	x := &db.near.words
	if err != nil || x.upTo() >= h.seq {
		return err
	}
	x.reading.Lock()
	defer x.reading.Unlock()
	for x.upTo() < h.seq {
		rows, err := db.ask(ctx, sqlWordsSince, x.upTo())
		if err == nil {
			err = x.take(rows, h.seq)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// upTo is the sequence up to which everything is in.
func (x *lexicon) upTo() int64 {
	x.RLock()
	defer x.RUnlock()
	return x.seq
}

// take takes rows in, which are all that were written up to a sequence, and maybe some more.
func (x *lexicon) take(rows *sql.Rows, seq int64) error {
	x.Lock()
	defer x.Unlock()
	defer x.settle()
	ordered := true
	err := each(rows, func(rows *sql.Rows) error {
		var id, at int64
		var words, members string
		err := rows.Scan(&id, &words, &members, &at)
		ordered = ordered && err == nil && x.put(-id, words, members)
		seq = max(seq, at)
		return err
	})
	switch {
	case err != nil:
		return err
	case !ordered: // somebody has put rows between: all of them are read anew
		x.seq, x.docs, x.terms, x.free, x.named, x.order, x.recent, x.fresh = 0, nil, nil, nil, nil, nil, nil, nil
		return nil
	}
	x.seq = seq
	return nil
}

// matching are the born of everything of a noun that matches a text, as the database takes
// numbers; it is not ok where the text holds no word, and anything matches.
func (db *DB) matching(ctx context.Context, noun, text string, sights []string) (numbers string, ok bool, err error) {
	words := strings.Fields(party.Fold(text))
	if len(words) == 0 {
		return "", false, nil
	}
	if err := db.learn(ctx); err != nil {
		return "", false, err
	}
	return db.dialect.numbers(db.near.words.find(noun, words, sights, math.MaxInt64, math.MaxInt)), true, nil
}

package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"cairn/deal"
	"cairn/fault"
	"cairn/party"
)

// sortKey is the bytes by which a name is put in order.
func sortKey(name string) []byte { return party.SortKey(name) }

func tableSearch() table {
	return table{name: "search", columns: []string{"id", "words"}, key: []string{"id"}}
}

// mark is a word that everything of a noun has, and nobody can type: a letter of the range
// for private use. With it a search for the few does not wade through the many.
func mark(noun string) string {
	return map[string]string{nounDeal: "\ue000", nounOrganisation: "\ue001", nounPerson: "\ue002"}[noun]
}

// sight is a word that deals have which a member owns or takes part in, and nobody can type.
// With it a search by one of many does not wade through what the others own.
func sight(member string) string {
	return "\ue003" + strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			return c
		}
		return -1 // whether a deal is visible does not hang on this word alone
	}, strings.ToLower(member))
}

// sights are those of an object.
func sights(o *object) []string {
	d, ok := o.state.(deal.Deal)
	if !ok {
		return nil
	}
	all := []string{sight(d.Owner)}
	for m := range d.Participants {
		all = append(all, sight(m))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// mostSights is up to how many members a search asks for by their words.
const mostSights = 16

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
	return org != orgWas || !slices.Equal(people, peopleWas) || !slices.Equal(own(o), own(o.was)) || !slices.Equal(sights(o), sights(o.was))
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
		if o.was == nil || slices.Equal(own(o), own(o.was)) && !o.again {
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
	var rows [][]any
	var old, ids []any
	// In the order of their ids: an index of words is written anew whenever one goes back.
	slices.SortFunc(all, func(x, y *object) int { return cmp.Compare(y.born, x.born) })
	for _, o := range all {
		words, err := b.wordsOf(o)
		if err != nil {
			return err
		}
		rows = append(rows, []any{-o.born, words})
		ids = append(ids, -o.born)
		if o.was != nil {
			old = append(old, -o.born)
		}
	}
	if b.db.dialect.postgres {
		return b.link.put(b.ctx, tableSearch(), rows)
	}
	if err := b.link.over(b.ctx, liteWordsOut, old); err != nil {
		return err
	}
	if err := b.link.put(b.ctx, tableSearch(), rows); err != nil {
		return err
	}
	return b.link.over(b.ctx, liteWordsIn, ids)
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

// wordsOf are the folded words by which an object is found.
func (b *batch) wordsOf(o *object) (string, error) {
	names := own(o)
	if names == nil {
		return "", nil
	}
	tx := b.tx("")
	org, people := mentioned(o)
	for _, id := range people {
		p, err := tx.object(nounPerson, id)
		if err != nil {
			return "", err
		}
		if s, ok := p.state.(party.Person); ok {
			names = append(names, s.Name)
		}
	}
	if org != "" {
		x, err := tx.object(nounOrganisation, org)
		if err != nil {
			return "", err
		}
		if s, ok := x.state.(party.Organisation); ok {
			names = append(names, s.Name)
		}
	}
	marks := append([]string{mark(o.noun)}, sights(o)...)
	return strings.TrimSpace(strings.Join(marks, " ") + " " + folded(names)), nil
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
	for _, noun := range []string{nounDeal, nounOrganisation, nounPerson} {
		found, err := db.searchFor(ctx, see, noun, words, limit)
		if err != nil {
			return nil, err
		}
		hits = append(hits, found...)
	}
	return hits, nil
}

// searchFor finds objects of one noun.
func (db *DB) searchFor(ctx context.Context, see See, noun string, words []string, limit int) ([]Hit, error) {
	w := where{}
	if noun == nounDeal { // there are so many of them that the mark would only be one word more to look up
		q := db.dialect.query(words)
		if !see.Scope.All && len(see.Scope.Owners) < mostSights {
			sights := []string{sight(see.Me)}
			for _, m := range see.Scope.Owners {
				sights = append(sights, sight(m))
			}
			slices.Sort(sights)
			q = db.dialect.anyOf(q, slices.Compact(sights))
		}
		w.arg(q)
		w.among(see)
	} else {
		w.arg(db.dialect.query(append([]string{mark(noun)}, words...)))
	}
	columns, joins := "d.id, d.name, COALESCE(o.name, '')", " LEFT JOIN organisation o ON o.id = d.organisation"
	if noun == nounOrganisation {
		columns, joins = "d.id, d.name, d.city", ""
	}
	conditions, most := w.and(), w.limit(limit)
	return rowsOf(ctx, db, func(rows *sql.Rows) (h Hit, err error) {
		h.Noun = noun
		return h, rows.Scan(&h.ID, &h.Name, &h.Detail)
	}, db.dialect.search(noun, columns, joins, conditions, most), w.args...)
}

package app

import (
	"context"

	"cairn/deal"
	"cairn/internal/store"
	"cairn/party"
)

// Organisations asks for organisations, which everybody who is signed in may see.
type Organisations struct {
	Text     string `json:"q,omitempty" query:"q"`
	Owner    string `json:"owner,omitempty" query:"owner"`
	Relation string `json:"relation,omitempty" query:"relation"`
	Sort     string `json:"sort,omitempty" query:"sort" enum:"name,-name,changed,-changed"`
	After    string `json:"after,omitempty" query:"after"`
	Limit    int    `json:"limit,omitempty" query:"limit" minimum:"1" maximum:"500"`
}

func (q Organisations) ask(ctx context.Context, k *asked) (any, error) {
	f := store.PartyFilter{Text: q.Text, Owners: k.owners(q.Owner), Relations: list(q.Relation)}
	rows, next, err := k.db.Organisations(ctx, f, q.Sort, q.After, page(q.Limit, 50, 500))
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, o := range rows {
		ids[i] = o.ID
	}
	open, err := k.db.OpenDeals(ctx, k.see, ids)
	if err != nil {
		return nil, err
	}
	out := OrganisationList{Organisations: []OrganisationRow{}, Next: next}
	for _, o := range rows {
		out.Organisations = append(out.Organisations, OrganisationRow{Organisation: o, Open: open[o.ID]})
	}
	out.Count, err = k.db.CountOrganisations(ctx, f)
	return out, err
}

// owners reads a list of members, where me is the reader.
func (k *asked) owners(s string) []string {
	all := list(s)
	for i, o := range all {
		if o == "me" {
			all[i] = k.who.ID
		}
	}
	return all
}

// OrganisationShown asks for one organisation.
type OrganisationShown struct {
	ID string `json:"id"`
}

func (q OrganisationShown) ask(ctx context.Context, k *asked) (any, error) {
	o, err := k.db.Organisation(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	out := OrganisationPage{Organisation: o, People: []party.Person{}, Names: map[string]string{}}
	people, _, err := k.db.People(ctx, store.PartyFilter{Organisations: []string{o.ID}}, "name", "", 500)
	if err != nil {
		return nil, err
	}
	out.People = append(out.People, people...)
	if out.Deals, err = k.dealsOf(ctx, store.Filter{Organisations: []string{o.ID}}); err != nil {
		return nil, err
	}
	for _, m := range k.who.Directory.Members() {
		out.Names[m.ID] = m.Name
	}
	if o.Parent != "" {
		parent, err := k.db.Organisation(ctx, o.Parent)
		if err != nil {
			return nil, err
		}
		out.Names[parent.ID] = parent.Name
	}
	return out, nil
}

// dealsOf lists the visible deals of a party in every status, the last changed first.
func (k *asked) dealsOf(ctx context.Context, f store.Filter) ([]Card, error) {
	now, err := k.moment(ctx, "")
	if err != nil {
		return nil, err
	}
	f.Today = now.Today
	rows, _, err := k.db.Deals(ctx, k.see, f, "-changed", "", 200)
	if err != nil {
		return nil, err
	}
	shown := rows[:0]
	for _, r := range rows {
		if deal.Status(r.Status) != deal.Withdrawn {
			shown = append(shown, r)
		}
	}
	return k.cards(ctx, shown, now)
}

// People asks for people, who are visible to everybody who is signed in.
type People struct {
	Text         string `json:"q,omitempty" query:"q"`
	Owner        string `json:"owner,omitempty" query:"owner"`
	Organisation string `json:"organisation,omitempty" query:"organisation"`
	Relation     string `json:"relation,omitempty" query:"relation"`
	Sort         string `json:"sort,omitempty" query:"sort" enum:"name,-name,changed,-changed"`
	After        string `json:"after,omitempty" query:"after"`
	Limit        int    `json:"limit,omitempty" query:"limit" minimum:"1" maximum:"500"`
}

func (q People) ask(ctx context.Context, k *asked) (any, error) {
	f := store.PartyFilter{Text: q.Text, Owners: k.owners(q.Owner), Organisations: list(q.Organisation), Relations: list(q.Relation)}
	rows, next, err := k.db.People(ctx, f, q.Sort, q.After, page(q.Limit, 50, 500))
	if err != nil {
		return nil, err
	}
	out := PersonList{People: append([]party.Person{}, rows...), Names: map[string]string{}, Next: next}
	for _, p := range rows {
		if p.Organisation == "" || out.Names[p.Organisation] != "" {
			continue
		}
		o, err := k.db.Organisation(ctx, p.Organisation)
		if err != nil {
			return nil, err
		}
		out.Names[o.ID] = o.Name
	}
	out.Count, err = k.db.CountPeople(ctx, f)
	return out, err
}

// PersonShown asks for one person.
type PersonShown struct {
	ID string `json:"id"`
}

func (q PersonShown) ask(ctx context.Context, k *asked) (any, error) {
	p, err := k.db.Person(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	out := PersonPage{Person: p}
	if p.Organisation != "" {
		o, err := k.db.Organisation(ctx, p.Organisation)
		if err != nil {
			return nil, err
		}
		out.Organisation = Ref{ID: o.ID, Name: o.Name}
	}
	out.Deals, err = k.dealsOf(ctx, store.Filter{People: []string{p.ID}})
	return out, err
}

// FindAlike asks, while somebody types, what is already known under a similar name.
type FindAlike struct {
	Noun   string `json:"noun" query:"noun" enum:"organisation,person"`
	Name   string `json:"name" query:"name"`
	Domain string `json:"domain,omitempty" query:"domain"`
	Email  string `json:"email,omitempty" query:"email"`

	Organisation string `json:"organisation,omitempty" query:"organisation" doc:"Where the person works: the same name there weighs more."`
}

func (q FindAlike) ask(ctx context.Context, k *asked) (any, error) {
	out := Alike{Alike: []Hit{}}
	if party.Fold(q.Name) == "" {
		return out, nil
	}
	var hits []Hit
	var err error
	if q.Noun == "person" {
		p := party.Person{ID: "new", Name: q.Name, Organisation: q.Organisation}
		if q.Email != "" {
			p.Emails = []string{q.Email}
		}
		hits, err = likePeople(p, party.Possible, storeReads{ctx, k.db})
	} else {
		hits, err = likeOrganisations(party.Organisation{ID: "new", Name: q.Name, Domain: party.Domain(q.Domain)}, party.Possible, storeReads{ctx, k.db})
	}
	out.Alike = append(out.Alike, hits...)
	return out, err
}

// Search asks for anything by words.
type Search struct {
	Text  string `json:"q" query:"q"`
	Limit int    `json:"limit,omitempty" query:"limit" minimum:"1" maximum:"100"`
}

func (q Search) ask(ctx context.Context, k *asked) (any, error) {
	found, err := k.db.Search(ctx, k.see, q.Text, page(q.Limit, 20, 100))
	if err != nil {
		return nil, err
	}
	out := Found{Hits: []Hit{}}
	for _, h := range found {
		hit := Hit{Noun: h.Noun, ID: h.ID, Name: h.Name, Detail: h.Detail, Status: h.Status}
		if h.Process != "" {
			p, err := k.db.Process(ctx, h.Process)
			if err != nil {
				return nil, err
			}
			s, _ := p.Step(h.Step)
			hit.Step = s.Name
		}
		out.Hits = append(out.Hits, hit)
	}
	return out, nil
}

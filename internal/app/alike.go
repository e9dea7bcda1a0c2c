package app

import (
	"cmp"
	"context"
	"slices"

	"cairn/internal/store"
	"cairn/party"
)

// parties is where likely duplicates are looked for: a transaction, or the database.
type parties interface {
	Alike(noun string, keys []string) ([]string, error)
	Organisation(id string) (party.Organisation, error)
	Person(id string) (party.Person, error)
}

// storeReads reads outside of a transaction.
type storeReads struct {
	ctx context.Context
	db  *store.DB
}

// Alike finds ids that share a key.
func (r storeReads) Alike(noun string, keys []string) ([]string, error) {
	return r.db.Alike(r.ctx, noun, keys)
}

// Organisation reads one.
func (r storeReads) Organisation(id string) (party.Organisation, error) {
	return r.db.Organisation(r.ctx, id)
}

// Person reads one.
func (r storeReads) Person(id string) (party.Person, error) { return r.db.Person(r.ctx, id) }

// likeOrganisations names organisations that match at least so well, the likeliest first.
func likeOrganisations(o party.Organisation, least float64, in parties) ([]Hit, error) {
	return like("organisation", party.Blocks(o), in, least, func(id string) (Hit, float64, error) {
		other, err := in.Organisation(id)
		if err != nil || other.Withdrawn || id == o.ID {
			return Hit{}, 0, err
		}
		return Hit{Name: other.Name, Detail: other.City}, party.Similar(o, other).Score, nil
	})
}

// likePeople does the same for people.
func likePeople(p party.Person, least float64, in parties) ([]Hit, error) {
	return like("person", party.PersonBlocks(p), in, least, func(id string) (Hit, float64, error) {
		other, err := in.Person(id)
		if err != nil || other.Withdrawn || id == p.ID {
			return Hit{}, 0, err
		}
		return Hit{Name: other.Name, Detail: other.Title}, party.SimilarPeople(p, other).Score, nil
	})
}

// like weighs everything that shares a key and keeps the best five.
func like(noun string, keys []string, in parties, least float64, weigh func(id string) (Hit, float64, error)) ([]Hit, error) {
	ids, err := in.Alike(noun, keys)
	if err != nil {
		return nil, err
	}
	var hits []Hit
	for _, id := range ids {
		h, score, err := weigh(id)
		if err != nil {
			return nil, err
		}
		if score >= least {
			h.Noun, h.ID, h.Score = noun, id, score
			hits = append(hits, h)
		}
	}
	slices.SortFunc(hits, func(a, b Hit) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID)) })
	return hits[:min(len(hits), 5)], nil
}

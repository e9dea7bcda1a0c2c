package load

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cairn/access"
	"cairn/deal"
	"cairn/event"
	"cairn/party"
)

// ledger is everything as its log up to one sequence makes it, without a database.
type ledger struct {
	last    int64
	deals   map[string]deal.Deal
	firms   map[string]party.Organisation
	people  map[string]party.Person
	members map[string]access.Member
}

// fold reads the log and makes the ledger.
func fold(ctx context.Context, log Log) (*ledger, error) {
	last, err := log.Seq(ctx)
	if err != nil {
		return nil, err
	}
	l := &ledger{last: last, deals: map[string]deal.Deal{}, firms: map[string]party.Organisation{}, people: map[string]party.Person{}, members: map[string]access.Member{}}
	return l, upTo(ctx, log, 0, last, func(e event.Event) error {
		if err := l.apply(e); err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
		return nil
	})
}

func (l *ledger) apply(e event.Event) error {
	noun, id, _ := strings.Cut(e.Subject, ":")
	switch noun {
	case Deal:
		b, err := deal.Decode(e)
		if err == nil {
			l.deals[id] = deal.Apply(l.deals[id], e, b)
		}
		return err
	case Organisation:
		b, err := party.Decode(e)
		if err != nil {
			return err
		}
		l.firms[id], err = l.firms[id].Apply(e.Occurred, b)
		return err
	case Person:
		b, err := party.Decode(e)
		if err != nil {
			return err
		}
		l.people[id], err = l.people[id].Apply(e.Occurred, b)
		return err
	case Member:
		var b event.Body = &access.MemberChanged{}
		if e.Kind == (access.MemberAdded{}).Kind() {
			b = &access.MemberAdded{}
		}
		if err := event.Join(e.Body, e.Private, b); err != nil {
			return err
		}
		l.members[id] = l.members[id].Apply(b)
	}
	return nil
}

// ordered lists the values of a map in the order of their ids.
func ordered[T any](m map[string]T) []T {
	all := make([]T, 0, len(m))
	for _, id := range slices.Sorted(maps.Keys(m)) {
		all = append(all, m[id])
	}
	return all
}

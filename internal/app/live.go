package app

import (
	"context"
	"slices"

	"cairn/access"
	"cairn/deal"
	"cairn/event"
	"cairn/fault"
	"cairn/internal/store"
)

// Change is something that happened, as far as somebody who listens may hear of it.
type Change struct {
	Seq      int64
	Noun, ID string
	Kind     string
	Actor    string
	Version  int64

	// Who may hear of it: of a deal, its owner now and who takes part; and whom it was
	// taken from by this very event.
	owner string
	part  []string
	from  string
	team  bool // everybody: of what all who are signed in may see
}

// Watch gives a channel on which something arrives after every commit, until stop.
func (a *App) Watch() (news <-chan int64, stop func()) { return a.db.Watch() }

// Changes lists what happened after a sequence, at most some thousands at a time, in
// order. Rights are those of now: what is heard late is heard by who may hear it today.
func (a *App) Changes(ctx context.Context, after int64) (all []Change, err error) {
	defer fault.Wrap(&err, "app.Changes")
	events, err := a.db.Since(ctx, after)
	if err != nil {
		return nil, err
	}
	deals := map[string]deal.Deal{}
	for _, e := range events {
		by, _ := event.OnBehalf(e.Actor)
		c := Change{Seq: e.Seq, Noun: e.Noun(), ID: e.ID(), Kind: e.Kind, Actor: by, Version: e.N, team: true}
		switch c.Noun {
		case "deal":
			err = a.dealChange(ctx, deals, &c)
		case "view":
			err = a.viewChange(ctx, &c)
		case "access":
			c.owner, c.team = c.ID, false
		}
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// dealChange finds out who may hear of a change of a deal.
func (a *App) dealChange(ctx context.Context, known map[string]deal.Deal, c *Change) error {
	c.team = false
	d, ok := known[c.ID]
	if !ok {
		var err error
		if d, err = a.db.Deal(ctx, store.All(), c.ID); err != nil {
			return err
		}
		known[c.ID] = d
	}
	c.owner = d.Owner
	for member := range d.Participants {
		c.part = append(c.part, member)
	}
	if c.Kind != (deal.Handed{}).Kind() && c.Kind != (deal.Shared{}).Kind() {
		return nil
	}
	events, err := a.db.DealEvents(ctx, store.All(), c.ID, c.Version+1, 1)
	if err != nil || len(events) == 0 || events[0].N != c.Version {
		return err
	}
	body, err := deal.Decode(events[0])
	switch b := body.(type) {
	case *deal.Handed:
		c.from = b.From
	case *deal.Shared:
		if b.End {
			c.from = b.Member
		}
	}
	return err
}

// viewChange finds out who may hear of a saved view.
func (a *App) viewChange(ctx context.Context, c *Change) error {
	c.team = false
	views, err := a.db.Views(ctx, c.Actor)
	for _, v := range views {
		if v.ID == c.ID {
			c.owner, c.team = v.Owner, v.Team
		}
	}
	if c.owner == "" { // dropped, and so nothing says any more whose it was
		c.owner = c.Actor
	}
	return err
}

// Reaches says whether somebody may hear of a change, and where not, whether it took the
// thing from their sight.
func (c Change) Reaches(who access.Actor) (heard, gone bool) {
	if !who.May(access.Read) {
		return false, false
	}
	switch c.Noun {
	case "access": // who signs in and out is nobody's business but theirs and that of who looks after it
		return c.owner == who.ID || who.May(access.Administer), false
	case "view":
		return c.team || c.owner == who.ID, false
	}
	scope := who.Scope()
	if c.team || scope.Has(c.owner) || who.Part() != "" && slices.Contains(c.part, who.Part()) {
		return true, false
	}
	return false, c.from != "" && who.Part() != "" && (scope.Has(c.from) || c.from == who.ID)
}

package app

import (
	"context"

	"cairn/access"
	"cairn/company"
	"cairn/deal"
	"cairn/fault"
)

// handMost is how many deals are handed over in one work. Others wait while it is done, so
// the deals of somebody who has thousands go in parts.
const handMost = 500

// DeactivateMember ends somebody's access.
type DeactivateMember struct {
	onNothing
	Member string `json:"member"`
	To     string `json:"to,omitempty" doc:"Id of who gets their open deals; they stay where they are, where empty."`
}

func (k DeactivateMember) do(c *call) (Done, error) {
	before, err := c.tx.Directory()
	if err != nil {
		return Done{}, err
	}
	m, _ := before.Member(k.Member)
	if err := c.ownerOnly("member", m, nil); err != nil {
		return Done{}, err
	}
	done, err := c.deactivate(k.Member, k.To)
	if err != nil {
		return Done{}, err
	}
	after, err := c.tx.Directory()
	if err != nil {
		return Done{}, err
	}
	done.Sight, err = c.sightChanges(before, after)
	return done, err
}

// deactivate ends whatever lets a member in, and hands over a first part of what they have.
// The end of their access does not wait for the rest.
func (c *call) deactivate(id, to string) (Done, error) {
	dir, err := c.tx.Directory()
	if err != nil {
		return Done{}, err
	}
	body, err := dir.Deactivate(id, to)
	if err != nil {
		return Done{}, err
	}
	if err := c.member(id, body); err != nil {
		return Done{}, err
	}
	if err := endAccess(c.tx, id, endLeft); err != nil {
		return Done{}, err
	}
	if to == "" {
		return Done{ID: id}, nil
	}
	if err := c.handViews(id, to); err != nil {
		return Done{}, err
	}
	return c.handDeals(id, to)
}

// handViews gives the views that everybody uses to somebody who can change them. The others
// nobody else ever saw; they wait for their owner.
func (c *call) handViews(from, to string) error {
	ids, err := c.tx.TeamViews(from)
	if err != nil {
		return err
	}
	for _, id := range ids {
		v, err := c.tx.View(id)
		if err != nil {
			return err
		}
		body := company.ViewSaved{Name: v.Name, Page: v.Page, Query: v.Query, Owner: to, Team: v.Team}
		if err := c.tx.Record(c.entry("view:"+id, body)); err != nil {
			return err
		}
	}
	return nil
}

// handDeals hands over a part of somebody's open and parked deals, each by the ordinary
// event: what they had planned goes along, and requests for overrides lapse.
func (c *call) handDeals(from, to string) (Done, error) {
	ids, err := c.tx.DealsOwned(from, handMost+1)
	if err != nil {
		return Done{}, err
	}
	done := Done{ID: from, More: len(ids) > handMost}
	now, err := c.now(c.tx.Now())
	if err != nil {
		return Done{}, err
	}
	for _, id := range ids[:min(len(ids), handMost)] {
		d, err := c.tx.Deal(c.seeAll(), id)
		if err != nil {
			return Done{}, err
		}
		body, err := deal.Hand(d, to, "")
		if err != nil {
			return Done{}, err
		}
		if err := c.record(id, body, now); err != nil {
			return Done{}, err
		}
	}
	if done.More && c.see.Scope.Has(from) {
		counts, err := c.tx.Owned(c.see.Scope)
		done.Left = counts[from] - handMost
		return done, err
	}
	return done, nil
}

// HandOver hands over the next part of the deals of somebody who has left.
type HandOver struct {
	onNothing
	Member string `json:"member"`
	To     string `json:"to,omitempty" doc:"Id of who gets them; who was named when they left, where empty."`
}

func (h HandOver) do(c *call) (Done, error) {
	dir, err := c.tx.Directory()
	if err != nil {
		return Done{}, err
	}
	m, ok := dir.Member(h.Member)
	if !ok {
		return Done{}, fault.New(fault.NotFound, "member", "member", "a member").With("id", h.Member)
	}
	if err := c.ownerOnly("member", m, nil); err != nil {
		return Done{}, err
	}
	if m.Active {
		return Done{}, fault.New(fault.Conflict, "member.active", "member", "somebody who has left")
	}
	to, err := heir(dir, m, h.To)
	if err != nil {
		return Done{}, err
	}
	return c.handDeals(m.ID, to)
}

// heir is who gets the deals of somebody who has left: the one who is named, else who was
// named at their leaving, or their heir in turn.
func heir(dir access.Directory, m access.Member, named string) (string, error) {
	to := named
	if to == "" {
		to = m.Heir
		for met := map[string]bool{m.ID: true}; !met[to]; {
			met[to] = true
			if next, _ := dir.Member(to); !next.Active {
				to = next.Heir
			}
		}
	}
	if next, ok := dir.Member(to); !ok || !next.Active || !next.Role.May(access.Sell) || to == m.ID {
		return "", fault.New(fault.Invalid, "member.heir", "to", "another active member who sells")
	}
	return to, nil
}

// handOn hands over what is left of the deals of those who have left, a part for each. It
// answers with how many parts.
func (a *App) handOn(ctx context.Context) (int, error) {
	gone, err := a.db.MembersGone(ctx)
	if err != nil {
		return 0, err
	}
	parts := 0
	for _, id := range gone {
		for more := true; more; {
			done, err := a.Do(ctx, access.Actor{System: true}, &HandOver{Member: id}, How{})
			if err != nil && fault.Of(err) == 0 {
				return parts, err
			}
			if err == nil {
				parts++
			}
			more = err == nil && done.More // where there is no heir any more, somebody has to say who
		}
	}
	return parts, nil
}

// ReactivateMember lets somebody in again.
type ReactivateMember struct {
	onNothing
	Member string `json:"member"`
}

func (k ReactivateMember) do(c *call) (Done, error) {
	m, err := c.tx.Member(k.Member)
	if err != nil {
		return Done{}, err
	}
	if err := c.ownerOnly("member", m, nil); err != nil {
		return Done{}, err
	}
	return c.reactivate(k.Member)
}

func (c *call) reactivate(id string) (Done, error) {
	dir, err := c.tx.Directory()
	if err != nil {
		return Done{}, err
	}
	body, err := dir.Reactivate(id)
	if err != nil {
		return Done{}, err
	}
	return Done{ID: id}, c.member(id, body)
}

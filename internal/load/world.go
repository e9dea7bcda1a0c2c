package load

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"cairn/access"
	"cairn/internal/app"
)

// look reads the world through the door, as who asks may see it.
func look(ctx context.Context, a Door, who access.Actor, m Mapping, now int64) (*world, error) {
	if now == 0 {
		now = time.Now().UnixMicro()
	}
	w := &world{now: now, of: map[string]*index{}, active: map[string]bool{}}
	for _, n := range Nouns() {
		w.of[n] = newIndex(n)
	}
	me, err := ask[app.Me](ctx, a, who, &app.WhoAmI{})
	if err != nil {
		return nil, err
	}
	w.company = me.Company
	if w.zone, err = time.LoadLocation(w.company.Zone); err != nil {
		w.zone = time.UTC
	}
	page, err := ask[app.ProcessPage](ctx, a, who, &app.ProcessShown{ID: cmp.Or(m.Process, "current")})
	if err != nil {
		return nil, err
	}
	w.process = page.Process
	members, err := ask[app.Members](ctx, a, who, &app.MemberList{})
	if err != nil {
		return nil, err
	}
	for _, x := range members.Members {
		w.active[x.ID] = x.Active && x.Role.May(access.Sell)
		w.of[Member].add(x.Name, x.ID)
		w.of[Member].add(x.Email, x.ID)
	}
	if err := w.organisations(ctx, a, who); err != nil {
		return nil, err
	}
	return w, w.people(ctx, a, who)
}

func (w *world) organisations(ctx context.Context, a Door, who access.Actor) error {
	for after := ""; ; {
		page, err := ask[app.OrganisationList](ctx, a, who, &app.Organisations{After: after, Limit: 500})
		if err != nil {
			return err
		}
		for _, o := range page.Organisations {
			if !o.Withdrawn {
				w.of[Organisation].add(o.Name, o.ID)
			}
		}
		if after = page.Next; after == "" {
			return nil
		}
	}
}

func (w *world) people(ctx context.Context, a Door, who access.Actor) error {
	for after := ""; ; {
		page, err := ask[app.PersonList](ctx, a, who, &app.People{After: after, Limit: 500})
		if err != nil {
			return err
		}
		for _, p := range page.People {
			if p.Withdrawn || p.Erased {
				continue
			}
			w.of[Person].add(p.Name, p.ID)
			for _, e := range p.Emails {
				w.of[Person].add(e, p.ID)
			}
		}
		if after = page.Next; after == "" {
			return nil
		}
	}
}

// ask asks a question whose answer is of a known type.
func ask[T any](ctx context.Context, a Door, who access.Actor, q app.Question) (T, error) {
	answer, err := a.Ask(ctx, who, q)
	if p, ok := answer.(*T); ok && p != nil {
		return *p, err
	}
	t, ok := answer.(T)
	if err == nil && !ok {
		err = fmt.Errorf("load: an answer of type %T", answer)
	}
	return t, err
}

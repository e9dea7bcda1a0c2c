package app

import (
	"context"
	"time"

	"cairn/access"
	"cairn/company"
	"cairn/deal"
	"cairn/fault"
	"cairn/internal/auth"
	"cairn/internal/store"
)

// A session ends two weeks after it was last used, and after ninety days in any case.
const (
	sessionIdle = 14 * dayMicros
	sessionLife = 90 * dayMicros
)

// SignIn begins a session for whoever gives a member's address and password, and
// answers with its token. It says the same, and takes the same time, whatever is wrong.
func (a *App) SignIn(ctx context.Context, email, password, agent string) (token string, err error) {
	dir, err := a.db.Directory(ctx)
	if err != nil {
		return "", err
	}
	m, _ := dir.ByEmail(email)
	hash := ""
	if m.Active {
		if hash, err = a.db.PasswordHash(ctx, m.ID); err != nil {
			return "", err
		}
	}
	if !auth.Verify(hash, password) {
		return "", fault.New(fault.NotFound, "sign_in", "password", "the address and the password of somebody who may sign in")
	}
	token = auth.NewToken()
	now := a.db.Now()
	s := store.Session{Hash: auth.TokenHash(token), Member: m.ID, Created: now, Seen: now, Expires: now + sessionLife, Agent: agent}
	return token, a.db.AddSession(ctx, s)
}

// SignOut ends a session.
func (a *App) SignOut(ctx context.Context, token string) error {
	return a.db.EndSession(ctx, auth.TokenHash(token))
}

// Session is who a session belongs to, with today's rights; fault.NotFound where it has
// ended or its member has left.
func (a *App) Session(ctx context.Context, token string) (access.Actor, error) {
	s, err := a.db.Session(ctx, auth.TokenHash(token))
	if err != nil {
		return access.Actor{}, err
	}
	now := a.db.Now()
	if now > s.Expires || now-s.Seen > sessionIdle {
		return access.Actor{}, fault.New(fault.NotFound, "session", "", "signing in again")
	}
	const seldom = 3600 * 1_000_000 // writing down each use would write with each read
	if now-s.Seen > seldom {
		if err := a.db.SeeSession(ctx, s.Hash, now); err != nil {
			return access.Actor{}, err
		}
	}
	return a.Actor(ctx, s.Member)
}

// Actor is a member as somebody who asks, with today's rights.
func (a *App) Actor(ctx context.Context, member string) (access.Actor, error) {
	dir, err := a.db.Directory(ctx)
	if err != nil {
		return access.Actor{}, err
	}
	m, ok := dir.Member(member)
	if !ok || !m.Active {
		return access.Actor{}, fault.New(fault.NotFound, "session", "", "signing in again")
	}
	return access.Actor{Member: m, Directory: dir}, nil
}

// Local is a member as the operator of this machine acts in their name, by address or
// id; the log says so.
func (a *App) Local(ctx context.Context, name string) (access.Actor, error) {
	dir, err := a.db.Directory(ctx)
	if err != nil {
		return access.Actor{}, err
	}
	m, ok := dir.ByEmail(name)
	if !ok {
		m, ok = dir.Member(name)
	}
	if !ok || !m.Active {
		return access.Actor{}, fault.New(fault.NotFound, "member", "as", "the address or id of an active member")
	}
	return access.Actor{Member: m, Directory: dir, Local: true}, nil
}

// NewToken makes a token for the API that acts as a member until it expires. It is
// shown once: only its hash is kept.
func (a *App) NewToken(ctx context.Context, who access.Actor, member, name string, life time.Duration) (token string, err error) {
	if member != who.ID && !who.May(access.Administer) {
		return "", fault.New(fault.Forbidden, "token.whose", "member", "yourself")
	}
	if name == "" || life <= 0 || life > 400*24*time.Hour {
		return "", fault.New(fault.Invalid, "token.life", "days", "a name, and 1 to 400 days")
	}
	if _, err := a.Actor(ctx, member); err != nil {
		return "", fault.New(fault.Invalid, "member", "member", "an active member")
	}
	token = "cairn_" + auth.NewToken()
	now := a.db.Now()
	return token, a.db.AddToken(ctx, store.Token{
		ID: a.db.NewID(), Hash: auth.TokenHash(token), Member: member, Name: name, Created: now, Seen: now, Expires: now + life.Microseconds(),
	})
}

// Bearer is who a token acts as; fault.NotFound where it is not known, has expired, or
// its member has left.
func (a *App) Bearer(ctx context.Context, token string) (access.Actor, error) {
	t, err := a.db.Token(ctx, auth.TokenHash(token))
	if err != nil {
		return access.Actor{}, err
	}
	if a.db.Now() > t.Expires {
		return access.Actor{}, fault.New(fault.NotFound, "session", "", "a token that has not expired")
	}
	return a.Actor(ctx, t.Member)
}

// Begun is the company, and whether it has been set up with an owner who may sign in.
func (a *App) Begun(ctx context.Context) (co company.Company, owned bool, err error) {
	if co, err = a.db.Company(ctx); err != nil || !co.Ready() {
		return co, false, err
	}
	dir, err := a.db.Directory(ctx)
	if err != nil {
		return co, false, err
	}
	for _, m := range dir.Members() {
		owned = owned || m.Active && m.Role == access.Owner
	}
	return co, owned, nil
}

// System is the program itself as an actor: the first set-up, the schedule.
func System() access.Actor { return access.Actor{System: true} }

// Place is the sequence up to which answers are true.
func (a *App) Place(ctx context.Context) (int64, error) { return a.db.Seq(ctx) }

// Watch tells of commits: a sequence up to which there is news. Since lists it.
func (a *App) Watch() (news <-chan int64, stop func()) { return a.db.Watch() }

// News is what a follower of the log is told: what changed, and whether they may see it.
type News struct {
	Seq     int64
	Noun    string
	ID      string
	Version int64
	Kind    string
	Actor   string
	Gone    bool // a deal that left, or never was in, the reader's sight
}

// Since lists what was written after a sequence as somebody may know of it. Of deals out
// of their sight they hear nothing, except of the one event by which a deal left it.
func (a *App) Since(ctx context.Context, who access.Actor, seq int64) ([]News, error) {
	changed, err := a.db.Since(ctx, seq)
	if err != nil {
		return nil, err
	}
	see := store.See{Scope: who.Scope(), Me: who.ID}
	visible := map[string]bool{}
	news := make([]News, 0, len(changed))
	for _, c := range changed {
		n := News{Seq: c.Seq, Noun: c.Noun(), ID: c.ID(), Version: c.N, Kind: c.Kind, Actor: c.Actor}
		if n.Noun == "deal" {
			ok, asked := visible[n.ID]
			if !asked {
				_, err := a.db.Deal(ctx, see, n.ID)
				if err != nil && fault.Of(err) != fault.NotFound {
					return nil, err
				}
				ok = err == nil
				visible[n.ID] = ok
			}
			if !ok {
				if n.Gone, err = a.left(ctx, see, c); err != nil {
					return nil, err
				}
				if !n.Gone {
					continue
				}
				n.Version, n.Kind, n.Actor = 0, "", ""
			}
		}
		news = append(news, n)
	}
	return news, nil
}

// left says whether an event took a deal out of somebody's sight: it went from an owner
// whom they see, or they no longer take part.
func (a *App) left(ctx context.Context, see store.See, c store.Changed) (bool, error) {
	if c.Kind != (deal.Handed{}).Kind() && c.Kind != (deal.Shared{}).Kind() {
		return false, nil
	}
	events, err := a.db.DealEvents(ctx, store.All(), c.ID(), c.N+1, 1)
	if err != nil || len(events) == 0 {
		return false, err
	}
	body, err := deal.Decode(events[0])
	switch b := body.(type) {
	case *deal.Handed:
		return see.Scope.Has(b.From), err
	case *deal.Shared:
		return b.End && b.Member == see.Me, err
	}
	return false, err
}

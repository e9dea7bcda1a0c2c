package app

import (
	"context"
	"encoding/hex"
	"strings"

	"cairn/access"
	"cairn/company"
	"cairn/fault"
	"cairn/internal/auth"
	"cairn/internal/store"
)

// A session ends when it was not used for sessionIdle, and after sessionLife in any case.
// That it was used is noted at most once in sessionNote. In microseconds.
const (
	sessionIdle = 14 * dayMicros
	sessionLife = 90 * dayMicros
	sessionNote = dayMicros / 24 / 12
)

// Begun is the company as it stands, and whether somebody can sign in as its owner: until
// then the program waits to be set up.
func (a *App) Begun(ctx context.Context) (co company.Company, owned bool, err error) {
	defer fault.Wrap(&err, "app.Begun")
	if co, err = a.db.Company(ctx); err != nil || !co.Ready() {
		return co, false, err
	}
	dir, err := a.db.Directory(ctx)
	if err != nil {
		return co, false, err
	}
	for _, m := range dir.Members() {
		if m.Role != access.Owner || !m.Active {
			continue
		}
		hash, err := a.db.PasswordHash(ctx, m.ID)
		if err != nil || hash != "" {
			return co, err == nil, err
		}
	}
	return co, false, nil
}

// SignIn begins a session for who knows the password, and returns its token. It answers
// fault.NotFound for a wrong password as for an unknown account, in the same time.
func (a *App) SignIn(ctx context.Context, email, password, agent string) (token string, err error) {
	defer fault.Wrap(&err, "app.SignIn")
	dir, err := a.db.Directory(ctx)
	if err != nil {
		return "", err
	}
	m, ok := dir.ByEmail(email)
	hash, err := a.db.PasswordHash(ctx, m.ID)
	if err != nil {
		return "", err
	}
	if right := auth.Verify(hash, password); !right || !ok || !m.Active {
		return "", fault.New(fault.NotFound, "session", "", "the address and the password of a member")
	}
	token = auth.NewToken()
	now := a.db.Now()
	return token, a.db.AddSession(ctx, store.Session{
		Hash: tokenHash(token), Member: m.ID, Created: now, Seen: now, Expires: now + sessionIdle, Agent: agentName(agent),
	})
}

func tokenHash(token string) []byte {
	sum, _ := hex.DecodeString(auth.TokenHash(token)) // hex by its own definition
	return sum
}

// agentName is a browser's name, cut to what a list shows.
func agentName(agent string) string {
	return strings.ToValidUTF8(agent[:min(len(agent), 200)], "")
}

// SignOut ends the session of a token. One that is not there is as good as ended.
func (a *App) SignOut(ctx context.Context, token string) error {
	return a.db.EndSession(ctx, tokenHash(token))
}

// Session finds who holds the token of a session: fault.NotFound where it has ended, or
// where its member may no longer sign in.
func (a *App) Session(ctx context.Context, token string) (who access.Actor, err error) {
	defer fault.Wrap(&err, "app.Session")
	s, err := a.db.Session(ctx, tokenHash(token))
	if err != nil {
		return who, err
	}
	if who, err = a.Member(ctx, s.Member); err != nil {
		return who, err
	}
	if now := a.db.Now(); now-s.Seen >= sessionNote {
		err = a.db.TouchSession(ctx, s.Hash, now, min(now+sessionIdle, s.Created+sessionLife))
	}
	return who, err
}

// Member is a member as an actor, with today's rights: fault.NotFound where they are not
// there or have left.
func (a *App) Member(ctx context.Context, id string) (who access.Actor, err error) {
	dir, err := a.db.Directory(ctx)
	if err != nil {
		return who, err
	}
	m, ok := dir.Member(id)
	if !ok || !m.Active {
		return who, fault.New(fault.NotFound, "member", "", "an active member").With("id", id)
	}
	return access.Actor{Member: m, Directory: dir}, nil
}

// Bearer finds who is meant by a token of the API: fault.NotFound where it is not in use,
// or where its member has left.
func (a *App) Bearer(ctx context.Context, token string) (who access.Actor, err error) {
	defer fault.Wrap(&err, "app.Bearer")
	t, err := a.db.Token(ctx, tokenHash(token))
	if err != nil {
		return who, err
	}
	if who, err = a.Member(ctx, t.Member); err != nil {
		return who, err
	}
	if now := a.db.Now(); now-t.Seen >= sessionNote {
		err = a.db.TouchToken(ctx, t.ID, now)
	}
	return who, err
}

// NewToken makes a token by which a program acts for a member. Days is how long it lasts,
// 0 for ever. Only the answer has the token itself.
func (a *App) NewToken(ctx context.Context, member, name string, days int) (token string, err error) {
	defer fault.Wrap(&err, "app.NewToken")
	if _, err := a.Member(ctx, member); err != nil {
		return "", err
	}
	token = "cairn_" + auth.NewToken()
	now := a.db.Now()
	t := store.Token{ID: auth.NewToken()[:16], Hash: tokenHash(token), Member: member, Name: name, Created: now}
	if days > 0 {
		t.Expires = now + int64(days)*dayMicros
	}
	return token, a.db.AddToken(ctx, t)
}

// PasswordMark changes whenever the password of a member does; what was given out under
// an earlier mark is used up.
func (a *App) PasswordMark(ctx context.Context, member string) (string, error) {
	hash, err := a.db.PasswordHash(ctx, member)
	return auth.TokenHash(member + "\x00" + hash), err
}

// Place seals a sequence of the log for the outside; SeqOf opens it.
func (a *App) Place(seq int64) string { return a.db.Place(seq) }

// SeqOf opens a sealed place in the log: fault.Invalid where it is none.
func (a *App) SeqOf(place string) (int64, error) { return a.db.SeqOf(place) }

// Seq is how far the log has come.
func (a *App) Seq(ctx context.Context) (int64, error) { return a.db.Seq(ctx) }

// MemberID finds an active member by address: fault.NotFound where there is none.
func (a *App) MemberID(ctx context.Context, email string) (string, error) {
	dir, err := a.db.Directory(ctx)
	if err != nil {
		return "", err
	}
	m, ok := dir.ByEmail(email)
	if !ok || !m.Active {
		return "", fault.New(fault.NotFound, "member", "", "an active member")
	}
	return m.ID, nil
}

package app

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"runtime"
	"slices"
	"strings"

	"cairn/access"
	"cairn/company"
	"cairn/fault"
	"cairn/internal/auth"
	"cairn/internal/store"
)

// A session ends when it was not used for sessionIdle, and after sessionLife in any case.
// That it was used is noted at most once in sessionNote. Who has shown their password has
// halfLife for the second factor. In microseconds.
const (
	sessionIdle = 14 * dayMicros
	sessionLife = 90 * dayMicros
	sessionNote = dayMicros / 24 / 12
	halfLife    = 5 * 60 * 1_000_000
)

// kindHalf is what is pending between the two halves of signing in.
const kindHalf = "half"

// From is where a request comes from: the network's address, the browser's or program's
// name for itself, and the browser's own mark with the members who have signed in on it
// before, where it has one.
type From struct {
	Address, Agent string
	Device         string
	Members        []string
}

// knows says whether somebody has signed in from there before.
func (f From) knows(member string) bool {
	return f.Device != "" && member != "" && slices.Contains(f.Members, member)
}

// origin is what the log keeps of it.
func (f From) origin() *access.Origin {
	o := access.Origin{Address: f.Address, Agent: agentName(f.Agent)}
	if o == (access.Origin{}) {
		return nil
	}
	return &o
}

// Entrance is what came of showing who one is: the token of a session, or, where a second
// factor is asked for, what shows that the first half is done. Second are the ways to do the
// other: totp, recovery.
type Entrance struct {
	Member, Token, Half string
	Second              []string
}

// Caller is who holds a session or a token of the API, with today's rights. Token is the id
// of the token, "" in a session. Begun and Expires are in microseconds UTC, Expires 0 where
// it has none.
type Caller struct {
	Who            access.Actor
	Token          string
	Begun, Expires int64
	From           From
	session        []byte // hash
}

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

// newHashing bounds how many passwords are tried at once: each takes memory and a core for
// a while.
func newHashing() chan struct{} { return make(chan struct{}, max(1, runtime.NumCPU()/2)) }

// slowly does what takes a core for a while, when it is its turn.
func (a *App) slowly(ctx context.Context, do func()) error {
	select {
	case a.hashing <- struct{}{}:
		defer func() { <-a.hashing }()
		do()
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// SignIn lets in who knows the password. It is fault.NotFound "session" for a wrong
// password as for an unknown address, by the same way and in the same time, and
// fault.Conflict "sign_in.wait" where it was tried too often.
func (a *App) SignIn(ctx context.Context, email, password string, from From) (e Entrance, err error) {
	defer fault.Wrap(&err, "app.SignIn")
	dir, err := a.db.Directory(ctx)
	if err != nil {
		return e, err
	}
	m, ok := dir.ByEmail(email)
	known := ok && m.Active
	hash, err := a.db.PasswordHash(ctx, m.ID)
	if err != nil {
		return e, err
	}
	limits := signInLimits(email, m.ID, from)
	if err := a.attempt(ctx, limits); err != nil {
		return e, err
	}
	right := false
	if err := a.slowly(ctx, func() { right = auth.Verify(hash, password) }); err != nil {
		return e, err
	}
	if !right || !known {
		if !known {
			m.ID = ""
		}
		if err := a.refused(ctx, m.ID, access.ByPassword, from); err != nil {
			return e, err
		}
		return e, fault.New(fault.NotFound, "session", "", "the address and the password of a member")
	}
	return a.enter(ctx, m.ID, access.ByPassword, from, func(tx *store.Tx) error {
		now, err := tx.PasswordHash(m.ID)
		if err == nil && now != hash {
			err = fault.New(fault.NotFound, "session", "", "the address and the password of a member")
		}
		if err != nil {
			return err
		}
		return forgive(tx, limits)
	})
}

// enter begins a session for a member who has shown who they are, or half of one where a
// second factor is asked for. Before does in the same work what belongs to it.
func (a *App) enter(ctx context.Context, member, how string, from From, before func(*store.Tx) error) (e Entrance, err error) {
	token, half := auth.NewToken(), auth.NewToken()
	_, _, err = a.db.Write(ctx, store.Work{Actor: member, Alone: true, Do: func(tx *store.Tx) (any, error) {
		e = Entrance{Member: member}
		if err := before(tx); err != nil {
			return nil, err
		}
		second, err := tx.Second(member)
		if err != nil {
			return nil, err
		}
		if second.Secret == "" {
			e.Token = token
			return nil, a.begin(tx, token, member, how, "", from)
		}
		e.Half, e.Second = half, waysOf(second)
		payload, err := json.Marshal(halfway{How: how})
		if err != nil {
			return nil, err
		}
		tx.AddPending(store.Pending{Hash: tokenHash(half), Kind: kindHalf, Member: member, Payload: payload, Created: tx.Now(), Expires: tx.Now() + halfLife})
		return nil, nil
	}})
	return e, err
}

// halfway is what is remembered between the two halves.
type halfway struct {
	How string `json:"how"`
}

// begin begins a session, and says so in the log; the member hears by mail of one from a
// browser that they never used.
func (a *App) begin(tx *store.Tx, token, member, how, second string, from From) error {
	now := tx.Now()
	tx.AddSession(store.Session{
		Hash: tokenHash(token), Member: member, Created: now, Seen: now, Expires: now + sessionIdle,
		Agent: agentName(from.Agent), How: how, Second: second, Address: from.Address,
	})
	before, err := tx.Account(member)
	if err != nil {
		return err
	}
	if before.SignIns > 0 && how == access.ByPassword && !from.knows(member) {
		if err := a.tell(tx, member, letterSignIn, map[string]string{"browser": browserOf(from.Agent), "address": cmp.Or(from.Address, unknownPlace)}); err != nil {
			return err
		}
	}
	return tx.Record(store.Entry{Subject: "access:" + member, Seal: "member:" + member, Body: access.SignedIn{How: how, Second: second, From: from.origin()}})
}

// refused writes down that somebody was not let in. Of an unknown account, member "", it
// writes nothing, by the same way.
func (a *App) refused(ctx context.Context, member, why string, from From) error {
	_, _, err := a.db.Write(ctx, store.Work{Actor: "system", Do: func(tx *store.Tx) (any, error) {
		account, err := tx.Account(member)
		if err != nil {
			return nil, err
		}
		tx.SetAttempts("refused "+from.Address, store.Attempts{N: 1, Last: tx.Now()})
		if member == "" || !account.Tells(tx.Now()) {
			return nil, nil
		}
		return nil, tx.Record(store.Entry{Subject: "access:" + member, Seal: "member:" + member, Body: access.Refused{Why: why, From: from.origin()}})
	}})
	return err
}

func tokenHash(token string) []byte {
	sum, _ := hex.DecodeString(auth.TokenHash(token)) // hex by its own definition
	return sum
}

// agentName is a browser's name, cut to what a list shows.
func agentName(agent string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(agent[:min(len(agent), 200)], "\x00", ""), "")
}

// SignOut ends the session of a token. One that is not there is as good as ended.
func (a *App) SignOut(ctx context.Context, token string) (err error) {
	defer fault.Wrap(&err, "app.SignOut")
	s, err := a.db.Session(ctx, tokenHash(token))
	if fault.Of(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	_, _, err = a.db.Write(ctx, store.Work{Actor: s.Member, Do: func(tx *store.Tx) (any, error) {
		tx.EndSession(s.Hash)
		return nil, tx.Record(store.Entry{Subject: "access:" + s.Member, Body: access.SignedOut{}})
	}})
	return err
}

// Session finds who holds the token of a session: fault.NotFound where it has ended, or
// where its member may no longer sign in.
func (a *App) Session(ctx context.Context, token string, from From) (c Caller, err error) {
	defer fault.Wrap(&err, "app.Session")
	s, err := a.db.Session(ctx, tokenHash(token))
	if err != nil {
		return c, err
	}
	c = Caller{Begun: s.Created, Expires: s.Expires, From: from, session: s.Hash}
	if c.Who, err = a.Member(ctx, s.Member); err != nil {
		return c, err
	}
	if now := a.db.Now(); now-s.Seen >= sessionNote {
		err = a.db.TouchSession(ctx, s.Hash, now, min(now+sessionIdle, s.Created+sessionLife), from.Address)
	}
	return c, err
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

// Bearer finds who is meant by a token of the API, with the rights that the token has:
// fault.NotFound where it is not in use, or where its member has left.
func (a *App) Bearer(ctx context.Context, token string, from From) (c Caller, err error) {
	defer fault.Wrap(&err, "app.Bearer")
	t, err := a.db.Token(ctx, tokenHash(token))
	if err != nil {
		return c, err
	}
	c = Caller{Token: t.ID, Begun: t.Created, Expires: t.Expires, From: from}
	if c.Who, err = a.Member(ctx, t.Member); err != nil {
		return c, err
	}
	if c.Who.Only = t.Scopes; t.Scopes == nil {
		c.Who.Only = access.Capabilities()
	}
	if now := a.db.Now(); now-t.Seen >= sessionNote {
		err = a.db.TouchToken(ctx, t.ID, now, from.Address)
	}
	return c, err
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

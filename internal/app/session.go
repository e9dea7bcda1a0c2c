package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"slices"

	"cairn/access"
	"cairn/fault"
	"cairn/internal/store"
)

// SessionList is where somebody is signed in, the latest first.
type SessionList struct {
	Sessions []SessionRow `json:"sessions"`
}

// SessionRow is one of them. Its id says nothing of its token.
type SessionRow struct {
	ID      string `json:"id"`
	How     string `json:"how" enum:"password,passkey,single_sign_on,invitation,reset"`
	Second  string `json:"second,omitempty" enum:"totp,passkey,recovery"`
	Browser string `json:"browser" doc:"In words: Firefox on Linux."`
	Address string `json:"address,omitempty" doc:"The last from which it was used."`
	Begun   int64  `json:"begun"`
	Seen    int64  `json:"seen" doc:"To five minutes."`
	Expires int64  `json:"expires"`
	This    bool   `json:"this" doc:"The one that asks."`
}

// Ended says how many sessions or tokens an act has ended.
type Ended struct {
	Ended int `json:"ended"`
}

// Why sessions and tokens end.
const (
	endOwn           = "own"
	endAdministrator = "administrator"
	endPassword      = "password"
	endSecond        = "second"
	endLeft          = "left"
)

// sessionID is a handle of a session for lists. Nobody comes from it to the hash.
func sessionID(hash []byte) string {
	sum := sha256.Sum256(append([]byte("session id\x00"), hash...))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// Sessions lists the sessions of who asks.
func (a *App) Sessions(ctx context.Context, c Caller) (out SessionList, err error) {
	defer fault.Wrap(&err, "app.Sessions")
	all, err := a.db.Sessions(ctx, c.Who.ID)
	out.Sessions = []SessionRow{}
	for _, s := range slices.Backward(all) {
		if s.Expires <= a.db.Now() {
			continue
		}
		out.Sessions = append(out.Sessions, SessionRow{
			ID: sessionID(s.Hash), How: s.How, Second: s.Second, Browser: browserOf(s.Agent), Address: s.Address,
			Begun: s.Created, Seen: s.Seen, Expires: s.Expires, This: bytes.Equal(s.Hash, c.session),
		})
	}
	return out, err
}

// EndSession ends one session of who asks: fault.NotFound "session" where it is not theirs.
func (a *App) EndSession(ctx context.Context, c Caller, id string) (out Ended, err error) {
	defer fault.Wrap(&err, "app.EndSession")
	return a.acting(ctx, c, func(tx *store.Tx) (out Ended, err error) {
		all, err := tx.Sessions(c.Who.ID)
		if err != nil {
			return out, err
		}
		for _, s := range all {
			if sessionID(s.Hash) == id {
				tx.EndSession(s.Hash)
				return Ended{1}, note(tx, c.Who.ID, access.SessionsEnded{N: 1, Why: endOwn})
			}
		}
		return out, fault.New(fault.NotFound, "session", "", "the id of a session of your own")
	})
}

// EndOtherSessions ends all sessions of who asks but the one that asks.
func (a *App) EndOtherSessions(ctx context.Context, c Caller) (out Ended, err error) {
	defer fault.Wrap(&err, "app.EndOtherSessions")
	return a.acting(ctx, c, func(tx *store.Tx) (Ended, error) {
		n, err := endSessions(tx, c.Who.ID, endOwn, c.session)
		return Ended{n}, err
	})
}

// EndSessionsOf ends all sessions of a member, for who looks after people.
func (a *App) EndSessionsOf(ctx context.Context, c Caller, member string) (out Ended, err error) {
	defer fault.Wrap(&err, "app.EndSessionsOf")
	return a.acting(ctx, c, func(tx *store.Tx) (out Ended, err error) {
		if err := looksAfter(tx, c.Who, member); err != nil {
			return out, err
		}
		n, err := endSessions(tx, member, endAdministrator, nil)
		return Ended{n}, err
	})
}

// acting does an act on secrets in a work of its own, in somebody's name.
func (a *App) acting(ctx context.Context, c Caller, do func(*store.Tx) (Ended, error)) (out Ended, err error) {
	_, _, err = a.db.Write(ctx, store.Work{Actor: actorName(c.Who), Alone: true, Do: func(tx *store.Tx) (_ any, err error) {
		out, err = do(tx)
		return nil, err
	}})
	return out, err
}

// looksAfter refuses who may not look after a member's access: an administrator may, but
// only an owner after an owner.
func looksAfter(tx *store.Tx, who access.Actor, member string) error {
	m, err := tx.Member(member)
	if err != nil {
		return err
	}
	if !who.May(access.Administer) {
		return fault.New(fault.Forbidden, "capability", "", "a role that may "+string(access.Administer))
	}
	if m.Role == access.Owner && who.Role != access.Owner && !who.System {
		return fault.New(fault.Forbidden, "member.owner_only", "member", "an owner: only owners make, change and end owners")
	}
	return nil
}

// note writes an event of a member's access.
func note(tx *store.Tx, member string, body interface{ Kind() string }) error {
	return tx.Record(store.Entry{Subject: "access:" + member, Seal: "member:" + member, Body: body})
}

// endSessions ends the sessions of a member, but for the one with a hash, and says so in
// the log.
func endSessions(tx *store.Tx, member, why string, but []byte) (n int, err error) {
	all, err := tx.Sessions(member)
	if err != nil {
		return 0, err
	}
	for _, s := range all {
		if !bytes.Equal(s.Hash, but) {
			n++
		}
	}
	if n == 0 {
		return 0, nil
	}
	if but == nil {
		tx.EndSessions(member)
	} else {
		tx.EndOtherSessions(member, but)
	}
	return n, note(tx, member, access.SessionsEnded{N: n, Why: why})
}

// endTokens ends the tokens of a member, and says so in the log.
func endTokens(tx *store.Tx, member, why string) (n int, err error) {
	all, err := tx.Tokens(member)
	if err != nil {
		return 0, err
	}
	for _, t := range all {
		if err := note(tx, member, access.TokenEnded{ID: t.ID, Why: why}); err != nil {
			return 0, err
		}
	}
	tx.EndTokens(member)
	return len(all), nil
}

// endAccess ends everything by which a member comes in: sessions, tokens, and what they
// have begun.
func endAccess(tx *store.Tx, member, why string) error {
	if _, err := endSessions(tx, member, why, nil); err != nil {
		return err
	}
	if _, err := endTokens(tx, member, why); err != nil {
		return err
	}
	endBegun(tx, member)
	return nil
}

// endBegun uses up whatever a member has begun and not completed: links that were sent, and
// halves of signing in.
func endBegun(tx *store.Tx, member string) {
	for _, kind := range []string{kindHalf, kindReset, kindInvitation, kindTOTP} {
		tx.EndPendings(member, kind)
	}
}

package app

import (
	"context"

	"cairn/access"
	"cairn/fault"
	"cairn/internal/auth"
	"cairn/internal/store"
)

// What is pending until somebody comes with the link that they were given.
const (
	kindReset      = "reset"
	kindInvitation = "invitation"
)

// How long these links serve, in microseconds.
const (
	resetLife      = 30 * minuteMicros
	invitationLife = 7 * dayMicros
)

// Invitation is the one-time address at which a member chooses a password. Mailed says that
// it was sent to them; else whoever made it hands the token over, and it is kept nowhere.
type Invitation struct {
	Token   string
	Mailed  bool
	Expires int64
}

// Invite makes an invitation for a member, for who looks after people. An administrator who
// may not sell does not become the owner by inviting themselves as one.
func (a *App) Invite(ctx context.Context, c Caller, member string) (out Invitation, err error) {
	defer fault.Wrap(&err, "app.Invite")
	token := auth.NewToken()
	_, err = a.acting(ctx, c, func(tx *store.Tx) (ended Ended, err error) {
		if err := looksAfter(tx, c.Who, member); err != nil {
			return ended, err
		}
		m, err := tx.Member(member)
		if err != nil {
			return ended, err
		}
		if !m.Active {
			return ended, fault.New(fault.NotFound, "member", "", "an active member").With("id", member)
		}
		out = Invitation{Token: token, Expires: tx.Now() + invitationLife}
		tx.AddPending(store.Pending{Hash: tokenHash(token), Kind: kindInvitation, Member: member, Created: tx.Now(), Expires: out.Expires})
		if a.WritesLetters() && m.Email != "" {
			if out.Mailed = true; a.upkeep.Mail != Outbox { // a letter that goes nowhere is no way to hand it over
				out.Token = ""
			}
			return ended, a.tell(tx, member, letterInvitation, map[string]string{"link": a.link("invitation", token), "by": c.Who.Name, "days": "7"})
		}
		return ended, nil
	})
	return out, err
}

// AskReset sends a member a link for choosing a new password, where letters are written. It
// does the same, as far as anybody can see, for an address that nobody has.
func (a *App) AskReset(ctx context.Context, email string, from From) (err error) {
	defer fault.Wrap(&err, "app.AskReset")
	if err := checkText(email); err != nil {
		return err
	}
	token, limits := auth.NewToken(), resetLimits(email, from)
	_, _, err = a.db.Write(ctx, store.Work{Actor: "system", Alone: true, Do: func(tx *store.Tx) (any, error) {
		if err := count(tx, limits); err != nil || !a.WritesLetters() {
			return nil, err
		}
		dir, err := tx.Directory()
		if err != nil {
			return nil, err
		}
		// Of an unknown address as much is kept, under nobody's name: the answer takes as long.
		m, ok := dir.ByEmail(email)
		known := ok && m.Active
		if !known {
			m.ID = ""
		}
		tx.AddPending(store.Pending{Hash: tokenHash(token), Kind: kindReset, Member: m.ID, Created: tx.Now(), Expires: tx.Now() + resetLife})
		if !known {
			return nil, nil
		}
		return nil, a.tell(tx, m.ID, letterReset, map[string]string{"link": a.link("reset/password", token), "minutes": "30"})
	}})
	return err
}

// errLink says that a link leads nowhere, whatever the reason.
func errLink() error {
	return fault.New(fault.Forbidden, "link", "", "a new one: ask for it again, or whoever looks after Cairn")
}

// Bidden finds for whom a link was made, and leaves it: fault.Forbidden "link" where it was
// used, has run out, or never was.
func (a *App) Bidden(ctx context.Context, kind, token string) (who access.Actor, err error) {
	defer fault.Wrap(&err, "app.Bidden")
	p, err := a.db.Pending(ctx, kind, tokenHash(token))
	if err == nil {
		who, err = a.Member(ctx, p.Member)
	}
	if fault.Of(err) == fault.NotFound {
		err = errLink()
	}
	return who, err
}

// Choose sets the password that somebody has chosen at the address that a link of a kind
// ("reset" or "invitation") led to, and lets them in; a second factor is asked for all the
// same. The link serves once.
func (a *App) Choose(ctx context.Context, kind, token, password string, from From) (e Entrance, err error) {
	defer fault.Wrap(&err, "app.Choose")
	m, err := a.Bidden(ctx, kind, token)
	if err != nil {
		return e, err
	}
	if err := checkText(password); err != nil {
		return e, err
	}
	co, err := a.db.Company(ctx)
	if err != nil {
		return e, err
	}
	if err := auth.CheckPassword(password, m.Name, m.Email, co.Name); err != nil {
		return e, err
	}
	var hash string
	if failed := a.slowly(ctx, func() { hash, err = auth.Hash(password) }); failed != nil || err != nil {
		return e, either(failed, err)
	}
	by, how := access.ByInvitation, setInvitation
	if kind == kindReset {
		by, how = access.ByReset, setReset
	}
	return a.enter(ctx, m.ID, by, from, func(tx *store.Tx) error {
		p, err := tx.Pending(kind, tokenHash(token))
		if fault.Of(err) == fault.NotFound {
			return errLink()
		}
		if err != nil {
			return err
		}
		tx.EndPending(p.Hash)
		return a.setPassword(tx, m.Member, password, hash, how)
	})
}

// either is the first of two errors that is one.
func either(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

package app

import (
	"context"

	"cairn/access"
	"cairn/fault"
	"cairn/internal/auth"
	"cairn/internal/store"
)

// How a password came to be, in the log.
const (
	setOwn           = "own"
	setAdministrator = "administrator"
	setReset         = "reset"
	setInvitation    = "invitation"
)

// SetPassword sets a password. Whoever changes their own gives the old one.
type SetPassword struct {
	onNothing
	Member   string `json:"member"`
	Old      string `json:"old,omitempty"`
	Password string `json:"password" minLength:"8" maxLength:"200"`

	saw, hash string // as prepare found it, and what it made
	tried     []limit
}

// prepare does the slow part before the door is entered: hashing takes long on purpose,
// and nobody else's work shall wait for it.
func (s *SetPassword) prepare(ctx context.Context, a *App, who access.Actor) (err error) {
	if who.Only != nil {
		return errPerson()
	}
	if s.saw, err = a.db.PasswordHash(ctx, s.Member); err != nil {
		return err
	}
	if s.saw != "" && s.Member == who.ID {
		s.tried = proofLimits(who.ID)
		if err := a.attempt(ctx, s.tried); err != nil {
			return err
		}
		right := false
		if err := a.slowly(ctx, func() { right = auth.Verify(s.saw, s.Old) }); err != nil {
			return err
		}
		if !right {
			return fault.New(fault.Invalid, "password.old", "old", "your password as it is now")
		}
	}
	return a.slowly(ctx, func() { s.hash, err = auth.Hash(s.Password) })
}

// errPerson refuses a token where only a person may act.
func errPerson() error {
	return fault.New(fault.Forbidden, "token.person", "", "somebody who is signed in: no token changes how one signs in")
}

func (s *SetPassword) do(c *call) (Done, error) {
	m, err := c.tx.Member(s.Member)
	if err != nil {
		return Done{}, err
	}
	if s.Member != c.who.ID && !c.who.May(access.Administer) {
		return Done{}, fault.New(fault.Forbidden, "password.whose", "member", "yourself")
	}
	if m.Role == access.Owner && s.Member != c.who.ID && c.who.Role != access.Owner && !c.who.System {
		return Done{}, fault.New(fault.Forbidden, "member.owner_only", "member", "an owner: only owners make, change and end owners")
	}
	old, err := c.tx.PasswordHash(s.Member)
	if err != nil {
		return Done{}, err
	}
	if old != s.saw {
		return Done{}, fault.New(fault.Conflict, "password.changed", "old", "your password as it is now")
	}
	if err := forgive(c.tx, s.tried); err != nil {
		return Done{}, err
	}
	how := setAdministrator
	if s.Member == c.who.ID {
		how = setOwn
	}
	return Done{ID: s.Member}, c.setPassword(c.tx, m, s.Password, s.hash, how)
}

// setPassword keeps a password, and ends what the one before has opened: sessions, tokens,
// and whatever was begun.
func (a *App) setPassword(tx *store.Tx, m access.Member, password, hash, how string) error {
	co, err := tx.Company()
	if err != nil {
		return err
	}
	if err := auth.CheckPassword(password, m.Name, m.Email, co.Name); err != nil {
		return err
	}
	before, err := tx.PasswordHash(m.ID)
	if err != nil {
		return err
	}
	tx.SetPasswordHash(m.ID, hash)
	if err := note(tx, m.ID, access.PasswordSet{How: how}); err != nil {
		return err
	}
	endBegun(tx, m.ID)
	if before == "" {
		return nil
	}
	if err := a.tell(tx, m.ID, letterPassword, map[string]string{"how": how}); err != nil {
		return err
	}
	if _, err := endSessions(tx, m.ID, endPassword, nil); err != nil {
		return err
	}
	_, err = endTokens(tx, m.ID, endPassword)
	return err
}

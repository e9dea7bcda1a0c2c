package app

import (
	"context"

	"cairn/access"
	"cairn/fault"
	"cairn/internal/auth"
)

// SetPassword sets a password. Whoever changes their own gives the old one.
type SetPassword struct {
	onNothing
	Member   string `json:"member"`
	Old      string `json:"old,omitempty"`
	Password string `json:"password" minLength:"8" maxLength:"200"`

	saw, hash string // as prepare found it, and what it made
}

// prepare does the slow part before the door is entered: hashing takes long on purpose,
// and nobody else's work shall wait for it.
func (s *SetPassword) prepare(ctx context.Context, a *App, who access.Actor) (err error) {
	if s.saw, err = a.db.PasswordHash(ctx, s.Member); err != nil {
		return err
	}
	if s.saw != "" && s.Member == who.ID && !auth.Verify(s.saw, s.Old) {
		return fault.New(fault.Invalid, "password.old", "old", "your password as it is now")
	}
	s.hash, err = auth.Hash(s.Password)
	return err
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
	if err := auth.CheckPassword(s.Password, m.Name, m.Email); err != nil {
		return Done{}, err
	}
	old, err := c.tx.PasswordHash(s.Member)
	if err != nil {
		return Done{}, err
	}
	if old != s.saw {
		return Done{}, fault.New(fault.Conflict, "password.changed", "old", "your password as it is now")
	}
	c.tx.SetPasswordHash(s.Member, s.hash)
	if old != "" {
		c.tx.EndSessions(s.Member)
		c.tx.EndTokens(s.Member)
	}
	return Done{ID: s.Member}, nil
}

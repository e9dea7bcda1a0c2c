package app

import (
	"context"
	"slices"
	"strings"

	"cairn/access"
	"cairn/fault"
	"cairn/internal/auth"
	"cairn/internal/store"
)

// tokenDays is how long a token lasts where nothing is said.
const tokenDays = 90

// MakeToken is the wish for a token of the API.
type MakeToken struct {
	Name   string              `json:"name" minLength:"1" maxLength:"100" doc:"What it is for."`
	Scopes []access.Capability `json:"scopes,omitempty" doc:"Of read, sell, manage, shape, administer; everything that you may, where left out."`
	Days   *int                `json:"days,omitempty" minimum:"0" maximum:"3650" doc:"How long it lasts: 90 where left out, 0 for ever."`
}

// MadeToken is a new token: the only answer that ever has the token itself.
type MadeToken struct {
	ID      string              `json:"id"`
	Token   string              `json:"token" doc:"Shown this once."`
	Name    string              `json:"name"`
	Scopes  []access.Capability `json:"scopes"`
	Expires int64               `json:"expires" doc:"0 for never."`
}

// TokenList are the tokens that are in use.
type TokenList struct {
	Tokens []TokenRow `json:"tokens"`
}

// TokenRow is a token as a list shows it: what it is itself, nobody knows any more.
type TokenRow struct {
	ID      string              `json:"id"`
	Member  string              `json:"member"`
	Holder  string              `json:"holder" doc:"The member's name."`
	Name    string              `json:"name"`
	Scopes  []access.Capability `json:"scopes"`
	Created int64               `json:"created"`
	Seen    int64               `json:"seen" doc:"When it was last used, to five minutes; 0 for never."`
	Address string              `json:"address,omitempty" doc:"From where it was last used."`
	Expires int64               `json:"expires" doc:"0 for never."`
	This    bool                `json:"this" doc:"The one that asks."`
}

// MakeToken makes a token by which a program acts for who asks, with the rights that they
// name. A token makes none that may more than itself, or lasts longer.
func (a *App) MakeToken(ctx context.Context, c Caller, in MakeToken) (out MadeToken, err error) {
	defer fault.Wrap(&err, "app.MakeToken")
	out = MadeToken{ID: auth.NewToken()[:16], Token: "cairn_" + auth.NewToken(), Name: strings.TrimSpace(in.Name)}
	if err := checkText(in); err != nil {
		return MadeToken{}, err
	}
	if out.Name == "" {
		return MadeToken{}, fault.New(fault.Invalid, "token.name", "name", "a name that says what it is for")
	}
	for _, scope := range access.Capabilities() {
		if c.Who.May(scope) && (in.Scopes == nil || slices.Contains(in.Scopes, scope)) {
			out.Scopes = append(out.Scopes, scope)
		}
	}
	for _, scope := range in.Scopes {
		if !slices.Contains(out.Scopes, scope) {
			return MadeToken{}, fault.New(fault.Forbidden, "token.scope", "scopes", "rights that you have yourself").With("scope", string(scope))
		}
	}
	if len(out.Scopes) == 0 {
		return MadeToken{}, fault.New(fault.Invalid, "token.scopes", "scopes", "one right at least, such as read")
	}
	days := tokenDays
	if in.Days != nil {
		days = *in.Days
	}
	if days < 0 || days > 3650 {
		return MadeToken{}, fault.New(fault.Invalid, "token.days", "days", "0 to 3650 days; 0 is for ever")
	}
	_, _, err = a.db.Write(ctx, store.Work{Actor: actorName(c.Who), Alone: true, Do: func(tx *store.Tx) (any, error) {
		now := tx.Now()
		if out.Expires = 0; days > 0 {
			out.Expires = now + int64(days)*dayMicros
		}
		if c.Token != "" && c.Expires != 0 && (out.Expires == 0 || out.Expires > c.Expires) {
			out.Expires = c.Expires
		}
		tx.AddToken(store.Token{
			ID: out.ID, Hash: tokenHash(out.Token), Member: c.Who.ID, Name: out.Name, Created: now, Expires: out.Expires, Scopes: out.Scopes,
		})
		return nil, note(tx, c.Who.ID, access.TokenMade{ID: out.ID, Scopes: out.Scopes, Expires: out.Expires, Name: out.Name})
	}})
	if err != nil {
		return MadeToken{}, err
	}
	return out, nil
}

// NewToken makes a token that may whatever its member may at the time, for who has the
// machine. Days is how long it lasts, 0 for ever. Only the answer has the token itself.
func (a *App) NewToken(ctx context.Context, member, name string, days int) (token string, err error) {
	defer fault.Wrap(&err, "app.NewToken")
	if _, err := a.Member(ctx, member); err != nil {
		return "", err
	}
	token = "cairn_" + auth.NewToken()
	t := store.Token{ID: auth.NewToken()[:16], Hash: tokenHash(token), Member: member, Name: name}
	_, _, err = a.db.Write(ctx, store.Work{Actor: "local:" + member, Alone: true, Do: func(tx *store.Tx) (any, error) {
		if t.Created = tx.Now(); days > 0 {
			t.Expires = t.Created + int64(days)*dayMicros
		}
		tx.AddToken(t)
		return nil, note(tx, member, access.TokenMade{ID: t.ID, Expires: t.Expires, Name: t.Name})
	}})
	return token, err
}

// Tokens lists the tokens of who asks, or all there are for who looks after people.
func (a *App) Tokens(ctx context.Context, c Caller, all bool) (out TokenList, err error) {
	defer fault.Wrap(&err, "app.Tokens")
	member := c.Who.ID
	if all {
		if member = ""; !c.Who.May(access.Administer) {
			return out, fault.New(fault.Forbidden, "capability", "", "a role that may "+string(access.Administer)).With("command", "token.list")
		}
	}
	list, err := a.db.Tokens(ctx, member)
	out.Tokens = []TokenRow{}
	for _, t := range list {
		if t.Expires != 0 && t.Expires <= a.db.Now() {
			continue
		}
		m, _ := c.Who.Directory.Member(t.Member)
		out.Tokens = append(out.Tokens, TokenRow{
			ID: t.ID, Member: t.Member, Holder: m.Name, Name: t.Name, Scopes: scopesOf(t, m), Created: t.Created, Seen: t.Seen, Address: t.Address,
			Expires: t.Expires, This: t.ID == c.Token,
		})
	}
	return out, err
}

// scopesOf are the rights that a token has today: those that it was made with, as far as
// its member still has them.
func scopesOf(t store.Token, m access.Member) []access.Capability {
	scopes := []access.Capability{}
	for _, scope := range access.Capabilities() {
		if m.Role.May(scope) && (t.Scopes == nil || slices.Contains(t.Scopes, scope)) {
			scopes = append(scopes, scope)
		}
	}
	return scopes
}

// EndToken ends a token of who asks, or anybody's for who looks after people. One of
// somebody else is fault.NotFound "token", as one that is not there.
func (a *App) EndToken(ctx context.Context, c Caller, id string) (out Ended, err error) {
	defer fault.Wrap(&err, "app.EndToken")
	return a.acting(ctx, c, func(tx *store.Tx) (out Ended, err error) {
		t, err := tx.Token(id)
		if err != nil {
			return out, err
		}
		why := endOwn
		switch {
		case t.Member != c.Who.ID && !c.Who.May(access.Administer):
			return out, fault.New(fault.NotFound, "token", "", "a token that is in use")
		case t.Member != c.Who.ID:
			why = endAdministrator
			err = looksAfter(tx, c.Who, t.Member)
		case c.Token != t.ID:
			err = covers(c.Who, t)
		}
		if err != nil {
			return out, err
		}
		tx.EndToken(t.ID)
		return Ended{1}, note(tx, t.Member, access.TokenEnded{ID: t.ID, Why: why})
	})
}

// covers refuses who may not all that a token of their own may: only another, narrower
// token can be in that place.
func covers(who access.Actor, t store.Token) error {
	for _, scope := range scopesOf(t, who.Member) {
		if !who.May(scope) {
			return fault.New(fault.Forbidden, "token.scope", "token", "rights that you have yourself").With("scope", string(scope))
		}
	}
	return nil
}

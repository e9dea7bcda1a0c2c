package auth

import (
	"cmp"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	// SignOnTime is how long somebody has at the provider, in microseconds.
	SignOnTime = 10 * 60 * 1_000_000
	// ClockSkew is how far a provider's clock may be from ours, in microseconds.
	ClockSkew = 60 * 1_000_000

	discoveryTime = 24 * 60 * 60 * 1_000_000 // how long what a provider says of itself is believed
	retryTime     = 60 * 1_000_000
	maxSubject    = 255 // bytes, by the standard
)

// SignOn is signing in at a provider of OpenID Connect that the company trusts, by the
// code flow:
//
//	address, kept, err := s.Begin(ctx, now)             // the browser goes to address
//	who, err := s.Finish(ctx, now, r.URL.Query(), kept) // it comes back to Redirect
//
// What is kept is secret and counts once. It has to be bound to the browser that began, by
// a cookie and not by the state in the query; else somebody could be signed in as an
// attacker without noticing.
type SignOn struct {
	settings SignOnSettings
	client   *http.Client

	mu    sync.Mutex
	found *provider
}

// SignOnSettings are what an installation and a provider have agreed on.
type SignOnSettings struct {
	Issuer       string // exactly as the provider writes it, such as https://sso.example.org
	ClientID     string
	ClientSecret string   // empty for a public client
	Redirect     string   // the address to which the browser comes back
	Scopes       []string // besides openid; email and profile where there are none
}

// Identity is who somebody is at a provider. Issuer and Subject together are the
// identity; an address may be given to somebody else one day. Email is empty unless the
// provider says that it is verified.
type Identity struct {
	Issuer, Subject string
	Email           string
	Verified        bool
	Name            string
}

// provider is what one has said of itself.
type provider struct {
	*oidc.Provider
	config    oauth2.Config
	says      bool  // names itself in its answers (RFC 9207)
	until     int64 // when to ask again
	algorithm []string
}

// journey is what is kept while somebody is at the provider.
type journey struct {
	Issuer   string `json:"issuer"`
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Redirect string `json:"redirect"`
	Until    int64  `json:"until"`
}

// NewSignOn makes the way to one provider. It asks nothing yet: the provider may be away
// while the program starts. All requests go through client.
func NewSignOn(client *http.Client, s SignOnSettings) (*SignOn, error) {
	issuer, err1 := url.Parse(s.Issuer)
	back, err2 := url.Parse(s.Redirect)
	switch {
	case client == nil:
		return nil, errors.New("auth.NewSignOn: no client to ask with")
	case err1 != nil || !guarded(issuer) || issuer.RawQuery != "" || issuer.Fragment != "" || issuer.User != nil:
		return nil, fmt.Errorf("auth.NewSignOn: the issuer %q is not an address such as https://sso.example.org", s.Issuer)
	case err2 != nil || back.Scheme != "https" && back.Scheme != "http" || back.Host == "" || back.Fragment != "":
		return nil, fmt.Errorf("auth.NewSignOn: %q is no address to come back to", s.Redirect)
	case s.ClientID == "":
		return nil, errors.New("auth.NewSignOn: no client id")
	}
	if len(s.Scopes) == 0 {
		s.Scopes = []string{oidc.ScopeEmail, oidc.ScopeProfile}
	}
	return &SignOn{settings: s, client: client}, nil
}

// guarded says whether nobody on the way can change what an address answers: https, or
// this very machine.
func guarded(u *url.URL) bool {
	if u.Scheme == "https" {
		return u.Host != ""
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Scheme == "http" && (u.Hostname() == "localhost" || err == nil && ip.IsLoopback())
}

// Begin returns the address of the provider to which the browser goes, and what has to be
// kept until it comes back, for SignOnTime at most.
func (s *SignOn) Begin(ctx context.Context, now int64) (address string, kept []byte, err error) {
	p, err := s.discover(ctx, now)
	if err != nil {
		return "", nil, err
	}
	j := journey{Issuer: s.settings.Issuer, State: NewToken(), Nonce: NewToken(), Verifier: oauth2.GenerateVerifier(),
		Redirect: s.settings.Redirect, Until: now + SignOnTime}
	if kept, err = json.Marshal(j); err != nil {
		return "", nil, err
	}
	return p.config.AuthCodeURL(j.State, oidc.Nonce(j.Nonce), oauth2.S256ChallengeOption(j.Verifier)), kept, nil
}

// Finish says who came back, by the query with which the browser came and what was kept.
// An ErrRefused says that they did not prove it; any other error, that the provider could
// not be asked.
func (s *SignOn) Finish(ctx context.Context, now int64, query url.Values, kept []byte) (Identity, error) {
	j, err := s.returned(now, query, kept)
	if err != nil {
		return Identity{}, err
	}
	p, err := s.discover(ctx, now)
	if err != nil {
		return Identity{}, err
	}
	// Somebody else's provider must not have us bring it a code of this one.
	if iss := query.Get("iss"); iss != "" && iss != s.settings.Issuer || iss == "" && p.says {
		return Identity{}, fmt.Errorf("%w: the answer is of %q, not of %q", ErrRefused, iss, s.settings.Issuer)
	}
	if code := query.Get("error"); code != "" {
		return Identity{}, fmt.Errorf("%w: the provider says %.60q", ErrRefused, code)
	}
	if query.Get("code") == "" {
		return Identity{}, fmt.Errorf("%w: there is no code", ErrRefused)
	}
	ctx = oidc.ClientContext(ctx, s.client)
	token, err := p.config.Exchange(ctx, query.Get("code"), oauth2.VerifierOption(j.Verifier))
	if no, ok := errors.AsType[*oauth2.RetrieveError](err); ok && no.ErrorCode == "invalid_grant" {
		return Identity{}, fmt.Errorf("%w: the provider does not take the code: %.200q", ErrRefused, no.ErrorDescription)
	} else if err != nil {
		return Identity{}, fmt.Errorf("auth.SignOn: the code at %s: %w", s.settings.Issuer, err)
	}
	return s.identify(ctx, now, p, token, j.Nonce)
}

// returned compares what came back with what was kept.
func (s *SignOn) returned(now int64, query url.Values, kept []byte) (j journey, err error) {
	if err := json.Unmarshal(kept, &j); err != nil || j.State == "" || j.Nonce == "" || j.Verifier == "" {
		return j, fmt.Errorf("%w: nobody was sent to a provider", ErrRefused)
	}
	for name, values := range query {
		if len(values) > 1 && slices.Contains([]string{"state", "code", "iss", "error"}, name) {
			return j, fmt.Errorf("%w: %s comes twice", ErrRefused, name)
		}
	}
	switch {
	case now > j.Until:
		return j, fmt.Errorf("%w: signing in took too long", ErrRefused)
	case subtle.ConstantTimeCompare([]byte(j.State), []byte(query.Get("state"))) != 1:
		return j, fmt.Errorf("%w: the state is not the one that was sent", ErrRefused)
	case j.Issuer != s.settings.Issuer || j.Redirect != s.settings.Redirect:
		return j, fmt.Errorf("%w: it was begun with another provider", ErrRefused)
	}
	return j, nil
}

// claims are what is read of a token beside what the library checks.
type claims struct {
	Party         string  `json:"azp"`
	Email         string  `json:"email"`
	EmailVerified boolean `json:"email_verified"`
	Name          string  `json:"name"`
	Given         string  `json:"given_name"`
	Family        string  `json:"family_name"`
	Username      string  `json:"preferred_username"`
}

// boolean is a truth value, which some providers write as a text.
type boolean bool

// UnmarshalJSON takes true and "true"; all else is false.
func (b *boolean) UnmarshalJSON(text []byte) error {
	*b = boolean(strings.Trim(string(text), `"`) == "true")
	return nil
}

// identify reads the token by which the provider says who it was. Issuer, audience, time
// and signature are checked by the library, the rest here.
func (s *SignOn) identify(ctx context.Context, now int64, p *provider, token *oauth2.Token, nonce string) (Identity, error) {
	refuse := func(format string, args ...any) (Identity, error) {
		return Identity{}, fmt.Errorf("%w: %s", ErrRefused, fmt.Sprintf(format, args...))
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := p.Verifier(&oidc.Config{
		ClientID: s.settings.ClientID, SupportedSigningAlgs: p.algorithm,
		Now: func() time.Time { return time.UnixMicro(now - ClockSkew) },
	}).Verify(ctx, raw)
	if err != nil {
		return refuse("the token: %v", err)
	}
	var c claims
	if err := id.Claims(&c); err != nil {
		return refuse("the claims: %v", err)
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1:
		return refuse("the nonce is not the one that was sent")
	case id.IssuedAt.UnixMicro() > now+ClockSkew:
		return refuse("the token is of %s, which is to come", id.IssuedAt.UTC())
	case len(id.Audience) > 1 && c.Party == "" || c.Party != "" && c.Party != s.settings.ClientID:
		return refuse("the token was made for %q", c.Party)
	case id.Subject == "" || len(id.Subject) > maxSubject:
		return refuse("a subject of %d bytes", len(id.Subject))
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(token.AccessToken); err != nil {
			return refuse("the access token: %v", err)
		}
	}
	if c.Email == "" && p.UserInfoEndpoint() != "" { // the standard lets a provider say it there only
		info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(token))
		if err != nil {
			return Identity{}, fmt.Errorf("auth.SignOn: the person at %s: %w", s.settings.Issuer, err)
		}
		if info.Subject != id.Subject {
			return refuse("asked about one person, the provider told of another")
		}
		var more claims
		if err := info.Claims(&more); err != nil {
			return refuse("the claims: %v", err)
		}
		c.Email, c.EmailVerified = more.Email, more.EmailVerified
		c.Name = cmp.Or(c.Name, more.Name)
	}
	return s.identity(id.Subject, c), nil
}

func (s *SignOn) identity(subject string, c claims) Identity {
	who := Identity{Issuer: s.settings.Issuer, Subject: subject, Verified: bool(c.EmailVerified) && c.Email != "",
		Name: cmp.Or(c.Name, strings.TrimSpace(c.Given+" "+c.Family), c.Username)}
	if who.Verified {
		who.Email = c.Email
	}
	return who
}

package auth

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// published is the part of what a provider says of itself that is read here.
type published struct {
	Authorize string   `json:"authorization_endpoint"`
	Token     string   `json:"token_endpoint"`
	Keys      string   `json:"jwks_uri"`
	Person    string   `json:"userinfo_endpoint"`
	Names     bool     `json:"authorization_response_iss_parameter_supported"`
	Secrets   []string `json:"token_endpoint_auth_methods_supported"`
	Signs     []string `json:"id_token_signing_alg_values_supported"`
}

// discover asks the provider where its parts are, once a day. While it does not answer,
// what it said before holds, and it is asked again in a minute.
func (s *SignOn) discover(ctx context.Context, now int64) (*provider, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.found != nil && now < s.found.until {
		return s.found, nil
	}
	fresh, err := s.ask(ctx, now)
	if err != nil {
		if s.found == nil {
			return nil, fmt.Errorf("auth.SignOn: what %s says of itself: %w", s.settings.Issuer, err)
		}
		fresh = new(*s.found)
		fresh.until = now + retryTime
	}
	s.found = fresh
	return fresh, nil
}

// ask fetches what the provider publishes, and looks whether it can be used.
func (s *SignOn) ask(ctx context.Context, now int64) (*provider, error) {
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, s.client), s.settings.Issuer)
	if err != nil {
		return nil, err
	}
	var it published
	if err := found.Claims(&it); err != nil {
		return nil, err
	}
	for i, text := range []string{it.Authorize, it.Token, it.Keys, it.Person} {
		optional := i == 3 && text == ""
		if u, err := url.Parse(text); err != nil || !optional && !guarded(u) {
			return nil, fmt.Errorf("the address %q is not one of https", text)
		}
	}
	// Only signatures that a key of the provider's makes. With the others, whoever knows
	// our secret could make a token, or anybody at all.
	signs := slices.DeleteFunc(slices.Clone(it.Signs), func(a string) bool { return !slices.Contains(signatures(), a) })
	if len(signs) == 0 {
		if len(it.Signs) > 0 {
			return nil, fmt.Errorf("it signs by %q only", it.Signs)
		}
		signs = []string{oidc.RS256}
	}
	endpoint := found.Endpoint()
	switch {
	case s.settings.ClientSecret == "":
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	case len(it.Secrets) == 0 || slices.Contains(it.Secrets, "client_secret_basic"):
		endpoint.AuthStyle = oauth2.AuthStyleInHeader
	case slices.Contains(it.Secrets, "client_secret_post"):
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	default:
		return nil, fmt.Errorf("it takes no secret, only %q", it.Secrets)
	}
	return &provider{
		Provider: found, says: it.Names, until: now + discoveryTime, algorithm: signs,
		config: oauth2.Config{ClientID: s.settings.ClientID, ClientSecret: s.settings.ClientSecret, Endpoint: endpoint,
			RedirectURL: s.settings.Redirect, Scopes: append([]string{oidc.ScopeOpenID}, s.settings.Scopes...)},
	}, nil
}

// signatures are those with a public key.
func signatures() []string {
	return []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}
}

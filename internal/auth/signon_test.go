package auth

import (
	"bytes"
	"context"
	"crypto"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"cairn/internal/outbound"
)

// out is the client that the program uses, which may ask the providers of these tests.
func out(t *testing.T, allow ...string) *http.Client {
	t.Helper()
	list, err := outbound.ParseAllow(allow)
	if err != nil {
		t.Fatal(err)
	}
	c := outbound.New(outbound.Options{Allow: list, Timeout: 5 * time.Second})
	t.Cleanup(c.CloseIdleConnections)
	return c
}

func newSignOn(t *testing.T, p *idp) *SignOn {
	t.Helper()
	s, err := NewSignOn(out(t, p.Listener.Addr().String()), SignOnSettings{Issuer: p.URL, ClientID: clientID, ClientSecret: clientSecret, Redirect: comeBack})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// visit is a browser: it goes to an address and comes back with a query.
func visit(t *testing.T, address string) url.Values {
	t.Helper()
	browser := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	back, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || !strings.HasPrefix(back.String(), comeBack+"?") {
		t.Fatalf("%s: %s %q, %v", address, resp.Status, back, err)
	}
	return back.Query()
}

// signOn goes all the way.
func signOn(t *testing.T, s *SignOn) (Identity, error) {
	t.Helper()
	address, kept, err := s.Begin(t.Context(), noon)
	if err != nil {
		return Identity{}, err
	}
	return s.Finish(t.Context(), noon+1e6, visit(t, address), kept)
}

func TestSignOn(t *testing.T) {
	p := newIDP(t)
	s := newSignOn(t, p)
	want := Identity{Issuer: p.URL, Subject: "4711", Email: "ana@northbeck.example.org", Verified: true, Name: "Ana Demo"}
	for _, kid := range []string{"one", "two"} { // RS256, ES256
		p.sign = kid
		if who, err := signOn(t, s); err != nil || who != want {
			t.Errorf("%+v, %v", who, err)
		}
	}
	if p.calls("/.well-known/openid-configuration") != 1 || p.calls("/keys") != 1 {
		t.Errorf("asked %v", p.asked)
	}
	for name, turn := range map[string]func(){
		"a secret in the form": func() { p.publish["token_endpoint_auth_methods_supported"] = []string{"client_secret_post"} },
		"a provider that does not name itself": func() {
			p.publish["authorization_response_iss_parameter_supported"] = false
			p.answer = url.Values{"iss": nil}
		},
		"several audiences":      func() { p.claims = map[string]any{"aud": []string{clientID, "other"}, "azp": clientID} },
		"a clock somewhat ahead": func() { p.now = noon + ClockSkew },
		"a clock somewhat behind": func() {
			p.now = noon - ClockSkew/2 - 300e6 // it has run out half a minute ago
		},
		"no hash of the access token": func() { p.claims = map[string]any{"at_hash": nil} },
		"verified, as a text":         func() { p.claims = map[string]any{"email_verified": "true"} },
		"the person elsewhere": func() {
			p.claims = map[string]any{"email": nil, "email_verified": nil, "name": nil}
			p.person = map[string]any{"email": want.Email, "email_verified": true, "name": want.Name}
		},
		"a name in parts": func() { p.claims = map[string]any{"name": nil, "given_name": "Ana", "family_name": "Demo"} },
		"a key without a name": func() {
			p.keys = map[string]crypto.Signer{"": p.keys["two"]}
			p.sign, p.head = "", map[string]any{"kid": ""}
		},
	} {
		p = newIDP(t)
		p.publish = map[string]any{}
		turn()
		want.Issuer = p.URL
		if who, err := signOn(t, newSignOn(t, p)); err != nil || who != want {
			t.Errorf("%s: %+v, %v", name, who, err)
		}
	}
}

func TestAddressIsTakenOnlyVerified(t *testing.T) {
	for _, claims := range []map[string]any{
		{"email_verified": false}, {"email_verified": nil}, {"email_verified": "false"}, {"email_verified": 1}, {"email_verified": "TRUE"},
		{"email": nil}, {"email": ""},
	} {
		p := newIDP(t)
		p.claims = claims
		// At the second place it says it without having verified it.
		p.person = map[string]any{"email": "olga@northbeck.example.org"}
		who, err := signOn(t, newSignOn(t, p))
		if err != nil || who.Verified || who.Email != "" || who.Subject != "4711" {
			t.Errorf("%v: %+v, %v", claims, who, err)
		}
	}
}

// lies are the tokens and answers that must not let anybody in.
func lies(p *idp, stranger *idp) map[string]func() {
	claim := func(name string, value any) func() {
		return func() { p.claims = map[string]any{name: value} }
	}
	sign := func(raw func(head, claims map[string]any) string) func() { return func() { p.raw = raw } }
	return map[string]func(){
		"another issuer":                claim("iss", stranger.URL),
		"the issuer with a slash":       claim("iss", p.URL+"/"),
		"no issuer":                     claim("iss", nil),
		"another audience":              claim("aud", "other"),
		"no audience":                   claim("aud", nil),
		"others too, and no party":      claim("aud", []string{clientID, "other"}),
		"another party":                 claim("azp", "other"),
		"run out":                       claim("exp", noon/1e6-61),
		"never running out":             claim("exp", nil),
		"not yet":                       claim("nbf", noon/1e6+600),
		"made tomorrow":                 claim("iat", noon/1e6+86400),
		"no nonce":                      claim("nonce", nil),
		"an empty nonce":                claim("nonce", ""),
		"another nonce":                 claim("nonce", NewToken()),
		"no subject":                    claim("sub", nil),
		"an endless subject":            claim("sub", strings.Repeat("x", 256)),
		"the hash of another token":     claim("at_hash", b64.EncodeToString(make([]byte, 16))),
		"another subject at the second": func() { p.claims = map[string]any{"email": nil}; p.person = map[string]any{"sub": "4712"} },
		"no token":                      sign(func(_, _ map[string]any) string { return "" }),
		"no signature":                  sign(func(h, c map[string]any) string { h["alg"] = "RS256"; return unsigned(h, c) + "." }),
		"alg none":                      sign(func(h, c map[string]any) string { h["alg"] = "none"; return unsigned(h, c) + "." }),
		"alg None":                      sign(func(h, c map[string]any) string { h["alg"] = "None"; return unsigned(h, c) + "." }),
		"HMAC with our secret":          sign(func(h, c map[string]any) string { return hs256([]byte(clientSecret), h, c) }),
		"HMAC with the public key": sign(func(h, c map[string]any) string {
			der, _ := x509.MarshalPKIXPublicKey(p.keys["one"].Public())
			return hs256(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), h, c)
		}),
		"a key of nobody":                    sign(func(h, c map[string]any) string { return jws(testKeys()[2], h, c) }),
		"a key of nobody, unknown by name":   sign(func(h, c map[string]any) string { h["kid"] = "three"; return jws(testKeys()[2], h, c) }),
		"a key of nobody, without a name":    sign(func(h, c map[string]any) string { delete(h, "kid"); return jws(testKeys()[2], h, c) }),
		"the name of the other key":          sign(func(h, c map[string]any) string { h["kid"] = "two"; return jws(p.keys["one"], h, c) }),
		"an algorithm of the other key":      sign(func(h, c map[string]any) string { h["alg"] = "ES256"; return jws(p.keys["one"], h, c) }),
		"an algorithm that is not published": sign(func(h, c map[string]any) string { h["alg"] = "RS512"; return jws(p.keys["one"], h, c) }),
		"a key that it brings along": sign(func(h, c map[string]any) string {
			h["jwk"] = jwk("one", testKeys()[2].Public())
			return jws(testKeys()[2], h, c)
		}),
		"a key at the stranger's": sign(func(h, c map[string]any) string {
			h["jku"], h["kid"] = stranger.URL+"/keys", "one"
			return jws(stranger.keys["one"], h, c)
		}),
		"changed after signing": sign(func(h, c map[string]any) string {
			parts := strings.Split(jws(p.keys["one"], h, c), ".")
			c["sub"] = "1"
			text, _ := json.Marshal(c)
			return parts[0] + "." + b64.EncodeToString(text) + "." + parts[2]
		}),
		"the issuer of another in the answer": func() { p.answer = url.Values{"iss": {stranger.URL}} },
		"no issuer in the answer":             func() { p.answer = url.Values{"iss": nil} },
		"another state":                       func() { p.answer = url.Values{"state": {NewToken()}} },
		"no state":                            func() { p.answer = url.Values{"state": nil} },
		"two states":                          func() { p.answer = url.Values{"state": {"a", "b"}} },
		"two codes":                           func() { p.answer = url.Values{"code": {"a", "b"}} },
		"no code":                             func() { p.answer = url.Values{"code": nil} },
		"another code":                        func() { p.answer = url.Values{"code": {NewToken()}} },
		"a no":                                func() { p.answer = url.Values{"error": {"access_denied"}} },
	}
}

func TestSignOnRefused(t *testing.T) {
	stranger := newIDP(t)
	stranger.keys = map[string]crypto.Signer{"one": testKeys()[4]}
	for name := range lies(&idp{Server: stranger.Server}, stranger) {
		t.Run(name, func(t *testing.T) {
			p := newIDP(t)
			s := newSignOn(t, p)
			lies(p, stranger)[name]()
			if who, err := signOn(t, s); !errors.Is(err, ErrRefused) || who != (Identity{}) {
				t.Errorf("%+v, %v", who, err)
			}
			p.claims, p.raw, p.answer, p.head = nil, nil, nil, nil
			if _, err := signOn(t, s); err != nil {
				t.Errorf("without the lie: %v", err)
			}
		})
	}
	if n := stranger.calls("/keys") + stranger.calls("/token"); n != 0 {
		t.Errorf("the stranger was asked %d times", n)
	}
}

func hs256(key []byte, head, claims map[string]any) string {
	head["alg"] = "HS256"
	text := unsigned(head, claims)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return text + "." + b64.EncodeToString(mac.Sum(nil))
}

func TestJourneys(t *testing.T) {
	p := newIDP(t)
	s := newSignOn(t, p)
	ctx := t.Context()
	begin := func() (url.Values, []byte) {
		address, kept, err := s.Begin(ctx, noon)
		if err != nil {
			t.Fatal(err)
		}
		return visit(t, address), kept
	}
	refused := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", what, err)
		}
	}
	query, kept := begin()
	other, keptToo := begin()
	_, err := s.Finish(ctx, noon, other, kept)
	refused("one person's answer to another's question", err)
	for _, bad := range [][]byte{nil, {}, []byte("{}"), []byte("null"), []byte(`{"state":"","nonce":"","verifier":""}`)} {
		_, err = s.Finish(ctx, noon, query, bad)
		refused("nothing kept", err)
		_, err = s.Finish(ctx, noon, url.Values{}, bad)
		refused("nothing kept, nothing said", err)
	}
	_, err = s.Finish(ctx, noon+SignOnTime+1, query, kept)
	refused("after ten minutes", err)
	for _, name := range []string{"state", "code", "iss", "error"} {
		twice := maps.Clone(query)
		twice[name] = []string{query.Get(name), "another"}
		_, err = s.Finish(ctx, noon, twice, kept)
		refused(name+" twice", err)
	}
	if p.calls("/token") != 0 {
		t.Error("a code was brought to the provider all the same")
	}
	// The code of one, the verifier of another: PKCE.
	mixed := url.Values{"state": query["state"], "iss": query["iss"], "code": other["code"]}
	_, err = s.Finish(ctx, noon, mixed, kept)
	refused("the code of another", err)
	p.now = noon + SignOnTime
	if who, err := s.Finish(ctx, noon+SignOnTime, query, kept); err != nil || who.Subject != "4711" {
		t.Errorf("at the last moment: %+v, %v", who, err)
	}
	p.now = noon
	query, kept = begin()
	if _, err := s.Finish(ctx, noon, query, kept); err != nil {
		t.Error(err)
	}
	_, err = s.Finish(ctx, noon, query, kept)
	refused("twice", err)
	_, err = s.Finish(ctx, noon, query, keptToo)
	refused("twice, by another", err)
	if bytes.Contains([]byte(query.Encode()), kept[len(kept)/2:]) {
		t.Error("what is kept was sent")
	}
}

// Two providers, of which one is evil: it takes the place of the other in an answer.
func TestMixUp(t *testing.T) {
	honest, evil := newIDP(t), newIDP(t)
	a, b := newSignOn(t, honest), newSignOn(t, evil)
	address, kept, _ := b.Begin(t.Context(), noon)
	sent, _ := url.Parse(address)
	q := sent.Query()
	// The evil one sends the browser on to the honest one, with our state.
	back := visit(t, honest.URL+"/authorize?"+q.Encode())
	if _, err := b.Finish(t.Context(), noon, back, kept); !errors.Is(err, ErrRefused) {
		t.Error(err)
	}
	if _, err := a.Finish(t.Context(), noon, back, kept); !errors.Is(err, ErrRefused) {
		t.Error(err)
	}
	if evil.calls("/token") != 0 {
		t.Error("the evil one has got a code of the honest one")
	}
}

func TestKeysChange(t *testing.T) {
	p := newIDP(t)
	s := newSignOn(t, p)
	if _, err := signOn(t, s); err != nil {
		t.Fatal(err)
	}
	old := p.keys["one"]
	p.keys, p.sign = map[string]crypto.Signer{"three": testKeys()[2]}, "three"
	if _, err := signOn(t, s); err != nil {
		t.Errorf("with the new key: %v", err)
	}
	p.raw = func(head, claims map[string]any) string { head["kid"] = "one"; return jws(old, head, claims) }
	if _, err := signOn(t, s); !errors.Is(err, ErrRefused) {
		t.Errorf("with the old key: %v", err)
	}
	// One name, another key.
	p.raw, p.keys = nil, map[string]crypto.Signer{"three": testKeys()[4]}
	if _, err := signOn(t, s); err != nil {
		t.Errorf("with another key of the same name: %v", err)
	}
}

func TestProviderInTrouble(t *testing.T) {
	p := newIDP(t)
	trouble := func(what string, err error) {
		t.Helper()
		if err == nil || errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for name, said := range map[string]map[string]any{
		"another issuer":        {"issuer": "https://evil.example.org"},
		"an open address":       {"token_endpoint": "http://sso.example.org/token"},
		"an open page":          {"authorization_endpoint": "javascript:alert(1)"},
		"no keys":               {"jwks_uri": nil},
		"an open person":        {"userinfo_endpoint": "http://sso.example.org/person"},
		"shared keys only":      {"id_token_signing_alg_values_supported": []string{"HS256", "none"}},
		"certificates only":     {"token_endpoint_auth_methods_supported": []string{"tls_client_auth"}},
		"too much to say of it": {"policy": strings.Repeat("x", 2<<20)},
	} {
		p.publish = said
		_, _, err := newSignOn(t, p).Begin(t.Context(), noon)
		trouble(name, err)
	}
	p.publish = nil
	s, err := NewSignOn(out(t), SignOnSettings{Issuer: p.URL, ClientID: clientID, ClientSecret: clientSecret, Redirect: comeBack})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Begin(t.Context(), noon); !errors.Is(err, outbound.ErrRefused) {
		t.Errorf("a provider on this machine that nobody has allowed: %v", err)
	}
	s = newSignOn(t, p)
	s.settings.ClientSecret = "wrong"
	_, err = signOn(t, s)
	trouble("a wrong secret", err)
	s = newSignOn(t, p)
	address, kept, err := s.Begin(t.Context(), noon)
	if err != nil {
		t.Fatal(err)
	}
	query := visit(t, address)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = s.Finish(gone, noon, query, kept)
	trouble("a request that was given up", err)
	p.Close()
	_, err = s.Finish(t.Context(), noon, query, kept)
	trouble("a provider that has gone", err)
	// What it said before holds, a day later too.
	if _, _, err := s.Begin(t.Context(), noon+discoveryTime+1); err != nil {
		t.Errorf("begun while it is away: %v", err)
	}
}

func TestDiscoveryIsRenewed(t *testing.T) {
	p := newIDP(t)
	s := newSignOn(t, p)
	for _, at := range []int64{noon, noon + 1, noon + discoveryTime - 1, noon + discoveryTime, noon + discoveryTime + 1} {
		if _, _, err := s.Begin(t.Context(), at); err != nil {
			t.Fatal(err)
		}
	}
	if n := p.calls("/.well-known/openid-configuration"); n != 2 {
		t.Errorf("asked %d times", n)
	}
}

func TestSignOnSettings(t *testing.T) {
	good := SignOnSettings{Issuer: "https://sso.example.org/realm", ClientID: "cairn", Redirect: comeBack}
	for name, turn := range map[string]func(*SignOnSettings){
		"":                      func(*SignOnSettings) {},
		"an open issuer":        func(s *SignOnSettings) { s.Issuer = "http://sso.example.org" },
		"no issuer":             func(s *SignOnSettings) { s.Issuer = "" },
		"an issuer and more":    func(s *SignOnSettings) { s.Issuer += "?tenant=1" },
		"an issuer with a name": func(s *SignOnSettings) { s.Issuer = "https://a:b@sso.example.org" },
		"no client":             func(s *SignOnSettings) { s.ClientID = "" },
		"nowhere to come back":  func(s *SignOnSettings) { s.Redirect = "/sign-in" },
	} {
		s := good
		turn(&s)
		if _, err := NewSignOn(http.DefaultClient, s); (err == nil) != (name == "") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewSignOn(nil, good); err == nil {
		t.Error("without a client")
	}
}

// A public client has no secret, and PKCE alone binds the code to it.
func TestPublicClient(t *testing.T) {
	var form url.Values
	p := newIDP(t)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		form = r.PostForm
		reply(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
	}))
	defer front.Close()
	p.publish = map[string]any{"token_endpoint": front.URL}
	s, err := NewSignOn(out(t, "127.0.0.0/8"), SignOnSettings{Issuer: p.URL, ClientID: clientID, Redirect: comeBack})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := signOn(t, s); !errors.Is(err, ErrRefused) {
		t.Error(err)
	}
	if form.Get("client_id") != clientID || form.Has("client_secret") || len(form.Get("code_verifier")) < 43 {
		t.Errorf("%v", form)
	}
}

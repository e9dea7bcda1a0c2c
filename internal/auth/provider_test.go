package auth

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
)

// idp is a provider of OpenID Connect: discovery, keys, the code flow with PKCE and a
// client secret, the person. It is whole and strict; tests turn its fields to make it
// err or lie.
type idp struct {
	*httptest.Server
	keys    map[string]crypto.Signer // published, by kid
	sign    string                   // the kid of the key that signs
	head    map[string]any           // what its tokens say at their head besides alg and kid
	claims  map[string]any           // what they say besides, or instead
	raw     func(head, claims map[string]any) string
	person  map[string]any // what is said at the userinfo endpoint
	publish map[string]any // what it says of itself besides, or instead
	answer  url.Values     // what the browser brings back besides, or instead
	now     int64          // microseconds

	mu     sync.Mutex
	codes  map[string]url.Values // code → the request that it was given for
	tokens map[string]bool
	asked  map[string]int // path → requests
}

const (
	clientID     = "cairn"
	clientSecret = "s3cret/with:signs+"
	comeBack     = "https://crm.northbeck.example.org/sign-in/back"
)

// testKeys are made once for all tests, because RSA takes its time.
var testKeys = sync.OnceValue(func() []crypto.Signer {
	var keys []crypto.Signer
	for range 3 {
		r, _ := rsa.GenerateKey(rand.Reader, 2048)
		e, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		keys = append(keys, r, e)
	}
	return keys
})

func newIDP(t *testing.T) *idp {
	t.Helper()
	p := &idp{now: noon, sign: "one", keys: map[string]crypto.Signer{"one": testKeys()[0], "two": testKeys()[1]},
		codes: map[string]url.Values{}, tokens: map[string]bool{}, asked: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.describe)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.exchange)
	mux.HandleFunc("GET /keys", p.list)
	mux.HandleFunc("GET /person", p.tell)
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.asked[r.URL.Path]++
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(p.Close)
	return p
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func (p *idp) describe(w http.ResponseWriter, _ *http.Request) {
	said := map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"userinfo_endpoint": p.URL + "/person", "id_token_signing_alg_values_supported": []string{"RS256", "ES256", "HS256", "none"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic"}, "authorization_response_iss_parameter_supported": true,
	}
	maps.Copy(said, p.publish)
	reply(w, http.StatusOK, said)
}

func (p *idp) list(w http.ResponseWriter, _ *http.Request) {
	var keys []map[string]any
	for kid, k := range p.keys {
		keys = append(keys, jwk(kid, k.Public()))
	}
	reply(w, http.StatusOK, map[string]any{"keys": keys})
}

func jwk(kid string, public crypto.PublicKey) map[string]any {
	switch k := public.(type) {
	case *rsa.PublicKey:
		return map[string]any{"kid": kid, "use": "sig", "alg": "RS256", "kty": "RSA",
			"n": b64.EncodeToString(k.N.Bytes()), "e": b64.EncodeToString(big.NewInt(int64(k.E)).Bytes())}
	case *ecdsa.PublicKey:
		point, _ := k.Bytes()
		return map[string]any{"kid": kid, "use": "sig", "alg": "ES256", "kty": "EC", "crv": "P-256",
			"x": b64.EncodeToString(point[1:33]), "y": b64.EncodeToString(point[33:])}
	}
	return nil
}

// authorize is the page at which somebody signs in; here they have done so before.
func (p *idp) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != clientID || q.Get("redirect_uri") != comeBack || q.Get("response_type") != "code" ||
		!slices.Contains(strings.Fields(q.Get("scope")), "openid") || q.Get("code_challenge_method") != "S256" ||
		len(q.Get("code_challenge")) != 43 || len(q.Get("state")) < 43 || len(q.Get("nonce")) < 43 {
		reply(w, http.StatusBadRequest, map[string]string{"error": "invalid_request"})
		return
	}
	code := NewToken()
	p.codes[code] = q
	back := url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {p.URL}}
	maps.Copy(back, p.answer)
	http.Redirect(w, r, comeBack+"?"+back.Encode(), http.StatusFound)
}

func (p *idp) exchange(w http.ResponseWriter, r *http.Request) {
	id, secret, ok := r.BasicAuth()
	id, _ = url.QueryUnescape(id)
	secret, _ = url.QueryUnescape(secret)
	if !ok {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	if id != clientID || secret != clientSecret {
		reply(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	q, known := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	proof := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !known || r.PostFormValue("grant_type") != "authorization_code" || r.PostFormValue("redirect_uri") != q.Get("redirect_uri") ||
		b64.EncodeToString(proof[:]) != q.Get("code_challenge") {
		reply(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant", "error_description": "no such code"})
		return
	}
	access := NewToken()
	p.tokens[access] = true
	reply(w, http.StatusOK, map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": 60, "id_token": p.token(q, access)})
}

// token is the signed word of the provider.
func (p *idp) token(q url.Values, access string) string {
	half := sha256.Sum256([]byte(access))
	said := map[string]any{
		"iss": p.URL, "sub": "4711", "aud": clientID, "iat": p.now / 1e6, "exp": p.now/1e6 + 300, "nonce": q.Get("nonce"),
		"at_hash": b64.EncodeToString(half[:16]), "name": "Ana Demo", "email": "ana@northbeck.example.org", "email_verified": true,
	}
	maps.Copy(said, p.claims)
	maps.DeleteFunc(said, func(_ string, v any) bool { return v == nil })
	head := map[string]any{"typ": "JWT", "kid": p.sign}
	maps.Copy(head, p.head)
	if p.raw != nil {
		return p.raw(head, said)
	}
	return jws(p.keys[p.sign], head, said)
}

// jws signs; the head says by what, unless it says something else already.
func jws(key crypto.Signer, head, claims map[string]any) string {
	_, curve := key.(*ecdsa.PrivateKey)
	if _, lies := head["alg"]; !lies {
		head["alg"] = map[bool]string{true: "ES256", false: "RS256"}[curve]
	}
	text := unsigned(head, claims)
	sum := sha256.Sum256([]byte(text))
	var sign []byte
	if curve {
		r, s, _ := ecdsa.Sign(rand.Reader, key.(*ecdsa.PrivateKey), sum[:])
		sign = append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	} else {
		sign, _ = rsa.SignPKCS1v15(rand.Reader, key.(*rsa.PrivateKey), crypto.SHA256, sum[:])
	}
	return text + "." + b64.EncodeToString(sign)
}

func unsigned(head, claims map[string]any) string {
	h, _ := json.Marshal(head)
	c, _ := json.Marshal(claims)
	return b64.EncodeToString(h) + "." + b64.EncodeToString(c)
}

func (p *idp) tell(w http.ResponseWriter, r *http.Request) {
	if token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); !p.tokens[token] {
		reply(w, http.StatusUnauthorized, map[string]string{"error": "invalid_token"})
		return
	}
	said := map[string]any{"sub": "4711"}
	maps.Copy(said, p.person)
	reply(w, http.StatusOK, said)
}

// calls is how often a path was asked.
func (p *idp) calls(path string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked[path]
}

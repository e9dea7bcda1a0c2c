package auth

import "testing"

func TestTokensAreKnownByHash(t *testing.T) {
	a, b := NewToken(), NewToken()
	if a == b || len(a) < 43 || TokenHash(a) == TokenHash(b) || TokenHash(a) != TokenHash(a) {
		t.Errorf("%s %s", a, b)
	}
}

// Package auth knows how somebody shows who they are: by a password, a code from their
// phone or from paper, a passkey, or the word of a provider that their company trusts;
// and by the tokens that programs show. It makes secrets and compares them. It keeps
// nothing: what has to be remembered between two requests, or for good, is handed to the
// caller, as is the duty to use it once.
//
//	hash, err := auth.Hash("correct horse battery staple")
//	auth.Verify(hash, "correct horse battery staple") // true
//
//	secret := auth.NewTOTP()                             // shown as auth.QR(address)
//	step, ok := auth.VerifyTOTP(secret, "287 082", now, last) // keep step: it is the next last
//
// Who may do what is not known here. Times are microseconds UTC.
package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
)

// ErrRefused is the root of every error that says: what was shown does not prove who
// this is. Its text is for the log; a person is told that signing in failed, and no
// more. Any other error is trouble of ours or of a provider.
var ErrRefused = errors.New("not proved")

// NewToken makes a secret of 256 random bits, in letters that survive an address.
func NewToken() string {
	return base64.RawURLEncoding.EncodeToString(random(32))
}

// TokenHash is what is kept of a token.
func TokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// random are n bytes that nobody can foresee.
func random(n int) []byte {
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		panic(err) // the system has no randomness: nothing safe can follow
	}
	return b
}

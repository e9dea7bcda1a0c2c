// Package auth knows passwords and tokens: how they are made, kept and compared. It
// keeps nothing itself.
//
//	hash, err := auth.Hash("correct horse battery staple")
//	auth.Verify(hash, "correct horse battery staple") // true
package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"cairn/fault"
)

// The cost of a hash: one pass over 19 MiB twice, the least that the field's guidance
// accepts for Argon2id, about 25 ms of one core.
const (
	passes  = 2
	memory  = 19 * 1024 // KiB
	threads = 1
	length  = 32
)

// Hash makes the text by which a password is known: algorithm, cost, salt and digest.
func Hash(password string) (string, error) {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	return encode(salt, argon2.IDKey([]byte(password), salt, passes, memory, threads, length)), nil
}

func encode(salt, digest []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", memory, passes, threads, b.EncodeToString(salt), b.EncodeToString(digest))
}

// Verify says whether password is the one that hash was made of. It takes the same time
// for an empty hash, so that nobody learns whether an account exists.
func Verify(hash, password string) bool {
	var m, t uint32
	var p uint8
	parts := strings.Split(hash, "$")
	if len(parts) != 6 {
		parts = strings.Split(encode(make([]byte, 16), make([]byte, length)), "$")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &m, &t, &p); err != nil || m > 1<<20 || t > 16 || t == 0 || p == 0 {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(want) == 0 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, t, m, p, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1 && hash != ""
}

// CheckPassword refuses a password that is too short, too long, or is the person's own
// name or address. There is no rule about which letters it must have.
func CheckPassword(password string, names ...string) error {
	if n := len([]rune(password)); n < 8 || len(password) > 200 {
		return fault.New(fault.Invalid, "password.length", "password", "8 to 200 characters")
	}
	low := strings.ToLower(password)
	for _, n := range append(names, commonPasswords()...) {
		if n != "" && (low == strings.ToLower(n) || strings.Trim(low, "0123456789!") == strings.ToLower(n)) {
			return fault.New(fault.Invalid, "password.common", "password", "one that nobody would guess first")
		}
	}
	return nil
}

// commonPasswords are the stems that guesses begin with.
func commonPasswords() []string {
	return strings.Fields("password passwort passw0rd qwertyui qwertz qwerty letmein welcome iloveyou admin administrator monkey dragon sunshine princess football baseball superman changeme secret abc abcd asdfgh cairn salesperson")
}

// NewToken makes a secret of 256 random bits, in letters that survive an address.
func NewToken() string {
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		panic(err) // the system has no randomness: nothing safe can follow
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// TokenHash is what is kept of a token.
func TokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

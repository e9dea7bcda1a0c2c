package auth

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"
)

// RecoveryCodes is how many codes somebody gets at once, for the day without a phone.
const RecoveryCodes = 10

const (
	// crockford are 32 letters of which none is taken for another: no I, L, O or U.
	crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	// recoveryLength letters of five bits each are 60 bits: no guessing over the network
	// gets there, and neither does anybody who steals the hashes.
	recoveryLength = 12
	recoveryGroup  = 4
	// recoveryHash stands before a hash, so that another kind can follow one day.
	recoveryHash = "r1$"
)

// NewRecoveryCodes makes the codes, to be shown once, such as 4K7M-9XQ2-TB3V, and what
// is kept of them, in the same order. A new set takes the place of the one before.
func NewRecoveryCodes() (codes, hashes []string) {
	for range RecoveryCodes {
		var code strings.Builder
		for i, b := range random(recoveryLength) {
			if i > 0 && i%recoveryGroup == 0 {
				code.WriteByte('-')
			}
			code.WriteByte(crockford[b%32]) // 256 is a multiple of 32: every letter is as likely
		}
		codes = append(codes, code.String())
		hashes = append(hashes, hashRecovery(foldRecovery(code.String())))
	}
	return codes, hashes
}

// UseRecoveryCode finds which of the kept hashes a typed code belongs to. Small letters,
// spaces and hyphens do not matter, nor does O for 0 or I and L for 1. A code counts
// once: the caller removes hashes[i] in the same transaction in which the person is let
// in. An empty hash belongs to no code, so a place in the list can be blanked.
func UseRecoveryCode(hashes []string, typed string) (i int, ok bool) {
	code := foldRecovery(typed)
	if code == "" {
		return 0, false
	}
	hash := hashRecovery(code)
	for at, kept := range hashes { // to the end, so that time does not tell where it stood
		if subtle.ConstantTimeCompare([]byte(hash), []byte(kept)) == 1 {
			i, ok = at, true
		}
	}
	return i, ok
}

// hashRecovery needs no salt and no cost: the code is random, and nobody's choice.
func hashRecovery(folded string) string {
	sum := sha256.Sum256([]byte("cairn recovery code\x00" + folded))
	return recoveryHash + hex.EncodeToString(sum[:])
}

// foldRecovery is a typed code as it was made, without hyphens; "" where it cannot be
// one.
func foldRecovery(typed string) string {
	var code strings.Builder
	if len(typed) > 100 {
		return ""
	}
	for _, r := range strings.ToUpper(typed) {
		switch {
		case strings.ContainsRune(" -_.\u00a0\u2010\u2011\u2013\t\r\n", r):
			continue
		case r == 'O':
			r = '0'
		case r == 'I' || r == 'L':
			r = '1'
		}
		if !strings.ContainsRune(crockford, r) {
			return ""
		}
		code.WriteRune(r)
	}
	if code.Len() != recoveryLength {
		return ""
	}
	return code.String()
}

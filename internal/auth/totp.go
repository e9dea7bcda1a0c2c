package auth

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
)

// What every authenticator app on a phone understands, and many understand nothing else:
// six digits of an HMAC-SHA-1 over the number of the half minute (RFC 6238). The
// weakness of SHA-1, that two texts can be found with one hash, does not concern an HMAC.
const (
	totpStep   = 30_000_000 // microseconds
	totpDigits = 6
	totpModulo = 1_000_000
	totpBytes  = 20
)

// NewTOTP makes the secret that the server and somebody's phone share: 160 random bits,
// in letters that can be typed where no camera is. It is kept sealed.
func NewTOTP() string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(random(totpBytes))
}

// TOTPAddress is what a phone reads: the secret, with the name of the installation and of
// the account under which the phone lists it. It is as secret as the secret.
func TOTPAddress(secret, issuer, account string) string {
	label := strings.ReplaceAll(issuer, ":", " ") + ":" + strings.ReplaceAll(account, ":", " ")
	query := url.Values{"secret": {secret}, "issuer": {strings.ReplaceAll(issuer, ":", " ")},
		"algorithm": {"SHA1"}, "digits": {fmt.Sprint(totpDigits)}, "period": {"30"}}
	// Phones show a plus as a plus: a space has to be written as %20.
	return "otpauth://totp/" + url.PathEscape(label) + "?" + strings.ReplaceAll(query.Encode(), "+", "%20")
}

// VerifyTOTP says whether code, with spaces or without, belongs to the half minute of
// now, the one before or the one after, and which of them it is. Only a step later than
// last counts, so that nobody enters with a code that was used or looked over a shoulder
// before: the caller keeps step as the next last, in the same transaction in which the
// person is let in. last is 0 before the first time.
func VerifyTOTP(secret, code string, now, last int64) (step int64, ok bool) {
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(strings.TrimSpace(secret)))
	typed, whole := foldTOTP(code)
	if err != nil || len(key) < totpBytes || !whole || now < 0 {
		return 0, false
	}
	// All three are always compared, so that time does not tell which was close.
	for s := now/totpStep - 1; s <= now/totpStep+1; s++ {
		if subtle.ConstantTimeCompare([]byte(totp(key, s)), []byte(typed)) == 1 && s > last {
			step, ok = s, true
		}
	}
	return step, ok
}

// totp is the code of one half minute, counted from 1970.
func totp(key []byte, step int64) string {
	mac := hmac.New(sha1.New, key)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(step)))
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%0*d", totpDigits, binary.BigEndian.Uint32(sum[at:])&0x7fffffff%totpModulo)
}

// foldTOTP takes the spaces and hyphens out of a typed code; whole says whether six
// digits are left.
func foldTOTP(typed string) (digits string, whole bool) {
	if len(typed) > 64 {
		return "", false
	}
	for _, r := range typed {
		switch {
		case r >= '0' && r <= '9':
			digits += string(r)
		case r != ' ' && r != '-' && r != '\u00a0' && r != '\u202f':
			return "", false
		}
	}
	return digits, len(digits) == totpDigits
}

package auth

import (
	"encoding/base32"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// The secret and the values of RFC 6238, appendix B. They have eight digits, of which
// phones show the last six.
const rfcSecret = "12345678901234567890"

func TestTOTPOfTheStandard(t *testing.T) {
	secret := base32.StdEncoding.EncodeToString([]byte(rfcSecret))
	for seconds, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471",
		1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		step, ok := VerifyTOTP(secret, want[2:], seconds*1e6, 0)
		if !ok || step != seconds/30 {
			t.Errorf("at %d s: %s is step %d, %v", seconds, want[2:], step, ok)
		}
	}
}

func TestTOTPWindow(t *testing.T) {
	secret := NewTOTP()
	key, _ := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	const now = int64(1_790_000_000_000_000)
	here := now / totpStep
	for _, tt := range []struct {
		of, last int64
		want     bool
	}{
		{here, 0, true}, {here - 1, 0, true}, {here + 1, 0, true},
		{here - 2, 0, false}, {here + 2, 0, false},
		{here, here, false},         // used
		{here - 1, here, false},     // older than the one used
		{here + 1, here, true},      // a phone that is ahead, after the present one
		{here, here - 1, true},      // the next one after the one used
		{here + 1, here + 1, false}, // used while the phone was ahead
	} {
		step, ok := VerifyTOTP(secret, totp(key, tt.of), now, tt.last)
		if ok != tt.want || ok && step != tt.of {
			t.Errorf("step %+d after %+d: %d, %v", tt.of-here, tt.last-here, step-here, ok)
		}
	}
	code := totp(key, here)
	for typed, want := range map[string]bool{
		code: true, code[:3] + " " + code[3:]: true, " " + code[:3] + "-" + code[3:] + " ": true, code[:3] + "\u202f" + code[3:]: true,
		"": false, code[:5]: false, code + "0": false, "+" + code[1:]: false, code + "\n": false, "x" + code: false,
		"٠١٢٣٤٥": false, strings.Repeat(" ", 100) + code: false,
	} {
		if _, ok := VerifyTOTP(secret, typed, now, 0); ok != want {
			t.Errorf("%q: %v", typed, ok)
		}
	}
	for _, bad := range []string{"", "AAAA", "not base 32!", secret[:30]} {
		if _, ok := VerifyTOTP(bad, code, now, 0); ok {
			t.Errorf("a code is right for the secret %q", bad)
		}
	}
	if NewTOTP() == secret || len(secret) != 32 {
		t.Errorf("secret %q", secret)
	}
}

func TestTOTPAddress(t *testing.T) {
	secret := NewTOTP()
	u, err := url.Parse(TOTPAddress(secret, "Räder & Söhne: Cairn", "ana@example.org"))
	if err != nil {
		t.Fatal(err)
	}
	if u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Räder & Söhne  Cairn:ana@example.org" {
		t.Errorf("%q", u.Path)
	}
	q := u.Query()
	if q.Get("secret") != secret || q.Get("issuer") != "Räder & Söhne  Cairn" || q.Get("digits") != "6" || q.Get("period") != "30" {
		t.Error(q)
	}
	if strings.Contains(u.String(), "+") {
		t.Error("a space is written as a plus:", u)
	}
}

func FuzzTOTP(f *testing.F) {
	for _, s := range []string{"", "287082", "287 082", "-1", "２８７０８２", "287082\x00"} {
		f.Add(s, int64(59_000_000))
	}
	secret := base32.StdEncoding.EncodeToString([]byte(rfcSecret))
	f.Fuzz(func(t *testing.T, typed string, now int64) {
		digits, whole := foldTOTP(typed)
		if again, still := foldTOTP(digits); whole && (again != digits || !still) {
			t.Errorf("%q folds to %q and that to %q", typed, digits, again)
		}
		step, ok := VerifyTOTP(secret, typed, now, 0)
		if !ok {
			return
		}
		if !whole || step < now/totpStep-1 || step > now/totpStep+1 || totp([]byte(rfcSecret), step) != digits {
			t.Errorf("%q at %d is step %d", typed, now, step)
		}
		if _, twice := VerifyTOTP(secret, typed, now, step); twice && fmt.Sprint(totp([]byte(rfcSecret), step+1)) != digits {
			t.Errorf("%q was taken twice", typed)
		}
	})
}

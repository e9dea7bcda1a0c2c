package auth

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestRecoveryCodes(t *testing.T) {
	codes, hashes := NewRecoveryCodes()
	if len(codes) != RecoveryCodes || len(hashes) != RecoveryCodes {
		t.Fatalf("%d codes, %d hashes", len(codes), len(hashes))
	}
	shape := regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$`)
	for n, code := range codes {
		if !shape.MatchString(code) || slices.Index(codes, code) != n {
			t.Errorf("code %d is %q", n, code)
		}
		plain := strings.ReplaceAll(code, "-", "")
		for _, typed := range []string{
			code, plain, strings.ToLower(code), " " + code + "\n", strings.ReplaceAll(code, "-", " "),
			strings.ReplaceAll(code, "-", "\u2011"), strings.NewReplacer("0", "o", "1", "l").Replace(code), strings.NewReplacer("0", "O", "1", "I").Replace(plain),
		} {
			if i, ok := UseRecoveryCode(hashes, typed); !ok || i != n {
				t.Errorf("%q, code %d: %d, %v", typed, n, i, ok)
			}
		}
		if strings.Contains(hashes[n], plain) {
			t.Errorf("the hash %q holds the code", hashes[n])
		}
	}
	hashes[3] = ""
	if _, ok := UseRecoveryCode(hashes, codes[3]); ok {
		t.Error("a code counts twice")
	}
	for _, typed := range []string{"", "-", codes[0][:13], codes[0] + "0", codes[0][:13] + "U", codes[0] + codes[1], hashes[0], strings.Repeat(" ", 1000)} {
		if i, ok := UseRecoveryCode(hashes, typed); ok {
			t.Errorf("%q is taken for code %d", typed, i)
		}
	}
	if _, ok := UseRecoveryCode(nil, codes[0]); ok {
		t.Error("a code is right where there is none")
	}
}

func TestRecoveryCodesUseAllLetters(t *testing.T) {
	seen := map[rune]bool{}
	for range 20 {
		codes, _ := NewRecoveryCodes()
		for _, r := range strings.Join(codes, "") {
			seen[r] = true
		}
	}
	if len(seen) != len(crockford)+1 { // and the hyphen
		t.Errorf("2,400 letters are of %d kinds", len(seen))
	}
}

func FuzzRecovery(f *testing.F) {
	for _, s := range []string{"", "4K7M-9XQ2-TB3V", "4k7m9xq2tb3v", "oooo-llll-iiii", "4K7M-9XQ2-TB3U", "ſſſſ-ſſſſ-ſſſſ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code := foldRecovery(typed)
		if code == "" {
			return
		}
		if len(code) != recoveryLength || strings.Trim(code, crockford) != "" || foldRecovery(code) != code {
			t.Errorf("%q folds to %q", typed, code)
		}
		if i, ok := UseRecoveryCode([]string{"", hashRecovery(code)}, typed); !ok || i != 1 {
			t.Errorf("%q is not found by its own hash", typed)
		}
	})
}

package auth

import (
	"slices"
	"strings"
	"testing"

	"cairn/fault"
)

func TestPasswords(t *testing.T) {
	hash, err := Hash("stones on a trail")
	if err != nil {
		t.Fatal(err)
	}
	again, _ := Hash("stones on a trail")
	if hash == again {
		t.Error("two hashes of one password are the same: no salt")
	}
	composed, _ := Hash("caf\u00e9 au lait")
	long, _ := Hash(strings.Repeat("x", 199) + "y")
	for _, tt := range []struct {
		hash, password string
		want           bool
	}{
		{hash, "stones on a trail", true},
		{hash, "stones on a trai", false},
		{hash, "Stones on a trail", false},
		{hash, "stones on a trail ", false},
		{hash, "", false},
		{"", "", false},
		{"", "stones on a trail", false},
		{hash[:len(hash)-4], "stones on a trail", false},
		{strings.Replace(hash, "argon2id", "argon2i", 1), "stones on a trail", false},
		{strings.Replace(hash, "t=2", "t=1", 1), "stones on a trail", false},
		{"$argon2id$v=19$m=99999999,t=2,p=1$AAAA$AAAA", "x", false},
		{composed, "cafe\u0301 au lait", true},
		{long, strings.Repeat("x", 199) + "y", true},
		{long, strings.Repeat("x", 199) + "z", false}, // nothing is cut off
	} {
		if got := Verify(tt.hash, tt.password); got != tt.want {
			t.Errorf("Verify(%.20q, %q) = %v", tt.hash, tt.password, got)
		}
	}
}

// A hash that was made years ago, by another program, with another cost.
func TestOldHash(t *testing.T) {
	const old = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if !Verify(old, "password") || Verify(old, "passwort") {
		t.Error("the reference value of Argon2id is not met")
	}
}

func TestCheckPassword(t *testing.T) {
	names := []string{"Ana Demo", "ana.demo@northbeck.example.org", "Northbeck Räder AG"}
	for password, key := range map[string]string{
		"short":                             "password.length",
		"1234567":                           "password.length",
		strings.Repeat("ab c", 50) + "d":    "password.length",
		"eight\xff\xfe\xfd\xfc":             "password.length",
		"password":                          "password.common",
		"Password123!":                      "password.common",
		"P@ssw0rd":                          "password.common",
		"p4$$word2024":                      "password.common",
		"2024-Summer":                       "password.common",
		"dragon12":                          "password.common",
		"qwertyuiop":                        "password.common",
		"salesperson1":                      "password.common",
		"aaaaaaaa":                          "password.common",
		"abcabcabc":                         "password.common",
		"23456789":                          "password.common",
		"hgfedcba":                          "password.common",
		"ana.demo@northbeck.example.org":    "password.common",
		"AnaDemo2026":                       "password.common",
		"ana-demo":                          "password.common",
		"Ana12345":                          "password.common",
		"northbeck26":                       "password.common",
		"N0rthb3ck!!":                       "password.common",
		"r\u00e4der2026":                    "password.common",
		"demo1demo2":                        "password.common",
		"seven words of no meaning":         "",
		"stones on a trail":                 "",
		"ÄÖÜßéñçå":                          "",
		"northbeck 7 geese on ice":          "",
		"a banana for breakfast":            "",
		"tz7#kQ-p":                          "",
		strings.Repeat("ab c", 49) + "wxyz": "",
		strings.Repeat("né", 3) + strings.Repeat("q0", 94) + "drum": "",
	} {
		err := CheckPassword(password, names...)
		f, ok := err.(*fault.Error)
		if err == nil && key != "" || err != nil && (!ok || f.Key != key || f.Kind != fault.Invalid || f.Field != "password") {
			t.Errorf("%q: %v, want %q", password, err, key)
		}
	}
	if err := CheckPassword("aaaabbbbzk", "", " ", "@", "."); err != nil {
		t.Errorf("empty names: %v", err)
	}
}

func TestCommonList(t *testing.T) {
	words := commonWords()
	long := 0
	for _, w := range words {
		if len(w) >= MinPassword {
			long++
			if err := CheckPassword(w); err == nil {
				t.Fatalf("%q of the list is taken for a password", w)
			}
		}
		if w != strings.ToLower(w) {
			t.Errorf("%q is not in small letters, so it is never found", w)
		}
	}
	if long < 10_000 || !slices.IsSorted(words) {
		t.Errorf("%d words of %d or more characters, sorted: %v", long, MinPassword, slices.IsSorted(words))
	}
}

func FuzzDigest(f *testing.F) {
	for _, text := range []string{"", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2id$v=19$m=0,t=0,p=0$$", "$argon2id$v=16$m=64,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", "$$$$$"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, ok := readDigest(text)
		if !ok {
			return
		}
		if d.String() != text {
			t.Errorf("%q is read as %q", text, d)
		}
		if d.memory > 1<<12 || d.passes > 2 {
			return // sound, and slow
		}
		if Verify(text, "a guess") {
			t.Errorf("%q is opened by a guess", text)
		}
	})
}

func FuzzCheckPassword(f *testing.F) {
	f.Add("seven words", "Ana Demo")
	f.Add("aaaaaaaa", "")
	f.Add("N0rthb3ck!!", "Northbeck Räder AG")
	f.Fuzz(func(t *testing.T, password, name string) {
		err := CheckPassword(password, name)
		if err != nil && fault.Of(err) != fault.Invalid {
			t.Errorf("%q: %v", password, err)
		}
		if again := CheckPassword(password, name); (again == nil) != (err == nil) {
			t.Errorf("%q: %v, then %v", password, err, again)
		}
		if CheckPassword(name, name) == nil && strings.TrimSpace(name) != "" {
			t.Errorf("%q is taken by the one of that name", name)
		}
	})
}

package auth

import "testing"

func TestPasswords(t *testing.T) {
	hash, err := Hash("stones on a trail")
	if err != nil {
		t.Fatal(err)
	}
	again, _ := Hash("stones on a trail")
	if hash == again {
		t.Error("two hashes of one password are the same: no salt")
	}
	for _, tt := range []struct {
		hash, password string
		want           bool
	}{
		{hash, "stones on a trail", true},
		{hash, "stones on a trai", false},
		{hash, "", false},
		{"", "", false},
		{"", "stones on a trail", false},
		{hash[:len(hash)-4], "stones on a trail", false},
		{"$argon2id$v=19$m=99999999,t=2,p=1$AAAA$AAAA", "x", false},
	} {
		if got := Verify(tt.hash, tt.password); got != tt.want {
			t.Errorf("Verify(%.20q, %q) = %v", tt.hash, tt.password, got)
		}
	}
}

func TestCheckPassword(t *testing.T) {
	for password, ok := range map[string]bool{
		"short": false, "password": false, "Password123!": false, "ana.demo@example.org": false, "salesperson1": false,
		"seven words of no meaning": true, "ÄÖÜßéñçå": true, "aaaaaaaa": true,
	} {
		if err := CheckPassword(password, "Ana Demo", "ana.demo@example.org"); (err == nil) != ok {
			t.Errorf("%q: %v", password, err)
		}
	}
}

func TestTokensAreKnownByHash(t *testing.T) {
	a, b := NewToken(), NewToken()
	if a == b || len(a) < 43 || TokenHash(a) == TokenHash(b) || TokenHash(a) != TokenHash(a) {
		t.Errorf("%s %s", a, b)
	}
}

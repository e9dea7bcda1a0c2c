package party

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "",
		"  ":                        "",
		"-!-":                       "",
		"Société Générale S.A.":     "societe generale sa",
		"L’Oréal":                   "loreal",
		"O'Brien & Sons":            "obrien sons",
		"ŁÓDŹ Ciepłownia":           "lodz cieplownia",
		"Straße des 17. Juni":       "strasse des 17 juni",
		"GROẞE Wäscherei":           "grosse wascherei",
		"Ærø Smørrebrød":            "aero smorrebrod",
		"İstanbul Işık":             "istanbul isik",
		"G.m.b.H.":                  "gmbh",
		"A/S Norden":                "as norden",
		"J. R. Smith":               "jr smith",
		"J.Smith":                   "j smith",
		"Mr.J.R.Smith":              "mr jr smith",
		"example.org":               "example org",
		"ＡＣＭＥ　Ｃｏ":                   "acme co",
		"ﬁnance":                    "finance",
		"3M":                        "3m",
		"Đà Nẵng":                   "da nang",
		"Ελληνικός ΟΤΕ Α.Ε.":        "ελληνικοσ οτε αε",
		"Йога-Центр":                "иога центр",
		"株式会社がんばる":                  "株式会社がんばる",
		"삼성전자":                      "삼성전자",
		"ไทยน้ำทิพย์":               "ไทยน้ําทิพย์",
		"a\u0301b\u00adc":           "abc",
		"x\x00y":                    "x y",
		"…dots . and / strokes…":    "dots and strokes",
		"E.ON":                      "e on",
		"1.5.2":                     "1 5 2",
		"Þórshöfn Guðmundsson":      "thorshofn gudmundsson",
		"\ufeffBOM":                 "bom",
		"Œuvre Cœur":                "oeuvre coeur",
		"Company  (formerly: Firm)": "company formerly firm",
	} {
		if got := Fold(text); got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestKey(t *testing.T) {
	for _, same := range [][]string{
		{"Müller GmbH", "MÜLLER Ges.m.b.H.", "Müller", "Müller G.m.b.H. & Co. KG", "müller gmbh + co kg"},
		{"Volvo AB", "AB Volvo", "Volvo"},
		{"Société Générale S.A.", "Societe Generale", "SOCIETE GENERALE SA"},
		{"Smith and Sons Ltd.", "Smith & Sons Limited", "Smith Sons"},
		{"AT&T Inc.", "AT & T", "ATT"},
		{"Żabka Sp. z o.o.", "Zabka"},
		{"PT Astra Tbk", "Astra Tbk"},
		{"Oy Karl Fazer Ab", "Karl Fazer"},
		{"Novo Nordisk A/S", "Novo Nordisk"},
		{"Foo Pty Ltd", "FOO"},
		{"S.à r.l. Lux", "S.a.r.l. Lux"},
		{"ACME, Inc", "Acme Incorporated", "ACME CORP."},
	} {
		for _, name := range same[1:] {
			if Key(name) != Key(same[0]) {
				t.Errorf("Key(%q) = %q, Key(%q) = %q", name, Key(name), same[0], Key(same[0]))
			}
		}
	}
	for name, want := range map[string]string{
		"AG": "ag", "GmbH & Co. KG": "gmbh", "SAP SE": "sap", "Limited Brands": "limitedbrands",
		"The Company": "the", "und": "und", "": "", "Group Holding": "groupholding",
	} {
		if got := Key(name); got != want {
			t.Errorf("Key(%q) = %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]string{
		"Smith, Dr. John": "john smith", "John Smith": "john smith", "Dr.": "dr", "Prof. Dr. Ana María Núñez": "ana maria nunez",
	} {
		if got := PersonKey(name); got != want {
			t.Errorf("PersonKey(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestSortKey(t *testing.T) {
	want := []string{"", "3M", "24 Hours", "100 Men", "Ábaco", "Acme", "acme", "Acme 9", "ACME 10", "Acme 010", "Acme 11",
		"Eclair", "Éclair", "éclair", "Zebra", "Ωmega"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return bytes.Compare(SortKey(a), SortKey(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("sorted %q\nwant   %q", got, want)
	}
}

func TestReach(t *testing.T) {
	for text, want := range map[string]string{
		"https://www.Example.org/about?x=1": "example.org", "example.org": "example.org", "EXAMPLE.ORG.": "example.org",
		"http://shop.example.co.uk:8080/": "shop.example.co.uk", "ana@example.org": "example.org", "bücher.example": "bücher.example",
		"localhost": "", "": "", "no domain": "", "-a.org": "", "a..org": "", "javascript:alert(1)": "", ".org": "",
		"ftp://": "", "a_b.org": "",
	} {
		if got := Domain(text); got != want {
			t.Errorf("Domain(%q) = %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"+49 (0)30 / 1234-56": "4930123456", "0049 30 123456": "4930123456", "030 123456": "30123456",
		"123": "", "": "", "call me": "", "+1 (555) 010-0123 ext. 7": "15550100123", "(0) 30 123456": "30123456",
		"12345678901234567890": "",
	} {
		if got := PhoneKey(text); got != want {
			t.Errorf("PhoneKey(%q) = %q, want %q", text, got, want)
		}
	}
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"+49 30 123456", "030/123456", true}, {"+49 30 123456", "+43 30 123456", false},
		{"123456", "99123456", false}, {"", "", false}, {"+49 30 123456", "+49 30 123457", false},
	} {
		if SamePhone(tt.a, tt.b) != tt.want || SamePhone(tt.b, tt.a) != tt.want {
			t.Errorf("SamePhone(%q, %q) is not %t", tt.a, tt.b, tt.want)
		}
	}
	for text, want := range map[string]string{
		" Ana+CRM@Example.org ": "ana@example.org", "ana": "", "@example.org": "", "+x@example.org": "+x@example.org",
	} {
		if got := EmailKey(text); got != want {
			t.Errorf("EmailKey(%q) = %q, want %q", text, got, want)
		}
	}
	if !Shared("gmail.com") || Shared("example.org") || Shared("") {
		t.Error("Shared is wrong")
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Müller GmbH", "S.à r.l.", "İ", "ẞ", "e\u0301", "\xff\xfe", "A.B/C. D", "㍿", "ǅ", "Ⅷ", "ﷺ", "Y Y Y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := Fold(s)
		if again := Fold(folded); again != folded {
			t.Fatalf("Fold(%q) = %q, folded again %q", s, folded, again)
		}
		if !utf8.ValidString(folded) || strings.TrimSpace(folded) != folded || strings.Contains(folded, "  ") {
			t.Fatalf("Fold(%q) = %q", s, folded)
		}
		for _, r := range folded {
			if r != ' ' && !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) {
				t.Fatalf("Fold(%q) = %q holds %q", s, folded, r)
			}
		}
		Key(s)
		SortKey(s)
		Domain(s)
		PhoneKey(s)
		o := Organisation{Name: s, Phone: s, Domain: s}
		if m := Similar(o, o); m.Score < 0 || m.Score > 1 || Fold(s) != "" && m.Score < Likely {
			t.Fatalf("%q is like itself by %v", s, m)
		}
		if len(Blocks(o)) == 0 && Fold(s) != "" {
			t.Fatalf("%q has no blocks", s)
		}
	})
}

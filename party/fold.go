package party

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold writes a text so that spellings of one name become equal: small letters without
// accents, words with one space between. "Société Générale S.A." becomes "societe
// generale sa", "L’Oréal" "loreal", "ŁÓDŹ" "lodz". Abbreviations with points or
// strokes between single letters become one word; all other signs part words. Scripts
// without accents keep every letter.
func Fold(s string) string {
	s = norm.NFKD.String(strings.ToLower(norm.NFKC.String(s)))
	var b strings.Builder
	b.Grow(len(s))
	between := "" // "" in a word, "." after a point, " " after anything else
	for _, r := range s {
		switch {
		case accent(r) || silent(r):
		case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r):
			if between != "" {
				if b.Len() > 0 {
					b.WriteByte(gap)
					if between == "." {
						b.WriteByte(glue)
					}
				}
				between = ""
			}
			write(&b, r)
		case (r == '.' || r == '/') && between == "":
			between = "."
		case r != ' ' || between == "":
			between = " "
		}
	}
	return norm.NFC.String(join(b.String()))
}

// While a text is folded, gap parts two words, and glue behind it says that the point of
// an abbreviation stood there. Neither can occur in a folded text.
const (
	gap  = ' '
	glue = '.'
)

// join makes one word of single letters that are glued together.
func join(s string) string {
	var b strings.Builder
	before := "" // the word before
	for i, f := range strings.Split(s, string(gap)) {
		word, glued := strings.CutPrefix(f, string(glue))
		if i > 0 && !(glued && letter(before) && letter(word)) {
			b.WriteByte(gap)
		}
		b.WriteString(word)
		before = word
	}
	return b.String()
}

// letter says whether a word is a single one.
func letter(word string) bool {
	r, size := utf8.DecodeRuneInString(word)
	return size == len(word) && unicode.IsLetter(r)
}

// silent signs stand inside a word and are left out.
func silent(r rune) bool {
	return r == '\'' || r == '\u2019' || r == '\u02bc' || r == '`' || r == '\u00ad'
}

// accent is a mark that is left out: those of Latin, Greek and Cyrillic, the vowel
// points of Hebrew and Arabic. Marks that carry the vowels of Indian and Thai words
// stay, and so do those that part Japanese syllables.
func accent(r rune) bool {
	switch {
	case r >= 0x300 && r <= 0x36f, r >= 0x1ab0 && r <= 0x1aff, r >= 0x1dc0 && r <= 0x1dff,
		r >= 0x20d0 && r <= 0x20ff, r >= 0xfe20 && r <= 0xfe2f,
		r >= 0x591 && r <= 0x5c7, r >= 0x64b && r <= 0x65f:
		return true
	}
	return false
}

// write spells the letters that have no accent to lose.
func write(b *strings.Builder, r rune) {
	switch r {
	case 'ß':
		b.WriteString("ss")
	case 'æ':
		b.WriteString("ae")
	case 'œ':
		b.WriteString("oe")
	case 'þ':
		b.WriteString("th")
	case 'ø':
		b.WriteByte('o')
	case 'đ', 'ð':
		b.WriteByte('d')
	case 'ł':
		b.WriteByte('l')
	case 'ħ':
		b.WriteByte('h')
	case 'ı':
		b.WriteByte('i')
	case 'ŋ':
		b.WriteByte('n')
	case 'ŧ':
		b.WriteByte('t')
	case 'ς':
		b.WriteRune('σ')
	default:
		b.WriteRune(r)
	}
}

// FoldKey is Fold as the bytes that a store searches and compares, on any database and
// whatever its collation.
func FoldKey(s string) []byte { return []byte(Fold(s)) }

// SortKey is the bytes by which names are put in order: by their folded words, so that
// É stands with E, and only between equals by the exact spelling. Numbers in them are
// ordered by size: "Plant 9" stands before "Plant 10".
func SortKey(name string) []byte {
	var key []byte
	for folded := Fold(name); folded != ""; {
		n := 0
		for n < len(folded) && folded[n] >= '0' && folded[n] <= '9' {
			n++
		}
		if n == 0 {
			_, size := utf8.DecodeRuneInString(folded)
			key, folded = append(key, folded[:size]...), folded[size:]
			continue
		}
		digits := strings.TrimLeft(folded[:n], "0")
		key = append(key, '0', byte(min(len(digits), 255)))
		key, folded = append(key, digits...), folded[n:]
	}
	return append(append(key, 0), norm.NFC.String(name)...)
}

package auth

import (
	"compress/gzip"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"cairn/fault"
)

// How many characters a password has, and from how many it is a good one.
const (
	MinPassword     = 8
	AdvisedPassword = 15
	MaxPassword     = 200
)

// The cost of a hash: one pass over 19 MiB twice, the least that the field's guidance
// accepts for Argon2id, about 25 ms of one core.
const (
	passes  = 2
	memory  = 19 * 1024 // KiB
	threads = 1
	length  = 32
)

// digest is what a hash text says.
type digest struct {
	memory, passes uint32
	threads        uint8
	salt, sum      []byte
}

// Hash makes the text by which a password is known: algorithm, cost, salt and digest.
// Letters that can be written in two ways (é) count as the same, whichever way a
// keyboard sends them.
func Hash(password string) (string, error) {
	d := digest{memory: memory, passes: passes, threads: threads, salt: random(16)}
	d.sum = d.of(password, length)
	return d.String(), nil
}

// Verify says whether password is the one that hash was made of. It takes the same time
// for an empty hash, so that nobody learns whether an account exists.
func Verify(hash, password string) bool {
	d, ok := readDigest(hash)
	if !ok {
		d = digest{memory: memory, passes: passes, threads: threads, salt: make([]byte, 16), sum: make([]byte, length)}
	}
	got := d.of(password, uint32(len(d.sum)))
	return subtle.ConstantTimeCompare(got, d.sum) == 1 && ok
}

func (d digest) of(password string, length uint32) []byte {
	return argon2.IDKey([]byte(norm.NFC.String(password)), d.salt, d.passes, d.memory, d.threads, length)
}

// String is the form in which hashes of this kind are kept everywhere.
func (d digest) String() string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		d.memory, d.passes, d.threads, b.EncodeToString(d.salt), b.EncodeToString(d.sum))
}

// readDigest reads a hash text. A cost that would take the machine down is no hash of
// ours, and what does not come out again as it went in is none either.
func readDigest(text string) (d digest, ok bool) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || len(text) > 512 {
		return d, false
	}
	_, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &d.memory, &d.passes, &d.threads)
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	sum, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || err1 != nil || err2 != nil {
		return d, false
	}
	d.salt, d.sum = salt, sum
	sound := len(salt) >= 8 && len(sum) >= 16 && len(sum) <= 64 &&
		d.memory >= 8*uint32(d.threads) && d.memory <= 1<<18 && d.passes > 0 && d.passes <= 16 && d.threads > 0
	return d, sound && d.String() == text
}

// CheckPassword refuses a password that is too short or too long, that stands in the
// list of common ones, or that would be guessed from names: the person's own, parts of
// their address, the company's. There is no rule about which letters it must have.
//
// A common word with something around it, or a name with something around it, is judged
// by what is left when the word is taken out: that alone must be long enough.
func CheckPassword(password string, names ...string) error {
	password = norm.NFC.String(password)
	if n := utf8.RuneCountInString(password); n < MinPassword || n > MaxPassword || !utf8.ValidString(password) {
		return fault.New(fault.Invalid, "password.length", "password",
			fmt.Sprintf("%d to %d characters; %d or more are better", MinPassword, MaxPassword, AdvisedPassword))
	}
	low := strings.ToLower(password)
	if common(low) || monotonous(low) || named(low, names) || named(unmask(low), names) {
		return fault.New(fault.Invalid, "password.common", "password", "one that nobody would guess first")
	}
	return nil
}

//go:embed common.txt.gz
var commonText string

// stems are words of ours that a general list does not have.
const stems = "cairn salesperson qwertz qwertzui"

// commonWords are all words that guesses begin with, sorted.
var commonWords = sync.OnceValue(func() []string {
	unpacked, err := gzip.NewReader(strings.NewReader(commonText))
	if err != nil {
		panic(err) // the program was built with a broken list
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		panic(err)
	}
	words := append(strings.Fields(string(text)), strings.Fields(stems)...)
	slices.Sort(words)
	return words
})

// common says whether a password in small letters is a common one, or one with less
// than a password around it: dragon123!, 2024summer.
func common(low string) bool {
	stem := strings.TrimFunc(low, func(r rune) bool { return !unicode.IsLetter(r) })
	around := utf8.RuneCountInString(low) - utf8.RuneCountInString(stem)
	listed := func(word string) bool {
		_, found := slices.BinarySearch(commonWords(), word)
		return found
	}
	return listed(low) || listed(unmask(low)) || around < MinPassword && (listed(stem) || listed(unmask(stem)))
}

// unmask takes back the signs that are commonly put for letters.
func unmask(low string) string {
	return strings.Map(func(r rune) rune {
		if i := strings.IndexRune("@4301!$57", r); i >= 0 {
			return rune("aaeoiisst"[i])
		}
		return r
	}, low)
}

// monotonous says whether a password is one small piece again and again (abcabcabc), or
// runs along (23456789, hgfedcba).
func monotonous(low string) bool {
	runes := []rune(low)
	for size := 1; size <= 4; size++ {
		if len(runes) >= 2*size && slices.Equal(runes[size:], runes[:len(runes)-size]) {
			return true
		}
	}
	step, runs := runes[1]-runes[0], true
	for i := 1; i < len(runes); i++ {
		runs = runs && runes[i]-runes[i-1] == step
	}
	return runs && step >= -1 && step <= 1
}

// named says whether too little of a password is left without the words of the names: of
// "Ana Demo" and "ana.demo@example.org" these are demo and example. Words of three
// letters or fewer lie in too many others, and count only as the whole of it.
func named(low string, names []string) bool {
	var words []string
	for _, n := range names {
		n = strings.ToLower(norm.NFC.String(n[:min(len(n), 1000)])) // more is nobody's name, only work
		parts := strings.FieldsFunc(n, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		words = append(append(words, parts...), strings.Join(parts, ""))
		if low == n || slices.Contains(parts, strings.TrimFunc(low, func(r rune) bool { return !unicode.IsLetter(r) })) && n != "" {
			return true
		}
	}
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) }) // the longest first: they hold the others
	rest := low
	for _, w := range words {
		if utf8.RuneCountInString(w) > 3 {
			rest = strings.ReplaceAll(rest, w, "")
		}
	}
	return rest != low && utf8.RuneCountInString(rest) < MinPassword
}

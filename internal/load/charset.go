package load

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The character sets that are read. UTF-16 stands for both orders of its bytes.
const (
	UTF8        = "utf-8"
	UTF16LE     = "utf-16le"
	UTF16BE     = "utf-16be"
	Windows1252 = "windows-1252"
	Latin1      = "iso-8859-1"
)

// Charsets lists all of them.
func Charsets() []string { return []string{UTF8, UTF16LE, UTF16BE, Windows1252, Latin1} }

// charsetOf finds out how a file writes its letters. A mark at the beginning decides;
// without one, bytes of value 0 in every second place mean UTF-16; else a file that is
// UTF-8 from beginning to end is that, and any other is taken for the set of Windows,
// which includes ISO 8859-1. The whole file is looked at, because the first umlaut may
// stand in its last line.
func charsetOf(r io.Reader) (string, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	start, err := in.Peek(4096)
	if err != nil && err != io.EOF {
		return "", err
	}
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		return UTF8, nil
	case bytes.HasPrefix(start, []byte("\xff\xfe")):
		return UTF16LE, nil
	case bytes.HasPrefix(start, []byte("\xfe\xff")):
		return UTF16BE, nil
	}
	var zero [2]int // in even and odd places
	for i, b := range start {
		if b == 0 {
			zero[i%2]++
		}
	}
	switch enough := len(start) / 5; {
	case len(start) >= 4 && zero[1] > enough && zero[0] == 0:
		return UTF16LE, nil
	case len(start) >= 4 && zero[0] > enough && zero[1] == 0:
		return UTF16BE, nil
	}
	if ok, err := allUTF8(in); ok || err != nil {
		return UTF8, err
	}
	return Windows1252, nil
}

func allUTF8(in io.Reader) (bool, error) {
	buf, kept := make([]byte, 1<<16), 0
	for {
		n, err := in.Read(buf[kept:])
		text := buf[:kept+n]
		whole := len(text)
		if err == nil { // a letter may be cut in two by the end of the buffer
			for back := 1; back <= min(utf8.UTFMax, len(text)); back++ {
				if utf8.RuneStart(text[len(text)-back]) {
					if !utf8.FullRune(text[len(text)-back:]) {
						whole = len(text) - back
					}
					break
				}
			}
		}
		if !utf8.Valid(text[:whole]) {
			return false, nil
		}
		kept = copy(buf, text[whole:])
		if err == io.EOF {
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
}

// decoded reads a file as UTF-8, without a mark at its beginning.
func decoded(r io.Reader, charset string) (io.Reader, error) {
	switch charset {
	case UTF8:
		in := bufio.NewReaderSize(r, 1<<16)
		if start, _ := in.Peek(3); bytes.Equal(start, []byte("\xef\xbb\xbf")) {
			in.Discard(3)
		}
		return in, nil
	case UTF16LE:
		return transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()), nil
	case UTF16BE:
		return transform.NewReader(r, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder()), nil
	case Windows1252:
		return charmap.Windows1252.NewDecoder().Reader(r), nil
	case Latin1:
		return charmap.ISO8859_1.NewDecoder().Reader(r), nil
	}
	return nil, errors.New("load: unknown character set " + charset)
}

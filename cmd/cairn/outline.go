package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// outline writes any JSON as indented lines, in the order in which it came.
func outline(w io.Writer, text []byte) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	return outlined(w, dec, 0, "")
}

// outlined writes the next value of dec. Label is what stands before it on its line.
func outlined(w io.Writer, dec *json.Decoder, depth int, label string) error {
	tok, err := dec.Token()
	if err != nil {
		return err
	}
	indent := strings.Repeat("  ", depth)
	open, isDelim := tok.(json.Delim)
	if !isDelim {
		text := fmt.Sprint(tok)
		if tok == nil {
			text = "none"
		}
		_, err := fmt.Fprintf(w, "%s%s%s\n", indent, label, strings.ReplaceAll(text, "\n", "\n"+indent+"  "))
		return err
	}
	if label != "" {
		if !dec.More() {
			label = strings.TrimSuffix(label, " ") + " none"
		}
		fmt.Fprintf(w, "%s%s\n", indent, strings.TrimRight(label, " "))
		depth++
	}
	for n := 1; dec.More(); n++ {
		label := fmt.Sprintf("%d. ", n)
		if open == '{' {
			key, err := dec.Token()
			if err != nil {
				return err
			}
			label = fmt.Sprint(key) + ": "
		}
		if err := outlined(w, dec, depth, label); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

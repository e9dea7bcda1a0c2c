package app

import (
	"encoding/json"
	"strconv"
)

// AppendJSON writes the page as encoding/json does. Its cards are most of every answer that
// is ever given, and are written by hand: ten thousand of them take a tenth of the time.
func (page BoardPage) AppendJSON(b []byte) ([]byte, error) {
	cards := page.Cards
	page.Cards = []Card{}
	rest, err := json.Marshal(page)
	if err != nil {
		return nil, err
	}
	// The field stands once at this depth, and empty: texts within have their quotes escaped.
	const empty = `"cards":[]`
	at := lastIndex(rest, empty) + len(empty) - 1
	const each = 480 // bytes, about
	b = append(growing(b, len(rest)+len(cards)*each), rest[:at]...)
	for i := range cards {
		if i > 0 {
			b = append(b, ',')
		}
		b = cards[i].append(b)
	}
	return append(b, rest[at:]...), nil
}

func lastIndex(b []byte, text string) int {
	for i := len(b) - len(text); i > 0; i-- {
		if string(b[i:i+len(text)]) == text {
			return i
		}
	}
	return -1
}

func growing(b []byte, n int) []byte {
	if cap(b)-len(b) >= n {
		return b
	}
	return append(make([]byte, 0, len(b)+n), b...)
}

// append writes the card. A field that is added to Card is added here; a test holds the two
// against each other.
func (c *Card) append(b []byte) []byte {
	b = append(b, `{"id":`...)
	b = appendText(b, c.ID)
	b = appendNumber(append(b, `,"version":`...), c.Version)
	b = appendText(append(b, `,"name":`...), c.Name)
	if c.Organisation != (Ref{}) {
		b = appendText(append(b, `,"organisation":{"id":`...), c.Organisation.ID)
		b = append(appendText(append(b, `,"name":`...), c.Organisation.Name), '}')
	}
	b = appendText(append(b, `,"owner":`...), c.Owner)
	b = appendText(append(b, `,"kind":`...), c.Kind)
	b = appendText(append(b, `,"process":`...), c.Process)
	b = appendText(append(b, `,"step":`...), c.Step)
	b = appendText(append(b, `,"status":`...), string(c.Status))
	b = appendNumber(append(b, `,"value":{"minor":`...), c.Value.Minor)
	b = append(appendText(append(b, `,"currency":`...), c.Value.Currency), '}')
	b = appendSome(b, `,"close_date":`, c.CloseDate)
	b = appendSome(b, `,"source":`, c.Source)
	b = appendText(append(b, `,"next":{"mark":`...), c.Next.Mark)
	b = appendSome(b, `,"id":`, c.Next.ID)
	b = appendSome(b, `,"kind":`, c.Next.Kind)
	b = appendSome(b, `,"due":`, c.Next.Due)
	b = appendSome(b, `,"time":`, c.Next.Time)
	b = append(appendSome(b, `,"text":`, c.Next.Text), '}')
	b = appendNumber(append(b, `,"entered":`...), c.Entered)
	b = appendNumber(append(b, `,"days":`...), int64(c.Days))
	b = appendText(append(b, `,"age":`...), c.Age)
	b = appendNumber(append(b, `,"typical":`...), int64(c.Typical))
	b = appendNumber(append(b, `,"late":`...), int64(c.Late))
	b = appendNumber(append(b, `,"chance":`...), int64(c.Chance))
	b = appendText(append(b, `,"marks":`...), c.Marks)
	b = appendOther(b, `,"flags":`, int64(c.Flags))
	b = appendOther(b, `,"debts":`, int64(c.Debts))
	b = appendNumber(append(b, `,"changed":`...), c.Changed)
	return append(appendOther(b, `,"ended":`, c.Ended), '}')
}

func appendNumber(b []byte, n int64) []byte { return strconv.AppendInt(b, n, 10) }

// appendOther leaves 0 out.
func appendOther(b []byte, name string, n int64) []byte {
	if n == 0 {
		return b
	}
	return appendNumber(append(b, name...), n)
}

// appendSome leaves the empty text out.
func appendSome(b []byte, name, text string) []byte {
	if text == "" {
		return b
	}
	return appendText(append(b, name...), text)
}

// appendText writes a text. What is not plain is left to encoding/json, which knows how.
func appendText(b []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			hard, err := json.Marshal(text)
			if err != nil { // no string has one
				return append(b, `""`...)
			}
			return append(b, hard...)
		}
	}
	return append(append(append(b, '"'), text...), '"')
}

// Package mail writes letters to members and gives them to a mail server.
//
//	w := mail.Writer{From: from, Public: public}
//	m, err := w.Write(id, now, letter)       // what it says, from its template
//	s, err := mail.ParseServer("smtp://cairn:secret@mail.example.org:587")
//	err = s.Send(ctx, m)                     // Refused(err): trying again does not mend it
//
// Every letter has a template in the catalogue, of which text and HTML are made alike. What
// people typed comes in as values: on one line, without marks that turn writing around, and
// never as markup. Addresses are checked to be one address and nothing else, so that no
// header can be smuggled in by a name.
//
// A letter that is sent twice, because nobody knows whether the server took it the first
// time, has one Message-ID: its reader's program shows it once.
package mail

import (
	_ "embed" // en.json
	"encoding/json"
	"fmt"
	"html"
	netmail "net/mail"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"cairn/fault"
)

//go:embed en.json
var english string

// catalogue is what letters say.
type catalogue struct {
	Greeting string
	Footer   string
	Letters  map[string]struct {
		Subject string
		Lines   []string
	}
	How map[string]string
}

var words = sync.OnceValues(func() (c catalogue, err error) {
	return c, json.Unmarshal([]byte(english), &c)
})

// Letter is a wish to write to somebody: to whom, by which template, and what to fill in.
type Letter struct {
	To       string            `json:"to"`
	Template string            `json:"template"`
	Data     map[string]string `json:"data"`
}

// Message is a letter as it is sent. ID is its Message-ID, without brackets.
type Message struct {
	ID         string
	At         time.Time
	From       netmail.Address
	To         netmail.Address
	Subject    string
	Text, HTML string
}

// Writer writes letters of one installation. Public is the address at which people reach
// it: every link begins with that, and with nothing else.
type Writer struct {
	From   netmail.Address
	Public *url.URL
}

// Templates lists the letters that can be written.
func Templates() ([]string, error) {
	c, err := words()
	if err != nil {
		return nil, err
	}
	var names []string
	for name := range c.Letters {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

// Write writes a letter. Errors are fault.Invalid, with the keys mail.template, mail.data,
// mail.link and mail.address: nothing of that mends itself. The id makes the Message-ID; the
// same id makes the same one.
func (w Writer) Write(id string, at time.Time, l Letter) (m Message, err error) {
	c, err := words()
	if err != nil {
		return m, err
	}
	t, ok := c.Letters[l.Template]
	if !ok {
		return m, fault.New(fault.Invalid, "mail.template", "template", "one of the letters that there are").With("template", oneLine(l.Template))
	}
	to, err := Address(l.To)
	if err != nil {
		return m, err
	}
	values := map[string]string{}
	for k, v := range l.Data {
		if values[k] = oneLine(v); values[k] == "" && v != "" {
			values[k] = "?"
		}
	}
	to.Name = values["name"]
	values["site"] = w.Public.String()
	if how, ok := c.How[values["how"]]; ok {
		values["how"] = how
	}
	link := l.Data["link"]
	if link != "" && !w.ours(link) {
		return m, fault.New(fault.Invalid, "mail.link", "link", "a link that begins with the public address")
	}
	values["link"] = link
	m = Message{ID: id + "@" + w.Public.Hostname(), At: at, From: w.From, To: to}
	var missing []string
	fill := func(text string) string { return filled(text, values, &missing) }
	m.Subject = fill(t.Subject)
	lines := []string{fill(c.Greeting)}
	for _, line := range t.Lines {
		lines = append(lines, fill(line))
	}
	footer := fill(c.Footer)
	if missing != nil {
		return m, fault.New(fault.Invalid, "mail.data", "data", "values for "+strings.Join(missing, ", ")).With("template", l.Template)
	}
	m.Text = strings.Join(lines, "\n\n") + "\n\n-- \n" + footer + "\n"
	m.HTML = page(m.Subject, lines, link, footer)
	return m, nil
}

// ours says whether a link leads to this installation.
func (w Writer) ours(link string) bool {
	u, err := url.Parse(link)
	return err == nil && u.Scheme == w.Public.Scheme && u.Host == w.Public.Host && u.User == nil && oneLine(link) == link && !strings.ContainsAny(link, " <>\"\\")
}

// filled puts values into a text. A value is never looked at again for what stands in it.
func filled(text string, values map[string]string, missing *[]string) string {
	var b strings.Builder
	for text != "" {
		before, rest, open := strings.Cut(text, "{")
		b.WriteString(before)
		if !open {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		if values[name] == "" && !slices.Contains(*missing, name) {
			*missing = append(*missing, name)
		}
		b.WriteString(values[name])
		text = after
	}
	return b.String()
}

// page is a letter as plain HTML: paragraphs, one link, no pictures, no styles from afar.
func page(title string, lines []string, link, footer string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>%s</title></head>\n<body>\n", html.EscapeString(title))
	for _, line := range lines {
		text := html.EscapeString(line)
		if line == link && link != "" {
			text = `<a href="` + text + `">` + text + `</a>`
		}
		fmt.Fprintf(&b, "<p>%s</p>\n", text)
	}
	fmt.Fprintf(&b, "<hr>\n<p><small>%s</small></p>\n</body>\n</html>\n", html.EscapeString(footer))
	return b.String()
}

// mostRunes bounds a value.
const mostRunes = 200

// oneLine keeps a value on its line: control characters and marks that turn the direction of
// writing around become spaces, and it is cut to what a line can hold. An address inside a
// name is no link.
func oneLine(text string) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\u2028', r == '\u2029', r == unicode.ReplacementChar:
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
	clean = strings.Join(strings.Fields(clean), " ")
	if runes := []rune(clean); len(runes) > mostRunes {
		clean = string(runes[:mostRunes]) + "…"
	}
	return clean
}

// Address reads an address that stands alone, such as ana@example.org: fault.Invalid
// "mail.address" for anything else.
func Address(text string) (netmail.Address, error) {
	wrong := func() error {
		return fault.New(fault.Invalid, "mail.address", "to", "one address such as ana@example.org")
	}
	a, err := netmail.ParseAddress(text)
	if err != nil || a.Name != "" || a.Address != text || len(text) > 254 || strings.ContainsAny(text, "\r\n\x00<>\"(),:; ") || oneLine(text) != text {
		return netmail.Address{}, wrong()
	}
	return *a, nil
}

// Sender reads whom letters are from: an address, with or without a name, such as
// Cairn <cairn@example.org>.
func Sender(text string) (netmail.Address, error) {
	a, err := netmail.ParseAddress(text)
	if err == nil {
		if _, err = Address(a.Address); err == nil && oneLine(a.Name) == a.Name {
			return *a, nil
		}
	}
	return netmail.Address{}, fault.New(fault.Invalid, "config.mail_from", "mail-from", "an address such as Cairn <cairn@example.org>").Because(err)
}

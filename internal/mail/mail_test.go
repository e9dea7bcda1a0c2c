package mail

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"cairn/fault"
)

func keyOf(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Key
	}
	return ""
}

func writer() Writer {
	return Writer{
		From:   netmail.Address{Name: "Cairn", Address: "cairn@example.org"},
		Public: &url.URL{Scheme: "https", Host: "crm.example.org"},
	}
}

// full has a value for everything that a letter can ask for.
func full(template string) Letter {
	l := Letter{To: "ana@example.org", Template: template, Data: map[string]string{
		"name": "Ana Demo", "company": "Northbeck demo", "by": "Mia Demo", "days": "7 (seven)", "minutes": "30 (thirty)", "how": "reset",
		"browser": "Firefox on Linux", "address": "192.0.2.7",
	}}
	if template == "invitation" || template == "reset" {
		l.Data["link"] = "https://crm.example.org/reset/password?token=a-b_c&x=1"
	}
	return l
}

func written(t testing.TB, l Letter) Message {
	t.Helper()
	m, err := writer().Write("0194-abc", time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), l)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestEveryLetter(t *testing.T) {
	names, err := Templates()
	if err != nil || !slices.Equal(names, []string{"invitation", "password", "reset", "sign-in"}) {
		t.Fatalf("the letters are %v, %v", names, err)
	}
	for _, name := range names {
		m := written(t, full(name))
		if strings.ContainsAny(m.Subject+m.Text+m.HTML, "{}") || strings.Contains(m.Text, "  ") {
			t.Errorf("%s: something was not filled in:\n%s", name, m.Text)
		}
		if m.ID != "0194-abc@crm.example.org" || !strings.HasPrefix(m.Text, "Hello Ana Demo,\n\n") {
			t.Errorf("%s: %s\n%s", name, m.ID, m.Text)
		}
		link := full(name).Data["link"]
		if link != "" && (!strings.Contains(m.Text, "\n"+link+"\n") || !strings.Contains(m.HTML, `<a href="https://crm.example.org/reset/password?token=a-b_c&amp;x=1">`)) {
			t.Errorf("%s has no link:\n%s", name, m.HTML)
		}
		for field := range full(name).Data {
			if field == "how" && name != "password" {
				continue // its word stands for another
			}
			l := full(name)
			delete(l.Data, field)
			if _, err := writer().Write("1", time.Now(), l); strings.Contains(m.Text, full(name).Data[field]) && err == nil {
				t.Errorf("%s is written without %s", name, field)
			}
		}
	}
}

// What people typed stays on its line and is no markup.
func TestHostileValues(t *testing.T) {
	for _, evil := range []string{
		"Ana\r\nBcc: everybody@example.org", "Ana\nBcc: x", "Ana\u2028Bcc: x", "<img src=x onerror=alert(1)>", `"><script>alert(1)</script>`,
		"{link}", "{company}", "\u202eanA", "=?utf-8?q?=0d=0aBcc:_x?=", strings.Repeat("A", 5000), "Ana\x00", "\xff\xfe", "Łucja Ølgaard", "Zoë, \"the\" <x@y>; (z)",
	} {
		for _, field := range []string{"name", "by", "company"} {
			l := full("invitation")
			l.Data[field] = evil
			m := written(t, l)
			if strings.ContainsAny(m.Subject, "\r\n") || strings.Contains(m.Text, "\nBcc") || strings.Contains(m.HTML, "<img") || strings.Contains(m.HTML, "<script") || strings.ContainsRune(m.Text, '\u202e') {
				t.Errorf("%s = %q:\n%s\n%s", field, evil, m.Subject, m.Text)
			}
			if n := strings.Count(m.Text, l.Data["link"]); n != 1 {
				t.Errorf("%s = %q: the link stands there %d times", field, evil, n)
			}
			if len(m.Subject) > 2000 {
				t.Errorf("a subject of %d bytes", len(m.Subject))
			}
		}
	}
}

func TestLinks(t *testing.T) {
	for _, link := range []string{
		"https://evil.example/", "http://crm.example.org/x", "https://crm.example.org.evil.example/", "https://crm.example.org@evil.example/",
		"https://x@crm.example.org/", "//crm.example.org/", "javascript:alert(1)", "https://crm.example.org/\r\nBcc: x", `https://crm.example.org/"onclick="x`, "https://crm.example.org:8443/", "https://crm.example.org/a b",
	} {
		l := full("reset")
		l.Data["link"] = link
		if _, err := writer().Write("1", time.Now(), l); keyOf(err) != "mail.link" {
			t.Errorf("%q: %v", link, err)
		}
	}
}

func TestAddress(t *testing.T) {
	for _, good := range []string{"ana@example.org", "a.b+c@sub.example.org", "o'neil@example.org", "zoë@example.org"} {
		if a, err := Address(good); err != nil || a.Address != good {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{
		"", "ana", "@example.org", "ana@", "Ana <ana@example.org>", "<ana@example.org>", "ana@example.org, b@example.org", "ana@example.org\r\nBcc: x@example.org",
		"ana@example.org\nRCPT TO:<x@example.org>", "ana@exa mple.org", "\"a b\"@example.org", "ana@example.org\x00", "ana(x)@example.org", "group: a@example.org;",
		strings.Repeat("a", 250) + "@example.org", " ana@example.org",
	} {
		if a, err := Address(bad); keyOf(err) != "mail.address" {
			t.Errorf("%q is taken for %+v, %v", bad, a, err)
		}
	}
	for text, want := range map[string]string{"Cairn <c@example.org>": "Cairn", "c@example.org": "", "C\r\nBcc: x <c@example.org>": "-", "": "-", "c": "-"} {
		a, err := Sender(text)
		if (err != nil) != (want == "-") || err == nil && (a.Name != want || a.Address != "c@example.org") {
			t.Errorf("%q: %+v, %v", text, a, err)
		}
	}
}

func FuzzWrite(f *testing.F) {
	f.Add("ana@example.org", "Ana", "https://crm.example.org/x")
	f.Add("a@b\r\nBcc: c@d", "\u202e{link}", "https://evil.example")
	f.Fuzz(func(t *testing.T, to, name, link string) {
		l := full("invitation")
		l.To, l.Data["by"], l.Data["link"] = to, name, link
		m, err := writer().Write("1", time.Now(), l)
		if err != nil {
			return
		}
		if strings.ContainsAny(m.Subject+m.To.Address+m.To.Name, "\r\n\x00") {
			t.Errorf("%q", m)
		}
		if strings.Count(m.HTML, "<a ") != 1 || strings.Count(m.HTML, "<script") != 0 {
			t.Errorf("%s", m.HTML)
		}
	})
}

func TestParseServer(t *testing.T) {
	for _, tt := range []struct {
		text, want string
		ok         bool
	}{
		{"smtp://mail.example.org", "mail.example.org:587", true},
		{"smtps://u:p@mail.example.org", "mail.example.org:465", true},
		{"smtp://u:p%40@mail.example.org:2525", "mail.example.org:2525", true},
		{"smtp://[::1]:25", "[::1]:25", true},
		{"smtp://relay.example.org:25?tls=never", "relay.example.org:25", true},
		{"smtp://u:p@127.0.0.1:25?tls=never", "127.0.0.1:25", true},
		{"smtp://u:secret@relay.example.org:25?tls=never", "", false},
		{"smtps://mail.example.org?tls=never", "", false},
		{"smtp://mail.example.org?tls=maybe", "", false},
		{"http://mail.example.org", "", false},
		{"smtp://", "", false},
		{"smtp://mail.example.org:99999", "", false},
		{"smtp://mail.example.org/secret", "", false},
		{"mail.example.org", "", false},
		{"smtp://u:secret\x7f@mail.example.org", "", false},
	} {
		s, err := ParseServer(tt.text)
		if (err == nil) != tt.ok || tt.ok && s.String() != tt.want || !tt.ok && keyOf(err) != "config.mail" {
			t.Errorf("%q: %s, %v", tt.text, s, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: the error tells the password: %v", tt.text, err)
		}
	}
}

// parts are the texts of a letter, decoded.
func parts(t *testing.T, m *netmail.Message) (types []string, texts []string) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("the letter is %s, %v", kind, err)
	}
	r := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return types, texts
		}
		if err != nil {
			t.Fatal(err)
		}
		if p.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
			t.Errorf("encoded as %s", p.Header.Get("Content-Transfer-Encoding"))
		}
		text, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		types, texts = append(types, p.Header.Get("Content-Type")), append(texts, strings.ReplaceAll(string(text), "\r\n", "\n"))
	}
}

// Over TLS of both kinds, with and without a password, a letter arrives as it was written.
func TestSend(t *testing.T) {
	for _, tt := range []struct {
		name, format string
		how          encryption
		password     map[string]string
		tls          bool
		user         string
	}{
		{"STARTTLS", "smtp://HOST", starttls, nil, true, ""},
		{"STARTTLS and a password", "smtp://ana:s%40cret@HOST", starttls, map[string]string{"ana": "s@cret"}, true, "ana"},
		{"TLS from the first byte", "smtps://ana:secret@HOST", implicit, map[string]string{"ana": "secret"}, true, "ana"},
		{"this machine, without TLS", "smtp://HOST", none, nil, false, ""},
		{"this machine, a password without TLS", "smtp://ana:secret@HOST", none, map[string]string{"ana": "secret"}, false, "ana"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := (&postOffice{password: tt.password}).open(t, tt.how)
			l := full("invitation")
			l.Data["name"], l.Data["by"] = "Łucja Ølgaard, \"the one\"", "Zoë Müller"
			want := written(t, l)
			if err := send(p.server(t, tt.format), want); err != nil {
				t.Fatal(err)
			}
			got := p.letters()
			if len(got) != 1 || got[0].to != "ana@example.org" || got[0].from != "cairn@example.org" || got[0].tls != tt.tls || got[0].user != tt.user {
				t.Fatalf("it arrived as %+v", got)
			}
			h := got[0].message.Header
			to, err := h.AddressList("To")
			if err != nil || len(to) != 1 || to[0].Name != l.Data["name"] {
				t.Errorf("it is to %+v, %v", to, err)
			}
			subject, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
			if err != nil || subject != want.Subject {
				t.Errorf("its subject is %q, want %q, %v", subject, want.Subject, err)
			}
			date, err := h.Date()
			if err != nil || !date.Equal(want.At) || h.Get("Message-ID") != "<"+want.ID+">" || h.Get("Auto-Submitted") != "auto-generated" {
				t.Errorf("its head is %v, %v", h, err)
			}
			for _, name := range []string{"Bcc", "Cc", "Reply-To"} {
				if h.Get(name) != "" {
					t.Errorf("it has the header %s: %s", name, h.Get(name))
				}
			}
			types, texts := parts(t, got[0].message)
			if len(texts) != 2 || texts[0] != want.Text || texts[1] != want.HTML || !strings.HasPrefix(types[0], "text/plain") || !strings.HasPrefix(types[1], "text/html") {
				t.Errorf("it says %v %q", types, texts)
			}
		})
	}
}

// A refusal for good is told from one for now, and from what is our own fault.
func TestRefusals(t *testing.T) {
	for _, tt := range []struct {
		name    string
		p       *postOffice
		format  string
		refused bool
	}{
		{"no such person", &postOffice{rcpt: &smtp.SMTPError{Code: 550, Message: "unknown"}}, "smtp://HOST", true},
		{"come back later", &postOffice{rcpt: &smtp.SMTPError{Code: 451, Message: "greylisted"}}, "smtp://HOST", false},
		{"we do not want that", &postOffice{data: &smtp.SMTPError{Code: 554, Message: "spam"}}, "smtp://HOST", true},
		{"the disk is full", &postOffice{data: &smtp.SMTPError{Code: 452, Message: "full"}}, "smtp://HOST", false},
		{"a wrong password", &postOffice{password: map[string]string{"ana": "right"}}, "smtp://ana:wrong@HOST", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.p.open(t, starttls)
			err := send(tt.p.server(t, tt.format), written(t, full("password")))
			if err == nil || Refused(err) != tt.refused {
				t.Errorf("refused for good: %v; %v", Refused(err), err)
			}
			if err != nil && strings.Contains(err.Error(), "wrong@") || len(tt.p.letters()) != 0 {
				t.Errorf("%v, %d letters", err, len(tt.p.letters()))
			}
		})
	}
}

// No letter and no password goes over a line that anybody reads.
func TestNoTLS(t *testing.T) {
	p := (&postOffice{password: map[string]string{"ana": "secret"}}).open(t, none)
	s := p.server(t, "smtps://ana:secret@HOST")
	if err := send(s, written(t, full("password"))); err == nil {
		t.Error("TLS from the first byte, of a server that has none")
	}
	s = p.server(t, "smtp://ana:secret@HOST")
	s.policy = 0 // as for a server elsewhere: mandatory
	if err := send(s, written(t, full("password"))); err == nil || Refused(err) {
		t.Errorf("STARTTLS, of a server that has none: %v", err)
	}
	q := (&postOffice{}).open(t, starttls)
	s = q.server(t, "smtp://HOST")
	s.roots = nil
	if err := send(s, written(t, full("password"))); err == nil {
		t.Error("a certificate that nobody believes is taken")
	}
	if len(p.letters())+len(q.letters()) != 0 {
		t.Error("a letter arrived")
	}
}

// A server that hangs costs a bounded time.
func TestSlow(t *testing.T) {
	p := (&postOffice{slow: 3 * time.Second}).open(t, none)
	s := p.server(t, "smtp://HOST")
	s.time = 300 * time.Millisecond
	begin := time.Now()
	if err := send(s, written(t, full("password"))); err == nil || Refused(err) {
		t.Errorf("a server that hangs: %v", err)
	}
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("it took %s", took)
	}
}

// The line is cut after the letter and before the answer: nobody knows whether it was taken.
// Sent again it is the same letter. Cut after the answer, it was taken, and is not sent again.
func TestCut(t *testing.T) {
	p := (&postOffice{cut: func(n int) bool { return n == 1 }}).open(t, starttls)
	m := written(t, full("reset"))
	if err := send(p.server(t, "smtp://HOST"), m); err == nil || Refused(err) {
		t.Fatalf("cut before the answer: %v", err)
	}
	if err := send(p.server(t, "smtp://HOST"), m); err != nil {
		t.Fatal(err)
	}
	got := p.letters()
	if len(got) != 2 || got[0].message.Header.Get("Message-ID") != got[1].message.Header.Get("Message-ID") {
		t.Errorf("%d letters, %+v", len(got), got)
	}
	q := (&postOffice{cutEnd: true}).open(t, starttls)
	if err := send(q.server(t, "smtp://HOST"), m); err != nil || len(q.letters()) != 1 {
		t.Errorf("cut after the answer: %v, %d letters", err, len(q.letters()))
	}
}

// A mail server may lie in a private network, but not where a cloud hands out its keys.
func TestWhere(t *testing.T) {
	s, err := ParseServer("smtp://169.254.169.254:25?tls=never")
	if err != nil {
		t.Fatal(err)
	}
	s.time = time.Second
	if err := send(s, written(t, full("password"))); err == nil || !strings.Contains(err.Error(), "no request goes there") {
		t.Errorf("the metadata address: %v", err)
	}
}

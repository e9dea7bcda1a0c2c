package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"cairn/fault"
	"cairn/internal/outbound"
)

// sendTime bounds the giving of one letter to the server, stepTime one step of it.
const (
	sendTime = 2 * time.Minute
	stepTime = 30 * time.Second
)

// Server is a mail server. It is spoken to under TLS: from the first byte (smtps), or from
// STARTTLS on (smtp), without which nothing is sent; unless the server is this machine, or
// its address says tls=never. A password is never told without TLS but to this machine.
type Server struct {
	host     string
	port     int
	user     string
	password string
	implicit bool
	local    bool // this machine
	policy   mail.TLSPolicy
	roots    *x509.CertPool
	time     time.Duration // of one letter
}

// ParseServer reads an address such as smtp://user:password@mail.example.org:587 or
// smtps://mail.example.org. The ports are 587 and 465 where none is said. Errors are
// fault.Invalid "config.mail".
func ParseServer(text string) (Server, error) {
	wrong := func(remedy string) (Server, error) {
		return Server{}, fault.New(fault.Invalid, "config.mail", "mail", remedy) // without its cause, which would tell the password
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.Fragment != "" {
		return wrong("an address such as smtp://user:password@mail.example.org:587, smtps://mail.example.org, or the word outbox")
	}
	s := Server{host: u.Hostname(), port: 587, implicit: u.Scheme == "smtps", policy: mail.TLSMandatory, time: sendTime}
	if s.implicit {
		s.port = 465
	}
	if p := u.Port(); p != "" {
		if s.port, err = strconv.Atoi(p); err != nil || s.port < 1 || s.port > 65535 {
			return wrong("a port between 1 and 65535")
		}
	}
	s.local = s.host == "localhost"
	if ip, err := netip.ParseAddr(s.host); err == nil {
		s.local = ip.IsLoopback()
	}
	switch u.RawQuery {
	case "":
		if s.local && !s.implicit {
			s.policy = mail.TLSOpportunistic
		}
	case "tls=never":
		if s.implicit {
			return wrong("smtp:// for a server without TLS")
		}
		s.policy = mail.NoTLS
	default:
		return wrong("no more after the address than tls=never")
	}
	if u.User != nil {
		s.user = u.User.Username()
		s.password, _ = u.User.Password()
		if s.policy == mail.NoTLS && !s.local {
			return wrong("a server with TLS, or none that wants a password: it would be read on the way")
		}
	}
	return s, nil
}

// String is the server without its password.
func (s Server) String() string { return net.JoinHostPort(s.host, strconv.Itoa(s.port)) }

// Send gives a letter to the server. The server's address is looked at as that of every
// request that leaves, except that this one may lie in a private network: it is the
// administrator who has named it.
func (s Server) Send(ctx context.Context, m Message) (err error) {
	defer fault.Wrap(&err, "mail.Send")
	ctx, cancel := context.WithTimeout(ctx, s.time)
	defer cancel()
	client, err := s.client(m)
	if err != nil {
		return err
	}
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", s, err)
	}
	// The server has the letter once it says so. That the end of the talk fails then is no
	// reason to send it again.
	defer func() { _ = client.CloseWithSMTPClient(conn) }()
	if err := client.SendWithSMTPClient(conn, message(m)); err != nil {
		return fmt.Errorf("%s: %w", s, err)
	}
	return nil
}

// message makes what is sent.
func message(m Message) *mail.Msg {
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&m.From)
	msg.AddToMailAddress(&m.To)
	msg.SetMessageIDWithValue(m.ID)
	msg.SetDateWithValue(m.At)
	msg.Subject(m.Subject)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // nobody's absence answers it
	msg.SetBodyString(mail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(mail.TypeTextHTML, m.HTML)
	return msg
}

// client is a talk with the server.
func (s Server) client(m Message) (*mail.Client, error) {
	allow, err := outbound.ParseAllow([]string{s.String()})
	if err != nil {
		return nil, err
	}
	guard := outbound.Options{Allow: allow}
	tlsConfig := &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12, RootCAs: s.roots}
	options := []mail.Option{
		mail.WithPort(s.port), mail.WithTimeout(min(stepTime, s.time)), mail.WithTLSConfig(tlsConfig), mail.WithoutNoop(), mail.WithHELO(hostOf(m.From.Address)),
		mail.WithDialContextFunc(func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := guard.Dial(ctx, network, address)
			if err != nil || !s.implicit {
				return conn, err
			}
			return tls.Client(conn, tlsConfig), nil
		}),
	}
	if s.implicit {
		options = append(options, mail.WithSSL())
	} else {
		options = append(options, mail.WithTLSPolicy(s.policy))
	}
	if s.user != "" {
		options = append(options, mail.WithUsername(s.user), mail.WithPassword(s.password), s.auth())
	}
	return mail.NewClient(s.host, options...)
}

// auth chooses how the password is told. The library does not see that a line which we have
// opened for it is under TLS already, or goes nowhere, so it is told that.
func (s Server) auth() mail.Option {
	if s.implicit || s.local {
		return mail.WithOpportunisticSMTPAuth(mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthSCRAMSHA1, mail.SMTPAuthPlainNoEnc, mail.SMTPAuthLoginNoEnc)
	}
	return mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover)
}

// hostOf is the part of an address after its @.
func hostOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// Refused says whether the server has said for good that it does not take a letter: then
// trying again does not mend it. That it does not know our password is for us to mend.
func Refused(err error) bool {
	e, ok := errors.AsType[*mail.SendError](err)
	if !ok {
		return fault.Of(err) == fault.Invalid
	}
	if code := e.ErrorCode(); code == 530 || code == 534 || code == 535 || code == 538 {
		return false // about our password
	}
	switch e.Reason {
	case mail.ErrSMTPMailFrom, mail.ErrSMTPRcptTo, mail.ErrSMTPData, mail.ErrSMTPDataClose:
		return e.ErrorCode() >= 500 && e.ErrorCode() < 600
	}
	return false
}

package mail

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// received is a letter as a server got it.
type received struct {
	from, to string
	tls      bool
	user     string
	message  *netmail.Message
	raw      string
}

// postOffice is a real mail server, which can be told to misbehave.
type postOffice struct {
	t        *testing.T
	mu       sync.Mutex
	got      []received
	rcpt     error            // answer to a recipient
	data     error            // answer to a letter
	slow     time.Duration    // before each answer to a letter
	cut      func(n int) bool // whether the n-th letter is taken and the line cut before the answer
	cutEnd   bool             // whether the line is cut after the answer
	password map[string]string
	roots    *x509.CertPool
	address  string
}

type talk struct {
	*postOffice
	conn *smtp.Conn
	now  received
}

// NewSession begins a talk.
func (p *postOffice) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &talk{postOffice: p, conn: c}, nil
}

// AuthMechanisms are those that a talk offers.
func (s *talk) AuthMechanisms() []string {
	if s.password == nil {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth checks who speaks.
func (s *talk) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if s.password[user] != password {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "no"}
		}
		s.now.user = user
		return nil
	}), nil
}

// Mail takes the sender.
func (s *talk) Mail(from string, _ *smtp.MailOptions) error { s.now.from = from; return nil }

// Rcpt takes a recipient.
func (s *talk) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.to += to
	return s.rcpt
}

// Data takes the letter.
func (s *talk) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.now.raw = string(raw)
	if s.now.message, err = netmail.ReadMessage(bytes.NewReader(raw)); err != nil {
		s.t.Errorf("what came is no letter: %v", err)
	}
	_, s.now.tls = s.conn.TLSConnectionState()
	s.mu.Lock()
	defer s.mu.Unlock()
	time.Sleep(s.slow)
	if s.data != nil {
		return s.data
	}
	s.got = append(s.got, s.now)
	if s.cut != nil && s.cut(len(s.got)) {
		s.conn.Conn().Close()
		return errors.New("cut")
	}
	if s.cutEnd {
		time.AfterFunc(10*time.Millisecond, func() { s.conn.Conn().Close() })
	}
	return nil
}

// Reset forgets what was said.
func (s *talk) Reset() { s.now = received{user: s.now.user} }

// Logout ends a talk.
func (s *talk) Logout() error { return nil }

func (p *postOffice) letters() []received {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]received(nil), p.got...)
}

// certificate is one for this machine, and who believes it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	x := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	raw, err := x509.CreateCertificate(rand.Reader, x, x, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, roots
}

// encryption is how a post office is spoken to.
type encryption int

const (
	none encryption = iota
	starttls
	implicit
)

// open opens a post office on this machine.
func (p *postOffice) open(t *testing.T, how encryption) *postOffice {
	t.Helper()
	p.t = t
	s := smtp.NewServer(p)
	s.Domain, s.ReadTimeout, s.WriteTimeout = "test.example.org", 10*time.Second, 10*time.Second
	s.AllowInsecureAuth, s.ErrorLog = how == none, quietLog{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.address = l.Addr().String()
	if how != none {
		var own tls.Certificate
		own, p.roots = certificate(t)
		s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{own}}
	}
	if how == implicit {
		l = tls.NewListener(l, s.TLSConfig)
	}
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	return p
}

type quietLog struct{}

// Printf says nothing.
func (quietLog) Printf(string, ...any) {}

// Println says nothing.
func (quietLog) Println(...any) {}

// server is that post office as it is configured.
func (p *postOffice) server(t *testing.T, format string) Server {
	t.Helper()
	s, err := ParseServer(strings.Replace(format, "HOST", p.address, 1))
	if err != nil {
		t.Fatal(err)
	}
	s.roots, s.time = p.roots, 5*time.Second
	return s
}

func send(s Server, m Message) error { return s.Send(context.Background(), m) }

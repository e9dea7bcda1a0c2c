// Package outbound is the one way by which requests leave the machine: to a provider of
// sign-in, to somebody's web hook. Whoever may name such an address must not reach what
// only this machine reaches: its own services, the office network, the cloud's metadata.
//
// What counts is the address that is really dialled, looked at between the look-up of the
// name and the connection. How it was written does not matter then (0177.0.0.1,
// 2130706433, [::ffff:127.0.0.1]), nor which name led to it, nor whether a redirect did.
//
//	allow, err := outbound.ParseAllow([]string{"sso.office.example:443", "10.7.0.0/16"})
//	client := outbound.New(outbound.Options{Allow: allow})
//	resp, err := client.Get(address)
//	body, err := outbound.ReadAll(resp, 64<<10)
package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// ErrRefused is the root of errors about an address to which no request goes. Its text
// names what was dialled; it is for the log and for whoever configures the machine, and
// never for the person who named the address, who would learn the office network by it.
var ErrRefused = errors.New("no request goes there")

// Options are the limits of a client. The zero value of each is the strict one.
type Options struct {
	// Allow is where requests may go besides the public network.
	Allow Allow
	// Timeout is for the whole of a request, from the look-up of the name to the last
	// byte of the answer; 10 s where it is 0.
	Timeout time.Duration
	// MaxBody is how many bytes of an answer can be read, counted after they are
	// unpacked; 1 MiB where it is 0.
	MaxBody int64
	// Redirects is how many are followed. With 0 the redirect itself is the answer.
	Redirects int
	// Resolver looks names up; nil is the machine's own.
	Resolver *net.Resolver
	// Roots are the certificates that are believed; nil are the machine's own.
	Roots *x509.CertPool
}

const (
	dialTime  = 5 * time.Second
	wholeTime = 10 * time.Second
	bodySize  = 1 << 20
	headSize  = 64 << 10
)

// New makes a client that keeps to the options. It uses no proxy of the environment and
// keeps no cookies, so a request carries nothing that its caller has not given it.
// Connections are kept and used again: make one client, not one for each request.
func New(o Options) *http.Client {
	if o.Timeout <= 0 {
		o.Timeout = wholeTime
	}
	if o.MaxBody <= 0 {
		o.MaxBody = bodySize
	}
	return &http.Client{
		Timeout:       o.Timeout,
		CheckRedirect: o.follow,
		Transport: &limited{max: o.MaxBody, next: &http.Transport{
			DialContext:            o.dial,
			ForceAttemptHTTP2:      true,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots},
			TLSHandshakeTimeout:    dialTime,
			ResponseHeaderTimeout:  o.Timeout,
			MaxResponseHeaderBytes: headSize,
			MaxIdleConns:           16,
			MaxIdleConnsPerHost:    2,
			MaxConnsPerHost:        8,
			IdleConnTimeout:        30 * time.Second,
		}},
	}
}

// dial connects to one of the addresses of a host, each of which has to be allowed.
func (o Options) dial(ctx context.Context, network, hostPort string) (net.Conn, error) {
	named := o.Allow.names(hostPort)
	d := net.Dialer{
		Timeout:  dialTime,
		Resolver: o.Resolver,
		Control: func(network, address string, _ syscall.RawConn) error {
			return o.Allow.check(network, address, named)
		},
	}
	return d.DialContext(ctx, network, hostPort)
}

// follow says whether a redirect is followed. To another place goes only what asks, and
// never what was meant for the first place alone: bodies, signatures, passwords.
func (o Options) follow(next *http.Request, before []*http.Request) error {
	last := before[len(before)-1]
	switch {
	case o.Redirects <= 0:
		return http.ErrUseLastResponse
	case len(before) > o.Redirects:
		return fmt.Errorf("%w: more than %d redirects", ErrRefused, o.Redirects)
	case last.URL.Scheme == "https" && next.URL.Scheme != "https":
		return fmt.Errorf("%w: a redirect from https to %s", ErrRefused, next.URL.Scheme)
	}
	if first := before[0].URL; next.URL.Scheme == first.Scheme && next.URL.Host == first.Host {
		return nil
	}
	if next.Method != http.MethodGet && next.Method != http.MethodHead {
		return fmt.Errorf("%w: a redirect of %s to another host", ErrRefused, next.Method)
	}
	for name := range next.Header {
		if name != "Accept" && name != "Accept-Language" && name != "User-Agent" {
			next.Header.Del(name)
		}
	}
	return nil
}

// limited is a transport that looks at what goes out and counts what comes in.
type limited struct {
	next *http.Transport
	max  int64
}

// RoundTrip does one request, of which there are several where redirects are followed.
func (l *limited) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := sound(r.URL); err != nil {
		if r.Body != nil {
			_ = r.Body.Close() // the duty of whoever does a request, done or not
		}
		return nil, err
	}
	resp, err := l.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if resp.ContentLength > l.max && r.Method != http.MethodHead {
		_ = resp.Body.Close()
		return nil, fmt.Errorf("%w: %d bytes announced, at most %d", ErrTooLarge, resp.ContentLength, l.max)
	}
	resp.Body = &counted{body: resp.Body, left: l.max}
	return resp, nil
}

// CloseIdleConnections lets go of connections that wait for their next request.
func (l *limited) CloseIdleConnections() { l.next.CloseIdleConnections() }

// sound says whether an address is one that a request can be sent to.
func sound(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("%w: %q is neither http nor https", ErrRefused, u.Scheme)
	case u.Hostname() == "":
		return fmt.Errorf("%w: there is no host", ErrRefused)
	case u.User != nil:
		return fmt.Errorf("%w: a password in the address", ErrRefused)
	case strings.ContainsAny(u.Hostname(), "%\\@ "):
		return fmt.Errorf("%w: the host %q", ErrRefused, u.Hostname())
	}
	return nil
}

// check says whether address, an IP address with its port, may be dialled; named says
// that the configuration names the host and port by which it was reached.
func (a Allow) check(network, address string, named bool) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || network != "tcp4" && network != "tcp6" {
		return fmt.Errorf("%w: %s %q", ErrRefused, network, address)
	}
	ip := at.Addr().Unmap()
	switch {
	case public(ip), a.contains(ip), named && private(ip):
		return nil
	}
	return fmt.Errorf("%w: %s is not on the public network", ErrRefused, ip)
}

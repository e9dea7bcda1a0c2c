package api

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"

	"cairn/fault"
)

// policy is the content security policy of every answer: scripts, styles and everything
// else come from here and from nowhere else, and nothing is inline.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"

// Sizes of what is accepted, in bytes.
const (
	bodyLimit = 1 << 20
	urlLimit  = 16 << 10
)

// headed puts the headers of safety on every answer, of whatever kind.
func (s *Server) headed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store") // what may be kept says so itself
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// caught turns a panic into the failure of the one request that met it.
func (s *Server) caught(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			x := recover()
			if x == nil {
				return
			}
			if x == http.ErrAbortHandler {
				panic(x)
			}
			s.log.LogAttrs(r.Context(), slog.LevelError, "panic", slog.Any("value", x), slog.String("stack", string(debug.Stack())))
			s.fail(w, r, fmt.Errorf("panic: %v", x))
		}()
		next.ServeHTTP(w, r)
	})
}

// sized refuses what is too large before anybody reads it.
func (s *Server) sized(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.RequestURI) > urlLimit {
			s.fail(w, r, at(http.StatusRequestURITooLong, fault.New(fault.Invalid, "api.large", "", "a shorter address")))
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
		next.ServeHTTP(w, r)
	})
}

// sameSite refuses changes that a page of another site asks for. The browser says where a
// request comes from; programs say nothing and have no cookie either.
func (s *Server) sameSite(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	if err := guard.AddTrustedOrigin(s.public.Scheme + "://" + s.public.Host); err != nil {
		s.log.Warn("the public address is no origin", "error", err)
	}
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, fault.New(fault.Forbidden, "api.cross_site", "", "a page of this server"))
	}))
	return guard.Handler(next)
}

// sender is the address that a request comes from. A proxy that was named is believed
// about whom it speaks for, and nobody else is.
func (s *Server) sender(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	told := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(told) - 1; i >= 0 && s.believed(host); i-- {
		ip, err := netip.ParseAddr(strings.TrimSpace(told[i]))
		if err != nil {
			break
		}
		host = ip.Unmap().String()
	}
	return host
}

func (s *Server) believed(host string) bool {
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range s.proxies {
		if p.Contains(ip.Unmap()) {
			return true
		}
	}
	return false
}

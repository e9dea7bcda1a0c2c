package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"cairn/access"
	"cairn/fault"
	"cairn/internal/app"
)

// identity is who sends a request, as far as it has shown. Rights are read anew for each
// request, so that what is withdrawn is withdrawn at once.
type identity struct {
	app.Caller
	token  string // of the session; "" where a token of the API was shown
	bearer bool
}

type identityKey struct{}

// who is who sends the request; the zero Actor, who may nothing, where nobody is known.
func who(r *http.Request) access.Actor { return identityOf(r.Context()).Who }

func identityOf(ctx context.Context) identity {
	id, _ := ctx.Value(identityKey{}).(identity)
	return id
}

func unauthorised() error {
	return &refusedRequest{why: fault.New(fault.Forbidden, "api.session", "", "signing in"), kind: kindUnauthorised}
}

// identify finds out who sends a request. A token of the API goes before a cookie.
func (s *Server) identify(r *http.Request) (identity, error) {
	if head := r.Header.Get("Authorization"); head != "" {
		scheme, token, _ := strings.Cut(head, " ")
		if !strings.EqualFold(scheme, "Bearer") || token == "" {
			return identity{}, unauthorised()
		}
		c, err := s.app.Bearer(r.Context(), strings.TrimSpace(token), s.from(r))
		return identity{Caller: c, bearer: true}, known(err)
	}
	token := s.sessionToken(r)
	if token == "" {
		return identity{}, unauthorised()
	}
	c, err := s.app.Session(r.Context(), token, s.from(r))
	return identity{Caller: c, token: token}, known(err)
}

// known makes "there is no such session" the answer to a request.
func known(err error) error {
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.NotFound {
		return unauthorised()
	}
	return err
}

// signed lets through who is known, and answers the others. A change that leans on the
// cookie also needs what no form of another site can send.
func (s *Server) signed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, err := s.identify(r)
		if err != nil {
			if problemOf(err).Status == http.StatusUnauthorized {
				w.Header().Set("WWW-Authenticate", `Bearer realm="Cairn"`)
			}
			s.fail(w, r, err)
			return
		}
		if !id.bearer && !safe(r.Method) && !deliberate(r) {
			s.fail(w, r, fault.New(fault.Forbidden, "api.header", "", "the header X-Cairn: 1, or a body in JSON"))
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), identityKey{}, id)))
	})
}

// crowded lets a person's requests through as long as they have not too many.
func (s *Server) crowded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		free, err := s.crowd.enter(who(r).ID)
		if err != nil {
			w.Header().Set("Retry-After", "1")
			s.fail(w, r, err)
			return
		}
		defer free()
		next.ServeHTTP(w, r)
	})
}

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// deliberate says whether a script of our own page sent the request: a plain form sets
// neither of the two.
func deliberate(r *http.Request) bool {
	return r.Header.Get("X-Cairn") == "1" || strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
}

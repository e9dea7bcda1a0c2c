package api

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"strings"

	"cairn/fault"
)

// serveSignIn shows the sign-in page.
func (s *Server) serveSignIn(w http.ResponseWriter, r *http.Request) {
	next := local(r.URL.Query().Get("next"))
	if token := s.sessionToken(r); token != "" {
		if _, err := s.app.Session(r.Context(), token); err == nil {
			http.Redirect(w, r, next, http.StatusSeeOther)
			return
		}
	}
	s.showSignIn(w, r, http.StatusOK, page{Next: next})
}

func (s *Server) showSignIn(w http.ResponseWriter, r *http.Request, status int, p page) {
	co, _, err := s.app.Begun(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	p.Title, p.Company = "Sign in", co.Name
	if !co.Ready() {
		s.show(w, r, http.StatusOK, "said", page{
			Title: "Not set up yet",
			Said:  "Whoever started this Cairn finds the address for setting it up in the lines that it printed.",
		})
		return
	}
	s.show(w, r, status, "sign-in", p)
}

// credentials are what somebody signs in with, by form or in JSON.
type credentials struct {
	Email    string `json:"email"`
	Password string `json:"password"`
	Next     string `json:"next,omitempty"`
}

// signIn signs somebody in: a new session under a new token, whatever the browser had.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	in, isJSON, err := readCredentials(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	token, err := s.prove(r, in)
	switch {
	case err == nil:
		s.endSession(r)
		s.setCookie(w, token)
	case isJSON:
		s.fail(w, r, s.pause(w, err))
		return
	default:
		p := problemOf(s.pause(w, err))
		if p.ID != "" {
			s.fail(w, r, err)
			return
		}
		s.showSignIn(w, r, p.Status, page{Next: local(in.Next), Email: in.Email, Wrong: p.Detail})
		return
	}
	if isJSON {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r, local(in.Next), http.StatusSeeOther)
}

// prove holds an address and a password against what is known. Whether the account exists
// is not to be seen, neither in the answer nor in the time it takes.
func (s *Server) prove(r *http.Request, in credentials) (token string, err error) {
	account, from := strings.ToLower(strings.TrimSpace(in.Email)), s.sender(r)
	if len(account) > 320 || len(in.Password) > 1000 {
		return "", errNotYou()
	}
	if err := s.guesses.check(account, from); err != nil {
		return "", err
	}
	select {
	case s.hashing <- struct{}{}: // each takes memory and a core for a while
		defer func() { <-s.hashing }()
	case <-r.Context().Done():
		return "", r.Context().Err()
	}
	token, err = s.app.SignIn(r.Context(), account, in.Password, r.UserAgent())
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.NotFound {
		s.guesses.failed(account, from)
		s.log.WarnContext(r.Context(), "sign-in failed", "from", from)
		return "", errNotYou()
	}
	if err == nil {
		s.guesses.passed(account, from)
		s.log.InfoContext(r.Context(), "signed in", "from", from)
	}
	return token, err
}

func errNotYou() error {
	f := fault.New(fault.Forbidden, "sign_in", "", "the address and the password of a member")
	return &refusedRequest{why: f, kind: kindUnauthorised}
}

// pause tells a program how long to wait.
func (s *Server) pause(w http.ResponseWriter, err error) error {
	if e, ok := errors.AsType[*refusedRequest](err); ok && e.why.Detail["seconds"] != "" {
		w.Header().Set("Retry-After", e.why.Detail["seconds"])
	}
	return err
}

func readCredentials(r *http.Request) (in credentials, isJSON bool, err error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		strict := json.NewDecoder(r.Body)
		strict.DisallowUnknownFields()
		if err := strict.Decode(&in); err != nil {
			return in, true, unreadable(err)
		}
		return in, true, nil
	case "application/x-www-form-urlencoded":
		if err := r.ParseForm(); err != nil {
			return in, false, unreadable(err)
		}
		return credentials{r.PostForm.Get("email"), r.PostForm.Get("password"), r.PostForm.Get("next")}, false, nil
	}
	return in, true, at(http.StatusUnsupportedMediaType, fault.New(fault.Invalid, "api.media", "Content-Type", "application/json, or a form"))
}

// signOut ends the session, here and in the database.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	s.endSession(r)
	s.setCookie(w, "")
	w.Header().Set("Clear-Site-Data", `"cache"`)
	if deliberate(r) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
}

// endSession ends the session of the browser, and the streams that hang on it.
func (s *Server) endSession(r *http.Request) {
	token := s.sessionToken(r)
	if token == "" {
		return
	}
	if err := s.app.SignOut(r.Context(), token); err != nil {
		s.log.Error("a session could not be ended", "error", err)
	}
	s.streams.recheck()
}

package api

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"net/url"

	"cairn/fault"
	"cairn/internal/app"
)

// serveSignIn shows the sign-in page.
func (s *Server) serveSignIn(w http.ResponseWriter, r *http.Request) {
	next := local(r.URL.Query().Get("next"))
	if token := s.sessionToken(r); token != "" {
		if _, err := s.app.Session(r.Context(), token, s.from(r)); err == nil {
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

// halfIn says that the other half of signing in is wanted, and the ways to do it.
type halfIn struct {
	Second []string `json:"second"`
}

// signIn signs somebody in: a new session under a new token, whatever the browser had.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	var in credentials
	isJSON, err := readForm(r, &in, func(f url.Values) { in = credentials{f.Get("email"), f.Get("password"), f.Get("next")} })
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var e app.Entrance
	if len(in.Email) > 320 || len(in.Password) > 1000 {
		err = errNotYou()
	} else {
		e, err = s.app.SignIn(r.Context(), in.Email, in.Password, s.from(r))
	}
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind == fault.NotFound {
		err = errNotYou()
		s.log.WarnContext(r.Context(), "sign-in failed", "from", s.sender(r))
	}
	if err == nil {
		s.enter(w, r, e, in.Next, isJSON)
		return
	}
	if p := problemOf(err); !isJSON && p.ID == "" {
		pause(w, p)
		s.showSignIn(w, r, p.Status, page{Next: local(in.Next), Email: in.Email, Wrong: p.Detail})
		return
	}
	s.fail(w, r, err)
}

// enter gives the browser what it entered with, and leads on: to the second half where one
// is wanted.
func (s *Server) enter(w http.ResponseWriter, r *http.Request, e app.Entrance, next string, isJSON bool) {
	if e.Token == "" {
		s.setCookie(w, cookieHalf, e.Half, halfAge)
		if isJSON {
			s.answerPlain(w, r, halfIn{Second: e.Second})
			return
		}
		http.Redirect(w, r, "/sign-in/second?"+url.Values{"next": {local(next)}}.Encode(), http.StatusSeeOther)
		return
	}
	s.endSession(r)
	s.setCookie(w, cookieSession, e.Token, sessionAge)
	if s.cookie(r, cookieHalf) != "" {
		s.setCookie(w, cookieHalf, "", 0)
	}
	if err := s.remember(w, r, e.Member); err != nil {
		s.fail(w, r, err)
		return
	}
	s.log.InfoContext(r.Context(), "signed in", "member", e.Member, "from", s.sender(r))
	if isJSON {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r, local(next), http.StatusSeeOther)
}

// answerPlain writes an answer that has no place in the log.
func (s *Server) answerPlain(w http.ResponseWriter, r *http.Request, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(text)
}

func errNotYou() error {
	f := fault.New(fault.Forbidden, "sign_in", "", "the address and the password of a member")
	return &refusedRequest{why: f, kind: kindUnauthorised}
}

// readForm reads a request of somebody who is not signed in, in JSON or from a form.
func readForm(r *http.Request, into any, form func(url.Values)) (isJSON bool, err error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		strict := json.NewDecoder(r.Body)
		strict.DisallowUnknownFields()
		if err := strict.Decode(into); err != nil {
			return true, unreadable(err)
		}
		return true, nil
	case "application/x-www-form-urlencoded":
		if err := r.ParseForm(); err != nil {
			return false, unreadable(err)
		}
		form(r.PostForm)
		return false, nil
	}
	return true, at(http.StatusUnsupportedMediaType, fault.New(fault.Invalid, "api.media", "Content-Type", "application/json, or a form"))
}

// signOut ends the session, here and in the database.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	s.endSession(r)
	s.setCookie(w, cookieSession, "", 0)
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

package api

import (
	"context"
	"net/http"
	"net/url"

	"cairn/access"
	"cairn/fault"
	"cairn/internal/app"
)

// Invitation is the one-time address at which a member chooses a password. Where letters
// are sent, it is sent to them and shown to nobody else.
type Invitation struct {
	Address string `json:"address" doc:"Empty where it was sent to the member."`
	Mailed  bool   `json:"mailed"`
	Expires int64  `json:"expires" doc:"Microseconds UTC."`
}

// invite makes an invitation for a member.
func (s *Server) invite(ctx context.Context, c app.Caller, in *aboutMember) (out Invitation, err error) {
	i, err := s.app.Invite(ctx, c, in.Member)
	if err != nil {
		return out, err
	}
	out = Invitation{Mailed: i.Mailed, Expires: i.Expires}
	if i.Token != "" {
		out.Address = s.public.JoinPath("invitation").String() + "?token=" + i.Token
	}
	return out, nil
}

// choice of a password: what leads to it, and the words of its page.
type choosing struct {
	kind, path, title, said string
}

func byInvitation(m access.Actor) choosing {
	return choosing{"invitation", "/invitation", "Welcome, " + m.Name, "Choose a password. You will sign in with it as " + m.Email + "."}
}

func byReset(m access.Actor) choosing {
	return choosing{"reset", "/reset/password", "A new password", "For " + m.Email + ". Whoever is signed in as you will be signed out, and your tokens end."}
}

// serveChoice shows the page on which a password is chosen, to who holds a link.
func (s *Server) serveChoice(kind string, words func(access.Actor) choosing) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token := r.URL.Query().Get("token")
		m, err := s.app.Bidden(r.Context(), kind, token)
		if err != nil {
			s.refusePage(w, r, err)
			return
		}
		s.showChoice(w, r, http.StatusOK, m, words(m), page{Token: token})
	}
}

func (s *Server) showChoice(w http.ResponseWriter, r *http.Request, status int, m access.Actor, x choosing, p page) {
	co, _, err := s.app.Begun(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	p.Title, p.Company, p.Email, p.Said, p.Path = x.title, co.Name, m.Email, x.said, x.path
	s.show(w, r, status, "choose", p)
}

// choose sets the password that was chosen, and lets the member in as far as that goes.
func (s *Server) choose(kind string, words func(access.Actor) choosing) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			s.fail(w, r, unreadable(err))
			return
		}
		token := r.PostForm.Get("token")
		m, err := s.app.Bidden(r.Context(), kind, token)
		if err != nil {
			s.refusePage(w, r, err)
			return
		}
		e, err := s.app.Choose(r.Context(), kind, token, r.PostForm.Get("password"), s.from(r))
		if p := problemOf(err); err != nil && p.ID == "" {
			s.showChoice(w, r, p.Status, m, words(m), page{Token: token, Wrong: p.Detail})
			return
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.streams.recheck()
		s.enter(w, r, e, "/", false)
	}
}

// ResetAsked says whether letters are sent here. It says nothing of the address.
type ResetAsked struct {
	Mail bool   `json:"mail"`
	Said string `json:"said" doc:"A sentence for the person."`
}

// The two sentences that there are, whatever address was given.
const (
	saidMail   = "If somebody here has this address, a link is on its way to it. It works once, for half an hour."
	saidNoMail = "This Cairn sends no mail. Ask whoever looks after it for an invitation, with which you choose a new password."
)

// serveReset shows the page on which a way to a new password is asked for.
func (s *Server) serveReset(w http.ResponseWriter, r *http.Request) {
	s.showReset(w, r, http.StatusOK, page{Email: r.URL.Query().Get("email")})
}

func (s *Server) showReset(w http.ResponseWriter, r *http.Request, status int, p page) {
	co, _, err := s.app.Begun(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	p.Title, p.Company = "A new password", co.Name
	if !s.app.WritesLetters() {
		s.show(w, r, status, "said", page{Title: p.Title, Company: p.Company, Said: saidNoMail, Link: "/sign-in", LinkText: "Back to signing in"})
		return
	}
	s.show(w, r, status, "reset", p)
}

// reset asks for a way to a new password, by form or in JSON. The answer is the same for
// every address.
func (s *Server) reset(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Email string `json:"email"`
	}
	isJSON, err := readForm(r, &in, func(f url.Values) { in.Email = f.Get("email") })
	if err == nil && len(in.Email) > 320 {
		err = fault.New(fault.Invalid, "member.email", "email", "an address such as ana@example.org")
	}
	if err == nil {
		err = s.app.AskReset(r.Context(), in.Email, s.from(r))
	}
	if p := problemOf(err); err != nil && !isJSON && p.ID == "" {
		pause(w, p)
		s.showReset(w, r, p.Status, page{Email: in.Email, Wrong: p.Detail})
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	out := ResetAsked{Mail: s.app.WritesLetters(), Said: saidNoMail}
	if out.Mail {
		out.Said = saidMail
	}
	if isJSON {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusAccepted)
		s.answerPlain(w, r, out)
		return
	}
	s.show(w, r, http.StatusAccepted, "said", page{Title: "A new password", Said: out.Said, Link: "/sign-in", LinkText: "Back to signing in"})
}

package api

import (
	"encoding/json"
	"net/http"
	"time"

	"cairn/access"
	"cairn/fault"
	"cairn/internal/app"
)

// Invitation is the one-time address at which a member chooses a password. Whoever made it
// hands it over; nobody else can make one, and it is kept nowhere.
type Invitation struct {
	Address string `json:"address"`
	Expires int64  `json:"expires" doc:"Microseconds UTC."`
}

// invitationLife is how long an invitation can be used.
const invitationLife = 7 * 24 * time.Hour

// invited is what an invitation says, sealed. Mark ties it to the password that the member
// had when it was made: it is used up as soon as that one changes.
type invited struct {
	Member  string `json:"m"`
	Mark    string `json:"k"`
	Expires int64  `json:"e"`
}

// serveInvite makes an invitation for a member.
func (s *Server) serveInvite(w http.ResponseWriter, r *http.Request) {
	if !who(r).May(access.Administer) {
		s.fail(w, r, fault.New(fault.Forbidden, "capability", "", "a role that may "+string(access.Administer)).With("command", "member.invite"))
		return
	}
	m, err := s.app.Member(r.Context(), r.PathValue("id"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	// An administrator who may not sell does not become the owner by inviting themselves as one.
	if m.Role == access.Owner && who(r).Role != access.Owner {
		s.fail(w, r, fault.New(fault.Forbidden, "capability", "", "an owner").With("command", "member.invite"))
		return
	}
	mark, err := s.app.PasswordMark(r.Context(), m.ID)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	expires := s.now().Add(invitationLife).UnixMicro()
	text, err := json.Marshal(invited{Member: m.ID, Mark: mark, Expires: expires})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	seq, err := s.app.Seq(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.answer(w, r, seq, Invitation{Address: s.public.JoinPath("invitation").String() + "?token=" + s.invitations.seal(text), Expires: expires})
}

// invitedBy finds out whom an invitation is for.
func (s *Server) invitedBy(r *http.Request, token string) (who access.Actor, err error) {
	gone := fault.New(fault.Forbidden, "invitation", "", "a new one, from whoever looks after Cairn")
	text, err := s.invitations.open(token)
	if err != nil {
		return who, gone
	}
	var in invited
	if err := json.Unmarshal(text, &in); err != nil || s.now().UnixMicro() > in.Expires {
		return who, gone
	}
	mark, err := s.app.PasswordMark(r.Context(), in.Member)
	if err != nil {
		return who, err
	}
	if mark != in.Mark {
		return who, gone
	}
	if who, err = s.app.Member(r.Context(), in.Member); fault.Of(err) == fault.NotFound {
		return who, gone
	}
	return who, err
}

// serveInvitation shows the page on which a password is chosen.
func (s *Server) serveInvitation(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("token")
	m, err := s.invitedBy(r, token)
	if err != nil {
		s.refusePage(w, r, err)
		return
	}
	s.showInvitation(w, r, http.StatusOK, m, page{Token: token})
}

func (s *Server) showInvitation(w http.ResponseWriter, r *http.Request, status int, m access.Actor, p page) {
	co, _, err := s.app.Begun(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	p.Title, p.Company, p.Email = "Welcome, "+m.Name, co.Name, m.Email
	p.Said = "Choose a password. You will sign in with it as " + m.Email + "."
	s.show(w, r, status, "invitation", p)
}

// accept sets the password that was chosen, and signs the member in.
func (s *Server) accept(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.fail(w, r, unreadable(err))
		return
	}
	token, password := r.PostForm.Get("token"), r.PostForm.Get("password")
	m, err := s.invitedBy(r, token)
	if err != nil {
		s.refusePage(w, r, err)
		return
	}
	_, err = s.app.Do(r.Context(), access.Actor{System: true}, &app.SetPassword{Member: m.ID, Password: password}, app.How{})
	if p := problemOf(err); err != nil && p.ID == "" {
		s.showInvitation(w, r, p.Status, m, page{Token: token, Wrong: p.Detail})
		return
	}
	if err == nil {
		token, err = s.app.SignIn(r.Context(), m.Email, password, r.UserAgent())
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.endSession(r)
	s.setCookie(w, token)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

package api

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"

	"cairn/internal/app"
)

// The cookies: that of a session, that of its first half, and the mark of a browser on
// which somebody has signed in before.
const (
	cookieSession = "cairn"
	cookieHalf    = "cairn-half"
	cookieDevice  = "cairn-device"
)

// How long a browser keeps them, in seconds. What they stand for may end earlier.
const (
	sessionAge = 90 * 24 * 60 * 60
	halfAge    = 5 * 60
	deviceAge  = 400 * 24 * 60 * 60
)

// cookieName is the name of a cookie here. Over https its prefix makes the browser refuse
// it from any other host or path.
func cookieName(name string, secure bool) string {
	if secure {
		return "__Host-" + name
	}
	return name
}

// setCookie has the browser keep a cookie, or forget it where the value is empty.
func (s *Server) setCookie(w http.ResponseWriter, name, value string, age int) {
	c := &http.Cookie{
		Name: cookieName(name, s.secure), Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// cookie is the value of a cookie. Two of the name are none: somebody is playing with them.
func (s *Server) cookie(r *http.Request, name string) string {
	if all := r.CookiesNamed(cookieName(name, s.secure)); len(all) == 1 {
		return all[0].Value
	}
	return ""
}

// sessionToken is the token of the cookie of a session.
func (s *Server) sessionToken(r *http.Request) string { return s.cookie(r, cookieSession) }

// device is what the mark of a browser says, sealed: a name for it, and who has signed in
// on it, the latest last.
type device struct {
	ID      string   `json:"d"`
	Members []string `json:"m"`
}

// deviceMembers bounds them: a shared machine has few who sign in again and again.
const deviceMembers = 8

// from is where a request comes from.
func (s *Server) from(r *http.Request) app.From {
	f := app.From{Address: s.sender(r), Agent: r.UserAgent()}
	d := s.device(r)
	f.Device, f.Members = d.ID, d.Members
	return f
}

func (s *Server) device(r *http.Request) (d device) {
	text, err := s.devices.open(s.cookie(r, cookieDevice))
	if err != nil || json.Unmarshal(text, &d) != nil {
		return device{}
	}
	return d
}

// remember marks the browser as one on which a member has signed in.
func (s *Server) remember(w http.ResponseWriter, r *http.Request, member string) error {
	d := s.device(r)
	if d.ID == "" {
		id := make([]byte, 16)
		rand.Read(id)
		d.ID = base64.RawURLEncoding.EncodeToString(id)
	}
	d.Members = append(slices.DeleteFunc(d.Members, func(m string) bool { return m == member }), member)
	d.Members = d.Members[max(0, len(d.Members)-deviceMembers):]
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	s.setCookie(w, cookieDevice, s.devices.seal(text), deviceAge)
	return nil
}

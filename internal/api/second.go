package api

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"cairn/access"
	"cairn/fault"
)

// serveHalf shows the page for the second half of signing in.
func (s *Server) serveHalf(w http.ResponseWriter, r *http.Request) {
	s.showHalf(w, r, http.StatusOK, page{Next: local(r.URL.Query().Get("next"))})
}

func (s *Server) showHalf(w http.ResponseWriter, r *http.Request, status int, p page) {
	ways, err := s.app.Halfway(r.Context(), s.cookie(r, cookieHalf))
	if fault.Of(err) == fault.NotFound {
		http.Redirect(w, r, "/sign-in?"+url.Values{"next": {p.Next}}.Encode(), http.StatusSeeOther)
		return
	}
	co, _, begun := s.app.Begun(r.Context())
	if err := errors.Join(err, begun); err != nil {
		s.fail(w, r, err)
		return
	}
	p.Title, p.Company = "One more step", co.Name
	p.Said = "Enter the six digits that the app on your phone shows now."
	if slices.Contains(ways, access.ByRecovery) {
		p.Said += " Without the phone, one of your codes on paper does as well."
	}
	s.show(w, r, status, "second", p)
}

// secondCode is what somebody shows in the second half.
type secondCode struct {
	Code string `json:"code"`
	Next string `json:"next,omitempty"`
}

// signInSecond completes what was half.
func (s *Server) signInSecond(w http.ResponseWriter, r *http.Request) {
	var in secondCode
	isJSON, err := readForm(r, &in, func(f url.Values) { in = secondCode{f.Get("code"), f.Get("next")} })
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if len(in.Code) > 100 {
		in.Code = ""
	}
	e, err := s.app.Complete(r.Context(), s.cookie(r, cookieHalf), in.Code, s.from(r))
	if err == nil {
		s.enter(w, r, e, in.Next, isJSON)
		return
	}
	if f, ok := errors.AsType[*fault.Error](err); ok && (f.Key == "half" || f.Key == "second") {
		err = &refusedRequest{why: f, kind: kindUnauthorised}
	}
	if p := problemOf(err); !isJSON && p.ID == "" {
		pause(w, p)
		s.showHalf(w, r, p.Status, page{Next: local(in.Next), Wrong: p.Detail})
		return
	}
	s.fail(w, r, err)
}

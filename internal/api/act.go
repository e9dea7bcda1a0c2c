package api

import (
	"context"
	"net/http"
	"reflect"

	"cairn/access"
	"cairn/fault"
	"cairn/internal/app"
)

// Act is an address for what somebody does with their access: sessions, tokens, second
// factors, invitations. They are no commands, because what they change is a secret and in
// no event; and they leave events nevertheless.
type Act struct {
	Route
	Person bool // only somebody who is signed in: a token does not do

	input func() any
	run   func(context.Context, *Server, app.Caller, any) (any, error)
}

// act makes an Act with an input of type I, answered by an A. Of a POST the input is the
// body, of a GET the query; a field named as the noun is filled from {id}.
func act[I, A any](method, path, name string, may access.Capability, doc string, run func(context.Context, *Server, app.Caller, *I) (A, error)) Act {
	a := Act{
		Route: Route{Method: method, Path: path, Name: name, Doc: doc, Capability: may, Input: reflect.TypeFor[I](), Answer: reflect.TypeFor[A]()},
		input: func() any { return new(I) },
		run: func(ctx context.Context, s *Server, c app.Caller, in any) (any, error) {
			return run(ctx, s, c, in.(*I))
		},
	}
	if noun := a.Noun(); needs(a.Input, noun) {
		a.ID = noun
	}
	return a
}

// person marks an act that no token does.
func person(a Act) Act {
	a.Person = true
	return a
}

// Inputs that several acts have.
type (
	nothing     struct{}
	aboutMember struct {
		Member string `json:"member"`
	}
	aboutSession struct {
		Session string `json:"session"`
	}
	aboutToken struct {
		Token string `json:"token"`
	}
	whichTokens struct {
		All bool `json:"all,omitempty" query:"all" doc:"Everybody's, for administrators."`
	}
)

// Acts are all of them.
func Acts() []Act {
	return []Act{
		person(act("GET", "/api/sessions", "session.list", access.Read, "Where you are signed in, the latest first.",
			func(ctx context.Context, s *Server, c app.Caller, _ *nothing) (app.SessionList, error) {
				return s.app.Sessions(ctx, c)
			})),
		person(act("POST", "/api/sessions/{id}/end", "session.end", access.Read, "End one of your sessions.",
			func(ctx context.Context, s *Server, c app.Caller, in *aboutSession) (app.Ended, error) {
				return s.app.EndSession(ctx, c, in.Session)
			})),
		person(act("POST", "/api/sessions/end_others", "session.end_others", access.Read, "End all of your sessions but this one.",
			func(ctx context.Context, s *Server, c app.Caller, _ *nothing) (app.Ended, error) {
				return s.app.EndOtherSessions(ctx, c)
			})),
		act("POST", "/api/members/{id}/sign_out", "member.sign_out", access.Administer, "End all sessions of a member.",
			func(ctx context.Context, s *Server, c app.Caller, in *aboutMember) (app.Ended, error) {
				return s.app.EndSessionsOf(ctx, c, in.Member)
			}),
		act("GET", "/api/tokens", "token.list", access.Read, "Your tokens of the API that are in use, or everybody's.",
			func(ctx context.Context, s *Server, c app.Caller, in *whichTokens) (app.TokenList, error) {
				return s.app.Tokens(ctx, c, in.All)
			}),
		act("POST", "/api/tokens", "token.make", access.Read, "Make a token by which a program acts for you, with the rights that you name.",
			func(ctx context.Context, s *Server, c app.Caller, in *app.MakeToken) (app.MadeToken, error) {
				return s.app.MakeToken(ctx, c, *in)
			}),
		act("POST", "/api/tokens/{id}/end", "token.end", access.Read, "End a token: yours, or anybody's as an administrator.",
			func(ctx context.Context, s *Server, c app.Caller, in *aboutToken) (app.Ended, error) {
				return s.app.EndToken(ctx, c, in.Token)
			}),
		person(act("GET", "/api/second", "second.show", access.Read, "Your second factor.",
			func(ctx context.Context, s *Server, c app.Caller, _ *nothing) (app.SecondShown, error) {
				return s.app.Second(ctx, c)
			})),
		person(act("POST", "/api/second/begin", "second.begin", access.Read, "Begin with codes from a phone: a picture for its camera. It takes your password, or a code from the phone before.",
			func(ctx context.Context, s *Server, c app.Caller, in *app.Proof) (app.SecondBegun, error) {
				return s.app.BeginSecond(ctx, c, *in)
			})),
		person(act("POST", "/api/second/confirm", "second.confirm", access.Read, "Show the phone's first code. From then on codes are asked for, and your other sessions end.",
			func(ctx context.Context, s *Server, c app.Caller, in *app.ConfirmSecond) (app.RecoveryMade, error) {
				return s.app.ConfirmSecond(ctx, c, *in)
			})),
		person(act("POST", "/api/second/recovery", "second.recovery", access.Read, "New codes on paper, for the day without the phone; those before are void.",
			func(ctx context.Context, s *Server, c app.Caller, in *app.Proof) (app.RecoveryMade, error) {
				return s.app.RenewRecovery(ctx, c, *in)
			})),
		person(act("POST", "/api/second/remove", "second.remove", access.Read, "Ask for no codes any more.",
			func(ctx context.Context, s *Server, c app.Caller, in *app.Proof) (app.Ended, error) {
				return s.app.RemoveSecond(ctx, c, *in)
			})),
		person(act("POST", "/api/members/{id}/remove_second", "member.remove_second", access.Administer, "Ask a member for no codes any more, who has lost phone and paper.",
			func(ctx context.Context, s *Server, c app.Caller, in *aboutMember) (app.Ended, error) {
				return s.app.RemoveSecondOf(ctx, c, in.Member)
			})),
		person(act("POST", "/api/members/{id}/invite", "member.invite", access.Administer, "Make a one-time address at which a member chooses a password; it lasts seven days.",
			func(ctx context.Context, s *Server, c app.Caller, in *aboutMember) (Invitation, error) {
				return s.invite(ctx, c, in)
			})),
	}
}

// serveAct answers one of them.
func (s *Server) serveAct(x Act, e endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		in, id := x.input(), identityOf(r.Context())
		err := s.readAct(r, x, e, id, in)
		var out any
		if err == nil {
			out, err = x.run(r.Context(), s, id.Caller, in)
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if x.Method != http.MethodGet {
			s.streams.recheck()
		}
		seq, err := s.app.Seq(r.Context())
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.answer(w, r, seq, out)
	}
}

// readAct reads the input, after the rights that it takes. A body without anything in it
// may be left out.
func (s *Server) readAct(r *http.Request, x Act, e endpoint, id identity, in any) error {
	if !id.Who.May(x.Capability) {
		return fault.New(fault.Forbidden, "capability", "", "a role that may "+string(x.Capability)).With("command", x.Name)
	}
	if x.Person && id.bearer {
		return fault.New(fault.Forbidden, "token.person", "", "somebody who is signed in: no token changes how one signs in")
	}
	if x.Method == http.MethodGet {
		_, err := e.bind(r, in)
		return err
	}
	if r.ContentLength == 0 && len(e.body.Required) == 0 {
		e.fillID(r, in)
		return nil
	}
	return e.decode(r, in)
}

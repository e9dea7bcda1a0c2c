package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing/fstest"
	"time"

	"cairn/client"
	"cairn/deal"
	"cairn/fault"
	"cairn/internal/api"
	"cairn/internal/app"
)

// Server is the way through the HTTP interface: each member is a client with a token of
// their own. The set-up and the schedule stay inside, as they do in the program.
type Server struct {
	*Door
	api    *api.Server
	web    *httptest.Server
	stop   context.CancelFunc
	people map[string]*client.Client
	tokens map[string]string
}

// OpenServer serves an empty database on an address of this machine. Close it.
func OpenServer(ctx context.Context, place string) (*Server, error) {
	door, err := OpenDoor(ctx, place)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	s := &Server{Door: door, stop: stop, people: map[string]*client.Client{}, tokens: map[string]string{}}
	s.api, err = api.New(door.app, api.Options{
		Master: make([]byte, 32), Public: &url.URL{Scheme: "http", Host: "localhost"},
		Files: fstest.MapFS{"index.html": {Data: []byte("<!doctype html><title>Scenario</title>")}},
		Now:   func() time.Time { return time.UnixMicro(door.clock.Load()) },
	})
	if err == nil {
		err = errors.Join(door.app.Start(ctx), s.api.Start(ctx))
	}
	if err != nil {
		stop()
		return nil, errors.Join(err, door.Close())
	}
	s.web = httptest.NewServer(s.api)
	return s, nil
}

// Close ends the server and closes the database.
func (s *Server) Close() error {
	s.api.Close()
	s.web.Close()
	s.stop()
	return s.Door.Close()
}

// URL is where it is served.
func (s *Server) URL() string { return s.web.URL }

// Token is what a member acts with. Who has left keeps the one that they had, which is good
// for nothing; who has come back gets another.
func (s *Server) Token(member string) (string, error) {
	old, had := s.tokens[member]
	if had {
		if err := client.New(s.web.URL, old).Ask(s.ctx, "session.show", map[string]string{}, &struct{}{}); err == nil {
			return old, nil
		}
	}
	token, err := s.app.NewToken(s.ctx, member, "scenario", 0)
	if err == nil {
		s.tokens[member] = token
		delete(s.people, member)
	} else if had {
		return old, nil
	}
	return token, err
}

// client is a member's.
func (s *Server) client(member string) (*client.Client, error) {
	token, err := s.Token(member)
	if err != nil {
		return nil, err
	}
	if c, ok := s.people[member]; ok {
		return c, nil
	}
	s.people[member] = client.New(s.web.URL, token)
	return s.people[member], nil
}

// Do carries out a command over HTTP.
func (s *Server) Do(who, command string, input json.RawMessage, how app.How) (app.Done, error) {
	if who == system {
		return s.Door.Do(who, command, input, how)
	}
	c, err := s.client(who)
	if err != nil {
		return app.Done{}, err
	}
	done, err := c.Do(s.ctx, command, input, client.How{Key: how.Key, Dry: how.Dry})
	if err = s.Edge(err, who, command, input); err != nil {
		return app.Done{}, err
	}
	return app.Done{ID: done.ID, Version: done.Version, Made: done.Made, AskNext: done.AskNext, Dry: done.Dry}, nil
}

// Edge looks at an error. What the edge turns away by its form, or at its gate, the door
// has to turn away as well; the door's reason is then the outcome, for it is the same on
// every way.
func (s *Server) Edge(err error, who, command string, input json.RawMessage) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || !strings.HasPrefix(f.Key, "api.") {
		return err
	}
	_, inside := s.Door.Do(who, command, input, app.How{Dry: true})
	if inside == nil {
		return fmt.Errorf("the edge refuses what the door would have done: %w", err)
	}
	return inside
}

// Deal asks for a deal over HTTP; only whether it is seen is of interest, and its state
// is the database's.
func (s *Server) Deal(who, id string) (deal.Deal, error) {
	if who != system {
		c, err := s.client(who)
		if err != nil {
			return deal.Deal{}, err
		}
		if err := c.Ask(s.ctx, "deal.show", map[string]string{"id": id}, &struct{}{}); err != nil {
			return deal.Deal{}, err
		}
	}
	return s.Door.Deal(system, id)
}

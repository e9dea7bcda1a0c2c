// Package api is the edge towards the network: everything that comes over HTTP enters
// here. It knows who sends a request, whether it may come from where it does, and how an
// answer is written. It knows no command and no question: its routes are read off the two
// lists of the door, and one piece of code answers all of them.
//
//	server, err := api.New(door, api.Options{Master: key, Public: address, Files: ui.Files(), Log: log})
//	err = server.Start(ctx) // follows the log, so that listeners hear of changes
//	http.Serve(listener, server)
//
// A command "deal.move" is POST /api/deals/{id}/move; a question "deal.show" is GET
// /api/deals/{id}. What the process refuses comes back as problem details with all that is
// missing, and every failure has a sentence for the person.
package api

import (
	"context"
	"encoding/json"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"cairn/fault"
	"cairn/internal/app"
)

// Options say how a server is made. Master are 32 bytes, Public is the address at which
// people reach it, Files are the pages as they were built. SetUp is the token of the page
// of the first start, "" where there shall be none. Proxies are believed about the
// addresses that they speak for. Now is the clock, nil for the real one.
type Options struct {
	Master  []byte
	Public  *url.URL
	Files   fs.FS
	SetUp   string
	Proxies []netip.Prefix
	Log     *slog.Logger
	Now     func() time.Time
}

// Server answers HTTP. Make one with New.
type Server struct {
	app       *app.App
	log       *slog.Logger
	now       func() time.Time
	public    *url.URL
	secure    bool // people come by https
	files     fs.FS
	assets    *assets
	proxies   []netip.Prefix
	devices   box
	setUp     string
	beginning sync.Mutex // one set-up at a time
	crowd     *crowd
	streams   *streams
	kept      *kept
	commands  map[string]endpoint
	bulk      bulkEndpoint
	document  []byte
	handler   http.Handler
}

// requestsEach is how many requests of one person are answered at a time.
const requestsEach = 32

// New makes a server of the door.
func New(a *app.App, o Options) (*Server, error) {
	s := &Server{
		app: a, log: o.Log, now: o.Now, public: o.Public, secure: o.Public.Scheme == "https", files: o.Files, proxies: o.Proxies,
		setUp: o.SetUp, assets: newAssets(o.Files), crowd: newCrowd(requestsEach), kept: newKept(), commands: map[string]endpoint{},
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.streams = newStreams(a, s.log.Error)
	var err error
	if s.devices, err = newBox(o.Master, "device"); err != nil {
		return nil, err
	}
	doc, endpoints, acts := document()
	if s.document, err = json.Marshal(doc); err != nil {
		return nil, err
	}
	s.bulk = newBulkEndpoint(doc.Components.Schemas)
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.ContentTypes([]string{
		"application/json", "application/problem+json", "text/html", "text/css", "text/plain",
	}))
	if err != nil {
		return nil, err
	}
	outer := http.NewServeMux()
	outer.Handle("GET /api/changes", s.signed(http.HandlerFunc(s.serveChanges))) // never held back
	outer.Handle("/", compress(s.routes(endpoints, acts)))
	s.handler = s.headed(s.caught(s.sized(s.sameSite(outer))))
	return s, nil
}

// routes has every address but the stream.
func (s *Server) routes(endpoints, acts []endpoint) http.Handler {
	inner := http.NewServeMux()
	for _, e := range endpoints {
		serve := s.serveQuestion(e)
		if e.command != nil {
			s.commands[e.Name] = e
			serve = s.serveCommand(e)
		}
		inner.Handle(e.Method+" "+e.Path, serve)
	}
	for i, x := range Acts() {
		inner.Handle(x.Method+" "+x.Path, s.serveAct(x, acts[i]))
	}
	inner.HandleFunc("POST /api/bulk", s.serveBulk)
	inner.HandleFunc("GET /api/openapi.json", s.serveDocument)
	inner.HandleFunc("/api/", s.serveNothing(inner))

	mux := http.NewServeMux()
	mux.Handle("/api/", s.signed(s.crowded(inner)))
	mux.HandleFunc("/api", s.serveNothing(inner))
	mux.HandleFunc("GET /sign-in", s.serveSignIn)
	mux.HandleFunc("POST /sign-in", s.signIn)
	mux.HandleFunc("GET /sign-in/second", s.serveHalf)
	mux.HandleFunc("POST /sign-in/second", s.signInSecond)
	mux.HandleFunc("POST /sign-out", s.signOut)
	mux.HandleFunc("POST /api/reset", s.reset)
	mux.HandleFunc("GET /reset", s.serveReset)
	mux.HandleFunc("POST /reset", s.reset)
	mux.HandleFunc("GET /reset/password", s.serveChoice("reset", byReset))
	mux.HandleFunc("POST /reset/password", s.choose("reset", byReset))
	mux.HandleFunc("GET /set-up", s.serveSetUp)
	mux.HandleFunc("POST /set-up", s.makeCompany)
	mux.HandleFunc("GET /invitation", s.serveChoice("invitation", byInvitation))
	mux.HandleFunc("POST /invitation", s.choose("invitation", byInvitation))
	mux.HandleFunc("GET /style/page.css", s.serveStyle)
	mux.HandleFunc("GET /healthz", s.serveHealth)
	mux.HandleFunc("GET /readyz", s.serveReady)
	mux.HandleFunc("/", s.servePages)
	return mux
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Start follows the log for those who listen to changes, until ctx ends.
func (s *Server) Start(ctx context.Context) error { return s.streams.follow(ctx) }

// Close ends the streams, so that the server can stop without waiting for them.
func (s *Server) Close() { s.streams.close() }

// serveNothing answers for what no route of the API answers: 405 where the address is one,
// asked in another way.
func (s *Server) serveNothing(mux *http.ServeMux) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for _, other := range []string{http.MethodGet, http.MethodPost} {
			probe := &http.Request{Method: other, URL: r.URL, Host: r.Host}
			if _, pattern := mux.Handler(probe); !strings.HasPrefix(pattern, "/") && other != r.Method {
				w.Header().Set("Allow", other)
				s.fail(w, r, at(http.StatusMethodNotAllowed, fault.New(fault.Invalid, "api.method", "", other)))
				return
			}
		}
		s.fail(w, r, fault.New(fault.NotFound, "api.route", "", ""))
	}
}

func (s *Server) serveDocument(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Write(s.document)
}

// serveHealth says that the program lives.
func (s *Server) serveHealth(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("ok\n"))
}

// serveReady says that the program can work: its database answers.
func (s *Server) serveReady(w http.ResponseWriter, r *http.Request) {
	ctx, stop := context.WithTimeout(r.Context(), 2*time.Second)
	defer stop()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if _, err := s.app.Seq(ctx); err != nil {
		s.log.Error("not ready", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		w.Write([]byte("the database does not answer\n"))
		return
	}
	w.Write([]byte("ready\n"))
}

// upTo makes sure that an answer includes a place in the log, and says which one it will
// include at least.
func (s *Server) upTo(ctx context.Context, place string) (int64, error) {
	seq, err := s.app.Seq(ctx)
	if err != nil || place == "" {
		return seq, err
	}
	want, err := s.app.SeqOf(place)
	if err != nil {
		return 0, err
	}
	for wait := time.Millisecond; seq < want; wait = min(2*wait, 100*time.Millisecond) {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return 0, ctx.Err()
		}
		if seq, err = s.app.Seq(ctx); err != nil {
			return 0, err
		}
	}
	return seq, nil
}

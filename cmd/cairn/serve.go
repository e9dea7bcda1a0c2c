package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"
	_ "time/tzdata" // a machine without time zones still knows the company's

	"cairn/fault"
	"cairn/internal/api"
	"cairn/internal/app"
	"cairn/internal/auth"
	"cairn/internal/config"
	"cairn/internal/store"
	"cairn/ui"
)

// serve is the server.
type serve struct {
	config.Config
	Demo bool `help:"Serve a made-up company with a year and a half of deals, in a database of its own."`
}

// Run serves until the context ends.
func (s *serve) Run(ctx context.Context, o *output) error {
	if s.Demo && s.DB == "" {
		s.DB = filepath.Join(s.Data, "demo.db") // beside the real one, never in it
	}
	if s.Demo && s.Mail == "" {
		s.Mail = byOutbox // made-up people have no mail
	}
	return run(ctx, s.Config, s.Demo, o)
}

// Limits of a connection. A stream of changes sets its own.
const (
	headerTime  = 10 * time.Second
	requestTime = time.Minute
	answerTime  = 2 * time.Minute
	idleTime    = 2 * time.Minute
	headerBytes = 32 << 10
)

// run puts the program together, in a straight line, and serves until ctx ends.
func run(ctx context.Context, c config.Config, demo bool, o *output) (err error) {
	if err := c.Check(); err != nil {
		return err
	}
	letters, err := lettersOf(c)
	if err != nil {
		return err
	}
	log := logger(c, o.err)
	slog.SetDefault(log)
	db, err := open(ctx, c, demo, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()

	door := app.New(db)
	inner, stop := context.WithCancel(context.WithoutCancel(ctx)) // ends after the last request
	var background sync.WaitGroup
	defer background.Wait()
	defer stop()
	if err := door.Start(inner); err != nil {
		return err
	}
	jobs, err := upkeep(c, db, door, letters, log)
	if err != nil {
		return err
	}
	server, token, err := edge(ctx, c, door, log)
	if err != nil {
		return err
	}
	if err := server.Start(inner); err != nil {
		return err
	}
	background.Go(func() { jobs.Run(inner) })

	listener, err := net.Listen("tcp", c.Address)
	if err != nil {
		return fault.New(fault.Conflict, "config.listen", "address", "an address of this machine that is free").Because(err)
	}
	web := &http.Server{
		Handler: server, ReadHeaderTimeout: headerTime, ReadTimeout: requestTime, WriteTimeout: answerTime, IdleTimeout: idleTime,
		MaxHeaderBytes: headerBytes, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	web.RegisterOnShutdown(server.Close)
	greet(o.out, c, listener, token, demo)
	return listen(ctx, c, web, listener)
}

// open opens the database with its key; the first one is filled with the demo where that
// was asked for.
func open(ctx context.Context, c config.Config, demo bool, o *output) (*store.DB, error) {
	if !c.Server() {
		if err := os.MkdirAll(filepath.Dir(c.Place()), 0o700); err != nil {
			return nil, err
		}
	}
	master, err := c.Master()
	if err != nil {
		return nil, err
	}
	if demo {
		if err := fillDemo(ctx, c.Place(), master, o); err != nil {
			return nil, err
		}
	}
	return openUpgraded(ctx, c, master)
}

// edge makes the HTTP server. Until somebody owns the company it comes with a token for
// the page of the first start.
func edge(ctx context.Context, c config.Config, door *app.App, log *slog.Logger) (*api.Server, string, error) {
	public, err := c.URL()
	if err != nil {
		return nil, "", err
	}
	proxies, err := c.Trusted()
	if err != nil {
		return nil, "", err
	}
	master, err := c.Master()
	if err != nil {
		return nil, "", err
	}
	_, owned, err := door.Begun(ctx)
	if err != nil {
		return nil, "", err
	}
	token := ""
	if !owned {
		token = auth.NewToken()
	}
	server, err := api.New(door, api.Options{Master: master, Public: public, Files: ui.Files(), SetUp: token, Proxies: proxies, Log: log})
	return server, token, err
}

// logger writes the log as was asked for.
func logger(c config.Config, to io.Writer) *slog.Logger {
	o := &slog.HandlerOptions{Level: c.Level()}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(to, o))
	}
	return slog.New(slog.NewTextHandler(to, o))
}

// greet says where the program is, and what to do first.
func greet(out io.Writer, c config.Config, l net.Listener, token string, demo bool) {
	address := "http://" + l.Addr().String()
	if u, err := c.URL(); err == nil && (c.Public != "" || c.TLS()) {
		address = u.String()
	}
	fmt.Fprintf(out, "Cairn is at %s\n", address)
	switch {
	case token != "":
		fmt.Fprintf(out, "Set it up at %s/set-up?token=%s\n", address, token)
	case demo:
		fmt.Fprint(out, demoGreeting())
	}
}

// listen serves until ctx ends; requests under way may then go on for a while.
func listen(ctx context.Context, c config.Config, web *http.Server, l net.Listener) error {
	done := make(chan error, 1)
	go func() {
		if c.TLS() {
			done <- web.ServeTLS(l, c.TLSCert, c.TLSKey)
		} else {
			done <- web.Serve(l)
		}
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	rest, stop := context.WithTimeout(context.WithoutCancel(ctx), c.Drain)
	defer stop()
	if err := web.Shutdown(rest); err != nil {
		return errors.Join(err, web.Close())
	}
	return nil
}

package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cairn/access"
	"cairn/client"
	"cairn/fault"
	"cairn/internal/app"
	"cairn/internal/config"
	"cairn/internal/store"
)

// place says which database a subcommand is about.
type place struct {
	Data      string `name:"data" env:"CAIRN_DATA" default:"data" help:"Folder of the database, its key and the files."`
	DB        string `name:"db" env:"CAIRN_DB" help:"Path of a database file, or postgres://… ; cairn.db in the data folder, where empty."`
	MasterKey string `name:"master-key" env:"CAIRN_MASTER_KEY" help:"Master key, 64 hexadecimal digits; else the file cairn.key beside the database file."`
}

func (p place) config() config.Config {
	return config.Config{Data: p.Data, DB: p.DB, MasterKey: p.MasterKey}
}

// read opens the database for reading only, which works beside a program that writes. It
// makes nothing: a database that is not there is fault.NotFound.
func (p place) read(ctx context.Context) (*store.DB, error) {
	c := p.config()
	if _, err := os.Stat(c.Place()); err != nil && !c.Server() {
		return nil, fault.New(fault.NotFound, "store.file", "", "the path of a database").Because(err)
	}
	master, err := c.Master()
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, c.Place(), store.Options{Master: master, ReadOnly: true})
}

// write opens the database for writing. A file has one writer: a second one is refused
// with fault.Conflict "store.locked". Only a subcommand that may begin a database makes one.
func (p place) write(ctx context.Context, begin bool) (*store.DB, error) {
	c := p.config()
	if !c.Server() {
		if _, err := os.Stat(c.Place()); err != nil && !begin {
			return nil, fault.New(fault.NotFound, "store.file", "", "the path of a database").Because(err)
		}
		if err := os.MkdirAll(filepath.Dir(c.Place()), 0o700); err != nil {
			return nil, err
		}
	}
	master, err := c.Master()
	if err != nil {
		return nil, err
	}
	return openUpgraded(ctx, c, master)
}

// myself says who acts.
type myself struct {
	As string `name:"as" env:"CAIRN_AS" placeholder:"WHO" help:"Who you are: the address, id or name of a member."`
}

// actor is the member who acts, marked as the operator of this machine. The first part of
// an address or of a name is enough where it is only one's.
func (m myself) actor(ctx context.Context, db *store.DB) (who access.Actor, err error) {
	dir, err := db.Directory(ctx)
	if err != nil {
		return who, err
	}
	found, err := whoIs(m.As, dir)
	if err != nil {
		return who, err
	}
	return access.Actor{Member: found, Directory: dir, Local: true}, nil
}

// whoIs finds an active member by id, address, name, or the beginning of one of them.
func whoIs(text string, dir access.Directory) (access.Member, error) {
	var known []string
	var like []access.Member
	want := strings.ToLower(strings.TrimSpace(text))
	for _, m := range dir.Members() {
		if !m.Active {
			continue
		}
		known = append(known, called(m))
		name, email := strings.ToLower(m.Name), strings.ToLower(m.Email)
		local, _, _ := strings.Cut(email, "@")
		switch {
		case want == "":
		case m.ID == text, email == want, name == want:
			return m, nil
		case local == want, slices.Contains(strings.Fields(name), want):
			like = append(like, m)
		}
	}
	switch {
	case len(known) == 0:
		return access.Member{}, usage("nobody is here yet: begin with cairn setup")
	case want == "":
		return access.Member{}, usagef("say who you are, with --as or CAIRN_AS: %s", enumerate(known))
	case len(like) == 1:
		return like[0], nil
	case len(like) > 1:
		known = known[:0]
		for _, m := range like {
			known = append(known, called(m))
		}
		return access.Member{}, usagef("%q may be %s", text, enumerate(known))
	}
	return access.Member{}, usagef("nobody here is called %q; there are %s", text, enumerate(known))
}

// called is how somebody can be named on the command line.
func called(m access.Member) string {
	if m.Email != "" {
		return m.Email
	}
	return m.Name
}

// enumerate lists names for a sentence, the first few of many.
func enumerate(names []string) string {
	const most = 12
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

// way is how a subcommand reaches the door: the database itself as a member, or a server
// with a token.
type way struct {
	place
	myself
	Server string `name:"server" env:"CAIRN_SERVER" placeholder:"URL" help:"Ask a running Cairn at this address, instead of opening the database."`
	Token  string `name:"token" env:"CAIRN_TOKEN" placeholder:"T" help:"Token of the API, for --server."`
}

// open goes that way. A command needs the database for writing.
func (w way) open(ctx context.Context, write bool) (*door, error) {
	if w.Server != "" {
		if w.Token == "" {
			return nil, usage("--server takes a --token as well: cairn token makes one")
		}
		return &door{remote: client.New(w.Server, w.Token)}, nil
	}
	open := w.read
	if write {
		open = w.begun
	}
	db, err := open(ctx)
	if err != nil {
		return nil, err
	}
	d := &door{db: db, app: app.New(db)}
	if d.who, err = w.actor(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return d, nil
}

// begun opens for writing a database that is there.
func (p place) begun(ctx context.Context) (*store.DB, error) { return p.write(ctx, false) }

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"cairn/access"
	"cairn/internal/app"
	"cairn/internal/load"
)

// beginner is who owns a company that an import has begun. It has no address and no
// password: whoever has the machine takes it over, or makes an owner at the first start.
const beginner = "Owner"

// begin opens the database that an import goes to. Where there is none yet it makes one,
// with a company of the mapping's name and currency, so that a folder of tables is all that
// anybody needs to begin with. A dry run has one of its own for that, which it removes.
func (x *imports) begin(ctx context.Context, c *console, m load.Mapping) (d *door, err error) {
	if x.Server != "" || x.config().Server() {
		return x.open(ctx, !x.Dry)
	}
	if _, err := os.Stat(x.config().Place()); err == nil {
		return x.known(ctx)
	}
	if x.As != "" {
		return nil, usage("there is no database yet, and so nobody to act as: leave --as out, or begin with cairn setup")
	}
	remove := func() error { return nil }
	if x.Dry {
		folder, err := os.MkdirTemp("", "cairn-try-")
		if err != nil {
			return nil, err
		}
		remove = func() error { return os.RemoveAll(folder) }
		x.place = place{Data: folder, DB: filepath.Join(folder, "try.db")}
	}
	db, err := x.write(ctx, true)
	if err != nil {
		return nil, errors.Join(err, remove())
	}
	d = &door{db: db, app: app.New(db), after: remove}
	if d.who, err = beginFor(ctx, d.app, m); err != nil {
		d.close(&err)
		return nil, err
	}
	if !x.Dry {
		fmt.Fprintf(c.err, "cairn: there was no database, so one was made for %q. Its manners are changed with cairn do company.change, "+
			"and cairn serve prints an address at which its owner is set up.\n", m.Name)
	}
	return d, nil
}

// known opens a database that is there. Who is not named acts as the owner, where there is
// only one.
func (x *imports) known(ctx context.Context) (d *door, err error) {
	if x.As == "" {
		db, err := x.read(ctx)
		if err != nil {
			return nil, err
		}
		dir, err := db.Directory(ctx)
		if err := errors.Join(err, db.Close()); err != nil {
			return nil, err
		}
		var owners []string
		for _, m := range dir.Members() {
			if m.Active && m.Role == access.Owner {
				owners = append(owners, m.ID)
			}
		}
		if len(owners) == 1 {
			x.As = owners[0]
		}
	}
	return x.open(ctx, !x.Dry)
}

// beginFor makes the company and its owner.
func beginFor(ctx context.Context, a *app.App, m load.Mapping) (who access.Actor, err error) {
	system := access.Actor{System: true}
	company := &app.SetUpCompany{
		Name: cmp.Or(m.Name, "Our company"), Zone: "UTC", Currency: cmp.Or(m.Currency, "EUR"), Fiscal: 1, Template: m.Process,
	}
	if _, err := a.Do(ctx, system, company, app.How{}); err != nil {
		return who, err
	}
	made, err := a.Do(ctx, system, &app.AddMember{Name: beginner, Role: access.Owner}, app.How{})
	if err != nil {
		return who, err
	}
	who, err = a.Member(ctx, made.ID)
	who.Local = true
	return who, err
}

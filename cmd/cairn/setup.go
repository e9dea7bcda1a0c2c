package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"cairn/access"
	"cairn/fault"
	"cairn/internal/app"
	"cairn/internal/auth"
)

// setup sets a new company up, as the page of the first start does.
type setup struct {
	Company  string   `required:"" help:"Name of the company."`
	Zone     string   `default:"UTC" help:"Time zone, such as Europe/Berlin."`
	Currency string   `default:"EUR" help:"ISO code."`
	Locale   string   `default:"en-GB" help:"Of formats."`
	Week     []int    `default:"1,2,3,4,5" help:"Working days, 1 Monday to 7 Sunday."`
	Holidays []string `placeholder:"DAY" help:"Holidays, such as 2026-12-25."`
	Fiscal   int      `default:"1" help:"Month in which the fiscal year begins."`
	Template string   `help:"Process to begin with; cairn show process.templates lists them."`
	Owner    string   `required:"" help:"Name of the owner."`
	Email    string   `required:"" help:"Address of the owner, to sign in with."`
	Password string   `env:"CAIRN_PASSWORD" help:"Password of the owner; - reads a line from the input."`
	place
}

// begunCompany is what a set-up came to.
type begunCompany struct {
	Owner   string `json:"owner"`   // id of the member
	Process string `json:"process"` // version
}

// Run sets it up. What would fail is tried first, so that nothing is done by halves.
func (x *setup) Run(ctx context.Context, c *console) (err error) {
	if x.Password == "-" {
		line, err := bufio.NewReader(c.in).ReadString('\n')
		if err != nil && err != io.EOF {
			return err
		}
		x.Password = strings.TrimRight(line, "\r\n")
	}
	if x.Password == "" {
		return usage("the owner needs a password: --password=- reads it from the input, CAIRN_PASSWORD holds it")
	}
	if x.Email == "" {
		return usage("the owner needs an address to sign in with")
	}
	if err := auth.CheckPassword(x.Password, x.Owner, x.Email); err != nil {
		return err
	}
	db, err := x.write(ctx, true)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	a := app.New(db)
	done, err := x.begin(ctx, a)
	if err != nil {
		return err
	}
	return c.answer(done, func(w io.Writer) {
		fmt.Fprintf(w, "%s is set up, and %s owns it. cairn serve serves it.\n", x.Company, x.Email)
	})
}

func (x *setup) begin(ctx context.Context, a *app.App) (done begunCompany, err error) {
	system := access.Actor{System: true}
	_, owned, err := a.Begun(ctx)
	if err != nil {
		return done, err
	}
	if owned {
		return done, fault.New(fault.Conflict, "company.ready", "", "a database that has not been set up yet")
	}
	company := &app.SetUpCompany{
		Name: x.Company, Zone: x.Zone, Currency: x.Currency, Locale: x.Locale, Week: x.Week, Holidays: x.Holidays, Fiscal: x.Fiscal, Template: x.Template,
	}
	owner := &app.AddMember{Name: x.Owner, Email: x.Email, Role: access.Owner}
	for _, cmd := range []app.Command{company, owner} {
		if _, err := a.Do(ctx, system, cmd, app.How{Dry: true}); err != nil {
			return done, err
		}
	}
	made, err := a.Do(ctx, system, company, app.How{})
	if err != nil {
		return done, err
	}
	done.Process = made.ID
	if made, err = a.Do(ctx, system, owner, app.How{}); err != nil {
		return done, err
	}
	done.Owner = made.ID
	_, err = a.Do(ctx, system, &app.SetPassword{Member: made.ID, Password: x.Password}, app.How{})
	return done, err
}

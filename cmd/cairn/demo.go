package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"cairn/fault"
	story "cairn/internal/demo"
)

// demo fills an empty database with a made-up company.
type demo struct {
	place
	Seed  uint64  `default:"1" help:"The same seed makes the same company."`
	Years float64 `default:"1.5" help:"How far its past goes back."`
}

// demoMade is what filling came to.
type demoMade struct {
	Owner    string `json:"owner"` // address to sign in with
	Password string `json:"password"`
	Deals    int    `json:"deals"`
	Events   int    `json:"events"`
}

// Run fills it.
func (x *demo) Run(ctx context.Context, c *console) (err error) {
	if x.Years <= 0 || x.Years > 10 {
		return usage("--years is a number above 0 and up to 10")
	}
	db, err := x.write(ctx, true) // which makes the folder and the key
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	cfg := x.config()
	master, err := cfg.Master()
	if err != nil {
		return err
	}
	r, err := story.Fill(ctx, cfg.Place(), story.Options{Master: master, Now: time.Now(), Seed: x.Seed, Years: x.Years})
	if err != nil {
		return err
	}
	if !r.Filled {
		return fault.New(fault.Conflict, "store.not_empty", "", "an empty database")
	}
	made := demoMade{r.Owner, story.Password, r.Deals, r.Events}
	return c.answer(made, func(w io.Writer) {
		fmt.Fprintf(w, "A made-up company with %d deals and %d events. Everybody signs in with the password %q:\n", r.Deals, r.Events, story.Password)
		for _, l := range r.Logins {
			fmt.Fprintf(w, "  %-12s %s, %s\n", l.Role, l.Email, l.Name)
		}
	})
}

// fillDemo makes the demo company in a database that is still empty, for serve --demo, and
// says how to sign in.
func fillDemo(ctx context.Context, at string, master []byte, o *output) error {
	r, err := story.Fill(ctx, at, story.Options{Master: master, Now: time.Now(), Seed: 1})
	if err != nil {
		return err
	}
	fmt.Fprintf(o.out, "Everybody in the demo signs in with the password %q:\n", story.Password)
	for _, l := range r.Logins {
		fmt.Fprintf(o.out, "  %-12s %s, %s\n", l.Role, l.Email, l.Name)
	}
	return nil
}

// demoGreeting is said after the address of the demo.
func demoGreeting() string {
	return "It is a made-up company: nobody in it exists, and what is changed stays changed.\n"
}

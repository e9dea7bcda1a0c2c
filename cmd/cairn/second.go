package main

import (
	"context"
	"fmt"
	"io"

	"cairn/internal/app"
)

// second helps who has lost phone and paper, on the machine itself: over the network a
// token does not do.
type second struct {
	place
	myself
	Remove string `required:"" placeholder:"WHO" help:"Whose second factor to take away: the address, id or name of a member."`
}

// Run takes it away.
func (x *second) Run(ctx context.Context, c *console) (err error) {
	db, err := x.begun(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	who, err := x.actor(ctx, db)
	if err != nil {
		return err
	}
	m, err := whoIs(x.Remove, who.Directory)
	if err != nil {
		return err
	}
	out, err := app.New(db).RemoveSecondOf(ctx, app.Caller{Who: who}, m.ID)
	if err != nil {
		return err
	}
	return c.answer(out, func(w io.Writer) {
		fmt.Fprintf(w, "No codes are asked of %s any more; %d sessions ended.\n", called(m), out.Ended)
	})
}

package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"cairn/internal/app"
)

// token makes tokens of the API, lists them, and ends them.
type token struct {
	place
	myself
	Name string `help:"What it is for."`
	Days int    `default:"90" help:"How long it lasts; 0 is for ever."`
	List bool   `help:"List the tokens of the member."`
	End  string `placeholder:"ID" help:"End a token."`
}

// made is a new token.
type made struct {
	Token  string `json:"token"`
	Member string `json:"member"`
	Name   string `json:"name"`
	Days   int    `json:"days"`
}

// held is a token as a list shows it: what it is itself, nobody knows any more.
type held struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Created int64  `json:"created"`
	Seen    int64  `json:"seen"`
	Expires int64  `json:"expires"`
}

// Run makes one, or what else was asked for.
func (x *token) Run(ctx context.Context, c *console) (err error) {
	if x.Name == "" && !x.List && x.End == "" {
		return usage("a token takes a --name that says what it is for")
	}
	if x.Days < 0 {
		return usage("--days is a number of days, 0 for ever")
	}
	open := x.read
	if !x.List {
		open = x.begun
	}
	db, err := open(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	who, err := x.actor(ctx, db)
	if err != nil {
		return err
	}
	all, err := db.Tokens(ctx, who.ID)
	if err != nil {
		return err
	}
	var list []held
	for _, t := range all {
		list = append(list, held{t.ID, t.Name, t.Created, t.Seen, t.Expires})
	}
	switch {
	case x.List:
		return c.answer(list, func(w io.Writer) { tellTokens(w, list) })
	case x.End != "":
		for _, t := range list {
			if t.ID == x.End {
				return db.EndToken(ctx, t.ID)
			}
		}
		return usagef("%s holds no token %s", called(who.Member), x.End)
	}
	text, err := app.New(db).NewToken(ctx, who.ID, x.Name, x.Days)
	if err != nil {
		return err
	}
	m := made{text, who.ID, x.Name, x.Days}
	return c.answer(m, func(w io.Writer) {
		fmt.Fprintln(w, m.Token)
		fmt.Fprintf(c.err, "It acts for %s and is shown this once.\n", called(who.Member))
	})
}

func tellTokens(w io.Writer, list []held) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tNAME\tMADE\tUSED\tENDS")
	for _, h := range list {
		ends := "never"
		if h.Expires > 0 {
			ends = moment(h.Expires)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", h.ID, h.Name, moment(h.Created), moment(h.Seen), ends)
	}
	t.Flush()
}

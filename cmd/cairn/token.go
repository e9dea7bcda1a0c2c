package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"cairn/access"
	"cairn/internal/app"
)

// token makes tokens of the API, lists them, and ends them.
type token struct {
	way
	Name  string              `help:"What it is for."`
	Scope []access.Capability `placeholder:"RIGHT" help:"What it may: read, sell, manage, shape, administer; several, with commas. Everything that you may, where left out."`
	Days  int                 `default:"90" help:"How long it lasts; 0 is for ever."`
	List  bool                `help:"List the tokens of the member."`
	All   bool                `help:"With --list, those of everybody; for administrators."`
	End   string              `placeholder:"ID" help:"End a token."`
}

// Run makes one, or what else was asked for.
func (x *token) Run(ctx context.Context, c *console) (err error) {
	if x.Name == "" && !x.List && x.End == "" {
		return usage("a token takes a --name that says what it is for")
	}
	if x.Days < 0 {
		return usage("--days is a number of days, 0 for ever")
	}
	d, err := x.open(ctx, !x.List)
	if err != nil {
		return err
	}
	defer d.close(&err)
	switch {
	case x.List:
		list, err := d.tokens(ctx, x.All)
		if err != nil {
			return err
		}
		return c.answer(list.Tokens, func(w io.Writer) { tellTokens(w, list.Tokens, x.All) })
	case x.End != "":
		return d.endToken(ctx, x.End)
	}
	m, err := d.makeToken(ctx, app.MakeToken{Name: x.Name, Scopes: x.Scope, Days: &x.Days})
	if err != nil {
		return err
	}
	return c.answer(m, func(w io.Writer) {
		fmt.Fprintln(w, m.Token)
		fmt.Fprintf(c.err, "It may %s, and is shown this once.\n", words(m.Scopes))
	})
}

// caller is who acts on this machine.
func (d *door) caller() app.Caller { return app.Caller{Who: d.who} }

func (d *door) tokens(ctx context.Context, all bool) (out app.TokenList, err error) {
	if d.remote == nil {
		return d.app.Tokens(ctx, d.caller(), all)
	}
	params := map[string]string{}
	if all {
		params["all"] = "true"
	}
	return out, d.remote.Ask(ctx, "token.list", params, &out)
}

func (d *door) makeToken(ctx context.Context, in app.MakeToken) (out app.MadeToken, err error) {
	if d.remote == nil {
		return d.app.MakeToken(ctx, d.caller(), in)
	}
	return out, d.remote.Act(ctx, "token.make", in, &out)
}

func (d *door) endToken(ctx context.Context, id string) error {
	if d.remote == nil {
		_, err := d.app.EndToken(ctx, d.caller(), id)
		return err
	}
	return d.remote.Act(ctx, "token.end", map[string]string{"token": id}, nil)
}

// words are rights in a list.
func words(scopes []access.Capability) string {
	all := make([]string, len(scopes))
	for i, s := range scopes {
		all[i] = string(s)
	}
	return strings.Join(all, ", ")
}

func tellTokens(w io.Writer, list []app.TokenRow, all bool) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	head, cells := "ID\tNAME\tMAY\tMADE\tUSED\tENDS", ""
	if all {
		head = "WHO\t" + head
	}
	fmt.Fprintln(t, head)
	for _, h := range list {
		ends := "never"
		if h.Expires > 0 {
			ends = moment(h.Expires)
		}
		if cells = ""; all {
			cells = h.Holder + "\t"
		}
		fmt.Fprintf(t, "%s%s\t%s\t%s\t%s\t%s\t%s\n", cells, h.ID, h.Name, words(h.Scopes), moment(h.Created), moment(h.Seen), ends)
	}
	t.Flush()
}

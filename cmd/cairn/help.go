package main

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"

	"cairn/internal/app"
	"cairn/money"
)

// help prints the usual help, and after "do" or "show" with a name that of the command or
// question itself.
func help(o kong.HelpOptions, ctx *kong.Context) error {
	if at := ctx.Selected(); at != nil {
		for _, arg := range ctx.Args {
			if e, ok := app.Lookup(arg); ok && at.Name == "do" {
				helpCommand(ctx.Stdout, e)
				return nil
			}
			if q, ok := queryOf(arg, slices.Contains(ctx.Args, "id")); ok && at.Name == "show" {
				helpQuestion(ctx.Stdout, q)
				return nil
			}
		}
	}
	return kong.DefaultHelpPrinter(o, ctx)
}

func helpCommand(w io.Writer, e app.Entry) {
	fmt.Fprintf(w, "Usage: cairn do %s field=value …\n\n%s\n", e.Name, e.Doc)
	fmt.Fprintf(w, "It takes the capability %s. Rules: %s.\n\nFields:\n", e.Capability, strings.Join(e.Rules, ", "))
	helpFields(w, "", reflect.TypeOf(e.New()).Elem(), "")
}

func helpQuestion(w io.Writer, q app.Query) {
	id := ""
	if strings.Contains(q.Path, "{id}") {
		id = " ID"
	}
	fmt.Fprintf(w, "Usage: cairn show %s%s [field=value …]\n\n%s\n", q.Name, id, q.Doc)
	t := reflect.TypeOf(q.New()).Elem()
	if len(inputsOf(t)) > 0 {
		fmt.Fprint(w, "\nFields:\n")
		helpFields(w, "", t, "id")
	}
}

// helpFields lists the fields of a type, those of its parts with a dot.
func helpFields(w io.Writer, before string, t reflect.Type, but string) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	listFields(table, before, t, but)
	table.Flush()
}

func listFields(w io.Writer, before string, t reflect.Type, but string) {
	for _, f := range inputsOf(t) {
		name, ft := nameOf(f), bare(f.Type)
		if name == but {
			continue
		}
		must := ""
		if !optional(f) && before == "" {
			must = "required"
		}
		fmt.Fprintf(w, "  %s%s\t%s\t%s\t%s\n", before, name, kindWord(f, ft), must, f.Tag.Get("doc"))
		if ft.Kind() == reflect.Struct && ft != reflect.TypeFor[money.Money]() {
			listFields(w, before+name+".", ft, "")
		}
	}
}

// kindWord says what a field takes.
func kindWord(f reflect.StructField, t reflect.Type) string {
	if enum := f.Tag.Get("enum"); enum != "" {
		return strings.ReplaceAll(enum, ",", "|")
	}
	switch {
	case t == reflect.TypeFor[money.Money]():
		return "amount"
	case f.Tag.Get("format") == "date":
		return "day"
	case f.Tag.Get("format") == "date-time":
		return "moment"
	case t.Kind() == reflect.String:
		return "text"
	case t.Kind() == reflect.Bool:
		return "true|false"
	case number(t):
		return "number"
	case t.Kind() == reflect.Slice:
		return "list"
	}
	return "object"
}

// number says whether a type holds numbers.
func number(t reflect.Type) bool {
	v := reflect.Zero(t)
	return v.CanInt() || v.CanUint() || v.CanFloat()
}

// listed is a command or a question as a list shows it.
type listed struct {
	Name       string   `json:"name"`
	Doc        string   `json:"doc"`
	Capability string   `json:"capability"`
	Rules      []string `json:"rules,omitempty"`
}

func listCommands(c *console) error {
	var all []listed
	for _, e := range app.Commands() {
		all = append(all, listed{e.Name, e.Doc, string(e.Capability), e.Rules})
	}
	return c.answer(all, func(w io.Writer) { tellListed(w, all) })
}

func listQuestions(c *console) error {
	var all []listed
	for _, q := range app.Questions() {
		all = append(all, listed{q.Name, q.Doc, string(q.Capability), nil})
	}
	return c.answer(all, func(w io.Writer) { tellListed(w, all) })
}

func tellListed(w io.Writer, all []listed) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, l := range all {
		fmt.Fprintf(table, "%s\t%s\n", l.Name, l.Doc)
	}
	table.Flush()
}

package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"

	"cairn/internal/app"
)

// do carries out any command of the list.
type do struct {
	Command string   `arg:"" optional:"" help:"Name of the command, such as deal.move; --list shows all."`
	Fields  []string `arg:"" optional:"" placeholder:"field=value" help:"Its input: field=value, part.field=value, field=JSON."`
	way
	File   string `short:"f" placeholder:"FILE" help:"Input as JSON, under the fields of the command line; - reads it from the input."`
	Repeat string `name:"key" placeholder:"K" help:"Makes a repetition harmless: the same key and input have one effect."`
	Dry    bool   `name:"dry-run" help:"Say what would happen, and change nothing."`
	List   bool   `help:"List all commands."`
}

// Run carries it out.
func (x *do) Run(ctx context.Context, c *console) (err error) {
	if x.List {
		return listCommands(c)
	}
	e, ok := app.Lookup(x.Command)
	if !ok {
		return usage(unknownCommand(x.Command))
	}
	d, err := x.open(ctx, true)
	if err != nil {
		return err
	}
	defer d.close(&err)
	input, err := x.input(ctx, c, d, reflect.TypeOf(e.New()).Elem())
	if err != nil {
		return err
	}
	done, err := d.do(ctx, e.Name, input, app.How{Key: x.Repeat, Dry: x.Dry})
	if err != nil {
		return err
	}
	return c.answer(done, func(w io.Writer) { tellDone(w, e, done) })
}

// input is the file with the fields of the command line over it.
func (x *do) input(ctx context.Context, c *console, d *door, t reflect.Type) ([]byte, error) {
	fields := map[string]any{}
	if x.File != "" {
		text, err := c.read(x.File)
		if err != nil {
			return nil, err
		}
		dec := json.NewDecoder(bytes.NewReader(text))
		dec.UseNumber()
		if err := dec.Decode(&fields); err != nil || fields == nil || dec.More() {
			return nil, usagef("%s does not hold one JSON object", x.File)
		}
	}
	y := &typist{ctx: ctx, d: d}
	if err := y.fill(fields, t, x.Fields); err != nil {
		return nil, err
	}
	return json.Marshal(fields)
}

// unknownCommand says that there is no such command, and which ones are nearest.
func unknownCommand(name string) string {
	if name == "" {
		return "which command? cairn do --list shows them"
	}
	var near []string
	noun, verb, _ := strings.Cut(name, ".")
	for _, e := range app.Commands() {
		if e.Noun() == noun || e.Verb() == cmp.Or(verb, noun) {
			near = append(near, e.Name)
		}
	}
	if near == nil {
		return fmt.Sprintf("there is no command %s; cairn do --list shows all", name)
	}
	return fmt.Sprintf("there is no command %s; there are %s", name, strings.Join(near, ", "))
}

// tellDone says what was done.
func tellDone(w io.Writer, e app.Entry, done app.Done) {
	verb := "Done"
	if done.Dry {
		verb = "It would be done"
	}
	fmt.Fprintf(w, "%s: %s %s", verb, e.Noun(), done.ID)
	if done.Version > 0 {
		fmt.Fprintf(w, ", version %d", done.Version)
	}
	fmt.Fprintln(w, ".")
	if done.Made != "" {
		fmt.Fprintln(w, "Made:", done.Made)
	}
	for _, h := range done.Alike {
		fmt.Fprintf(w, "Perhaps the same as %s %s, %s\n", h.Noun, h.ID, h.Name)
	}
	if done.AskNext {
		fmt.Fprintln(w, "No next step is planned: deal.schedule plans one.")
	}
}

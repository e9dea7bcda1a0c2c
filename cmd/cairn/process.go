package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"cairn/internal/app"
	"cairn/process"
)

// texts are the subcommands on the texts of processes.
type texts struct {
	Check    processCheck    `cmd:"" help:"Say what is wrong with texts: file, line and column of each mistake."`
	Print    processPrint    `cmd:"" help:"Print a text in its canonical form."`
	Diff     processDiff     `cmd:"" help:"Say in words what one text changes against another, or against what is published."`
	Publish  processPublish  `cmd:"" help:"Publish a text; deals keep the version they run under."`
	Rehearse processRehearse `cmd:"" help:"Replay past deals through a draft: what would it have stopped?"`
	Schema   processSchema   `cmd:"" help:"Print the JSON Schema of the texts, for editors."`
}

// define reads a text that may be published.
func (c *console) define(path string) (process.Definition, []byte, error) {
	text, err := c.read(path)
	if err != nil {
		return process.Definition{}, nil, err
	}
	p, err := process.Publishable(text)
	return p, text, err
}

// processCheck says what is wrong with texts.
type processCheck struct {
	Files []string `arg:"" name:"file" help:"Texts; - is the input."`
}

// checked is what is wrong with one file.
type checked struct {
	File     string         `json:"file"`
	Version  string         `json:"version,omitempty"` // of a text with which nothing is wrong
	Problems process.Errors `json:"problems"`
}

// Run checks them.
func (x *processCheck) Run(c *console) error {
	all, wrong := []checked{}, false
	for _, path := range x.Files {
		p, _, err := c.define(path)
		one := checked{File: path, Version: p.Version(), Problems: process.Errors{}}
		if err != nil {
			if !errors.As(err, &one.Problems) {
				return err
			}
			one.Version, wrong = "", true
		}
		all = append(all, one)
	}
	err := c.answer(all, func(w io.Writer) {
		for _, one := range all {
			tellMistakes(w, one.File, one.Problems)
			if one.Version != "" {
				fmt.Fprintf(w, "%s: nothing is wrong with it; version %s\n", one.File, one.Version)
			}
		}
	})
	if err == nil && wrong {
		err = errTold
	}
	return err
}

// tellMistakes lists mistakes as compilers do, so that editors can follow them.
func tellMistakes(w io.Writer, path string, all process.Errors) {
	for _, p := range all {
		at := ":"
		if p.Line == 0 {
			at = ": " // of the whole text
		}
		fmt.Fprintf(w, "%s%s%s\n", path, at, p)
	}
}

// processPrint prints a text in its canonical form.
type processPrint struct {
	File string `arg:"" help:"The text; - is the input."`
}

// Run prints it.
func (x *processPrint) Run(c *console) error {
	text, err := c.read(x.File)
	if err != nil {
		return err
	}
	p, err := process.Parse(text)
	if err != nil {
		return c.mistaken(x.File, err)
	}
	return c.answer(p, func(w io.Writer) { w.Write(process.Print(p)) })
}

// mistaken tells the mistakes of a text, where that is what an error is about.
func (c *console) mistaken(path string, err error) error {
	var all process.Errors
	if !errors.As(err, &all) {
		return err
	}
	if c.json {
		if err := c.answer([]checked{{File: path, Problems: all}}, nil); err != nil {
			return err
		}
	} else {
		tellMistakes(c.err, path, all)
	}
	return errTold
}

// processDiff compares texts.
type processDiff struct {
	Old string `arg:"" help:"The text as it was. Where it is the only one: the new text, compared with what is published under its key."`
	New string `arg:"" optional:"" help:"The text as it is to be."`
	way
}

// Run says what differs.
func (x *processDiff) Run(ctx context.Context, c *console) error {
	path := cmp.Or(x.New, x.Old)
	p, _, err := c.define(path)
	if err != nil {
		return c.mistaken(path, err)
	}
	var old process.Definition
	if x.New != "" {
		if old, _, err = c.define(x.Old); err != nil {
			return c.mistaken(x.Old, err)
		}
	} else if old, err = x.published(ctx, p.Key); err != nil {
		return err
	}
	changes := process.Diff(old, p)
	if changes == nil {
		changes = []process.Change{}
	}
	return c.answer(changes, func(w io.Writer) {
		for _, k := range changes {
			fmt.Fprintln(w, k)
		}
		if len(changes) == 0 {
			fmt.Fprintln(w, "Nothing differs.")
		}
	})
}

// published is the process that is in effect under a key.
func (x *processDiff) published(ctx context.Context, key string) (p process.Definition, err error) {
	d, err := x.open(ctx, false)
	if err != nil {
		return p, err
	}
	defer d.close(&err)
	page, err := asked[app.ProcessPage](ctx, d, "process.show", map[string]string{"id": key})
	if err != nil {
		return p, err
	}
	return process.Parse([]byte(page.Text))
}

// processPublish publishes a text.
type processPublish struct {
	File string `arg:"" help:"The text; - is the input."`
	way
	Default bool   `help:"New deals run under it."`
	Note    string `help:"What this version is for."`
	Dry     bool   `name:"dry-run" help:"Say whether it could be published, and change nothing."`
}

// Run publishes it.
func (x *processPublish) Run(ctx context.Context, c *console) (err error) {
	_, text, err := c.define(x.File)
	if err != nil {
		return c.mistaken(x.File, err)
	}
	e, _ := app.Lookup("process.publish")
	input, err := json.Marshal(app.PublishProcess{Text: string(text), Default: x.Default, Note: x.Note})
	if err != nil {
		return err
	}
	d, err := x.open(ctx, true)
	if err != nil {
		return err
	}
	defer d.close(&err)
	done, err := d.do(ctx, e.Name, input, app.How{Dry: x.Dry})
	if err != nil {
		return err
	}
	return c.answer(done, func(w io.Writer) { tellDone(w, e, done) })
}

// processSchema prints the schema of the texts.
type processSchema struct{}

// Run prints it.
func (processSchema) Run(c *console) error {
	_, err := c.out.Write(process.Schema())
	return err
}

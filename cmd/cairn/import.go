package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"cairn/fault"
	"cairn/internal/app"
	"cairn/internal/load"
	"cairn/process"
)

// imports brings tables in, and takes what they brought back.
type imports struct {
	Paths   []string `arg:"" optional:"" name:"path" help:"Files, or folders of them."`
	Preset  string   `help:"A mapping that comes with the program."`
	Mapping string   `placeholder:"FILE" help:"A mapping, which says which column feeds which field."`
	Name    string   `help:"Name of the import. The same one again goes on where it stopped; by it the import can be taken back. The mapping's own, where empty."`
	Dry     bool     `name:"dry-run" help:"Say what it would come to, and change nothing."`
	Preview int      `placeholder:"N" help:"Show what the first rows of each file make, and change nothing."`
	Suggest bool     `help:"Print a mapping for the files as a draft, made from the names of their columns."`
	Undo    string   `placeholder:"NAME" help:"Take an import back: what nobody has touched since is withdrawn, the rest is listed."`
	way
}

// Run does what was asked for.
func (x *imports) Run(ctx context.Context, c *console) error {
	if x.Undo != "" {
		return x.undo(ctx, c)
	}
	files, err := x.files()
	if err != nil {
		return err
	}
	if x.Suggest {
		return x.suggest(ctx, c, files)
	}
	m, err := x.mapping(c)
	if err != nil {
		return c.unmapped(err)
	}
	plan, err := load.NewPlan(ctx, files, m)
	if err != nil {
		return c.unmapped(err)
	}
	if x.Preview > 0 {
		return preview(ctx, c, plan, x.Preview)
	}
	if len(plan.Questions) > 0 {
		return c.unanswered(plan.Questions)
	}
	return x.carryOut(ctx, c, plan, m)
}

// files are the files that were named, and those of folders.
func (x *imports) files() (files []load.File, err error) {
	for _, path := range x.Paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			files = append(files, load.Path(path))
			continue
		}
		some, err := load.Folder(path)
		if err != nil {
			return nil, err
		}
		files = append(files, some...)
	}
	if len(files) == 0 {
		return nil, usage("which files? name them, or the folder that they are in")
	}
	return files, nil
}

// mapping is the one that was asked for.
func (x *imports) mapping(c *console) (load.Mapping, error) {
	switch {
	case (x.Preset == "") == (x.Mapping == ""):
		return load.Mapping{}, usagef("either --mapping FILE or --preset NAME, which is %s; --suggest makes a draft of a mapping", strings.Join(load.Presets(), " or "))
	case x.Preset != "":
		return load.Preset(x.Preset)
	}
	text, err := c.read(x.Mapping)
	if err != nil {
		return load.Mapping{}, err
	}
	return load.Parse(text)
}

// unmapped tells what is wrong with a mapping, where that is what an error is about.
func (c *console) unmapped(err error) error {
	var all load.MappingErrors
	if !errors.As(err, &all) {
		return err
	}
	if c.json {
		if err := c.answer(map[string]any{"mapping_errors": all}, nil); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(c.err, "cairn: the mapping and the files do not fit:")
		for _, e := range all {
			fmt.Fprintln(c.err, "  "+e)
		}
	}
	return errTold
}

// unanswered tells what a mapping has to say before anything can be brought in.
func (c *console) unanswered(all []load.Question) error {
	err := c.answer(map[string]any{"questions": all}, func(w io.Writer) {
		fmt.Fprintln(w, "The files leave questions, to be answered in the mapping:")
		for _, q := range all {
			fmt.Fprintf(w, "  %s, column %s: %s\n", q.File, q.Column, asks(q))
		}
	})
	if err == nil {
		err = errTold
	}
	return err
}

func asks(q load.Question) string {
	said := map[string]string{
		"load.ask_dates": "which is the day and which the month", "load.ask_decimal": "is the comma or the point the decimal sign",
		"load.ask_stage": "what do these stages mean here",
	}
	return fmt.Sprintf("%s? %s (such as %s)", cmp.Or(said[q.Key], q.Key), strings.Join(q.Choices, ", "), strings.Join(q.Samples, ", "))
}

// preview shows what the first rows make.
func preview(ctx context.Context, c *console, plan *load.Plan, n int) error {
	all, err := plan.Preview(ctx, n)
	if err != nil {
		return c.unmapped(err)
	}
	return c.answer(all, func(w io.Writer) {
		for _, v := range all {
			fmt.Fprintf(w, "%s\n", v.Table.Name)
			for _, r := range v.Records {
				tellRecord(w, r)
			}
			for _, p := range v.Problems {
				fmt.Fprintf(w, "  %v\n", p)
			}
		}
	})
}

func tellRecord(w io.Writer, r load.Record) {
	fmt.Fprintf(w, "  line %d makes one %s\n", r.Line, r.Noun)
	for _, name := range slices.Sorted(maps.Keys(r.Text)) {
		if r.Text[name] != "" {
			fmt.Fprintf(w, "    %s: %s\n", name, r.Text[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Money)) {
		fmt.Fprintf(w, "    %s: %s\n", name, r.Money[name])
	}
	for _, name := range slices.Sorted(maps.Keys(r.Fields)) {
		fmt.Fprintf(w, "    fields.%s: %s\n", name, r.Fields[name])
	}
}

// carryOut runs the plan, or tries it.
func (x *imports) carryOut(ctx context.Context, c *console, plan *load.Plan, m load.Mapping) (err error) {
	d, err := x.begin(ctx, c, m)
	if err != nil {
		return err
	}
	defer d.close(&err)
	o := load.Options{Import: cmp.Or(x.Name, x.Preset, strings.TrimSuffix(filepath.Base(x.Mapping), filepath.Ext(x.Mapping)))}
	o.Progress = func(p load.Progress) { c.progress(p.Noun, int64(p.Done), int64(p.Of)) }
	run := plan.Run
	if x.Dry {
		run = plan.DryRun
	}
	way, who, err := d.through(ctx)
	if err != nil {
		return err
	}
	report, err := run(ctx, way, who, o)
	if err != nil && (report == nil || !report.Stopped) {
		return err
	}
	if told := c.answer(report, func(w io.Writer) { tellReport(w, report) }); told != nil {
		return told
	}
	if report.Stopped {
		return errTold
	}
	return nil
}

// tellReport says what an import came to.
func tellReport(w io.Writer, r *load.Report) {
	verb := "made"
	if r.Dry {
		verb = "to be made"
	}
	fmt.Fprintf(w, "Import %q: %d rows", r.Import, r.Rows)
	if r.Bad > 0 {
		fmt.Fprintf(w, ", of which %d cannot be read", r.Bad)
	}
	fmt.Fprintln(w, ".")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "NOUN\t%s\tTHERE ALREADY\tREPEATED\tFAILED\n", strings.ToUpper(verb))
	for _, noun := range load.Nouns() {
		if n := []int{r.Made[noun], r.Found[noun], r.Repeated[noun], r.Failed[noun]}; slices.Max(n) > 0 {
			fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\n", noun, n[0], n[1], n[2], n[3])
		}
	}
	t.Flush()
	for _, what := range slices.Sorted(maps.Keys(r.Unknown)) {
		fmt.Fprintf(w, "Not known: %s, %d times\n", strings.ReplaceAll(what, "_", " "), r.Unknown[what])
	}
	if r.Observed != "" {
		fmt.Fprintf(w, "The source was watched from %s; %d deals began earlier, and those of their like that ended before are missing.\n", r.Observed, r.Early)
	}
	for _, p := range r.Problems {
		fmt.Fprintln(w, p.Error())
	}
	if r.More > 0 {
		fmt.Fprintf(w, "… and %d more problems\n", r.More)
	}
	if r.Stopped {
		fmt.Fprintln(w, "It was stopped on the way; the same import again goes on from here.")
	}
}

// suggest prints a draft of a mapping.
func (x *imports) suggest(ctx context.Context, c *console, files []load.File) (err error) {
	d, err := x.open(ctx, false)
	if err != nil {
		return err
	}
	defer d.close(&err)
	page, err := asked[app.ProcessPage](ctx, d, "process.show", map[string]string{"id": "current"})
	if err != nil {
		return err
	}
	p, err := process.Parse([]byte(page.Text))
	if err != nil {
		return err
	}
	var tables []*load.Table
	for _, f := range files {
		t, err := load.Read(ctx, f, load.Format{})
		if err != nil {
			return err
		}
		tables = append(tables, t)
	}
	m, guesses := load.Suggest(tables, p)
	return c.answer(map[string]any{"mapping": m, "guesses": guesses}, func(w io.Writer) { w.Write(load.Print(m)) })
}

// undo takes an import back.
func (x *imports) undo(ctx context.Context, c *console) (err error) {
	if x.Server != "" {
		return usage("an import is taken back where the database is: without --server")
	}
	d, err := x.open(ctx, true)
	if err != nil {
		return err
	}
	defer d.close(&err)
	done, err := load.Undo(ctx, d.db, d.app, d.who, x.Undo)
	if err != nil {
		return err
	}
	if len(done.Withdrawn) == 0 && len(done.Left) == 0 {
		return fault.New(fault.NotFound, "load.import", "import", "the name of an import")
	}
	return c.answer(done, func(w io.Writer) {
		for _, noun := range slices.Sorted(maps.Keys(done.Withdrawn)) {
			fmt.Fprintf(w, "%s: %d withdrawn\n", noun, done.Withdrawn[noun])
		}
		for _, l := range done.Left {
			fmt.Fprintf(w, "left: %s %s, %s (%s)\n", l.Noun, l.ID, l.Name, l.Why)
		}
	})
}

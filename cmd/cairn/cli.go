package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"cairn/internal/api"
)

// commands are the subcommands, each in a file of its own.
type commands struct {
	Serve serve `cmd:"" help:"Serve the pages and the programming interface."`
}

// output is where a subcommand writes: what was asked for, and what is said beside it.
type output struct{ out, err io.Writer }

// execute runs one command line and returns the status to exit with: 0, 1 where it failed,
// 2 where the command line itself is wrong. SIGTERM and SIGINT end its context; a second
// one ends the program at once.
func execute(ctx context.Context, args []string, out, errs io.Writer) (status int) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	exited := false
	parser, err := kong.New(&commands{}, kong.Name("cairn"), kong.Description("Runs and measures a B2B sales process."),
		kong.Writers(out, errs), kong.Exit(func(code int) { exited, status = true, code }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(errs, "cairn:", err)
		return 2
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if exited {
		return status // help was asked for
	}
	if err != nil {
		fmt.Fprintln(errs, "cairn:", err)
		return 2
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(&output{out, errs}); err != nil {
		fmt.Fprintln(errs, "cairn:", sentence(err))
		return 1
	}
	return 0
}

// sentence says a failure to the person at the command line: the catalogue's sentence, or
// the error as it is.
func sentence(err error) string {
	said := api.Sentence(err)
	if said == "" {
		return err.Error()
	}
	if inner := innermost(err); inner != "" {
		return said + " (" + inner + ")"
	}
	return said
}

// innermost is the text of the error at the bottom, where that is no fault: what the
// operating system or the database said.
func innermost(err error) string {
	last := err
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(next) {
		last = next
	}
	if api.Sentence(last) != "" {
		return ""
	}
	return last.Error()
}

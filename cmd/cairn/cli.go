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
)

// commands are the subcommands, each in a file of its own.
type commands struct {
	JSON bool `name:"json" help:"Answer in JSON, as the API does; a failure is its problem details."`

	Serve   serve   `cmd:"" help:"Serve the pages and the programming interface."`
	Setup   setup   `cmd:"" help:"Set a new company up: its manners, its first process and its owner."`
	Demo    demo    `cmd:"" help:"Fill an empty database with a made-up company."`
	Do      do      `cmd:"" help:"Carry out one command of the list: cairn do deal.move deal=ID to=STEP."`
	Show    show    `cmd:"" help:"Answer one question of the list: cairn show board."`
	Process texts   `cmd:"" help:"Check, print, compare, publish and rehearse the texts of processes."`
	Import  imports `cmd:"" help:"Bring organisations, people, members, deals and activities in from tables."`
	Export  export  `cmd:"" help:"Write everything out: the log, or tables."`
	Backup  backup  `cmd:"" help:"Copy the database into a new file, while work goes on."`
	Restore restore `cmd:"" help:"Fill an empty database with an exported log."`
	Check   check   `cmd:"" help:"Prove that the log is whole and that everything follows from it."`
	Doctor  doctor  `cmd:"" help:"Look at the machine, the files and the database."`
	Token   token   `cmd:"" help:"Make a token by which a program acts for a member. It is shown once."`
	Second  second  `cmd:"" help:"Take the second factor of a member away who has lost phone and paper."`
}

// output is where a subcommand writes: what was asked for, and what is said beside it.
type output struct{ out, err io.Writer }

// execute runs one command line and returns the status to exit with: 0, 1 where it was
// refused or failed, 2 where the command line itself is wrong. SIGTERM and SIGINT end its
// context; a second one ends the program at once.
func execute(ctx context.Context, args []string, out, errs io.Writer) int {
	return command(ctx, args, os.Stdin, output{out, errs})
}

// command is execute, with an input of its own.
func command(ctx context.Context, args []string, in io.Reader, o output) (status int) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	exited := false
	cli := commands{}
	parser, err := grammar(&cli, o, func(code int) { exited, status = true, code })
	if err != nil {
		fmt.Fprintln(o.err, "cairn:", err)
		return wrongUsage
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if exited {
		return status // help was asked for
	}
	c := &console{output: o, in: in, json: cli.JSON}
	if err != nil {
		return c.fail(usage(err.Error()))
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	return c.fail(parsed.Run(c, &c.output))
}

// grammar is the command line as kong reads it.
func grammar(cli *commands, o output, exit func(int)) (*kong.Kong, error) {
	return kong.New(cli, kong.Name("cairn"), kong.Description("Runs and measures a B2B sales process."),
		kong.Writers(o.out, o.err), kong.Exit(exit), kong.Help(help), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
}

// The statuses to exit with.
const (
	failed     = 1
	wrongUsage = 2
)

// usage is a command line that says something that cannot be meant.
type usage string

// Error is the sentence.
func (u usage) Error() string { return string(u) }

// usagef makes a usage of a format.
func usagef(format string, args ...any) error { return usage(fmt.Sprintf(format, args...)) }

// errTold ends a subcommand that has told its failure already.
var errTold = errors.New("told")

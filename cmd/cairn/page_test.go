package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	gocmp "github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "print docs/cli.md anew")

const pageHead = `<!-- Printed from the grammar of the command line; TestCLIPage holds it to it. -->

# The command line

` + "`cairn`" + ` is the whole program: the server, and what one does beside it. ` + "`cairn COMMAND --help`" + ` says what stands here, ` + "`cairn do --list`" + ` and ` + "`cairn show --list`" + ` say what can be done and asked, and ` + "`cairn do deal.move --help`" + ` what that takes. [api.md](api.md) has all of it on one page: the lists are those of the programming interface.

**Input** is ` + "`field=value`" + `, by the type of the field: a number; an amount, ` + "`value=\"40000 EUR\"`" + ` or without a currency in the company's own; a day, ` + "`2026-03-31`, `today`, `tomorrow`, `+3d`, `-2w`, `+1m`" + `; true or false; a list, ` + "`a,b`" + ` or JSON; a part of something with a dot, ` + "`next.kind=call next.due=+3d`, `reasons.money=\"known for years\"`" + `; an object as JSON. ` + "`--file`" + ` reads JSON, and fields lie over it.

**Status.** 0: done. 1: refused or failed. 2: the command line says something that cannot be meant. A refusal lists everything that is missing, how strictly it is asked, what would do, and who may let it pass. With ` + "`--json`" + ` every answer is that of the programming interface, and so is every refusal, on the output.

**Two at once.** One program writes to a database file at a time, and a second one is refused with a sentence. Reading goes on beside it: ` + "`show`, `check`, `backup`, `export`, `doctor`, `process rehearse`, `import --dry-run`" + `. While the server runs, commands go through it, with ` + "`--server` and `--token`" + `.

**Who acts** is said with ` + "`--as`" + `: an address, an id, or a name that is only one's. In the log it stands as the local operator. With a token it is the member whose it is.

**Progress** is shown on a terminal; in a pipe there is silence.

## Flags of many commands

| flag | variable | |
|---|---|---|
`

// shared are the flags that are described once, by the group of commands that take them.
func shared() []string {
	return []string{"json", "data", "db", "master-key", "as", "server", "token"}
}

// page prints the grammar.
func page(w io.Writer, k *kong.Kong) {
	io.WriteString(w, pageHead)
	seen := map[string]*kong.Flag{}
	var leaves []*kong.Node
	for _, leaf := range k.Model.Leaves(true) {
		leaves = append(leaves, leaf)
		for _, group := range leaf.AllFlags(true) {
			for _, f := range group {
				if slices.Contains(shared(), f.Name) && (f.Name != "token" || f.Tag.PlaceHolder == "T") && leaf.Name != "serve" {
					seen[f.Name] = f
				}
			}
		}
	}
	for _, name := range shared() {
		f := seen[name]
		fmt.Fprintf(w, "| `%s` | %s | %s |\n", written(f), variable(f), told(f))
	}
	for _, leaf := range leaves {
		leafPage(w, leaf)
	}
}

func leafPage(w io.Writer, leaf *kong.Node) {
	fmt.Fprintf(w, "\n## %s\n\n%s\n", leaf.FullPath(), leaf.Help)
	var common []string
	var rows []string
	for _, p := range leaf.Positional {
		name := "<" + p.Name + ">"
		if !p.Required {
			name = "[" + name + "]"
		}
		rows = append(rows, fmt.Sprintf("| `%s` | | %s |\n", name, p.Help))
	}
	for _, group := range leaf.AllFlags(true) {
		for _, f := range group {
			switch {
			case f.Name == "help" || f.Name == "json":
			case slices.Contains(shared(), f.Name) && leaf.Name != "serve":
				common = append(common, "`--"+f.Name+"`")
			default:
				rows = append(rows, fmt.Sprintf("| `%s` | %s | %s |\n", written(f), variable(f), told(f)))
			}
		}
	}
	if len(common) > 0 {
		fmt.Fprintf(w, "\nAlso: %s.\n", strings.Join(common, ", "))
	}
	if len(rows) > 0 {
		fmt.Fprint(w, "\n| | variable | |\n|---|---|---|\n", strings.Join(rows, ""))
	}
}

// written is a flag as one writes it.
func written(f *kong.Flag) string {
	text := "--" + f.Name
	if f.Short != 0 {
		text = fmt.Sprintf("-%c, %s", f.Short, text)
	}
	if f.IsBool() {
		return text
	}
	return text + "=" + cmp.Or(f.Tag.PlaceHolder, strings.ToUpper(f.Name))
}

func variable(f *kong.Flag) string {
	if len(f.Tag.Envs) == 0 {
		return ""
	}
	return "`" + strings.Join(f.Tag.Envs, "`, `") + "`"
}

// told is what a flag is for, with what it must be or is by itself.
func told(f *kong.Flag) string {
	switch {
	case f.Required:
		return f.Help + " Needed."
	case f.Default != "":
		return f.Help + " By itself `" + f.Default + "`."
	}
	return f.Help
}

func TestCLIPage(t *testing.T) {
	const path = "../../docs/cli.md"
	k, err := grammar(&commands{}, output{io.Discard, io.Discard}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	page(&b, k)
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(text), b.String()); diff != "" {
		t.Errorf("docs/cli.md is not what is printed now: go test ./cmd/cairn -run TestCLIPage -update, and look at the difference: %s", diff)
	}
}

// Every flag is explained in a sentence, and every variable is Cairn's own.
func TestFlags(t *testing.T) {
	k, err := grammar(&commands{}, output{io.Discard, io.Discard}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	for _, leaf := range k.Model.Leaves(true) {
		if !strings.ContainsAny(leaf.Help[len(leaf.Help)-1:], ".?") && !strings.Contains(leaf.Help, ": ") {
			t.Errorf("%s is not explained in a sentence: %q", leaf.FullPath(), leaf.Help)
		}
		for _, group := range leaf.AllFlags(true) {
			for _, f := range group {
				if f.Name != "help" && !strings.HasSuffix(f.Help, ".") {
					t.Errorf("%s --%s is not explained in a sentence: %q", leaf.FullPath(), f.Name, f.Help)
				}
				for _, e := range f.Tag.Envs {
					if !strings.HasPrefix(e, "CAIRN_") {
						t.Errorf("%s --%s reads %s", leaf.FullPath(), f.Name, e)
					}
				}
			}
		}
		for _, p := range leaf.Positional {
			if p.Help == "" {
				t.Errorf("%s <%s> is not explained", leaf.FullPath(), p.Name)
			}
		}
	}
}

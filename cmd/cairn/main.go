// Command cairn is the whole program: the server, and what one does beside it from the
// command line.
//
//	cairn serve --demo
//	cairn help
package main

import (
	"context"
	"os"
)

func main() {
	os.Exit(execute(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

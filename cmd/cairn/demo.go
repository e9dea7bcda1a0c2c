package main

import (
	"context"

	"cairn/fault"
)

// fillDemo makes the demo company in a database that is still empty.
func fillDemo(_ context.Context, _ string, _ []byte, _ *output) error {
	return fault.New(fault.NotFound, "demo", "demo", "a build that has the demo company")
}

// demoGreeting says how to sign in to the demo.
func demoGreeting() string { return "" }

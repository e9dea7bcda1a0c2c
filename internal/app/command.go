package app

import (
	"reflect"
	"strings"
	"sync"

	"cairn/access"
)

// Command is a wish to change something. The list is closed: only this package can add
// to it.
type Command interface {
	deals() []string // deals that it decides on, so that they can be locked at once
	do(*call) (Done, error)
}

// Entry is what is known about a command besides its input: everything that routes,
// documents, rights, audit and tools are read off.
type Entry struct {
	Name       string            // noun and verb: "deal.move"
	Doc        string            // one sentence
	Capability access.Capability // without it the command is refused
	Rules      []string          // of docs/process.md
	New        func() Command    // an empty one, to decode into
	alone      bool              // runs in a transaction of its own, because it queries
}

// Noun and Verb are the two halves of the name.
func (e Entry) Noun() string { n, _, _ := strings.Cut(e.Name, "."); return n }

// Verb is what is done to the noun.
func (e Entry) Verb() string { _, v, _ := strings.Cut(e.Name, "."); return v }

// entry makes an Entry for the command type T.
func entry[T any, P interface {
	*T
	Command
}](name string, may access.Capability, rules, doc string) Entry {
	return Entry{Name: name, Doc: doc, Capability: may, Rules: strings.Fields(rules), New: func() Command { return P(new(T)) }}
}

// inOwn marks a command that queries, and so runs in a transaction of its own.
func inOwn(e Entry) Entry {
	e.alone = true
	return e
}

// Commands is the closed list.
func Commands() []Entry {
	list := dealCommands()
	list = append(list, partyCommands()...)
	list = append(list, companyCommands()...)
	list = append(list, upkeepCommands()...)
	return list
}

// index finds entries by the names and by the types of commands.
type index struct {
	byName map[string]Entry
	byType map[reflect.Type]Entry
}

var indexed = sync.OnceValue(func() index {
	x := index{map[string]Entry{}, map[reflect.Type]Entry{}}
	for _, e := range Commands() {
		x.byName[e.Name], x.byType[reflect.TypeOf(e.New())] = e, e
	}
	return x
})

// Lookup finds a command by its name.
func Lookup(name string) (Entry, bool) {
	e, ok := indexed().byName[name]
	return e, ok
}

// entryOf finds the entry of a command by its type.
func entryOf(cmd Command) (Entry, bool) {
	e, ok := indexed().byType[reflect.TypeOf(cmd)]
	return e, ok
}

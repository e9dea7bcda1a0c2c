package api

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden holds a text against a file, or writes it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what is printed now: go test ./internal/api -update, and look at the difference", name)
	}
}

func TestOpenAPI(t *testing.T) {
	text, err := json.MarshalIndent(Document(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/openapi.json", append(text, '\n'))
}

// TestAPIPage holds docs/api.md to the lists of commands and questions.
func TestAPIPage(t *testing.T) {
	golden(t, "../../docs/api.md", []byte(apiPage()))
}

// apiPage prints the document of the API.
func apiPage() string {
	var b strings.Builder
	b.WriteString(apiIntroduction)
	b.WriteString("\n## Commands\n")
	noun := ""
	for _, rt := range Routes() {
		if rt.command == nil {
			continue
		}
		if rt.Noun() != noun {
			noun = rt.Noun()
			fmt.Fprintf(&b, "\n### %s\n\n| command | address | inputs | may | rules | |\n|---|---|---|---|---|---|\n", noun)
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s | %s | %s |\n", rt.Name, rt.Path, inputsOf(rt), rt.Capability, strings.Join(rt.Rules, " "), rt.Doc)
	}
	b.WriteString("\n## Questions\n\nAll of them take `min_seq` as well.\n\n| question | address | parameters | answer | |\n|---|---|---|---|---|\n")
	for _, rt := range Routes() {
		if rt.query != nil {
			fmt.Fprintf(&b, "| `%s` | `%s` | %s | `%s` | %s |\n", rt.Name, rt.Path, inputsOf(rt), rt.Answer.Name(), rt.Doc)
		}
	}
	b.WriteString(actsIntroduction)
	for _, x := range Acts() {
		who := string(x.Capability)
		if x.Person {
			who += ", in a session"
		}
		fmt.Fprintf(&b, "| `%s` | `%s %s` | %s | %s | `%s` | %s |\n", x.Name, x.Method, x.Path, inputsOf(x.Route), who, x.Answer.Name(), x.Doc)
	}
	b.WriteString("\n## What may keep it from being done\n\n| key | sentence |\n|---|---|\n")
	faults := messages().Fault
	for _, key := range slices.Sorted(maps.Keys(faults)) {
		fmt.Fprintf(&b, "| `%s` | %s |\n", key, faults[key])
	}
	return b.String()
}

const actsIntroduction = `
## Access

What concerns how somebody signs in is no command: what it changes is secret and in no event. The log says that it happened, under the subject ` + "`access:`" + ` and the member's id. They are sent like commands, without a key of repetition and without a dry run. *In a session* means that a token does not do: no token changes how one signs in. A *proof* is the own password, or a code from the phone or from paper, which is used up.

Without being signed in there are ` + "`POST /sign-in`" + ` with ` + "`{email, password}`" + ` (204; or 200 with ` + "`{second: […]}`" + ` where a second factor is asked for), ` + "`POST /sign-in/second`" + ` with ` + "`{code}`" + ` (204), ` + "`POST /sign-out`" + `, and ` + "`POST /api/reset`" + ` with ` + "`{email}`" + ` (202 for every address, with ` + "`{mail, said}`" + `). Too many attempts are answered with 429 and ` + "`Retry-After`" + `.

| act | address | inputs | may | answer | |
|---|---|---|---|---|---|
`

// inputsOf lists the inputs of a route; what may be left out is in brackets.
func inputsOf(rt Route) string {
	var all []string
	for _, f := range inputs(rt.Input) {
		switch {
		case f.name == rt.ID:
		case f.optional:
			all = append(all, "["+f.name+"]")
		default:
			all = append(all, "**"+f.name+"**")
		}
	}
	return strings.Join(all, " ")
}

const apiIntroduction = `<!-- Printed from the lists of commands and questions; TestAPIPage holds it to them. -->

# The programming interface

Everything that the pages do, they do through this interface; there is nothing else behind them. A server tells the exact types of everything below at ` + "`/api/openapi.json`" + ` (OpenAPI 3.1).

**Who asks.** A program shows a token, ` + "`Authorization: Bearer …`" + `, and acts as the member whose it is, with the rights that the token was made with; a browser has the cookie of its session. Rights are read anew for each request. A change that leans on the cookie also needs the header ` + "`X-Cairn: 1`" + ` or a body of type ` + "`application/json`" + `, and is refused where it comes from another site.

**A command** is a ` + "`POST`" + ` with a JSON object. What is no input of the command is refused. With ` + "`?dry_run=true`" + ` it is decided and nothing is changed. With the header ` + "`Idempotency-Key`" + ` it may be sent again for seven days: the same key and body have one effect and one answer. The answer has the header ` + "`X-Cairn-Seq`" + `, a sealed place in the log: a question with ` + "`min_seq`" + ` of that value is answered with the change in it, on any node.

**Many commands** go to ` + "`POST /api/bulk`" + `: ` + "`{\"commands\": [{\"command\": \"deal.change\", \"input\": {\"deal\": \"…\", …}, \"key\": \"…\"}]}`" + `, up to 1,000. Those on one thing are carried out in their order; each has its own result, done or a problem.

**What is refused** comes as problem details (RFC 9457). The last word of ` + "`type`" + ` says what it is: ` + "`refused`" + ` (409: the process says no; ` + "`rule`" + `, and ` + "`missing`" + ` with everything that would make it a yes), ` + "`not_found`" + ` (404, also for what is not yours to see), ` + "`forbidden`" + ` (403), ` + "`conflict`" + ` (409), ` + "`invalid`" + ` (422, with ` + "`field`" + ` or a list of ` + "`errors`" + `), ` + "`unknown`" + ` (503: ask again with the same key), ` + "`unauthorised`" + ` (401), ` + "`too_many`" + ` (429) and ` + "`unexpected`" + ` (500, with the ` + "`id`" + ` that stands in the server's log). ` + "`detail`" + ` is a sentence for the person.

**Live changes** come from ` + "`GET /api/changes`" + ` as server-sent events. ` + "`change`" + ` names what changed (noun, id, version, kind, actor), ` + "`gone`" + ` what has left your sight, ` + "`reset`" + ` says to ask for everything again, ` + "`open`" + ` where the stream begins. Coming back with ` + "`Last-Event-ID`" + ` one hears what was missed. The stream ends with the session.

Times are microseconds UTC, 0 where not known; days are ` + "`2026-03-31`" + ` in the company's zone; amounts are whole minor units with a currency, ` + "`{\"minor\": 4000050, \"currency\": \"EUR\"}`" + `. In the tables, inputs in **bold** are needed and those in [brackets] may be left out; ` + "`{id}`" + ` is the id of the noun.
`

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"cairn/deal"
	"cairn/fault"
	"cairn/internal/api"
	"cairn/process"
)

// console is where a subcommand reads and writes. What was asked for goes out once: as
// text for a person, or as JSON for a program.
type console struct {
	output
	in   io.Reader
	json bool
}

// answer writes an answer: as one line of JSON, or as a person reads it.
func (c *console) answer(v any, person func(io.Writer)) error {
	if !c.json {
		person(c.out)
		return nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "%s\n", text)
	return err
}

// read reads a file; "-" is the console's own input.
func (c *console) read(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(c.in)
	}
	return os.ReadFile(path)
}

// watched says whether somebody looks on while something takes its time.
func (c *console) watched() bool {
	f, ok := c.err.(*os.File)
	if !ok || c.json {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// progress shows how far something is, over what it showed before. In a pipe it is silent.
func (c *console) progress(what string, done, of int64) {
	switch {
	case !c.watched():
	case done >= of:
		fmt.Fprint(c.err, "\r\x1b[K")
	default:
		fmt.Fprintf(c.err, "\r\x1b[K%s %d of %d", what, done, of)
	}
}

// fail tells a failure and returns the status to exit with.
func (c *console) fail(err error) int {
	if err == nil {
		return 0
	}
	if wrong, ok := errors.AsType[usage](err); ok {
		fmt.Fprintf(c.err, "cairn: %s\n", wrong)
		return wrongUsage
	}
	switch {
	case errors.Is(err, errTold):
	case c.json:
		text, _ := json.Marshal(problemOf(err)) // texts and numbers only
		fmt.Fprintf(c.out, "%s\n", text)
	default:
		tell(c.err, err)
	}
	return failed
}

// problemOf is the problem that the API would answer with. What is unexpected says itself
// here, where no stranger reads it.
func problemOf(err error) api.Problem {
	p := api.ProblemOf(err)
	if p.ID != "" {
		p.ID, p.Detail = "", err.Error()
	}
	return p
}

// tell says a failure to a person.
func tell(w io.Writer, err error) {
	if no, ok := errors.AsType[*deal.Refusal](err); ok {
		refuse(w, no)
		return
	}
	fmt.Fprintln(w, "cairn:", sentence(err))
	p := api.ProblemOf(err)
	for _, e := range p.Errors {
		fmt.Fprintf(w, "  %s: %s\n", e.Location, e.Message)
	}
	if p.Remedy != "" && !strings.Contains(sentence(err), p.Remedy) {
		fmt.Fprintf(w, "  expected: %s\n", p.Remedy)
	}
}

// refuse lists what a refusal lacks: the question, how strictly it is asked, what would
// do, and who may let it pass.
func refuse(w io.Writer, no *deal.Refusal) {
	p := api.ProblemOf(no)
	fmt.Fprintf(w, "Refused by %s%s. %s\n", no.Rule, prefixed(" on the way to ", no.To), p.Title)
	for i, m := range p.Missing {
		if m.Checkpoint == "" {
			fmt.Fprintf(w, "%3d. %s (%s)\n", i+1, m.Sentence, m.Field)
			continue
		}
		question := m.Question
		if question == "" {
			question = m.Checkpoint
		}
		debt := ""
		if m.Debt {
			debt = ", left open when the deal was entered"
		}
		fmt.Fprintf(w, "%3d. %s\n", i+1, question)
		fmt.Fprintf(w, "     %s: %s%s%s\n", m.Checkpoint, m.Strength, prefixed(" of ", m.Step), debt)
		fmt.Fprintf(w, "     would do: %s\n", wouldDo(m.Missing))
		fmt.Fprintf(w, "     may pass: %s\n", mayPass(m.Missing))
	}
}

// prefixed is a text with something before it; empty where it is.
func prefixed(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}

// wouldDo is the evidence that would meet a checkpoint, with the command that gives it.
func wouldDo(m deal.Missing) string {
	switch m.Detail {
	case "confirmation":
		return "the customer's own word (deal.confirm)"
	case "influence":
		return "what part somebody has in the decision (deal.involve)"
	}
	switch m.Evidence {
	case process.Answer:
		return "an answer (deal.give)"
	case process.ActivityDone:
		return "an activity with its outcome (deal.log)"
	case process.Person:
		return "somebody on the customer's side (deal.involve)"
	case process.Offer:
		return "an offer in that state (deal.offer, deal.decide_offer)"
	case process.Concerns:
		return "concerns that are dealt with (deal.raise, deal.settle)"
	case process.Document:
		return "a document that is filed (deal.give)"
	case process.Confirmation:
		return "the customer's own word (deal.confirm)"
	case process.Score:
		return "enough points on the scorecard (deal.give)"
	case process.Rule:
		return "facts of the deal of which it is true (deal.change)"
	}
	return string(m.Evidence)
}

// mayPass says who may let a checkpoint pass without its evidence.
func mayPass(m deal.Missing) string {
	asked := ""
	if m.Asked != nil {
		asked = "; asked for"
	}
	switch m.Passer {
	case "nobody", "":
		return "nobody"
	case "you":
		return "you, with reasons." + m.Checkpoint + "=…"
	case "manager":
		return "who manages the deal (deal.override)" + asked
	}
	return "the deal's " + m.Passer + " (deal.override)" + asked
}

// sentence says a failure to the person at the command line: the catalogue's sentence, or
// the error as it is.
func sentence(err error) string {
	said := api.Sentence(err)
	if said == "" {
		return err.Error()
	}
	if inner := cause(err); inner != "" {
		return said + " (" + inner + ")"
	}
	return said
}

// cause is what the operating system or the database said, where a fault came of that.
func cause(err error) string {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return ""
	}
	if inner := f.Unwrap(); inner != nil && api.Sentence(inner) == "" {
		return inner.Error()
	}
	return ""
}

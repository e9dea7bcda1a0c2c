package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"cairn/fault"
	"cairn/internal/app"
)

// Bulk is a list of commands. Those on one thing are carried out in their order, those on
// different things side by side; each stands for itself, so that some may be refused and
// the others done.
type Bulk struct {
	Commands []BulkCommand `json:"commands" minItems:"1" maxItems:"1000"`
}

// BulkCommand is one of them: its name, its whole input with the id in it, and a key that
// makes asking again harmless.
type BulkCommand struct {
	Command string          `json:"command" doc:"Such as deal.move."`
	Input   json.RawMessage `json:"input"`
	Key     string          `json:"key,omitempty" maxLength:"200"`
}

// BulkDone has a result for each command, in their order.
type BulkDone struct {
	Results []BulkResult `json:"results"`
}

// BulkResult is the answer to one command: done, or a problem.
type BulkResult struct {
	Done    *app.Done `json:"done,omitempty"`
	Problem *Problem  `json:"problem,omitempty"`
}

// bulkEndpoint is what the input of a bulk is checked against.
type bulkEndpoint struct {
	registry huma.Registry
	schema   *huma.Schema
}

func newBulkEndpoint(r huma.Registry) bulkEndpoint {
	return bulkEndpoint{r, r.Schema(reflect.TypeFor[Bulk](), true, "Bulk")}
}

// bulkAtOnce is how many things a bulk works on side by side: enough to fill a batch.
const bulkAtOnce = 64

// serveBulk carries out many commands.
func (s *Server) serveBulk(w http.ResponseWriter, r *http.Request) {
	var bulk Bulk
	body, err := readJSON(r)
	if err == nil {
		err = fill(s.bulk.registry, s.bulk.schema, body, &bulk)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	how, err := howOf(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	out := BulkDone{Results: make([]BulkResult, len(bulk.Commands))}
	seqs := make([]int64, len(bulk.Commands))
	places := make(chan struct{}, bulkAtOnce)
	var all sync.WaitGroup
	for _, group := range s.groups(bulk.Commands) {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			for _, i := range group {
				done, err := s.one(r, bulk.Commands[i], how.Dry)
				if err != nil {
					p := s.explain(r, err)
					out.Results[i].Problem = &p
					continue
				}
				out.Results[i].Done, seqs[i] = &done, done.Seq
			}
		})
	}
	all.Wait()
	var seq int64
	for _, n := range seqs {
		seq = max(seq, n)
	}
	s.streams.recheck()
	s.answer(w, r, seq, out)
}

// groups puts the commands on one thing together, by their places in the list.
func (s *Server) groups(commands []BulkCommand) [][]int {
	var order []string
	by := map[string][]int{}
	for i, c := range commands {
		var fields map[string]any
		thing := "#" + strconv.Itoa(i)
		if e, ok := s.commands[c.Command]; ok && json.Unmarshal(c.Input, &fields) == nil {
			if id, ok := fields[e.Noun()].(string); ok {
				thing = e.Noun() + ":" + id
			}
		}
		if by[thing] == nil {
			order = append(order, thing)
		}
		by[thing] = append(by[thing], i)
	}
	groups := make([][]int, len(order))
	for i, thing := range order {
		groups[i] = by[thing]
	}
	return groups
}

// one carries out one command of a bulk.
func (s *Server) one(r *http.Request, c BulkCommand, dry bool) (done app.Done, err error) {
	defer func() {
		if x := recover(); x != nil { // beside the request's own goroutine it would end the program
			err = fmt.Errorf("panic: %v", x)
		}
	}()
	e, ok := s.commands[c.Command]
	if !ok {
		return app.Done{}, fault.New(fault.NotFound, "command", "command", "one of the listed commands")
	}
	if err := checkKey(c.Key); err != nil {
		return app.Done{}, err
	}
	cmd := e.command()
	if err := fill(e.registry, e.whole, c.Input, cmd); err != nil {
		return app.Done{}, err
	}
	return s.app.Do(r.Context(), who(r), cmd, app.How{Key: c.Key, Dry: dry})
}

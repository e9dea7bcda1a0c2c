package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"time"
)

// operation is something that people do all the time. Of what it asks for, it checks the
// answer as well.
type operation struct {
	name   string
	goal   goal
	seller bool // asked by a salesperson and not by the owner, who sees all
	do     func(w *world, c *client, r *rand.Rand) error
}

// goal is what is aimed at; 0 where nothing is. It holds for eight clients, the median for
// one.
type goal struct {
	Rate   float64 `json:",omitempty"` // requests a second
	Median float64 `json:",omitempty"` // milliseconds
	P99    float64 `json:",omitempty"`
	CPU    float64 `json:",omitempty"` // milliseconds of processor time for each request
}

func (w *world) operations() []operation {
	write, list, search := goal{Rate: 3000, P99: 15, CPU: 0.4}, goal{Rate: 3000, P99: 10}, goal{Rate: 1500, Median: 2}
	return []operation{
		{name: "funnel", goal: goal{Median: 1}, do: funnel},
		{name: "funnel of one owner, from a value", goal: goal{Median: 1}, do: funnelFiltered},
		{name: "funnel, by a salesperson", goal: goal{Median: 1}, seller: true, do: funnel},
		{name: "list 50", goal: list, do: list50},
		{name: "list 50, by a salesperson", goal: list, seller: true, do: listOwn},
		{name: "search", goal: search, do: searchAll},
		{name: "search, by a salesperson", goal: search, seller: true, do: searchOwn},
		{name: "a deal's page", do: show},
		{name: "board of two owners", do: board},
		{name: "board of all, the first of each step", do: boardOfAll},
		{name: "a move, then the board of two owners", do: moved(board)},
		{name: "a move, then the board of all", do: moved(boardOfAll)},
		{name: "move", goal: write, do: move},
		{name: "move, refused", goal: write, do: moveRefused},
		{name: "move, by a salesperson", goal: write, seller: true, do: moveOwn},
		{name: "create", goal: write, do: create},
	}
}

// run lets so many clients do one thing for a while, each as fast as it is answered.
func (w *world) run(ctx context.Context, s *server, op operation, clients int, o options) (f figure, err error) {
	token := w.owner
	if op.seller {
		token = w.seller
	}
	var all sync.WaitGroup
	took, errs, sizes := make([][]time.Duration, clients), make([]error, clients), make([]int64, clients)
	warm := time.Now().Add(o.time / 8)
	var begin, end time.Time
	var cpu time.Duration
	gate := make(chan struct{})
	for i := range clients {
		c, err := dial(s.address, token)
		if err != nil {
			return f, err
		}
		defer c.conn.Close()
		all.Go(func() {
			r := rand.New(rand.NewSource(int64(clients*1000 + i)))
			for time.Now().Before(warm) && errs[i] == nil {
				errs[i] = op.do(w, c, r)
			}
			<-gate
			for errs[i] == nil && ctx.Err() == nil {
				from := time.Now()
				if from.After(end) {
					break
				}
				errs[i] = op.do(w, c, r)
				took[i] = append(took[i], time.Since(from))
			}
			sizes[i] = c.bytes
		})
	}
	time.Sleep(time.Until(warm.Add(50 * time.Millisecond)))
	done, err := s.profiling(fmt.Sprintf("%s-%d", op.name, clients))
	if err != nil {
		return f, err
	}
	begin, cpu = time.Now(), s.cpu()
	end = begin.Add(o.time)
	close(gate)
	all.Wait()
	spent, used := time.Since(begin), s.cpu()-cpu
	done()
	for _, err := range append(errs, ctx.Err()) {
		if err != nil {
			return f, err
		}
	}
	return newFigure(op, clients, slices.Concat(took...), spent, used, sizes[0]), nil
}

// profiling keeps a profile of what follows, where that was asked for.
func (s *server) profiling(name string) (done func(), err error) {
	if s.profile == "" {
		return func() {}, nil
	}
	f, err := os.Create(filepath.Join(s.profile, strings.NewReplacer(" ", "-", ",", "").Replace(name)+".prof"))
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, err
	}
	return func() {
		pprof.StopCPUProfile()
		f.Close()
	}, nil
}

// times checks that a text stands so often in an answer.
func times(answer []byte, text string, n int) error {
	if got := bytes.Count(answer, []byte(text)); got != n {
		return fmt.Errorf("%q stands %d times in the answer, not %d: %.300s", text, got, n, answer)
	}
	return nil
}

func funnel(w *world, c *client, r *rand.Rand) error {
	return w.funnel(c, "/api/pipeline")
}

func funnelFiltered(w *world, c *client, r *rand.Rand) error {
	return w.funnel(c, "/api/pipeline?owner="+w.people[r.Intn(owners)]+"&min=10000")
}

func (w *world) funnel(c *client, path string) error {
	answer, err := c.expect(http.StatusOK, path, nil)
	if err != nil {
		return err
	}
	return times(answer, `"count":`, len(w.steps)+1)
}

// list50 asks for the deals of one step and owner that changed last.
func list50(w *world, c *client, r *rand.Rand) error {
	return list(c, w.people[r.Intn(owners)], w.steps[r.Intn(len(w.steps))])
}

func listOwn(w *world, c *client, r *rand.Rand) error {
	return list(c, w.people[0], w.steps[r.Intn(len(w.steps))])
}

func list(c *client, owner, step string) error {
	answer, err := c.expect(http.StatusOK, "/api/deals?limit=50&sort=-changed&step="+step+"&owner="+owner, nil)
	if err != nil {
		return err
	}
	n := bytes.Count(answer, []byte(`"step":`))
	if n == 0 || n > 50 {
		return fmt.Errorf("%d deals", n)
	}
	return times(answer, `"step":"`+step+`"`, n)
}

// searchAll asks for two words that stand side by side in a name.
func searchAll(w *world, c *client, r *rand.Rand) error { return search(w, c, r, 1) }

func searchOwn(w *world, c *client, r *rand.Rand) error { return search(w, c, r, 0) }

func search(w *world, c *client, r *rand.Rand, least int) error {
	p := pieceOf(r.Intn(len(w.deals)))
	a, b := p.nouns[0], p.nouns[1]
	if r.Intn(2) == 0 {
		a, b = b, "renewal"
	}
	answer, err := c.expect(http.StatusOK, "/api/search?limit=50&q="+a+"+"+b, nil)
	if err != nil {
		return err
	}
	var found struct{ Hits []struct{ Name string } }
	if err := json.Unmarshal(answer, &found); err != nil {
		return err
	}
	if n := len(found.Hits); n < least || n > 50 {
		return fmt.Errorf("%s %s: %d hits", a, b, n)
	}
	for _, h := range found.Hits {
		if !strings.Contains(h.Name, a) || !strings.Contains(h.Name, b) {
			return fmt.Errorf("%s %s: found %q", a, b, h.Name)
		}
	}
	return nil
}

func show(w *world, c *client, r *rand.Rand) error {
	d := w.deals[r.Intn(len(w.deals))]
	answer, err := c.expect(http.StatusOK, "/api/deals/"+d.id, nil)
	if err != nil {
		return err
	}
	return times(answer, `{"deal":{"id":"`+d.id+`"`, 1)
}

// board asks for all cards of two owners, a tenth of all deals, as a browser does.
func board(w *world, c *client, r *rand.Rand) error {
	return w.board(c, "/api/board?owner="+w.people[1]+","+w.people[2], len(w.deals)/12)
}

// moved does something after a move: what was kept until then is of no use.
func moved(do func(*world, *client, *rand.Rand) error) func(*world, *client, *rand.Rand) error {
	return func(w *world, c *client, r *rand.Rand) error {
		if err := move(w, c, r); err != nil {
			return err
		}
		return do(w, c, r)
	}
}

// boardOfAll asks for a board that is too long to be sent: 200 cards of each step.
func boardOfAll(w *world, c *client, r *rand.Rand) error {
	return w.board(c, "/api/board", min(len(w.deals), 200*len(w.steps)))
}

func (w *world) board(c *client, path string, least int) error {
	status, packed, err := c.ask(path, nil, true)
	if err != nil || status != http.StatusOK {
		return fmt.Errorf("%d: %w", status, err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return err
	}
	answer, err := io.ReadAll(z)
	if err != nil {
		return err
	}
	if n := bytes.Count(answer, []byte(`"chance":`)); n < least {
		return fmt.Errorf("%d cards", n)
	}
	return nil
}

// lastMoved is the last step that a deal may be moved to without an offer.
const lastMoved = 4

// move takes a deal to another step, on or back. What the steps on the way advise is
// passed with a reason.
func move(w *world, c *client, r *rand.Rand) error {
	for {
		d := w.deals[r.Intn(len(w.deals))]
		if moved, err := w.move(c, r, d); moved || err != nil {
			return err
		}
	}
}

// moveOwn moves one of the salesperson's own.
func moveOwn(w *world, c *client, r *rand.Rand) error {
	for {
		i := r.Intn(len(w.deals))
		if pieceOf(i).owner != 0 {
			continue
		}
		if moved, err := w.move(c, r, w.deals[i]); moved || err != nil {
			return err
		}
	}
}

// move moves a deal, unless it is behind the offer or in somebody's hand.
func (w *world) move(c *client, r *rand.Rand, d *known) (moved bool, err error) {
	if d.step > lastMoved || !d.TryLock() {
		return false, nil
	}
	defer d.Unlock()
	to := (d.step + 1 + r.Intn(lastMoved)) % (lastMoved + 1)
	body := fmt.Sprintf(`{"to":%q,"version":%d,"why":"They said so on the phone."}`, w.steps[to], d.version)
	answer, err := c.expect(http.StatusOK, "/api/deals/"+d.id+"/move", []byte(body))
	if err != nil {
		return true, err
	}
	var done struct{ Version int64 }
	if err := json.Unmarshal(answer, &done); err != nil {
		return true, err
	}
	if done.Version != d.version+1 {
		return true, fmt.Errorf("version %d after %d", done.Version, d.version)
	}
	d.step, d.version = to, done.Version
	return true, nil
}

// moveRefused asks for the step behind an offer that nobody has made.
func moveRefused(w *world, c *client, r *rand.Rand) error {
	for {
		d := w.deals[r.Intn(len(w.deals))]
		if d.step > lastMoved || !d.TryLock() {
			continue
		}
		defer d.Unlock()
		body := fmt.Sprintf(`{"to":%q,"version":%d,"why":"They said so on the phone."}`, w.steps[len(w.steps)-1], d.version)
		answer, err := c.expect(http.StatusConflict, "/api/deals/"+d.id+"/move", []byte(body))
		if err != nil {
			return err
		}
		return times(answer, `"checkpoint":"offered"`, 1)
	}
}

// create opens a deal.
func create(w *world, c *client, r *rand.Rand) error {
	p := pieceOf(len(w.deals) + int(w.made.Add(1)))
	body := fmt.Sprintf(`{"name":%q,"role":"head of purchasing","owner":%q,"value":{"minor":%d,"currency":"EUR"},"close_date":%q,"source":"client"}`,
		p.name, w.people[p.owner], p.amount*100, p.close)
	answer, err := c.expect(http.StatusOK, "/api/deals", []byte(body))
	if err != nil {
		return err
	}
	return times(answer, `"version":1`, 1)
}

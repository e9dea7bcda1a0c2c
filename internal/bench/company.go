package main

import (
	"context"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"cairn/access"
	"cairn/internal/app"
	"cairn/internal/load"
	"cairn/internal/store"
	"cairn/money"
	"cairn/process"
)

//go:embed process.yaml
var processText string

// The sizes of the work.
const (
	owners = 20
	nouns  = 50
	master = "4a7d1ed414474e4033ac29ccb8653d9b0c3f5d6a1b2e8f7091a2b3c4d5e6f708"
)

// world is the company that is measured, and what the clients know of it.
type world struct {
	at     place
	owner  string   // token of who sees all
	seller string   // token of the first of the owners of deals
	people []string // ids of the owners of deals
	steps  []string // keys, in their order
	deals  []*known
	made   atomic.Int64 // deals created while measuring
	moved  atomic.Int64
}

// known is a deal as a client last saw it. One client at a time has it in hand.
type known struct {
	sync.Mutex
	id      string
	step    int
	version int64
}

// piece is the i-th deal of the work.
type piece struct {
	step, owner int
	amount      int64 // in units
	close       string
	nouns       [2]string
	name        string
	opened      time.Duration // before now
}

// pieceOf makes the i-th deal: the same one in every run.
func pieceOf(i int) piece {
	r := rand.New(rand.NewSource(int64(i)*7919 + 1))
	p := piece{step: weighted(r.Intn(100)), owner: r.Intn(owners), amount: 500 + r.Int63n(99_500)}
	p.close = time.Date(2024, 1, 1+r.Intn(1000), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	p.nouns = [2]string{noun(r.Intn(nouns)), noun(r.Intn(nouns))}
	p.name = fmt.Sprintf("%s %s renewal %06d", p.nouns[0], p.nouns[1], i)
	p.opened = time.Duration(r.Intn(60*24)) * time.Hour
	return p
}

// weighted is a step: 30, 20, 15, 12, 10, 8 and 5 of a hundred deals.
func weighted(of100 int) int {
	for step, share := range []int{30, 20, 15, 12, 10, 8, 5} {
		if of100 -= share; of100 < 0 {
			return step
		}
	}
	return 0
}

func noun(i int) string {
	return strings.Fields(`anchor basket cable drill engine filter gauge hammer insulation jacket kettle lamp mortar needle oven
		pump quarry roof saw tractor umbrella valve wagon yarn zinc axle boiler crane dredger elevator furnace generator hinge
		inverter joist kiln ladder mixer nozzle oilcan pallet quill rafter shovel turbine urn vessel winch yoke zipper`)[i]
}

// door opens the database with this process, for as long as use takes.
func (at place) door(ctx context.Context, use func(*app.App) error) (err error) {
	key, err := hex.DecodeString(master)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, at.database(), store.Options{Master: key})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return use(app.New(db))
}

// found sets the company up, with the people who work in it and their tokens.
func found(ctx context.Context, at place) (*world, error) {
	w := &world{at: at}
	p, err := process.Parse([]byte(processText))
	if err != nil {
		return nil, err
	}
	for _, s := range p.Steps {
		w.steps = append(w.steps, s.Key)
	}
	system := access.Actor{System: true}
	return w, at.door(ctx, func(a *app.App) error {
		do := func(cmd app.Command) (app.Done, error) { return a.Do(ctx, system, cmd, app.How{}) }
		if _, err := do(&app.SetUpCompany{Name: "Stones and Trails", Zone: "Europe/Berlin", Currency: "EUR"}); err != nil {
			return err
		}
		if _, err := do(&app.PublishProcess{Text: processText, Default: true}); err != nil {
			return err
		}
		boss, err := do(&app.AddMember{Name: "Olga Owner", Email: "olga@example.org", Role: access.Owner})
		if err != nil {
			return err
		}
		if w.owner, err = a.NewToken(ctx, boss.ID, "bench", 1); err != nil {
			return err
		}
		for i := range owners {
			name := fmt.Sprint("Seller ", i)
			m, err := do(&app.AddMember{Name: name, Email: fmt.Sprintf("seller%d@example.org", i), Role: access.Salesperson, Manager: boss.ID})
			if err != nil {
				return err
			}
			w.people = append(w.people, m.ID)
		}
		w.seller, err = a.NewToken(ctx, w.people[0], "bench", 1)
		return err
	})
}

// fill opens the deals of the work, each at its step, and returns how many it made in a
// second. Many are under way at once, as in an import.
func (w *world) fill(ctx context.Context, n int) (perSecond float64, err error) {
	w.deals = make([]*known, n)
	begin := time.Now()
	err = w.at.door(ctx, func(a *app.App) error {
		var next atomic.Int64
		var all sync.WaitGroup
		errs := make([]error, 64)
		for c := range errs {
			all.Go(func() {
				for i := int(next.Add(1)) - 1; i < n && errs[c] == nil; i = int(next.Add(1)) - 1 {
					w.deals[i], errs[c] = w.open(ctx, a, pieceOf(i))
				}
			})
		}
		all.Wait()
		return errors.Join(errs...)
	})
	return float64(n) / time.Since(begin).Seconds(), err
}

func (w *world) open(ctx context.Context, a *app.App, p piece) (*known, error) {
	cmd := &app.OpenDeal{
		Name: p.name, Role: "head of purchasing", Owner: w.people[p.owner], Step: w.steps[p.step], CloseDate: p.close, Source: "client",
		Value: money.Money{Minor: p.amount * 100, Currency: "EUR"}, OccurredAt: time.Now().Add(-p.opened).UTC().Format(time.RFC3339),
	}
	done, err := a.Do(ctx, access.Actor{System: true}, cmd, app.How{})
	return &known{id: done.ID, step: p.step, version: done.Version}, err
}

// imported is an import of tables of another company.
type imported struct {
	Deals  int
	Second float64 // deals a second, with their history
}

// bringCompany imports the tables of a year of a real team, where they are at hand, into a
// place of their own.
func (w *world) bringCompany(ctx context.Context) (found imported, err error) {
	data := os.Getenv("CAIRN_TEST_DATA")
	if data == "" {
		data = "../shared/data"
	}
	files, err := load.Folder(filepath.Join(data, "maven-crm"))
	if err != nil || w.at.url != "" {
		return found, nil // not at hand, or measured already
	}
	at := place{folder: filepath.Join(w.at.folder, "import")}
	if err := os.MkdirAll(at.folder, 0o700); err != nil {
		return found, err
	}
	mapping, err := load.Preset("maven-crm")
	if err != nil {
		return found, err
	}
	return found, at.door(ctx, func(a *app.App) error {
		system := access.Actor{System: true, Member: access.Member{Role: access.Owner}}
		if _, err := a.Do(ctx, system, &app.SetUpCompany{Name: "Imported", Zone: "Europe/Berlin", Currency: "USD"}, app.How{}); err != nil {
			return err
		}
		begin := time.Now()
		plan, err := load.NewPlan(ctx, files, mapping)
		if err != nil {
			return err
		}
		report, err := plan.Run(ctx, a, system, load.Options{Import: "bench"})
		if err != nil {
			return err
		}
		found.Deals = report.Made[load.Deal]
		if found.Deals == 0 {
			return errors.New("the tables brought no deals")
		}
		found.Second = float64(found.Deals) / time.Since(begin).Seconds()
		return nil
	})
}

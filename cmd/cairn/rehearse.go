package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"text/tabwriter"

	"cairn/deal"
	"cairn/event"
	"cairn/internal/store"
	"cairn/process"
)

// processRehearse replays past deals through a draft (P-23).
type processRehearse struct {
	File string `arg:"" help:"The draft; - is the input."`
	place
}

// Run rehearses it on every deal of the database.
func (x *processRehearse) Run(ctx context.Context, c *console) (err error) {
	draft, _, err := c.define(x.File)
	if err != nil {
		return c.mistaken(x.File, err)
	}
	db, err := x.read(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if closing := db.Close(); err == nil {
			err = closing
		}
	}()
	verdicts, names, err := rehearseAll(ctx, c, db, draft)
	if err != nil {
		return err
	}
	r := deal.Summarise(verdicts)
	return c.answer(r, func(w io.Writer) { tellRehearsal(w, r, names) })
}

// rehearseAll goes over the deals some at a time, so that it holds the events of a few.
// Names are those of the deals that it says something about, by id.
func rehearseAll(ctx context.Context, c *console, db *store.DB, draft process.Definition) (all []deal.Verdict, names map[string]string, err error) {
	ran, err := versions(ctx, db)
	if err != nil {
		return nil, nil, err
	}
	names = map[string]string{}
	of, err := db.CountDeals(ctx, store.All(), store.Filter{})
	if err != nil {
		return nil, nil, err
	}
	after, done := "", 0
	for {
		rows, next, err := db.Deals(ctx, store.All(), store.Filter{}, "entered", after, 500)
		if err != nil {
			return nil, nil, err
		}
		for _, r := range rows {
			events, err := eventsOf(ctx, db, r.ID)
			if err != nil {
				return nil, nil, err
			}
			some, err := deal.Rehearse(draft, []deal.History{{Ran: ran, Events: events}})
			if err != nil {
				return nil, nil, err
			}
			if len(some) > 0 {
				names[r.ID] = r.Name
			}
			all = append(all, some...)
		}
		done += len(rows)
		c.progress("deals", int64(done), int64(of))
		if after = next; after == "" {
			return all, names, nil
		}
	}
}

// versions are all definitions that any deal ran under.
func versions(ctx context.Context, db *store.DB) (map[string]process.Definition, error) {
	published, err := db.Processes(ctx)
	if err != nil {
		return nil, err
	}
	ran := map[string]process.Definition{}
	for _, v := range published {
		if ran[v.Version], err = db.Process(ctx, v.Version); err != nil {
			return nil, err
		}
	}
	return ran, nil
}

// eventsOf is the whole log of a deal, from its first event.
func eventsOf(ctx context.Context, db *store.DB, id string) (all []event.Event, err error) {
	const page = 500
	for before := int64(0); ; {
		some, err := db.DealEvents(ctx, store.All(), id, before, page)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
		if len(some) < page {
			slices.Reverse(all)
			return all, nil
		}
		before = some[len(some)-1].N
	}
}

// fewDeals is how many deals stand beside a count.
const fewDeals = 3

// tellRehearsal says what the draft would have meant: by how deals ended, then by
// checkpoint, with some of the deals of each.
func tellRehearsal(w io.Writer, r deal.Rehearsal, names map[string]string) {
	fmt.Fprintf(w, "%d deals went on. Of their movements the draft would have let %d pass and stopped %d; of %d nobody can know, for it was never asked.\n\n",
		r.Deals, r.Movements[deal.WouldPass], r.Movements[deal.WouldStop], r.Movements[deal.NotKnowable])
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ANSWER\tENDED\tDEALS\tSUCH AS")
	for _, o := range r.Outcomes {
		fmt.Fprintf(t, "%s\t%s\t%d\t%s\n", answerWord(o.Answer), o.Ended, len(o.Deals), few(o.Deals, names))
	}
	if len(r.Findings) > 0 {
		fmt.Fprintln(t, "\t\t\t\nCHECKPOINT\tANSWER\tENDED\tDEALS\tSUCH AS")
	}
	for _, f := range r.Findings {
		fmt.Fprintf(t, "%s (%s)\t%s\t%s\t%d\t%s\n", f.Checkpoint, f.Strength, answerWord(f.Answer), f.Ended, len(f.Deals), few(f.Deals, names))
	}
	t.Flush()
}

func answerWord(a deal.Answer) string {
	switch a {
	case deal.WouldStop:
		return "stopped"
	case deal.NotKnowable:
		return "not knowable"
	}
	return "passed"
}

// few names some of the deals.
func few(ids []string, names map[string]string) string {
	text := ""
	for i, id := range ids {
		if i == fewDeals {
			return text + " and " + strconv.Itoa(len(ids)-fewDeals) + " more"
		}
		if i > 0 {
			text += ", "
		}
		text += names[id]
	}
	return text
}

package store

import (
	"context"
	"database/sql"
	"sync"

	"cairn/fault"
)

// cards are rows of deals as lists show them, kept by the only writer of a file: an index
// says which deals stand in a list, and most of their rows were read before. A row goes
// when its deal changes, and all of them when a name of an organisation may have changed.
//
// Turn is odd while a commit is under way and grows with each. Whoever finds the same even
// turn before and after has read one moment of the database.
type cards struct {
	sync.Mutex
	sole bool // nobody else writes
	turn int
	rows map[int64]keyed // by born
}

// mostCards bounds them, at some hundred bytes each.
const mostCards = 20_000

// stand is the turn, and whether rows may be used in it.
func (c *cards) stand() (turn int, still bool) {
	c.Lock()
	defer c.Unlock()
	return c.turn, c.sole && c.turn%2 == 0
}

// committing says that what is about to happen to the database is not known yet.
func (c *cards) committing() {
	c.Lock()
	defer c.Unlock()
	c.turn++
}

// committed drops the rows of what has changed.
func (c *cards) committed(entries []*entry, objects map[string]*object) {
	c.Lock()
	defer c.Unlock()
	c.turn++
	for _, e := range entries {
		switch o := objects[e.event.Subject]; o.noun {
		case nounDeal:
			delete(c.rows, o.born)
		case nounOrganisation:
			clear(c.rows)
		}
	}
}

// lost forgets all of them: nobody knows whether a commit came through.
func (c *cards) lost() {
	c.Lock()
	defer c.Unlock()
	c.turn++
	clear(c.rows)
}

// find puts the rows that are here in their places, and names those that are not.
func (c *cards) find(born []int64) (all []keyed, missing []int64) {
	c.Lock()
	defer c.Unlock()
	all = make([]keyed, len(born))
	for i, b := range born {
		var ok bool
		if all[i], ok = c.rows[b]; !ok {
			missing = append(missing, b)
		}
	}
	return all, missing
}

// keep takes rows in that were read in a turn, unless it is over.
func (c *cards) keep(turn int, rows []keyed) {
	c.Lock()
	defer c.Unlock()
	if !c.sole || c.turn != turn || len(rows) > mostCards {
		return
	}
	if c.rows == nil {
		c.rows = map[int64]keyed{}
	}
	for b := range c.rows { // any of them, where there are too many
		if len(c.rows)+len(rows) <= mostCards {
			break
		}
		delete(c.rows, b)
	}
	for _, r := range rows {
		c.rows[r.born] = r
	}
}

const sqlBorn = `SELECT d.born FROM deal d`

// mostMissing is how many rows are read one by one, before all are read in one go.
const mostMissing = 256

// list reads the rows of a list: tail says which deals, in which order.
func (db *DB) list(ctx context.Context, tail string, args []any) ([]keyed, error) {
	turn, still := db.cards.stand()
	if still {
		all, ok, err := db.known(ctx, turn, tail, args)
		if ok || err != nil {
			return all, err
		}
	}
	all, err := rowsOf(ctx, db, scanDeal, dealColumns+tail, args...)
	if err == nil && still {
		db.cards.keep(turn, all)
	}
	return all, err
}

// known makes a list of rows that are at hand. It is not ok where too many are not, or
// where something was written meanwhile.
func (db *DB) known(ctx context.Context, turn int, tail string, args []any) (all []keyed, ok bool, err error) {
	born, err := rowsOf(ctx, db, func(rows *sql.Rows) (b int64, err error) { return b, rows.Scan(&b) }, sqlBorn+tail, args...)
	if err != nil {
		return nil, false, err
	}
	all, missing := db.cards.find(born)
	if len(missing) > mostMissing {
		return nil, false, nil
	}
	if len(missing) > 0 {
		more, err := db.born(ctx, missing)
		if err != nil {
			return nil, false, err
		}
		db.cards.keep(turn, more)
		put(all, born, more)
	}
	now, _ := db.cards.stand()
	return all, now == turn, nil
}

// put puts rows in the places of those that were not here.
func put(all []keyed, born []int64, more []keyed) {
	at := make(map[int64]int, len(more))
	for i, r := range more {
		at[r.born] = i
	}
	for i, b := range born {
		if j, ok := at[b]; ok {
			all[i] = more[j]
		}
	}
}

// mostBorn is how many rows are asked for at once.
const mostBorn = 1024

// born reads the rows with these places in the log, as far as there are any.
func (db *DB) born(ctx context.Context, born []int64) (all []keyed, err error) {
	for len(born) > 0 {
		n := min(len(born), mostBorn)
		some := filled(born[:n])
		args := make([]any, len(some))
		for i, b := range some {
			args[i] = b
		}
		rows, err := rowsOf(ctx, db, scanDeal, dealColumns+" WHERE d.born IN "+list(1, len(args), db.dialect.slot()), args...)
		if err != nil {
			return nil, err
		}
		all, born = append(all, rows...), born[n:]
	}
	return all, nil
}

// CardsAt gives the deals with these places in the log, as Fact.Born has them, in their
// order. It asks nothing of who may see them, and nothing of what they have become since
// their places were learnt; the caller does.
func (db *DB) CardsAt(ctx context.Context, born []int64) (cards []DealRow, err error) {
	defer fault.Wrap(&err, "store.CardsAt")
	turn, still := db.cards.stand()
	all, missing := make([]keyed, len(born)), born
	if still {
		all, missing = db.cards.find(born)
	}
	if len(missing) > 0 {
		more, err := db.born(ctx, missing)
		if err != nil {
			return nil, err
		}
		if still {
			db.cards.keep(turn, more)
		}
		put(all, born, more)
	}
	cards = make([]DealRow, 0, len(all))
	for i := range all {
		if all[i].born != 0 {
			cards = append(cards, all[i].DealRow)
		}
	}
	return cards, nil
}

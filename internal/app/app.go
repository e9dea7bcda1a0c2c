// Package app is the door. Whatever changes anything is a Command of a closed list, and
// goes through Do; whatever is asked is a Question of a second list, and goes through
// Ask. Page, API, CLI, import and schedule have no other way in, so each meets the same
// decision, the same rights and the same log.
//
//	answer, err := a.Do(ctx, who, &app.MoveDeal{OnDeal: app.OnDeal{Deal: id}, To: "needs"}, app.How{})
//	out, err := a.Ask(ctx, who, &app.Board{})
package app

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/url"
	"time"

	"cairn/access"
	"cairn/event"
	"cairn/fault"
	"cairn/internal/store"
)

// App answers commands and questions over one database.
type App struct {
	db    *store.DB
	book  *book
	zones *zones

	hashing chan struct{} // passwords being tried
	public  *url.URL      // of links in letters; nil where none are written
	upkeep  Upkeep
}

// New makes an App. Start must run once before figures are asked for.
func New(db *store.DB) *App {
	return &App{db: db, book: newBook(db), zones: &zones{}, hashing: newHashing()}
}

// Start reads what figures are made of, and follows the log until ctx ends.
func (a *App) Start(ctx context.Context) error { return a.book.start(ctx) }

// How says how a command is to be carried out. Key makes a repetition harmless: the
// same key and body give the same answer and one effect (P-20). Dry decides and changes
// nothing: "what would it take?"
type How struct {
	Key string
	Dry bool
}

// Done is the answer to a command: the subject with the version it has now, what was
// made, and the sequence to ask with to see one's own write.
type Done struct {
	ID      string   `json:"id"`
	Version int64    `json:"version,omitempty"`
	Made    string   `json:"made,omitempty"` // id of a child: offer, concern, activity
	AskNext bool     `json:"ask_next,omitempty"`
	Alike   []Hit    `json:"alike,omitempty"`   // likely duplicates, a warning
	Changes []string `json:"changes,omitempty"` // of a published process against the version before, in words
	Dry     bool     `json:"dry_run,omitempty"`

	More  bool          `json:"more,omitempty" doc:"There are more deals to hand over."`
	Left  int           `json:"left,omitempty" doc:"How many, as far as you see them."`
	Sight []SightChange `json:"sight,omitempty" doc:"Whose sight it changes."`

	Seq int64 `json:"-"`
}

// call is one command on its way: the transaction, who asks, and what they may.
type call struct {
	*App
	tx  *store.Tx
	who access.Actor
	see store.See
	may access.Capability // that the command takes
}

// Do carries out one command for somebody. The answer is a refusal (*deal.Refusal) where
// the process says no, a fault where the input, the rights or another's change do, and
// nothing is changed then.
func (a *App) Do(ctx context.Context, who access.Actor, cmd Command, how How) (done Done, err error) {
	e, ok := entryOf(cmd)
	if !ok {
		return Done{}, fault.New(fault.NotFound, "command", "command", "one of the listed commands")
	}
	if !who.May(e.Capability) {
		return Done{}, fault.New(fault.Forbidden, "capability", "", "a role that may "+string(e.Capability)).With("command", e.Name)
	}
	if err := checkText(cmd); err != nil {
		return Done{}, err
	}
	if err := checkText(how); err != nil {
		return Done{}, err
	}
	body, err := event.Canonical(cmd)
	if err != nil {
		return Done{}, err
	}
	hash := sha256.Sum256(append([]byte(e.Name+"\x00"), body...))
	if p, slow := cmd.(interface {
		prepare(context.Context, *App, access.Actor) error
	}); slow {
		if err := p.prepare(ctx, a, who); err != nil {
			return Done{}, err
		}
	}
	w := store.Work{
		Deals: cmd.deals(), Actor: actorName(who), Key: how.Key, Hash: hash[:], Dry: how.Dry, Alone: e.alone,
		Do: func(tx *store.Tx) (any, error) {
			c := &call{App: a, tx: tx, who: who, see: store.SeeAs(who), may: e.Capability}
			return cmd.do(c)
		},
	}
	answer, seq, err := a.db.Write(ctx, w)
	if err != nil {
		return Done{}, err
	}
	if err := json.Unmarshal(answer, &done); err != nil {
		return Done{}, err
	}
	done.Seq, done.Dry = seq, how.Dry
	return done, nil
}

// actorName is how the log names who acted.
func actorName(who access.Actor) string {
	switch {
	case who.System:
		return "system"
	case who.Local:
		return "local:" + who.ID
	}
	return who.ID
}

// moment reads a command's own time: empty is now; it may lie in the past, within a
// limit, and never in the future (P-18).
func (c *call) moment(text string) (int64, error) {
	now := c.tx.Now()
	if text == "" {
		return now, nil
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return 0, fault.New(fault.Invalid, "time.format", "occurred_at", "a moment such as 2026-03-31T14:00:00Z")
	}
	micros := at.UnixMicro()
	const slack = 5 * 60 * 1_000_000 // clocks of other machines
	if micros > now+slack {
		return 0, fault.New(fault.Invalid, "time.future", "occurred_at", "a moment that has passed")
	}
	const limit = 400 * 24 * 3600 * 1_000_000
	if now-micros > limit && !c.who.May(access.Shape) {
		return 0, fault.New(fault.Invalid, "time.too_old", "occurred_at", "a moment of the last 400 days; older history is imported by an owner")
	}
	return min(micros, now), nil
}

// zone is the company's time zone. A name that this machine does not know is UTC.
func (c *call) zone() (*time.Location, error) {
	co, err := c.tx.Company()
	if err != nil {
		return nil, err
	}
	return c.zones.location(co.Zone), nil
}

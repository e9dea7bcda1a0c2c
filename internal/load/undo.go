package load

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"cairn/access"
	"cairn/deal"
	"cairn/event"
	"cairn/fault"
	"cairn/internal/app"
	"cairn/party"
)

// Undone is what taking an import back came to. Members stay: whether somebody is to have
// no access is a question of its own.
type Undone struct {
	Import    string         `json:"import"`
	Withdrawn map[string]int `json:"withdrawn"`
	Left      []Left         `json:"left,omitempty"`
}

// Left is something that was not withdrawn. Why is touched (it has changed since), used
// (something that stays refers to it), or the key of a refusal.
type Left struct {
	Noun string `json:"noun"`
	ID   string `json:"id"`
	Name string `json:"name"`
	Why  string `json:"why"`
}

// Why something was left.
const (
	touched = "touched"
	used    = "used"
)

// brought is a subject that the import made: the last of its own events, and whether
// anything has happened since.
type brought struct {
	noun, id  string
	name      string
	seq, n    int64 // of the last event that the import made
	recorded  int64
	actor     string
	touched   bool
	gone      bool
	refers    []string // organisations and people that a deal names, a person's organisation, a parent
	processID string
}

// Undo withdraws what an import has made and nobody has touched since, and lists the rest:
// deals first, then the people and organisations that nothing else refers to. It may be
// repeated.
func Undo(ctx context.Context, log Log, a Door, who access.Actor, id string) (*Undone, error) {
	found, uses, err := find(ctx, log, id)
	if err != nil {
		return nil, err
	}
	u := &undoer{a: a, who: who, uses: uses, out: &Undone{Import: id, Withdrawn: map[string]int{}}, reasons: map[string]string{}}
	for _, noun := range []string{Deal, Person, Organisation} {
		var left []*brought
		for _, b := range found {
			if b.noun == noun && !b.gone {
				left = append(left, b)
			}
		}
		slices.Reverse(left) // children were made after their parents
		if err := u.withdrawAll(ctx, left, noun == Deal); err != nil {
			return u.out, err
		}
	}
	return u.out, nil
}

type undoer struct {
	a       Door
	who     access.Actor
	uses    map[string]int // by subject: how many that are still there refer to it
	out     *Undone
	mu      sync.Mutex        // guards reasons
	reasons map[string]string // of withdrawing, by version of the process
}

// withdrawAll withdraws what nobody has touched: many at once where none depends on
// another, so that the door can take them in batches.
func (u *undoer) withdrawAll(ctx context.Context, all []*brought, many bool) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	width := 1
	if many {
		width = 2 * submitters
	}
	why := make([]string, len(all))
	var wait sync.WaitGroup
	turn := make(chan struct{}, width)
	for i, b := range all {
		if width == 1 {
			wait.Wait()
		}
		switch {
		case b.touched:
			why[i] = touched
		case u.uses[b.noun+":"+b.id] > 0:
			why[i] = used
		case ctx.Err() == nil:
			turn <- struct{}{}
			wait.Go(func() {
				defer func() { <-turn }()
				var err error
				if why[i], err = u.withdraw(ctx, b); err != nil {
					cancel(err)
				} else if why[i] == "" && width == 1 {
					u.free(b)
				}
			})
		}
	}
	wait.Wait()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	for i, b := range all {
		if why[i] != "" {
			u.out.Left = append(u.out.Left, Left{b.noun, b.id, b.name, why[i]})
			continue
		}
		u.out.Withdrawn[b.noun]++
		if width > 1 {
			u.free(b)
		}
	}
	return nil
}

// free takes away what a subject that is gone refers to.
func (u *undoer) free(b *brought) {
	for _, r := range b.refers {
		u.uses[r]--
	}
}

// withdraw withdraws one, or says why it may not be.
func (u *undoer) withdraw(ctx context.Context, b *brought) (why string, err error) {
	cmd, err := u.command(ctx, b)
	if err != nil {
		return "", err
	}
	_, err = u.a.Do(ctx, u.who, cmd, app.How{})
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Kind != fault.Forbidden {
		return f.Key, nil
	}
	if no, ok := errors.AsType[*deal.Refusal](err); ok {
		return "refused." + no.Rule, nil
	}
	return "", err
}

func (u *undoer) command(ctx context.Context, b *brought) (app.Command, error) {
	switch b.noun {
	case Organisation:
		return &app.WithdrawOrganisation{Organisation: b.id, Why: importField}, nil
	case Person:
		return &app.WithdrawPerson{Person: b.id, Why: importField}, nil
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	reason, known := u.reasons[b.processID]
	if !known {
		page, err := ask[app.ProcessPage](ctx, u.a, u.who, &app.ProcessShown{ID: b.processID})
		if err != nil {
			return nil, err
		}
		if x, ok := page.Process.Exit(string(deal.Withdrawn)); ok && len(x.Reasons) > 0 {
			reason = x.Reasons[0].Key
		}
		u.reasons[b.processID] = reason
	}
	return &app.CloseDeal{OnDeal: app.OnDeal{Deal: b.id, Version: b.n}, As: string(deal.Withdrawn), Reason: reason, Note: importField}, nil
}

// find reads the log for what an import made, and for who refers to whom. The events by
// which one command made a subject follow one another without a gap, recorded in one
// moment by one actor; whatever comes after them is somebody's touch.
func find(ctx context.Context, log Log, id string) (found []*brought, uses map[string]int, err error) {
	last, err := log.Seq(ctx)
	if err != nil {
		return nil, nil, err
	}
	f := finder{id: id, by: map[string]*brought{}, refers: map[string][]string{}}
	if err := upTo(ctx, log, 0, last, f.meet); err != nil {
		return nil, nil, err
	}
	uses = map[string]int{}
	for _, to := range f.refers {
		for _, subject := range to {
			uses[subject]++
		}
	}
	for _, b := range f.found {
		b.refers = f.refers[b.noun+":"+b.id]
	}
	return f.found, uses, nil
}

type finder struct {
	id     string
	found  []*brought
	by     map[string]*brought // by subject
	refers map[string][]string // by subject, of all that are there
}

func (f *finder) meet(e event.Event) error {
	noun, id, _ := strings.Cut(e.Subject, ":")
	if !slices.Contains([]string{Deal, Organisation, Person}, noun) {
		return nil
	}
	if b := f.by[e.Subject]; b != nil {
		if e.Seq == b.seq+1 && e.Recorded == b.recorded && e.Actor == b.actor {
			b.seq, b.n = e.Seq, e.N
		} else {
			b.touched = true
		}
	}
	begun := func(name, process, of string) {
		if of != f.id {
			return
		}
		b := &brought{noun: noun, id: id, name: name, seq: e.Seq, n: e.N, recorded: e.Recorded, actor: e.Actor, processID: process}
		f.by[e.Subject] = b
		f.found = append(f.found, b)
	}
	var body event.Body
	var err error
	if noun == Deal {
		body, err = deal.Decode(e)
	} else {
		body, err = party.Decode(e)
	}
	if err != nil {
		return err
	}
	switch b := body.(type) {
	case *deal.Opened:
		f.refers[e.Subject] = subjects(b.Organisation, b.Person)
		begun(b.Name, b.Process, b.Import)
	case *deal.Changed:
		f.refers[e.Subject] = append(f.refers[e.Subject], subjects(value(b.Organisation), value(b.Person))...)
	case *deal.Involved:
		f.refers[e.Subject] = append(f.refers[e.Subject], subjects("", b.Person)...)
	case *deal.Closed:
		if b.As == string(deal.Withdrawn) {
			f.end(e.Subject)
		}
	case *deal.Reopened:
		if b := f.by[e.Subject]; b != nil {
			b.gone = false
		}
	case party.OrganisationAdded:
		f.refers[e.Subject] = subjects(b.Parent, "")
		begun(b.Name, "", b.Fields[importField])
	case party.OrganisationChanged:
		f.refers[e.Subject] = append(f.refers[e.Subject], subjects(value(b.Parent), "")...)
	case party.PersonAdded:
		f.refers[e.Subject] = subjects(b.Organisation, "")
		begun(b.Name, "", b.Fields[importField])
	case party.PersonChanged:
		f.refers[e.Subject] = append(f.refers[e.Subject], subjects(value(b.Organisation), "")...)
	case party.OrganisationMerged, party.OrganisationWithdrawn, party.PersonMerged, party.PersonWithdrawn:
		f.end(e.Subject)
	}
	return nil
}

// end notes that a subject is withdrawn, and refers to nothing any more.
func (f *finder) end(subject string) {
	delete(f.refers, subject)
	if b := f.by[subject]; b != nil {
		b.gone = true
	}
}

func subjects(organisation, person string) (all []string) {
	if organisation != "" {
		all = append(all, Organisation+":"+organisation)
	}
	if person != "" {
		all = append(all, Person+":"+person)
	}
	return all
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

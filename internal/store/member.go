package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"cairn/access"
	"cairn/company"
	"cairn/fault"
)

// dated is the directory on a day, kept until a member or the company changes, or the day.
type dated struct {
	memberSeq, companySeq int64
	day                   string
	directory             access.Directory
}

func (k *kept) directoryAt(seq int64) (access.Directory, bool) {
	k.Lock()
	defer k.Unlock()
	return k.directory, k.memberSeq == seq
}

func (k *kept) keepDirectory(seq int64, d access.Directory) {
	k.Lock()
	defer k.Unlock()
	if seq > k.memberSeq {
		k.memberSeq, k.directory = seq, d
	}
}

// day is the day of a moment where the company is; UTC where the zone is not known here.
func (k *kept) day(at int64, zone string) string {
	k.Lock()
	defer k.Unlock()
	loc, ok := k.zones[zone]
	if !ok {
		var err error
		if loc, err = time.LoadLocation(zone); err != nil {
			loc = time.UTC
		}
		if k.zones == nil {
			k.zones = map[string]*time.Location{}
		}
		k.zones[zone] = loc
	}
	return time.UnixMicro(at).In(loc).Format(time.DateOnly)
}

// dayed is the directory on a day under the company's choice of sight. What it was made of
// is named by the sequences of the last events of members and of the company.
func (k *kept) dayed(h head, d access.Directory, c company.Company, at int64) access.Directory {
	want := dated{memberSeq: h.memberSeq, companySeq: h.companySeq, day: k.day(at, c.Zone)}
	k.Lock()
	defer k.Unlock()
	if had := k.today; had.day == want.day && had.memberSeq == want.memberSeq && had.companySeq == want.companySeq {
		return had.directory
	}
	want.directory = d.At(want.day, c.Sight)
	k.today = want
	return want.directory
}

const sqlMembers = `SELECT state FROM member ORDER BY id`

// Directory gives all members, with the rights of today: the day is that of the company's
// zone, sight is its choice.
func (db *DB) Directory(ctx context.Context) (d access.Directory, err error) {
	defer fault.Wrap(&err, "store.Directory")
	h, err := db.head(ctx)
	if err != nil {
		return d, err
	}
	c, err := db.Company(ctx)
	if err != nil {
		return d, err
	}
	if d, ok := db.kept.directoryAt(h.memberSeq); ok {
		return db.kept.dayed(h, d, c, db.Now()), nil
	}
	members, err := rowsOf(ctx, db, scanState[access.Member], sqlMembers)
	if err != nil {
		return d, err
	}
	if d, err = access.NewDirectory(members); err != nil {
		return d, err
	}
	// Members may have been added since the head was read. They are in d then, which is
	// kept for the older head only and read again with the next question.
	db.kept.keepDirectory(h.memberSeq, d)
	return d.At(db.kept.day(db.Now(), c.Zone), c.Sight), nil
}

// Directory gives all members as this work sees them, with the rights of today.
func (tx *Tx) Directory() (access.Directory, error) {
	c, err := tx.Company()
	if err != nil {
		return access.Directory{}, err
	}
	d, ok := tx.db.kept.directoryAt(tx.head.memberSeq)
	if !ok {
		var members []access.Member
		err := tx.link.query(tx.ctx, func(rows *sql.Rows) error {
			m, err := scanState[access.Member](rows)
			members = append(members, m)
			return err
		}, sqlMembers)
		if err != nil {
			return d, err
		}
		if d, err = access.NewDirectory(members); err != nil {
			return d, err
		}
		tx.db.kept.keepDirectory(tx.head.memberSeq, d)
	}
	if d, err = tx.staged(d); err != nil {
		return d, err
	}
	return d.At(tx.db.kept.day(tx.now, c.Zone), c.Sight), nil
}

// staged is a directory with what this batch and this work have made of the members.
func (tx *Tx) staged(d access.Directory) (access.Directory, error) {
	staged := map[string]access.Member{}
	for _, objects := range []map[string]*object{tx.batch.objects, tx.objects} {
		for _, o := range objects {
			if o.noun == nounMember && o.n > 0 && (o.was == nil || o.was.n != o.n) {
				staged[o.id] = o.state.(access.Member)
			}
		}
	}
	if len(staged) == 0 {
		return d, nil
	}
	for _, m := range d.Members() {
		if _, ok := staged[m.ID]; !ok {
			staged[m.ID] = m
		}
	}
	var all []access.Member
	for _, m := range staged {
		all = append(all, m)
	}
	return access.NewDirectory(all)
}

// SeeAs is what somebody sees with their rights of today.
func SeeAs(who access.Actor) See { return See{Scope: who.Scope(), Me: who.Part()} }

const (
	sqlDealsOwned = `SELECT id FROM deal WHERE owner = $1 AND status IN ('open', 'parked') ORDER BY id LIMIT $2`
	sqlOwnedCount = `SELECT owner, COUNT(*) FROM deal WHERE status IN ('open', 'parked') GROUP BY owner ORDER BY owner`
	sqlTeamViews  = `SELECT id FROM view WHERE owner = $1 AND team = TRUE AND gone = FALSE ORDER BY born`
)

// DealsOwned lists the deals of an owner that are open, or parked and so will be again; at
// most limit, sorted. It asks the database, and so belongs into a batch of its own.
func (tx *Tx) DealsOwned(owner string, limit int) (ids []string, err error) {
	defer fault.Wrap(&err, "store.Tx.DealsOwned")
	ids, err = tx.texts(sqlDealsOwned, owner, int64(limit))
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return ids, tx.batch.load(nounDeal, ids)
}

// TeamViews lists the saved views of an owner that everybody may use. It asks the database,
// as DealsOwned does.
func (tx *Tx) TeamViews(owner string) (ids []string, err error) {
	defer fault.Wrap(&err, "store.Tx.TeamViews")
	return tx.texts(sqlTeamViews, owner)
}

func (tx *Tx) texts(query string, args ...any) (all []string, err error) {
	err = tx.link.query(tx.ctx, func(rows *sql.Rows) error {
		s, err := scanText(rows)
		all = append(all, s)
		return err
	}, query, args...)
	return all, err
}

// Owned counts the deals of each owner in a scope that are open or parked.
func (db *DB) Owned(ctx context.Context, scope access.Scope) (counts map[string]int, err error) {
	defer fault.Wrap(&err, "store.Owned")
	counts = map[string]int{}
	_, err = rowsOf(ctx, db, func(rows *sql.Rows) (struct{}, error) {
		var owner string
		var n int
		err := rows.Scan(&owner, &n)
		if scope.Has(owner) {
			counts[owner] = n
		}
		return struct{}{}, err
	}, sqlOwnedCount)
	return counts, err
}

// Owned counts the deals of each owner in a scope that are open or parked, as they were
// before this batch. It asks the database, as DealsOwned does.
func (tx *Tx) Owned(scope access.Scope) (counts map[string]int, err error) {
	defer fault.Wrap(&err, "store.Tx.Owned")
	counts = map[string]int{}
	err = tx.link.query(tx.ctx, func(rows *sql.Rows) error {
		var owner string
		var n int
		err := rows.Scan(&owner, &n)
		if scope.Has(owner) {
			counts[owner] = n
		}
		return err
	}, sqlOwnedCount)
	return counts, err
}

// MembersGone lists the members who have left and whose open deals go to somebody, with
// deals that have not got there yet; sorted.
func (db *DB) MembersGone(ctx context.Context) (ids []string, err error) {
	defer fault.Wrap(&err, "store.MembersGone")
	d, err := db.Directory(ctx)
	if err != nil {
		return nil, err
	}
	var counts map[string]int
	for _, m := range d.Members() {
		if m.Active || m.Heir == "" {
			continue
		}
		if counts == nil { // nobody has left on most days, and then nothing is counted
			if counts, err = db.Owned(ctx, access.Scope{All: true}); err != nil {
				return nil, err
			}
		}
		if counts[m.ID] > 0 {
			ids = append(ids, m.ID)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

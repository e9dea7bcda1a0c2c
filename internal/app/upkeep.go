package app

import (
	"context"
	"encoding/json"
	"time"

	"cairn/access"
	"cairn/company"
	"cairn/fault"
	"cairn/internal/store"
)

// JobBackup is the kind of job that backs the database up. Its payload is a BackupWish, or
// that of the schedule.
const JobBackup = "backup"

// BackupWish is what somebody has asked for.
type BackupWish struct {
	Why string `json:"why"` // asked
}

// Upkeep is what the program around the door does by itself, for the pages that tell of it:
// what is due by the clock, the folder of backups ("" where none are made), and what becomes
// of letters: "smtp", "outbox", or "" where none are written.
type Upkeep struct {
	Schedule func(context.Context) ([]Due, error)
	Backups  string
	Mail     string
}

// Outbox is the Mail of an Upkeep whose letters stay here for administrators to read.
const Outbox = "outbox"

// Keeps tells what is done around the door. It is called before anybody is served.
func (a *App) Keeps(u Upkeep) { a.upkeep = u }

// Zone is the company's zone: UTC before it was set up, and where this machine does not know
// it.
func (a *App) Zone(ctx context.Context) *time.Location {
	co, err := a.db.Company(ctx)
	if err != nil || !co.Ready() {
		return time.UTC
	}
	return a.zones.location(co.Zone)
}

// Backing is how the company wants to be backed up.
func (a *App) Backing(ctx context.Context) (company.Backups, error) {
	co, err := a.db.Company(ctx)
	return co.Backing(), err
}

// upkeepCommands are about the installation itself.
func upkeepCommands() []Entry {
	return []Entry{
		entry[RetryJob]("job.retry", access.Administer, "", "Try a job again at once that waits or was given up."),
		entry[DropJob]("job.drop", access.Administer, "", "Drop a job: it is never done."),
		entry[MakeBackup]("backup.make", access.Administer, "", "Back the database up now, and prove the backup by restoring it."),
		entry[ChangeBackups]("backup.change", access.Administer, "", "Change when backups are made and how many are kept."),
	}
}

// RetryJob tries a job again.
type RetryJob struct {
	onNothing
	Job string `json:"job"`
}

func (r RetryJob) do(c *call) (Done, error) {
	return Done{ID: r.Job}, c.tx.RetryJob(r.Job)
}

// DropJob drops a job.
type DropJob struct {
	onNothing
	Job string `json:"job"`
}

func (d DropJob) do(c *call) (Done, error) {
	who := c.who.Name
	if who == "" {
		who = "the system"
	}
	return Done{ID: d.Job}, c.tx.DropJob(d.Job, "dropped by "+who)
}

// MakeBackup asks for a backup.
type MakeBackup struct{ onNothing }

func (MakeBackup) do(c *call) (Done, error) {
	if c.upkeep.Backups == "" {
		return Done{}, fault.New(fault.Conflict, "backup.off", "", "a server that was not told to make none; or cairn backup at the command line")
	}
	wish, err := json.Marshal(BackupWish{Why: "asked"})
	if err != nil {
		return Done{}, err
	}
	id := c.tx.NewID()
	c.tx.Enqueue(store.Job{ID: id, Kind: JobBackup, Payload: wish, Unique: "asked"})
	return Done{ID: id}, nil
}

// ChangeBackups changes how backups are made; what is left out stays.
type ChangeBackups struct {
	onNothing
	At      *string `json:"at,omitempty" doc:"Time of the day in the company's zone, such as 02:00."`
	Daily   *int    `json:"daily,omitempty" doc:"Of how many days the last backup is kept."`
	Weekly  *int    `json:"weekly,omitempty" doc:"Of how many weeks."`
	Monthly *int    `json:"monthly,omitempty" doc:"Of how many months."`
}

func (k ChangeBackups) do(c *call) (Done, error) {
	co, err := c.tx.Company()
	if err != nil {
		return Done{}, err
	}
	if !co.Ready() {
		return Done{}, fault.New(fault.Conflict, "company.unready", "", "to set the company up first")
	}
	next := co.Backing()
	for _, f := range []struct{ to, from *int }{{&next.Daily, k.Daily}, {&next.Weekly, k.Weekly}, {&next.Monthly, k.Monthly}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if k.At != nil {
		next.At = *k.At
	}
	if err := next.Check(); err != nil {
		return Done{}, err
	}
	return Done{ID: company.Subject, Version: co.Version + 1}, c.tx.Record(c.entry(company.Subject, company.Changed{Backups: &next}))
}

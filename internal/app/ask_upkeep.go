package app

import (
	"context"

	"cairn/access"
	"cairn/company"
	"cairn/internal/store"
)

// upkeepQuestions are about the installation itself, and for who looks after it.
func upkeepQuestions() []Query {
	list := []Query{
		query[JobList, Jobs]("job.list", "/jobs", "What is done in the background: jobs that were given up, wait, run or are done, and what is due when."),
		query[BackupList, Backups]("backup.list", "/backups", "The backups that were made, whether each was proved by restoring it, and how many are kept."),
		query[MailList, Mails]("mail.list", "/mails", "Letters that were kept instead of being sent, and what becomes of letters."),
	}
	for i := range list {
		list[i].Capability = access.Administer
	}
	return list
}

// mostListed is how many lines a page of upkeep shows.
const mostListed = 200

// Due is a line of the schedule. Every is how often it is due, in microseconds, 0 for once a
// day. Moments are microseconds UTC, 0 for never.
type Due struct {
	Name  string `json:"name"`
	Every int64  `json:"every,omitempty"`
	Last  int64  `json:"last,omitempty"` // when it was last begun
	Done  int64  `json:"done,omitempty"` // when it last succeeded
	Next  int64  `json:"next"`
}

// JobList is what is done in the background. Open counts what is still to be done, Stopped
// what was given up; of the jobs the first two hundred are listed.
type JobList struct {
	Jobs     []store.JobRow `json:"jobs"`
	Schedule []Due          `json:"schedule"`
	Open     int64          `json:"open"`
	Stopped  int64          `json:"stopped"`
}

// Jobs asks what is done in the background.
type Jobs struct{}

func (Jobs) ask(ctx context.Context, k *asked) (any, error) {
	jobs, err := k.db.Jobs(ctx, mostListed)
	if err != nil {
		return nil, err
	}
	out := JobList{Jobs: append([]store.JobRow{}, jobs...), Schedule: []Due{}}
	if out.Open, out.Stopped, err = k.db.JobTally(ctx); err != nil || k.upkeep.Schedule == nil {
		return out, err
	}
	due, err := k.upkeep.Schedule(ctx)
	out.Schedule = append(out.Schedule, due...)
	return out, err
}

// lateBackup is how old the last good backup may be.
const lateBackup = 2 * dayMicros

// BackupList is what is known of backups. Last is the latest good one, Late says that it is
// older than two days or missing although there was time for one. Folder is "" where this
// program makes none.
type BackupList struct {
	Backups []store.Backup  `json:"backups"`
	Last    *store.Backup   `json:"last,omitempty"`
	Late    bool            `json:"late"`
	Keep    company.Backups `json:"keep"`
	Folder  string          `json:"folder"`
	Zone    string          `json:"zone"`
	Making  bool            `json:"making"` // one is asked for or under way
}

// Backups asks about backups.
type Backups struct{}

func (Backups) ask(ctx context.Context, k *asked) (any, error) {
	co, err := k.db.Company(ctx)
	if err != nil {
		return nil, err
	}
	all, err := k.db.Backups(ctx, mostListed)
	if err != nil {
		return nil, err
	}
	out := BackupList{Backups: append([]store.Backup{}, all...), Keep: co.Backing(), Folder: k.upkeep.Backups, Zone: co.Zone}
	last, ok, err := k.db.LastBackup(ctx)
	if err != nil {
		return nil, err
	}
	since := co.Since
	if ok {
		out.Last, since = &last, last.Began
	}
	out.Late = k.db.Now()-since > lateBackup
	out.Making, err = k.db.JobUnderWay(ctx, JobBackup)
	return out, err
}

// KeptLetter is a letter in the outbox. Withheld says that it is to an owner and may let
// somebody in as one, so that only owners read it.
type KeptLetter struct {
	ID       string `json:"id"`
	At       int64  `json:"at"` // microseconds UTC
	To       string `json:"to"`
	Subject  string `json:"subject"`
	Text     string `json:"text,omitempty"`
	Withheld bool   `json:"withheld,omitempty"`
}

// MailList is the outbox. Way is what becomes of letters: smtp, outbox, or nothing where
// none are written.
type MailList struct {
	Way   string       `json:"way" enum:"smtp,outbox,"`
	Mails []KeptLetter `json:"mails"`
}

// Mails asks for the outbox.
type Mails struct{}

func (Mails) ask(ctx context.Context, k *asked) (any, error) {
	all, err := k.db.Mails(ctx, mostListed)
	if err != nil {
		return nil, err
	}
	out := MailList{Way: k.upkeep.Mail, Mails: []KeptLetter{}}
	for _, m := range all {
		x := KeptLetter{ID: m.ID, At: m.At, To: m.To, Subject: m.Subject, Text: m.Text}
		if to, ok := k.who.Directory.ByEmail(m.To); k.who.Role != access.Owner && (!ok || to.Role == access.Owner) {
			x.Text, x.Withheld = "", true
		}
		out.Mails = append(out.Mails, x)
	}
	return out, nil
}

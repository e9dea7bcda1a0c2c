package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"cairn/fault"
	"cairn/internal/app"
	"cairn/internal/config"
	"cairn/internal/job"
	"cairn/internal/mail"
	"cairn/internal/store"
)

// What becomes of letters.
const (
	byServer = "smtp"
	byOutbox = app.Outbox
)

// letters is how letters leave, or do not: way is empty where none are written.
type letters struct {
	way    string
	writer mail.Writer
	server mail.Server
}

// lettersOf reads how letters leave.
func lettersOf(c config.Config) (p letters, err error) {
	if c.Mail == "" {
		return p, nil
	}
	if p.writer.Public, err = c.URL(); err != nil {
		return p, err
	}
	from := c.MailFrom
	if c.Mail == byOutbox {
		p.way = byOutbox
		if from == "" {
			from = "cairn@example.org" // nobody gets it
		}
	} else {
		p.way = byServer
		if p.server, err = mail.ParseServer(c.Mail); err != nil {
			return p, err
		}
		if c.Public == "" {
			return p, fault.New(fault.Invalid, "config.mail_public", "public", "the address at which people reach Cairn: letters have links to it")
		}
	}
	p.writer.From, err = mail.Sender(from)
	return p, err
}

// send does a job of kind "mail".
func (p letters) send(ctx context.Context, db *store.DB, j job.Job) (string, error) {
	var l mail.Letter
	if err := json.Unmarshal(j.Payload, &l); err != nil {
		return "", job.Never(err)
	}
	m, err := p.writer.Write(j.ID, time.UnixMicro(db.Now()).UTC(), l)
	if err != nil {
		return "", job.Never(err)
	}
	if p.way == byOutbox {
		_, _, err := db.Write(ctx, store.Work{Actor: "system", Do: func(tx *store.Tx) (any, error) {
			if err := tx.KeepMail(store.Mail{ID: j.ID, To: m.To.Address, Subject: m.Subject, Text: m.Text}); err != nil {
				return nil, err
			}
			return nil, tx.FinishJob(j.Job, "kept in the outbox")
		}})
		return "kept in the outbox", err
	}
	if err := p.server.Send(ctx, m); mail.Refused(err) {
		return "", job.Never(err)
	} else if err != nil {
		return "", err
	}
	return "sent", nil
}

// How long the parts of upkeep may take, and how often they are tried.
const (
	backupTime   = 6 * time.Hour
	mailTime     = 3 * time.Minute
	mailAttempts = 14 // over about a day
	returnEvery  = 5 * time.Minute
	purgeEvery   = time.Hour
)

// upkeep is all that is done without anybody asking: letters leave, parked deals come back,
// what has run out is removed, and backups are made.
func upkeep(c config.Config, db *store.DB, door *app.App, p letters, log *slog.Logger) (*job.Runner, error) {
	master, err := c.Master()
	if err != nil {
		return nil, err
	}
	r := job.New(db, door.Zone, job.Options{Seed: uint64(time.Now().UnixNano()), Log: log})
	r.Add(job.Kind{Name: "return", AtFirst: true, When: job.Always(job.Every(returnEvery)), Do: func(ctx context.Context, _ job.Job) (string, error) {
		n, err := door.Tick(ctx)
		if n > 0 {
			log.Info("parked deals came back", "deals", n)
		}
		return fmt.Sprintf("%d deals came back", n), err
	}})
	r.Add(job.Kind{Name: "purge", AtFirst: true, When: job.Always(job.Every(purgeEvery)), Do: func(ctx context.Context, _ job.Job) (string, error) {
		if err := db.Purge(ctx); err != nil {
			return "", err
		}
		return "", db.PurgeUpkeep(ctx)
	}})
	if p.way != "" {
		door.WriteLetters(p.writer.Public)
		r.Add(job.Kind{Name: "mail", AtOnce: 2, Limit: mailTime, Attempts: mailAttempts, Do: func(ctx context.Context, j job.Job) (string, error) { return p.send(ctx, db, j) }})
	}
	if c.BackupFolder() != "" {
		v := vaultOf(c, db, master)
		r.Add(job.Kind{Name: app.JobBackup, Limit: backupTime, Attempts: 5, When: nightOf(door), Do: func(ctx context.Context, j job.Job) (string, error) { return v.job(ctx, door, j) }})
	}
	door.Keeps(app.Upkeep{Backups: c.BackupFolder(), Mail: p.way, Schedule: func(ctx context.Context) (all []app.Due, err error) {
		entries, err := r.Schedule(ctx)
		for _, e := range entries {
			all = append(all, app.Due{Name: e.Name, Every: e.When.Often().Microseconds(), Last: e.Last, Done: e.Done, Next: e.Next})
		}
		return all, err
	}})
	return r, nil
}

// nightOf is when backups are made, as the company wants it now.
func nightOf(door *app.App) func(context.Context) job.When {
	return func(ctx context.Context) job.When {
		b, err := door.Backing(ctx)
		if err != nil {
			b.At = ""
		}
		hour, minute, err := b.Time()
		if err != nil {
			hour, minute = 2, 0
		}
		return job.Daily(hour, minute)
	}
}

// job makes a backup, writes down what became of it, and thins the others out.
func (v vault) job(ctx context.Context, door *app.App, j job.Job) (string, error) {
	why := "schedule"
	var wish app.BackupWish
	if json.Unmarshal(j.Payload, &wish) == nil && wish.Why != "" {
		why = wish.Why
	}
	b, err := v.store(ctx, fmt.Sprintf("%s-%d", j.ID, j.Attempt), why)
	if noted := v.db.NoteBackup(context.WithoutCancel(ctx), b); err == nil {
		err = noted
	}
	if err != nil {
		return "", err
	}
	keep, err := door.Backing(ctx)
	if err != nil {
		return "", err
	}
	gone, err := v.thin(keep.Keep, door.Zone(ctx))
	for _, path := range gone {
		if err := v.db.BackupGone(ctx, path); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d bytes, proved; %d older ones removed", b.Bytes, len(gone)), err
}

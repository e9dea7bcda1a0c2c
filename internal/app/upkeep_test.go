package app_test

import (
	"context"
	"errors"
	"testing"

	"cairn/fault"
	"cairn/internal/app"
	"cairn/internal/store"
)

// Only who administers sees what is done in the background, and letters to owners are for
// owners: a link in one would make an administrator an owner.
func TestUpkeep(t *testing.T) {
	for _, on := range engines() {
		t.Run(on.name, func(t *testing.T) {
			w := open(t, on.place(t), &clock{now: dawn(), step: "upkeep"}, store.Options{})
			w.found()
			ctx := context.Background()
			for _, name := range []string{"Ana", "Mia", "Vic"} {
				for _, q := range []app.Question{&app.Jobs{}, &app.Backups{}, &app.Mails{}} {
					if _, err := w.Ask(ctx, w.as(name), q); fault.Of(err) != fault.Forbidden {
						t.Errorf("%s asks %T: %v", name, q, err)
					}
				}
			}
			_, _, err := w.db.Write(ctx, store.Work{Actor: "system", Do: func(tx *store.Tx) (any, error) {
				return nil, errors.Join(
					tx.KeepMail(store.Mail{ID: "1", To: "olga@example.org", Subject: "reset", Text: "canary of Olga"}),
					tx.KeepMail(store.Mail{ID: "2", To: "ana@example.org", Subject: "reset", Text: "of Ana"}),
					tx.KeepMail(store.Mail{ID: "3", To: "nobody@example.org", Subject: "reset", Text: "of nobody"}),
				)
			}})
			if err != nil {
				t.Fatal(err)
			}
			for name, read := range map[string]int{"Olga": 3, "Adam": 1} {
				out, err := w.Ask(ctx, w.as(name), &app.Mails{})
				if err != nil {
					t.Fatal(err)
				}
				n := 0
				for _, m := range out.(app.MailList).Mails {
					if m.Text != "" && !m.Withheld {
						n++
					}
				}
				if n != read {
					t.Errorf("%s reads %d of them, want %d: %+v", name, n, read, out)
				}
			}
			w.backups()
		})
	}
}

// backups follows one from the wish to the page that tells of it.
func (w *world) backups() {
	t, ctx := w.t, context.Background()
	list := func() app.BackupList {
		out, err := w.Ask(ctx, w.as("Adam"), &app.Backups{})
		if err != nil {
			t.Fatal(err)
		}
		return out.(app.BackupList)
	}
	if l := list(); l.Late || l.Making || l.Last != nil || l.Keep.Daily != 7 || l.Folder != "here" {
		t.Errorf("on the first day: %+v", l)
	}
	w.clock.tick("three days", 3*oneDay)
	if !list().Late {
		t.Error("three days without a backup are as they should be")
	}
	first := w.must(w.as("Adam"), &app.MakeBackup{})
	w.clock.tick("again", second)
	w.must(w.as("Adam"), &app.MakeBackup{})
	out, err := w.Ask(ctx, w.as("Adam"), &app.Jobs{})
	if err != nil {
		t.Fatal(err)
	}
	if jobs := out.(app.JobList); len(jobs.Jobs) != 1 || jobs.Jobs[0].ID != first.ID || jobs.Open != 1 || !list().Making {
		t.Errorf("two wishes for one backup: %+v", jobs)
	}
	began := w.clock.read()
	for _, b := range []store.Backup{
		{ID: "good", Began: began, Place: "good.db", Proved: true, Why: "asked"},
		{ID: "bad", Began: began + second, Place: "here", Problem: "no room", Why: "schedule"},
	} {
		if err := w.db.NoteBackup(ctx, b); err != nil {
			t.Fatal(err)
		}
	}
	if l := list(); l.Late || l.Last == nil || l.Last.ID != "good" || len(l.Backups) != 2 || l.Backups[0].Problem != "no room" {
		t.Errorf("after one: %+v", l)
	}
	if err := w.db.BackupGone(ctx, "good.db"); err != nil {
		t.Fatal(err)
	}
	if l := list(); l.Last != nil || !l.Late {
		t.Errorf("after it has gone: %+v", l)
	}
	w.clock.tick("chosen", second)
	w.must(w.as("Adam"), &app.ChangeBackups{At: ptr("23:30"), Daily: ptr(3)})
	if l := list(); l.Keep.At != "23:30" || l.Keep.Daily != 3 || l.Keep.Weekly != 4 {
		t.Errorf("chosen: %+v", l.Keep)
	}
	w.Keeps(app.Upkeep{})
	w.clock.tick("off", second)
	if _, err := w.Do(ctx, w.as("Adam"), &app.MakeBackup{}, app.How{}); fault.Of(err) != fault.Conflict {
		t.Errorf("a wish where no backups are made: %v", err)
	}
}

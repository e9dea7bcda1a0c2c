package app_test

import (
	"testing"

	"cairn/access"
	"cairn/internal/app"
	"cairn/money"
	"cairn/process"
)

// sample is an accepted run of a command: what must be there before, then who does what.
type sample func(*world) (access.Actor, app.Command)

func (w *world) as(first string) access.Actor { return w.actor(w.ids[first]) }

// aDeal opens a deal of Ana's.
func (w *world) aDeal() app.OnDeal {
	w.clock.tick("a deal "+w.clock.step, second)
	return app.OnDeal{Deal: w.must(w.as("Ana"), &app.OpenDeal{Name: "Steam metering", Role: "plant head", Source: "referral", Value: eur(500)}).ID}
}

func (w *world) aFirm(name string) string {
	w.clock.tick("a firm "+w.clock.step, second)
	return w.must(w.as("Ana"), &app.AddOrganisation{OrganisationFacts: app.OrganisationFacts{Name: &name, City: ptr("Cork")}}).ID
}

func (w *world) aPerson(name string) string {
	w.clock.tick("a person "+w.clock.step, second)
	return w.must(w.as("Ana"), &app.AddPerson{PersonFacts: app.PersonFacts{Name: &name, Emails: ptr([]string{"p@example.org"})}}).ID
}

// after does something as Ana and gives the deal, for samples that begin with a deal.
func (w *world) after(cmds ...func(app.OnDeal) app.Command) app.OnDeal {
	on := w.aDeal()
	for _, cmd := range cmds {
		w.clock.tick("after "+w.clock.step, second)
		w.must(w.as("Ana"), cmd(on))
	}
	return on
}

func given(key string) func(app.OnDeal) app.Command {
	return func(on app.OnDeal) app.Command { return &app.GiveEvidence{OnDeal: on, Checkpoint: key, Text: "yes"} }
}

func asked(on app.OnDeal) app.Command {
	return &app.AskOverride{OnDeal: on, Checkpoint: "money", Why: "the budget comes in May"}
}

func offered(on app.OnDeal) app.Command {
	return &app.MakeOffer{OnDeal: on, What: "meters", Value: eur(900), Due: "2026-09-01"}
}

func accepted(on app.OnDeal) app.Command {
	return &app.DecideOffer{OnDeal: on, State: "accepted", By: "Ida Demo"}
}

func planned(on app.OnDeal) app.Command {
	return &app.ScheduleActivity{OnDeal: on, NextStep: app.NextStep{Kind: "call", Due: "2026-02-01"}}
}

func raised(on app.OnDeal) app.Command { return &app.RaiseConcern{OnDeal: on, Text: "Does it rust?"} }

func lost(on app.OnDeal) app.Command {
	return &app.CloseDeal{OnDeal: on, As: "lost", Reason: "price"}
}

func won(on app.OnDeal) app.Command { return &app.WinDeal{OnDeal: on, Why: "same day"} }

// nearlyWon is a deal of which nothing is missing.
func (w *world) nearlyWon(more ...func(app.OnDeal) app.Command) app.OnDeal {
	ida := w.aPerson("Ida Demo")
	return w.after(append([]func(app.OnDeal) app.Command{
		given("reachable"), given("need"), given("money"),
		func(on app.OnDeal) app.Command {
			return &app.LogActivity{OnDeal: on, Kind: "meeting", Outcome: "held", People: []string{ida}}
		},
		func(on app.OnDeal) app.Command {
			return &app.InvolvePerson{OnDeal: on, Person: ida, Influence: "decides"}
		},
		offered, accepted,
	}, more...)...)
}

// plannedID is the id of what is planned on a deal.
func (w *world) plannedID(on app.OnDeal) string {
	return w.dealNow(on.Deal).Planned[0].ID
}

// samples has one for every command.
func samples() map[string]sample {
	ana := func(cmd func(w *world) app.Command) sample {
		return func(w *world) (access.Actor, app.Command) { c := cmd(w); return w.as("Ana"), c }
	}
	mia := func(cmd func(w *world) app.Command) sample {
		return func(w *world) (access.Actor, app.Command) { c := cmd(w); return w.as("Mia"), c }
	}
	all := map[string]sample{
		"deal.open": ana(func(w *world) app.Command {
			return &app.OpenDeal{Name: "Kiln", Organisation: w.aFirm("Quarry Demo"), Person: w.aPerson("Ida Demo"), Value: eur(5), Next: &app.NextStep{Kind: "call", Due: "2026-03-01", Text: "first"}}
		}),
		"deal.change": ana(func(w *world) app.Command {
			return &app.ChangeDeal{OnDeal: w.aDeal(), Name: ptr("Kiln"), Value: ptr(eur(7))}
		}),
		"deal.move": ana(func(w *world) app.Command {
			return &app.MoveDeal{OnDeal: w.after(given("reachable")), To: "prospecting", Why: "fits", Next: &app.NextStep{Kind: "call", Due: "2026-03-01"}}
		}),
		"deal.win": ana(func(w *world) app.Command {
			return &app.WinDeal{OnDeal: w.nearlyWon(), Why: "same day", Next: &app.NextStep{Kind: "visit", Due: "2026-03-01"}}
		}),
		"deal.close": ana(func(w *world) app.Command { return lost(w.after(planned)) }),
		"deal.reopen": ana(func(w *world) app.Command {
			return &app.ReopenDeal{OnDeal: w.after(lost), To: "leads", Why: "they called"}
		}),
		"deal.correct": mia(func(w *world) app.Command {
			return &app.CorrectDeal{OnDeal: w.nearlyWon(won), Value: ptr(eur(850)), Why: "a typing error"}
		}),
		"deal.give": ana(func(w *world) app.Command { return given("need")(w.aDeal()) }),
		"deal.confirm": ana(func(w *world) app.Command {
			return &app.ConfirmEvidence{OnDeal: w.aDeal(), Checkpoint: "terms", Person: w.aPerson("Ida Demo"), How: "mail", Words: "agreed"}
		}),
		"deal.take_back": ana(func(w *world) app.Command {
			return &app.TakeBackEvidence{OnDeal: w.after(given("need")), Checkpoint: "need", Why: "misheard"}
		}),
		"deal.log": ana(func(w *world) app.Command {
			on := w.after(planned)
			return &app.LogActivity{OnDeal: on, Kind: "call", Outcome: "agreed", Agreed: "2026-02-03", Finishes: w.plannedID(on), People: []string{w.aPerson("Ida Demo")}, Text: "a good talk"}
		}),
		"deal.schedule": ana(func(w *world) app.Command { return planned(w.aDeal()) }),
		"deal.reschedule": ana(func(w *world) app.Command {
			on := w.after(planned)
			return &app.RescheduleActivity{OnDeal: on, Activity: w.plannedID(on), Due: "2026-02-09"}
		}),
		"deal.cancel": ana(func(w *world) app.Command {
			on := w.after(planned)
			return &app.CancelActivity{OnDeal: on, Activity: w.plannedID(on), Why: "called off"}
		}),
		"deal.ask": ana(func(w *world) app.Command { return asked(w.aDeal()) }),
		"deal.override": mia(func(w *world) app.Command {
			return &app.OverrideGate{OnDeal: w.after(asked), Checkpoint: "money", Why: "known buyer"}
		}),
		"deal.decline": mia(func(w *world) app.Command {
			return &app.DeclineOverride{OnDeal: w.after(asked), Checkpoint: "money", Why: "ask them"}
		}),
		"deal.offer":        ana(func(w *world) app.Command { return offered(w.after(offered)) }),
		"deal.decide_offer": ana(func(w *world) app.Command { return accepted(w.after(offered)) }),
		"deal.raise":        ana(func(w *world) app.Command { return raised(w.aDeal()) }),
		"deal.settle": ana(func(w *world) app.Command {
			on := w.after(raised)
			return &app.SettleConcern{OnDeal: on, Concern: w.dealNow(on.Deal).Concerns[0].ID, State: "resolved", Answer: "it does not"}
		}),
		"deal.trade": ana(func(w *world) app.Command {
			return &app.MakeTrade{OnDeal: w.aDeal(), Give: "a month", Get: "a year", Value: eur(10)}
		}),
		"deal.plan": ana(func(w *world) app.Command {
			return &app.SetPlan{OnDeal: w.aDeal(), What: "the board meets", Due: "2026-04-01", Ours: w.ids["Ana"]}
		}),
		"deal.hand": ana(func(w *world) app.Command {
			return &app.HandDeal{OnDeal: w.after(asked), To: w.ids["Tom"], Why: "his region"}
		}),
		"deal.share": ana(func(w *world) app.Command {
			return &app.ShareDeal{OnDeal: w.aDeal(), Member: w.ids["Ben"], Role: "expert", Share: 20}
		}),
		"deal.involve": ana(func(w *world) app.Command {
			return &app.InvolvePerson{OnDeal: w.aDeal(), Person: w.aPerson("Ida Demo"), Influence: "signs"}
		}),
		"deal.merge": ana(func(w *world) app.Command {
			return &app.MergeDeals{OnDeal: w.aDeal(), Other: w.after(given("need"), offered, raised, planned).Deal}
		}),
		"deal.transfer": mia(func(w *world) app.Command {
			on := w.after(asked)
			w.clock.tick("transfer", second)
			w.must(w.as("Olga"), &app.PublishProcess{Text: otherText(w.t, 7), Default: true})
			return &app.TransferDeal{OnDeal: on, Process: "seven", Step: "leads", Why: "the new one"}
		}),
	}
	for name, s := range samplesAround() {
		all[name] = s
	}
	return all
}

// otherText is another version of the process that a company begins with.
func otherText(t testing.TB, late int) string {
	p, err := process.Parse(process.Templates()[0].Text)
	if err != nil {
		t.Fatal(err)
	}
	p.Steps = append([]process.Step{}, p.Steps...)
	p.Steps[0].Late += late
	return string(process.Print(p))
}

// samplesAround are those of commands that are not about one deal that is there.
func samplesAround() map[string]sample {
	olga := func(cmd func(w *world) app.Command) sample {
		return func(w *world) (access.Actor, app.Command) { c := cmd(w); return w.as("Olga"), c }
	}
	return map[string]sample{
		"deal.bring": olga(func(w *world) app.Command {
			return &app.BringDeal{
				Name: "Old kiln", Organisation: w.aFirm("Quarry Demo"), Owner: w.ids["Ana"], Value: money.Money{Minor: 9, Currency: "EUR"}, Complete: true,
				History: []app.BroughtStay{{Step: "leads"}, {Step: "needs", At: "2025-10-01T10:00:00Z"}, {Step: "proposing", At: "2025-11-01T10:00:00Z"}},
				End:     &app.BroughtEnd{As: "won", At: "2025-12-01T10:00:00Z"},
			}
		}),
		"organisation.add": olga(func(w *world) app.Command {
			w.aFirm("Quarry Demo")
			return &app.AddOrganisation{OrganisationFacts: app.OrganisationFacts{Name: ptr("Quarry Demo"), City: ptr("Cork")}}
		}),
		"organisation.change": olga(func(w *world) app.Command {
			firm := w.aFirm("Quarry Demo")
			w.clock.tick("of the firm", second)
			w.must(w.as("Ana"), &app.OpenDeal{Name: "Kiln", Organisation: firm}) // found by its name
			return &app.ChangeOrganisation{Organisation: firm, OrganisationFacts: app.OrganisationFacts{Name: ptr("Tallow Demo")}}
		}),
		"organisation.merge": olga(func(w *world) app.Command {
			return &app.MergeOrganisations{Organisation: w.aPlainFirm("Quarry Demo"), Other: w.aFirm("Tallow Demo")}
		}),
		"organisation.withdraw": olga(func(w *world) app.Command {
			return &app.WithdrawOrganisation{Organisation: w.aFirm("Quarry Demo"), Why: "twice"}
		}),
		"person.add": olga(func(w *world) app.Command {
			w.aPerson("Ida Demo")
			return &app.AddPerson{PersonFacts: app.PersonFacts{Name: ptr("Ida Demo"), Emails: ptr([]string{"p@example.org"})}}
		}),
		"person.change": olga(func(w *world) app.Command {
			return &app.ChangePerson{Person: w.aPerson("Ida Demo"), PersonFacts: app.PersonFacts{Organisation: ptr(w.aFirm("Quarry Demo"))}}
		}),
		"person.merge": olga(func(w *world) app.Command {
			w.clock.tick("plain", second)
			plain := w.must(w.as("Ana"), &app.AddPerson{PersonFacts: app.PersonFacts{Name: ptr("Ida Demo")}}).ID
			return &app.MergePeople{Person: plain, Other: w.aPerson("Ida Demo")}
		}),
		"person.withdraw": olga(func(w *world) app.Command { return &app.WithdrawPerson{Person: w.aPerson("Ida Demo"), Why: "twice"} }),
		"company.set_up": func(*world) (access.Actor, app.Command) {
			up, _ := founding()
			return system(), up
		},
		"company.change": olga(func(*world) app.Command {
			return &app.ChangeCompany{Zone: ptr("Asia/Tokyo"), Holidays: ptr([]string{"2026-12-25"}), Sight: &access.Sight{Salesperson: access.Team}}
		}),
		"member.add": olga(func(w *world) app.Command {
			return &app.AddMember{Name: "Zoe Demo", Email: "zoe@example.org", Role: access.Salesperson, Manager: w.ids["Mia"]}
		}),
		"member.change": olga(func(w *world) app.Command { return &app.ChangeMember{Member: w.ids["Ben"], Active: ptr(false)} }),
		"member.away": olga(func(w *world) app.Command {
			return &app.SendAway{Member: w.ids["Mia"], From: "2026-01-05", Until: "2026-01-16", To: w.ids["Tom"]}
		}),
		"member.back": olga(func(w *world) app.Command {
			w.clock.tick("away", second)
			w.must(w.as("Tom"), &app.SendAway{Member: w.ids["Tom"], From: "2026-01-01", Until: "2026-01-16", To: w.ids["Ana"]})
			return &app.CallBack{Member: w.ids["Tom"]}
		}),
		"member.deactivate": olga(func(w *world) app.Command {
			for _, on := range []app.OnDeal{w.after(planned, asked), w.aDeal()} {
				w.clock.tick("hers "+on.Deal, second)
				w.must(w.as("Ana"), &app.HandDeal{OnDeal: on, To: w.ids["Eve"]})
			}
			w.clock.tick("view", second)
			w.must(w.as("Eve"), &app.SaveView{Name: "Ours", Page: "pipeline", Team: true})
			return &app.DeactivateMember{Member: w.ids["Eve"], To: w.ids["Tom"]}
		}),
		"member.reactivate": olga(func(w *world) app.Command {
			w.clock.tick("gone", second)
			w.must(w.as("Olga"), &app.DeactivateMember{Member: w.ids["Vic"]})
			return &app.ReactivateMember{Member: w.ids["Vic"]}
		}),
		"member.hand": olga(func(w *world) app.Command {
			w.clock.tick("his", second)
			w.must(w.as("Max"), &app.OpenDeal{Name: "Kiln", Role: "plant head"})
			w.clock.tick("gone", second)
			w.must(w.as("Olga"), &app.DeactivateMember{Member: w.ids["Max"]})
			return &app.HandOver{Member: w.ids["Max"], To: w.ids["Tom"]}
		}),
		"member.set_password": olga(func(w *world) app.Command {
			return &app.SetPassword{Member: w.ids["Ana"], Password: "stones on a trail"}
		}),
		"process.publish": olga(func(w *world) app.Command { return &app.PublishProcess{Text: otherText(w.t, 8), Default: true} }),
		"job.retry":       olga(func(w *world) app.Command { return &app.RetryJob{Job: w.aJob()} }),
		"job.drop":        olga(func(w *world) app.Command { return &app.DropJob{Job: w.aJob()} }),
		"backup.make":     olga(func(*world) app.Command { return &app.MakeBackup{} }),
		"backup.change": olga(func(*world) app.Command {
			return &app.ChangeBackups{At: ptr("23:30"), Weekly: ptr(8)}
		}),
		"view.save": olga(func(*world) app.Command {
			return &app.SaveView{Name: "Mine", Page: "pipeline", Query: "owner=me", Team: true}
		}),
	}
}

// aJob asks for a backup, which nobody makes here.
func (w *world) aJob() string {
	w.clock.tick("a job "+w.clock.step, second)
	return w.must(w.as("Olga"), &app.MakeBackup{}).ID
}

// aPlainFirm is a firm of which only the name is known.
func (w *world) aPlainFirm(name string) string {
	w.clock.tick("a plain firm "+w.clock.step, second)
	return w.must(w.as("Ana"), &app.AddOrganisation{OrganisationFacts: app.OrganisationFacts{Name: &name}}).ID
}

func TestEveryCommandHasASample(t *testing.T) {
	all := samples()
	for _, e := range app.Commands() {
		if all[e.Name] == nil {
			t.Errorf("%s has no sample", e.Name)
		}
		delete(all, e.Name)
	}
	for name := range all {
		t.Errorf("%s is no command", name)
	}
}

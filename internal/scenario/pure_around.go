package scenario

import (
	"maps"
	"slices"

	"cairn/access"
	"cairn/company"
	"cairn/event"
	"cairn/fault"
	"cairn/internal/app"
	"cairn/party"
	"cairn/process"
)

// around carries out what a deal needs around it: the company, its process, its members,
// and the other side.
func (t *turn) around(cmd app.Command) (app.Done, error) {
	switch c := cmd.(type) {
	case *app.SetUpCompany:
		t.world.company = t.world.company.Apply(&company.SetUp{Name: c.Name, Zone: c.Zone, Currency: c.Currency}, 1, t.now)
		template, ok := process.TemplateOf(c.Template)
		if !ok {
			return app.Done{}, fault.New(fault.Invalid, "company.template", "template", "the key of a process template")
		}
		return t.publish(string(template.Text), true)
	case *app.PublishProcess:
		return t.publish(c.Text, c.Default)
	case *app.AddMember:
		m := access.Member{ID: t.newID(), Name: c.Name, Email: c.Email, Role: c.Role, Manager: c.Manager, Team: c.Team, Active: true, Joined: t.now}
		return t.member(m)
	case *app.ChangeMember:
		return t.changeMember(c)
	case *app.SendAway, *app.CallBack, *app.DeactivateMember, *app.ReactivateMember, *app.HandOver:
		return t.attend(cmd)
	case *app.ChangeCompany:
		body := company.Changed{Name: c.Name, Zone: c.Zone, Currency: c.Currency, Locale: c.Locale, Week: c.Week, Holidays: c.Holidays, Fiscal: c.Fiscal, Sight: c.Sight}
		next := t.world.company.Apply(&body, t.world.company.Version+1, t.now)
		t.world.company = next
		return app.Done{ID: company.Subject, Version: next.Version}, next.Sight.Check()
	case *app.AddOrganisation:
		o := party.OrganisationAdded{ID: t.newID(), Name: *c.Name}
		made, err := party.Organisation{}.Apply(t.now, o)
		t.world.organisations[o.ID] = made
		return app.Done{ID: o.ID, Version: 1}, err
	case *app.AddPerson:
		x := party.PersonAdded{ID: t.newID(), Name: *c.Name}
		made, err := party.Person{}.Apply(t.now, x)
		t.world.people[x.ID] = made
		return app.Done{ID: x.ID, Version: 1}, err
	case *app.WithdrawOrganisation:
		return t.organisation(c.Organisation, party.OrganisationWithdrawn{Why: c.Why})
	}
	return app.Done{}, unknown(cmd)
}

func (t *turn) member(m access.Member) (app.Done, error) {
	t.world.members[m.ID] = m
	_, err := access.NewDirectory(slices.Collect(maps.Values(t.world.members)))
	return app.Done{ID: m.ID}, err
}

func (t *turn) organisation(id string, body event.Body) (app.Done, error) {
	o, err := t.world.organisations[id].Apply(t.now, body)
	t.world.organisations[id] = o
	return app.Done{ID: id, Version: o.Version}, err
}

// publish puts a version into effect. Deals keep the one that they run under (P-1).
func (t *turn) publish(text string, standard bool) (app.Done, error) {
	p, err := process.Parse([]byte(text))
	if err == nil {
		err = process.Check(p)
	}
	if err != nil {
		return app.Done{}, fault.New(fault.Invalid, "process.text", "text", "a process without these mistakes").Because(err)
	}
	co := t.world.company
	if co.Published[p.Key] == p.Version() && (!standard || co.Process == p.Version()) {
		return app.Done{}, fault.New(fault.Conflict, "process.same", "text", "another text")
	}
	t.world.company = co.Apply(&company.Published{Key: p.Key, Version: p.Version(), Default: standard}, co.Version+1, t.now)
	t.loaded[p.Version()] = p
	return app.Done{ID: p.Version()}, nil
}

package app_test

import (
	"fmt"
	"slices"
	"strings"

	"cairn/access"
	"cairn/internal/app"
	"cairn/party"
	"cairn/process"
)

// aroundDeals are the generators of commands that are not about a deal.
func aroundDeals() map[string]generator {
	return map[string]generator{
		"organisation.add":    {6, func(k *walker) app.Command { return &app.AddOrganisation{OrganisationFacts: k.organisation(true)} }},
		"organisation.change": {4, drawChangeOrganisation},
		"organisation.merge": {2, func(k *walker) app.Command {
			return &app.MergeOrganisations{Organisation: k.some("organisation"), Other: k.some("organisation")}
		}},
		"organisation.withdraw": {1, func(k *walker) app.Command {
			return &app.WithdrawOrganisation{Organisation: k.some("organisation"), Why: k.text()}
		}},
		"person.add":    {6, func(k *walker) app.Command { return &app.AddPerson{PersonFacts: k.person(true)} }},
		"person.change": {4, drawChangePerson},
		"person.merge": {2, func(k *walker) app.Command {
			return &app.MergePeople{Person: k.some("person"), Other: k.some("person")}
		}},
		"person.withdraw": {1, func(k *walker) app.Command { return &app.WithdrawPerson{Person: k.some("person"), Why: k.text()} }},
		"company.set_up":  {1, func(k *walker) app.Command { up, _ := founding(); return up }},
		"company.change":  {2, drawChangeCompany},
		"member.add":      {2, drawAddMember},
		"member.change":   {4, drawChangeMember},
		"member.away":     {3, drawAway},
		"member.back": {3, func(k *walker) app.Command {
			return &app.CallBack{Member: k.member(k.away), From: pick(k, "", "", "", k.day(-5, 5))}
		}},
		"member.deactivate": {1, func(k *walker) app.Command {
			return &app.DeactivateMember{Member: k.some("member"), To: k.maybe("member")}
		}},
		"member.reactivate":   {4, func(k *walker) app.Command { return &app.ReactivateMember{Member: k.member(gone)} }},
		"member.hand":         {2, func(k *walker) app.Command { return &app.HandOver{Member: k.member(gone), To: k.some("member")} }},
		"member.set_password": {4, drawSetPassword},
		"process.publish":     {2, drawPublish},
		"view.save":           {3, drawView},
		"job.retry":           {3, func(k *walker) app.Command { return &app.RetryJob{Job: k.some("job")} }},
		"job.drop":            {3, func(k *walker) app.Command { return &app.DropJob{Job: k.some("job")} }},
		"backup.make":         {4, func(*walker) app.Command { return &app.MakeBackup{} }},
		"backup.change": {1, func(k *walker) app.Command {
			return &app.ChangeBackups{At: pick(k, nil, ptr("23:30"), ptr("noon")), Daily: pick(k, nil, ptr(3), ptr(0)), Monthly: ptr(pick(k, 6, 12, -1))}
		}},
	}
}

// organisation draws facts; of a new one there is at least a name.
func (k *walker) organisation(first bool) (f app.OrganisationFacts) {
	if first || k.one(3) {
		f.Name = ptr(k.name())
		if k.one(15) {
			f.Name = ptr(k.text())
		}
	}
	if k.one(3) {
		f.Domain = ptr(pick(k, "example.org", "www.example.net/x", "", "not a domain", fmt.Sprintf("demo%d.example", k.r.IntN(40))))
	}
	if k.one(3) {
		f.City, f.Country = ptr(pick(k, "Łódź", "Köln", "Cork", "")), ptr(pick(k, "DE", "PL", "IE", "", "Germany"))
	}
	if k.one(5) {
		f.Phone, f.Address = ptr(pick(k, "+49 30 123", "none", "")), ptr(k.text())
	}
	if k.one(5) {
		f.Employees, f.Revenue = ptr(pick(k, 0, 12, 5000, -1)), ptr(k.money())
	}
	if k.one(6) {
		f.Parent, f.Sector = ptr(k.some("organisation")), ptr(k.text())
	}
	if k.one(4) {
		f.Relation, f.Owner = ptr(pick(k, append(party.Relations(), "friend")...)), ptr(k.some("member"))
	}
	if k.one(6) {
		f.Fields = map[string]string{"size": k.text(), "old": ""}
	}
	return f
}

func drawChangeOrganisation(k *walker) app.Command {
	return &app.ChangeOrganisation{Organisation: k.some("organisation"), Version: pick[int64](k, 0, 0, 0, 1, 2), OrganisationFacts: k.organisation(false)}
}

func (k *walker) person(first bool) (f app.PersonFacts) {
	if first || k.one(3) {
		f.Name = ptr(pick(k, "Ida", "Jörg", "Zoë", "Per", "Łucja") + " " + pick(k, "Demo", "Muster", "Sample", "Ølgaard") + " " + fmt.Sprint(k.r.IntN(60)))
	}
	if k.one(2) {
		f.Organisation = ptr(k.some("organisation"))
	}
	if k.one(3) {
		f.Emails = ptr([]string{pick(k, fmt.Sprintf("p%d@example.org", k.r.IntN(200)), "no address", "")})
	}
	if k.one(4) {
		f.Title, f.Phones = ptr(k.text()), ptr([]string{pick(k, "+49 30 1", "030 77", "")})
	}
	if k.one(5) {
		f.Relation, f.Owner = ptr(pick(k, append(party.Relations(), "friend")...)), ptr(k.some("member"))
	}
	if k.one(6) {
		f.Fields = map[string]string{"note": k.text()}
	}
	return f
}

func drawChangePerson(k *walker) app.Command {
	return &app.ChangePerson{Person: k.some("person"), Version: pick[int64](k, 0, 0, 0, 1, 2), PersonFacts: k.person(false)}
}

func drawChangeCompany(k *walker) app.Command {
	c := &app.ChangeCompany{}
	switch k.r.IntN(7) {
	case 6:
		c.Sight = &access.Sight{
			Salesperson: pick(k, "", access.Own, access.Team, access.All, "far"), Manager: pick(k, "", access.Tree, access.All),
			Viewer: pick(k, "", access.Own, access.Team, access.All),
		}
	case 0:
		c.Name = ptr(k.text())
	case 1:
		c.Zone = ptr(pick(k, "Europe/Berlin", "Asia/Tokyo", "America/Lima", "Mars/North"))
	case 2:
		c.Week = ptr(pick(k, []int{1, 2, 3, 4, 5}, []int{7, 1, 2, 3, 4}, []int{}, []int{9}))
	case 3:
		c.Holidays = ptr(pick(k, []string{"2026-12-25"}, []string{}, []string{"Christmas"}))
	case 4:
		c.Fiscal, c.Locale = ptr(pick(k, 1, 4, 13)), ptr(pick(k, "en-GB", "de-DE", "?"))
	case 5:
		c.Currency = ptr(pick(k, "EUR", "EUR", "XXY"))
	}
	return c
}

func drawAddMember(k *walker) app.Command {
	n := k.r.IntN(200)
	return &app.AddMember{
		Name: pick(k, fmt.Sprintf("Member %d Demo", n), k.text()), Email: pick(k, fmt.Sprintf("m%d@example.org", n), "ana@example.org", "nowhere", ""),
		Role: pick(k, access.Salesperson, access.Salesperson, access.Manager, access.Viewer, access.Owner, access.Role("boss")), Manager: k.some("member"), Team: k.text(),
	}
}

// drawChangeMember changes a member, and later somebody puts them back to what they were
// at the beginning, so that the company goes on.
func drawChangeMember(k *walker) app.Command {
	_, members := founding()
	if k.one(2) {
		m := pick(k, members...)
		first, _, _ := strings.Cut(m.Name, " ")
		manager := k.ids[m.Manager]
		return &app.ChangeMember{Member: k.ids[first], Role: &m.Role, Manager: &manager, Active: ptr(true)}
	}
	c := &app.ChangeMember{Member: k.some("member")}
	switch k.r.IntN(6) {
	case 0:
		c.Name, c.Email = ptr(k.name()), ptr(pick(k, fmt.Sprintf("m%d@example.org", k.r.IntN(200)), "mia@example.org"))
	case 1:
		c.Role = ptr(pick(k, access.Salesperson, access.Manager, access.Viewer, access.Owner, access.Role("boss")))
	case 2, 3:
		c.Manager = ptr(k.some("member"))
	case 4:
		c.Team = ptr(k.text())
	case 5:
		c.Active = ptr(false)
	}
	return c
}

// gone is who has left.
func gone(m access.Member) bool { return !m.Active }

// away is who is here and has an absence that is not over.
func (k *walker) away(m access.Member) bool {
	today := k.actor("").Directory.Today()
	return m.Active && slices.ContainsFunc(m.Away, func(a access.Away) bool { return a.Until >= today })
}

// member is mostly one of those, where there are any; it may be who does it as well.
func (k *walker) member(is func(access.Member) bool) string {
	var ids []string
	for _, m := range k.actor("").Directory.Members() {
		if is(m) {
			ids = append(ids, m.ID)
		}
	}
	k.self = k.some("member")
	if len(ids) > 0 && !k.one(8) {
		k.self = pick(k, ids...)
	}
	return k.self
}

// drawAway sends somebody away for some days around today, mostly with somebody who stands
// in for them.
func drawAway(k *walker) app.Command {
	k.self = k.some("member")
	return &app.SendAway{Member: k.self, From: pick(k, "", k.day(-3, 3)), Until: k.day(0, 6), To: k.some("member")}
}

func drawSetPassword(k *walker) app.Command {
	return &app.SetPassword{Member: k.some("member"), Old: pick(k, "", "stones on a trail"), Password: pick(k, "stones on a trail", "stones on a trail", "short", "")}
}

// drawPublish takes a process that ships and changes something in it.
func drawPublish(k *walker) app.Command {
	t := pick(k, process.Templates()...)
	if k.one(10) {
		return &app.PublishProcess{Text: pick(k, "", "steps: [", string(t.Text)+"\n- x", "\x00")}
	}
	p, err := process.Parse(t.Text)
	if err != nil {
		k.t.Fatal(err)
	}
	i := k.r.IntN(len(p.Steps))
	s := p.Steps[i]
	s.Exit = slices.Clone(s.Exit)
	switch k.r.IntN(4) {
	case 0:
		s.Typical, s.Late = 1+k.r.IntN(20), 30+k.r.IntN(20)
	case 1:
		s.Name = k.name()
	case 2:
		j := k.r.IntN(len(s.Exit))
		s.Exit[j].Valid = pick[process.Validity](k, process.Once, process.Visit, "5d")
	case 3:
		j := k.r.IntN(len(s.Exit))
		if s.Exit[j].Strength != process.Impossible {
			s.Exit[j].Strength = pick(k, process.Gate, process.Advice)
		}
	}
	p.Steps = slices.Clone(p.Steps)
	p.Steps[i] = s
	return &app.PublishProcess{Text: string(process.Print(p)), Default: k.one(3), Note: k.text()}
}

func drawView(k *walker) app.Command {
	s := &app.SaveView{Name: k.text(), Page: pick(k, "pipeline", "people", ""), Query: pick(k, "owner=me", "q=\x00", ""), Team: k.one(3), Gone: k.one(6)}
	if k.one(2) {
		s.View = k.some("view")
	}
	return s
}

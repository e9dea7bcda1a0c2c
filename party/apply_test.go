package party

import (
	"strings"
	"testing"

	"cairn/event"
	"cairn/fault"
	"cairn/money"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const at = int64(1_700_000_000_000_000)

func organisation(t *rapid.T, label string) Organisation {
	word := rapid.SampledFrom([]string{"", "a", "b", "Größe"})
	o := Organisation{
		ID: "o1", Name: word.Draw(t, label+"name"), Domain: word.Draw(t, label+"domain"), Sector: word.Draw(t, label+"sector"),
		Country: word.Draw(t, label+"country"), City: word.Draw(t, label+"city"), Address: word.Draw(t, label+"address"),
		Phone: word.Draw(t, label+"phone"), Employees: rapid.IntRange(0, 2).Draw(t, label+"employees"),
		Parent: word.Draw(t, label+"parent"), Relation: rapid.SampledFrom(Relations()).Draw(t, label+"relation"),
		Owner: word.Draw(t, label+"owner"), Fields: fields(t, label),
	}
	if rapid.Bool().Draw(t, label+"revenue") {
		o.Revenue = money.Money{Minor: rapid.Int64Range(0, 2).Draw(t, label+"minor"), Currency: "EUR"}
	}
	return o
}

func person(t *rapid.T, label string) Person {
	word := rapid.SampledFrom([]string{"", "a", "b", "Größe"})
	words := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a@x.org", "b@x.org", "c@x.org"}), 0, 3, rapid.ID[string])
	return Person{
		ID: "p1", Name: word.Draw(t, label+"name"), Organisation: word.Draw(t, label+"organisation"),
		Title: word.Draw(t, label+"title"), Emails: list(words.Draw(t, label+"emails")), Phones: list(words.Draw(t, label+"phones")),
		Relation: rapid.SampledFrom(Relations()).Draw(t, label+"relation"), Owner: word.Draw(t, label+"owner"),
		Consent:       rapid.SampledFrom([]Consent{Unasked, Given, Refused}).Draw(t, label+"consent"),
		ConsentAt:     rapid.Int64Range(0, 2).Draw(t, label+"consent_at"),
		ConsentSource: word.Draw(t, label+"source"), Fields: fields(t, label),
	}
}

func fields(t *rapid.T, label string) map[string]string {
	m := rapid.MapOf(rapid.SampledFrom([]string{"x", "y"}), rapid.SampledFrom([]string{"1", "2"})).Draw(t, label+"fields")
	if len(m) == 0 {
		return nil
	}
	return m
}

// through sends an event through the log's two parts and back.
func through[T event.Body](t *rapid.T, e T) T {
	public, private, err := event.Split(e)
	if err != nil {
		t.Fatal(err)
	}
	var back T
	if err := event.Join(public, private, &back); err != nil {
		t.Fatalf("%s and %s: %v", public, private, err)
	}
	return back
}

func TestOrganisationDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := organisation(t, "a "), organisation(t, "b ")
		begun, err := Organisation{}.Apply(at, through(t, OrganisationAdded{
			ID: a.ID, Name: a.Name, Domain: a.Domain, Sector: a.Sector, Country: a.Country, City: a.City, Address: a.Address,
			Phone: a.Phone, Employees: a.Employees, Revenue: a.Revenue, Parent: a.Parent, Relation: a.Relation, Owner: a.Owner,
			Fields: a.Fields}))
		a.Since, a.Version = at, 1
		if diff := cmp.Diff(a, begun); diff != "" || err != nil {
			t.Fatalf("added: %v %s", err, diff)
		}
		e, some := a.Difference(b)
		if _, again := a.Difference(a); again {
			t.Fatal("differs from itself")
		}
		n, err := a.Apply(at+1, through(t, e))
		b.Since, b.Version = at, 2
		if a.Relation != b.Relation {
			b.Since = at + 1
		}
		if diff := cmp.Diff(b, n); diff != "" || err != nil {
			t.Fatalf("changed: %v %s", err, diff)
		}
		a.Version, a.Since = 2, b.Since
		if some == cmp.Equal(a, b) {
			t.Fatalf("some is %t", some)
		}
	})
}

func TestPersonDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := person(t, "a "), person(t, "b ")
		begun, err := Person{}.Apply(at, through(t, PersonAdded{
			ID: a.ID, Name: a.Name, Organisation: a.Organisation, Title: a.Title, Emails: a.Emails, Phones: a.Phones,
			Relation: a.Relation, Owner: a.Owner, Consent: a.Consent, ConsentAt: a.ConsentAt, ConsentSource: a.ConsentSource,
			Fields: a.Fields}))
		a.Since, a.Version = at, 1
		if diff := cmp.Diff(a, begun); diff != "" || err != nil {
			t.Fatalf("added: %v %s", err, diff)
		}
		e, _ := a.Difference(b)
		n, err := a.Apply(at+1, through(t, e))
		b.Since, b.Version = at, 2
		if a.Relation != b.Relation {
			b.Since = at + 1
		}
		if diff := cmp.Diff(b, n); diff != "" || err != nil {
			t.Fatalf("changed: %v %s", err, diff)
		}
		// Erased, it is the same whether or not the words could still be read.
		seen, err := n.Apply(at+2, PersonErased{})
		if err != nil {
			t.Fatal(err)
		}
		blind := replayBlind(t, a, e)
		if diff := cmp.Diff(seen, blind); diff != "" {
			t.Fatalf("with and without the key: %s", diff)
		}
		if _, err := seen.Apply(at+3, PersonChanged{Name: &a.Name}); fault.Of(err) != fault.Invalid {
			t.Fatalf("an erased person was changed: %v", err)
		}
	})
}

// replayBlind folds the public parts only, as after the key was destroyed.
func replayBlind(t *rapid.T, a Person, e PersonChanged) Person {
	var p Person
	for i, body := range []event.Body{
		&PersonAdded{ID: a.ID, Name: a.Name, Organisation: a.Organisation, Emails: a.Emails, Relation: a.Relation,
			Owner: a.Owner, Consent: a.Consent, ConsentAt: a.ConsentAt, Fields: a.Fields}, &e, &PersonErased{},
	} {
		public, _, err := event.Split(body)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(public), "@x.org") || strings.Contains(string(public), `"fields"`) {
			t.Fatalf("private words in public: %s", public)
		}
		var read event.Body
		switch body.(type) {
		case *PersonAdded:
			var v PersonAdded
			err = event.Join(public, nil, &v)
			read = v
		case *PersonChanged:
			var v PersonChanged
			err = event.Join(public, nil, &v)
			read = v
		default:
			read = PersonErased{}
		}
		if err != nil {
			t.Fatal(err)
		}
		if p, err = p.Apply(at+int64(i), read); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func TestApplyRefuses(t *testing.T) {
	begun, err := Organisation{}.Apply(at, OrganisationAdded{ID: "o1", Name: "Acme"})
	if err != nil || begun.Relation != Stranger {
		t.Fatalf("%+v, %v", begun, err)
	}
	for _, body := range []event.Body{OrganisationAdded{ID: "o1"}, PersonAdded{}, PersonErased{}} {
		if got, err := begun.Apply(at, body); fault.Of(err) != fault.Invalid || !cmp.Equal(got, begun) {
			t.Errorf("%s: %+v, %v", body.Kind(), got, err)
		}
	}
	for _, body := range []event.Body{OrganisationChanged{}, OrganisationMerged{}, OrganisationWithdrawn{}} {
		if _, err := (Organisation{}).Apply(at, body); fault.Of(err) != fault.Invalid {
			t.Errorf("%s before the beginning: %v", body.Kind(), err)
		}
	}
	if _, err := (Person{}).Apply(at, OrganisationAdded{}); fault.Of(err) != fault.Invalid {
		t.Errorf("a person became an organisation: %v", err)
	}
	gone, err := begun.Apply(at, OrganisationWithdrawn{Why: "entered twice"})
	if err != nil || !gone.Withdrawn || begun.Withdrawn {
		t.Errorf("%+v, %v", gone, err)
	}
}

func TestMergeOrganisations(t *testing.T) {
	keep := Organisation{ID: "1", Name: "Acme", Country: "DE", Relation: Stranger, Owner: "ana", Version: 3,
		Parent: "2", Fields: map[string]string{"x": "keep"}}
	gone := Organisation{ID: "2", Name: "ACME GmbH", Country: "DE", City: "Bonn", Address: "Weg 1", Domain: "acme.example",
		Relation: Client, Owner: "tom", Version: 1, Fields: map[string]string{"x": "gone", "y": "gone"}}
	merged, changed, some, err := MergeOrganisations(keep, gone)
	if err != nil || !some || merged.Into != "1" {
		t.Fatalf("%+v, %t, %v", merged, some, err)
	}
	got, err := keep.Apply(at, changed)
	want := Organisation{ID: "1", Name: "Acme", Country: "DE", City: "Bonn", Address: "Weg 1", Domain: "acme.example",
		Relation: Client, Owner: "ana", Since: at, Version: 4, Fields: map[string]string{"x": "keep", "y": "gone"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	end, err := gone.Apply(at, merged)
	if err != nil || !end.Withdrawn || end.MergedInto != "1" {
		t.Errorf("%+v, %v", end, err)
	}
	abroad := gone
	abroad.Country = "US"
	if _, changed, _, _ := MergeOrganisations(keep, abroad); changed.City != nil || changed.Address != nil {
		t.Error("an address of another country was taken over")
	}
	for _, pair := range [][2]Organisation{{keep, keep}, {keep, end}, {end, keep}} {
		if _, _, _, err := MergeOrganisations(pair[0], pair[1]); fault.Of(err) != fault.Invalid {
			t.Errorf("%s was merged into %s", pair[1].ID, pair[0].ID)
		}
	}
}

func TestMergePeople(t *testing.T) {
	keep := Person{ID: "1", Name: "Ana", Emails: []string{"ana@example.org"}, Consent: Given, ConsentAt: 5, Relation: Client, Version: 1}
	gone := Person{ID: "2", Name: "Ana Silva", Emails: []string{"ANA+x@example.org", "silva@example.org"}, Title: "CFO",
		Phones: []string{"030 1234567"}, Consent: Refused, ConsentAt: 4, Relation: Stranger, Version: 1}
	_, changed, some, err := MergePeople(keep, gone)
	if err != nil || !some {
		t.Fatal(some, err)
	}
	got, err := keep.Apply(at, changed)
	want := Person{ID: "1", Name: "Ana", Title: "CFO", Emails: []string{"ana@example.org", "silva@example.org"},
		Phones: []string{"030 1234567"}, Consent: Refused, ConsentAt: 4, Relation: Client, Version: 2}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	if got, err := gone.Apply(at, PersonMerged{Into: "1"}); err != nil || got.MergedInto != "1" || !got.Withdrawn {
		t.Errorf("%+v, %v", got, err)
	}
	gone.Erased = true
	if _, _, _, err := MergePeople(keep, gone); fault.Of(err) != fault.Invalid {
		t.Errorf("an erased person was merged: %v", err)
	}
}

func TestCheck(t *testing.T) {
	good := Organisation{ID: "1", Name: "3M", Relation: Client, Country: "US", Domain: "3m.example", Revenue: money.Money{Minor: 1, Currency: "USD"}}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*Organisation){
		"id": func(o *Organisation) { o.ID = "" }, "name": func(o *Organisation) { o.Name = " - " },
		"long":     func(o *Organisation) { o.Name = strings.Repeat("a", 401) },
		"relation": func(o *Organisation) { o.Relation = "friend" }, "country": func(o *Organisation) { o.Country = "usa" },
		"domain": func(o *Organisation) { o.Domain = "https://3m.example" }, "employees": func(o *Organisation) { o.Employees = -1 },
		"revenue": func(o *Organisation) { o.Revenue.Minor = -1 }, "currency": func(o *Organisation) { o.Revenue.Currency = "QQQ" },
		"parent": func(o *Organisation) { o.Parent = "1" },
	} {
		o := good
		spoil(&o)
		if fault.Of(o.Check()) != fault.Invalid {
			t.Errorf("%s passes", name)
		}
	}
	p := Person{ID: "1", Name: "Ana", Relation: Stranger, Emails: []string{"ana@example.org", "Ana.Silva@Bücher.example"}, Phones: []string{"+49 30 123456"}}
	if err := p.Check(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*Person){
		"id": func(p *Person) { p.ID = "" }, "name": func(p *Person) { p.Name = "" },
		"relation": func(p *Person) { p.Relation = "" }, "consent": func(p *Person) { p.Consent = "maybe" },
		"email": func(p *Person) { p.Emails = []string{"ana"} }, "two": func(p *Person) { p.Emails = []string{"a@b.org, c@d.org"} },
		"ats": func(p *Person) { p.Emails = []string{"a@b@c.org"} }, "phone": func(p *Person) { p.Phones = []string{"123"} },
	} {
		bad := p
		spoil(&bad)
		if fault.Of(bad.Check()) != fault.Invalid {
			t.Errorf("%s passes", name)
		}
	}
	if err := (Person{ID: "1", Relation: Stranger, Erased: true}).Check(); err != nil {
		t.Error(err)
	}
}

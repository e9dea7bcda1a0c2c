package party

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/event"
)

// What is stored is read again as it was, and nothing else is taken for it.
func TestDecode(t *testing.T) {
	name, emails := "Ida Demo", []string{"ida@example.org"}
	for _, body := range []event.Body{
		OrganisationAdded{ID: "o", Name: "Brackwater Demo Paper", Sector: "paper", Relation: Client},
		OrganisationChanged{Name: &name}, OrganisationMerged{Into: "p"}, OrganisationWithdrawn{Why: "typed twice"},
		PersonAdded{ID: "i", Name: name, Emails: emails}, PersonChanged{Emails: &emails}, PersonMerged{Into: "j"},
		PersonWithdrawn{Why: "nobody"}, PersonErased{},
	} {
		pub, priv, err := event.Split(body)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Decode(event.Event{Kind: body.Kind(), Body: pub, Private: priv})
		if err != nil || !cmp.Equal(got, body) {
			t.Errorf("%s: %v\n%s", body.Kind(), err, cmp.Diff(body, got))
		}
		if _, err := Decode(event.Event{Kind: body.Kind(), Body: []byte(`{"colour":"red"}`)}); err == nil {
			t.Errorf("%s: an unknown field was read", body.Kind())
		}
	}
	if _, err := Decode(event.Event{Kind: "person.sung", Body: []byte(`{}`)}); err == nil {
		t.Error("an unknown kind was read")
	}
}

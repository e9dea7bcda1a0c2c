package party

import (
	"fmt"

	"cairn/event"
)

// Decode gives the typed body of an event of an organisation or a person, a value as
// Apply takes it. An unknown kind or field is an error.
func Decode(e event.Event) (event.Body, error) {
	switch e.Kind {
	case OrganisationAdded{}.Kind():
		return joined[OrganisationAdded](e)
	case OrganisationChanged{}.Kind():
		return joined[OrganisationChanged](e)
	case OrganisationMerged{}.Kind():
		return joined[OrganisationMerged](e)
	case OrganisationWithdrawn{}.Kind():
		return joined[OrganisationWithdrawn](e)
	case PersonAdded{}.Kind():
		return joined[PersonAdded](e)
	case PersonChanged{}.Kind():
		return joined[PersonChanged](e)
	case PersonMerged{}.Kind():
		return joined[PersonMerged](e)
	case PersonWithdrawn{}.Kind():
		return joined[PersonWithdrawn](e)
	case PersonErased{}.Kind():
		return joined[PersonErased](e)
	}
	return nil, fmt.Errorf("unknown kind of event %q", e.Kind)
}

func joined[T event.Body](e event.Event) (event.Body, error) {
	var b T
	err := event.Join(e.Body, e.Private, &b)
	return b, err
}

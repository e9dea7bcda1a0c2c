package api

import (
	"errors"
	"html/template"
	"slices"
	"strings"

	"cairn/fault"
)

// region is a part of the world with its time zones.
type region struct {
	Name  string
	Zones []choice
}

// regions lays time zones out as people look for them: "Africa/Addis_Ababa" is Addis Ababa
// in Africa. Those without a region come last.
func regions(zones []string) []region {
	var all []region
	for _, zone := range zones {
		name, place, found := strings.Cut(zone, "/")
		if !found {
			name, place = "Elsewhere", zone
		}
		i := slices.IndexFunc(all, func(r region) bool { return r.Name == name })
		if i < 0 {
			i, all = len(all), append(all, region{Name: name})
		}
		all[i].Zones = append(all[i].Zones, choice{Key: zone, Name: strings.NewReplacer("_", " ", "/", ", ").Replace(place)})
	}
	for _, r := range all {
		slices.SortFunc(r.Zones, func(a, b choice) int { return strings.Compare(a.Name, b.Name) })
	}
	return all
}

// fieldOf is the field of the form that a failure is about, "" where it is about none: the
// company and its owner both have a name, and a member is asked for name and address at once.
func (form setUpForm) fieldOf(err error) string {
	f, ok := errors.AsType[*fault.Error](err)
	switch {
	case !ok:
		return ""
	case f.Field == "name" && strings.HasPrefix(f.Key, "company."):
		return "company"
	case f.Field == "fiscal_start":
		return "fiscal"
	case f.Key == "member.email" && strings.TrimSpace(form.Name) == "":
		return "name"
	}
	return f.Field
}

// Is says whether the page was refused for this field.
func (p setUpPage) Is(field string) bool { return p.Field == field }

// Mark is what a field of the page gets: the focus and the sentence, where it is the one
// that was refused.
func (p setUpPage) Mark(field string) template.HTMLAttr {
	if p.Is(field) {
		return `autofocus aria-invalid="true" aria-describedby="wrong"`
	}
	return ""
}

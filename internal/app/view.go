package app

import (
	"strings"

	"cairn/access"
	"cairn/company"
	"cairn/fault"
)

// SaveView saves a view; without an id it is a new one, Gone drops it.
type SaveView struct {
	onNothing
	View  string `json:"view,omitempty"`
	Name  string `json:"name,omitempty" maxLength:"100"`
	Page  string `json:"page,omitempty" enum:"pipeline,organisations,people"`
	Query string `json:"query,omitempty" maxLength:"2000"`
	Team  bool   `json:"team,omitempty" doc:"Everybody may use it."`
	Gone  bool   `json:"gone,omitempty"`
}

func (s SaveView) do(c *call) (Done, error) {
	v := company.View{ID: s.View, Owner: c.who.ID}
	if s.View == "" {
		v.ID = c.tx.NewID()
	} else if old, err := c.tx.View(s.View); err != nil {
		return Done{}, err
	} else if old.Owner != c.who.ID && !c.who.May(access.Shape) {
		return Done{}, fault.New(fault.Forbidden, "view.whose", "view", "a view of your own")
	} else {
		v = old
	}
	if strings.TrimSpace(s.Name) == "" && !s.Gone {
		return Done{}, fault.New(fault.Invalid, "view.name", "name", "a name")
	}
	body := company.ViewSaved{Name: s.Name, Page: s.Page, Query: s.Query, Owner: v.Owner, Team: s.Team, Gone: s.Gone}
	return Done{ID: v.ID, Version: v.Version + 1}, c.tx.Record(c.entry("view:"+v.ID, body))
}

package company

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/access"
	"cairn/event"
	"cairn/fault"
)

func begun() Company {
	var c Company
	c = c.Apply(&SetUp{Name: "Northbeck demo", Zone: "Europe/Berlin", Currency: "EUR", Locale: "en-GB", Week: []int{1, 2, 3, 4, 5}, Fiscal: 4}, 1, 1000)
	return c.Apply(&Published{Key: "short", Version: "aa11", Text: "…"}, 2, 2000)
}

func TestFold(t *testing.T) {
	c := begun()
	if !c.Ready() || c.Since != 1000 || c.Version != 2 || c.Fiscal != 4 {
		t.Errorf("after the set-up: %+v", c)
	}
	if c.Process != "aa11" {
		t.Errorf("the first process published is not the company's own: %q", c.Process)
	}
	before := c.Published
	second := c.Apply(&Published{Key: "short", Version: "bb22"}, 3, 3000)
	if second.Process != "aa11" || second.Published["short"] != "bb22" {
		t.Errorf("a version that is not made the default: %+v", second)
	}
	third := second.Apply(&Published{Key: "long", Version: "cc33", Default: true}, 4, 4000)
	if third.Process != "cc33" || len(third.Published) != 2 {
		t.Errorf("another process, made the default: %+v", third)
	}
	if before["short"] != "aa11" || len(second.Published) != 1 {
		t.Error("a fold changed the company that it began with")
	}
	zone := "Asia/Tokyo"
	moved := third.Apply(&Changed{Zone: &zone}, 5, 5000)
	if moved.Zone != zone || moved.Name != c.Name || moved.Since != 1000 {
		t.Errorf("one manner changed: %+v", moved)
	}
}

func TestCheck(t *testing.T) {
	if err := begun().Check(); err != nil {
		t.Fatal(err)
	}
	for field, spoil := range map[string]func(*Company){
		"name":         func(c *Company) { c.Name = "  " },
		"zone":         func(c *Company) { c.Zone = "../etc/passwd" },
		"currency":     func(c *Company) { c.Currency = "EURO" },
		"locale":       func(c *Company) { c.Locale = "english" },
		"week":         func(c *Company) { c.Week = []int{1, 8} },
		"fiscal_start": func(c *Company) { c.Fiscal = 13 },
		"holidays":     func(c *Company) { c.Holidays = []string{"2026-02-30"} },
	} {
		c := begun()
		spoil(&c)
		f, ok := errors.AsType[*fault.Error](c.Check())
		if !ok || f.Kind != fault.Invalid || f.Field != field || f.Remedy == "" {
			t.Errorf("a wrong %s: %v", field, f)
		}
	}
	none := begun()
	none.Week = nil
	if none.Check() == nil {
		t.Error("a week without a working day was accepted")
	}
}

func TestView(t *testing.T) {
	v := View{}.Apply(&ViewSaved{Name: "Late ones", Page: "pipeline", Query: "next=overdue", Owner: "ana", Team: true}, "v1", 1)
	want := View{ID: "v1", Version: 1, Name: "Late ones", Page: "pipeline", Query: "next=overdue", Owner: "ana", Team: true}
	if !cmp.Equal(v, want) {
		t.Error(cmp.Diff(want, v))
	}
	if gone := v.Apply(&ViewSaved{Owner: "ana", Gone: true}, "v1", 2); !gone.Gone || gone.Version != 2 {
		t.Errorf("dropped: %+v", gone)
	}
}

func TestSightFolds(t *testing.T) {
	c := begun()
	if raw, err := event.Canonical(c); err != nil || strings.Contains(string(raw), "sight") {
		t.Errorf("a company that chose nothing is kept as before there was a choice: %s %v", raw, err)
	}
	c = c.Apply(&Changed{Sight: &access.Sight{Salesperson: access.Team}}, 3, 3000)
	c = c.Apply(&Changed{Sight: &access.Sight{Viewer: access.All}}, 4, 4000)
	if want := (access.Sight{Salesperson: access.Team, Viewer: access.All}); c.Sight != want || c.Check() != nil {
		t.Errorf("the choice is %+v, want %+v", c.Sight, want)
	}
	c.Sight.Manager = access.Own
	if f, ok := errors.AsType[*fault.Error](c.Check()); !ok || f.Field != "sight" {
		t.Errorf("a manager sees less than their line: %v", c.Check())
	}
}

package app_test

import (
	"context"
	"errors"
	"testing"

	"cairn/fault"
	"cairn/internal/app"
)

// Bytes that are no text are refused at the door, by the name of the input, before one of
// the databases chokes on them.
func TestGarbledText(t *testing.T) {
	x := newTeam(t)
	for _, tt := range []struct {
		field string
		cmd   app.Command
		how   app.How
	}{
		{"deal", &app.MoveDeal{OnDeal: app.OnDeal{Deal: "\x00"}}, app.How{}},
		{"why", &app.MoveDeal{Why: "a\xffb"}, app.How{}},
		{"reasons", &app.MoveDeal{Reasons: map[string]string{"\xc0": "x"}}, app.How{}},
		{"reasons", &app.MoveDeal{Reasons: map[string]string{"x": "\x00"}}, app.How{}},
		{"text", &app.MoveDeal{Next: &app.NextStep{Text: "\x00"}}, app.How{}},
		{"step", &app.BringDeal{History: []app.BroughtStay{{Step: "\x00"}}}, app.How{}},
		{"name", &app.AddPerson{PersonFacts: app.PersonFacts{Name: ptr("\x80")}}, app.How{}},
		{"", &app.MoveDeal{}, app.How{Key: "\x00"}},
	} {
		_, err := x.Do(context.Background(), x.olga, tt.cmd, tt.how)
		if f, ok := errors.AsType[*fault.Error](err); !ok || f.Key != "text.bytes" || f.Field != tt.field {
			t.Errorf("%+v: %v", tt.cmd, err)
		}
	}
	_, err := x.Ask(context.Background(), x.ana, &app.Deals{Filter: app.Filter{Text: "\x00"}})
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Field != "q" {
		t.Errorf("a question: %v", err)
	}
	if _, err := x.Do(context.Background(), x.ana, &app.OpenDeal{Name: "ﬁ Łódź \u200d", Role: "x"}, app.How{Key: "ł"}); err != nil {
		t.Errorf("unusual text: %v", err)
	}
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"cairn/internal/app"
)

// show answers any question of the list.
type show struct {
	Question string   `arg:"" optional:"" help:"Name of the question, such as deal.list, or what it shows: board, deals, deal. --list shows all."`
	Fields   []string `arg:"" optional:"" placeholder:"id field=value" help:"The id of what is shown, and what else the question takes."`
	way
	List bool `help:"List all questions."`
}

// Run answers it.
func (x *show) Run(ctx context.Context, c *console) (err error) {
	if x.List {
		return listQuestions(c)
	}
	q, params, err := x.question()
	if err != nil {
		return err
	}
	d, err := x.open(ctx, false)
	if err != nil {
		return err
	}
	defer d.close(&err)
	answer, err := d.ask(ctx, q.Name, params)
	if err != nil {
		return err
	}
	if c.json {
		return c.answer(answer, nil)
	}
	return x.draw(ctx, c.out, d, q, answer)
}

// question finds what is asked, and with which parameters.
func (x *show) question() (q app.Query, params map[string]string, err error) {
	if x.Question == "" {
		return q, nil, usage("which question? cairn show --list shows them")
	}
	params = map[string]string{}
	for _, text := range x.Fields {
		name, value, ok := strings.Cut(text, "=")
		if !ok {
			name, value = "id", text
		}
		params[name] = value
	}
	q, ok := queryOf(x.Question, params["id"] != "")
	if !ok {
		return q, nil, usagef("there is no question %s; cairn show --list shows all", x.Question)
	}
	takesID := strings.Contains(q.Path, "{id}")
	if takesID && q.Noun() == processNoun && params["id"] == "" {
		params["id"] = "current"
	}
	var known []string
	for _, f := range inputsOf(reflect.TypeOf(q.New()).Elem()) {
		known = append(known, nameOf(f))
	}
	for name := range params {
		if !slices.Contains(known, name) {
			return q, nil, usagef("%s takes no %s; it takes %s", q.Name, name, enumerate(append(known, "--json")))
		}
	}
	if takesID && params["id"] == "" {
		return q, nil, usagef("%s takes an id: cairn show %s ID", q.Name, x.Question)
	}
	return q, params, nil
}

// draw shows an answer to a person: as a table where one is made for it, else as an
// outline of what is in it.
func (x *show) draw(ctx context.Context, w io.Writer, d *door, q app.Query, answer json.RawMessage) error {
	draw, ok := drawings()[q.Name]
	if !ok {
		return outline(w, answer)
	}
	names, err := namesOf(ctx, d)
	if err != nil {
		return err
	}
	return draw(sheet{w, names}, answer)
}

// namesOf are the names of the members by their ids.
func namesOf(ctx context.Context, d *door) (map[string]string, error) {
	all, err := asked[app.Members](ctx, d, "member.list", nil)
	names := map[string]string{}
	for _, m := range all.Members {
		names[m.ID] = m.Name
	}
	return names, err
}

// drawings are the answers that have a table of their own, by question.
func drawings() map[string]func(sheet, json.RawMessage) error {
	return map[string]func(sheet, json.RawMessage) error{
		"board.show":        drawn(sheet.board),
		"deal.list":         drawn(sheet.deals),
		"deal.show":         drawn(sheet.deal),
		"deal.events":       drawn(sheet.events),
		"organisation.list": drawn(sheet.organisations),
		"organisation.show": drawn(sheet.organisation),
		"person.list":       drawn(sheet.people),
		"person.show":       drawn(sheet.person),
		"process.show":      drawn(sheet.process),
		"process.list":      drawn(sheet.processes),
		"member.list":       drawn(sheet.members),
		"search.find":       drawn(sheet.found),
	}
}

// drawn decodes an answer for its drawing.
func drawn[A any](draw func(sheet, A)) func(sheet, json.RawMessage) error {
	return func(s sheet, text json.RawMessage) error {
		var a A
		if err := json.Unmarshal(text, &a); err != nil {
			return fmt.Errorf("the answer is not as this version of cairn knows it: %w", err)
		}
		draw(s, a)
		return nil
	}
}

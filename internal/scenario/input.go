package scenario

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"cairn/access"
	"cairn/deal"
	"cairn/internal/app"
	"cairn/money"
)

// input makes the JSON of a command from the fields of a wish. Words that stand for
// something of the script become its id.
func (s *stage) input(w wish, at time.Time) (json.RawMessage, error) {
	e, ok := app.Lookup(w.command)
	if !ok {
		return nil, fmt.Errorf("there is no command %s", w.command)
	}
	t := reflect.TypeOf(e.New()).Elem()
	all := map[string]any{}
	for _, f := range w.fields {
		head, rest, _ := strings.Cut(f.key, ".")
		field, ok := fieldOf(t, head)
		if !ok {
			return nil, fmt.Errorf("%s has no field %s", w.command, head)
		}
		if f.text == "next" && nounOf(w.command, head) == "activity" {
			f.text = s.nextOf(w)
		}
		if err := s.fill(all, filling{command: w.command, head: head, rest: rest, field: field, value: f, at: at}); err != nil {
			return nil, fmt.Errorf("%s: %w", f.key, err)
		}
	}
	if w.name != "" && w.news != "" {
		if _, ok := fieldOf(t, "name"); ok && all["name"] == nil {
			all["name"] = w.name
		}
	}
	return json.Marshal(all)
}

// nextOf is the id of the next step that is planned on the deal of a wish.
func (s *stage) nextOf(w wish) string {
	name, _ := w.field("deal")
	id, _ := s.id("deal", name)
	d, err := s.way.Deal(system, id)
	if err != nil {
		return ""
	}
	next, _ := d.Next()
	return next.ID
}

// fieldOf finds a field of a command by its name in JSON, in embedded structs too.
func fieldOf(t reflect.Type, name string) (reflect.StructField, bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag == name && !f.Anonymous {
			return f, true
		}
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			if in, ok := fieldOf(f.Type, name); ok {
				return in, true
			}
		}
	}
	return reflect.StructField{}, false
}

// filling is one value on its way into a field.
type filling struct {
	command, head, rest string
	field               reflect.StructField
	value               token
	at                  time.Time
}

func (s *stage) fill(all map[string]any, f filling) error {
	t := f.field.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.Map && f.rest != "" { // reasons.need="…"
		m, _ := all[f.head].(map[string]any)
		if m == nil {
			m = map[string]any{}
			all[f.head] = m
		}
		v, err := plain(t.Elem(), f.value.text)
		m[f.rest] = v
		return err
	}
	switch reflect.Zero(t).Interface().(type) {
	case access.Sight: // salesperson:team,viewer:all
		all[f.head] = pairs(f.value.text)
		return nil
	case money.Money:
		m, err := money.Parse(f.value.text)
		all[f.head] = m
		return err
	case app.NextStep:
		kind, due, ok := strings.Cut(f.value.text, "@")
		if !ok {
			return fmt.Errorf("write kind@day, such as call@2026-01-09 or call@+3d")
		}
		day, err := s.day(due, f.at)
		all[f.head] = app.NextStep{Kind: kind, Due: day}
		return err
	case []app.BroughtStay:
		return s.history(all, f)
	case app.BroughtEnd:
		as, when, _ := strings.Cut(f.value.text, "@")
		end, _ := all[f.head].(map[string]any)
		if end == nil {
			end = map[string]any{}
			all[f.head] = end
		}
		if f.rest == "value" {
			m, err := money.Parse(f.value.text)
			end[f.rest] = m
			return err
		}
		if f.rest != "" {
			end[f.rest] = f.value.text
			return nil
		}
		at, err := moment(when, f.at, s.script.Zone)
		end["as"], end["at"] = as, stamp(at)
		return err
	case []deal.Line:
		return addLine(all, f)
	}
	return s.fillPlain(all, t, f)
}

// pairs reads "role:reach,role:reach".
func pairs(text string) map[string]string {
	all := map[string]string{}
	for one := range strings.SplitSeq(text, ",") {
		key, value, _ := strings.Cut(one, ":")
		all[key] = value
	}
	return all
}

// history reads "leads@2025-01-10,needs@2025-02-01"; a stay without a day is undated.
func (s *stage) history(all map[string]any, f filling) error {
	var stays []app.BroughtStay
	for one := range strings.SplitSeq(f.value.text, ",") {
		step, when, dated := strings.Cut(one, "@")
		stay := app.BroughtStay{Step: step}
		if dated {
			at, err := moment(when, f.at, s.script.Zone)
			if err != nil {
				return err
			}
			stay.At = stamp(at)
		}
		stays = append(stays, stay)
	}
	all[f.head] = stays
	return nil
}

// addLine reads one line of an offer: line="Cutting unit|30000 EUR|problem"; the need is
// left out where there is none.
func addLine(all map[string]any, f filling) error {
	parts := strings.Split(f.value.text, "|")
	if len(parts) < 2 {
		return fmt.Errorf("write what|amount|need")
	}
	value, err := money.Parse(parts[1])
	l := deal.Line{What: parts[0], Value: value}
	if len(parts) > 2 {
		l.Need = parts[2]
	}
	lines, _ := all[f.head].([]deal.Line)
	all[f.head] = append(lines, l)
	return err
}

func (s *stage) fillPlain(all map[string]any, t reflect.Type, f filling) error {
	if t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String {
		var list []string
		for one := range strings.SplitSeq(f.value.text, ",") {
			list = append(list, s.idOr(nounOf(f.command, f.head), one))
		}
		all[f.head] = list
		return nil
	}
	if t.Kind() != reflect.String {
		v, err := plain(t, f.value.text)
		all[f.head] = v
		return err
	}
	text := f.value.text
	var err error
	switch format := f.field.Tag.Get("format"); {
	case f.value.quoted:
	case format == "date-time":
		var at time.Time
		at, err = moment(text, f.at, s.script.Zone)
		text = stamp(at)
	case format == "date" || spanned(text):
		text, err = s.day(text, f.at)
	case text == "none":
		text = ""
	case f.command == "process.publish" && f.head == "text":
		text = s.words[text] // the words themselves, right or wrong
	default:
		text = s.idOr(nounOf(f.command, f.head), text)
	}
	all[f.head] = text
	return err
}

// day reads a day, or a span from the moment of the act.
func (s *stage) day(text string, at time.Time) (string, error) {
	t, err := moment(text, at, s.script.Zone)
	return t.In(s.script.Zone).Format(time.DateOnly), err
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

// plain reads a value that is no text.
func plain(t reflect.Type, text string) (any, error) {
	switch t.Kind() {
	case reflect.String:
		return text, nil
	case reflect.Bool:
		if text != "yes" && text != "no" {
			return nil, fmt.Errorf("write yes or no, not %q", text)
		}
		return text == "yes", nil
	case reflect.Float64:
		return strconv.ParseFloat(text, 64)
	case reflect.Int, reflect.Int64:
		return strconv.ParseInt(text, 10, 64)
	case reflect.Slice:
		var list []any
		for one := range strings.SplitSeq(text, ",") {
			v, err := plain(t.Elem(), one)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	}
	return nil, fmt.Errorf("a script cannot write a %s", t)
}

// nounOf says what a field of a command names; "" where it names nothing of the script.
func nounOf(command, field string) string {
	switch field {
	case "deal", "organisation", "person", "member", "activity", "concern", "offer", "milestone", "view":
		return field
	case "people", "theirs":
		return "person"
	case "owner", "manager", "ours":
		return "member"
	case "parent":
		return "organisation"
	case "finishes":
		return "activity"
	case "process", "text":
		return "text"
	}
	noun, _, _ := strings.Cut(command, ".")
	switch command + " " + field {
	case noun + ".merge other":
		return noun
	case "deal.hand to", "deal.schedule by", "member.away to", "member.deactivate to", "member.hand to":
		return "member"
	case "deal.offer to", "deal.raise by":
		return "person"
	}
	return ""
}

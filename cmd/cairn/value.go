package main

import (
	"bytes"
	"context"
	"encoding"
	"encoding/json"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"cairn/money"
)

// typist turns field=value into what a command takes, by the types of its fields: numbers,
// amounts ("40000 EUR"; without a currency the company's own), days ("2026-03-31", "+3d",
// "tomorrow"), lists ("a,b" or JSON) and objects (JSON, or a dot: next.kind=call). What it
// needs to know of the company it asks for once, and only where a value needs it.
type typist struct {
	ctx      context.Context
	d        *door
	today    string
	currency string
}

// fill puts fields into an object that is to become JSON for a struct of type t.
func (y *typist) fill(into map[string]any, t reflect.Type, fields []string) error {
	for _, text := range fields {
		name, value, ok := strings.Cut(text, "=")
		if !ok || name == "" {
			return usagef("%q is not of the form field=value", text)
		}
		if err := y.set(into, t, name, name, value); err != nil {
			return err
		}
	}
	return nil
}

// set puts one value in its place. Whole is the name as it was written.
func (y *typist) set(into map[string]any, t reflect.Type, name, whole, text string) error {
	head, rest, dotted := strings.Cut(name, ".")
	var field reflect.StructField
	var known []string
	for _, f := range inputsOf(t) {
		known = append(known, nameOf(f))
		if nameOf(f) == head {
			field = f
		}
	}
	if field.Type == nil {
		return usagef("there is no field %s; there are %s", whole, strings.Join(known, ", "))
	}
	ft := bare(field.Type)
	if !dotted {
		v, err := y.value(ft, field.Tag, whole, text)
		into[head] = v
		return err
	}
	if ft.Kind() != reflect.Struct && ft.Kind() != reflect.Map {
		return usagef("%s has no parts", head)
	}
	part, ok := into[head].(map[string]any)
	if !ok {
		part = map[string]any{}
		into[head] = part
	}
	if ft.Kind() == reflect.Struct {
		return y.set(part, ft, rest, whole, text)
	}
	v, err := y.value(bare(ft.Elem()), "", whole, text)
	part[rest] = v
	return err
}

// bare is a type without its pointers.
func bare(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// value reads one text as a value of a type.
func (y *typist) value(t reflect.Type, tag reflect.StructTag, name, text string) (any, error) {
	switch {
	case t == reflect.TypeFor[money.Money]():
		return y.money(text)
	case t.Kind() == reflect.String:
		return y.text(tag.Get("format"), name, text)
	case reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return text, nil
	case t.Kind() == reflect.Bool:
		return truth(name, text)
	case number(t):
		if _, err := strconv.ParseFloat(text, 64); err != nil || !json.Valid([]byte(text)) {
			return nil, usagef("%s=%s: a number is needed", name, text)
		}
		return json.Number(text), nil
	}
	if trimmed := strings.TrimSpace(text); strings.HasPrefix(trimmed, "[") || strings.HasPrefix(trimmed, "{") {
		return loose(name, text)
	}
	if e := bare(t); e.Kind() == reflect.Slice && bare(e.Elem()).Kind() != reflect.Struct {
		list := []any{}
		for part := range strings.SplitSeq(text, ",") {
			v, err := y.value(bare(e.Elem()), tag, name, strings.TrimSpace(part))
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	}
	return nil, usagef("%s=%s: JSON is needed, or %s.PART=…", name, text, name)
}

// loose reads JSON, and keeps numbers as they are written.
func loose(name, text string) (v any, err error) {
	dec := json.NewDecoder(bytes.NewReader([]byte(text)))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil || dec.More() {
		return nil, usagef("%s is not JSON: %.60s", name, text)
	}
	return v, nil
}

func truth(name, text string) (bool, error) {
	switch strings.ToLower(text) {
	case "true", "yes", "1":
		return true, nil
	case "false", "no", "0":
		return false, nil
	}
	return false, usagef("%s=%s: true or false is needed", name, text)
}

// codes find a currency in an amount.
var codes = regexp.MustCompile(`[A-Za-z]`)

func (y *typist) money(text string) (any, error) {
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		return loose("value", text)
	}
	if !codes.MatchString(text) {
		if err := y.know(); err != nil {
			return nil, err
		}
		text += " " + y.currency
	}
	return money.Parse(text)
}

// relative is a day as seen from today.
var relative = regexp.MustCompile(`^([+-]\d{1,4})([dwm])$`)

// text is a text; a day may be told from today.
func (y *typist) text(format, name, text string) (string, error) {
	if format != "date" && !strings.HasSuffix(name, "_date") {
		return text, nil
	}
	n, unit := 0, "d"
	switch m := relative.FindStringSubmatch(text); {
	case m != nil:
		n, _ = strconv.Atoi(m[1]) // four digits at most
		unit = m[2]
	case text == "today":
	case text == "tomorrow":
		n = 1
	case text == "yesterday":
		n = -1
	default:
		return text, nil
	}
	if err := y.know(); err != nil {
		return "", err
	}
	day, err := time.Parse(time.DateOnly, y.today)
	if err != nil {
		return "", err
	}
	switch unit {
	case "w":
		n *= 7
	case "m":
		return day.AddDate(0, n, 0).Format(time.DateOnly), nil
	}
	return day.AddDate(0, 0, n).Format(time.DateOnly), nil
}

// know asks for today and the company's currency.
func (y *typist) know() error {
	if y.today != "" {
		return nil
	}
	me, err := y.d.me(y.ctx)
	y.today, y.currency = me.Today, me.Company.Currency
	return err
}

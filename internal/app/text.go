package app

import (
	"reflect"
	"strings"
	"unicode/utf8"

	"cairn/fault"
)

// checkText refuses a command or a question with text in it that is no text: bytes that
// are not UTF-8, or control characters. One of the databases keeps neither the former nor
// NUL, so that what is written or looked for with them would fail there. Characters that
// turn the direction of everything behind them are refused as well: one name would make
// another line read as something that it is not.
func checkText(v any) error {
	if field, bad := garbled(reflect.ValueOf(v), ""); bad {
		return fault.New(fault.Invalid, "text.bytes", field, "text in UTF-8, without characters that nobody can see")
	}
	return nil
}

// plain says whether a text holds nothing but what can be read, and breaks of lines only
// where a text may have several.
func plain(field, text string) bool {
	if !utf8.ValidString(text) {
		return false
	}
	for _, r := range text {
		switch {
		case r == '\n', r == '\r', r == '\t':
			if oneLine(field) {
				return false
			}
		case r < ' ', r == 0x7f, r >= 0x80 && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return false
		}
	}
	return true
}

// oneLine says whether an input is a name or an address, which have one line.
func oneLine(field string) bool {
	switch field {
	case "name", "email", "emails", "phone", "phones", "domain":
		return true
	}
	return false
}

// garbled finds the first such text, and the name of the input that it stands in.
func garbled(v reflect.Value, name string) (field string, bad bool) {
	switch v.Kind() {
	case reflect.String:
		return name, !plain(name, v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return garbled(v.Elem(), name)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			own := name
			if tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ","); tag != "" {
				own = tag
			}
			if field, bad := garbled(v.Field(i), own); bad {
				return field, true
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if field, bad := garbled(v.Index(i), name); bad {
				return field, true
			}
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			_, badKey := garbled(key, name)
			if _, badValue := garbled(v.MapIndex(key), name); badKey || badValue {
				return name, true
			}
		}
	}
	return "", false
}

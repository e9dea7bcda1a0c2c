package app

import (
	"reflect"
	"strings"
	"unicode/utf8"

	"cairn/fault"
)

// checkText refuses a command or a question with text in it that is no text: bytes that
// are not UTF-8, or NUL. One of the databases keeps neither, so that what is written or
// looked for with them would fail there.
func checkText(v any) error {
	if field, bad := garbled(reflect.ValueOf(v), ""); bad {
		return fault.New(fault.Invalid, "text.bytes", field, "text in UTF-8, without NUL")
	}
	return nil
}

// garbled finds the first such text, and the name of the input that it stands in.
func garbled(v reflect.Value, name string) (field string, bad bool) {
	switch v.Kind() {
	case reflect.String:
		s := v.String()
		return name, !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0
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

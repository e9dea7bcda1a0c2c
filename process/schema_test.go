package process

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestSchemaIsUpToDate(t *testing.T) { golden(t, "schema.json", Schema()) }

// TestSchemaDescribesEveryField: an editor has something to show about each.
func TestSchemaDescribesEveryField(t *testing.T) {
	known := map[string]bool{}
	for _, s := range []any{Definition{}, Group{}, Step{}, Activity{}, Checkpoint{}, Criterion{}, Value{}, Exit{}, Win{}} {
		for _, c := range columns(reflect.TypeOf(s)) {
			name := reflect.TypeOf(s).Name() + "." + c.name
			known[name] = true
			if fieldDoc(name) == "" {
				t.Errorf("%s is not described", name)
			}
		}
	}
	for line := range strings.Lines(strings.TrimSpace(fieldDocs)) {
		if name, _, _ := strings.Cut(line, ": "); !known[name] {
			t.Errorf("%s is described and does not exist", name)
		}
	}
}

// schemaCheck is as much of JSON Schema as Schema uses; it returns the first thing wrong.
type schemaCheck struct{ defs map[string]any }

func (s schemaCheck) wrong(schema any, v any, path string) string {
	rule, ok := schema.(map[string]any)
	if !ok {
		if schema == false {
			return path + " may not be there"
		}
		return ""
	}
	if ref, ok := rule["$ref"].(string); ok {
		return s.wrong(s.defs[strings.TrimPrefix(ref, "#/$defs/")], v, path)
	}
	if t, ok := rule["type"].(string); ok && t != typeOf(v) {
		return fmt.Sprintf("%s is %s, not %s", path, typeOf(v), t)
	}
	if words, ok := rule["enum"].([]any); ok && !slices.Contains(words, v) {
		return path + " is none of the words"
	}
	if c, ok := rule["const"]; ok && c != v {
		return path + " is another"
	}
	if p, ok := rule["pattern"].(string); ok && !regexp.MustCompile(p).MatchString(v.(string)) {
		return path + " has another form"
	}
	if n, ok := v.(int); ok {
		if least, ok := rule["minimum"].(float64); ok && float64(n) < least {
			return path + " is too small"
		}
		if most, ok := rule["maximum"].(float64); ok && float64(n) > most {
			return path + " is too large"
		}
	}
	if list, ok := v.([]any); ok {
		for i, item := range list {
			if w := s.wrong(rule["items"], item, fmt.Sprintf("%s[%d]", path, i)); w != "" {
				return w
			}
		}
	}
	if o, ok := v.(map[string]any); ok {
		return s.wrongObject(rule, o, path)
	}
	return ""
}

func (s schemaCheck) wrongObject(rule, o map[string]any, path string) string {
	required, _ := rule["required"].([]any)
	for _, name := range required {
		if _, ok := o[name.(string)]; !ok {
			return join(path, name.(string)) + " is missing"
		}
	}
	properties, _ := rule["properties"].(map[string]any)
	for name, v := range o {
		if p, ok := properties[name]; ok {
			if w := s.wrong(p, v, join(path, name)); w != "" {
				return w
			}
		} else if rule["additionalProperties"] == false {
			return join(path, name) + " is unknown"
		}
	}
	all, _ := rule["allOf"].([]any)
	for _, one := range all {
		part := one.(map[string]any)
		if when, ok := part["if"]; ok {
			if s.wrong(when, o, path) == "" {
				if w := s.wrong(part["then"], o, path); w != "" {
					return w
				}
			}
		} else if some, ok := part["anyOf"].([]any); ok {
			if !slices.ContainsFunc(some, func(one any) bool { return s.wrong(one, o, path) == "" }) {
				return path + " lacks what its evidence needs"
			}
		}
	}
	return ""
}

func typeOf(v any) string {
	switch v.(type) {
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case string:
		return "string"
	case int:
		return "integer"
	case bool:
		return "boolean"
	default:
		return fmt.Sprintf("%T", v)
	}
}

// TestSchemaAgrees: the schema accepts what may be published, and refuses what is wrong
// by its form.
func TestSchemaAgrees(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	s := schemaCheck{schema["$defs"].(map[string]any)}
	says := func(text string) string {
		var v map[string]any
		if err := yaml.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		return s.wrong(schema, v, "")
	}
	for _, tpl := range Templates() {
		if w := says(string(tpl.Text)); w != "" {
			t.Errorf("%s: %s", tpl.Key, w)
		}
		if w := says(string(Print(MustParse(string(tpl.Text))))); w != "" {
			t.Errorf("%s, canonical: %s", tpl.Key, w)
		}
	}
	byForm := []string{"unknown field", "text where a number is", "list where text is", "text where a list is", "text where fields are",
		"unknown strength", "forgotten strength", "bad key", "repeat", "activity kind", "negative minutes", "chance", "unknown evidence",
		"answer of no kind", "unknown fact", "foreign field", "activity without outcome", "unknown outcome", "unknown influence",
		"offer of no state", "concerns", "rule without rule", "score without criteria", "validity", "negative days"}
	for _, r := range refusals() {
		if i := slices.Index(byForm, r.name); i >= 0 {
			byForm = slices.Delete(byForm, i, i+1)
			if says(edit(t, small, r.old, r.new)) == "" {
				t.Errorf("%s: accepted", r.name)
			}
		}
	}
	if len(byForm) > 0 {
		t.Errorf("no such refusals: %v", byForm)
	}
}

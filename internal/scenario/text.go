package scenario

import (
	"fmt"
	"strings"

	"cairn/process"

	"go.yaml.in/yaml/v3"
)

// prepare makes the processes of a script's text lines. One that does not parse stays a
// text, for whoever tries to publish it.
func (s *stage) prepare() error {
	for _, t := range process.Templates() {
		s.words[t.Key] = string(t.Text)
	}
	for _, t := range s.script.Texts {
		text, err := t.write()
		if err != nil {
			return fmt.Errorf("text %s: %w", t.Name, err)
		}
		s.words[t.Name] = text
		if p, err := process.Parse([]byte(text)); err == nil {
			s.texts[t.Name] = p
		}
	}
	return nil
}

// write edits the template. The key of an edit is that of a step or a checkpoint and the
// field to set, such as problem.strength=gate, or a field of the process itself, such as
// process=stricter; a value of - drops the field.
func (t Text) write() (string, error) {
	template, ok := process.TemplateOf(t.Of)
	if !ok {
		return "", fmt.Errorf("there is no process %s", t.Of)
	}
	var doc map[string]any
	if err := yaml.Unmarshal(template.Text, &doc); err != nil {
		return "", err
	}
	for _, e := range t.Edits {
		target, field := doc, e.key
		if key, rest, ok := strings.Cut(e.key, "."); ok {
			field = rest
			if target = entryOf(doc, key); target == nil {
				return "", fmt.Errorf("%s has no %s", t.Of, key)
			}
		}
		if e.text == "-" {
			delete(target, field)
			continue
		}
		var value any
		if err := yaml.Unmarshal([]byte(e.text), &value); err != nil || e.quoted {
			value = e.text
		}
		target[field] = value
	}
	text, err := yaml.Marshal(doc)
	return string(text), err
}

// entryOf finds the step, checkpoint, exit, source or method with a key.
func entryOf(in any, key string) map[string]any {
	switch v := in.(type) {
	case map[string]any:
		if v["key"] == key {
			return v
		}
		for _, part := range []string{"steps", "exit", "exits", "reasons", "sources", "methods"} {
			if found := entryOf(v[part], key); found != nil {
				return found
			}
		}
	case []any:
		for _, one := range v {
			if found := entryOf(one, key); found != nil {
				return found
			}
		}
	}
	return nil
}

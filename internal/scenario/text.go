package scenario

import (
	"fmt"
	"maps"
	"slices"
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
		if err := s.write(t); err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
	}
	return nil
}

// write makes one text. A layer that is refused makes none, and its reason is kept.
func (s *stage) write(t Text) error {
	if t.Over {
		base, err := process.Parse([]byte(s.words[t.Of]))
		if err != nil {
			return err
		}
		l, err := t.layer(base)
		if err != nil {
			return err
		}
		p, err := process.Over(base, l)
		if err != nil {
			s.refused[t.Name] = err
			return nil
		}
		s.words[t.Name], s.texts[t.Name] = string(process.Print(p)), p
		return nil
	}
	text, err := t.write()
	if err != nil {
		return err
	}
	s.words[t.Name] = text
	if p, err := process.Parse([]byte(text)); err == nil {
		s.texts[t.Name] = p
	}
	return nil
}

// layer makes a layer of the edits: fields of checkpoints that the process has, and whole
// new ones, whose edit key.in=step says where they belong.
func (t Text) layer(base process.Definition) (process.Layer, error) {
	exits := map[string]map[string]map[string]any{} // step, checkpoint, field
	in := map[string]string{}
	for _, e := range t.Edits {
		key, field, _ := strings.Cut(e.key, ".")
		if field == "in" {
			in[key] = e.text
		} else if i, _, ok := base.Checkpoint(key); ok {
			in[key] = base.Steps[i].Key
		}
	}
	for _, e := range t.Edits {
		key, field, _ := strings.Cut(e.key, ".")
		step := in[key]
		if step == "" {
			return process.Layer{}, fmt.Errorf("%s has no checkpoint %s; say in which step it is new: %s.in=…", t.Of, key, key)
		}
		if exits[step] == nil {
			exits[step] = map[string]map[string]any{}
		}
		if exits[step][key] == nil {
			exits[step][key] = map[string]any{"key": key}
		}
		if field != "in" {
			exits[step][key][field] = e.value()
		}
	}
	var steps []any
	for _, s := range slices.Sorted(maps.Keys(exits)) {
		var exit []any
		for _, k := range slices.Sorted(maps.Keys(exits[s])) {
			exit = append(exit, exits[s][k])
		}
		steps = append(steps, map[string]any{"key": s, "exit": exit})
	}
	text, err := yaml.Marshal(map[string]any{"over": base.Key, "steps": steps})
	if err != nil {
		return process.Layer{}, err
	}
	return process.ParseLayer(text)
}

// value is an edit's value: as YAML reads it, or the text itself where it is quoted.
func (t token) value() any {
	var v any
	if err := yaml.Unmarshal([]byte(t.text), &v); err != nil || t.quoted {
		return t.text
	}
	return v
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
		target[field] = e.value()
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

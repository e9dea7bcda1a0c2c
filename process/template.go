package process

import "strings"

// Template is a process that comes with the program, to begin with.
type Template struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	About string `json:"about"`
	Text  []byte `json:"text"`
}

// Templates lists them by key.
func Templates() []Template {
	var all []Template
	for _, file := range files() {
		if strings.HasPrefix(file, framePrefix) {
			continue
		}
		b := text(file)
		var d Definition
		if err := read(b, &d).errs.err(); err != nil {
			panic("process: " + file + ": " + err.Error())
		}
		all = append(all, Template{d.Key, d.Name, d.About, b})
	}
	return all
}

// TemplateOf gives a template by its key.
func TemplateOf(key string) (Template, bool) {
	for _, t := range Templates() {
		if t.Key == key {
			return t, true
		}
	}
	return Template{}, false
}

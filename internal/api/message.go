package api

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"

	"cairn/deal"
	"cairn/fault"
)

//go:embed messages/en.json
var english string

// catalogue holds the sentences for people. A fault has one by its key, a refusal one by
// its rule and one for each thing that is missing.
type catalogue struct {
	Kind    map[string]string `json:"kind"`
	Fault   map[string]string `json:"fault"`
	Missing map[string]string `json:"missing"`
	Rule    map[string]string `json:"rule"`
}

// sentences reads the catalogue once. A broken one is noticed by the first test.
var sentences = sync.OnceValues(func() (c catalogue, err error) {
	err = json.Unmarshal([]byte(english), &c)
	return c, err
})

func messages() catalogue {
	c, _ := sentences() // the embedded text is tested
	return c
}

// Sentence says a failure to a person, in English: what was wrong and what would be
// accepted. It is "" for what is no fault and no refusal. Problem details carry it, and
// the command line prints it.
func Sentence(err error) string {
	switch e := cause(err).(type) {
	case *deal.Refusal:
		return messages().refusal(e)
	case *refusedRequest:
		return messages().fault(e.why)
	case *fault.Error:
		return messages().fault(e)
	}
	return ""
}

func (c catalogue) fault(e *fault.Error) string {
	text, ok := c.Fault[e.Key]
	if !ok {
		text = c.Kind[e.Kind.String()]
	}
	if e.Remedy == "" {
		text = strings.TrimSuffix(text, " It takes {remedy}.")
	}
	values := []string{"{remedy}", e.Remedy}
	for k, v := range e.Detail {
		values = append(values, "{"+k+"}", v)
	}
	return strings.NewReplacer(values...).Replace(text)
}

// refusal is the sentence of the rule, then one for each thing that is missing.
func (c catalogue) refusal(r *deal.Refusal) string {
	said := []string{c.rule(r.Rule)}
	for _, m := range r.Missing {
		said = append(said, c.missing(m))
	}
	return strings.Join(said, " ")
}

func (c catalogue) rule(rule string) string {
	if text, ok := c.Rule[rule]; ok {
		return text
	}
	return c.Kind["refused"]
}

func (c catalogue) missing(m deal.Missing) string {
	if m.Checkpoint == "" {
		if text, ok := c.Missing[m.Field]; ok {
			return text
		}
		return strings.ReplaceAll(c.Missing["field"], "{field}", m.Field)
	}
	key := m.Strength
	switch {
	case c.Missing[m.Detail] != "":
		key = m.Detail
	case m.Debt:
		key = "debt"
	}
	question := m.Question
	if question == "" {
		question = m.Checkpoint + "?"
	}
	return strings.ReplaceAll(c.Missing[key], "{question}", question)
}

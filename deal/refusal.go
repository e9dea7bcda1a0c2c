package deal

import (
	"strings"

	"cairn/process"
)

// Refusal says no, and everything that would make it a yes (P-8). It carries rules and
// keys, not sentences: page, API, CLI and import render the same value.
type Refusal struct {
	Rule    string    `json:"rule"` // "P-11"
	To      string    `json:"to"`   // step or exit that was asked for
	Missing []Missing `json:"missing"`
}

// Missing is one thing that is not there. Either Checkpoint is set, with all that is
// known about it, or Field: the input of the command that must be filled in.
type Missing struct {
	Checkpoint string           `json:"checkpoint,omitempty"`
	Step       string           `json:"step,omitempty"`
	Question   string           `json:"question,omitempty"`
	Strength   string           `json:"strength,omitempty"` // impossible gate advice
	Evidence   process.Evidence `json:"evidence,omitempty"` // what kind would do
	Detail     string           `json:"detail,omitempty"`   // confirmation, influence: which part of the evidence is not there
	Passer     string           `json:"passer,omitempty"`   // who may pass it without: nobody manager owner you
	Asked      *Request         `json:"asked,omitempty"`    // the override has been asked for
	Debt       bool             `json:"debt,omitempty"`
	Field      string           `json:"field,omitempty"` // "why"
}

// Error lists the keys, for logs and scripts.
func (r *Refusal) Error() string {
	return "refused by " + r.Rule + ": " + strings.Join(r.Keys(), ", ")
}

// Keys are the checkpoints and fields that are missing, in order.
func (r *Refusal) Keys() []string {
	keys := make([]string, 0, len(r.Missing))
	for _, m := range r.Missing {
		if m.Checkpoint != "" {
			keys = append(keys, m.Checkpoint)
		} else {
			keys = append(keys, m.Field)
		}
	}
	return keys
}

// refuseField is a refusal for want of one input.
func refuseField(rule, to, field string) *Refusal {
	return &Refusal{Rule: rule, To: to, Missing: []Missing{{Field: field}}}
}

// blank says that a text has nothing in it: a reason of spaces is none.
func blank(text string) bool { return strings.TrimSpace(text) == "" }

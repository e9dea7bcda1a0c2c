package process

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// Schema is the JSON Schema (draft 2020-12) of the text of a process, for editors that
// complete and check it while it is written (P-1). It is made from the types that Parse
// fills and from the words that Check knows; what is right only in a whole (order,
// cover, logic) is left to Check.
func Schema() []byte {
	b := schemaBuilder{defs: map[string]any{}}
	root := b.object(reflect.TypeFor[Definition]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "A sales process"
	root["$defs"] = b.defs
	out, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic(err) // maps, texts and numbers only
	}
	return append(out, '\n')
}

type schemaBuilder struct{ defs map[string]any }

// object describes a struct: its fields, which of them must be there, and no others.
func (b schemaBuilder) object(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, c := range columns(t) {
		property := b.property(t.Name()+"."+c.name, t.Field(c.index).Type)
		if doc := fieldDoc(t.Name() + "." + c.name); doc != "" {
			property["description"] = doc
		}
		properties[c.name] = property
		if !c.omit && t.Field(c.index).Type.Kind() != reflect.Int || c.name == "strength" {
			required = append(required, c.name)
		}
	}
	o := map[string]any{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
	if t == reflect.TypeFor[Checkpoint]() {
		o["allOf"] = evidenceRules()
	}
	return o
}

// property describes one field, or one item of a list.
func (b schemaBuilder) property(name string, t reflect.Type) map[string]any {
	if known := words(name); known != nil && t.Kind() != reflect.Slice {
		return map[string]any{"enum": known}
	}
	switch t.Kind() {
	case reflect.Struct:
		if _, ok := b.defs[t.Name()]; !ok {
			b.defs[t.Name()] = nil // met again while it is made
			b.defs[t.Name()] = b.object(t)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": b.property(name, t.Elem())}
	case reflect.Int:
		return number(name)
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	default:
		return wording(name)
	}
}

func number(name string) map[string]any {
	n := map[string]any{"type": "integer", "minimum": 0}
	switch name {
	case "Step.chance":
		n["maximum"] = 100
	case "Criterion.points", "Checkpoint.threshold":
		n["minimum"] = 1
	}
	return n
}

func wording(name string) map[string]any {
	s := map[string]any{"type": "string"}
	switch {
	case strings.HasSuffix(name, ".key") || name == "Definition.process" || name == "Activity.kind":
		s["pattern"] = keyForm.String()
	case name == "Checkpoint.valid":
		s["pattern"] = "^(once|visit|[1-9][0-9]{0,3}d)$"
	}
	return s
}

// evidenceRules says for each kind of evidence which fields it needs and which are not its.
func evidenceRules() []any {
	var all []any
	for _, k := range kinds() {
		var needs []any
		for _, group := range k.needs {
			var either []any
			for _, name := range group {
				either = append(either, map[string]any{"required": []string{name}})
			}
			needs = append(needs, map[string]any{"anyOf": either})
		}
		foreign := map[string]any{}
		for _, name := range details() {
			if !slices.Contains(k.fields(), name) {
				foreign[name] = false
			}
		}
		then := map[string]any{"properties": foreign}
		if needs != nil {
			then["allOf"] = needs
		}
		all = append(all, map[string]any{
			"if":   map[string]any{"properties": map[string]any{"evidence": map[string]any{"const": k.evidence}}, "required": []string{"evidence"}},
			"then": then,
		})
	}
	return all
}

// fieldDoc is what an editor shows about a field.
func fieldDoc(name string) string {
	for line := range strings.Lines(fieldDocs) {
		if n, doc, ok := strings.Cut(line, ": "); ok && n == name {
			return strings.TrimSpace(doc)
		}
	}
	return ""
}

const fieldDocs = `
Definition.process: Key of the process, for addresses and files.
Definition.name: Its name, as people read it.
Definition.frame: The frame that its steps roll up to, such as sale.
Definition.about: For whom it is, in a few sentences.
Definition.jobs: The two jobs, in order: those of the frame.
Definition.steps: The steps in order, all of the first job before those of the second.
Definition.win: What winning is called.
Definition.exits: The other ways out.
Definition.sources: Where a lead may come from.
Definition.methods: How a customer may have been approached.
Group.key: Key of the job, as in the frame.
Group.name: Name of the job.
Group.question: What a manager asks about the deals in it.
Step.key: Key of the step; once used it keeps its meaning.
Step.name: Name of the step, as people read it.
Step.job: Key of the job that it belongs to.
Step.covers: The steps of the frame that it is counted under; neighbours, of one job.
Step.action: What moving a deal into it is called, such as Propose a solution.
Step.purpose: What the step is for, in one sentence.
Step.guidance: How to do it well, in Markdown.
Step.questions: Questions to ask the customer.
Step.entry: A note shown when a deal enters.
Step.exit: The checkpoints that a deal passes to leave it.
Step.activities: What is usually done in it.
Step.typical: Days that a deal usually stays.
Step.late: Days from which it is late.
Step.chance: Per cent of the deals here that are won in the end, until there are figures of your own.
Step.skills: Skills that show in this step.
Step.attributes: Attributes that show in this step.
Step.repeat: Written as person where the step is done for each person.
Step.returns: The earlier steps that one may go back to; all of them where none is named.
Step.skip: True where the step is not used, by design.
Step.retired: True where the step is no longer used; old deals keep it.
Activity.kind: Kind of activity, such as attempt, conversation or meeting.
Activity.name: What it is called.
Activity.count: How many of them one deal takes.
Activity.minutes: Minutes that one of them takes.
Checkpoint.key: Key of the checkpoint, unique in the process; once used it keeps its meaning.
Checkpoint.question: The question, as people read it.
Checkpoint.strength: Who may pass it unmet: nobody (impossible), a manager with a reason (gate), anybody with a reason (advice).
Checkpoint.evidence: What shows that it is met.
Checkpoint.buyer: True where the customer could confirm it.
Checkpoint.help: What counts as an answer, and how to come by it.
Checkpoint.half: A heading that it stands under in its step.
Checkpoint.answer: Kind of answer.
Checkpoint.choices: The answers to choose from.
Checkpoint.fact: The fact of the deal that answers it.
Checkpoint.confirmed: True where the customer must have confirmed the answer.
Checkpoint.outcome: What the activity must have come to.
Checkpoint.influence: Whose influence counts; anybody's where none is named.
Checkpoint.offer: What must be so of an offer.
Checkpoint.concerns: What must be so of the concerns.
Checkpoint.criteria: The lines of the scorecard.
Checkpoint.threshold: The points that it takes.
Checkpoint.rule: An expression over the facts of the deal that gives true or false.
Checkpoint.when: A condition, as a rule; the checkpoint is asked only where it is true.
Checkpoint.valid: How long evidence holds: once, for the visit of the step, or for days as 30d.
Checkpoint.implied_by: Checkpoints that satisfy this one when they are met.
Checkpoint.approver: The role that may override it; who manages the deal where none is named.
Checkpoint.may_weaken: True where a lower layer may weaken or retire it.
Checkpoint.retired: True where it is no longer asked; old answers stay readable.
Criterion.key: Key of the line.
Criterion.name: What has to be true.
Criterion.points: Points that it gives.
Value.key: Key of the choice; once used it keeps its meaning.
Value.name: The choice, as people read it.
Value.retired: True where it can no longer be chosen; old deals keep it.
Exit.key: Key of the way out, as in the frame.
Exit.name: What it is called.
Exit.jobs: The jobs that it is open to; both where none is named.
Exit.reasons: Reasons to choose from.
Exit.dated: True where it needs a date on which the deal comes back.
Win.name: What a won deal is called.
Win.action: What winning it is called, such as Close the deal.
`

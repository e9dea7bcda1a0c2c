package process

import (
	"fmt"
	"reflect"
	"slices"
)

// checkpoint checks one checkpoint by itself (P-5, P-7).
func (c *checker) checkpoint(path string, cp Checkpoint) {
	c.need(path+".question", cp.Question)
	switch cp.Strength {
	case Impossible, Gate, Advice:
	default:
		c.add(path+".strength", fmt.Sprintf("%s does not say who may pass it", cp.Key), "write "+list(words("Checkpoint.strength"), "or"))
	}
	if v := cp.Valid; v != "" && v != Once && v != Visit && v.Days() == 0 {
		c.add(path+".valid", fmt.Sprintf("%q is not a validity", v), "write once, visit, or days from 1d to 3650d")
	}
	c.impossible(path, cp)
	k, ok := kindOf(cp.Evidence)
	if !ok {
		known := words("Checkpoint.evidence")
		c.add(path+".evidence", fmt.Sprintf("%q is not a kind of evidence", cp.Evidence), choose(string(cp.Evidence), known))
		return
	}
	c.evidence(path, cp, k)
}

// impossible checks that logic stays logic: it holds for everybody, in all
// circumstances, and is not a matter of opinion; and that what only a gate has stands
// on a gate.
func (c *checker) impossible(path string, cp Checkpoint) {
	if cp.Strength == Impossible {
		if cp.When != "" {
			c.add(path+".when", "what is impossible is so in all circumstances", "make it a gate, or drop the condition")
		}
		if cp.Weaken {
			c.add(path+".may_weaken", "what is impossible stays so in every layer", "make it a gate, or drop this line")
		}
		if cp.Evidence == Score {
			c.add(path+".strength", "a score is a judgement, not logic", "make it a gate or advice")
		}
	}
	if cp.Approver != "" && cp.Strength != Gate {
		c.add(path+".approver", "only a gate has somebody who lets pass", "make it a gate, or drop this line")
	}
}

// evidence checks that a checkpoint has the fields of its kind of evidence and no other.
func (c *checker) evidence(path string, cp Checkpoint, k kind) {
	own, v := k.fields(), reflect.ValueOf(cp)
	set := func(name string) bool {
		for _, col := range columns(v.Type()) {
			if col.name == name {
				return !v.Field(col.index).IsZero()
			}
		}
		return false
	}
	for _, name := range details() {
		if set(name) && !slices.Contains(own, name) {
			c.add(path+"."+name, fmt.Sprintf("does not belong to evidence: %s", k.evidence), "drop it or change the kind of evidence")
		}
	}
	for _, group := range k.needs {
		if !slices.ContainsFunc(group, set) {
			c.add(path+"."+group[0], fmt.Sprintf("evidence: %s does not say which", k.evidence), "write "+list(group, "or"))
		}
	}
	c.word(path+".fact", "Checkpoint.fact", cp.Fact)
	c.word(path+".answer", "Checkpoint.answer", cp.Answer)
	c.word(path+".outcome", "Checkpoint.outcome", cp.Outcome)
	c.word(path+".offer", "Checkpoint.offer", cp.Offer)
	c.word(path+".concerns", "Checkpoint.concerns", cp.Concerns)
	for i, who := range cp.Influence {
		if who == "" {
			who = " "
		}
		c.word(fmt.Sprintf("%s.influence[%d]", path, i), "Checkpoint.influence", who)
	}
	switch k.evidence {
	case Answer:
		c.answer(path, cp)
	case Score:
		c.score(path, cp)
	}
}

func (c *checker) answer(path string, cp Checkpoint) {
	if cp.Answer != "" && cp.Fact != "" {
		c.add(path+".fact", "the question has two answers", "keep answer or fact")
	}
	if cp.Fact != "" && cp.Confirmed {
		c.add(path+".confirmed", "a fact of the deal is not confirmed by the customer", "ask for an answer instead")
	}
	choice := cp.Answer == "choice"
	if len(cp.Choices) > 0 && !choice {
		c.add(path+".choices", "the answer is not a choice", "write answer: choice, or drop them")
	}
	if choice && !slices.ContainsFunc(cp.Choices, func(v Value) bool { return !v.Retired }) {
		c.add(path+".choices", "there is nothing to choose from", "list the choices, each with key and name")
	}
	c.values(path+".choices", cp.Choices)
}

func (c *checker) score(path string, cp Checkpoint) {
	seen, sum := map[string]bool{}, 0
	for i, line := range cp.Criteria {
		at := fmt.Sprintf("%s.criteria[%d]", path, i)
		c.unique(at+".key", line.Key, seen)
		c.need(at+".name", line.Name)
		if line.Points < 1 || line.Points > 1000 {
			c.add(at+".points", fmt.Sprintf("gives %d points", line.Points), "write 1 to 1000")
		}
		sum += max(line.Points, 0)
	}
	if cp.Threshold < 0 || sum > 0 && cp.Threshold > sum {
		c.add(path+".threshold", fmt.Sprintf("%d points cannot be reached: all criteria give %d", cp.Threshold, sum), fmt.Sprintf("write 1 to %d", sum))
	}
}

// implied checks that checkpoints are implied by others that exist, in no circle, and
// logic by logic only.
func (c *checker) implied() {
	by := map[string]Checkpoint{}
	for _, s := range c.d.Steps {
		for _, cp := range s.Exit {
			by[cp.Key] = cp
		}
	}
	for i, s := range c.d.Steps {
		for j, cp := range s.Exit {
			for k, key := range cp.ImpliedBy {
				path := fmt.Sprintf("steps[%d].exit[%d].implied_by[%d]", i, j, k)
				other, ok := by[key]
				switch {
				case !ok:
					c.add(path, fmt.Sprintf("there is no checkpoint %q", key), "name one of this process")
				case reaches(by, key, cp.Key, map[string]bool{}):
					c.add(path, fmt.Sprintf("%s and %s imply each other", cp.Key, key), "break the circle")
				case cp.Strength == Impossible && other.Strength != Impossible:
					c.add(path, fmt.Sprintf("%s is impossible to pass and %s is not", cp.Key, key), "let only an impossible one imply it")
				}
			}
		}
	}
}

// reaches says whether from is implied, over any number of others, by to, or is to.
func reaches(by map[string]Checkpoint, from, to string, seen map[string]bool) bool {
	if from == to {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	return slices.ContainsFunc(by[from].ImpliedBy, func(next string) bool { return reaches(by, next, to, seen) })
}

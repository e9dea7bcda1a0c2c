package process

import (
	"maps"

	"cel.dev/cel-go/cel"
)

// compiled is what Parse and Over work out once: it makes look-ups O(1) and evaluation
// quick. It is shared by copies of a Definition and never changes.
type compiled struct{ *tables }

type tables struct {
	version  string
	at       places
	programs map[string]cel.Program
	steps    map[string]int
	checks   map[string]position
}

// position of a checkpoint: the index of its step, and its own there.
type position struct{ step, exit int }

// tabulate makes the tables of d; of a key that occurs twice the first counts.
func tabulate(d Definition, at places, programs map[string]cel.Program) compiled {
	t := tables{version: version(d), at: at, programs: maps.Clone(programs), steps: map[string]int{}, checks: map[string]position{}}
	for i, step := range d.Steps {
		if _, ok := t.steps[step.Key]; !ok {
			t.steps[step.Key] = i
		}
		for j, c := range step.Exit {
			if _, ok := t.checks[c.Key]; !ok {
				t.checks[c.Key] = position{i, j}
			}
		}
	}
	return compiled{&t}
}

// tables are those of Parse, or fresh ones for a definition that was made by hand.
func (d Definition) tables() *tables {
	if d.compiled.tables != nil {
		return d.compiled.tables
	}
	return tabulate(d, nil, nil).tables
}

// Index is the place of a step in the order of the process, from 0; -1 where there is
// no such step.
func (d Definition) Index(step string) int {
	if i, ok := d.tables().steps[step]; ok {
		return i
	}
	return -1
}

// Step gives a step by its key.
func (d Definition) Step(key string) (Step, bool) {
	if i := d.Index(key); i >= 0 {
		return d.Steps[i], true
	}
	return Step{}, false
}

// Checkpoint gives a checkpoint by its key, and the index of the step that it is in.
func (d Definition) Checkpoint(key string) (step int, c Checkpoint, ok bool) {
	at, ok := d.tables().checks[key]
	if !ok {
		return -1, Checkpoint{}, false
	}
	return at.step, d.Steps[at.step].Exit[at.exit], true
}

// Job gives the job that a step belongs to; the zero Group where there is none.
func (d Definition) Job(step string) Group {
	if s, ok := d.Step(step); ok {
		for _, g := range d.Groups {
			if g.Key == s.Job {
				return g
			}
		}
	}
	return Group{}
}

// Border is the index of the first step of the second job: a deal that gets there has
// left the first job and is qualified (P-2). Without a second job it is len(d.Steps).
func (d Definition) Border() int {
	for i, s := range d.Steps {
		if len(d.Groups) > 0 && s.Job != d.Groups[0].Key {
			return i
		}
	}
	return len(d.Steps)
}

// Exit gives a way out by its key.
func (d Definition) Exit(key string) (Exit, bool) {
	for _, e := range d.Exits {
		if e.Key == key {
			return e, true
		}
	}
	return Exit{}, false
}

// Active gives the checkpoints of a step that are asked today: those not retired. A
// step that is not used by design, is retired, or does not exist, has none.
func (d Definition) Active(step int) []Checkpoint {
	if step < 0 || step >= len(d.Steps) || !d.Steps[step].inUse() {
		return nil
	}
	var active []Checkpoint
	for _, c := range d.Steps[step].Exit {
		if !c.Retired {
			active = append(active, c)
		}
	}
	return active
}

// FrameSteps gives the steps of the frame that a step covers (P-3): where its figures
// are counted.
func (d Definition) FrameSteps(step string) []string {
	s, _ := d.Step(step)
	return s.Covers
}

// Equal says whether two definitions are the same text in canonical form.
func (d Definition) Equal(other Definition) bool { return d.Version() == other.Version() }

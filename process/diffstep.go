package process

import (
	"fmt"
	"reflect"
)

func (f *differ) jobs() {
	added, removed, both := keyed(f.old.Groups, f.new.Groups, func(g Group) string { return g.Key })
	for _, i := range added {
		g := f.new.Groups[i]
		f.add("jobs."+g.Key, Added, "", g.Name, "There is a new job: %s.", g.Name)
	}
	for _, i := range removed {
		g := f.old.Groups[i]
		f.add("jobs."+g.Key, Removed, g.Name, "", "The job %s is gone.", g.Name)
	}
	for _, p := range both {
		g := f.new.Groups[p.new]
		f.fields("jobs."+g.Key, "The job "+g.Name, reflect.ValueOf(f.old.Groups[p.old]), reflect.ValueOf(g))
		if p.moved {
			f.add("jobs."+g.Key, Moved, "", "", "The job %s stands in another place.", g.Name)
		}
	}
}

func (f *differ) steps() {
	added, removed, both := keyed(f.old.Steps, f.new.Steps, func(s Step) string { return s.Key })
	for _, i := range added {
		s := f.new.Steps[i]
		f.add("steps."+s.Key, Added, "", s.Name, "There is a new step, %s, %s.", s.Name, f.after(i))
		f.fields("steps."+s.Key, s.Name, reflect.ValueOf(Step{}), reflect.ValueOf(s), "key", "name", "exit")
	}
	for _, i := range removed {
		s := f.old.Steps[i]
		f.add("steps."+s.Key, Removed, s.Name, "", "The step %s is gone.", s.Name)
	}
	for _, p := range both {
		s := f.new.Steps[p.new]
		f.fields("steps."+s.Key, s.Name, reflect.ValueOf(f.old.Steps[p.old]), reflect.ValueOf(s), "exit")
		if p.moved {
			f.add("steps."+s.Key, Moved, "", "", "The step %s now comes %s.", s.Name, f.after(p.new))
		}
	}
}

// after says where a step of the new process stands.
func (f *differ) after(i int) string {
	if i == 0 {
		return "first"
	}
	return "after " + f.new.Steps[i-1].Name
}

// asked is a checkpoint with the step that asks it.
type asked struct {
	Checkpoint
	step Step
}

func questions(d Definition) []asked {
	var all []asked
	for _, s := range d.Steps {
		for _, c := range s.Exit {
			all = append(all, asked{c, s})
		}
	}
	return all
}

func (a asked) path() string { return fmt.Sprintf("steps.%s.exit.%s", a.step.Key, a.Key) }

// checkpoints compares them by key over the whole process, as one may go to another step.
func (f *differ) checkpoints() {
	old, new := questions(f.old), questions(f.new)
	added, removed, both := keyed(old, new, func(a asked) string { return a.Key })
	for _, i := range added {
		a := new[i]
		f.add(a.path(), Added, "", a.Question, "%s now also asks: %s (%s)", a.step.Name, a.Question, a.Strength)
	}
	for _, i := range removed {
		a := old[i]
		f.add(a.path(), Removed, a.Question, "", "%s no longer asks: %s", a.step.Name, a.Question)
	}
	moved := f.reordered()
	for _, p := range both {
		f.checkpoint(old[p.old], new[p.new], moved[new[p.new].Key])
	}
}

// reordered are the checkpoints that stand in another place of the same step.
func (f *differ) reordered() map[string]bool {
	moved := map[string]bool{}
	for _, s := range f.new.Steps {
		before, _ := f.old.Step(s.Key)
		_, _, both := keyed(before.Exit, s.Exit, func(c Checkpoint) string { return c.Key })
		for _, p := range both {
			moved[s.Exit[p.new].Key] = p.moved
		}
	}
	return moved
}

func (f *differ) checkpoint(a, b asked, moved bool) {
	subject := b.step.Name + ", " + short(b.Question)
	switch {
	case a.step.Key != b.step.Key:
		f.add(b.path(), Moved, a.step.Key, b.step.Key, "%s is now asked in %s, no longer in %s.", short(b.Question), b.step.Name, a.step.Name)
	case moved:
		f.add(b.path(), Moved, "", "", "%s: %s is asked in another place of the list.", b.step.Name, short(b.Question))
	}
	switch {
	case !a.Checkpoint.Retired && b.Checkpoint.Retired:
		f.add(b.path()+".retired", Retired, "", "true", "%s no longer asks: %s It is retired; old answers stay readable.", b.step.Name, b.Question)
	case a.Checkpoint.Retired && !b.Checkpoint.Retired:
		f.add(b.path()+".retired", Restored, "true", "", "%s asks again: %s (%s)", b.step.Name, b.Question, b.Strength)
	}
	if a.Question != b.Question {
		f.add(b.path()+".question", Changed, a.Question, b.Question, "%s now asks %s instead of %s.", b.step.Name, short(b.Question), short(a.Question))
	}
	if a.Strength != b.Strength {
		f.add(b.path()+".strength", bearing("strength", reflect.ValueOf(a.Strength), reflect.ValueOf(b.Strength)),
			a.Strength.String(), b.Strength.String(), "%s is now %s; it was %s.", subject, manner(b.Strength), manner(a.Strength))
	}
	f.fields(b.path(), subject, reflect.ValueOf(a.Checkpoint), reflect.ValueOf(b.Checkpoint), "question", "retired", "strength")
}

// manner is a strength in a sentence.
func manner(s Strength) string {
	switch s {
	case Impossible:
		return "impossible to pass"
	case Gate:
		return "a gate"
	case Advice:
		return "advice"
	default:
		return "of no stated strength"
	}
}

func (f *differ) exits() {
	added, removed, both := keyed(f.old.Exits, f.new.Exits, func(e Exit) string { return e.Key })
	for _, i := range added {
		e := f.new.Exits[i]
		f.add("exits."+e.Key, Added, "", e.Name, "A deal can now leave as %s.", e.Name)
	}
	for _, i := range removed {
		e := f.old.Exits[i]
		f.add("exits."+e.Key, Removed, e.Name, "", "A deal can no longer leave as %s.", e.Name)
	}
	for _, p := range both {
		e := f.new.Exits[p.new]
		f.fields("exits."+e.Key, e.Name, reflect.ValueOf(f.old.Exits[p.old]), reflect.ValueOf(e))
		if p.moved {
			f.add("exits."+e.Key, Moved, "", "", "The exit %s stands in another place of the list.", e.Name)
		}
	}
}

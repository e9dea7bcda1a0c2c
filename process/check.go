package process

import (
	"fmt"
	"regexp"
	"slices"
)

// Check says whether a process may be published: it follows its frame, covers its steps
// in order, forgets no strength, and holds the logic of the frame (P-2, P-3, P-5, P-7).
// The error is of type Errors and lists everything; where d came from Parse, with line
// and column.
func Check(d Definition) error { return check(d).err() }

// checker gathers what is wrong with a definition.
type checker struct {
	d     Definition
	frame Frame
	at    places
	errs  Errors
}

func check(d Definition) Errors {
	c := checker{d: d}
	if d.compiled.tables != nil {
		c.at = d.compiled.at
	}
	c.key("process", d.Key)
	c.need("name", d.Name)
	c.steps()
	for i, step := range d.Steps {
		for j, cp := range step.Exit {
			c.checkpoint(fmt.Sprintf("steps[%d].exit[%d]", i, j), cp)
		}
	}
	c.implied()
	c.need("win.name", d.Win.Name)
	c.need("win.action", d.Win.Action)
	c.values("sources", d.Sources)
	c.values("methods", d.Methods)
	frame, ok := FrameOf(d.Frame)
	if !ok {
		var known []string
		for _, f := range Frames() {
			known = append(known, f.Key)
		}
		c.add("frame", fmt.Sprintf("there is no frame %q", d.Frame), choose(d.Frame, known))
		return c.errs
	}
	c.frame = frame
	c.jobs()
	c.covers()
	c.exits()
	c.logic()
	return c.errs
}

func (c *checker) add(path, message, remedy string) {
	at := c.at.at(path)
	c.errs = append(c.errs, Problem{Line: at.line, Column: at.column, Path: path, Message: message, Remedy: remedy})
}

func (c *checker) need(path, text string) {
	if text == "" {
		c.add(path, "is missing", "write it, in the words that people will read")
	}
}

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// key checks the form of a key: it stands in addresses, files and logs.
func (c *checker) key(path, key string) bool {
	if !keyForm.MatchString(key) {
		c.add(path, fmt.Sprintf("%q is not a key", key), "write up to 40 lower-case letters, digits and _, beginning with a letter")
		return false
	}
	return true
}

// unique checks a key, and that it is new among those seen.
func (c *checker) unique(path, key string, seen map[string]bool) {
	if c.key(path, key) && seen[key] {
		c.add(path, fmt.Sprintf("the key %q is taken", key), "choose another; a key once used keeps its meaning")
	}
	seen[key] = true
}

// word checks that a value is one of those known for the field.
func (c *checker) word(path, field, value string) {
	if known := words(field); value != "" && !slices.Contains(known, value) {
		c.add(path, fmt.Sprintf("%q is not known here", value), choose(value, known))
	}
}

func (c *checker) values(path string, all []Value) {
	seen := map[string]bool{}
	for i, v := range all {
		at := fmt.Sprintf("%s[%d]", path, i)
		c.unique(at+".key", v.Key, seen)
		c.need(at+".name", v.Name)
	}
}

// jobs checks that the jobs are those of the frame, and that the steps stand in their
// order: every step of the first before any of the second (P-2).
func (c *checker) jobs() {
	var keys []string
	for _, g := range c.frame.Groups {
		keys = append(keys, g.Key)
	}
	var own []string
	for i, g := range c.d.Groups {
		own = append(own, g.Key)
		c.need(fmt.Sprintf("jobs[%d].name", i), g.Name)
	}
	if !slices.Equal(own, keys) {
		c.add("jobs", "the jobs are "+list(own, "and"), "write those of the frame, in its order: "+list(keys, "and"))
		return
	}
	used, last := map[string]bool{}, 0
	for i, s := range c.d.Steps {
		at, path := slices.Index(keys, s.Job), fmt.Sprintf("steps[%d].job", i)
		switch {
		case at < 0:
			c.add(path, fmt.Sprintf("there is no job %q", s.Job), choose(s.Job, keys))
		case at < last:
			c.add(path, fmt.Sprintf("%s stands after a step of the job %s", s.Key, keys[last]), "put every step of a job before those of the next")
		default:
			last = at
		}
		used[s.Job] = used[s.Job] || s.inUse()
	}
	for _, key := range keys {
		if !used[key] {
			c.add("steps", fmt.Sprintf("no step in use does the job %s", key), "add one, or bring one back")
		}
	}
}

// inUse says whether deals go through the step.
func (s Step) inUse() bool { return !s.Skip && !s.Retired }

// steps checks each step by itself.
func (c *checker) steps() {
	if len(c.d.Steps) == 0 {
		c.add("steps", "there are none", "write at least one for each job")
	}
	seen, checkpoints, earlier := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i, s := range c.d.Steps {
		path := fmt.Sprintf("steps[%d]", i)
		c.unique(path+".key", s.Key, seen)
		c.need(path+".name", s.Name)
		c.need(path+".action", s.Action)
		c.need(path+".purpose", s.Purpose)
		c.word(path+".repeat", "Step.repeat", s.Repeat)
		if s.Typical < 0 {
			c.add(path+".typical", "is negative", "write the days that a deal usually stays, 0 for less than one")
		}
		if s.Late < s.Typical {
			c.add(path+".late", fmt.Sprintf("a deal would be late after %d days, before the usual %d are over", s.Late, s.Typical), "write at least as many days as typical")
		}
		if s.Chance < 0 || s.Chance > 100 {
			c.add(path+".chance", fmt.Sprintf("%d is not a share", s.Chance), "write per cent, 0 to 100")
		}
		for j, key := range s.Returns {
			if !earlier[key] {
				c.add(fmt.Sprintf("%s.returns[%d]", path, j), fmt.Sprintf("%q is not an earlier step", key), "name steps that stand before this one")
			}
		}
		for j, a := range s.Activities {
			at := fmt.Sprintf("%s.activities[%d]", path, j)
			c.key(at+".kind", a.Kind)
			if a.Count < 0 || a.Minutes < 0 {
				c.add(at, "count or minutes are negative", "write how many a deal takes, and the minutes of one")
			}
		}
		for j, cp := range s.Exit {
			c.unique(fmt.Sprintf("%s.exit[%d].key", path, j), cp.Key, checkpoints)
		}
		earlier[s.Key] = true
	}
}

// covers checks that the steps roll up to the frame: neighbours, in order, never over
// the border, and a step of the frame divided among steps that cover nothing else.
func (c *checker) covers() {
	last, alone, required := -1, "", map[string]bool{}
	for i, s := range c.d.Steps {
		path := fmt.Sprintf("steps[%d].covers", i)
		if len(s.Covers) == 0 {
			c.add(path, "nothing is covered", "name the step of the frame that this one is counted under")
			continue
		}
		at, sound := make([]int, len(s.Covers)), true
		for j, key := range s.Covers {
			item := fmt.Sprintf("%s[%d]", path, j)
			at[j] = c.frame.Index(key)
			switch {
			case at[j] < 0:
				c.add(item, fmt.Sprintf("the frame has no step %q", key), choose(key, c.frameKeys()))
				sound = false
			case c.frame.Steps[at[j]].Job != s.Job && slices.ContainsFunc(c.frame.Groups, func(g Group) bool { return g.Key == s.Job }):
				c.add(item, fmt.Sprintf("%s lies over the border, in the job %s", key, c.frame.Steps[at[j]].Job), "cover steps of one job; divide this step in two")
			case j > 0 && at[j-1] >= 0 && at[j] != at[j-1]+1:
				c.add(item, fmt.Sprintf("%s does not follow %s", key, s.Covers[j-1]), "cover neighbours, in the order of the frame")
			}
			required[key] = required[key] || s.inUse()
		}
		if !sound {
			continue
		}
		shared := at[0] == last && len(s.Covers) == 1 && alone == s.Covers[0]
		if at[0] < last || at[0] == last && !shared {
			c.add(path, fmt.Sprintf("%s is covered by an earlier step already", s.Covers[0]), "let each step of the frame be covered once, in order, or divide it among steps that cover nothing else")
		}
		last, alone = max(last, at[len(at)-1]), ""
		if len(s.Covers) == 1 {
			alone = s.Covers[0]
		}
	}
	for _, f := range c.frame.Steps {
		if f.Required && !required[f.Key] {
			c.add("steps", fmt.Sprintf("no step in use covers %s", f.Key), "let one cover it: there is no process without it")
		}
	}
}

func (c *checker) frameKeys() []string {
	var keys []string
	for _, s := range c.frame.Steps {
		keys = append(keys, s.Key)
	}
	return keys
}

// exits checks the ways out against those of the frame.
func (c *checker) exits() {
	var known []string
	for _, e := range c.frame.Exits {
		known = append(known, e.Key)
	}
	seen := map[string]bool{}
	for i, e := range c.d.Exits {
		path := fmt.Sprintf("exits[%d]", i)
		c.unique(path+".key", e.Key, seen)
		c.need(path+".name", e.Name)
		c.values(path+".reasons", e.Reasons)
		at := slices.Index(known, e.Key)
		if at < 0 {
			c.add(path+".key", fmt.Sprintf("the frame has no exit %q", e.Key), choose(e.Key, known))
			continue
		}
		c.exit(path, e, c.frame.Exits[at])
	}
	for _, f := range c.frame.Exits {
		if f.Required && !seen[f.Key] {
			c.add("exits", fmt.Sprintf("the exit %s is missing", f.Key), "add it: a deal must be able to leave that way")
		}
	}
}

func (c *checker) exit(path string, e Exit, f FrameExit) {
	for j, job := range e.Jobs {
		if !slices.ContainsFunc(c.frame.Groups, func(g Group) bool { return g.Key == job }) {
			c.add(fmt.Sprintf("%s.jobs[%d]", path, j), fmt.Sprintf("there is no job %q", job), "name a job of the process")
		} else if len(f.Jobs) > 0 && !slices.Contains(f.Jobs, job) {
			c.add(fmt.Sprintf("%s.jobs[%d]", path, j), fmt.Sprintf("%s is no way out of %s", e.Key, job), "keep it to "+list(f.Jobs, "and"))
		}
	}
	if len(f.Jobs) > 0 && len(e.Jobs) == 0 {
		c.add(path+".jobs", fmt.Sprintf("%s would be open to every job", e.Key), "limit it to "+list(f.Jobs, "and"))
	}
	if f.Dated && !e.Dated {
		c.add(path+".dated", fmt.Sprintf("%s needs the date on which the deal comes back", e.Key), "write dated: true")
	}
}

// logic checks that what is true of every deal of the frame is a checkpoint that nobody
// can pass.
func (c *checker) logic() {
	r, err := newRules()
	if err != nil {
		c.add("", err.Error(), "this is a fault of the program: report it")
		return
	}
	for _, law := range c.frame.Logic {
		if !slices.ContainsFunc(c.d.Steps, func(s Step) bool {
			return s.inUse() && slices.ContainsFunc(s.Exit, func(cp Checkpoint) bool { return means(r, cp, law) })
		}) {
			c.add("steps", fmt.Sprintf("no impossible checkpoint says that %s", law.Name), "add one with "+law.remedy())
		}
	}
}

func (l Logic) remedy() string {
	switch {
	case l.Offer != "":
		return fmt.Sprintf("evidence: %s and offer: %s", l.Evidence, l.Offer)
	case l.Concerns != "":
		return fmt.Sprintf("evidence: %s and concerns: %s", l.Evidence, l.Concerns)
	default:
		return fmt.Sprintf("evidence: %s and rule: %s, or a narrower one", l.Evidence, l.Rule)
	}
}

// means says whether a checkpoint holds a law of the frame, always and for everybody.
func means(r rules, cp Checkpoint, law Logic) bool {
	if cp.Strength != Impossible || cp.Retired || cp.When != "" || len(cp.ImpliedBy) > 0 || cp.Evidence != law.Evidence {
		return false
	}
	return cp.Offer == law.Offer && cp.Concerns == law.Concerns && (law.Rule == "" || r.implies(cp.Rule, law.Rule))
}

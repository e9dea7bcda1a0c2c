package demo

import (
	"fmt"

	"cairn/deal"
	"cairn/process"
)

// fewest is how many open deals each step has today.
const fewest = 2

// present sees to it that today has something of everything: deals in each step, and
// requests that wait for a manager.
func (w *world) present() {
	for i := range w.process.Steps[1:] {
		for n := len(w.jobs) - 1; n >= 0 && w.standing(i+1) < fewest; n-- {
			if j := w.jobs[n]; j.d.Live() && w.here(j.seller) && j.d.Step == w.process.Steps[i].Key && w.standing(i) > fewest && w.lately(j) {
				j.on(i)
			}
		}
	}
	asked := map[string]int{}
	for n := len(w.jobs) - 1; n >= 0; n-- {
		if j := w.jobs[n]; j.d.Live() && w.here(j.seller) && len(j.d.Requests) == 0 && asked[j.seller.boss] < 2 && w.lately(j) && j.wonder() {
			asked[j.seller.boss]++
		}
	}
}

// standing counts the open deals in a step.
func (w *world) standing(i int) (n int) {
	for _, j := range w.jobs {
		if j.d.Live() && j.d.Step == w.process.Steps[i].Key {
			n++
		}
	}
	return n
}

// lately goes to a moment of the last hours, if nothing has happened to the deal since.
func (w *world) lately(j *job) bool {
	w.now = w.end - int64(60+w.r.IntN(180))*minute
	return w.now >= j.last
}

// wonder asks for the override of a gate that does not hold yet.
func (j *job) wonder() bool {
	i, _ := j.step()
	for _, c := range j.w.process.Active(i) {
		if c.Strength != process.Gate || deal.Stand(j.w.process, j.d, i, c, j.w.moment()) != deal.Missed {
			continue
		}
		body, err := deal.Ask(j.w.process, j.d, deal.Asked{Checkpoint: c.Key, Why: j.say(j.w.words.Asks)}, j.w.moment())
		return j.did(j.d.Owner, body, err)
	}
	return false
}

// String is for messages of tests.
func (r Report) String() string {
	return fmt.Sprintf("%d deals, %d events", r.Deals, r.Events)
}

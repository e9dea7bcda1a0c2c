package demo

import (
	"errors"
	"math"

	"cairn/deal"
	"cairn/process"
)

// decide is the end of a stay: the deal goes on, back, or out.
func (j *job) decide() {
	w, r := j.w, j.w.r
	if w.end-w.now < 9*day && r.Float64() < 0.1 {
		return // overdue
	}
	i, _ := j.step()
	p, skill := j.pace()
	last := i == len(w.process.Steps)-1
	switch x := r.Float64(); {
	case i >= w.process.Border()+1 && r.Float64() < 0.07:
		j.back(i)
	case x >= p.Go*skill:
		j.out(weigh(r, p.Ends))
	case last:
		j.win()
	default:
		j.on(i)
	}
}

// on advances, or jumps over a step now and then.
func (j *job) on(i int) {
	w := j.w
	to := i + 1
	if to < len(w.process.Steps)-1 && to != w.process.Border() && w.r.Float64() < 0.05 {
		to++
	}
	for k := i; k < to; k++ {
		j.provideAll(k)
	}
	j.move(w.process.Steps[to].Key, 0)
}

// move asks for the move until it passes: what a refusal lists is found out, given a
// reason for, or asked of the manager.
func (j *job) move(to string, attempt int) {
	w := j.w
	wish := deal.Wish{To: to, Why: j.say(w.words.Deviations)}
	body, err := deal.Move(w.process, j.d, wish, j.by(), w.moment())
	if j.did(j.d.Owner, body, err) {
		j.begin()
		return
	}
	no, refused := errors.AsType[*deal.Refusal](err)
	if !refused || attempt > 4 {
		return
	}
	for _, m := range no.Missing {
		i, c, ok := w.process.Checkpoint(m.Checkpoint)
		if !ok {
			continue
		}
		if c.Strength == process.Gate && attempt == 0 && w.r.Float64() < 0.3 && len(j.d.Requests) == 0 {
			j.ask(c, to)
			continue
		}
		if c.Strength != process.Advice {
			j.provide(i, c)
		}
	}
	if !j.held {
		j.move(to, attempt+1)
	}
}

// ask asks the manager for an override; the answer comes in a day or two, and the move
// after it.
func (j *job) ask(c process.Checkpoint, to string) {
	w := j.w
	body, err := deal.Ask(w.process, j.d, deal.Asked{Checkpoint: c.Key, Why: j.say(w.words.Asks)}, w.moment())
	if !j.did(j.d.Owner, body, err) {
		return
	}
	j.held = true
	j.later(w.r.Float64()*2, func() { j.answer(c, to) })
}

func (j *job) answer(c process.Checkpoint, to string) {
	w := j.w
	j.held = false
	if w.r.Float64() < 0.72 {
		body, err := deal.Override(w.process, j.d, deal.Overridden{Checkpoint: c.Key, Why: j.say(w.words.Grants)}, j.manages(), w.moment())
		j.did(j.seller.boss, body, err)
	} else {
		body, err := deal.Decline(w.process, j.d, deal.Declined{Checkpoint: c.Key, Why: j.say(w.words.Refusals)}, j.manages())
		j.did(j.seller.boss, body, err)
	}
	j.later(1, func() { j.move(to, 1) })
}

// back returns the deal to an earlier step of the second job, now and then of the first.
func (j *job) back(i int) {
	w := j.w
	to := i - 1 - w.r.IntN(i-w.process.Border())
	if w.r.Float64() < 0.2 {
		to = w.process.Border() - 1
	}
	body, err := deal.Move(w.process, j.d, deal.Wish{To: w.process.Steps[to].Key, Why: j.say(w.words.Returns)}, j.by(), w.moment())
	if j.did(j.d.Owner, body, err) {
		j.begin()
	}
}

// out ends the deal without winning it.
func (j *job) out(as string) {
	w, r := j.w, j.w.r
	x, ok := w.process.Exit(as)
	if !ok {
		return
	}
	c := deal.Closed{As: as, Reason: weigh(r, w.words.Reasons[as])}
	if r.Float64() < 0.6 {
		c.Note = j.say(w.words.Ends)
	}
	if as == string(deal.Lost) {
		c.To = j.say(w.words.Losses)
		if r.Float64() < 0.35 {
			c.Step = w.process.Steps[w.process.Border()-1+r.IntN(2)].Key
		}
	}
	back := w.workday(float64(15 + r.IntN(60)))
	if x.Dated {
		c.Until = w.dayOf(back)
	}
	body, err := deal.Close(w.process, j.d, c, j.by(), w.moment())
	if !j.did(j.d.Owner, body, err) {
		return
	}
	switch {
	case x.Dated:
		w.later(w.cal.Start(w.cal.Day(back))+6*hour, func() { j.unpark() })
	case as == string(deal.Lost) && r.Float64() < 0.05:
		w.later(w.workday(float64(6+r.IntN(10))), func() { j.reopen() })
	}
}

// unpark is the schedule's: a parked deal comes back on its day (P-14).
func (j *job) unpark() {
	j.resume()
	body, err := deal.Reopen(j.w.process, j.d, j.d.Step, "", deal.By{System: true}, j.w.moment())
	if j.did("system", body, err) {
		j.begin()
	}
}

// reopen brings back what was lost, into the step that it was lost in or the one before.
func (j *job) reopen() {
	j.resume()
	i, _ := j.step()
	for k := i; k >= 0 && !j.d.Live(); k-- {
		body, err := deal.Reopen(j.w.process, j.d, j.w.process.Steps[k].Key, j.say(j.w.words.Reopenings), j.by(), j.w.moment())
		if j.did(j.d.Owner, body, err) {
			j.begin()
		}
	}
}

// win closes the deal, with what is next for this customer.
func (j *job) win() {
	w := j.w
	for i := range w.process.Steps {
		j.owed(i)
	}
	i, _ := j.step()
	j.provideAll(i)
	for range 4 {
		body, err := deal.Win(w.process, j.d, deal.Wish{Why: j.say(w.words.Deviations)}, j.d.Value, j.by(), w.moment())
		if j.did(j.d.Owner, body, err) {
			j.after()
			return
		}
		no, ok := errors.AsType[*deal.Refusal](err)
		if !ok {
			return
		}
		for _, m := range no.Missing {
			if k, c, ok := w.process.Checkpoint(m.Checkpoint); ok {
				j.provide(k, c)
			}
		}
	}
}

// owed gives what a step before still owes and nobody may pass.
func (j *job) owed(i int) {
	for _, c := range j.w.process.Active(i) {
		if c.Strength == process.Impossible && deal.Stand(j.w.process, j.d, i, c, j.w.moment()) != deal.Met {
			j.provide(i, c)
		}
	}
}

// after is what a won deal leads to: a client, more business, a renewal.
func (j *job) after() {
	w, r := j.w, j.w.r
	j.becameClient()
	if r.Float64() < 0.03 {
		value := j.value(int64(float64(j.d.Value.Minor) / 100 * 1.04))
		w.later(w.workday(3), func() {
			j.resume()
			body, err := deal.Correct(j.d, deal.Corrected{Value: &value, Why: "Freight was left out"}, j.manages(), w.moment())
			j.did(j.seller.boss, body, err)
		})
	}
	if r.Float64() < 0.4 {
		w.later(w.workday(40+math.Abs(r.NormFloat64())*40), func() {
			w.open(j.seller, opening{org: j.org, kind: deal.KindExpansion, name: j.say(w.words.Expansion)})
		})
	}
	if r.Float64() < 0.3 {
		w.later(w.workday(215), func() {
			w.open(j.seller, opening{org: j.org, kind: deal.KindRenewal, name: j.say(w.words.Renewal)})
		})
	}
}

package deal

import (
	"cairn/process"
)

// Point is how one checkpoint stands on a deal, with everything that a person would ask
// about it.
type Point struct {
	Standing Standing
	Lacks    string    // which part of the evidence is not there: confirmation, influence
	Given    *Evidence // the last answer, also where it no longer counts
	Stale    bool      // a return or time made the answer no longer count
	Pass     *Pass
	Asked    *Request
	Approved *Approval
	Passer   string // who may pass it without evidence: nobody manager owner you
}

// Inspect looks at checkpoint c of step i as of now, for somebody (P-8).
func Inspect(p process.Definition, d Deal, i int, c process.Checkpoint, by By, now Now) Point {
	r := read(p, &d, now)
	standing, part := r.stand(i, &c)
	m := r.missing(lack{i, &c, part, false}, by)
	x := Point{Standing: standing, Lacks: m.Detail, Asked: m.Asked, Passer: m.Passer}
	if e, ok := d.Evidence[c.Key]; ok {
		_, counts := d.evidence(&c, now)
		x.Given, x.Stale = &e, !counts
	}
	if pass, ok := d.passedSince(c.Key); ok {
		x.Pass = &pass
	}
	if a, ok := d.approval(c.Key, now); ok {
		x.Approved = &a
	}
	return x
}

// WinBoard says what winning would meet: nil where it would pass.
func WinBoard(p process.Definition, d Deal, by By, now Now) *Refusal {
	_, no := read(p, &d, now).owed(len(p.Steps), Wish{}, by)
	if no != nil {
		no.To = string(Won)
	}
	return no
}

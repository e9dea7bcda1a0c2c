package app

import (
	"encoding/json"

	"cairn/access"
)

// Repeated names a question together with everything about its reader that the answer hangs
// on. While nothing is written, and until the moment that the answer tells itself, whoever
// asks under the same name is given the same answer; it is never that of somebody else, nor
// that of the same person with other rights. Not ok is a question of which nobody promises
// that.
func (a *App) Repeated(who access.Actor, q Question) (name string, ok bool) {
	b, ok := q.(*Board)
	if !ok || !who.May(access.Read) || checkText(q) != nil {
		return "", false
	}
	text, err := json.Marshal(struct {
		Member access.Member
		System bool
		Scope  access.Scope
		Ask    Board
	}{who.Member, who.System, who.Scope(), *b})
	return string(text), err == nil
}

// Now is the moment as which questions are answered, in microseconds UTC.
func (a *App) Now() int64 { return a.db.Now() }

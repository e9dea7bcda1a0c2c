package deal

import "cairn/access"

// By is who asks, as far as a deal is concerned.
type By struct {
	ID      string
	Role    string // salesperson manager owner; of whom they stand in for, where they manage by that
	Manages bool   // above the deal's owner in the reporting line; never the owner
	Alone   bool   // is the deal's owner, and nobody is above: signs for themselves (P-9)
	On      string // the member for whom they stand in here; empty for themselves
	System  bool   // the schedule: brings parked deals back
	Import  bool   // an owner's import of history: skips become debts (P-16)
}

// mayPass says whether by may pass a gate, and whether that is a self-signed pass. A
// gate that names an approver takes that role in the line above the deal's owner, or an
// owner of the organisation. Where nobody is above, the deal's owner signs, and the
// pass is marked (P-7, P-9).
func (by By) mayPass(approver string) (may, self bool) {
	if by.Alone {
		return true, !by.Manages
	}
	return by.Manages && (approver == "" || approver == by.Role || by.Role == string(access.Owner)), false
}

// decides says whether by may take decisions that belong to who manages the deal.
func (by By) decides() bool { return by.Manages || by.Alone }

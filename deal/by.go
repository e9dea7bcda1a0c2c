package deal

// By is who asks, as far as a deal is concerned.
type By struct {
	ID      string
	Role    string // salesperson manager owner
	Manages bool   // above the deal's owner in the reporting line; never the owner
	Alone   bool   // is the deal's owner, and nobody is above: signs for themselves (P-9)
	System  bool   // the schedule: brings parked deals back
	Import  bool   // an owner's import of history: skips become debts (P-16)
}

// mayPass says whether by may pass a gate, and whether that is a self-signed pass.
func (by By) mayPass(approver string) (may, self bool) {
	if approver != "" && approver != by.Role {
		return false, false
	}
	return by.Manages || by.Alone, by.Alone && !by.Manages
}

package sla

import (
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// debt reports whether a clock is of what was promised at the receipt, which a hold does not put off: the reaction and
// the call-back of a P1 (G10).
func debt(name policy.ClockName) bool { return name == policy.Reaction || name == policy.Callback }

// Owed is what was promised of reaction and call-back and has been neither given nor called off at the instant.
func Owed(t ticket.Ticket, ed *policy.Edition, now time.Time) (ticket.Owed, error) {
	var owed ticket.Owed
	clocks, err := Clocks(t, ed, now)
	for _, c := range clocks {
		owed.Reaction = owed.Reaction || c.Name == policy.Reaction && !c.Settled()
		owed.Callback = owed.Callback || c.Name == policy.Callback && !c.Settled()
	}
	return owed, err
}

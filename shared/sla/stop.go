package sla

import (
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// stop returns the instant at which the clock of the rule was satisfied in the cycle; zero when it was not.
func (r run) stop() time.Time {
	switch r.rule.Stop {
	case policy.FirstHumanResponse:
		return r.ticket.Cycles[r.cycle].RespondedAt
	case policy.CallbackReached:
		return r.calledBack()
	default:
		return time.Time{}
	}
}

// calledBack is the instant of the call that reached the person, or of the unanswered attempt that completes the
// number of attempts which discharge the promise; attempts closer together than the gap count once (G30).
func (r run) calledBack() time.Time {
	attempts := 0
	var last time.Time
	for _, call := range r.ticket.Calls {
		if call.At.Before(r.ticket.Cycles[r.cycle].From) || before(r.end(), call.At) {
			continue
		}
		if call.Outcome == ticket.Reached {
			return call.At
		}
		if attempts == 0 || call.At.Sub(last) >= r.edition.Readings.CallbackGap {
			attempts, last = attempts+1, call.At
		}
		if attempts >= r.edition.Readings.CallbackAttempts {
			return call.At
		}
	}
	return time.Time{}
}

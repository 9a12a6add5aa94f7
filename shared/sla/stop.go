package sla

import (
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// stop returns the instant at which a clock of the rule that began at start was satisfied; zero when it was not.
func (r run) stop(start time.Time) time.Time {
	switch r.rule.Stop {
	case policy.FirstHumanResponse:
		return r.responded()
	case policy.CallbackReached:
		return r.calledBack(start)
	default:
		return time.Time{}
	}
}

func (r run) responded() time.Time {
	for _, c := range r.cycles {
		if !c.RespondedAt.IsZero() {
			return c.RespondedAt
		}
	}
	return time.Time{}
}

// calledBack is the instant of the call that reached the person, or of the unanswered attempt that completes the
// number of attempts which discharge the promise; attempts closer together than the gap count once (G30). A call before
// the clock began was made about another promise and keeps none.
func (r run) calledBack(start time.Time) time.Time {
	attempts := 0
	var last time.Time
	for _, call := range r.ticket.Calls {
		if call.At.Before(start) || !r.end.IsZero() && !call.At.Before(r.end) {
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

// withdrawn returns the instant at which a clock that began at start lost its purpose: the ticket was resolved with a
// waiver, or the next cycle has clocks of its own; zero when it did not.
func (r run) withdrawn(start time.Time) time.Time {
	for _, c := range r.cycles {
		if !c.WaivedAt.IsZero() && !c.WaivedAt.Before(start) {
			return c.WaivedAt
		}
	}
	return r.end
}

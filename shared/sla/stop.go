package sla

import (
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// stop returns the instant at which a clock of the rule that began at start was satisfied; zero when it was not.
func (r run) stop(start time.Time) time.Time {
	switch r.rule.Stop {
	case policy.Acknowledged:
		return r.ticket.AnsweredAt
	case policy.FirstHumanResponse:
		return r.responded()
	case policy.CallbackReached:
		return r.calledBack(start)
	case policy.PublicUpdate:
		return r.after(r.ticket.Updates, start)
	case policy.Classified:
		return first(r.marked(ticket.MarkClassified, start), r.resolved(start))
	case policy.WorkaroundGiven:
		return first(r.marked(ticket.MarkWorkaround, start), r.marked(ticket.MarkRestored, start), r.resolved(start))
	case policy.ServiceRestored:
		return first(r.marked(ticket.MarkRestored, start), r.resolved(start))
	case policy.TicketResolved:
		return r.resolved(start)
	case policy.EngineerArrived:
		return r.marked(ticket.MarkArrived, start)
	default:
		return time.Time{}
	}
}

// done is when what a clock from start would watch was done, whatever was promised then: a raise, or the logs that come
// in, promise it no more. A call was made about another promise and keeps none (G30); a resolution is undone by the
// reopening after it. What was never done is zero.
func (r run) done(start time.Time) time.Time {
	begun := r.cycles[0].From
	switch r.rule.Stop {
	case policy.Classified:
		return r.marked(ticket.MarkClassified, begun)
	case policy.WorkaroundGiven:
		return first(r.marked(ticket.MarkWorkaround, begun), r.marked(ticket.MarkRestored, begun))
	case policy.ServiceRestored:
		return r.marked(ticket.MarkRestored, begun)
	case policy.CallbackReached, policy.TicketResolved:
		return time.Time{}
	case policy.Acknowledged, policy.FirstHumanResponse, policy.PublicUpdate, policy.EngineerArrived:
		return r.stop(start)
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
		if call.At.Before(start) || !r.within(call.At) {
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

// marked is when the mark was first recorded at or after start.
func (r run) marked(mark ticket.Mark, start time.Time) time.Time {
	m, ok := r.ticket.Marked(mark, start)
	if !ok || !r.within(m.At) {
		return time.Time{}
	}
	return m.At
}

// resolved is the first resolution at or after start.
func (r run) resolved(start time.Time) time.Time {
	for _, c := range r.cycles {
		if !c.ResolvedAt.IsZero() && !c.ResolvedAt.Before(start) {
			return c.ResolvedAt
		}
	}
	return time.Time{}
}

// after is the first of the instants after start.
func (r run) after(instants []time.Time, start time.Time) time.Time {
	for _, at := range instants {
		if at.After(start) && r.within(at) {
			return at
		}
	}
	return time.Time{}
}

// within reports whether the instant belongs to the run: the next cycle has clocks of its own.
func (r run) within(at time.Time) bool { return r.end.IsZero() || at.Before(r.end) }

// withdrawn returns the instant at which a clock that began at start lost its purpose, and why: the ticket was resolved
// with a waiver, or before an engineer came, or merged into another, or the next cycle has clocks of its own; zero when it
// did not.
func (r run) withdrawn(start time.Time) (time.Time, Reason) {
	for _, c := range r.cycles {
		if !c.WaivedAt.IsZero() && !c.WaivedAt.Before(start) {
			return c.WaivedAt, Waived
		}
	}
	if at := r.resolved(start); r.rule.Name == policy.Arrival && !at.IsZero() {
		return at, NotNeeded
	}
	if at := r.ticket.MergedAt; r.end.IsZero() && !at.IsZero() && !at.Before(start) {
		return at, Merged
	}
	return r.end, Reopened
}

// first is the earliest of the instants that are set.
func first(instants ...time.Time) time.Time {
	var found time.Time
	for _, at := range instants {
		if !at.IsZero() && (found.IsZero() || at.Before(found)) {
			found = at
		}
	}
	return found
}

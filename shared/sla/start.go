package sla

import (
	"slices"
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// starts are the instants at which clocks of the rule begin in the run, in order. Most clocks begin once; an update is
// owed anew after each one, and a visit each time it is agreed.
func (r run) starts() []time.Time {
	from := r.cycles[0].From
	switch r.rule.Start {
	case policy.DiagnosticsIn:
		m, ok := r.ticket.Marked(ticket.MarkDiagnostics, time.Time{})
		if at := later(m.At, from); ok && r.within(at) { // what came in before a reopening is there
			return []time.Time{at}
		}
		return nil
	case policy.VisitAgreed:
		return r.inRun(r.ticket.Visits)
	case policy.LastUpdate:
		return r.updates()
	case policy.CustomerMessage:
		return r.unanswered()
	default:
		return []time.Time{from}
	}
}

// updates are the first response and all that the customer was told after it. The resolution ends the row: what is
// resolved waits for no news.
func (r run) updates() []time.Time {
	responded := r.responded()
	if responded.IsZero() {
		return nil
	}
	begins := slices.DeleteFunc(r.inRun(r.ticket.Updates), func(at time.Time) bool {
		return at.Before(responded) || slices.ContainsFunc(r.cycles, func(c ticket.Cycle) bool { return c.ResolvedAt.Equal(at) })
	})
	return slices.Compact(begins) // two at one instant begin one wait
}

// unanswered are the messages of the customer that nobody has answered when they come and that are the first of their
// kind: one who writes again waits no longer for it. They count from the first response on, which the reaction watches.
func (r run) unanswered() []time.Time {
	responded := r.responded()
	if responded.IsZero() {
		return nil
	}
	var found []time.Time
	var waits time.Time // the last one found
	for _, at := range r.inRun(r.ticket.Messages) {
		if !at.After(responded) {
			continue
		}
		answer := r.after(r.ticket.Updates, waits)
		if waits.IsZero() || !answer.IsZero() && answer.Before(at) {
			found, waits = append(found, at), at
		}
	}
	return found
}

// over reports whether the work had gone on in another ticket by the instant, so that nothing begins here any more.
func (r run) over(at time.Time) bool {
	return !r.ticket.MergedAt.IsZero() && !at.Before(r.ticket.MergedAt)
}

// inRun are the instants that belong to the run and at which a clock may begin.
func (r run) inRun(instants []time.Time) []time.Time {
	from := r.cycles[0].From
	return slices.DeleteFunc(slices.Clone(instants), func(at time.Time) bool { return at.Before(from) || !r.within(at) || r.over(at) })
}

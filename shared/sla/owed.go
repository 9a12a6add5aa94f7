package sla

import (
	"slices"
	"time"

	"flatsupport/shared/coverage"
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

// holds are the times in which the work on the ticket was put off, as far as the clock is no debt.
func holds(name policy.ClockName, t ticket.Ticket) []coverage.Span {
	if debt(name) {
		return nil
	}
	var all []coverage.Span
	for _, h := range t.Holds {
		all = append(all, h.Span)
	}
	return all
}

// outside is what is left of the spans where the others, which do not overlap, are cut out of them.
func outside(spans, others []coverage.Span) []coverage.Span {
	left := slices.Clone(spans)
	for _, o := range others {
		var next []coverage.Span
		for _, s := range left {
			before, after := !s.To.IsZero() && !s.To.After(o.From), !o.To.IsZero() && !s.From.Before(o.To)
			if before || after {
				next = append(next, s)
				continue
			}
			if s.From.Before(o.From) {
				next = append(next, coverage.Span{From: s.From, To: o.From})
			}
			if !o.To.IsZero() && (s.To.IsZero() || s.To.After(o.To)) {
				next = append(next, coverage.Span{From: o.To, To: s.To})
			}
		}
		left = next
	}
	return left
}

package sla

import (
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// On counts a clock under hours that no edition has, so that figures of other desks can be checked as they stand.
func On(hours *coverage.Schedule, start time.Time, within time.Duration, holes ...coverage.Span) (Clock, error) {
	target := policy.Target{Clause: "PR", Unit: policy.CoverageHours, Within: within}
	c := Clock{Name: policy.Reaction, Cycle: 1, Turn: 1, Target: target, Start: start, Holes: holes, hours: hours}
	b := basis{from: start, target: target, schedule: hours}
	due, err := b.add(holes)
	b.due = due
	c.take([]basis{b})
	return c, err
}

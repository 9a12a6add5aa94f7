package sla

import (
	"errors"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// begin starts the clock of a segment; turn is how many of the rule there are in the cycle with it.
func (r run) begin(seg segment, target policy.Target, turn int) (Clock, error) {
	c := Clock{
		Name: r.rule.Name, Cycle: r.number, Turn: turn, Clause: target.Clause, Priority: seg.priority, Unit: r.rule.Unit,
		Target: target.Within, Start: seg.at, Holes: r.holes(),
	}
	err := r.count(&c, seg.at, target)
	return c, err
}

// revise applies a change of priority (G34). Raised: the earlier of the old due instant and the change plus the new
// target, so that nobody is made late in the past. Lowered: counted from the start with the new target. The reading
// from_receive counts from the start either way.
func (r run) revise(c *Clock, seg segment, target policy.Target) error {
	old := *c
	c.Target, c.Clause, c.Priority = target.Within, target.Clause, seg.priority
	raised := seg.priority.Above(old.Priority) && r.edition.Readings.PriorityChangeRule == policy.ChangeFair
	from := c.Start
	if raised {
		from = seg.at
	}
	if err := r.count(c, from, target); err != nil {
		return err
	}
	rev := Revision{At: seg.at, From: old.Priority, To: seg.priority, Old: old.Due, New: c.Due, Taken: c.Due}
	if raised && !old.Due.IsZero() && (c.Due.IsZero() || old.Due.Before(c.Due)) {
		c.Due, c.basis, rev.Taken = old.Due, old.basis, old.Due
	}
	c.Revisions = append(c.Revisions, rev)
	return nil
}

// count sets the due instant that the target gives from an instant on, under the coverage of the clock's priority.
func (r run) count(c *Clock, from time.Time, target policy.Target) error {
	hours, err := r.edition.Schedule(r.ticket.Decision.Package, c.Priority)
	if err != nil {
		return err
	}
	c.hours = hours
	c.basis = basis{from: from, priority: c.Priority, target: target, schedule: hours}
	if r.rule.Unit == policy.WallHours {
		c.basis.schedule = r.edition.Wall()
	}
	c.Due, err = c.basis.due(c.Holes)
	return err
}

// due is the instant at which the whole target has been counted; zero when a wait that has no end yet comes first.
func (b basis) due(holes []coverage.Span) (time.Time, error) {
	due, err := b.schedule.Add(b.from, b.target.Within, holes...)
	if errors.Is(err, coverage.ErrNoOpenTime) && len(holes) > 0 && holes[len(holes)-1].To.IsZero() {
		return time.Time{}, nil
	}
	return due, err
}

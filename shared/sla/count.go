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
		Name: r.rule.Name, Cycle: r.number, Turn: turn, Clause: target.Clause, Priority: seg.priority,
		Target: target, Start: seg.at, Holes: r.holes(),
	}
	err := r.count(&c, seg.at, target)
	return c, err
}

// revise applies a change of priority (G34). Raised: the earlier of the old due instant and the change plus the new
// target, so that nobody is made late in the past. Lowered: counted from the start with the new target. The reading
// from_receive counts from the start either way.
func (r run) revise(c *Clock, seg segment, target policy.Target) error {
	old := *c
	c.Target, c.Clause, c.Priority = target, target.Clause, seg.priority
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
		c.Due, c.Trouble, c.basis, rev.Taken = old.Due, nil, old.basis, old.Due
	}
	c.Revisions = append(c.Revisions, rev)
	return nil
}

// count sets the due instant that the target gives from an instant on, under the coverage of the clock's priority. Where
// none can be computed the clock says why: somebody must be told, and the ticket must not be held up.
func (r run) count(c *Clock, from time.Time, target policy.Target) error {
	t := r.ticket
	hours, err := r.edition.Schedule(policy.Hours{
		Package: t.Decision.Package, Priority: c.Priority, Type: t.Registered.Type, Channel: t.Registered.Channel,
		Site: t.Decision.Site, Customer: t.Decision.Zone, Calendar: t.Calendar,
	})
	if err != nil {
		return err
	}
	c.hours = hours
	c.basis = basis{from: from, priority: c.Priority, target: target, schedule: hours}
	if target.Unit == policy.WallHours {
		c.basis.schedule = r.edition.Wall()
	}
	c.Due, c.Trouble, err = c.basis.due(c.Holes)
	return err
}

// due is the instant at which the whole target has been counted; zero when a wait that has no end yet comes first, and
// zero with the trouble when there is no such instant.
func (b basis) due(holes []coverage.Span) (due time.Time, trouble, err error) {
	due, err = b.add(holes)
	switch {
	case err == nil:
		return due, nil, nil
	case errors.Is(err, coverage.ErrNoOpenTime) && len(holes) > 0 && holes[len(holes)-1].To.IsZero():
		return time.Time{}, nil, nil
	case errors.Is(err, coverage.ErrNoOpenTime), errors.Is(err, coverage.ErrUnknownYear):
		return time.Time{}, err, nil
	default:
		return time.Time{}, nil, err
	}
}

// add counts the target in its unit.
func (b basis) add(holes []coverage.Span) (time.Time, error) {
	switch b.target.Unit {
	case policy.BusinessDays:
		return b.schedule.AddDays(b.from, b.target.Days, holes...)
	case policy.NextBusinessDay:
		return b.schedule.EndOfNextDay(b.from, b.target.Cutoff, holes...)
	default:
		return b.schedule.Add(b.from, b.target.Within, holes...)
	}
}

// whole is the covered time that the target comes to; for days it is that until the due instant without any waits.
func (b basis) whole() time.Duration {
	if b.target.Unit != policy.BusinessDays && b.target.Unit != policy.NextBusinessDay {
		return b.target.Within
	}
	due, err := b.add(nil)
	if err != nil {
		return 0
	}
	return b.schedule.Elapsed(b.from, due)
}

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
		Target: target, Start: seg.at, Holes: r.holes(seg.at),
	}
	err := r.count(&c, seg.at, target, seg.calendar)
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
	if err := r.count(c, from, target, seg.calendar); err != nil {
		return err
	}
	rev := Revision{At: seg.at, From: old.Priority, To: seg.priority, Old: old.Due, New: c.Due, Taken: c.Due}
	if raised {
		c.take(append(c.bounds, old.bounds...))
		rev.Taken = c.Due
	}
	c.Revisions = append(c.Revisions, rev)
	return nil
}

// recount applies other versions of the calendars to a clock that still runs (G45). Each due instant that bounds it is
// counted again from where it was counted; one that would lie before the recount stays, so that nobody is made late in
// the past.
func (r run) recount(c *Clock, seg segment) error {
	hours, err := r.schedule(c.Priority, seg.calendar)
	if err != nil {
		return err
	}
	bounds := make([]basis, 0, len(c.bounds))
	for _, was := range c.bounds {
		b, err := r.basis(was.from, was.priority, was.target, seg.calendar, c.Holes)
		if err != nil {
			return err
		}
		if before(b.due, seg.at) {
			b = was
		}
		bounds = append(bounds, b)
	}
	c.hours = hours
	c.take(bounds)
	return nil
}

// count sets the due instant that the target gives from an instant on, under the coverage of the clock's priority. Where
// none can be computed the clock says why: somebody must be told, and the ticket must not be held up.
func (r run) count(c *Clock, from time.Time, target policy.Target, calendar string) error {
	hours, err := r.schedule(c.Priority, calendar)
	if err != nil {
		return err
	}
	b, err := r.basis(from, c.Priority, target, calendar, c.Holes)
	if err != nil {
		return err
	}
	c.hours = hours
	c.take([]basis{b})
	return nil
}

// take makes the earliest due instant the clock's own: of equal ones the first, and one of any before none.
func (c *Clock) take(bounds []basis) {
	taken := bounds[0]
	for _, b := range bounds[1:] {
		if !b.due.IsZero() && (taken.due.IsZero() || b.due.Before(taken.due)) {
			taken = b
		}
	}
	c.bounds, c.basis, c.Due, c.Trouble = bounds, taken, taken.due, taken.trouble
}

// schedule is the coverage of the ticket at the priority, by the versions of the calendars.
func (r run) schedule(priority policy.PriorityCode, calendar string) (*coverage.Schedule, error) {
	t := r.ticket
	return r.edition.Schedule(policy.Hours{
		Package: t.Decision.Package, Priority: priority, Type: t.Registered.Type, Channel: t.Registered.Channel,
		Site: t.Decision.Site, Customer: t.Decision.Zone, Calendar: calendar,
	})
}

// basis counts the target from an instant on. Its due instant is zero when a wait that has no end yet comes first, and
// zero with the trouble when there is no such instant.
func (r run) basis(from time.Time, priority policy.PriorityCode, target policy.Target, calendar string, holes []coverage.Span) (basis, error) {
	b := basis{from: from, priority: priority, target: target, schedule: r.edition.Wall()}
	if target.Unit != policy.WallHours {
		var err error
		if b.schedule, err = r.schedule(priority, calendar); err != nil {
			return b, err
		}
	}
	err := b.count(holes)
	return b, err
}

// count sets the due instant that lies the target after from, the waits left out.
func (b *basis) count(holes []coverage.Span) error {
	due, err := b.add(holes)
	b.due, b.trouble = time.Time{}, nil
	switch {
	case err == nil:
		b.due = due
	case errors.Is(err, coverage.ErrNoOpenTime) && len(holes) > 0 && holes[len(holes)-1].To.IsZero():
	case errors.Is(err, coverage.ErrNoOpenTime), errors.Is(err, coverage.ErrUnknownYear):
		b.trouble = err
	default:
		return err
	}
	return nil
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

package sla

import (
	"errors"
	"fmt"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// Clocks returns every clock that the ticket has or had at the instant now, in the order of the edition and of its
// cycles. A ticket that is not decided yet, or was refused, has none.
func Clocks(t ticket.Ticket, ed *policy.Edition, now time.Time) ([]Clock, error) {
	if t.Status == ticket.StatusRegistered || t.Status == ticket.StatusRefused {
		return nil, nil
	}
	var clocks []Clock
	for _, rule := range ed.Clocks {
		for cycle := range cyclesOf(t, ed) {
			run := run{rule: rule, ticket: t, edition: ed, cycle: cycle}
			more, err := run.clocks(now)
			if err != nil {
				return nil, fmt.Errorf("clock %s: %w", rule.Name, err)
			}
			clocks = append(clocks, more...)
		}
	}
	return clocks, nil
}

// cyclesOf counts the cycles that have clocks: a reopened ticket has had its reaction, unless the reading
// reopen.restartClock says otherwise (G40).
func cyclesOf(t ticket.Ticket, ed *policy.Edition) int {
	if ed.Readings.ReopenRestartClock {
		return len(t.Cycles)
	}
	return min(1, len(t.Cycles))
}

// run computes the clocks of one rule in one cycle. More than one can come of it: a clock that was cancelled by a
// lowered priority, and the next one that a later raise began.
type run struct {
	rule    policy.ClockRule
	ticket  ticket.Ticket
	edition *policy.Edition
	cycle   int // index
}

func (r run) clocks(now time.Time) ([]Clock, error) {
	var past []Clock
	var current *Clock
	stop := r.stop()
	for i, seg := range r.segments() {
		if current != nil && (before(stop, seg.at) || seg.at.After(current.Due) && !current.Due.IsZero()) {
			break // satisfied or missed before the priority changed: nothing rewrites that
		}
		target, promised := r.rule.Targets[seg.priority]
		switch {
		case !promised && current != nil:
			current.State, current.StoppedAt = Cancelled, seg.at
			past, current = append(past, *current), nil
		case promised && current == nil:
			begun, err := r.begin(seg, target, i)
			if err != nil {
				return nil, err
			}
			current = &begun
		case promised:
			if err := r.revise(current, seg, target); err != nil {
				return nil, err
			}
		}
	}
	if current != nil {
		past = append(past, r.judge(*current, stop, now))
	}
	return past, nil
}

func (r run) begin(seg segment, target policy.Target, i int) (Clock, error) {
	c := Clock{
		Name: r.rule.Name, Cycle: r.cycle + 1, Clause: target.Clause, Priority: seg.priority, Unit: r.rule.Unit,
		Target: target.Within, Start: seg.at, Holes: r.holes(),
	}
	if i == 0 {
		c.Start = r.ticket.Cycles[r.cycle].From
	}
	return c, r.count(&c, c.Start)
}

// revise applies a change of priority (G34). Raised: the earlier of the old due instant and the change plus the new
// target, so that nobody is made late in the past. Lowered: counted from the start with the new target. The reading
// from_receive counts from the start either way.
func (r run) revise(c *Clock, seg segment, target policy.Target) error {
	old := *c
	c.Target, c.Clause, c.Priority = target.Within, target.Clause, seg.priority
	raised := seg.priority.Above(old.Priority) && r.edition.Readings.PriorityChangeRule == "fair"
	from := c.Start
	if raised {
		from = seg.at
	}
	if err := r.count(c, from); err != nil {
		return err
	}
	rev := Revision{At: seg.at, From: old.Priority, To: seg.priority, Old: old.Due, New: c.Due, Taken: c.Due}
	if raised && !old.Due.IsZero() && (c.Due.IsZero() || old.Due.Before(c.Due)) {
		c.Due, c.from, c.schedule, rev.Taken = old.Due, old.from, old.schedule, old.Due
	}
	c.Revisions = append(c.Revisions, rev)
	return nil
}

// count sets the due instant counted from an instant under the coverage of the clock's priority.
func (r run) count(c *Clock, from time.Time) error {
	schedule, err := r.coverage(c.Priority)
	if err != nil {
		return err
	}
	c.from, c.schedule = from, schedule
	c.Due, err = schedule.Add(from, c.Target, c.Holes...)
	if errors.Is(err, coverage.ErrNoOpenTime) && c.waits() {
		c.Due, err = time.Time{}, nil // the wait has no end yet
	}
	return err
}

func (c *Clock) waits() bool {
	return len(c.Holes) > 0 && c.Holes[len(c.Holes)-1].To.IsZero()
}

func (r run) coverage(p policy.PriorityCode) (*coverage.Schedule, error) {
	if r.rule.Unit == policy.WallHours {
		return r.edition.Wall(), nil
	}
	return r.edition.Schedule(r.ticket.Decision.Package, p)
}

// judge says how the clock stands at the instant now.
func (r run) judge(c Clock, stop, now time.Time) Clock {
	waived := r.ticket.Waiver != "" && !r.ticket.ResolvedAt.IsZero()
	switch {
	case !stop.IsZero():
		c.StoppedAt, c.State = stop, Met
		if c.Due.IsZero() {
			break // satisfied during a wait
		}
		if stop.After(c.Due) {
			c.State = Breached
		}
	case waived:
		c.StoppedAt, c.State = r.ticket.ResolvedAt, Cancelled
		if !c.Due.IsZero() && c.StoppedAt.After(c.Due) {
			c.State = Breached
		}
	case c.Due.IsZero():
		c.State = Paused
	case now.After(c.Due):
		c.State = Breached
	default:
		c.State = Running
	}
	return c
}

// holes are the waits for the customer that are cut out of a pausable clock (G32).
func (r run) holes() []coverage.Span {
	if !r.rule.Pausable && !(r.rule.Name == policy.Reaction && r.edition.Readings.ReactionPause == "waiting") {
		return nil
	}
	return r.ticket.Pauses
}

// segment is a stretch of the cycle with one effective priority.
type segment struct {
	at       time.Time
	priority policy.PriorityCode
}

func (r run) segments() []segment {
	from, to := r.ticket.Cycles[r.cycle].From, r.end()
	segs := []segment{{from, r.ticket.FirstPriority()}}
	for _, change := range r.ticket.Changes {
		switch {
		case !change.At.After(from):
			segs[0].priority = change.To
		case to.IsZero() || change.At.Before(to):
			segs = append(segs, segment{change.At, change.To})
		}
	}
	return segs
}

// end is where the next cycle begins; zero: this is the last one.
func (r run) end() time.Time {
	if r.cycle+1 < len(r.ticket.Cycles) {
		return r.ticket.Cycles[r.cycle+1].From
	}
	return time.Time{}
}

// before reports whether a, when it is set, lies before b.
func before(a, b time.Time) bool { return !a.IsZero() && a.Before(b) }

package sla

import (
	"fmt"
	"slices"
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
		for _, run := range runs(rule, t, ed) {
			more, err := run.clocks(now)
			if err != nil {
				return nil, fmt.Errorf("clock %s: %w", rule.Name, err)
			}
			clocks = append(clocks, more...)
		}
	}
	return clocks, nil
}

// run computes the clocks of one rule in one cycle. More than one can come of it: a clock that was cancelled by a
// lowered priority, and the next one that a later raise began, or an update owed after each update.
type run struct {
	rule    policy.ClockRule
	ticket  ticket.Ticket
	edition *policy.Edition
	number  int            // of the cycle, from 1
	cycles  []ticket.Cycle // that it spans
	end     time.Time      // where the next cycle begins its own clocks; zero: nowhere
}

// runs are one for each cycle when the reading reopen.restartClock gives each its own clocks. Otherwise the reaction
// was given once, and the first run spans the whole life, so that a raise after a reopening still finds it (G40).
func runs(rule policy.ClockRule, t ticket.Ticket, ed *policy.Edition) []run {
	if len(t.Cycles) == 0 {
		return nil
	}
	if !ed.Readings.ReopenRestartClock {
		return []run{{rule: rule, ticket: t, edition: ed, number: 1, cycles: t.Cycles}}
	}
	var all []run
	for i := range t.Cycles {
		r := run{rule: rule, ticket: t, edition: ed, number: i + 1, cycles: t.Cycles[i : i+1]}
		if i+1 < len(t.Cycles) {
			r.end = t.Cycles[i+1].From
		}
		all = append(all, r)
	}
	return all
}

func (r run) clocks(now time.Time) ([]Clock, error) {
	var all []Clock
	starts := r.starts()
	for i, start := range starts {
		var next time.Time
		if i+1 < len(starts) && r.rule.Repeats() {
			next = starts[i+1]
		}
		more, err := r.from(start, next, len(all), now)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}

// from computes the clocks that come of one start: what is promised is the target of the priority that holds (R35-R38),
// and a priority without one is promised nothing. next is where the clock begins anew, and turns are how many there were
// before.
func (r run) from(start, next time.Time, turns int, now time.Time) ([]Clock, error) {
	var past []Clock
	var current *Clock
	for _, seg := range r.segments(start, next) {
		if off, why := r.calledOff(current); before(off, seg.at) {
			past, current = append(past, r.judge(*current, now, off, why)), nil
		}
		if current != nil && (before(r.stop(current.Start), seg.at) || before(current.Due, seg.at)) {
			continue // satisfied or missed before the priority or the calendar changed: nothing rewrites that
		}
		if seg.recount {
			if current != nil {
				if err := r.recount(current, seg); err != nil {
					return nil, err
				}
			}
			continue
		}
		target, promised := r.rule.Targets[seg.priority]
		switch {
		case !promised && current != nil:
			if err := current.endPromise(seg.at); err != nil {
				return nil, err
			}
			past, current = append(past, *current), nil
		case promised && current == nil:
			if before(r.done(start), seg.at) {
				continue
			}
			begun, err := r.begin(seg, target, turns+len(past)+1)
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
		off, why := r.calledOff(current)
		past = append(past, r.judge(*current, now, off, why))
	}
	return past, nil
}

// calledOff returns the instant at which the clock lost its purpose while it was still to be satisfied, and why; zero:
// it did not.
func (r run) calledOff(c *Clock) (time.Time, Reason) {
	if c == nil {
		return time.Time{}, ""
	}
	stop := r.stop(c.Start)
	withdrawn, why := r.withdrawn(c.Start)
	if !stop.IsZero() && !withdrawn.Before(stop) {
		return time.Time{}, ""
	}
	return withdrawn, why
}

// judge says how the clock stands at the instant now. A broken promise stays broken, whatever followed.
func (r run) judge(c Clock, now, off time.Time, why Reason) Clock {
	stop := r.stop(c.Start)
	switch {
	case !off.IsZero():
		c.StoppedAt, c.State, c.Why = off, Cancelled, why
	case !stop.IsZero():
		c.StoppedAt, c.State = stop, Met
	case c.Trouble != nil:
		c.State = Undetermined
	case c.Due.IsZero():
		c.State = Paused
	default:
		c.State = Running
	}
	ended := c.StoppedAt
	if ended.IsZero() {
		ended = now
	}
	if before(c.Due, ended) {
		c.State = Breached
	}
	return c
}

// holes are what is cut out of a clock that began at start, up to its end, since nothing later moves what is over: the
// waits for the customer, of a clock that is pausable (G32), and the holds, of one that is no debt (G10). They come in
// order, and where a wait and a hold meet the hold counts.
func (r run) holes(start time.Time) []coverage.Span {
	holes := holds(r.rule.Name, r.ticket)
	if r.rule.Pausable {
		holes = append(holes, outside(r.ticket.Pauses, holes)...)
	}
	slices.SortFunc(holes, func(a, b coverage.Span) int { return a.From.Compare(b.From) })
	withdrawn, _ := r.withdrawn(start)
	return cutAt(holes, first(r.stop(start), withdrawn))
}

// cutAt are the waits as they were at an instant; all of them when there is none.
func cutAt(holes []coverage.Span, at time.Time) []coverage.Span {
	if at.IsZero() {
		return holes
	}
	var cut []coverage.Span
	for _, h := range holes {
		if !h.From.Before(at) {
			continue
		}
		if h.To.IsZero() || h.To.After(at) {
			h.To = at
		}
		cut = append(cut, h)
	}
	return cut
}

// endPromise cancels a clock whose priority promises nothing of the kind any more.
func (c *Clock) endPromise(at time.Time) error {
	c.State, c.StoppedAt, c.Why = Cancelled, at, NotPromised
	c.Holes = cutAt(c.Holes, at)
	bounds := slices.Clone(c.bounds)
	for i := range bounds {
		if err := bounds[i].count(c.Holes); err != nil {
			return err
		}
	}
	c.take(bounds)
	return nil
}

// segment is a stretch of the run with one effective priority and one set of calendars.
type segment struct {
	at       time.Time
	priority policy.PriorityCode
	calendar string
	recount  bool // begun by other calendars and not by another priority
}

// segments are the stretches from start until the clock begins anew, where it does.
func (r run) segments(start, next time.Time) []segment {
	segs := []segment{{at: start, priority: r.ticket.FirstPriority(), calendar: r.ticket.Decision.Calendar}}
	later := func(at time.Time) bool {
		return at.After(start) && r.within(at) && (next.IsZero() || at.Before(next))
	}
	for _, change := range r.ticket.Changes {
		switch {
		case !change.At.After(start):
			segs[0].priority = change.To
		case later(change.At):
			segs = append(segs, segment{at: change.At, priority: change.To})
		}
	}
	for _, recount := range r.ticket.Recounts {
		switch {
		case !recount.At.After(start):
			segs[0].calendar = recount.Calendar
		case later(recount.At):
			segs = append(segs, segment{at: recount.At, calendar: recount.Calendar, recount: true})
		}
	}
	slices.SortStableFunc(segs, func(a, b segment) int { return a.at.Compare(b.at) })
	for i := 1; i < len(segs); i++ {
		if segs[i].recount {
			segs[i].priority = segs[i-1].priority
		} else {
			segs[i].calendar = segs[i-1].calendar
		}
	}
	return segs
}

// before reports whether a, when it is set, lies before b.
func before(a, b time.Time) bool { return !a.IsZero() && a.Before(b) }

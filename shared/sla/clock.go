// Package sla runs the clocks of a ticket: from where, under which coverage, until when, and whether the promise was
// kept. It executes the reaction times and the guaranteed call-back of the priority chapter (policy PR, R35-R38).
//
// Clocks are derived from the ticket's events and its pinned edition every time they are asked for and are never
// stored, so that the same events always give the same instants. The room knows nothing of who is told (escalation).
package sla

import (
	"errors"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// State of a clock at an instant.
type State string

// Running and Paused clocks are not settled yet. Met: satisfied no later than the due instant. Breached: the due
// instant has passed unsatisfied, or it was satisfied too late; it stays so, whatever follows. Cancelled: the promise
// no longer applies, see Reason. Undetermined: it runs, and no due instant can be computed (G44).
const (
	Running      State = "running"
	Paused       State = "paused"
	Met          State = "met"
	Breached     State = "breached"
	Cancelled    State = "cancelled"
	Undetermined State = "undetermined"
)

// Reason says why a clock was cancelled.
type Reason string

// Reasons of a cancelled clock.
const (
	NotPromised Reason = "not_promised" // the new priority has no such target
	Waived      Reason = "waived"       // resolved with a waiver of what was owed
	NotNeeded   Reason = "not_needed"   // resolved before anybody had to come
	Reopened    Reason = "reopened"     // the next cycle has clocks of its own
	Merged      Reason = "merged"       // the work goes on in another ticket, under its clocks
)

// Clock is one promise of a ticket in one cycle.
type Clock struct {
	Name      policy.ClockName
	Cycle     int                 // from 1
	Turn      int                 // from 1: a clock that was cancelled may be begun anew by a later raise
	Clause    policy.ClauseCode   // of the target
	Priority  policy.PriorityCode // whose ladder is climbed
	Target    policy.Target       // of the priority
	Start     time.Time
	Due       time.Time // zero while paused, when it is not known when the wait ends, and when it cannot be computed
	Trouble   error     // why no due instant can be computed; nil: one can, or will be
	State     State
	Why       Reason    // when cancelled
	StoppedAt time.Time // when it was satisfied or cancelled; zero: not yet
	Holes     []coverage.Span
	Revisions []Revision

	basis  basis
	bounds []basis            // all by which it is due at the latest, the basis among them (G34)
	hours  *coverage.Schedule // when the desk is at work for the ticket, whatever the clock is counted in
}

// basis is what the due instant was counted by. It is that of another priority than the clock's when a raised priority
// left the earlier of two due instants in force (G34).
type basis struct {
	from     time.Time // Start, or the change of priority that set the due instant
	priority policy.PriorityCode
	target   policy.Target
	schedule *coverage.Schedule
	due      time.Time
	trouble  error
}

// Revision is a change of priority that touched the clock, with the due instants that were compared (G34).
type Revision struct {
	At       time.Time
	From, To policy.PriorityCode
	Old, New time.Time // due before the change; due that the new target would give
	Taken    time.Time // the one that counts
}

// Settled reports whether nothing can change the outcome any more and no step remains to be taken: the clock was
// satisfied or cancelled. A breached clock that is still unanswered is not settled.
func (c Clock) Settled() bool { return !c.StoppedAt.IsZero() }

// Calendar is the version of the working calendar by which the clock is counted; empty when it follows none.
func (c Clock) Calendar() string { return c.basis.schedule.CalendarVersion() }

// Open reports whether the coverage of the ticket is open at the instant, also for a clock that counts every hour.
func (c Clock) Open(at time.Time) bool { return c.hours.IsOpen(at) }

// NextOpening returns the next instant at which the coverage of the ticket is open, at itself when it is.
func (c Clock) NextOpening(at time.Time) (time.Time, error) { return c.hours.NextOpening(at) }

// Remaining is the covered time left until the due instant; negative when it has passed, and 0 when there is none.
func (c Clock) Remaining(now time.Time) time.Duration {
	s := c.basis.schedule
	switch {
	case c.Trouble != nil:
		return 0
	case c.Due.IsZero():
		return c.basis.whole() - s.Elapsed(c.basis.from, now, c.Holes...)
	case now.After(c.Due):
		return -s.Elapsed(c.Due, now)
	default:
		return s.Elapsed(now, c.Due, c.Holes...)
	}
}

// At returns the instant at which percent of the target have been counted, and after that much further covered time
// (before it, when after is negative). The percentage is cut to whole seconds; exactly 100 percent is the due instant
// itself. Of a target in days it is a part of the covered time until the due instant. Waits are cut out up to the due
// instant; after it the promise is broken and a wait stops nothing any more. A clock without a due instant has none of
// these, and neither has one after whose due instant nothing opens any more: ok is false.
//
// A step is a reminder of the desk and no promise. Where it reaches into a year that the calendar does not know yet it is
// counted by the fixed holidays, also by an edition that refuses to give such a due time (G44): nobody must be left untold.
func (c Clock) At(percent policy.Percent, after time.Duration) (at time.Time, ok bool, err error) {
	if c.Due.IsZero() {
		return time.Time{}, false, nil
	}
	s, holes := c.basis.schedule, c.holesUntilDue()
	at = c.Due
	if percent != 100 {
		share := (c.basis.whole() * time.Duration(percent) / 100).Truncate(time.Second)
		at, err = s.Add(c.basis.from, share, holes...)
	}
	if after > 0 && certain(err) == nil {
		at, err = s.Add(at, after, holes...)
	}
	if after < 0 && certain(err) == nil {
		at, err = s.Back(at, -after, holes...)
	}
	if errors.Is(err, coverage.ErrNoOpenTime) {
		return time.Time{}, false, nil
	}
	return at, certain(err) == nil, certain(err)
}

// certain lets an answer pass that rests on a year without data.
func certain(err error) error {
	if errors.Is(err, coverage.ErrUnknownYear) {
		return nil
	}
	return err
}

func (c Clock) holesUntilDue() []coverage.Span {
	var holes []coverage.Span
	for _, h := range c.Holes {
		if h.From.Before(c.Due) {
			holes = append(holes, h)
		}
	}
	return holes
}

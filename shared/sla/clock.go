// Package sla runs the clocks of a ticket: from where, under which coverage, until when, and whether the promise was
// kept. It executes the reaction times and the guaranteed call-back of the priority chapter (policy PR, R35-R38).
//
// Clocks are derived from the ticket's events and its pinned edition every time they are asked for and are never
// stored, so that the same events always give the same instants. The room knows nothing of who is told (escalation).
package sla

import (
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// State of a clock at an instant.
type State string

// Running and Paused clocks are not settled yet. Met: satisfied no later than the due instant. Breached: the due
// instant has passed unsatisfied, or it was satisfied too late; it stays so, whatever follows. Cancelled: the promise
// no longer applies (the priority has no such target any more, or the ticket was resolved with a waiver).
const (
	Running   State = "running"
	Paused    State = "paused"
	Met       State = "met"
	Breached  State = "breached"
	Cancelled State = "cancelled"
)

// Clock is one promise of a ticket in one cycle.
type Clock struct {
	Name      policy.ClockName
	Cycle     int
	Clause    policy.ClauseCode // of the target
	Priority  policy.PriorityCode
	Unit      policy.Unit
	Target    time.Duration
	Start     time.Time
	Due       time.Time // zero while paused: it is not known when the wait ends
	State     State
	StoppedAt time.Time // when it was satisfied or cancelled; zero: not yet
	Holes     []coverage.Span
	Revisions []Revision

	from     time.Time // where the due instant was counted from: Start, or the change of priority that set it
	schedule *coverage.Schedule
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

// Open reports whether the coverage of the clock is open at the instant.
func (c Clock) Open(at time.Time) bool { return c.schedule.IsOpen(at) }

// NextOpening returns the next instant at which the coverage of the clock is open, at itself when it is.
func (c Clock) NextOpening(at time.Time) (time.Time, error) { return c.schedule.NextOpening(at) }

// Remaining is the covered time left until the due instant; negative when it has passed.
func (c Clock) Remaining(now time.Time) time.Duration {
	if c.Due.IsZero() {
		return c.Target - c.schedule.Elapsed(c.from, now, c.Holes...)
	}
	if now.After(c.Due) {
		return -c.schedule.Elapsed(c.Due, now, c.Holes...)
	}
	return c.schedule.Elapsed(now, c.Due, c.Holes...)
}

// At returns the instant that lies percent of the way from start to due, and after that much further covered time
// (before it, when after is negative). Exactly 100 percent is the due instant itself. A paused clock has no instants:
// ok is false.
func (c Clock) At(percent policy.Percent, after time.Duration) (at time.Time, ok bool, err error) {
	if c.Due.IsZero() {
		return time.Time{}, false, nil
	}
	at = c.Due
	if percent != 100 {
		whole := c.schedule.Elapsed(c.Start, c.Due, c.Holes...)
		at, err = c.schedule.Add(c.Start, (whole * time.Duration(percent) / 100).Truncate(time.Second), c.Holes...)
	}
	switch {
	case err != nil:
		return time.Time{}, false, err
	case after > 0:
		at, err = c.schedule.Add(at, after, c.Holes...)
	case after < 0:
		at, err = c.schedule.Back(at, -after)
	}
	return at, err == nil, err
}

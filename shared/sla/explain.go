package sla

import (
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// Explanation is the proof of a due instant: whoever adds up its counted stretches by hand gets the target, and the
// last of them ends at the due instant. Clause, priority and target are those by which the due instant was counted: after
// a raise that left the earlier due instant in force, they are those from before it (G34).
type Explanation struct {
	Clock     policy.ClockName
	Cycle     int
	Clause    policy.ClauseCode
	Edition   string
	Digest    string
	Calendar  string // version of the working calendar; empty when the coverage has none
	Package   policy.PackageCode
	Priority  policy.PriorityCode
	Window    string // name of the coverage hours that counted
	Zone      string
	Location  *time.Location // of the zone
	Target    policy.Target
	Start     time.Time
	From      time.Time // where counting began: Start, or the change of priority that set the due instant
	Due       time.Time // zero: the clock waits
	State     State
	StoppedAt time.Time
	Left      time.Duration // covered time still to come, while the clock waits and has no due instant
	Stretches []coverage.Stretch
	Revisions []Revision
	Readings  []string // datums of the readings that bear on the answer
}

// Explain returns the proof of the clock's due instant.
func Explain(c Clock, t ticket.Ticket, ed *policy.Edition) Explanation {
	to := c.Due
	if to.IsZero() && len(c.Holes) > 0 {
		to = c.Holes[len(c.Holes)-1].From
	}
	b := c.basis
	e := Explanation{
		Clock: c.Name, Cycle: c.Cycle, Clause: b.target.Clause, Edition: ed.ID, Digest: ed.Digest,
		Calendar: b.schedule.CalendarVersion(), Package: t.Decision.Package, Priority: b.priority,
		Window: b.schedule.Name(), Zone: b.schedule.Spec().Zone.String(), Location: b.schedule.Spec().Zone, Target: b.target,
		Start: c.Start, From: b.from, Due: c.Due, State: c.State, StoppedAt: c.StoppedAt,
		Stretches: b.schedule.Trace(b.from, to, c.Holes...), Revisions: c.Revisions,
	}
	if c.Due.IsZero() && c.Trouble == nil {
		e.Left = b.whole() - e.Counted()
	}
	e.Readings = readings(e, t, ed)
	return e
}

// Counted is the sum of the counted stretches: the target, unless the clock waits.
func (e Explanation) Counted() time.Duration {
	var sum time.Duration
	for _, s := range e.Stretches {
		if s.Kind == coverage.Counted {
			sum += s.To.Sub(s.From)
		}
	}
	return sum
}

func readings(e Explanation, t ticket.Ticket, ed *policy.Edition) []string {
	var used []string
	switch e.Clock {
	case policy.Reaction:
		used = append(used, "reaction.start", "reaction.unit", "reaction.stopEvent")
	case policy.Callback:
		used = append(used, "reaction.start", "reaction.unit")
	case policy.Update:
		used = append(used, "updates.cadence")
	case policy.Arrival:
		used = append(used, "onsite.sla")
	default:
	}
	used = addOnce(used, t.Registered.Channel == policy.Hotline, "channels.hotline.hours")
	if e.Calendar != "" {
		used = append(used, "windows.business", "calendar")
	}
	used = addOnce(used, e.Calendar != "" && ed.Readings.ExtraDaysOff != policy.Nothing, "calendar.extra")
	used = addOnce(used, e.Zone != ed.Zone.String(), "windows.zone")
	for _, s := range e.Stretches {
		used = addOnce(used, s.Day.Short && e.Calendar != "", "calendar.shortDay")
		used = addOnce(used, s.Day.Kind == coverage.WorkingMoved && e.Calendar != "", "calendar.movedWorkingDays")
		used = addOnce(used, s.Day.Provisional && e.Calendar != "", "calendar.unknownYear")
		used = addOnce(used, s.Kind == coverage.Paused, "reaction.pause")
	}
	used = addOnce(used, len(e.Revisions) > 0, "priority.changeRule")
	if e.Clock == policy.Callback {
		used = append(used, "callback.stop", "callback.orAttempts", "callback.attemptGap")
	}
	return used
}

func addOnce(list []string, applies bool, datum string) []string {
	if !applies {
		return list
	}
	for _, have := range list {
		if have == datum {
			return list
		}
	}
	return append(list, datum)
}

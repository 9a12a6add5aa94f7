package sla

import (
	"slices"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// Explanation is the proof of a due instant: whoever adds up its counted stretches by hand gets the target, and the
// last of them ends at the due instant. Clause, priority and target are those by which the due instant was counted: after
// a raise that left the earlier due instant in force, they are those from before it (G34).
//
// A target in days is not a sum of hours. Its working days are counted up to Plain, the due instant without any waits,
// and only where waits push it on do hours count: as many outside of the waits as there are until Plain.
type Explanation struct {
	Clock     policy.ClockName
	Cycle     int
	Clause    policy.ClauseCode
	Edition   string
	Digest    string
	Answer    ticket.Answer // of the decision that the clock rests on
	Facts     []string      // refs of the records that were judged, each with its version
	Calendar  string        // version of the working calendar; empty when the coverage has none
	Before    string        // version that the decision recorded, where a migration names another since; else empty
	Package   policy.PackageCode
	Priority  policy.PriorityCode
	Window    string // name of the coverage hours that counted
	Zone      string
	Location  *time.Location // of the zone
	Spec      coverage.Spec  // hours, and what the readings make of particular days
	Target    policy.Target
	Start     time.Time
	From      time.Time     // where counting began: Start, or the change of priority that set the due instant
	Due       time.Time     // zero: the clock waits
	Plain     time.Time     // of a target in days: the due instant without waits
	Days      []Day         // of a target in days: all from the start of counting through that of Plain
	Whole     time.Duration // covered time that the target comes to
	State     State
	StoppedAt time.Time
	Left      time.Duration // covered time still to come, while the clock waits and has no due instant
	Stretches []coverage.Stretch
	Waits     []Wait
	Pausable  bool           // waits are cut out of the clock
	BegunBy   *ticket.Change // the change of priority that began the clock; nil: it began with its own start
	Revisions []Revision
	Readings  []policy.Reading // those that bear on the answer, with their values
}

// Wait is a wait for the customer, or a hold, between the start of counting and the due instant, and what was cut out for
// it: the covered time in it, or nothing where waits do not stop the clock (G32). Holds stop it (G10).
type Wait struct {
	coverage.Span
	Hold bool
	Cut  time.Duration
}

// InDays reports whether the target is counted in days.
func (e Explanation) InDays() bool {
	return e.Target.Unit == policy.BusinessDays || e.Target.Unit == policy.NextBusinessDay
}

// Explain returns the proof of the clock's due instant.
func Explain(c Clock, t ticket.Ticket, ed *policy.Edition) Explanation {
	to := c.Due
	if to.IsZero() && len(c.Holes) > 0 {
		to = c.Holes[len(c.Holes)-1].From
	}
	b := c.basis
	rule, _ := ed.Clock(c.Name)
	e := Explanation{
		Clock: c.Name, Cycle: c.Cycle, Clause: b.target.Clause, Edition: ed.ID, Digest: ed.Digest,
		Answer: t.Decision.Answer, Facts: t.Decision.Facts, Calendar: b.schedule.CalendarVersion(),
		Package: t.Decision.Package, Priority: b.priority, Window: b.schedule.Name(), Spec: b.schedule.Spec(),
		Target: b.target, Start: c.Start, From: b.from, Due: c.Due, Whole: b.whole(), State: c.State, StoppedAt: c.StoppedAt,
		Stretches: b.schedule.Trace(b.from, to, c.Holes...), Pausable: rule.Pausable, Revisions: c.Revisions,
	}
	e.Location = e.Spec.Zone
	e.Zone = e.Location.String()
	if e.InDays() {
		e.Plain, _ = b.add(nil)
		e.Days = days(b, e.Plain)
	}
	if c.Due.IsZero() && c.Trouble == nil {
		e.Left = e.Whole - e.Counted()
	}
	if e.Calendar != "" && t.Calendar != t.Decision.Calendar {
		e.Before = t.Decision.Calendar
	}
	e.BegunBy = begunBy(c, t)
	e.Waits = waits(b, pauses(c, t, rule.Pausable), to, c.Due.IsZero())
	e.Readings = readings(e, t, ed)
	return e
}

// pauses are what the clock met of waits and holds, in order: those cut out of it, and of a clock that is not pausable the
// waits besides.
func pauses(c Clock, t ticket.Ticket, pausable bool) []pause {
	var all []pause
	held := holds(c.Name, t)
	for _, h := range c.Holes {
		hold := slices.ContainsFunc(held, func(s coverage.Span) bool { return s.From.Equal(h.From) })
		all = append(all, pause{h, hold, true})
	}
	if !pausable {
		for _, p := range t.Pauses {
			all = append(all, pause{p, false, false})
		}
	}
	slices.SortStableFunc(all, func(a, b pause) int { return a.From.Compare(b.From) })
	return all
}

// pause is a wait or a hold, and whether it is cut out.
type pause struct {
	coverage.Span
	hold, cut bool
}

// waits are those between the start of counting and to; open: the last of those cut out has no end yet and begins there.
func waits(b basis, pauses []pause, to time.Time, open bool) []Wait {
	var all []Wait
	for _, p := range pauses {
		over := !p.To.IsZero() && !p.To.After(b.from)
		ahead := !p.From.Before(to) && (!open || !p.To.IsZero())
		if over || ahead {
			continue
		}
		w := Wait{Span: p.Span, Hold: p.hold}
		if p.cut {
			from, end := later(p.From, b.from), p.To
			if end.IsZero() || end.After(to) {
				end = to
			}
			w.Cut = b.schedule.Elapsed(from, end)
		}
		all = append(all, w)
	}
	return all
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
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

// begunBy is the change of priority that began the clock: its priority was promised something that the one before was not.
func begunBy(c Clock, t ticket.Ticket) *ticket.Change {
	for _, change := range t.Changes {
		if change.At.Equal(c.Start) {
			return &change
		}
	}
	return nil
}

// readings are those that bear on the answer: what the clock runs by, what was met on the way, and what a wait, a change
// or a reopening has made of it.
func readings(e Explanation, t ticket.Ticket, ed *policy.Edition) []policy.Reading {
	var used []string
	when := func(applies bool, datums ...string) {
		if applies {
			used = append(used, datums...)
		}
	}
	r, hours := ed.Readings, e.Calendar != ""
	when((e.Clock == policy.Reaction || e.Clock == policy.Callback) && e.BegunBy == nil, "reaction.start")
	when(e.Clock == policy.Reaction, "reaction.unit", "reaction.stopEvent")
	when(e.Clock == policy.Callback, "reaction.unit")
	when(e.Clock == policy.Update, "updates.cadence")
	when(e.Clock == policy.Arrival, "onsite.sla")
	when(t.Registered.Channel == policy.Hotline, "channels.hotline.hours")
	plus := e.Package == policy.TS24x7Plus || e.Package == policy.TS24x7Onsite
	when(plus && e.Target.Unit != policy.WallHours, "packages.plus.coverage")
	when(hours, "windows.business", "calendar")
	when(hours && r.ExtraDaysOff != policy.Nothing, "calendar.extra")
	when(e.Zone != ed.Zone.String(), "windows.zone")
	when(hours && e.passed(func(d coverage.Day) bool { return d.Short }), "calendar.shortDay")
	when(hours && e.passed(func(d coverage.Day) bool { return d.Kind == coverage.WorkingMoved }), "calendar.movedWorkingDays")
	when(hours && (e.State == Undetermined || e.passed(func(d coverage.Day) bool { return d.Provisional })), "calendar.unknownYear")
	when(e.Clock == policy.Reaction && len(e.Waits) > 0, "reaction.pause")
	when(len(e.Revisions) > 0 || e.BegunBy != nil, "priority.changeRule")
	when(len(t.Cycles) > 1, "reopen.restartClock")
	when(e.Clock == policy.Callback, "callback.stop", "callback.orAttempts", "callback.attemptGap")
	var all []policy.Reading
	for _, datum := range used {
		if reading, ok := ed.Reading(datum); ok {
			all = append(all, reading)
		}
	}
	return all
}

// passed reports whether a day of the kind lies on the way.
func (e Explanation) passed(is func(coverage.Day) bool) bool {
	return slices.ContainsFunc(e.Stretches, func(s coverage.Stretch) bool { return is(s.Day) })
}

package policy

import (
	"fmt"
	"slices"
	"time"

	"flatsupport/shared/coverage"
)

// check looks for what no single row shows: rows that contradict one another, and promises that nothing follows.
func (l *loader) check() {
	l.checkWindows()
	l.checkCallback()
	l.checkLadders()
	l.checkReadings()
}

func (l *loader) checkWindows() {
	for i, w := range l.e.Windows {
		if !w.Always && !slices.ContainsFunc(w.Week[:], func(day []coverage.Window) bool { return len(day) > 0 }) && l.report.Clean() {
			l.report.Refuse(fmt.Sprintf("windows[%d].breaks", i), "the breaks leave nothing of the hours")
		}
	}
}

// checkCallback holds the call-back inside the reaction time, as its guarantee says (R35).
func (l *loader) checkCallback() {
	reaction, _ := l.e.Clock(Reaction)
	for i, c := range l.e.Clocks {
		if c.Name != Callback {
			continue
		}
		for _, prio := range priorityCodes {
			promised, ok := c.Targets[prio]
			within := reaction.Targets[prio]
			switch {
			case !ok || within.Unit == "" || promised.Unit == "":
			case promised.Unit != within.Unit:
				place := fmt.Sprintf("clocks[%d].unit", i)
				if promised.Unit != c.Unit {
					place = fmt.Sprintf("clocks[%d].targets.%s.unit", i, prio)
				}
				l.report.Refuse(place, "the call-back is owed inside the reaction time, which is counted in %s", within.Unit)
			case within.Within > 0 && promised.Within > within.Within, promised.Days > within.Days, promised.Cutoff > within.Cutoff:
				l.report.Refuse(fmt.Sprintf("clocks[%d].targets.%s.within", i, prio),
					"the call-back is owed inside the reaction time of %s", within)
			}
		}
	}
}

// checkLadders sees to it that every promise has one ladder and every ladder a promise.
func (l *loader) checkLadders() {
	for _, c := range l.e.Clocks {
		for _, prio := range priorityCodes {
			if _, promised := c.Targets[prio]; promised {
				l.checkPromise(c.Name, prio)
			}
		}
	}
	for i, ladder := range l.e.Ladders {
		c, ok := l.e.Clock(ladder.Clock)
		for k, prio := range ladder.Priorities {
			if _, promised := c.Targets[prio]; ok && !promised && prio != "" {
				l.report.Refuse(fmt.Sprintf("ladders[%d].priorities[%d]", i, k),
					"the clock %s promises nothing to %s, so this ladder would never be used", ladder.Clock, prio)
			}
		}
	}
}

// checkPromise names each pair of ladders that meet once, and a promise without any.
func (l *loader) checkPromise(clock ClockName, prio PriorityCode) {
	for _, p := range l.e.Packages {
		var match []int
		for i, ladder := range l.e.Ladders {
			if ladder.Clock == clock && ladder.applies(p.Code, prio) {
				match = append(match, i)
			}
		}
		switch {
		case p.Code == "" || clock == "":
		case len(match) > 1:
			l.report.Refuse(fmt.Sprintf("ladders[%d]", match[1]),
				"ladders[%d] matches %s, %s, %s already", match[0], clock, p.Code, prio)
		case len(match) == 0 && len(l.e.Ladders) > 0:
			l.report.Refuse("ladders", "no ladder matches %s, %s, %s", clock, p.Code, prio)
		}
	}
}

// checkReadings refuses readings that cannot hold together.
func (l *loader) checkReadings() {
	r := l.e.Readings
	callback, _ := l.e.Clock(Callback)
	_, basic := l.e.Package(TS8x5)
	if r.ReinstatementMonths > 0 && r.LoyaltyMonths > r.ReinstatementMonths {
		l.contradicts("loyalty.months", "a loyalty period of %d months would outlast the %d months of reinstatement.windowMonths",
			r.LoyaltyMonths, r.ReinstatementMonths)
	}
	for _, prio := range priorityCodes {
		target, promised := callback.Targets[prio]
		if needed := time.Duration(max(0, r.CallbackAttempts-1)) * r.CallbackGap; promised && target.Within > 0 && needed >= target.Within {
			l.contradicts("callback.attemptGap", "%d attempts (callback.orAttempts) that lie so far apart cannot be made within the %s promised to %s",
				r.CallbackAttempts, printSpan(target.Within), prio)
		}
	}
	if r.ReopenRestartClock && r.ReopenDays == 0 {
		l.contradicts("reopen.restartClock", "no clock can start again when nothing can be reopened (reopen.days)")
	}
	if r.LoyaltyPackage == LoyaltyBasicPackage && !basic {
		l.contradicts("loyalty.package", "the edition has no package %s to fall back to", TS8x5)
	}
	l.checkClockReadings()
	l.checkDayReadings()
}

// checkClockReadings refuses readings of the clocks that cannot hold together.
func (l *loader) checkClockReadings() {
	r := l.e.Readings
	reaction, _ := l.e.Clock(Reaction)
	if r.ReactionStart == DiagnosticsIn && reaction.Stop == Acknowledged {
		l.contradicts("reaction.start", "a reaction that the receipt stops (reaction.stopEvent) would be over before it begins")
	}
	if r.OutOfHours == OutOfHoursHotlineClosed && r.HotlineHours == HotlineAlways {
		l.contradicts("outOfHours.intake", "a hotline that is served at every hour (channels.hotline.hours) never turns a call away")
	}
	if r.Reclassify == ReclassifyNever && r.P1Down == P1DownEngineer {
		l.contradicts("priority.p1Down", "no engineer can lower a priority that is the customer's alone (priority.reclassify)")
	}
	if r.UpdateCadence != Nothing && r.UpdateCadence != "" && l.ownClock(Update) {
		l.contradicts("updates.cadence", "the edition has a clock %s in its own words", Update)
	}
	if r.OnsiteSLA == OnsiteReactionTime && l.ownClock(Arrival) {
		l.contradicts("onsite.sla", "the edition has a clock %s in its own words", Arrival)
	}
}

// ownClock reports whether the chapter of clocks has the clock, and not a reading alone.
func (l *loader) ownClock(name ClockName) bool { return l.own[name] }

// checkDayReadings refuses readings of days that cannot hold together.
func (l *loader) checkDayReadings() {
	r := l.e.Readings
	if r.TermInterval == TermInclusive && r.EntitlementInstant == JudgedByWholeDay {
		l.contradicts("entitlement.instant", "the day of the end would be given twice: the term has it already (term.interval)")
	}
	calendar := l.e.WorkingDays()
	if calendar == nil && (r.RollNonWorking || r.ActivationDayKind == ActivationWorkingDays) {
		l.contradicts("calendar", "working days are asked for (term.rollNonWorking, activation.dayKind), and the window %s follows no calendar", businessWindow)
	}
	if w, _ := find(l.e.Windows, func(w WindowRule) bool { return !w.Always }); w.Calendar == coverage.RussianWeekdays && r.MovedWorkingDays == coverage.MovedNotCovered {
		l.contradicts("calendar.movedWorkingDays", "the calendar %s moves no days", w.Calendar)
	}
}

func (l *loader) contradicts(datum, format string, args ...any) {
	i := slices.IndexFunc(l.e.readings, func(r Reading) bool { return r.Datum == datum })
	l.report.Refuse(fmt.Sprintf("readings[%d].value", i), datum+": "+format, args...)
}

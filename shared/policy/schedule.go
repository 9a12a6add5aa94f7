package policy

import (
	"errors"
	"fmt"
	"time"

	"flatsupport/shared/coverage"
)

// ErrUnknownCoverage: the edition has no such package or priority, so it has no hours for them.
var ErrUnknownCoverage = errors.New("no coverage for package and priority")

// Schedule is when the clocks of a ticket run under a package at a priority (R20-R24, G26, G28). Schedules are built
// once and shared. A package or priority that the edition does not have gives [ErrUnknownCoverage].
func (e *Edition) Schedule(pkg PackageCode, prio PriorityCode) (*coverage.Schedule, error) {
	p, ok := e.Package(pkg)
	if !ok {
		return nil, fmt.Errorf("edition %s, package %q: %w", e.ID, pkg, ErrUnknownCoverage)
	}
	schedule, ok := e.schedules[p.Coverage[prio]]
	if !ok {
		return nil, fmt.Errorf("edition %s, package %s, priority %q: %w", e.ID, pkg, prio, ErrUnknownCoverage)
	}
	return schedule, nil
}

// Wall is the schedule in which every hour counts, in the edition's zone: for targets in [WallHours].
func (e *Edition) Wall() *coverage.Schedule { return e.wall }

// spec describes the window's hours to coverage. A calendar of five working days has its hours from Monday to Friday;
// what else is worked or off, the calendar says.
func (w WindowRule) spec(e *Edition) coverage.Spec {
	spec := coverage.Spec{Name: string(w.Name), Zone: e.Zone, Always: w.Always}
	if w.Always {
		return spec
	}
	for day := time.Monday; day <= time.Friday; day++ {
		spec.Week[day] = w.Working
	}
	spec.Calendar = calendarOf(w.Calendar)
	spec.ShortDay = e.Readings.ShortDay
	spec.MovedWorking = e.Readings.MovedWorkingDays
	return spec
}

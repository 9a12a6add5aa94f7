// Package coverage answers one question: when does the support clock run?
//
// It holds civil dates with clamped months (G4), the Russian production calendar
// (G41, G44), weekly hours with breaks, time zones, and the arithmetic of covered
// time: add, subtract, elapsed, next opening, and the trace that explains them.
// It executes the hours of policy chapters E1-E5 and the readings G24 and G41-G45.
//
// It does not know packages, priorities or tickets: which schedule applies to which
// of them is the policy's matter, and when a clock starts or pauses is the ticket's.
//
// Every interval is half-open. Windows have the precision of a second; instants keep
// whatever precision they came with. Time-zone data is linked in, so answers do not
// depend on the machine (G11).
package coverage

import (
	"errors"
	"time"
	_ "time/tzdata" // the Lambda image is not trusted to have it (G11)
)

// Horizon is how far from its start an answer may lie. A schedule that has not given
// enough open time within it is taken to be closed for good, see [ErrNoOpenTime].
const Horizon = 20 * 365.25 * 24 * time.Hour

var (
	// ErrNoOpenTime: the schedule does not open, or not for long enough, within the
	// [Horizon], or a pause without end stands in the way. An operator must be told:
	// there is no due time to show.
	ErrNoOpenTime = errors.New("no open time within 20 years")
	// ErrUnknownYear: the answer rests on a year for which there is no calendar data, and
	// the schedule is told not to guess (G44).
	ErrUnknownYear = errors.New("a year without calendar data")
	// ErrNegative: covered time was asked for with a duration below zero.
	ErrNegative = errors.New("negative duration")
	// ErrBadDate: a text is not a date of the form 2006-01-02.
	ErrBadDate = errors.New("not a date")
	// ErrBadClockTime: a text is not a wall-clock time of the form 15:04 or 15:04:05.
	ErrBadClockTime = errors.New("not a clock time")
	// ErrNoZone: a schedule has no time zone of its own, or the machine's.
	ErrNoZone = errors.New("no time zone")
	// ErrWindowOutOfDay: a window reaches outside 00:00-24:00.
	ErrWindowOutOfDay = errors.New("window outside the day")
	// ErrWindowBackwards: a window ends at or before its start.
	ErrWindowBackwards = errors.New("window ends before it starts")
	// ErrWindowsOverlap: two windows of a day share a second.
	ErrWindowsOverlap = errors.New("windows overlap")
	// ErrHoursIgnored: hours are given that an always open schedule would never use.
	ErrHoursIgnored = errors.New("always open schedule with hours")
	// ErrUnknownRule: a short-day or moved-day rule is none of the known words.
	ErrUnknownRule = errors.New("unknown rule")
	// ErrCalendarData: a calendar's data was refused; the message begins with
	// file:line:column.
	ErrCalendarData = errors.New("calendar data refused")
)

package coverage

import (
	"fmt"
	"slices"
	"time"
)

// ShortDayRule says what a short working day does to the hours (G43).
type ShortDayRule string

// The readings of G43. The empty rule is ShortDayKeep.
const (
	ShortDayKeep       ShortDayRule = "keep"         // the hours stay
	ShortDayEndMinus1h ShortDayRule = "end_minus_1h" // the last covered hour is cut off
)

// MovedWorkingRule says whether a weekend day that is worked is covered (G42).
type MovedWorkingRule string

// The readings of G42. The empty rule is MovedCovered.
const (
	MovedCovered    MovedWorkingRule = "covered"     // it has the hours of a working day
	MovedNotCovered MovedWorkingRule = "not_covered" // it has its own weekday's hours, usually none
)

// UnknownYearRule says what an answer is worth that rests on a year without data (G44).
type UnknownYearRule string

// The readings of G44. The empty rule is UnknownYearProvisional.
const (
	UnknownYearProvisional UnknownYearRule = "provisional" // the fixed holidays are off, days are marked
	UnknownYearRefuse      UnknownYearRule = "refuse"      // no answer: [ErrUnknownYear]
)

// Spec describes a schedule.
type Spec struct {
	Name         string
	Always       bool             // round the clock, every day; no hours may be given
	Week         Week             // hours of each weekday
	Moved        []Window         // hours of a moved working day; Monday's when empty
	Calendar     *Calendar        // nil: weekly hours every week, no holidays
	Zone         *time.Location   // the zone in which hours and days are meant
	ShortDay     ShortDayRule     // G43
	MovedWorking MovedWorkingRule // G42
	UnknownYear  UnknownYearRule  // G44
}

// Schedule says at every instant whether the support clock runs. It is immutable and
// safe for concurrent use. Building one takes under a millisecond, asking it some nanoseconds: keep it.
type Schedule struct {
	spec  Spec
	week  [7]hours
	moved hours
	table *table // nil when always open
}

// hours are the windows of a day: in full, and as a short day leaves them.
type hours struct{ full, short []Window }

// New builds a schedule and refuses what cannot be meant: [ErrNoZone], [ErrUnknownRule],
// [ErrHoursIgnored], [ErrWindowOutOfDay], [ErrWindowBackwards], [ErrWindowsOverlap].
// A schedule without any hours is lawful; asking it for time gives [ErrNoOpenTime].
func New(spec Spec) (*Schedule, error) {
	s := &Schedule{spec: spec}
	if err := s.prepare(); err != nil {
		return nil, fmt.Errorf("schedule %q: %w", spec.Name, err)
	}
	if !spec.Always {
		s.table = newTable(s)
	}
	return s, nil
}

func (s *Schedule) prepare() error {
	// The machine's own zone would make answers depend on where they are computed.
	if s.spec.Zone == nil || s.spec.Zone == time.Local {
		return ErrNoZone
	}
	switch s.spec.ShortDay {
	case "", ShortDayKeep, ShortDayEndMinus1h:
	default:
		return fmt.Errorf("short days %q: %w", s.spec.ShortDay, ErrUnknownRule)
	}
	switch s.spec.MovedWorking {
	case "", MovedCovered, MovedNotCovered:
	default:
		return fmt.Errorf("moved working days %q: %w", s.spec.MovedWorking, ErrUnknownRule)
	}
	switch s.spec.UnknownYear {
	case "", UnknownYearProvisional, UnknownYearRefuse:
	default:
		return fmt.Errorf("unknown years %q: %w", s.spec.UnknownYear, ErrUnknownRule)
	}
	s.spec.Week, s.spec.Moved = s.spec.Week.clone(), slices.Clone(s.spec.Moved)
	if s.spec.Always {
		return s.openAlways()
	}
	for i, windows := range s.spec.Week {
		checked, err := checkedWindows(windows)
		if err != nil {
			return fmt.Errorf("%s: %w", time.Weekday(i), err)
		}
		s.week[i] = hours{checked, withoutLastHour(checked)}
	}
	moved, err := checkedWindows(s.spec.Moved)
	if err != nil {
		return fmt.Errorf("moved working days: %w", err)
	}
	s.moved = hours{moved, withoutLastHour(moved)}
	if len(moved) == 0 {
		s.moved = s.week[time.Monday]
	}
	return nil
}

func (s *Schedule) openAlways() error {
	for _, windows := range append(s.spec.Week[:], s.spec.Moved) {
		if len(windows) > 0 {
			return ErrHoursIgnored
		}
	}
	day := []Window{{0, endOfDay}}
	for i := range s.week {
		s.week[i] = hours{day, day}
	}
	return nil
}

// Name is the schedule's name.
func (s *Schedule) Name() string { return s.spec.Name }

// Spec is a copy of what the schedule was built from.
func (s *Schedule) Spec() Spec {
	spec := s.spec
	spec.Week, spec.Moved = spec.Week.clone(), slices.Clone(spec.Moved)
	return spec
}

// CalendarVersion names the calendar edition that answers depend on; it is empty when
// they depend on none, as round the clock.
func (s *Schedule) CalendarVersion() string {
	if s.spec.Always || s.spec.Calendar == nil {
		return ""
	}
	return s.spec.Calendar.Version()
}

// day is the calendar's word on d, or the week's where there is no calendar.
func (s *Schedule) day(d Date) Day {
	if s.spec.Calendar == nil {
		return weekDay(d)
	}
	return s.spec.Calendar.Day(d)
}

// windows are the open hours of a day. Holidays and moved days off are closed,
// whatever the week says; the calendar can also open a weekend day (G42).
func (s *Schedule) windows(number int64) []Window {
	h := s.week[weekdayOfNumber(number)]
	if s.spec.Always || s.spec.Calendar == nil {
		return h.full
	}
	day := s.spec.Calendar.Day(dateOfNumber(number))
	switch day.Kind {
	case Holiday, DayOffMoved:
		return nil
	case WorkingMoved:
		if s.spec.MovedWorking != MovedNotCovered {
			h = s.moved
		}
	case WorkingDay, Weekend:
	}
	if day.Short && s.spec.ShortDay == ShortDayEndMinus1h {
		return h.short
	}
	return h.full
}

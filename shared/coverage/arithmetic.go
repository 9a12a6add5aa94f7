package coverage

import (
	"fmt"
	"time"
)

// Span is a half-open stretch of time. Used as a hole it is a pause: inside it no time
// counts, and with a zero To it has no end yet.
type Span struct{ From, To time.Time }

// Add is the earliest instant t at or after from with Elapsed(from, t, holes...) == d:
// a sum that is complete at closing time is due at closing time, not at the next
// opening, and d == 0 is due at from itself. The answer is in from's location.
//
// It refuses d < 0 with [ErrNegative]; where the time does not come, because nothing
// opens or a hole never ends, the answer is [ErrNoOpenTime]; where the schedule refuses
// to count by a year without data, [ErrUnknownYear] comes with the answer that the fixed
// holidays alone would give.
func (s *Schedule) Add(from time.Time, d time.Duration, holes ...Span) (time.Time, error) {
	if d <= 0 {
		return unmoved("add to", from, d)
	}
	at, left := from, d
	for len(holes) > 0 {
		var ends bool
		if at, ends = afterHoles(at, holes); !ends {
			return time.Time{}, s.noTime("add", d, "to", from)
		}
		stop, more := nextHole(at, holes)
		if !more {
			break
		}
		have := s.elapsed(at, stop)
		if have >= left {
			break
		}
		at, left = stop, left-have
	}
	due, ok := s.table.add(at, left)
	if !ok {
		due, ok = s.walkedAdd(at, left)
	}
	if !ok {
		return time.Time{}, s.noTime("add", d, "to", from)
	}
	due = due.In(from.Location()) // see inPlaceOf
	return due, s.certain(from, due)
}

// Back is the latest instant t at or before to with Elapsed(t, to, holes...) == d: "8
// hours before" in covered time. d == 0 is to itself. The answer is in to's location.
// Errors are those of Add.
func (s *Schedule) Back(to time.Time, d time.Duration, holes ...Span) (time.Time, error) {
	if d <= 0 {
		return unmoved("take from", to, d)
	}
	at, left := to, d
	for len(holes) > 0 {
		at = beforeHoles(at, holes)
		stop, more := previousHole(at, holes)
		if !more {
			break
		}
		have := s.elapsed(stop, at)
		if have >= left {
			break
		}
		at, left = stop, left-have
	}
	start, ok := s.table.back(at, left)
	if !ok {
		start, ok = s.walkedBack(at, left)
	}
	if !ok {
		return time.Time{}, s.noTime("take", d, "from", to)
	}
	start = start.In(to.Location()) // see inPlaceOf
	return start, s.certain(start, to)
}

// Elapsed is the covered time of [from, to) outside of the holes, which may overlap,
// come in any order and lie where nothing counts anyway. It is 0 when to is not after
// from. Spans longer than 290 years count as 290 years.
func (s *Schedule) Elapsed(from, to time.Time, holes ...Span) time.Duration {
	if len(holes) == 0 {
		return s.elapsed(from, to)
	}
	if !to.After(from) {
		return 0
	}
	var sum time.Duration
	for at := from; ; {
		var ends bool
		if at, ends = afterHoles(at, holes); !ends || !at.Before(to) {
			return sum
		}
		stop, more := nextHole(at, holes)
		if !more || !stop.Before(to) {
			return sum + s.elapsed(at, to)
		}
		sum += s.elapsed(at, stop)
		at = stop
	}
}

// NextOpening is the first instant at or after at when the clock runs, at itself
// included, in at's location. It fails with [ErrNoOpenTime].
func (s *Schedule) NextOpening(at time.Time) (time.Time, error) {
	if s.table == nil {
		return at, nil
	}
	ahead, ok := s.table.opening(at)
	if !ok {
		ahead, ok = s.walkOpening(at)
	}
	if !ok || ahead > Horizon {
		return time.Time{}, fmt.Errorf("schedule %q: next opening after %s: %w", s.spec.Name, at, ErrNoOpenTime)
	}
	return inPlaceOf(at, at.Add(ahead)), nil
}

// IsOpen tells whether the clock runs at the instant; at closing time it does not.
func (s *Schedule) IsOpen(at time.Time) bool {
	next, err := s.NextOpening(at)
	return err == nil && next.Equal(at)
}

// certain refuses an answer for which a day of a year without data was looked at, where
// the schedule is told to (G44).
func (s *Schedule) certain(from, to time.Time) error {
	if s.spec.UnknownYear != UnknownYearRefuse {
		return nil
	}
	return s.known(from, to)
}

// known looks at the years between.
func (s *Schedule) known(from, to time.Time) error {
	if s.spec.Always || s.spec.Calendar == nil {
		return nil
	}
	for year := from.In(s.spec.Zone).Year(); year <= to.In(s.spec.Zone).Year(); year++ {
		if !s.spec.Calendar.Official(year) {
			return fmt.Errorf("schedule %q: %s has no data for %d: %w", s.spec.Name, s.spec.Calendar.Version(), year, ErrUnknownYear)
		}
	}
	return nil
}

// walkedAdd, walkedBack and elapsed do without holes. What the table does not know is
// walked.

func (s *Schedule) walkedAdd(from time.Time, d time.Duration) (time.Time, bool) {
	if s.table == nil {
		return from.Add(d), true
	}
	ahead, ok := s.walkAdd(from, d, false)
	return from.Add(ahead), ok && ahead <= Horizon
}

func (s *Schedule) walkedBack(to time.Time, d time.Duration) (time.Time, bool) {
	if s.table == nil {
		return to.Add(-d), true
	}
	behind, ok := s.walkBack(to, d)
	return to.Add(-behind), ok && behind <= Horizon
}

func (s *Schedule) elapsed(from, to time.Time) time.Duration {
	if d, ok := s.table.elapsed(from, to); ok {
		return max(d, 0)
	}
	switch {
	case !to.After(from):
		return 0
	case s.table == nil:
		return to.Sub(from)
	default:
		return s.walkElapsed(from, to)
	}
}

// inPlaceOf shows an answer in the asker's zone. In also drops the monotonic reading,
// which stands still while a function sleeps: a due time must not carry one.
func inPlaceOf(asked, answer time.Time) time.Time { return answer.In(asked.Location()) }

func unmoved(verb string, at time.Time, d time.Duration) (time.Time, error) {
	if d < 0 {
		return time.Time{}, fmt.Errorf("%s %s %s of covered time: %w", verb, at, d, ErrNegative)
	}
	return at, nil
}

func (s *Schedule) noTime(verb string, d time.Duration, word string, at time.Time) error {
	return fmt.Errorf("schedule %q: %s %s of covered time %s %s: %w", s.spec.Name, verb, d, word, at, ErrNoOpenTime)
}

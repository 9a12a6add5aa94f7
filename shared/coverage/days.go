package coverage

import (
	"fmt"
	"time"
)

// AddDays is the instant n > 0 working days after from: the same time of day on the n-th
// day with hours after the day of from. Counting begins at the next opening when nothing
// is open at from. Where the clock does not run at that time of day, the answer is the
// next opening on that day, or its closing when it has closed by then.
//
// Holes push the answer on by the covered time that they take out before it. The answer
// is in from's location. Errors are those of Add.
func (s *Schedule) AddDays(from time.Time, n int, holes ...Span) (time.Time, error) {
	if n <= 0 {
		return unmoved("add days to", from, time.Duration(n))
	}
	start, err := s.NextOpening(from)
	if err != nil {
		return time.Time{}, fmt.Errorf("add %d working days: %w", n, err)
	}
	start = start.In(s.spec.Zone)
	day, err := s.workingDay(DateOf(start, s.spec.Zone), n)
	if err != nil {
		return time.Time{}, fmt.Errorf("add %d working days to %s: %w", n, from, err)
	}
	due := s.nearest(day, start)
	return s.pushed(from, due, holes)
}

// EndOfNextDay is the closing time of the working day after the day that from counts for:
// its own day when that is worked and from lies before the cutoff, else the next day with
// hours. Holes push it on as they do in AddDays. Errors are those of Add.
func (s *Schedule) EndOfNextDay(from time.Time, cutoff ClockTime, holes ...Span) (time.Time, error) {
	local := from.In(s.spec.Zone)
	day := DateOf(local, s.spec.Zone)
	n := 1
	if !local.Before(s.on(day, cutoff)) || len(s.windows(day.number())) == 0 {
		n = 2 // the day that counts is the next one with hours
	}
	end, err := s.workingDay(day, n)
	if err != nil {
		return time.Time{}, fmt.Errorf("end of the next working day after %s: %w", from, err)
	}
	return s.pushed(from, s.closingOf(end), holes)
}

// pushed moves the due instant on by what the holes before it take out.
func (s *Schedule) pushed(from, due time.Time, holes []Span) (time.Time, error) {
	whole := s.Elapsed(from, due)
	if s.Elapsed(from, due, holes...) < whole {
		return s.Add(from, whole, holes...)
	}
	if at, ends := afterHoles(from, holes); !ends && at.Before(due) {
		return time.Time{}, s.noTime("add", whole, "to", from)
	}
	return inPlaceOf(from, due), s.certain(from, due)
}

// workingDay is the n-th day with hours after the day.
func (s *Schedule) workingDay(day Date, n int) (Date, error) {
	for number, last := day.number()+1, day.number()+int64(Horizon/(24*time.Hour)); number <= last; number++ {
		if len(s.windows(number)) == 0 {
			continue
		}
		if n--; n == 0 {
			return dateOfNumber(number), nil
		}
	}
	return Date{}, fmt.Errorf("schedule %q, working day after %s: %w", s.spec.Name, day, ErrNoOpenTime)
}

// on is the instant at which the local clock shows the time on the day.
func (s *Schedule) on(day Date, clock ClockTime) time.Time {
	return time.Unix(opening(day.number()*secondsPerDay+int64(clock), s.spec.Zone), 0).In(s.spec.Zone)
}

// nearest is the time of day of start on another day, moved into the hours of that day: on
// to the next opening, or back to its closing.
func (s *Schedule) nearest(day Date, start time.Time) time.Time {
	h, m, sec := start.Clock()
	clock := ClockTime(h*3600 + m*60 + sec)
	for _, w := range s.windows(day.number()) {
		switch {
		case clock < w.From:
			return s.on(day, w.From)
		case clock < w.To:
			return s.on(day, clock).Add(time.Duration(start.Nanosecond()))
		}
	}
	return s.closingOf(day)
}

// closingOf is the instant at which the last window of a day with hours ends.
func (s *Schedule) closingOf(day Date) time.Time {
	windows := s.windows(day.number())
	zone := zoneCursor{loc: s.spec.Zone}
	return time.Unix(zone.resolve(day.number()*secondsPerDay, windows[len(windows)-1]).end, 0).In(s.spec.Zone)
}

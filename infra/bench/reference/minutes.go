package reference

import (
	"time"

	"flatsupport/shared/coverage"
)

// Minutes knows of each minute whether it is worked and counts them one by one.
type Minutes struct {
	start  time.Time
	worked []bool
}

// NewMinutes looks at every minute of the years from first to last on the clock of the zone.
func NewMinutes(days *coverage.Calendar, zone *time.Location, first, last int) Minutes {
	start := time.Date(first, time.January, 1, 0, 0, 0, 0, zone)
	end := time.Date(last+1, time.January, 1, 0, 0, 0, 0, zone)
	m := Minutes{start: start, worked: make([]bool, 0, int(end.Sub(start)/time.Minute))}
	var day coverage.Day
	for at := start; at.Before(end); at = at.Add(time.Minute) {
		if date := coverage.DateOf(at, zone); date != day.Date {
			day = days.Day(date)
		}
		clock := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
		m.worked = append(m.worked, day.Working() && opens <= clock && clock < closes)
	}
	return m
}

// minuteOf is the minute that holds the instant.
func (m Minutes) minuteOf(at time.Time) int { return int(at.Sub(m.start) / time.Minute) }

// counted is the part of minute i that counts in [from, to) outside of the pause, which begins and ends on a minute.
func (m Minutes) counted(i int, from, to time.Time, pause coverage.Span) (start, end time.Time) {
	if !m.worked[i] {
		return from, from
	}
	start = m.start.Add(time.Duration(i) * time.Minute)
	end = start.Add(time.Minute)
	if !start.Before(pause.From) && start.Before(pause.To) {
		return start, start
	}
	if from.After(start) {
		start = from
	}
	if to.Before(end) {
		end = to
	}
	if end.Before(start) {
		return start, start
	}
	return start, end
}

// Elapsed adds up the minutes of [from, to) outside of the pause.
func (m Minutes) Elapsed(from, to time.Time, pause coverage.Span) time.Duration {
	var sum time.Duration
	for i := m.minuteOf(from); i <= m.minuteOf(to) && i < len(m.worked); i++ {
		start, end := m.counted(i, from, to, pause)
		sum += end.Sub(start)
	}
	return sum
}

// Add goes forward from minute to minute until d has been counted. It panics where the years end before.
func (m Minutes) Add(from time.Time, d time.Duration, pause coverage.Span) time.Time {
	for i := m.minuteOf(from); ; i++ {
		start, end := m.counted(i, from, m.limit(), pause)
		if part := end.Sub(start); part < d {
			d -= part
			continue
		}
		return start.Add(d)
	}
}

// Back goes back from minute to minute until d has been counted. It panics where the years begin after.
func (m Minutes) Back(to time.Time, d time.Duration, pause coverage.Span) time.Time {
	for i := m.minuteOf(to); ; i-- {
		start, end := m.counted(i, m.start, to, pause)
		if part := end.Sub(start); part < d {
			d -= part
			continue
		}
		return end.Add(-d)
	}
}

func (m Minutes) limit() time.Time { return m.start.Add(time.Duration(len(m.worked)) * time.Minute) }

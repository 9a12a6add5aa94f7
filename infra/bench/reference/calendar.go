// Package reference answers the questions of covered time in two other ways: with the public library
// github.com/rickar/cal, which is what one would take otherwise, and by looking at every minute, which is slow and hard
// to get wrong. What is to be compared in speed must first be shown to give the same answers.
package reference

import (
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/ru"

	"flatsupport/shared/coverage"
)

// Hours of every working day.
const (
	opens  = 9 * time.Hour
	closes = 18 * time.Hour
)

// Calendar is the library's business calendar, made to know what ours knows, in the manner that its documentation shows:
// each day off is a holiday of its year, weekend days that are worked are told by a function of the date, and results
// are cached, with room for every day of the years given.
//
// The library's own Russian holidays lack the moved days and most of the New Year break, so with them alone it would
// answer another question, see [Lacking].
type Calendar struct{ business *cal.BusinessCalendar }

// NewCalendar takes the days of the years from first to last.
func NewCalendar(days *coverage.Calendar, first, last int) Calendar {
	c := cal.NewBusinessCalendar()
	c.SetWorkHours(opens, closes)
	c.Cacheable = true
	cal.CacheMaxSize = max(cal.CacheMaxSize, (last-first+1)*366)
	worked := map[coverage.Date]bool{}
	for day := range daysOf(days, first, last) {
		switch day.Kind {
		case coverage.Holiday, coverage.DayOffMoved:
			c.AddHoliday(&cal.Holiday{
				Name: day.Date.String(), Type: cal.ObservancePublic, StartYear: day.Date.Year, EndYear: day.Date.Year,
				Month: day.Date.Month, Day: day.Date.Day, Func: cal.CalcDayOfMonth,
			})
		case coverage.WorkingMoved:
			worked[day.Date] = true
		case coverage.WorkingDay, coverage.Weekend:
		}
	}
	c.WorkdayFunc = func(at time.Time) bool {
		if weekday := at.Weekday(); weekday != time.Saturday && weekday != time.Sunday {
			return true
		}
		year, month, day := at.Date()
		return worked[coverage.Date{Year: year, Month: month, Day: day}]
	}
	return Calendar{c}
}

// Add is the instant at which d of working time has passed since from.
func (c Calendar) Add(from time.Time, d time.Duration) time.Time {
	return c.business.AddWorkHours(from, d)
}

// Elapsed is the working time between two instants.
func (c Calendar) Elapsed(from, to time.Time) time.Duration {
	return c.business.WorkHoursInRange(from, to)
}

// AddAround adds around a pause that begins after from. The library has no pauses: what is worked before it is taken off and the rest begins
// after it.
func (c Calendar) AddAround(from time.Time, d time.Duration, pause coverage.Span) time.Time {
	have := c.Elapsed(from, pause.From)
	if have >= d {
		return c.Add(from, d)
	}
	return c.Add(pause.To, d-have)
}

// ElapsedAround is the working time between two instants outside of a pause between them.
func (c Calendar) ElapsedAround(from, to time.Time, pause coverage.Span) time.Duration {
	return c.Elapsed(from, to) - c.Elapsed(pause.From, pause.To)
}

// Lacking counts the days of a year that the library's own Russian holidays take for the other kind, working or not.
func Lacking(days *coverage.Calendar, year int) int {
	c := cal.NewBusinessCalendar()
	c.AddHoliday(ru.Holidays...)
	lacking := 0
	for day := range daysOf(days, year, year) {
		if c.IsWorkday(day.Date.In(time.UTC)) != day.Working() {
			lacking++
		}
	}
	return lacking
}

// daysOf yields every day of the years.
func daysOf(days *coverage.Calendar, first, last int) func(yield func(coverage.Day) bool) {
	return func(yield func(coverage.Day) bool) {
		for d := (coverage.Date{Year: first, Month: time.January, Day: 1}); d.Year <= last; d = d.AddDays(1) {
			if !yield(days.Day(d)) {
				return
			}
		}
	}
}

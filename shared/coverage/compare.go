package coverage

import (
	"maps"
	"slices"
)

// Totals are the control sums of a calendar year, as production calendars print them.
type Totals struct {
	Year, CalendarDays, WorkingDays, DaysOff, ShortDays int
}

// Years are the years of which the calendar has data, in order. A calendar that is computed knows every year and has
// data of none.
func (c *Calendar) Years() []int { return slices.Sorted(maps.Keys(c.years)) }

// Totals counts the days of a year.
func (c *Calendar) Totals(year int) Totals {
	t := Totals{Year: year}
	for d := range daysOf(year) {
		day := c.Day(d)
		t.CalendarDays++
		if day.Working() {
			t.WorkingDays++
		} else {
			t.DaysOff++
		}
		if day.Short {
			t.ShortDays++
		}
	}
	return t
}

// DayChange is a day that two calendars see differently.
type DayChange struct{ Before, After Day }

// Compare lists the days of a year that another version of a calendar sees differently, in order: those that are of
// another kind, or short in one of them only. That a year has become official alone changes no day.
func Compare(from, to *Calendar, year int) []DayChange {
	var changes []DayChange
	for d := range daysOf(year) {
		before, after := from.Day(d), to.Day(d)
		if before.Kind != after.Kind || before.Short != after.Short {
			changes = append(changes, DayChange{before, after})
		}
	}
	return changes
}

// daysOf are all days of a year.
func daysOf(year int) func(yield func(Date) bool) {
	return func(yield func(Date) bool) {
		for d := (Date{Year: year, Month: 1, Day: 1}); d.Year == year; d = d.AddDays(1) {
			if !yield(d) {
				return
			}
		}
	}
}

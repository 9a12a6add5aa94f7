// Package model is a second execution of the support policy, written to be checked by eye against the document and
// slow on purpose: it walks civil days one by one and counts minutes one by one. It shares no rule with the desk's own
// rooms (of which it uses only the types of what goes in), so that a mistake made there is not made here as well.
//
// Each function names the clause or the reading that it executes. Package contest plays random histories against both.
package model

import (
	"fmt"
	"time"

	"flatsupport/shared/coverage"
)

// Day is a civil date; the zero Day means "not given".
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// dayOf is the date of a record.
func dayOf(d coverage.Date) Day { return Day{d.Year, d.Month, d.Day} }

// noon stands for the day where the time package can count for us; no zone changes its clock at noon UTC.
func (d Day) noon() time.Time { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }

// Plus counts calendar days.
func (d Day) Plus(n int) Day {
	y, m, day := d.noon().AddDate(0, 0, n).Date()
	return Day{y, m, day}
}

// Before tells the earlier of two days.
func (d Day) Before(e Day) bool {
	if d.Year != e.Year {
		return d.Year < e.Year
	}
	if d.Month != e.Month {
		return d.Month < e.Month
	}
	return d.Day < e.Day
}

// Given tells a date that is there.
func (d Day) Given() bool { return d != Day{} }

// Weekend tells Saturday and Sunday.
func (d Day) Weekend() bool {
	return d.noon().Weekday() == time.Saturday || d.noon().Weekday() == time.Sunday
}

// String prints 2026-11-20.
func (d Day) String() string {
	if !d.Given() {
		return "-"
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// plusMonths counts calendar months. A day that the month lacks becomes its last day (G4, clamp) or runs over into the
// next month (overflow).
func (r Rules) plusMonths(d Day, months int) Day {
	if r.is("months.missingDay", "overflow") {
		y, m, day := time.Date(d.Year, d.Month+time.Month(months), d.Day, 12, 0, 0, 0, time.UTC).Date()
		return Day{y, m, day}
	}
	first := time.Date(d.Year, d.Month+time.Month(months), 1, 12, 0, 0, 0, time.UTC)
	for day := d.Day; ; day-- {
		if there := (Day{first.Year(), first.Month(), day}); there.noon().Month() == first.Month() {
			return there
		}
	}
}

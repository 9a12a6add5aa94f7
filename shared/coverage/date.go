package coverage

import (
	"cmp"
	"fmt"
	"time"
)

const secondsPerDay = 24 * 60 * 60

// Date is a day of the civil calendar, without a zone. The zero Date means "not given".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads the form 2006-01-02 and nothing else. It refuses with [ErrBadDate]
// days that do not exist and the year 0000.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return Date{}, fmt.Errorf("parse date %q: %w", s, ErrBadDate)
	}
	return DateOf(t, time.UTC), nil
}

// DateOf is the civil date that a calendar on the wall in loc shows at t (G11).
func DateOf(t time.Time, loc *time.Location) Date {
	y, m, d := t.In(loc).Date()
	return Date{y, m, d}
}

// String prints 2006-01-02, or nothing for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// IsZero tells a date that was not given.
func (d Date) IsZero() bool { return d == Date{} }

// AddDays counts calendar days, forward or back.
func (d Date) AddDays(n int) Date { return dateOfNumber(d.number() + int64(n)) }

// AddMonths counts calendar months, forward or back. Where the day does not exist in
// the target month the result is that month's last day (G4, Civil Code art. 192), so
// 31 January plus one month is 28 or 29 February. Clamped months do not add up: count
// each limit from its own anchor (G5).
func (d Date) AddMonths(n int) Date {
	first := time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date{first.Year(), first.Month(), min(d.Day, last)}
}

// Compare is -1, 0 or +1 as d is before, on or after other.
func (d Date) Compare(other Date) int {
	return cmp.Or(
		cmp.Compare(d.Year, other.Year),
		cmp.Compare(d.Month, other.Month),
		cmp.Compare(d.Day, other.Day),
	)
}

// Before tells whether d is an earlier day than other.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// After tells whether d is a later day than other.
func (d Date) After(other Date) bool { return d.Compare(other) > 0 }

// Weekday is the day of the week of d.
func (d Date) Weekday() time.Weekday { return weekdayOfNumber(d.number()) }

// DaysUntil counts the calendar days from d to other; it is negative when other is
// earlier. The day of d itself is day 0 (G2).
func (d Date) DaysUntil(other Date) int { return int(other.number() - d.number()) }

// In is the first instant of the date in loc: midnight, or, where midnight was
// skipped, the first existing instant after it.
func (d Date) In(loc *time.Location) time.Time {
	return time.Unix(opening(d.number()*secondsPerDay, loc), 0).In(loc)
}

// At is the first instant of the date at which the clock in loc shows the time or more.
func (d Date) At(clock ClockTime, loc *time.Location) time.Time {
	return time.Unix(opening(d.number()*secondsPerDay+int64(clock), loc), 0).In(loc)
}

// MarshalText prints the date as [Date.String] does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what [ParseDate] reads; an empty text is the zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// number counts days from 1970-01-01, so that day arithmetic is plain addition.
func (d Date) number() int64 {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay
}

func dateOfNumber(n int64) Date {
	return DateOf(time.Unix(n*secondsPerDay, 0), time.UTC)
}

// weekdayOfNumber knows that 1970-01-01 was a Thursday.
func weekdayOfNumber(n int64) time.Weekday {
	return time.Weekday(((n+int64(time.Thursday))%7 + 7) % 7)
}

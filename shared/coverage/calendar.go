package coverage

import (
	"fmt"
	"maps"
	"strings"
	"time"
)

// DayKind says why a day is worked or not.
type DayKind uint8

// The kinds of days of a production calendar.
const (
	WorkingDay   DayKind = iota // an ordinary weekday
	Weekend                     // Saturday or Sunday
	Holiday                     // a public holiday, also one that falls on a weekend
	DayOffMoved                 // a weekday that got a day off moved from elsewhere
	WorkingMoved                // a weekend day that is worked because its day off was moved away
)

// String is the kind's stable name, as calendar data spells it where data can carry it.
func (k DayKind) String() string {
	switch k {
	case WorkingDay:
		return "working_day"
	case Weekend:
		return "weekend"
	case Holiday:
		return "holiday"
	case DayOffMoved:
		return "weekend_moved_off"
	case WorkingMoved:
		return "working_moved"
	default:
		return fmt.Sprintf("DayKind(%d)", uint8(k))
	}
}

// Day is what a calendar says of a date. Short marks a working day before a holiday
// (G43); Provisional marks a day of a year whose transfers are not yet known (G44).
type Day struct {
	Date        Date
	Kind        DayKind
	Short       bool
	Provisional bool
}

// Working tells whether people work on the day.
func (d Day) Working() bool { return d.Kind == WorkingDay || d.Kind == WorkingMoved }

// Calendar is one immutable edition of a production calendar (G41). New data is a new
// Calendar with another version, so that a stored version always means the same days.
type Calendar struct {
	name, version, source string
	computed              bool // knows every year by the fixed holidays alone
	years                 map[int]bool
	marked                map[Date]mark
}

// mark is what the data says of a date beyond its weekday.
type mark struct {
	kind  DayKind
	short bool
}

// Name is the calendar's name, the same in all its editions.
func (c *Calendar) Name() string { return c.name }

// Version names this very edition; a due time is stored with it.
func (c *Calendar) Version() string { return c.version }

// Source says where the edition's data come from.
func (c *Calendar) Source() string { return c.source }

// Official tells whether the year is known. Any other year is computed and its days are
// provisional (G44).
func (c *Calendar) Official(year int) bool { return c.computed || c.years[year] }

// Day says what kind of day d is. It knows every date: in a year without data the
// weekends are off, and in Russia the fixed holidays of Labour Code art. 112 part 1;
// nothing is moved or short, and the day is marked provisional (G44).
func (c *Calendar) Day(d Date) Day {
	day := weekDay(d)
	if !c.years[d.Year] {
		day.Provisional = !c.computed
		if c.russian() && fixedHoliday(d) {
			day.Kind = Holiday
		}
		return day
	}
	if m, ok := c.marked[d]; ok {
		day.Kind, day.Short = m.kind, m.short
	}
	return day
}

// WithDaysOff is a further edition of the calendar in which the given working days are
// off as well, for days declared in mid-year (G45). It refuses a version that is empty
// or this edition's own, a date of a year without data, and a date that is off already.
func (c *Calendar) WithDaysOff(version string, dates ...Date) (*Calendar, error) {
	if version == "" || version == c.version {
		return nil, fmt.Errorf("extend calendar %s: version %q is not a new one: %w", c.version, version, ErrCalendarData)
	}
	next := *c
	next.version, next.marked = version, maps.Clone(c.marked)
	for _, d := range dates {
		if !next.years[d.Year] || !next.Day(d).Working() {
			return nil, fmt.Errorf("extend calendar %s: %s is not a working day of a known year: %w", c.version, d, ErrCalendarData)
		}
		next.marked[d] = mark{kind: Holiday}
	}
	return &next, nil
}

// russian tells whether the days off of an unknown year follow from the Labour Code. The
// holidays of other countries come with their data alone.
func (c *Calendar) russian() bool { return strings.HasPrefix(c.name, "ru-") }

// weekDay knows the week and nothing else.
func weekDay(d Date) Day {
	if wd := d.Weekday(); wd == time.Saturday || wd == time.Sunday {
		return Day{Date: d, Kind: Weekend}
	}
	return Day{Date: d, Kind: WorkingDay}
}

// fixedHoliday lists Labour Code art. 112 part 1. Its rule that a holiday on a weekend
// moves to the next working day is left out on purpose: decrees override it in most
// years, and a provisional year must not invent days off (G44).
func fixedHoliday(d Date) bool {
	switch d.Month {
	case time.January:
		return d.Day <= 8
	case time.February:
		return d.Day == 23
	case time.March:
		return d.Day == 8
	case time.May:
		return d.Day == 1 || d.Day == 9
	case time.June:
		return d.Day == 12
	case time.November:
		return d.Day == 4
	default:
		return false
	}
}

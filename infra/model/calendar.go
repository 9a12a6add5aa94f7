package model

import (
	"bufio"
	"fmt"
	"io/fs"
	"strings"
	"time"
)

// Calendar is the production calendar as its files have it: what is said of each date, and which years there are (G41).
type Calendar struct {
	kinds map[Day]string // all that is said of a date: "working_moved short"
	years map[int]bool
}

// ReadCalendar reads the files <year>.csv of a folder: a heading, then date,kind.
func ReadCalendar(folder fs.FS) (Calendar, error) {
	c := Calendar{kinds: map[Day]string{}, years: map[int]bool{}}
	files, err := fs.Glob(folder, "20*.csv")
	if err != nil || len(files) == 0 {
		return c, fmt.Errorf("no calendar files: %w", fs.ErrNotExist)
	}
	for _, name := range files {
		file, err := folder.Open(name)
		if err != nil {
			return c, fmt.Errorf("calendar: %w", err)
		}
		for lines := bufio.NewScanner(file); lines.Scan(); {
			date, kind, _ := strings.Cut(lines.Text(), ",")
			at, err := time.Parse(time.DateOnly, date)
			if err != nil {
				continue // the heading
			}
			d := Day{at.Year(), at.Month(), at.Day()}
			c.kinds[d] += " " + kind
			c.years[d.Year] = true
		}
		if err := file.Close(); err != nil {
			return c, fmt.Errorf("calendar: %w", err)
		}
	}
	return c, nil
}

// says reports whether the calendar says this of the date.
func (c Calendar) says(d Day, kind string) bool {
	return strings.Contains(c.kinds[d]+" ", " "+kind+" ")
}

// publicHoliday tells the holidays of Labour Code art. 112 part 1.
func publicHoliday(d Day) bool {
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

// working is a working day of the five-day week: by the calendar, or for a year without data by the Labour Code alone
// (G41, G44). Where the calendar is only the weekdays, the Labour Code is all there is.
func (c Calendar) working(d Day) bool {
	if !c.years[d.Year] {
		return !d.Weekend() && !publicHoliday(d)
	}
	off := d.Weekend() || c.says(d, "holiday") || c.says(d, "weekend_moved_off")
	return !off || c.says(d, "working_moved")
}

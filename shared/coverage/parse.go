package coverage

import (
	"errors"
	"fmt"
	"strings"
)

// YearFile is the data of one calendar year: a header line "date,kind", then one line
// per marked date in order. Kinds are holiday, weekend_moved_off, working_moved and
// short. A date has one line, or two when it is both working_moved and short.
type YearFile struct {
	Name string // for messages
	Year int
	Text string
}

const calendarHeader = "date,kind"

// ParseCalendar builds an edition of a calendar out of its year files. Anything not
// understood is refused with [ErrCalendarData] and file:line:column, all of it at once: a wrong header or
// line, a date that does not exist or is of another year, an unknown kind, lines out
// of order or doubled, and a kind that its weekday cannot have.
func ParseCalendar(name, version, source string, files ...YearFile) (*Calendar, error) {
	c := &Calendar{name: name, version: version, source: source, years: map[int]bool{}, marked: map[Date]mark{}}
	if name == "" || version == "" || len(files) == 0 {
		return nil, fmt.Errorf("calendar %q version %q, %d files: name, version and data are needed: %w",
			name, version, len(files), ErrCalendarData)
	}
	var refused []error
	for _, f := range files {
		if c.years[f.Year] {
			refused = append(refused, f.refuse(1, 1, "the year %d was loaded already", f.Year))
			continue
		}
		c.years[f.Year] = true
		refused = append(refused, c.read(f))
	}
	if err := errors.Join(refused...); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *Calendar) read(f YearFile) error {
	lines := strings.Split(strings.TrimSuffix(f.Text, "\n"), "\n")
	if lines[0] != calendarHeader {
		return f.refuse(1, 1, "the first line is %q, not %q", lines[0], calendarHeader)
	}
	if len(lines) == 1 {
		return f.refuse(2, 1, "no dates")
	}
	var last Date
	var refused []error
	for i, line := range lines[1:] {
		number := i + 2
		dateText, kind, found := strings.Cut(line, ",")
		if !found {
			refused = append(refused, f.refuse(number, 1, "%q is not a date and a kind", line))
			continue
		}
		d, err := ParseDate(dateText)
		switch {
		case err != nil:
			refused = append(refused, f.refuse(number, 1, "%q is not a date", dateText))
			continue
		case d.Year != f.Year:
			refused = append(refused, f.refuse(number, 1, "%s is not in %d", d, f.Year))
			continue
		case d.Before(last):
			refused = append(refused, f.refuse(number, 1, "%s comes after %s", d, last))
			continue
		}
		if refusal := c.mark(d, kind); refusal != "" {
			refused = append(refused, f.refuse(number, len(dateText)+2, "%s", refusal))
		}
		last = d
	}
	return errors.Join(refused...)
}

// mark enters one line, or says why it cannot stand.
func (c *Calendar) mark(d Date, kind string) (refusal string) {
	before, again := c.marked[d]
	weekend := weekDay(d).Kind == Weekend
	switch {
	case kind == "short" && again && before == (mark{kind: WorkingMoved}):
		c.marked[d] = mark{kind: WorkingMoved, short: true}
		return ""
	case again:
		return fmt.Sprintf("%s stands twice", d)
	}
	switch kind {
	case "holiday":
		c.marked[d] = mark{kind: Holiday}
	case "weekend_moved_off":
		if weekend {
			return fmt.Sprintf("%s is a weekend, no day off can be moved to it", d)
		}
		c.marked[d] = mark{kind: DayOffMoved}
	case "working_moved":
		if !weekend {
			return fmt.Sprintf("%s is not a weekend, it is worked anyway", d)
		}
		c.marked[d] = mark{kind: WorkingMoved}
	case "short":
		if weekend {
			return fmt.Sprintf("%s is a weekend, it cannot be a short working day", d)
		}
		c.marked[d] = mark{kind: WorkingDay, short: true}
	default:
		return fmt.Sprintf("unknown kind %q", kind)
	}
	return ""
}

func (f YearFile) refuse(line, column int, format string, args ...any) error {
	return fmt.Errorf("%s:%d:%d: %s: %w", f.Name, line, column, fmt.Sprintf(format, args...), ErrCalendarData)
}

package coverage

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// ErrUnknownCalendar: the library has no such calendar, or not that version of it.
var ErrUnknownCalendar = errors.New("no such calendar")

// Calendars holds published calendars, each in every version that a running clock may
// still be counted by. It is immutable.
//
// A nil library has no calendars.
type Calendars struct{ all []*Calendar } // by name, then by version

// The calendars that are published with the desk.
const (
	// RussianFiveDay is the production calendar of the Russian Federation for the
	// five-day week, with its moved and short days (G41).
	RussianFiveDay = "ru-five-day"
	// RussianWeekdays is Monday to Friday without the public holidays of Labour Code
	// art. 112 part 1: the other reading of "working days" (G41). Nothing is moved or
	// short, and every year is known.
	RussianWeekdays = "ru-weekdays"
)

// NewCalendars is a library of the calendars given. It refuses a version that is there
// twice, and one that is not named after its calendar, with [ErrCalendarData].
func NewCalendars(calendars ...*Calendar) (*Calendars, error) {
	l := &Calendars{all: slices.Clone(calendars)}
	slices.SortFunc(l.all, func(a, b *Calendar) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.version, b.version))
	})
	for i, c := range l.all {
		switch {
		case !strings.HasPrefix(c.version, c.name+"/"):
			return nil, fmt.Errorf("calendar %s has the version %s, which does not begin with its name: %w", c.name, c.version, ErrCalendarData)
		case i > 0 && c.version == l.all[i-1].version:
			return nil, fmt.Errorf("calendar %s is there twice: %w", c.version, ErrCalendarData)
		}
	}
	return l, nil
}

// With is a library that has the calendar too; see [NewCalendars] for what is refused.
func (l *Calendars) With(c *Calendar) (*Calendars, error) {
	return NewCalendars(append(slices.Clone(l.list()), c)...)
}

// Names lists the calendars, each once.
func (l *Calendars) Names() []string {
	var names []string
	for _, c := range l.list() {
		names = append(names, c.name)
	}
	return slices.Compact(names)
}

// Versions lists the versions of a calendar, the oldest first. Versions are named after
// the day of the latest decree in them, so that the order of names is that of time.
func (l *Calendars) Versions(name string) []*Calendar {
	return slices.DeleteFunc(slices.Clone(l.list()), func(c *Calendar) bool { return c.name != name })
}

// Latest is the newest version of a calendar; otherwise [ErrUnknownCalendar].
func (l *Calendars) Latest(name string) (*Calendar, error) {
	versions := l.Versions(name)
	if len(versions) == 0 {
		return nil, fmt.Errorf("calendar %q: %w", name, ErrUnknownCalendar)
	}
	return versions[len(versions)-1], nil
}

// Version is the calendar of which a decision has recorded the version; otherwise
// [ErrUnknownCalendar].
func (l *Calendars) Version(version string) (*Calendar, error) {
	for _, c := range l.list() {
		if c.version == version {
			return c, nil
		}
	}
	return nil, fmt.Errorf("calendar version %q: %w", version, ErrUnknownCalendar)
}

func (l *Calendars) list() []*Calendar {
	if l == nil {
		return nil
	}
	return l.all
}

// Each version has a folder of its own, data/<name>/<version>, which is never changed
// once a decision may have been counted by it: new days are a new folder.
//
//go:embed data/*/*
var published embed.FS

var publishedCalendars = sync.OnceValues(func() (*Calendars, error) {
	all := []*Calendar{weekdays()}
	folders, err := fs.Glob(published, "data/*/*")
	if err != nil {
		return nil, fmt.Errorf("list published calendars: %w", err)
	}
	for _, folder := range folders {
		c, err := ReadCalendar(published, folder)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return NewCalendars(all...)
})

// Published is the library of the calendars published with the desk, read on the first
// call.
func Published() (*Calendars, error) { return publishedCalendars() }

// Russia is the newest version of [RussianFiveDay], official for 2023-2027.
func Russia() *Calendar { return russia() }

var russia = sync.OnceValue(func() *Calendar {
	library, err := Published()
	if err == nil {
		var c *Calendar
		if c, err = library.Latest(RussianFiveDay); err == nil {
			return c
		}
	}
	panic(err) // the build embeds it, a test reads it
})

// ReadCalendar reads a version of a calendar out of its folder, whose path ends in
// <name>/<version>: a file <year>.csv for each year (see [YearFile]), and source.txt,
// a line that says where the data come from. Errors are those of [ParseCalendar].
func ReadCalendar(files fs.FS, folder string) (*Calendar, error) {
	name, version := path.Base(path.Dir(folder)), path.Base(folder)
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		return nil, fmt.Errorf("read calendar %s/%s: %w", name, version, err)
	}
	var years []YearFile
	source := ""
	for _, entry := range entries {
		text, err := fs.ReadFile(files, path.Join(folder, entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("read calendar %s/%s: %w", name, version, err)
		}
		stem, isYear := strings.CutSuffix(entry.Name(), ".csv")
		year, err := strconv.Atoi(stem)
		switch {
		case entry.Name() == "source.txt":
			source = strings.TrimSpace(string(text))
		case !isYear || err != nil:
			return nil, fmt.Errorf("%s: neither source.txt nor a year such as 2027.csv: %w", path.Join(folder, entry.Name()), ErrCalendarData)
		default:
			years = append(years, YearFile{Name: path.Join(folder, entry.Name()), Year: year, Text: string(text)})
		}
	}
	if source == "" {
		return nil, fmt.Errorf("%s: source.txt, which says where the data come from, is missing: %w", folder, ErrCalendarData)
	}
	return ParseCalendar(name, name+"/"+version, source, years...)
}

// weekdays knows the fixed holidays of every year and nothing else.
func weekdays() *Calendar {
	return &Calendar{
		name: RussianWeekdays, version: RussianWeekdays + "/2013-04-23", computed: true,
		source: "Labour Code of the Russian Federation, art. 112 part 1",
	}
}

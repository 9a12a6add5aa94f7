package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"flatsupport/shared/coverage"
)

// ErrUnknownCoverage: the edition has no such package or priority, so it has no hours for them.
var ErrUnknownCoverage = errors.New("no coverage for package and priority")

// Hours says for whom coverage hours are asked.
type Hours struct {
	Package  PackageCode
	Priority PriorityCode
	Type     RequestType
	Channel  ChannelCode
	// Site and Customer are the zones on record of the installation and of the customer; empty: none.
	Site, Customer string
	// Calendar are the versions that were recorded with a decision, see Calendars; empty: the newest.
	Calendar string
}

// Schedule is when the clocks of a ticket run (R20-R24, G26, G28, G36). Schedules are built once for each zone and
// version of a calendar, and shared. A package or priority that the edition does not have gives [ErrUnknownCoverage], a
// version of a calendar that is not published any more [coverage.ErrUnknownCalendar].
func (e *Edition) Schedule(h Hours) (*coverage.Schedule, error) {
	p, ok := e.Package(h.Package)
	if !ok {
		return nil, fmt.Errorf("edition %s, package %q: %w", e.ID, h.Package, ErrUnknownCoverage)
	}
	if h.Channel == Hotline && e.Readings.HotlineHours == HotlineAlways {
		return e.wall, nil
	}
	schedule, err := e.Window(p.Window(h.Priority, h.Type), h)
	if errors.Is(err, ErrUnknownCoverage) {
		return nil, fmt.Errorf("package %s, priority %q: %w", h.Package, h.Priority, err)
	}
	return schedule, err
}

// Window is a window's own schedule, for what follows hours without regard to package and priority, such as when a
// channel takes requests.
func (e *Edition) Window(name WindowName, h Hours) (*coverage.Schedule, error) {
	w, ok := find(e.Windows, func(w WindowRule) bool { return w.Name == name })
	if !ok {
		return nil, fmt.Errorf("edition %s, window %q: %w", e.ID, name, ErrUnknownCoverage)
	}
	return e.schedule(w, h)
}

// Wall is the schedule in which every hour counts, in the edition's zone: for targets in [WallHours].
func (e *Edition) Wall() *coverage.Schedule { return e.wall }

// Calendars names the versions of the working calendars that the edition's hours follow now, parted by a space; it is
// recorded with every decision, and clocks are counted by it as long as no migration names other versions.
func (e *Edition) Calendars() string {
	var versions []string
	for _, w := range e.Windows {
		if w.Always || w.Calendar == "" {
			continue
		}
		if c, err := e.calendarOf(w.Calendar, ""); err == nil && !slices.Contains(versions, c.Version()) {
			versions = append(versions, c.Version())
		}
	}
	return strings.Join(versions, " ")
}

// WorkingDays is the calendar of the business window, by which days are counted that are no hours (G2, G8). It is nil
// where that window follows none.
func (e *Edition) WorkingDays() *coverage.Calendar {
	w, _ := find(e.Windows, func(w WindowRule) bool { return w.Name == businessWindow })
	c, err := e.calendarOf(w.Calendar, "")
	if err != nil {
		return nil
	}
	return c
}

// extraMark tells a calendar with the edition's own further days off from the published one (G45).
const extraMark = "+extra"

// calendarOf finds the version of a calendar that was recorded, or else the newest, with the days that the edition adds.
func (e *Edition) calendarOf(name, recorded string) (*coverage.Calendar, error) {
	version := ""
	for v := range strings.FieldsSeq(recorded) {
		if strings.HasPrefix(v, name+"/") {
			version = v
		}
	}
	var c *coverage.Calendar
	var err error
	if plain, _ := strings.CutSuffix(version, extraMark); plain != "" {
		c, err = e.calendars.Version(plain)
	} else {
		c, err = e.calendars.Latest(name)
	}
	if err != nil || e.Readings.ExtraDaysOff == Nothing || e.Readings.ExtraDaysOff == "" {
		return c, err
	}
	dates, err := parseDates(e.Readings.ExtraDaysOff)
	if err != nil {
		return nil, err
	}
	// A weekday that a later version of the calendar has declared off too is off already.
	dates = slices.DeleteFunc(dates, func(d coverage.Date) bool {
		day := c.Day(d)
		return day.Kind == coverage.Holiday || day.Kind == coverage.DayOffMoved
	})
	return c.WithDaysOff(c.Version()+extraMark, dates...)
}

// schedules are those built so far. It only remembers: the same question always has the same answer.
type schedules struct {
	built sync.Map
	asOf  sync.Map // editions by the calendars that were recorded, see AsOf
}

type scheduleKey struct {
	window         WindowName
	zone, calendar string
}

func (e *Edition) schedule(w WindowRule, h Hours) (*coverage.Schedule, error) {
	key := scheduleKey{window: w.Name, zone: e.zoneFor(w, h), calendar: h.Calendar}
	if w.Calendar == "" {
		key.calendar = ""
	}
	if have, ok := e.schedules.built.Load(key); ok {
		if schedule, ok := have.(*coverage.Schedule); ok {
			return schedule, nil
		}
	}
	spec, err := w.spec(e, key)
	if err != nil {
		return nil, err
	}
	schedule, err := coverage.New(spec)
	if err != nil {
		return nil, err
	}
	e.schedules.built.Store(key, schedule)
	return schedule, nil
}

// zoneFor names the zone on whose clock the window's hours are meant; empty: the edition's.
func (e *Edition) zoneFor(w WindowRule, h Hours) string {
	switch w.Zone {
	case ZoneOfSite:
		if h.Site != "" {
			return h.Site
		}
		return h.Customer
	case ZoneOfCustomer:
		return h.Customer
	default:
		return ""
	}
}

// spec describes the window's hours to coverage.
func (w WindowRule) spec(e *Edition, key scheduleKey) (coverage.Spec, error) {
	spec := coverage.Spec{Name: string(w.Name), Zone: e.Zone, Always: w.Always}
	if key.zone != "" {
		zone, err := ZoneNamed(key.zone)
		if err != nil {
			return spec, fmt.Errorf("window %s: %w", w.Name, err)
		}
		spec.Zone = zone
	}
	if w.Always {
		return spec, nil
	}
	spec.Week = w.Week
	spec.ShortDay = w.ShortDay
	if spec.ShortDay == "" {
		spec.ShortDay = e.Readings.ShortDay
	}
	spec.MovedWorking = e.Readings.MovedWorkingDays
	spec.UnknownYear = e.Readings.UnknownYear
	if w.Calendar == "" {
		return spec, nil
	}
	calendar, err := e.calendarOf(w.Calendar, key.calendar)
	spec.Calendar = calendar
	if err == nil && spec.Week[time.Monday] == nil {
		spec.Moved = w.firstHours()
	}
	return spec, err
}

// firstHours are those of the first day of the week that has any, for a moved working day of a week without Mondays.
func (w WindowRule) firstHours() []coverage.Window {
	for i := range w.Week {
		if hours := w.Week[(i+1)%7]; len(hours) > 0 {
			return hours
		}
	}
	return nil
}

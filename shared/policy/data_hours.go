package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"flatsupport/shared/coverage"
)

// Readings that are kept in the windows and in the packages' table of coverage.

// businessWindow is the window whose hours the reading windows.business gives.
const businessWindow WindowName = "business"

// zone is the one in which dates and hours are meant (G11). The machine's own is refused: it differs from machine to
// machine.
func (e *Edition) zone() datum {
	return datum{
		name: "zone",
		read: func() string {
			if e.Zone == nil {
				return ""
			}
			return e.Zone.String()
		},
		write: func(v string) error {
			zone, err := ZoneNamed(v)
			if err != nil {
				return fmt.Errorf("%q is %w; it can be a zone such as Europe/Moscow", v, ErrUnlawfulValue)
			}
			e.Zone = zone
			return nil
		},
	}
}

// ZoneNamed loads a time zone by its name in the IANA database. It refuses the machine's own.
func ZoneNamed(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("zone %q: %w", name, coverage.ErrNoZone)
	}
	return time.LoadLocation(name)
}

// windowsDatum is a reading kept in every window that has hours.
func (e *Edition) windowsDatum(name string, values []string, read func(WindowRule) string, write func(*WindowRule, string)) datum {
	d := datum{name: name, taken: true, values: values}
	d.read = func() string {
		w, _ := find(e.Windows, func(w WindowRule) bool { return !w.Always })
		return read(w)
	}
	d.write = func(v string) error {
		if err := oneOf(d.values, v); err != nil {
			return err
		}
		for i := range e.Windows {
			if !e.Windows[i].Always {
				write(&e.Windows[i], v)
			}
		}
		return nil
	}
	return d
}

// windowZone says on whose clock hours are meant (G11).
func (e *Edition) windowZone() datum {
	return e.windowsDatum("windows.zone", printAll(zonesOf),
		func(w WindowRule) string { return string(w.Zone) }, func(w *WindowRule, v string) { w.Zone = ZoneOf(v) })
}

// calendar says which days are working days (G41).
func (e *Edition) calendar() datum {
	return e.windowsDatum("calendar", append(e.calendars.Names(), noCalendar),
		func(w WindowRule) string { return cmp.Or(w.Calendar, noCalendar) },
		func(w *WindowRule, v string) {
			if w.Calendar = v; v == noCalendar {
				w.Calendar = ""
			}
		})
}

// businessHours are those of the window, breaks left out (G24). Another value holds from Monday to Friday.
func (e *Edition) businessHours() datum {
	at := func() *WindowRule {
		i := slices.IndexFunc(e.Windows, func(w WindowRule) bool { return w.Name == businessWindow && !w.Always })
		if i < 0 {
			return &WindowRule{}
		}
		return &e.Windows[i]
	}
	return datum{
		name: "windows.business", taken: true,
		read: func() string { return printWeek(at().Week) },
		write: func(v string) error {
			hours, err := parseDay(v)
			if err != nil {
				return fmt.Errorf("%q is %w: %w", v, ErrUnlawfulValue, err)
			}
			at().Week = mondayToFriday(hours)
			return nil
		},
	}
}

// extraDaysOff are days off beyond those of the calendar (G45).
func (e *Edition) extraDaysOff() datum {
	r := &e.Readings
	return datum{
		name: "calendar.extra",
		read: func() string { return r.ExtraDaysOff },
		write: func(v string) error {
			if v != Nothing {
				if _, err := parseDates(v); err != nil {
					return fmt.Errorf("%q is %w; it can be %s, or dates such as 2026-11-20,2026-12-30", v, ErrUnlawfulValue, Nothing)
				}
			}
			r.ExtraDaysOff = v
			return nil
		},
	}
}

func parseDates(text string) ([]coverage.Date, error) {
	var dates []coverage.Date
	for part := range strings.SplitSeq(text, ",") {
		d, err := coverage.ParseDate(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		dates = append(dates, d)
	}
	return dates, nil
}

// plusCoverage is the window of each priority, P1 to P4, under the packages PLUS and ONSITE; one word when they are the
// same (G28).
func (e *Edition) plusCoverage() datum {
	d := datum{name: "packages.plus.coverage", taken: true}
	d.read = func() string {
		p, _ := e.Package(TS24x7Plus)
		var all []WindowName
		for _, prio := range priorityCodes {
			all = append(all, p.Coverage[prio])
		}
		if same := slices.Compact(slices.Clone(all)); len(same) == 1 {
			return string(same[0])
		}
		return strings.Join(printAll(all), ",")
	}
	d.write = func(v string) error {
		names := strings.Split(v, ",")
		if len(names) == 1 {
			names = slices.Repeat(names, len(priorityCodes))
		}
		unknown := slices.ContainsFunc(names, func(name string) bool {
			return !slices.ContainsFunc(e.Windows, func(w WindowRule) bool { return string(w.Name) == name })
		})
		if unknown || len(names) != len(priorityCodes) {
			return fmt.Errorf("%q is %w; it can be a window, or one for each of %s", v, ErrUnlawfulValue, join(priorityCodes))
		}
		for _, p := range e.Packages {
			if p.Code != TS24x7Plus && p.Code != TS24x7Onsite {
				continue
			}
			for i, prio := range priorityCodes {
				p.Coverage[prio] = WindowName(names[i])
			}
		}
		return nil
	}
	return d
}

package model

import (
	"slices"
	"strings"
	"time"

	"flatsupport/shared/policy"
)

// Span is a half-open stretch of time; without an end when To is zero.
type Span struct{ From, To time.Time }

func (s Span) holds(t time.Time) bool {
	return !t.Before(s.From) && (s.To.IsZero() || t.Before(s.To))
}

// Hours say when the support of a ticket is open.
type Hours struct {
	rules  Rules
	window Window
	zone   *Zone
	guess  bool // count years without data by the Labour Code, whatever the reading
}

// Covered is what hours depend on.
type Covered struct {
	Package        policy.PackageCode
	Priority       policy.PriorityCode
	Type           policy.RequestType
	Channel        policy.ChannelCode
	Site, Customer string // zones on record
}

// hours are those of a package and priority (E1-E5), of a type of request where it has its own, and of the hotline where
// it is served at every hour (G36).
func (r Rules) hours(c Covered) Hours {
	if c.Channel == policy.Hotline && r.is("channels.hotline.hours", "always") {
		return r.everyHour()
	}
	name := r.Coverage[c.Package][c.Priority]
	if own, ok := r.ByType[c.Package][c.Type][c.Priority]; ok {
		name = own
	}
	return r.hoursOf(name, c)
}

// hoursOf are those of a window, on the clock of the policy, of the site or of the customer (G11).
func (r Rules) hoursOf(window string, c Covered) Hours {
	w := r.Windows[window]
	zone := r.Zone
	if c.Customer != "" && (w.Zone == "site" || w.Zone == "customer") {
		zone = r.Zones(c.Customer)
	}
	if c.Site != "" && w.Zone == "site" {
		zone = r.Zones(c.Site)
	}
	return Hours{rules: r, window: w, zone: zone}
}

func (r Rules) everyHour() Hours { return Hours{rules: r, window: Window{Always: true}, zone: r.Zone} }

// on are the open stretches of a date, in order; they may meet where a clock is set back. It reports false where that
// is not known.
func (h Hours) on(d Day) ([]Span, bool) {
	if h.window.Always {
		return []Span{{h.zone.Begins(d), h.zone.Begins(d.Plus(1))}}, true
	}
	windows, known := h.windowsOn(d)
	cut := 0
	if h.short(d) {
		cut = 60 * 60 // G43: the last covered hour of the day is off
	}
	var open []Span
	for _, w := range slices.Backward(windows) {
		from, to := w[0], w[1]
		off := min(cut, to-from)
		cut -= off
		if to -= off; from < to {
			open = append([]Span{{h.zone.opens(d, from), h.zone.closes(d, to)}}, open...)
		}
	}
	return open, known
}

// short tells a day that the calendar shortens and that the hours follow (G43).
func (h Hours) short(d Day) bool {
	rule := h.window.Short
	if rule == "" {
		rule = h.rules.Readings["calendar.shortDay"]
	}
	return rule == "end_minus_1h" && h.window.Calendar == "ru-five-day" && h.rules.Calendar.says(d, "short")
}

// windowsOn are the hours of a date by its weekday and the calendar (G41, G42, G44, G45). It reports false where that is
// not known.
func (h Hours) windowsOn(d Day) ([][2]int, bool) {
	week := h.window.Week[d.noon().Weekday()]
	switch {
	case slices.Contains(h.rules.list("calendar.extra"), d.String()):
		return nil, true
	case h.window.Calendar == "":
		return week, true
	case h.window.Calendar == "ru-weekdays":
		if publicHoliday(d) {
			return nil, true
		}
		return week, true
	case !h.rules.Calendar.years[d.Year] && h.rules.is("calendar.unknownYear", "refuse") && !h.guess:
		return nil, false
	case h.rules.Calendar.says(d, "working_moved") && h.rules.is("calendar.movedWorkingDays", "covered"):
		return h.window.firstDay(), true // a moved working day has the hours of a Monday; not covered, it is a day like others
	case h.rules.Calendar.says(d, "holiday"), h.rules.Calendar.says(d, "weekend_moved_off"):
		return nil, true
	case !h.rules.Calendar.years[d.Year] && publicHoliday(d):
		return nil, true
	default:
		return week, true
	}
}

// firstDay are the hours of Monday, or of the first day after it that has any.
func (w Window) firstDay() [][2]int {
	for i := range 7 {
		if hours := w.Week[(i+1)%7]; len(hours) > 0 {
			return hours
		}
	}
	return nil
}

// mondayToFriday reads "09:00-13:00,14:00-18:00" for each of them (G24).
func mondayToFriday(text string) (week [7][][2]int) {
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = HoursOf(text)
	}
	return week
}

// HoursOf reads "09:00-13:00,14:00-18:00" in seconds of the day.
func HoursOf(text string) [][2]int {
	var all [][2]int
	for _, part := range strings.Split(text, ",") {
		from, to, _ := strings.Cut(part, "-")
		all = append(all, [2]int{secondOfDay(from), secondOfDay(to)})
	}
	return all
}

func secondOfDay(text string) int {
	if text == "24:00" {
		return wholeDay
	}
	layout := "15:04"
	if len(text) > len(layout) {
		layout = "15:04:05"
	}
	t, err := time.Parse(layout, text)
	if err != nil {
		panic("not a time of day: " + text)
	}
	return t.Hour()*3600 + t.Minute()*60 + t.Second()
}

// open tells whether the hours are open at the instant. Nobody is turned away because a year has no data yet (G44).
func (h Hours) open(t time.Time) bool {
	h.guess = true
	spans, _ := h.on(h.zone.day(t))
	return slices.ContainsFunc(spans, func(s Span) bool { return s.holds(t) })
}

// Without leaves a break out of the hours of a day (G24).
func Without(hours [][2]int, pause [2]int) [][2]int {
	var left [][2]int
	for _, w := range hours {
		if before := [2]int{w[0], min(w[1], pause[0])}; before[0] < before[1] {
			left = append(left, before)
		}
		if after := [2]int{max(w[0], pause[1]), w[1]}; after[0] < after[1] {
			left = append(left, after)
		}
	}
	return left
}

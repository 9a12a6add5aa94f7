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
	always bool
}

// hours are those of a package and priority, for a request that came by a channel (E1-E5).
func (r Rules) hours(pack policy.PackageCode, priority policy.PriorityCode, channel policy.ChannelCode) Hours {
	urgent := priority == policy.P1 || priority == policy.P2
	always := false
	switch pack {
	case policy.TS24x7: // R21
		always = urgent
	case policy.TS24x7Plus, policy.TS24x7Onsite: // R22, R23, G28
		always = urgent || r.is("packages.plus.coverage", "all")
	default: // R20, R24
	}
	if channel == policy.Hotline && r.is("channels.hotline.hours", "always") { // G36
		always = true
	}
	return Hours{r, always}
}

// on are the open stretches of a date, in order; they may meet where a clock is set back. It reports false where that
// is not known.
func (h Hours) on(d Day) ([]Span, bool) {
	zone := h.rules.Zone
	if h.always {
		return []Span{{zone.Begins(d), zone.Begins(d.Plus(1))}}, true
	}
	works, known := h.rules.worksOn(d)
	if !known || !works {
		return nil, known
	}
	windows := h.rules.windows()
	last := 0
	for _, w := range windows {
		last = max(last, w[1])
	}
	if h.rules.is("calendar", "ru-five-day") && h.rules.Calendar.says(d, "short") && h.rules.is("calendar.shortDay", "end_minus_1h") {
		last -= 60 * 60 // G43: the day ends an hour earlier
	}
	var open []Span
	for _, w := range windows {
		from, to := w[0], min(w[1], last)
		if from < to {
			open = append(open, Span{zone.opens(d, from), zone.closes(d, to)})
		}
	}
	return open, true
}

// worksOn tells whether the desk works on a date (G41, G42, G44, G45). It reports false where that is not known.
func (r Rules) worksOn(d Day) (works, known bool) {
	if slices.Contains(r.list("calendar.extra"), d.String()) {
		return false, true
	}
	if r.is("calendar", "ru-weekdays") {
		return !d.Weekend() && !publicHoliday(d), true
	}
	if !r.Calendar.years[d.Year] && r.is("calendar.unknownYear", "refuse") {
		return false, false
	}
	if r.Calendar.says(d, "working_moved") && r.is("calendar.movedWorkingDays", "not_covered") {
		return false, true
	}
	return r.Calendar.working(d), true
}

// windows are the hours of a working day in seconds: "09:00-13:00,14:00-18:00" (G24).
func (r Rules) windows() [][2]int {
	var all [][2]int
	for _, part := range strings.Split(r.Readings["windows.business"], ",") {
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

// open tells whether the hours are open at the instant.
func (h Hours) open(t time.Time) bool {
	spans, _ := h.on(h.rules.Zone.day(t))
	return slices.ContainsFunc(spans, func(s Span) bool { return s.holds(t) })
}

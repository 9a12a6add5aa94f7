package coverage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"flatsupport/shared/coverage"
)

// The oracle knows nothing of the implementation: it looks at every minute of a range
// on the local clock, marks the open ones, and counts them one by one.
type oracle struct {
	start time.Time // of minute 0, UTC
	open  []bool
}

// plan is what a random schedule was drawn as, in minutes of the day.
type plan struct {
	zone         *time.Location
	week         [7][][2]int
	moved        [][2]int
	kinds        map[string][]string // the calendar's rows by date; nil: no calendar
	years        map[int]bool        // the years the calendar has data for
	cutShort     bool
	movedNotOpen bool
}

// hours are the windows of a date, by the rules as domain people tell them.
func (p plan) hours(day time.Time) [][2]int {
	weekday := p.week[day.Weekday()]
	if p.kinds == nil {
		return weekday
	}
	if !p.years[day.Year()] {
		switch day.Format("01-02") {
		case "01-01", "01-02", "01-03", "01-04", "01-05", "01-06", "01-07", "01-08",
			"02-23", "03-08", "05-01", "05-09", "06-12", "11-04":
			return nil
		}
		return weekday
	}
	hours, short := weekday, false
	for _, kind := range p.kinds[day.Format(time.DateOnly)] {
		switch kind {
		case "holiday", "weekend_moved_off":
			return nil
		case "working_moved":
			if !p.movedNotOpen {
				hours = p.moved
				if len(hours) == 0 {
					hours = p.week[time.Monday]
				}
			}
		case "short":
			short = true
		}
	}
	if !short || !p.cutShort {
		return hours
	}
	// Drop the last sixty open minutes, one at a time.
	var minutes []int
	for _, w := range hours {
		for m := w[0]; m < w[1]; m++ {
			minutes = append(minutes, m)
		}
	}
	minutes = minutes[:max(0, len(minutes)-60)]
	var left [][2]int
	for _, w := range hours {
		cut := [2]int{w[0], w[0]}
		for _, m := range minutes {
			if m >= w[0] && m < w[1] {
				cut[1] = m + 1
			}
		}
		if cut[1] > cut[0] {
			left = append(left, cut)
		}
	}
	return left
}

// newOracle marks the minutes of [start, start+days).
func newOracle(p plan, start time.Time, days int) oracle {
	const margin = 3 * 1440
	o := oracle{start: start, open: make([]bool, days*1440)}
	// labels are what the local clock shows, as a number that grows with the date.
	labels := make([]int64, len(o.open)+2*margin)
	for i := range labels {
		local := start.Add(time.Duration(i-margin) * time.Minute).In(p.zone)
		y, m, d := local.Date()
		labels[i] = time.Date(y, m, d, local.Hour(), local.Minute(), 0, 0, time.UTC).Unix() / 60
	}
	first := labels[margin]/1440 - 2
	last := labels[len(labels)-margin-1]/1440 + 2
	for day := first; day <= last; day++ {
		// Only the minutes near the day matter.
		near := 0
		for near < len(labels)-1440 && labels[near+1440] < (day-1)*1440 {
			near += 1440
		}
		for _, w := range p.hours(time.Unix(day*86400, 0).UTC()) {
			from, to := day*1440+int64(w[0]), day*1440+int64(w[1])
			opens, closes := -1, -1
			for i := near; i < min(len(labels), near+5*1440); i++ {
				if opens < 0 && labels[i] >= from {
					opens = i // the first time it is that late
				}
				switch {
				case labels[i] == to && w[1] < 1440:
					closes = i // the last time it is exactly that late
				case labels[i] < to:
					closes = i + 1 // or just after the last time it was earlier
				}
			}
			if opens < 0 {
				continue
			}
			for i := max(opens, margin); i < closes && i < margin+len(o.open); i++ {
				o.open[i-margin] = true
			}
		}
	}
	return o
}

// paused tells whether a whole minute lies in a hole; the holes it is used with begin
// and end on minutes.
func paused(at time.Time, holes []coverage.Span) bool {
	for _, h := range holes {
		if !at.Before(h.From) && (h.To.IsZero() || at.Before(h.To)) {
			return true
		}
	}
	return false
}

// counts is the part of minute i that counts in [from, to).
func (o oracle) counts(i int, from, to time.Time, holes []coverage.Span) (start, end time.Time) {
	start = o.start.Add(time.Duration(i) * time.Minute)
	end = start.Add(time.Minute)
	if !o.open[i] || paused(start, holes) {
		return start, start
	}
	if from.After(start) {
		start = from
	}
	if to.Before(end) {
		end = to
	}
	if end.Before(start) {
		return start, start
	}
	return start, end
}

func (o oracle) elapsed(from, to time.Time, holes ...coverage.Span) time.Duration {
	var sum time.Duration
	for i := range o.open {
		start, end := o.counts(i, from, to, holes)
		sum += end.Sub(start)
	}
	return sum
}

func (o oracle) limit() time.Time { return o.start.Add(time.Duration(len(o.open)) * time.Minute) }

func (o oracle) add(from time.Time, d time.Duration, holes ...coverage.Span) (time.Time, bool) {
	for i := range o.open {
		start, end := o.counts(i, from, o.limit(), holes)
		part := end.Sub(start)
		if part >= d {
			return start.Add(d), true
		}
		d -= part
	}
	return time.Time{}, false
}

func (o oracle) back(to time.Time, d time.Duration, holes ...coverage.Span) (time.Time, bool) {
	for i := len(o.open) - 1; i >= 0; i-- {
		start, end := o.counts(i, o.start, to, holes)
		part := end.Sub(start)
		if part >= d {
			return end.Add(-d), true
		}
		d -= part
	}
	return time.Time{}, false
}

func (o oracle) nextOpening(at time.Time) (time.Time, bool) {
	for i := range o.open {
		if start, end := o.counts(i, at, o.limit(), nil); end.After(start) {
			return start, true
		}
	}
	return time.Time{}, false
}

// spec turns a plan into what the implementation is given.
func (p plan) spec(r *rapid.T) coverage.Spec {
	spec := coverage.Spec{Name: "random", Zone: p.zone, Moved: toWindows(p.moved)}
	for i, day := range p.week {
		spec.Week[i] = toWindows(day)
	}
	if p.cutShort {
		spec.ShortDay = coverage.ShortDayEndMinus1h
	}
	if p.movedNotOpen {
		spec.MovedWorking = coverage.MovedNotCovered
	}
	if p.kinds == nil {
		return spec
	}
	var files []coverage.YearFile
	for year := range p.years {
		text := strings.Builder{}
		text.WriteString("date,kind\n")
		for day := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == year; day = day.AddDate(0, 0, 1) {
			for _, kind := range p.kinds[day.Format(time.DateOnly)] {
				fmt.Fprintf(&text, "%s,%s\n", day.Format(time.DateOnly), kind)
			}
		}
		files = append(files, coverage.YearFile{Name: "random.csv", Year: year, Text: text.String()})
	}
	c, err := coverage.ParseCalendar("ru-random", "ru-random/1", "", files...)
	require.NoError(r, err)
	spec.Calendar = c
	return spec
}

func toWindows(day [][2]int) []coverage.Window {
	var out []coverage.Window
	for _, w := range day {
		out = append(out, coverage.Window{From: coverage.ClockTime(w[0] * 60), To: coverage.ClockTime(w[1] * 60)})
	}
	return out
}

// drawHours draws up to three windows, often with edges in the small hours where
// clocks change, sometimes touching, sometimes a whole day.
func drawHours(r *rapid.T, label string) [][2]int {
	if rapid.IntRange(0, 9).Draw(r, label+" whole day") == 0 {
		return [][2]int{{0, 1440}}
	}
	edge := rapid.OneOf(
		rapid.IntRange(0, 1440),
		rapid.IntRange(0, 240),
		rapid.SampledFrom([]int{0, 60, 90, 120, 135, 150, 180, 540, 780, 840, 1080, 1440}),
	)
	var out [][2]int
	last := 0
	for range rapid.IntRange(0, 3).Draw(r, label+" windows") {
		a, b := edge.Draw(r, label+" edge"), edge.Draw(r, label+" edge")
		if a, b = min(a, b), max(a, b); a < last || a == b {
			continue
		}
		out = append(out, [2]int{a, b})
		last = b
	}
	return out
}

var oracleZones = []string{"Europe/Moscow", "America/Chicago", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Havana", "America/Santiago"}

// drawPlan draws a schedule whose calendar has data around the given day.
func drawPlan(t testing.TB, r *rapid.T, around time.Time) plan {
	t.Helper()
	p := plan{zone: zone(t, rapid.SampledFrom(oracleZones).Draw(r, "zone"))}
	for i := range p.week {
		p.week[i] = drawHours(r, time.Weekday(i).String())
	}
	p.moved = drawHours(r, "moved")
	p.cutShort = rapid.Bool().Draw(r, "short days are cut")
	p.movedNotOpen = rapid.Bool().Draw(r, "moved working days are not covered")
	if rapid.IntRange(0, 3).Draw(r, "calendar") == 0 {
		return p
	}
	p.kinds, p.years = map[string][]string{}, map[int]bool{around.Year(): true}
	for offset := -30; offset <= 60; offset++ {
		day := around.AddDate(0, 0, offset)
		if day.Year() != around.Year() {
			continue
		}
		choices := [][]string{nil, nil, nil, {"holiday"}, {"short"}, {"weekend_moved_off"}}
		if wd := day.Weekday(); wd == time.Saturday || wd == time.Sunday {
			choices = [][]string{nil, {"holiday"}, {"working_moved"}, {"working_moved", "short"}}
		}
		p.kinds[day.Format(time.DateOnly)] = rapid.SampledFrom(choices).Draw(r, "kind")
	}
	// A year of data holds at least one row.
	christmas := fmt.Sprintf("%d-12-25", around.Year())
	if p.kinds[christmas] == nil {
		p.kinds[christmas] = []string{"holiday"}
	}
	return p
}

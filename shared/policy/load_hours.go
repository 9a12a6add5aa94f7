package policy

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy/internal/strict"
)

// hoursMark stands in a window's label where its hours are printed, so that label and hours cannot differ.
const hoursMark = "{hours}"

func (l *loader) windows(at strict.Place) {
	seen := map[WindowName]bool{}
	for _, row := range at.Rows() {
		f := row.Fields("name", "clause", "label", "always", "calendar", "zone", "shortDay", "hours", "week", "breaks")
		w := WindowRule{
			Name:   WindowName(f.Need("name").Text()),
			Clause: l.clause(f),
			Always: f.May("always").Truth(),
			Zone:   ZoneOfPolicy,
		}
		once(seen, f.Need("name"), w.Name)
		label := l.text(f.Need("label"))
		l.labels[w.Name] = label
		if w.Always {
			for _, unused := range []string{"calendar", "zone", "shortDay", "hours", "week", "breaks"} {
				if f.Has(unused) {
					f.May(unused).Refuse("a window that is always open has no %s", unused)
				}
			}
		} else {
			l.hours(f, &w)
			if !strings.Contains(label.RU, hoursMark) || !strings.Contains(label.EN, hoursMark) {
				f.Need("label").Refuse("the label must have %s where its hours are to be printed, in both languages", hoursMark)
			}
		}
		l.e.Windows = append(l.e.Windows, w)
	}
	if !seen[businessWindow] && !at.Absent() {
		at.Refuse("the window %s has no row", businessWindow)
	}
}

// noCalendar is written where only the week counts, with no holidays.
const noCalendar = "none"

// hours reads when a window is open: the same hours from Monday to Friday, or those of each day of the week.
func (l *loader) hours(f strict.Fields, w *WindowRule) {
	w.Calendar = f.Need("calendar").OneOf(append(l.e.calendars.Names(), noCalendar)...)
	if w.Calendar == noCalendar {
		w.Calendar = ""
	}
	if f.Has("zone") {
		w.Zone = word(f.May("zone"), zonesOf...)
	}
	if f.Has("shortDay") {
		w.ShortDay = word(f.May("shortDay"), coverage.ShortDayKeep, coverage.ShortDayEndMinus1h)
	}
	breaks := day(f.Need("breaks").Items())
	if !f.Has("week") {
		w.Week = mondayToFriday(without(day(f.Need("hours").Rows()), breaks))
		return
	}
	if f.Has("hours") {
		f.May("hours").Refuse("hours are those of Monday to Friday; with a week they are given for each day there")
	}
	names := make([]string, 7)
	for i := range names {
		names[i] = weekdays[(i+1)%7]
	}
	week := f.May("week").Fields(names...)
	if len(week.Keys()) == 0 && !f.May("week").Absent() {
		f.May("week").Refuse("a week needs hours on one day at least")
	}
	for i, name := range weekdays {
		if week.Has(name) {
			w.Week[i] = without(day(week.May(name).Rows()), breaks)
		}
	}
}

// weekdays are the keys of a week, in the order of time.Weekday.
var weekdays = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

func mondayToFriday(hours []coverage.Window) coverage.Week {
	var week coverage.Week
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = hours
	}
	return week
}

// printWeek prints hours: "09:00-18:00" for those of Monday to Friday, else "mon 10:30-19:00; tue-fri 08:30-19:00".
func printWeek(week coverage.Week) string {
	if same := printDay(week[time.Monday]); same != "" && printWeekBy(mondayToFriday(week[time.Monday])) == printWeekBy(week) {
		return same
	}
	return printWeekBy(week)
}

// hoursForPeople prints hours in both languages: "Mon 10:30-19:00; Tue-Fri 08:30-19:00".
func hoursForPeople(week coverage.Week) Text {
	plain := strings.ReplaceAll(printWeek(week), ",", ", ")
	return Text{RU: russianDays.Replace(plain), EN: englishDays.Replace(plain)}
}

var (
	russianDays = strings.NewReplacer("mon", "пн", "tue", "вт", "wed", "ср", "thu", "чт", "fri", "пт", "sat", "сб", "sun", "вс")
	englishDays = strings.NewReplacer("mon", "Mon", "tue", "Tue", "wed", "Wed", "thu", "Thu", "fri", "Fri", "sat", "Sat", "sun", "Sun")
)

func printWeekBy(week coverage.Week) string {
	var parts []string
	first, last, hours := "", "", ""
	flush := func() {
		days := first
		if last != first {
			days += "-" + last
		}
		if hours != "" {
			parts = append(parts, days+" "+hours)
		}
	}
	for i := range 7 {
		day := (i + 1) % 7
		today := printDay(week[day])
		if today != hours {
			flush()
			first, hours = weekdays[day], today
		}
		last = weekdays[day]
	}
	flush()
	return strings.Join(parts, "; ")
}

// day reads stretches of a day, each after the one before it.
func day(rows []strict.Place) []coverage.Window {
	var list []coverage.Window
	for _, row := range rows {
		text := row.Text()
		if text == "" {
			continue
		}
		w, err := parseWindow(text)
		switch {
		case err != nil:
			row.Refuse("%s", err)
			continue
		case len(list) > 0 && w.From < list[len(list)-1].To:
			row.Refuse("%s overlaps %s or comes before it", text, list[len(list)-1])
		}
		list = append(list, w)
	}
	return list
}

var (
	errNotHours  = errors.New("not hours such as 09:00-18:00")
	errBackwards = errors.New("the end does not come after the start")
	errOverlap   = errors.New("overlaps the hours before it or comes before them")
)

func parseWindow(text string) (coverage.Window, error) {
	from, to, _ := strings.Cut(text, "-")
	w := coverage.Window{}
	var errFrom, errTo error
	w.From, errFrom = coverage.ParseClockTime(from)
	w.To, errTo = coverage.ParseClockTime(to)
	switch {
	case errFrom != nil || errTo != nil:
		return w, fmt.Errorf("%q: %w", text, errNotHours)
	case w.To <= w.From:
		return w, fmt.Errorf("%q: %w", text, errBackwards)
	}
	return w, nil
}

// parseDay reads "09:00-13:00,14:00-18:00".
func parseDay(text string) ([]coverage.Window, error) {
	var list []coverage.Window
	for part := range strings.SplitSeq(text, ",") {
		w, err := parseWindow(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		if len(list) > 0 && w.From < list[len(list)-1].To {
			return nil, fmt.Errorf("%q: %w", part, errOverlap)
		}
		list = append(list, w)
	}
	return list, nil
}

func printDay(windows []coverage.Window) string {
	parts := make([]string, len(windows))
	for i, w := range windows {
		parts[i] = w.String()
	}
	return strings.Join(parts, ",")
}

// without cuts breaks out of hours; both are in order and do not overlap.
func without(hours, breaks []coverage.Window) []coverage.Window {
	var open []coverage.Window
	for _, h := range hours {
		for _, b := range breaks {
			if b.To <= h.From || b.From >= h.To {
				continue
			}
			if h.From < b.From {
				open = append(open, coverage.Window{From: h.From, To: b.From})
			}
			h.From = b.To
		}
		if h.From < h.To {
			open = append(open, h)
		}
	}
	return open
}

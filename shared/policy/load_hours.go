package policy

import (
	"errors"
	"fmt"
	"strings"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy/internal/strict"
)

// hoursMark stands in a window's label where its hours are printed, so that label and hours cannot differ.
const hoursMark = "{hours}"

func (l *loader) windows(at strict.Place) {
	seen := map[WindowName]bool{}
	for _, row := range at.Rows() {
		f := row.Fields("name", "clause", "label", "always", "calendar", "hours", "breaks")
		w := WindowRule{
			Name:   WindowName(f.Need("name").Text()),
			Clause: l.clause(f),
			Always: f.May("always").Truth(),
		}
		once(seen, f.Need("name"), w.Name)
		label := l.text(f.Need("label"))
		l.labels[w.Name] = label
		if w.Always {
			for _, unused := range []string{"calendar", "hours", "breaks"} {
				if f.Has(unused) {
					f.May(unused).Refuse("a window that is always open has no %s", unused)
				}
			}
		} else {
			w.Calendar = f.Need("calendar").OneOf(calendarName)
			w.Working = without(day(f.Need("hours").Rows()), day(f.Need("breaks").Items()))
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

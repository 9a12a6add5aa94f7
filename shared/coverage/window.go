package coverage

import (
	"fmt"
	"slices"
	"time"
)

// ClockTime is a reading of the wall clock in seconds since local midnight, from 0 to
// 86400. 24:00 is lawful and means the end of the day.
type ClockTime int32

const endOfDay ClockTime = secondsPerDay

// ParseClockTime reads 09:00, 18:00:30 or 24:00, always with two digits.
func ParseClockTime(s string) (ClockTime, error) {
	if s == "24:00" || s == "24:00:00" {
		return endOfDay, nil
	}
	layout := "15:04"
	if len(s) != len(layout) {
		layout = time.TimeOnly
	}
	t, err := time.Parse(layout, s)
	// time.Parse alone would take one-digit hours and fractions of a second.
	if err != nil || len(s) != len(layout) {
		return 0, fmt.Errorf("parse clock time %q: %w", s, ErrBadClockTime)
	}
	return ClockTime(t.Hour()*3600 + t.Minute()*60 + t.Second()), nil
}

// String prints 09:00, or 18:00:30 where there are seconds.
func (c ClockTime) String() string {
	h, m, s := c/3600, c/60%60, c%60
	if s == 0 {
		return fmt.Sprintf("%02d:%02d", h, m)
	}
	return fmt.Sprintf("%02d:%02d:%02d", h, m, s)
}

// Window is a part of one day, half-open: at From the clock runs, at To it stands.
type Window struct{ From, To ClockTime }

// String prints 09:00-18:00.
func (w Window) String() string { return w.From.String() + "-" + w.To.String() }

// Week gives the windows of each weekday, indexed by [time.Weekday]. A break is the
// gap between two windows (G24).
type Week [7][]Window

func (w Week) clone() Week {
	for i := range w {
		w[i] = slices.Clone(w[i])
	}
	return w
}

// checkedWindows sorts a copy of a day's windows and refuses what no day can have.
func checkedWindows(windows []Window) ([]Window, error) {
	sorted := slices.SortedFunc(slices.Values(windows), func(a, b Window) int {
		return int(a.From - b.From)
	})
	for i, w := range sorted {
		switch {
		case w.From < 0 || w.To > endOfDay || w.To < 0 || w.From > endOfDay:
			return nil, fmt.Errorf("window %s: %w", w, ErrWindowOutOfDay)
		case w.To <= w.From:
			return nil, fmt.Errorf("window %s: %w", w, ErrWindowBackwards)
		case i > 0 && w.From < sorted[i-1].To:
			return nil, fmt.Errorf("windows %s and %s: %w", sorted[i-1], w, ErrWindowsOverlap)
		}
	}
	return sorted, nil
}

// withoutLastHour takes one covered hour off the end of a day, across a break if the
// last window is shorter than that (G43).
func withoutLastHour(windows []Window) []Window {
	kept := slices.Clone(windows)
	for cut := ClockTime(3600); cut > 0 && len(kept) > 0; {
		last := &kept[len(kept)-1]
		if length := last.To - last.From; length <= cut {
			kept = kept[:len(kept)-1]
			cut -= length
			continue
		}
		last.To -= cut
		cut = 0
	}
	return kept
}

package proof

import (
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // the same zones everywhere
)

// date is a day of the printed zone.
type date struct {
	year  int
	month time.Month
	day   int
}

func dateOf(at time.Time) date {
	y, m, d := at.Date()
	return date{y, m, d}
}

func (d date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day) }

// next is the day after n days.
func (d date) next(n int) date {
	return dateOf(time.Date(d.year, d.month, d.day+n, 12, 0, 0, 0, time.UTC))
}

func (d date) weekday() time.Weekday {
	return time.Date(d.year, d.month, d.day, 12, 0, 0, 0, time.UTC).Weekday()
}

func (d date) exists() bool {
	return dateOf(time.Date(d.year, d.month, d.day, 12, 0, 0, 0, time.UTC)) == d
}

// wall is a reading of the clock on a day, as if there were no zones.
func (d date) wall(clock time.Duration) time.Time {
	return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC).Add(clock)
}

// readings are the instants at which the clock of the zone shows the reading: one, two where the hour is repeated, none
// where it is skipped.
func readings(wall time.Time, zone *time.Location) []time.Time {
	var found []time.Time
	for _, near := range []time.Duration{-26 * time.Hour, 26 * time.Hour} {
		_, offset := wall.Add(near).In(zone).Zone()
		at := wall.Add(-time.Duration(offset) * time.Second)
		if _, is := at.In(zone).Zone(); is == offset && (len(found) == 0 || !found[0].Equal(at)) {
			found = append(found, at)
		}
	}
	if len(found) == 2 && found[1].Before(found[0]) {
		found[0], found[1] = found[1], found[0]
	}
	return found
}

// after is the first instant at which the clock shows the reading or a later one, when it skips it.
func after(wall time.Time, zone *time.Location) time.Time {
	_, offset := wall.Add(-26 * time.Hour).In(zone).Zone()
	at := wall.Add(-time.Duration(offset) * time.Second).In(zone)
	from, _ := at.ZoneBounds()
	return from
}

// opens is the first instant of the reading, closes the last; each the first existing instant after it when there is
// none.
func opens(wall time.Time, zone *time.Location) time.Time {
	if found := readings(wall, zone); len(found) > 0 {
		return found[0]
	}
	return after(wall, zone)
}

func closes(wall time.Time, zone *time.Location) time.Time {
	if found := readings(wall, zone); len(found) > 0 {
		return found[len(found)-1]
	}
	return after(wall, zone)
}

// begin is the first instant of the day.
func (d date) begin(zone *time.Location) time.Time { return opens(d.wall(0), zone) }

var errTwice = errors.New("the clock shows this twice and the line does not say which is meant")

// at is the instant of a printed reading; offset is the printed one, or empty.
func (d date) at(clock time.Duration, offset string, zone *time.Location) (time.Time, error) {
	if clock == 24*time.Hour {
		return d.next(1).begin(zone), nil
	}
	found := readings(d.wall(clock), zone)
	if len(found) == 0 {
		return time.Time{}, fmt.Errorf("%s %s is never shown in %s", d, clock, zone)
	}
	if offset == "" {
		if len(found) > 1 {
			return time.Time{}, errTwice
		}
		return found[0], nil
	}
	for _, at := range found {
		if at.In(zone).Format("-07:00") == offset {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%s %s is not at %s in %s", d, clock, offset, zone)
}

// window is open from one reading of the clock to another.
type window struct{ from, to time.Duration }

// week is the printed hours.
type week struct {
	days     [7][]window
	moved    []window // of a working day by transfer; nil: those of its weekday
	shortCut bool
	always   bool
}

// on are the hours of a day with what is particular about it, as instants.
func (w week) on(d date, m marks, zone *time.Location) []span {
	all := w.days[d.weekday()]
	switch {
	case w.always:
		return []span{{d.begin(zone), d.next(1).begin(zone)}}
	case m.moved && w.moved != nil:
		all = w.moved
	}
	if m.short && w.shortCut {
		all = anHourLess(all)
	}
	var open []span
	for _, x := range all {
		s := span{opens(d.wall(x.from), zone), closes(d.wall(x.to), zone)}
		if x.to == 24*time.Hour {
			s.to = d.next(1).begin(zone)
		}
		if s.from.Before(s.to) {
			open = append(open, s)
		}
	}
	return open
}

func anHourLess(all []window) []window {
	cut := time.Hour
	var kept []window
	for i := len(all) - 1; i >= 0; i-- {
		x := all[i]
		if length := x.to - x.from; length <= cut {
			cut -= length
			continue
		}
		x.to -= cut
		cut = 0
		kept = append([]window{x}, kept...)
	}
	return kept
}

// span is a stretch of time, half-open.
type span struct{ from, to time.Time }

func (s span) clip(from, to time.Time) (span, bool) {
	if s.from.Before(from) {
		s.from = from
	}
	if to.Before(s.to) {
		s.to = to
	}
	return s, s.from.Before(s.to)
}

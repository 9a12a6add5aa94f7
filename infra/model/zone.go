package model

import (
	"sync"
	"time"
)

// Zone is a place with a clock on the wall (G11). It looks each edge of a day up once, by watching that clock.
type Zone struct {
	at   *time.Location
	mu   sync.Mutex
	seen map[edge]time.Time
}

// edge is a time of day of a date, as the beginning or the end of hours.
type edge struct {
	day    Day
	second int
	closes bool
}

// NewZone watches the clock of a location.
func NewZone(at *time.Location) *Zone { return &Zone{at: at, seen: map[edge]time.Time{}} }

// Moscow is the place whose dates the policy means (G11).
func Moscow() *time.Location { return moscow() }

var moscow = sync.OnceValue(func() *time.Location {
	at, err := time.LoadLocation("Europe/Moscow")
	if err != nil {
		panic(err) // the zones are built into every program of this module
	}
	return at
})

// Location is the place.
func (z *Zone) Location() *time.Location { return z.at }

// day is the date that the clock shows.
func (z *Zone) day(t time.Time) Day {
	y, m, d := t.In(z.at).Date()
	return Day{y, m, d}
}

const wholeDay = 24 * 60 * 60

// Begins is the first instant at which the clock shows the date.
func (z *Zone) Begins(d Day) time.Time { return z.look(edge{day: d}) }

// opens is the first instant of the date at which the clock shows the second of the day; where it is skipped, the first
// instant after it (CAL-19, CAL-20).
func (z *Zone) opens(d Day, second int) time.Time { return z.look(edge{day: d, second: second}) }

// closes is the last instant of the date at which the clock shows the second of the day; where it is skipped, the first
// instant after it. 24:00 is the end of the date.
func (z *Zone) closes(d Day, second int) time.Time {
	if second == wholeDay {
		return z.Begins(d.Plus(1))
	}
	return z.look(edge{day: d, second: second, closes: true})
}

func (z *Zone) look(e edge) time.Time {
	z.mu.Lock()
	defer z.mu.Unlock()
	at, ok := z.seen[e]
	if !ok {
		at = z.watch(e)
		z.seen[e] = at
	}
	return at
}

// watch walks over the date and some hours on either side, a minute at a time, or a second where the edge has seconds.
func (z *Zone) watch(e edge) time.Time {
	step := time.Minute
	if e.second%60 != 0 {
		step = time.Second
	}
	t := e.day.noon().Add(-30 * time.Hour)
	for z.day(t.Add(time.Hour)).Before(e.day) {
		t = t.Add(time.Hour)
	}
	var at, after time.Time // the instant that shows the second of the day; the first that shows a later one
	for ; ; t = t.Add(step) {
		today := z.day(t)
		if today.Before(e.day) {
			continue
		}
		if today != e.day { // the day is over
			after = earliest(after, t)
			break
		}
		if !at.IsZero() && !e.closes {
			break
		}
		hour, minute, second := t.In(z.at).Clock()
		shown := hour*3600 + minute*60 + second
		if shown == e.second && (at.IsZero() || e.closes) {
			at = t
		}
		if shown > e.second {
			after = earliest(after, t)
		}
	}
	if at.IsZero() {
		return after
	}
	return at
}

// earliest keeps the first instant that was found.
func earliest(found, t time.Time) time.Time {
	if found.IsZero() {
		return t
	}
	return found
}

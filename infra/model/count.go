package model

import "time"

// Known tells whether an instant can be named: it can; it waits for the customer; the calendar does not say.
type Known int

// Degrees of knowing.
const (
	Sure Known = iota
	Waits
	Undetermined
)

// tooFar is when to stop looking for open hours.
const tooFar = 20 * 365 * 24 * time.Hour

// after counts open time from an instant on, minute by minute, leaving out the holes, and returns the instant at which
// so much has passed (G26).
func (h Hours) after(from time.Time, want time.Duration, holes []Span) (time.Time, Known) {
	if want == 0 {
		return from, Sure
	}
	left, t := want, from
	for d := h.zone.day(from); h.zone.Begins(d).Sub(from) < tooFar; d = d.Plus(1) {
		if hole, in := holeAt(holes, t); in && hole.To.IsZero() {
			return time.Time{}, Waits
		}
		spans, known := h.on(d)
		if !known {
			return time.Time{}, Undetermined
		}
		for _, open := range spans {
			if t.Before(open.From) {
				t = open.From
			}
			for t.Before(open.To) {
				hole, in := holeAt(holes, t)
				if in && hole.To.IsZero() {
					return time.Time{}, Waits
				}
				next := step(t, open.To, holes)
				if !in {
					if next.Sub(t) >= left {
						return t.Add(left), Sure
					}
					left -= next.Sub(t)
				}
				t = next
			}
		}
	}
	return time.Time{}, Undetermined
}

// step is the next whole minute, or what comes before it: the end of the hours, an edge of a hole.
func step(t, end time.Time, holes []Span) time.Time {
	next := t.Truncate(time.Minute).Add(time.Minute)
	for _, hole := range holes {
		for _, edge := range []time.Time{hole.From, hole.To} {
			if edge.After(t) && edge.Before(next) {
				next = edge
			}
		}
	}
	if end.Before(next) {
		next = end
	}
	return next
}

func holeAt(holes []Span, t time.Time) (Span, bool) {
	for _, hole := range holes {
		if hole.holds(t) {
			return hole, true
		}
	}
	return Span{}, false
}

// cut is the open time that the holes take out of a stretch, minute by minute.
func (h Hours) cut(from, to time.Time, holes []Span) time.Duration {
	var taken time.Duration
	t := from
	for d := h.zone.day(from); !h.zone.Begins(d).After(to); d = d.Plus(1) {
		spans, _ := h.on(d)
		for _, open := range spans {
			if t.Before(open.From) {
				t = open.From
			}
			for t.Before(open.To) && t.Before(to) {
				next := step(t, earlier(open.To, to), holes)
				if _, in := holeAt(holes, t); in {
					taken += next.Sub(t)
				}
				t = next
			}
		}
	}
	return taken
}

// opening is the instant itself while the hours are open, else the next at which they are.
func (h Hours) opening(from time.Time) (time.Time, Known) {
	for d := h.zone.day(from); h.zone.Begins(d).Sub(from) < tooFar; d = d.Plus(1) {
		spans, known := h.on(d)
		if !known {
			return time.Time{}, Undetermined
		}
		for _, open := range spans {
			if from.Before(open.To) {
				return later(from, open.From), Sure
			}
		}
	}
	return time.Time{}, Undetermined
}

// workingDayAfter is the next day that has hours.
func (h Hours) workingDayAfter(d Day) ([]Span, Day, Known) {
	for next := d.Plus(1); next.noon().Sub(d.noon()) < tooFar; next = next.Plus(1) {
		spans, known := h.on(next)
		if !known {
			return nil, next, Undetermined
		}
		if len(spans) > 0 {
			return spans, next, Sure
		}
	}
	return nil, d, Undetermined
}

// days counts working days: the same time of day on the n-th working day after the one on which counting begins. Before
// the hours of that day or in a break it is the next opening of that day, after them its closing.
func (h Hours) days(from time.Time, n int, holes []Span) (time.Time, Known) {
	begin, known := h.opening(from)
	if known != Sure {
		return time.Time{}, known
	}
	zone := h.zone
	day := zone.day(begin)
	var spans []Span
	for range n {
		if spans, day, known = h.workingDayAfter(day); known != Sure {
			return time.Time{}, known
		}
	}
	hour, minute, second := begin.In(zone.at).Clock()
	due := zone.opens(day, hour*3600+minute*60+second).Add(time.Duration(begin.Nanosecond()))
	for _, open := range spans {
		if due.Before(open.To) {
			return h.pushed(from, later(due, open.From), holes)
		}
	}
	return h.pushed(from, spans[len(spans)-1].To, holes)
}

// nextDay is the closing of the working day after the one that counts as the day of receipt: the day itself when it
// works and the cutoff has not come, else the next working day.
func (h Hours) nextDay(from time.Time, cutoff int, holes []Span) (time.Time, Known) {
	day := h.zone.day(from)
	spans, known := h.on(day)
	if !known {
		return time.Time{}, Undetermined
	}
	if len(spans) == 0 || !from.Before(h.zone.opens(day, cutoff)) {
		var state Known
		if _, day, state = h.workingDayAfter(day); state != Sure {
			return time.Time{}, state
		}
	}
	spans, _, state := h.workingDayAfter(day)
	if state != Sure {
		return time.Time{}, state
	}
	return h.pushed(from, spans[len(spans)-1].To, holes)
}

// pushed moves a due instant on by the open time that waits took out before it.
func (h Hours) pushed(from, due time.Time, holes []Span) (time.Time, Known) {
	return h.after(due, h.cut(from, due, holes), holes)
}

// due is the instant by which a target is to be met.
func (h Hours) due(unit string, target Target, from time.Time, holes []Span) (time.Time, Known) {
	if target.Unit != "" {
		unit = target.Unit
	}
	switch unit {
	case "wall_hours":
		return h.rules.everyHour().after(from, target.Within, holes)
	case "business_days":
		return h.days(from, target.Days, holes)
	case "next_business_day":
		return h.nextDay(from, target.Cutoff, holes)
	default:
		return h.after(from, target.Within, holes)
	}
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

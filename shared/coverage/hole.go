package coverage

import "time"

// Holes come as they were recorded: overlapping, unordered, the last one perhaps not
// yet ended. They are few, so each question simply looks at all of them, where they lie.

// endless tells a hole that has not ended.
func (h *Span) endless() bool { return h.To.IsZero() }

// empty tells a hole that takes nothing out.
func (h *Span) empty() bool { return !h.endless() && !h.To.After(h.From) }

// afterHoles is the first instant at or after t outside of every hole; ends is false
// when there is none.
func afterHoles(t time.Time, holes []Span) (after time.Time, ends bool) {
	for moved := true; moved; {
		moved = false
		for i := range holes {
			h := &holes[i]
			if t.Before(h.From) || !h.endless() && !t.Before(h.To) {
				continue
			}
			if h.endless() {
				return t, false
			}
			t, moved = h.To, true
		}
	}
	return t, true
}

// beforeHoles is the last instant at or before t with no hole directly before it.
func beforeHoles(t time.Time, holes []Span) time.Time {
	for moved := true; moved; {
		moved = false
		for i := range holes {
			h := &holes[i]
			if h.From.Before(t) && (h.endless() || !h.To.Before(t)) {
				t, moved = h.From, true
			}
		}
	}
	return t
}

// nextHole is the start of the first hole that starts after t.
func nextHole(t time.Time, holes []Span) (start time.Time, more bool) {
	for i := range holes {
		h := &holes[i]
		if h.From.After(t) && !h.empty() && (!more || h.From.Before(start)) {
			start, more = h.From, true
		}
	}
	return start, more
}

// previousHole is the end of the last hole that ends before t.
func previousHole(t time.Time, holes []Span) (end time.Time, more bool) {
	for i := range holes {
		h := &holes[i]
		if !h.endless() && !h.empty() && h.To.Before(t) && (!more || h.To.After(end)) {
			end, more = h.To, true
		}
	}
	return end, more
}

package coverage

import (
	"fmt"
	"time"
)

// StretchKind says what the clock does in a stretch.
type StretchKind uint8

// The kinds of stretches. Time outside of the windows is Closed, paused or not.
const (
	Counted StretchKind = iota // the clock runs
	Paused                     // it would run, but a hole holds it
	Closed                     // nobody is covered
)

// String is the kind's stable name.
func (k StretchKind) String() string {
	switch k {
	case Counted:
		return "counted"
	case Paused:
		return "paused"
	case Closed:
		return "closed"
	default:
		return fmt.Sprintf("StretchKind(%d)", uint8(k))
	}
}

// Stretch is a part of one local day in which the clock does one thing.
type Stretch struct {
	Span
	Day  Day
	Kind StretchKind
}

// Trace cuts [from, to) at local midnights, at window edges and at holes, and says of
// each stretch what the clock does in it and on what kind of day; the counted ones add
// up to Elapsed. Instants are in the schedule's zone. It is empty when to is not after
// from.
func (s *Schedule) Trace(from, to time.Time, holes ...Span) []Stretch {
	if !to.After(from) {
		return nil
	}
	tr := tracer{s: s, at: from.In(s.spec.Zone), end: to.In(s.spec.Zone)}
	tr.enter(DateOf(from, s.spec.Zone))
	for iv := range s.openBetween(from, to) {
		tr.until(time.Unix(iv.start, 0), Closed)
		closes := time.Unix(iv.end, 0)
		for tr.before(closes) {
			if resumes, ends := afterHoles(tr.at, holes); !ends {
				tr.until(closes, Paused)
			} else if resumes.After(tr.at) {
				tr.until(earlier(resumes, closes), Paused)
			} else if next, more := nextHole(tr.at, holes); more {
				tr.until(earlier(next, closes), Counted)
			} else {
				tr.until(closes, Counted)
			}
		}
	}
	tr.until(to, Closed)
	return tr.out
}

// tracer stands at an instant of a day and moves forward.
type tracer struct {
	s        *Schedule
	at, end  time.Time
	day      Day
	midnight time.Time // the end of day
	out      []Stretch
}

func (tr *tracer) enter(d Date) {
	tr.day = tr.s.day(d)
	tr.midnight = d.AddDays(1).In(tr.s.spec.Zone)
}

// before tells whether there is anything to trace before t.
func (tr *tracer) before(t time.Time) bool { return tr.at.Before(t) && tr.at.Before(tr.end) }

// until records the way to t, or to the end of the trace, day by day.
func (tr *tracer) until(t time.Time, kind StretchKind) {
	for tr.before(t) {
		if !tr.midnight.After(tr.at) {
			tr.enter(tr.day.Date.AddDays(1))
			continue
		}
		next := earlier(earlier(t, tr.midnight), tr.end).In(tr.s.spec.Zone)
		tr.out = append(tr.out, Stretch{Span{tr.at, next}, tr.day, kind})
		tr.at = next
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

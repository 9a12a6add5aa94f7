package coverage

import (
	"iter"
	"math"
	"time"
)

// interval is an open stretch in Unix seconds, half-open.
type interval struct{ start, end int64 }

// longestSpan keeps sums of covered time inside a time.Duration.
const longestSpan = 290 * 365 * 24 * time.Hour

// open yields the open intervals of the days first..last in order, none overlapping:
// where the local clock repeats an hour two windows may claim the same instant, and it
// counts once.
func (s *Schedule) open(first, last int64) iter.Seq[interval] {
	return func(yield func(interval) bool) {
		zone := zoneCursor{loc: s.spec.Zone}
		covered := int64(math.MinInt64)
		for day := first; day <= last; day++ {
			for _, w := range s.windows(day) {
				iv := zone.resolve(day*secondsPerDay, w)
				iv.start = max(iv.start, covered)
				if iv.end <= iv.start {
					continue // its hour was skipped, or another window covers it
				}
				covered = iv.end
				if !yield(iv) {
					return
				}
			}
		}
	}
}

// openBetween yields the open intervals that can touch [from, to], a day more on
// either side for clocks set back over midnight.
func (s *Schedule) openBetween(from, to time.Time) iter.Seq[interval] {
	first := DateOf(from, s.spec.Zone).number()
	last := DateOf(to, s.spec.Zone).number()
	return s.open(first-1, last+1)
}

// since places an interval on a ruler whose zero is from, cut off at zero.
func (iv interval) since(from time.Time) (start, end time.Duration) {
	offset := func(unix int64) time.Duration {
		return time.Duration(unix-from.Unix())*time.Second - time.Duration(from.Nanosecond())
	}
	return max(0, offset(iv.start)), max(0, offset(iv.end))
}

// walkElapsed is the covered time of [from, to) for spans that leave the table.
func (s *Schedule) walkElapsed(from, to time.Time) time.Duration {
	if to.Sub(from) > longestSpan {
		to = from.Add(longestSpan)
	}
	var sum time.Duration
	span := to.Sub(from)
	for iv := range s.openBetween(from, to) {
		start, end := iv.since(from)
		if start >= span {
			break
		}
		sum += min(end, span) - start
	}
	return sum
}

// walkAdd finds the instant at which d of covered time has passed since from: the
// earliest such instant, or the latest. The answer is relative to from; it looks a day
// or two past the Horizon, which is the caller's to judge.
func (s *Schedule) walkAdd(from time.Time, d time.Duration, latest bool) (time.Duration, bool) {
	for iv := range s.openBetween(from, from.Add(Horizon)) {
		start, end := iv.since(from)
		if d < end-start || d == end-start && !latest {
			return start + d, true
		}
		d -= end - start
	}
	return 0, false
}

// walkBack finds the latest instant with d of covered time between it and to; the
// answer is relative to to. It looks back in doubling strides, then walks forward.
func (s *Schedule) walkBack(to time.Time, d time.Duration) (time.Duration, bool) {
	for stride := 64 * 24 * time.Hour; ; stride *= 2 {
		stride = min(stride, Horizon)
		from := to.Add(-stride)
		if have := s.walkElapsed(from, to); have >= d {
			ahead, ok := s.walkAdd(from, have-d, true)
			return stride - ahead, ok
		}
		if stride == Horizon {
			return 0, false
		}
	}
}

// walkOpening finds the first open instant at or after at, relative to it, and like
// walkAdd a little past the Horizon.
func (s *Schedule) walkOpening(at time.Time) (time.Duration, bool) {
	for iv := range s.openBetween(at, at.Add(Horizon)) {
		if start, end := iv.since(at); end > 0 {
			return start, true
		}
	}
	return 0, false
}

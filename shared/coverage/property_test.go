package coverage_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"flatsupport/shared/coverage"
)

const oracleDays = 24

// drawStart draws the first day of a range: often near a change of the clock, a year's
// end, or an edge of the years that have a table.
func drawStart(r *rapid.T) time.Time {
	day := rapid.OneOf(
		rapid.Map(rapid.IntRange(0, 40*365), func(n int) time.Time { return time.Date(2008, 1, 1+n, 0, 0, 0, 0, time.UTC) }),
		rapid.SampledFrom([]time.Time{
			time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),   // Chicago and Havana spring forward
			time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC),  // Berlin springs forward, then Lord Howe and Santiago fall back
			time.Date(2026, 8, 25, 0, 0, 0, 0, time.UTC),  // Santiago springs forward at midnight
			time.Date(2026, 9, 25, 0, 0, 0, 0, time.UTC),  // Lord Howe springs forward by half an hour
			time.Date(2026, 10, 20, 0, 0, 0, 0, time.UTC), // Berlin, Chicago and Havana fall back
			time.Date(2014, 10, 18, 0, 0, 0, 0, time.UTC), // Moscow falls back for good
			time.Date(2019, 12, 22, 0, 0, 0, 0, time.UTC), // the table begins
			time.Date(2042, 12, 22, 0, 0, 0, 0, time.UTC), // the table ends
			time.Date(2047, 10, 20, 0, 0, 0, 0, time.UTC), // far outside of it
		}),
	)
	return day.Draw(r, "start")
}

// drawInstant draws an instant of the range, on a minute, a second or between.
func drawInstant(r *rapid.T, start time.Time, label string) time.Time {
	unit := rapid.SampledFrom([]time.Duration{30 * time.Minute, time.Minute, time.Second, time.Nanosecond}).Draw(r, label+" unit")
	n := rapid.Int64Range(0, int64(oracleDays*24*time.Hour/unit)).Draw(r, label)
	return start.Add(time.Duration(n) * unit)
}

func drawHoles(r *rapid.T, start time.Time) []coverage.Span {
	var holes []coverage.Span
	for range rapid.IntRange(0, 5).Draw(r, "holes") {
		from := start.Add(time.Duration(rapid.IntRange(-1440, oracleDays*1440).Draw(r, "hole")) * time.Minute)
		hole := coverage.Span{From: from, To: from.Add(time.Duration(rapid.IntRange(-10, 2*1440).Draw(r, "minutes")) * time.Minute)}
		if rapid.IntRange(0, 15).Draw(r, "endless") == 0 {
			hole.To = time.Time{}
		}
		holes = append(holes, hole)
	}
	return holes
}

func TestArithmeticAgreesWithCountingMinutes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		start := drawStart(r)
		p := drawPlan(t, r, start)
		s, err := coverage.New(p.spec(r))
		require.NoError(r, err)
		o := newOracle(p, start, oracleDays)
		limit := o.limit()

		for range 12 {
			from, to := drawInstant(r, start, "from"), drawInstant(r, start, "to")
			holes := drawHoles(r, start)
			if to.Before(from) {
				assert.Zero(r, s.Elapsed(from, to, holes...))
				from, to = to, from
			}
			have := o.elapsed(from, to, holes...)
			require.Equal(r, have, s.Elapsed(from, to, holes...), "elapsed %s %s %v", from, to, holes)

			// Half of the durations end exactly where the span does, often at a closing.
			d := have
			if rapid.Bool().Draw(r, "free") {
				d = time.Duration(rapid.Int64Range(1, int64(80*time.Hour)).Draw(r, "d"))
			}
			if d == 0 {
				d = time.Minute
			}
			if want, ok := o.add(from, d, holes...); ok {
				got, err := s.Add(from, d, holes...)
				require.NoError(r, err)
				require.Equal(r, want, got, "%s + %s around %v", from, d, holes)
			} else if got, err := s.Add(from, d, holes...); err == nil {
				require.False(r, got.Before(limit), "%s + %s around %v: %s", from, d, holes, got)
			}
			if want, ok := o.back(to, d, holes...); ok {
				got, err := s.Back(to, d, holes...)
				require.NoError(r, err)
				require.Equal(r, want, got, "%s - %s around %v", to, d, holes)
			} else if got, err := s.Back(to, d, holes...); err == nil {
				require.False(r, got.After(start), "%s - %s around %v: %s", to, d, holes, got)
			}
			if want, ok := o.nextOpening(from); ok {
				got, err := s.NextOpening(from)
				require.NoError(r, err)
				require.Equal(r, want, got, "next opening after %s", from)
				require.Equal(r, want.Equal(from), s.IsOpen(from))
			}
		}
	})
}

func TestATraceAddsUpAndAgreesWithTheOracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		start := drawStart(r)
		p := drawPlan(t, r, start)
		s, err := coverage.New(p.spec(r))
		require.NoError(r, err)
		o := newOracle(p, start, oracleDays)
		from, to := drawInstant(r, start, "from"), drawInstant(r, start, "to")
		if to.Before(from) {
			from, to = to, from
		}
		holes := drawHoles(r, start)

		at := from
		sums := map[coverage.StretchKind]time.Duration{}
		for _, st := range s.Trace(from, to, holes...) {
			require.True(r, st.From.Equal(at), "no gap before %s", st.From)
			require.True(r, st.To.After(st.From))
			require.Equal(r, st.Day.Date, coverage.DateOf(st.From, p.zone))
			sums[st.Kind] += st.To.Sub(st.From)
			at = st.To
		}
		require.True(r, at.Equal(to), "the trace ends at %s, not %s", at, to)
		counted, open := o.elapsed(from, to, holes...), o.elapsed(from, to)
		assert.Equal(r, counted, sums[coverage.Counted])
		assert.Equal(r, open-counted, sums[coverage.Paused])
		assert.Equal(r, to.Sub(from)-open, sums[coverage.Closed])
	})
}

// The inverses hold on a million spans of the real calendar.
func TestAddAndBackAreInversesOfElapsed(t *testing.T) {
	t.Parallel()
	schedules := []*coverage.Schedule{
		business(t), business(t, shortDaysEndEarlier), business(t, movedDaysNotCovered), always(t),
	}
	random := rand.New(rand.NewPCG(11, 17))
	start := at(t, "2022-06-01 00:00")
	for i := range 1_000_000 {
		s := schedules[i%len(schedules)]
		from := start.Add(time.Duration(random.Int64N(int64(6 * 365 * 24 * time.Hour))))
		d := time.Duration(1 + random.Int64N(int64(3000*time.Hour)))
		due, err := s.Add(from, d)
		if err != nil || s.Elapsed(from, due) != d || s.Elapsed(from, due.Add(-1)) == d {
			require.Fail(t, "add", "%s: %s + %s = %s, %v", s.Name(), from, d, due, err)
		}
		before, err := s.Back(from, d)
		if err != nil || s.Elapsed(before, from) != d || s.Elapsed(before.Add(1), from) == d {
			require.Fail(t, "back", "%s: %s - %s = %s, %v", s.Name(), from, d, before, err)
		}
	}
}

// Walking and looking up are two implementations: they meet at the table's edges.
func TestSpansOverTheTablesEdgesSplitAnywhere(t *testing.T) {
	t.Parallel()
	s := business(t)
	edges := []time.Time{at(t, "2020-01-01 00:00:00Z"), at(t, "2043-01-01 00:00:00Z")}
	rapid.Check(t, func(r *rapid.T) {
		edge := rapid.SampledFrom(edges).Draw(r, "edge")
		year := int64(400 * 24 * time.Hour)
		from := edge.Add(-time.Duration(rapid.Int64Range(0, year).Draw(r, "before")))
		to := edge.Add(time.Duration(rapid.Int64Range(0, year).Draw(r, "after")))
		whole := s.Elapsed(from, to)
		assert.Equal(r, whole, s.Elapsed(from, edge)+s.Elapsed(edge, to))
		if whole == 0 {
			return
		}
		due, err := s.Add(from, whole)
		require.NoError(r, err)
		assert.Equal(r, whole, s.Elapsed(from, due))
		assert.False(r, due.After(to))
		begun, err := s.Back(to, whole)
		require.NoError(r, err)
		assert.Equal(r, whole, s.Elapsed(begun, to))
		assert.False(r, begun.Before(from))
	})
}

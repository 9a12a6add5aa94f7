package pairs_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"flatsupport/infra/bench/pairs"
)

// stage is a clock that moves only when work is done on it, and a record of who worked.
type stage struct {
	now   time.Duration
	turns []string
}

func (s *stage) clock() time.Duration { return s.now }

// work costs so much each time.
func (s *stage) work(name string, cost time.Duration) pairs.Work {
	return func(n int) {
		s.turns = append(s.turns, name)
		s.now += time.Duration(n) * cost
	}
}

func TestBothSidesTakeTurns(t *testing.T) {
	t.Parallel()
	var s stage
	r := pairs.Measure(s.clock, s.work("a", 20), s.work("b", 1000), pairs.Effort{Pairs: 5, Chunk: time.Millisecond})

	assert.Equal(t, []string{"a", "b", "a", "b", "a", "b", "a", "b", "a", "b"}, s.turns[len(s.turns)-10:])
	assert.Equal(t, pairs.Spread{Median: 20, Min: 20, Max: 20}, r.Subject())
	assert.Equal(t, pairs.Spread{Median: 1000, Min: 1000, Max: 1000}, r.Reference())
	assert.Equal(t, pairs.Spread{Median: 50, Min: 50, Max: 50}, r.Faster())
	assert.Equal(t, pairs.Spread{Median: 0.02, Min: 0.02, Max: 0.02}, r.Dearer())
}

func TestAChunkIsFilledHoweverShortOrLongTheWork(t *testing.T) {
	t.Parallel()
	for _, cost := range []time.Duration{1, 17, time.Microsecond, time.Hour} {
		var s stage
		begun := time.Duration(0)
		pairs.Measure(s.clock, func(n int) {
			begun = s.now
			s.work("a", cost)(n)
		}, func(int) { s.now += time.Millisecond }, pairs.Effort{Pairs: 1, Chunk: time.Millisecond})
		assert.GreaterOrEqual(t, s.now-begun-time.Millisecond, min(cost, time.Millisecond)*9/10, "%s", cost)
	}
}

func TestRatiosAreThoseOfPairsAndTheMiddleOneCounts(t *testing.T) {
	t.Parallel()
	r := pairs.Result{Pairs: []pairs.Pair{{10, 500}, {20, 1000}, {10, 600}, {10, 100}}}
	assert.Equal(t, pairs.Spread{Median: 50, Min: 10, Max: 60}, r.Faster())
	assert.InDelta(t, 0.02, r.Dearer().Median, 1e-9)
	assert.InDelta(t, 900.0/550, r.Reference().Variation(), 1e-9)
}

func TestJudging(t *testing.T) {
	t.Parallel()
	even := func(subject, reference float64) pairs.Result {
		return pairs.Result{Pairs: []pairs.Pair{{subject, reference}, {subject, reference}, {subject, reference}}}
	}
	fifty, hardly := pairs.Goal{FasterBy: 50}, pairs.Goal{DearerBy: 1.15}
	cases := []struct {
		name   string
		result pairs.Result
		goal   pairs.Goal
		want   pairs.Verdict
	}{
		{"fast enough", even(20, 1000), fifty, pairs.Met},
		{"not fast enough", even(20.1, 1000), fifty, pairs.Missed},
		{"dear, but not too dear", even(115, 100), hardly, pairs.Met},
		{"too dear", even(116, 100), hardly, pairs.Missed},
		{"nothing was asked", even(116, 100), pairs.Goal{}, pairs.NoGoal},
		{"the reference varies by a quarter", pairs.Result{Pairs: []pairs.Pair{{10, 1000}, {10, 1100}, {10, 1250}, {10, 900}, {10, 1000}}}, fifty, pairs.Unsteady},
		{"the reference stays within it", pairs.Result{Pairs: []pairs.Pair{{10, 1000}, {10, 1100}, {10, 1150}, {10, 900}, {10, 1000}}}, fifty, pairs.Met},
		{"a wild reference proves no failure either", pairs.Result{Pairs: []pairs.Pair{{100, 1000}, {100, 2000}}}, fifty, pairs.Unsteady},
		{"the subject may vary, its ratios are counted", pairs.Result{Pairs: []pairs.Pair{{10, 1000}, {40, 1000}, {15, 1000}}}, fifty, pairs.Met},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, c.result.Judge(c.goal))
		})
	}
}

func TestTheProcessorTimeGrowsWithWork(t *testing.T) {
	t.Parallel()
	before := pairs.CPU()
	for n := 0; pairs.CPU() == before; n++ {
		assert.GreaterOrEqual(t, n, 0) // some work
	}
	assert.Greater(t, pairs.CPU(), before)
}

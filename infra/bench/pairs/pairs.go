// Package pairs measures two ways of doing the same work side by side: now the one, now the other, so that whatever else
// the machine does meets both. It counts CPU time, judges ratios and never times, and does not judge at all when the
// reference itself does not stand still.
package pairs

import (
	"runtime"
	"slices"
	"time"
)

// Clock tells how much time has been used so far. Only differences are looked at.
type Clock func() time.Duration

// Work does the same thing n times.
type Work func(n int)

// Effort is how long to measure.
type Effort struct {
	Pairs int           // how often both are measured
	Chunk time.Duration // for how long each is, each time
}

// Pair is what one piece of work cost on either side, in nanoseconds.
type Pair struct{ Subject, Reference float64 }

// Result holds the pairs of one measurement.
type Result struct{ Pairs []Pair }

// Measure runs subject and reference in turns.
func Measure(clock Clock, subject, reference Work, effort Effort) Result {
	a, b := repetitions(clock, subject, effort.Chunk), repetitions(clock, reference, effort.Chunk)
	var r Result
	for range effort.Pairs {
		r.Pairs = append(r.Pairs, Pair{cost(clock, subject, a), cost(clock, reference, b)})
	}
	return r
}

// repetitions finds how often the work must be done to fill a chunk, and warms it up in doing so.
func repetitions(clock Clock, work Work, chunk time.Duration) int {
	for n := 1; ; n *= 2 {
		begun := clock()
		work(n)
		if took := clock() - begun; took >= chunk/4 {
			return max(1, int(float64(n)*float64(chunk)/float64(took)))
		}
	}
}

// cost is that of one piece of work. What others left to the collector of garbage is cleared away before.
func cost(clock Clock, work Work, n int) float64 {
	runtime.GC()
	begun := clock()
	work(n)
	return float64(clock()-begun) / float64(n)
}

// Spread is the middle one of several figures, and how far they lie apart.
type Spread struct{ Median, Min, Max float64 }

func spreadOf(figures []float64) Spread {
	sorted := slices.Sorted(slices.Values(figures))
	n := len(sorted)
	return Spread{Median: (sorted[(n-1)/2] + sorted[n/2]) / 2, Min: sorted[0], Max: sorted[n-1]}
}

// Variation is the distance between the outermost figures, as a part of the middle one.
func (s Spread) Variation() float64 { return (s.Max - s.Min) / s.Median }

func (r Result) over(figure func(Pair) float64) Spread {
	figures := make([]float64, len(r.Pairs))
	for i, p := range r.Pairs {
		figures[i] = figure(p)
	}
	return spreadOf(figures)
}

// Subject is what the subject cost, in nanoseconds.
func (r Result) Subject() Spread { return r.over(func(p Pair) float64 { return p.Subject }) }

// Reference is what the reference cost, in nanoseconds.
func (r Result) Reference() Spread { return r.over(func(p Pair) float64 { return p.Reference }) }

// Faster is how many times as much the reference cost, pair by pair.
func (r Result) Faster() Spread {
	return r.over(func(p Pair) float64 { return p.Reference / p.Subject })
}

// Dearer is how many times as much the subject cost, pair by pair.
func (r Result) Dearer() Spread {
	return r.over(func(p Pair) float64 { return p.Subject / p.Reference })
}

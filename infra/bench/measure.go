package main

import (
	"fmt"
	"io"
	"testing"
	"time"

	"flatsupport/infra/bench/pairs"
)

// What things are measured against.
const (
	theLibrary = "rickar/cal"
	ourAdd     = "our own add of 8 hours"
)

// comparison is one thing of ours and what it is measured against.
type comparison struct {
	name      string
	subject   pairs.Work
	against   string
	reference pairs.Work
	goal      pairs.Goal
	bare      bool // allocates nothing
}

// measure prints a line for each comparison as soon as it is done, and says in the end what was not as promised.
func measure(cases []comparison, plan plan, clock pairs.Clock, out io.Writer) error {
	fmt.Fprintf(out, "measuring in %d turns of %s of processor time for each side ...\n", plan.effort.Pairs, plan.effort.Chunk)
	var missed, open int
	for _, c := range cases {
		allocated := c.allocations()
		result := pairs.Measure(clock, c.subject, c.reference, plan.effort)
		verdict := pairs.NoGoal
		if plan.judged {
			for again := plan.again; again > 0 && result.Judge(c.goal) == pairs.Unsteady; again-- {
				result = pairs.Measure(clock, c.subject, c.reference, plan.effort)
			}
			verdict = result.Judge(c.goal)
		}
		line := fmt.Sprintf("  %-26s %10s  %5.4g allocs  %s", c.name, shown(result.Subject().Median), allocated, c.compared(result))
		if c.bare && allocated > 0 {
			line += "  ALLOCATES"
			missed++
		}
		switch verdict {
		case pairs.Met, pairs.Missed:
			line += fmt.Sprintf("  %s: %s", goal(c.goal), verdict)
		case pairs.Unsteady:
			line += fmt.Sprintf("  %s: %s, the reference varied by %.0f %%", goal(c.goal), verdict, 100*result.Reference().Variation())
		case pairs.NoGoal:
		}
		if verdict == pairs.Missed {
			missed++
		}
		if verdict == pairs.Unsteady {
			open++
		}
		fmt.Fprintln(out, line)
	}
	switch {
	case missed > 0:
		return fmt.Errorf("figures: %d: %w", missed, errMissed)
	case open > 0:
		return fmt.Errorf("figures: %d: %w", open, errUnsteady)
	default:
		return nil
	}
}

// allocations of one piece of work; those of what should make none are looked for longer.
func (c comparison) allocations() float64 {
	rounds := 16
	if c.bare {
		rounds = 1024
	}
	return testing.AllocsPerRun(1, func() { c.subject(rounds) }) / float64(rounds)
}

// compared says how the two sides stand to one another: so many times as fast, or, where that is less than once, as dear.
func (c comparison) compared(r pairs.Result) string {
	ratio, word := r.Faster(), "times faster than"
	if c.goal.DearerBy > 0 || ratio.Median < 1 {
		ratio, word = r.Dearer(), "times the cost of"
	}
	return fmt.Sprintf("%8.4g %s %s (%.4g-%.4g; %s)", ratio.Median, word, c.against, ratio.Min, ratio.Max, shown(r.Reference().Median))
}

func goal(g pairs.Goal) string {
	if g.DearerBy > 0 {
		return fmt.Sprintf("goal at most %g", g.DearerBy)
	}
	return fmt.Sprintf("goal at least %g", g.FasterBy)
}

// shown prints nanoseconds with three digits.
func shown(nanoseconds float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{float64(time.Second), "s"}, {float64(time.Millisecond), "ms"}, {float64(time.Microsecond), "µs"}} {
		if nanoseconds >= unit.size {
			return fmt.Sprintf("%.3g %s", nanoseconds/unit.size, unit.name)
		}
	}
	return fmt.Sprintf("%.3g ns", nanoseconds)
}

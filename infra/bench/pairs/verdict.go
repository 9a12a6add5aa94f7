package pairs

// steady is how much the reference may vary before nothing can be said about the subject.
const steady = 0.25

// Goal is what a ratio has to reach. The zero Goal asks for nothing.
type Goal struct {
	FasterBy float64 // the reference costs at least so many times as much
	DearerBy float64 // the subject costs at most so many times as much
}

// Verdict is what a measurement says about its goal.
type Verdict string

// The verdicts. Unsteady says that the reference varied by more than a quarter: nothing is known, neither good nor bad.
const (
	NoGoal   Verdict = "no goal"
	Met      Verdict = "met"
	Missed   Verdict = "MISSED"
	Unsteady Verdict = "not judged"
)

// Judge compares the median of the paired ratios with the goal.
func (r Result) Judge(g Goal) Verdict {
	switch {
	case g == Goal{}:
		return NoGoal
	case r.Reference().Variation() > steady:
		return Unsteady
	case g.FasterBy > 0 && r.Faster().Median < g.FasterBy, g.DearerBy > 0 && r.Dearer().Median > g.DearerBy:
		return Missed
	default:
		return Met
	}
}

package proof_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/proof"
	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
)

// lives is how many random tickets are explained and checked.
const lives = 2400

// Whoever adds up the printed lines of any ticket comes to the due time that the desk works by, to the nanosecond, in
// both languages.
func TestEveryExplanationAddsUp(t *testing.T) {
	t.Parallel()
	all := editions(t)
	chance := rand.New(rand.NewPCG(3, 4))
	seen := map[string]int{}
	for n := range lives {
		ed := all[n%len(all)]
		is, at := life(chance, ed)
		for _, lang := range []string{"ru", "en"} {
			clocks, lines := explained(t, is, ed, at, lang)
			for i, c := range clocks {
				got, err := proof.Check(lines[i])
				require.NoError(t, err, "life %d, %s\n%s", n, c.Name, strings.Join(lines[i], "\n"))
				require.True(t, c.Due.Equal(got.Due), "life %d, %s: due %s, proved %s\n%s", n, c.Name, c.Due, got.Due, strings.Join(lines[i], "\n"))
				note(seen, c, sla.Explain(c, is, ed))
			}
		}
	}
	t.Log(seen)
	for _, kind := range []string{
		"coverage_hours", "wall_hours", "business_days", "next_business_day", "waits", "cut", "not cut", "days pushed on", "revised",
		"counted from the change", "short", "moved", "provisional", "another zone", "no calendar", "short hours", "breaks", "held",
	} {
		assert.Greater(t, seen[kind], 20, kind)
	}
}

func note(seen map[string]int, c sla.Clock, e sla.Explanation) {
	seen[string(e.Target.Unit)]++
	passes := func(is func(coverage.Day) bool) bool {
		for _, s := range e.Stretches {
			if is(s.Day) && e.Calendar != "" {
				return true
			}
		}
		return false
	}
	for kind, is := range map[string]bool{
		"waits": c.Due.IsZero(), "revised": len(e.Revisions) > 0, "counted from the change": !e.From.Equal(e.Start),
		"another zone": e.Zone != policy.Moscow().String(), "no calendar": e.Calendar == "" && !e.Spec.Always,
		"short":       passes(func(d coverage.Day) bool { return d.Short }),
		"moved":       passes(func(d coverage.Day) bool { return d.Kind == coverage.WorkingMoved }),
		"provisional": passes(func(d coverage.Day) bool { return d.Provisional }),
		"short hours": e.Spec.ShortDay == coverage.ShortDayEndMinus1h, "breaks": len(e.Spec.Week[1]) > 1,
	} {
		if is {
			seen[kind]++
		}
	}
	for _, w := range e.Waits {
		if w.Hold {
			seen["held"]++
		}
		switch {
		case w.Cut > 0 && e.InDays():
			seen["days pushed on"]++
		case w.Cut > 0:
			seen["cut"]++
		case !e.Pausable:
			seen["not cut"]++
		}
	}
}

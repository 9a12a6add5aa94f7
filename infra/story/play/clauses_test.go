package play_test

import (
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/story/play"
	"flatsupport/shared/policy"
)

// unplayed are clauses that no story can tell of yet: there is no step for them.
var unplayed = []policy.ClauseCode{"OP-MAIL"} // mails do not reach the desk in a story

func TestEveryClauseOfTheEditionHasAStory(t *testing.T) {
	t.Parallel()
	proven := map[string]bool{}
	for _, s := range allStories(t) {
		for _, clause := range s.Clauses {
			proven[clause] = true
		}
	}
	for _, clause := range edition(t).Clauses {
		assert.NotEqual(t, slices.Contains(unplayed, clause.Code), proven[string(clause.Code)], "clause %s", clause.Code)
	}
}

// TestClausesThatStoriesName keeps references traceable: a clause of the edition, a rule R1-R40, a reading's gap G1-G60 or
// an acceptance case.
func TestClausesThatStoriesName(t *testing.T) {
	t.Parallel()
	ed := edition(t)
	numbered := regexp.MustCompile(`^([RG])([1-9]\d?)$`)
	acceptance := regexp.MustCompile(`^(CAL|SLA|ESC|ENT|EML)-\d\d$`)
	for _, s := range allStories(t) {
		assert.Len(t, slices.Compact(slices.Sorted(slices.Values(s.Clauses))), len(s.Clauses), "%s: each once", s.file)
		for _, clause := range s.Clauses {
			_, known := ed.Clause(policy.ClauseCode(clause))
			if parts := numbered.FindStringSubmatch(clause); parts != nil {
				n, err := strconv.Atoi(parts[2])
				require.NoError(t, err)
				known = n <= map[string]int{"R": 40, "G": 60}[parts[1]]
			}
			assert.True(t, known || acceptance.MatchString(clause), "%s: %s", s.file, clause)
		}
	}
}

func TestEveryPackageAndPriorityHasAStory(t *testing.T) {
	t.Parallel()
	told := map[string]bool{}
	expectations(t, func(_ story, step play.Step, want *play.Expect) {
		if step.Submit != nil && want.Decision == "accepted" && want.Due["reaction"] != "" {
			told[want.Package+" "+step.Submit.Priority] = true
		}
	})
	ed := edition(t)
	for _, pack := range ed.Packages {
		for _, priority := range ed.Priorities {
			assert.True(t, told[string(pack.Code)+" "+string(priority.Code)], "%s %s", pack.Code, priority.Code)
		}
	}
}

func TestEveryRefusalHasAStory(t *testing.T) {
	t.Parallel()
	told := map[string]bool{}
	expectations(t, func(_ story, _ play.Step, want *play.Expect) { told[want.Refusal+" "+want.Clause] = true })
	for _, rule := range edition(t).Refusals {
		assert.True(t, told[string(rule.Code)+" "+string(rule.Clause)], "%s by clause %s", rule.Code, rule.Clause)
	}
}

// withoutEffect are readings that nothing the desk can do yet depends on.
var withoutEffect = []string{"onLapse.openTickets"}

func TestEveryReadingThatHasAnAlternativeIsPlayedBothWays(t *testing.T) {
	t.Parallel()
	played := map[string]bool{}
	for _, s := range allStories(t) {
		for datum, value := range s.Readings {
			played[datum+" "+value] = true
		}
	}
	for _, reading := range edition(t).PublishedReadings() {
		if len(reading.Alternatives) == 0 || slices.Contains(withoutEffect, reading.Datum) {
			continue
		}
		assert.True(t, played[reading.Datum+" "+reading.Value], "%s: %s", reading.Datum, reading.Value)
		other := slices.ContainsFunc(reading.Alternatives, func(v string) bool { return played[reading.Datum+" "+v] })
		assert.True(t, other, "%s: one of %v", reading.Datum, reading.Alternatives)
	}
}

func TestTitlesTellStoriesApart(t *testing.T) {
	t.Parallel()
	titles := map[string]string{}
	for _, s := range allStories(t) {
		assert.Empty(t, titles[s.Title], "%s has the same title", s.file)
		titles[s.Title] = s.file
	}
}

func expectations(t *testing.T, see func(story, play.Step, *play.Expect)) {
	t.Helper()
	for _, s := range allStories(t) {
		for _, step := range s.Steps {
			for _, want := range append([]*play.Expect{step.Expect}, step.Also...) {
				if want != nil {
					see(s, step, want)
				}
			}
		}
	}
}

func edition(t *testing.T) *policy.Edition {
	t.Helper()
	editions, err := policy.Editions()
	require.NoError(t, err)
	ed, err := editions.Edition("flat-1.4")
	require.NoError(t, err)
	return ed
}

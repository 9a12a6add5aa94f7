package play_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/story/play"
	"flatsupport/shared/policy"
)

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
	expectations(t, func(_ story, _ play.Step, want *play.Expect) {
		told[want.Refusal+" "+want.Clause] = true
		told[want.Error+" "+want.Clause] = true // what is not sold, renewed or declared
		told[want.Visit+" "+want.Clause] = true // a visit is refused within a ticket that goes on
	})
	for _, rule := range edition(t).Refusals {
		assert.True(t, told[string(rule.Code)+" "+string(rule.Clause)], "%s by clause %s", rule.Code, rule.Clause)
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

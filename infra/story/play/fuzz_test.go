package play_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	world "flatsupport/infra/story/given"
	"flatsupport/infra/story/play"
)

// told is the line that a refusal names.
var told = regexp.MustCompile(`^(?:\[|line )(\d+)`)

// A story that is accepted can be played from its first step to its last; one that is refused is refused in words, with a
// line that it has.
func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"/*/*.yaml", "/readings/*/*.yaml"} {
		files, err := filepath.Glob(stories + pattern)
		require.NoError(f, err)
		require.NotEmpty(f, files)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(f, err)
			f.Add(string(text))
		}
	}
	for _, odd := range []string{"", "- a", "story: a\nclauses: [E1]\nsteps: {}\n", given + submitted + "    also: [null]\n", given + submitted + "    also:\n", given + "  -\n", given + "  - null\n", "steps: &a [*a]\n", "? a\n: b\n"} {
		f.Add(odd)
	}
	f.Fuzz(func(t *testing.T, text string) {
		story, err := play.Parse([]byte(text))
		if err != nil {
			require.NotEmpty(t, err.Error())
			if line := told.FindStringSubmatch(err.Error()); line != nil {
				n, err := strconv.Atoi(line[1])
				require.NoError(t, err)
				assert.GreaterOrEqual(t, n, 1)
				assert.LessOrEqual(t, n, strings.Count(text, "\n")+strings.Count(text, "\r")+1)
			}
			return
		}
		require.NotEmpty(t, story.Title)
		require.NotEmpty(t, story.Clauses)
		require.NotEmpty(t, story.Steps)
		require.NotEmpty(t, story.Policy)
		require.NoError(t, story.Given.Check())
		var last time.Time
		for _, step := range story.Steps {
			at, err := world.Instant(step.At)
			require.NoError(t, err)
			require.False(t, at.Before(last))
			last = at
		}
	})
}

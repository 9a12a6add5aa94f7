package play_test

import (
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"flatsupport/infra/story/play"
	"flatsupport/shared/store/storetest"
)

// given is a customer with a basic package; steps are added to it.
const given = `story: a story
clauses: [E1]
given:
  customers:
    - id: volga
      contacts: [{email: ivan@volga.example, phone: "+74990000001"}]
      installations: [{id: hq, product: softswitch, version: "4.1", commissionedOn: 2025-03-15, area: RU-MOW}]
      certificates: [{id: c1, package: TS_8X5, soldOn: 2025-03-01, activationOn: 2025-03-15, termMonths: 36, installation: hq}]
steps:
`

const submitted = `  - at: 2026-11-23 10:00
    submit: {ticket: t1, by: ivan@volga.example, installation: hq, priority: P3}
`

const promised = `  - at: 2026-11-23 10:00
    promise: {by: ivan@volga.example, installation: hq, priority: P3}
`

// failures plays the steps and returns what is not as it should be.
func failures(t *testing.T, steps string) []play.Failure {
	t.Helper()
	got, err := play.Stage{Client: storetest.Client(t)}.Play(t.Context(), parsed(t, steps))
	require.NoError(t, err)
	return got
}

func parsed(t *testing.T, steps string) play.Story {
	t.Helper()
	story, err := play.Parse([]byte(given + strings.TrimPrefix(steps, "\n")))
	require.NoError(t, err)
	return story
}

// TestMain keeps the functions' own log lines out of the tests' output.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.NewJSONHandler(logged, nil)))
	os.Exit(m.Run())
}

// stories is the folder of all stories.
const stories = "../../../events/stories"

// editions is the folder of the editions that stories are played by and nothing is sold under.
const editions = "../../../events/editions"

// story is a file of the folder.
type story struct {
	file string // below the folder
	src  []byte
	play.Story
}

func allStories(t *testing.T) []story {
	t.Helper()
	var all []story
	require.NoError(t, filepath.WalkDir(stories, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		require.Equal(t, ".yaml", filepath.Ext(path), "only stories belong here: %s", path)
		src, err := os.ReadFile(path)
		require.NoError(t, err)
		parsed, err := play.Parse(src)
		require.NoError(t, err, path)
		file, err := filepath.Rel(stories, path)
		all = append(all, story{filepath.ToSlash(file), src, parsed})
		return err
	}))
	require.NotEmpty(t, all)
	return all
}

package play_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/story/play"
	"flatsupport/shared/policy"
)

// Every edition of the folder loads by itself, is printed in both languages without a gap, and is named after its file.
func TestEveryEditionOfTheStoriesLoads(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(editions, "*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			source, err := os.ReadFile(file)
			require.NoError(t, err)
			ed, err := policy.Load(filepath.Base(file), source)
			require.NoError(t, err)
			assert.Equal(t, strings.TrimSuffix(filepath.Base(file), ".yaml"), ed.ID)
			for _, lang := range []string{"ru", "en"} {
				page := ed.Table(lang)
				for _, c := range ed.Clocks {
					assert.Contains(t, page, c.Title.In(lang), "%s in %s", c.Name, lang)
				}
				assert.NotContains(t, page, "{hours}")
			}
			assert.NotContains(t, ed.Table("ru"), "mon ", "weekdays are written in the language of the page")
		})
	}
}

// Whatever the day, the policy of another vendor is never the one in force, so that no story is judged by it unless its
// certificates say so.
func TestNothingIsSoldUnderThePolicyOfAnotherVendor(t *testing.T) {
	t.Parallel()
	library, err := play.Editions(editions)
	require.NoError(t, err)
	for at := time.Date(2023, 1, 2, 0, 0, 0, 0, time.UTC); at.Year() < 2035; at = at.AddDate(0, 1, 0) {
		got, err := library.CurrentAt(at)
		require.NoError(t, err)
		assert.Regexp(t, "^flat-", got.ID, "%s", at)
	}
}

func TestEditionsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	empty, err := play.Editions(filepath.Join(t.TempDir(), "nowhere"))
	require.NoError(t, err, "a folder that is not there has none")
	_, err = empty.Edition("flat-1.4")
	require.NoError(t, err)
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "broken.yaml"), []byte("id: broken\n"), 0o600))
	_, err = play.Editions(folder)
	var defects *policy.DefectsError
	assert.ErrorAs(t, err, &defects)
}

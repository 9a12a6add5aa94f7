package coverage_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
)

func TestPublishedCalendarsKeepEveryVersion(t *testing.T) {
	t.Parallel()
	library, err := coverage.Published()
	require.NoError(t, err)
	assert.Equal(t, []string{coverage.RussianFiveDay, coverage.RussianWeekdays}, library.Names())
	latest, err := library.Latest(coverage.RussianFiveDay)
	require.NoError(t, err)
	assert.Same(t, coverage.Russia(), latest)
	again, err := library.Version(latest.Version())
	require.NoError(t, err)
	assert.Same(t, latest, again)

	next, err := latest.WithDaysOff("ru-five-day/2026-12-01", date(t, "2026-12-31").AddDays(-1))
	require.NoError(t, err)
	extended, err := library.With(next)
	require.NoError(t, err)
	newest, err := extended.Latest(coverage.RussianFiveDay)
	require.NoError(t, err)
	assert.Same(t, next, newest)
	older, err := extended.Version(latest.Version())
	require.NoError(t, err)
	assert.Same(t, latest, older, "a clock counted by the older version can still be recounted")

	_, err = library.Latest("de-by")
	require.ErrorIs(t, err, coverage.ErrUnknownCalendar)
	_, err = library.Version("ru-five-day/2020-01-01")
	require.ErrorIs(t, err, coverage.ErrUnknownCalendar)
	_, err = extended.With(next)
	require.ErrorIs(t, err, coverage.ErrCalendarData, "a version is published once")
}

func TestWeekdaysKnowEveryYearAndMoveNothing(t *testing.T) {
	t.Parallel()
	library, err := coverage.Published()
	require.NoError(t, err)
	plain, err := library.Latest(coverage.RussianWeekdays)
	require.NoError(t, err)
	assert.False(t, plain.Day(date(t, "2027-02-20")).Working(), "a Saturday that is worked by decree")
	assert.True(t, plain.Day(date(t, "2026-01-09")).Working(), "a Friday off by decree")
	assert.False(t, plain.Day(date(t, "2040-05-09")).Working())
	assert.False(t, plain.Day(date(t, "2040-05-09")).Provisional)
	_, err = plain.WithDaysOff("ru-weekdays/2030-01-01", date(t, "2030-02-01"))
	require.ErrorIs(t, err, coverage.ErrCalendarData)
}

func TestAFolderIsAVersionOfACalendar(t *testing.T) {
	t.Parallel()
	good := fstest.MapFS{
		"c/kz-five-day/2025-10-01/2026.csv":   {Data: []byte("date,kind\n2026-01-01,holiday\n")},
		"c/kz-five-day/2025-10-01/source.txt": {Data: []byte("a decree\n")},
	}
	c, err := coverage.ReadCalendar(good, "c/kz-five-day/2025-10-01")
	require.NoError(t, err)
	assert.Equal(t, "kz-five-day", c.Name())
	assert.Equal(t, "kz-five-day/2025-10-01", c.Version())
	assert.Equal(t, "a decree", c.Source())
	assert.True(t, c.Official(2026))

	cases := []struct{ name, file, text, want string }{
		{"no source", "source.txt", "", "source.txt"},
		{"another file", "notes.md", "x", "notes.md"},
		{"a line that is none", "2026.csv", "date,kind\n2026-01-01,party\n", "2026.csv:2:12"},
	}
	for _, c := range cases {
		files := fstest.MapFS{}
		for name, file := range good {
			files[name] = file
		}
		files["c/kz-five-day/2025-10-01/"+c.file] = &fstest.MapFile{Data: []byte(c.text)}
		_, err := coverage.ReadCalendar(files, "c/kz-five-day/2025-10-01")
		require.ErrorIs(t, err, coverage.ErrCalendarData, c.name)
		assert.Contains(t, err.Error(), c.want, c.name)
	}
}

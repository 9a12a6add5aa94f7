package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// A newer version of a calendar is published; what was recorded under the older is counted by it, also where the calendar
// counts no hours (G2, G8).
func TestAnEditionAsOfTheCalendarsRecorded(t *testing.T) {
	t.Parallel()
	published, err := coverage.Published()
	require.NoError(t, err)
	newer, err := coverage.Russia().WithDaysOff("ru-five-day/2026-12-01", coverage.Date{Year: 2026, Month: 12, Day: 14})
	require.NoError(t, err)
	library, err := published.With(newer)
	require.NoError(t, err)
	lib, err := policy.Editions()
	require.NoError(t, err)
	ed, err := lib.Edition("flat-1.4")
	require.NoError(t, err)
	recorded := ed.Calendars()
	now, err := ed.WithCalendars(library)
	require.NoError(t, err)
	require.Equal(t, "ru-five-day/2026-12-01", now.Calendars())

	then, err := now.AsOf(recorded)
	require.NoError(t, err)
	assert.Equal(t, recorded, then.Calendars())
	assert.Equal(t, ed.Digest, then.Digest, "it says the same")
	assert.True(t, then.WorkingDays().Day(coverage.Date{Year: 2026, Month: 12, Day: 14}).Working())
	assert.False(t, now.WorkingDays().Day(coverage.Date{Year: 2026, Month: 12, Day: 14}).Working())

	same, err := now.AsOf("ru-five-day/2026-12-01")
	require.NoError(t, err)
	assert.Same(t, now, same)
	_, err = now.AsOf("ru-five-day/1999-01-01")
	assert.ErrorIs(t, err, coverage.ErrUnknownCalendar)

	extra, err := now.With(map[string]string{"calendar.extra": "2026-11-20"})
	require.NoError(t, err)
	was, err := extra.AsOf(recorded + "+extra")
	require.NoError(t, err)
	assert.Equal(t, recorded+"+extra", was.Calendars())
}

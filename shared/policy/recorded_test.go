package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
)

// An edition in force is never edited, so a day off of its own must not stand in the way of a calendar that has it too.
func TestADayOffOfTheEditionMayBecomeOneOfTheCalendar(t *testing.T) {
	t.Parallel()
	extra := with(t, map[string]string{"calendar.extra": "2026-11-23"})
	old := extra.PublishedCalendars()
	base, err := old.Version("ru-five-day/2026-09-17")
	require.NoError(t, err)
	declared, err := base.WithDaysOff("ru-five-day/2026-11-18", date(t, "2026-11-23"))
	require.NoError(t, err)
	library, err := old.With(declared)
	require.NoError(t, err)
	ed, err := extra.WithCalendars(library)
	require.NoError(t, err)
	assert.Equal(t, "ru-five-day/2026-11-18+extra", ed.Calendars())
	schedule, err := ed.Schedule(policy.Hours{Package: policy.TS8x5, Priority: policy.P2})
	require.NoError(t, err)
	opening, err := schedule.NextOpening(date(t, "2026-11-23").In(ed.Zone))
	require.NoError(t, err)
	assert.Equal(t, "2026-11-24 09:00", opening.Format("2006-01-02 15:04"))
}

package policy_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
)

func TestDueTimesUnderThePackages(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name      string
		pkg       policy.PackageCode
		prio      policy.PriorityCode
		from, due string
		overrides map[string]string
	}{
		{name: "a holiday weekend lies between", pkg: "TS_8X5", prio: "P3", from: "2026-04-30 16:00", due: "2026-05-04 15:00"},
		{name: "round the clock on a holiday", pkg: "TS_24X7", prio: "P2", from: "2026-05-09 23:30", due: "2026-05-10 03:30"},
		{name: "working hours for the lower priorities of 24x7", pkg: "TS_24X7", prio: "P3", from: "2026-05-09 23:30", due: "2026-05-12 17:00"},
		{name: "at 18:00 sharp the window is closed", pkg: "TS_8X5", prio: "P1", from: "2026-11-20 18:00", due: "2026-11-23 11:00"},
		{name: "round the clock for every priority of PLUS", pkg: "TS_24X7_PLUS", prio: "P4", from: "2026-11-23 10:15", due: "2026-11-25 10:15"},
		{name: "the partner package works in working hours", pkg: "TS_8X5_L3", prio: "P1", from: "2026-11-20 17:30", due: "2026-11-23 10:30"},
		{name: "a moved working Saturday is covered", pkg: "TS_8X5", prio: "P2", from: "2025-10-31 17:00", due: "2025-11-01 12:00"},
		{
			name: "a moved working Saturday that is not covered", pkg: "TS_8X5", prio: "P2", from: "2025-10-31 17:00", due: "2025-11-05 12:00",
			overrides: map[string]string{"calendar.movedWorkingDays": "not_covered"},
		},
		{
			name: "a short day ends an hour earlier", pkg: "TS_8X5", prio: "P3", from: "2026-11-03 16:59", due: "2026-11-05 16:59",
			overrides: map[string]string{"calendar.shortDay": "end_minus_1h"},
		},
		{
			name: "a lunch break does not count", pkg: "TS_8X5", prio: "P1", from: "2026-11-23 12:00", due: "2026-11-23 15:00",
			overrides: map[string]string{"windows.business": "09:00-13:00,14:00-18:00"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := with(t, c.overrides)
			schedule, err := e.Schedule(policy.Hours{Package: c.pkg, Priority: c.prio})
			require.NoError(t, err)
			reaction, _ := e.Clock(policy.Reaction)
			due, err := schedule.Add(local(t, e, c.from), reaction.Targets[c.prio].Within)
			require.NoError(t, err)
			assert.Equal(t, c.due, due.In(e.Zone).Format("2006-01-02 15:04"))
		})
	}
}

func TestEveryPackageAndPriorityHasItsHours(t *testing.T) {
	t.Parallel()
	e := flat(t)
	for _, p := range e.Packages {
		for _, prio := range e.Priorities {
			schedule, err := e.Schedule(policy.Hours{Package: p.Code, Priority: prio.Code})
			require.NoError(t, err)
			assert.Equal(t, string(p.Coverage[prio.Code]), schedule.Name())
			again, err := e.Schedule(policy.Hours{Package: p.Code, Priority: prio.Code})
			require.NoError(t, err)
			assert.Same(t, schedule, again, "schedules are built once")
		}
	}
}

func TestCoverageThatDoesNotExistIsAnError(t *testing.T) {
	t.Parallel()
	e := flat(t)
	_, err := e.Schedule(policy.Hours{Package: "GOLD", Priority: policy.P1})
	require.ErrorIs(t, err, policy.ErrUnknownCoverage)
	_, err = e.Schedule(policy.Hours{Package: policy.TS8x5, Priority: "P5"})
	require.ErrorIs(t, err, policy.ErrUnknownCoverage)
	_, err = e.Schedule(policy.Hours{Package: policy.TS8x5})
	require.ErrorIs(t, err, policy.ErrUnknownCoverage)
}

func TestOnTheWallEveryHourCounts(t *testing.T) {
	t.Parallel()
	e := flat(t)
	from := local(t, e, "2026-12-31 20:00")
	due, err := e.Wall().Add(from, 48*time.Hour)
	require.NoError(t, err)
	assert.True(t, due.Equal(from.Add(48*time.Hour)))
	assert.Equal(t, "wall", e.Wall().Name())
}

func local(t *testing.T, e *policy.Edition, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, e.Zone)
	require.NoError(t, err)
	return at
}

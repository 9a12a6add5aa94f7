package sla_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
)

// whatIf tells the alternatives of a clock: what would be otherwise, and the due time or what there is instead.
func whatIf(t *testing.T, l *life, ed *policy.Edition, name policy.ClockName, now string) map[string]string {
	t.Helper()
	all, err := sla.WhatIf(l.clock(ed, name, now), l.ticket(), ed, msk(t, now))
	require.NoError(t, err)
	got := map[string]string{}
	for _, a := range all {
		key, due := string(a.Priority), shown(a.Due)
		if key == "" {
			key = a.Reading.Datum + "=" + a.Value
		}
		switch {
		case !a.Promised:
			due = "no clock"
		case a.Unknown:
			due = "unknown"
		}
		got[key] = due
	}
	return got
}

// CAL-08: the other reading of the unit is one datum away.
func TestWhatWouldChangeADueTime(t *testing.T) {
	t.Parallel()
	l := received(t, "2026-11-23 09:00", policy.TS8x5, policy.P4)
	assert.Equal(t, map[string]string{
		"P1": "2026-11-23 14:00", "P2": "2026-11-23 16:00", "P3": "2026-11-24 11:00",
		"reaction.unit=wall_hours": "2026-11-25 09:00", "reaction.start=diagnostics_in": "no clock",
		"reaction.stopEvent=acknowledged": "2026-11-30 12:00", "calendar=ru-weekdays": "2026-11-30 12:00", "calendar=none": "2026-11-30 12:00",
	}, whatIf(t, l, flat(t), policy.Reaction, "2026-11-23 12:00"))
}

func TestALowerPriorityCountsFromTheStart(t *testing.T) {
	t.Parallel()
	got := whatIf(t, received(t, "2026-11-23 09:00", policy.TS8x5, policy.P1), flat(t), policy.Callback, "2026-11-23 10:00")
	assert.Equal(t, "no clock", got["P2"], "a P2 is not promised a call-back")
	got = whatIf(t, received(t, "2026-11-23 09:00", policy.TS8x5, policy.P1), flat(t), policy.Reaction, "2026-11-23 10:00")
	assert.Equal(t, "2026-11-23 13:00", got["P2"])
}

// What was met on the way bears on the answer: a short Saturday that is worked by transfer.
func TestReadingsMetOnTheWayWouldChangeIt(t *testing.T) {
	t.Parallel()
	got := whatIf(t, received(t, "2025-10-31 17:00", policy.TS8x5, policy.P2), flat(t), policy.Reaction, "2025-10-31 17:00")
	assert.Equal(t, "2025-11-05 12:00", got["calendar.movedWorkingDays=not_covered"])
	assert.Equal(t, "2025-11-01 12:00", got["calendar.shortDay=end_minus_1h"])
	assert.Equal(t, "2025-11-03 12:00", got["calendar=none"])
	got = whatIf(t, received(t, "2031-06-16 10:00", policy.TS8x5, policy.P2), flat(t), policy.Reaction, "2031-06-16 10:00")
	assert.Equal(t, "unknown", got["calendar.unknownYear=refuse"])
	got = whatIf(t, received(t, "2026-11-23 10:00", policy.TS8x5, policy.P2).waits("2026-11-23 10:10").resumed("2026-11-23 10:40"), flat(t), policy.Reaction, "2026-11-23 11:00")
	assert.Equal(t, "2026-11-23 14:30", got["reaction.pause=waiting"])
}

// Nothing rewrites a promise that was kept or broken.
func TestAPriorityChangesNoSettledClock(t *testing.T) {
	t.Parallel()
	met := received(t, "2026-11-23 09:00", policy.TS8x5, policy.P2).responded("2026-11-23 10:00")
	assert.NotContains(t, whatIf(t, met, flat(t), policy.Reaction, "2026-11-23 10:30"), "P1")
	broken := received(t, "2026-11-23 09:00", policy.TS8x5, policy.P2)
	assert.Contains(t, whatIf(t, broken, flat(t), policy.Reaction, "2026-11-23 13:00"), "P1", "at the due instant it is not broken yet")
	assert.NotContains(t, whatIf(t, broken, flat(t), policy.Reaction, "2026-11-23 13:01"), "P1")
}

// A value that contradicts another reading is no alternative.
func TestAnImpossibleValueIsLeftOut(t *testing.T) {
	t.Parallel()
	ed := flat(t, "calendar.movedWorkingDays", "not_covered")
	got := whatIf(t, received(t, "2025-10-31 17:00", policy.TS8x5, policy.P2), ed, policy.Reaction, "2025-10-31 17:00")
	assert.NotContains(t, got, "calendar=ru-weekdays")
	assert.Equal(t, "2025-11-01 12:00", got["calendar.movedWorkingDays=covered"])
}

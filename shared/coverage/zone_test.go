package coverage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
)

var everyDay = []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}

func TestRoundTheClockCountsElapsedHours(t *testing.T) {
	t.Parallel()
	chicago := zone(t, "America/Chicago")
	s := schedule(t, coverage.Spec{Name: "always", Always: true, Zone: chicago})
	cases := []struct{ name, from, want, shown string }{
		{"CAL-16: over the autumn change", "2026-11-01 05:30:00Z", "2026-11-01 07:30:00Z", "01:30 CST"},
		{"CAL-17: over the spring change", "2026-03-08 07:30:00Z", "2026-03-08 09:30:00Z", "04:30 CDT"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			due, err := s.Add(at(t, c.from).In(chicago), 2*time.Hour)
			require.NoError(t, err)
			assert.Equal(t, at(t, c.want), due.UTC())
			assert.Equal(t, c.shown, due.Format("15:04 MST"))
		})
	}
}

// The hours of one window on the day of a change of the clock.
func TestWindowEdgesInChangingHours(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, zone, window, day, opens, closes string }{
		{"CAL-19: opening in a skipped hour is the first instant after it", "America/Chicago", "02:30-06:00", "2026-03-08", "2026-03-08 08:00:00Z", "2026-03-08 11:00:00Z"},
		{"CAL-19: the next day it opens at 02:30 again", "America/Chicago", "02:30-06:00", "2026-03-09", "2026-03-09 07:30:00Z", "2026-03-09 11:00:00Z"},
		{"CAL-19: closing in a skipped hour", "America/Chicago", "00:00-02:30", "2026-03-08", "2026-03-08 06:00:00Z", "2026-03-08 08:00:00Z"},
		{"CAL-19: a half-hour skip", "Australia/Lord_Howe", "02:15-06:00", "2026-10-04", "2026-10-03 15:30:00Z", "2026-10-03 19:00:00Z"},
		{"CAL-19: a skipped midnight", "America/Santiago", "00:00-06:00", "2026-09-06", "2026-09-06 04:00:00Z", "2026-09-06 09:00:00Z"},
		{"CAL-20: opening in a repeated hour is its first pass", "America/Chicago", "01:30-06:00", "2026-11-01", "2026-11-01 06:30:00Z", "2026-11-01 12:00:00Z"},
		{"CAL-20: closing in a repeated hour is its last pass", "America/Chicago", "00:00-01:30", "2026-11-01", "2026-11-01 05:00:00Z", "2026-11-01 07:30:00Z"},
		{"CAL-20: both edges in the repeated hour", "America/Chicago", "01:15-01:45", "2026-11-01", "2026-11-01 06:15:00Z", "2026-11-01 07:45:00Z"},
		{"CAL-20: closing as the repeated hour begins is its last pass too", "America/Chicago", "00:00-01:00", "2026-11-01", "2026-11-01 05:00:00Z", "2026-11-01 07:00:00Z"},
		{"CAL-20: the hour after the repeated one comes once", "America/Chicago", "02:00-06:00", "2026-11-01", "2026-11-01 08:00:00Z", "2026-11-01 12:00:00Z"},
		{"24:00 ends the date when midnight comes twice the next day", "America/Havana", "12:00-24:00", "2026-10-31", "2026-10-31 16:00:00Z", "2026-11-01 04:00:00Z"},
		{"00:00 is the first of two", "America/Havana", "00:00-06:00", "2026-11-01", "2026-11-01 04:00:00Z", "2026-11-01 11:00:00Z"},
		{"24:00 of a day whose last hour comes twice", "America/Santiago", "12:00-24:00", "2026-04-04", "2026-04-04 15:00:00Z", "2026-04-05 04:00:00Z"},
		{"beyond the table, in the last days of a leap year", "America/Chicago", "09:00-18:00", "2048-12-31", "2048-12-31 15:00:00Z", "2049-01-01 00:00:00Z"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := date(t, c.day)
			s := schedule(t, coverage.Spec{Week: onDays(windows(t, c.window), d.Weekday()), Zone: zone(t, c.zone)})
			opens, err := s.NextOpening(at(t, c.opens).Add(-20 * time.Hour))
			require.NoError(t, err)
			assert.Equal(t, at(t, c.opens), opens)
			length := at(t, c.closes).Sub(at(t, c.opens))
			assert.Equal(t, length, s.Elapsed(opens.Add(-20*time.Hour), opens.Add(40*time.Hour)))
			closes, err := s.Add(opens, length)
			require.NoError(t, err)
			assert.Equal(t, at(t, c.closes), closes)
			assert.False(t, s.IsOpen(closes))
		})
	}
}

func TestARepeatedHourIsCountedOnce(t *testing.T) {
	t.Parallel()
	s := schedule(t, coverage.Spec{Week: onDays(windows(t, "00:00-01:30", "01:30-03:00"), everyDay...), Zone: zone(t, "America/Chicago")})
	midnight := at(t, "2026-11-01 05:00:00Z")
	assert.Equal(t, 4*time.Hour, s.Elapsed(midnight, midnight.Add(24*time.Hour)), "00:00-03:00 lasts four hours that night")
}

// St John's once set its clock back at 00:01 to 23:01 of the day before.
func TestAClockSetBackOverMidnight(t *testing.T) {
	t.Parallel()
	stJohns := zone(t, "America/St_Johns")
	evening := schedule(t, coverage.Spec{Week: onDays(windows(t, "12:00-23:30"), time.Saturday), Zone: stJohns})
	assert.True(t, evening.IsOpen(at(t, "2010-11-07 02:30:30Z")), "Sunday 00:00:30, before Saturday's last 23:30")
	assert.False(t, evening.IsOpen(at(t, "2010-11-07 03:00:00Z")))

	morning := schedule(t, coverage.Spec{Week: onDays(windows(t, "00:00-06:00"), time.Sunday), Zone: stJohns})
	midnight := at(t, "2010-11-07 02:30:00Z")
	assert.Equal(t, 15*time.Minute, morning.Elapsed(midnight, midnight.Add(15*time.Minute)), "from Sunday's first midnight to Saturday 23:15")
}

func TestMoscowMovedItsClockBefore2014(t *testing.T) { // G11: the offset is data, not a constant
	t.Parallel()
	s := business(t, func(spec *coverage.Spec) { spec.Calendar = nil })
	before, err := s.NextOpening(at(t, "2014-10-23 20:00:00Z"))
	require.NoError(t, err)
	assert.Equal(t, at(t, "2014-10-24 05:00:00Z"), before)
	after, err := s.NextOpening(at(t, "2014-10-26 00:00:00Z"))
	require.NoError(t, err)
	assert.Equal(t, at(t, "2014-10-27 06:00:00Z"), after)
}

package coverage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
)

// lateMonday opens later on Mondays than on the other working days.
func lateMonday(t *testing.T) *coverage.Schedule {
	t.Helper()
	week := onDays(windows(t, "08:30-19:00"), time.Tuesday, time.Wednesday, time.Thursday, time.Friday)
	week[time.Monday] = windows(t, "10:30-19:00")
	return weekly(t, week)
}

func TestWorkingDays(t *testing.T) {
	t.Parallel()
	lunch := business(t, func(s *coverage.Spec) { s.Week = onDays(windows(t, "09:00-13:00", "14:00-18:00"), mondayToFriday...) })
	cases := []struct {
		name     string
		schedule *coverage.Schedule
		from     string
		days     int
		want     string
	}{
		{"SLA-04: five days, the same time of day", lateMonday(t), "2034-06-09 08:46:12", 5, "2034-06-16 08:46:12"},
		{"one day, to a day that opens later", lateMonday(t), "2034-06-09 08:46:12", 1, "2034-06-12 10:30:00"},
		{"counted from the next opening", business(t), "2026-11-20 18:00", 1, "2026-11-24 09:00"},
		{"before opening", business(t), "2026-11-23 07:00", 1, "2026-11-24 09:00"},
		{"over a holiday", business(t), "2026-11-03 12:00", 1, "2026-11-05 12:00"},
		{"to a worked Saturday", business(t), "2027-02-19 12:00", 1, "2027-02-20 12:00"},
		{"to a day that closes earlier", business(t, shortDaysEndEarlier), "2026-11-02 17:30", 1, "2026-11-03 17:00"},
		{"within a break the next opening of that day", lunch, "2026-11-23 13:30", 2, "2026-11-25 14:00"},
		{"round the clock every day counts", always(t), "2026-11-20 23:30:15", 3, "2026-11-23 23:30:15"},
	}
	for _, c := range cases {
		got, err := c.schedule.AddDays(at(t, c.from), c.days)
		require.NoError(t, err, c.name)
		assert.Equal(t, at(t, c.want), got, c.name)
	}
	_, err := weekly(t, coverage.Week{}).AddDays(at(t, "2026-11-20 12:00"), 1)
	require.ErrorIs(t, err, coverage.ErrNoOpenTime)
}

func TestEndOfTheNextDay(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		schedule *coverage.Schedule
		from     string
		want     string
	}{
		{"before the cutoff", business(t), "2026-11-19 14:59:59", "2026-11-20 18:00"},
		{"at the cutoff it counts for the next day", business(t), "2026-11-19 15:00", "2026-11-23 18:00"},
		{"on a day off", business(t), "2026-11-21 10:00", "2026-11-24 18:00"},
		{"before opening it counts for the day itself", business(t), "2026-11-19 03:00", "2026-11-20 18:00"},
		{"the next day is short", business(t, shortDaysEndEarlier), "2026-11-02 10:00", "2026-11-03 17:00"},
		{"round the clock the day ends at midnight", always(t), "2026-11-20 10:00", "2026-11-22 00:00"},
	}
	cutoff, err := coverage.ParseClockTime("15:00")
	require.NoError(t, err)
	for _, c := range cases {
		got, err := c.schedule.EndOfNextDay(at(t, c.from), cutoff)
		require.NoError(t, err, c.name)
		assert.Equal(t, at(t, c.want), got, c.name)
	}
}

func TestWaitsPushDaysOnByTheCoveredTimeThatTheyTake(t *testing.T) {
	t.Parallel()
	s := business(t)
	from := at(t, "2026-11-23 12:00")
	inHours := coverage.Span{From: at(t, "2026-11-23 16:00"), To: at(t, "2026-11-24 10:00")} // 2 h and 1 h
	got, err := s.AddDays(from, 2, inHours)
	require.NoError(t, err)
	assert.Equal(t, at(t, "2026-11-25 15:00"), got)
	atNight := coverage.Span{From: at(t, "2026-11-23 18:30"), To: at(t, "2026-11-24 08:30")}
	got, err = s.AddDays(from, 2, atNight)
	require.NoError(t, err)
	assert.Equal(t, at(t, "2026-11-25 12:00"), got, "SLA-06")
	cutoff, err := coverage.ParseClockTime("15:00")
	require.NoError(t, err)
	got, err = s.EndOfNextDay(from, cutoff, inHours)
	require.NoError(t, err)
	assert.Equal(t, at(t, "2026-11-25 12:00"), got)
	_, err = s.AddDays(from, 2, coverage.Span{From: at(t, "2026-11-23 16:00")})
	require.ErrorIs(t, err, coverage.ErrNoOpenTime, "a wait that has not ended")
}

func TestAYearWithoutDataIsRefusedWhereTheScheduleIsToldTo(t *testing.T) {
	t.Parallel()
	s := business(t, func(s *coverage.Spec) { s.UnknownYear = coverage.UnknownYearRefuse })
	_, err := s.Add(at(t, "2027-12-30 12:00"), 6*time.Hour)
	require.NoError(t, err, "ends on the last working day of a known year")
	due, err := s.Add(at(t, "2027-12-30 12:00"), 30*time.Hour)
	require.ErrorIs(t, err, coverage.ErrUnknownYear)
	assert.Equal(t, 2028, due.Year())
	_, err = s.AddDays(at(t, "2027-12-30 12:00"), 5)
	require.ErrorIs(t, err, coverage.ErrUnknownYear)
	_, err = coverage.New(coverage.Spec{Zone: moscow(t), UnknownYear: "guess"})
	require.ErrorIs(t, err, coverage.ErrUnknownRule)
}

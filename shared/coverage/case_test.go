package coverage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
)

func TestDueTimesOnBusinessHours(t *testing.T) {
	t.Parallel()
	asWritten, shortCut := business(t), business(t, shortDaysEndEarlier)
	cases := []struct {
		name     string
		schedule *coverage.Schedule
		from     string
		d        time.Duration
		want     string
	}{
		{"worked example: over the May holidays", asWritten, "2026-04-30 16:00", 8 * time.Hour, "2026-05-04 15:00"},
		{"worked example: round the clock on a holiday", always(t), "2026-05-09 23:30", 4 * time.Hour, "2026-05-10 03:30"},
		{"worked example: a moved Monday off", asWritten, "2026-05-09 23:30", 8 * time.Hour, "2026-05-12 17:00"},
		{"worked example: 18:00 sharp is closed", asWritten, "2026-11-20 18:00", 2 * time.Hour, "2026-11-23 11:00"},
		{"worked example: 48 hours round the clock", always(t), "2026-11-23 10:15", 48 * time.Hour, "2026-11-25 10:15"},
		{"a sum complete at closing is due at closing", asWritten, "2026-11-20 16:00", 2 * time.Hour, "2026-11-20 18:00"},
		{"no duration is due at once, open or not", asWritten, "2026-11-21 12:00", 0, "2026-11-21 12:00"},

		{"CAL-01: over the weekend", asWritten, "2026-11-20 17:30", 2 * time.Hour, "2026-11-23 10:30"},
		{"CAL-03: after closing of a short day", shortCut, "2026-11-03 17:59", 8 * time.Hour, "2026-11-05 17:00"},
		{"CAL-03: before closing of a short day", shortCut, "2026-11-03 16:59", 8 * time.Hour, "2026-11-05 16:59"},
		{"CAL-03: short days kept", asWritten, "2026-11-03 17:59", 8 * time.Hour, "2026-11-05 16:59"},
		{"CAL-04: over the New Year break", asWritten, "2025-12-30 17:59", 4 * time.Hour, "2026-01-12 12:59"},
		{"CAL-05: a worked Saturday", asWritten, "2025-10-31 17:00", 4 * time.Hour, "2025-11-01 12:00"},
		{"CAL-05: worked Saturdays not covered", business(t, movedDaysNotCovered), "2025-10-31 17:00", 4 * time.Hour, "2025-11-05 12:00"},
		{"CAL-08: 48 covered hours", asWritten, "2026-11-23 09:00", 48 * time.Hour, "2026-11-30 12:00"},
		{"CAL-08: the other reading, 48 hours on the wall", always(t), "2026-11-23 09:00", 48 * time.Hour, "2026-11-25 09:00"},
		{"CAL-10: no minute is lost at midnight", always(t), "2026-11-23 23:30", 2 * time.Hour, "2026-11-24 01:30"},
		{"CAL-11: 18:00:00 sharp", asWritten, "2026-11-23 18:00:00", 2 * time.Hour, "2026-11-24 11:00"},
		{"CAL-11: a second earlier counts one second", asWritten, "2026-11-23 17:59:59", 2 * time.Hour, "2026-11-24 10:59:59"},
		{"CAL-12: before opening", asWritten, "2026-11-23 08:59", 2 * time.Hour, "2026-11-23 11:00"},
		{"CAL-22: a provisional year has the fixed holidays", asWritten, "2028-11-03 17:00", 2 * time.Hour, "2028-11-06 10:00"},
		{"CAL-22: and none of the moves that are not decreed", asWritten, "2029-12-31 17:00", 2 * time.Hour, "2030-01-09 10:00"},
		{"G42: the worked Saturday of 2027", asWritten, "2027-02-19 17:00", 4 * time.Hour, "2027-02-20 12:00"},
		{"G43: a worked Saturday can be short too", shortCut, "2027-02-20 16:30", time.Hour, "2027-02-24 09:30"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := c.schedule.Add(at(t, c.from), c.d)
			require.NoError(t, err)
			assert.Equal(t, at(t, c.want), got)
			assert.Equal(t, c.d, c.schedule.Elapsed(at(t, c.from), got))
		})
	}
}

func TestRoundTheClockTypedAsHoursLosesNothing(t *testing.T) { // CAL-10
	t.Parallel()
	typed := weekly(t, onDays(windows(t, "00:00-24:00"), everyDay...))
	from := at(t, "2026-11-23 23:30")
	due, err := typed.Add(from, 200*time.Hour)
	require.NoError(t, err)
	assert.Equal(t, from.Add(200*time.Hour), due)
	assert.True(t, typed.IsOpen(at(t, "2026-11-24 00:00")))
	assert.True(t, typed.IsOpen(at(t, "2026-11-23 23:59:59")))
}

func TestTheClockStartsAtTheNextOpening(t *testing.T) { // CAL-13
	t.Parallel()
	s := weekly(t, onDays(windows(t, "09:00-17:00"), time.Monday, time.Tuesday))
	cases := []struct{ name, at, want string }{
		{"on Saturday", "2026-11-21 13:15", "2026-11-23 09:00"},
		{"on Monday evening", "2026-11-23 19:15", "2026-11-24 09:00"},
		{"within hours", "2026-11-23 13:15", "2026-11-23 13:15"},
		{"at opening", "2026-11-23 09:00", "2026-11-23 09:00"},
		{"at closing", "2026-11-24 17:00", "2026-11-30 09:00"},
		{"outside the years that have a table", "2050-11-26 12:00", "2050-11-28 09:00"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := s.NextOpening(at(t, c.at))
			require.NoError(t, err)
			assert.Equal(t, at(t, c.want), got)
			assert.Equal(t, c.at == c.want, s.IsOpen(at(t, c.at)))
		})
	}
}

func TestTheViewersZoneDoesNotMoveADeadline(t *testing.T) { // CAL-15
	t.Parallel()
	s := business(t)
	from := at(t, "2026-11-20 17:30")
	for _, name := range []string{"UTC", "Asia/Vladivostok", "America/Chicago"} {
		loc := zone(t, name)
		due, err := s.Add(from.In(loc), 2*time.Hour)
		require.NoError(t, err)
		assert.True(t, at(t, "2026-11-23 10:30").Equal(due), "%s", due)
		assert.Equal(t, loc, due.Location())
	}
}

func TestASingleWeekdayIsEnough(t *testing.T) { // CAL-21
	t.Parallel()
	s := weekly(t, onDays(windows(t, "10:00-12:00"), time.Tuesday))
	due, err := s.Add(at(t, "2026-11-20 12:00"), 5*time.Hour)
	require.NoError(t, err)
	assert.Equal(t, at(t, "2026-12-08 11:00"), due)
	assert.Equal(t, 5*time.Hour, s.Elapsed(at(t, "2026-11-20 12:00"), due))
}

func TestABreakIsOutOfEveryClock(t *testing.T) { // CAL-24
	t.Parallel()
	s := weekly(t, onDays(windows(t, "09:00-13:00", "14:00-18:00"), mondayToFriday...))
	from := at(t, "2026-11-23 12:00")
	due, err := s.Add(from, 2*time.Hour)
	require.NoError(t, err)
	assert.Equal(t, at(t, "2026-11-23 15:00"), due)
	assert.Equal(t, 8*time.Hour, s.Elapsed(at(t, "2026-11-23 00:00"), at(t, "2026-11-24 00:00")))
	assert.False(t, s.IsOpen(at(t, "2026-11-23 13:00")))

	lunch := coverage.Span{From: at(t, "2026-11-23 13:00"), To: at(t, "2026-11-23 14:00")}
	paused, err := s.Add(from, 2*time.Hour, lunch)
	require.NoError(t, err)
	assert.Equal(t, due, paused, "a pause during the break pauses nothing")

	overrun := s.Elapsed(due, at(t, "2026-11-24 09:30"))
	assert.Equal(t, 3*time.Hour+30*time.Minute, overrun)
}

func TestAnotherEditionOfTheCalendarGivesAnotherDueTime(t *testing.T) { // CAL-25
	t.Parallel()
	older := coverage.Russia()
	newer, err := older.WithDaysOff("ru-five-day/2026-11-01", date(t, "2026-11-23"))
	require.NoError(t, err)
	before := business(t)
	after := business(t, func(spec *coverage.Spec) { spec.Calendar = newer })
	from := at(t, "2026-11-20 17:30")
	was, err := before.Add(from, 2*time.Hour)
	require.NoError(t, err)
	is, err := after.Add(from, 2*time.Hour)
	require.NoError(t, err)
	assert.Equal(t, at(t, "2026-11-23 10:30"), was)
	assert.Equal(t, at(t, "2026-11-24 10:30"), is)
	assert.Equal(t, older.Version(), before.CalendarVersion())
	assert.Equal(t, newer.Version(), after.CalendarVersion())
}

func TestAScheduleThatNeverOpensSaysSo(t *testing.T) { // CAL-22
	t.Parallel()
	never := weekly(t, coverage.Week{})
	now := at(t, "2026-11-23 10:00")
	_, err := never.Add(now, time.Hour)
	require.ErrorIs(t, err, coverage.ErrNoOpenTime)
	_, err = never.Back(now, time.Hour)
	require.ErrorIs(t, err, coverage.ErrNoOpenTime)
	_, err = never.NextOpening(now)
	require.ErrorIs(t, err, coverage.ErrNoOpenTime)
	assert.False(t, never.IsOpen(now))
	assert.Zero(t, never.Elapsed(now, now.AddDate(1, 0, 0)))
}

// Nobody works from 2021 to 2041, then somebody does: too late to be an answer.
func TestACalendarWithoutWorkingDaysAheadSaysSo(t *testing.T) { // CAL-22
	t.Parallel()
	var years []coverage.YearFile
	for year := 2021; year <= 2041; year++ {
		text := "date,kind\n"
		for d := (coverage.Date{Year: year, Month: time.January, Day: 1}); d.Year == year; d = d.AddDays(1) {
			text += d.String() + ",holiday\n"
		}
		years = append(years, coverage.YearFile{Name: "idle.csv", Year: year, Text: text})
	}
	idle, err := coverage.ParseCalendar("ru-idle", "ru-idle/1", "", years...)
	require.NoError(t, err)
	s := business(t, func(spec *coverage.Spec) { spec.Calendar = idle })
	now := at(t, "2021-06-01 10:00")
	_, err = s.NextOpening(now)
	require.ErrorIs(t, err, coverage.ErrNoOpenTime)
	_, err = s.Add(now, time.Hour)
	require.ErrorIs(t, err, coverage.ErrNoOpenTime)
	assert.False(t, s.IsOpen(now))

	opening, err := s.NextOpening(at(t, "2022-02-01 10:00"))
	require.NoError(t, err, "from a later day it is within the horizon")
	assert.Equal(t, at(t, "2042-01-09 09:00"), opening)
}

// The horizon is the same whether an answer is looked up or walked to.
func TestAnAnswerMayLieTwentyYearsAway(t *testing.T) { // CAL-22
	t.Parallel()
	tuesdays := weekly(t, onDays(windows(t, "10:00-12:00"), time.Tuesday))
	cases := []struct{ name, day string }{
		{"within the years of the table", "2041-06-04"},
		{"outside of them", "2071-06-02"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, time.Tuesday, date(t, c.day).Weekday())
			due := at(t, c.day+" 11:00")
			from := due.Add(-coverage.Horizon)
			d := tuesdays.Elapsed(from, due)
			got, err := tuesdays.Add(from, d)
			require.NoError(t, err)
			assert.Equal(t, due, got)
			_, err = tuesdays.Add(from, d+1)
			require.ErrorIs(t, err, coverage.ErrNoOpenTime)

			opening, err := tuesdays.NextOpening(from)
			require.NoError(t, err)
			begun := opening.Add(time.Hour)
			to := begun.Add(coverage.Horizon)
			d = tuesdays.Elapsed(begun, to)
			got, err = tuesdays.Back(to, d)
			require.NoError(t, err)
			assert.Equal(t, begun, got)
			_, err = tuesdays.Back(to, d+1)
			require.ErrorIs(t, err, coverage.ErrNoOpenTime)
		})
	}
}

func TestCoveredTimeIsNeverNegative(t *testing.T) {
	t.Parallel()
	_, err := business(t).Add(at(t, "2026-11-23 10:00"), -1)
	require.ErrorIs(t, err, coverage.ErrNegative)
	_, err = business(t).Back(at(t, "2026-11-23 10:00"), -1)
	require.ErrorIs(t, err, coverage.ErrNegative)
}

package coverage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
)

func TestImpossibleSchedulesAreRefused(t *testing.T) { // CAL-23
	t.Parallel()
	monday := func(w ...coverage.Window) func(*coverage.Spec) {
		return func(spec *coverage.Spec) { spec.Week[time.Monday] = w }
	}
	nine, noon, six := coverage.ClockTime(9*3600), coverage.ClockTime(12*3600), coverage.ClockTime(18*3600)
	cases := []struct {
		name   string
		change func(*coverage.Spec)
		want   error
		says   string
	}{
		{"no zone", func(spec *coverage.Spec) { spec.Zone = nil }, coverage.ErrNoZone, `schedule "business"`},
		{"the machine's zone", func(spec *coverage.Spec) { spec.Zone = time.Local }, coverage.ErrNoZone, ""},
		{"the end before the start", monday(coverage.Window{From: six, To: nine}), coverage.ErrWindowBackwards, "Monday: window 18:00-09:00"},
		{"an empty window", monday(coverage.Window{From: nine, To: nine}), coverage.ErrWindowBackwards, "Monday"},
		{"overlapping windows", monday(coverage.Window{From: nine, To: six}, coverage.Window{From: noon, To: six + 1}), coverage.ErrWindowsOverlap, "09:00-18:00 and 12:00-18:00:01"},
		{"overlapping windows out of order", monday(coverage.Window{From: noon, To: six}, coverage.Window{From: nine, To: noon + 1}), coverage.ErrWindowsOverlap, "Monday"},
		{"the same window twice", monday(coverage.Window{From: nine, To: six}, coverage.Window{From: nine, To: six}), coverage.ErrWindowsOverlap, "Monday"},
		{"past the end of the day", monday(coverage.Window{From: nine, To: 86401}), coverage.ErrWindowOutOfDay, "Monday"},
		{"before the day", monday(coverage.Window{From: -1, To: nine}), coverage.ErrWindowOutOfDay, "Monday"},
		{"a bad moved day", func(spec *coverage.Spec) { spec.Moved = []coverage.Window{{From: six, To: nine}} }, coverage.ErrWindowBackwards, "moved working days"},
		{"an unknown short-day rule", func(spec *coverage.Spec) { spec.ShortDay = "shrink" }, coverage.ErrUnknownRule, `"shrink"`},
		{"an unknown moved-day rule", func(spec *coverage.Spec) { spec.MovedWorking = "maybe" }, coverage.ErrUnknownRule, `"maybe"`},
		{"hours that would never be used", func(spec *coverage.Spec) { spec.Always = true }, coverage.ErrHoursIgnored, ""},
		{"moved hours that would never be used", func(spec *coverage.Spec) {
			spec.Always, spec.Week, spec.Moved = true, coverage.Week{}, []coverage.Window{{From: nine, To: six}}
		}, coverage.ErrHoursIgnored, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			spec := businessSpec(t)
			c.change(&spec)
			_, err := coverage.New(spec)
			require.ErrorIs(t, err, c.want)
			assert.Contains(t, err.Error(), c.says)
		})
	}
}

func TestWindowsMayTouchAndComeInAnyOrder(t *testing.T) {
	t.Parallel()
	s := weekly(t, onDays(windows(t, "13:00-18:00", "09:00-13:00"), mondayToFriday...))
	assert.Equal(t, 9*time.Hour, s.Elapsed(at(t, "2026-11-23 00:00"), at(t, "2026-11-24 00:00")))
	assert.True(t, s.IsOpen(at(t, "2026-11-23 13:00")))
}

func TestAScheduleCannotBeChangedFromOutside(t *testing.T) {
	t.Parallel()
	spec := businessSpec(t)
	s := schedule(t, spec)
	spec.Week[time.Monday][0].From = 0
	assert.Equal(t, windows(t, "09:00-18:00"), s.Spec().Week[time.Monday])
	s.Spec().Week[time.Monday][0].From = 0
	assert.Equal(t, windows(t, "09:00-18:00"), s.Spec().Week[time.Monday])
	assert.Equal(t, "business", s.Name())
	// Beyond the table hours are read anew.
	assert.False(t, s.IsOpen(at(t, "2050-11-28 08:00")))
}

func TestOnlyACalendarThatMattersIsNamed(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "ru-five-day/2026-09-17", business(t).CalendarVersion())
	assert.Empty(t, weekly(t, coverage.Week{}).CalendarVersion())
	assert.Empty(t, always(t).CalendarVersion())
	named := schedule(t, coverage.Spec{Always: true, Zone: moscow(t), Calendar: coverage.Russia()})
	assert.Empty(t, named.CalendarVersion(), "round the clock depends on no calendar")
}

// 2027-02-20 is a worked Saturday and a short day; 2026-11-03 is a short Tuesday.
func TestSpecialDaysHaveTheirHours(t *testing.T) {
	t.Parallel()
	withBreak := func(spec *coverage.Spec) {
		spec.Week = onDays(windows(t, "09:00-13:00", "14:00-18:00"), mondayToFriday...)
	}
	lateShift := func(spec *coverage.Spec) {
		spec.Week = onDays(windows(t, "09:00-13:00", "17:30-18:00"), mondayToFriday...)
	}
	saturdays := func(spec *coverage.Spec) { spec.Week[time.Saturday] = windows(t, "10:00-12:00") }
	movedHours := func(spec *coverage.Spec) { spec.Moved = windows(t, "10:00-15:00") }
	noMondays := func(spec *coverage.Spec) { spec.Week[time.Monday] = nil }
	tiny := func(spec *coverage.Spec) { spec.Week = onDays(windows(t, "09:00-09:30"), mondayToFriday...) }
	cases := []struct {
		name    string
		date    string
		changes []func(*coverage.Spec)
		want    time.Duration
	}{
		{"G43: a short day keeps its hours", "2026-11-03", nil, 9 * time.Hour},
		{"G43: or ends an hour earlier", "2026-11-03", []func(*coverage.Spec){shortDaysEndEarlier}, 8 * time.Hour},
		{"G43: the hour is cut behind a break", "2026-11-03", []func(*coverage.Spec){withBreak, shortDaysEndEarlier}, 7 * time.Hour},
		{"G43: across a break if the last window is shorter", "2026-11-03", []func(*coverage.Spec){lateShift, shortDaysEndEarlier}, 3*time.Hour + 30*time.Minute},
		{"G43: a day shorter than that is closed", "2026-11-03", []func(*coverage.Spec){tiny, shortDaysEndEarlier}, 0},
		{"G42: a worked Saturday has Monday's hours", "2027-02-20", nil, 9 * time.Hour},
		{"G42: or its own, when given", "2027-02-20", []func(*coverage.Spec){movedHours}, 5 * time.Hour},
		{"G42: own hours are cut short too", "2027-02-20", []func(*coverage.Spec){movedHours, shortDaysEndEarlier}, 4 * time.Hour},
		{"G42: not covered it is closed", "2027-02-20", []func(*coverage.Spec){movedDaysNotCovered}, 0},
		{"G42: not covered it has the hours of any Saturday", "2027-02-20", []func(*coverage.Spec){saturdays, movedDaysNotCovered}, 2 * time.Hour},
		{"G42: without Monday hours it is closed", "2027-02-20", []func(*coverage.Spec){noMondays}, 0},
		{"hours given for Saturdays hold on plain Saturdays", "2026-11-21", []func(*coverage.Spec){saturdays}, 2 * time.Hour},
		{"but not on a holiday", "2026-05-09", []func(*coverage.Spec){saturdays}, 0},
		{"a moved day off is closed", "2026-05-11", nil, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := date(t, c.date)
			s := business(t, c.changes...)
			assert.Equal(t, c.want, s.Elapsed(d.In(moscow(t)), d.AddDays(1).In(moscow(t))))
		})
	}
}

func TestADueTimeCarriesNoMonotonicReading(t *testing.T) {
	t.Parallel()
	now := time.Now()
	require.NotEqual(t, now.Round(0), now)
	due, err := always(t).Add(now, time.Hour)
	require.NoError(t, err)
	assert.Equal(t, due.Round(0), due)
	opening, err := weekly(t, onDays(windows(t, "00:00-24:00"), everyDay...)).NextOpening(now)
	require.NoError(t, err)
	assert.Equal(t, opening.Round(0), opening)
}

func TestElapsedIsNeverNegative(t *testing.T) {
	t.Parallel()
	for _, s := range []*coverage.Schedule{business(t), always(t)} {
		assert.Zero(t, s.Elapsed(at(t, "2026-11-23 12:00"), at(t, "2026-11-23 11:00")))
		assert.Zero(t, s.Elapsed(at(t, "2026-11-23 12:00"), at(t, "2026-11-23 12:00")))
		assert.Positive(t, s.Elapsed(time.Time{}, at(t, "2026-11-23 12:00")), "centuries do not overflow")
	}
}

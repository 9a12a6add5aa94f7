package coverage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

func moscow(t testing.TB) *time.Location { t.Helper(); return zone(t, "Europe/Moscow") }

// at reads an instant: in UTC when it ends in Z, else on the Moscow clock.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	if got, err := time.Parse("2006-01-02 15:04:05Z", s); err == nil {
		return got
	}
	layout := "2006-01-02 15:04:05"
	if len(s) < len(layout) {
		layout = "2006-01-02 15:04"
	}
	got, err := time.ParseInLocation(layout, s, moscow(t))
	require.NoError(t, err)
	return got
}

func date(t testing.TB, s string) coverage.Date {
	t.Helper()
	d, err := coverage.ParseDate(s)
	require.NoError(t, err)
	return d
}

// windows reads "09:00-13:00", "14:00-18:00".
func windows(t testing.TB, texts ...string) []coverage.Window {
	t.Helper()
	var out []coverage.Window
	for _, s := range texts {
		require.Len(t, s, len("09:00-18:00"))
		from, err := coverage.ParseClockTime(s[:5])
		require.NoError(t, err)
		to, err := coverage.ParseClockTime(s[6:])
		require.NoError(t, err)
		out = append(out, coverage.Window{From: from, To: to})
	}
	return out
}

// onDays gives the same windows to each of the days.
func onDays(w []coverage.Window, days ...time.Weekday) coverage.Week {
	var week coverage.Week
	for _, d := range days {
		week[d] = w
	}
	return week
}

var mondayToFriday = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}

// businessSpec is the policy's 8x5: working days 09:00-18:00 in Moscow (E1, G24).
func businessSpec(t testing.TB) coverage.Spec {
	t.Helper()
	return coverage.Spec{
		Name:     "business",
		Week:     onDays(windows(t, "09:00-18:00"), mondayToFriday...),
		Calendar: coverage.Russia(),
		Zone:     moscow(t),
	}
}

// business is the 8x5 schedule with the given differences.
func business(t testing.TB, changes ...func(*coverage.Spec)) *coverage.Schedule {
	t.Helper()
	spec := businessSpec(t)
	for _, change := range changes {
		change(&spec)
	}
	return schedule(t, spec)
}

func always(t testing.TB) *coverage.Schedule {
	t.Helper()
	return schedule(t, coverage.Spec{Name: "always", Always: true, Zone: moscow(t)})
}

// weekly is a schedule without a calendar, on the Moscow clock.
func weekly(t testing.TB, week coverage.Week) *coverage.Schedule {
	t.Helper()
	return schedule(t, coverage.Spec{Name: "weekly", Week: week, Zone: moscow(t)})
}

func schedule(t testing.TB, spec coverage.Spec) *coverage.Schedule {
	t.Helper()
	s, err := coverage.New(spec)
	require.NoError(t, err)
	return s
}

func shortDaysEndEarlier(spec *coverage.Spec) { spec.ShortDay = coverage.ShortDayEndMinus1h }

func movedDaysNotCovered(spec *coverage.Spec) { spec.MovedWorking = coverage.MovedNotCovered }

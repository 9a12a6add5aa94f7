package coverage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
)

// longDays are the hours of the SLA cases: Monday from 10:30, Tuesday to Friday from
// 8:30, all until 19:00.
func longDays(t *testing.T) *coverage.Schedule {
	t.Helper()
	week := onDays(windows(t, "08:30-19:00"), time.Tuesday, time.Wednesday, time.Thursday, time.Friday)
	week[time.Monday] = windows(t, "10:30-19:00")
	return weekly(t, week)
}

func pause(t *testing.T, from, to string) coverage.Span {
	t.Helper()
	return coverage.Span{From: at(t, from), To: at(t, to)}
}

func TestPausesMoveADueTimeInCoveredTime(t *testing.T) {
	t.Parallel()
	s := longDays(t)
	friday := at(t, "2034-06-09 08:46:12")
	pauses := []coverage.Span{
		pause(t, "2034-06-09 08:47:42", "2034-06-09 10:05:54"),
		pause(t, "2034-06-09 10:09:13", "2034-06-09 10:34:38"),
		pause(t, "2034-06-09 10:43:41", "2034-06-09 11:29:17"),
	}

	t.Run("SLA-01: the pausable clock waits", func(t *testing.T) {
		t.Parallel()
		due, err := s.Add(friday, 30*time.Minute, pauses...)
		require.NoError(t, err)
		assert.Equal(t, at(t, "2034-06-09 11:45:25"), due)
		assert.Equal(t, 30*time.Minute, s.Elapsed(friday, due, pauses...))
		assert.Equal(t, 8953*time.Second, s.Elapsed(friday, due)-s.Elapsed(friday, due, pauses...))
	})
	t.Run("SLA-01: the clock without pauses does not", func(t *testing.T) {
		t.Parallel()
		due, err := s.Add(friday, 30*time.Minute)
		require.NoError(t, err)
		assert.Equal(t, at(t, "2034-06-09 09:16:12"), due)
	})
	t.Run("SLA-03: an offset after the target runs in covered time", func(t *testing.T) {
		t.Parallel()
		due, err := s.Add(friday, 4*time.Hour, pause(t, "2034-06-09 09:15:27", "2034-06-09 11:23:49"))
		require.NoError(t, err)
		assert.Equal(t, at(t, "2034-06-09 14:54:34"), due)
		step, err := s.Add(due, 10*time.Hour)
		require.NoError(t, err)
		assert.Equal(t, at(t, "2034-06-12 16:24:34"), step)
	})
	t.Run("SLA-04: an offset before the target runs back over the night", func(t *testing.T) {
		t.Parallel()
		target := at(t, "2034-06-16 08:46:12")
		step, err := s.Back(target, 8*time.Hour)
		require.NoError(t, err)
		assert.Equal(t, at(t, "2034-06-15 11:16:12"), step)
		assert.Equal(t, 8*time.Hour, s.Elapsed(step, target))
	})
	t.Run("SLA-06: a pause outside of the hours changes nothing", func(t *testing.T) {
		t.Parallel()
		eight := weekly(t, onDays(windows(t, "08:30-18:30"), mondayToFriday...))
		from := at(t, "2026-11-23 17:00")
		free, err := eight.Add(from, 3*time.Hour)
		require.NoError(t, err)
		held, err := eight.Add(from, 3*time.Hour, pause(t, "2026-11-23 18:30", "2026-11-24 08:30"))
		require.NoError(t, err)
		assert.Equal(t, free, held)
	})
}

func TestHolesComeAsTheyAre(t *testing.T) {
	t.Parallel()
	s := business(t)
	from := at(t, "2026-11-23 09:00")
	day := "2026-11-23 "
	cases := []struct {
		name  string
		holes []coverage.Span
		want  string // of 4 h from nine o'clock on
	}{
		{"none", nil, day + "13:00"},
		{"one", []coverage.Span{pause(t, day+"10:00", day+"11:00")}, day + "14:00"},
		{"unordered", []coverage.Span{pause(t, day+"12:00", day+"12:30"), pause(t, day+"10:00", day+"11:00")}, day + "14:30"},
		{"overlapping counts once", []coverage.Span{pause(t, day+"10:00", day+"11:00"), pause(t, day+"10:30", day+"11:30")}, day + "14:30"},
		{"nested counts once", []coverage.Span{pause(t, day+"10:00", day+"12:00"), pause(t, day+"10:30", day+"11:00")}, day + "15:00"},
		{"touching", []coverage.Span{pause(t, day+"11:00", day+"12:00"), pause(t, day+"10:00", day+"11:00")}, day + "15:00"},
		{"begun before the clock", []coverage.Span{pause(t, "2026-11-22 10:00", day+"10:00")}, day + "14:00"},
		{"after the due time", []coverage.Span{pause(t, day+"13:00", day+"17:00")}, day + "13:00"},
		{"backwards is no hole", []coverage.Span{pause(t, day+"12:00", day+"10:00")}, day + "13:00"},
		{"over the night", []coverage.Span{pause(t, day+"12:00", "2026-11-24 10:00")}, "2026-11-24 11:00"},
		{"endless, but after the due time", []coverage.Span{{From: at(t, day+"13:00")}}, day + "13:00"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			due, err := s.Add(from, 4*time.Hour, c.holes...)
			require.NoError(t, err)
			assert.Equal(t, at(t, c.want), due)
			assert.Equal(t, 4*time.Hour, s.Elapsed(from, due, c.holes...))
			begun, err := s.Back(due, 4*time.Hour, c.holes...)
			require.NoError(t, err)
			assert.Equal(t, 4*time.Hour, s.Elapsed(begun, due, c.holes...))
		})
	}
}

func TestAPauseWithoutEndHasNoDueTimeYet(t *testing.T) {
	t.Parallel()
	s := business(t)
	from := at(t, "2026-11-23 09:00")
	waiting := coverage.Span{From: at(t, "2026-11-23 10:00")}
	_, err := s.Add(from, 2*time.Hour, waiting)
	require.ErrorIs(t, err, coverage.ErrNoOpenTime)
	assert.Equal(t, time.Hour, s.Elapsed(from, at(t, "2030-01-01 00:00"), waiting))
	step, err := s.Back(at(t, "2026-11-24 12:00"), 30*time.Minute, waiting)
	require.NoError(t, err)
	assert.Equal(t, at(t, "2026-11-23 09:30"), step)
	_, err = always(t).Add(from, 2*time.Hour, waiting)
	require.ErrorIs(t, err, coverage.ErrNoOpenTime)
}

package coverage_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
)

func TestClockTimesAreReadAndPrinted(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text string
		want coverage.ClockTime
	}{
		{"00:00", 0},
		{"09:00", 32400},
		{"18:00:30", 64830},
		{"23:59:59", 86399},
		{"24:00", 86400},
	}
	for _, c := range cases {
		got, err := coverage.ParseClockTime(c.text)
		require.NoError(t, err, c.text)
		assert.Equal(t, c.want, got)
		assert.Equal(t, c.text, got.String())
	}
	got, err := coverage.ParseClockTime("24:00:00")
	require.NoError(t, err)
	assert.Equal(t, "24:00", got.String())
	assert.Equal(t, "09:00-18:00", windows(t, "09:00-18:00")[0].String())
}

func TestOtherClockTimesAreRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "9:00", "09:0", "24:01", "25:00", "12:60", "12:00:60", "24:00:01", "0900", "09:00 ", "-1:00",
		"09.00", "09:00:00.5", "9:00:00", "9:00:0", "09-00",
	} {
		_, err := coverage.ParseClockTime(text)
		assert.ErrorIs(t, err, coverage.ErrBadClockTime, "%q", text)
	}
}

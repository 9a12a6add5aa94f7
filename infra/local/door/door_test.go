package door_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/door"
)

func TestTheClockMovesForwardAndSurvivesARestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data", "clock-offset")
	d, err := door.Open(path)
	require.NoError(t, err)
	assert.Zero(t, d.Offset())
	require.NoError(t, d.Forward(2*time.Hour))
	require.NoError(t, d.Forward(30*time.Minute))
	assert.WithinDuration(t, time.Now().Add(150*time.Minute), d.Now(), time.Minute)

	written, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "2h30m0s\n", string(written), "as the functions read it")

	again, err := door.Open(path)
	require.NoError(t, err)
	assert.Equal(t, 150*time.Minute, again.Offset())
	require.NoError(t, again.Reset())
	assert.Zero(t, again.Offset())
}

func TestTheClockIsNotMovedWrongly(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "clock-offset")
	d, err := door.Open(path)
	require.NoError(t, err)
	assert.ErrorIs(t, d.Forward(-time.Second), door.ErrBackward)
	assert.ErrorIs(t, d.Forward(4*365*24*time.Hour), door.ErrTooFar)
	assert.Zero(t, d.Offset())

	require.NoError(t, os.WriteFile(path, []byte("soon"), 0o600))
	_, err = door.Open(path)
	assert.ErrorContains(t, err, path)
}

func TestDistancesAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, text string
		want       time.Duration
	}{
		{"hours", "2h", 2 * time.Hour},
		{"with a plus", "+2h30m", 150 * time.Minute},
		{"with spaces around", " 45s ", 45 * time.Second},
		{"days", "3d", 72 * time.Hour},
		{"days and hours", "1d12h", 36 * time.Hour},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := door.Parse(c.text)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
	for _, text := range []string{"", "soon", "2", "d", "1dx", "--2h"} {
		_, err := door.Parse(text)
		assert.ErrorIs(t, err, door.ErrUnreadable, text)
	}
}

//go:build localclock

package clock_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/clock"
)

func TestTheOffsetFileMovesTheLocalClock(t *testing.T) {
	cases := []struct {
		name    string
		content string
		want    time.Duration
	}{
		{"forward", "2h30m0s", 2*time.Hour + 30*time.Minute},
		{"backward", "-15m", -15 * time.Minute},
		{"written by an editor, with a line end", "1h\n", time.Hour},
		{"empty, as in the middle of a write", "", 0},
		{"not a duration", "tomorrow", 0},
	}
	file := filepath.Join(t.TempDir(), "offset")
	t.Setenv(clock.OffsetFile, file)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			require.NoError(t, os.WriteFile(file, []byte(c.content), 0o600))
			assert.WithinDuration(t, time.Now().Add(c.want), clock.Now(), time.Minute, "read anew on each call")
			assert.Equal(t, time.UTC, clock.Now().Location())
		})
	}
}

func TestWithoutAnOffsetTheLocalClockIsTheMachines(t *testing.T) {
	t.Run("no file at the name", func(t *testing.T) {
		t.Setenv(clock.OffsetFile, filepath.Join(t.TempDir(), "absent"))
		assert.WithinDuration(t, time.Now(), clock.Now(), time.Minute)
	})
	t.Run("no name", func(t *testing.T) {
		t.Setenv(clock.OffsetFile, "")
		assert.WithinDuration(t, time.Now(), clock.Now(), time.Minute)
	})
}

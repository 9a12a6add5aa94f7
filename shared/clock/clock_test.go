//go:build !localclock

package clock_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/clock"
)

// door is the variable by which the local clock is moved; a deployed binary must not even know its name.
const door = "CLOCK_OFFSET_FILE"

func TestTheDeployedClockCannotBeMoved(t *testing.T) {
	file := filepath.Join(t.TempDir(), "offset")
	require.NoError(t, os.WriteFile(file, []byte("2h"), 0o600))
	t.Setenv(door, file)
	assert.WithinDuration(t, time.Now(), clock.Now(), time.Minute)
	assert.Equal(t, time.UTC, clock.Now().Location())
}

func TestOnlyALocalBuildHasTheDoor(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		tags string
		door bool
	}{
		{"a deployed build", "lambda.norpc", false},
		{"a local build", "lambda.norpc,localclock", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			binary := filepath.Join(t.TempDir(), "main")
			run(t, "build", "-tags", c.tags, "-o", binary, "./testdata/asking")
			content, err := os.ReadFile(binary)
			require.NoError(t, err)
			assert.Equal(t, c.door, bytes.Contains(content, []byte(door)))
		})
	}
}

func TestTheLocalClock(t *testing.T) {
	t.Parallel()
	run(t, "test", "-count=1", "-tags", "localclock", ".")
}

func run(t *testing.T, args ...string) {
	t.Helper()
	out, err := exec.Command("go", args...).CombinedOutput()
	require.NoError(t, err, string(out))
}

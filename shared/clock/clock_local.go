//go:build localclock

package clock

import (
	"os"
	"strings"
	"time"
)

// OffsetFile names the environment variable that names the file by which the local clock is moved. The file
// holds a Go duration, such as 2h30m0s or -15m.
const OffsetFile = "CLOCK_OFFSET_FILE"

// Now is the machine's clock, in UTC, moved by what the offset file says at this moment. Without the variable,
// without the file, or with something unreadable in it the clock is not moved: a half-written file must not
// stop the stack, and the next call reads it again.
func Now() time.Time { return time.Now().UTC().Add(offset()) }

func offset() time.Duration {
	name := os.Getenv(OffsetFile)
	if name == "" {
		return 0
	}
	content, err := os.ReadFile(name) //nolint:gosec // the local stack names the file
	if err != nil {
		return 0
	}
	moved, err := time.ParseDuration(strings.TrimSpace(string(content)))
	if err != nil {
		return 0
	}
	return moved
}

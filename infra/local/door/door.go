// Package door is the clock door of the local stack: a virtual clock that people move forward so that a breach is
// seen without waiting for it.
//
// Virtual time is the real time plus an offset. The offset lives in a file, which the functions read again on every
// look at the clock (shared/clock, build tag localclock). What is deployed is built without the tag and has no such
// door.
package door

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// ErrBackward: the clock is only ever moved forward; what is stored carries the later times already.
var ErrBackward = errors.New("the clock moves forward only")

// limit keeps a slip of the finger (2h for 2h000) from ending past the years that the calendar knows.
const limit = 3 * 365 * 24 * time.Hour

// ErrTooFar: the offset would leave the years of the working calendar.
var ErrTooFar = errors.New("the clock moves at most three years ahead")

// ErrUnreadable: the text is no distance in time.
var ErrUnreadable = errors.New("no duration such as 2h30m or 3d")

// Door is the offset and its file.
type Door struct {
	path string

	mu     sync.Mutex
	offset time.Duration
}

// Open reads the offset that an earlier run left at path, and writes zero when there was none.
func Open(path string) (*Door, error) {
	d := &Door{path: path}
	kept, err := os.ReadFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		if err := d.write(0); err != nil {
			return nil, err
		}
		return d, nil
	case err != nil:
		return nil, fmt.Errorf("read the clock's offset: %w", err)
	}
	d.offset, err = time.ParseDuration(strings.TrimSpace(string(kept)))
	if err != nil {
		return nil, fmt.Errorf("read the clock's offset from %s: %w", path, err)
	}
	return d, nil
}

// Path names the file for the functions' environment.
func (d *Door) Path() string { return d.path }

// Now is the virtual time, in UTC.
func (d *Door) Now() time.Time { return time.Now().Add(d.Offset()).UTC() }

// Offset is how far the virtual time is ahead.
func (d *Door) Offset() time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.offset
}

// Forward moves the clock by that much. Errors: ErrBackward, ErrTooFar.
func (d *Door) Forward(by time.Duration) error {
	if by < 0 {
		return ErrBackward
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.offset+by > limit {
		return ErrTooFar
	}
	return d.write(d.offset + by)
}

// Reset brings the clock back to the real time. What was stored meanwhile keeps its times.
func (d *Door) Reset() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.write(0)
}

// write replaces the file whole: a function that reads at this moment sees the old or the new offset.
func (d *Door) write(offset time.Duration) error {
	if err := os.MkdirAll(filepath.Dir(d.path), 0o750); err != nil {
		return fmt.Errorf("write the clock's offset: %w", err)
	}
	next := d.path + ".next"
	if err := os.WriteFile(next, []byte(offset.String()+"\n"), 0o600); err != nil {
		return fmt.Errorf("write the clock's offset: %w", err)
	}
	if err := os.Rename(next, d.path); err != nil {
		return fmt.Errorf("write the clock's offset: %w", err)
	}
	d.offset = offset
	return nil
}

// Parse reads what people write for a distance in time: "2h", "+2h30m", "3d", "1d12h". Errors: ErrUnreadable.
func Parse(text string) (time.Duration, error) {
	rest := strings.TrimPrefix(strings.TrimSpace(text), "+")
	var days time.Duration
	if before, after, found := strings.Cut(rest, "d"); found {
		whole, err := time.ParseDuration(before + "h")
		if err != nil {
			return 0, fmt.Errorf("%q: %w", text, ErrUnreadable)
		}
		days, rest = 24*whole, after
		if rest == "" {
			return days, nil
		}
	}
	hours, err := time.ParseDuration(rest)
	if err != nil {
		return 0, fmt.Errorf("%q: %w", text, ErrUnreadable)
	}
	return days + hours, nil
}

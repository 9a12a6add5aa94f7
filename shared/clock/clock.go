//go:build !localclock

package clock

import "time"

// Now is the machine's clock, in UTC.
func Now() time.Time { return time.Now().UTC() }

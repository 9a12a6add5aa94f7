package gateway

import "golang.org/x/time/rate"

// limiter lets everything pass when it is nil.
type limiter struct{ bucket *rate.Limiter }

func newLimiter(t Throttle) limiter {
	if t.PerSecond <= 0 {
		return limiter{}
	}
	return limiter{bucket: rate.NewLimiter(rate.Limit(t.PerSecond), max(t.Burst, 1))}
}

func (l limiter) allows() bool { return l.bucket == nil || l.bucket.Allow() }

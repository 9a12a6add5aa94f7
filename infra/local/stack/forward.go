package stack

import (
	"context"
	"fmt"
	"time"

	"flatsupport/infra/local/door"
)

const (
	strides     = 60          // in how many the clock is moved: 15 hours by the 15 minutes of a ladder, so that no step is missed
	minStride   = time.Minute // the rate of the sweep: finer would show nothing that a real day shows
	mostRounds  = 10          // of ticks after each stride
	quietWithin = 15 * time.Second
	quietEvery  = 20 * time.Millisecond
)

// Forward moves the virtual clock and lets the stack work off what falls due: in strides, each followed by ticks of the
// schedules until a tick brings no more messages. It returns when the queues are empty, or after some seconds when
// something keeps failing. Errors: door.ErrBackward, door.ErrTooFar.
func (s *Stack) Forward(ctx context.Context, by time.Duration) error {
	s.moving.Lock()
	defer s.moving.Unlock()
	if by < 0 {
		return door.ErrBackward
	}
	stride := max(by/strides, minStride)
	for left := by; left > 0; left -= stride {
		if err := s.door.Forward(min(stride, left)); err != nil {
			return err
		}
		if err := s.settle(ctx); err != nil {
			return fmt.Errorf("move the clock: %w", err)
		}
	}
	return nil
}

// Settle ticks the schedules until that brings no more messages, at the time that it is.
func (s *Stack) Settle(ctx context.Context) error {
	s.moving.Lock()
	defer s.moving.Unlock()
	return s.settle(ctx)
}

func (s *Stack) settle(ctx context.Context) error {
	for range mostRounds {
		before := s.pollers.Delivered()
		s.clock.Tick(ctx)
		if err := s.awaitQuiet(ctx); err != nil {
			return err
		}
		if s.pollers.Delivered() == before {
			return nil
		}
	}
	return nil
}

// awaitQuiet waits until no function works and no queue holds a message, twice in a row. A message that fails again and
// again ends the wait, but is no error: it is on its way to the dead letters.
func (s *Stack) awaitQuiet(ctx context.Context) error {
	deadline := time.Now().Add(quietWithin)
	for quiet := 0; quiet < 2 && time.Now().Before(deadline); {
		idle, err := s.idle(ctx)
		if err != nil {
			return err
		}
		if quiet++; !idle {
			quiet = 0
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(quietEvery):
		}
	}
	return nil
}

// idle looks only at queues that feed a function: nobody empties the others.
func (s *Stack) idle(ctx context.Context) (bool, error) {
	if s.host.Busy() > 0 {
		return false, nil
	}
	depths, err := s.QueueDepths(ctx)
	if err != nil {
		return false, err
	}
	for _, m := range s.template.Mappings {
		if d := depths[m.Queue]; d.Waiting+d.InFlight > 0 {
			return false, nil
		}
	}
	return true, nil
}

// ResetClock brings the virtual clock back to the real time. What was stored meanwhile keeps its times.
func (s *Stack) ResetClock() error {
	s.moving.Lock()
	defer s.moving.Unlock()
	return s.door.Reset()
}

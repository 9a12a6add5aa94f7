// Package schedules wakes functions at a steady rate, as EventBridge Scheduler does. The rate runs in real time; the
// event carries the virtual time.
package schedules

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// tries are how often one tick is given to the function, as for any asynchronous invocation: once, and two more times.
const tries = 3

// firstPause lies before the second try and doubles; on AWS it is a minute.
const firstPause = time.Second

// Schedule wakes one function.
type Schedule struct {
	Name     string
	Function string
	Every    time.Duration
	Input    string // the event itself; empty: the scheduler's own
}

// Invoke asks a function, see function.Host.
type Invoke func(ctx context.Context, name string, event []byte) ([]byte, error)

// Clockwork ticks until Stop.
type Clockwork struct {
	schedules []Schedule
	invoke    Invoke
	now       func() time.Time
	log       io.Writer

	stop context.CancelFunc
	all  sync.WaitGroup
}

// Run ticks each schedule at once and then at its rate. The log takes one line about each failure.
func Run(schedules []Schedule, invoke Invoke, now func() time.Time, log io.Writer) *Clockwork {
	ctx, stop := context.WithCancel(context.Background())
	c := &Clockwork{schedules: schedules, invoke: invoke, now: now, log: log, stop: stop}
	for _, s := range schedules {
		c.all.Go(func() { c.keep(ctx, s) })
	}
	return c
}

// Stop ends the ticking and returns when no tick is under way.
func (c *Clockwork) Stop() {
	c.stop()
	c.all.Wait()
}

// Tick ticks every schedule once, now, and returns when the functions have answered or their tries are used up.
func (c *Clockwork) Tick(ctx context.Context) {
	var all sync.WaitGroup
	for _, s := range c.schedules {
		all.Go(func() { c.tick(ctx, s) })
	}
	all.Wait()
}

func (c *Clockwork) keep(ctx context.Context, s Schedule) {
	ticker := time.NewTicker(s.Every)
	defer ticker.Stop()
	for {
		c.tick(ctx, s)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (c *Clockwork) tick(ctx context.Context, s Schedule) {
	event := c.event(s)
	pause := firstPause
	for try := 1; ctx.Err() == nil; try++ {
		_, err := c.invoke(ctx, s.Function, event)
		if err == nil || ctx.Err() != nil {
			return
		}
		_, _ = fmt.Fprintf(c.log, "schedule %s, try %d of %d: %v\n", s.Name, try, tries, err)
		if try == tries {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
			pause *= 2
		}
	}
}

// event is what EventBridge Scheduler sends to a function when the schedule has no input of its own.
func (c *Clockwork) event(s Schedule) []byte {
	if s.Input != "" {
		return []byte(s.Input)
	}
	event, _ := json.Marshal(map[string]any{ // plain strings
		"version": "0", "id": strings.ToLower(rand.Text()),
		"detail-type": "Scheduled Event", "source": "aws.scheduler",
		"account": "000000000000", "region": "local",
		"time":      c.now().UTC().Format(time.RFC3339),
		"resources": []string{"arn:aws:scheduler:local:000000000000:schedule/default/" + s.Name},
		"detail":    "{}",
	})
	return event
}

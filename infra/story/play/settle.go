package play

import (
	"context"
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// settle lets the desk finish what the step began, so that the expectation is held against the outcome. When messages
// may be lost or late it gives the sweep the time to find them, up to shortly before the next step.
func (p *player) settle(ctx context.Context, step Step) error {
	w := p.world
	if err := w.drain(ctx); err != nil {
		return err
	}
	if len(step.actions()) == 0 {
		return nil
	}
	for limit := w.until.Add(-time.Minute); w.faults.on() && w.now.Before(limit); {
		if done, err := p.settled(ctx); done || err != nil {
			return err
		}
		if err := w.advance(ctx, earliest(w.now.Add(time.Minute), limit)); err != nil {
			return err
		}
	}
	return nil
}

// settled reports whether nothing is on its way: every ticket that can be decided is, and no message is left. While
// facts are out of reach only a P1 can be decided, and the check goes on asking.
func (p *player) settled(ctx context.Context) (bool, error) {
	out := p.world.out()
	for _, m := range p.world.queues.all {
		if !out || m.queue != entitlementQueue && !p.world.outage.Everywhere {
			return false, nil
		}
	}
	records, err := p.world.store.ScanTickets(ctx)
	if err != nil {
		return false, err
	}
	for _, rec := range records {
		if rec.Ticket.Status == ticket.StatusRegistered && (!out || rec.Ticket.Priority == policy.P1) {
			return false, nil
		}
	}
	return true, nil
}

// delivered reports whether nothing is on its way and no notice waits.
func (p *player) delivered(ctx context.Context) (bool, error) {
	if done, err := p.settled(ctx); !done || err != nil {
		return false, err
	}
	records, err := p.world.store.ScanTickets(ctx)
	for _, rec := range records {
		if len(rec.Ticket.Pending) > 0 {
			return false, nil
		}
	}
	if err != nil {
		return false, err
	}
	watches, err := p.watches(ctx)
	for _, w := range watches {
		if len(w.Pending()) > 0 {
			return false, nil
		}
	}
	return err == nil, err
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

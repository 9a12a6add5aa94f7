package play

import (
	"context"
	"slices"

	"flatsupport/infra/story/given"
	"flatsupport/shared/docket"
)

// recorded checks what the step records as far as that can be told before it is played.
func (s Step) recorded() error {
	if s.Record == nil {
		return nil
	}
	return given.CheckRecord(s.Record.Customer, s.Record.Certificates, s.Record.Intents)
}

// record writes what has come to be known of the customer's support and sends on the tickets that it may concern: those
// that wait for a renewal, and with a withdrawal those that may have to.
func (p *player) record(ctx context.Context, r Record) error {
	s := p.world.store
	if err := given.Record(ctx, s, r.Customer, p.story.Policy, r.Certificates, r.Intents); err != nil {
		return err
	}
	mayEnd := slices.ContainsFunc(r.Intents, func(i given.Intent) bool { return i.WithdrawnOn != "" })
	tickets, err := docket.Docket{Store: s, Editions: p.library}.SupportChanged(ctx, r.Customer, mayEnd, p.world.now)
	for _, id := range tickets {
		p.world.queues.put(escalationQueue, id)
	}
	return err
}

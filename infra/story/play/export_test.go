package play

import (
	"context"

	"flatsupport/shared/mail"
	"flatsupport/shared/ticket"
)

// Spoiled plays a story and lets spoil tamper with the outcome before the promises are checked: a check that has never
// failed may not be one.
func (s Stage) Spoiled(ctx context.Context, story Story, spoil func(*Outcome)) ([]Failure, error) {
	p, drop, err := s.open(ctx, story)
	if err != nil {
		return nil, err
	}
	defer drop()
	if err := p.steps(ctx); err != nil {
		return nil, err
	}
	if err := p.rest(ctx); err != nil {
		return nil, err
	}
	spoil(&Outcome{p})
	err = p.promises(ctx)
	return p.failed, err
}

// Outcome is what a story has left behind.
type Outcome struct{ player *player }

// Mails are the mails that went out; they can be replaced.
func (o *Outcome) Mails() *[]mail.Message { return &o.player.world.mails }

// Park puts a message aside as one that no function could handle.
func (o *Outcome) Park() {
	o.player.world.parked = append(o.player.world.parked, message{queue: escalationQueue})
}

// Look checks a ticket that is not what is stored, after a history that is not either.
func (o *Outcome) Look(ctx context.Context, change func(t *ticket.Ticket, history *[]ticket.Event)) error {
	p := o.player
	records, err := p.world.store.ScanTickets(ctx)
	if err != nil {
		return err
	}
	for _, rec := range records {
		history, err := p.world.store.History(ctx, rec.ID)
		if err != nil {
			return err
		}
		change(&rec.Ticket, &history)
		p.ticketKept(rec, history)
	}
	return nil
}

// Faults counts what has gone wrong on the way, by kind.
func (o *Outcome) Faults() map[string]int { return o.player.world.faults.count }

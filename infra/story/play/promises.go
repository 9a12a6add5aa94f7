package play

import (
	"context"
	"reflect"

	"flatsupport/shared/ticket"
)

// promises checks what must hold at the end of every story, whatever went wrong on the way.
func (p *player) promises(ctx context.Context) error {
	records, err := p.world.store.ScanTickets(ctx)
	if err != nil {
		return err
	}
	sent := map[string]int{}
	for _, m := range p.world.mails {
		sent[m.Ticket+" "+m.Key]++
	}
	for _, rec := range records {
		history, err := p.world.store.History(ctx, rec.ID)
		if err != nil {
			return err
		}
		if rec.Ticket.Status == ticket.StatusRegistered {
			p.broken("ticket %s was never decided", rec.ID)
		}
		if n := len(rec.Ticket.Pending); n > 0 {
			p.broken("ticket %s has %d notices that were never delivered", rec.ID, n)
		}
		if again := ticket.Fold(ticket.Ticket{}, history...); !reflect.DeepEqual(again, rec.Ticket) {
			p.broken("ticket %s is not the fold of its history", rec.ID)
		}
		keys := map[string]bool{}
		for _, e := range history {
			if e.Key != "" && keys[e.Key] {
				p.broken("ticket %s: %s happened twice", rec.ID, e.Key)
			}
			keys[e.Key] = true
			for _, n := range e.Notices {
				if count := sent[rec.ID+" "+n.Key]; count != 1 {
					p.broken("ticket %s: notice %s was delivered %d times", rec.ID, n.Key, count)
				}
			}
		}
	}
	for _, m := range p.world.parked {
		p.broken("a message for %s was parked after %d tries", m.queue, maxTries)
	}
	return nil
}

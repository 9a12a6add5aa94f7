package play

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"time"

	"flatsupport/infra/verify"
	"flatsupport/shared/docket"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// promises checks what must hold at the end of every story, whatever went wrong on the way: every ticket was decided and
// is the fold of its history, no step was taken twice, every notice, by whatever means, was delivered or refused once and nothing else was, and
// whoever replays the ticket comes to the same decision, steps and due times, bit for bit. Certificates do not contradict
// each other, and books have made the records that they name.
func (p *player) promises(ctx context.Context) error {
	records, err := p.world.store.ScanTickets(ctx)
	if err != nil {
		return err
	}
	sent := map[string]int{}
	for _, m := range p.world.mails {
		sent[m.Ticket+" "+m.Key]++
	}
	for _, a := range p.world.alerts {
		sent[a.ticket+" "+a.key]++
	}
	for _, rec := range records {
		history, err := p.world.store.History(ctx, rec.ID)
		if err != nil {
			return err
		}
		p.ticketKept(rec, history)
		p.noticesKept(rec, history, sent)
		if err := p.replays(ctx, rec.ID); err != nil {
			return err
		}
	}
	if err := p.remindersKept(ctx, sent); err != nil {
		return err
	}
	for _, c := range p.people.given.Customers {
		report, err := p.verifier().Customer(ctx, c.ID)
		if err != nil {
			return err
		}
		for _, d := range report.Differences {
			p.broken("customer %s, %s", c.ID, d)
		}
	}
	if err := p.mailKept(ctx, sent); err != nil {
		return err
	}
	if err := p.formsKept(ctx); err != nil {
		return err
	}
	for _, notice := range slices.Sorted(maps.Keys(sent)) {
		p.broken("something went out that nothing announced: %s", notice)
	}
	for _, m := range p.world.parked {
		p.broken("a message for %s was parked after %d tries", m.queue, maxTries)
	}
	return nil
}

func (p *player) ticketKept(rec store.Record, history []ticket.Event) {
	if rec.Ticket.Status == ticket.StatusRegistered {
		p.broken("ticket %s was never decided", rec.ID)
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
	}
}

// late is how long after its instant a step may be taken when messages are lost, late and sent again.
const late = 15 * time.Minute

func (p *player) verifier() verify.Verifier {
	return verify.Verifier{Docket: docket.Docket{Store: p.world.store, Editions: p.library}, Now: p.world.now, Late: late}
}

// replays replays the ticket.
func (p *player) replays(ctx context.Context, id string) error {
	report, err := p.verifier().Ticket(ctx, id)
	if err != nil {
		return err
	}
	for _, d := range report.Differences {
		p.broken("ticket %s, %s", id, d)
	}
	return nil
}

// noticesKept strikes out what was sent against what was announced.
func (p *player) noticesKept(rec store.Record, history []ticket.Event, sent map[string]int) {
	if n := len(rec.Ticket.Pending); n > 0 {
		p.broken("ticket %s still has %d notices to deliver", rec.ID, n)
	}
	refused := map[string]int{}
	for _, e := range history {
		if f, ok := e.Fact.(ticket.Notified); ok && f.Outcome != ticket.Sent {
			refused[f.Notice]++
		}
	}
	for _, e := range history {
		for _, n := range e.Notices {
			key := rec.ID + " " + n.Key
			if sent[key]+refused[n.Key] != 1 {
				p.broken("ticket %s: notice %s was delivered %d times", rec.ID, n.Key, sent[key])
			}
			delete(sent, key)
		}
	}
}

package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// ticketBox has the notices of a ticket.
type ticketBox struct {
	handler Handler
	id      string
	rec     store.Record // as the claim left it
}

func (b *ticketBox) name() slog.Attr { return slog.String("ticket", b.id) }

func (b *ticketBox) claim(ctx context.Context, now, until time.Time) ([]ticket.Notice, error) {
	var mine []ticket.Notice
	var err error
	b.rec, err = b.handler.Docket.Update(ctx, b.id, now, func(rec store.Record) (store.Change, error) {
		mine = free(rec.Ticket.Pending, rec.Claims, now)
		return store.Change{Claim: claims(mine, until)}, nil
	})
	return mine, err
}

func (b *ticketBox) send(ctx context.Context, n ticket.Notice) error {
	switch n.By {
	case policy.BySMS:
		return b.handler.phone(ctx, b.rec, n)
	case policy.ByWebhook:
		return b.handler.call(ctx, b.rec, n)
	case policy.ByMail:
		m, err := b.handler.compose(ctx, b.rec, n)
		if err != nil {
			return err
		}
		return b.handler.Mailer.Send(ctx, m)
	default: // of a newer version of this function
		return fmt.Errorf("no such means: %s", n.By)
	}
}

// record writes over the record that the claim left, or over what somebody else has made of it since.
func (b *ticketBox) record(ctx context.Context, mine []ticket.Notice, outcomes map[string]ticket.Outcome, now time.Time) (more bool, err error) {
	change, err := b.settled(ctx, b.rec, mine, outcomes, now)
	if err != nil {
		return false, err
	}
	_, err = b.handler.Docket.Write(ctx, b.rec, now, change)
	if errors.Is(err, store.ErrConflict) {
		_, err = b.handler.Docket.Update(ctx, b.id, now, func(rec store.Record) (store.Change, error) {
			change, err = b.settled(ctx, rec, mine, outcomes, now)
			return change, err
		})
	}
	return slices.ContainsFunc(change.Events, func(e ticket.Event) bool { return len(e.Notices) > 0 }), err
}

// settled discharges what was delivered. Of a notice to the contact that cannot be, the desk is told.
func (b *ticketBox) settled(ctx context.Context, rec store.Record, mine []ticket.Notice, outcomes map[string]ticket.Outcome, now time.Time) (store.Change, error) {
	change := store.Change{Unclaim: keys(mine)}
	t := rec.Ticket
	for _, n := range mine {
		outcome, done := outcomes[n.Key]
		if !done || !slices.Contains(t.Pending, n) {
			continue
		}
		fact := ticket.Notified{Notice: n.Key, Outcome: outcome}
		events, err := b.handler.Docket.Events(ctx, t, now, []ticket.Fact{fact}, docket.ToldOfLoss(t, fact, n)...)
		if err != nil {
			return store.Change{}, fmt.Errorf("whom to tell: %w", err)
		}
		events[0].By = ticket.Actor{Role: ticket.System}
		change.Events, t = append(change.Events, events...), ticket.Fold(t, events...)
	}
	return change, nil
}

package notify

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"flatsupport/shared/mail"
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

func (b *ticketBox) compose(ctx context.Context, n ticket.Notice) (mail.Message, error) {
	return b.handler.compose(ctx, b.rec, n)
}

// record writes over the record that the claim left, or over what somebody else has made of it since.
func (b *ticketBox) record(ctx context.Context, mine []ticket.Notice, outcomes map[string]ticket.Outcome, now time.Time) error {
	_, err := b.handler.Docket.Write(ctx, b.rec, now, settled(b.rec, mine, outcomes, now))
	if errors.Is(err, store.ErrConflict) {
		_, err = b.handler.Docket.Update(ctx, b.id, now, func(rec store.Record) (store.Change, error) {
			return settled(rec, mine, outcomes, now), nil
		})
	}
	return err
}

// settled discharges what was delivered.
func settled(rec store.Record, mine []ticket.Notice, outcomes map[string]ticket.Outcome, now time.Time) store.Change {
	change := store.Change{Unclaim: keys(mine)}
	for _, n := range mine {
		outcome, done := outcomes[n.Key]
		if done && slices.Contains(rec.Ticket.Pending, n) {
			change.Events = append(change.Events, ticket.Event{
				At: now, By: ticket.Actor{Role: ticket.System}, Fact: ticket.Notified{Notice: n.Key, Outcome: outcome},
			})
		}
	}
	return change
}

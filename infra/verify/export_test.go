package verify

import (
	"context"

	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// Replay replays a history that is not what is stored.
func (v Verifier) Replay(ctx context.Context, rec store.Record, history []ticket.Event) (Report, error) {
	rec.Ticket = ticket.Fold(ticket.Ticket{}, history...)
	return v.replay(ctx, rec, history)
}

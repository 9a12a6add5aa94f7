// Package mailevents is the function that takes in what the mail service reports of the desk's mails: that one bounced, was
// called unwanted, or is still on its way. It is written down on the ticket, and when a mail to the contact will never
// arrive the desk is told.
package mailevents

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/docket"
	"flatsupport/shared/inbound"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// Handler takes reports on mails in.
type Handler struct {
	Docket      docket.Docket
	Threads     inbound.Threads
	Queue       docket.Sender
	NotifyQueue string
	Now         func() time.Time
}

// Handle answers the queue of mail events. What cannot be read fails, until the queue puts it with the dead letters.
func (h Handler) Handle(ctx context.Context, batch events.SQSEvent) (events.SQSEventResponse, error) {
	return queue.EachBody(ctx, batch, h.one), nil
}

// one takes a report in. Reports on mails that this desk does not know change nothing: they are logged, without addresses,
// and done with.
func (h Handler) one(ctx context.Context, body string) error {
	r, err := read(body)
	if err != nil {
		return err
	}
	log := slog.With("mail", r.mail, "event", r.event, "code", r.code)
	if r.what == "" {
		log.InfoContext(ctx, "event of no interest")
		return nil
	}
	id := h.Threads.FromTag(r.tag)
	number, ours, forged := h.Threads.Ticket(id)
	if !ours {
		log.WarnContext(ctx, "report on a mail about no ticket", "forged", forged)
		return nil
	}
	rec, err := h.Docket.Update(ctx, number, h.Now(), func(rec store.Record) (store.Change, error) { return h.change(ctx, rec, id, r) })
	switch {
	case errors.Is(err, errUnknown), errors.Is(err, store.ErrNotFound):
		log.WarnContext(ctx, "report on a mail that is not known", "ticket", number)
		return nil
	case err != nil:
		return fmt.Errorf("ticket %s: %w", number, err)
	}
	log.InfoContext(ctx, "report on a mail", "ticket", number, "what", r.what)
	h.Docket.Announce(ctx, h.Queue, h.NotifyQueue, rec, h.Now())
	return nil
}

// errUnknown: the ticket has no notice of that id.
var errUnknown = errors.New("no such notice")

// change is the report as an event of the ticket; nothing when it says nothing new.
func (h Handler) change(ctx context.Context, rec store.Record, id string, r report) (store.Change, error) {
	n, err := h.notice(ctx, rec, id)
	if err != nil {
		return store.Change{}, err
	}
	fact, news := rec.Ticket.Report(n.Key, r.what, r.code, r.mail)
	if !news {
		return store.Change{}, nil
	}
	all, err := h.Docket.Events(ctx, rec.Ticket, h.Now(), []ticket.Fact{fact}, docket.ToldOfLoss(rec.Ticket, fact, n)...)
	if err != nil {
		return store.Change{}, fmt.Errorf("whom to tell: %w", err)
	}
	all[0].By, all[0].Key = ticket.Actor{Role: ticket.System}, ticket.ReportKey(n.Key, r.what)
	return store.Change{Events: all}, nil
}

// notice finds the notice whose mail has the id. In a long life its event may have left the hot item.
func (h Handler) notice(ctx context.Context, rec store.Record, id string) (ticket.Notice, error) {
	if n, ok := h.among(rec.Events, rec.ID, id); ok {
		return n, nil
	}
	all, err := h.Docket.Store.History(ctx, rec.ID)
	if err != nil {
		return ticket.Notice{}, fmt.Errorf("history: %w", err)
	}
	if n, ok := h.among(all, rec.ID, id); ok {
		return n, nil
	}
	return ticket.Notice{}, errUnknown
}

func (h Handler) among(events []ticket.Event, number, id string) (ticket.Notice, bool) {
	for _, e := range events {
		for _, n := range e.Notices {
			if h.Threads.MessageID(number, n.Key) == id {
				return n, true
			}
		}
	}
	return ticket.Notice{}, false
}

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
	told := docket.MailReport{What: r.what, Code: r.code, Mail: r.mail, About: docket.MailOf(h.Threads, number, id)}
	rec, err := h.Docket.Reported(ctx, number, told, h.Now())
	switch {
	case errors.Is(err, docket.ErrNoMail), errors.Is(err, store.ErrNotFound):
		log.WarnContext(ctx, "report on a mail that is not known", "ticket", number)
		return nil
	case err != nil:
		return fmt.Errorf("ticket %s: %w", number, err)
	}
	log.InfoContext(ctx, "report on a mail", "ticket", number, "what", r.what)
	h.Docket.Announce(ctx, h.Queue, h.NotifyQueue, rec, h.Now())
	return nil
}

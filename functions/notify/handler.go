// Package notify is the function that delivers the notices waiting on a ticket, or on the watch over a certificate:
// claimed with a deadline, sent once, and the outcome recorded.
package notify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/docket"
	"flatsupport/shared/inbound"
	"flatsupport/shared/mail"
	"flatsupport/shared/metric"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// ClaimFor is how long a notice is left to the invocation that claimed it. It is longer than the function may run, so
// that a claim that has ended belongs to nobody.
const ClaimFor = 90 * time.Second

// Mailer sends a mail. It returns mail.ErrRefused when trying again cannot help.
type Mailer interface {
	Send(ctx context.Context, m mail.Message) error
}

// Handler delivers notices.
type Handler struct {
	Docket    docket.Docket
	Mailer    Mailer
	Threads   inbound.Threads
	Inbox     string // address to which answers go
	PortalURL string
	Metrics   io.Writer
	Now       func() time.Time
}

// Handle answers the notify queue.
func (h Handler) Handle(ctx context.Context, batch events.SQSEvent) (events.SQSEventResponse, error) {
	return queue.EachOf(ctx, batch,
		func(ctx context.Context, m queue.Message) error {
			return h.deliver(ctx, &ticketBox{handler: h, id: m.Ticket})
		},
		func(ctx context.Context, m queue.Watch) error {
			return h.deliver(ctx, &watchBox{handler: h, id: store.WatchID(m)})
		},
	), nil
}

// box is where notices wait. It keeps what it has read from one call to the next.
type box interface {
	// claim takes the notices that nobody is delivering at the instant until the deadline.
	claim(ctx context.Context, now, until time.Time) ([]ticket.Notice, error)
	// compose writes the mail of a notice; mail.ErrRefused when there is nobody to send it to.
	compose(ctx context.Context, n ticket.Notice) (mail.Message, error)
	// record writes the outcomes of the claimed notices and gives back the claims on those that have none, so that the
	// next delivery of the message can try again at once. more: the outcomes have themselves announced something.
	record(ctx context.Context, mine []ticket.Notice, outcomes map[string]ticket.Outcome, now time.Time) (more bool, err error)
	// name is what the notices wait on, for the log.
	name() slog.Attr
}

// deliver ends: what the desk is told of an undeliverable notice announces nothing more when it is undeliverable itself.
func (h Handler) deliver(ctx context.Context, b box) error {
	for {
		now := h.Now()
		mine, err := b.claim(ctx, now, now.Add(ClaimFor))
		if err != nil {
			return fmt.Errorf("claim notices: %w", err)
		}
		if len(mine) == 0 {
			return nil
		}
		outcomes, failed := h.send(ctx, b, mine)
		// Recorded even when the time for work is over: what was sent and not recorded would be sent again.
		more, err := b.record(context.WithoutCancel(ctx), mine, outcomes, h.Now())
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("record outcomes: %w", err))
		}
		if failed != nil || !more {
			return failed
		}
	}
}

// send delivers the notices one by one. A notice without an outcome failed for now and stays pending.
func (h Handler) send(ctx context.Context, b box, notices []ticket.Notice) (map[string]ticket.Outcome, error) {
	outcomes := map[string]ticket.Outcome{}
	var failed error
	for _, n := range notices {
		message, err := b.compose(ctx, n)
		if err == nil {
			err = h.Mailer.Send(ctx, message)
		}
		switch {
		case err == nil:
			outcomes[n.Key] = ticket.Sent
		case errors.Is(err, mail.ErrRefused):
			outcomes[n.Key] = ticket.Undeliverable
			slog.WarnContext(ctx, "notice undeliverable", b.name(), "notice", n.Kind, "error", err.Error())
		default:
			failed = errors.Join(failed, fmt.Errorf("notice %s: %w", n.Kind, err))
		}
		metric.Put(h.Metrics, h.Now(), map[string]float64{"Notices": 1}, "Outcome", cmp.Or(string(outcomes[n.Key]), "failed"))
	}
	return outcomes, failed
}

// free are the waiting notices that nobody is delivering at the instant.
func free(pending []ticket.Notice, claimed map[string]time.Time, now time.Time) []ticket.Notice {
	var out []ticket.Notice
	for _, n := range pending {
		if !claimed[n.Key].After(now) {
			out = append(out, n)
		}
	}
	return out
}

func claims(notices []ticket.Notice, until time.Time) map[string]time.Time {
	out := make(map[string]time.Time, len(notices))
	for _, n := range notices {
		out[n.Key] = until
	}
	return out
}

func keys(notices []ticket.Notice) []string {
	out := make([]string, 0, len(notices))
	for _, n := range notices {
		out = append(out, n.Key)
	}
	return out
}

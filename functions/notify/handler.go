// Package notify is the function that delivers the notices waiting on a ticket, or on the watch over a certificate:
// claimed with a deadline, sent once by the means that each has, and the outcome recorded.
package notify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/alert"
	"flatsupport/shared/docket"
	"flatsupport/shared/inbound"
	"flatsupport/shared/mail"
	"flatsupport/shared/metric"
	"flatsupport/shared/policy"
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

// Phone sends a line to a phone. It returns alert.ErrRefused when trying again cannot help, and alert.ErrNowhere when there is
// no number.
type Phone interface {
	Send(ctx context.Context, l alert.Line) error
}

// Webhook tells the receiver that the deployment has; alert.ErrNowhere: it has none.
type Webhook interface {
	Send(ctx context.Context, c alert.Call) error
}

// Handler delivers notices.
type Handler struct {
	Docket    docket.Docket
	Mailer    Mailer
	Phone     Phone
	Webhook   Webhook
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
	// send delivers a notice; mail.ErrRefused also when there is nobody to send it to.
	send(ctx context.Context, n ticket.Notice) error
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

// send delivers the notices one by one, mails before alerts and the webhook last, so that a receiver that answers nothing
// holds nobody else's notice up. One without an outcome failed for now and stays pending, whatever became of the others.
func (h Handler) send(ctx context.Context, b box, notices []ticket.Notice) (map[string]ticket.Outcome, error) {
	outcomes := map[string]ticket.Outcome{}
	var failed error
	for _, n := range byMeans(notices) {
		err := b.send(ctx, n)
		switch {
		case err == nil:
			outcomes[n.Key] = ticket.Sent
		case errors.Is(err, alert.ErrNowhere):
			outcomes[n.Key] = ticket.Skipped
			slog.InfoContext(ctx, "alert skipped", b.name(), "notice", n.Kind, "by", cmp.Or(string(n.By), "mail"), "reason", err.Error())
		case errors.Is(err, mail.ErrRefused), errors.Is(err, alert.ErrRefused):
			outcomes[n.Key] = ticket.Undeliverable
			slog.WarnContext(ctx, "notice undeliverable", b.name(), "notice", n.Kind, "by", cmp.Or(string(n.By), "mail"), "error", err.Error())
		default:
			failed = errors.Join(failed, fmt.Errorf("notice %s by %s: %w", n.Kind, cmp.Or(string(n.By), "mail"), err))
		}
		metric.Put(h.Metrics, h.Now(), map[string]float64{"Notices": 1}, "Outcome", cmp.Or(string(outcomes[n.Key]), "failed"))
	}
	return outcomes, failed
}

// order of the means in which notices go out.
var order = []policy.Means{policy.ByMail, policy.BySMS, policy.ByWebhook}

func byMeans(notices []ticket.Notice) []ticket.Notice {
	return slices.SortedStableFunc(slices.Values(notices), func(a, b ticket.Notice) int {
		return cmp.Compare(slices.Index(order, a.By), slices.Index(order, b.By))
	})
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

// Package notify is the function that delivers the notices waiting on a ticket: claimed with a deadline, sent once,
// and the outcome recorded.
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

	"flatsupport/shared/docket"
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
	PortalURL string
	Metrics   io.Writer
	Now       func() time.Time
}

// Handle answers the notify queue.
func (h Handler) Handle(ctx context.Context, batch events.SQSEvent) (events.SQSEventResponse, error) {
	return queue.Each(ctx, batch, h.one), nil
}

func (h Handler) one(ctx context.Context, m queue.Message) error {
	now := h.Now()
	var mine []ticket.Notice
	rec, err := h.Docket.Update(ctx, m.Ticket, now, func(rec store.Record) (store.Change, error) {
		mine = free(rec, now)
		return store.Change{Claim: claims(mine, now.Add(ClaimFor))}, nil
	})
	if err != nil {
		return fmt.Errorf("claim notices: %w", err)
	}
	if len(mine) == 0 {
		return nil
	}
	outcomes, sendErr := h.send(ctx, rec, mine)
	// Recorded even when the time for work is over: what was sent and not recorded would be sent again.
	return errors.Join(sendErr, h.record(context.WithoutCancel(ctx), rec, mine, outcomes))
}

// record writes the outcomes over the record that the claim left, or over what somebody else has made of it since.
func (h Handler) record(ctx context.Context, rec store.Record, mine []ticket.Notice, outcomes map[string]ticket.Outcome) error {
	now := h.Now()
	_, err := h.Docket.Write(ctx, rec, now, settled(rec, mine, outcomes, now))
	if errors.Is(err, store.ErrConflict) {
		_, err = h.Docket.Update(ctx, rec.ID, now, func(rec store.Record) (store.Change, error) {
			return settled(rec, mine, outcomes, now), nil
		})
	}
	if err != nil {
		return fmt.Errorf("record outcomes: %w", err)
	}
	return nil
}

// free are the notices that nobody is delivering at the instant.
func free(rec store.Record, now time.Time) []ticket.Notice {
	var out []ticket.Notice
	for _, n := range rec.Ticket.Pending {
		if !rec.Claims[n.Key].After(now) {
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

// send delivers the notices one by one. A notice without an outcome failed for now and stays pending.
func (h Handler) send(ctx context.Context, rec store.Record, notices []ticket.Notice) (map[string]ticket.Outcome, error) {
	outcomes := map[string]ticket.Outcome{}
	var failed error
	for _, n := range notices {
		message, err := h.compose(ctx, rec, n)
		if err == nil {
			err = h.Mailer.Send(ctx, message)
		}
		switch {
		case err == nil:
			outcomes[n.Key] = ticket.Sent
		case errors.Is(err, mail.ErrRefused):
			outcomes[n.Key] = ticket.Undeliverable
			slog.WarnContext(ctx, "notice undeliverable", "ticket", rec.ID, "notice", n.Kind, "error", err.Error())
		default:
			failed = errors.Join(failed, fmt.Errorf("notice %s: %w", n.Kind, err))
		}
		metric.Put(h.Metrics, h.Now(), map[string]float64{"Notices": 1}, "Outcome", cmp.Or(string(outcomes[n.Key]), "failed"))
	}
	return outcomes, failed
}

// settled discharges what was delivered and gives back the claims on the rest, so that the next delivery of the message
// can try again at once.
func settled(rec store.Record, mine []ticket.Notice, outcomes map[string]ticket.Outcome, now time.Time) store.Change {
	var change store.Change
	for _, n := range mine {
		change.Unclaim = append(change.Unclaim, n.Key)
		outcome, done := outcomes[n.Key]
		if done && slices.Contains(rec.Ticket.Pending, n) {
			change.Events = append(change.Events, ticket.Event{
				At: now, By: ticket.Actor{Role: ticket.System}, Fact: ticket.Notified{Notice: n.Key, Outcome: outcome},
			})
		}
	}
	return change
}

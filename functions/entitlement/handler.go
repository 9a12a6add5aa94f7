// Package entitlement is the function that checks a registered request against the customer's certificates and writes
// the decision, with the steps that are due at once, in one event sequence. It is told ids; a doubled message finds
// the ticket decided.
package entitlement

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/docket"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/metric"
	"flatsupport/shared/policy"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// Handler decides tickets.
type Handler struct {
	Docket      docket.Docket
	Queue       docket.Sender
	NotifyQueue string
	Metrics     io.Writer
	Now         func() time.Time
}

// Handle answers the entitlement queue.
func (h Handler) Handle(ctx context.Context, batch events.SQSEvent) (events.SQSEventResponse, error) {
	return queue.Each(ctx, batch, h.one), nil
}

func (h Handler) one(ctx context.Context, m queue.Message) error {
	now := h.Now()
	var fresh bool
	rec, err := h.Docket.Update(ctx, m.Ticket, now, func(rec store.Record) (store.Change, error) {
		events, err := h.decide(ctx, rec, now)
		fresh = len(events) > 0
		return store.Change{Events: events}, err
	})
	if err != nil {
		return fmt.Errorf("entitlement check: %w", err)
	}
	if fresh {
		h.report(ctx, rec, now)
	}
	h.Docket.Announce(ctx, h.Queue, h.NotifyQueue, rec, now)
	return nil
}

// decide returns the decision as events, or none when the ticket has its decision already.
func (h Handler) decide(ctx context.Context, rec store.Record, now time.Time) ([]ticket.Event, error) {
	t := rec.Ticket
	if _, err := t.Decide(ticket.Decided{Answer: ticket.Accepted}); err != nil {
		return nil, nil //nolint:nilerr // decided already: the message is a repetition
	}
	ask := docket.Question(t)
	facts, cause := h.Docket.Store.Facts(ctx, t.Registered.Customer)
	decision, cause, err := h.judge(ask, facts, cause)
	if err != nil {
		return nil, err
	}
	if decision.Answer == entitlement.Unverified {
		if t.Decision.Answer == ticket.Unverified {
			return nil, fmt.Errorf("still not to be verified: %w", cause)
		}
		slog.ErrorContext(ctx, "critical request runs unverified", "ticket", rec.ID, "error", cause.Error())
	}
	fact, err := h.fact(ctx, t, decision, facts, now)
	if err != nil {
		return nil, err
	}
	event := ticket.Event{At: now, By: ticket.Actor{Role: ticket.System}, Key: "decided/" + string(fact.Answer), Fact: fact}
	event.Notices = []ticket.Notice{{
		Key: event.Key + ">" + t.Registered.Contact, Kind: noticeOf[fact.Answer],
		Audience: policy.ToCustomer, Person: t.Registered.Contact,
	}}
	steps, err := h.Docket.Climb(ctx, ticket.Fold(t, event), now)
	if err != nil {
		return nil, fmt.Errorf("steps due at once: %w", err)
	}
	return append([]ticket.Event{event}, steps...), nil
}

var noticeOf = map[ticket.Answer]policy.NoticeKind{
	ticket.Accepted:   policy.NoticeAccepted,
	ticket.Refused:    policy.NoticeRefused,
	ticket.Unverified: policy.NoticeUnverified,
}

// judge decides on the facts. Where they could not be read, or are broken so that nothing can be decided on them, a P1
// is not made to wait: it runs unverified and cause says why. Anything else is tried again.
func (h Handler) judge(ask entitlement.Request, facts entitlement.Facts, unread error) (d entitlement.Decision, cause, err error) {
	if cause = unread; cause == nil {
		if d, cause = entitlement.Decide(h.Docket.Editions, facts, ask); cause == nil {
			return d, nil, nil
		}
	}
	ed, err := h.Docket.Editions.CurrentAt(ask.ReceivedAt)
	if err != nil {
		return entitlement.Decision{}, nil, err
	}
	d, ok := entitlement.DecideUnverified(ed, ask)
	if !ok {
		return entitlement.Decision{}, nil, fmt.Errorf("judge by the facts: %w", cause)
	}
	return d, cause, nil
}

// fact is the decision as the ticket keeps it, with the engineer attached where the package does so (R22).
func (h Handler) fact(ctx context.Context, t ticket.Ticket, d entitlement.Decision, facts entitlement.Facts, now time.Time) (ticket.Decided, error) {
	fact := ticket.Decided{
		Answer: ticket.Answer(d.Answer), Code: d.Code, Clause: d.Clause, Edition: d.Edition, Digest: d.Digest,
		Calendar: d.Calendar, Site: d.Site, Zone: d.Zone, Package: d.Package, Certificate: d.Certificate, Support: string(d.Support),
		Level: d.Level, Priority: d.Priority, MustName: d.Engineer, Engineer: t.Engineer, Until: d.Until,
	}
	for _, ref := range d.Facts {
		fact.Facts = append(fact.Facts, string(ref))
	}
	if !d.Engineer || fact.Engineer != "" {
		return fact, nil
	}
	ed, err := h.Docket.Editions.Edition(d.Edition)
	if err == nil {
		fact.Engineer, err = h.Docket.Engineer(ctx, ed, d.Level, facts.Customer.P1Engineers, now)
	}
	return fact, err
}

// report logs the decision and counts it: ticket, edition, clause, outcome, and nothing about people.
func (h Handler) report(ctx context.Context, rec store.Record, now time.Time) {
	d := rec.Ticket.Decision
	slog.InfoContext(ctx, "decided", "ticket", rec.ID, "edition", d.Edition, "clause", d.Clause,
		"answer", d.Answer, "code", d.Code, "package", d.Package, "priority", rec.Ticket.Priority)
	outcome := string(d.Answer)
	if d.Code != "" {
		outcome = string(d.Code)
	}
	metric.Put(h.Metrics, now, map[string]float64{"Decisions": 1}, "Outcome", outcome)
}

package handlertest

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/outbox"
	"flatsupport/shared/mail"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// Body is the JSON of a request body.
type Body map[string]any

// With is the body with one difference; nil takes the field away.
func (b Body) With(field string, value any) Body {
	out := Body{}
	for name, v := range b {
		out[name] = v
	}
	out[field] = value
	if value == nil {
		delete(out, field)
	}
	return out
}

// Request is a well-formed request for an installation: an incident of priority P3.
func Request(installation string) Body {
	return Body{
		"installation": installation, "type": "incident", "priority": "P3",
		"subject": "No outgoing calls", "description": "Since nine o'clock no call gets out.",
	}
}

// Critical is the same as P1, with a number to call back.
func Critical(installation string) Body {
	return Request(installation).With("priority", "P1").With("callbackPhone", "+7 499 000-00-01")
}

// Submit registers a request by the portal and gives the ticket's id.
func (d *Desk) Submit(t testing.TB, as Person, key string, body Body) string {
	t.Helper()
	resp := d.Do(t, Call{Route: "POST /v1/requests", As: as, Key: key, JSON: body})
	require.Equal(t, http.StatusCreated, resp.StatusCode, resp.Body)
	id, err := ticket.ParseNumber(Read[struct{ Number string }](t, resp).Number)
	require.NoError(t, err)
	return id
}

// Open registers a request and lets everything happen that follows at once.
func (d *Desk) Open(t testing.TB, as Person, key string, body Body) string {
	t.Helper()
	id := d.Submit(t, as, key, body)
	d.Settle(t)
	return id
}

// Settle delivers what is in the queues until they are empty.
func (d *Desk) Settle(t testing.TB) {
	t.Helper()
	functions := []struct {
		queue  string
		handle func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)
	}{
		{EscalationQueue, d.Escalation().Handle}, {EntitlementQueue, d.Entitlement().Handle}, {NotifyQueue, d.Notify().Handle},
	}
	for again := true; again; {
		again = false
		for _, f := range functions {
			for _, id := range d.Queue.Take(f.queue) {
				again = true
				answer, err := f.handle(t.Context(), Messages(t, id))
				require.NoError(t, err)
				require.Empty(t, answer.BatchItemFailures, "%s of %s", f.queue, id)
			}
		}
		for _, f := range []struct {
			queue  string
			handle func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)
		}{{ReminderQueue, d.Reminder().Handle}, {NotifyQueue, d.Notify().Handle}} {
			for _, w := range d.Queue.TakeWatches(f.queue) {
				again = true
				answer, err := f.handle(t.Context(), Watches(t, w))
				require.NoError(t, err)
				require.Empty(t, answer.BatchItemFailures, "%s of %s", f.queue, w)
			}
		}
	}
}

// Sweep runs the schedule once.
func (d *Desk) Sweep(t testing.TB) {
	t.Helper()
	require.NoError(t, d.SLATimer().Handle(t.Context(), events.CloudWatchEvent{}))
}

// Messages is a batch that names the tickets; the message of each has its id.
func Messages(t testing.TB, ids ...string) events.SQSEvent {
	t.Helper()
	var batch events.SQSEvent
	for _, id := range ids {
		body, err := queue.Message{Ticket: id}.Encode()
		require.NoError(t, err)
		batch.Records = append(batch.Records, events.SQSMessage{MessageId: "message of " + id, Body: body})
	}
	return batch
}

// Reports is a batch with what the mail service would report of the mail: fate is a word of outbox.Fate.
func (d *Desk) Reports(t testing.TB, fate string, m mail.Message) events.SQSEvent {
	t.Helper()
	body, err := outbox.Event(fate, "0107019ab1f5c2d4-mail-000000", m.To, map[string]string{mail.TagName: m.Tag}, d.Clock.Now())
	require.NoError(t, err)
	require.NotEmpty(t, body, fate)
	return events.SQSEvent{Records: []events.SQSMessage{{MessageId: "report on " + m.Key, Body: body}}}
}

// Watches is a batch that names watches over certificates; the message of each has its name.
func Watches(t testing.TB, watches ...queue.Watch) events.SQSEvent {
	t.Helper()
	var batch events.SQSEvent
	for _, w := range watches {
		body, err := w.Encode()
		require.NoError(t, err)
		batch.Records = append(batch.Records, events.SQSMessage{MessageId: "message of " + w.String(), Body: body})
	}
	return batch
}

// Ticket is the ticket as it stands.
func (d *Desk) Ticket(t testing.TB, id string) store.Record {
	t.Helper()
	rec, err := d.Store.Ticket(t.Context(), id)
	require.NoError(t, err)
	return rec
}

// Facts are the ticket's facts so far, by kind, such as "Registered Decided Notified".
func (d *Desk) Facts(t testing.TB, id string) string {
	t.Helper()
	all, err := d.Store.History(t.Context(), id)
	require.NoError(t, err)
	names := make([]string, 0, len(all))
	for _, e := range all {
		names = append(names, nameOf(e.Fact))
	}
	return strings.Join(names, " ")
}

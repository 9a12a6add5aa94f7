package escalation_test

import (
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/escalation"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// The events of events/escalation, about the ticket that events/intake/portal-json-p3 makes, an hour after it was due.
func TestEventsOfTheQueue(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		failed []int // places in the batch of the messages that must come again
	}{
		{"ticket", nil},
		{"ticket-twice", nil},
		{"ticket-between-malformed-and-missing", []int{0, 2}},
	}
	names := make([]string, 0, len(cases))
	for _, c := range cases {
		names = append(names, c.name)
		d := handlertest.New(t, "volga")
		made := d.Answer(t, handlertest.File[events.APIGatewayV2HTTPRequest](t, "intake/portal-json-p3"))
		require.Equal(t, http.StatusCreated, made.StatusCode, made.Body)
		d.Settle(t)
		d.Clock.Set(time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC))
		batch := handlertest.File[events.SQSEvent](t, "escalation/"+c.name)
		answer, err := d.Escalation().Handle(t.Context(), batch)
		require.NoError(t, err)
		failed := []events.SQSBatchItemFailure{}
		for _, i := range c.failed {
			failed = append(failed, events.SQSBatchItemFailure{ItemIdentifier: batch.Records[i].MessageId})
		}
		assert.Equal(t, failed, answer.BatchItemFailures, c.name)
		taken := steps(t, d, "74HRBKGQ54")
		assert.Contains(t, taken, "reaction/1/P3/breach/1", c.name)
		assert.Len(t, taken, len(slices.Compact(slices.Sorted(slices.Values(taken)))), "%s: each once", c.name)
	}
	handlertest.EveryFile(t, "escalation", names)
}

// A critical ticket that nobody touches climbs its ladders to the top, each rung once, whatever the queue does.
func TestEveryStepIsTakenOnce(t *testing.T) {
	t.Parallel()
	calm, wild := handlertest.New(t, "neva"), handlertest.New(t, "neva")
	once := climb(t, calm, 1)
	often := climb(t, wild, 3)
	assert.Equal(t, once, often, "doubled messages and sweeps change nothing")
	seen := map[string]bool{}
	for _, key := range once {
		assert.False(t, seen[key], "%s is taken twice", key)
		seen[key] = true
	}
	for _, clock := range []policy.ClockName{policy.Reaction, policy.Callback} {
		ladder, ok := edition(t, calm).Ladder(clock, policy.TS24x7, policy.P1)
		require.True(t, ok)
		for _, step := range ladder.Steps {
			if step.After > 3*time.Hour {
				continue // falls due after the five hours of this test
			}
			assert.True(t, seen[string(clock)+"/1/P1/"+step.Name+"/1"], "%s of %s", step.Name, clock)
		}
	}
	assert.True(t, seen["callback/1/P1/repeat/12"], "a quarter of an hour apart for three hours past the due time")
	assert.Len(t, wild.Outbox.Mails(), len(calm.Outbox.Mails()), "nobody is told twice")
}

// climb runs the sweep every five minutes for five hours and delivers every message so many times.
func climb(t *testing.T, d *handlertest.Desk, times int) []string {
	t.Helper()
	id := d.Open(t, handlertest.Anna, "nobody-cares", handlertest.Critical("spb"))
	for range 5 * 12 {
		d.Clock.Forward(5 * time.Minute)
		for range times {
			d.Sweep(t)
		}
		for _, due := range d.Queue.Take(handlertest.EscalationQueue) {
			var all sync.WaitGroup
			for range times {
				all.Go(func() {
					answer, err := d.Escalation().Handle(t.Context(), handlertest.Messages(t, due, due))
					assert.NoError(t, err)
					assert.Empty(t, answer.BatchItemFailures)
				})
			}
			all.Wait()
		}
		d.Settle(t)
	}
	return steps(t, d, id)
}

func TestALateOrEarlyMessageChangesNothing(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	open := d.Open(t, handlertest.Ivan, "an-open-one", handlertest.Request("hq"))
	refused := d.Open(t, handlertest.Ivan, "a-refused-one", handlertest.Request("hq").With("type", "configure"))
	require.Equal(t, ticket.StatusRefused, d.Ticket(t, refused).Ticket.Status)
	resolved := d.Open(t, handlertest.Ivan, "a-resolved-one", handlertest.Request("hq"))
	resp := d.Do(t, handlertest.Call{
		Route: "POST /v1/desk/tickets/{number}/resolution", Number: resolved, As: handlertest.Engineer, Key: "the-resolution",
		JSON: handlertest.Body{"message": "Mended."},
	})
	require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
	d.Settle(t)
	before := []any{d.Ticket(t, open), d.Ticket(t, refused), d.Ticket(t, resolved)}
	d.Clock.Forward(time.Minute)
	_, err := d.Escalation().Handle(t.Context(), handlertest.Messages(t, open, refused, resolved))
	require.NoError(t, err)
	after := []any{d.Ticket(t, open), d.Ticket(t, refused), d.Ticket(t, resolved)}
	assert.Equal(t, before, after)
	assert.Empty(t, d.Queue.Sent(handlertest.NotifyQueue))
	assert.Empty(t, d.Queue.Sent(handlertest.EntitlementQueue))
}

// What a lost message left behind is put back on its way, and a queue that is down makes the message come again.
func TestLostTicketsArePutBackOnTheirWay(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Submit(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	d.Queue.Take(handlertest.EntitlementQueue) // lost
	d.Clock.Forward(escalation.Redrive)
	d.Queue.Fail = errors.New("the queue does not answer")
	answer, err := d.Escalation().Handle(t.Context(), handlertest.Messages(t, id))
	require.NoError(t, err)
	assert.Len(t, answer.BatchItemFailures, 1)
	d.Queue.Fail = nil
	answer, err = d.Escalation().Handle(t.Context(), handlertest.Messages(t, id))
	require.NoError(t, err)
	assert.Empty(t, answer.BatchItemFailures)
	assert.Equal(t, []string{id}, d.Queue.Sent(handlertest.EntitlementQueue))
	d.Settle(t)
	assert.Equal(t, "Registered Decided Notified", d.Facts(t, id))
}

// With nobody on duty the last resort is told and hears why, and the managers hear that the rota is empty.
func TestAnEmptyRota(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "oka")
	began := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	over := store.Shift{Role: "L3", Person: "sidorova", From: began, To: handlertest.Monday.Add(-time.Hour)}
	require.NoError(t, d.Store.PutShift(t.Context(), over))
	require.NoError(t, d.Store.PutShift(t.Context(), store.Shift{Role: "MANAGER", Person: "wright", From: began}))
	id := d.Open(t, handlertest.Olga, "the-ticket", handlertest.Request("ryazan").With("customer", "oka").With("priority", "P2"))
	told := map[string]string{}
	for _, mail := range d.Outbox.Mails() {
		told[mail.To] = mail.Text
	}
	assert.Len(t, told, 3, "the contact, the last resort, the other manager")
	assert.Contains(t, told["orlova@flat.example"], "На дежурстве никого нет")
	assert.Contains(t, told["wright@flat.example"], "no one is on duty for level 3")
	assert.Contains(t, told["wright@flat.example"], ticket.ShowNumber(id))
}

func edition(t *testing.T, d *handlertest.Desk) *policy.Edition {
	t.Helper()
	ed, err := d.Docket.Editions.Edition("flat-1.4")
	require.NoError(t, err)
	return ed
}

// steps are the effect keys of the steps taken, in their order.
func steps(t *testing.T, d *handlertest.Desk, id string) []string {
	t.Helper()
	all, err := d.Store.History(t.Context(), id)
	require.NoError(t, err)
	var taken []string
	for _, e := range all {
		if _, ok := e.Fact.(ticket.Stepped); ok {
			taken = append(taken, e.Key)
		}
	}
	return taken
}

package slatimer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/slatimer"
	"flatsupport/infra/handlertest"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// register makes tickets that are due at the instant and gives their ids.
func register(t *testing.T, d *handlertest.Desk, name string, count int, wake time.Time) []string {
	t.Helper()
	ids := make([]string, count)
	ivan := ticket.Actor{Role: ticket.Contact, ID: "ivan"}
	for i := range ids {
		ids[i] = ticket.Number("volga", fmt.Sprintf("%s-%d", name, i), 0)
		_, err := d.Store.Register(t.Context(),
			store.Request{Ticket: ids[i], Customer: "volga", Contact: "ivan", Installation: "hq", Subject: name, ReceivedAt: handlertest.Monday},
			ticket.Event{At: handlertest.Monday, By: ivan, Fact: ticket.Registered{
				Customer: "volga", Contact: "ivan", Installation: "hq", Channel: policy.Portal, Type: policy.Incident, Priority: policy.P3,
			}}, wake)
		require.NoError(t, err)
	}
	return ids
}

func TestATickSendsWhatIsDueAndNothingElse(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t)
	now := handlertest.Monday.Add(5 * time.Minute)
	d.Clock.Set(now)
	past := register(t, d, "due long ago", 3, now.Add(-time.Hour))
	just := register(t, d, "due now", 3, now)
	register(t, d, "due in a second", 3, now.Add(time.Second))
	tick := handlertest.File[events.CloudWatchEvent](t, "slatimer/tick")
	require.NoError(t, d.SLATimer().Handle(t.Context(), tick))
	assert.ElementsMatch(t, append(past, just...), d.Queue.Take(handlertest.EscalationQueue))
	handlertest.EveryFile(t, "slatimer", []string{"tick"})
}

// A ticket that was taken is left alone until its lease ends, and is found again then if nobody has seen to it.
func TestATicketIsLeased(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t)
	ids := register(t, d, "due", 1, handlertest.Monday)
	d.Sweep(t)
	assert.Equal(t, ids, d.Queue.Take(handlertest.EscalationQueue))
	assert.Equal(t, handlertest.Monday.Add(slatimer.Lease), d.Ticket(t, ids[0]).Wake)
	d.Clock.Forward(slatimer.Lease - time.Second)
	d.Sweep(t)
	assert.Empty(t, d.Queue.Take(handlertest.EscalationQueue))
	d.Clock.Forward(time.Second)
	d.Sweep(t)
	assert.Equal(t, ids, d.Queue.Take(handlertest.EscalationQueue))
}

func TestTwoSweepsAtOnceSendEachTicketOnce(t *testing.T) {
	t.Parallel()
	const due = 300
	d := handlertest.New(t)
	ids := register(t, d, "due", due, handlertest.Monday.Add(-time.Minute))
	var sweeps sync.WaitGroup
	for range 2 {
		sweeps.Go(func() { assert.NoError(t, d.SLATimer().Handle(t.Context(), events.CloudWatchEvent{})) })
	}
	sweeps.Wait()
	assert.ElementsMatch(t, ids, d.Queue.Take(handlertest.EscalationQueue), "all of them, each once, from every shard")
}

func TestAQueueThatIsDownLosesNothing(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t)
	ids := register(t, d, "due", 5, handlertest.Monday)
	down := errors.New("the queue does not answer")
	d.Queue.Fail = down
	assert.ErrorIs(t, d.SLATimer().Handle(t.Context(), events.CloudWatchEvent{}), down, "the tick is seen to have failed")
	d.Queue.Fail = nil
	d.Clock.Forward(slatimer.Lease)
	d.Sweep(t)
	assert.ElementsMatch(t, ids, d.Queue.Take(handlertest.EscalationQueue))
}

// One shard that cannot be read does not keep the others from being swept.
func TestAShardThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t)
	ids := register(t, d, "due", 40, handlertest.Monday)
	outage := &handlertest.Outage{Of: func(input any) bool {
		query, ok := input.(*dynamodb.QueryInput)
		return ok && handlertest.Text(query.ExpressionAttributeValues[":shard"]) == "W#03"
	}}
	during := d.Through(t, outage.Options)
	assert.ErrorIs(t, during.SLATimer().Handle(t.Context(), events.CloudWatchEvent{}), store.ErrUnavailable)
	sent := d.Queue.Take(handlertest.EscalationQueue)
	assert.NotEmpty(t, sent)
	assert.Less(t, len(sent), len(ids))
	outage.End()
	require.NoError(t, during.SLATimer().Handle(t.Context(), events.CloudWatchEvent{}))
	assert.ElementsMatch(t, ids, append(sent, d.Queue.Take(handlertest.EscalationQueue)...))
}

// Shortly before its time is over the sweep takes no more, and what it has taken it still sends on.
func TestTheSweepEndsInTime(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		left time.Duration
	}{
		{"too little time to begin", 4 * time.Second},
		{"time for some", 5*time.Second + 60*time.Millisecond},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t)
			ids := register(t, d, "due", 100, handlertest.Monday)
			ctx, cancel := context.WithTimeout(t.Context(), c.left)
			defer cancel()
			assert.NoError(t, d.SLATimer().Handle(ctx, events.CloudWatchEvent{}))
			assert.NoError(t, ctx.Err(), "with time to spare")
			sent := d.Queue.Take(handlertest.EscalationQueue)
			if c.left < 5*time.Second {
				assert.Empty(t, sent)
			}
			for _, id := range ids {
				taken := d.Ticket(t, id).Wake.After(handlertest.Monday)
				assert.Equal(t, taken, slices.Contains(sent, id), "%s: taken, but not sent on, or the other way round", id)
			}
		})
	}
}

func TestASweepIsMeasured(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t)
	register(t, d, "due", 3, handlertest.Monday.Add(-90*time.Second))
	var metrics bytes.Buffer
	h := d.SLATimer()
	h.Metrics = &metrics
	require.NoError(t, h.Handle(t.Context(), events.CloudWatchEvent{}))
	for _, measured := range []string{`"Sweeps":1`, `"Due":3`, `"WakeUpLateness":90`} {
		assert.Contains(t, metrics.String(), measured)
	}
	assert.Equal(t, 1, strings.Count(metrics.String(), "\n"), "one line a sweep")
}

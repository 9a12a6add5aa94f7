package intake_test

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/escalation"
	"flatsupport/shared/ticket"
)

func TestTheSameKeySixteenTimesAtOnceIsOneTicket(t *testing.T) {
	t.Parallel()
	const times = 16
	d := handlertest.New(t, "volga")
	calls := make([]events.APIGatewayV2HTTPRequest, times)
	for i := range calls {
		calls[i] = d.Event(t, handlertest.Call{Route: portal, As: handlertest.Ivan, Key: "all-at-once", JSON: handlertest.Critical("hq")})
		calls[i].RequestContext.TimeEpoch += int64(i % 4) // some in the same millisecond, some not
	}
	answers := make([]events.APIGatewayV2HTTPResponse, times)
	var all sync.WaitGroup
	for i := range calls {
		all.Go(func() { answers[i] = d.Answer(t, calls[i]) })
	}
	all.Wait()
	for _, answer := range answers {
		require.Equal(t, http.StatusCreated, answer.StatusCode, answer.Body)
		assert.Equal(t, answers[0], answer, "everybody gets the same answer")
	}
	assert.Len(t, d.Keys(t, "T#"), 1, "one ticket")
	assert.Len(t, d.Keys(t, "R#"), 1, "one request, and no orphans of those that lost")
	assert.Len(t, d.Queue.Sent(handlertest.EntitlementQueue), 1)
}

func TestTheSameKeyWithAnotherBodyIsRefused(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	first := handlertest.Request("hq")
	d.Submit(t, handlertest.Ivan, "used-already", first)
	before := d.Stored(t)
	for field, value := range map[string]any{
		"subject": "Something else", "description": "Other words.", "priority": "P2", "type": "question",
		"callbackPhone": "+74990000009", "findings": "None.", "customer": "volga",
	} {
		resp := d.Do(t, handlertest.Call{Route: portal, As: handlertest.Ivan, Key: "used-already", JSON: first.With(field, value)})
		assert.Equal(t, http.StatusUnprocessableEntity, resp.StatusCode, field)
		assert.Equal(t, "IDEMPOTENCY_KEY_REUSED", handlertest.Read[problem](t, resp).Code, field)
	}
	assert.ElementsMatch(t, before, d.Stored(t))
}

// Two bodies under one key at once: one becomes the ticket, and whoever sent the other is told.
func TestTwoBodiesUnderOneKeyAtOnce(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	for round := range 8 {
		key := fmt.Sprintf("two-bodies-%d", round)
		var all sync.WaitGroup
		statuses := make([]int, 4)
		for i := range statuses {
			all.Go(func() {
				body := handlertest.Request("hq").With("subject", fmt.Sprintf("body %d", i%2))
				statuses[i] = d.Do(t, handlertest.Call{Route: portal, As: handlertest.Ivan, Key: key, JSON: body}).StatusCode
			})
		}
		all.Wait()
		for i, status := range statuses {
			assert.Contains(t, []int{http.StatusCreated, http.StatusUnprocessableEntity, http.StatusServiceUnavailable}, status, "call %d", i)
		}
		assert.Contains(t, statuses, http.StatusCreated)
		assert.False(t, statuses[0] == http.StatusCreated && statuses[1] == http.StatusCreated, "both bodies were taken")
		assert.Len(t, d.Keys(t, "T#"), round+1)
		assert.Len(t, d.Keys(t, "R#"), round+1)
	}
}

func TestAKeyBelongsToWhoUsedIt(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga", "neva")
	ivan := d.Submit(t, handlertest.Ivan, "the-same-key", handlertest.Request("hq"))
	kate := d.Submit(t, handlertest.Kate, "the-same-key", handlertest.Request("hq"))
	anna := d.Submit(t, handlertest.Anna, "the-same-key", handlertest.Request("spb"))
	assert.NotEqual(t, ivan, kate)
	assert.NotEqual(t, ivan, anna)
}

func TestARetryGetsTheFirstAnswerHoweverLate(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	call := handlertest.Call{Route: portal, As: handlertest.Ivan, Key: "lost-answer", JSON: handlertest.Request("hq")}
	first := d.Do(t, call)
	d.Settle(t)
	d.Clock.Forward(48 * time.Hour)
	again := d.Do(t, call)
	assert.Equal(t, first, again)
	assert.Len(t, d.Keys(t, "R#"), 1)
}

// The answer does not wait for the queue: what could not be sent is found by the sweep, because the ticket is born due.
func TestARequestIsAcceptedWhileTheQueueIsDown(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	d.Queue.Fail = errors.New("the queue does not answer")
	id := d.Submit(t, handlertest.Ivan, "queue-is-down", handlertest.Critical("hq"))
	rec := d.Ticket(t, id)
	assert.Equal(t, ticket.StatusRegistered, rec.Ticket.Status)
	assert.Equal(t, handlertest.Monday.Add(escalation.Redrive), rec.Wake)

	d.Queue.Fail = nil
	d.Clock.Forward(escalation.Redrive)
	d.Sweep(t)
	d.Settle(t)
	assert.Equal(t, ticket.Accepted, d.Ticket(t, id).Ticket.Decision.Answer)
}

// The instant that is judged is the gateway's, however long the function took to begin.
func TestTheInstantOfReceiptIsTheGateways(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	call := d.Event(t, handlertest.Call{Route: portal, As: handlertest.Ivan, Key: "slow-start", JSON: handlertest.Request("hq")})
	d.Clock.Forward(25 * time.Second)
	resp := d.Answer(t, call)
	assert.Contains(t, resp.Body, `"receivedAt":"2026-11-23T07:30:00Z"`)
}

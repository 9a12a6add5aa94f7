package intake_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// A critical request is taken while nothing is known of the customer, and is decided when it is.
func TestACriticalRequestDoesNotWaitForTheFacts(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		call handlertest.Call
	}{
		{"by the portal", handlertest.Call{Route: portal, As: handlertest.Anna, JSON: handlertest.Critical("spb")}},
		{"by the hotline", handlertest.Call{Route: hotline, As: handlertest.Operator, JSON: caller("neva", "anna", "spb")}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "neva")
			outage := &handlertest.Outage{Of: handlertest.FactsOf("neva")}
			during := d.Through(t, outage.Options)
			c.call.Key = "facts-are-away"
			resp := during.Do(t, c.call)
			require.Equal(t, http.StatusCreated, resp.StatusCode, resp.Body)
			id := idOf(t, resp)
			assert.Positive(t, outage.Hits.Load())

			answer, err := during.Entitlement().Handle(t.Context(), handlertest.Messages(t, id))
			require.NoError(t, err)
			assert.Empty(t, answer.BatchItemFailures)
			running := d.Ticket(t, id).Ticket
			assert.Equal(t, ticket.Unverified, running.Decision.Answer)
			assert.Equal(t, ticket.StatusOpen, running.Status, "its clocks run")
			assert.Equal(t, policy.TS24x7, running.Decision.Package)

			outage.End()
			d.Clock.Forward(5 * time.Minute)
			_, err = during.Entitlement().Handle(t.Context(), handlertest.Messages(t, id))
			require.NoError(t, err)
			decided := d.Ticket(t, id).Ticket
			assert.Equal(t, ticket.Accepted, decided.Decision.Answer)
			assert.Equal(t, "neva-1", decided.Decision.Certificate)
			assert.Equal(t, running.StartedAt, decided.StartedAt)
		})
	}
}

func TestAnyOtherRequestIsAskedToComeAgain(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "neva")
	outage := &handlertest.Outage{Of: handlertest.FactsOf("neva")}
	during := d.Through(t, outage.Options)
	call := handlertest.Call{Route: portal, As: handlertest.Anna, Key: "facts-are-away", JSON: handlertest.Request("spb")}
	resp := during.Do(t, call)
	assert.Equal(t, http.StatusServiceUnavailable, resp.StatusCode)
	assert.Equal(t, "2", resp.Headers["Retry-After"])
	assert.NotContains(t, resp.Body, "injected", "nothing of the cause gets out")
	assert.Empty(t, d.Stored(t))

	outage.End()
	assert.Equal(t, http.StatusCreated, during.Do(t, call).StatusCode, "with the same key")
}

// Whatever request of the table fails, the caller hears that it is unavailable, and the same call works afterwards.
func TestATableThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	everything := func(any) bool { return true }
	writes := func(input any) bool {
		_, put := input.(*dynamodb.PutItemInput)
		_, update := input.(*dynamodb.UpdateItemInput)
		return put || update
	}
	d := handlertest.New(t, "neva")
	id := d.Open(t, handlertest.Anna, "the-ticket", handlertest.Request("spb"))
	number := ticket.ShowNumber(id)
	cases := []struct {
		name string
		of   func(any) bool
		call handlertest.Call
		then int
	}{
		{"a list", everything, handlertest.Call{Route: list}, http.StatusOK},
		{"a ticket", everything, handlertest.Call{Route: show, Number: number}, http.StatusOK},
		{"a ticket whose history is away", ofPartition("T#" + id), handlertest.Call{Route: show, Number: number}, http.StatusOK},
		{"a reply", writes, handlertest.Call{Route: reply, Number: number, Key: "table-is-away", JSON: handlertest.Body{"message": "Hello?"}}, http.StatusCreated},
		{"a request", writes, handlertest.Call{Route: portal, Key: "table-is-away", JSON: handlertest.Critical("spb")}, http.StatusCreated},
	}
	for _, c := range cases {
		outage := &handlertest.Outage{Of: c.of}
		during := d.Through(t, outage.Options)
		c.call.As = handlertest.Anna
		assert.Equal(t, http.StatusServiceUnavailable, during.Do(t, c.call).StatusCode, c.name)
		outage.End()
		assert.Equal(t, c.then, during.Do(t, c.call).StatusCode, c.name)
	}
}

// ofPartition tells the queries of one partition.
func ofPartition(pk string) func(any) bool {
	return func(input any) bool {
		query, ok := input.(*dynamodb.QueryInput)
		return ok && handlertest.Text(query.ExpressionAttributeValues[":pk"]) == pk
	}
}

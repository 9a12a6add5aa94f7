package entitlement_test

import (
	"net/http"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/ticket"
)

// The events of events/entitlement, about the ticket that events/intake/portal-json-p3 makes.
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
		batch := handlertest.File[events.SQSEvent](t, "entitlement/"+c.name)
		answer, err := d.Entitlement().Handle(t.Context(), batch)
		require.NoError(t, err)
		failed := []events.SQSBatchItemFailure{}
		for _, i := range c.failed {
			failed = append(failed, events.SQSBatchItemFailure{ItemIdentifier: batch.Records[i].MessageId})
		}
		assert.Equal(t, failed, answer.BatchItemFailures, c.name)
		assert.Equal(t, "Registered Decided", d.Facts(t, "74HRBKGQ54"), c.name)
		assert.Equal(t, ticket.Accepted, d.Ticket(t, "74HRBKGQ54").Ticket.Decision.Answer, c.name)
	}
	handlertest.EveryFile(t, "entitlement", names)
}

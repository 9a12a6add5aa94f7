package contracts_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/coverage"
)

// A declared intent sends the tickets on that wait for a renewal, also when the queue does not take them: then the sweep
// finds them within minutes.
func TestADeclaredIntentSendsHeldTicketsOn(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]error{"the queue takes it": nil, "the queue is down": errors.New("the queue does not answer")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga", "neva")
			id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
			other := d.Open(t, handlertest.Anna, "another-ticket", handlertest.Request("spb"))
			facts, err := d.Store.Facts(t.Context(), "volga")
			require.NoError(t, err)
			c := facts.Certificates[0]
			c.TermMonths, c.PreviousEnd = 12, coverage.Date{Year: 2025, Month: 11, Day: 1} // it has ended three weeks ago
			require.NoError(t, d.Store.PutCertificate(t.Context(), "volga", c, 2))
			answer, err := d.Escalation().Handle(t.Context(), handlertest.Messages(t, id))
			require.NoError(t, err)
			require.Empty(t, answer.BatchItemFailures)
			d.Settle(t)
			_, held := d.Ticket(t, id).Ticket.Held()
			require.True(t, held)

			d.Queue.Fail = fail
			resp := d.Do(t, handlertest.Call{
				Route: "POST /v1/customers/{customer}/certificates/{certificate}/intent", As: handlertest.Ivan, Key: "the-declaration",
				Path: map[string]string{"customer": "volga", "certificate": c.ID}, JSON: handlertest.Body{},
			})
			require.Equal(t, http.StatusCreated, resp.StatusCode, resp.Body)
			d.Queue.Fail = nil
			if fail == nil {
				assert.Equal(t, []string{id}, d.Queue.Sent(handlertest.EscalationQueue), "and not %s", other)
			} else {
				d.Clock.Forward(time.Minute)
				d.Sweep(t)
			}
			d.Settle(t)
			_, held = d.Ticket(t, id).Ticket.Held()
			assert.False(t, held)
		})
	}
}

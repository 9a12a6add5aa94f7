package desk_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/coverage"
)

// onHold brings a ticket through commands and takes its support away.
func onHold(t *testing.T, d *handlertest.Desk, body handlertest.Body, names ...string) string {
	t.Helper()
	id := after(t, d, body, names...)
	facts, err := d.Store.Facts(t.Context(), "volga")
	require.NoError(t, err)
	c := facts.Certificates[0]
	c.TermMonths, c.PreviousEnd = 12, coverage.Date{Year: 2025, Month: 11, Day: 1}
	require.NoError(t, d.Store.PutCertificate(t.Context(), "volga", c, 2))
	_, err = d.Escalation().Handle(t.Context(), handlertest.Messages(t, id))
	require.NoError(t, err)
	d.Settle(t)
	_, held := d.Ticket(t, id).Ticket.Held()
	require.True(t, held)
	return id
}

// Which command a held ticket takes, with the reaction owed and without.
func TestCommandsOnAHeldTicket(t *testing.T) {
	t.Parallel()
	const ended = "SUPPORT_ENDED"
	cases := []struct {
		name    string
		before  []string
		refused map[string]string
	}{
		{"the reaction is owed", nil, map[string]string{
			"waiting": ended, "escalation": ended, "milestones": ended, "visits": ended, "inquiries": ended,
		}},
		{"nothing is owed", []string{"responses"}, map[string]string{
			"responses": ended, "calls": ended, "waiting": ended, "escalation": ended, "milestones": ended, "visits": ended, "inquiries": ended,
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for name, body := range usual {
				if name == "resumption" || name == "closure" || name == "reopening" {
					continue // of another state
				}
				d := handlertest.New(t, "volga")
				id := onHold(t, d, handlertest.Request("hq"), c.before...)
				resp := d.Do(t, command(id, name, "the-command", body))
				if code := c.refused[name]; code != "" {
					refused := handlertest.Read[problem](t, resp)
					assert.Equal(t, http.StatusConflict, resp.StatusCode, name)
					assert.Equal(t, code, refused.Code, name)
					assert.Equal(t, "C", refused.Clause, name)
					continue
				}
				assert.Equal(t, http.StatusOK, resp.StatusCode, "%s: %s", name, resp.Body)
			}
		})
	}
}

// A held ticket says so; a manager and nobody else has it go on, once.
func TestAManagerContinuesAHeldTicket(t *testing.T) {
	t.Parallel()
	type shown struct {
		Hold *struct{ Code, Clause, Reason, Remedy string }
	}
	d := handlertest.New(t, "volga")
	id := onHold(t, d, handlertest.Request("hq"), "responses")
	show := handlertest.Call{Route: "GET /v1/desk/tickets/{number}", Number: id, As: handlertest.Engineer}
	hold := handlertest.Read[shown](t, d.Do(t, show)).Hold
	require.NotNil(t, hold)
	assert.Equal(t, "COVERAGE_EXPIRED", hold.Code)
	assert.Equal(t, "C", hold.Clause)
	assert.NotEmpty(t, hold.Reason)
	assert.NotEmpty(t, hold.Remedy)

	page := d.Do(t, handlertest.Call{
		Route: "GET /v1/tickets/{number}", Number: id, As: handlertest.Ivan, Header: map[string]string{"accept": "text/html", "accept-language": "en"},
	}).Body
	assert.Contains(t, page, "Further work waits for a renewal")
	assert.Contains(t, page, "on hold for a renewal: COVERAGE_EXPIRED")

	call := command(id, "continuation", "the-command", handlertest.Body{"reason": "The renewal is being signed."})
	assert.Equal(t, http.StatusForbidden, d.Do(t, call).StatusCode, "an engineer")
	call.As = handlertest.Manager
	for range 2 {
		assert.Equal(t, http.StatusOK, d.Do(t, call).StatusCode, "also when it is sent again")
	}
	call.Key = "another-command"
	assert.Equal(t, "TICKET_NOT_HELD", handlertest.Read[problem](t, d.Do(t, call)).Code)
	assert.Nil(t, handlertest.Read[shown](t, d.Do(t, show)).Hold)
	resp := d.Do(t, command(id, "milestones", "further-work", usual["milestones"]))
	assert.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
	_, err := d.Escalation().Handle(t.Context(), handlertest.Messages(t, id))
	require.NoError(t, err)
	_, held := d.Ticket(t, id).Ticket.Held()
	assert.False(t, held, "it is not held again")
}

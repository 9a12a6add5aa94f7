package desk_test

import (
	"net/http"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/store"
)

// The events of events/desk, in an order in which an engineer could send them about the ticket that
// events/intake/portal-json-p3 makes.
func TestEventsOfTheGateway(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		status int
		code   string
	}{
		{"ticket", http.StatusOK, ""},
		{"ticket-missing", http.StatusNotFound, "NOT_FOUND"},
		{"ticket-by-a-contact", http.StatusForbidden, "FORBIDDEN"},
		{"unverified", http.StatusOK, ""},
		{"unverified-request", http.StatusOK, ""},
		{"unverified-request-missing", http.StatusNotFound, "NOT_FOUND"},
		{"original", http.StatusOK, ""},
		{"take-for-nobody", http.StatusBadRequest, "INVALID_FIELDS"},
		{"take", http.StatusCreated, ""},
		{"dismissal-of-a-ticket", http.StatusConflict, "SETTLED_ALREADY"},
		{"dismissal", http.StatusOK, ""},
		{"unverified-all", http.StatusOK, ""},
		{"notes", http.StatusOK, ""},
		{"assignment", http.StatusOK, ""},
		{"assignment-of-a-stranger", http.StatusBadRequest, "INVALID_FIELDS"},
		{"responses", http.StatusOK, ""},
		{"responses-without-a-message", http.StatusBadRequest, "INVALID_FIELDS"},
		{"inquiries", http.StatusOK, ""},
		{"contact", http.StatusOK, ""},
		{"merge-into-itself", http.StatusConflict, "MERGE_INTO_ITSELF"},
		{"split-of-no-message", http.StatusBadRequest, "INVALID_FIELDS"},
		{"waiting", http.StatusOK, ""},
		{"resumption", http.StatusOK, ""},
		{"priority", http.StatusOK, ""},
		{"priority-unchanged", http.StatusConflict, "PRIORITY_UNCHANGED"},
		{"calls", http.StatusOK, ""},
		{"escalation", http.StatusOK, ""},
		{"milestones", http.StatusOK, ""},
		{"milestones-without-a-reference", http.StatusConflict, "REFERENCE_REQUIRED"},
		{"visits", http.StatusOK, ""},
		{"continuation", http.StatusConflict, "TICKET_NOT_HELD"},
		{"resolution-form", http.StatusOK, ""},
		{"waiting-when-resolved", http.StatusConflict, "TICKET_NOT_OPEN"},
		{"closure", http.StatusOK, ""},
		{"reopening", http.StatusOK, ""},
	}
	d := handlertest.New(t, "volga")
	for _, object := range []string{"k0f3s9dq2v1strange", "k0f3s9dq2v1advert"} {
		require.NoError(t, d.Store.PutUnverified(t.Context(), store.Unverified{
			At: handlertest.Monday, Object: object, Reason: "unknown_sender", From: "who@else.example", Subject: "Help", Text: "Help!",
		}))
	}
	made := d.Answer(t, handlertest.File[events.APIGatewayV2HTTPRequest](t, "intake/portal-json-p3"))
	require.Equal(t, http.StatusCreated, made.StatusCode, made.Body)
	d.Settle(t)
	names := make([]string, 0, len(cases))
	for _, c := range cases {
		names = append(names, c.name)
		resp := d.Answer(t, handlertest.File[events.APIGatewayV2HTTPRequest](t, "desk/"+c.name))
		assert.Equal(t, c.status, resp.StatusCode, "%s: %s", c.name, resp.Body)
		if c.code != "" {
			assert.Equal(t, c.code, handlertest.Read[problem](t, resp).Code, c.name)
		}
	}
	handlertest.EveryFile(t, "desk", names)
}

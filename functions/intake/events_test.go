package intake_test

import (
	"net/http"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"

	"flatsupport/infra/handlertest"
)

// The events of events/intake, each answered as the gateway would have it. Those about a ticket need the one that
// portal-json-p3 makes.
func TestEventsOfTheGateway(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		status int
		code   string // of the problem, or of the refusal that is promised
	}{
		{"portal-json-p3", http.StatusCreated, ""},
		{"portal-json-p1-without-phone-and-unknown-fields", http.StatusBadRequest, "INVALID_FIELDS"},
		{"portal-json-broken", http.StatusBadRequest, "MALFORMED_BODY"},
		{"portal-form-p1", http.StatusSeeOther, ""},
		{"portal-form-of-another-site", http.StatusForbidden, "CROSS_SITE_FORM"},
		{"portal-json-by-partner", http.StatusCreated, ""},
		{"portal-without-token", http.StatusUnauthorized, "UNAUTHENTICATED"},
		{"portal-by-an-engineer", http.StatusForbidden, "FORBIDDEN"},
		{"hotline-p1", http.StatusCreated, ""},
		{"hotline-p3-with-reason", http.StatusCreated, ""},
		{"hotline-contact-of-another-customer", http.StatusBadRequest, "INVALID_FIELDS"},
		{"promise-json-p1-at-night", http.StatusOK, ""},
		{"promise-json-refused-level-1", http.StatusOK, "LEVEL_NOT_INCLUDED"},
		{"promise-json-by-partner", http.StatusOK, ""},
		{"promise-json-of-another-customer", http.StatusNotFound, "NOT_FOUND"},
		{"promise-json-incomplete", http.StatusBadRequest, "INVALID_FIELDS"},
		{"promise-form", http.StatusOK, ""},
		{"promise-operator-p1", http.StatusOK, ""},
		{"promise-operator-p3-not-taken", http.StatusOK, "CHANNEL_NOT_ALLOWED"},
		{"tickets", http.StatusOK, ""},
		{"tickets-page", http.StatusOK, ""},
		{"tickets-of-another-customer", http.StatusNotFound, "NOT_FOUND"},
		{"ticket", http.StatusOK, ""},
		{"ticket-page", http.StatusOK, ""},
		{"ticket-of-another-customer", http.StatusNotFound, "NOT_FOUND"},
		{"ticket-missing", http.StatusNotFound, "NOT_FOUND"},
		{"reply", http.StatusCreated, ""},
		{"reply-form", http.StatusSeeOther, ""},
	}
	d := handlertest.New(t, "volga", "neva", "oka")
	names := make([]string, 0, len(cases))
	for _, c := range cases {
		names = append(names, c.name)
		resp := d.Answer(t, handlertest.File[events.APIGatewayV2HTTPRequest](t, "intake/"+c.name))
		assert.Equal(t, c.status, resp.StatusCode, "%s: %s", c.name, resp.Body)
		if c.code != "" {
			assert.Contains(t, resp.Body, c.code, c.name) // as JSON, or on a page for a browser
		}
	}
	handlertest.EveryFile(t, "intake", names)
}

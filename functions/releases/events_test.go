package releases_test

import (
	"net/http"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"

	"flatsupport/infra/handlertest"
)

// The events of events/releases, in an order in which they could arrive.
func TestEventsOfTheGateway(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		status int
		code   string
	}{
		{"list", http.StatusOK, ""},
		{"downloads", http.StatusCreated, ""},
		{"downloads-in-loyalty", http.StatusForbidden, "RELEASE_NOT_ENTITLED"},
		{"downloads-of-another-customer", http.StatusNotFound, "NOT_FOUND"},
		{"upgrade-licences", http.StatusCreated, ""},
		{"log", http.StatusOK, ""},
		{"publish", http.StatusCreated, ""},
		{"publish-by-a-contact", http.StatusForbidden, "FORBIDDEN"},
		{"withdrawal", http.StatusOK, ""},
	}
	d := handlertest.New(t, "volga", "kama")
	names := make([]string, 0, len(cases))
	for _, c := range cases {
		names = append(names, c.name)
		resp := d.Answer(t, handlertest.File[events.APIGatewayV2HTTPRequest](t, "releases/"+c.name))
		assert.Equal(t, c.status, resp.StatusCode, "%s: %s", c.name, resp.Body)
		if c.code != "" {
			assert.Equal(t, c.code, handlertest.Read[problem](t, resp).Code, c.name)
		}
	}
	handlertest.EveryFile(t, "releases", names)
}

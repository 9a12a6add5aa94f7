package forms_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
)

// The events of events/forms, each answered as the gateway would have it. The confirmations follow a link that a form of
// the events has got.
func TestEventsOfTheGateway(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		status int
		says   string
		listed int // requests by then
	}{
		{"page", http.StatusOK, "Обращение в техническую поддержку", 0},
		{"page-in-english", http.StatusOK, "Request for technical support", 0},
		{"snippet-of-a-contact", http.StatusAccepted, "Обращение получено", 1},
		{"snippet-of-a-stranger", http.StatusAccepted, "Обращение получено", 2},
		{"json-p1", http.StatusAccepted, "promised at once only by the hotline phone", 3},
		{"robot", http.StatusAccepted, "Обращение получено", 4},
		{"forged-stamp", http.StatusAccepted, "Обращение получено", 5},
		{"everything-wrong", http.StatusBadRequest, `aria-describedby="phone-wrong"`, 5},
		{"json-broken", http.StatusBadRequest, "MALFORMED_BODY", 5},
		{"confirmation-page", http.StatusOK, "Не проходят исходящие вызовы", 5},
		{"confirmation-of-another-site", http.StatusForbidden, "CROSS_SITE_FORM", 5},
		{"confirmation", http.StatusOK, "Заявка зарегистрирована", 5},
		{"confirmation-unknown", http.StatusGone, "LINK_GONE", 5},
	}
	d := handlertest.New(t, "volga")
	names := make([]string, 0, len(cases))
	for _, c := range cases {
		names = append(names, c.name)
		req := handlertest.File[events.APIGatewayV2HTTPRequest](t, "forms/"+c.name)
		if c.name == "confirmation-page" { // its token is that of the first form
			first := listed(t, d)[len(listed(t, d))-1]
			require.NoError(t, d.Store.PutLink(t.Context(), req.PathParameters["token"], first.Object, d.Clock.Now().Add(time.Hour)))
		}
		resp := d.Answer(t, req)
		assert.Equal(t, c.status, resp.StatusCode, "%s: %s", c.name, resp.Body)
		assert.Contains(t, resp.Body, c.says, c.name)
		assert.Len(t, listed(t, d), c.listed, c.name)
		d.Clock.Forward(time.Second)
	}
	assert.Len(t, tickets(t, d), 1)
	handlertest.EveryFile(t, "forms", names)
}

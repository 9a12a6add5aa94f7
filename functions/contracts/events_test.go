package contracts_test

import (
	"net/http"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"

	"flatsupport/infra/handlertest"
)

// The events of events/contracts, in an order in which they could come.
func TestEventsOfTheGateway(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		status int
		code   string
	}{
		{"entitlements", http.StatusOK, ""},
		{"entitlements-page", http.StatusOK, ""},
		{"entitlements-of-another-customer", http.StatusNotFound, "NOT_FOUND"},
		{"certificates", http.StatusOK, ""},
		{"certificates-by-a-partner", http.StatusOK, ""},
		{"certificate", http.StatusOK, ""},
		{"certificate-missing", http.StatusNotFound, "NOT_FOUND"},
		{"sale", http.StatusCreated, ""},
		{"sale-form", http.StatusCreated, ""},
		{"sale-incomplete", http.StatusBadRequest, "INVALID_FIELDS"},
		{"sale-of-an-odd-term", http.StatusConflict, "TERM_NOT_OFFERED"},
		{"sale-by-a-contact", http.StatusForbidden, "FORBIDDEN"},
		{"quote", http.StatusOK, ""},
		{"quote-refused", http.StatusOK, ""},
		{"renewal", http.StatusCreated, ""},
		{"renewal-again", http.StatusConflict, "RENEWED_ALREADY"},
		{"correction", http.StatusCreated, ""},
		{"correction-without-a-reason", http.StatusBadRequest, "INVALID_FIELDS"},
		{"partner-without-the-status", http.StatusConflict, "PACKAGE_PARTNER_ONLY"},
		{"statuses", http.StatusCreated, ""},
		{"statuses-missing", http.StatusNotFound, "NOT_FOUND"},
		{"partner", http.StatusCreated, ""},
		{"level-1", http.StatusCreated, ""},
		{"intent", http.StatusCreated, ""},
		{"intent-again", http.StatusConflict, "INTENT_STANDS"},
		{"withdrawal-form", http.StatusSeeOther, ""},
		{"withdrawal-of-nothing", http.StatusConflict, "NO_INTENT"},
		{"commissioning", http.StatusCreated, ""},
		{"commissioning-again", http.StatusConflict, "COMMISSIONED_ALREADY"},
		{"licences", http.StatusCreated, ""},
		{"upgrades", http.StatusCreated, ""},
		{"installed-version", http.StatusCreated, ""},
		{"installed-version-elsewhere", http.StatusNotFound, "NOT_FOUND"},
	}
	d := handlertest.New(t, "volga", "oka", "ob", "ural", "amur")
	names := make([]string, 0, len(cases))
	for _, c := range cases {
		names = append(names, c.name)
		event := handlertest.File[events.APIGatewayV2HTTPRequest](t, "contracts/"+c.name)
		resp := d.Answer(t, event)
		assert.Equal(t, c.status, resp.StatusCode, "%s: %s", c.name, resp.Body)
		if c.code != "" {
			assert.Equal(t, c.code, handlertest.Read[problem](t, resp).Code, c.name)
		}
		if c.status < http.StatusBadRequest && event.RequestContext.HTTP.Method == http.MethodPost {
			again := d.Answer(t, event)
			assert.Equal(t, resp, again, "%s is delivered twice", c.name)
		}
	}
	handlertest.EveryFile(t, "contracts", names)
}

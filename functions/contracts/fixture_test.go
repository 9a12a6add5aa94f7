package contracts_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/store"
)

const (
	own            = "GET /v1/entitlements"
	list           = "GET /v1/customers/{customer}/certificates"
	sell           = "POST /v1/customers/{customer}/certificates"
	show           = "GET /v1/customers/{customer}/certificates/{certificate}"
	onCertificate  = "POST /v1/customers/{customer}/certificates/{certificate}/"
	onInstallation = "POST /v1/customers/{customer}/installations/{installation}/"
	status         = "POST /v1/partners/{partner}/statuses"
)

type problem struct {
	Status   int
	Code     string
	Clause   string
	Detail   string
	Errors   []struct{ Field, Code string }
	Refusals []struct {
		Code, Clause, Reason, Remedy string
		Facts                        []struct{ Name, Label, Value string }
	}
}

// entry is the answer to an act, and a list of certificates, as far as the tests look.
type entry struct {
	Number       int
	Act          string
	Refs         []string
	Certificates []struct {
		ID, Renews, RenewedBy, Partner, Support, ActivationOn string
		Licences                                              int
	}
}

// wrong are the field errors of a refusal as "field CODE", in their order.
func wrong(t *testing.T, resp events.APIGatewayV2HTTPResponse) []string {
	t.Helper()
	var found []string
	for _, e := range handlertest.Read[problem](t, resp).Errors {
		found = append(found, e.Field+" "+e.Code)
	}
	return found
}

// the names of records in a path.
func at(customer, certificate, installation string) map[string]string {
	return map[string]string{"customer": customer, "certificate": certificate, "installation": installation, "partner": "telecom-integrator"}
}

// sale is a lawful sale for a new system.
func sale(installation string) handlertest.Body {
	return handlertest.Body{
		"order": "o-" + installation, "product": "softswitch", "installation": installation, "package": "TS_8X5",
		"termMonths": 12, "soldOn": "2026-11-23", "licences": 5,
	}
}

// bound is a lawful sale of the partner package.
func bound(installation string) handlertest.Body {
	return sale(installation).With("package", "TS_8X5_L3").With("partner", "telecom-integrator")
}

// renewal is a lawful renewal of volga-1.
func renewal(order string) handlertest.Body {
	return handlertest.Body{"termMonths": 12, "licences": 200, "signedOn": "2026-11-23", "order": order}
}

// put carries an act out, which must go well.
func put(t *testing.T, d *handlertest.Desk, c handlertest.Call) entry {
	t.Helper()
	resp := d.Do(t, c)
	require.Equal(t, http.StatusCreated, resp.StatusCode, resp.Body)
	return handlertest.Read[entry](t, resp)
}

func seller(route, key string, path map[string]string, body any) handlertest.Call {
	return handlertest.Call{Route: route, As: handlertest.Seller, Key: key, Path: path, JSON: body}
}

// written are the keys of everything that acts write.
func written(t *testing.T, d *handlertest.Desk) []string {
	t.Helper()
	return d.Keys(t, "F#", "K#", "B#")
}

// book reads the book of a customer, in which no number may be missing.
func book(t *testing.T, d *handlertest.Desk, customer string) []store.Entry {
	t.Helper()
	b, err := d.Store.Book(t.Context(), customer)
	require.NoError(t, err)
	for i, e := range b.Entries {
		require.Equal(t, i+1, e.Number)
	}
	return b.Entries
}

func keyed(format string, n ...any) string { return fmt.Sprintf("a-key-"+format, n...) }

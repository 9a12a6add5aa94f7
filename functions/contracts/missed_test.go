package contracts_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/auth"
	"flatsupport/shared/ticket"
)

// missed is what a quote and a renewal list of the time that they cover.
type missed struct {
	ToReopen []struct{ Number, Code string }
}

func TestALateRenewalListsWhatWasRefusedMeanwhile(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "ural")
	person := handlertest.Person{Subject: "gleb@ural.example", Roles: []auth.Role{auth.Contact}}
	refused := d.Open(t, person, "while-it-was-over", handlertest.Request("ekb"))
	path := map[string]string{"customer": "ural", "certificate": "ural-1"}
	call := handlertest.Call{
		Route: "POST /v1/customers/{customer}/certificates/{certificate}/quote", As: handlertest.Seller, Path: path,
		JSON: handlertest.Body{"termMonths": 12, "licences": 30, "signedOn": "2026-11-23"},
	}
	d.Clock.Forward(time.Minute)
	quote := d.Do(t, call)
	require.Equal(t, http.StatusOK, quote.StatusCode, quote.Body)
	want := []struct{ Number, Code string }{{ticket.ShowNumber(refused), "COVERAGE_EXPIRED"}}
	assert.Equal(t, want, handlertest.Read[missed](t, quote).ToReopen)

	call.Route, call.Key = "POST /v1/customers/{customer}/certificates/{certificate}/renewal", "the-late-renewal"
	call.JSON = call.JSON.(handlertest.Body).With("order", "o-2")
	first := d.Do(t, call)
	require.Equal(t, http.StatusCreated, first.StatusCode, first.Body)
	assert.Equal(t, want, handlertest.Read[missed](t, first).ToReopen)
	assert.Equal(t, first.Body, d.Do(t, call).Body, "the same again")
	assert.Equal(t, ticket.StatusRefused, d.Ticket(t, refused).Ticket.Status)
}

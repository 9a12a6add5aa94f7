package intake_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// form is a body as a browser sends it.
func form(b handlertest.Body) url.Values {
	values := url.Values{}
	for name, value := range b {
		values.Set(name, fmt.Sprint(value))
	}
	return values
}

// join lets a person act as a contact of a customer.
func join(t *testing.T, d *handlertest.Desk, p handlertest.Person, customer, contact string) {
	t.Helper()
	member := store.Membership{Kind: store.ContactMember, Customer: customer, Contact: contact}
	require.NoError(t, d.Store.PutMembership(t.Context(), p.Subject, member))
}

// stored is the request that an answer speaks of.
func stored(t *testing.T, d *handlertest.Desk, resp events.APIGatewayV2HTTPResponse) store.Request {
	t.Helper()
	request, err := d.Store.RequestOf(t.Context(), d.Ticket(t, idOf(t, resp)))
	require.NoError(t, err)
	return request
}

// idOf is the ticket that an answer speaks of.
func idOf(t *testing.T, resp events.APIGatewayV2HTTPResponse) string {
	t.Helper()
	id, err := ticket.ParseNumber(strings.TrimPrefix(resp.Headers["Location"], "/v1/tickets/"))
	require.NoError(t, err, resp.Body)
	return id
}

// slug makes an idempotency key of a name.
func slug(name string) string { return strings.ReplaceAll(name, " ", "-") }

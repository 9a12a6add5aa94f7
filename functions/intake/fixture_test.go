package intake_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/store"
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

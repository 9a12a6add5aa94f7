package intake_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
)

// A partner sees what concerns the systems that it supports and what its people asked, and no other ticket of the same
// customer.
func TestAPartnerSeesItsOwnPartOfACustomer(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "oka")
	day := coverage.Date{Year: 2026, Month: time.March, Day: 2}
	require.NoError(t, d.Store.PutInstallation(t.Context(), "oka", entitlement.Installation{ID: "tula", Product: "softswitch", CommissionedOn: day}, 1))
	require.NoError(t, d.Store.PutCertificate(t.Context(), "oka", entitlement.Certificate{
		ID: "oka-2", Edition: "flat-1.4", Package: policy.TS8x5, Installation: "tula", SoldOn: day, TermMonths: 12,
	}, 1))
	shared := d.Open(t, handlertest.Olga, "of-the-partner", handlertest.Request("ryazan").With("customer", "oka"))
	private := d.Open(t, handlertest.Nina, "of-the-customer", handlertest.Request("tula").With("subject", "A private matter"))
	astray := d.Open(t, handlertest.Olga, "astray-request", handlertest.Request("tula").With("customer", "oka"))
	assert.Equal(t, ticket.StatusOpen, d.Ticket(t, shared).Ticket.Status)
	assert.Equal(t, ticket.StatusOpen, d.Ticket(t, private).Ticket.Status)
	assert.Equal(t, policy.ContactNotAuthorised, d.Ticket(t, astray).Ticket.Decision.Code)

	for id, status := range map[string]int{shared: http.StatusOK, private: http.StatusNotFound, astray: http.StatusOK} {
		number := ticket.ShowNumber(id)
		assert.Equal(t, status, d.Do(t, handlertest.Call{Route: show, Number: number, As: handlertest.Olga}).StatusCode)
		assert.Equal(t, http.StatusOK, d.Do(t, handlertest.Call{Route: show, Number: number, As: handlertest.Nina}).StatusCode, "the customer sees all")
	}
	resp := d.Do(t, handlertest.Call{Route: reply, Number: ticket.ShowNumber(private), As: handlertest.Olga, Key: "not-my-ticket", JSON: handlertest.Body{"message": "Hello"}})
	assert.Equal(t, http.StatusNotFound, resp.StatusCode)

	listed := d.Do(t, handlertest.Call{Route: list, As: handlertest.Olga, Query: map[string]string{"customer": "oka"}})
	assert.Len(t, handlertest.Read[view.List](t, listed).Tickets, 2)
	assert.NotContains(t, listed.Body, "private matter")
}

// When the certificate goes to another partner, the first one sees nothing any more.
func TestAPartnerWhoIsNotBoundAnyMoreSeesNothing(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "oka")
	id := d.Open(t, handlertest.Nina, "of-the-customer", handlertest.Request("ryazan"))
	call := handlertest.Call{Route: show, Number: ticket.ShowNumber(id), As: handlertest.Olga}
	assert.Equal(t, http.StatusOK, d.Do(t, call).StatusCode)
	facts, err := d.Store.Facts(t.Context(), "oka")
	require.NoError(t, err)
	rebound := facts.Certificates[0]
	rebound.Partner = "former-partner"
	require.NoError(t, d.Store.PutCertificate(t.Context(), "oka", rebound, 2))
	assert.Equal(t, http.StatusNotFound, d.Do(t, call).StatusCode)
}

// Somebody who may not ask learns that much and nothing of records and contracts.
func TestWhoMayNotAskLearnsNothingOfContracts(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "oka")
	nobody := entitlement.Contact{ID: "temp", Name: "A temp", Email: "temp@oka.example", Language: "en"}
	require.NoError(t, d.Store.PutContact(t.Context(), "oka", nobody, 1))
	temp := handlertest.Person{Subject: nobody.Email, Roles: handlertest.Nina.Roles}
	join(t, d, temp, "oka", "temp")
	cases := []struct {
		name   string
		person handlertest.Person
		says   string // of the package's own sentence for the named contacts of an end customer
	}{
		{"a person whom the customer has not named", temp, ""},
		{"a named contact whose support comes from a partner", handlertest.Nina, "partner"},
	}
	for _, c := range cases {
		id := d.Open(t, c.person, "may-not-ask", handlertest.Request("ryazan"))
		call := handlertest.Call{Route: show, Number: ticket.ShowNumber(id), As: c.person}
		decision := handlertest.Read[view.Ticket](t, d.Do(t, call)).Decision
		require.NotNil(t, decision, c.name)
		assert.Equal(t, "CONTACT_NOT_AUTHORISED", decision.Code, c.name)
		assert.Empty(t, decision.Certificate+decision.Package+decision.Support, c.name)
		assert.Empty(t, decision.Facts, c.name)
		assert.Nil(t, decision.Until, c.name)
		mails := d.Outbox.Mails()
		told := decision.Reason + decision.Remedy + mails[len(mails)-1].Text
		if c.says == "" {
			assert.NotContains(t, told, "partner", c.name)
		} else {
			assert.Contains(t, decision.Reason+decision.Remedy, c.says, c.name)
		}
		desk := call
		desk.Route, desk.As = "GET /v1/desk/tickets/{number}", handlertest.Manager
		assert.Equal(t, "oka-1", handlertest.Read[view.Ticket](t, d.Do(t, desk)).Decision.Certificate, "%s: the desk sees it all", c.name)
	}
}

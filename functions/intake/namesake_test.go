package intake_test

import (
	"net/http"
	"strings"
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

// system gives the customer an installation that has been in operation for long, with a certificate of one year.
func system(t *testing.T, d *handlertest.Desk, customer, installation string, pack policy.PackageCode, partner string, sold coverage.Date) {
	t.Helper()
	commissioned := coverage.Date{Year: 2024, Month: time.March, Day: 2}
	require.NoError(t, d.Store.PutInstallation(t.Context(), customer, entitlement.Installation{
		ID: installation, Product: "softswitch", CommissionedOn: commissioned,
	}, 1))
	require.NoError(t, d.Store.PutCertificate(t.Context(), customer, entitlement.Certificate{
		ID: installation + "-" + sold.String(), Edition: "flat-1.4", Package: pack, Installation: installation, SoldOn: sold,
		TermMonths: 12, Partner: partner,
	}, 1))
}

var (
	thisYear = coverage.Date{Year: 2026, Month: time.March, Day: 2}
	longAgo  = coverage.Date{Year: 2024, Month: time.March, Day: 2}
)

// asker is where the mails about a ticket went that were not for the desk.
func asker(d *handlertest.Desk, id string) []string {
	var to []string
	for _, mail := range d.Outbox.Mails() {
		if mail.Ticket == id && !strings.HasSuffix(mail.To, "@flat.example") {
			to = append(to, mail.To)
		}
	}
	return to
}

// A contact of the customer and one of its partner have the same id. Each is judged, told and shown what is theirs.
func TestNamesakesAreTwoPeople(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "oka")
	system(t, d, "oka", "tula", policy.TS8x5, "", thisYear)
	theirs := handlertest.Person{Subject: "olga@oka.example", Roles: handlertest.Nina.Roles}
	require.NoError(t, d.Store.PutContact(t.Context(), "oka", entitlement.Contact{ID: "olga", Email: theirs.Subject, Language: "en", Authorised: true}, 1))
	join(t, d, theirs, "oka", "olga")
	byPhone := func(key, contact, installation string) string {
		resp := d.Do(t, handlertest.Call{Route: hotline, As: handlertest.Operator, Key: key, JSON: caller("oka", contact, installation)})
		require.Equal(t, http.StatusCreated, resp.StatusCode, resp.Body)
		d.Settle(t)
		return idOf(t, resp)
	}
	const ofPartner, partnerMail = "telecom-integrator/olga", "olga@integrator.example"
	cases := []struct {
		name, id      string
		contact, mail string
		refused       policy.RefusalCode
		partnerSees   bool
	}{
		{"the partner's, of the system that it supports", d.Open(t, handlertest.Olga, "same-key-for-all", handlertest.Request("ryazan").With("customer", "oka")), ofPartner, partnerMail, "", true},
		{"the customer's, of its own system", d.Open(t, theirs, "same-key-for-all", handlertest.Request("tula")), "olga", theirs.Subject, "", false},
		{"the customer's, of the partner's system", d.Open(t, theirs, "another-key", handlertest.Request("ryazan")), "olga", theirs.Subject, policy.ContactNotAuthorised, true},
		{"the partner's, of a system that it does not support", d.Open(t, handlertest.Olga, "another-key", handlertest.Request("tula").With("customer", "oka")), ofPartner, partnerMail, policy.ContactNotAuthorised, true},
		{"the partner's, on the phone", byPhone("first-call", ofPartner, "ryazan"), ofPartner, partnerMail, "", true},
		{"the customer's, on the phone", byPhone("second-call", "olga", "tula"), "olga", theirs.Subject, "", false},
	}
	for _, c := range cases {
		is := d.Ticket(t, c.id).Ticket
		assert.Equal(t, c.contact, is.Registered.Contact, c.name)
		assert.Equal(t, c.refused, is.Decision.Code, c.name)
		assert.Equal(t, []string{c.mail}, asker(d, c.id), c.name)
		assert.Equal(t, c.partnerSees, sees(t, d, handlertest.Olga, c.id), c.name)
		assert.True(t, sees(t, d, theirs, c.id), "%s: the customer sees all", c.name)
	}
	resp := d.Do(t, handlertest.Call{Route: hotline, As: handlertest.Operator, Key: "third-call", JSON: caller("oka", "former-partner/olga", "ryazan")})
	assert.Equal(t, http.StatusBadRequest, resp.StatusCode, "nobody of that partner asks for this customer")
}

// sees reports whether the person is shown the ticket, by its page, in the list and when replying alike.
func sees(t *testing.T, d *handlertest.Desk, as handlertest.Person, id string) bool {
	t.Helper()
	number := ticket.ShowNumber(id)
	shown := d.Do(t, handlertest.Call{Route: show, Number: number, As: as}).StatusCode == http.StatusOK
	listed := d.Do(t, handlertest.Call{Route: list, As: as, Query: map[string]string{"customer": "oka"}})
	require.Equal(t, http.StatusOK, listed.StatusCode, listed.Body)
	found := false
	for _, row := range handlertest.Read[view.List](t, listed).Tickets {
		found = found || row.Number == number
	}
	assert.Equal(t, shown, found, "the list and the page of %s", number)
	if !shown {
		refused := d.Do(t, handlertest.Call{Route: reply, Number: number, As: as, Key: "not-my-ticket", JSON: handlertest.Body{"message": "Hello"}})
		assert.Equal(t, http.StatusNotFound, refused.StatusCode, "a reply to %s", number)
	}
	return shown
}

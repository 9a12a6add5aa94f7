package intake_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

var peter = handlertest.Person{Subject: "peter@integrator.example", Roles: handlertest.Olga.Roles} // of Olga's partner

// What a partner once supported is none of its business when the customer has gone on without it.
func TestAnEndedCertificateShowsAPartnerNothingNew(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "oka")
	system(t, d, "oka", "tula", policy.TS8x5L3, "telecom-integrator", longAgo)
	system(t, d, "oka", "penza", policy.TS8x5L3, "telecom-integrator", longAgo)
	require.NoError(t, d.Store.PutCertificate(t.Context(), "oka", entitlement.Certificate{
		ID: "tula-own", Edition: "flat-1.4", Package: policy.TS8x5, Installation: "tula", SoldOn: thisYear, TermMonths: 12,
	}, 1))
	own := d.Open(t, handlertest.Nina, "own-package", handlertest.Request("tula"))
	over := d.Open(t, handlertest.Nina, "all-over", handlertest.Request("penza"))
	running := d.Open(t, handlertest.Nina, "partner-runs", handlertest.Request("ryazan"))
	require.Equal(t, "tula-own", d.Ticket(t, own).Ticket.Decision.Certificate)
	require.Equal(t, "penza-2024-03-02", d.Ticket(t, over).Ticket.Decision.Certificate)
	require.Equal(t, ticket.StatusRefused, d.Ticket(t, over).Ticket.Status)
	assert.False(t, sees(t, d, handlertest.Olga, own), "served by the customer's own package")
	assert.False(t, sees(t, d, handlertest.Olga, over), "refused because the partner's certificate has long ended")
	assert.True(t, sees(t, d, handlertest.Olga, running), "of a system that the partner supports")
}

// A ticket stays with the certificate that served it; what else there is of the installation ends with the certificate.
func TestAPartnerKeepsWhatItsCertificateServed(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "oka")
	served := d.Open(t, handlertest.Olga, "of-the-partner", handlertest.Request("ryazan").With("customer", "oka"))
	refused := d.Open(t, handlertest.Nina, "of-the-customer", handlertest.Request("ryazan"))
	for _, id := range []string{served, refused} {
		assert.True(t, sees(t, d, peter, id), "while the certificate runs")
	}
	facts, err := d.Store.Facts(t.Context(), "oka")
	require.NoError(t, err)
	end := facts.Certificates[0].ActivationOn.AddMonths(12)
	d.Clock.Set(end.In(policy.Moscow()).Add(-time.Second))
	assert.True(t, sees(t, d, peter, refused), "in its last second")
	d.Clock.Set(end.In(policy.Moscow()))
	assert.False(t, sees(t, d, peter, refused), "at its end")
	assert.True(t, sees(t, d, peter, served))
}

// With the status a partner loses the sight of everything but the requests of its people, each their own (G47).
func TestAPartnerWithoutTheStatusKeepsItsOwnRequests(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "oka")
	asked := d.Open(t, handlertest.Olga, "of-the-partner", handlertest.Request("ryazan").With("customer", "oka"))
	others := d.Open(t, handlertest.Nina, "of-the-customer", handlertest.Request("ryazan"))
	assert.True(t, sees(t, d, handlertest.Olga, others))
	require.NoError(t, d.Store.PutPartner(t.Context(), entitlement.Partner{ID: "telecom-integrator", Name: "Former"}, 2))
	assert.True(t, sees(t, d, handlertest.Olga, asked))
	assert.False(t, sees(t, d, handlertest.Olga, others))
	assert.False(t, sees(t, d, peter, asked), "a colleague's")
	call := handlertest.Call{Route: reply, Number: ticket.ShowNumber(asked), As: handlertest.Olga, Key: "it-goes-on", JSON: handlertest.Body{"message": "Still the same."}}
	assert.Equal(t, http.StatusCreated, d.Do(t, call).StatusCode, "an open ticket goes on")
}
